// The tables of words are complete by their types; what the types cannot say is tested here.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as words from '$lib/words';

/** Every sentence of the module, however deep. */
function sentences(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(sentences) : [];
}
const all = sentences({ ...words });

describe('every text', () => {
  it('is plain: no exclamation marks, no please, no oops', () => {
    for (const text of all) expect(text).not.toMatch(/!|\bplease\b|\boops\b|\bsorry\b/i);
  });

  it('names no systems: those belong under Details', () => {
    for (const text of all) expect(text).not.toMatch(/\b(Sync|WBXML|UID|HTTP|MeetingResponse|SendMail)\b/);
  });

  it('leads to a deed: no button says OK, Submit, Yes', () => {
    const labels = [
      ...Object.values(words.receiptActionWords),
      ...Object.values(words.failureWords).map(({ way }) => way.label),
    ];
    for (const label of labels) expect(label).not.toMatch(/^(OK|Submit|Yes|No)$/i);
  });
});

describe('every failure and trouble', () => {
  it('is a sentence of what failed, and one of what it means', () => {
    for (const { title, meaning } of [
      ...Object.values(words.failureWords),
      ...Object.values(words.troubleWords),
    ]) {
      expect(title).toMatch(/\.$/);
      expect(meaning).toMatch(/\.$/);
    }
  });

  it('shows the engine’s own sentence where only that says which entry is wrong', () => {
    const failure = { code: 'bad_input' as const, message: 'The address has no @.', detail: '' };
    expect(words.present(failure).meaning).toBe('The address has no @.');
    expect(words.detailsOf({ ...failure, detail: 'x' })).toBe('bad_input\nThe address has no @.\nx');
  });
});

describe('a connection that is not secure', () => {
  it.each([
    'its certificate has expired',
    'its certificate is for another name',
    'it does not encrypt there',
  ])('says why, and nothing else: %s', (why) => {
    const message = `The secure connection to mail.contoso.com failed: ${why}. Nothing was sent.`;
    const { title, meaning } = words.present({ code: 'tls', message, detail: '' });
    expect(meaning).toBe(message);
    expect(`${title} ${words.failureWords.tls.meaning}`).not.toMatch(/certificate|trust/);
  });
});

describe('the source', () => {
  it('writes the names that people and tests rely on', () => {
    expect(words.answerWords.accepted.deed).toBe('Accept');
    expect(words.answerWords.tentative.deed).toBe('Tentative');
    expect(words.answerWords.declined.deed).toBe('Decline');
    expect(words.receiptActionWords.undo).toBe('Undo');
    expect(words.receiptActionWords.send_now).toBe('Send now');
    const setup = readFileSync('src/components/views/SetupView.svelte', 'utf8');
    expect(setup).toMatch(/>\s*Try the demo mailbox\s*</);
  });
});
