import { describe, expect, it } from 'vitest';
import { Dates } from '../format';
import type {
  ClockShift,
  DateInCalendar,
  HistoryEntry,
  InvitationCard,
  InvitationRow,
  UpcomingOccurrence,
} from '../host';
import { invitation } from '../../../tests/unit/people';
import {
  clockChangeInWords,
  invitedApart,
  shiftsInWords,
  shownDate,
  upcomingMark,
  whichDateInWords,
  sinceWhenInWords,
} from './upcoming';

const now = new Date('2026-11-20T09:02:00Z');
const say = new Dates('en-GB', 'Europe/Berlin');
const alice = { name: 'Alice Moreau', email: 'alice@contoso.com' };

const date = (more: Partial<UpcomingOccurrence>): UpcomingOccurrence => ({
  recurrenceId: '2026-12-03T13:00:00Z',
  start: '2026-12-03T13:00:00Z',
  end: '2026-12-03T13:45:00Z',
  plannedStart: '2026-12-03T13:00:00Z',
  plannedEnd: '2026-12-03T13:45:00Z',
  state: 'planned',
  own: null,
  subject: null,
  location: null,
  meeting: 'm',
  lamps: null,
  impossible: null,
  inCalendar: null,
  ...more,
});
const mark = (more: Partial<UpcomingOccurrence>) => upcomingMark(date(more), false, now, say);

describe('what stands beside a date', () => {
  it('is nothing where all is as the series has it', () => {
    expect(mark({})).toBeNull();
  });

  it('is my own answer where it differs', () => {
    expect(mark({ own: 'tentative' })).toEqual({ sign: 'tentative', words: 'Tentative', struck: false });
    expect(mark({ own: 'declined' })).toEqual({ sign: 'declined', words: 'Declined', struck: true });
  });

  it('says who took a date away only where that is known', () => {
    expect(mark({ state: 'cancelled' })).toEqual({ sign: 'cancelled', words: 'Cancelled', struck: true });
    expect(mark({ state: 'cancelled', inCalendar: 'there' })?.words).toBe(
      'Cancelled, still in your calendar',
    );
    expect(mark({ state: 'cancelled', inCalendar: 'missing' })?.words).toBe(
      'Cancelled, out of your calendar',
    );
    expect(mark({ state: 'cancelled', own: 'declined' })?.words).toBe('Cancelled');
    expect(mark({ state: 'removed', own: 'declined' })?.words).toBe('Declined');
    expect(mark({ state: 'removed' })).toEqual({
      sign: 'changed',
      words: 'Not in your calendar',
      struck: false,
    });
  });

  it('names the time it was moved from, and what else is new', () => {
    const start = '2026-12-04T08:00:00Z';
    expect(mark({ state: 'moved', start })).toEqual({
      sign: 'changed',
      words: 'Moved from Thu 3 Dec, 14:00–14:45',
      struck: false,
    });
    const moved = (inCalendar: DateInCalendar) => mark({ state: 'moved', start, inCalendar })?.words;
    expect(moved('elsewhere')).toBe(
      'Moved from Thu 3 Dec, 14:00–14:45, your calendar still has the old time',
    );
    expect(moved('there')).toBe('Moved from Thu 3 Dec, 14:00–14:45, your calendar has the new time');
    expect(mark({ state: 'moved', start, location: 'Olympus', own: 'accepted' })?.words).toBe(
      'Moved from Thu 3 Dec, 14:00–14:45, new place Olympus, accepted',
    );
    expect(mark({ state: 'changed', subject: 'Guests', location: 'Olympus' })?.words).toBe(
      'Changed: new title Guests, new place Olympus',
    );
    expect(mark({ state: 'changed', location: '' })?.words).toBe('Changed: no place');
  });

  it('moves whole days by days', () => {
    const whole = date({
      state: 'moved',
      plannedStart: '2026-12-03T00:00:00Z',
      plannedEnd: '2026-12-04T00:00:00Z',
    });
    expect(upcomingMark(whole, true, now, say)?.words).toBe('Moved from Thu 3 Dec, all day');
  });
});

