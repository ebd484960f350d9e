/**
 * What would be lost with a mailbox that is removed from this computer, and the ways out: send it first, remove all
 * the same, keep the mailbox.
 */
import { hasNotLeft } from '../answers/receipts';
import type { App } from '../app/app.svelte';
import { asFailure, type Failure, type Receipt } from '../host';

export class Removal {
  /** Answers that have not left yet, newest first. */
  waiting = $state.raw<Receipt[]>([]);
  /** They are being sent. */
  sending = $state(false);
  failure = $state.raw<Failure | null>(null);

  constructor(
    private readonly app: App,
    private readonly account: string,
  ) {}

  /** The meetings they are about, each once. */
  get meetings(): string[] {
    return [...new Set(this.waiting.map(({ subject }) => subject || 'A meeting without a title'))];
  }

  /** Looks which answers there are. */
  async look(): Promise<void> {
    this.failure = null;
    await this.#try(() => this.#read());
  }

  /** Sends them now, whatever they wait for. */
  async sendFirst(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    this.failure = null;
    await this.#try(async () => {
      for (const { id, actions } of this.waiting) {
        if (actions.includes('send_now')) await this.app.host.sendResponseNow(id);
        else if (actions.includes('retry')) await this.app.host.retryResponse(id);
      }
      await this.app.host.sync(this.account);
    });
    await this.#try(() => this.#read());
    this.sending = false;
  }

  /** Removes the mailbox, with what is known to wait. `false`: it is still here. */
  async remove(): Promise<boolean> {
    this.failure = null;
    const removed = await this.#try(() => this.app.remove(this.account, this.waiting.length > 0));
    // Another answer may have been entered meanwhile.
    if (!removed) await this.#try(() => this.#read());
    return removed;
  }

  async #read(): Promise<void> {
    this.waiting = (await this.app.host.activity(this.account)).filter(hasNotLeft);
  }

  async #try(deed: () => Promise<void>): Promise<boolean> {
    try {
      await deed();
      return true;
    } catch (thrown) {
      this.failure ??= asFailure(thrown);
      return false;
    }
  }
}
