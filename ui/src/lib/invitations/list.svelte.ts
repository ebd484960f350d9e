/**
 * The list of invitations: which group a row stands in, in which order, and what comes next.
 *
 * The row that is open keeps the group it was opened in, so that nothing moves under the pointer when it is answered;
 * it goes to its new place when another one is opened; so does one that a filter does not let pass any more. Which rows
 * pass is left to `filters.ts`, what a row shows to `rows.ts` and the components.
 */
import type { InvitationRow } from '../host';
import { cameAt } from './rows';

export type Group = 'open' | 'changed' | 'answered' | 'cancelled' | 'declined';
export type Order = 'newest' | 'soonest';

export const groupNames: Record<Group, string> = {
  open: 'Needs answer',
  changed: 'Changed',
  answered: 'Answered',
  cancelled: 'Cancelled',
  declined: 'Declined',
};
/** Out of the way, and one click away: where a mistake is found again. */
export const FOLDED: readonly Group[] = ['declined'];
const GROUPS = Object.keys(groupNames) as Group[];

/** Where a row belongs: an open one that was answered before, or has a newer version, is news. */
export function groupOf(row: Pick<InvitationRow, 'state' | 'answer'>): Group {
  switch (row.state) {
    case 'open':
      return row.answer === null ? 'open' : 'changed';
    case 'outdated':
    case 'informational':
      return 'changed';
    case 'answered':
      return row.answer === 'declined' ? 'declined' : 'answered';
    case 'cancelled':
      return 'cancelled';
  }
}

export class InvitationList {
  readonly #source: () => InvitationRow[];
  readonly #passes: (row: InvitationRow) => boolean;
  order = $state<Order>('newest');
  /** The open row and the group it stays in; whether it passed the filters when it was opened. */
  #held = $state.raw<{ id: string; group: Group; passed: boolean } | null>(null);

  readonly #sorted = $derived.by(() =>
    this.#source()
      .filter((row) => (this.#held?.id === row.id ? this.#held.passed : this.#passes(row)))
      .sort(this.order === 'newest' ? newestFirst : soonestFirst),
  );

  readonly groups = $derived.by(() => {
    const groups = GROUPS.map((group) => ({
      group,
      name: groupNames[group],
      /** Those that really belong here: not the answered one that has kept its place. */
      count: 0,
      rows: [] as InvitationRow[],
    }));
    const of = (wanted: Group) => groups.find(({ group }) => group === wanted);
    for (const row of this.#sorted) {
      const own = of(groupOf(row));
      if (own) own.count += 1;
      of(this.#groupOf(row))?.rows.push(row);
    }
    return groups.filter(({ rows }) => rows.length > 0);
  });

  /** The rows from top to bottom. */
  readonly rows = $derived(this.groups.flatMap(({ rows }) => rows));

  constructor(source: () => InvitationRow[], passes: (row: InvitationRow) => boolean = () => true) {
    this.#source = source;
    this.#passes = passes;
  }

  #groupOf(row: InvitationRow): Group {
    return this.#held?.id === row.id ? this.#held.group : groupOf(row);
  }

  find(id: string | null): InvitationRow | null {
    return this.#source().find((row) => row.id === id) ?? null;
  }

  /** Opens a row: it stays where it is until another one is opened, or none. */
  open(id: string | null): void {
    if (this.#held?.id === id) return;
    const row = this.find(id);
    this.#held = row && { id: row.id, group: groupOf(row), passed: this.#passes(row) };
  }

  /** Other filters: the open row has to pass them like all others. */
  refilter(): void {
    const row = this.find(this.#held?.id ?? null);
    if (this.#held && row) this.#held = { ...this.#held, passed: this.#passes(row) };
  }

  /** Place of a row among those of its group: `2 of 6`. */
  placeOf(id: string): { place: number; of: number; group: Group } | null {
    for (const { group, rows } of this.groups) {
      const index = rows.findIndex((row) => row.id === id);
      if (index >= 0) return { place: index + 1, of: rows.length, group };
    }
    return null;
  }

  /** The row some steps away; from nowhere, the first. */
  step(from: string | null, by: 1 | -1): string | null {
    const rows = this.rows;
    const index = rows.findIndex((row) => row.id === from);
    return (index < 0 ? rows[0] : rows[index + by])?.id ?? null;
  }
}

function newestFirst(one: InvitationRow, other: InvitationRow): number {
  return compare(cameAt(other), cameAt(one)) || soonestFirst(one, other);
}

function soonestFirst(one: InvitationRow, other: InvitationRow): number {
  return compare(one.start, other.start) || compare(one.id, other.id);
}

/** Instants of one form compare as text. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
