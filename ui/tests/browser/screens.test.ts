// Every screen in both themes and at both widths: nothing that axe objects to, nothing that is cut off, and a picture to
// look at.
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { assertAccessible, assertNothingCutOff, look, LOOKS, open, picture, type Opening } from './harness';
import {
  answerBar,
  askForMailbox,
  button,
  chooseFamily,
  filter,
  lamps,
  saveAs,
  searchFor,
  waitingRow,
} from './steps';

interface Screen extends Opening {
  /** What a person does to get there. */
  then?: (page: Page) => Promise<void>;
}

const lookFor = (text: string) => async (page: Page) => {
  await searchFor(page, text);
  await page.getByRole('list', { name: 'Found meetings' }).waitFor();
};
const kind = (name: string) => (page: Page) => page.getByRole('radio', { name, exact: true }).click();

const screens: Record<string, Screen> = {
  setup: { scene: { start: 'setup' } },
  'setup-refused': {
    scene: { start: 'setup' },
    then: async (page) => {
      await askForMailbox(page, 'mail.contoso.com', 'wrong');
      await page.getByRole('alert').waitFor();
    },
  },
  'setup-found': {
    scene: { start: 'setup' },
    then: async (page) => {
      await askForMailbox(page, 'mail.contoso.com');
      await page.getByRole('heading', { name: 'Found your mailbox' }).waitFor();
    },
  },
  'setup-reading': {
    scene: { start: 'setup', reading: 'halfway' },
    then: async (page) => {
      await askForMailbox(page, 'mail.contoso.com');
      await button(page, 'Add this mailbox').click();
      await page.getByText('312 of 1,204').waitFor();
    },
  },
  invitations: { at: '#/invitations' },
  invitation: { at: '#/invitations/quarterly-planning' },
  proposing: {
    at: '#/invitations/quarterly-planning',
    then: async (page) => {
      await button(page, 'Propose another time').click();
      await page.getByRole('button', { name: 'Wed 2 Dec, 10:00–11:00' }).click();
      await button(page, 'Tentative, and propose Wed 2 Dec, 10:00').waitFor();
    },
  },
  'proposing-begun': {
    at: '#/invitations/quarterly-planning',
    scene: { proposals: 'disallowed' },
    then: async (page) => {
      await page.keyboard.press('p');
      await page.getByRole('button', { name: 'Show the month' }).click();
      await page.getByRole('grid').waitFor();
    },
  },
  'invitation-history': {
    at: '#/invitations/quarterly-planning',
    then: async (page) => {
      const history = page.getByRole('region', { name: 'History of this meeting' });
      await history.getByText('The text was changed').waitFor();
      await history.evaluate((section) => section.scrollIntoView());
    },
  },
  'invitations-found': { at: '#/invitations', then: lookFor('bud') },
  'invitations-found-nothing': {
    at: '#/invitations',
    then: async (page) => {
      await searchFor(page, 'zebra');
      await page.getByRole('heading', { name: 'No meeting has “zebra”' }).waitFor();
    },
  },
  'invitations-filtered': {
    at: '#/invitations',
    then: async (page) => {
      await filter(page, 'Open').click();
      await filter(page, 'Overlaps').click();
    },
  },
  'invitations-filtered-nothing': {
    at: '#/invitations',
    then: async (page) => {
      for (const name of ['Changed', 'Overlaps', 'This week']) await filter(page, name).click();
      await button(page, 'Show all invitations').waitFor();
    },
  },
  'invitation-answered': {
    at: '#/invitations/quarterly-planning',
    then: async (page) => {
      await button(page, 'Accept').click();
      await button(answerBar(page), 'Undo').waitFor();
    },
  },
  'invitation-told': {
    at: '#/invitations/quarterly-planning',
    then: async (page) => {
      await button(page, 'Accept').click();
      await page.clock.runFor(10_000);
      await lamps(answerBar(page)).getByText(/^told/).waitFor();
    },
  },
  'invitation-editing': {
    at: '#/activity',
    scene: { offline: true },
    then: async (page) => {
      await waitingRow(page).getByRole('button', { name: 'Edit', exact: true }).click();
      await button(answerBar(page), 'Save').waitFor();
    },
  },
  'invitation-always-told': { at: '#/invitations/quarterly-planning', scene: { family: 'sogo' } },
  'invitation-comment-with-tentative': {
    at: '#/invitations/quarterly-planning',
    scene: { family: 'grommunio' },
  },
  'invitation-one-date': {
    at: '#/invitations/quarterly-planning',
    scene: { family: 'zpush', oneDate: true },
  },
  'invitation-series': { at: '#/invitations/design-review' },
  'invitation-series-collides': {
    at: '#/invitations/design-review',
    then: async (page) => {
      await page.getByText(/ of the next \d+ dates /).click();
      await page
        .getByText(/^with /)
        .first()
        .waitFor();
    },
  },
  'meeting-who-is-free': {
    at: '#/meetings/quarterly-planning',
    scene: { as: 'alice' },
    then: async (page) => {
      await button(page, 'Who is free then?').click();
      await page.getByText(/required people free/).waitFor();
    },
  },
  'meeting-series': {
    at: '#/meetings/budget-clinic',
    scene: { as: 'alice' },
    then: (page) => page.getByRole('table', { name: 'Attendees' }).waitFor(),
  },
  'invitation-who-could': {
    at: '#/invitations/quarterly-planning',
    then: async (page) => {
      await page.getByRole('button', { name: /^Who could come/ }).click();
      await page.getByRole('list', { name: 'Everybody’s day' }).waitFor();
    },
  },
  'invitation-who-could-offline': {
    at: '#/invitations/quarterly-planning',
    scene: { offline: true },
    then: async (page) => {
      await page.getByRole('button', { name: /^Who could come/ }).click();
      await page.getByText('other calendars cannot be seen now').waitFor();
    },
  },
  'invitation-who-could-alone': {
    at: '#/invitations/quarterly-planning',
    scene: { family: 'unknown' },
    then: async (page) => {
      await page.getByRole('button', { name: /^Who could come/ }).click();
      await page.getByText('This server tells of nobody else’s calendar.').waitFor();
    },
  },
  'invitation-replaced': { at: '#/invitations/vendor-call' },
  'invitation-without-reply': { at: '#/invitations/all-hands' },
  calendar: {
    at: '#/calendar',
    then: async (page) => {
      await button(page, 'On one week').click();
      await button(page, 'On one week').click();
      await page.getByRole('link', { name: /^Quarterly Planning, / }).waitFor();
    },
  },
  'calendar-day': { at: '#/calendar', then: kind('Day') },
  'calendar-month': { at: '#/calendar', then: kind('Month') },
  'calendar-agenda': { at: '#/calendar', then: kind('Agenda') },
  'calendar-entry': { at: '#/calendar/demo-friday' },
  meetings: { at: '#/meetings', scene: { as: 'alice' } },
  meeting: { at: '#/meetings/quarterly-planning', scene: { as: 'alice' } },
  activity: { at: '#/activity' },
  'activity-receipt': { at: '#/activity/answer-untold' },
  'activity-offline': { at: '#/activity', scene: { offline: true } },
  'activity-refused': { at: '#/activity/answer-refused' },
  'activity-saved': {
    at: '#/activity',
    then: async (page) => {
      await saveAs(page, 'Export', 'Table');
      await page.getByText(/^\/home\/bob\/Downloads/).waitFor();
    },
  },
  settings: { at: '#/settings' },
  'settings-day': {
    at: '#/settings',
    then: async (page) => {
      await button(page, 'Friday').click();
      await page.getByRole('heading', { name: 'Your day' }).evaluate((heading) => heading.scrollIntoView());
    },
  },
  'settings-sogo': { at: '#/settings', scene: { family: 'sogo' } },
  'settings-family': {
    at: '#/settings',
    then: async (page) => {
      await chooseFamily(page, 'grommunio');
      await page.getByText('Chosen by you. Recognised: Exchange.').scrollIntoViewIfNeeded();
    },
  },
  'settings-aside': {
    at: '#/settings',
    scene: {
      keptAside: [
        { inCalendar: false, subject: 'Budget review', at: '2026-11-19T08:30:00Z' },
        { inCalendar: true, subject: 'Dentist', at: null },
      ],
    },
    then: async (page) => {
      await page
        .getByText(
          '2 items: a mail “Budget review”, came yesterday 09:30; an entry of the calendar “Dentist”. Open your mail ' +
            'program or the server’s web mail to see them.',
        )
        .waitFor();
    },
  },
  palette: {
    at: '#/invitations/quarterly-planning',
    then: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').waitFor();
    },
  },
  empty: { at: '#/invitations', scene: { empty: true } },
  'empty-meetings': { at: '#/meetings', scene: { empty: true } },
  'empty-activity': { at: '#/activity', scene: { empty: true } },
  'empty-calendar-week': {
    at: '#/calendar',
    scene: { empty: true },
    then: async (page) => page.getByText('Nothing in this week.').waitFor(),
  },
  'empty-calendar': { at: '#/calendar', scene: { empty: true }, then: kind('Agenda') },
  unlock: { scene: { start: 'setup', secrets: 'vault_locked' } },
};

for (const [name, { then, ...opening }] of Object.entries(screens)) {
  for (const [theme, width] of LOOKS) {
    test(`${name}, ${look(theme, width)}`, async (t) => {
      const page = await open(t, { ...opening, theme, width });
      await then?.(page);
      await picture(page, `${name}.${look(theme, width)}`);
      await assertAccessible(page);
      await assertNothingCutOff(page);
    });
  }
}
