/**
 * Answers as they are given in this window: shown at once, taken back while they can be, followed until both lamps
 * have their say.
 *
 * The engine owns an answer's life; this only bridges the moment between the click and the engine's word, and keeps
 * the newest receipt of every meeting that was touched. What is offered before the click is left to the answer bar.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { Announcer } from '../app/announcer.svelte';
import { clock, shortName, type Span } from '../format';
import { asFailure, type Answer, type Failure, type Host, type Receipt } from '../host';
import { answerWords } from '../words';
import {
  hasNotLeft,
  isSettled,
  isWithdrawn,
  lampsInWords,
  laterOf,
  proposesInWords,
  stands,
  whichInWords,
} from './receipts';

/** What the person decided, as the bar hands it over. */
export interface Decision {
  account: string;
  meeting: string;
  answer: Answer;
  comment: string;
  /** Another time that goes with it. */
  propose: Span | null;
  tell: boolean;
  /** It is one date of this series, by its original start, and may not be a meeting by itself yet. */
  date?: { series: string; occurrence: string };
  /** It was taken back, from wherever; what was written with it is the person's again. */
  takenBack?: (comment: string) => void;
}

function times(span: Span | null): { start: string; end: string } | null {
  return span && { start: span.start, end: span.end };
}

/** A decision whose receipt is not here yet. */
interface Deciding {
  answer: Answer;
  takeBack: boolean;
}

export class Answers {
  readonly #host: Host;
  readonly #announcer: Announcer;
  readonly #moved: (receipt: Receipt) => void;
  readonly #receipts = new SvelteMap<string, Receipt>();
  /** By meeting: the answer that had left before the newest one, and stands again once that one is taken back. */
  readonly #before = new Map<string, Receipt>();
  readonly #deciding = new SvelteMap<string, Deciding>();
  readonly #failures = new SvelteMap<string, Failure>();
  /** By receipt: who wants to know when it is taken back. */
  readonly #takenBack = new Map<string, (comment: string) => void>();
  /** The meeting whose answer is to be edited, asked for where it is not shown. */
  toEdit = $state<string | null>(null);

  /** `moved` hears of every answer that was moved on from here, so that what shows it can be read again. */
  constructor(host: Host, announcer: Announcer, moved: (receipt: Receipt) => void = () => undefined) {
    this.#host = host;
    this.#announcer = announcer;
    this.#moved = moved;
  }

  /** The newest receipt of a meeting that still stands. */
  of(meeting: string): Receipt | null {
    const receipt = this.#receipts.get(meeting);
    return receipt && stands(receipt) ? receipt : null;
  }

  /** The answer that was just given, while the engine has not confirmed that it is written down. */
  deciding(meeting: string): Answer | null {
    return this.#deciding.get(meeting)?.answer ?? null;
  }

  /** Something was clicked and is not written down yet. */
  get busy(): boolean {
    return this.#deciding.size > 0;
  }

  /** Why the last deed on a meeting's answer failed. */
  failure(meeting: string): Failure | null {
    return this.#failures.get(meeting) ?? null;
  }

  /** Seconds in which the answer of a meeting can still be taken back. */
  secondsLeft(meeting: string): number {
    const until = this.of(meeting)?.undoUntil;
    return until ? clock.secondsUntil(until) : 0;
  }

  /** Receipts that can still be taken back, newest first. */
  get undoable(): Receipt[] {
    // Of two in one second the one that came last.
    return [...this.#receipts.values()]
      .reverse()
      .filter(
        (receipt) =>
          receipt.undoUntil !== null && stands(receipt) && clock.secondsUntil(receipt.undoUntil) > 0,
      )
      .sort((one, other) => (one.decidedAt < other.decidedAt ? 1 : -1));
  }

  /** Takes in a receipt from wherever it comes; an older one changes nothing. */
  learn(receipt: Receipt): void {
    const known = this.#receipts.get(receipt.meeting);
    const later = known ? laterOf(known, receipt) : receipt;
    if (known && later === receipt) this.#announceProgress(known, receipt);
    if (known && later.id !== known.id && !hasNotLeft(known)) this.#before.set(receipt.meeting, known);
    const before = isWithdrawn(later) ? this.#before.get(receipt.meeting) : undefined;
    this.#receipts.set(receipt.meeting, before ?? later);
  }

  /** A receipt that a deed of this window has brought. */
  #take(receipt: Receipt): void {
    this.learn(receipt);
    this.#moved(receipt);
  }

  /** Forgets everything: another mailbox is shown. */
  clear(): void {
    this.#receipts.clear();
    this.#before.clear();
    this.#deciding.clear();
    this.#failures.clear();
    this.#takenBack.clear();
  }

