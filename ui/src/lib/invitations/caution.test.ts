import { expect, it } from 'vitest';
import { invitation } from '../../../tests/unit/people';
import type { PeopleHint } from '../host';
import { needsCare } from './caution';

const now = new Date('2026-11-20T09:02:00Z');
const care = (
  row: Parameters<typeof invitation>[1],
  people: PeopleHint[] = [],
  recurrence: string | null = null,
) => needsCare({ row: invitation('planning', row), people, recurrence }, now);

it('lets ordinary invitations be accepted at a glance', () => {
  expect(care({})).toBe(false);
  expect(care({ recurring: true }, [], 'FREQ=WEEKLY;BYDAY=TH')).toBe(false);
  expect(care({}, [{ kind: 'firstContact' }])).toBe(false);
});

it('puts no answer forward where the date cannot be right or the dates cannot be listed', () => {
  expect(care({ start: '1601-01-01T00:00:00Z', end: '1601-01-01T01:00:00Z' })).toBe(true);
  expect(care({ start: '9999-12-31T00:00:00Z', end: '9999-12-31T01:00:00Z' })).toBe(true);
  expect(care({ recurring: true })).toBe(true);
});

it('nor where the sender may be using somebody’s name', () => {
  const alice = 'Alice Moreau';
  expect(care({}, [{ kind: 'looksLike', domain: 'c0ntoso.com', known: 'contoso.com' }])).toBe(true);
  expect(care({}, [{ kind: 'sentBy', person: { name: alice, email: 'alice@mailer.example' } }])).toBe(true);
  expect(care({}, [{ kind: 'sentBy', person: { name: 'Carol Reyes', email: 'carol@contoso.com' } }])).toBe(
    false,
  );
});
