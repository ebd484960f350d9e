/**
 * A series in words: `Every Thursday`, `Every 2 weeks on Monday and Friday, until 25 March`.
 *
 * Reads the RFC 5545 rule the engine hands over and says the frequent forms; a rule it cannot say is just "A series".
 */
import { dates, type Dates } from './dates';

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
const ORDINALS: Record<string, string> = {
  '1': 'first',
  '2': 'second',
  '3': 'third',
  '4': 'fourth',
  '-1': 'last',
};

/** What repeats, how often and how long. `now` decides whether the year is said. */
export function seriesInWords(rule: string | null, now: Date, say: Dates = dates): string {
  if (!rule) return 'A series';
  const parts = new Map(rule.split(';').map((part) => part.split('=', 2) as [string, string]));
  const interval = Number(parts.get('INTERVAL') ?? 1);
  const days = (parts.get('BYDAY') ?? '').split(',').filter(Boolean);
  const head = cadence(parts.get('FREQ') ?? '', interval, days, parts, say);
  if (!head) return 'A series';
  return head + extent(parts, now, say);
}

function cadence(
  freq: string,
  interval: number,
  days: string[],
  parts: Map<string, string>,
  say: Dates,
): string | null {
  const every = (unit: string) => (interval === 1 ? `Every ${unit}` : `Every ${interval} ${unit}s`);
  switch (freq) {
    case 'DAILY':
      return every('day');
    case 'WEEKLY': {
      if (days.length === 5 && WEEKDAYS.slice(0, 5).every((day) => days.includes(day)) && interval === 1)
        return 'Every weekday';
      const names = days.map((day) => weekday(day, say));
      if (names.some((name) => !name) || names.length === 0) return every('week');
      const list =
        names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
      return interval === 1 ? `Every ${list}` : `${every('week')} on ${list}`;
    }
    case 'MONTHLY': {
      const nth = nthWeekday(days, parts, say);
      if (nth) return `${every('month')} on the ${nth}`;
      const day = parts.get('BYMONTHDAY');
      return day === '-1'
        ? `${every('month')} on the last day`
        : day
          ? `${every('month')} on day ${day}`
          : every('month');
    }
    case 'YEARLY':
      return every('year');
    default:
      return null;
  }
}

function nthWeekday(days: string[], parts: Map<string, string>, say: Dates): string | null {
  const [only] = days;
  if (days.length !== 1 || only === undefined) return null;
  const [, inline = '', code = ''] = /^([+-]?\d+)?([A-Z]{2})$/.exec(only) ?? [];
  const ordinal = ORDINALS[(inline || (parts.get('BYSETPOS') ?? '')).replace('+', '')];
  const name = weekday(code, say);
  return ordinal && name ? `${ordinal} ${name}` : null;
}

function weekday(code: string, say: Dates): string | null {
  const index = WEEKDAYS.findIndex((day) => day === code);
  if (index < 0) return null;
  // 1 January 2024 was a Monday.
  return new Intl.DateTimeFormat(say.locale, { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2024, 0, 1 + index)),
  );
}

function extent(parts: Map<string, string>, now: Date, say: Dates): string {
  const count = parts.get('COUNT');
  if (count) return `, ${count} times`;
  const until = /^(\d{4})(\d{2})(\d{2})(T(\d{2})(\d{2})(\d{2})Z)?/.exec(parts.get('UNTIL') ?? '');
  if (!until) return '';
  const day = { year: Number(until[1]), month: Number(until[2]), day: Number(until[3]) };
  const here = until[4]
    ? say.dayOf(new Date(Date.UTC(day.year, day.month - 1, day.day, Number(until[5]), Number(until[6]))))
    : day;
  return `, until ${say.dayLong(here, now)}`;
}
