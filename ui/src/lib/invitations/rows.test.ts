import { describe, expect, it } from 'vitest';
import { invitation } from '../../../tests/unit/people';
import { rowOverlap } from './rows';

describe('rowOverlap', () => {
  it('counts what is in the way', () => {
    expect(rowOverlap(invitation('a'))).toBeNull();
    expect(rowOverlap(invitation('a', { overlaps: 1 }))).toBe('Overlaps');
    expect(rowOverlap(invitation('a', { overlaps: 3 }))).toBe('Overlaps 3');
  });

  it('of a series, says how many of its dates', () => {
    const series = (of: number, colliding: number) =>
      rowOverlap(invitation('a', { recurring: true, collidingDates: { of, colliding } }));
    expect(series(12, 3)).toBe('3 of 12 overlap');
    expect(series(12, 0)).toBeNull();
    expect(series(1, 1)).toBe('Overlaps');
  });

  it('is silent about what was called off or declined', () => {
    expect(rowOverlap(invitation('a', { overlaps: 1, state: 'cancelled' }))).toBeNull();
    expect(rowOverlap(invitation('a', { overlaps: 1, state: 'answered', answer: 'declined' }))).toBeNull();
  });
});
