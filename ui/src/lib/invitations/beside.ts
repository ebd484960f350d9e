/**
 * What a meeting's time means for my day, in words: what it overlaps, what comes shortly before or after, and whether
 * I work then. What counts was decided by the engine (`Beside`); here it is only said. Pure.
 */
import {
  capital,
  count,
  dates as ownDates,
  dayNumber,
  duration,
  isolated,
  type Dates,
  type PlainDay,
  type Span,
} from '../format';
import type {
  Beside,
  CalendarEntry,
  CollidingDate,
  InvitationRow,
  NearMiss,
  OutsideHours,
  Overlap,
  UpcomingOccurrence,
} from '../host';
import { layDay, LONG_ENOUGH } from './day';
import { endsBeforeStart, implausibleYear } from './oddities';

/** How it sounds: something is in the way, something is to be known, nothing is. */
export type Tone = 'bad' | 'note' | 'good';

/** What is said on top of the day: `strong` first, then the rest, then what else is to be known. */
export interface Verdict {
  tone: Tone;
  strong: string;
  rest: string;
  /** Each thing in the way, where there are several. */
  things: Thing[];
  /** Near misses and working hours, a line each. */
  notes: string[];
}

/** One thing in the way: when, what, and what it is to me where that matters. */
export interface Thing {
  id: string;
  when: string;
  name: string;
  state: string;
}

/** `null` where there is nothing to tell: it is over, called off or declined. */
export function verdict(
  day: PlainDay,
  entries: CalendarEntry[],
  beside: Beside,
  meeting: Span,
  dates: Dates = ownDates,
): Verdict | null {
  if (!beside.told) return null;
  const laid = layDay(day, entries, meeting, dates);
  if (!laid.slot && !laid.whole) return null;
  const notes = notesOf(beside, dates);
  const [first] = beside.overlaps;
  if (!first) {
    const tone = notes.length > 0 ? 'note' : 'good';
    const rest = notes.length > 0 ? '' : around(laid);
    return { tone, strong: free(meeting, dates), rest, things: [], notes };
  }
  const bad = { tone: 'bad' as const, notes };
  if (beside.overlaps.length > 1) {
    return {
      ...bad,
      strong: `Overlaps ${beside.overlaps.length} things`,
      rest: '',
      things: beside.overlaps.map((overlap) => thing(overlap, meeting, dates)),
    };
  }
  const name = named(first.entry);
  if (laid.whole && laid.whole.of > 1)
    return {
      ...bad,
      strong: 'Not free.',
      rest: `${name}, ${dates.spanShort(first.entry, new Date(meeting.start))}.`,
      things: [],
    };
  if (meeting.allDay)
    return { ...bad, strong: 'Not a free day.', rest: `${name} on the same day.`, things: [] };
  if (first.entry.allDay) return { ...bad, strong: 'Overlaps', rest: `${name}, all day.`, things: [] };
  const state = stateOf(first.entry);
  return {
    ...bad,
    strong: first.minutes > 0 ? `Overlaps ${duration(first.minutes)}` : 'Overlaps',
    rest: `with ${name}, ${dates.clock(first.entry.start)}${state && `, ${state}`}.${freeBefore(laid, first, dates)}`,
    things: [],
  };
}

/** A meeting over midnight is looked at to its end, which this day does not show. */
function free(meeting: Span, dates: Dates): string {
  const { first, last } = dates.daysOf(meeting);
  const days = dayNumber(last) - dayNumber(first) + 1;
  if (meeting.allDay || days === 1) return 'Free.';
  return days === 2 ? 'Free on both days.' : `Free on all ${days} days.`;
}

/** Where the time cannot be meant, nothing is free and nothing collides. */
export function notJudged(row: Pick<InvitationRow, 'oddities'>): Verdict | null {
  const year = implausibleYear(row);
  const rest =
    year !== null
      ? `The year ${year} cannot be right.`
      : endsBeforeStart(row)
        ? 'Its end is not known.'
        : null;
  if (rest === null) return null;
  return { tone: 'note', strong: 'Cannot be judged.', rest, things: [], notes: [] };
}

/** What a time that is only being chosen would collide with, of all that is on its day. */
export function besideChosen(entries: CalendarEntry[], time: Span): Beside {
  const [start, end] = [Date.parse(time.start), Date.parse(time.end)];
  const shared = (entry: CalendarEntry): number =>
    Math.min(end, Date.parse(entry.end)) - Math.max(start, Date.parse(entry.start));
  return {
    told: true,
    overlaps: entries
      .filter((entry) => entry.takesTime && (entry.allDay || shared(entry) > 0))
      .map((entry) => ({ entry, minutes: Math.max(0, Math.round(shared(entry) / 60_000)) })),
    near: [],
    outsideHours: null,
    dates: null,
  };
}

function thing({ entry }: Overlap, meeting: Span, dates: Dates): Thing {
  const { first, last } = dates.daysOf(meeting);
  const oneDay = dayNumber(first) === dayNumber(last);
  return {
    id: entry.id + entry.start,
    when: !oneDay
      ? dates.spanShort(entry, new Date(meeting.start))
      : entry.allDay
        ? 'All day'
        : dates.clockSpan(entry),
    name: entry.subject || 'No title',
    state: stateOf(entry),
  };
}

/** What is not certain of it. */
function stateOf({ own }: CalendarEntry): string {
  return own === 'tentative' ? 'tentative' : own === 'open' ? 'not answered' : '';
}

function notesOf({ near, outsideHours }: Beside, dates: Dates): string[] {
  const outside = outsideHours ? [outsideWords[outsideHours]] : [];
  return [...near.map((one) => nearWords(one, dates)), ...outside];
}

