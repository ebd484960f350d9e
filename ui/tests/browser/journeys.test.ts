// The main job in the built page: an invitation answered by mouse and by keyboard, taken back, answered again, and what
// the organizer sees; and what happens where the server refuses, is silent, or cannot be reached.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { demoJourney, MEETING } from './demo';
import { boxOf, open, picture } from './harness';
import {
  answerBar,
  askForMailbox,
  assertFocused,
  button,
  chooseFamily,
  filter,
  go,
  lamps,
  lampWords,
  litLamps,
  openInvitation,
  PLACES,
  row,
  saveAs,
  searchFor,
  switchMailbox,
  waitingRow,
} from './steps';

/** More than the undo seconds, and everything that follows them. */
const UNTIL_TOLD = 10_000;

/** Stands only in the calendar, and in none of the weeks shown first. */
const FLIGHT = 'Night flight to Lisbon';

/** Accepts what is open, and waits until both lamps are lit. */
async function acceptedAndTold(page: Page): Promise<Locator> {
  await button(page, 'Accept').click();
  await page.clock.runFor(UNTIL_TOLD);
  const bar = answerBar(page);
  await lamps(bar)
    .getByText(/^told /)
    .waitFor();
  return bar;
}

test('demo start, Accept, Undo, Accept again, lamps, and Alice’s grid', async (t) => {
  const page = await open(t, { scene: { start: 'setup' } });
  await demoJourney(page, { name: 'journey', pass: () => page.clock.runFor(UNTIL_TOLD) });
});

test('what was just declined and has left the calendar can be brought back from where it was declined', async (t) => {
  const page = await open(t, { at: '#/invitations/security-drill' });
  const bar = answerBar(page);
  const change = async (answer: string) => {
    await button(bar, 'Change answer').click();
    await button(bar, answer).click();
    await page.clock.runFor(UNTIL_TOLD);
  };
  await button(bar, 'Bring it back').click();
  await change('Tentative');
  assert.equal(await button(bar, 'Bring it back').count(), 0, 'it is there');
  await change('Decline');
  await lamps(page).getByText('declined').first().waitFor();
  await button(bar, 'Bring it back').click();
  await button(bar, 'Change answer').click();
  assert.equal(await button(bar, 'Accept').getAttribute('aria-disabled'), null);
  await go(page, 'Activity');
  const answers = page.locator('li.row').filter({ hasText: 'Security drill' });
  await answers.filter({ hasText: /^(?!.*again later).*Declined/s }).waitFor();
  await answers.filter({ hasText: /Tentative.*You answered again later/s }).waitFor();
});

test('what is known of an answered meeting stands over its title, not on it', async (t) => {
  const page = await open(t, { at: '#/invitations' });
  await page.setViewportSize({ width: 1240, height: 820 });
  const overlapping = page.locator('[data-invitation]').filter({ hasText: 'Overlaps' });
  await overlapping.filter({ hasText: 'Not answered' }).first().click();
  await button(answerBar(page), 'Tentative').click();
  await page.clock.runFor(UNTIL_TOLD);
  const title = await boxOf(page.locator('#card-title'));
  const known = page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ hasText: /^\s*(You answered|Overlaps)/ });
  const chips = await Promise.all((await known.all()).map(boxOf));
  assert.equal(chips.length, 2);
  for (const { y, height } of chips)
    assert(y >= 12 && y + height <= title.y, `${y}, ${height} over ${title.y}`);
});

test('what was taken back is never sent', async (t) => {
  const page = await open(t, { at: '#/invitations/quarterly-planning' });
  await button(page, 'Accept').click();
  await button(answerBar(page), 'Undo').click();
  await button(page, 'Accept').waitFor();
  await page.clock.runFor(UNTIL_TOLD);
  assert.equal(await lamps(answerBar(page)).count(), 0);
  await go(page, 'Activity');
  const receipt = page.getByRole('listitem').filter({ hasText: MEETING }).first();
  assert.match(await receipt.innerText(), /^Taken back/);
  assert.deepEqual(await litLamps(receipt), ['none', 'none']);
});

