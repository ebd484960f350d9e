// A series and what was called off: one date answered by itself where the dates are listed, a cancelled meeting taken
// out of the calendar.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible, assertNothingCutOff, boxOf, look, LOOKS, open, picture } from './harness';
import { answerBar, assertFocused, button, go, row } from './steps';

const SERIES = { at: '#/invitations/design-review' };
const DECLINED = { at: '#/invitations/security-drill' };
const CANCELLED = { at: '#/invitations/sprint-demo' };

test('one date is answered by itself, said before, and can be taken back', async (t) => {
  const page = await open(t, SERIES);
  const upcoming = page.getByRole('region', { name: 'Upcoming' });
  const answer = upcoming.getByRole('button', { name: 'Answer Thu 3 Dec alone' });
  await answer.click();
  await page.waitForFunction(() => {
    const answers = document.querySelector('[aria-label^="Answer Thu 3 Dec"][aria-expanded="true"]');
    const opened = answers && document.getElementById(answers.getAttribute('aria-controls') ?? '');
    return opened && opened.getBoundingClientRect().bottom <= innerHeight;
  });
  const decline = upcoming.getByRole('button', { name: 'Decline Thu 3 Dec' });
  await decline.hover();
  await upcoming.getByText(/^Decline takes this date out of your calendar\. .*gets .*Declined/).waitFor();
  await decline.click();
  await assertFocused(answer, 'the focus stays with the date');
  assert.equal(await decline.count(), 0);
  await upcoming.getByRole('listitem').first().getByText('Declined').waitFor();
  await button(page, 'Accept the series').waitFor();
  await page.keyboard.press('z');
  await page.getByText(/^Taken back: Design review/).waitFor({ state: 'attached' });
  assert.equal(await upcoming.getByRole('listitem').first().getByText('Declined').count(), 0);
});

test('what is answered for the whole series says so, and the focus is not lost with the undo seconds', async (t) => {
  const page = await open(t, SERIES);
  await page.getByRole('button', { name: 'Answer Thu 3 Dec alone' }).click();
  await button(page, 'Decline Thu 3 Dec').click();
  await button(page.getByRole('group', { name: 'Undo seconds' }), 'Send now').click();
  await assertFocused(page.getByRole('main'), 'the focus goes on to the sheet');
  await button(page, 'Tentative for the series').click();
  await answerBar(page)
    .getByText('Answered for the whole series. Nothing has left this computer yet.')
    .waitFor();
});

for (const width of [1400, 800] as const)
  test(`what of a series was answered is named where its card is not, ${width} px`, async (t) => {
    const page = await open(t, { ...SERIES, width });
    await page.getByRole('button', { name: 'Answer Thu 3 Dec alone' }).click();
    await button(page, 'Decline Thu 3 Dec').click();
    const toast = page.getByRole('group', { name: 'Undo seconds' });
    assert.match(
      (await toast.locator('.said').innerText()).replace(/\s*\n\s*/g, ''),
      /^Declined: ?Design review: onboarding and first run, Thu 3 Dec, sends in \d s$/,
    );
    const end = toast.getByText(/, Thu 3 Dec, sends in/);
    assert(await end.evaluate((one) => one.scrollWidth <= one.clientWidth), 'the title is what is cut');
    await picture(page, `series-undo-${width}`);
    await button(page, 'Accept the series').click();
    await go(page, 'Activity');
    const rows = page.getByRole('region', { name: 'Activity' }).getByRole('listitem');
    await rows.filter({ hasText: /Declined.*This date alone/ }).waitFor();
    await rows.filter({ hasText: /Accepted.*Whole series/ }).waitFor();
    await assertNothingCutOff(page);
    await picture(page, `series-activity-${width}`);
  });

test('what became of a date stands on one line, however narrow the card is', async (t) => {
  const page = await open(t, SERIES);
  const upcoming = page.getByRole('region', { name: 'Upcoming' });
  await upcoming.getByRole('button', { name: 'Answer Thu 3 Dec alone' }).click();
  await button(upcoming, 'Decline Thu 3 Dec').click();
  for (const width of [1400, 1280, 1040, 800]) {
    await page.setViewportSize({ width, height: 820 });
    const word = await boxOf(upcoming.getByRole('listitem').first().getByText('Declined'));
    assert(word.width > word.height, `${width} px: ${word.width} wide and ${word.height} high`);
  }
});

