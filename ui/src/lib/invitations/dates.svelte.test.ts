import { describe, expect, it, vi } from 'vitest';
import { Dates } from '../format';
import type { Answers, Decision } from '../answers/answers.svelte';
import type { Answer, InvitationCard, UpcomingOccurrence, OrganizerLampState } from '../host';
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
  inCalendar: null,
  ...more,
});

interface Wish {
  tell: boolean;
  comment: string;
  shown?: boolean;
}

function series(
  upcoming: UpcomingOccurrence[] = [date()],
  wish: Wish = { tell: true, comment: '' },
  bar: Partial<InvitationCard['bar']> = {},
) {
  const used = vi.fn<() => void>();
  const back = vi.fn<(comment: string) => void>();
  const draft = { shown: true, ...wish, used, back };
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
      ...bar,
    },
    upcoming,
  } as unknown as InvitationCard;
  return { give, used, back, dates: new SeriesDates(answers, () => ({ account: 'bob', card, draft })) };
}

describe('one date of a series', () => {
  const silent = { tell: false, comment: '' };
  const typed = { tell: true, comment: 'I am on a train' };
  const said = (pieces: { text: string }[]) => pieces.map(({ text }) => text).join('');

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
      answer: 'declined',
      comment: '',
      propose: null,
      tell: true,
      date: { series: 'series', occurrence: '2026-12-03T16:00:00Z' },
      takenBack: expect.any(Function) as unknown,
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

  it('says whom it takes to come back to a date that was declined, and only where no answer does it', () => {
    const { dates } = series();
    const out = { state: 'removed', impossible: 'gone' } as const;
    expect(dates.wayBack(date({ ...out, own: 'declined' }))).toBe('only Alice can invite you to it again');
    expect(dates.wayBack(date(out))).toBe('only Alice can invite you to it again');
    expect(dates.wayBack(date({ own: 'declined' })), 'it can still be answered').toBeNull();
    expect(dates.wayBack(date({ state: 'cancelled', impossible: 'cancelled' }))).toBeNull();
  });

  it('says of an answered date whether the organizer knows, where that is certain', () => {
    const { dates } = series();
    const answered = (state: OrganizerLampState) =>
      date({
        own: 'declined',
        lamps: {
          calendar: { state: 'confirmed', at: null },
          organizer: { state, by: 'client', reason: null, at: null },
        },
      });
    expect(dates.told(answered('told'))).toBe('Alice told');
    expect(dates.told(answered('not_told'))).toBe('Alice not told');
    expect(dates.told(answered('left_to_server'))).toBeNull();
    expect(dates.told(date({ own: 'declined' })), 'answered elsewhere').toBeNull();
    expect(dates.told({ ...answered('told'), own: null })).toBeNull();
  });

  it('gives another answer to a date that was declined, where it can still be answered', async () => {
    const { dates, give } = series();
    expect(await dates.give(date({ own: 'declined' }), 'accepted')).toBe(true);
    expect(give).toHaveBeenCalledWith(expect.objectContaining({ answer: 'accepted' }));
  });

  it('says of one date that is open why it cannot be answered alone', () => {
    const { dates } = series();
    const why = (more: Partial<UpcomingOccurrence>) => dates.why(date(more));
    expect(why({})).toBeNull();
    expect(why({ impossible: 'one_occurrence' })).toMatch(/^This server takes .*, or write to Alice\.$/u);
    expect(why({ impossible: 'cancelled' })).toMatch(/^Alice cancelled/u);
    expect(why({ impossible: 'gone', own: 'declined' })).toBe('Only Alice can invite you to it again.');
    expect(why({ impossible: 'gone' })).toMatch(/not on the server any more/u);
  });

  it('says of one date that is open what stays as it is, before any answer is considered', () => {
    const rest = (wish: Wish, of: Partial<UpcomingOccurrence> = { own: 'tentative' }) =>
      said(series([date()], wish).dates.atRest(date(of)));
    const alone = 'Answering it alone leaves the other dates as they are';
    expect(rest(typed)).toBe(`${alone}; Alice is told of it, with your comment.`);
    expect(rest(silent)).toBe(`${alone}; Alice is not told.`);
    expect(rest(silent, { own: null })).toBe(
      `It has the answer to the series: accepted. ${alone}; Alice is not told.`,
    );
  });

  it('says why none can be answered by itself, and the way out', () => {
    const none = series([date({ impossible: 'one_occurrence' }), date({ impossible: 'cancelled' })]).dates;
    expect(none.whatFor).toBeNull();
    expect(none.whyNone).toMatch(/^This server takes an answer for all dates of a series/);
    expect(series([date({ impossible: 'series_first' })]).dates.whyNone).toContain('Answer the series first');
    expect(series([date({ impossible: 'cancelled' })]).dates.whyNone).toBeNull();
    expect(series([date(), date({ impossible: 'one_occurrence' })]).dates.whyNone).toBeNull();
  });

  it('takes the switch and the comment of the bar along, and the comment goes with nothing else', async () => {
    const muted = series([date()], { tell: false, comment: 'I am on a train' });
    await muted.dates.give(date(), 'declined');
    expect(muted.give).toHaveBeenCalledWith(
      expect.objectContaining({ tell: false, comment: 'I am on a train' }),
    );
    expect(muted.used).toHaveBeenCalledOnce();

    const failed = series([date()], typed);
    failed.give.mockResolvedValue(false);
    await failed.dates.give(date(), 'declined');
    expect(failed.give).toHaveBeenCalledWith(
      expect.objectContaining({ tell: true, comment: 'I am on a train' }),
    );
    expect(failed.used, 'what was not written down is still there').not.toHaveBeenCalled();
  });

  it('gives the comment back when it is taken back, also before it is written down', async () => {
    const { dates, give, used, back } = series([date()], typed);
    await dates.give(date(), 'declined');
    expect(used).toHaveBeenCalledOnce();
    give.mock.calls[0]?.[0].takenBack?.('I am on a train');
    expect(back).toHaveBeenCalledWith('I am on a train');
    const quick = series([date()], typed);
    quick.give.mockImplementation(async ({ takenBack, comment }) => {
      takenBack?.(comment);
      return true;
    });
    await quick.dates.give(date(), 'declined');
    expect(quick.back).toHaveBeenCalledWith('I am on a train');
    expect(quick.used, 'it goes with no answer').not.toHaveBeenCalled();
  });

  it('says in the menu whether the organizer is told, and what becomes of the comment', () => {
    const menu = (wish: Wish, answer: Answer = 'declined', bar: Partial<InvitationCard['bar']> = {}) =>
      said(series([date()], wish, bar).dates.sentence(answer));
    expect(menu(silent)).toMatch(/Alice is not told\.$/u);
    expect(menu({ tell: false, comment: 'Hm' })).toMatch(
      /Alice is not told\. Your comment goes to nobody\.$/u,
    );
    expect(menu(typed)).toMatch(/Alice gets .*Declined.* Your comment goes with it\.$/u);
    expect(menu({ tell: true, comment: '' })).not.toContain('comment');
    const tentativeOnly = { comment: 'when_tentative' } as const;
    expect(menu(typed, 'tentative', tentativeOnly)).toContain('Your comment goes with it.');
    expect(menu(typed, 'declined', tentativeOnly)).toContain('does not see your comment');
  });

  it('says under the dates whether the organizer is told', () => {
    const note = (wish: Wish, bar: Partial<InvitationCard['bar']> = {}) =>
      series([date()], wish, bar).dates.whatFor;
    const alone = 'Answer beside a date is for that date alone; the other dates stay as they are';
    const both = 'The switch and the comment below hold for it, too:';
    expect(note({ tell: true, comment: '' })).toBe(`${alone}. ${both} Alice is told of it.`);
    expect(note(typed)).toBe(`${alone}. ${both} Alice is told of it, with your comment.`);
    const mixed = series([date(), date({ impossible: 'one_occurrence' })]).dates;
    expect(mixed.whatFor).toMatch(
      /for that date alone\. The switch and the comment below hold for it, too: Alice is told of it\. The other dates cannot be answered alone: this server takes .* for the whole series\.$/,
    );
    expect(note({ ...typed, shown: false })).toBe(`${alone}. Alice is told of it, with your comment.`);
    const one = 'The switch below holds for it, too:';
    expect(note(silent)).toBe(`${alone}. ${one} Alice is not told.`);
    expect(note(typed, { comment: 'when_tentative' })).toBe(`${alone}. ${one} Alice is told of it.`);
    expect(note(silent, { tell: 'not_requested' })).toBe(`${alone}. Nobody is told.`);
    expect(note({ tell: true, comment: '' }, { by: 'nobody' })).toBe(`${alone}. Nobody is told.`);
    const always = { tell: 'always', by: 'server', comment: 'never' } as const;
    expect(note({ tell: true, comment: '' }, always)).toBe(`${alone}. Alice is told of it.`);
    expect(note({ tell: true, comment: '' }, { ...always, by: 'server_perhaps' })).toBe(`${alone}.`);
    const reaches = { ...always, comment: 'always' } as const;
    expect(note(typed, reaches)).toBe(
      `${alone}. The comment below holds for it, too: Alice is told of it, with your comment.`,
    );
  });
});
