// Every situation of the engine's corpus as its card: the engine's own card, a picture to look at, and the words that a
// person must find on it. `cargo xtask corpus` writes the cards.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type {
  Grid_Serialize as Grid,
  InvitationCard_Serialize as InvitationCard,
  ProposalCalendars_Serialize as ProposalCalendars,
} from '../../src/lib/bindings';
import { open, picture } from './harness';
import { answerBar } from './steps';

interface Situation {
  name: string;
  story: string;
  today: string;
  zone: string;
  see: string[];
  /** The buttons besides the answers to all of it that the engine's tests press. */
  offers: Offer[];
  card: InvitationCard;
}

type Offer = 'one-date' | 'propose-tentative' | 'propose-decline' | 'remove' | 'bring-back';

/** One of my meetings, with what the server tells of the required people's calendars. */
interface Mine {
  name: string;
  today: string;
  zone: string;
  see: string[];
  grid: Grid;
  calendars: ProposalCalendars;
}

const read = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`./fixtures/${name}`, import.meta.url), 'utf8'));
const situations = (await read('corpus.json')) as Situation[];
const mine = (await read('corpus-meetings.json')) as Mine[];

/** Marks that turn what follows them; the window's own words use none but FSI and PDI. */
const TURNS = /[\u202a-\u202e\u2066\u2067]/;

const ONE_DATE = /^Answer .+ alone$/;
/** What the card shows is what the engine's tests press, and nothing that they do not. */
const BUTTONS: { offers: Offer[]; name: RegExp }[] = [
  { offers: ['one-date'], name: ONE_DATE },
  { offers: ['propose-tentative', 'propose-decline'], name: /^Propose another time/ },
  { offers: ['remove'], name: /^Remove from calendar$/ },
  { offers: ['bring-back'], name: /^Bring it back$/ },
];

const WINDOW = { width: 1000, height: 1320 };

/** With a window as high as the card is long: who reads the picture cannot scroll. */
async function wholePicture(page: Page, name: string): Promise<void> {
  const below = await page.getByRole('heading', { level: 1 }).evaluate((title) => {
    let most = 0;
    for (let around = title.parentElement; around; around = around.parentElement)
      if (getComputedStyle(around).overflowY === 'auto')
        most = Math.max(most, around.scrollHeight - around.clientHeight);
    return most;
  });
  if (below > 0) await page.setViewportSize({ ...WINDOW, height: WINDOW.height + below });
  await picture(page, name);
  if (below > 0) await page.setViewportSize(WINDOW);
}

/** As people read: no marks of direction, no line breaks, one space. */
const plain = (text: string): string =>
  text
    .replace(/[\u200b\u2060\u2066-\u2069\u202a-\u202e]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

for (const zone of new Set(situations.map((one) => one.zone))) {
  const here = situations.filter((one) => one.zone === zone);
  test(`${here.length} cards seen from ${zone} say what must be seen`, async (t) => {
    const page = await open(t, { zone, scene: { cards: here.map(({ card }) => card) } });
    await page.setViewportSize(WINDOW);
    const wrong: string[] = [];
    let now = '';
    for (const { name, today, see, offers, card } of here) {
      if (today !== now) {
        now = today;
        await page.clock.setSystemTime(today);
        await page.clock.runFor(61_000);
      }
      await page.evaluate((id) => (location.hash = `#/invitations/${id}`), card.row.id);
      await page.clock.runFor(50);
      await page.getByRole('article').getByRole('heading', { level: 1 }).waitFor();
      const written = `${await page.getByRole('main').innerText()} ${await answerBar(page).innerText()} ${await page
        .getByRole('main')
        .locator('textarea')
        .evaluateAll((all) => all.map((one) => one.getAttribute('placeholder') ?? '').join(' '))}`;
      const titles = await page
        .getByRole('main')
        .locator('[title], [aria-label]')
        .evaluateAll((all) => all.map((one) => `${one.getAttribute('title')} ${one.ariaLabel}`).join(' '));
      if (TURNS.test(`${written} ${titles}`)) wrong.push(`${name}: something turns the words after it`);
      const said = plain(written);
      const unseen = see.filter((words) => !said.includes(plain(words)));
      if (unseen.length > 0) wrong.push(`${name}: nobody sees ${JSON.stringify(unseen)} in ${said}`);
      const buttons = answerBar(page).getByRole('button', { name: 'Accept', exact: true });
      if ((await buttons.count()) > 0) {
        const pressable = (await buttons.getAttribute('aria-disabled')) !== 'true';
        if (pressable !== card.bar.possible) wrong.push(`${name}: Accept can be pressed: ${pressable}`);
      }
      await wholePicture(page, `corpus/${name}`);
      // Of what is answered already, the answers are behind a button of their own.
      const change = answerBar(page).getByRole('button', { name: 'Change answer', exact: true });
      if ((await change.count()) > 0) {
        await change.click();
        await page.clock.runFor(50);
      }
      const shown = async (words: RegExp): Promise<number> =>
        (await page.getByRole('main').getByRole('button', { name: words }).count()) +
        (await answerBar(page).getByRole('button', { name: words }).count());
      for (const { offers: kinds, name: words } of BUTTONS) {
        const expected = kinds.some((kind) => offers.includes(kind));
        if ((await shown(words)) > 0 !== expected)
          wrong.push(`${name}: ${words} is ${expected ? 'not ' : ''}shown`);
      }
      const dates = card.upcoming.filter(({ impossible }) => impossible === null).length;
      if ((await shown(ONE_DATE)) !== dates)
        wrong.push(`${name}: not each of ${dates} dates has its answers`);
    }
    assert.deepEqual(wrong, [], 'every card says what must be seen');
  });
}

for (const zone of new Set(mine.map((one) => one.zone))) {
  const here = mine.filter((one) => one.zone === zone);
  test(`${here.length} meetings of mine seen from ${zone} say what must be seen`, async (t) => {
    const page = await open(t, { zone, scene: { meetings: here } });
    await page.setViewportSize({ width: 1000, height: 1000 });
    const wrong: string[] = [];
    for (const { name, today, see, grid } of here) {
      await page.clock.setSystemTime(today);
      await page.clock.runFor(61_000);
      await page.evaluate((id) => (location.hash = `#/meetings/${id}`), grid.meeting.id);
      await page.clock.runFor(50);
      await page.getByRole('heading', { level: 1 }).waitFor();
      const ask = page.getByRole('button', { name: 'Who is free then?' });
      if ((await ask.count()) > 0) {
        await ask.click();
        await page.clock.runFor(50);
      }
      const written = await page.getByRole('main').innerText();
      if (TURNS.test(written)) wrong.push(`${name}: something turns the words after it`);
      const said = plain(written);
      const unseen = see.filter((words) => !said.includes(plain(words)));
      if (unseen.length > 0) wrong.push(`${name}: nobody sees ${JSON.stringify(unseen)} in ${said}`);
      await picture(page, `corpus/${name}`);
    }
    assert.deepEqual(wrong, [], 'every meeting says what must be seen');
  });
}
