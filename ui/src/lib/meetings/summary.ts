/**
 * What the answers to a meeting amount to, in words: for the list of my meetings, over the grid, and for whoever
 * cannot see the seat bar. Pure.
 */
import { count } from '$lib/format';
import type { AttendeeStatus, AttendeeType, OrganizedMeeting, Seat } from '$lib/host';

/** From best to worst, as seats stand in the bar. */
const ANSWERS: AttendeeStatus[] = ['accepted', 'tentative', 'declined', 'none'];

/** Who sits together: by role, and those who answered without being on the list. */
type Group = AttendeeType | 'unlisted';
const GROUPS: Group[] = ['required', 'optional', 'unlisted', 'resource'];

const answerWords: Record<AttendeeStatus, string> = {
  accepted: 'accepted',
  tentative: 'tentative',
  declined: 'declined',
  none: 'silent',
};

function seatsOf(seats: Seat[], group: Group): Seat[] {
  return seats.filter(({ listed, type }) => (listed ? type : 'unlisted') === group);
}

/** `7 accepted, 2 tentative`. */
function answers(seats: Seat[], which: AttendeeStatus[] = ANSWERS): string {
  return which
    .map((status) => ({ status, number: seats.filter((seat) => seat.status === status).length }))
    .filter(({ number }) => number > 0)
    .map(({ status, number }) => `${number} ${answerWords[status]}`)
    .join(', ');
}

/** `12 required`, `2 rooms`, `1 not on your list`: the words under a group of seats. */
function groupWords(group: Group, number: number): string {
  if (group === 'resource') return count(number, 'room');
  return `${number} ${group === 'unlisted' ? 'not on your list' : group}`;
}

/** The seats by role: `[['required', '12 required'], …]`, only those that are there. */
export function groups(seats: Seat[]): { name: Group; seats: Seat[]; words: string }[] {
  return GROUPS.map((name) => ({ name, seats: seatsOf(seats, name) }))
    .filter((group) => group.seats.length > 0)
    .map((group) => ({ ...group, words: groupWords(group.name, group.seats.length) }));
}

/** The seat bar, read aloud: `12 required: 7 accepted, 2 silent; 2 rooms: 2 accepted`. */
export function seatsInWords(seats: Seat[]): string {
  if (seats.length === 0) return 'Nobody is invited';
  return groups(seats)
    .map((group) => `${group.words}: ${answers(group.seats)}`)
    .join('; ');
}

export interface Verdict {
  tone: 'good' | 'open' | 'bad';
  words: string;
}

/** Whether the people it needs will be there, and what is missing if not. */
export function verdict(meeting: OrganizedMeeting): Verdict {
  if (meeting.cancelled) return { tone: 'open', words: 'Cancelled' };
  if (meeting.seats.every((seat) => seat.type === 'resource'))
    return { tone: 'open', words: 'Nobody is invited' };
  const required = seatsOf(meeting.seats, 'required');
  if (required.length === 0) return { tone: 'open', words: answers(seatsOf(meeting.seats, 'optional')) };
  if (meeting.requiredAccepted === meeting.required && meeting.requiredApart > 0)
    return {
      tone: 'open',
      words: `${meeting.requiredApart} answered otherwise for a date`,
    };
  if (meeting.requiredAccepted === meeting.required) return { tone: 'good', words: 'All required accepted' };
  const missing = answers(required, ['declined', 'none', 'tentative']);
  const bad = required.some((seat) => seat.status === 'declined' || seat.status === 'none');
  return { tone: bad ? 'bad' : 'open', words: missing };
}

export type Side = 'ahead' | 'past';

/** Meetings still to come (or running), next first; and those that are over, latest first. */
export function side(meetings: OrganizedMeeting[], which: Side, now: Date): OrganizedMeeting[] {
  const over = (meeting: OrganizedMeeting) => new Date(meeting.end) <= now;
  const byStart = (one: OrganizedMeeting, other: OrganizedMeeting) => one.start.localeCompare(other.start);
  // A series has no end of its own here; it stays ahead.
  const ahead = meetings.filter((meeting) => meeting.recurring || !over(meeting)).sort(byStart);
  return which === 'ahead'
    ? ahead
    : meetings
        .filter((meeting) => !ahead.includes(meeting))
        .sort(byStart)
        .reverse();
}

/** Under the page's title: `7 ahead, 3 still short, 6 new answers`. */
export function overview(ahead: OrganizedMeeting[]): string {
  const short = ahead.filter((meeting) => verdict(meeting).tone === 'bad').length;
  const news = ahead.reduce((sum, meeting) => sum + meeting.newAnswers, 0);
  return [
    `${ahead.length} ahead`,
    ...(short > 0 ? [`${short} with required people missing`] : []),
    ...(news > 0 ? [count(news, 'new answer')] : []),
  ].join(', ');
}
