/**
 * The day beside the card: where each thing stands and what the meeting would overlap. What that means is said by
 * `beside.ts`, from what the engine found.
 *
 * Positions are minutes from the day's beginning as they pass, so that a day on which clocks change has 23 or 25
 * hours and nothing is drawn twice. Pure; the drawing is in `components/invitations/DayStrip.svelte`.
 */
import { addDays, dayNumber, dates as ownDates, type Dates, type PlainDay, type Span } from '../format';
import type { CalendarEntry } from '../host';

/** A span of the day in minutes from its beginning. */
export interface Minutes {
  from: number;
  to: number;
}

export interface Block extends Minutes {
  entry: CalendarEntry;
  /** Side by side with others at that time: which place, of how many. */
  lane: number;
  lanes: number;
  /** Minutes at its beginning that the proposed meeting covers. */
  covered: number;
  /** Lies wholly under the proposed meeting. */
  hidden: boolean;
}

export interface Day {
  /** Hours of this day: 24, or 23 or 25 when clocks change. */
  hours: number;
  /** What each hour is called. */
  hourNames: string[];
  allDay: CalendarEntry[];
  /** Which of the meeting's days this is, where it takes whole days. */
  whole: { day: number; of: number } | null;
  blocks: Block[];
  /** The proposed meeting, where it falls on this day. */
  slot: Minutes | null;
  /** Whether it began before this day, and whether it goes on after it. */
  beyond: { before: boolean; after: boolean };
  /** Where the proposed meeting and something else meet. */
  overlaps: Minutes[];
  /** Times of an hour or more between two things. */
  free: Minutes[];
}

/** Shorter breaks are not worth a word. */
export const LONG_ENOUGH = 60;

/** `entries`: what else is there; nothing of the meeting itself is among it. */
export function layDay(day: PlainDay, entries: CalendarEntry[], meeting: Span, dates: Dates = ownDates): Day {
  const begin = dates.startOfDay(day).getTime();
  const end = dates.startOfDay(addDays(day, 1)).getTime();
  const length = (end - begin) / 60_000;
  const clip = (span: Span): Minutes | null => {
    const from = Math.max(0, (new Date(span.start).getTime() - begin) / 60_000);
    const to = Math.min(length, (new Date(span.end).getTime() - begin) / 60_000);
    return to > from || (to === from && from >= 0 && to < length) ? { from, to } : null;
  };
  const onDay = (span: Span) => {
    const { first, last } = dates.daysOf(span);
    return dayNumber(first) <= dayNumber(day) && dayNumber(day) <= dayNumber(last);
  };

  // What is free is drawn too.
  const own = entries.filter((entry) => entry.own !== 'declined' && !entry.cancelled);
  const { first, last } = dates.daysOf(meeting);
  const slot = meeting.allDay ? null : clip(meeting);
  const timed = own
    .filter((entry) => !entry.allDay)
    .flatMap((entry) => {
      const minutes = clip(entry);
      return minutes ? [{ entry, ...minutes }] : [];
    })
    .sort((one, other) => one.from - other.from || other.to - one.to);

  const busy = timed.filter(({ entry }) => entry.takesTime);

  return {
    hours: length / 60,
    hourNames: Array.from({ length: Math.ceil(length / 60) }, (_, hour) =>
      dates.hourMark(new Date(begin + hour * 3_600_000)),
    ),
    allDay: own.filter((entry) => entry.allDay && onDay(entry)),
    whole:
      meeting.allDay && onDay(meeting)
        ? { day: dayNumber(day) - dayNumber(first) + 1, of: dayNumber(last) - dayNumber(first) + 1 }
        : null,
    blocks: inLanes(timed).map((block) => ({ ...block, ...under(block, slot) })),
    slot,
    beyond: {
      before: slot !== null && new Date(meeting.start).getTime() < begin,
      after: slot !== null && new Date(meeting.end).getTime() > end,
    },
    overlaps: slot ? merged(busy.flatMap((block) => intersection(block, slot) ?? [])) : [],
    free: gaps(merged([...busy, ...(slot ? [slot] : [])])),
  };
}

type Placed = Minutes & { entry: CalendarEntry };

/** Puts things that meet side by side. */
function inLanes(blocks: Placed[]): (Placed & { lane: number; lanes: number })[] {
  const done: (Placed & { lane: number; lanes: number })[] = [];
  let cluster: (Placed & { lane: number; lanes: number })[] = [];
  let clusterEnd = -1;
  const close = () => {
    const lanes = Math.max(0, ...cluster.map((block) => block.lane + 1));
    done.push(...cluster.map((block) => ({ ...block, lanes })));
    cluster = [];
  };
  for (const block of blocks) {
    if (block.from >= clusterEnd) close();
    const used = new Set(cluster.filter((other) => other.to > block.from).map((other) => other.lane));
    let lane = 0;
    while (used.has(lane)) lane += 1;
    cluster.push({ ...block, lane, lanes: 1 });
    clusterEnd = Math.max(clusterEnd, block.to);
  }
  close();
  return done;
}

/** How much of a block's beginning the slot covers, and whether anything of it is left to write on. */
function under(block: Minutes, slot: Minutes | null): Pick<Block, 'covered' | 'hidden'> {
  const both = slot ? intersection(block, slot) : null;
  if (!slot || !both) return { covered: 0, hidden: false };
  const before = both.from - block.from;
  const after = block.to - both.to;
  if (before >= 25) return { covered: 0, hidden: false };
  return after >= 25 ? { covered: both.to - block.from, hidden: false } : { covered: 0, hidden: true };
}

function intersection(one: Minutes, other: Minutes): Minutes | null {
  const from = Math.max(one.from, other.from);
  const to = Math.min(one.to, other.to);
  return to > from ? { from, to } : null;
}

function merged(spans: Minutes[]): Minutes[] {
  const sorted = [...spans].sort((one, other) => one.from - other.from);
  const result: Minutes[] = [];
  for (const { from, to } of sorted) {
    const last = result.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else result.push({ from, to });
  }
  return result;
}

function gaps(busy: Minutes[]): Minutes[] {
  return busy
    .slice(1)
    .map((next, index) => ({ from: busy[index]?.to ?? next.from, to: next.from }))
    .filter(({ from, to }) => to - from >= LONG_ENOUGH);
}
