/** What a new version of a meeting changed, in words, and what of that its card says first. Pure. */
import { capital, dates, fullName, seriesInWords, uncapital, type Dates } from '../format';
import type { Answer, Change, HistoryEntry, InvitationCard } from '../host';
import { historyWords, unmailedWords } from '../words';

/** `was` is struck, `now` stands out; either may be missing, where only the one is there to tell. */
export interface Told {
  was: string | null;
  now: string | null;
  /** What happened, before either. */
  said?: string;
  /** What becoming struck, or new, means. */
  words?: { was: string; now: string };
}

export function told({ field, was, now }: Change, allDay: boolean, today: Date, say: Dates = dates): Told {
  switch (field) {
    case 'when':
      return { was: span(was, allDay, today, say), now: span(now, allDay, today, say) };
    case 'repeats':
      return { was: series(was, today, say), now: series(now, today, say) };
    case 'people':
      return { was: was || null, now: now || null, words: { was: 'not invited any more', now: 'new' } };
    case 'text':
      return { was: was || null, now: now || null, said: 'The text was changed' };
    case 'where':
    case 'title':
      return { was: was || 'nothing', now: now || 'nothing' };
  }
}

/** A time arrives as `start/end`. */
function span(value: string, allDay: boolean, today: Date, say: Dates): string {
  const [start, end] = value.split('/');
  return start && end ? say.spanShort({ start, end, allDay }, today) : value;
}

function series(rule: string, today: Date, say: Dates): string {
  return rule ? seriesInWords(rule, today, say) : 'once';
}

/** A group of changes on the card, or a sentence where there are none to list. */
export interface News {
  title: string;
  text: string | null;
  changes: Change[];
}

type Card = Pick<InvitationCard, 'row' | 'changes' | 'differs' | 'history'>;

/**
 * What is different: from the version before, from before a cancellation, from the series it is one date of; and of a
 * series which of its dates.
 */
export function news(card: Card, today: Date, say: Dates = dates): News[] {
  const { row, changes, differs, history } = card;
  if (row.state === 'cancelled') return changes.length > 0 ? [{ ...WHAT_HAS_CHANGED, changes }] : [];
  const newest = history.find(isVersion);
  const groups: News[] = [];
  if (isInvitedAgain(history)) groups.push(sinceCancelled(changes));
  else if (changes.length > 0)
    groups.push({ ...(isOvertaken(history) ? SINCE_THE_MAIL : WHAT_HAS_CHANGED), changes });
  if (differs.length > 0) {
    const title = changes.length > 0 ? 'This date differs from its series' : 'This date was changed';
    groups.push({ title, text: null, changes: differs });
  }
  if (groups.length === 0 && newest && history[0] === newest && isWithoutEarlier(history, 0))
    groups.push({
      title: 'This meeting was changed',
      text: `${NOBODY_KNOWS_WHAT}${row.state === 'answered' ? YOURS_STANDS : ''}`,
      changes: [],
    });
  return [...groups, ...newsOfDates(card, today, say)];
}

/** So many dates are told one by one. */
const MOST_DATES = 3;

/** What only the calendar tells of single dates of a series, and I have not seen: several changes of one are told as one. */
function newsOfDates({ row, history }: Card, today: Date, say: Dates): News[] {
  const byDate = new Map<string, HistoryEntry>();
  for (const step of history.filter((it) => it.news && isAhead(it, today)).reverse()) {
    const earlier = byDate.get(step.date ?? '')?.changes ?? [];
    byDate.set(step.date ?? '', { ...step, changes: joined(earlier, step.changes) });
  }
  const all = [...byDate.entries()].sort(([one], [other]) => (one < other ? -1 : 1));
  const day = (date: string) => dayOfSeries(date, row.allDay, today, say);
  if (all.length > MOST_DATES)
    return [
      {
        title: `${all.length} dates of this series were changed`,
        text: `${all.map(([date]) => day(date)).join(', ')}. ${NO_MAIL_OF_THEM}`,
        changes: [],
      },
    ];
  return all.map(([date, { kind, changes }]) => ({
    title: `${day(date)} ${unmailedWords[kind]?.news ?? 'was changed'}`,
    text: kind === 'removed' ? NO_MAIL_OF_REMOVAL : NO_MAIL,
    changes,
  }));
}

/** Is the date that it happened to still to come, as it was or as it is now? A day is one until it is over. */
function isAhead({ date, changes }: HistoryEntry, today: Date): boolean {
  if (date === null) return false;
  const moved = changes.find(({ field }) => field === 'when')?.now.split('/')[1];
  return [date, moved ?? date].some((at) => Date.parse(at) + DAY > today.getTime());
}

const DAY = 24 * 60 * 60 * 1000;

const NO_MAIL = 'No mail about it is here.';
const NO_MAIL_OF_REMOVAL = 'No mail about it is here, so whether it was called off cannot be told.';
const NO_MAIL_OF_THEM = 'No mail about them is here.';

function joined(earlier: Change[], later: Change[]): Change[] {
  const changed = later.map((change) => {
    const before = earlier.find(({ field }) => field === change.field);
    return before ? { ...change, was: before.was } : change;
  });
  return [...earlier.filter(({ field }) => !later.some((change) => change.field === field)), ...changed];
}

/** A date as its series has it: whole days float. */
function dayOfSeries(date: string, allDay: boolean, today: Date, say: Dates): string {
  return say.dayShort(allDay ? say.dayOf(date, 'UTC') : say.dayOf(date), today);
}