describe('a clock that changes on other days', () => {
  const shift = (days: string[], until: string | null = '2027-04-01'): ClockShift => ({
    usual: '17:00',
    shifted: '16:00',
    days,
    until,
  });
  const words = (it: ClockShift, locale = 'en-GB') =>
    shiftsInWords([it], alice, now, new Dates(locale, 'Europe/Berlin'));
  const why = 'Alice’s clock and yours do not change on the same days.';

  it('names few dates', () => {
    expect(words(shift(['2026-12-03']))).toBe(
      `In the next 12 months it is at 16:00 instead of 17:00 for you on 3 Dec: ${why}`,
    );
    expect(words(shift(['2027-03-18', '2027-03-25']))).toBe(
      `In the next 12 months it is at 16:00 instead of 17:00 for you on 18 Mar and 25 Mar 2027: ${why}`,
    );
    expect(words(shift(['2026-12-03', '2026-12-04', '2026-12-05']))).toContain('on 3 Dec, 4 Dec and 5 Dec:');
  });

  it('says many dates by the first and the last', () => {
    const many = ['2026-12-03', '2026-12-04', '2026-12-07', '2026-12-08'];
    expect(words(shift(many))).toContain('from 3 Dec to 8 Dec:');
    expect(words(shift(many, null))).toContain('from 3 Dec on:');
  });

  it('says the year once, unless it is another one', () => {
    expect(words(shift(['2026-12-31', '2027-01-07']))).toContain('on 31 Dec 2026 and 7 Jan 2027:');
    const winter = ['2027-03-29', '2027-03-30', '2027-03-31', '2027-04-01'];
    expect(words(shift(winter))).toContain('from 29 Mar to 1 Apr 2027:');
    expect(words(shift(winter, null))).toContain('from 29 Mar 2027 on:');
  });

  it('keeps to the region’s clock and order', () => {
    expect(words(shift(['2027-03-18', '2027-03-25']), 'en-US')).toMatch(
      /^In the next 12 months it is at 4:00 PM instead of 5:00 PM for you on Mar 18 and Mar 25, 2027:/,
    );
  });

  it('says all of the next 12 months, the hours once', () => {
    const spring = shift(['2027-03-18', '2027-03-25']);
    const autumn = shift(['2027-11-04']);
    expect(shiftsInWords([spring, autumn], alice, now, say)).toBe(
      `In the next 12 months it is at 16:00 instead of 17:00 for you on 18 Mar and 25 Mar, and on 4 Nov 2027: ${why}`,
    );
    const later = { ...autumn, shifted: '18:00' };
    expect(shiftsInWords([spring, later], alice, now, say)).toContain(
      'on 18 Mar and 25 Mar, and at 18:00 instead of 17:00 for you on 4 Nov 2027:',
    );
    expect(shiftsInWords([], alice, now, say)).toBeNull();
  });
});

describe('a clock that is set in the night of the meeting', () => {
  const night = { start: '2027-03-28T00:30:00Z', end: '2027-03-28T01:30:00Z' };

  it('says how long the meeting is', () => {
    const change = { at: '2027-03-28T01:00:00Z', minutes: 60, during: true };
    expect(clockChangeInWords(change, night, say)).toBe(
      'Your clock goes forward 1 h that night, to 03:00: the meeting lasts 1 h.',
    );
  });

  it('is said alone where it is set before or after', () => {
    const change = { at: '2026-10-25T01:00:00Z', minutes: -60, during: false };
    expect(clockChangeInWords(change, night, say)).toBe('Your clock goes back 1 h that night, to 02:00.');
  });
});

it('names the dates with invitations of their own, where no other can be answered alone', () => {
  const row = invitation('m', { recurring: true });
  const none = date({ impossible: 'one_occurrence' });
  const own = date({ start: '2026-12-11T13:00:00Z', end: '2026-12-11T14:00:00Z' });
  expect(invitedApart({ row, upcoming: [none, own] }, now, say)).toEqual(['Fri 11 Dec']);
  expect(invitedApart({ row, upcoming: [own] }, now, say), 'every date can').toEqual([]);
});

