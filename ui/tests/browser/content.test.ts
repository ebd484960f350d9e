// What an invitation carries: joining, the formatted text in its locked frame, files, addresses.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import type { InvitationCard_Serialize as InvitationCard } from '../../src/lib/bindings';
import { assertAccessible, assertNothingCutOff, look, LOOKS, open, picture } from './harness';
import { button } from './steps';

const PLANNING = { at: '#/invitations/quarterly-planning' };
const opened = (page: Page) => page.evaluate(() => window.__QUORUM__.opened ?? []);
const said = (page: Page, words: RegExp) =>
  page
    .locator('[aria-live], [role=status]')
    .filter({ hasText: words })
    .first()
    .waitFor({ state: 'attached' });

test('Join names the host and opens outside the window', async (t) => {
  const page = await open(t, PLANNING);
  const join = page.getByRole('button', { name: 'Join', exact: true });
  assert.equal(
    await join.evaluate(
      (one) => document.getElementById(one.getAttribute('aria-describedby') ?? '')?.innerText,
    ),
    'Microsoft Teams teams.microsoft.com',
    'who cannot see it hears where it leads',
  );
  const before = page.url();
  await join.click();
  assert.deepEqual(await opened(page), [
    'https://teams.microsoft.com/l/meetup-join/19%3ameeting_planning%40thread.v2/0',
  ]);
  assert.equal(page.url(), before);
});

test('a filter’s link shows the host behind it, and that the filter is asked', async (t) => {
  const page = await open(t, { at: '#/invitations/design-review' });
  await page.getByText('us02web.zoom.us', { exact: true }).waitFor();
  await page.getByText('eur01.safelinks.protection.outlook.com').waitFor();
});

