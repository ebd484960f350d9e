/** When somebody works and how much time they need between two things, as it is offered in Settings. Pure. */
import type { Weekday } from '../host';

export const WEEK: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The days of the week in the order of the reader's calendar: `weekStart` is 1 for Monday to 7. */
export function weekFrom(weekStart: number): Weekday[] {
  const from = (weekStart + 6) % 7;
  return [...WEEK.slice(from), ...WEEK.slice(0, from)];
}

/** 5 January 2026 was a Monday; a day's name is that of its date. */
export function weekdayName(day: Weekday, locale: string, form: 'short' | 'long'): string {
  const date = new Date(Date.UTC(2026, 0, 5 + WEEK.indexOf(day)));
  return new Intl.DateTimeFormat(locale, { weekday: form, timeZone: 'UTC' }).format(date);
}

/** Each half hour, and the time in force where it is not one of them: `09:00`. */
export function timeChoices(now: string, locale: string): { value: string; label: string }[] {
  const half = (at: number) => `${String(Math.floor(at / 2)).padStart(2, '0')}:${at % 2 ? '30' : '00'}`;
  const all = new Set([...Array.from({ length: 48 }, (_, at) => half(at)), now]);
  return [...all].sort().map((value) => ({ value, label: timeInWords(value, locale) }));
}

export function timeInWords(value: string, locale: string): string {
  const [hour = 0, minute = 0] = value.split(':').map(Number);
  const at = new Date(Date.UTC(2026, 0, 5, hour, minute));
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' }).format(at);
}

const MINUTES = [0, 5, 10, 15, 20, 30, 45, 60];

/** The choices of a break, with the one in force among them. */
export function minuteChoices(now: number, none: string): { value: string; label: string }[] {
  return [...new Set([...MINUTES, now])]
    .sort((one, other) => one - other)
    .map((minutes) => ({ value: String(minutes), label: minutes === 0 ? none : `${minutes} minutes` }));
}
