/**
 * The calendar as a person turns its pages: which kind of page, which days, which entry is open. Kept while the window
 * is open, so that coming back shows the same week.
 */
import { clock, dates, type PlainDay } from '$lib/format';
import { keyOf } from './entries';
import { period, step, title, type Kind, type Period } from './period';

class CalendarPage {
  kind = $state<Kind>('week');
  /** Key of the entry that is open: the address names its meeting, which may have several on a page. */
  opened = $state<string | null>(null);
  #day = $state.raw<PlainDay>(dates.dayOf(new Date()));

  readonly period: Period = $derived(period(this.kind, this.#day, dates.weekStart));
  readonly title: string = $derived(title(this.kind, this.#day, clock.now, dates));
  /** The instants between which entries are wanted, as the shell asks for them. */
  readonly from: string = $derived(dates.startOfDay(this.period.first).toISOString());
  readonly to: string = $derived(dates.startOfDay(this.period.after).toISOString());

  get day(): PlainDay {
    return this.#day;
  }

  turn(by: 1 | -1): void {
    this.#day = step(this.kind, this.#day, by);
  }

  today(): void {
    this.#day = dates.dayOf(new Date());
  }

  /** Turns to the day of an entry and opens it, in whichever kind of page is chosen. */
  show(entry: { id: string; start: string; allDay: boolean }): void {
    this.#day = entry.allDay ? dates.daysOf({ ...entry, end: entry.start }).first : dates.dayOf(entry.start);
    this.opened = keyOf(entry);
  }
}

export const calendarPage = new CalendarPage();
