import { describe, expect, it } from 'vitest';
import type { Answer, InvitationCard, InvitationState, OwnState, UpcomingOccurrence } from '../host';
import { invitation } from '../../../tests/unit/people';
import { calendarNow, calendarThen, inMyDay, standsInDay, type Asked } from './calendarSide';

const asked = (bar: Partial<Asked['bar']> = {}, more: Partial<Asked> = {}): Asked => ({
  bar: {
    wholeSeries: false,
    oneDateApart: false,
    inCalendar: 'open',
    inCalendarAt: null,
    bringsTime: true,
    keepsDeclined: false,
    ...bar,
  },
  mine: null,
  oneDate: false,
  ...more,
});

const answers = ['accepted', 'tentative', 'declined'] as const;

describe('what is so now', () => {
  it('says whether it is in the calendar, and what each answer makes of that', () => {
    expect(calendarNow(asked())).toBe(
      'It is in your calendar, waiting for your answer. Accept confirms it, Tentative keeps it as tentative, Decline takes it out.',
    );
    expect(calendarNow(asked({ inCalendar: null }))).toBe(
      'It is not in your calendar yet. Accept puts it in, Tentative puts it in as tentative, Decline leaves it out.',
    );
  });

  it('speaks of all dates of a series, and of one date', () => {
    expect(calendarNow(asked({ wholeSeries: true }))).toMatch(
      /^The series is in your calendar.* Accept confirms all its dates, .* Decline takes all its dates out\.$/,
    );
    expect(calendarNow(asked({}, { oneDate: true }))).toMatch(/^This date is in your calendar/);
  });

  it('says that the answer to a single date stays', () => {
    const apart = { wholeSeries: true, oneDateApart: true };
    expect(calendarNow(asked(apart))).toBe(
      'The series is in your calendar, waiting for your answer. Accept confirms all its dates, Tentative keeps all its ' +
        'dates as tentative, Decline takes all its dates out. What you answered for a single date stays, unless you decline the series.',
    );
    expect(answers.map((answer) => calendarThen(asked(apart), answer))).toEqual([
      'Accept confirms the whole series in your calendar. What you answered for a single date stays.',
      'Tentative keeps the whole series in your calendar as tentative. What you answered for a single date stays.',
      'Decline takes the whole series out of your calendar. A date that you answered alone goes with it.',
    ]);
    const kept = asked({ ...apart, keepsDeclined: true });
    expect(calendarThen(kept, 'declined')).toMatch(/ What you answered for a single date stays\.$/);
    expect(calendarNow(kept)).toMatch(/ What you answered for a single date stays\.$/);
    const out = asked({ ...apart, inCalendar: null }, { mine: 'declined' });
    expect([calendarNow(out), calendarThen(out, 'accepted')].join()).not.toContain('single date');
  });

  it('leaves out the dates that have invitations of their own', () => {
    const said = (apart: string[]) => calendarNow(asked({ wholeSeries: true }, { apart }));
    expect(said(['Fri 11 Dec'])).toMatch(
      /Accept confirms all its dates but Fri 11 Dec, Tentative keeps them as tentative, Decline takes them out\. Fri 11 Dec wants an answer of its own\.$/,
    );
    expect(said(['Fri 11 Dec', 'Fri 18 Dec'])).toMatch(/Fri 11 Dec, Fri 18 Dec want answers of their own\.$/);
  });

  it('speaks of the dates that are there where one is not', () => {
    expect(calendarNow(asked({ wholeSeries: true }, { partly: true }))).toMatch(
      /Accept confirms all its dates that are there, .* Decline takes all its dates that are there out\.$/,
    );
  });

  it('says which time is answered where the calendar has another', () => {
    const old = { inCalendar: 'accepted' as const, inCalendarAt: '2026-12-01T17:00:00Z' };
    expect(calendarNow(asked(old))).toMatch(
      /Accept moves it to the new time, Tentative moves it to the new time as tentative, Decline takes it out\.$/,
    );
    expect(calendarNow(asked({ ...old, wholeSeries: true }))).toMatch(
      /Accept moves all its dates to the new time,/,
    );
  });

  it('promises no move where the server makes none', () => {
    const old = { inCalendar: 'accepted' as const, inCalendarAt: '2026-12-01T17:00:00Z', bringsTime: false };
    expect(calendarNow(asked(old))).toMatch(
      /as accepted\. Your answer is about the new time, and the entry stays where it is until you move it there yourself: Accept leaves it accepted, Tentative marks it tentative, Decline takes it out\.$/,
    );
  });

  it('says that an answer to a series is for its past dates, too', () => {
    const series = { wholeSeries: true };
    expect(calendarNow(asked(series, { begun: true }))).toMatch(
      /Decline takes all its dates out\. Each answer also holds for the dates that are over\.$/,
    );
    expect(calendarNow(asked(series))).toMatch(/Decline takes all its dates out\.$/);
  });

  it('begins with my answer where there is one, and offers only the others', () => {
    expect(calendarNow(asked({ inCalendar: 'accepted' }, { mine: 'accepted' }))).toBe(
      'You accepted this, and it is in your calendar. Tentative marks it tentative, Decline takes it out.',
    );
    expect(calendarNow(asked({ inCalendar: 'tentative' }, { mine: 'tentative' }))).toMatch(
      /^You answered tentative, and it is in your calendar\. Accept confirms it, Decline/,
    );
    expect(calendarNow(asked({ inCalendar: null }, { mine: 'declined' }))).toBe(
      'You declined this, and it is not in your calendar. Accept puts it in, Tentative puts it in as tentative.',
    );
  });

  it('does not say that a server takes out what it keeps', () => {
    expect(calendarNow(asked({ keepsDeclined: true }))).toMatch(/Decline keeps it, marked declined\.$/);
    expect(calendarNow(asked({ keepsDeclined: true, inCalendar: null }))).toMatch(
      /Decline puts it in, marked declined\.$/,
    );
    const kept = asked({ keepsDeclined: true, inCalendar: 'declined' }, { mine: 'declined' });
    expect(calendarNow(kept)).toMatch(/^You declined this; your calendar keeps it, marked declined\. Accept/);
  });

  it('tells what the calendar has of an earlier answer', () => {
    expect(calendarNow(asked({ inCalendar: 'accepted' }))).toMatch(
      /^It is still in your calendar as accepted\./,
    );
  });
});

