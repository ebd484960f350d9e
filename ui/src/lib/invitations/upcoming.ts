/**
 * What stands beside the next dates of a series, and the sentences about clocks that change. Pure.
 */
import {
  dates,
  duration,
  endsOnDay,
  enumerated,
  isolated,
  shortName,
  type Dates,
  type Span,
} from '../format';
import type {
  ClockChange,
  ClockShift,
  DateInCalendar,
  HistoryEntry,
  InvitationCard,
  Person,
  UpcomingOccurrence,
} from '../host';
import { answerWords, occurrenceStateWords } from '../words';

export interface UpcomingMark {
  sign: 'changed' | 'accepted' | 'tentative' | 'declined' | 'cancelled';
  words: string;
  /** It does not take place, or not for me. */
  struck: boolean;
}

/** It takes place, and I have not declined it by itself. */
function isMine({ state, own }: UpcomingOccurrence): boolean {
  return state !== 'cancelled' && state !== 'removed' && own !== 'declined';
}

/** The date of a series that its card shows as its time, where that is still to come. */
export function shownDate({
  row,
  upcoming,
}: Pick<InvitationCard, 'row' | 'upcoming'>): UpcomingOccurrence | null {
  const there = row.shownDate ? upcoming.filter(({ start }) => start === row.start) : [];
  return there.find(isMine) ?? there[0] ?? null;
}

/** Start of the last date of a series, where that is known; whole days are as their rule says. */
export function lastDate({ row, beside }: Pick<InvitationCard, 'row' | 'beside'>): string | null {
  return row.allDay ? null : (beside.dates?.last ?? null);
}

/** `The next date is shown above; the last is Thu 17 Dec`. `null` for what is not a whole series. */
export function whichDateInWords(
  { row, firstDate, upcoming, recurrence, beside }: InvitationCard,
  now: Date,
  say: Dates = dates,
): string | null {
  if (row.shownDate === 'last')
    return `No date of it is left${upcoming.length > 0 ? ' for you' : ''}; the last is shown above`;
  if (row.shownDate === null) return null;
  const last = lastDate({ row, beside });
  // Where the rule ends on a day, that is said with it.
  const end =
    last && last !== row.start && !endsOnDay(recurrence)
      ? `; the last is ${say.dayShort(say.dayOf(last), now)}`
      : '';
  const rule = recurrence ? '' : '; how it repeats cannot be read here';
  const since =
    firstDate !== null && hasBegun({ firstDate }, now)
      ? `Running since ${say.dayShort(say.dayOf(firstDate), now)}; the`
      : 'The';
  return `${since} ${row.shownDate} date is shown above${end}${rule}`;
}

/** Were there dates of the series already? */
export function hasBegun({ firstDate }: Pick<InvitationCard, 'firstDate'>, now: Date): boolean {
  return firstDate !== null && Date.parse(firstDate) < now.getTime();
}

/**
 * `['Fri 11 Dec']`: the dates with an invitation of their own, where the server takes an answer to any other one for the
 * whole series.
 */
export function invitedApart(
  { upcoming, row }: Pick<InvitationCard, 'upcoming' | 'row'>,
  now: Date,
  say: Dates = dates,
): string[] {
  if (!upcoming.some(({ impossible }) => impossible === 'one_occurrence')) return [];
  return upcoming
    .filter(({ impossible }) => impossible === null)
    .map((date) => say.dayShort(say.daysOf({ ...date, allDay: row.allDay }).first, now));
}

/** Said where a listed date differs from its series, and nothing tells since when. */
export function sinceWhenInWords(
  upcoming: UpcomingOccurrence[],
  history: HistoryEntry[],
  allDay: boolean,
  now: Date,
  say: Dates = dates,
): string | null {
  // Not every server names the hour.
  const day = (instant: string) => instant.slice(0, 10);
  const told = new Set(history.map(({ date }) => date && day(date)));
  const silent = upcoming.filter(
    ({ state, recurrenceId }) =>
      (state === 'moved' || state === 'changed' || state === 'cancelled') && !told.has(day(recurrenceId)),
  );
  if (silent.length === 0) return null;
  const which = silent.map((date) => say.dayShort(say.daysOf({ ...date, allDay }).first, now));
  const be = silent.length === 1 ? 'was' : 'were';
  const off = silent.filter(({ state }) => state === 'cancelled').length;
  const what = [off < silent.length && 'changed', off > 0 && 'cancelled'].filter(Boolean).join(' or ');
  const alone = silent.length === 1 ? 'that date alone' : 'any of them alone';
  return `When ${enumerated(which)} ${be} ${what} is not known: no mail about ${alone} is here.`;
}

