/** What a line of the attendee grid says. Pure. */
import { dates, fullName, type Dates, type Span } from '$lib/format';
import type { Attendee, DateAnswer, Grid } from '$lib/host';
import { attendeeStatusWords, attendeeTypeWords } from '$lib/words';
import { csv } from './csv';
import type { Filter, Sort } from './order';

export const filterWords: Record<Filter, string> = { all: 'All', ...attendeeStatusWords };

export const sortWords: Record<Sort, string> = {
  needs: 'Sorted by what needs you',
  name: 'Sorted by name',
  role: 'Sorted by role',
  answer: 'Sorted by answer',
  answered: 'Sorted by newest answer',
};

/** `today 06:41`; why there is no time, where there is none. */
export function answeredWords(attendee: Attendee, now: Date, say: Dates = dates): string {
  if (attendee.unclear !== null) return `${attendeeStatusWords[attendee.unclear]}: one date or all?`;
  if (attendee.status === 'none') return attendee.dates.length > 0 ? 'single dates only' : 'not yet';
  return attendee.answeredAt === null ? 'time not known' : say.stamp(attendee.answeredAt, now);
}

/** `Optional`; of whom the invitation was forwarded to that nobody gave them a role. */
export function roleWords({ type, listed }: Pick<Attendee, 'type' | 'listed'>): string {
  return listed ? attendeeTypeWords[type] : 'Not on your list';
}

/** `12 invited`, `1 invited, 1 more answered`. */
export function invitedWords(attendees: Pick<Attendee, 'listed'>[]): string {
  const listed = attendees.filter((one) => one.listed).length;
  const more = attendees.length - listed;
  return `${listed} invited${more > 0 ? `, ${more} more answered` : ''}`;
}

type Proposing = Pick<Attendee, 'proposal'>;

/** `Proposes Wed 2 Dec, 18:00–19:00`. Some proposals say their time only in the mail's text. */
export function proposalWords(attendee: Proposing, now: Date, say: Dates = dates): string | null {
  if (attendee.proposal === null) return null;
  const { start, end } = attendee.proposal;
  if (start === null) return 'Proposes a new time';
  if (end === null) return `Proposes ${say.stamp(start, now)}`;
  return `Proposes ${say.spanShort({ start, end }, now)}`;
}

/** The same for a line of the grid: its end is said only where it would last longer or shorter than the meeting does. */
export function proposalBrief(
  attendee: Proposing,
  meeting: Span,
  now: Date,
  say: Dates = dates,
): string | null {
  const { start = null, end = null } = attendee.proposal ?? {};
  const lasts = (from: string, to: string) => Date.parse(to) - Date.parse(from);
  const asLong = start && end && lasts(start, end) === lasts(meeting.start, meeting.end);
  return asLong ? `Proposes ${say.stamp(start, now)}` : proposalWords(attendee, now, say);
}

/** `Thu 10 Dec`: which date of a series an answer is for. A whole day is the same day everywhere. */
export function dateWords(date: DateAnswer, allDay: boolean, now: Date, say: Dates = dates): string {
  return say.dayShort(say.dayOf(date.start, allDay ? 'UTC' : undefined), now);
}

/** What else is known about how the answer came. */
export const mailOnlyWords = 'From their mail. The server’s calendar does not show it yet.';

/** The whole grid as a table for a spreadsheet. Times stay exact, whatever the screen says. */
export function gridAsCsv(grid: Grid): string {
  const rows = grid.attendees.map((attendee) => [
    fullName(attendee),
    attendee.email,
    roleWords(attendee),
    attendeeStatusWords[attendee.status],
    attendee.answeredAt ?? '',
    attendee.comment ?? '',
    attendee.proposal?.start ?? '',
    attendee.proposal?.end ?? '',
    attendee.dates.map((date) => `${date.recurrenceId} ${attendeeStatusWords[date.status]}`).join('; '),
  ]);
  const head = [
    'Person',
    'E-mail',
    'Role',
    'Answer',
    'Answered',
    'Comment',
    'Proposed start',
    'Proposed end',
    'Single dates',
  ];
  return csv([head, ...rows]);
}