test('another answer that is taken back leaves the one before it as it was', async (t) => {
  const page = await open(t, { at: '#/invitations/quarterly-planning' });
  const bar = await acceptedAndTold(page);
  await button(bar, 'Change answer').click();
  await button(bar, 'Decline').click();
  await button(bar, 'Undo').waitFor();
  await page.keyboard.press('z');
  await button(bar, 'Change answer').waitFor();
  assert.match(await lampWords(lamps(bar)), /^My calendar accepted \d.* told \d/);
  assert.deepEqual(await litLamps(bar), ['lit', 'lit']);
  await assertFocused(button(bar, 'Change answer'), 'the focus goes on to what can be done next');
  await openInvitation(page, 'Design review: onboarding and first run');
  await openInvitation(page, MEETING);
  await button(bar, 'Change answer').click();
  await bar.getByRole('textbox', { name: 'Comment' }).fill('On a train');
  await button(bar, 'Decline').click();
  await button(bar, 'Undo and edit the comment').click();
  assert.equal(await bar.getByRole('textbox', { name: 'Comment' }).inputValue(), 'On a train');
  await button(bar, 'Keep the answer').click();
  await button(bar, 'Change answer').waitFor();
});

test('Z takes back what was given last, then what was given before', async (t) => {
  const page = await open(t, { at: '#/invitations/quarterly-planning' });
  await button(page, 'Accept').waitFor();
  await page.keyboard.press('t');
  await button(answerBar(page), 'Undo').waitFor();
  await page.clock.runFor(1000);
  await openInvitation(page, 'Vendor call');
  await button(page, 'Accept').waitFor();
  await page.keyboard.press('a');
  await answerBar(page).getByText('accepted, sends in').waitFor();
  const toast = page.getByRole('group', { name: 'Undo seconds' }).filter({ hasText: MEETING });
  assert.doesNotMatch(await toast.innerText(), /\bZ\b/, 'only one of the two is the key’s');
  await page.keyboard.press('z');
  await page.getByText(/^Taken back: Vendor call/).waitFor({ state: 'attached' });
  await toast.getByText('Z', { exact: true }).waitFor();
  await page.keyboard.press('z');
  await page.getByText(`Taken back: ${MEETING}. Nothing was sent.`).waitFor({ state: 'attached' });
});

test('a key does not change an answer that has left', async (t) => {
  const page = await open(t, { at: '#/invitations/quarterly-planning' });
  const bar = await acceptedAndTold(page);
  await page.keyboard.press('d');
  await page
    .locator('[aria-live]')
    .getByText(/got .*Accepted: Quarterly Planning/)
    .waitFor({ state: 'attached' });
  assert.match(await lampWords(lamps(bar)), /^My calendar accepted/);
  assert.equal(await button(bar, 'Undo').count(), 0);
});

test('a mailbox is set up: what is wrong, what was found, what is read', async (t) => {
  const page = await open(t, { scene: { start: 'setup' } });
  await askForMailbox(page, 'mail.contoso.com', 'wrong');
  await page.getByText('The server did not accept the user name or the password.').waitFor();
  assert.equal(
    await page.getByRole('textbox', { name: 'Server' }).inputValue(),
    'mail.contoso.com',
    'nothing typed is lost',
  );

  await page.getByLabel('Password').fill('correct');
  await page.keyboard.press('Enter');
  await page.getByText('Exchange, version 16.1').waitFor();
  await button(page, 'Add this mailbox').click();
  await page.getByRole('heading', { name: 'Your mailbox is here' }).waitFor();
  await button(page, 'Open Quorum now').click();
  await openInvitation(page, MEETING);
});

test('the whole journey by keyboard alone', async (t) => {
  const page = await open(t, { scene: { start: 'setup' } });
  await page.keyboard.press('Tab');
  while (!(await button(page, 'Try the demo mailbox').evaluate((one) => one === document.activeElement))) {
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: MEETING, level: 1 }).waitFor();

  await page.keyboard.press('c');
  await page.keyboard.type('With the Q4 numbers.');
  assert.equal(
    await page.getByRole('textbox', { name: 'Comment', exact: true }).inputValue(),
    'With the Q4 numbers.',
  );
  await page.keyboard.press('Tab');
  await assertFocused(page.getByRole('switch', { name: /^Tell/ }), 'the switch follows the comment');

  await page.keyboard.press('a');
  await assertFocused(button(answerBar(page), 'Undo'), 'A answers and goes to Undo');
  await page.keyboard.press('z');
  await button(page, 'Accept').waitFor();
  await assertFocused(button(page, 'Accept'), 'Z takes back and returns to the answer');
  assert.equal(
    await page.getByRole('textbox', { name: 'Comment', exact: true }).inputValue(),
    'With the Q4 numbers.',
    'the comment is still there',
  );

  await page.keyboard.press('Enter');
  await page.clock.runFor(UNTIL_TOLD);
  assert.match(await lampWords(lamps(answerBar(page))), /Alice told/);

  await page.keyboard.press('.');
  await page.getByRole('heading', { name: MEETING, level: 1 }).waitFor({ state: 'detached' });
  await page.keyboard.press('t');
  await page.clock.runFor(UNTIL_TOLD);
  assert.match(await lampWords(lamps(answerBar(page))), /^My calendar tentative/);
});

