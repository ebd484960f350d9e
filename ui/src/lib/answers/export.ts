/**
 * Receipts as files that can be handed on: to read (Markdown), for a spreadsheet (CSV), for programs (JSON). Pure; the
 * shell saves them.
 */
import { csv } from '../attendees/csv';
import type { Receipt } from '../host';
import { answerWords, stepWords, troubleWords } from '../words';
import { commentFate, partInWords, person, receiptFacts, toldInWords } from './receipts';

export type Format = 'md' | 'csv' | 'json';

export const formatWords: Record<Format, { label: string; detail: string }> = {
  md: { label: 'Readable text', detail: 'Markdown, to read, print or mail' },
  csv: { label: 'Table', detail: 'CSV, for a spreadsheet' },
  json: { label: 'Data', detail: 'JSON, for programs' },
};

/** The receipts as one file of a format. */
export function exported(receipts: Receipt[], format: Format, owner: string, now: Date): string {
  switch (format) {
    case 'md':
      return asMarkdown(receipts, owner, now);
    case 'csv':
      return asCsv(receipts);
    case 'json':
      return (
        JSON.stringify({ exportedAt: now.toISOString(), mailbox: owner, answers: receipts }, null, 2) + '\n'
      );
  }
}

/** `Quorum answers 2026-11-21.csv`; a single receipt is called after its meeting. */
export function fileName(receipts: Receipt[], format: Format, now: Date): string {
  const [only] = receipts;
  const about = receipts.length === 1 && only ? `receipt ${plainName(only.subject)}` : 'answers';
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
  return `Quorum ${about.trim()} ${day}.${format}`;
}

/** What every system takes as part of a file's name. */
function plainName(text: string): string {
  const plain = text
    .replace(/[^\p{L}\p{N} _-]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return [...plain].slice(0, 25).join('').trim();
}

function asMarkdown(receipts: Receipt[], owner: string, now: Date): string {
  const parts = receipts.map((receipt) => {
    const title = `${answerWords[receipt.answer].state}: ${receipt.subject || 'Without a title'}`;
    const facts = receiptFacts(receipt, now).map(([name, value]) => `- **${name}:** ${literal(value)}`);
    const steps = receipt.steps.map((step) => {
      const detail = step.detail ? ` (${step.detail})` : '';
      return `1. ${step.at} ${literal(stepWords[step.kind] + detail)}`;
    });
    return [`## ${literal(title)}`, '', ...facts, '', ...steps, ''].join('\n');
  });
  return [`# Answers of ${literal(owner)}`, '', ...parts].join('\n');
}

/** Text from outside stays text: no markup, no second line that starts something new. */
function literal(text: string): string {
  return text.replace(/[\\`*_[\]<>#|~]/g, '\\$&').replace(/\s*\r?\n\s*/g, ' / ');
}

const COLUMNS: [string, (receipt: Receipt) => string][] = [
  ['Decided', (it) => it.decidedAt],
  ['Answer', (it) => answerWords[it.answer].state],
  ['Meeting', (it) => it.subject],
  ['Start', (it) => it.start],
  ['End', (it) => it.end],
  ['From', (it) => it.fromAddress],
  ['To', person],
  ['Mail subject', (it) => it.mailSubject ?? ''],
  ['Comment', (it) => it.comment],
  ['Comment not passed on', commentFate],
  ['Calendar', (it) => it.lamps.calendar.state],
  ['Calendar at', (it) => it.lamps.calendar.at ?? ''],
  ['Organizer', (it) => it.lamps.organizer.state],
  ['Organizer at', (it) => it.lamps.organizer.at ?? ''],
  ['Told by', (it) => it.lamps.organizer.by],
  ['How told', toldInWords],
  ['Trouble', (it) => (it.trouble ? troubleWords[it.trouble.code].title : '')],
  ['Details', (it) => it.trouble?.detail ?? ''],
  ['Server', (it) => it.server],
  ['Proposed start', (it) => it.proposed?.start ?? ''],
  ['Proposed end', (it) => it.proposed?.end ?? ''],
  ['All day', (it) => (it.allDay ? 'yes' : 'no')],
  ['Part of a series', (it) => partInWords(it) ?? ''],
];

/** With the mark by which spreadsheets know that it is UTF-8. */
function asCsv(receipts: Receipt[]): string {
  const lines = receipts.map((receipt) => COLUMNS.map(([, value]) => value(receipt)));
  return '\uFEFF' + csv([COLUMNS.map(([name]) => name), ...lines]);
}
