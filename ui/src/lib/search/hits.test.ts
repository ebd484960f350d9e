import { describe, expect, it } from 'vitest';
import { foundWords, hitState, MOST_HITS, reason } from './hits';

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

describe('reason', () => {
  const plain = (text: string) => ({ text, hit: false });
  const text = {
    field: 'text' as const,
    pieces: [plain('We close with the '), { text: 'head', hit: true }, plain('count plan')],
  };

  it('begins with what was looked for', () => {
    expect(reason({ title: [plain('Planning')], excerpts: [text] })).toBe('Text: headcount plan');
  });

  it('is not needed where the title has it', () => {
    expect(reason({ title: [{ text: 'Headcount', hit: true }], excerpts: [text] })).toBeNull();
    expect(reason({ title: [plain('Planning')], excerpts: [] })).toBeNull();
  });
});
