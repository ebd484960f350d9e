import { describe, expect, it } from 'vitest';
import { Dates } from '../format';
import type { Change, HistoryEntry, InvitationCard } from '../host';
import { answeredBefore, historyInWords, news, NOBODY_KNOWS_WHAT, oneDateInWords, told } from './changes';

const today = new Date('2026-11-20T09:00:00Z');
const berlin = new Dates('en-GB', 'Europe/Berlin');

describe('a change', () => {
  it('of the time says both times', () => {
    const moved = told(
      {
        field: 'when',
        was: '2026-11-24T10:00:00Z/2026-11-24T11:00:00Z',
        now: '2026-11-25T10:00:00Z/2026-11-25T11:00:00Z',
      },
      false,
      today,
    );
    expect(moved.was).toContain('24');
    expect(moved.now).toContain('25');
  });

  it('of the place says where nothing was', () => {
    expect(told({ field: 'where', was: '', now: 'Baker' }, false, today)).toEqual({
      was: 'nothing',
      now: 'Baker',
    });
  });

  it('of the people strikes who left and names who came', () => {
    expect(told({ field: 'people', was: 'carol@contoso.com', now: '' }, false, today)).toEqual({
      was: 'carol@contoso.com',
      now: null,
      words: { was: 'not invited any more', now: 'new' },
    });
  });

  it('of the text says that it was changed, and never reads like the text itself', () => {
    expect(told({ field: 'text', was: '', now: 'Bring numbers.' }, false, today)).toEqual({
      was: null,
      now: 'Bring numbers.',
      said: 'The text was changed',
    });
  });

  it('of the rule says both in words', () => {
    expect(told({ field: 'repeats', was: 'FREQ=WEEKLY;BYDAY=TH', now: '' }, false, today)).toEqual({
      was: 'Every Thursday',
      now: 'once',
    });
  });
});

const alice = { name: 'Alice Moreau', email: 'alice@contoso.com' };
const carol = { name: 'Carol Reyes', email: 'carol@contoso.com' };
const where: Change = { field: 'where', was: 'Rainier', now: 'Baker' };
const when: Change = { field: 'when', was: 'a/b', now: 'c/d' };

function step(kind: HistoryEntry['kind'], more: Partial<HistoryEntry> = {}): HistoryEntry {
  const who = ['accepted', 'tentative', 'declined'].includes(kind) ? null : alice;
  const plain = {
    sentBy: null,
    wholeSeries: false,
    elsewhere: false,
    proposed: null,
    unmailed: false,
    date: null,
    news: false,
    changes: [],
  };
  return { at: '2026-11-19T12:00:20Z', kind, who, ...plain, ...more };
}

type Facts = Partial<Pick<InvitationCard, 'changes' | 'differs' | 'history'>>;

function said(facts: Facts, state = 'open') {
  const card = { changes: [], differs: [], history: [step('invited')], row: { state }, ...facts };
  return news(card as unknown as InvitationCard, today, berlin);
}

describe('the news of a card', () => {
  it('are none for a first invitation', () => {
    expect(said({})).toEqual([]);
  });

  it('are what has changed since it was seen', () => {
    const history = [step('updated', { changes: [where] }), step('invited')];
    expect(said({ changes: [where], history })).toEqual([
      { title: 'What has changed', text: null, changes: [where] },
    ]);
  });

  it('are what the calendar has since the mail', () => {
    const update = step('updated', { changes: [when], unmailed: true });
    const title = 'Changed since the last mail came';
    expect(said({ changes: [when], history: [update, step('invited')] })).toEqual([
      { title, text: expect.stringMatching(/Shown as your calendar has it\.$/) as string, changes: [when] },
    ]);
    const titles = (...history: HistoryEntry[]) => said({ changes: [when], history }).map((it) => it.title);
    expect(titles(update), 'no mail ever came').toEqual(['What has changed']);
    expect(titles(update, update), 'nor one before').toEqual(['What has changed']);
    expect(titles(step('updated'), update, step('invited'))).toEqual(['What has changed']);
    expect(said({ history: [step('updated', { unmailed: true }), step('invited')] })).toEqual([]);
  });

  it('are what one date has instead of its series', () => {
    const history = [step('updated', { changes: [when] }), step('accepted', { wholeSeries: true })];
    expect(said({ differs: [when], history })).toEqual([
      { title: 'This date was changed', text: null, changes: [when] },
    ]);
    expect(said({ differs: [when], changes: [where], history }).map(({ title }) => title)).toEqual([
      'What has changed',
      'This date differs from its series',
    ]);
    expect(said({ differs: [when], history }, 'cancelled')).toEqual([]);
  });

  it('say what became of a meeting that was cancelled and is on again', () => {
    const history = [step('invited_again'), step('cancelled'), step('invited')];
    const title = 'Invited again after it was cancelled';
    const text = (changes: Change[]) => said({ history, changes })[0]?.text;
    expect(said({ history })).toEqual([
      { title, text: 'It is on, at the same time and place as before.', changes: [] },
    ]);
    expect(text([when])).toBe('It is on, at the same place as before.');
    expect(text([when, where])).toBe('It is on.');
  });

  it('admit that nobody here knows what a change changed, until it was answered', () => {
    const update = step('updated');
    expect(said({ history: [update] })[0]?.text).toBe(NOBODY_KNOWS_WHAT);
    expect(said({ history: [step('accepted'), update] })).toEqual([]);
    expect(said({ history: [update, step('invited')] }), 'nothing of it is shown here').toEqual([]);
    const series = step('invited', { wholeSeries: true });
    expect(said({ history: [update, series] })[0]?.text).toBe(NOBODY_KNOWS_WHAT);
  });
});

