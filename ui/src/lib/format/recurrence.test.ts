import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { Dates } from './dates';
import { endsOnDay, isEndless, seriesInWords } from './recurrence';

const now = new Date('2026-11-20T09:02:00Z');
const say = new Dates('en-GB', 'Europe/Berlin');

it.each([
  ['FREQ=WEEKLY;BYDAY=TH', 'Every Thursday'],
  ['FREQ=WEEKLY;COUNT=15;BYDAY=TH', 'Every Thursday, 15 times'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', 'Every 2 weeks on Monday and Friday'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'Every weekday'],
  ['FREQ=DAILY;UNTIL=20270325T130000Z', 'Every day, until Thursday 25 March 2027'],
  ['FREQ=MONTHLY;BYMONTHDAY=31', 'Every month on day 31'],
  ['FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2', 'Every month on the second Tuesday'],
  ['FREQ=WEEKLY', 'Every week'],
  ['FREQ=WEEKLY;BYDAY=SU,TH,SA', 'Every Thursday, Saturday and Sunday'],
  ['FREQ=WEEKLY;BYDAY=SU,MO,TU,WE,TH,FR,SA', 'Every day'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR', 'Every 2 weeks on weekdays'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TH;WKST=MO', 'Every 2 weeks on Thursday and Sunday'],
  [
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TH;WKST=SU',
    'Every 2 weeks on Thursday and Sunday (weeks begin on Sunday)',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;WKST=SU', 'Every 2 weeks on Thursday'],
  ['FREQ=DAILY;INTERVAL=3;COUNT=1', 'Every 3 days, once'],
  ['FREQ=MONTHLY;BYMONTHDAY=-1', 'Every month on the last day'],
  [
    'FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1',
    'Every month on day 30, or on the last day of a shorter month',
  ],
  ['FREQ=MONTHLY;BYDAY=-1FR', 'Every month on the last Friday'],
  ['FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1', 'Every month on the last Friday'],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'Every month on the last weekday'],
  ['FREQ=MONTHLY;INTERVAL=3;BYDAY=SU,SA;BYSETPOS=1', 'Every 3 months on the first weekend day'],
  ['FREQ=MONTHLY;BYDAY=SU,MO,TU,WE,TH,FR,SA;BYSETPOS=-1', 'Every month on the last day'],
  ['FREQ=MONTHLY;BYDAY=TU,TH;BYSETPOS=3', 'Every month on the third Tuesday or Thursday'],
  ['FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=25', 'Every year on 25 March'],
  ['FREQ=YEARLY;INTERVAL=2;BYMONTH=12;BYMONTHDAY=31', 'Every 2 years on 31 December'],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1', 'Every year on the last day of February'],
  ['FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=-1', 'Every year on the last day of April'],
  ['FREQ=YEARLY;BYMONTH=11;BYDAY=TH;BYSETPOS=4', 'Every year on the fourth Thursday of November'],
  ['FREQ=YEARLY;BYMONTH=3', 'Every year'],
  ['FREQ=SECONDLY', 'A series'],
  ['nonsense', 'A series'],
])('%s is said as "%s"', (rule, words) => {
  expect(seriesInWords(rule, now, say)).toBe(words);
});

it('without a rule it is just a series', () => {
  expect(seriesInWords(null, now, say)).toBe('A series');
});

it('ends with its last date where that is known, and not on the day the rule ends', () => {
  const until = 'FREQ=WEEKLY;INTERVAL=2;UNTIL=20270325T100000Z;BYDAY=TH';
  const last = '2027-03-18T10:00:00Z';
  expect(seriesInWords(until, now, say, last)).toBe(
    'Every 2 weeks on Thursday, last on Thursday 18 March 2027',
  );
  expect([endsOnDay(until), endsOnDay(null)]).toEqual([true, false]);
  const counted = 'FREQ=WEEKLY;COUNT=8;BYDAY=TH';
  expect(seriesInWords(counted, now, say, last)).toBe('Every Thursday, 8 times');
  expect(endsOnDay(counted)).toBe(false);
});

it('knows a series without an end', () => {
  expect(isEndless('FREQ=WEEKLY;BYDAY=TH')).toBe(true);
  expect(isEndless('FREQ=WEEKLY;BYDAY=TH;COUNT=8')).toBe(false);
  expect(isEndless('FREQ=WEEKLY;UNTIL=20270325T100000Z;BYDAY=TH')).toBe(false);
  expect(isEndless(null), 'nothing is known of it').toBe(false);
});

it('says weeks as this region has them', () => {
  const american = new Dates('en-US', 'America/New_York');
  expect(seriesInWords('FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TH;WKST=SU', now, american)).toBe(
    'Every 2 weeks on Sunday and Thursday',
  );
  expect(seriesInWords('FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TH', now, american)).toBe(
    'Every 2 weeks on Sunday and Thursday (weeks begin on Monday)',
  );
  expect(seriesInWords('FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=25', now, american)).toBe('Every year on March 25');
});

it('every rule that the engine writes is said, and no two of them alike', () => {
  // A snapshot of `crates/meetings`, which its tests keep the same as what it writes.
  const folder = resolve(import.meta.dirname, '../../../../crates/meetings/src/recurrence/snapshots');
  const snapshot = readFileSync(resolve(folder, 'meetings__recurrence__tests__rules.snap'), 'utf8');
  const rules = snapshot.split('\n').filter((line) => line.startsWith('FREQ='));
  expect(rules.length).toBeGreaterThan(150);
  // The same days, written in another way.
  const sameAs = (words: string) => words === 'Every day' || /on the last day( of February)?$/.test(words);
  const weekless = (rule?: string) => rule?.replace(/;WKST=../, '');
  const said = new Map<string, string>();
  for (const rule of rules) {
    const words = seriesInWords(rule, now, say);
    expect(words, rule).not.toMatch(/A series|undefined|null|NaN/);
    // More than the unit is said wherever the rule says more.
    if (rule.includes('BY')) expect(words, rule).not.toMatch(/^Every (\d+ )?(week|month|year)s?(,|$)/);
    // Where a week begins makes a difference to several days only.
    if (!sameAs(words)) expect([undefined, weekless(rule)], rule).toContain(weekless(said.get(words)));
    said.set(words, rule);
  }
});
