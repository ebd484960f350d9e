/**
 * Taking a cancelled meeting out of the calendar: what the button and the line beside it show. It is done at once, and
 * the engine looks again before it does it; what it may remove is decided there.
 */
import { HostFailure } from '../host';
import type { Failure, Removal } from '../host';

interface Remover {
  removeCancelled(account: string, meeting: string): Promise<Removal>;
}

export class CancelledRemoval {
  /** The server is being asked. */
  running = $state(false);
  failure = $state.raw<Failure | null>(null);
  readonly #host: Remover;
  readonly #say: (words: string) => void;

  constructor(host: Remover, say: (words: string) => void) {
    this.#host = host;
    this.#say = say;
  }

  /** Removes it. Tells whether it is out of the calendar. */
  async run(account: string, meeting: string): Promise<boolean> {
    if (this.running) return false;
    this.running = true;
    this.failure = null;
    try {
      const removal = await this.#host.removeCancelled(account, meeting);
      this.#say(removal.before ? 'It was out of your calendar already' : 'Removed from your calendar');
      return true;
    } catch (error) {
      if (!(error instanceof HostFailure)) throw error;
      this.failure = error.failure;
      return false;
    } finally {
      this.running = false;
    }
  }
}
