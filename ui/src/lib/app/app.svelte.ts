/**
 * The window's own state: which mailboxes there are, which one is shown, what the engine tells, what is open for an
 * answer. One per window, handed down by context.
 *
 * Holds no words and no markup. A view's data is its own (`live.svelte.ts`), an answer's life is in `lib/answers`.
 */
import { createContext } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { Answers } from '../answers/answers.svelte';
import {
  asFailure,
  type Account,
  type Answer,
  type AppState,
  type DayRules,
  type EngineEvent,
  type Failure,
  type Host,
} from '../host';
import type { InvitationRow, Progress, Receipt, Settings } from '../host';
import { needsMe } from '../answers/receipts';
import { Announcer } from './announcer.svelte';
import { Resource } from './resource.svelte';
import { Router } from './route.svelte';

export class App {
  readonly host: Host;
  readonly router = new Router();
  readonly announcer = new Announcer();
  readonly answers: Answers;

  /** Invitations of the shown mailbox, for the list, the count in the rail and the palette. */
  readonly invitations: Resource<InvitationRow[]>;
  /** Answers given here, for Activity and its count. */
  readonly activity: Resource<Receipt[]>;

  #state = $state.raw<AppState | null>(null);
  /** Why the window could not start, or why the last deed of the frame failed. */
  failure = $state.raw<Failure | null>(null);
  /** The invitation that can be answered now, for the palette. */
  desk = $state.raw<{ row: InvitationRow; give: (answer: Answer) => void } | null>(null);
  /** Set-up is shown: for the first mailbox, or for one more. */
  settingUp = $state(false);
  readonly #progress = new SvelteMap<string, Progress>();
  readonly #listeners = new Set<(event: EngineEvent) => void>();
  #stop: (() => void) | null = null;

  constructor(host: Host) {
    this.host = host;
    // What was done here is news here, whether or not the engine says so too.
    this.answers = new Answers(host, this.announcer, (receipt) => {
      const account = this.accountId;
      if (account) this.#told({ kind: 'answerChanged', account, meeting: receipt.meeting, receipt });
    });
    this.invitations = new Resource(() => this.#ofAccount((account) => host.invitations(account)));
    this.activity = new Resource(() => this.#ofAccount((account) => host.activity(account)));
  }

  #ofAccount<T>(ask: (account: string) => Promise<T[]>): Promise<T[]> {
    return this.accountId ? ask(this.accountId) : Promise.resolve([]);
  }

  get state(): AppState | null {
    return this.#state;
  }

  get accounts(): Account[] {
    return this.#state?.accounts ?? [];
  }

  /** The mailbox that is shown. */
  get account(): Account | null {
    return this.accounts.find((account) => account.id === this.#state?.active) ?? this.accounts[0] ?? null;
  }

  get accountId(): string | null {
    return this.account?.id ?? null;
  }

  /** How far the Sync of the shown mailbox is, while one runs. */
  get progress(): Progress | null {
    return this.progressOf(this.accountId);
  }

  /** How far the Sync of a mailbox is, while one runs. */
  progressOf(account: string | null): Progress | null {
    const progress = account ? this.#progress.get(account) : undefined;
    return progress && progress.phase !== 'done' ? progress : null;
  }

  /** Invitations that want an answer. */
  get openCount(): number {
    return this.invitations.data?.filter((row) => row.state === 'open').length ?? 0;
  }

  /** Answers that stand still until the person does something. */
  get needsMeCount(): number {
    return this.activity.data?.filter(needsMe).length ?? 0;
  }

  /** Listens first, then asks, so that nothing falls between. */
  async start(): Promise<void> {
    try {
      this.#stop ??= await this.host.listen((event) => this.#told(event));
      this.#take(await this.host.appState());
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  /** Ends listening; only tests and hot reloading come here. */
  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }

  /** Calls `listener` for every event after the window itself has acted on it; returns how to stop. */
  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts the built-in mailboxes. */
  async tryDemo(): Promise<void> {
    this.#take(await this.host.startDemo());
    this.router.go('invitations', null, { replace: true });
  }

  /** Leaves them; they are gone with what was done there. */
  async leaveDemo(): Promise<void> {
    this.#take(await this.host.leaveDemo());
    this.router.go('invitations', null, { replace: true });
  }

  /** Opens or makes the vault. */
  async unlock(passphrase: string): Promise<void> {
    this.#take(await this.host.unlock(passphrase));
  }

  /** Shows another mailbox. */
  async show(account: string): Promise<void> {
    if (account === this.accountId) return;
    await this.#deed(async () => {
      this.#take(await this.host.setActiveAccount(account));
      this.router.go(this.router.place, null);
      this.announcer.say(`Showing ${this.account?.email ?? 'another mailbox'}`);
    });
  }

  /** Removes a mailbox from this computer; answers that have not left yet only where that is meant. */
  async remove(account: string, withWaitingAnswers: boolean): Promise<void> {
    this.#take(await this.host.removeAccount(account, withWaitingAnswers));
  }

  /** Looks for news now. */
  async sync(): Promise<void> {
    const account = this.accountId;
    if (account) await this.#deed(() => this.host.sync(account));
  }

  /** Changes some of the settings. */
  async set(change: Partial<Settings>): Promise<void> {
    const settings = this.#state?.settings;
    if (!settings) return;
    await this.#deed(async () => this.#take(await this.host.updateSettings({ ...settings, ...change })));
  }

  /** Keeps when the person works, and how much time they need between two things. */
  async setDay(rules: DayRules): Promise<void> {
    await this.#deed(async () => this.#take(await this.host.updateDayRules(rules)));
  }

  /** Takes over what the shell says about mailboxes and settings. */
  async refresh(): Promise<void> {
    await this.#deed(async () => this.#take(await this.host.appState()));
  }

  async #deed(run: () => Promise<unknown>): Promise<void> {
    try {
      await run();
      this.failure = null;
    } catch (thrown) {
      this.failure = asFailure(thrown);
    }
  }

  #take(state: AppState): void {
    const before = this.accountId;
    this.#state = state;
    document.documentElement.dataset.theme = state.settings.theme === 'system' ? '' : state.settings.theme;
    if (this.accountId === before) return;
    this.invitations.clear();
    this.activity.clear();
    this.answers.clear();
    if (this.accountId) {
      void this.invitations.load();
      void this.activity.load();
    }
  }

  #told(event: EngineEvent): void {
    switch (event.kind) {
      case 'progressed':
        this.#progress.set(event.progress.account, event.progress);
        // When it was read last is part of the mailbox.
        if (event.progress.phase === 'done') void this.refresh();
        break;
      case 'accountsChanged':
        void this.refresh();
        break;
      case 'itemsChanged':
        if (event.account === this.accountId) {
          void this.invitations.refresh();
          void this.activity.refresh();
        }
        break;
      case 'answerChanged':
        if (event.account === this.accountId) {
          this.answers.learn(event.receipt);
          void this.invitations.refresh();
          void this.activity.refresh();
        }
        break;
    }
    for (const listener of this.#listeners) listener(event);
  }
}

export const [getApp, setApp] = createContext<App>();
