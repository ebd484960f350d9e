/**
 * Answering single dates of the series that is open: which can be, what was just given, and what a click will do.
 *
 * A date's answer lives like any other, in `Answers` and the engine, under the date's own id; the undo seconds are shown
 * where those of every answer are that is not in the bar. What may be answered is the engine's to say.
 */
import type { Answers } from '../answers/answers.svelte';
import { capital, clock, dates, isolated, shortName, type Dates } from '../format';
import type { Answer, InvitationCard, NotAnswerable, Receipt, UpcomingOccurrence } from '../host';
import { answerWords, notAnswerableWords } from '../words';
import { addressee } from './addressee';
import type { Draft } from './desk.svelte';
import { beforehand, commentReaches, type Piece } from './sentences';

/** Said on the series itself, where its own answers stand below. */
const ONLY_AS_A_WHOLE =
  'This server takes an answer for all dates of a series, so no date can be answered alone here. For one date use the ' +
  'server’s web mail, or write to {who}.';

const NOBODY = 'nobody is told';

/** The series that is open; its card is missing while it is being read. */
interface Source {
  account: string;
  card: InvitationCard | null;
  /** The bar's switch and comment: they hold for a date, too. */
  draft: Draft;
}

export class SeriesDates {
  /** The date whose answers are shown. */
  open = $state<string | null>(null);
  readonly #answers: Answers;
  readonly #source: () => Source;

  constructor(answers: Answers, source: () => Source) {
    this.#answers = answers;
    this.#source = source;
  }

  /** `Thu 3 Dec`: what a button of this date names. */
  scope(date: UpcomingOccurrence, allDay: boolean, now = clock.now, say: Dates = dates): string {
    return say.dayShort(say.daysOf({ ...date, allDay }).first, now);
  }

  /** The answer to a date as it stands: the one just given, its own, else that to the series. */
  answer(date: UpcomingOccurrence): Answer | null {
    return this.#given(date) ?? date.own ?? this.#source().card?.row.answer ?? null;
  }

  /** The date with the answer of a click, before the card has been read again. */
  asAnswered(date: UpcomingOccurrence): UpcomingOccurrence {
    const given = this.#given(date);
    return given ? { ...date, own: given } : date;
  }

