/**
 * Answers as Activity lists them: what wants the person, what waits for the network or a server, and everything that
 * is done, by day. Pure; what a receipt says is left to `lib/answers`.
 */
import { needsMe, waits } from '$lib/answers/receipts';
import type { Dates } from '$lib/format';
import type { Receipt } from '$lib/host';

const GROUPS = ['needs', 'waiting', 'today', 'yesterday', 'earlier'] as const;
export type GroupKey = (typeof GROUPS)[number];

export interface Group {
  key: GroupKey;
  receipts: Receipt[];
}

const isTaken = ({ lamps }: Receipt) => ['accepted', 'confirmed'].includes(lamps.calendar.state);

/** The answers that a later one of their meeting has taken the place of on the server. `receipts`: newest first. */
export function superseded(receipts: Receipt[]): ReadonlySet<string> {
  const later = new Set<string>();
  const over = new Set<string>();
  for (const receipt of receipts.filter(isTaken)) {
    if (later.has(receipt.meeting)) over.add(receipt.id);
    later.add(receipt.meeting);
  }
  return over;
}

function groupOf(receipt: Receipt, now: Date, say: Dates): GroupKey {
  if (needsMe(receipt)) return 'needs';
  if (waits(receipt)) return 'waiting';
  const days = say.daysUntil(receipt.decidedAt, now);
  return days >= 0 ? 'today' : days === -1 ? 'yesterday' : 'earlier';
}

/**
 * The groups that have something in them, in the order they are shown. `pinned` may keep an answer in the group where
 * the person last saw it.
 */
export function grouped(
  receipts: Receipt[],
  now: Date,
  say: Dates,
  pinned: (receipt: Receipt) => GroupKey | undefined = () => undefined,
): Group[] {
  return GROUPS.map((key) => ({
    key,
    receipts: receipts.filter((receipt) => (pinned(receipt) ?? groupOf(receipt, now, say)) === key),
  })).filter((group) => group.receipts.length > 0);
}
