import { describe, expect, it } from 'vitest';
import { Dates } from '../format';
import type { CalendarEntry } from '../host';
import { layDay } from './day';

const dates = new Dates('en-GB', 'Europe/Berlin');
const tuesday = { year: 2026, month: 12, day: 1 };

/** `18:00` in Berlin on that Tuesday. */
const at = (clock: string, day = '2026-12-01') => new Date(`${day}T${clock}:00+01:00`).toISOString();

function busy(subject: string, from: string, to: string, more: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    id: subject,
    recurrenceId: null,
    subject,
    start: at(from),
    end: at(to),
    allDay: false,
    location: '',
    recurring: false,
    organizer: null,
    own: 'appointment',
    cancelled: false,
    takesTime: true,
    state: null,
    updated: false,
    overlaps: null,
    ...more,
  };
}

const planning = { start: at('18:00'), end: at('19:00') };
const parents = busy('Parents’ evening', '18:30', '20:00');
describe('layDay', () => {
  it('puts things that meet side by side, and others not', () => {
    const { blocks } = layDay(
      tuesday,
      [
        busy('A', '09:00', '10:00'),
        busy('B', '09:30', '10:30'),
        busy('C', '10:00', '11:00'),
        busy('D', '12:00', '13:00'),
      ],
      planning,
      dates,
    );
    expect(blocks.map(({ entry, lane, lanes }) => [entry.subject, lane, lanes])).toEqual([
      ['A', 0, 2],
      ['B', 1, 2],
      ['C', 0, 2],
      ['D', 0, 1],
    ]);
  });

  it('knows how much of a thing the meeting covers, and when all of it', () => {
    const { blocks, overlaps } = layDay(tuesday, [parents, busy('Call', '18:10', '18:30')], planning, dates);
    expect(blocks.map(({ covered, hidden }) => [covered, hidden])).toEqual([
      [0, true],
      [30, false],
    ]);
    expect(overlaps).toEqual([{ from: 18 * 60 + 10, to: 19 * 60 }]);
  });

  it('cuts what reaches over midnight at the day’s edges', () => {
    const night = busy('Night', '22:00', '23:00', { end: at('02:00', '2026-12-02') });
    expect(layDay(tuesday, [night], planning, dates).blocks[0]).toMatchObject({ from: 22 * 60, to: 24 * 60 });
  });

  it('knows where the meeting itself goes on beyond the day', () => {
    const night = { start: at('22:30'), end: at('02:40', '2026-12-02') };
    expect(layDay(tuesday, [], night, dates).beyond).toEqual({ before: false, after: true });
    expect(layDay({ ...tuesday, day: 2 }, [], night, dates).beyond).toEqual({ before: true, after: false });
    expect(layDay({ ...tuesday, day: 3 }, [], night, dates).beyond).toEqual({ before: false, after: false });
    const midnight = { start: at('22:30'), end: at('00:00', '2026-12-02') };
    expect(layDay(tuesday, [], midnight, dates).beyond).toEqual({ before: false, after: false });
  });

  it('knows which of a meeting’s whole days it is', () => {
    const fair = { start: '2026-11-30T00:00:00Z', end: '2026-12-03T00:00:00Z', allDay: true };
    const { whole, slot } = layDay(tuesday, [], fair, dates);
    expect([whole, slot]).toEqual([{ day: 2, of: 3 }, null]);
    expect(layDay({ ...tuesday, day: 3 }, [], fair, dates).whole).toBeNull();
    expect(layDay(tuesday, [], planning, dates).whole).toBeNull();
  });

  it('has 23 hours on the day clocks go forward, none of them twice', () => {
    const sunday = { year: 2026, month: 3, day: 29 };
    const { hours, hourNames } = layDay(sunday, [], planning, dates);
    expect(hours).toBe(23);
    expect(hourNames.slice(0, 4)).toEqual(['00:00', '01:00', '03:00', '04:00']);
  });

  it('names hours without minutes where people write AM and PM, so that they fit beside the day', () => {
    const names = layDay(tuesday, [], planning, new Dates('en-US', 'Europe/Berlin')).hourNames;
    expect([names[1], names[10], names[12], names[22]]).toEqual(['1 AM', '10 AM', '12 PM', '10 PM']);
  });

  it('draws what is free, and neither overlaps it nor breaks free time with it', () => {
    const lunch = busy('Lunch run', '18:00', '19:00', { takesTime: false });
    const { blocks, overlaps, free } = layDay(
      tuesday,
      [lunch, busy('A', '09:00', '10:00'), busy('Free hour', '12:00', '13:00', { takesTime: false })],
      planning,
      dates,
    );
    expect(blocks.map(({ entry }) => entry.subject)).toEqual(['A', 'Free hour', 'Lunch run']);
    expect(overlaps).toEqual([]);
    expect(free).toEqual([{ from: 10 * 60, to: 18 * 60 }]);
  });

  it('shows times of an hour or more between things', () => {
    const { free } = layDay(
      tuesday,
      [busy('A', '09:00', '10:00'), busy('B', '10:30', '16:30')],
      planning,
      dates,
    );
    expect(free).toEqual([{ from: 16 * 60 + 30, to: 18 * 60 }]);
  });
});
