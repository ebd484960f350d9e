import { describe, expect, it } from 'vitest';
import type { InvitationCard, InvitationRow } from '../host';
import { oddities, runsSomething } from './oddities';

const now = new Date('2026-11-20T09:02:00Z');

function said(row: Partial<InvitationRow>): string[] {
  const card = {
    row: {
      start: '2026-12-01T17:00:00Z',
      end: '2026-12-01T18:00:00Z',
      recurring: false,
      recurrenceId: null,
      state: 'open',
      organizer: { name: 'Alice Moreau', email: 'alice@contoso.com' },
      ...row,
    },
    recurrence: null,
  } as unknown as InvitationCard;
  return oddities(card, now).map((one) => one.replace(/[\u2066-\u2069]/g, ''));
}

describe('what is odd about an invitation', () => {
  it('is nothing, as a rule', () => {
    expect(said({})).toEqual([]);
  });

  it('is a date nobody can mean', () => {
    const faulty = [expect.stringMatching(/not plausible.*Ask Alice when it is\.$/)];
    expect(said({ start: '1601-01-01T00:00:00Z', end: '1601-01-01T01:00:00Z' })).toEqual(faulty);
    expect(said({ end: '9999-12-31T22:59:00Z' })).toEqual(faulty);
  });

  it('is a series whose dates are not known', () => {
    expect(said({ recurring: true })).toEqual([
      'The dates of this series cannot be listed here. Ask Alice for them before you answer: ' +
        'your answer is for all of them.',
    ]);
    expect(said({ recurring: true, recurrenceId: '2026-12-01T17:00:00Z' })).toEqual([]);
  });
});

describe('a file that runs something', () => {
  it.each(['_.._start.exe', 'a.JS', 'x.vbs', 'report.pdf.scr', 'r.lnk', 'budget.xlsm', 'run.bat.', 'm.hta'])(
    'is %s',
    (name) => expect(runsSomething(name)).toBe(true),
  );
  it.each(['agenda.pdf', 'budget.xlsx', 'exe', 'notes.exe.txt'])('is not %s', (name) =>
    expect(runsSomething(name)).toBe(false),
  );
});
