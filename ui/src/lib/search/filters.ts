/**
 * Quick filters over a list or a page of the calendar: what passes, how many each would leave, and who is among the
 * organizers. Pure; what is chosen is kept by `finding.svelte.ts`, what a filter asks of a row is its list's to say
 * (`lib/invitations/filters.ts`, `lib/calendar/filters.ts`). All that are chosen have to hold.
 */
import { dates, fullName, type Dates } from '../format';
import type { Person } from '../host';

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
  /** Whose meetings: `organizerKey`; of everybody where it is `null`. */
  from: string | null;
}

export const ALL: Chosen = { quick: [], from: null };

/** Whether a quick filter lets it pass. */
export type Has<T> = (one: T, quick: Quick) => boolean;

/** What only its owner knows of has no organizer. */
interface Organized {
  organizer: Person | null;
}

/** Whoever sends from one address is one organizer, however the name is written. */
export function organizerKey({ name, email }: Person): string {
  return (email || name).toLowerCase();
}

export function passes<T extends Organized>(one: T, chosen: Chosen, has: Has<T>): boolean {
  if (chosen.from !== null && (!one.organizer || organizerKey(one.organizer) !== chosen.from)) return false;
  return chosen.quick.every((quick) => has(one, quick));
}

/** How many would be left if each of them were chosen as well. */
export function counts<T extends Organized>(all: T[], chosen: Chosen, has: Has<T>): Record<Quick, number> {
  const left = all.filter((one) => passes(one, chosen, has));
  const of = (quick: Quick) => left.filter((one) => has(one, quick)).length;
  return { open: of('open'), changed: of('changed'), overlaps: of('overlaps'), week: of('week') };
}

export interface OrganizerChoice {
  key: string;
  name: string;
  email: string;
  count: number;
}

/** Who invites in what the other filters leave, most first. The chosen one is always there while it has anything. */
export function organizers<T extends Organized>(
  rows: T[],
  chosen: Chosen,
  has: Has<T>,
  say: Dates = dates,
): OrganizerChoice[] {
  const all = new Map<string, OrganizerChoice>();
  for (const row of rows) {
    if (!row.organizer) continue;
    const key = organizerKey(row.organizer);
    const known = all.get(key) ?? {
      key,
      name: fullName(row.organizer),
      email: row.organizer.email,
      count: 0,
    };
    if (passes(row, { ...chosen, from: null }, has)) known.count += 1;
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
