// Another time is proposed in the built page: by mouse and by keyboard, edited, and where it cannot be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { LOOKS, boxOf, look, open, picture } from './harness';
import { answerBar, assertFocused, button, lampWords, lamps } from './steps';

const PLANNING = '#/invitations/quarterly-planning';
const EDITOR = 'Propose another time';
const UNTIL_TOLD = 10_000;

const editor = (page: Page) => page.getByRole('region', { name: EDITOR });

test('a free time is taken, proposed, taken back, and proposed with another answer', async (t) => {
  const page = await open(t, { at: PLANNING });
  await button(page, EDITOR).click();
  await button(page, 'Wed 2 Dec, 10:00–11:00').click();
  await page.getByRole('heading', { name: 'Wed 2 December' }).waitFor();
  await answerBar(page).getByText('New Time Proposed: Quarterly Planning').waitFor();
  await button(page, 'Tentative, and propose Wed 2 Dec, 10:00').click();
  assert.equal(await editor(page).count(), 0, 'what was given is not asked any more');
  assert.match(await lampWords(lamps(answerBar(page))), /My calendar tentative, sends in/);

  await answerBar(page).getByText('Wed 2 Dec, 10:00–11:00 is proposed with it.').waitFor();

  await button(answerBar(page), 'Undo').click();
  await editor(page).waitFor();
  await button(page, 'Decline, and propose Wed 2 Dec, 10:00').click();
  await page.clock.runFor(UNTIL_TOLD);
  await answerBar(page).getByText('New Time Proposed: Quarterly Planning').waitFor();
  assert.match(
    await answerBar(page).innerText(),
    /, proposing Wed 2 Dec, 10:00–11:00, from bob@contoso\.com/,
  );
});

test('by keyboard: P opens it, digits set it, Escape leaves everything as it was', async (t) => {
  const page = await open(t, { at: PLANNING });
  await button(page, 'Accept').waitFor();
  const before = await boxOf(answerBar(page));
  await page.keyboard.press('p');
  await editor(page).waitFor();
  assert.deepEqual(await boxOf(answerBar(page)), before, 'nothing moves');
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'spinbutton');
  await page.keyboard.type('03');
  await button(page, 'Tentative, and propose Thu 3 Dec, 18:00').waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await editor(page).count(), 0);
  await assertFocused(button(page, EDITOR), 'the focus returns to what opened it');
  await page.keyboard.press('t');
  await page.clock.runFor(UNTIL_TOLD);
  await answerBar(page).getByText('Tentative: Quarterly Planning').waitFor();
});

test('the time of the meeting itself is not proposed, and it is said why', async (t) => {
  const page = await open(t, { at: PLANNING });
  await button(page, EDITOR).click();
  await button(page, 'Wed 2 Dec, 10:00–11:00').click();
  const day = editor(page).getByRole('spinbutton').first();
  await day.press('ArrowDown');
  const hour = editor(page).getByRole('spinbutton', { name: /hour/i });
  for (let presses = 0; presses < 8; presses += 1) await hour.press('ArrowUp');
  await editor(page).getByText('This is when the meeting is now. Choose another time.').waitFor();
});

test('where the server mails by itself and takes no time, that is said and none is offered', async (t) => {
  const page = await open(t, { at: PLANNING, scene: { family: 'sogo' } });
  await button(page, 'Accept').waitFor();
  assert.equal(await button(page, EDITOR).count(), 0, 'no button that leads nowhere');
  await page.keyboard.press('p');
  await editor(page).getByText('This server tells Alice by itself and passes no proposed time on.').waitFor();
  assert.equal(await editor(page).getByRole('spinbutton').count(), 0);
  await page.keyboard.press('Escape');
  assert.equal(await editor(page).count(), 0);
});

test('suggested times say who is free then', async (t) => {
  for (const [theme, width] of LOOKS) {
    const page = await open(t, { at: PLANNING, theme, width });
    await button(page, EDITOR).click();
    await editor(page).getByText('By everybody’s calendar.').waitFor();
    await editor(page).getByText('Everybody free').first().waitFor();
    await picture(page, `common-times-${look(theme, width)}`);
  }
});

test('where the server tells of nobody, suggested times say that only my own calendar is known', async (t) => {
  const page = await open(t, { at: PLANNING, scene: { family: 'unknown' } });
  await button(page, EDITOR).click();
  await editor(page).getByText('Only your own calendar is known').waitFor();
  assert.equal(await editor(page).getByText('Everybody free').count(), 0);
});

test('a suggested time stays while the pointer is on it, also where a better one comes', async (t) => {
  const page = await open(t, { at: PLANNING, scene: { calendarsTake: 3000 } });
  await button(page, EDITOR).click();
  const times = editor(page).getByRole('group', { name: 'Free in your calendar' }).getByRole('button');
  await times.first().hover();
  const first = await times.first().innerText();
  await page.clock.runFor(3000);
  await editor(page).getByText('By everybody’s calendar.').waitFor();
  assert.equal(await times.first().innerText(), first, 'nothing moves under the pointer');
  await editor(page).getByRole('heading', { name: EDITOR }).hover();
  await editor(page).getByText('Everybody free').first().waitFor();
  assert.notEqual(await times.first().innerText(), first, 'what is not free for everybody is gone');
});
