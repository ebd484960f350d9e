/**
 * A series in words: `Every Thursday`, `Every 2 weeks on Monday and Friday, until 25 March`.
 *
 * Reads the RFC 5545 rule the engine hands over and says every form that one can write; a rule of any other form is
 * just "A series". Days beyond a month's end are its last, as the engine's rules spell out (`BYMONTHDAY=28,29,30` of
 * which the last counts).
 */
import { dates, type Dates } from './dates';
import { enumerated } from './text';

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const ORDINALS: Record<string, string> = {
  '1': 'first',
  '2': 'second',
  '3': 'third',
  '4': 'fourth',
  '-1': 'last',
};

/**
 * What repeats, how often and how long. `now` decides whether the year is said. A rule ends on a day that need not be a
 * date of the series: where its last date is known, that is said instead.
 */
export function seriesInWords(
  rule: string | null,
  now: Date,
  say: Dates = dates,
  last: string | null = null,
): string {
  if (!rule) return 'A series';
  const parts = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string]));
  const head = cadence(parts, say);
  return head ? head + extent(parts, now, say, last) : 'A series';
}

/** A series that ends on a day, and not after so many dates. */
export function endsOnDay(rule: string | null): boolean {
  return rule !== null && /(^|;)UNTIL=/.test(rule) && !/(^|;)COUNT=/.test(rule);
}

/** A series that says of itself neither until when nor how often it takes place. */
export function isEndless(rule: string | null): boolean {
  return rule !== null && !/(^|;)(COUNT|UNTIL)=/.test(rule);
}

function cadence(parts: Map<string, string>, say: Dates): string | null {
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const every = (unit: string) => (interval === 1 ? `Every ${unit}` : `Every ${interval} ${unit}s`);
  const days = (parts.get('BYDAY') ?? '').split(',').filter(Boolean);
  switch (parts.get('FREQ')) {
    case 'DAILY':
      return every('day');
    case 'WEEKLY':
      // Weeks begin on Monday where nothing else is said (RFC 5545 3.3.10).
      return weekly(days, interval, every('week'), parts.get('WKST') ?? 'MO', say);
    case 'MONTHLY': {
      const nth = nthDay(days, parts, say);
      const date = nth ? `the ${nth}` : dayOfMonth(parts);
      return date ? `${every('month')} on ${date}` : every('month');
    }
    case 'YEARLY': {
      const date = dayOfYear(days, parts, say);
      return date ? `${every('year')} on ${date}` : every('year');
    }
    default:
      return null;
  }
}

function weekly(codes: string[], interval: number, head: string, weekStart: string, say: Dates): string {
  const names = inOrder(codes, say).map((code) => weekday(code, say));
  if (names.length === 0 || names.some((name) => !name)) return head;
  if (interval === 1)
    return names.length === 7
      ? 'Every day'
      : isWeekdays(codes)
        ? 'Every weekday'
        : `Every ${enumerated(names)}`;
  const days = names.length === 7 ? 'every day' : isWeekdays(codes) ? 'weekdays' : enumerated(names);
  // Which weeks count depends on where a week begins, unless all its days are one.
  const begins = WEEKDAYS.findIndex((day) => day === weekStart);
  const asHere = begins < 0 || begins + 1 === say.weekStart || names.length === 1;
  return `${head} on ${days}${asHere ? '' : ` (weeks begin on ${weekday(weekStart, say)})`}`;
}

/** `second Tuesday`, `last weekday`, `first Monday or Tuesday`, `last day`. */
function nthDay(codes: string[], parts: Map<string, string>, say: Dates): string | null {
  const read = codes.map((code) => /^([+-]?\d+)?([A-Z]{2})$/.exec(code) ?? []);
  const inline = read[0]?.[1];
  const ordinal = ORDINALS[(inline ?? parts.get('BYSETPOS') ?? '').replace('+', '')];
  const days = read.map(([, , day = '']) => day);
  const names = inOrder(days, say).map((day) => weekday(day, say));
  if (!ordinal || names.length === 0 || names.some((name) => !name)) return null;
  if (names.length === 7) return `${ordinal} day`;
  if (isWeekdays(days)) return `${ordinal} weekday`;
  if (names.length === 2 && days.includes('SA') && days.includes('SU')) return `${ordinal} weekend day`;
  return `${ordinal} ${enumerated(names, 'or')}`;
}

function dayOfMonth(parts: Map<string, string>): string | null {
  const days = (parts.get('BYMONTHDAY') ?? '').split(',');
  const day = days.at(-1);
  if (!day) return null;
  if (day === '-1') return 'the last day';
  return days.length > 1 ? `day ${day}, or on the last day of a shorter month` : `day ${day}`;
}

function dayOfYear(codes: string[], parts: Map<string, string>, say: Dates): string | null {
  const month = Number(parts.get('BYMONTH'));
  if (!(month >= 1 && month <= 12)) return null;
  const nth = nthDay(codes, parts, say);
  if (nth) return `the ${nth} of ${named(month, 1, { month: 'long' }, say)}`;
  const days = (parts.get('BYMONTHDAY') ?? '').split(',');
  const day = Number(days.at(-1));
  // The last of several is the month's last, whatever year it is.
  if (day === -1 || days.length > 1) return `the last day of ${named(month, 1, { month: 'long' }, say)}`;
  return day >= 1 ? named(month, day, { day: 'numeric', month: 'long' }, say) : null;
}

const isWeekdays = (codes: string[]) =>
  codes.length === 5 && WEEKDAYS.slice(0, 5).every((day) => codes.includes(day));

/** In the order of this region's week. */
function inOrder(codes: string[], say: Dates): string[] {
  const place = (code: string) => (WEEKDAYS.findIndex((day) => day === code) + 8 - say.weekStart) % 7;
  return [...codes].sort((a, b) => place(a) - place(b));
}

/** Empty for what is none. */
function weekday(code: string, say: Dates): string {
  const index = WEEKDAYS.findIndex((day) => day === code);
  // 1 January 2024 was a Monday.
  return index < 0 ? '' : named(1, 1 + index, { weekday: 'long' }, say);
}

/** A part of a date, of 2024, which has a 29 February. */
function named(month: number, day: number, options: Intl.DateTimeFormatOptions, say: Dates): string {
  const date = new Date(Date.UTC(2024, month - 1, day));
  return new Intl.DateTimeFormat(say.locale, { ...options, timeZone: 'UTC' }).format(date);
}

function extent(parts: Map<string, string>, now: Date, say: Dates, last: string | null): string {
  const count = parts.get('COUNT');
  if (count) return count === '1' ? ', once' : `, ${count} times`;
  const until = /^(\d{4})(\d{2})(\d{2})(T(\d{2})(\d{2})(\d{2})Z)?/.exec(parts.get('UNTIL') ?? '');
  if (!until) return '';
  if (last) return `, last on ${say.dayLong(say.dayOf(last), now)}`;
  const day = { year: Number(until[1]), month: Number(until[2]), day: Number(until[3]) };
  const here = until[4]
    ? say.dayOf(new Date(Date.UTC(day.year, day.month - 1, day.day, Number(until[5]), Number(until[6]))))
    : day;
  return `, until ${say.dayLong(here, now)}`;
}