const outsideWords: Record<OutsideHours, string> = {
  before: 'Before your working hours.',
  after: 'After your working hours.',
  day_off: 'On a day on which you do not work.',
};

/** `10 min after Stand-up ends, in another place: Olympus.` */
export function nearWords({ entry, before, minutes, elsewhere }: NearMiss, dates: Dates = ownDates): string {
  const name = named(entry);
  const gap =
    minutes === 0
      ? before
        ? `Begins right as ${name} ends`
        : `Ends right as ${name} begins`
      : before
        ? `${duration(minutes)} after ${name} ends, ${dates.clock(entry.end)}`
        : `${duration(minutes)} before ${name} begins, ${dates.clock(entry.start)}`;
  const place = entry.location ? `: ${isolated(entry.location)}` : '';
  return elsewhere ? `${gap}, in another place${place}.` : `${gap}.`;
}

/** ` You are free until then from 16:30.`, where there is a while before what is overlapped. */
function freeBefore(laid: ReturnType<typeof layDay>, { entry }: Overlap, dates: Dates): string {
  const hit = laid.blocks.find((block) => block.entry.id === entry.id && block.entry.start === entry.start);
  if (!hit || (laid.slot && hit.from <= laid.slot.from)) return '';
  const before = laid.blocks.filter((block) => block.entry.takesTime && block.to <= hit.from);
  if (before.length === 0) return '';
  const last = Math.max(...before.map((block) => block.to));
  if (hit.from - last < LONG_ENOUGH) return '';
  const since = new Date(Date.parse(entry.start) - (hit.from - last) * 60_000);
  return ` You are free until then from ${dates.clock(since)}.`;
}

/** `45 min before, 1 h 15 after.` */
function around({ blocks, slot, whole }: ReturnType<typeof layDay>): string {
  const busy = blocks.filter((block) => block.entry.takesTime);
  if (whole && whole.of > 1) return `Nothing else on these ${whole.of} days.`;
  if (!slot || busy.length === 0) return 'Nothing else on this day.';
  const before = slot.from - Math.max(-Infinity, ...busy.filter((b) => b.to <= slot.from).map((b) => b.to));
  const after = Math.min(Infinity, ...busy.filter((b) => b.from >= slot.to).map((b) => b.from)) - slot.to;
  const said = (minutes: number) =>
    minutes === Infinity ? null : minutes === 0 ? 'no break' : duration(minutes);
  const [first, second] = [said(before), said(after)];
  if (first && second) return `${capital(first)} before, ${second} after.`;
  if (first) return `${capital(first)} before, nothing after.`;
  return `Nothing before, ${second ?? 'nothing'} after.`;
}

function named(entry: CalendarEntry): string {
  return isolated(entry.subject || 'something without a title');
}

/** How long the meeting shares with other things, each minute counted once. */
export function sharedMinutes({ overlaps }: Beside, meeting: Span): number {
  const spans = overlaps
    .map(({ entry }) => ({
      from: Math.max(Date.parse(entry.start), Date.parse(meeting.start)),
      to: Math.min(Date.parse(entry.end), Date.parse(meeting.end)),
    }))
    .sort((one, other) => one.from - other.from);
  let until = -Infinity;
  let shared = 0;
  for (const { from, to } of spans) {
    shared += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return Math.round(shared / 60_000);
}

/**
 * `3 of the next 12 dates collide`: of the dates that take place and are mine to come to,
 * the next twelve within a year. `listed`: the dates that are shown below, also those that do not count. `null` where it
 * is no series that goes on.
 */
export function datesInWords({ dates }: Beside, listed: UpcomingOccurrence[]): string | null {
  if (!dates) return null;
  const { of, all, colliding } = dates;
  const hits = colliding.length;
  if (of === 1) {
    const date = all ? 'The last date' : 'The next date';
    const collides = hits ? 'collides with something' : 'collides with nothing';
    return `${date} ${collides} in your calendar${all ? '' : '; those after it are more than a year away and are not compared'}`;
  }
  const cancelled = ({ state }: UpcomingOccurrence) => state === 'cancelled';
  const declined = (date: UpcomingOccurrence) => !cancelled(date) && date.own === 'declined';
  const removed = (date: UpcomingOccurrence) => !declined(date) && date.state === 'removed';
  const below = listed.filter((date) => !cancelled(date) && !declined(date) && !removed(date)).length;
  const counted = [
    listed.some(cancelled) ? ' that take place' : '',
    listed.some(removed) ? ' that are in your calendar' : '',
    listed.some(declined) ? ' that you have not declined' : '',
  ]
    .filter(Boolean)
    .join(' and');
  const which = all ? `the ${of} dates${counted || ' that are left'}` : `the next ${of} dates${counted}`;
  const many = hits === 0 ? `None of ${which}` : hits === of ? `All of ${which}` : `${hits} of ${which}`;
  const collide = hits <= 1 ? 'collides' : 'collide';
  // With what they collide is listed.
  const elsewhere = listed.some(removed) ? ' with anything else there' : ' with anything in your calendar';
  const thing = hits === 0 ? elsewhere : '';
  const more = hits === 0 && below > 0 && below < of ? `. The first ${below} are below` : '';
  return `${many} ${collide}${thing}${more}`;
}

/** `with Dentist, 10:30`, `with Dentist and 2 more`. */
export function dateInWords({ overlaps }: CollidingDate, dates: Dates = ownDates): string {
  const [first] = overlaps;
  if (!first) return '';
  const { entry } = first;
  const name = named(entry);
  if (overlaps.length > 1) return `with ${name} and ${count(overlaps.length - 1, 'more', 'more')}`;
  const state = stateOf(entry);
  return `with ${name}, ${entry.allDay ? 'all day' : dates.clock(entry.start)}${state && `, ${state}`}`;
}
