/**
 * Dates and times the way people say them, in the person's zone and with their region's habits.
 *
 * Instants arrive as RFC 3339 in UTC, all-day things as the midnights around their days. Every phrase that depends on
 * "now" takes it as an argument. The order of day and month, the clock and the first day of the week come from Intl;
 * only the small words around them are ours. What a date means for an answer is left to the domains.
 */

/** A span of time, as the read models carry it. */
export interface Span {
  start: string;
  end: string;
  allDay?: boolean;
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Days that are farther away are named with their year. */
const NEAR = 183;

/** English, with the region's habits: `de-DE` becomes `en-DE`. */
export function interfaceLocale(languages: readonly string[]): string {
  const english = languages.find((language) => /^en\b/i.test(language));
  if (english && english.length > 2) return english;
  for (const language of languages) {
    try {
      const region = new Intl.Locale(language).maximize().region;
      if (region) return `en-${region}`;
    } catch {
      // Not a language tag; the next one may be.
    }
  }
  return 'en-GB';
}

/** A calendar day, without a zone: what all-day things and "today" are about. */
export interface PlainDay {
  year: number;
  month: number;
  day: number;
}

export class Dates {
  readonly locale: string;
  readonly zone: string;
  readonly #made = new Map<string, Intl.DateTimeFormat>();
  readonly #clock: Intl.DateTimeFormatOptions;

  constructor(locale: string, zone: string) {
    this.locale = locale;
    this.zone = zone;
    const cycle = new Intl.DateTimeFormat(locale, { hour: 'numeric' }).resolvedOptions().hourCycle;
    const twelve = cycle === 'h11' || cycle === 'h12';
    this.#clock = twelve
      ? { hour: 'numeric', minute: '2-digit', hour12: true }
      : { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  }

  #format(options: Intl.DateTimeFormatOptions, zone = this.zone): Intl.DateTimeFormat {
    const key = zone + JSON.stringify(options);
    let made = this.#made.get(key);
    if (!made) {
      made = new Intl.DateTimeFormat(this.locale, { ...options, timeZone: zone });
      this.#made.set(key, made);
    }
    return made;
  }

