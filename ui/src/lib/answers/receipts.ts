/**
 * What a receipt says: its two lamps in words, whether it still stands, whether it waits for the person, and the text
 * that can be handed on as proof.
 *
 * Pure; the words of the codes come from `words.ts`, the markup is in `components/answers`.
 */
import type { Lamps, Receipt, Trouble } from '../host';
import { dates, shortName } from '../format';
import {
  answerWords,
  givenUpWords,
  stepWords,
  toldReasonWords,
  troubleWords,
  whyUntoldWords,
} from '../words';

export type Tone = 'lit' | 'wait' | 'bad' | 'none';

/** What a lamp is waiting for, or stands for: chooses its icon. */
export type LampKind = 'calendar' | 'mail' | 'clock' | 'offline';

export interface LampView {
  tone: Tone;
  kind: LampKind;
  title: string;
  words: string;
}

/** Everything the lamps' words depend on. */
type Lit = Pick<Receipt, 'answer' | 'organizer' | 'lamps'> & Partial<Pick<Receipt, 'trouble'>>;

/**
 * Both lamps of an answer. Lit means confirmed: the calendar shows it, the organizer was told. What the server has
 * taken but not shown yet still waits. `secondsLeft` counts while it can be undone.
 */
export function lampsOf(
  receipt: Lit,
  now: Date,
  secondsLeft = 0,
): { calendar: LampView; organizer: LampView } {
  return {
    calendar: { title: 'My calendar', ...calendarLamp(receipt, now, secondsLeft) },
    organizer: { title: shortName(receipt.organizer), ...organizerLamp(receipt, now) },
  };
}

function calendarLamp(receipt: Lit, now: Date, secondsLeft: number): Omit<LampView, 'title'> {
  const { state, at } = receipt.lamps.calendar;
  const answer = answerWords[receipt.answer].inline;
  const when = at ? ` ${dates.stampBrief(at, now)}` : '';
  switch (state) {
    case 'queued':
      if (secondsLeft > 0)
        return { tone: 'wait', kind: 'calendar', words: `${answer}, sends in ${secondsLeft} s` };
      if (receipt.trouble?.code === 'offline')
        return { tone: 'wait', kind: 'offline', words: 'waits for network' };
      return {
        tone: 'wait',
        kind: 'clock',
        words: receipt.trouble ? 'waits, tried again' : `${answer}, waits to leave`,
      };
    case 'sending':
      return { tone: 'wait', kind: 'clock', words: `${answer}, on its way` };
    case 'accepted':
      return { tone: 'wait', kind: 'clock', words: `taken${when}, not shown yet` };
    case 'confirmed':
      return { tone: 'lit', kind: 'calendar', words: `${answer}${when}` };
    case 'refused':
      return { tone: 'bad', kind: 'calendar', words: `refused${when}` };
    case 'unknown':
      return { tone: 'bad', kind: 'calendar', words: `not known${when}` };
    case 'withdrawn':
      return { tone: 'none', kind: 'calendar', words: 'taken back' };
  }
}

function organizerLamp(receipt: Lit, now: Date): Omit<LampView, 'title'> {
  const { state, reason, at } = receipt.lamps.organizer;
  const when = at ? ` ${dates.stampBrief(at, now)}` : '';
  switch (state) {
    case 'queued':
      return { tone: 'wait', kind: 'mail', words: 'told after that' };
    case 'sending':
      return { tone: 'wait', kind: 'mail', words: 'mail on its way' };
    case 'told':
      return { tone: 'lit', kind: 'mail', words: `told${when}` };
    case 'left_to_server':
      return { tone: 'none', kind: 'mail', words: 'perhaps told, by the server' };
    case 'not_told':
      return { tone: 'none', kind: 'mail', words: reason ? toldReasonWords[reason] : 'not told' };
    case 'failed':
      return { tone: 'bad', kind: 'mail', words: reason ? toldReasonWords[reason] : 'mail not sent' };
    case 'unknown':
      return { tone: 'bad', kind: 'mail', words: 'not known whether told' };
    case 'withdrawn':
      return { tone: 'none', kind: 'mail', words: 'not told' };
  }
}

