/** What the quick filters (`lib/search/filters.ts`) ask of a row of the invitations. Pure. */
import { period, touches, type Period } from '../calendar/period';
import { dates, type Dates } from '../format';
import type { InvitationRow } from '../host';
import type { Has } from '../search/filters';
import { groupOf } from './list.svelte';
import { rowOverlap } from './rows';

/** The week that "this week" means, and which meetings the calendar has in it: of a series a row knows one date only. */
export interface Week extends Period {
  meetings: ReadonlySet<string>;
}

export function weekOf(now: Date, meetings: Iterable<string> = [], say: Dates = dates): Week {
  return { ...period('week', say.dayOf(now), say.weekStart), meetings: new Set(meetings) };
}

/** There is a newer version than the one I knew, and I have not answered that yet. */
export function isChanged(row: Pick<InvitationRow, 'state' | 'answer' | 'updated'>): boolean {
  return groupOf(row) === 'changed' || (row.updated && row.state === 'open');
}

export function rowHas(week: Week, say: Dates = dates): Has<InvitationRow> {
  return (row, quick) => {
    switch (quick) {
      case 'open':
        return row.state === 'open';
      case 'changed':
        return isChanged(row);
      case 'overlaps':
        return rowOverlap(row) !== null;
      case 'week':
        return week.meetings.has(row.id) || touches(week, say.daysOf(row));
    }
  };
}