describe('the news of single dates', () => {
  const no = 'No mail about it is here.';
  const date = (day: number, kind: HistoryEntry['kind'], changes: Change[] = [], news = true) =>
    step(kind, { unmailed: true, news, changes, date: `2026-12-0${day}T17:00:00Z` });

  it('name the date, once each, in order', () => {
    const back: Change = { field: 'where', was: 'Baker', now: 'Everest' };
    const history = [
      date(8, 'removed'),
      date(1, 'updated', [back]),
      date(1, 'updated', [where, when]),
      date(2, 'updated', [where], false),
      step('invited'),
    ];
    expect(said({ history })).toEqual([
      {
        title: 'Tue 1 Dec was changed',
        text: no,
        changes: [when, { field: 'where', was: 'Rainier', now: 'Everest' }],
      },
      {
        title: 'Tue 8 Dec is not in your calendar any more',
        text: 'No mail about it is here, so whether it was called off cannot be told.',
        changes: [],
      },
    ]);
  });

  it('are none of a date that is over', () => {
    const over = (changes: Change[]) => said({ history: [step('updated', { ...gone, changes })] });
    const gone = { unmailed: true, news: true, date: '2026-11-12T17:00:00Z' };
    expect(over([where])).toEqual([]);
    const later = { ...when, now: '2026-11-24T17:00:00Z/2026-11-24T18:00:00Z' };
    expect(
      over([later]).map(({ title }) => title),
      'it was moved, and is ahead',
    ).toEqual(['Thu 12 Nov was changed']);
  });

  it('are only counted where they are many', () => {
    const history = [1, 2, 3, 4].map((day) => date(day, 'cancelled'));
    const [many] = said({ history });
    expect(many?.title).toBe('4 dates of this series were changed');
    expect(many?.text).toContain('Tue 1 Dec, Wed 2 Dec, Thu 3 Dec, Fri 4 Dec. ');
  });

  it('are no version of the series', () => {
    const history = [date(1, 'updated', [where]), step('updated', { changes: [when] }), step('invited')];
    expect(said({ changes: [when], history }).map(({ title }) => title)).toEqual([
      'What has changed',
      'Tue 1 Dec was changed',
    ]);
  });
});

describe('what was answered before', () => {
  const line = (kind: HistoryEntry['kind'], wholeSeries = false) =>
    ({ kind, wholeSeries, date: null }) as HistoryEntry;

  it('is the latest answer, to the meeting or to its series', () => {
    expect(answeredBefore([line('updated'), line('declined'), line('accepted', true)])).toEqual({
      to: 'version',
      answer: 'declined',
    });
    expect(answeredBefore([line('updated'), line('accepted', true)])).toEqual({
      to: 'series',
      answer: 'accepted',
    });
    expect(answeredBefore([line('updated'), line('invited')])).toBeNull();
  });
});

describe('one date of a series', () => {
  it('is all there is, where the series is not known', () => {
    expect(oneDateInWords(null)).toBe('One date of a series');
    expect(oneDateInWords({ seriesKnown: true, recurrence: null })).toBe('One date of a series');
    expect(oneDateInWords({ seriesKnown: true, recurrence: 'FREQ=WEEKLY;BYDAY=TH' }, today, berlin)).toBe(
      'One date of a series: every Thursday',
    );
    expect(oneDateInWords({ seriesKnown: false, recurrence: null })).toBe(
      'One date of a series that you are not invited to as a whole',
    );
  });
});