/** Both lamps in one sentence, for the small ones and for a screen reader. */
export function lampsInWords(receipt: Lit, now: Date): string {
  const { calendar, organizer } = lampsOf(receipt, now);
  return `${calendar.title}: ${calendar.words}. ${organizer.title}: ${organizer.words}.`;
}

/** Nothing more happens by itself: the calendar shows it, and the organizer's side is as it stays. */
export function isSettled({ calendar, organizer }: Lamps): boolean {
  const ended = ['told', 'left_to_server', 'not_told'].includes(organizer.state);
  return calendar.state === 'confirmed' && ended;
}

/** An answer that was not taken back and not given up. */
export function stands(receipt: Receipt): boolean {
  const { state } = receipt.lamps.calendar;
  const ended = state === 'refused' || state === 'unknown';
  return !isWithdrawn(receipt) && !(ended && receipt.trouble === null);
}

/** Why an answer stands still. What is in doubt is looked for only as long as it is to be tried again. */
export function troubleInWords({ code, retryAt }: Trouble): (typeof troubleWords)[typeof code] {
  return (retryAt === null && givenUpWords[code]) || troubleWords[code];
}

/** What of a series was answered, beside the time in a list. */
export function partInWords(receipt: Pick<Receipt, 'recurring' | 'recurrenceId'>): string | null {
  if (!receipt.recurring) return null;
  return receipt.recurrenceId ? 'this date alone' : 'whole series';
}

type OfSeries = Pick<Receipt, 'start' | 'end' | 'allDay' | 'recurring' | 'recurrenceId'>;

/** `Thu 10 Dec`, or that it was all of them: what of a series was answered, where no time stands beside it. */
export function whichInWords(receipt: OfSeries, now: Date): string | null {
  return receipt.recurrenceId ? dates.dayShort(dates.daysOf(receipt).first, now) : partInWords(receipt);
}

/** `proposing Wed 2 Dec, 14:00–15:00`, with the answer. */
export function proposesInWords(receipt: Pick<Receipt, 'proposed'>, now: Date): string | null {
  return receipt.proposed && `proposing ${dates.spanShort(receipt.proposed, now)}`;
}

/** Stands still until the person does something. */
export function needsMe(receipt: Pick<Receipt, 'trouble'>): boolean {
  return receipt.trouble !== null && !troubleInWords(receipt.trouble).leaves;
}

/** Not there yet, but gets there by itself. */
export function waits(receipt: Pick<Receipt, 'trouble' | 'lamps'>): boolean {
  return !needsMe(receipt) && isUnderWay(receipt.lamps);
}

/** Would be lost if it were forgotten now: it has not left, or it is not known whether it arrived. */
export function hasNotLeft({ lamps }: Pick<Receipt, 'lamps'>): boolean {
  const { calendar, organizer } = lamps;
  return calendar.state === 'queued' || calendar.state === 'sending' || organizer.state === 'sending';
}

function isUnderWay({ calendar, organizer }: Lamps): boolean {
  return (
    calendar.state === 'queued' ||
    calendar.state === 'sending' ||
    calendar.state === 'accepted' ||
    organizer.state === 'queued' ||
    organizer.state === 'sending'
  );
}

/** An answer that was taken back, or replaced before it left: it is as if it had never been given. */
export function isWithdrawn({ lamps }: Pick<Receipt, 'lamps'>): boolean {
  return lamps.calendar.state === 'withdrawn';
}

/** The later of two receipts of one meeting: decided later, else further on; one that was taken back is behind all. */
export function laterOf(one: Receipt, other: Receipt): Receipt {
  if (one.id !== other.id && isWithdrawn(one) !== isWithdrawn(other)) return isWithdrawn(one) ? other : one;
  if (one.id !== other.id) return one.decidedAt > other.decidedAt ? one : other;
  return one.steps.length > other.steps.length ? one : other;
}

const PERHAPS = 'by the server, if its administrator switched that on';

