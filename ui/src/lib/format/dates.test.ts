import { describe, expect, it } from 'vitest';
import { addDays, cityOf, Dates, duration, interfaceLocale } from './dates';

const british = new Dates('en-GB', 'Europe/Berlin');
const american = new Dates('en-US', 'America/New_York');
/** Friday 20 November 2026, 10:02 in Berlin. */
const now = new Date('2026-11-20T09:02:00Z');
const planning = { start: '2026-12-01T17:00:00Z', end: '2026-12-01T18:00:00Z' };

describe('interfaceLocale', () => {
  it('keeps the language English and takes the habits of the region', () => {
    expect(interfaceLocale(['de-DE', 'en'])).toBe('en-DE');
    expect(interfaceLocale(['fr', 'en-CA'])).toBe('en-CA');
    expect(interfaceLocale(['ja'])).toBe('en-JP');
    expect(interfaceLocale([])).toBe('en-GB');
    expect(interfaceLocale(['not a tag'])).toBe('en-GB');
  });
});

describe('a scale of hours', () => {
  it('names full hours as short as people there write them, and minutes where a clock has some', () => {
    const full = (dates: Dates) => new Intl.DateTimeFormat(dates.locale, dates.fullHour).format(0);
    expect(british.hourMark('2026-11-20T07:00:00Z')).toBe('08:00');
    expect(full(british)).toMatch(/^\d\d:\d\d$/);
    expect(american.hourMark('2026-11-20T13:00:00Z')).toBe('8 AM');
    expect(full(american)).toMatch(/^\d{1,2}\s[AP]M$/u);
    expect(new Dates('en-US', 'Asia/Kathmandu').hourMark('2026-11-20T13:00:00Z')).toBe('6:45 PM');
  });
});

describe('spans', () => {
  it('are short in lists and spelled out on the card', () => {
    expect(british.spanShort(planning, now)).toBe('Tue 1 Dec, 18:00–19:00');
    expect(british.spanLong(planning, now)).toBe('Tuesday 1 December, 18:00 to 19:00');
  });

  it('use the clock and the order of the region', () => {
    expect(american.spanLong(planning, now)).toBe('Tuesday December 1, 12:00 PM to 1:00 PM');
  });

  it('name the year only when it is another one, or half a year away', () => {
    const next = { start: '2027-01-11T08:00:00Z', end: '2027-01-11T09:00:00Z' };
    expect(british.spanShort(next, now)).toBe('Mon 11 Jan 2027, 09:00–10:00');
    const spring = { year: 2026, month: 4, day: 2 };
    expect(british.dayShort(spring, now)).toBe('Thu 2 Apr 2026');
    expect(british.dayShort(spring, new Date('2026-01-20T09:00:00Z'))).toBe('Thu 2 Apr');
  });

  it('say of days that they are all day, and of a moment that it starts and ends', () => {
    const fair = { start: '2026-12-01T00:00:00Z', end: '2026-12-04T00:00:00Z', allDay: true };
    expect(british.spanLong(fair, now)).toBe('Tuesday 1 December to Thursday 3 December, all day');
    const moment = { start: '2026-12-01T18:00:00Z', end: '2026-12-01T18:00:00Z' };
    expect(british.spanLong(moment, now)).toBe('Tuesday 1 December, starts and ends at 19:00');
  });

  it('name both days when they end on another one, and only one when they end at midnight', () => {
    const night = { start: '2026-12-01T22:30:00Z', end: '2026-12-02T00:30:00Z' };
    expect(british.spanShort(night, now)).toBe('Tue 1 Dec, 23:30 – Wed 2 Dec, 01:30');
    const untilMidnight = { start: '2026-12-01T21:00:00Z', end: '2026-12-01T23:00:00Z' };
    expect(british.spanLong(untilMidnight, now)).toBe('Tuesday 1 December, 22:00 to 00:00');
  });

  it('are clock times in a column of the calendar, with the day only where it is another one', () => {
    const night = { start: '2026-12-07T21:30:00Z', end: '2026-12-08T01:40:00Z' };
    const midnight = { start: '2026-12-07T21:30:00Z', end: '2026-12-07T23:00:00Z' };
    expect(british.clockSpan(planning)).toBe('18:00–19:00');
    expect(british.clockSpan(night)).toBe('22:30 – Tue 8 Dec, 02:40');
    expect(british.clockSpan(midnight)).toBe('22:30–00:00');
  });

  it('read all-day things as days, wherever their midnights are', () => {
    const utc = { start: '2026-12-01T00:00:00Z', end: '2026-12-02T00:00:00Z', allDay: true };
    const berlin = { start: '2026-11-30T23:00:00Z', end: '2026-12-01T23:00:00Z', allDay: true };
    const bare = { start: '2026-12-01', end: '2026-12-02', allDay: true };
    for (const span of [utc, berlin, bare]) expect(british.spanShort(span, now)).toBe('Tue 1 Dec, all day');
    expect(american.spanShort(utc, now), 'a floating day is the same day everywhere').toBe(
      'Tue Dec 1, all day',
    );
    const two = { start: '2026-12-01T00:00:00Z', end: '2026-12-03T00:00:00Z', allDay: true };
    expect(british.spanLong(two, now)).toBe('Tuesday 1 December to Wednesday 2 December, all day');
  });
});

