/**
 * Another time, as it is being chosen: the day, the hour and how long, and what the button that sends it says.
 *
 * The engine decides whether a time may be proposed and how the organizer learns of it; here it is only put together.
 * Date and clock are the person's own, so a time that the clocks skip becomes the next one that exists.
 */
import { CalendarDate, CalendarDateTime, Time, toZoned } from '@internationalized/date';
import { dates as ownDates, duration, isolated, shortName, type Dates, type Span } from '../format';
import type { Answer, AnswerBar, NotProposable, Person, ProposalCarrier } from '../host';
import { answerWords, notProposableWords } from '../words';

/** How long a meeting can be made, in minutes; its own length is among them in any case. */
const LENGTHS = [15, 30, 45, 60, 90, 120, 180, 240];

export class ProposalDraft {
  /** The editor is open. */
  open = $state(false);
  /** The answer under the pointer or the focus in the editor. */
  considered = $state<Answer | null>(null);
  date = $state.raw<CalendarDate | null>(null);
  time = $state.raw<Time | null>(null);
  minutes = $state(60);
  /** Nothing was chosen yet: what is shown is where the meeting is now. */
  untouched = $state(true);
  readonly #dates: Dates;

  constructor(dates: Dates = ownDates) {
    this.#dates = dates;
  }

  /** The time that is put together, where it is one. */
  get span(): Span | null {
    const { date, time } = this;
    if (!date || !time) return null;
    const at = new CalendarDateTime(date.year, date.month, date.day, time.hour, time.minute);
    const start = toZoned(at, this.#dates.zone).toDate();
    const end = new Date(start.getTime() + this.minutes * 60_000);
    return { start: start.toISOString(), end: end.toISOString() };
  }

  /** Starts from the meeting's own time. */
  begin(meeting: Span): void {
    this.#fill(meeting);
    this.untouched = true;
    this.open = true;
  }

  /** Takes a time as a whole: a suggestion, or what was proposed before. */
  take(span: Span): void {
    this.#fill(span);
    this.untouched = false;
  }

  /** A day from the field, which also hands back the one it has. */
  setDate(date: CalendarDate | null): void {
    if (date && this.date && date.compare(this.date) === 0) return;
    this.date = date;
    this.untouched = false;
  }

  /** The same with an hour. */
  setTime(time: Time | null): void {
    if (time && this.time && time.compare(this.time) === 0) return;
    this.time = time;
    this.untouched = false;
  }

  /** How long it is to be. */
  setMinutes(minutes: number): void {
    this.minutes = minutes;
    this.untouched = false;
  }

  /** What is shown beside the meeting: nothing, before anything was chosen, and nothing where the meeting is. */
  preview(meeting: Span, now: Date): Span | null {
    return this.untouched || this.wrong(meeting, now) === 'same' ? null : this.span;
  }

  close(): void {
    this.open = false;
    this.considered = null;
    this.untouched = true;
  }

  #fill(span: Span): void {
    const { year, month, day } = this.#dates.dayOf(span.start);
    const start = new Date(span.start);
    const clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: this.#dates.zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(start);
    const [hour = 0, minute = 0] = clock.split(':').map(Number);
    this.date = new CalendarDate(year, month, day);
    this.time = new Time(hour, minute);
    this.minutes = Math.max(1, Math.round((new Date(span.end).getTime() - start.getTime()) / 60_000));
  }

  /** How long it may be, this length among them. */
  get lengths(): { value: string; label: string }[] {
    const all = LENGTHS.includes(this.minutes) ? LENGTHS : [...LENGTHS, this.minutes].sort((a, b) => a - b);
    return all.map((minutes) => ({ value: String(minutes), label: duration(minutes) }));
  }

  /** Why this time cannot be proposed; what only the engine knows is left to it. */
  wrong(meeting: Span, now: Date): NotProposable | null {
    const { span } = this;
    if (!span) return null;
    const same = (one: string, other: string) => new Date(one).getTime() === new Date(other).getTime();
    if (same(span.start, meeting.start) && same(span.end, meeting.end)) return 'same';
    return new Date(span.end) <= now ? 'past' : null;
  }
}

/** The answers that a time can be proposed with, the gentler one first. */
export function proposingAnswers({ proposing }: AnswerBar): Answer[] {
  return (['tentative', 'declined'] as const).filter((answer) => proposing[answer] !== null);
}

/** How a time would reach the organizer with this answer. */
export function carrierOf({ proposing }: AnswerBar, answer: Answer): ProposalCarrier | null {
  return answer === 'accepted' ? null : proposing[answer];
}

/** Exactly what the click sends: `Tentative, and propose Wed 2 Dec, 14:00`. */
export function deedWords(answer: Answer, span: Span, now: Date, dates: Dates = ownDates): string {
  const { first } = dates.daysOf(span);
  return `${answerWords[answer].deed}, and propose ${dates.dayShort(first, now)}, ${dates.clock(span.start)}`;
}

/** Why no time can be proposed, with the organizer's name. */
export function whyNoProposal(why: NotProposable, organizer: Person): string {
  return notProposableWords[why].replaceAll('{who}', isolated(shortName(organizer)));
}
