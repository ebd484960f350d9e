import { describe, expect, it } from 'vitest';
import { invitation } from '../../../tests/unit/people';
import type { InvitationCard } from '../host';
import { cardFacts, rowOverlap, rowState } from './rows';

describe('the chips of a card', () => {
  const now = new Date('2026-11-20T09:02:00Z');
  const row = { updated: true, state: 'open', receivedAt: '2026-11-19T08:30:00Z' } as const;
  const card = (changedAt: string | null) =>
    ({
      row: invitation('a', { ...row, changedAt }),
      history: [],
      differs: [],
      bar: { impossible: null },
    }) as unknown as InvitationCard;

  it('name an invitation after a cancellation as the card does below', () => {
    const again = card(null);
    again.history = [{ kind: 'invited_again', date: null }] as InvitationCard['history'];
    expect(cardFacts(again, now)[0]?.words).toMatch(/^Invited again, yesterday 09:30$/);
  });

  it('say first that nothing is asked, where it is so', () => {
    const told = { ...card(null), bar: { impossible: 'informational' } } as InvitationCard;
    expect(cardFacts(told, now)[0]?.words).toBe('No answer needed');
    told.row.answer = 'accepted';
    expect(cardFacts(told, now).map(({ words }) => words)).not.toContain('No answer needed');
  });

  it('date a change by the mail, and one without a mail by the calendar', () => {
    expect(cardFacts(card(null), now)[0]?.words).toMatch(/^Updated .*09:30$/);
    expect(cardFacts(card('2026-11-19T14:00:00Z'), now)[0]?.words).toMatch(/^Updated .*15:00$/);
    const inList = (changedAt: string | null) => rowState(invitation('a', { ...row, changedAt }), now).words;
    expect(inList(null)).toBe('Updated yesterday');
    expect(inList('2026-11-20T08:00:00Z')).toBe('Updated today');
  });
});

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
