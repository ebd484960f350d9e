import { describe, expect, it, vi } from 'vitest';
import { Dates } from '../format';
import type { Answers, Decision } from '../answers/answers.svelte';
import type { InvitationCard, UpcomingOccurrence } from '../host';
import { SeriesDates } from './dates.svelte';

const say = new Dates('en-GB', 'Europe/Berlin');
const now = new Date('2026-11-30T09:00:00Z');

const date = (more: Partial<UpcomingOccurrence> = {}): UpcomingOccurrence => ({
  recurrenceId: '2026-12-03T16:00:00Z',
  start: '2026-12-03T16:00:00Z',
  end: '2026-12-03T17:00:00Z',
  plannedStart: '2026-12-03T16:00:00Z',
  plannedEnd: '2026-12-03T17:00:00Z',
  state: 'planned',
  own: null,
  subject: null,
  location: null,
  meeting: 'date-1',
  lamps: null,
  impossible: null,
  ...more,
});

function series(upcoming: UpcomingOccurrence[] = [date()]) {
  const give = vi.fn<(decision: Decision) => Promise<boolean>>(async () => true);
  const answers = { give, of: () => null, deciding: () => null } as unknown as Answers;
  const card = {
    row: {
      id: 'series',
      subject: 'Planning',
      answer: 'accepted',
      organizer: { name: 'Alice Moreau', email: 'alice@contoso.com' },
    },
    people: [],
    bar: {
      possible: true,
      inCalendar: 'accepted',
      inCalendarAt: null,
      tell: 'choice',
      by: 'client',
      comment: 'always',
      fromAddress: 'bob@contoso.com',
    },
    upcoming,
  } as unknown as InvitationCard;
  return { give, dates: new SeriesDates(answers, () => ({ account: 'bob', card })) };
}

describe('one date of a series', () => {
  it('is named by its day', () => {
    expect(series().dates.scope(date(), false, now, say)).toBe('Thu 3 Dec');
  });

  it('is answered as a date of its series, under its own id', async () => {
    const { dates, give } = series();
    dates.open = date().recurrenceId;
    expect(await dates.give(date(), 'declined')).toBe(true);
    expect(give).toHaveBeenCalledWith({
      account: 'bob',
      meeting: 'date-1',
      subject: 'Planning',
      answer: 'declined',
      comment: '',
      propose: null,
      tell: true,
      date: { series: 'series', occurrence: '2026-12-03T16:00:00Z' },
    });
    expect(dates.open).toBeNull();
  });

  it('has the answer of its series until it has one of its own, and gives none twice', async () => {
    const { dates, give } = series();
    expect(dates.answer(date())).toBe('accepted');
    expect(dates.answer(date({ own: 'declined' }))).toBe('declined');
    expect(await dates.give(date(), 'accepted')).toBe(false);
    expect(await dates.give(date({ impossible: 'cancelled' }), 'declined')).toBe(false);
    expect(give).not.toHaveBeenCalled();
  });

  it('says before the click what becomes of it alone', () => {
    const text = series()
      .dates.sentence('declined')
      .map((piece) => piece.text)
      .join('');
    expect(text).toMatch(/^Decline takes this date out of your calendar\. .*Alice.* gets /u);
  });

  it('says why none can be answered by itself, and the way out', () => {
    const none = series([date({ impossible: 'one_occurrence' }), date({ impossible: 'cancelled' })]).dates;
    expect(none.whatFor).toBeNull();
    expect(series([date()]).dates.whatFor).toBe(
      'Answer beside a date is for that date alone; the other dates stay as they are.',
    );
    expect(none.whyNone).toMatch(/^This server takes an answer for all dates of a series/);
    expect(series([date({ impossible: 'series_first' })]).dates.whyNone).toContain('Answer the series first');
    expect(series([date({ impossible: 'cancelled' })]).dates.whyNone).toBeNull();
    expect(series([date(), date({ impossible: 'one_occurrence' })]).dates.whyNone).toBeNull();
  });
});
