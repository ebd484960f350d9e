/**
 * In which order the attendee grid stands, and what its filters count. Pure; the words are in `words.ts`.
 */
import type { Attendee, AttendeeStatus, DateAnswer } from '$lib/host';

export const FILTERS = ['all', 'accepted', 'tentative', 'declined', 'none'] as const;
export type Filter = (typeof FILTERS)[number];

export const SORTS = ['needs', 'name', 'role', 'answer', 'answered'] as const;
export type Sort = (typeof SORTS)[number];

/** An attendee with a key of its own: two lines may share an address, or have none. */
export type Line = Attendee & { key: string };

export function lines(attendees: Attendee[]): Line[] {
  return attendees.map((attendee, index) => ({ ...attendee, key: `${index}:${attendee.email}` }));
}

export function countOf(attendees: Attendee[], filter: Filter): number {
  return attendees.filter((attendee) => passes(attendee, filter)).length;
}

export function passes(attendee: Attendee, filter: Filter): boolean {
  return filter === 'all' || attendee.status === filter;
}

/** What was answered for single dates that are still to come. */
export function coming(attendee: Attendee): DateAnswer[] {
  return attendee.dates.filter((date) => !date.past);
}

function hasNews(attendee: Attendee): boolean {
  return attendee.new || attendee.dates.some((date) => date.new);
}

/** When the last answer came, be it to the series or to one date. */
function lastAnswer(attendee: Attendee): string {
  return [attendee, ...attendee.dates].map((one) => one.answeredAt ?? '').reduce((a, b) => (a > b ? a : b));
}

const ROLE = { required: 0, optional: 1, resource: 2 };
const ANSWER: Record<AttendeeStatus, number> = { declined: 0, none: 1, tentative: 2, accepted: 3 };

/**
 * How much the organizer has to do about this line, lowest first: a proposed time wants an answer, a room that
 * declined wants another room, then required people before optional ones, each from no to yes.
 */
export function need(attendee: Attendee): number {
  if (attendee.proposal !== null || coming(attendee).some((date) => date.proposal !== null)) return 0;
  if (attendee.type === 'resource') return attendee.status === 'declined' ? 1 : 20;
  return (attendee.type === 'required' ? 2 : 10) + ANSWER[attendee.status];
}

export function sorted(all: Line[], sort: Sort): Line[] {
  const names = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });
  const byName = (one: Line, other: Line) => names.compare(one.name || one.email, other.name || other.email);
  const compare: Record<Sort, (one: Line, other: Line) => number> = {
    needs: (one, other) =>
      need(one) - need(other) ||
      Number(hasNews(other)) - Number(hasNews(one)) ||
      ROLE[one.type] - ROLE[other.type],
    name: () => 0,
    role: (one, other) => ROLE[one.type] - ROLE[other.type],
    answer: (one, other) => ANSWER[one.status] - ANSWER[other.status],
    // Newest answers first; who has not answered stands at the end.
    answered: (one, other) => lastAnswer(other).localeCompare(lastAnswer(one)),
  };
  return [...all].sort((one, other) => compare[sort](one, other) || byName(one, other));
}