test('the switch and the comment of the bar hold for a date, and are said before', async (t) => {
  const page = await open(t, SERIES);
  const upcoming = page.getByRole('region', { name: 'Upcoming' });
  await upcoming
    .getByText(/the other dates stay as they are\. .* below hold for it, too: .* is told of it\.$/)
    .waitFor();
  await answerBar(page).getByRole('switch').click();
  await upcoming.getByText(/The switch below holds for it, too: .* is not told\.$/).waitFor();
  const comment = answerBar(page).getByRole('textbox', { name: 'Comment' });
  await comment.fill('I am on a train');
  await upcoming.getByRole('button', { name: 'Answer Thu 3 Dec alone' }).click();
  await button(upcoming, 'Decline Thu 3 Dec').hover();
  await upcoming.getByText(/is not told\. Your comment goes to nobody\.$/).waitFor();
  await button(upcoming, 'Decline Thu 3 Dec').click();
  await upcoming.getByRole('listitem').first().getByText('Declined').waitFor();
  assert.equal(await comment.inputValue(), '', 'it has gone with the answer');
  const lamps = upcoming
    .getByRole('listitem')
    .first()
    .getByRole('img', { name: /^My calendar/ });
  assert.match((await lamps.getAttribute('aria-label')) ?? '', /not told, your choice/);
});

test('a date that was declined for good says who can bring it back', async (t) => {
  const page = await open(t, SERIES);
  const upcoming = page.getByRole('region', { name: 'Upcoming' });
  const declined = upcoming.getByRole('listitem').filter({ hasText: '24 Dec' });
  await declined.getByText(/^Declined; only .* can invite you to it again$/).waitFor();
  assert.equal(await declined.getByRole('button').count(), 0, 'there is nothing to press');
  // One whose answer has not left yet, or that the server keeps, is answered again.
  const first = upcoming.getByRole('listitem').first();
  await upcoming.getByRole('button', { name: 'Answer Thu 3 Dec alone' }).click();
  await button(upcoming, 'Decline Thu 3 Dec').click();
  await first.getByText('Declined', { exact: true }).waitFor();
  await upcoming.getByRole('button', { name: 'Answer Thu 3 Dec alone' }).click();
  await button(upcoming, 'Accept Thu 3 Dec').click();
  await first.getByText('Accepted', { exact: true }).waitFor();
});

test('the answers of a date close with Escape, and only one date is open', async (t) => {
  const page = await open(t, SERIES);
  const upcoming = page.getByRole('region', { name: 'Upcoming' });
  const first = upcoming.getByRole('button', { name: 'Answer Thu 3 Dec alone' });
  await first.click();
  await upcoming.getByRole('button', { name: 'Answer Fri 18 Dec alone' }).click();
  assert.equal(await first.getAttribute('aria-expanded'), 'false');
  await button(upcoming, 'Accept Fri 18 Dec').focus();
  await page.keyboard.press('Escape');
  await assertFocused(upcoming.getByRole('button', { name: 'Answer Fri 18 Dec alone' }), 'back where it was');
  assert.equal(
    await upcoming.getByRole('button', { name: /Thu 10 Dec/ }).count(),
    0,
    'that one is cancelled',
  );
});

test('a cancelled meeting is taken out of the calendar', async (t) => {
  const page = await open(t, CANCELLED);
  const bar = answerBar(page);
  await bar
    .getByText(
      /cancelled this meeting, or no longer invites you; .*Remove from calendar takes it out; that tells nobody\./,
    )
    .waitFor();
  await button(bar, 'Remove from calendar').click();
  await bar.getByText(/It is not in your calendar any more\./).waitFor();
  assert.equal(await button(bar, 'Remove from calendar').count(), 0);
  await assertFocused(page.locator('#card-title'), 'the focus stays with the meeting');
});

test('what cannot be removed now says that it is still there', async (t) => {
  const page = await open(t, { ...CANCELLED, scene: { offline: true } });
  await button(answerBar(page), 'Remove from calendar').click();
  await page.getByText('It was not removed.').waitFor();
  await button(answerBar(page), 'Remove from calendar').waitFor();
});

const shelf = (page: Page) => page.getByRole('button', { name: /^Declined/ });

test('declined meetings are folded away, with when and whether the organizer was told', async (t) => {
  const page = await open(t, SERIES);
  assert.equal(await shelf(page).getAttribute('aria-expanded'), 'false');
  assert.equal(await row(page, 'Security drill, building 4').count(), 0);
  await shelf(page).click();
  await row(page, 'Security drill, building 4').getByText('Declined 08:47, told').waitFor();
});

test('the invitation to a declined meeting is brought back and can be answered', async (t) => {
  const page = await open(t, DECLINED);
  assert.equal(await shelf(page).getAttribute('aria-expanded'), 'true', 'the open one is never folded away');
  const bar = answerBar(page);
  await bar
    .getByText(/^You declined this, .*Deleted Items and moves it to your Inbox; .*nobody is told\./)
    .waitFor();
  await button(bar, 'Bring it back').click();
  await button(bar, 'Change answer').click();
  assert.equal(await button(bar, 'Accept').getAttribute('aria-disabled'), null);
});