test('a meeting that was called off or is over is not joined', async (t) => {
  const page = await open(t, { at: '#/invitations/sprint-demo' });
  await page.getByRole('heading', { name: 'Sprint demo', level: 1 }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Join', exact: true }).count(), 0);
  await page.clock.setFixedTime(new Date('2026-12-02T10:00:00Z'));
  await page.goto(`${page.url().split('#')[0]}#/invitations/quarterly-planning`);
  await page.clock.runFor(61_000);
  await page.getByRole('heading', { name: 'Quarterly Planning', level: 1 }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Join', exact: true }).count(), 0);
});

test('the formatted text is shown in a frame that can do nothing', async (t) => {
  const page = await open(t, PLANNING);
  assert.equal(await page.locator('iframe').count(), 0, 'words first');
  await button(page, 'Show formatted').click();
  const element = page.getByTitle('Formatted text of the invitation');
  assert.equal(await element.getAttribute('sandbox'), '');
  const frame = element.contentFrame();
  await frame.getByRole('heading', { name: 'Agenda' }).waitFor();
  await frame.getByRole('cell', { name: 'Headcount' }).waitFor();
  const font = await frame.locator('body').evaluate((body) => getComputedStyle(body).fontSize);
  assert.equal(font, '14px', 'the one style sheet is let through by its hash');

  // Its links are listed with their hosts, and only the safe one can be opened.
  const links = page.getByRole('region', { name: 'Links in this text' });
  await links.getByRole('button', { name: 'Open files.contoso.com in your browser' }).click();
  assert.deepEqual(await opened(page), ['https://files.contoso.com/planning/q4-results']);
  assert.equal(await links.getByRole('button', { name: /^Open/ }).count(), 1);
  await button(links, 'Copy link 2').click();
  assert.equal(
    await page.evaluate(() => navigator.clipboard.readText()),
    'http://intranet.contoso.com/roadmap',
  );
  await page.getByText('1 picture not shown').waitFor();

  await button(page, 'Show plain text').click();
  await page.getByText('Pre-read: Q4 results').waitFor();
  assert.equal(await page.locator('iframe').count(), 0);
});

test('what is in the frame cannot run, load, style or leave', async (t) => {
  const page = await open(t, PLANNING);
  await button(page, 'Show formatted').click();
  const frame = page.getByTitle('Formatted text of the invitation');
  await frame.contentFrame().getByRole('heading', { name: 'Agenda' }).waitFor();
  // As if the engine had let everything through.
  const shown = await frame.evaluate((element: HTMLIFrameElement) => {
    const evil = `<p id="x" style="position:fixed;font-size:99px">words</p><style>p{font-size:88px}</style>
      <script>parent.document.title = 'evil'; document.title = 'evil'</script><img src="/icon.png" onerror="top.evil=1">
      <a id="out" href="/" target="_top">out</a><form action="/"><button id="send">send</button></form>`;
    element.srcdoc = element.srcdoc.replace('<h3>Agenda</h3>', evil);
    return element.srcdoc.length;
  });
  assert(shown > 0);
  const inside = frame.contentFrame();
  await inside.locator('#x').waitFor();
  assert.equal(
    await inside.locator('#x').evaluate((p) => getComputedStyle(p).fontSize),
    '14px',
    'no style of its own',
  );
  assert.notEqual(await page.title(), 'evil');
  const before = page.url();
  await inside.locator('#out').click();
  await inside.locator('#send').click();
  assert.equal(page.url(), before, 'no way out');
  assert.equal(await page.getByRole('heading', { name: 'Quarterly Planning', level: 1 }).count(), 1);
});

test('a text that is made to overload is not shown, and its words stay', async (t) => {
  const page = await open(t, { at: '#/invitations/design-review' });
  await button(page, 'Show formatted').click();
  await page.getByText('This text is shown as plain words only.').waitFor();
  await page.getByText('Every Thursday until the end of March').waitFor();
});

test('files are saved, and say where', async (t) => {
  const page = await open(t, PLANNING);
  await button(page, 'Save Q4 results.pdf').click();
  await page.getByText('/home/bob/Downloads/Q4 results.pdf').first().waitFor();
  await said(page, /Saved as/);
  const large = button(page, 'Save Walk through the new office.mp4');
  assert.equal(await large.getAttribute('aria-disabled'), 'true');
  await page.getByText('Larger than 25 MB.').waitFor();
  await page.getByText('headcount.xlsx.exe').waitFor();
});

test('offline it is said that text and files are on the server', async (t) => {
  const page = await open(t, { ...PLANNING, scene: { offline: true } });
  await button(page, 'Show formatted').click();
  await page.getByText('The formatted text is only there.').waitFor();
  await button(page, 'Save Q4 results.pdf').click();
  await page.getByText('The file is only there, and nothing was saved.').waitFor();
});

test('addresses are copied by a click', async (t) => {
  const page = await open(t, PLANNING);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await button(page, 'Copy alice@contoso.com').first().click();
  assert.equal(await clipboard(), 'alice@contoso.com');
  await said(page, /Copied alice@contoso\.com/);
  await page.getByText(/^\d+ addresses$/).click();
  const everyone = page.getByRole('list', { name: 'Everybody invited' });
  await everyone.getByRole('button').nth(2).click();
  assert.match(await clipboard(), /@/);
  assert.notEqual(await clipboard(), 'alice@contoso.com');
});

test('so is that of an organizer without a name, and the one in the calendar’s panel', async (t) => {
  const file = new URL('./fixtures/corpus.json', import.meta.url);
  const [{ card }] = JSON.parse(await readFile(file, 'utf8')) as [{ card: InvitationCard }];
  card.row.organizer.name = '';
  const page = await open(t, { at: `#/invitations/${card.row.id}`, scene: { cards: [card] } });
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  const address = page.getByRole('definition').getByRole('button', {
    name: `Copy ${card.row.organizer.email}`,
  });
  await address.click();
  assert.equal(await clipboard(), card.row.organizer.email);
  const facts = page.getByRole('definition').getByText(card.row.organizer.email, { exact: true });
  assert.equal(await facts.count(), 1, 'and said once');
  await picture(page, 'nameless-organizer');
  await page.evaluate(() => (location.hash = '#/calendar/demo-friday'));
  const panel = page.getByRole('complementary', { name: 'Calendar entry' });
  await panel.getByRole('button', { name: /^Copy .*@/ }).click();
  assert.match(await clipboard(), /@contoso\.com$/);
  assert.notEqual(await clipboard(), card.row.organizer.email);
  await picture(page, 'calendar-panel');
});

test('what is out of date is struck, and leads to what holds now', async (t) => {
  const page = await open(t, { at: '#/invitations/vendor-call' });
  const card = page.getByRole('article');
  assert.equal(await card.locator('s').innerText(), 'Thursday 26 November, 15:00 to 16:00');
  await picture(page, 'content-outdated');
  await card.getByRole('link', { name: 'Now Thu 26 Nov, 16:30–17:30' }).click();
  await card.getByText('Thursday 26 November, 16:30 to 17:30').waitFor();
  assert.equal(await card.locator('s').count(), 0);
});

test('what is odd about the people is told, and keeps nobody from answering', async (t) => {
  const page = await open(t, { at: '#/invitations/design-review' });
  const facts = page.getByRole('list', { name: 'About the people' }).getByRole('listitem');
  assert.deepEqual(
    (await facts.allInnerTexts()).map((words) => words.replace(/\s+/g, ' ').trim()),
    [
      'benedicte.charpentier-vandenberghe@design.contoso.com is not at contoso.com, although it looks like it: ' +
        'it is xn--contos-1qf.com, written with letters of another script that look the same.',
      'Priya Raman (priya.raman@contoso.com) sent this to you. ' +
        'Bénédicte Charpentier-Vandenberghe organizes it and gets your answer.',
      'You are not on the list of those invited. You can answer all the same.',
      'You have never answered an invitation from this organizer.',
    ],
  );
  assert.notEqual(await button(page, 'Accept the series').getAttribute('aria-disabled'), 'true');
  await picture(page, 'content-people');
  await assertAccessible(page);
});

for (const [theme, width] of LOOKS) {
  test(`content, ${look(theme, width)}`, async (t) => {
    const page = await open(t, { ...PLANNING, theme, width });
    await button(page, 'Save Q4 results.pdf').click();
    await page.getByText('/home/bob/Downloads/Q4 results.pdf').first().waitFor();
    await picture(page, `content-top.${look(theme, width)}`);
    await page.getByRole('heading', { name: '3 files' }).scrollIntoViewIfNeeded();
    await button(page, 'Save headcount.xlsx.exe').scrollIntoViewIfNeeded();
    await picture(page, `content-files.${look(theme, width)}`);
    await button(page, 'Show formatted').click();
    await page.getByTitle('Formatted text of the invitation').scrollIntoViewIfNeeded();
    await button(page, 'Copy link 2').scrollIntoViewIfNeeded();
    await picture(page, `content-formatted.${look(theme, width)}`);
    await assertAccessible(page);
    await assertNothingCutOff(page);
  });
}
