import { describe, expect, it } from 'vitest';
import type { Oddity } from '../host';
import { oddities, runsSomething } from './oddities';

const alice = { name: 'Alice Moreau', email: 'alice@contoso.com' };

const saidOf = (start: string, ...odd: Oddity[]) =>
  oddities({ oddities: odd, organizer: alice, start }).map((one) => one.replace(/[\u2066-\u2069]/g, ''));
const said = (...odd: Oddity[]) => saidOf('2026-12-01T17:00:00Z', ...odd);

describe('what is odd about an invitation', () => {
  it('is nothing, as a rule', () => {
    expect(said()).toEqual([]);
  });

  it('is said in a sentence each, in the engine’s order', () => {
    expect(
      said(
        { kind: 'implausibleYear', year: 9999 },
        { kind: 'endsBeforeStart' },
        { kind: 'unreadableRule' },
        { kind: 'noZone' },
        { kind: 'invitedAgain', cancelledAt: '2026-11-19T12:00:20Z' },
      ),
    ).toEqual([
      'It starts at 18:00, but an end in 9999 cannot be right. With that end it takes up your calendar from then on. Ask Alice when it ends.',
      'The invitation says that it ends before it starts, so only the start can be shown, and for how long it would stand in your calendar is not known. Ask Alice when it ends.',
      'The dates of this series cannot be listed here. Ask Alice for them before you answer: ' +
        'your answer is for all of them.',
      'The mail names no time zone: its 17:00 was taken as UTC, which is 18:00 for you. Ask Alice if in doubt.',
    ]);
  });
});

it('a start that cannot be meant says nothing of when it is', () => {
  expect(saidOf('1601-01-01T00:00:00Z', { kind: 'implausibleYear', year: 1601 })).toEqual([
    'The year 1601 cannot be right; the mail may be faulty. Ask Alice when it is.',
  ]);
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
