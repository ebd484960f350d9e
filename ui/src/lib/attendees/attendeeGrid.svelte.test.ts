import { flushSync } from 'svelte';
import { describe, expect, it } from 'vitest';
import type { Attendee, AttendeeStatus } from '$lib/host';
import { AttendeeGrid } from './attendeeGrid.svelte';

const attendee = (name: string, status: AttendeeStatus): Attendee => ({
  name,
  email: `${name}@contoso.com`,
  type: 'required',
  status,
  answeredAt: null,
  comment: null,
  proposal: null,
  dates: [],
  new: false,
  fromMailOnly: false,
  listed: true,
  unclear: null,
});

describe('AttendeeGrid', () => {
  it('shows only the answers of its filter and counts all of them', () => {
    const grid = new AttendeeGrid(() => [
      attendee('bob', 'accepted'),
      attendee('noa', 'none'),
      attendee('kim', 'none'),
    ]);
    grid.filter = 'none';
    expect(grid.rows.map((row) => row.name)).toEqual(['kim', 'noa']);
    expect(grid.counts).toEqual({ all: 3, accepted: 1, tentative: 0, declined: 0, none: 2 });
  });

  it('keeps the selected person when a filter hides them', () => {
    const grid = new AttendeeGrid(() => [attendee('bob', 'accepted'), attendee('noa', 'none')]);
    grid.select(grid.lines[0]?.key ?? null);
    grid.filter = 'none';
    expect(grid.selected?.name).toBe('bob');
  });

  it('follows an answer that arrives', () => {
    const attendees = $state([attendee('bob', 'none')]);
    const grid = new AttendeeGrid(() => attendees);
    expect(grid.counts.accepted).toBe(0);
    attendees[0]!.status = 'accepted';
    flushSync();
    expect(grid.counts.accepted).toBe(1);
  });
});
