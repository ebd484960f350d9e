import { describe, expect, it } from 'vitest';
import { Dates } from '$lib/format';
import type { CalendarEntry } from '$lib/host';
import { entryName, placed } from './entries';

const say = new Dates('en-GB', 'Europe/Berlin');
const now = new Date('2026-11-20T09:00:00Z');

function entry(more: Partial<CalendarEntry>): CalendarEntry {
  return {
    id: 'meeting',
    recurrenceId: null,
    subject: 'Quarterly Planning',
    start: '2026-12-01T17:00:00Z',
    end: '2026-12-01T18:00:00Z',
    allDay: false,
    location: '',
    recurring: false,
    organizer: { name: 'Alice Moreau', email: 'alice@contoso.com' },
    own: 'open',
    cancelled: false,
    takesTime: true,
    state: null,
    updated: false,
    overlaps: null,
    ...more,
  };
}

describe('placed', () => {
  it('stands at the hour of the clock on both sides of a change of the clocks', () => {
    const winter = placed(entry({ start: '2026-10-26T08:00:00Z', end: '2026-10-26T09:00:00Z' }), say);
    const summer = placed(entry({ start: '2026-10-23T07:00:00Z', end: '2026-10-23T08:00:00Z' }), say);
    expect([winter.start, summer.start]).toEqual(['2026-10-26T09:00:00', '2026-10-23T09:00:00']);
  });

  it('keeps an all-day entry on its days, whoever made its midnights', () => {
    const ours = placed(
      entry({ allDay: true, start: '2026-12-01T23:00:00Z', end: '2026-12-03T23:00:00Z' }),
      say,
    );
    const floating = placed(
      entry({ allDay: true, start: '2026-12-02T00:00:00Z', end: '2026-12-04T00:00:00Z' }),
      say,
    );
    for (const one of [ours, floating]) expect([one.start, one.end]).toEqual(['2026-12-02', '2026-12-04']);
  });

  it('tells two occurrences of a series apart', () => {
    const first = placed(entry({ recurring: true }), say);
    const second = placed(
      entry({ recurring: true, start: '2026-12-08T17:00:00Z', end: '2026-12-08T18:00:00Z' }),
      say,
    );
    expect(first.id).not.toBe(second.id);
  });
});

describe('entryName', () => {
  it('says title, time, state and who invites', () => {
    expect(entryName(entry({}), now, say)).toBe(
      'Quarterly Planning, Tuesday 1 December, 18:00 to 19:00, Not answered, Alice Moreau',
    );
  });

  it('says that a meeting is off before what was answered', () => {
    expect(entryName(entry({ own: 'accepted', cancelled: true }), now, say)).toContain('Cancelled');
  });

  it('has words for an entry without a title', () => {
    expect(entryName(entry({ subject: '', organizer: null, own: 'appointment' }), now, say)).toBe(
      'Without a title, Tuesday 1 December, 18:00 to 19:00, Appointment',
    );
  });
});
