import { describe, expect, it } from 'vitest';
import type { FreeBusy, RequiredThen } from '../host';
import { stateWords, withinWords, requiredWords } from './proposals';

const named = (...names: string[]) => names.map((name) => ({ name, email: `${name}@contoso.com` }));
const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '');

describe('who else could', () => {
  it('is named as far as there is room', () => {
    expect(withinWords([])).toBe('');
    expect(plain(withinWords(named('Carol')))).toBe('It lies within what Carol proposes.');
    expect(plain(withinWords(named('Carol', 'Dan')))).toBe('It lies within what Carol and Dan propose.');
    expect(plain(withinWords(named('Carol', 'Dan', 'Eve', 'Finn')))).toBe(
      'It lies within what Carol, Dan and 2 more propose.',
    );
  });
});

describe('the required people at a proposed time', () => {
  const at = (...then: FreeBusy[]): RequiredThen => ({
    start: '2026-12-02T17:00:00Z',
    end: '2026-12-02T18:00:00Z',
    people: then.map((state, place) => ({
      person: { name: `Person ${place}`, email: `${place}@contoso.com` },
      part: 'required',
      then: state,
      unknown: null,
    })),
  });

  it('are counted, and what is not known is said', () => {
    expect(requiredWords(at('free', 'elsewhere'))).toEqual({
      tone: 'good',
      words: 'All 2 required people are free.',
    });
    expect(requiredWords(at('free', 'busy', 'away', 'tentative', 'no_data'))).toEqual({
      tone: 'bad',
      words: '1 of 5 required people free, 2 busy, 1 tentatively booked, 1 not known.',
    });
    expect(requiredWords(at('free', 'no_data')).tone, 'not known is not free').toBe('plain');
    expect(requiredWords(at('no_data')).words).toBe('No required person’s calendar is known then.');
    expect(requiredWords(at()).words).toBe('Nobody else has to come.');
  });

  it('are named where they differ', () => {
    expect(plain(stateWords(at('free', 'busy', 'away'), []))).toBe(
      'Free: Person 0. Busy: Person 1 and Person 2.',
    );
    expect(plain(stateWords(at('busy', 'tentative', 'no_data'), []))).toBe(
      'Busy: Person 0. Tentatively booked: Person 1. Not known: Person 2.',
    );
    expect(plain(stateWords(at('busy', ...Array<FreeBusy>(5).fill('free')), []))).toContain('and 2 more.');
    expect(stateWords(at('free', 'elsewhere'), [])).toBe('');
    expect(stateWords(at('no_data', 'no_data'), [])).toBe('');
  });

  it('say so where they propose the time themselves', () => {
    const proposer = { name: 'Person 1', email: '1@Contoso.com' };
    expect(plain(stateWords(at('free', 'busy', 'busy'), [proposer]))).toBe(
      'Free: Person 0. Busy: Person 2. Person 1 proposes it, although busy then, at least in part.',
    );
  });
});
