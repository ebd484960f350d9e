import { beforeEach, describe, expect, it } from 'vitest';
import { account, appState, invitation, played, settled } from '../../../tests/unit/people';
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