test('every binding name is there, exactly', async (t) => {
  const page = await open(t, { at: '#/invitations/quarterly-planning' });
  for (const place of PLACES) {
    assert.equal(await page.getByRole('link', { name: place, exact: true }).count(), 1, `one link ${place}`);
  }
  for (const name of ['Accept', 'Tentative', 'Decline']) {
    assert.equal(await button(page, name).count(), 1, `one button ${name}`);
  }
  await page.getByRole('textbox', { name: 'Comment', exact: true }).waitFor();
  await page.getByRole('switch', { name: 'Tell Alice', exact: true }).waitFor();
  await button(page, 'Decline').click();
  assert.equal(await button(page, 'Undo').count(), 1, 'one button Undo');

  await switchMailbox(page, 'Alice Moreau');
  await go(page, 'My meetings');
  await page.getByRole('link', { name: MEETING, exact: true }).click();
  const table = page.getByRole('table', { name: 'Attendees', exact: true });
  await table.waitFor();
  assert.equal(await table.getByRole('row').count(), 41, 'forty people under one head');
  assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), [
    'Person',
    'Role',
    'Answer',
    'Answered',
    'Comment or proposal',
  ]);
});

for (const width of [1400, 800] as const) {
  test(`nothing moves under the pointer when an answer is given, ${width} px`, async (t) => {
    const page = await open(t, { at: '#/invitations/quarterly-planning', width });
    await button(page, 'Accept').waitFor();
    const rows = page.getByRole('region', { name: 'List of invitations' }).getByRole('link');
    const stand = async () => ({
      bar: await boxOf(answerBar(page)),
      card: await boxOf(page.getByRole('heading', { name: MEETING, level: 1 })),
      rows: width === 1400 ? await Promise.all((await rows.all()).map(boxOf)) : [],
    });
    const buttons = async () =>
      Promise.all(['Accept', 'Tentative', 'Decline'].map((name) => boxOf(button(page, name))));

    const before = await stand();
    const buttonsBefore = await buttons();
    await button(page, 'Accept').click();
    assert.deepEqual(await stand(), before, 'during the undo seconds');
    await button(answerBar(page), 'Undo').click();
    await button(page, 'Accept').waitFor();
    assert.deepEqual(await stand(), before, 'after Undo');
    assert.deepEqual(await buttons(), buttonsBefore, 'the buttons return to their places');
    await button(page, 'Accept').click();
    await page.clock.runFor(UNTIL_TOLD);
    assert.deepEqual(await stand(), before, 'when the organizer was told');
  });
}

test('a refused answer looks refused, and says what can be done', async (t) => {
  const page = await open(t, { at: '#/invitations/tokyo', scene: { server: 'refuses' } });
  await button(page, 'Accept').click();
  await page.clock.runFor(UNTIL_TOLD);
  assert.deepEqual(
    await litLamps(answerBar(page)),
    ['bad', 'none'],
    'no green tick for something that did not happen',
  );
  await answerBar(page).getByText('The server refused this answer.').waitFor();
  await button(answerBar(page), 'Give up this answer').waitFor();
  await picture(page, 'journey.refused');

  await go(page, 'Activity');
  const needs = page.getByRole('region', { name: /^Needs you/ });
  assert.match(await needs.getByRole('listitem').filter({ hasText: '東京' }).innerText(), /^Refused/);
});

test('a lost connection leaves the answer waiting, never told', async (t) => {
  const page = await open(t, { at: '#/invitations/tokyo', scene: { server: 'keeps-silent' } });
  await button(page, 'Accept').click();
  await page.clock.runFor(UNTIL_TOLD);
  assert.match(await lampWords(lamps(answerBar(page))), /accepted, on its way .* told after that/);
});

test('offline an answer waits, and can be taken back from Activity', async (t) => {
  const page = await open(t, { at: '#/invitations/tokyo', scene: { offline: true } });
  await button(page, 'Decline').click();
  await page.clock.runFor(UNTIL_TOLD);
  assert.match(await lampWords(lamps(answerBar(page))), /waits for network/);

  await go(page, 'Activity');
  await page.getByText('You are offline.').waitFor();
  const waiting = page.getByRole('listitem').filter({ hasText: '東京オフィス移転の打ち合わせ' });
  await button(waiting, 'Take back').click();
  await waiting.getByText('Taken back', { exact: true }).waitFor();
  await assertFocused(waiting.getByRole('link'), 'the focus stays at its row');
});

