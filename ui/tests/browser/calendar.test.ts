// Filters and search over the calendar, by pointer and by keyboard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible, assertNothingCutOff, look, LOOKS, open, picture } from './harness';
import { answerBar, assertFocused, button, filter, lampWords, lamps, searchFor } from './steps';

const faces = (page: Page) => page.locator('[data-entry]');
const field = (page: Page) => page.getByRole('searchbox', { name: 'Search meetings' });
const found = (page: Page) => page.getByRole('region', { name: 'Found' });
const panel = (page: Page) => page.getByRole('complementary', { name: 'Calendar entry' });

/** From the week of 16 November to that of the 30th, which has the most to show. */
async function fullWeek(page: Page) {
  await button(page, 'On one week').click();
  await button(page, 'On one week').click();
  await page.getByRole('link', { name: /^Quarterly Planning, / }).waitFor();
}

test('filters leave what matches, say of how much, and lead back', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  await fullWeek(page);
  const all = await faces(page).count();
  const left = async (name: string) => Number((await filter(page, name).innerText()).match(/\d+/)?.[0]);
  const open_ = await left('Open');
  assert.ok(open_ > 0 && open_ < all, `${open_} of ${all}`);
  await filter(page, 'Open').focus();
  await page.keyboard.press('Space');
  await page.getByText(`${open_} of ${all} in the week shown are open`).first().waitFor();
  assert.equal(await faces(page).count(), open_, 'the rest is not there');
  for (const face of await faces(page).all()) assert.match(await face.innerText(), /Not answered/);

  const both = await left('Overlaps');
  await filter(page, 'Overlaps').click();
  assert.equal(await faces(page).count(), both);
  await page.getByRole('combobox', { name: /^Organizer/ }).click();
  await page.getByRole('option', { name: /^Alice Moreau/ }).click();
  await page
    .getByText(/1 of \d+ in the week shown is open, overlapping and from Alice Moreau/)
    .first()
    .waitFor();
  await page.getByRole('link', { name: /^Quarterly Planning, / }).waitFor();
  await button(page, 'Show all').click();
  assert.equal(await faces(page).count(), all);
});

test('this week turns to it, leaves it of a month, and goes with the next page', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  const week = page.getByRole('button', { name: /^This week/ });
  const title = page.getByRole('heading', { level: 1 });
  const thisWeek = await title.innerText();
  const here = await faces(page).count();
  await fullWeek(page);
  assert.equal(await week.innerText(), 'This week', 'how many is known there');
  await week.click();
  await page.getByRole('heading', { level: 1, name: thisWeek }).waitFor();
  await page.waitForFunction((count) => document.querySelectorAll('[data-entry]').length === count, here);
  assert.equal(await week.getAttribute('aria-pressed'), 'true');
  assert.equal(await page.getByText(/in the week shown are/).count(), 0, 'nothing is left out');

  await page.getByRole('radio', { name: 'Month' }).click();
  await page.getByText(new RegExp(`^${here} of \\d+ on this page are this week$`)).waitFor();
  await filter(page, 'Open').click();
  await page.getByText(/^None of the .+ is open and this week. Next: /).waitFor();
  await page.getByRole('link', { name: 'Go there' }).click();
  await panel(page).waitFor();
  assert.equal(await week.getAttribute('aria-pressed'), 'false', 'the next one is in another week');
  await button(panel(page), 'Close').click();
  await filter(page, 'Open').click();
  await week.click();
  await page
    .getByText(new RegExp(`^${here} of \\d+ on this page are this week$`))
    .first()
    .waitFor();
  await button(page, 'On one month').click();
  await page.waitForFunction(() => document.querySelectorAll('[data-entry]').length > 0);
  assert.equal(await week.getAttribute('aria-pressed'), 'false', 'another month is shown');

  await page.getByRole('radio', { name: 'Day' }).click();
  await week.click();
  await page.getByRole('heading', { level: 1, name: thisWeek }).waitFor();
});

test('a minute that passes leaves the entries and the focus where they are', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  await fullWeek(page);
  const entry = page.getByRole('link', { name: /^Quarterly Planning, / });
  await entry.focus();
  const face = await entry.elementHandle();
  await page.clock.runFor(61_000);
  await assertFocused(entry, 'nothing has changed');
  assert(await face!.evaluate((one) => one.isConnected), 'it is the same one, and was not drawn anew');
});

test('the only match is in view, also late in the day', async (t) => {
  const page = await open(t, { at: '#/calendar', width: 800 });
  await fullWeek(page);
  await filter(page, 'Changed').click();
  const only = page.getByRole('link', { name: /^Quarterly Planning, / });
  await page.waitForFunction(
    (face) => face!.getBoundingClientRect().top < innerHeight,
    await only.elementHandle(),
  );
  assert.equal(await faces(page).count(), 1);
});

test('a week in which nothing passes leads to the next that does', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  await page.getByRole('combobox', { name: /^Organizer/ }).waitFor();
  await fullWeek(page);
  await page.getByRole('combobox', { name: /^Organizer/ }).click();
  await page.getByRole('option', { name: /^Alice Moreau/ }).click();
  await button(page, 'Today').click();
  await page.getByText(/^None of the \d+ in the week shown is from Alice Moreau\./).waitFor();
  await page.getByRole('combobox', { name: 'Organizer Alice Moreau' }).waitFor();
  await page.getByRole('link', { name: 'Go there' }).click();
  await panel(page).getByText('Quarterly Planning').waitFor();
});

