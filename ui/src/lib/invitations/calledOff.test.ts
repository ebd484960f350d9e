import { describe, expect, it } from 'vitest';
import { Dates } from '../format';
import type { CalledOff } from '../host';
import { calledOffChip, calledOffInWords } from './calledOff';

const say = new Dates('en-GB', 'Europe/Berlin');
const now = new Date('2026-11-30T09:00:00Z');
const row = {
  organizer: { name: 'Alice Moreau', email: 'alice@contoso.com' },
  start: '2026-12-10T16:00:00Z',
  end: '2026-12-10T17:00:00Z',
  allDay: false,
};
const off = (more: Partial<CalledOff> = {}): CalledOff => ({
  part: 'meeting',
  item: 'removable',
  marked: true,
  series: null,
  tells: false,
  ...more,
});
/** Without the marks that isolate names. */
const words = (more: Partial<CalledOff> = {}) =>
  calledOffInWords(off(more), row, now, say).replaceAll(/[\u2066-\u2069]/gu, '');

describe('what was called off', () => {
  it('is the meeting, the whole series, or one day with its date', () => {
    expect(words()).toBe(
      'Alice cancelled this meeting, or no longer invites you; which of the two, only the text may tell. It is still in your calendar, marked as cancelled. Remove from calendar takes it out; that tells nobody.',
    );
    expect(words({ part: 'series' })).toBe(
      'Alice cancelled the whole series. All its dates are still in your calendar, marked as cancelled. Remove from calendar takes them all out; that tells nobody.',
    );
    expect(words({ part: 'occurrence', item: 'in_series' })).toBe(
      'Alice cancelled Thu 10 Dec, one date of a series. It is out of your calendar; the other dates take place, and stay there.',
    );
    expect(words({ part: 'occurrence', item: 'still_in_series' })).toBe(
      'Alice cancelled Thu 10 Dec, one date of a series. Your calendar still has it: this server does not take out one date. The other dates take place.',
    );
    expect(words({ part: 'occurrence', item: 'with_series', series: 'planning' })).toBe(
      'Alice cancelled the whole series. It is still in your calendar. Open the series to remove all its dates, this one with them.',
    );
    expect(words({ part: 'occurrence', item: 'with_series' })).toMatch(/ It goes with the series\.$/);
  });

  it('says where the calendar does not know of it', () => {
    expect(words({ marked: false })).toContain('It is still in your calendar, as if it took place. Remove');
  });

  it('says before that a server takes the removal for a decline', () => {
    expect(words({ tells: true })).toContain(
      'this server takes that for a decline, and whether it tells Alice cannot be seen from here',
    );
  });

  it('says what stays, and why', () => {
    expect(words({ item: 'gone' })).toBe(
      'Alice cancelled this meeting, or no longer invites you; which of the two, only the text may tell. It is not in your calendar any more.',
    );
    expect(words({ part: 'occurrence', item: 'series_open' })).toMatch(
      / The other dates take place; your calendar has none of them before you answer the series\.$/,
    );
    expect(words({ part: 'series', item: 'unclear' })).toContain('nothing is removed here. Ask Alice.');
    expect(words({ item: 'renewed' })).toContain('a newer version, which takes place');
  });

  it('is short in the chip', () => {
    expect(calledOffChip(off({ part: 'series' }))).toBe('Whole series cancelled');
    expect(calledOffChip(off({ part: 'occurrence', item: 'in_series' }))).toBe('This date cancelled');
    expect(calledOffChip(off())).toBe('Cancelled for you');
    expect(calledOffChip(null)).toBe('Cancelled');
  });
});