describe('since when a date differs', () => {
  const moved = date({ state: 'moved', recurrenceId: '2026-12-10T10:00:00Z' });
  const step = { kind: 'updated', date: moved.recurrenceId } as HistoryEntry;

  it('is not known where no step of the history is about it', () => {
    const since = (dates: UpcomingOccurrence[]) => sinceWhenInWords(dates, [], false, now, say);
    const off = date({ state: 'cancelled', recurrenceId: 'other', start: '2026-12-17T10:00:00Z' });
    expect(since([date({}), moved])).toBe(
      'When Thu 3 Dec was changed is not known: no mail about that date alone is here.',
    );
    expect(since([moved, off])).toBe(
      'When Thu 3 Dec and Thu 17 Dec were changed or cancelled is not known: no mail about any of them alone is here.',
    );
    expect(since([off])).toContain('When Thu 17 Dec was cancelled is not known');
  });

  it('is told in the history, or there is nothing to tell', () => {
    expect(sinceWhenInWords([moved], [step], false, now)).toBeNull();
    expect(sinceWhenInWords([date({}), date({ state: 'removed' })], [], false, now)).toBeNull();
  });
});

describe('which date of a series is shown', () => {
  const on = (start: string, more: Partial<UpcomingOccurrence> = {}) => date({ start, ...more });
  const [third, tenth] = ['2026-12-03T13:00:00Z', '2026-12-10T13:00:00Z'];
  const which = (
    which: InvitationRow['shownDate'],
    upcoming: UpcomingOccurrence[],
    more: { last?: string; recurrence?: string | null; firstDate?: string } = {},
  ) => {
    const row = invitation('m', { recurring: true, shownDate: which });
    const { last = null, recurrence = 'FREQ=WEEKLY' } = more;
    const beside = { dates: { last } } as unknown as InvitationCard['beside'];
    const firstDate = more.firstDate ?? null;
    return whichDateInWords({ row, firstDate, upcoming, recurrence, beside } as InvitationCard, now, say);
  };

  it('is the first or the next one, and when the last is where that is soon', () => {
    expect(which('first', [on(third)])).toBe('The first date is shown above');
    expect(which('next', [on(third), on(tenth)], { last: tenth })).toBe(
      'The next date is shown above; the last is Thu 10 Dec',
    );
    expect(which('next', [], { recurrence: null })).toMatch(/; how it repeats cannot be read here$/);
    expect(which(null, [])).toBeNull();
  });

  it('says of a series that has begun since when it goes on', () => {
    expect(which('next', [], { firstDate: '2026-10-29T10:00:00Z' })).toBe(
      'Running since Thu 29 Oct; the next date is shown above',
    );
    expect(which('next', [], { firstDate: '2026-11-26T10:00:00Z' }), 'its first is off').toBe(
      'The next date is shown above',
    );
  });

  it('leaves the end to the rule that ends on a day', () => {
    const recurrence = 'FREQ=WEEKLY;UNTIL=20261217T100000Z';
    expect(which('next', [on(third), on(tenth)], { last: tenth, recurrence })).toBe(
      'The next date is shown above',
    );
  });

  it('says of no date that it is the last where it is the one that is shown', () => {
    const { start } = invitation('m');
    expect(which('next', [], { last: start })).toBe('The next date is shown above');
  });

  it('says that none is left', () => {
    expect(which('last', [])).toBe('No date of it is left; the last is shown above');
    expect(which('last', [on(third, { own: 'declined' })])).toBe(
      'No date of it is left for you; the last is shown above',
    );
  });

  it('is found among those to come, and not where it is over', () => {
    const row = invitation('m', { recurring: true, start: tenth, shownDate: 'next' });
    const moved = on(tenth, { state: 'removed', meeting: 'gone' });
    expect(shownDate({ row, upcoming: [on(third), moved, on(tenth)] })?.meeting).toBe('m');
    expect(shownDate({ row, upcoming: [moved] })?.meeting).toBe('gone');
    expect(shownDate({ row, upcoming: [on(third)] })).toBeNull();
    expect(shownDate({ row: { ...row, shownDate: null }, upcoming: [on(tenth)] })).toBeNull();
  });
});