test('sending only the mail again keeps every row in its place until the person moves on', async (t) => {
  const page = await open(t, { at: '#/activity/answer-refused' });
  const rows = page
    .getByRole('main')
    .getByRole('listitem')
    .filter({ has: lamps(page) });
  const stand = async () => Promise.all((await rows.all()).map(boxOf));
  const untold = rows.filter({ hasText: 'Lunch and learn' });
  await untold.waitFor();

  const before = await stand();
  await button(untold, 'Send the mail again').click();
  await page.clock.runFor(UNTIL_TOLD);
  await untold.getByText(/^told 10:\d\d$/).waitFor();
  assert.deepEqual(await stand(), before);
  await assertFocused(untold.getByRole('link'), 'the focus stays at its row');

  await page.getByRole('radio', { name: /^Needs you/ }).click();
  assert.equal(await untold.count(), 0, 'it does not need the person any more');
});

test('a calendar entry opens by keyboard, is answered there, and shows it', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  const entry = page.getByRole('link', {
    name: /^Friday demos, Friday 20 November, 13:30 to 14:30, Tentative/,
  });
  await entry.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'Calendar entry' }).getByText('Auditorium').waitFor();
  await button(page, 'Decline').click();
  await page.getByRole('link', { name: /^Friday demos, .*, Declined/ }).waitFor();
  assert.equal(await button(page, 'Undo').count(), 1, 'one place for Undo');
  await page.clock.runFor(UNTIL_TOLD);
  assert.match(await lampWords(lamps(answerBar(page))), /^My calendar declined 10:\d\d/);
  assert.equal(await button(page, 'Undo').count(), 0, 'and only while it is possible');
});

test('news from the server does not take away the comment that is being typed', async (t) => {
  const page = await open(t, { at: '#/calendar/demo-friday' });
  const comment = page.getByRole('textbox', { name: 'Comment', exact: true });
  await comment.fill('I bring the');
  await button(page, 'Find or do').click();
  await page.getByRole('dialog').getByText('Look for news now').click();
  await page.clock.runFor(1000);
  assert.equal(await comment.inputValue(), 'I bring the');
});

test('what opens over a narrow window closes, and the focus returns to where it was opened', async (t) => {
  const page = await open(t, { at: '#/activity', width: 800 });
  const answer = page.getByRole('link', { name: 'Security drill, building 4' });
  await answer.click();
  await button(page.getByRole('complementary', { name: 'Receipt' }), 'Close').click();
  await assertFocused(answer, 'back at its answer');

  await go(page, 'Calendar');
  const entry = page.getByRole('link', { name: /^Roadmap sync/ });
  await entry.click();
  await button(page.getByRole('complementary', { name: 'Calendar entry' }), 'Close').click();
  await assertFocused(entry, 'back at its entry');

  await switchMailbox(page, 'Alice Moreau');
  await go(page, 'My meetings');
  await page.getByRole('link', { name: MEETING, exact: true }).click();
  const person = button(page, 'Grace Nwosu');
  await person.click();
  await button(page.getByRole('complementary', { name: 'About Grace Nwosu' }), 'Close').click();
  await assertFocused(person, 'back at the person');
});

test('a month of one day’s entries opens the rest in a list', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  await page.getByRole('radio', { name: 'Month', exact: true }).click();
  await button(page, '3 more').first().focus();
  await page.keyboard.press('Enter');
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /^Friday demos/ })
    .click();
  await page.getByRole('complementary', { name: 'Calendar entry' }).waitFor();
});

test('the grid is filtered, sorted, read person by person, and copied', async (t) => {
  const page = await open(t, { at: '#/meetings/quarterly-planning', scene: { as: 'alice' } });
  const people = page.getByRole('table', { name: 'Attendees' }).getByRole('rowheader');
  const first = async () => (await people.first().innerText()).split('\n').at(-1);
  assert.equal(await first(), 'Tomás Aguilar', 'a proposed time needs Alice first');

  await page.getByRole('radio', { name: /^Declined/ }).click();
  assert.equal(await people.count(), 4);
  await page.getByRole('radio', { name: /^All/ }).click();

  await page.getByRole('combobox', { name: /^Order/ }).click();
  await page.getByRole('option', { name: 'Sorted by name' }).click();
  assert.equal(await first(), 'Aisling Byrne');

  await page.getByRole('button', { name: 'Aisling Byrne' }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('complementary', { name: 'About Ana Duarte' }).waitFor();
  await page.keyboard.press('Escape');
  await assertFocused(page.getByRole('button', { name: 'Ana Duarte' }), 'Escape returns to the line');

  await button(page, 'Copy as table').click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied.split('\r\n').length, 42, 'a head, forty people, and the last line’s end');
  assert.match(copied, /Tomás Aguilar,tomas.aguilar@contoso.com,Required,Declined,2026-11-20T05:41:00Z/);
});

