import { beforeEach, describe, expect, it } from 'vitest';
import { account, appState, invitation, played, settled } from '../../../tests/unit/people';
import { calendarPage } from '$lib/calendar/calendarPage.svelte';
import type { SearchHit } from '$lib/host';
import { App } from './app.svelte';
import { find } from './palette';

const now = new Date('2026-11-20T09:02:00Z');

async function started() {
  const { host, calls } = played({
    appState: () => appState({ accounts: [account('bob'), account('alice')] }),
    invitations: () => [invitation('planning'), invitation('review', { subject: 'Überblick: Vendor demo' })],
    activity: () => [],
    sync: () => null,
    setActiveAccount: () => appState({ accounts: [account('bob'), account('alice')], active: 'alice' }),
  });
  const app = new App(host);
  await app.start();
  await settled();
  return { app, calls };
}
const labels = (app: App, typed: string) => find(app, typed, now).map((entry) => entry.label);

beforeEach(() => {
  location.hash = '';
});

describe('find or do', () => {
  it('offers deeds and places before anything is typed, and not where one already is', async () => {
    const { app } = await started();
    expect(labels(app, '')).toEqual([
      'Look for news now',
      'Dark theme',
      'Add a mailbox',
      'Calendar',
      'My meetings',
      'Activity',
      'Settings',
      'Show alice@contoso.com',
    ]);
  });

  it('finds by the beginnings of words, in any order and without accents', async () => {
    const { app } = await started();
    expect(labels(app, 'nothing of that name')).toEqual([]);
    expect(labels(app, 'demo uber')).toEqual(['Überblick: Vendor demo']);
    expect(labels(app, 'plan')[0]).toBe('Quarterly Planning');
  });

  it('adds what the engine finds, each meeting once, and opens it where it is shown', async () => {
    const { app } = await started();
    const hit = (id: string, more: Partial<SearchHit>): SearchHit => ({
      ...invitation(id),
      title: [],
      own: 'open',
      cancelled: false,
      place: 'invitations',
      entry: null,
      excerpts: [],
      ...more,
    });
    const hits = [
      hit('planning', {}),
      hit('lunch', {
        subject: 'Lunch',
        own: 'appointment',
        organizer: null,
        place: 'calendar',
        start: '2027-03-04T11:00:00Z',
      }),
    ];
    const found = find(app, 'plan', now, hits);
    expect(found.map(({ label, kind }) => [label, kind])).toEqual([
      ['Quarterly Planning', 'invitation'],
      ['Lunch', 'calendar'],
    ]);
    expect(found[1]?.detail).toMatch(/, Appointment$/);
    found[1]?.run();
    expect([app.router.place, app.router.id]).toEqual(['calendar', 'lunch']);
    expect([calendarPage.day, calendarPage.opened]).toEqual([
      { year: 2027, month: 3, day: 4 },
      'lunch@2027-03-04T11:00:00Z',
    ]);
  });

  it('really does what it says', async () => {
    const { app, calls } = await started();
    find(app, 'news', now)[0]?.run();
    find(app, 'show alice', now)[0]?.run();
    await settled();
    expect(calls).toContain('sync(bob)');
    expect(calls).toContain('setActiveAccount(alice)');
    find(app, 'activity', now)[0]?.run();
    expect(app.router.place).toBe('activity');
  });

  it('answers what is open, where that is possible', async () => {
    const { app } = await started();
    const given: string[] = [];
    app.desk = { row: invitation('planning'), give: (answer) => given.push(answer) };
    find(app, 'accept', now)[0]?.run();
    expect(given).toEqual(['accepted']);
  });
});
