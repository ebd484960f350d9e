import { cleanup, render, screen, within } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';
import type { ClockShift, UpcomingOccurrence } from '$lib/host';
import UpcomingDates from './UpcomingDates.svelte';

afterEach(cleanup);

const organizer = { name: 'Alice Moreau', email: 'alice@contoso.com' };

const date = (day: string, more: Partial<UpcomingOccurrence> = {}): UpcomingOccurrence => ({
  recurrenceId: `${day}T13:00:00Z`,
  start: `${day}T13:00:00Z`,
  end: `${day}T13:45:00Z`,
  plannedStart: `${day}T13:00:00Z`,
  plannedEnd: `${day}T13:45:00Z`,
  state: 'planned',
  own: null,
  subject: null,
  location: null,
  meeting: day,
  lamps: null,
  impossible: null,
  inCalendar: null,
  ...more,
});

function shown(upcoming: UpcomingOccurrence[], shifts: ClockShift[] = []) {
  render(UpcomingDates, { upcoming, shifts, allDay: false, organizer, history: [] });
  return within(screen.getByRole('region', { name: 'Upcoming' }));
}

const text = (element: HTMLElement | undefined) => element?.textContent.replaceAll(/\s+/g, ' ').trim();

it('lists the dates in order, each with what became of it', () => {
  const list = shown([
    date('2026-12-03'),
    date('2026-12-10', { state: 'cancelled' }),
    date('2026-12-17', { state: 'moved', start: '2026-12-18T09:00:00Z', end: '2026-12-18T09:45:00Z' }),
    date('2026-12-24', { state: 'removed', own: 'declined' }),
  ]);
  const lines = list.getAllByRole('listitem');
  expect(lines).toHaveLength(4);
  const [planned, cancelled, moved, declined] = lines;
  expect(planned?.querySelector('svg'), 'nothing to say').toBeNull();
  expect(text(cancelled)).toMatch(/Cancelled$/);
  expect(cancelled?.querySelector('time')?.className).toContain('struck');
  expect(moved?.querySelector('time')?.dateTime).toBe('2026-12-18T09:00:00Z');
  expect(text(moved)).toMatch(/Moved from .*17.*14:00|Moved from .*17.*2:00/);
  expect(moved?.querySelector('time')?.className).not.toContain('struck');
  expect(text(declined)).toMatch(/Declined$/);
});

it('tells the next days on which it is at another time, and only those', () => {
  const shift = (day: string): ClockShift => ({ usual: '14:00', shifted: '13:00', days: [day], until: null });
  const list = shown([date('2026-12-03')], [shift('2027-03-18'), shift('2027-11-04')]);
  const sentence = list.getByText(/instead of/);
  expect(text(sentence)).toMatch(/18.*: Alice’s clock and yours do not change on the same days\.$/);
});

it('says nothing of clocks that change together', () => {
  expect(shown([date('2026-12-03')]).queryByText(/instead of/)).toBeNull();
});