/** How the organizer was told, in a sentence: by a mail of ours, by the server, or not at all and why. */
export function toldInWords({ lamps: { organizer } }: Pick<Receipt, 'lamps'>): string {
  const { state, by, reason } = organizer;
  const means = by === 'client' ? 'by a mail from Quorum' : by === 'server' ? 'by the server' : PERHAPS;
  switch (state) {
    case 'told':
      return `Told ${means}`;
    case 'left_to_server':
      return `Told ${means}; nobody can see that from here`;
    case 'queued':
      return `Will be told ${means}, after the calendar`;
    case 'sending':
      return 'The mail from Quorum is on its way';
    case 'failed':
      return `Could not be told: ${reason ? whyUntoldWords[reason] : 'the mail failed'}`;
    case 'not_told':
      return `Not told: ${reason ? whyUntoldWords[reason] : 'no mail was sent'}`;
    case 'unknown':
      return 'Nobody can tell whether they were told';
    case 'withdrawn':
      return 'Not told: the answer was taken back';
  }
}

/** `Wed 2 Dec, 14:00–15:00`, and how it went where it did not go as a proposal. */
export function proposedInWords({ proposed }: Pick<Receipt, 'proposed'>, now: Date): string {
  if (!proposed) return '';
  return dates.spanShort(proposed, now) + (proposed.carrier === 'words' ? ', in words with the comment' : '');
}

/** What became of the comment, where it did not go along. */
export function commentFate(receipt: Pick<Receipt, 'comment' | 'commentReaches' | 'lamps'>): string {
  if (receipt.comment === '' || receipt.commentReaches) return '';
  return receipt.lamps.organizer.by === 'nobody' ? 'went to nobody' : 'this server does not pass it on';
}

/** An instant as everybody reads it the same, for what is handed on. */
const exact = (at: string | null) => (at ? ` (${at.replace('T', ' ').replace('Z', ' UTC')})` : '');

/** What a receipt holds, as names and values, for the text that is handed on. */
export function receiptFacts(receipt: Receipt, now: Date): [string, string][] {
  const { calendar, organizer } = lampsOf(receipt, now);
  const fate = commentFate(receipt);
  const facts: [string, string][] = [
    ['When', [dates.spanLong(receipt, now), partInWords(receipt)].filter(Boolean).join(', ')],
    ['Answer', answerWords[receipt.answer].state],
    ['Proposed', proposedInWords(receipt, now)],
    ['Decided', dates.stamp(receipt.decidedAt, now) + exact(receipt.decidedAt)],
    ['From', receipt.fromAddress],
    ['To', person(receipt)],
    ['Mail', receipt.mailSubject ?? ''],
    ['Comment', receipt.comment + (fate && ` (${fate})`)],
    ['My calendar', calendar.words + exact(receipt.lamps.calendar.at)],
    ['Organizer', organizer.words + exact(receipt.lamps.organizer.at)],
    ['How told', toldInWords(receipt)],
    ['Trouble', receipt.trouble ? troubleWords[receipt.trouble.code].title : ''],
    ['Server', receipt.server],
  ];
  return facts.filter(([, value]) => value !== '');
}

/** The receipt as text: what, when, to whom, and every step. */
export function receiptText(receipt: Receipt, now: Date): string {
  const facts: [string, string][] = [['Meeting', receipt.subject], ...receiptFacts(receipt, now)];
  const steps = receipt.steps.map(
    (step) => `${step.at}  ${stepWords[step.kind]}${step.detail ? ` (${step.detail})` : ''}`,
  );
  return [
    `Receipt: ${answerWords[receipt.answer].state}: ${receipt.subject}`,
    '',
    ...facts.map(([name, value]) => `${name}: ${value}`),
    '',
    ...steps,
    '',
  ].join('\n');
}

/** `Alice Moreau <alice@contoso.com>`. */
export function person({ organizer: { name, email } }: Pick<Receipt, 'organizer'>): string {
  return name && email ? `${name} <${email}>` : name || email;
}
