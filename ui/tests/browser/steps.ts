// What a person does and sees in Quorum, by the names that people and screen readers rely on. Shared by the journeys,
// whichever engine is behind the page.
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';

export const PLACES = ['Invitations', 'Calendar', 'My meetings', 'Activity', 'Settings'] as const;

export async function go(page: Page, place: (typeof PLACES)[number]): Promise<void> {
  await page.getByRole('link', { name: place, exact: true }).click();
  await page.getByRole('main', { name: place }).waitFor();
}

/** The row of an invitation in the list. */
export const row = (page: Page, subject: string): Locator =>
  page
    .getByRole('region', { name: 'List of invitations' })
    .getByRole('link')
    .filter({ hasText: subject })
    .first();

export async function openInvitation(page: Page, subject: string): Promise<void> {
  await row(page, subject).click();
  await page.getByRole('heading', { name: subject, level: 1 }).waitFor();
}

export const answerBar = (page: Page): Locator => page.getByRole('region', { name: 'Your answer' });

export const button = (page: Page | Locator, name: string): Locator =>
  page.getByRole('button', { name, exact: true });

/** Both lamps of the answer that is open. */
export const lamps = (page: Page | Locator): Locator =>
  page.getByRole('group', { name: 'Where the answer arrived' });

/** The lamps' words, such as `My calendar accepted 10:02 Alice told 10:02`. */
export async function lampWords(lit: Locator): Promise<string> {
  return (await lit.innerText()).replace(/\s+/g, ' ').trim();
}

/** How both lamps look: lit, wait, bad, none. */
export const litLamps = (place: Locator): Promise<(string | null)[]> =>
  lamps(place)
    .locator('[data-lamp]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-lamp')));

/** Fails when nothing has the focus: who works by keyboard would be lost. */
export async function assertFocused(locator: Locator, why: string): Promise<void> {
  // Focus may follow in the next frame.
  await locator.page().waitForFunction(() => document.activeElement !== document.body);
  const focused = await locator.evaluate((element) => element === document.activeElement);
  const actual = await locator.page().evaluate(() => document.activeElement?.outerHTML.slice(0, 120));
  assert(focused, `${why}; the focus is at ${actual}`);
}

/** The answer in Activity that waits for the network. */
export const waitingRow = (page: Page): Locator =>
  page.getByRole('listitem').filter({ hasText: 'Security drill' }).first();

/** The page with the list of invitations: a narrow window shows one that is open instead. */
export async function searchFor(page: Page, text: string): Promise<void> {
  await page.getByRole('searchbox', { name: 'Search meetings' }).fill(text);
  await page.clock.runFor(200);
}

/** A quick filter above the list; its name goes on with how many it leaves. */
export const filter = (page: Page, name: string): Locator =>
  page.getByRole('group', { name: 'Filters' }).getByRole('button', { name: new RegExp(`^${name} \\d`) });

/** Saves receipts as a file, by the button that offers it. */
export async function saveAs(page: Page | Locator, label: string, format: string): Promise<void> {
  await button(page, label).first().click();
  const menu = 'page' in page ? page.page() : page;
  await menu.getByRole('menuitem', { name: new RegExp(`^${format}`) }).click();
}

/** Says in Settings which kind of server the shown mailbox has. */
export async function chooseFamily(page: Page, family: string): Promise<void> {
  const card = page.getByRole('article', { name: 'Mailbox bob@contoso.com' });
  await card.getByRole('combobox', { name: /^Kind of server/ }).click();
  await page.getByRole('option', { name: new RegExp(`^${family}`) }).click();
}

export async function switchMailbox(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: /switch mailbox$/ }).click();
  await page.getByRole('menuitem', { name: new RegExp(name) }).click();
  await page.getByRole('button', { name: new RegExp(`^${name}.*switch mailbox$`) }).waitFor();
}

/** The cells of a person's line in the attendee grid, under their heads. */
export async function attendee(page: Page, name: RegExp): Promise<Record<string, string>> {
  const table = page.getByRole('table', { name: 'Attendees' });
  const heads = await table.getByRole('columnheader').allInnerTexts();
  const line = table.getByRole('row').filter({ has: page.getByRole('button', { name }) });
  const cells = await line.locator('th, td').allInnerTexts();
  return Object.fromEntries(heads.map((head, place) => [head, (cells[place] ?? '').trim()]));
}

/** Set-up, as far as the question for the mailbox: address, server, password. */
export async function askForMailbox(page: Page, server: string, password = 'correct'): Promise<void> {
  await page.getByRole('textbox', { name: 'E-mail address' }).fill('bob@contoso.com');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Server' }).fill(server);
  await page.getByLabel('Password').fill(password);
  await page.keyboard.press('Enter');
}
