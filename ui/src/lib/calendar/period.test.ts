import { describe, expect, it } from 'vitest';
import { Dates } from '$lib/format';
import { isoDay } from './entries';
import { period, step, title, type Kind } from './period';

const day = { year: 2026, month: 12, day: 1 }; // a Tuesday
const shown = (kind: Kind, weekStart: number) => {
  const { first, after } = period(kind, day, weekStart);
  return `${isoDay(first)} to ${isoDay(after)}`;
};

describe('period', () => {
  it('starts the week where the region starts it', () => {
    expect(shown('week', 1)).toBe('2026-11-30 to 2026-12-07');
    expect(shown('week', 7)).toBe('2026-11-29 to 2026-12-06');
    expect(shown('week', 6)).toBe('2026-11-28 to 2026-12-05');
  });

  it('shows a month in whole weeks', () => {
    expect(shown('month', 1)).toBe('2026-11-30 to 2027-01-04');
    expect(shown('month', 7)).toBe('2026-11-29 to 2027-01-03');
  });

  it('shows four weeks of agenda from the day on', () => {
    expect(shown('agenda', 1)).toBe('2026-12-01 to 2026-12-29');
  });
});

describe('step', () => {
  it('keeps to the last day of a shorter month', () => {
    expect(isoDay(step('month', { year: 2027, month: 1, day: 31 }, 1))).toBe('2027-02-28');
    expect(isoDay(step('month', { year: 2027, month: 1, day: 31 }, -1))).toBe('2026-12-31');
  });

  it('goes on by what is on the screen', () => {
    expect(isoDay(step('day', day, -1))).toBe('2026-11-30');
    expect(isoDay(step('week', day, 1))).toBe('2026-12-08');
  });
});

it('says which days are shown', () => {
  const say = new Dates('en-GB', 'Europe/Berlin');
  const now = new Date('2026-11-20T09:00:00Z');
  expect(title('day', day, now, say)).toBe('Tuesday 1 December');
  expect(title('week', day, now, say)).toBe('Mon 30 Nov – Sun 6 Dec');
  expect(title('month', day, now, say)).toBe('December 2026');
});
