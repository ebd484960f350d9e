// The answer bar in the situations of the corpus: every button shows its words and says before what it does, nothing is
// offered that leads nowhere, and nothing moves under the pointer.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import type { InvitationCard_Serialize as InvitationCard } from '../../src/lib/bindings';
import { assertAccessible, assertNothingCutOff, boxOf, look, LOOKS, open, picture } from './harness';
import { answerBar, button } from './steps';

interface Situation {
  name: string;
  today: string;
  zone: string;
  card: InvitationCard;
}

const corpus = new URL('./fixtures/corpus.json', import.meta.url);
const situations = (JSON.parse(await readFile(corpus, 'utf8')) as Situation[]).filter(
  ({ zone }) => zone === 'Europe/Berlin',
);
const PROPOSE = 'Propose another time';

/** The bar of one situation, by its number. */
async function bar(
  t: TestContext,
  number: string,
  opening: Parameters<typeof open>[1] = {},
): Promise<{ page: Page; bar: Locator }> {
  const found = situations.find(({ name }) => name.startsWith(`${number}-`));
  assert.ok(found, `there is a situation ${number}`);
  const page = await open(t, { ...opening, zone: found.zone, scene: { cards: [found.card] } });
  await page.clock.setSystemTime(found.today);
  await page.clock.runFor(61_000);
  await show(page, found);
  return { page, bar: answerBar(page) };
}

async function show(page: Page, { card }: Situation): Promise<void> {
  await page.evaluate((id) => (location.hash = `#/invitations/${id}`), card.row.id);
  await page.clock.runFor(50);
  await page.locator('#card-title').waitFor();
  await answerBar(page).getByText('Reading the invitation.').waitFor({ state: 'detached' });
}

/** What of the buttons is not seen, or not where it belongs. */
const badlySet = (place: Locator): Promise<string[]> =>
  place.evaluate((element) => {
    const bar = element.getBoundingClientRect();
    const wrong: string[] = [];
    const all = [...element.querySelectorAll<HTMLElement>('button:not([role=switch]), a')];
    for (const one of all) {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      const words = one.innerText.trim();
      const cut = [...one.querySelectorAll('span')].some((span) => span.scrollWidth > span.clientWidth + 1);
      if (words.length < 4) wrong.push(`${one.textContent} shows no words`);
      if (cut) wrong.push(`${words} is cut off`);
      if (left < bar.left || right > bar.right || top < bar.top || bottom > bar.bottom)
        wrong.push(`${words} reaches out of the bar`);
    }
    const line = element.querySelector<HTMLElement>('.say > span:last-child');
    const end = line?.getBoundingClientRect().bottom ?? bar.bottom;
    if (end > bar.bottom) wrong.push('the line reaches out of the bar');
    return wrong;
  });

for (const width of [1400, 800] as const)
  test(`every button of every card shows its words, ${width} px`, async (t) => {
    const page = await open(t, {
      width,
      zone: 'Europe/Berlin',
      scene: { cards: situations.map(({ card }) => card) },
    });
    await page.clock.runFor(50);
    const wrong: string[] = [];
    for (const situation of situations) {
      await page.clock.setSystemTime(situation.today);
      await show(page, situation);
      wrong.push(...(await badlySet(answerBar(page))).map((what) => `${situation.name}: ${what}`));
    }
    assert.deepEqual(wrong, []);
  });

test('another time is offered just where it reaches the organizer, and what it does is said', async (t) => {
  const page = await open(t, { zone: 'Europe/Berlin', scene: { cards: situations.map(({ card }) => card) } });
  for (const situation of situations) {
    const { possible, proposing } = situation.card.bar;
    await page.clock.setSystemTime(situation.today);
    await show(page, situation);
    const asks =
      (await answerBar(page)
        .getByRole('button', { name: /^Accept/ })
        .count()) > 0;
    const offered = (await button(answerBar(page), PROPOSE).count()) > 0;
    assert.equal(offered, asks && possible && proposing.impossible === null, situation.name);
    const said = await answerBar(page).innerText();
    assert.equal(
      /time you propose|If you propose one anyway/.test(said),
      offered,
      `${situation.name}: ${said}`,
    );
  }
});

