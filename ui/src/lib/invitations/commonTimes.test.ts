import { describe, expect, it } from 'vitest';
import type { CommonTimes, FreeTime, PersonThen } from '../host';
import { calendarsWords, thenWords } from './commonTimes';

const plain = (text: string | undefined) => text?.replace(/[\u2066-\u2069]/g, '');
const alice = { name: 'Alice Moreau', email: 'alice@contoso.com' };
const who = (name: string, more: Partial<PersonThen> = {}): PersonThen => ({
  person: { name, email: `${name.toLowerCase()}@contoso.com` },
  part: 'required',
  then: 'free',
  unknown: null,
  ...more,
});
const time = (others: PersonThen[], nightForOrganizer = false): FreeTime => ({
  start: '2026-12-02T09:00:00Z',
  end: '2026-12-02T10:00:00Z',
  tentative: false,
  others,
  nightForOrganizer,
});
const said = (suggested: FreeTime) => plain(thenWords(suggested, alice)?.words);

describe('thenWords', () => {
  it('says who is free, who is not, and of whom nothing is known', () => {
    expect(thenWords(time([]), alice)).toBeNull();
    expect(said(time([who('Carol'), who('Dan')]))).toBe('Everybody free');
    const mixed = [who('Carol'), who('Dan', { then: 'busy' }), who('Eve', { unknown: 'not_found' })];
    expect(said(time(mixed))).toBe('Carol free · Dan busy · Eve not known');
    const many = [...'ABC'].map((name) => who(name));
    expect(said(time([...many, who('Dan', { then: 'away' })]))).toBe('3 free · Dan away');
    expect(said(time([who('Eve', { unknown: 'not_allowed', then: 'no_data' })]))).toBeUndefined();
  });

  it('does not count a room that nobody knows, and says where it is night', () => {
    const room = who('Rainier', { part: 'resource', unknown: 'not_found' });
    expect(said(time([who('Carol'), room]))).toBe('Everybody free');
    expect(said(time([], true))).toBe('Night for Alice');
    expect(thenWords(time([who('Carol')], true), alice)?.everybody).toBe(false);
  });
});

describe('calendarsWords', () => {
  const told = (known: CommonTimes['known'], leftOut = 0): CommonTimes => ({
    times: [],
    known,
    leftOut,
    askedAt: null,
  });

  it('says so where only my own calendar is known', () => {
    expect(calendarsWords('asking')).toMatch(/^Asking/);
    expect(calendarsWords(told('all'))).toBe('By everybody’s calendar.');
    expect(calendarsWords(told('some', 3))).toMatch(/3 more/);
    for (const known of ['only_mine', 'not_offered'] as const)
      expect(calendarsWords(told(known))).toMatch(/^Only your own calendar is known/);
  });
});
