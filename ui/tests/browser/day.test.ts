// The day beside an invitation, with the engine's own cards of the corpus: what is drawn, and what is not.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import type { InvitationCard_Serialize as InvitationCard } from '../../src/lib/bindings';
import type { Locator, Page } from 'playwright-core';
import { assertAccessible, assertNothingCutOff, look, LOOKS, open, picture } from './harness';
import { button } from './steps';

interface Situation {
  name: string;
  today: string;
  zone: string;
  card: InvitationCard;
}

const file = new URL('./fixtures/corpus.json', import.meta.url);
const situations = JSON.parse(await readFile(file, 'utf8')) as Situation[];

const situation = (name: string): Situation => {
  const found = situations.find((one) => one.name.slice(3) === name);
  assert.ok(found, `${name} is in the corpus`);
  return found;
};

async function show(page: Page, { card, today }: Situation): Promise<Locator> {
  await page.clock.setSystemTime(today);
  await page.clock.runFor(61_000);
  await page.evaluate((id) => (location.hash = `#/invitations/${id}`), card.row.id);
  await page.clock.runFor(50);
  await page.locator('#card-title').getByText(card.row.subject).waitFor();
  return page.getByRole('region', { name: 'Your day' });
}

async function opened(t: TestContext, one: Situation): Promise<Locator> {
  return show(await open(t, { zone: one.zone, scene: { cards: [one.card] } }), one);
}

for (const name of ['one-date-moved-exchange-14.1', 'one-date-z-push', 'one-date-sogo'])
  test(`a moved date stands alone on its day: ${name}`, async (t) => {
    const day = await opened(t, situation(name));
    assert.equal(await day.getByText(/Planning$/).count(), 1, 'its series is nothing else');
    assert.equal(await day.locator('.hit').count(), 0, 'nothing is hatched where the words say free');
    await day.getByText('Free.').waitFor();
  });

test('a meeting of several days says on each which one it is, and the days around have none of it', async (t) => {
  const day = await opened(t, situation('three-days'));
  const whole = day.getByRole('list', { name: 'All day' });
  await whole.getByText('Day 1 of 3').waitFor();
  await whole.getByText('Tue 1 Dec – Thu 3 Dec').waitFor();
  await button(day, 'Day after').click();
  await whole.getByText('Day 2 of 3').waitFor();
  await button(day, 'Day after').click();
  await whole.getByText('Day 3 of 3').waitFor();
  await button(day, 'Day after').click();
  await whole.waitFor({ state: 'detached' });
});

test('what is in somebody else’s calendar is not drawn as mine', async (t) => {
  const day = await opened(t, situation('delegated-to-me'));
  await day.getByText('In Dan’s calendar, not yours').waitFor();
});

const looks = [
  'three-days',
  'delegated-to-me',
  'series-over-the-clock-change',
  'exceptions-exchange-14.1',
  'night-of-the-clock-change',
  'year-9999',
].map(situation);

for (const [theme, width] of LOOKS)
  test(`days and their times, ${look(theme, width)}`, async (t) => {
    const page = await open(t, {
      theme,
      width,
      zone: 'Europe/Berlin',
      scene: { cards: looks.map(({ card }) => card) },
    });
    for (const one of looks) {
      await show(page, one);
      await assertNothingCutOff(page);
      await assertAccessible(page);
      await picture(page, `day/${one.name}-${look(theme, width)}`);
    }
  });
