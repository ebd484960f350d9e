import { describe, expect, it } from 'vitest';
import type { CalendarEntry, SearchHit } from '$lib/host';
import { counts, passes, type Chosen, type Quick } from '../search/filters';
import { alice } from '../../../tests/unit/people';
import { Dates } from '../format';
import { amongHits, anyWeek, entryHas, hasWeek, hitOf } from './filters';
import { period, type Kind } from './period';

function entry(more: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    id: 'planning',
    recurrenceId: null,
    subject: 'Quarterly Planning',
    start: '2026-12-01T17:00:00Z',
    end: '2026-12-01T18:00:00Z',
    allDay: false,
    location: '',
    recurring: false,
    organizer: alice,
    own: 'open',
    cancelled: false,
    takesTime: true,
    state: 'open',
    updated: false,
    overlaps: 0,
    ...more,
  };
}

function hit(id: string, at: { id: string; start: string } | null): SearchHit {
  const { subject, start, end, allDay, location, recurring, organizer, own, cancelled } = entry();
  const facts = { subject, start, end, allDay, location, recurring, organizer, own, cancelled };
  return { ...facts, id, title: [], place: 'invitations', entry: at, excerpts: [] };
}

const dentist = entry({ id: 'dentist', own: 'appointment', state: null, organizer: null });
const only = (...quick: Quick[]): Chosen => ({ quick, from: null });
const say = new Dates('en-GB', 'Europe/Berlin');
const wednesday = { year: 2026, month: 12, day: 2 };
const week = period('week', wednesday, say.weekStart);
const has = entryHas(week, say);
const ok = (one: CalendarEntry, chosen: Chosen) => passes(one, chosen, has);

describe('each filter', () => {
  it('open: what wants an answer, which an appointment never does', () => {
    expect(ok(entry(), only('open'))).toBe(true);
    expect(ok(entry({ state: 'answered', own: 'accepted' }), only('open'))).toBe(false);
    // The server's copy for somebody else's desk looks open, and nobody asks.
    expect(ok(entry({ state: 'informational' }), only('open'))).toBe(false);
    expect(ok(dentist, only('open'))).toBe(false);
  });

  it('changed: a newer version that was not answered yet', () => {
    expect(ok(entry({ updated: true }), only('changed'))).toBe(true);
    expect(ok(entry({ state: 'outdated' }), only('changed'))).toBe(true);
    expect(ok(entry({ updated: true, state: 'answered', own: 'accepted' }), only('changed'))).toBe(false);
    expect(ok(entry(), only('changed'))).toBe(false);
    expect(ok(dentist, only('changed'))).toBe(false);
  });

  it('overlaps: as the engine counts what is in the way, of anything', () => {
    expect(ok({ ...dentist, overlaps: 1 }, only('overlaps'))).toBe(true);
    expect(ok(entry(), only('overlaps'))).toBe(false);
    expect(ok(entry({ overlaps: null }), only('overlaps'))).toBe(false);
  });

  it('this week: any day of it, by the person’s clock; an all-day entry by its days', () => {
    const on = (start: string, end: string, allDay = false) =>
      ok(entry({ start, end, allDay }), only('week'));
    expect(on('2026-11-29T23:30:00Z', '2026-11-30T00:30:00Z')).toBe(true); // Monday 00:30 in Berlin
    expect(on('2026-12-06T23:30:00Z', '2026-12-07T00:30:00Z')).toBe(false); // the next Monday there
    expect(on('2026-11-27T09:00:00Z', '2026-12-01T09:00:00Z')).toBe(true); // over several days
    expect(on('2026-11-29T00:00:00Z', '2026-11-30T00:00:00Z', true)).toBe(false);
    expect(on('2026-12-06T00:00:00Z', '2026-12-07T00:00:00Z', true)).toBe(true);
  });

  it('this week: only where a page has today, and not on a single day', () => {
    const on = (kind: Kind, day: number) =>
      hasWeek(kind, period(kind, { ...wednesday, day }, say.weekStart), wednesday);
    expect([on('week', 6), on('week', 7)]).toEqual([true, false]);
    expect([on('month', 31), on('agenda', 2), on('day', 2)]).toEqual([true, true, false]);
    // The week's last days alone would leave nothing of it, or nothing that is still to come.
    expect(on('agenda', 3)).toBe(false);
    expect(anyWeek({ quick: ['open', 'week'], from: 'a' })).toEqual({ quick: ['open'], from: 'a' });
  });

  it('from: who invites; nobody invites to an appointment', () => {
    const chosen: Chosen = { quick: [], from: 'alice@contoso.com' };
    expect([ok(entry(), chosen), ok(dentist, chosen)]).toEqual([true, false]);
  });

  it('go together, and say how many each would leave', () => {
    const page = [entry(), entry({ id: 'b', overlaps: 2 }), { ...dentist, overlaps: 1 }];
    expect(counts(page, only('overlaps'), has)).toMatchObject({ open: 1, changed: 0, overlaps: 2 });
  });
});

describe('what was found', () => {
  const first = entry({ recurrenceId: '2026-12-01T17:00:00Z' });
  const second = entry({
    start: '2026-12-08T17:00:00Z',
    end: '2026-12-08T18:00:00Z',
    recurrenceId: '2026-12-08T17:00:00Z',
  });
  const series = hit('planning', { id: 'planning', start: first.start });
  const date = hit('one-date', { id: 'planning', start: second.start });

  it('of a series shows all its dates, of one date only that', () => {
    const shown = (...hits: SearchHit[]) => [first, second].filter(amongHits(hits)).map(({ start }) => start);
    expect(shown(series)).toEqual([first.start, second.start]);
    expect(shown(date)).toEqual([second.start]);
    expect(shown(hit('gone', null))).toEqual([]);
  });

  it('is open by the date that is, else by its series', () => {
    expect(hitOf([series, date], second)?.id).toBe('one-date');
    expect(hitOf([series], second)?.id).toBe('planning');
    expect([hitOf([date], first), hitOf([series], null)]).toEqual([null, null]);
  });
});
