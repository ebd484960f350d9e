import { expect, it } from 'vitest';
import { Dates } from './dates';
import { seriesInWords } from './recurrence';

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
  ['FREQ=MONTHLY;BYDAY=-1FR', 'Every month on the last Friday'],
  ['FREQ=YEARLY;BYMONTH=3', 'Every year'],
  ['FREQ=SECONDLY', 'A series'],
  ['nonsense', 'A series'],
])('%s is said as "%s"', (rule, words) => {
  expect(seriesInWords(rule, now, say)).toBe(words);
});

it('without a rule it is just a series', () => {
  expect(seriesInWords(null, now, say)).toBe('A series');
});