test('settings change the theme, who mails, and leave the demo', async (t) => {
  const page = await open(t, { at: '#/settings' });
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  await page.getByRole('radio', { name: 'Dark' }).click();
  assert.equal(await ground(), 'dark');

  const mailbox = page.getByRole('article', { name: 'Mailbox bob@contoso.com' });
  await mailbox.getByRole('combobox', { name: /^Who mails the organizer/ }).click();
  await page.getByRole('option', { name: /^Quorum always sends/ }).click();
  await mailbox.getByText('Now: Quorum sends the reply.').waitFor();

  await button(page, 'Leave the demo').click();
  await button(page, 'Try the demo mailbox').waitFor();
});

test('an answer that waits for the network is edited from Activity, and taken back', async (t) => {
  const page = await open(t, { at: '#/activity', scene: { offline: true } });
  await button(waitingRow(page), 'Edit').click();
  const comment = page.getByRole('textbox', { name: 'Comment', exact: true });
  await comment.waitFor();
  assert.equal(await comment.inputValue(), 'At the customer that day.', 'the comment is there already');
  await assertFocused(comment, 'Edit leads to the comment');
  assert.equal(await button(answerBar(page), 'Decline').getAttribute('aria-pressed'), 'true');
  await answerBar(page)
    .getByText(/^Nothing has left yet/)
    .waitFor();

  await comment.fill('At the customer until noon.');
  await button(answerBar(page), 'Save').click();
  await button(answerBar(page), 'Edit').waitFor();
  await button(answerBar(page), 'Edit').click();
  assert.equal(await comment.inputValue(), 'At the customer until noon.', 'as it was saved');
  await button(answerBar(page), 'Tentative').click();
  assert.match(await lampWords(lamps(answerBar(page))), /waits for network/);

  await go(page, 'Activity');
  assert.match(await waitingRow(page).innerText(), /^Tentative/);
  await button(waitingRow(page), 'Take back').click();
  await waitingRow(page).getByText('Taken back', { exact: true }).waitFor();
});

test('every receipt, and one alone, is saved as a file, and the window says where', async (t) => {
  const page = await open(t, { at: '#/activity/answer-untold' });
  await saveAs(page, 'Export', 'Table');
  await page.getByText(/^\/home\/bob\/Downloads\/Quorum answers [\d-]+\.csv$/).waitFor();
  await saveAs(page.getByRole('complementary', { name: 'Receipt' }), 'Save receipt', 'Readable text');
  await page.getByText(/^\/.*Downloads\/Quorum receipt Lunch and learn passkeys [\d-]+\.md$/).waitFor();
  await button(page, 'Close this note').click();
  assert.equal(await page.getByText(/^\/home\/bob\/Downloads/).count(), 0);
});

test('the kind of server is chosen in Settings, and the answer bar says its limits before the click', async (t) => {
  const page = await open(t, { at: '#/settings' });
  const card = page.getByRole('article', { name: 'Mailbox bob@contoso.com' });
  const does = (about: string) => card.getByRole('row').filter({ hasText: about });
  assert.match(await does('Comment').innerText(), /Reaches the organizer$/);
  await chooseFamily(page, 'SOGo');
  await card.getByText('Chosen by you. Recognised: Exchange.').waitFor();
  assert.match(await does('One day of a series').innerText(), /would answer the whole series/);
  assert.match(await does('Silent answers').innerText(), /Not possible/);

  await go(page, 'Invitations');
  await openInvitation(page, MEETING);
  await answerBar(page).getByText('The server may tell Alice').waitFor();
  await answerBar(page)
    .getByText(/Comments do not reach Alice on this server/)
    .waitFor();

  await go(page, 'Settings');
  await chooseFamily(page, 'Recognised: Exchange');
  await card.getByText(/^Quorum recognises it/).waitFor();
});