/** Where my calendar has a date that was moved. */
const movedWords: Record<DateInCalendar, string> = {
  there: 'your calendar has the new time',
  elsewhere: 'your calendar still has the old time',
  missing: 'it is not in your calendar',
};

/** What there is to say of a date; `null` where it is as the series has it. */
export function upcomingMark(
  next: UpcomingOccurrence,
  allDay: boolean,
  now: Date,
  say: Dates = dates,
): UpcomingMark | null {
  const { state, own, inCalendar } = next;
  if (state === 'cancelled') {
    const there = inCalendar ? `, ${inCalendar === 'missing' ? 'out of' : 'still in'} your calendar` : '';
    return { sign: 'cancelled', words: occurrenceStateWords.cancelled + there, struck: true };
  }
  if (own === 'declined') return { sign: 'declined', words: answerWords.declined.state, struck: true };
  if (state === 'removed') return { sign: 'changed', words: occurrenceStateWords.removed, struck: false };
  if (state === 'planned') return own ? { sign: own, words: answerWords[own].state, struck: false } : null;
  const news =
    state === 'moved'
      ? `${occurrenceStateWords.moved} from ${say.spanShort({ start: next.plannedStart, end: next.plannedEnd, allDay }, now)}` +
        (inCalendar ? `, ${movedWords[inCalendar]}` : '')
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
 * `In the next 12 months it is at 16:00 instead of 17:00 for you on 18 Mar and 25 Mar, and on 4 Nov 2027: Alice’s clock and
 * yours do not change on the same days.` Few dates are named, many are said by the first and the last. `null` where there
 * are none.
 */
export function shiftsInWords(
  shifts: ClockShift[],
  organizer: Person,
  now: Date,
  say: Dates = dates,
): string | null {
  if (shifts.length === 0) return null;
  const time = (text: string) => say.clock(`2000-01-01T${text}:00Z`, 'UTC');
  const who = isolated(shortName(organizer));
  const said = shifts.map((shift, at) => {
    const before = shifts[at - 1];
    const same = before && before.shifted === shift.shifted && before.usual === shift.usual;
    const hours = same ? '' : `at ${time(shift.shifted)} instead of ${time(shift.usual)} for you `;
    // What follows says its own year.
    return hours + when(shift, now, say, shifts[at + 1]);
  });
  return (
    `In the next 12 months it is ${said.join(', and ')}: ` +
    `${who}’s clock and yours do not change on the same days.`
  );
}

function when({ days, until }: ClockShift, now: Date, say: Dates, after?: ClockShift): string {
  const [first = '', last = first] = [days[0], days.at(-1)];
  // The year is said once, at the end, and not if it is this one.
  const said =
    last.slice(0, 4) === String(say.dayOf(now).year) || last.slice(0, 4) === after?.days.at(-1)?.slice(0, 4);
  const year = said ? {} : ({ year: 'numeric' } as const);
  const sameYear = first.slice(0, 4) === last.slice(0, 4);
  const day = (text: string) => named(text, text === last || !sameYear ? year : {}, say);
  if (days.length === 1) return `on ${day(first)}`;
  if (days.length <= 3) return `on ${days.slice(0, -1).map(day).join(', ')} and ${day(last)}`;
  return until ? `from ${day(first)} to ${day(last)}` : `from ${named(first, year, say)} on`;
}

/** `Your clock goes forward 1 h that night, to 03:00: the meeting lasts 1 h.` */
export function clockChangeInWords(
  { at, minutes, during }: ClockChange,
  meeting: Span,
  say: Dates = dates,
): string {
  const way = minutes > 0 ? 'forward' : 'back';
  const set = `Your clock goes ${way} ${duration(Math.abs(minutes))} that night, to ${say.clock(at)}`;
  const lasts = Math.round((Date.parse(meeting.end) - Date.parse(meeting.start)) / 60_000);
  return during ? `${set}: the meeting lasts ${duration(lasts)}.` : `${set}.`;
}

function named(day: string, year: Intl.DateTimeFormatOptions, say: Dates): string {
  const options = { day: 'numeric', month: 'short', ...year, timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(say.locale, options).format(new Date(`${day}T00:00:00Z`));
}
