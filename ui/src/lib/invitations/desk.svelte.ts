/**
 * Where one invitation is answered: the draft of the comment, whether the organizer is told, which answer is being
 * considered, and what the bar shows, before the click and after it.
 *
 * One per meeting, kept while the window is open, so that a half-written comment is still there on return. The answer's
 * life is in `Answers` and the engine; the sentences are made by `sentences.ts`.
 */
import type { Answers } from '../answers/answers.svelte';
import { needsMe, waits } from '../answers/receipts';
import { clock, dates, type Span } from '../format';
import type { Answer, AnswerBar, CalledOff, Failure, InvitationCard, InvitationRow, Receipt } from '../host';
import { addressee } from './addressee';
import { calledOffInWords } from './calledOff';
import { needsCare } from './caution';
import { answeredBefore } from './changes';
import { ProposalDraft } from './proposing.svelte';
import {
  afterwards,
  atRest,
  beforehand,
  CHANGING,
  declinedAndGone,
  EDITING,
  IN_INBOX,
  LEFT_MEANWHILE,
  CHOOSE,
  NO_TIME,
  NOT_LEFT,
  proposingBeforehand,
  whyNot,
  type Piece,
  type Question,
} from './sentences';
import { hasBegun, invitedApart } from './upcoming';

const ANSWERS: Answer[] = ['accepted', 'tentative', 'declined'];

/** What the bar shows. */
export type Mode =
  /** The three answers. */
  | 'asking'
  /** The lamps of the answer that was given. */
  | 'given'
  /** Why nothing can be answered. */
  | 'impossible';

/** The invitation as it is known now: the list's row, and its card once that is here. */
export interface Opened {
  account: string;
  row: InvitationRow;
  card: InvitationCard | null;
}

/** What was typed and chosen for an answer that is given beside the bar. */
export interface Draft {
  /** The switch and the comment are on the screen. */
  shown: boolean;
  tell: boolean;
  comment: string;
  /** It has gone with an answer, and goes with no other. */
  used: () => void;
  /** That answer was taken back, and the comment can go with another one. */
  back: (comment: string) => void;
}

/** Where there is no bar. */
export const NO_DRAFT: Draft = {
  shown: false,
  tell: true,
  comment: '',
  used: () => undefined,
  back: () => undefined,
};

export class AnswerDesk {
  comment = $state('');
  tell = $state(true);
  /** Another time, while one is being chosen. */
  readonly proposal = new ProposalDraft();
  /** The answer under the pointer or the focus: the sentence follows it. */
  considered = $state<Answer | null>(null);
  /** The person wants to answer differently. */
  #changing = $state(false);
  /** The receipt of the answer that the person has begun to edit. */
  #editing = $state<string | null>(null);
  /** The receipt of the answer given here; shown before the list has caught up. */
  #given = $state<string | null>(null);
  readonly #answers: Answers;
  readonly #source: () => Opened;

  constructor(answers: Answers, source: () => Opened) {
    this.#answers = answers;
    this.#source = source;
  }

  get row(): InvitationRow {
    const { row, card } = this.#source();
    return card?.row ?? row;
  }

  get bar(): AnswerBar | null {
    return this.#source().card?.bar ?? null;
  }

  get card(): InvitationCard | null {
    return this.#source().card;
  }

  get account(): string {
    return this.#source().account;
  }

  /** What was called off of it, and what is left in the calendar. */
  get calledOff(): CalledOff | null {
    return this.#source().card?.calledOff ?? null;
  }

  /** Declined and gone; its invitation may be brought back. */
  get recoverable(): boolean {
    return this.#source().card?.recoverable ?? false;
  }

  get question(): Question | null {
    const { bar, row } = this;
    return (
      bar && {
        subject: row.subject,
        organizer: row.organizer,
        bar,
        // The answer that is being edited is not given yet.
        mine: this.editing ? null : this.answer,
        oneDate: row.recurrenceId !== null,
        begun: this.card !== null && hasBegun(this.card, clock.now),
        partly:
          this.card?.upcoming.some(({ state, own }) => state === 'removed' && own !== 'declined') ?? false,
        apart: this.card ? invitedApart(this.card, clock.now) : [],
        stands: row.state === 'answered' && (row.updated || this.card?.history[0]?.kind === 'updated'),
        moved: [...(this.card?.changes ?? []), ...(this.card?.differs ?? [])].some(
          ({ field }) => field === 'when',
        ),
        again: row.state === 'open' ? answeredBefore(this.card?.history ?? []) : null,
        people: this.card?.people ?? [],
      }
    );
  }

  /** Whom the answer goes to, as the bar names them. */
  get addressee(): string {
    return addressee(this.row.organizer, this.card?.people ?? []);
  }

  /** The day that the buttons name, where it is one date of a series. */
  get dateScope(): string {
    const { row } = this;
    return row.recurrenceId === null ? '' : dates.dayShort(dates.daysOf(row).first, clock.now);
  }

