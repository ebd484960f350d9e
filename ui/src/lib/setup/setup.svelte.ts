/**
 * Setting up a mailbox: address, server and password, what was found there, and the first reading, usable from its
 * first batch. On a computer without a keychain a passphrase for the vault comes before the password is kept.
 *
 * Only what the engine reports is shown as progress. How the steps look is left to `components/setup`.
 */
import type { App } from '../app/app.svelte';
import { asFailure, type AccountRequest, type Failure, type Found, type Phase } from '../host';

export type Step = 'address' | 'server' | 'passphrase' | 'found' | 'reading';

/** What is wrong with a field, in words. */
export type Wrong = Partial<Record<'email' | 'server' | 'password' | 'passphrase' | 'repeated', string>>;

export class Setup {
  step = $state<Step>('address');
  email = $state('');
  server = $state('');
  user = $state('');
  password = $state('');
  passphrase = $state('');
  repeated = $state('');
  wrong = $state.raw<Wrong>({});
  failure = $state.raw<Failure | null>(null);
  /** What is being done, in words, while it is. */
  working = $state<string | null>(null);
  found = $state.raw<Found | null>(null);
  /** The mailbox that is being read for the first time. */
  account = $state<string | null>(null);
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  /** Starts the built-in mailboxes. */
  async tryDemo(): Promise<void> {
    await this.#work('Starting the demo mailbox', async () => {
      await this.#app.tryDemo();
      this.#app.settingUp = false;
    });
  }

  /** From the address to the server: guesses its name, which can be corrected. */
  toServer(): void {
    this.wrong = addressProblem(this.email);
    if (this.wrong.email) return;
    const domain = this.email.trim().split('@')[1] ?? '';
    if (!this.server) this.server = `mail.${domain}`;
    this.failure = null;
    this.step = 'server';
  }

  /** One step back; what was typed stays. */
  back(): void {
    this.failure = null;
    this.wrong = {};
    this.step = this.step === 'found' || this.step === 'passphrase' ? 'server' : 'address';
  }

  /** Looks at the server. Nothing is kept yet. */
  async look(): Promise<void> {
    this.wrong = {
      ...addressProblem(this.email),
      ...(this.server.trim() ? {} : { server: 'Enter the name of the server, such as mail.contoso.com' }),
      ...(this.password ? {} : { password: 'Enter your password' }),
    };
    if (Object.keys(this.wrong).length > 0) return;
    await this.#work(`Asking ${this.server.trim()}`, async () => {
      this.found = await this.#app.host.probeServer(this.#request());
      this.step = 'found';
    });
  }

  /** Keeps the mailbox and starts reading it; asks for a passphrase first where there is no keychain. */
  async add(): Promise<void> {
    const secrets = this.#app.state?.secrets;
    if (secrets === 'vault_new' || secrets === 'vault_locked') {
      this.step = 'passphrase';
      return;
    }
    await this.#work('Signing in', async () => {
      // Set-up stays open while the mailbox is read, although there is one now.
      this.#app.settingUp = true;
      const account = await this.#app.host.addAccount(this.#request());
      this.password = '';
      this.account = account.id;
      this.step = 'reading';
      await this.#app.refresh();
      await this.#app.show(account.id);
    });
  }

  /** Makes or opens the vault, then goes on. */
  async unlock(): Promise<void> {
    const making = this.#app.state?.secrets === 'vault_new';
    this.wrong = making ? passphraseProblem(this.passphrase, this.repeated) : {};
    if (Object.keys(this.wrong).length > 0) return;
    const done = await this.#work(making ? 'Making the vault' : 'Opening the vault', () =>
      this.#app.unlock(this.passphrase),
    );
    if (!done) return;
    this.passphrase = '';
    this.repeated = '';
    await this.add();
  }

  /** Into the window, whether or not everything is read. */
  open(): void {
    this.#app.settingUp = false;
    this.#app.router.go('invitations', null, { replace: true });
  }

  /** Gives up adding one more mailbox. */
  cancel(): void {
    this.#app.settingUp = false;
  }

  #request(): AccountRequest {
    return {
      email: this.email.trim(),
      server: this.server.trim(),
      user: this.user.trim() || null,
      password: this.password,
      version: null,
    };
  }

  async #work(words: string, run: () => Promise<void>): Promise<boolean> {
    this.working = words;
    this.failure = null;
    try {
      await run();
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.working = null;
    }
  }
}

/** What is wrong with an address, before anything is asked. */
export function addressProblem(email: string): Wrong {
  const [name, domain, ...more] = email.trim().split('@');
  if (!name || domain === undefined || more.length > 0)
    return { email: 'Enter the whole address, such as bob@contoso.com' };
  if (!domain.includes('.') && domain !== 'localhost') return { email: 'Add the ending, such as .com' };
  return {};
}

/** What is wrong with a new passphrase. */
export function passphraseProblem(passphrase: string, repeated: string): Wrong {
  if (passphrase.length < 8) return { passphrase: 'Use at least 8 characters; a short sentence is best' };
  if (passphrase !== repeated) return { repeated: 'This is not the same' };
  return {};
}

const order: Phase[] = ['server', 'folders', 'inbox', 'calendar', 'done'];

/** Where a phase stands when another one is being done. */
export function phaseState(phase: Phase, current: Phase | null): 'done' | 'now' | 'waiting' {
  if (current === null) return 'waiting';
  const distance = order.indexOf(phase) - order.indexOf(current);
  return distance < 0 ? 'done' : distance === 0 ? 'now' : 'waiting';
}
