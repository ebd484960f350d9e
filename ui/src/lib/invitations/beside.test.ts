import { describe, expect, it } from 'vitest';
import { Dates } from '../format';
import type { Beside, CalendarEntry, NearMiss, UpcomingOccurrence } from '../host';
import {
  besideChosen,
  dateInWords,
  datesInWords,
  nearWords,
  notJudged,
  sharedMinutes,
  verdict,
} from './beside';

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
const nothing: Beside = { told: true, overlaps: [], near: [], outsideHours: null, dates: null };

/** With these in the way for so many minutes. */
const hits = (...found: [CalendarEntry, number][]): Beside => ({
  ...nothing,
  overlaps: found.map(([entry, minutes]) => ({ entry, minutes })),
});

const near = (entry: CalendarEntry, more: Partial<NearMiss> = {}): NearMiss => ({
  entry,
  before: true,
  minutes: 10,
  elsewhere: false,
  ...more,
});

const said = (
  entries: CalendarEntry[],
  beside: Beside,
  meeting: Parameters<typeof verdict>[3] = planning,
) => {
  const found = verdict(tuesday, entries, beside, meeting, dates);
  return found && { ...found, words: `${found.strong} ${found.rest}`.trim() };
};

describe('verdict', () => {
  it('says how long it overlaps, with what, and since when the time before is free', () => {
    const found = said([parents, busy('Focus', '15:30', '16:30')], hits([parents, 30]));
    expect(found?.tone).toBe('bad');
    expect(found?.words).toBe(
      'Overlaps 30 min with Parents’ evening, 18:30. You are free until then from 16:30.',
    );
  });

  it('does not call the time before free where something is free by name only', () => {
    const idle = busy('Lunch run', '15:30', '16:30', { takesTime: false });
    expect(said([parents, idle], hits([parents, 30]))?.words).toBe(
      'Overlaps 30 min with Parents’ evening, 18:30.',
    );
  });

  it('says how free the time around is', () => {
    const around = [busy('Lunch', '12:30', '17:15'), busy('Dinner', '20:15', '22:00')];
    expect(said(around, nothing)).toMatchObject({
      tone: 'good',
      words: 'Free. 45 min before, 1 h 15 after.',
    });
    expect(said([busy('Lunch', '12:30', '18:00')], nothing)?.words).toBe(
      'Free. No break before, nothing after.',
    );
    expect(said([], nothing)?.words).toBe('Free. Nothing else on this day.');
  });

  it('names several things with their times and what is not certain of them', () => {
    const call = busy('Call', '18:15', '18:45', { own: 'open' });
    const found = said([parents, call], hits([call, 30], [parents, 30]));
    expect(found?.words).toBe('Overlaps 2 things');
    expect(found?.things.map(({ when, name, state }) => [when, name, state])).toEqual([
      ['18:15–18:45', 'Call', 'not answered'],
      ['18:30–20:00', 'Parents’ evening', ''],
    ]);
  });

  it('tells a tentative thing from a certain one', () => {
    const demo = busy('Demo', '18:00', '19:00', { own: 'tentative' });
    expect(said([demo], hits([demo, 60]))?.words).toBe('Overlaps 1 h with Demo, 18:00, tentative.');
  });

  it('minds things that last all day', () => {
    const travel = busy('Travel', '00:00', '00:00', {
      start: '2026-12-01T00:00:00Z',
      end: '2026-12-02T00:00:00Z',
      allDay: true,
    });
    expect(said([travel], hits([travel, 60]))?.words).toBe('Overlaps Travel, all day.');
    const offsite = { ...planning, start: '2026-12-01', end: '2026-12-02', allDay: true };
    expect(said([parents], hits([parents, 90]), offsite)?.words).toBe(
      'Not a free day. Parents’ evening on the same day.',
    );
    expect(said([], nothing, offsite)?.words).toBe('Free. Nothing else on this day.');
  });

  it('counts over all days of a meeting that takes several, and says on which something is', () => {
    const fair = { start: '2026-11-30T00:00:00Z', end: '2026-12-03T00:00:00Z', allDay: true };
    expect(said([], nothing, fair)?.words).toBe('Free. Nothing else on these 3 days.');
    expect(said([parents], hits([parents, 90]), fair)?.words).toBe(
      'Not free. Parents’ evening, Tue 1 Dec, 18:30–20:00.',
    );
    const call = busy('Call', '09:00', '10:00', {
      start: at('09:00', '2026-11-30'),
      end: at('10:00', '2026-11-30'),
    });
    const several = said([], hits([call, 60], [parents, 90]), fair);
    expect(several?.things.map(({ when }) => when)).toEqual([
      'Mon 30 Nov, 09:00–10:00',
      'Tue 1 Dec, 18:30–20:00',
    ]);
  });

  it('judges no year that nobody can mean', () => {
    expect(notJudged({ oddities: [{ kind: 'implausibleYear', year: 1601 }] })).toMatchObject({
      tone: 'note',
      strong: 'Cannot be judged.',
      rest: 'The year 1601 cannot be right.',
    });
    expect(notJudged({ oddities: [{ kind: 'endsBeforeStart' }] })?.rest).toBe('Its end is not known.');
    expect(notJudged({ oddities: [{ kind: 'unreadableRule' }] })).toBeNull();
  });

  it('finds what a time that is only being chosen would collide with', () => {
    const chosen = besideChosen([parents, busy('Early', '08:00', '09:00')], {
      start: at('19:00'),
      end: at('21:00'),
    });
    expect(chosen.overlaps.map(({ entry, minutes }) => [entry.subject, minutes])).toEqual([
      ['Parents’ evening', 60],
    ]);
  });

  it('tells near misses and working hours calmly', () => {
    const standUp = busy('Stand-up', '17:30', '17:50');
    const found = said([standUp], { ...nothing, near: [near(standUp)], outsideHours: 'after' });
    expect(found?.tone).toBe('note');
    expect(found?.words).toBe('Free.');
    expect(found?.notes).toEqual(['10 min after Stand-up ends, 17:50.', 'After your working hours.']);
  });

  it('says of a meeting over midnight that it was looked at to its end', () => {
    const until = (day: string) =>
      verdict(tuesday, [], nothing, { start: at('22:30'), end: at('02:40', day) }, dates)?.strong;
    expect(until('2026-12-02')).toBe('Free on both days.');
    expect(until('2026-12-04')).toBe('Free on all 4 days.');
  });

  it('says nothing of another day, or where there is nothing to tell', () => {
    expect(verdict({ ...tuesday, day: 2 }, [parents], hits([parents, 30]), planning, dates)).toBeNull();
    expect(said([parents], { ...nothing, told: false })).toBeNull();
  });
});

