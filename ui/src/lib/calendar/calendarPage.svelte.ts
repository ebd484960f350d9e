/**
 * The calendar as a person turns its pages: which kind of page, which days, which entry is open. Kept while the window
 * is open, so that coming back shows the same week.
 */
import { clock, dates, type PlainDay } from '$lib/format';
import { period, step, title, type Kind, type Period } from './period';

class CalendarPage {
  kind = $state<Kind>('week');
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
}

export const calendarPage = new CalendarPage();
