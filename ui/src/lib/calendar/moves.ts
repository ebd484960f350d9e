/**
 * From entry to entry by arrow key: up and down in the order of time, left and right to another day. Pure; turning pages
 * is `period.ts`.
 */
import { dates, dayNumber, type Dates } from '$lib/format';
import type { CalendarEntry } from '$lib/host';
import { keyOf } from './entries';

export type Move = 'before' | 'after' | 'dayBefore' | 'dayAfter';

/** As they are read: by day, whole days first, then by time. */
function inOrder(entries: CalendarEntry[], say: Dates): { key: string; day: number }[] {
  return entries
    .map((entry) => ({ entry, key: keyOf(entry), day: dayNumber(say.daysOf(entry).first) }))
    .sort(
      (one, other) =>
        one.day - other.day ||
        Number(other.entry.allDay) - Number(one.entry.allDay) ||
        one.entry.start.localeCompare(other.entry.start) ||
        one.key.localeCompare(other.key),
    );
}

/** The entry a move leads to; `null` at the ends. To another day: to the nearest that has one, its first. */
export function moved(entries: CalendarEntry[], from: string, move: Move, say: Dates = dates): string | null {
  const all = inOrder(entries, say);
  const at = all.findIndex(({ key }) => key === from);
  const here = all[at];
  if (!here) return null;
  switch (move) {
    case 'before':
      return all[at - 1]?.key ?? null;
    case 'after':
      return all[at + 1]?.key ?? null;
    case 'dayAfter':
      return all.find(({ day }) => day > here.day)?.key ?? null;
    case 'dayBefore': {
      const day = all.findLast(({ day }) => day < here.day)?.day;
      return all.find((one) => one.day === day)?.key ?? null;
    }
  }
}