  /** No answer is put forward: this should be looked at first. */
  get careful(): boolean {
    return this.card !== null && needsCare(this.card);
  }

  /** The answer that was clicked a moment ago and is not written down yet. */
  get deciding(): Answer | null {
    return this.#answers.deciding(this.row.id);
  }

  get receipt(): Receipt | null {
    return this.#answers.of(this.row.id);
  }

  get failure(): Failure | null {
    return this.#answers.failure(this.row.id);
  }

  /** The answer given last that can still be taken back is this one: the key Z is its. */
  get isLatest(): boolean {
    return this.deciding !== null || this.#answers.undoable[0]?.meeting === this.row.id;
  }

  get secondsLeft(): number {
    return this.#answers.secondsLeft(this.row.id);
  }

  /** My answer as it stands: the one just given, else what the list knows; a refused one does not stand. */
  get answer(): Answer | null {
    if (this.deciding) return this.deciding;
    const { shown } = this;
    if (!shown) return this.row.answer;
    const { state } = shown.lamps.calendar;
    return state === 'refused' || state === 'unknown' ? null : shown.answer;
  }

  get mode(): Mode {
    if (this.deciding || (this.shown && !this.#changing)) return 'given';
    if (this.bar) return this.bar.possible ? 'asking' : 'impossible';
    // While it is being read: what the list knows already.
    return this.row.state === 'open' || this.row.state === 'answered' ? 'asking' : 'impossible';
  }

  /**
   * The receipt the bar shows: one that is under way or needs the person, always; a settled one as long as the
   * meeting and my answer are what they were. An open meeting wants a new answer, and one changed elsewhere has none here.
   */
  get shown(): Receipt | null {
    const { receipt, row } = this;
    if (!receipt) return null;
    if (needsMe(receipt) || waits(receipt) || this.secondsLeft > 0) return receipt;
    // The calendar has shown it, and the meeting is open again or cancelled: the organizer has the last word.
    const overtaken =
      (row.state === 'open' || row.state === 'cancelled') && receipt.lamps.calendar.state === 'confirmed';
    if (receipt.id === this.#given && !overtaken) return receipt;
    if (this.bar && !this.bar.possible) return null;
    return row.state === 'answered' && row.answer === receipt.answer ? receipt : null;
  }

  /** What the line under the buttons or lamps says. */
  get sentence(): Piece[] {
    const { question, receipt } = this;
    if (this.mode === 'given') {
      if (!receipt || this.deciding) return [{ text: NOT_LEFT }];
      const old = receipt.id !== this.#given && !waits(receipt) && !needsMe(receipt);
      const change = old && this.bar?.possible ? [{ text: CHANGING }] : [];
      const back = this.answer === 'declined' && this.bar?.from === 'inbox' ? [{ text: IN_INBOX }] : [];
      return [...afterwards(receipt, this.secondsLeft, this.card?.people), ...(old ? back : []), ...change];
    }
    if (!question) return [{ text: 'Reading the invitation.' }];
    if (this.mode === 'impossible' && this.calledOff)
      return [{ text: calledOffInWords(this.calledOff, this.row, clock.now) }];
    if (this.mode === 'impossible' && this.recoverable)
      return [{ text: declinedAndGone(question, this.row.lamps?.organizer.state ?? null) }];
    if (this.mode === 'impossible') return [{ text: whyNot(question) ?? '' }];
    // An answer that waits and is being edited is the one meant, until another is considered.
    if (this.proposing && !this.considered && !this.proposed) return [{ text: CHOOSE }];
    return this.#told(question, this.considered, this.proposing, this.proposal.considered);
  }

  /** Everything that the line may say while nothing is given, so that there is room for it before it is said. */
  get sayable(): Piece[][] {
    const { question } = this;
    if (!question || this.mode !== 'asking') return [];
    const considered = [null, ...ANSWERS].map((answer) => this.#told(question, answer, false, null));
    if (!this.proposable) return considered;
    const proposed = ANSWERS.map((answer) => this.#told(question, null, true, answer));
    return [...considered, ...proposed, [{ text: CHOOSE }]];
  }

  /**
   * What the line says while answers are possible, with this one considered; with the editor for another time open, and
   * this one considered in it.
   */
  #told(question: Question, considered: Answer | null, proposing: boolean, proposed: Answer | null): Piece[] {
    const meant = considered ?? (this.#editing === null ? null : this.answer);
    const told = proposing
      ? considered
        ? [...beforehand(question, considered, this.telling, this.comment), { text: NO_TIME }]
        : proposingBeforehand(question, proposed, this.comment)
      : meant
        ? beforehand(question, meant, this.telling, this.comment)
        : atRest(question, this.telling, this.comment);
    if (this.#editing === null || !this.changing) return told;
    return [{ text: `${this.editing ? EDITING : LEFT_MEANWHILE} ` }, ...told];
  }

  /** An answer is possible now. */
  get open(): boolean {
    return this.bar?.possible === true && this.deciding === null;
  }

  /** The editor for another time is open; it also says why there is nothing to propose. */
  get proposalShown(): boolean {
    return this.proposal.open && this.mode === 'asking';
  }

  /** Another time can be proposed with an answer. */
  get proposable(): boolean {
    return this.bar?.proposing.impossible === null;
  }

  /** Another time is being chosen, and it can be proposed. */
  get proposing(): boolean {
    return this.proposalShown && this.proposable;
  }

  /** The time that is put together, if it can be proposed as far as can be told here. */
  get proposed(): Span | null {
    const { proposal, row } = this;
    return proposal.untouched || proposal.wrong(row, clock.now) !== null ? null : proposal.span;
  }

  /** Gives an answer, with another time where one is named. Tells whether there was anything to give. */
  async give(answer: Answer, propose: Span | null = null): Promise<boolean> {
    if (!this.open) return false;
    // The same answer once more would be the same mail once more.
    if (this.mode === 'given' && this.shown?.answer === answer) return false;
    const { account, row } = this.#source();
    const { editing } = this;
    if (editing) return this.#save(editing, answer, propose);
    this.#changing = false;
    this.#editing = null;
    this.considered = null;
    const before = this.receipt?.id;
    const written = await this.#answers.give({
      account,
      meeting: row.id,
      answer,
      comment: this.comment.trim(),
      propose,
      tell: propose !== null || this.#wish,
    });
    if (written) this.proposal.close();
    // Taken back before it was written down: the one before it stands again, which was not given now.
    if (written && this.receipt?.id !== before) this.#given = this.receipt?.id ?? null;
    return true;
  }

  /** What goes along with an answer to one date of the series: the switch as it stands, and a comment being typed. */
  get draft(): Draft {
    // A comment that was sent, or belongs to an answer that is being edited, is not the date's.
    const free = this.mode === 'asking' && this.editing === null;
    const comment = free ? this.comment.trim() : '';
    return {
      shown: free,
      tell: this.#wish,
      comment,
      used: () => {
        if (this.comment.trim() === comment) this.comment = '';
      },
      back: (written) => {
        // Not over what was typed meanwhile.
        if (this.comment.trim() === '') this.comment = written;
      },
    };
  }

  /** The switch as it holds: a time that is proposed has to be told, so with its editor open everything is. */
  get telling(): boolean {
    return this.tell || this.proposing;
  }

  /** The wish to tell, where there is one to have. */
  get #wish(): boolean {
    const { tell } = this.bar ?? {};
    return tell === 'choice' ? this.telling : tell === 'always';
  }

  /** Edits the answer that waits. Where it has left meanwhile, everything stays as it was typed. */
  async #save(editing: Receipt, answer: Answer, propose: Span | null): Promise<boolean> {
    this.considered = null;
    const comment = this.comment.trim();
    const tell = propose !== null || this.#wish;
    if (await this.#answers.edit(editing, { answer, comment, propose, tell })) {
      this.#given = this.receipt?.id ?? null;
      this.keep();
    }
    return true;
  }

  /** Saves the edit with the answer as it is, and with the time that is proposed with it. */
  async save(): Promise<void> {
    const { editing } = this;
    const propose = this.proposing && editing?.answer !== 'accepted' ? this.proposal.span : null;
    if (editing) await this.#save(editing, editing.answer, propose);
  }

  /** Takes the answer back; a time that was proposed with it is there again. */
  async undo(): Promise<void> {
    const proposed = this.shown?.proposed;
    await this.#answers.undo(this.row.id);
    if (!proposed || this.failure) return;
    this.proposal.begin(this.row);
    this.proposal.take(proposed);
  }

  /** Shows the answer that waits as it was given, to be changed. */
  edit(): void {
    const { shown } = this;
    if (!shown?.actions.includes('edit')) return;
    this.comment = shown.comment;
    this.tell = shown.tell;
    if (shown.proposed) {
      this.proposal.begin(this.row);
      this.proposal.take(shown.proposed);
    }
    this.#editing = shown.id;
    this.#changing = true;
  }

  /** The answer that is being edited, as long as it waits. */
  get editing(): Receipt | null {
    const { shown } = this;
    if (!this.changing || !shown || shown.id !== this.#editing) return null;
    return shown.actions.includes('edit') ? shown : null;
  }

  /** Shows the three answers again; a comment that was sent is not sent twice. */
  change(): void {
    this.comment = '';
    this.#editing = null;
    this.#changing = true;
  }

  /** Shows the three answers again after an undo, with the comment that was taken back; not where it came too late. */
  reconsider(): void {
    this.#changing = this.mode === 'given' && this.failure === null;
  }

  /** Keeps the answer as it is. */
  keep(): void {
    if (this.#editing) this.comment = '';
    this.proposal.close();
    this.#editing = null;
    this.#changing = false;
  }

  /** The bar shows the answers although one was given. */
  get changing(): boolean {
    return this.#changing && this.shown !== null && this.mode === 'asking';
  }
}