describe('someone else’s clock', () => {
  it('is told only where it differs', () => {
    expect(british.spanElsewhere(planning, 'America/Los_Angeles', now)).toBe('09:00 to 10:00');
    expect(british.spanElsewhere(planning, 'Europe/Paris', now)).toBeNull();
    expect(british.spanElsewhere(planning, 'Nowhere/Such', now)).toBeNull();
  });

  it('names the day where theirs is another one', () => {
    const morning = { start: '2026-12-01T07:00:00Z', end: '2026-12-01T08:00:00Z' };
    expect(british.spanElsewhere(morning, 'America/Los_Angeles', now)).toBe('Mon 30 Nov, 23:00 to 00:00');
  });

  it('is named after its city', () => {
    expect(cityOf('America/Los_Angeles')).toBe('Los Angeles');
    expect(cityOf('America/Argentina/Buenos_Aires')).toBe('Buenos Aires');
    expect(cityOf('Etc/GMT+5')).toBeNull();
    expect(cityOf('UTC')).toBeNull();
  });
});

describe('stamps', () => {
  it.each([
    ['2026-11-20T08:31:00Z', 'today 09:31'],
    ['2026-11-19T10:20:00Z', 'yesterday 11:20'],
    ['2026-11-18T15:52:00Z', 'Wed 18 Nov, 16:52'],
    ['2026-11-19T23:30:00Z', 'today 00:30'],
  ])('%s is said as %s', (instant, words) => {
    expect(british.stamp(instant, now)).toBe(words);
  });

  it('are the clock alone on lamps, for today', () => {
    expect(british.stampBrief('2026-11-20T09:02:00Z', now)).toBe('10:02');
    expect(british.stampBrief('2026-11-19T10:20:00Z', now)).toBe('yesterday 11:20');
  });
});

describe('distance', () => {
  const at = (start: string, end: string, allDay = false) => british.distance({ start, end, allDay }, now);
  it('counts days of the calendar, then minutes', () => {
    expect(british.distance(planning, now)).toBe('in 11 days');
    expect(at('2026-11-21T08:00:00Z', '2026-11-21T09:00:00Z')).toBe('tomorrow');
    expect(at('2026-11-20T09:22:00Z', '2026-11-20T10:00:00Z')).toBe('in 20 min');
    expect(at('2026-11-20T14:02:00Z', '2026-11-20T15:00:00Z')).toBe('in 5 h');
    expect(at('2026-11-20T09:00:00Z', '2026-11-20T10:00:00Z')).toBe('now');
    expect(at('2026-11-20T07:00:00Z', '2026-11-20T08:00:00Z')).toBe('earlier today');
    expect(at('2026-11-19T07:00:00Z', '2026-11-19T08:00:00Z')).toBe('yesterday');
    expect(at('2026-11-17T07:00:00Z', '2026-11-17T08:00:00Z')).toBe('3 days ago');
    expect(at('2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z', true)).toBe('today');
  });
});

describe('days', () => {
  it('begin at midnight here, also when clocks change', () => {
    expect(british.startOfDay({ year: 2026, month: 12, day: 1 }).toISOString()).toBe(
      '2026-11-30T23:00:00.000Z',
    );
    expect(british.startOfDay({ year: 2026, month: 3, day: 29 }).toISOString()).toBe(
      '2026-03-28T23:00:00.000Z',
    );
    expect(british.startOfDay({ year: 2026, month: 3, day: 30 }).toISOString()).toBe(
      '2026-03-29T22:00:00.000Z',
    );
  });

  it('step over months', () => {
    expect(addDays({ year: 2026, month: 12, day: 31 }, 1)).toEqual({ year: 2027, month: 1, day: 1 });
  });
});

describe('duration', () => {
  it.each([
    [30, '30 min'],
    [60, '1 h'],
    [65, '1 h 05'],
    [90, '1 h 30'],
  ])('%i minutes are %s', (minutes, words) => {
    expect(duration(minutes)).toBe(words);
  });
});