  #given(date: UpcomingOccurrence): Answer | null {
    const receipt = this.#answers.of(date.meeting);
    const refused = receipt?.lamps.calendar.state === 'refused';
    return this.#answers.deciding(date.meeting) ?? (receipt && !refused ? receipt.answer : null);
  }

  /** How far the answer to a date has got. */
  lit(date: UpcomingOccurrence): Pick<Receipt, 'answer' | 'organizer' | 'lamps'> | null {
    const receipt = this.#answers.of(date.meeting);
    if (receipt) return receipt;
    const row = this.#source().card?.row;
    const answer = date.own ?? row?.answer;
    return row && date.lamps && answer ? { answer, organizer: row.organizer, lamps: date.lamps } : null;
  }

  secondsLeft(date: UpcomingOccurrence): number {
    return this.#answers.secondsLeft(date.meeting);
  }

  failure(date: UpcomingOccurrence) {
    return this.#answers.failure(date.meeting);
  }

  /** Whether the organizer knows of my answer to the date: `Alice told`. `null` where that is open, or not known. */
  told(date: UpcomingOccurrence): string | null {
    const { card } = this.#source();
    const state = date.own === null ? null : date.lamps?.organizer.state;
    if (!card || (state !== 'told' && state !== 'not_told')) return null;
    return `${isolated(shortName(card.row.organizer))} ${state === 'told' ? 'told' : 'not told'}`;
  }

  /** Where a declined date is out of the calendar for good as far as this side goes: `only Alice can …`. */
  wayBack(date: UpcomingOccurrence): string | null {
    const { card } = this.#source();
    const out = date.own === 'declined' || date.state === 'removed';
    if (!card || date.impossible !== 'gone' || !out) return null;
    return `only ${isolated(shortName(card.row.organizer))} can invite you to it again`;
  }

  /** Why none of the dates can be answered by itself, and the way out. */
  get whyNone(): string | null {
    const { card } = this.#source();
    if (!card) return null;
    const [why, ...others] = card.upcoming
      .map((date) => date.impossible)
      .filter((it) => it !== 'cancelled' && it !== 'gone');
    const all = why === 'one_occurrence' || why === 'series_first' ? why : null;
    if (!all || others.some((other) => other !== all)) return null;
    return this.#why(all, card);
  }

  /** What *Answer* beside a date is for, where the bar speaks of the whole series. */
  get whatFor(): string | null {
    const { card } = this.#source();
    if (!card?.bar.possible || !card.upcoming.some(({ impossible }) => impossible === null)) return null;
    const onlySome = card.upcoming.some(({ impossible }) => impossible === 'one_occurrence');
    const others = onlySome ? '' : '; the other dates stay as they are';
    const sentences = [
      `Answer beside a date is for that date alone${others}.`,
      this.#holds(card),
      onlySome &&
        'The other dates cannot be answered alone: this server takes an answer to one of them for the whole series.',
    ];
    return sentences.filter(Boolean).join(' ');
  }

  /** Said of a date that is open by itself, before any answer to it is considered. */
  atRest(date: UpcomingOccurrence): Piece[] {
    const { card } = this.#source();
    if (!card) return [{ text: '' }];
    const told = this.#told(card);
    const series = date.own === null && card.row.answer;
    const so = series ? `It has the answer to the series: ${answerWords[series].inline}. ` : '';
    return [{ text: `${so}Answering it alone leaves the other dates as they are${told && `; ${told}`}.` }];
  }

  /** `The switch and the comment below hold for it, too: Alice is told of it.` */
  #holds(card: InvitationCard): string {
    const { tell, comment } = card.bar;
    const told = this.#told(card);
    const { draft } = this.#source();
    const switched = draft.shown && tell === 'choice' && card.bar.by !== 'nobody';
    const commented = draft.shown && told !== NOBODY && comment === 'always' && draft.tell;
    const which = [switched && 'the switch', commented && 'the comment'].filter((it) => it !== false);
    const hold = which.length > 1 ? 'hold' : 'holds';
    const too = which.length > 0 ? `${which.join(' and ')} below ${hold} for it, too` : '';
    const sentence = [too, told].filter(Boolean).join(': ');
    return sentence && `${capital(sentence)}.`;
  }

  /** `Alice is told of it`, as the switch and the comment of the bar stand; empty where nobody can say. */
  #told({ row, bar, people }: InvitationCard): string {
    const { draft } = this.#source();
    const who = isolated(addressee(row.organizer, people));
    if (bar.tell === 'not_requested' || bar.by === 'nobody') return NOBODY;
    if (!draft.tell) return `${who} is not told`;
    if (bar.by === 'server_perhaps' || (bar.by === 'server' && !row.organizer.email.includes('@'))) return '';
    return `${who} is told of it${draft.comment && bar.comment === 'always' ? ', with your comment' : ''}`;
  }

  /** Why this date cannot be answered by itself, and the way out. */
  why(date: UpcomingOccurrence): string | null {
    const { card } = this.#source();
    const { impossible } = date;
    if (!card || impossible === null) return null;
    const wayBack = this.wayBack(date);
    if (wayBack) return `${capital(wayBack)}.`;
    return this.#why(impossible, card);
  }

  #why(impossible: NotAnswerable, { row }: InvitationCard): string {
    const words = impossible === 'one_occurrence' ? ONLY_AS_A_WHOLE : notAnswerableWords[impossible];
    return words.replaceAll('{who}', isolated(shortName(row.organizer)));
  }

  /** What this answer to one date will do. */
  sentence(answer: Answer): Piece[] {
    const { card, draft } = this.#source();
    if (!card) return [];
    const { row, bar } = card;
    const question = {
      subject: row.subject,
      organizer: row.organizer,
      bar: { ...bar, wholeSeries: false },
      mine: null,
      oneDate: true,
      people: card.people,
    };
    const pieces = beforehand(question, answer, draft.tell, draft.comment);
    // The field is at the bottom of the window, so what becomes of it is said here.
    const along = draft.comment && commentReaches(question, answer, draft.tell);
    return along ? [...pieces, { text: ' Your comment goes with it.' }] : pieces;
  }

  /** Answers one date. Tells whether there was anything to give. */
  async give(date: UpcomingOccurrence, answer: Answer): Promise<boolean> {
    const { account, card, draft } = this.#source();
    if (!card || date.impossible || this.answer(date) === answer) return false;
    this.open = null;
    let stands = true;
    const written = await this.#answers.give({
      account,
      meeting: date.meeting,
      answer,
      comment: draft.comment,
      propose: null,
      tell: draft.tell,
      date: { series: card.row.id, occurrence: date.recurrenceId },
      takenBack: (comment) => {
        stands = false;
        draft.back(comment);
      },
    });
    if (written && stands) draft.used();
    return written;
  }
}
