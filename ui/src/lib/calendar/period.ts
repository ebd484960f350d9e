/**
 * Which days the calendar shows: a day, a week, a month with the days around it, or the agenda of the next four weeks.
 * Pure; the person's first day of the week comes with `Dates`.
 */
import { addDays, dayNumber, type Dates, type PlainDay } from '$lib/format';

export const KINDS = ['day', 'week', 'month', 'agenda'] as const;
export type Kind = (typeof KINDS)[number];

/** Days of the agenda. */
export const AGENDA_DAYS = 28;

export interface Period {
  /** First day shown, and the first day after it. */
  first: PlainDay;
  after: PlainDay;
}

/** Whether anything of it is within these days. */
export function touches(days: Period, { first, last }: { first: PlainDay; last: PlainDay }): boolean {
  return dayNumber(first) < dayNumber(days.after) && dayNumber(last) >= dayNumber(days.first);
}

/** 1 Monday to 7 Sunday. */
function weekdayOf(day: PlainDay): number {
  return ((dayNumber(day) + 3) % 7) + 1;
}

function weekOf(day: PlainDay, weekStart: number): PlainDay {
  return addDays(day, -((weekdayOf(day) - weekStart + 7) % 7));
}

/** The days that are on the screen. */
export function period(kind: Kind, day: PlainDay, weekStart: number): Period {
  switch (kind) {
    case 'day':
      return { first: day, after: addDays(day, 1) };
    case 'week': {
      const first = weekOf(day, weekStart);
      return { first, after: addDays(first, 7) };
    }
    case 'month': {
      const last = addDays(step('month', { ...day, day: 1 }, 1), -1);
      return { first: weekOf({ ...day, day: 1 }, weekStart), after: addDays(weekOf(last, weekStart), 7) };
    }
    case 'agenda':
      return { first: day, after: addDays(day, AGENDA_DAYS) };
  }
}

/** One screen on, or back. A month's step lands on the same day, or on the month's last. */
export function step(kind: Kind, day: PlainDay, by: 1 | -1): PlainDay {
  if (kind !== 'month') return addDays(day, by * { day: 1, week: 7, agenda: AGENDA_DAYS }[kind]);
  const months = day.year * 12 + day.month - 1 + by;
  const year = Math.floor(months / 12);
  const month = (months % 12) + 1;
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return { year, month, day: Math.min(day.day, length) };
}

/** The head of the page: `Tuesday 1 December`, `Mon 30 Nov – Sun 6 Dec`, `December 2026`. */
export function title(kind: Kind, day: PlainDay, now: Date, say: Dates): string {
  if (kind === 'day') return say.dayLong(day, now);
  if (kind === 'month') return say.month(day);
  const { first, after } = period(kind, day, say.weekStart);
  return `${say.dayShort(first, now)} – ${say.dayShort(addDays(after, -1), now)}`;
}
