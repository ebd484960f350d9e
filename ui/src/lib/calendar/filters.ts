/** Which entries of a page pass: by the quick filters, or because they are among what was found. Pure. */
import type { CalendarEntry, SearchHit } from '../host';
import { isChanged } from '../invitations/filters';
import type { Has, Quick } from '../search/filters';
import { keyOf } from './entries';

/** Without "this week": which days are shown is what the calendar's page is turned to. */
export const CALENDAR_QUICK: readonly Quick[] = ['open', 'changed', 'overlaps'];

export const entryHas: Has<CalendarEntry> = ({ state, updated, overlaps }, quick) => {
  switch (quick) {
    case 'open':
      return state === 'open';
    case 'changed':
      return state !== null && isChanged({ state, updated, answer: null });
    case 'overlaps':
      return (overlaps ?? 0) > 0;
    case 'week':
      return true;
  }
};

/** Of a series that was found all dates are shown, of a single date that was found that one. */
export function amongHits(hits: SearchHit[]): (entry: CalendarEntry) => boolean {
  const meetings = new Set(hits.filter(({ id, entry }) => id === entry?.id).map(({ id }) => id));
  const single = new Set(hits.flatMap(({ entry }) => (entry ? [keyOf(entry)] : [])));
  return (entry) => meetings.has(entry.id) || single.has(keyOf(entry));
}

/** Whose entry is open, of what was found: the one at that time, else the series that it belongs to. */
export function hitOf(hits: SearchHit[], open: CalendarEntry | null): SearchHit | null {
  if (!open) return null;
  const exact = hits.find(({ entry }) => entry && keyOf(entry) === keyOf(open));
  return exact ?? hits.find(({ id }) => id === open.id) ?? null;
}
