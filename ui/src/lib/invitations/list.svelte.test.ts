import { describe, expect, it } from 'vitest';
import { invitation as row } from '../../../tests/unit/people';
import { InvitationList, groupOf } from './list.svelte';

describe('groupOf', () => {
  it.each([
    ['open', null, 'open'],
    ['open', 'accepted', 'changed'],
    ['outdated', 'accepted', 'changed'],
    ['answered', 'declined', 'declined'],
    ['answered', 'accepted', 'answered'],
    ['open', 'declined', 'changed'],
    ['cancelled', 'accepted', 'cancelled'],
  ] as const)('%s with the answer %s stands under %s', (state, answer, group) => {
    expect(groupOf({ state, answer })).toBe(group);
  });
});

describe('InvitationList', () => {
  const shape = (list: InvitationList) =>
    list.groups.map(({ name, count, rows }) => [name, count, rows.map((each) => each.id)]);

  it('keeps an answered row where it is until another one is opened', () => {
    const second = row('b', { receivedAt: '2026-11-19T08:00:00Z' });
    let rows = $state.raw([row('a'), second]);
    const list = new InvitationList(() => rows);
    list.open('a');
    rows = [row('a', { state: 'answered', answer: 'accepted' }), second];
    expect(shape(list)).toEqual([['Needs answer', 1, ['a', 'b']]]);

    list.open('b');
    expect(shape(list)).toEqual([
      ['Needs answer', 1, ['b']],
      ['Answered', 1, ['a']],
    ]);
  });

  it('keeps an answered row under a filter until other filters are chosen', () => {
    let rows = $state.raw([row('a'), row('b')]);
    let wanted = $state('open');
    const list = new InvitationList(
      () => rows,
      ({ state }) => state === wanted,
    );
    list.open('a');
    rows = [row('a', { state: 'answered', answer: 'accepted' }), row('b')];
    expect(shape(list)).toEqual([['Needs answer', 1, ['a', 'b']]]);
    wanted = 'cancelled';
    list.refilter();
    expect([shape(list), list.find('a')?.id]).toEqual([[], 'a']);
    wanted = 'answered';
    list.refilter();
    expect(list.rows.map((each) => each.id)).toEqual(['a']);
  });

  it('orders by arrival, or by the meeting’s time', () => {
    const rows = [
      row('late', { receivedAt: '2026-11-20T09:00:00Z', start: '2026-12-05T08:00:00Z' }),
      row('early', { receivedAt: '2026-11-18T09:00:00Z', start: '2026-12-02T08:00:00Z' }),
      row('unknown', { receivedAt: null, start: '2026-12-03T08:00:00Z' }),
    ];
    const list = new InvitationList(() => rows);
    expect(list.rows.map((each) => each.id)).toEqual(['late', 'early', 'unknown']);
    const changed = row('unknown', { receivedAt: null, changedAt: '2026-11-19T09:00:00Z' });
    const inCalendar = new InvitationList(() => [...rows.slice(0, 2), changed]);
    expect(
      inCalendar.rows.map((each) => each.id),
      'or by what the calendar tells',
    ).toEqual(['late', 'unknown', 'early']);
    list.order = 'soonest';
    expect(list.rows.map((each) => each.id)).toEqual(['early', 'unknown', 'late']);
  });

  it('steps through the groups from top to bottom, and stops at the ends', () => {
    const list = new InvitationList(() => [row('a'), row('x', { state: 'cancelled' })]);
    expect(list.step(null, 1)).toBe('a');
    expect(list.step('a', 1)).toBe('x');
    expect(list.step('x', 1)).toBeNull();
    expect(list.step('a', -1)).toBeNull();
    expect(list.placeOf('x')).toMatchObject({ place: 1, of: 1, group: 'cancelled' });
  });
});