describe('nearWords', () => {
  const visit = busy('Visit', '17:00', '17:50', { location: 'Olympus' });

  it('says how long before or after, and where', () => {
    expect(nearWords(near(visit, { elsewhere: true }), dates)).toBe(
      '10 min after Visit ends, 17:50, in another place: Olympus.',
    );
    expect(nearWords(near(busy('Dinner', '19:05', '20:00'), { before: false, minutes: 5 }), dates)).toBe(
      '5 min before Dinner begins, 19:05.',
    );
  });

  it('says that there is no break at all', () => {
    expect(nearWords(near(visit, { minutes: 0 }), dates)).toBe('Begins right as Visit ends.');
    expect(nearWords(near(visit, { minutes: 0, before: false }), dates)).toBe('Ends right as Visit begins.');
  });
});

describe('sharedMinutes', () => {
  it('counts each minute once', () => {
    const call = busy('Call', '18:15', '18:45');
    expect(sharedMinutes(hits([call, 30], [parents, 30]), planning)).toBe(45);
    expect(sharedMinutes(nothing, planning)).toBe(0);
  });
});

describe('dates of a series', () => {
  const date = (day: string, ...with_: CalendarEntry[]) => ({
    recurrenceId: at('18:00', day),
    start: at('18:00', day),
    end: at('19:00', day),
    overlaps: with_.map((entry) => ({ entry, minutes: 30 })),
  });

  it('are counted in words', () => {
    const of = (number: number, ...colliding: ReturnType<typeof date>[]) =>
      datesInWords({ ...nothing, dates: { of: number, all: false, last: null, colliding } }, []);
    const hit = date('2026-12-01', parents);
    expect(of(12)).toBe('None of the next 12 dates collides with anything in your calendar');
    expect(of(12, hit)).toBe('1 of the next 12 dates collides');
    expect(of(12, hit, hit)).toBe('2 of the next 12 dates collide');
    expect(of(2, hit, hit)).toBe('All of the next 2 dates collide');
    expect(datesInWords(nothing, [])).toBeNull();
  });

  it('say how far that looks', () => {
    const of = (number: number, all: boolean, ...colliding: ReturnType<typeof date>[]) =>
      datesInWords({ ...nothing, dates: { of: number, all, last: null, colliding } }, []);
    const hit = date('2026-12-01', parents);
    expect(of(3, true)).toBe('None of the 3 dates that are left collides with anything in your calendar');
    expect(of(1, true, hit)).toBe('The last date collides with something in your calendar');
    expect(of(1, true)).toBe('The last date collides with nothing in your calendar');
    expect(of(1, false)).toBe(
      'The next date collides with nothing in your calendar; those after it are more than a year away and are not compared',
    );
  });

  it('say how many are listed, and that those that do not take place are not counted', () => {
    const listed = (...states: UpcomingOccurrence['state'][]) =>
      datesInWords(
        { ...nothing, dates: { of: 12, all: false, last: null, colliding: [] } },
        states.map((state) => ({ state, own: null }) as UpcomingOccurrence),
      );
    expect(listed('planned', 'moved')).toBe(
      'None of the next 12 dates collides with anything in your calendar. The first 2 are below',
    );
    expect(listed('planned', 'cancelled', 'planned')).toBe(
      'None of the next 12 dates that take place collides with anything in your calendar. The first 2 are below',
    );
    expect(listed('planned', 'removed', 'planned')).toMatch(
      /^None of the next 12 dates that are in your calendar /,
    );
    const declined = [{ state: 'planned', own: 'declined' }] as UpcomingOccurrence[];
    expect(
      datesInWords({ ...nothing, dates: { of: 12, all: false, last: null, colliding: [] } }, declined),
    ).toMatch(/^None of the next 12 dates that you have not declined /);
  });

  it('say with what', () => {
    expect(dateInWords(date('2026-12-01', parents), dates)).toBe('with Parents’ evening, 18:30');
    expect(dateInWords(date('2026-12-01', { ...parents, own: 'tentative' }), dates)).toBe(
      'with Parents’ evening, 18:30, tentative',
    );
    expect(dateInWords(date('2026-12-01', parents, busy('Call', '18:00', '19:00')), dates)).toBe(
      'with Parents’ evening and 1 more',
    );
  });
});