describe('what an answer does', () => {
  it('follows what the calendar has', () => {
    const does = (inCalendar: Asked['bar']['inCalendar'], keepsDeclined = false) =>
      answers.map((answer) => calendarThen(asked({ inCalendar, keepsDeclined }), answer));
    expect(does('open')).toEqual([
      'Accept confirms it in your calendar.',
      'Tentative keeps it in your calendar as tentative.',
      'Decline takes it out of your calendar.',
    ]);
    expect(does(null)).toEqual([
      'Accept puts it in your calendar.',
      'Tentative puts it in your calendar as tentative.',
      'Decline leaves it out of your calendar.',
    ]);
    expect(does('accepted')[1]).toBe('Tentative marks it in your calendar as tentative.');
    expect(does('open', true)[2]).toBe('Decline keeps it in your calendar, marked declined.');
    expect(does(null, true)[2]).toBe('Decline puts it in your calendar, marked declined.');
  });

  it('names the series and the one date', () => {
    expect(calendarThen(asked({ wholeSeries: true }), 'declined')).toContain('the whole series');
    expect(calendarThen(asked({}, { oneDate: true }), 'declined')).toBe(
      'Decline takes this date out of your calendar.',
    );
  });
});

describe('what my day says of where it stands', () => {
  const stands = (
    inCalendar: OwnState | null,
    more: {
      state?: InvitationState;
      mine?: Answer;
      possible?: boolean;
      at?: string;
      marked?: boolean;
    } = {},
  ) =>
    standsInDay(
      more.state ?? 'open',
      {
        inCalendar,
        inCalendarAt: more.at ?? null,
        possible: more.possible ?? true,
      },
      more.mine ?? null,
      more.marked,
    );

  it('is that it waits there, and nothing where my answer is drawn', () => {
    expect(stands('open')).toBe('In calendar: not answered');
    expect(stands('accepted', { mine: 'accepted', state: 'answered' })).toBeNull();
  });

  it('is that it is not there, or not yet', () => {
    expect(stands(null)).toBe('Not in calendar yet');
    expect(stands(null, { possible: false })).toBe('Not in calendar');
    expect(stands(null, { possible: false, state: 'outdated' })).toBe('Old version, not in calendar');
  });

  it('is when the calendar has it, where that is another time', () => {
    const at = '2026-12-10T10:00:00Z';
    expect(stands('accepted', { at })).toBe('Still on Thu 10 Dec, 11:00');
    expect(stands('accepted', { at, possible: false })).toBe('Still on Thu 10 Dec, 11:00');
    expect(stands('accepted', { at, mine: 'accepted', state: 'answered' })).toBe(
      'Still on Thu 10 Dec, 11:00',
    );
    expect(stands('accepted', { at, state: 'cancelled' })).toBe('Cancelled, still on Thu 10 Dec, 11:00');
  });

  it('is an earlier answer that stands there, and what became of what is over', () => {
    expect(stands('accepted')).toBe('Accepted, asked anew');
    expect(stands('accepted', { possible: false })).toBe('In calendar: accepted');
    expect(stands('declined', { mine: 'declined', state: 'answered' })).toBe('In calendar: declined');
    expect(stands(null, { mine: 'declined', state: 'answered' })).toBe('Declined, gone');
    expect(stands('open', { state: 'cancelled' })).toBe('In calendar: cancelled');
    expect(stands(null, { state: 'cancelled' })).toBe('Cancelled, not in calendar');
    expect(stands('accepted', { state: 'cancelled', marked: false })).toBe('Still in your calendar');
  });
});

