import { describe, expect, it } from 'vitest';
import { account } from '../../../tests/unit/people';
import { progressWords, syncStatus } from './status';

const now = new Date('2026-11-20T09:30:00Z');
const problem = (code: 'offline' | 'sign_in') =>
  account('bob', { problem: { code, message: '', detail: '' } });

describe('the line of the rail', () => {
  it('says how fresh everything is', () => {
    expect(syncStatus(account('bob'), null, now)).toEqual({
      kind: 'fresh',
      words: 'Up to date, 10:02',
      short: 'Up to date',
    });
    expect(syncStatus(account('bob', { syncedAt: null }), null, now).words).toBe('Not read yet');
  });

  it('says what is wrong before anything else', () => {
    expect(syncStatus(problem('offline'), null, now)).toEqual({
      kind: 'offline',
      words: 'Offline, from 10:02',
      short: 'Offline',
    });
    expect(syncStatus(problem('sign_in'), null, now).kind).toBe('trouble');
  });

  it('says what is being read, and how far', () => {
    const progress = { account: 'bob', phase: 'inbox' as const, done: 312, total: 1204 };
    expect(syncStatus(account('bob'), progress, now).words).toBe('Reading the inbox, 312 of 1,204');
    expect(progressWords({ ...progress, total: null })).toBe('Reading the inbox, 312 so far');
    expect(progressWords({ ...progress, total: 300 }), 'an estimate is never less than what is done').toBe(
      'Reading the inbox, 312 of 312',
    );
    expect(progressWords({ ...progress, phase: 'folders' })).toBe('Reading the folders');
  });
});
