import { beforeEach, describe, expect, it } from 'vitest';
import { account, appState, played, settled } from '../../../tests/unit/people';
import { App } from '../app/app.svelte';
import { HostFailure, type AppState, type Found } from '../host';
import { addressProblem, passphraseProblem, phaseState, Setup } from './setup.svelte';

const found: Found = {
  endpoint: 'https://mail.contoso.com/Microsoft-Server-ActiveSync',
  host: 'mail.contoso.com',
  version: '16.1',
  versions: ['14.1', '16.1'],
  family: 'exchange',
  secure: true,
  abilities: account('bob').abilities,
};

async function started(more: Parameters<typeof played>[0] = {}, secrets: AppState['secrets'] = 'keychain') {
  let state = appState({ accounts: [], active: null, secrets });
  const shell = played({
    appState: () => state,
    invitations: () => [],
    activity: () => [],
    probeServer: () => found,
    unlock: () => (state = { ...state, secrets: 'vault_open' }),
    addAccount: () => {
      state = { ...state, accounts: [account('bob')], active: 'bob' };
      return account('bob');
    },
    ...more,
  });
  const app = new App(shell.host);
  await app.start();
  const setup = new Setup(app);
  setup.email = 'bob@contoso.com';
  setup.password = 'secret';
  return { app, setup, ...shell };
}

beforeEach(() => {
  location.hash = '';
});

describe('setting up', () => {
  it('guesses the server from the address, and does not overwrite what was typed', async () => {
    const { setup } = await started();
    setup.toServer();
    expect([setup.step, setup.server]).toEqual(['server', 'mail.contoso.com']);
    setup.server = 'eas.contoso.com';
    setup.back();
    setup.toServer();
    expect(setup.server).toBe('eas.contoso.com');
  });

  it('looks before anything is kept, and shows what was found', async () => {
    const { setup, calls } = await started();
    setup.toServer();
    await setup.look();
    expect([setup.step, setup.found?.version]).toEqual(['found', '16.1']);
    expect(calls.some((call) => call.startsWith('addAccount'))).toBe(false);
  });

  it('names the missing field instead of asking', async () => {
    const { setup, calls } = await started();
    setup.password = '';
    setup.server = ' ';
    await setup.look();
    expect(Object.keys(setup.wrong)).toEqual(['server', 'password']);
    expect(calls.some((call) => call.startsWith('probeServer'))).toBe(false);
  });

  it('stays where it is when the server refuses, with everything that was typed', async () => {
    const { setup } = await started({
      probeServer: () => {
        throw new HostFailure({ code: 'sign_in', message: '', detail: '' });
      },
    });
    setup.toServer();
    await setup.look();
    expect([setup.step, setup.failure?.code, setup.password, setup.working]).toEqual([
      'server',
      'sign_in',
      'secret',
      null,
    ]);
  });

  it('stays open while the mailbox is read, and forgets the password', async () => {
    const { app, setup } = await started();
    setup.toServer();
    await setup.look();
    await setup.add();
    expect([setup.step, app.settingUp, app.account?.id, setup.password]).toEqual([
      'reading',
      true,
      'bob',
      '',
    ]);
    setup.open();
    expect(app.settingUp).toBe(false);
  });

  it('asks for a passphrase before a password is kept where there is no keychain', async () => {
    const { setup, calls } = await started({}, 'vault_new');
    setup.toServer();
    await setup.look();
    await setup.add();
    expect(setup.step).toBe('passphrase');
    setup.passphrase = 'a good one';
    setup.repeated = 'a bad one';
    await setup.unlock();
    expect(setup.wrong.repeated).toBeDefined();
    setup.repeated = 'a good one';
    await setup.unlock();
    await settled();
    expect(setup.step).toBe('reading');
    expect(calls.findIndex((call) => call.startsWith('unlock'))).toBeLessThan(
      calls.findIndex((call) => call.startsWith('addAccount')),
    );
  });
});

describe('what was typed', () => {
  it.each([
    ['bob', 'Enter the whole address, such as bob@contoso.com'],
    ['bob@contoso', 'Add the ending, such as .com'],
    ['bob@contoso.com', undefined],
    ['bob@localhost', undefined],
  ])('%s: %s', (email, words) => {
    expect(addressProblem(email).email).toBe(words);
  });

  it('needs a passphrase of some length', () => {
    expect(passphraseProblem('short', 'short').passphrase).toBeDefined();
    expect(passphraseProblem('long enough', 'long enough')).toEqual({});
  });
});

describe('phaseState', () => {
  it('is done before, now at, and waiting after what is being read', () => {
    expect(['folders', 'inbox', 'calendar'].map((phase) => phaseState(phase as 'inbox', 'inbox'))).toEqual([
      'done',
      'now',
      'waiting',
    ]);
    expect(phaseState('calendar', 'done')).toBe('done');
    expect(phaseState('folders', null)).toBe('waiting');
  });
});