test('one that is not in Deleted Items names whom to ask, with the address to copy', async (t) => {
  const page = await open(t, { ...DECLINED, scene: { family: 'grommunio' } });
  await button(answerBar(page), 'Bring it back').click();
  await page.getByText('It was not brought back.').waitFor();
  await page
    .getByRole('alert')
    .getByRole('button', { name: /^Copy .*@/ })
    .click();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /@/u);
});

for (const [theme, width] of LOOKS)
  test(`dates and removal, ${look(theme, width)}`, async (t) => {
    const page = await open(t, { ...SERIES, theme, width });
    const upcoming = page.getByRole('region', { name: 'Upcoming' });
    await upcoming.getByRole('button', { name: 'Answer Thu 3 Dec alone' }).click();
    await button(upcoming, 'Tentative for Thu 3 Dec').hover();
    await upcoming.scrollIntoViewIfNeeded();
    await assertAccessible(page);
    await assertNothingCutOff(page);
    await picture(page, `series-dates-${look(theme, width)}`);
    await page.goto(`${page.url().split('#')[0]}${CANCELLED.at}`);
    await button(page, 'Remove from calendar').waitFor();
    await assertAccessible(page);
    await assertNothingCutOff(page);
    await picture(page, `cancelled-${look(theme, width)}`);
    await page.goto(`${page.url().split('#')[0]}${DECLINED.at}`);
    await button(page, 'Bring it back').waitFor();
    await assertAccessible(page);
    await assertNothingCutOff(page);
    await picture(page, `declined-${look(theme, width)}`);
  });

/** The eighth date of the series, which its card does not list, opened in the calendar. */
async function eighth(page: Page) {
  for (let week = 0; week < 9; week += 1) await button(page, 'On one week').click();
  await page.getByRole('link', { name: /^Design review.* 21 January/ }).click();
  return page.getByRole('complementary', { name: 'Calendar entry' });
}

test('a date that no card lists is declined from the calendar, and the series stays as it was', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  const panel = await eighth(page);
  await panel
    .getByText(
      /^(It has the answer to the series: .*\. )?Answering it alone leaves the other dates as they are; .* is told of it\.$/,
    )
    .waitFor();
  await button(answerBar(page), 'Decline the series').waitFor();
  const decline = panel.getByRole('button', { name: /^Decline Thu 21 Jan/ });
  await decline.hover();
  await panel.getByText(/^Decline takes this date out of your calendar\. .*gets .*Declined/).waitFor();
  await decline.click();
  await assertFocused(decline, 'the focus stays with the date');
  await page.getByRole('link', { name: /^Design review.* 21 January.*, Declined/ }).waitFor();
  await panel.getByText(/declined, sends in \d s/).waitFor();
  assert.equal(await button(page, 'Undo').count(), 1, 'one place for Undo');
  await button(answerBar(page), 'Decline the series').waitFor();
  await panel.getByRole('link', { name: 'Open this date' }).waitFor();
  await button(page, 'On one week').click();
  await page.getByRole('link', { name: /^Design review.* 28 January.*, Not answered/ }).waitFor();
  assert.equal(await panel.count(), 0, 'no other date takes the place of the one that was open');
});

test('an answer to a date given in the calendar can be taken back', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  const panel = await eighth(page);
  await panel.getByRole('button', { name: /^Tentative for Thu 21 Jan/ }).click();
  await page.getByRole('link', { name: /^Design review.* 21 January.*, Tentative/ }).waitFor();
  await page.keyboard.press('z');
  await page.getByRole('link', { name: /^Design review.* 21 January.*, Not answered/ }).waitFor();
});

test('where this server takes no answer to one date, the calendar says so beside it', async (t) => {
  const page = await open(t, { at: '#/calendar', scene: { family: 'sogo' } });
  const panel = await eighth(page);
  await panel.getByText(/^This server takes an answer for all dates of a series/).waitFor();
  assert.equal(await panel.getByRole('button', { name: /21 Jan/ }).count(), 0, 'nothing to press');
  await button(answerBar(page), 'Decline the series').waitFor();
});

test('the switch and the comment of the bar hold for a date opened in the calendar', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  const panel = await eighth(page);
  await answerBar(page).getByRole('textbox', { name: 'Comment' }).fill('I am on a train');
  await panel.getByText(/is told of it, with your comment\.$/).waitFor();
  await answerBar(page).getByRole('switch').click();
  await panel
    .getByText(
      /^(It has the answer to the series: .*\. )?Answering it alone leaves the other dates as they are; .* is not told\.$/,
    )
    .waitFor();
});

for (const [theme, width] of LOOKS)
  test(`a date in the calendar, ${look(theme, width)}`, async (t) => {
    const page = await open(t, { at: '#/calendar', theme, width });
    const panel = await eighth(page);
    await panel.getByRole('button', { name: /^Accept Thu 21 Jan/ }).waitFor();
    await assertAccessible(page);
    await assertNothingCutOff(page);
    await picture(page, `calendar-date-${look(theme, width)}`);
  });