test('what is open stays under a filter that it does not pass any more', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  await fullWeek(page);
  await filter(page, 'Open').click();
  await page.getByRole('link', { name: /^Quarterly Planning, / }).click();
  await button(answerBar(page), 'Accept').click();
  await page.getByRole('link', { name: /^Quarterly Planning, .*, Accepted/ }).waitFor();
  await button(panel(page), 'Close').click();
  await page
    .getByText(/in the week shown (is|are) open/)
    .first()
    .waitFor();
  assert.equal(await page.getByRole('link', { name: /^Quarterly Planning, / }).count(), 0, 'now it goes');
});

test('a meeting far away is found by keyboard, opened on its day, and answered there', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  const title = page.getByRole('heading', { level: 1 });
  const week = await title.innerText();
  await page.keyboard.press('/');
  await assertFocused(field(page), 'the key leads to the field');
  await page.keyboard.type('headcount');
  await page.clock.runFor(200);
  const hits = found(page).getByRole('list', { name: 'To come' }).getByRole('link');
  assert.equal(await hits.count(), 1);
  assert.match(await hits.innerText(), /Text: .*headcount plan/s);
  await page.getByText(/^None of the \d+ in the week shown has “headcount”$/).waitFor();
  assert.equal(await faces(page).count(), 0);
  await page.keyboard.press('ArrowDown');
  await assertFocused(hits, 'down to what was found');
  await page.keyboard.press('Enter');
  await panel(page).getByText('Quarterly Planning').waitFor();
  assert.notEqual(await title.innerText(), week, 'its day is shown');
  assert.equal(await faces(page).count(), 1, 'and of that week what was found');
  assert.equal(await hits.getAttribute('aria-current'), 'true');
  await page.keyboard.press('a');
  await page.getByRole('link', { name: /^Quarterly Planning, .*, Accepted/ }).waitFor();
  assert.match(await lampWords(lamps(answerBar(page))), /^My calendar accepted, sends in/);
  await hits.focus();
  await page.keyboard.press('Escape');
  await assertFocused(field(page), 'Escape ends the search');
  await panel(page).waitFor();
  assert.ok((await faces(page).count()) > 1, 'the whole week is there again');
});

test('what is not in the calendar opens among the invitations, and says so', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  await searchFor(page, 'fabrikam');
  await found(page)
    .getByRole('link', { name: /^Vendor call/ })
    .first()
    .waitFor();
  await found(page)
    .getByRole('link', { name: /Opens in Invitations/ })
    .click();
  await page.getByRole('main', { name: 'Invitations' }).waitFor();
  await page.getByRole('heading', { name: /^Vendor call/, level: 1 }).waitFor();
});

test('a search that finds nothing says where it looked, and leads back', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  await searchFor(page, 'nobody wrote this');
  await found(page).getByText('No meeting has “nobody wrote this”').waitFor();
  await button(found(page), 'Show the whole calendar').click();
  await assertFocused(field(page), 'to look for something else');
  assert.ok((await faces(page).count()) > 1);
});

test('the calendar’s search is its own: a hit opened from the invitations shows the whole day', async (t) => {
  const page = await open(t, { at: '#/invitations' });
  await searchFor(page, 'Night flight');
  await page.getByRole('list', { name: 'Found meetings' }).getByRole('link').click();
  await panel(page).getByText('Night flight to Lisbon').waitFor();
  assert.equal(await field(page).inputValue(), '');
  assert.ok((await faces(page).count()) > 1);
});

test('in a narrow window what was found takes the place of the days, and comes back', async (t) => {
  const page = await open(t, { at: '#/calendar', width: 800 });
  await searchFor(page, 'planning');
  const hit = found(page).getByRole('link', { name: /^Quarterly Planning/ });
  await hit.waitFor();
  assert.equal(await faces(page).count(), 0);
  await hit.click();
  await panel(page).getByText('Quarterly Planning').waitFor();
  assert.equal(await found(page).count(), 0);
  await button(panel(page), 'Close').click();
  await assertFocused(hit, 'back at what was found');
});

for (const [theme, width] of LOOKS) {
  test(`the calendar filtered and searched, ${look(theme, width)}`, async (t) => {
    const page = await open(t, { at: '#/calendar', theme, width });
    await fullWeek(page);
    await filter(page, 'Open').click();
    await page
      .getByText(/in the week shown are open/)
      .first()
      .waitFor();
    await picture(page, `calendar-filtered.${look(theme, width)}`);
    await assertAccessible(page);
    await assertNothingCutOff(page);
    await button(page, 'Show all').click();
    await searchFor(page, 'plan');
    const hit = found(page).getByRole('link', { name: /^Quarterly Planning/ });
    await hit.waitFor();
    await picture(page, `calendar-searched.${look(theme, width)}`);
    await assertAccessible(page);
    await assertNothingCutOff(page);
    await hit.click();
    await panel(page).getByText('Quarterly Planning').waitFor();
    await picture(page, `calendar-hit.${look(theme, width)}`);
    await assertAccessible(page);
    await assertNothingCutOff(page);
  });
}

test('the calendar at the size in which its window opens', async (t) => {
  const page = await open(t, { at: '#/calendar' });
  await page.setViewportSize({ width: 1280, height: 820 });
  await fullWeek(page);
  await picture(page, 'calendar-1280');
  await searchFor(page, 'plan');
  await found(page)
    .getByRole('link', { name: /^Quarterly Planning/ })
    .click();
  await panel(page).getByText('Quarterly Planning').waitFor();
  await picture(page, 'calendar-hit-1280');
  await assertNothingCutOff(page);
});
