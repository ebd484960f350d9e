import { describe, expect, it } from 'vitest';
import { Dates } from '../format';
import type { FreeBusy, FreeBusyDay, PersonFreeBusy } from '../host';
import { couldWords, duringWords, pieces, stripWords, windowOf } from './freeBusy';

const dates = new Dates('en-GB', 'Europe/Berlin');

const day: FreeBusyDay = {
  offered: true,
  start: '2026-11-30T23:00:00Z',
  slotMinutes: 30,
  meetingStart: '2026-12-01T17:00:00Z',
  meetingEnd: '2026-12-01T18:00:00Z',
  people: [],
  leftOut: 0,
  askedAt: '2026-12-01T09:00:00Z',
};

function person(taken: Record<number, FreeBusy> = {}, more: Partial<PersonFreeBusy> = {}): PersonFreeBusy {
  return {
    person: { name: 'Alice Moreau', email: 'alice@contoso.com' },
    part: 'required',
    status: 'none',
    slots: Array.from({ length: 48 }, (_, at) => taken[at] ?? 'free'),
    during: 'free',
    mayBeThis: false,
    unknown: null,
    ...more,
  };
}

describe('windowOf', () => {
  it('is a working day with the meeting in it', () => {
    expect(windowOf(day, dates)).toMatchObject({ first: 14, after: 40, begins: '07:00', ends: '20:00' });
    const night = { ...day, meetingStart: '2026-12-01T03:00:00Z', meetingEnd: '2026-12-01T04:00:00Z' };
    expect(windowOf(night, dates)).toMatchObject({ begins: '03:00', ends: '19:00' });
  });

  it('ends with the day, also where the meeting goes on', () => {
    const late = { ...day, meetingStart: '2026-12-01T22:00:00Z', meetingEnd: '2026-12-02T02:00:00Z' };
    const { after, meeting } = windowOf(late, dates);
    expect(after).toBe(48);
    expect(meeting.from + meeting.length).toBe(1);
  });
});

describe('pieces', () => {
  it('joins what counts alike and leaves free time open', () => {
    const window = { ...windowOf(day, dates), first: 0, after: 48 };
    const found = pieces(person({ 18: 'busy', 19: 'busy', 20: 'tentative' }), window);
    expect(
      found.map(({ state, from, length }) => [state, Math.round(from * 48), Math.round(length * 48)]),
    ).toEqual([
      ['busy', 18, 2],
      ['tentative', 20, 1],
    ]);
  });

  it('does not take what was not told for free', () => {
    const window = { ...windowOf(day, dates), first: 0, after: 4 };
    const short = { ...person(), slots: ['free', 'free'] satisfies FreeBusy[] };
    expect(pieces(short, window)).toEqual([{ from: 0.5, length: 0.5, state: 'no_data' }]);
  });
});

describe('words', () => {
  it('say the strip to who does not see it', () => {
    expect(stripWords(person({ 18: 'busy', 19: 'busy', 28: 'away' }), day, dates)).toBe(
      'Busy 09:00–10:00, Away 14:00–14:30, else free',
    );
    expect(stripWords(person(), day, dates)).toBe('Free all day');
    expect(stripWords({ ...person(), slots: [] }, day, dates)).toBe('');
  });

  it('say what may be this very meeting', () => {
    expect(duringWords(person({}, { during: 'busy' }))).toBe('Busy');
    expect(duringWords(person({}, { during: 'busy', mayBeThis: true }))).toBe('Busy, accepted');
    expect(duringWords(person({}, { during: 'busy', mayBeThis: true, part: 'organizer' }))).toBe(
      'Busy, invites',
    );
    expect(duringWords(person({}, { during: 'tentative', mayBeThis: true }))).toBe('Tentative, maybe this');
    expect(duringWords(person({}, { during: 'no_data', unknown: 'not_found' }))).toBe('Not of this server');
  });

  it('count who could, and say of how many nothing is known', () => {
    const people = [
      person({}, { part: 'me' }),
      person({}, { during: 'busy', mayBeThis: true, part: 'organizer' }),
      person({}, { during: 'away' }),
      person({}, { during: 'no_data', unknown: 'not_found' }),
      person({}, { part: 'resource', during: 'busy' }),
    ];
    expect(couldWords(people)).toBe('2 of 3 could, 1 not known');
    expect(couldWords(people.slice(0, 2))).toBe('2 of 2 could');
  });
});
