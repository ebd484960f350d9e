import { expect, it } from 'vitest';
import type { PeopleHint } from '../host';
import { addressee, notTold } from './addressee';

const alice = { name: 'Alice Moreau', email: 'alice@contoso.com' };
const carol = { name: 'Carol Reyes', email: 'carol@contoso.com' };
const impostor = { name: 'Alice Moreau', email: 'alice.moreau@mailer.example' };
const sameName: PeopleHint = { kind: 'sameName', person: impostor };
const sentBy = (person: typeof carol): PeopleHint[] => [{ kind: 'sentBy', person, inTheirName: false }];

it('names people by their name where nothing speaks against it', () => {
  expect(addressee(alice, [])).toBe('Alice');
  expect(addressee(alice, [{ kind: 'firstContact' }])).toBe('Alice');
  expect(addressee(alice, sentBy(carol)), 'forwarded').toBe('Alice');
});

it('names the address where the name may be somebody else’s', () => {
  const lookAlike = { name: 'Alice Moreau', email: 'alice@c0ntoso.com' };
  const hint: PeopleHint = { kind: 'looksLike', domain: 'c0ntoso.com', known: 'contoso.com' };
  expect(addressee(lookAlike, [hint])).toBe('alice@c0ntoso.com');
  expect(addressee(alice, [sameName])).toBe('alice@contoso.com');
  expect(addressee(alice, [{ kind: 'hiddenCharacters', person: alice }])).toBe('alice@contoso.com');
  expect(addressee(alice, [{ kind: 'hiddenCharacters', person: carol }]), 'of another').toBe('Alice');
});

it('tells who sent it and is not told', () => {
  expect(notTold([])).toBeNull();
  expect(notTold(sentBy(carol))).toBe('Carol');
  expect(notTold([sameName])).toBe('alice.moreau@mailer.example');
});
