/** The line at the bottom of the rail: how fresh everything is, in words. Pure. */
import { dates } from '../format';
import type { Account, Progress } from '../host';
import { failureWords, phaseWords } from '../words';

export interface SyncStatus {
  kind: 'fresh' | 'working' | 'offline' | 'trouble';
  words: string;
  /** The same where there is room for a word or two. */
  short: string;
}

export function syncStatus(account: Account, progress: Progress | null, now: Date): SyncStatus {
  if (account.problem?.code === 'offline')
    return {
      kind: 'offline',
      words: account.syncedAt ? `Offline, from ${when(account.syncedAt, now)}` : 'Offline',
      short: 'Offline',
    };
  if (account.problem)
    return {
      kind: 'trouble',
      words: failureWords[account.problem.code].title.replace(/\.$/, ''),
      short: 'Trouble',
    };
  if (progress) return { kind: 'working', words: progressWords(progress), short: 'Reading' };
  if (!account.syncedAt) return { kind: 'working', words: 'Not read yet', short: 'Not read' };
  return {
    kind: 'fresh',
    words: `${phaseWords.done}, ${when(account.syncedAt, now)}`,
    short: phaseWords.done,
  };
}

/** `Reading the inbox, 312 of 1,204`. */
export function progressWords({ phase, done, total }: Progress): string {
  const words = phaseWords[phase];
  if (phase !== 'inbox' && phase !== 'calendar') return words;
  if (total !== null)
    return `${words}, ${done.toLocaleString('en')} of ${Math.max(total, done).toLocaleString('en')}`;
  return done > 0 ? `${words}, ${done.toLocaleString('en')} so far` : words;
}

function when(instant: string, now: Date): string {
  return dates.stampBrief(instant, now);
}
