/**
 * What a receipt says: its two lamps in words, whether it still stands, whether it waits for the person, and the text
 * that can be handed on as proof.
 *
 * Pure; the words of the codes come from `words.ts`, the markup is in `components/answers`.
 */
import type { Lamps, Receipt } from '../host';
import { dates, fullName, shortName } from '../format';
import { answerWords, stepWords, toldReasonWords, troubleWords } from '../words';

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
    case 'not_told':
      return { tone: 'none', kind: 'mail', words: reason ? toldReasonWords[reason] : 'not told' };
    case 'failed':
      return { tone: 'bad', kind: 'mail', words: reason ? toldReasonWords[reason] : 'mail not sent' };
    case 'withdrawn':
      return { tone: 'none', kind: 'mail', words: 'not told' };
  }
}

/** Both lamps in one sentence, for the small ones and for a screen reader. */
export function lampsInWords(receipt: Lit, now: Date): string {
  const { calendar, organizer } = lampsOf(receipt, now);
  return `${calendar.title}: ${calendar.words}. ${organizer.title}: ${organizer.words}.`;
}

/** An answer that was not taken back and not given up. */
export function stands(receipt: Receipt): boolean {
  const { state } = receipt.lamps.calendar;
  return state !== 'withdrawn' && !(state === 'refused' && receipt.trouble === null);
}

/** Stands still until the person does something. */
export function needsMe(receipt: Pick<Receipt, 'trouble'>): boolean {
  return receipt.trouble !== null && !troubleWords[receipt.trouble.code].leaves;
}

/** Not there yet, but gets there by itself. */
export function waits(receipt: Pick<Receipt, 'trouble' | 'lamps'>): boolean {
  return !needsMe(receipt) && isUnderWay(receipt.lamps);
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

/** The later of two receipts of one meeting: decided later, else further on. */
export function laterOf(one: Receipt, other: Receipt): Receipt {
  if (one.id !== other.id) return one.decidedAt > other.decidedAt ? one : other;
  return one.steps.length > other.steps.length ? one : other;
}

/** The receipt as text: what, when, to whom, and every step. */
export function receiptText(receipt: Receipt, now: Date): string {
  const { calendar, organizer } = lampsOf(receipt, now);
  const facts: [string, string][] = [
    ['Meeting', receipt.subject],
    ['When', dates.spanLong(receipt, now)],
    ['Answer', answerWords[receipt.answer].state],
    ['Comment', receipt.comment],
    ['From', receipt.fromAddress],
    ['Organizer', person(receipt)],
    ['Mail', receipt.mailSubject ?? ''],
    ['My calendar', calendar.words],
    [fullName(receipt.organizer), organizer.words],
    ['Server', receipt.server],
  ];
  const steps = receipt.steps.map(
    (step) => `${step.at}  ${stepWords[step.kind]}${step.detail ? ` (${step.detail})` : ''}`,
  );
  return [
    `Receipt: ${answerWords[receipt.answer].state}: ${receipt.subject}`,
    '',
    ...facts.filter(([, value]) => value).map(([name, value]) => `${name}: ${value}`),
    '',
    ...steps,
    '',
  ].join('\n');
}

function person({ organizer: { name, email } }: Receipt): string {
  return name && email ? `${name} <${email}>` : name || email;
}
