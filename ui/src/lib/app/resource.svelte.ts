/**
 * Something the shell has to be asked for. Keeps the last good data while newer is on its way and when asking fails,
 * and drops an answer that a newer question overtook.
 *
 * When to ask again is left to the owner (see `live.svelte.ts`).
 */
import { asFailure, type Failure } from '../host';

export class Resource<T> {
  data = $state.raw<T>();
  failure = $state.raw<Failure | null>(null);
  loading = $state(false);
  #asked = 0;
  #again = false;
  readonly #ask: () => Promise<T>;

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
  }

  /** Asks a new question: an answer still under way is dropped. Never throws. */
  async load(): Promise<void> {
    const mine = ++this.#asked;
    this.#again = false;
    this.loading = true;
    try {
      const data = await this.#ask();
      if (mine !== this.#asked) return;
      this.data = data;
      this.failure = null;
    } catch (thrown) {
      if (mine !== this.#asked) return;
      this.failure = asFailure(thrown);
    }
    this.loading = false;
    if (this.#again) await this.load();
  }

  /** Asks the same question again: one under way and one waiting at most, however often something changes. */
  async refresh(): Promise<void> {
    if (this.loading) this.#again = true;
    else await this.load();
  }

  /** Forgets what belonged to another mailbox. */
  clear(): void {
    this.#asked += 1;
    this.data = undefined;
    this.failure = null;
    this.loading = false;
  }

  /** Puts something in that is known to be right already; an answer under way is dropped. */
  set(data: T): void {
    this.#asked += 1;
    this.data = data;
    this.failure = null;
    this.loading = false;
  }
}