describe('a line of the history', () => {
  it('names who sent it beside who invites', () => {
    expect(historyInWords(step('invited', { sentBy: carol }))).toEqual({
      what: 'Invited',
      by: 'by Alice Moreau, sent by Carol Reyes',
    });
    const stranger = { name: 'Alice Moreau', email: 'alice@mailer.example' };
    expect(historyInWords(step('invited', { sentBy: stranger })).by).toBe(
      'by Alice Moreau, sent from alice@mailer.example',
    );
  });

  it('says that no mail told of a change', () => {
    const unmailed = (kind: HistoryEntry['kind'], more: Partial<HistoryEntry> = {}) =>
      historyInWords(step(kind, { who: null, unmailed: true, ...more }), { today, say: berlin });
    expect(unmailed('updated')).toEqual({ what: 'Changed in your calendar', by: '(no mail says by whom)' });
    expect(unmailed('cancelled').what).toBe('Cancelled in your calendar');
    expect(unmailed('invited_again').what).toBe('On again in your calendar');
    expect(unmailed('updated', { wholeSeries: true }).what).toBe('Series changed in your calendar');
    const date = '2026-12-01T17:00:00Z';
    expect(unmailed('updated', { date }).what).toBe('Tue 1 Dec changed in your calendar');
    expect(unmailed('removed', { date }).what).toBe('Tue 1 Dec taken out of your calendar');
  });

  it('names a day of a series of whole days wherever one is', () => {
    const auckland = new Dates('en-GB', 'Pacific/Auckland');
    const changed = step('updated', { unmailed: true, date: '2026-12-01T00:00:00Z' });
    const angeles = new Dates('en-GB', 'America/Los_Angeles');
    for (const say of [auckland, angeles])
      expect(historyInWords(changed, { allDay: true, today, say }).what).toMatch(/^Tue 1 Dec /);
  });

  it('names the one date of a series that an answer was for, which is none to the series', () => {
    const date = '2026-12-01T17:00:00Z';
    const declined = step('declined', { who: null, date });
    expect(historyInWords(declined, { today, say: berlin }).what).toBe('You declined Tue 1 Dec');
    const tentative = step('tentative', { who: null, date });
    expect(historyInWords(tentative, { today, say: berlin }).what).toBe(
      'You answered tentative for Tue 1 Dec',
    );
    expect(answeredBefore([declined])).toBeNull();
    const proposed = {
      start: '2026-12-02T13:00:00Z',
      end: '2026-12-02T14:00:00Z',
      carrier: 'counter',
    } as const;
    expect(historyInWords({ ...tentative, proposed }, { today, say: berlin }).what).toBe(
      'You answered tentative for Tue 1 Dec, and proposed Wed 2 Dec, 14:00–15:00',
    );
    expect(historyInWords(step('updated', { date }), { today, say: berlin }).what).toBe('Changed Tue 1 Dec');
    expect(historyInWords(step('invited', { date }), { today, say: berlin }).what).toBe(
      'Invited to Tue 1 Dec',
    );
  });

  it('says that an answer was given with another program, and to what', () => {
    expect(historyInWords(step('accepted', { elsewhere: true })).what).toBe(
      'You accepted with another program',
    );
    expect(historyInWords(step('declined', { elsewhere: true, wholeSeries: true }))).toEqual({
      what: 'You declined the series with another program',
      by: '(whether the organizer was told is not known here)',
    });
    const undated = step('accepted', { elsewhere: true, at: null });
    expect(historyInWords(undated).by).toBe('(whether the organizer was told is not known here)');
    expect(historyInWords(undated, { changed: true }).by).toBe(
      '(before or after the change; whether the organizer was told is not known here)',
    );
    expect(historyInWords({ ...undated, at: '2026-11-20T09:02:00Z' }, { changed: true }).by).not.toContain(
      'before or after',
    );
    expect(historyInWords(step('cancelled', { wholeSeries: true })).what).toBe('Series cancelled');
    expect(historyInWords(step('cancelled'), { oneDate: true }).what, 'one date').toBe('This date cancelled');
    expect(historyInWords(step('cancelled', { wholeSeries: true }), { oneDate: true }).what).toBe(
      'Series cancelled',
    );
  });
});
