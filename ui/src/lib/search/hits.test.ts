import { describe, expect, it } from 'vitest';
import { Dates } from '$lib/format';
import type { SearchHit } from '$lib/host';
import { alice } from '../../../tests/unit/people';
import { byTime, foundWords, hitState, MOST_HITS, opensAt, reason } from './hits';

function hit(id: string, start: string, end: string, more: Partial<SearchHit> = {}): SearchHit {
  return {
    id,
    subject: 'Quarterly Planning',
    title: [],
    start,
    end,
    allDay: false,
    location: '',
    recurring: false,
    organizer: alice,
    own: 'open',
    cancelled: false,
    place: 'invitations',
    entry: null,
    excerpts: [],
    ...more,
  };
}

it('lists by time what is found for a calendar: what is to come, then what is over', () => {
  const say = new Dates('en-GB', 'Europe/Berlin');
  const now = new Date('2026-12-01T17:30:00Z');
  const groups = byTime(
    [
      hit('later', '2026-12-24T09:00:00Z', '2026-12-24T10:00:00Z'),
      hit('long ago', '2026-10-01T09:00:00Z', '2026-10-01T10:00:00Z'),
      hit('on now', '2026-12-01T17:00:00Z', '2026-12-01T18:00:00Z'),
      hit('just over', '2026-12-01T16:00:00Z', '2026-12-01T17:30:00Z'),
      hit('today', '2026-12-01T00:00:00Z', '2026-12-02T00:00:00Z', { allDay: true }),
    ],
    now,
    say,
  );
  expect(groups.map(({ title, hits }) => [title, ...hits.map(({ id }) => id)])).toEqual([
    ['To come', 'today', 'on now', 'later'],
    ['Past', 'just over', 'long ago'],
  ]);
  expect(byTime([], now, say)).toEqual([]);
});

it('opens in the calendar whatever is in it, and elsewhere what is not', () => {
  const entry = { id: 'series', start: '2026-12-01T17:00:00Z' };
  const date = hit('date', entry.start, entry.start, { entry });
  expect(opensAt(date, 'calendar')).toEqual({ place: 'calendar', id: 'series' });
  expect(opensAt(date, 'invitations')).toEqual({ place: 'invitations', id: 'date' });
  expect(opensAt({ ...date, entry: null }, 'calendar')).toEqual({ place: 'invitations', id: 'date' });
  expect(opensAt({ ...date, place: 'calendar' }, 'invitations')).toEqual({ place: 'calendar', id: 'series' });
});

describe('hitState', () => {
  it('has a word for each state, and says that a meeting is off before what was answered', () => {
    expect(hitState({ own: 'accepted', cancelled: true })).toEqual({ sign: 'cancelled', words: 'Cancelled' });
    expect(hitState({ own: 'open', cancelled: false })).toEqual({ sign: 'none', words: 'Not answered' });
    expect(hitState({ own: 'appointment', cancelled: false })).toEqual({ sign: null, words: 'Appointment' });
  });
});

it('does not call the best ones all', () => {
  expect([0, 1, MOST_HITS].map(foundWords)).toEqual([
    'Nothing found',
    '1 found',
    'The 50 best; more words find fewer',
  ]);
});

describe('reason', () => {
  const plain = (text: string) => ({ text, hit: false });
  const text = {
    field: 'text' as const,
    pieces: [plain('We close with the '), { text: 'head', hit: true }, plain('count plan')],
  };

  it('begins with what was looked for', () => {
    expect(reason({ title: [plain('Planning')], excerpts: [text] })).toBe('Text: headcount plan');
  });

  it('is not needed where the title has it', () => {
    expect(reason({ title: [{ text: 'Headcount', hit: true }], excerpts: [text] })).toBeNull();
    expect(reason({ title: [plain('Planning')], excerpts: [] })).toBeNull();
  });
});