test('hovering an answer moves nothing, also where much is said', async (t) => {
  for (const number of ['06', '11', '61', '64']) {
    const { page, bar: place } = await bar(t, number, { width: 800 });
    const answers = place.getByRole('button', { name: /^(Accept|Tentative|Decline)/ });
    const stand = async () => ({
      bar: await boxOf(place),
      answers: await Promise.all((await answers.all()).map(boxOf)),
    });
    const before = await stand();
    for (const one of await answers.all()) {
      await one.hover();
      assert.deepEqual(await stand(), before, number);
    }
    await page.mouse.move(0, 0);
  }
});

test('one date of a series is named on its buttons, and said once', async (t) => {
  const { page, bar: place } = await bar(t, '42');
  await button(place, 'Accept Thu 3 Dec').waitFor();
  await button(place, 'Tentative for Thu 3 Dec').waitFor();
  await button(place, 'Decline Thu 3 Dec').waitFor();
  await place.getByText(/No other date of the series changes\./).waitFor();
  assert.equal(await page.getByText('One date of a series').count(), 1);
});

test('what cannot be answered has no answers to press, and the keys say why', async (t) => {
  for (const [number, why] of [
    [
      '21',
      /It is not in your calendar\. Whether you are invited is not said; if you expected to be, ask .*Alice/,
    ],
    ['23', /Ask .*Alice.* what holds now\.$/],
    ['43', /Remove from calendar takes it out; that tells nobody\.$/],
  ] as const) {
    const { page, bar: place } = await bar(t, number);
    await place.getByText(why).waitFor();
    assert.equal(await place.getByRole('button', { name: /Accept|Tentative|Decline/ }).count(), 0, number);
    await page.keyboard.press('d');
    await page.locator('[aria-live]').getByText(why).waitFor({ state: 'attached' });
  }
});

test('a comment that would reach nobody cannot be written', async (t) => {
  const { page, bar: place } = await bar(t, '03');
  await place.getByText('Comments do not reach Alice on this server.').waitFor();
  assert.equal(await place.getByRole('textbox').count(), 0);
  await page.keyboard.press('c');
  await page.getByText('A comment would reach nobody here.').waitFor({ state: 'attached' });
});

test('a look-alike is named by its address', async (t) => {
  const { bar: place } = await bar(t, '63');
  await place.getByRole('switch', { name: 'Tell alice@c0ntoso.com', exact: true }).waitFor();
  await place.getByText(/alice@c0ntoso\.com.* gets your answer by mail/).waitFor();
  assert.doesNotMatch(await place.innerText(), /\bAlice\b/);
});

test('no answer is put forward where the invitation needs a second look', async (t) => {
  const ground = (place: Locator, name: string) =>
    button(place, name).evaluate((one) => getComputedStyle(one).backgroundColor);
  for (const [number, level] of [
    ['94', true],
    ['95', true],
    ['63', true],
    ['64', true],
    ['01', false],
  ] as const) {
    const { bar: place } = await bar(t, number);
    const same = (await ground(place, 'Accept')) === (await ground(place, 'Tentative'));
    assert.equal(same, level, number);
  }
});

test('in the narrow window the signs of the rail have words, too', async (t) => {
  const page = await open(t, { at: '#/invitations', width: 800 });
  const rail = page.getByRole('navigation', { name: 'Main' });
  await rail.getByText('Up to date', { exact: true }).waitFor();
  assert.match(await rail.getByRole('link', { name: 'Activity', exact: true }).innerText(), /\d/);
});

for (const [theme, width] of LOOKS)
  test(`the bar, ${look(theme, width)}`, async (t) => {
    for (const number of ['01', '11', '25', '20', '41', '03', '64', '94']) {
      const { page } = await bar(t, number, { theme, width });
      await assertAccessible(page);
      await assertNothingCutOff(page);
      await picture(page, `answering-${number}-${look(theme, width)}`);
    }
  });