test('one date that the server would take for the whole series says so before the click, with the way out', async (t) => {
  const page = await open(t, {
    at: '#/invitations/quarterly-planning',
    scene: { family: 'zpush', oneDate: true },
  });
  await answerBar(page)
    .getByText(/would take an answer to this date for the whole series.*write to .*Alice/)
    .waitFor();
  for (const answer of ['Accept', 'Tentative', 'Decline'])
    assert.equal(await button(page, answer).count(), 0, 'nothing that cannot be pressed');
  await page.keyboard.press('a');
  await page
    .getByText(/this date alone cannot be answered here/)
    .nth(1)
    .waitFor({ state: 'attached' });
  await answerBar(page).getByRole('link', { name: 'Open the series' }).click();
  await page.getByRole('heading', { name: /^Design review/, level: 1 }).waitFor();
  assert.equal(await button(page, 'Accept the series').getAttribute('aria-disabled'), null);
});

test('the grid of a series says what was answered for single dates', async (t) => {
  const page = await open(t, { at: '#/meetings', scene: { as: 'alice' } });
  const listed = page.getByRole('row').or(page.getByRole('listitem')).filter({ hasText: 'Budget clinic' });
  await listed.getByText('1 new answer').first().waitFor();
  await page.getByRole('link', { name: 'Budget clinic', exact: true }).click();
  const table = page.getByRole('table', { name: 'Attendees' });
  const line = (text: string) => table.getByRole('row').filter({ hasText: text });
  const dentist = line('At the dentist');
  assert.match(await dentist.innerText(), /Wed 9 Dec: declined/);
  await dentist.getByRole('img', { name: 'New since you looked.' }).waitFor();
  assert.equal(
    await line('Bob Nakamura').getByRole('img', { name: /^New/ }).count(),
    0,
    'the series is no news',
  );
  assert.equal(await line('Wed 18 Nov').count(), 0, 'a date that is over is left to the person');
  assert.match(
    await line('The board meets').innerText(),
    /Wed 16 Dec: tentative\s+Proposes Wed 16 Dec, 14:00/,
  );
  await line('and 2 more dates').waitFor();

  await dentist.click();
  const bob = page.getByRole('complementary', { name: 'About Bob Nakamura' });
  await bob.getByText('Wed 18 Nov', { exact: true }).waitFor();
  await bob.getByText('Wed 9 Dec', { exact: true }).waitFor();
  const proposed = page.getByRole('region', { name: 'Proposed times' });
  await proposed.getByText('Instead of Wed 16 Dec, 11:00').waitFor();
  await proposed.getByText('The board meets until one.').waitFor();
});

test('who is free at the proposed times is asked for, and said where the server tells of nobody', async (t) => {
  const at = '#/meetings/quarterly-planning';
  const page = await open(t, { at, scene: { as: 'alice' } });
  const proposed = page.getByRole('region', { name: 'Proposed times' });
  assert.equal(await proposed.getByText(/required people/).count(), 0, 'nobody asks by themselves');
  await button(proposed, 'Who is free then?').click();
  await proposed.getByText(/^\d+ of \d+ required people free, \d+ busy, \d+ not known\.$/).waitFor();
  await proposed.getByText(/Busy: .*Tomás Aguilar/).waitFor();
  await proposed.getByText(/^All \d+ required people are free\.$/).waitFor();

  const alone = await open(t, { at, scene: { as: 'alice', family: 'unknown' } });
  await button(alone, 'Who is free then?').click();
  await alone.getByText('This server tells of nobody else’s calendar.').waitFor();
  const offline = await open(t, { at, scene: { as: 'alice', offline: true } });
  await button(offline, 'Who is free then?').click();
  await button(offline, 'Try again').waitFor();
});

test('in the grid every word keeps its distance from the sign after it, 1280 px', async (t) => {
  const page = await open(t, { at: '#/meetings/quarterly-planning', scene: { as: 'alice' } });
  await page.setViewportSize({ width: 1280, height: 820 });
  const table = page.getByRole('table', { name: 'Attendees' });
  const line = table.getByRole('row').filter({ hasText: 'Room or thing' }).first();
  await line.scrollIntoViewIfNeeded();
  const word = await boxOf(line.getByText('Room or thing', { exact: true }));
  const answer = await boxOf(line.getByRole('cell').nth(1));
  await picture(page, 'meeting-room.light-1280');
  assert(word.x + word.width + 8 <= answer.x, `${word.x + word.width} and ${answer.x}`);
});

test('beside a person, the grid shows whole what was answered', async (t) => {
  const page = await open(t, { at: '#/meetings/quarterly-planning', scene: { as: 'alice' } });
  await page.setViewportSize({ width: 1280, height: 820 });
  await button(page, 'Grace Nwosu').click();
  await page.getByRole('complementary', { name: 'About Grace Nwosu' }).waitFor();
  const table = page.getByRole('table', { name: 'Attendees' });
  const cut = await table
    .locator('td, td *')
    .evaluateAll((all) =>
      all
        .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline')
        .map((one) => one.textContent),
    );
  await picture(page, 'meeting-person.light-1280');
  assert.deepEqual(cut, []);
});

