/**
 * What a button of the card does at once, on the server: taking a cancelled meeting out of the calendar, bringing an
 * invitation back. There is nothing to undo, so each says before what it does; the engine looks again before it does it.
 */
import { asFailure, type Failure, type FailureCode, type Host } from '../host';
import { failureWords } from '../words';

/** One such deed, in words and as it is done. */
export interface Deed {
  label: string;
  /** On the button while it is being done. */
  doing: string;
  /** What the note says when it failed. */
  failed: (code: FailureCode) => string;
  /** Does it; tells what to announce. */
  run: (
    host: Pick<Host, 'removeCancelled' | 'recoverInvitation'>,
    account: string,
    meeting: string,
  ) => Promise<string>;
  /** A failure that says that the card shows what is not so any more. */
  overtaken?: FailureCode;
  /** A failure that leaves only one way: to write to the organizer. */
  askOrganizer?: FailureCode;
}

export const REMOVE: Deed = {
  label: 'Remove from calendar',
  doing: 'Removing…',
  failed: (code) => (code === 'not_cancelled' ? failureWords.not_cancelled.title : 'It was not removed.'),
  overtaken: 'not_cancelled',
  async run(host, account, meeting) {
    const removal = await host.removeCancelled(account, meeting);
    return removal.before ? 'It was out of your calendar already' : 'Removed from your calendar';
  },
};

export const RECOVER: Deed = {
  label: 'Bring it back',
  doing: 'Looking…',
  failed: () => 'It was not brought back.',
  askOrganizer: 'not_found',
  async run(host, account, meeting) {
    await host.recoverInvitation(account, meeting);
    return 'The invitation is back. It can be answered again.';
  },
};

/** A deed while it is being done, and what stopped it. */
export class CardDeed {
  /** The server is being asked. */
  running = $state(false);
  failure = $state.raw<Failure | null>(null);
  readonly #run: () => Promise<string>;
  readonly #say: (words: string) => void;

  constructor(run: () => Promise<string>, say: (words: string) => void) {
    this.#run = run;
    this.#say = say;
  }

  /** Does it, once however often it is clicked. Tells whether it was done. */
  async run(): Promise<boolean> {
    if (this.running) return false;
    this.running = true;
    this.failure = null;
    try {
      this.#say(await this.#run());
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.running = false;
    }
  }
}
