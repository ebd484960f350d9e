import { expect, it } from 'vitest';
import { account, appState, played, receipt } from '../../../tests/unit/people';
import { App } from '../app/app.svelte';
import { HostFailure, type Receipt } from '../host';
import { Removal } from './removal.svelte';

function answer(
  id: string,
  subject: string,
  state: Receipt['lamps']['calendar']['state'],
  actions: Receipt['actions'] = [],
): Receipt {
  const told = state === 'confirmed' ? 'told' : 'queued';
  return receipt({
    id,
    subject,
    actions,
    lamps: {
      calendar: { state, at: null },
      organizer: { state: told, by: 'server', reason: null, at: null },
    },
  });
}

async function asked(receipts: Receipt[], more: Parameters<typeof played>[0] = {}) {
  let now = receipts;
  const shell = played({
    appState: () => appState({ accounts: [account('bob')], active: 'bob' }),
    invitations: () => [],
    activity: () => now,
    sendResponseNow: () => receipt(),
    retryResponse: () => receipt(),
    sync: () => {
      now = receipts.map((one) => answer(one.id, one.subject, 'confirmed'));
      return null;
    },
    removeAccount: () => appState({ accounts: [], active: null }),
    ...more,
  });
  const app = new App(shell.host);
  await app.start();
  const removal = new Removal(app, 'bob');
  await removal.look();
  return { removal, ...shell };
}

const TWO = [
  answer('one', 'Planning', 'queued', ['undo', 'send_now']),
  answer('two', 'Review', 'sending', ['retry']),
  answer('three', 'Planning', 'queued', ['undo', 'retry']),
  answer('four', 'Lunch', 'confirmed', ['change']),
  answer('five', 'Dinner', 'accepted', ['change']),
];

it('names the meetings whose answers have not left, each once', async () => {
  const { removal } = await asked(TWO);
  expect(removal.waiting.length).toBe(3);
  expect(removal.meetings).toEqual(['Planning', 'Review']);
});

it('sends them first, also those whose undo seconds run, and then nothing is lost', async () => {
  const { removal, calls } = await asked(TWO);
  await removal.sendFirst();
  expect(calls.filter((call) => /^(sendResponseNow|retryResponse|sync)/.test(call))).toEqual([
    'sendResponseNow(one)',
    'retryResponse(two)',
    'retryResponse(three)',
    'sync(bob)',
  ]);
  expect([removal.waiting, removal.failure, removal.sending]).toEqual([[], null, false]);
  expect(await removal.remove()).toBe(true);
  expect(calls.at(-1)).toBe('removeAccount(bob, false)');
});

it('says why they could not be sent, and keeps the mailbox', async () => {
  const offline = new HostFailure({ code: 'offline', message: 'The server cannot be reached.', detail: '' });
  const { removal, calls } = await asked(TWO, {
    sync: () => {
      throw offline;
    },
  });
  await removal.sendFirst();
  expect([removal.failure?.code, removal.waiting.length]).toEqual(['offline', 3]);
  expect(calls.some((call) => call.startsWith('removeAccount'))).toBe(false);
});

it('removes all the same where that is meant', async () => {
  const { removal, calls } = await asked(TWO);
  expect(await removal.remove()).toBe(true);
  expect(calls.at(-1)).toBe('removeAccount(bob, true)');
});