it('says at which time the calendar has what was moved', () => {
  expect(calendarNow(asked({ inCalendar: 'accepted' }, { oneDate: true, moved: true }))).toMatch(
    /^This date is in your calendar at the new time already, as accepted\./,
  );
  expect(calendarNow(asked({ inCalendarAt: '2026-12-10T10:00:00Z' }, { moved: true }))).toMatch(
    /^It is in your calendar at another time, Thu 10 Dec, 11:00, waiting for your answer\./,
  );
});

it('says that an answer stands where the meeting changed after it', () => {
  expect(calendarNow(asked({ inCalendar: 'accepted' }, { mine: 'accepted', stands: true }))).toMatch(
    /^Your answer stands: you accepted this, and it is in your calendar\./,
  );
});

describe('what my day has of a series', () => {
  const inDay = (date: Partial<UpcomingOccurrence>, mine: Answer | null) => {
    const row = invitation('m', { recurring: true });
    const upcoming = [{ start: row.start, state: 'planned', own: null, ...date }] as UpcomingOccurrence[];
    const { bar, answer } = inMyDay({ row, upcoming, bar: asked().bar } as InvitationCard, mine);
    return { answer, inCalendar: bar.inCalendar };
  };

  it('is what the series has, unless the date that is shown has an answer of its own', () => {
    expect(inDay({}, 'accepted')).toEqual({ answer: 'accepted', inCalendar: 'open' });
    expect(inDay({ own: 'tentative' }, 'accepted')).toEqual({ answer: 'tentative', inCalendar: 'open' });
  });

  it('does not say of a date that was taken out that it is there', () => {
    expect(inDay({ own: 'declined', state: 'removed' }, null)).toEqual({
      answer: 'declined',
      inCalendar: null,
    });
  });
});