test('a meeting is found by its text, opened by keyboard, and the list comes back', async (t) => {
  const page = await open(t, { at: '#/invitations' });
  await page.keyboard.press('/');
  const field = page.getByRole('searchbox', { name: 'Search meetings' });
  await assertFocused(field, 'the key leads to the field');
  await page.keyboard.type('headcount');
  await page.clock.runFor(200);
  const found = page.getByRole('list', { name: 'Found meetings' });
  assert.equal(await found.getByRole('link').count(), 1);
  assert.match(await found.getByRole('link').innerText(), /Text: .*headcount plan/s);
  assert.deepEqual(await found.locator('mark').allInnerTexts(), ['headcount']);
  await page.keyboard.press('ArrowDown');
  await assertFocused(found.getByRole('link').first(), 'down to what was found');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: MEETING, level: 1 }).waitFor();
  await page.keyboard.press('ArrowUp');
  await assertFocused(field, 'and up again');
  await page.keyboard.press('Escape');
  assert.equal(await found.count(), 0);
  await row(page, MEETING).waitFor();
});

test('what is only in the calendar opens there, on its day, and the search is still there afterwards', async (t) => {
  const page = await open(t, { at: '#/invitations' });
  await searchFor(page, FLIGHT);
  await page
    .getByRole('list', { name: 'Found meetings' })
    .getByRole('link', { name: new RegExp(FLIGHT) })
    .click();
  await page.getByRole('complementary', { name: 'Calendar entry' }).getByText(FLIGHT).waitFor();
  const entry = page.getByRole('link', { name: new RegExp(`^${FLIGHT}, `) }).first();
  await page.waitForFunction(
    (face) => face!.getBoundingClientRect().bottom <= innerHeight,
    await entry.elementHandle(),
  );
  await go(page, 'Invitations');
  assert.equal(await page.getByRole('searchbox', { name: 'Search meetings' }).inputValue(), FLIGHT);
});

test('filters go together, say what they leave, and lead back', async (t) => {
  const page = await open(t, { at: '#/invitations' });
  const list = page.getByRole('region', { name: 'List of invitations' });
  const rows = () => list.locator('[data-invitation]').count();
  const all = await rows();
  const left = async (name: string) => Number((await filter(page, name).innerText()).match(/\d+/)?.[0]);
  const open_ = await left('Open');
  await filter(page, 'Open').focus();
  await page.keyboard.press('Space');
  assert.equal(await filter(page, 'Open').getAttribute('aria-pressed'), 'true');
  assert.equal(await rows(), open_);
  const both = await left('Overlaps');
  await filter(page, 'Overlaps').click();
  assert.equal(await rows(), both);
  // The shelf of what was declined is folded, and counted.
  const told = new RegExp(`^${both} of \\d+ invitations: open and overlapping`, 'u');
  await page.getByText(told).waitFor({ state: 'attached' });

  await page.getByRole('combobox', { name: /^Organizer/ }).click();
  await page.getByRole('option').nth(1).click();
  assert.ok((await rows()) <= both);
  await filter(page, 'This week').click();
  await filter(page, 'Changed').click();
  await page
    .getByRole('heading', { name: /^No invitation is open, changed, overlapping, this week and from / })
    .waitFor();
  await button(page, 'Show all invitations').click();
  assert.equal(await rows(), all);
});

test('an answered row keeps its place under a filter', async (t) => {
  const page = await open(t, { at: '#/invitations/quarterly-planning' });
  await filter(page, 'Open').click();
  await button(page, 'Accept').click();
  await button(answerBar(page), 'Undo').waitFor();
  await row(page, MEETING)
    .getByText(/^Accepted/)
    .waitFor();
});

test('the calendar is used by keyboard alone', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  const title = page.getByRole('heading', { level: 1 });
  const week = await title.innerText();
  await page.keyboard.press('.');
  assert.notEqual(await title.innerText(), week);
  await page.keyboard.press(',');
  assert.equal(await title.innerText(), week);
  await page.keyboard.press('.');
  await page.keyboard.press('Home');
  assert.equal(await title.innerText(), week, 'back to today');
  for (const [key, kind] of [
    ['1', 'Day'],
    ['3', 'Month'],
    ['4', 'Agenda'],
    ['2', 'Week'],
  ] as const) {
    await page.keyboard.press(key);
    assert.ok(await page.getByRole('radio', { name: kind, exact: true }).isChecked(), kind);
  }

  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-entry'));
  const entries = page.locator('[data-entry]');
  await entries.first().focus();
  const before = await focused();
  await page.keyboard.press('ArrowDown');
  const after = await focused();
  assert.ok(before && after && before !== after, 'to the next entry');
  await page.keyboard.press('ArrowUp');
  assert.equal(await focused(), before, 'and back');
  await page.keyboard.press('ArrowRight');
  assert.notEqual(await focused(), before, 'to another day');
});

