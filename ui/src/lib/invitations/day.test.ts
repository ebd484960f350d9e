import { describe, expect, it } from 'vitest';
import { Dates } from '../format';
import type { CalendarEntry } from '../host';
import { layDay, verdict } from './day';

const dates = new Dates('en-GB', 'Europe/Berlin');
const tuesday = { year: 2026, month: 12, day: 1 };

/** `18:00` in Berlin on that Tuesday. */
const at = (clock: string, day = '2026-12-01') => new Date(`${day}T${clock}:00+01:00`).toISOString();

function busy(subject: string, from: string, to: string, more: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    id: subject,
    subject,
    start: at(from),
    end: at(to),
    allDay: false,
    location: '',
    recurring: false,
    organizer: null,
    own: 'appointment',
    cancelled: false,
    ...more,
  };
}

const planning = { id: 'planning', start: at('18:00'), end: at('19:00') };
const parents = busy('Parents’ evening', '18:30', '20:00');
const said = (entries: CalendarEntry[], meeting: Parameters<typeof verdict>[2] = planning) => {
  const { tone, strong, rest } = verdict(tuesday, entries, meeting, dates) ?? {
    tone: null,
    strong: '',
    rest: '',
  };
  return { tone, words: `${strong} ${rest}` };
};

describe('verdict', () => {
  it('says how long it overlaps, with what, and since when the time before is free', () => {
    expect(said([parents, busy('Focus', '15:30', '16:30')])).toEqual({
      tone: 'bad',
      words: 'Overlaps 30 min with Parents’ evening, 18:30. You are free until then from 16:30.',
    });
  });

  it('says how free the time around is', () => {
    const around = [busy('Lunch', '12:30', '17:15'), busy('Dinner', '20:15', '22:00')];
    expect(said(around)).toEqual({ tone: 'good', words: 'Free. 45 min before, 1 h 15 after.' });
    expect(said([busy('Lunch', '12:30', '18:00')]).words).toBe('Free. No break before, nothing after.');
    expect(said([])).toEqual({ tone: 'good', words: 'Free. Nothing else on this day.' });
  });

  it('names several overlaps, and counts shared minutes once', () => {
    expect(said([parents, busy('Call', '18:15', '18:45')]).words).toBe(
      'Overlaps 2 things for 45 min: Call, Parents’ evening.',
    );
  });

  it('tells a tentative thing from a certain one', () => {
    expect(said([busy('Demo', '18:00', '19:00', { own: 'tentative' })]).words).toBe(
      'Overlaps 1 h with Demo, 18:00, tentative.',
    );
  });

  it('leaves out what does not take my time: declined, called off, the meeting’s own placeholder', () => {
    const gone = [
      busy('No', '18:00', '19:00', { own: 'declined' }),
      busy('Off', '18:00', '19:00', { cancelled: true }),
      busy('Itself', '18:00', '19:00', { id: 'planning', own: 'open' }),
    ];
    expect(said(gone).tone).toBe('good');
  });

  it('does not call touching an overlap', () => {
    expect(said([busy('Before', '17:00', '18:00'), busy('After', '19:00', '20:00')]).tone).toBe('good');
  });

  it('minds things that last all day', () => {
    const travel = busy('Travel', '00:00', '00:00', {
      start: '2026-12-01T00:00:00Z',
      end: '2026-12-02T00:00:00Z',
      allDay: true,
    });
    expect(said([travel]).words).toBe('Overlaps Travel, all day.');
    const offsite = { ...planning, start: '2026-12-01', end: '2026-12-02', allDay: true };
    expect(said([parents], offsite).words).toBe('Not a free day. Parents’ evening on the same day.');
    expect(said([], offsite).words).toBe('Free. Nothing else on this day.');
  });

  it('says nothing about another day', () => {
    expect(verdict({ ...tuesday, day: 2 }, [parents], planning, dates)).toBeNull();
  });
});

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

  it('has 23 hours on the day clocks go forward, none of them twice', () => {
    const sunday = { year: 2026, month: 3, day: 29 };
    const { hours, hourNames } = layDay(sunday, [], planning, dates);
    expect(hours).toBe(23);
    expect(hourNames.slice(0, 4)).toEqual(['00:00', '01:00', '03:00', '04:00']);
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
