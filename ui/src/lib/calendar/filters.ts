/** Which entries of a page pass: by the quick filters, or because they are among what was found. Pure. */
import type { CalendarEntry, SearchHit } from '../host';
import { isChanged } from '../invitations/filters';
import { dates, type Dates, type PlainDay } from '../format';
import type { Chosen, Has } from '../search/filters';
import { keyOf } from './entries';
import { touches, type Kind, type Period } from './period';

export function entryHas(week: Period, say: Dates = dates): Has<CalendarEntry> {
  return (entry, quick) => {
    const { state, updated, overlaps } = entry;
    switch (quick) {
      case 'open':
        return state === 'open';
      case 'changed':
        return state !== null && isChanged({ state, updated, answer: null });
      case 'overlaps':
        return (overlaps ?? 0) > 0;
      case 'week':
        return touches(week, say.daysOf(entry));
    }
  };
}

/** Whether "this week" can be left of a page: it has today. Of a single day it is not. */
export function hasWeek(kind: Kind, page: Period, today: PlainDay): boolean {
  return kind !== 'day' && touches(page, { first: today, last: today });
}

export const anyWeek = ({ quick, from }: Chosen): Chosen => ({
  quick: quick.filter((one) => one !== 'week'),
  from,
});

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
