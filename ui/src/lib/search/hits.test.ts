import { describe, expect, it } from 'vitest';
import { foundWords, hitState, MOST_HITS } from './hits';

describe('hitState', () => {
  it('has a word for each state, and says that a meeting is off before what was answered', () => {
    expect(hitState({ own: 'accepted', cancelled: true })).toEqual({ sign: 'cancelled', words: 'Cancelled' });
    expect(hitState({ own: 'open', cancelled: false })).toEqual({ sign: 'none', words: 'Not answered' });
    expect(hitState({ own: 'appointment', cancelled: false })).toEqual({ sign: null, words: 'Appointment' });
  });
});

it('does not call the best ones all', () => {
  expect([0, 1, MOST_HITS].map(foundWords)).toEqual([
    'Nothing found',
    '1 found',
    'The 50 best; more words find fewer',
  ]);
});
