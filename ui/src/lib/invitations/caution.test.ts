import { expect, it } from 'vitest';
import { invitation } from '../../../tests/unit/people';
import type { Oddity, PeopleHint } from '../host';
import { needsCare } from './caution';

const care = (oddities: Oddity[], people: PeopleHint[] = []) =>
  needsCare({ row: invitation('planning', { oddities }), people });

it('lets ordinary invitations be accepted at a glance', () => {
  expect(care([])).toBe(false);
  expect(care([{ kind: 'invitedAgain', cancelledAt: '2026-11-19T09:00:00Z' }])).toBe(false);
  expect(care([{ kind: 'noZone' }])).toBe(false);
  expect(care([], [{ kind: 'firstContact' }])).toBe(false);
});

it('puts no answer forward where the date cannot be right or the dates cannot be listed', () => {
  expect(care([{ kind: 'implausibleYear', year: 1601 }])).toBe(true);
  expect(care([{ kind: 'endsBeforeStart' }])).toBe(true);
  expect(care([{ kind: 'unreadableRule' }])).toBe(true);
});

it('nor where the sender may be using somebody’s name', () => {
  const alice = 'Alice Moreau';
  expect(care([], [{ kind: 'looksLike', domain: 'c0ntoso.com', known: 'contoso.com' }])).toBe(true);
  expect(care([], [{ kind: 'sameName', person: { name: alice, email: 'alice@mailer.example' } }])).toBe(true);
  expect(
    care(
      [],
      [{ kind: 'sentBy', person: { name: 'Carol Reyes', email: 'carol@contoso.com' }, inTheirName: false }],
    ),
  ).toBe(false);
});
