import { describe, expect, it } from 'vitest';
import type { Attendee, DateAnswer } from '$lib/host';
import { countOf, lines, need, sorted } from './order';

function attendee(name: string, more: Partial<Attendee> = {}): Attendee {
  return {
    name,
    email: `${name.toLowerCase()}@contoso.com`,
    type: 'required',
    status: 'accepted',
    answeredAt: null,
    comment: null,
    proposal: null,
    dates: [],
    new: false,
    fromMailOnly: false,
    listed: true,
    unclear: null,
    ...more,
  };
}

const date = (more: Partial<DateAnswer>): DateAnswer => ({
  recurrenceId: '2026-12-10T16:00:00Z',
  start: '2026-12-10T16:00:00Z',
  status: 'declined',
  answeredAt: null,
  comment: null,
  proposal: null,
  past: false,
  new: false,
  ...more,
});

const names = (attendees: Attendee[]) => attendees.map((one) => one.name);

describe('what needs the organizer first', () => {
  it('puts a proposed time before everything, then required people from no to yes, then optional ones, rooms last', () => {
    const all = [
      attendee('Rainier', { type: 'resource' }),
      attendee('Yes'),
      attendee('OptionalNo', { type: 'optional', status: 'declined' }),
      attendee('Maybe', { status: 'tentative' }),
      attendee('Silent', { status: 'none' }),
      attendee('No', { status: 'declined' }),
      attendee('Proposes', { type: 'optional', status: 'tentative', proposal: { start: null, end: null } }),
    ];
    expect(names(sorted(lines(all), 'needs'))).toEqual([
      'Proposes',
      'No',
      'Silent',
      'Maybe',
      'Yes',
      'OptionalNo',
      'Rainier',
    ]);
  });

  it('puts a room that declined before people, because the meeting has no place', () => {
    const room = attendee('Olympus', { type: 'resource', status: 'declined' });
    expect(need(room)).toBeLessThan(need(attendee('No', { status: 'declined' })));
  });

  it('puts news first among equals, then the alphabet', () => {
    const all = [
      attendee('Zoe', { new: true }),
      attendee('Ann'),
      attendee('Émile'),
      attendee('Bea', { new: true }),
    ];
    expect(names(sorted(lines(all), 'needs'))).toEqual(['Bea', 'Zoe', 'Ann', 'Émile']);
  });
});

describe('answers to single dates', () => {
  const proposal = { start: null, end: null };

  it('put a time proposed for a date to come first, and one for a past date not', () => {
    expect(need(attendee('A', { dates: [date({ proposal })] }))).toBe(0);
    expect(need(attendee('A', { dates: [date({ proposal, past: true })] }))).toBeGreaterThan(0);
  });

  it('are news, and answers, like those to the series', () => {
    const all = [
      attendee('Ann', { answeredAt: '2026-11-19T10:00:00Z' }),
      attendee('Zoe', { dates: [date({ new: true, answeredAt: '2026-11-20T10:00:00Z' })] }),
    ];
    expect(names(sorted(lines(all), 'needs'))).toEqual(['Zoe', 'Ann']);
    expect(names(sorted(lines(all), 'answered'))).toEqual(['Zoe', 'Ann']);
  });
});

describe('other orders', () => {
  it('stands newest answers first and the silent at the end', () => {
    const all = [
      attendee('Silent', { status: 'none' }),
      attendee('Old', { answeredAt: '2026-11-18T10:00:00Z' }),
      attendee('New', { answeredAt: '2026-11-20T10:00:00Z' }),
    ];
    expect(names(sorted(lines(all), 'answered'))).toEqual(['New', 'Old', 'Silent']);
  });

  it('sorts a person without a name by their address', () => {
    const all = [attendee('Carl'), attendee('', { email: 'bert@contoso.com' }), attendee('Anna')];
    expect(sorted(lines(all), 'name').map((one) => one.email)).toEqual([
      'anna@contoso.com',
      'bert@contoso.com',
      'carl@contoso.com',
    ]);
  });
});

it('counts every line in exactly one answer', () => {
  const all = [attendee('A'), attendee('B', { status: 'none' }), attendee('R', { type: 'resource' })];
  expect(countOf(all, 'all')).toBe(3);
  expect(
    countOf(all, 'accepted') + countOf(all, 'tentative') + countOf(all, 'declined') + countOf(all, 'none'),
  ).toBe(3);
});

it('keeps two lines with the same address apart', () => {
  const keys = lines([attendee('A', { email: '' }), attendee('B', { email: '' })]).map((line) => line.key);
  expect(new Set(keys).size).toBe(2);
});
