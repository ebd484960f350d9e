/**
 * Quick filters over the invitations: which rows pass, how many each would leave, and who is among the organizers.
 * Pure; what is chosen is kept by `lib/search`. All that are chosen have to hold.
 */
import { addDays, dates, dayNumber, fullName, type Dates, type PlainDay } from '../format';
import type { InvitationRow, Person } from '../host';
import { groupOf } from './list.svelte';
import { rowOverlap } from './rows';

export const QUICK = ['open', 'changed', 'overlaps', 'week'] as const;
export type Quick = (typeof QUICK)[number];

/** As on a button, and as in a sentence (`Nothing is open and this week`). */
export const quickWords: Record<Quick, { label: string; inline: string }> = {
  open: { label: 'Open', inline: 'open' },
  changed: { label: 'Changed', inline: 'changed' },
  overlaps: { label: 'Overlaps', inline: 'overlapping' },
  week: { label: 'This week', inline: 'this week' },
};

export interface Chosen {
  quick: readonly Quick[];
  /** Whose invitations: `organizerKey`; of everybody where it is `null`. */
  from: string | null;
}

export const ALL: Chosen = { quick: [], from: null };

/** The week that "this week" means, and which meetings the calendar has in it: of a series a row knows one date only. */
export interface Week {
  first: PlainDay;
  after: PlainDay;
  meetings: ReadonlySet<string>;
}

export function weekOf(now: Date, meetings: Iterable<string> = [], say: Dates = dates): Week {
  const today = say.dayOf(now);
  const weekday = ((dayNumber(today) + 3) % 7) + 1;
  const first = addDays(today, -((weekday - say.weekStart + 7) % 7));
  return { first, after: addDays(first, 7), meetings: new Set(meetings) };
}

/** Whoever sends from one address is one organizer, however the name is written. */
export function organizerKey({ name, email }: Person): string {
  return (email || name).toLowerCase();
}

function has(row: InvitationRow, quick: Quick, week: Week, say: Dates): boolean {
  switch (quick) {
    case 'open':
      return row.state === 'open';
    case 'changed':
      return groupOf(row) === 'changed' || (row.updated && row.state === 'open');
    case 'overlaps':
      return rowOverlap(row) !== null;
    case 'week': {
      if (week.meetings.has(row.id)) return true;
      const { first, last } = say.daysOf(row);
      return dayNumber(first) < dayNumber(week.after) && dayNumber(last) >= dayNumber(week.first);
    }
  }
}

export function passes(row: InvitationRow, chosen: Chosen, week: Week, say: Dates = dates): boolean {
  if (chosen.from !== null && organizerKey(row.organizer) !== chosen.from) return false;
  return chosen.quick.every((quick) => has(row, quick, week, say));
}

/** How many rows would be left if each of them were chosen as well. */
export function counts(
  rows: InvitationRow[],
  chosen: Chosen,
  week: Week,
  say: Dates = dates,
): Record<Quick, number> {
  const left = rows.filter((row) => passes(row, chosen, week, say));
  const of = (quick: Quick) => left.filter((row) => has(row, quick, week, say)).length;
  return { open: of('open'), changed: of('changed'), overlaps: of('overlaps'), week: of('week') };
}

export interface OrganizerChoice {
  key: string;
  name: string;
  email: string;
  count: number;
}

/** Who invites in what the other filters leave, most first. The chosen one is always there. */
export function organizers(
  rows: InvitationRow[],
  chosen: Chosen,
  week: Week,
  say: Dates = dates,
): OrganizerChoice[] {
  const all = new Map<string, OrganizerChoice>();
  for (const row of rows) {
    const key = organizerKey(row.organizer);
    const known = all.get(key) ?? {
      key,
      name: fullName(row.organizer),
      email: row.organizer.email,
      count: 0,
    };
    if (passes(row, { ...chosen, from: null }, week, say)) known.count += 1;
    all.set(key, known);
  }
  return [...all.values()]
    .filter(({ key, count }) => count > 0 || key === chosen.from)
    .sort((one, other) => other.count - one.count || one.name.localeCompare(other.name, say.locale));
}

/** What is chosen, for the sentence that says that nothing is left: `open, this week and from Alice Moreau`. */
export function inWords(chosen: Chosen, name: string | null): string {
  const parts = QUICK.filter((quick) => chosen.quick.includes(quick)).map(
    (quick) => quickWords[quick].inline,
  );
  if (chosen.from !== null) parts.push(`from ${name ?? chosen.from}`);
  const last = parts.pop() ?? '';
  return parts.length ? `${parts.join(', ')} and ${last}` : last;
}
