/**
 * What stands beside the next dates of a series, and the sentence about a clock that changes on other days. Pure.
 */
import { dates, isolated, shortName, type Dates } from '../format';
import type { ClockShift, Person, UpcomingOccurrence } from '../host';
import { answerWords, occurrenceStateWords } from '../words';

export interface UpcomingMark {
  sign: 'changed' | 'accepted' | 'tentative' | 'declined' | 'cancelled';
  words: string;
  /** It does not take place, or not for me. */
  struck: boolean;
}

/** What there is to say of a date; `null` where it is as the series has it. */
export function upcomingMark(
  next: UpcomingOccurrence,
  allDay: boolean,
  now: Date,
  say: Dates = dates,
): UpcomingMark | null {
  const { state, own } = next;
  if (state === 'cancelled')
    return { sign: 'cancelled', words: occurrenceStateWords.cancelled, struck: true };
  if (own === 'declined') return { sign: 'declined', words: answerWords.declined.state, struck: true };
  if (state === 'removed') return { sign: 'cancelled', words: occurrenceStateWords.removed, struck: true };
  if (state === 'planned') return own ? { sign: own, words: answerWords[own].state, struck: false } : null;
  const news =
    state === 'moved'
      ? `${occurrenceStateWords.moved} from ${say.spanShort({ start: next.plannedStart, end: next.plannedEnd, allDay }, now)}`
      : null;
  const details = [
    next.subject === null ? null : `new title ${isolated(next.subject)}`,
    next.location === null ? null : next.location ? `new place ${isolated(next.location)}` : 'no place',
  ].filter((it) => it !== null);
  const changed = [...(news === null ? [] : [news]), ...details].join(', ');
  const label = news === null ? occurrenceStateWords.changed + (changed && ': ') : '';
  return {
    sign: 'changed',
    words: label + changed + (own ? `, ${answerWords[own].inline}` : ''),
    struck: false,
  };
}

/**
 * `At 16:00 instead of 17:00 for you on 18 Mar and 25 Mar: Alice’s clock and yours do not change on the same days.`
 * Few dates are named, many are said by the first and the last.
 */
export function shiftInWords(shift: ClockShift, organizer: Person, now: Date, say: Dates = dates): string {
  const time = (text: string) => say.clock(`2000-01-01T${text}:00Z`, 'UTC');
  const who = isolated(shortName(organizer));
  return (
    `At ${time(shift.shifted)} instead of ${time(shift.usual)} for you ${when(shift, now, say)}: ` +
    `${who}’s clock and yours do not change on the same days.`
  );
}

function when({ days, until }: ClockShift, now: Date, say: Dates): string {
  const [first = '', last = first] = [days[0], days.at(-1)];
  // The year is said once, at the end, and not if it is this one.
  const year = last.slice(0, 4) === String(say.dayOf(now).year) ? {} : ({ year: 'numeric' } as const);
  const sameYear = first.slice(0, 4) === last.slice(0, 4);
  const day = (text: string) => named(text, text === last || !sameYear ? year : {}, say);
  if (days.length === 1) return `on ${day(first)}`;
  if (days.length <= 3) return `on ${days.slice(0, -1).map(day).join(', ')} and ${day(last)}`;
  return until ? `from ${day(first)} to ${day(last)}` : `from ${named(first, year, say)} on`;
}

function named(day: string, year: Intl.DateTimeFormatOptions, say: Dates): string {
  const options = { day: 'numeric', month: 'short', ...year, timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(say.locale, options).format(new Date(`${day}T00:00:00Z`));
}
