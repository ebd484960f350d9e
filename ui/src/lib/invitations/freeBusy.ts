/** When the people of a meeting are free: which part of the day is drawn, and what is said of each. Pure. */
import { dates as ownDates, type Dates } from '../format';
import type { FreeBusy, FreeBusyDay, FreeBusyUnknown, PersonFreeBusy } from '../host';

export const freeBusyWords: Record<FreeBusy, string> = {
  free: 'Free',
  elsewhere: 'Working elsewhere',
  tentative: 'Tentative',
  busy: 'Busy',
  away: 'Away',
  no_data: 'Not known',
};

export const unknownWords: Record<FreeBusyUnknown, string> = {
  not_found: 'Not of this server',
  ambiguous: 'The address may mean several people',
  not_allowed: 'Not shared with you',
  large_group: 'A large group',
  later: 'The server could not find out now',
  not_told: 'The server does not say',
};

/** A part of a strip, in parts of the whole: where it begins, how long it is, and how it counts. */
export interface Piece {
  from: number;
  length: number;
  state: FreeBusy;
}

/** The hours that are drawn. */
export interface Window {
  /** First and last part that is drawn, the last not included. */
  first: number;
  after: number;
  /** Where the meeting lies, in parts of the whole. */
  meeting: { from: number; length: number };
  /** What the ends of the strip are called. */
  begins: string;
  ends: string;
}

const HOUR = 3_600_000;

/** A working day around the meeting: 7 to 19 o'clock, more where the meeting wants it. */
export function windowOf(day: FreeBusyDay, dates: Dates = ownDates): Window {
  const slot = day.slotMinutes * 60_000;
  const start = Date.parse(day.start);
  const count = Math.max(1, Math.round((24 * HOUR) / slot));
  const place = (instant: string) => (Date.parse(instant) - start) / slot;
  const meeting = { from: Math.max(0, place(day.meetingStart)), to: place(day.meetingEnd) };
  const perHour = HOUR / slot;
  const first = Math.max(0, Math.floor(Math.min(7 * perHour, meeting.from - perHour)));
  const wanted = Math.ceil(Math.max(19 * perHour, meeting.to + perHour));
  const after = Math.min(Math.max(first + 1, wanted), Math.max(count, Math.ceil(meeting.from) + 1));
  const length = after - first;
  const from = (meeting.from - first) / length;
  const at = (part: number) => dates.clock(new Date(start + part * slot));
  return {
    first,
    after,
    meeting: { from, length: Math.min(1, (meeting.to - first) / length) - from },
    begins: at(first),
    ends: at(after),
  };
}

/** The pieces of somebody's strip in that window; what counts alike is one. Free time is left open. */
export function pieces(who: PersonFreeBusy, { first, after }: Window): Piece[] {
  const length = after - first;
  const found: Piece[] = [];
  for (let at = first; at < after; at += 1) {
    const state = who.slots[at] ?? 'no_data';
    const last = found.at(-1);
    if (last?.state === state) last.length += 1 / length;
    else found.push({ from: (at - first) / length, length: 1 / length, state });
  }
  return found.filter((piece) => piece.state !== 'free');
}

/** What is said of somebody at the meeting's time. */
export function duringWords(who: PersonFreeBusy): string {
  if (who.unknown) return unknownWords[who.unknown];
  if (who.mayBeThis)
    return who.part === 'organizer'
      ? 'Busy, invites'
      : who.during === 'busy'
        ? 'Busy, accepted'
        : 'Tentative, maybe this';
  return freeBusyWords[who.during];
}

/** The whole strip in words, for who does not see it: `Busy 09:00–10:30, Tentative 14:00–15:00, else free`. */
export function stripWords(who: PersonFreeBusy, day: FreeBusyDay, dates: Dates = ownDates): string {
  if (who.slots.length === 0) return '';
  const slot = day.slotMinutes * 60_000;
  const all = { first: 0, after: who.slots.length };
  const whole = pieces(who, { ...windowOf(day, dates), ...all });
  const instant = (part: number) =>
    new Date(Date.parse(day.start) + Math.round(part * who.slots.length) * slot).toISOString();
  const said = whole.map(({ from, length, state }) => {
    const span = { start: instant(from), end: instant(from + length) };
    return `${freeBusyWords[state]} ${dates.clockSpan(span)}`;
  });
  return said.length === 0 ? 'Free all day' : `${said.join(', ')}, else free`;
}

/** `2 of 5 could come`, by what is known of that time. */
export function couldWords(people: PersonFreeBusy[]): string {
  const others = people.filter((who) => who.part !== 'resource');
  const could = others.filter(
    (who) => !who.unknown && (who.during === 'free' || who.during === 'elsewhere' || who.mayBeThis),
  );
  const unknown = others.filter((who) => who.unknown !== null || who.during === 'no_data').length;
  const known = others.length - unknown;
  const all = `${could.length} of ${known} could`;
  return unknown > 0 ? `${all}, ${unknown} not known` : all;
}
