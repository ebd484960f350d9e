import { describe, expect, it } from 'vitest';
import { Dates } from '$lib/format';
import type { CalendarEntry } from '$lib/host';
import { moved, type Move } from './moves';

const say = new Dates('en-GB', 'Europe/Berlin');

function entry(id: string, start: string, allDay = false): CalendarEntry {
  return {
    id,
    recurrenceId: null,
    subject: id,
    start,
    end: new Date(Date.parse(start) + (allDay ? 24 : 1) * 3_600_000).toISOString(),
    allDay,
    location: '',
    recurring: false,
    organizer: null,
    own: 'appointment',
    cancelled: false,
    takesTime: true,
    state: null,
    updated: false,
    overlaps: null,
  };
}

// Not in order, as a calendar may come; Tuesday has a whole day before its hours, Wednesday nothing.
const entries = [
  entry('thursday', '2026-12-03T09:00:00Z'),
  entry('tuesday-late', '2026-12-01T15:00:00Z'),
  entry('tuesday-early', '2026-12-01T08:00:00Z'),
  entry('fair', '2026-12-01T00:00:00Z', true),
  entry('monday', '2026-11-30T08:00:00Z'),
];
const from = (id: string, move: Move) => {
  const at = entries.find((one) => one.id === id);
  return moved(entries, `${id}@${at?.start ?? ''}`, move, say)?.split('@')[0] ?? null;
};

describe('moved', () => {
  it('goes through the entries as they are read', () => {
    const order = ['monday'];
    for (let next = from('monday', 'after'); next; next = from(next, 'after')) order.push(next);
    expect(order).toEqual(['monday', 'fair', 'tuesday-early', 'tuesday-late', 'thursday']);
    expect(from('tuesday-early', 'before')).toBe('fair');
    expect(from('monday', 'before')).toBeNull();
  });

  it('goes to the first entry of the nearest other day that has one', () => {
    expect(from('tuesday-early', 'dayAfter')).toBe('thursday');
    expect(from('thursday', 'dayBefore')).toBe('fair');
    expect(from('thursday', 'dayAfter')).toBeNull();
    expect(from('monday', 'dayBefore')).toBeNull();
  });

  it('goes nowhere from what is not there', () => {
    expect(from('gone', 'after')).toBeNull();
  });
});
