import { beforeEach, describe, expect, it } from 'vitest';
import { account, appState, invitation, played, queued, receipt, settled } from '../../../tests/unit/people';
import { HostFailure, type AppState } from '../host';
import { App } from './app.svelte';

const two = appState({ accounts: [account('bob'), account('alice')] });

async function started(more: Parameters<typeof played>[0] = {}, state: AppState = two) {
  const shell = played({ appState: () => state, invitations: () => [], activity: () => [], ...more });
  const app = new App(shell.host);
  await app.start();
  await settled();
  return { app, ...shell };
}

beforeEach(() => {
  location.hash = '';
});

describe('starting', () => {
  it('asks for the mailboxes and reads the shown one', async () => {
    const { app, calls } = await started({
      invitations: () => [invitation('a'), invitation('b', { state: 'answered' })],
    });
    expect(app.account?.id).toBe('bob');
    expect(app.openCount).toBe(1);
    expect(calls).toEqual(['appState()', 'invitations(bob)', 'activity(bob)']);
  });

  it('that fails says why, and can be tried again', async () => {
    let works = false;
    const { app } = await started({
      appState: () => {
        if (works) return two;
        throw new HostFailure({ code: 'profile_in_use', message: '', detail: '' });
      },
    });
    expect(app.state).toBeNull();
    expect(app.failure?.code).toBe('profile_in_use');
    works = true;
    await app.start();
    expect(app.state).not.toBeNull();
    expect(app.failure).toBeNull();
  });
});

describe('what the engine tells', () => {
  it('refreshes what changed in the shown mailbox, and nothing for another one', async () => {
    const { calls, tell } = await started();
    calls.length = 0;
    tell({ kind: 'itemsChanged', account: 'alice' });
    await settled();
    expect(calls).toEqual([]);
    tell({ kind: 'itemsChanged', account: 'bob' });
    await settled();
    expect(calls).toEqual(['invitations(bob)', 'activity(bob)']);
  });

  it('asks once more, not ten times more, when things change while it is asking', async () => {
    const answers: ((rows: unknown[]) => void)[] = [];
    const { calls, tell } = await started({
      invitations: () => new Promise((resolve) => answers.push(resolve)),
    });
    for (let event = 0; event < 10; event++) tell({ kind: 'itemsChanged', account: 'bob' });
    answers[0]?.([]);
    await settled();
    expect(calls.filter((call) => call.startsWith('invitations'))).toHaveLength(2);
  });

  it('shows real progress until it is done', async () => {
    const { app, tell } = await started();
    tell({ kind: 'progressed', progress: { account: 'bob', phase: 'inbox', done: 312, total: 1204 } });
    expect(app.progress).toMatchObject({ phase: 'inbox', done: 312 });
    tell({ kind: 'progressed', progress: { account: 'bob', phase: 'done', done: 0, total: null } });
    expect(app.progress).toBeNull();
  });

  it('takes over an answer at once', async () => {
    const { app, tell } = await started();
    tell({ kind: 'answerChanged', account: 'bob', meeting: 'planning', receipt: queued() });
    expect(app.answers.of('planning')?.answer).toBe('accepted');
  });

  it('reads the list again after an answer given here, also when the engine says nothing', async () => {
    const { app, calls } = await started({ meetingResponse: () => queued() });
    calls.length = 0;
    await app.answers.give({
      account: 'bob',
      meeting: 'planning',
      answer: 'accepted',
      comment: '',
      propose: null,
      tell: true,
    });
    await settled();
    expect(calls.slice(1)).toEqual(['invitations(bob)', 'activity(bob)']);
  });

  it('says when the mailbox was read last as soon as it is', async () => {
    const { calls, tell } = await started();
    calls.length = 0;
    tell({ kind: 'progressed', progress: { account: 'bob', phase: 'done', done: 0, total: null } });
    await settled();
    expect(calls).toEqual(['appState()']);
  });

  it('counts the answers that need me', async () => {
    const stuck = receipt({ trouble: { code: 'sign_in', detail: '', retryAt: null } });
    const { app } = await started({ activity: () => [stuck, receipt({ id: 'answer-2' })] });
    expect(app.needsMeCount).toBe(1);
  });

  it('takes over a mailbox that was added or removed', async () => {
    let state = two;
    const { app, tell } = await started({ appState: () => state });
    state = appState({ accounts: [account('alice')], active: 'alice' });
    tell({ kind: 'accountsChanged' });
    await settled();
    expect(app.account?.id).toBe('alice');
  });
});

describe('showing another mailbox', () => {
  it('never shows the one’s invitations as the other’s', async () => {
    const { app } = await started({
      invitations: (id) => (id === 'bob' ? [invitation('a')] : new Promise(() => undefined)),
      setActiveAccount: () => ({ ...two, active: 'alice' }),
    });
    expect(app.invitations.data).toHaveLength(1);
    await app.show('alice');
    expect(app.invitations.data).toBeUndefined();
    expect(app.openCount).toBe(0);
  });
});

describe('settings', () => {
  it('put the theme on the window', async () => {
    const { app } = await started({ updateSettings: (settings) => ({ ...two, settings }) });
    await app.set({ theme: 'dark' });
    expect(document.documentElement.dataset.theme).toBe('dark');
    await app.set({ theme: 'system' });
    expect(document.documentElement.dataset.theme).toBe('');
  });

  it('that cannot be stored say why and change nothing', async () => {
    const { app } = await started({
      updateSettings: () => {
        throw new HostFailure({ code: 'disk_full', message: '', detail: '' });
      },
    });
    await app.set({ undoSeconds: 20 });
    expect(app.state?.settings.undoSeconds).toBe(8);
    expect(app.failure?.code).toBe('disk_full');
  });
});