  /** Gives an answer. Tells whether it was written down. */
  async give(decision: Decision): Promise<boolean> {
    const { meeting, answer, propose, date, takenBack, ...rest } = decision;
    const deciding: Deciding = { answer, takeBack: false };
    this.#deciding.set(meeting, deciding);
    this.#failures.delete(meeting);
    try {
      const receipt = await this.#host.meetingResponse({
        ...rest,
        meeting: date?.series ?? meeting,
        occurrence: date?.occurrence ?? null,
        answer,
        propose: times(propose),
        from: null,
      });
      this.#take(receipt);
      if (takenBack) this.#takenBack.set(receipt.id, takenBack);
      if (deciding.takeBack) await this.#undo(receipt);
      else this.#announceGiven(receipt);
      return true;
    } catch (thrown) {
      this.#fail(meeting, thrown);
      return false;
    } finally {
      if (this.#deciding.get(meeting) === deciding) this.#deciding.delete(meeting);
    }
  }

  /** Edits an answer that has not left yet. Tells whether it was still possible; what was typed is the caller's. */
  async edit(
    receipt: Receipt,
    edit: Pick<Decision, 'answer' | 'comment' | 'propose' | 'tell'>,
  ): Promise<boolean> {
    return this.#try(receipt.meeting, async () => {
      const { answer, comment, propose, tell } = edit;
      const edited = await this.#host.editResponse(receipt.id, {
        answer,
        comment,
        propose: times(propose),
        tell,
      });
      this.#take(edited);
      this.#announcer.say(`Changed: ${answerWords[edited.answer].state}, ${named(edited)}. It still waits.`);
    });
  }

  /** Takes the answer back: at once, or as soon as the engine has it. */
  async undo(meeting: string): Promise<void> {
    const deciding = this.#deciding.get(meeting);
    if (deciding) {
      deciding.takeBack = true;
      return;
    }
    const receipt = this.of(meeting);
    if (receipt) await this.takeBack(receipt);
  }

  /** Takes an answer back that has not left yet. */
  async takeBack(receipt: Receipt): Promise<void> {
    await this.#try(receipt.meeting, () => this.#undo(receipt));
  }

  async #undo(receipt: Receipt): Promise<void> {
    const undone = await this.#host.undoResponse(receipt.id);
    this.#take(undone);
    this.#takenBack.get(receipt.id)?.(undone.comment);
    this.#takenBack.delete(receipt.id);
    this.#announcer.say(`Taken back: ${named(receipt)}. Nothing was sent.`);
  }

  /** Ends the undo seconds. */
  async sendNow(receipt: Receipt): Promise<void> {
    await this.#try(receipt.meeting, async () => this.#take(await this.#host.sendResponseNow(receipt.id)));
  }

  /** Tries the part that failed again. */
  async retry(receipt: Receipt): Promise<void> {
    await this.#try(receipt.meeting, async () => this.#take(await this.#host.retryResponse(receipt.id)));
  }

  /** Gives up an answer that stands still. */
  async discard(receipt: Receipt): Promise<void> {
    await this.#try(receipt.meeting, async () => {
      this.#take(await this.#host.discardResponse(receipt.id));
      this.#announcer.say(`Given up: ${named(receipt)}.`);
    });
  }

  /** Tells whether it was done. */
  async #try(meeting: string, run: () => Promise<void>): Promise<boolean> {
    this.#failures.delete(meeting);
    try {
      await run();
      return true;
    } catch (thrown) {
      this.#fail(meeting, thrown);
      return false;
    }
  }

  #fail(meeting: string, thrown: unknown): void {
    this.#failures.set(meeting, asFailure(thrown));
  }

  #announceGiven(receipt: Receipt): void {
    const seconds = receipt.undoUntil ? clock.secondsUntil(receipt.undoUntil) : 0;
    const end = seconds > 0 ? ` Sends in ${seconds} seconds, Z takes it back.` : '';
    this.#announcer.say(`${answerWords[receipt.answer].state}: ${named(receipt)}.${end}`);
  }

  /** Said when an answer arrived or stands still, not for every step. */
  #announceProgress(before: Receipt, after: Receipt): void {
    const now = new Date();
    if (
      (isSettled(after.lamps) && !isSettled(before.lamps)) ||
      (after.trouble && before.trouble?.code !== after.trouble.code)
    )
      this.#announcer.say(`${named(after)}. ${lampsInWords(after, now)}`);
    else if (after.lamps.organizer.state === 'told' && before.lamps.organizer.state !== 'told')
      this.#announcer.say(`${shortName(after.organizer)} was told.`);
  }
}

/** What was answered, as it is spoken: of a series its date, or that it was all of it, and the time proposed with it. */
function named(receipt: Receipt): string {
  const now = new Date();
  const parts = [
    receipt.subject || 'Without a title',
    whichInWords(receipt, now),
    proposesInWords(receipt, now),
  ];
  return parts.filter(Boolean).join(', ');
}
