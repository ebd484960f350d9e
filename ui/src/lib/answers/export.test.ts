import { describe, expect, it } from 'vitest';
import { receipt } from '../../../tests/unit/people';
import { exported, fileName } from './export';

const now = new Date('2026-11-21T10:00:00');
const told = receipt({
  comment: 'By train, 10 minutes late.',
  steps: [{ at: '2026-11-20T09:02:00Z', kind: 'taken', detail: '' }],
});
const refused = receipt({
  id: 'answer-2',
  subject: '=Vendor "call"\n# now',
  comment: '*Sorry*',
  commentReaches: false,
  proposed: null,
  mailSubject: null,
  lamps: {
    calendar: { state: 'refused', at: '2026-11-20T09:03:00Z' },
    organizer: { state: 'not_told', by: 'nobody', reason: 'refused', at: '2026-11-20T09:03:00Z' },
  },
  trouble: { code: 'server_refused', detail: 'status 4, server error', retryAt: null },
});
const save = (format: Parameters<typeof exported>[1]) =>
  exported([told, refused], format, 'bob@contoso.com', now);

describe('receipts as a file', () => {
  it('to read: what was sent, to whom, how it was told, and both times', () => {
    const text = save('md');
    expect(text).toContain('# Answers of bob@contoso.com');
    expect(text).toContain('## Accepted: Quarterly Planning');
    expect(text).toContain('- **To:** Alice Moreau \\<alice@contoso.com\\>');
    expect(text).toContain('- **Mail:** Accepted: Quarterly Planning');
    expect(text).toContain('- **Comment:** By train, 10 minutes late.');
    expect(text).toContain('(2026-11-20 09:02:10 UTC)');
    expect(text).toContain('- **How told:** Told by a mail from Quorum');
    expect(text).toContain('- **How told:** Not told: the server refused the answer');
    expect(text).toContain('1. 2026-11-20T09:02:00Z The server took it');
  });

  it('to read: text from outside makes no markup', () => {
    const text = save('md');
    expect(text).toContain('## Accepted: =Vendor "call" / \\# now');
    expect(text).toContain('- **Comment:** \\*Sorry\\* (went to nobody)');
  });

  it('for a spreadsheet: one line an answer, and no formula from outside', () => {
    const lines = save('csv').split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFFDecided,Answer,Meeting,Start,End,From,To,Mail subject,Comment,/);
    expect(lines[1]).toContain('"By train, 10 minutes late."');
    expect(lines[1]).toContain('confirmed,2026-11-20T09:02:10Z,told,2026-11-20T09:02:12Z,client');
    expect(save('csv')).toContain(`"'=Vendor ""call""`);
    expect(save('csv')).toContain('status 4, server error');
  });

  it('tells a time that was proposed, and how it went', () => {
    const time = { start: '2026-12-02T13:00:00Z', end: '2026-12-02T14:00:00Z' };
    const proposing = receipt({ answer: 'tentative', proposed: { ...time, carrier: 'words' } });
    const one = (format: 'md' | 'csv') => exported([proposing], format, 'bob@contoso.com', now);
    expect(one('md')).toContain(', in words with the comment');
    expect(one('csv').trim()).toMatch(/2026-12-02T13:00:00Z,2026-12-02T14:00:00Z,no,$/);
  });

  it('for programs: everything as it is', () => {
    const read = JSON.parse(save('json')) as { mailbox: string; answers: unknown[] };
    expect(read.mailbox).toBe('bob@contoso.com');
    expect(read.answers).toEqual([told, refused]);
  });

  it('is called after what is in it, by a name that every system takes', () => {
    expect(fileName([told, refused], 'csv', now)).toBe('Quorum answers 2026-11-21.csv');
    expect(fileName([told], 'md', now)).toBe('Quorum receipt Quarterly Planning 2026-11-21.md');
    expect(fileName([refused], 'json', now)).toBe('Quorum receipt Vendor call now 2026-11-21.json');
    expect(fileName([receipt({ subject: '../../../etc/x: 会議 \u202e' })], 'md', now)).toBe(
      'Quorum receipt etc x 会議 2026-11-21.md',
    );
    expect(fileName([receipt({ subject: '' })], 'md', now)).toBe('Quorum receipt 2026-11-21.md');
  });
});