const WHAT_HAS_CHANGED = { title: 'What has changed', text: null };

const SINCE_THE_MAIL = {
  title: 'Changed since the last mail came',
  text: 'There is a newer version, and no mail about it is here. Shown as your calendar has it.',
};

/** Is the newest version one that only the calendar has, and there was a mail before? */
function isOvertaken(history: HistoryEntry[]): boolean {
  const [newest, ...older] = history.filter(isVersion);
  return !!newest?.unmailed && newest.changes.length > 0 && older.some(({ unmailed }) => !unmailed);
}

/** Said of a change that asks for no new answer. */
const YOURS_STANDS = ' Your answer stands; no new one is asked for.';

/** Said of a change whose earlier version never came here. */
export const NOBODY_KNOWS_WHAT = 'What was changed cannot be told: the earlier version is not here.';

function sinceCancelled(changes: Change[]): News {
  const title = 'Invited again after it was cancelled';
  const moved = changes.some(({ field }) => field === 'when');
  const elsewhere = changes.some(({ field }) => field === 'where');
  const same = [moved ? '' : 'time', elsewhere ? '' : 'place'].filter(Boolean).join(' and ');
  return { title, text: `It is on${same ? `, at the same ${same} as before` : ''}.`, changes };
}

/** Does the newest version invite again after a cancellation? */
export function isInvitedAgain(history: HistoryEntry[]): boolean {
  return history.find(isVersion)?.kind === 'invited_again';
}

function isVersion({ kind, wholeSeries, date }: HistoryEntry): boolean {
  return !wholeSeries && date === null && !isMine(kind);
}

/** Is a line of the history an answer of mine? */
export function isMine(kind: HistoryEntry['kind']): kind is Answer {
  return kind === 'accepted' || kind === 'tentative' || kind === 'declined';
}

/** What I answered before: to an earlier version, or to the series that this is one date of. */
export interface Again {
  to: 'version' | 'series';
  answer: Answer;
}

/** The latest answer of mine that the history has: to this meeting, or to the series that it is one date of. */
export function answeredBefore(history: HistoryEntry[]): Again | null {
  for (const { kind, date, wholeSeries } of history)
    if (isMine(kind) && date === null) return { to: wholeSeries ? 'series' : 'version', answer: kind };
  return null;
}

/** Does a step say of itself that it changes something, and what was before is not here? */
export function isWithoutEarlier(history: HistoryEntry[], at: number): boolean {
  const [step, ...older] = history.slice(at);
  return step?.kind === 'updated' && step.changes.length === 0 && !older.some(isVersion);
}

/** `One date of a series: every Thursday`; missing while the card is being read. */
export function oneDateInWords(
  card: Pick<InvitationCard, 'seriesKnown' | 'recurrence'> | null,
  today = new Date(),
  say = dates,
): string {
  const known = card?.seriesKnown ?? true;
  if (known && card?.recurrence)
    return `One date of a series: ${uncapital(seriesInWords(card.recurrence, today, say))}`;
  return known ? 'One date of a series' : 'One date of a series that you are not invited to as a whole';
}

/** A line of the history: `Invited` by somebody, `You accepted the series with another program`. */
export function historyInWords(
  entry: HistoryEntry,
  { oneDate = false, allDay = false, changed = false, today = new Date(), say = dates }: Telling = {},
): { what: string; by: string | null } {
  const { kind, who, at, sentBy, wholeSeries, elsewhere, unmailed, date, proposed } = entry;
  const inCalendar = unmailed ? unmailedWords[kind] : undefined;
  if (inCalendar) {
    const subject = date !== null ? dayOfSeries(date, allDay, today, say) : wholeSeries ? 'Series' : '';
    return { what: capital(`${subject} ${inCalendar.step}`.trim()), by: '(no mail says by whom)' };
  }
  const words =
    oneDate && kind === 'cancelled'
      ? { ...historyWords[kind], meeting: 'This date cancelled' }
      : historyWords[kind];
  const which = date === null ? '' : `${prepositions[kind] ?? ''} ${dayOfSeries(date, allDay, today, say)}`;
  const how = elsewhere ? ' with another program' : '';
  const instead = proposed ? `, and proposed ${say.spanShort(proposed, today)}` : '';
  const what = (wholeSeries ? words.series : words.meeting) + which + how + instead;
  if (elsewhere && isMine(kind)) {
    const when = at === null && changed ? 'before or after the change; ' : '';
    return { what, by: `(${when}whether the organizer was told is not known here)` };
  }
  if (!who) return { what, by: null };
  return { what, by: `by ${fullName(who)}${sentBy ? `, ${sender(entry)}` : ''}` };
}

/** Between what happened and the date of a series that it happened to. */
const prepositions: Partial<Record<HistoryEntry['kind'], string>> = {
  tentative: ' for',
  invited: ' to',
  invited_again: ' to',
};

/** What a line is about, and for whom it is said. */
interface Telling {
  /** One date of a series. */
  oneDate?: boolean;
  allDay?: boolean;
  /** Something was changed since the invitation. */
  changed?: boolean;
  today?: Date;
  say?: Dates;
}

/** Of one name two people may go by, the address tells who it was. */
function sender({ who, sentBy }: HistoryEntry): string {
  if (!sentBy) return '';
  const namesake = who && fullName(who).toLowerCase() === fullName(sentBy).toLowerCase();
  return namesake ? `sent from ${sentBy.email}` : `sent by ${fullName(sentBy)}`;
}
