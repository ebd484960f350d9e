// Every situation of the engine's corpus as its card: the engine's own card, a picture to look at, and the words that a
// person must find on it. `cargo xtask corpus` writes the cards.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { InvitationCard_Serialize as InvitationCard } from '../../src/lib/bindings';
import { open, picture } from './harness';
import { answerBar } from './steps';

interface Situation {
  name: string;
  story: string;
  today: string;
  zone: string;
  see: string[];
  card: InvitationCard;
}

const file = new URL('./fixtures/corpus.json', import.meta.url);
const situations = JSON.parse(await readFile(file, 'utf8')) as Situation[];

/** Marks that turn what follows them; the window's own words use none but FSI and PDI. */
const TURNS = /[\u202a-\u202e\u2066\u2067]/;

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
    await page.setViewportSize({ width: 1000, height: 1320 });
    const wrong: string[] = [];
    let now = '';
    for (const { name, today, see, card } of here) {
      if (today !== now) {
        now = today;
        await page.clock.setSystemTime(today);
        await page.clock.runFor(61_000);
      }
      await page.evaluate((id) => (location.hash = `#/invitations/${id}`), card.row.id);
      await page.clock.runFor(50);
      await page.getByRole('heading', { level: 1 }).waitFor();
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
      await picture(page, `corpus/${name}`);
    }
    assert.deepEqual(wrong, [], 'every card says what must be seen');
  });
}
