/**
 * Where an answer stands in Activity: what wants the person, what waits for the network or a server, and everything
 * that is done, by day. Pure.
 */
import type { Dates } from '$lib/format';
import type { Receipt } from '$lib/host';
import { troubleWords } from '$lib/words';

export type Standing = 'needs' | 'waiting' | 'done';

export function standing(receipt: Receipt): Standing {
  if (receipt.trouble !== null) return troubleWords[receipt.trouble.code].leaves ? 'waiting' : 'needs';
  const { calendar, organizer } = receipt.lamps;
  if (calendar.state === 'queued' || calendar.state === 'sending') return 'waiting';
  if (calendar.state === 'refused' || calendar.state === 'withdrawn') return 'done';
  return organizer.state === 'queued' || organizer.state === 'sending' ? 'waiting' : 'done';
}

export type GroupKey = 'needs' | 'waiting' | 'today' | 'yesterday' | 'earlier';
export interface Group {
  key: GroupKey;
  receipts: Receipt[];
}

const ORDER: GroupKey[] = ['needs', 'waiting', 'today', 'yesterday', 'earlier'];

/** The groups that have something in them, in the order they are shown. */
export function grouped(receipts: Receipt[], now: Date, say: Dates): Group[] {
  const keyOf = (receipt: Receipt): GroupKey => {
    const where = standing(receipt);
    if (where !== 'done') return where;
    const days = say.daysUntil(receipt.decidedAt, now);
    return days >= 0 ? 'today' : days === -1 ? 'yesterday' : 'earlier';
  };
  return ORDER.map((key) => ({ key, receipts: receipts.filter((receipt) => keyOf(receipt) === key) })).filter(
    (group) => group.receipts.length > 0,
  );
}