test('an empty week leads to what comes next', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  const nothing = page.getByText('Nothing in this week.');
  for (let back = 0; back < 12 && !(await nothing.isVisible()); back += 1) {
    await page.keyboard.press(',');
    await page.clock.runFor(100);
  }
  await page.getByRole('link', { name: 'Go there' }).click();
  await page.getByRole('complementary', { name: 'Calendar entry' }).waitFor();
  assert.equal(await nothing.count(), 0);
});

test('find or do finds a meeting by its text, after what is at hand', async (t) => {
  const page = await open(t, { at: '#/activity' });
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Find or do' });
  const found = page.getByRole('listbox', { name: 'Found' }).getByRole('option');
  await field.fill('h');
  await found.filter({ hasText: MEETING }).waitFor();
  await field.fill('headcount');
  assert.equal(await found.count(), 0, 'what one letter found is no answer to a word');
  await page.clock.runFor(200);
  await found.filter({ hasText: MEETING }).waitFor();
  assert.equal(await found.count(), 1);
  await page.keyboard.press('Enter');
  await page.clock.runFor(100);
  await page.getByRole('heading', { name: MEETING, level: 1 }).waitFor();
});

test('the arrow keys go through the list of invitations, over the groups and not into folded ones', async (t) => {
  const page = await open(t, { at: '#/invitations/quarterly-planning' });
  const list = page.getByRole('region', { name: 'List of invitations' });
  const rows = list.locator('[data-invitation]');
  await row(page, MEETING).waitFor();
  const count = await rows.count();
  await rows.first().focus();
  for (let place = 1; place < count; place += 1) {
    await page.keyboard.press('ArrowDown');
    await assertFocused(rows.nth(place), `down to row ${place}`);
  }
  await page.keyboard.press('ArrowDown');
  await assertFocused(rows.last(), 'the folded group is not opened');
  await page.keyboard.press('ArrowUp');
  await assertFocused(rows.nth(count - 2), 'up');
  await page.keyboard.press('Home');
  await assertFocused(rows.first(), 'the first');
  await page.keyboard.press('End');
  await assertFocused(rows.last(), 'the last');
  const last = (await rows.last().getAttribute('data-invitation')) ?? '';
  await page.keyboard.press('Enter');
  await page.waitForFunction((id) => location.hash === `#/invitations/${id}`, last);

  await searchFor(page, 'a');
  const hits = list.getByRole('list', { name: 'Found meetings' }).getByRole('link');
  await hits.first().focus();
  await page.keyboard.press('End');
  await assertFocused(hits.last(), 'the last that was found');
  await page.keyboard.press('Home');
  await assertFocused(hits.first(), 'the first that was found');
});

test('in a narrow window the way back from an invitation leads to its row', async (t) => {
  const page = await open(t, { at: '#/invitations', width: 800 });
  for (const subject of [MEETING, 'Sprint demo']) {
    await openInvitation(page, subject);
    await page
      .getByRole('region', { name: 'Invitation', exact: true })
      .getByRole('link', { name: 'Invitations' })
      .click();
    await assertFocused(row(page, subject), 'where it was opened');
  }
  await openInvitation(page, MEETING);
  await button(page, 'Decline').click();
  await page
    .getByRole('region', { name: 'Invitation', exact: true })
    .getByRole('link', { name: 'Invitations' })
    .click();
  await assertFocused(page.getByRole('button', { name: /^Declined/ }), 'it was folded away meanwhile');
});

test('in a narrow window the search key leads from an open invitation to the field', async (t) => {
  const page = await open(t, { at: '#/invitations/quarterly-planning', width: 800 });
  await page.getByRole('heading', { name: MEETING, level: 1 }).waitFor();
  await page.keyboard.press('/');
  const field = page.getByRole('searchbox', { name: 'Search meetings' });
  await field.waitFor();
  await assertFocused(field, 'the list is a page of its own there');
  assert.equal(await field.inputValue(), '', 'and the key itself is not typed');
});
