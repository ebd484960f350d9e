/** What Activity says beyond the receipts' own words. Pure. */
import type { Receipt, StepKind } from '$lib/host';
import { answerWords } from '$lib/words';
import type { GroupKey } from './groups';

export const groupWords: Record<GroupKey, string> = {
  needs: 'Needs you',
  waiting: 'Waiting',
  today: 'Today',
  yesterday: 'Yesterday',
  earlier: 'Earlier',
};

/** How an answer stands: only what arrived looks like the answer itself. */
type Fate = 'stands' | 'refused' | 'unknown' | 'taken back';

export function fateOf(receipt: Receipt): Fate {
  const { state } = receipt.lamps.calendar;
  switch (state) {
    case 'refused':
    case 'unknown':
      return state;
    case 'withdrawn':
      return 'taken back';
    default:
      return 'stands';
  }
}

/** The mark at the start of a line: a refused answer is not an accepted one. */
export function markWords(receipt: Receipt): { main: string; below: string | null } {
  const answer = answerWords[receipt.answer];
  switch (fateOf(receipt)) {
    case 'refused':
      return { main: 'Refused', below: `your ${answer.deed.toLocaleLowerCase('en')}` };
    case 'unknown':
      return { main: 'Not known', below: `your ${answer.deed.toLocaleLowerCase('en')}` };
    case 'taken back':
      return { main: 'Taken back', below: `your ${answer.deed.toLocaleLowerCase('en')}` };
    case 'stands':
      return { main: answer.state, below: null };
  }
}

/** How a step ended: what went wrong stands out in the list of steps. */
export const stepTone: Record<StepKind, 'plain' | 'good' | 'bad'> = {
  decided: 'plain',
  edited: 'plain',
  withdrawn: 'plain',
  replaced: 'plain',
  sent: 'plain',
  reply_lost: 'bad',
  found_applied: 'good',
  found_missing: 'plain',
  taken: 'good',
  refused: 'bad',
  mail_sent: 'plain',
  told: 'good',
  left_to_server: 'plain',
  not_told: 'plain',
  mail_failed: 'bad',
  confirmed: 'good',
  delayed: 'plain',
  discarded: 'plain',
  retried: 'plain',
};
