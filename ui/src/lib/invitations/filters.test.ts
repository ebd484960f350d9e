import { describe, expect, it } from 'vitest';
import { Dates } from '$lib/format';
import { alice, invitation as row } from '../../../tests/unit/people';
import {
  ALL,
  counts,
  inWords,
  organizerKey,
  organizers,
  passes,
  type Chosen,
  type Quick,
} from '../search/filters';
import { rowHas, weekOf } from './filters';

const say = new Dates('en-GB', 'Europe/Berlin');
const now = new Date('2026-12-02T09:00:00Z'); // a Wednesday
const week = weekOf(now, [], say);
const bob = { name: 'Bob Nakamura', email: 'bob@contoso.com' };
const only = (...quick: Quick[]): Chosen => ({ quick, from: null });
const ok = (one: ReturnType<typeof row>, chosen: Chosen, of = week) => passes(one, chosen, rowHas(of, say));

describe('each filter', () => {
  it('open: what wants an answer, also again', () => {
    expect(ok(row('a'), only('open'))).toBe(true);
    expect(ok(row('a', { answer: 'accepted' }), only('open'))).toBe(true);
    expect(ok(row('a', { state: 'answered', answer: 'accepted' }), only('open'))).toBe(false);
  });

  it('changed: a newer version, whether it was answered before or not', () => {
    expect(ok(row('a', { updated: true }), only('changed'))).toBe(true);
    expect(ok(row('a', { answer: 'accepted' }), only('changed'))).toBe(true);
    expect(ok(row('a', { updated: true, state: 'answered', answer: 'accepted' }), only('changed'))).toBe(
      false,
    );
    expect(ok(row('a'), only('changed'))).toBe(false);
  });

  it('overlaps: as the row says it', () => {
    expect(ok(row('a', { overlaps: 1 }), only('overlaps'))).toBe(true);
    expect(ok(row('a', { overlaps: 1, state: 'cancelled' }), only('overlaps'))).toBe(false);
  });

  it('this week: by the person’s clock and first day, and by the calendar for series', () => {
    const on = (start: string, end: string) => ok(row('a', { start, end }), only('week'));
    expect(on('2026-11-29T23:30:00Z', '2026-11-30T00:30:00Z')).toBe(true); // Monday 00:30 in Berlin
    expect(on('2026-12-06T23:30:00Z', '2026-12-07T00:30:00Z')).toBe(false); // the next Monday there
    expect(on('2026-11-27T09:00:00Z', '2026-12-01T09:00:00Z')).toBe(true); // over several days
    expect(on('2026-11-27T09:00:00Z', '2026-11-27T10:00:00Z')).toBe(false);
    const series = row('s', { recurring: true, start: '2026-10-01T09:00:00Z', end: '2026-10-01T10:00:00Z' });
    expect(ok(series, only('week'))).toBe(false);
    expect(ok(series, only('week'), weekOf(now, ['s'], say))).toBe(true);
  });

  it('this week: an all-day meeting by its days', () => {
    const sunday = row('a', { allDay: true, start: '2026-11-29T00:00:00Z', end: '2026-11-30T00:00:00Z' });
    const monday = row('a', { allDay: true, start: '2026-11-30T00:00:00Z', end: '2026-12-01T00:00:00Z' });
    expect([ok(sunday, only('week')), ok(monday, only('week'))]).toEqual([false, true]);
  });

  it('from: by the address, however the name is written', () => {
    const from = (who: typeof bob) => row('a', { organizer: who });
    const chosen: Chosen = { quick: [], from: organizerKey(alice) };
    expect(ok(from({ name: 'A. Moreau', email: 'Alice@Contoso.com' }), chosen)).toBe(true);
    expect(ok(from(bob), chosen)).toBe(false);
  });
});

describe('together', () => {
  const rows = [
    row('a', { overlaps: 2, updated: true }),
    row('b', { overlaps: 1, organizer: bob }),
    row('c', { state: 'answered', answer: 'accepted', organizer: bob }),
    row('d', { start: '2027-02-01T09:00:00Z', end: '2027-02-01T10:00:00Z' }),
  ];
  const left = (chosen: Chosen) => rows.filter((one) => ok(one, chosen)).map(({ id }) => id);

  it('all that are chosen have to hold', () => {
    expect(left(ALL)).toEqual(['a', 'b', 'c', 'd']);
    expect(left(only('open', 'overlaps'))).toEqual(['a', 'b']);
    expect(left({ quick: ['open', 'overlaps'], from: organizerKey(bob) })).toEqual(['b']);
    expect(left({ quick: ['changed'], from: organizerKey(bob) })).toEqual([]);
  });

  it('counts say how many would be left', () => {
    expect(counts(rows, ALL, rowHas(week, say))).toEqual({ open: 3, changed: 1, overlaps: 2, week: 3 });
    expect(counts(rows, only('overlaps'), rowHas(week, say))).toEqual({
      open: 2,
      changed: 1,
      overlaps: 2,
      week: 2,
    });
  });

  it('offers the organizers of what is left, most first, and always the chosen one', () => {
    const names = (chosen: Chosen) =>
      organizers(rows, chosen, rowHas(week, say), say).map(({ name, count }) => `${name} ${count}`);
    expect(names(ALL)).toEqual(['Alice Moreau 2', 'Bob Nakamura 2']);
    expect(names(only('changed'))).toEqual(['Alice Moreau 1']);
    expect(names({ quick: ['changed'], from: organizerKey(bob) })).toEqual([
      'Alice Moreau 1',
      'Bob Nakamura 0',
    ]);
  });

  it('says in a sentence what is chosen', () => {
    expect(inWords(only('open'), null)).toBe('open');
    expect(inWords({ quick: ['week', 'open'], from: organizerKey(bob) }, 'Bob Nakamura')).toBe(
      'open, this week and from Bob Nakamura',
    );
  });
});
