/**
 * Opening the grid marks its answers as looked at, so asking a second time says that nothing is new. What was new when
 * the person came stays marked as long as they are here; and what arrives meanwhile joins it.
 */
import type { Grid } from '$lib/host';

/** Remembers the news of one visit to a grid. */
export class VisitNews {
  readonly #seen = new Set<string>();

  keep(grid: Grid): Grid {
    const attendees = grid.attendees.map((attendee) => {
      const isNew = (what: { new: boolean }, date?: string) => {
        const key = JSON.stringify([attendee.email, attendee.name, date]);
        if (what.new) this.#seen.add(key);
        return this.#seen.has(key);
      };
      const dates = attendee.dates.map((date) => ({ ...date, new: isNew(date, date.recurrenceId) }));
      return { ...attendee, dates, new: isNew(attendee) };
    });
    return { ...grid, attendees };
  }
}