  /** `18:00`, or `6:00 PM` where people write so. */
  clock(instant: string | Date, zone = this.zone): string {
    return plainSpaces(this.#format(this.#clock, zone).format(new Date(instant)));
  }

  /** How a full hour is written, `18:00` or `6 PM`, for whoever formats it. */
  get fullHour(): Intl.DateTimeFormatOptions {
    return this.#clock.hour12 === true ? { hour: 'numeric', hour12: true } : this.#clock;
  }

  /** `18:00` beside a scale of hours, or `6 PM`, which is as wide; with its minutes where a zone's clock has some. */
  hourMark(instant: string | Date): string {
    const format = this.#format(this.#clock);
    const minute = format.formatToParts(new Date(instant)).find((part) => part.type === 'minute')?.value;
    if (this.#clock.hour12 !== true || Number(minute) !== 0) return this.clock(instant);
    return plainSpaces(this.#format(this.fullHour).format(new Date(instant)));
  }

  /** `10:31:11`, for a receipt's steps. */
  clockWithSeconds(instant: string | Date): string {
    return plainSpaces(this.#format({ ...this.#clock, second: '2-digit' }).format(new Date(instant)));
  }

  /** The day an instant falls on, here or in another zone. */
  dayOf(instant: string | Date, zone = this.zone): PlainDay {
    const parts = this.#format(
      { year: 'numeric', month: 'numeric', day: 'numeric', calendar: 'gregory' },
      zone,
    )
      .formatToParts(new Date(instant))
      .reduce<Record<string, string>>((all, part) => ({ ...all, [part.type]: part.value }), {});
    return { year: Number(parts.year), month: Number(parts.month), day: Number(parts.day) };
  }

  /**
   * First and last day of a span. An all-day span is days, not hours: midnights in UTC (or bare dates) are those
   * days everywhere; other midnights are the organizer's, and noon after them falls on the right day for most.
   */
  daysOf(span: Span): { first: PlainDay; last: PlainDay } {
    if (!span.allDay) {
      const first = this.dayOf(span.start);
      // A meeting that ends at midnight is not on the next day too.
      const end = new Date(span.end).getTime();
      const last = end > new Date(span.start).getTime() ? this.dayOf(new Date(end - 1)) : first;
      return { first, last };
    }
    const floating = [span.start, span.end].every((at) => at.length === 10 || /T00:00:00(\.0+)?Z$/.test(at));
    const zone = floating ? 'UTC' : this.zone;
    const noon = (at: string, days: number) =>
      this.dayOf(new Date(new Date(at).getTime() + days * DAY + DAY / 2), zone);
    const first = noon(span.start, 0);
    const last = noon(span.end, -1);
    return { first, last: dayNumber(last) < dayNumber(first) ? first : last };
  }

  #named(day: PlainDay, options: Intl.DateTimeFormatOptions): string {
    return this.#format(options, 'UTC').format(new Date(Date.UTC(day.year, day.month - 1, day.day)));
  }

  /** `Tue 1 Dec`; with the year when it is not this one, or half a year away. */
  dayShort(day: PlainDay, now: Date): string {
    return this.#day(day, now, 'short');
  }

  /** `Tuesday 1 December`, with the year as `dayShort`. */
  dayLong(day: PlainDay, now: Date): string {
    return this.#day(day, now, 'long');
  }

  /** `Tue 1 December`, where a day is a heading of little room. */
  dayHeading(day: PlainDay, now: Date): string {
    return this.#day(day, now, 'short', 'long');
  }

  #day(day: PlainDay, now: Date, width: 'short' | 'long', month: 'short' | 'long' = width): string {
    const weekday = this.#named(day, { weekday: width });
    const today = this.dayOf(now);
    const near = Math.abs(dayNumber(day) - dayNumber(today)) <= NEAR;
    const year = day.year === today.year && near ? {} : ({ year: 'numeric' } as const);
    return `${weekday} ${this.#named(day, { day: 'numeric', month, ...year })}`;
  }

  /** `December 2026`. */
  month(day: PlainDay): string {
    return this.#named(day, { month: 'long', year: 'numeric' });
  }

  /** `18:00–19:00`; over midnight `22:30 – Tue 8 Dec, 02:40`. */
  clockSpan(span: Span): string {
    const { first, last } = this.daysOf(span);
    if (dayNumber(first) !== dayNumber(last)) {
      const until = this.dayShort(this.dayOf(span.end), new Date(span.end));
      return `${this.clock(span.start)} – ${until}, ${this.clock(span.end)}`;
    }
    // Until midnight, which is another day's: a range would write out both.
    if (dayNumber(this.dayOf(span.end)) !== dayNumber(last))
      return `${this.clock(span.start)}–${this.clock(span.end)}`;
    return plainSpaces(this.#format(this.#clock).formatRange(new Date(span.start), new Date(span.end)));
  }

  /** In lists: `Tue 1 Dec, 18:00–19:00`. */
  spanShort(span: Span, now: Date): string {
    const { first, last } = this.daysOf(span);
    const oneDay = dayNumber(first) === dayNumber(last);
    const from = this.dayShort(first, now);
    if (span.allDay) return oneDay ? `${from}, all day` : `${from} – ${this.dayShort(last, now)}`;
    if (oneDay) return `${from}, ${this.clockSpan(span)}`;
    return `${from}, ${this.clock(span.start)} – ${this.dayShort(this.dayOf(span.end), now)}, ${this.clock(span.end)}`;
  }

  /** On the card: `Tuesday 1 December, 18:00 to 19:00`; of a moment `starts and ends at 18:00`. */
  spanLong(span: Span, now: Date): string {
    const { first, last } = this.daysOf(span);
    const oneDay = dayNumber(first) === dayNumber(last);
    const from = this.dayLong(first, now);
    if (span.allDay) return oneDay ? `${from}, all day` : `${from} to ${this.dayLong(last, now)}, all day`;
    if (span.start === span.end) return `${from}, starts and ends at ${this.clock(span.start)}`;
    if (oneDay) return `${from}, ${this.clock(span.start)} to ${this.clock(span.end)}`;
    return `${from}, ${this.clock(span.start)} to ${this.dayLong(this.dayOf(span.end), now)}, ${this.clock(span.end)}`;
  }

  /**
   * The same span on someone else's clock: `09:00 to 10:00`, with the day where theirs is another one.
   * `null` where their clock shows the same, or nobody knows their zone.
   */
  spanElsewhere(span: Span, zone: string, now: Date): string | null {
    if (span.allDay) return null;
    try {
      const theirs = this.dayOf(span.start, zone);
      const sameDay = dayNumber(theirs) === dayNumber(this.dayOf(span.start));
      const from = this.clock(span.start, zone);
      if (sameDay && from === this.clock(span.start)) return null;
      const hours = `${from} to ${this.clock(span.end, zone)}`;
      return sameDay ? hours : `${this.dayShort(theirs, now)}, ${hours}`;
    } catch {
      return null; // A zone this system does not know.
    }
  }

  /** `today 09:31`, `yesterday 11:20`, `Wed 18 Nov, 16:52`. */
  stamp(instant: string, now: Date): string {
    const ago = dayNumber(this.dayOf(now)) - dayNumber(this.dayOf(instant));
    if (ago === 0) return `today ${this.clock(instant)}`;
    if (ago === 1) return `yesterday ${this.clock(instant)}`;
    if (ago === -1) return `tomorrow ${this.clock(instant)}`;
    return `${this.dayShort(this.dayOf(instant), now)}, ${this.clock(instant)}`;
  }

  /** As `stamp`, but for today the clock alone: `10:02`. What lamps say. */
  stampBrief(instant: string, now: Date): string {
    return this.daysUntil(instant, now) === 0 ? this.clock(instant) : this.stamp(instant, now);
  }

  /** Whole days of the calendar from now: 0 today, 1 tomorrow, negative when past. */
  daysUntil(instant: string | Date, now: Date): number {
    return dayNumber(this.dayOf(instant)) - dayNumber(this.dayOf(now));
  }

  /** `in 11 days`, `tomorrow`, `in 20 min`, `now`, `yesterday`, `3 days ago`. */
  distance(span: Span, now: Date): string {
    const days = dayNumber(this.daysOf(span).first) - dayNumber(this.dayOf(now));
    if (days > 1) return `in ${days} days`;
    if (days === 1) return 'tomorrow';
    if (!span.allDay) {
      const start = new Date(span.start).getTime();
      const end = new Date(span.end).getTime();
      const minutes = Math.ceil((start - now.getTime()) / MINUTE);
      if (minutes > 0) return `in ${duration(minutes)}`;
      if (now.getTime() < end) return 'now';
    }
    if (days === 0) return span.allDay ? 'today' : 'earlier today';
    return days === -1 ? 'yesterday' : `${-days} days ago`;
  }

  /** 1 Monday to 7 Sunday: where this region's week starts. */
  get weekStart(): number {
    const locale = new Intl.Locale(this.locale) as Intl.Locale & {
      getWeekInfo?: () => { firstDay: number };
      weekInfo?: { firstDay: number };
    };
    return locale.getWeekInfo?.().firstDay ?? locale.weekInfo?.firstDay ?? 1;
  }

  /** The instant at which a day begins here. */
  startOfDay(day: PlainDay): Date {
    const wanted = dayNumber(day) * DAY;
    // Two rounds: the offset at the guess may differ from the one at midnight.
    let guess = wanted;
    for (let round = 0; round < 2; round++) guess = wanted - this.#offset(new Date(guess));
    return new Date(guess);
  }

  #offset(instant: Date): number {
    const parts = this.#format({
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
      hourCycle: 'h23',
      calendar: 'gregory',
    })
      .formatToParts(instant)
      .reduce<Record<string, number>>((all, part) => ({ ...all, [part.type]: Number(part.value) }), {});
    const shown = Date.UTC(
      parts.year ?? 0,
      (parts.month ?? 1) - 1,
      parts.day ?? 1,
      parts.hour ?? 0,
      parts.minute ?? 0,
      parts.second ?? 0,
    );
    return shown - Math.floor(instant.getTime() / 1000) * 1000;
  }
}

/** Days since 1970 of a calendar day: for comparing and counting. */
export function dayNumber(day: PlainDay): number {
  return Date.UTC(day.year, day.month - 1, day.day) / DAY;
}

/** A day some days away. */
export function addDays(day: PlainDay, days: number): PlainDay {
  const moved = new Date((dayNumber(day) + days) * DAY);
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** `30 min`, `1 h`, `1 h 30`. */
export function duration(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest ? `${Math.floor(minutes / 60)} h ${String(rest).padStart(2, '0')}` : `${minutes / 60} h`;
}

/** The city an IANA zone is named after: `America/Los_Angeles` is Los Angeles. `null` where there is none. */
export function cityOf(zone: string): string | null {
  if (!zone.includes('/') || zone.startsWith('Etc/')) return null;
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

/** ICU's narrow spaces before AM would keep a search or a test from finding the time. */
function plainSpaces(text: string): string {
  return text.replace(/[\u202f\u2009\u00a0]/g, ' ');
}

/** The person's own dates. */
export const dates = new Dates(
  interfaceLocale(typeof navigator === 'undefined' ? [] : navigator.languages),
  new Intl.DateTimeFormat().resolvedOptions().timeZone,
);
