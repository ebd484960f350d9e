/** What a row of the list says in its third line, and what the card says in its chips. Pure. */
import { dates, duration } from '../format';
import type { Answer, InvitationCard, InvitationRow, Lamps, OrganizerLampState } from '../host';
import { answerWords } from '../words';
import { sharedMinutes } from './beside';
import { calledOffChip } from './calledOff';
import { isInvitedAgain } from './changes';

/** A short fact with its sign. */
export interface Fact {
  kind:
    | 'accepted'
    | 'tentative'
    | 'declined'
    | 'none'
    | 'cancelled'
    | 'changed'
    | 'overlap'
    | 'series'
    | 'noReply'
    | 'refused';
  words: string;
}

const SHORT: Record<Answer, string> = { accepted: 'yes', tentative: 'maybe', declined: 'no' };

/** The state at the end of a row's last line. */
export function rowState(row: InvitationRow, now: Date): Fact {
  switch (row.state) {
    case 'cancelled':
      return { kind: 'cancelled', words: 'Cancelled' };
    case 'outdated':
      return { kind: 'changed', words: 'Newer version' };
    case 'informational':
      return { kind: 'none', words: 'Nothing to answer' };
    case 'answered':
      if (row.lamps?.calendar.state === 'refused') return { kind: 'refused', words: 'Refused' };
      if (row.lamps?.calendar.state === 'unknown') return { kind: 'refused', words: 'Not known' };
      if (row.answer === 'declined' && row.lamps)
        return { kind: 'declined', words: declined(row.lamps, now) };
      return row.answer
        ? { kind: row.answer, words: answerWords[row.answer].state }
        : { kind: 'none', words: 'Answered' };
    case 'open':
      if (row.answer) return { kind: 'changed', words: `Changed since your ${SHORT[row.answer]}` };
      if (row.updated)
        return {
          kind: 'changed',
          words: cameAt(row) ? `Updated ${brief(cameAt(row), now)}` : 'Updated',
        };
      return row.responseRequested
        ? { kind: 'none', words: 'Not answered' }
        : { kind: 'noReply', words: 'No reply requested' };
  }
}

/** When the newest of it came: what only the calendar tells did after the mail. */
export function cameAt({ changedAt, receivedAt }: InvitationRow): string {
  return changedAt ?? receivedAt ?? '';
}

/** `Declined today 10:02, told`: on the shelf of the declined that is what one looks for. */
function declined({ calendar, organizer }: Lamps, now: Date): string {
  const when = calendar.at ? ` ${dates.stampBrief(calendar.at, now)}` : '';
  const told: Partial<Record<OrganizerLampState, string>> = {
    told: ', told',
    not_told: ', not told',
    failed: ', not told',
    unknown: ', told?',
  };
  return `${answerWords.declined.state}${when}${told[organizer.state] ?? ''}`;
}

/** `today`, `yesterday`, `Wed 18 Nov`. */
function brief(instant: string, now: Date): string {
  const days = dates.daysUntil(instant, now);
  return days === 0 ? 'today' : days === -1 ? 'yesterday' : dates.dayShort(dates.dayOf(instant), now);
}

/** `Overlaps`, `Overlaps 2`, of a series `3 of 12 overlap`. `null` where nothing is. */
export function rowOverlap(row: InvitationRow): string | null {
  if (row.state === 'cancelled' || row.answer === 'declined') return null;
  const dates = row.collidingDates;
  if (dates && dates.colliding > 0 && dates.of > 1) return `${dates.colliding} of ${dates.of} overlap`;
  if (row.overlaps === 0) return dates?.colliding ? 'Overlaps' : null;
  return row.overlaps === 1 ? 'Overlaps' : `Overlaps ${row.overlaps}`;
}

/** The chips above the title. */
export function cardFacts(card: InvitationCard, now: Date): Fact[] {
  const { row } = card;
  const facts: Fact[] = [];
  // That it is one date of a series stands among the facts below.
  if (row.recurring && !row.recurrenceId) facts.push({ kind: 'series', words: 'Series' });
  if (row.state === 'cancelled')
    return [...facts, { kind: 'cancelled', words: calledOffChip(card.calledOff) }];
  if (row.state === 'outdated') return [...facts, { kind: 'changed', words: 'Out of date' }];
  if (card.bar.impossible === 'informational' && !row.answer)
    facts.push({ kind: 'none', words: 'No answer needed' });
  if (row.answer && row.lamps?.calendar.state === 'refused')
    facts.push({ kind: 'refused', words: `Your ${SHORT[row.answer]} was refused` });
  else if (row.answer && row.lamps?.calendar.state === 'unknown')
    facts.push({ kind: 'refused', words: `Not known whether your ${SHORT[row.answer]} arrived` });
  else if (row.answer && row.state === 'answered')
    facts.push({ kind: row.answer, words: answerWords[row.answer].mine });
  const changed = cameAt(row);
  if (row.updated && changed && row.state !== 'answered')
    facts.push({ kind: 'changed', words: `${whatHappened(card)} ${dates.stamp(changed, now)}` });
  const overlap = overlapOf(card);
  if (overlap) facts.push({ kind: 'overlap', words: overlap });
  return facts;
}

function whatHappened({ history, differs }: InvitationCard): string {
  if (isInvitedAgain(history)) return 'Invited again,';
  return differs.length > 0 ? 'Date changed,' : 'Updated';
}

/** How long, where it is about one time. */
function overlapOf({ row, beside }: InvitationCard): string | null {
  const words = rowOverlap(row);
  const dates = row.collidingDates;
  if (words !== null && dates && dates.colliding > 0 && dates.of > 1)
    return `Overlaps on ${dates.colliding} of ${dates.of} dates`;
  if (words === null || row.allDay) return words;
  const minutes = sharedMinutes(beside, row);
  return minutes > 0 && !beside.overlaps.some(({ entry }) => entry.allDay)
    ? `Overlaps ${duration(minutes)}`
    : words;
}
