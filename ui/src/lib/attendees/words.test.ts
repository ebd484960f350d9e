import { describe, expect, it } from 'vitest';
import { Dates } from '$lib/format';
import type { Attendee, DateAnswer, Grid } from '$lib/host';
import {
  answeredWords,
  dateWords,
  gridAsCsv,
  invitedWords,
  proposalBrief,
  proposalWords,
  roleWords,
} from './words';

const say = new Dates('en-GB', 'Europe/Berlin');
const now = new Date('2026-11-20T09:02:00Z');

const attendee = (more: Partial<Attendee>): Attendee => ({
  name: 'Tomás Aguilar',
  email: 'tomas@contoso.com',
  type: 'required',
  status: 'declined',
  answeredAt: '2026-11-20T05:41:00Z',
  comment: null,
  proposal: null,
  dates: [],
  new: false,
  fromMailOnly: false,
  listed: true,
  unclear: null,
  ...more,
});

const dentist: DateAnswer = {
  recurrenceId: '2026-12-10T16:00:00Z',
  start: '2026-12-10T16:00:00Z',
  status: 'declined',
  answeredAt: '2026-11-20T05:41:00Z',
  comment: 'At the dentist',
  proposal: null,
  past: false,
  new: false,
};

it('says which date of a series an answer is for', () => {
  expect(dateWords(dentist, false, now, say)).toBe('Thu 10 Dec');
  const day = { ...dentist, start: '2026-12-10T00:00:00Z' };
  expect(dateWords(day, true, now, new Dates('en-GB', 'America/New_York'))).toBe('Thu 10 Dec');
});

describe('when somebody answered', () => {
  it('is said on the reader’s clock', () => {
    expect(answeredWords(attendee({}), now, say)).toBe('today 06:41');
  });

  it('tells silence from an answer whose time nobody knows', () => {
    expect(answeredWords(attendee({ status: 'none', answeredAt: null }), now, say)).toBe('not yet');
    expect(answeredWords(attendee({ answeredAt: null }), now, say)).toBe('time not known');
    const dates = [dentist];
    expect(answeredWords(attendee({ status: 'none', dates }), now, say)).toBe('single dates only');
    const unclear = attendee({ status: 'none', unclear: 'accepted' });
    expect(answeredWords(unclear, now, say), 'nor from one that nobody can place').toBe(
      'Accepted: one date or all?',
    );
  });
});

describe('a proposed time', () => {
  const proposing = (start: string | null, end: string | null) => attendee({ proposal: { start, end } });

  it('is said with its end in the line where it would last otherwise than the meeting', () => {
    const one = proposing('2026-12-02T08:00:00Z', '2026-12-02T09:00:00Z');
    expect(proposalWords(one, now, say)).toBe('Proposes Wed 2 Dec, 09:00–10:00');
    const lasting = (minutes: number) => ({
      start: '2026-12-01T17:00:00Z',
      end: new Date(Date.UTC(2026, 11, 1, 17, minutes)).toISOString(),
    });
    expect(proposalBrief(one, lasting(60), now, say)).toBe('Proposes Wed 2 Dec, 09:00');
    expect(proposalBrief(one, lasting(30), now, say)).toBe('Proposes Wed 2 Dec, 09:00–10:00');
    expect(proposalBrief(proposing(null, null), lasting(60), now, say)).toBe('Proposes a new time');
    expect(proposalBrief(attendee({}), lasting(60), now, say)).toBeNull();
  });

  it('is still said where only the text of the mail tells which', () => {
    expect(proposalWords(proposing(null, null), now, say)).toBe('Proposes a new time');
    expect(proposalWords(attendee({}), now, say)).toBeNull();
  });
});

it('has no role for somebody who is on no list', () => {
  expect(roleWords(attendee({ type: 'optional' }))).toBe('Optional');
  expect(roleWords(attendee({ type: 'optional', listed: false }))).toBe('Not on your list');
});

it('counts who answered on no list apart from the invited', () => {
  expect(invitedWords([{ listed: true }, { listed: true }])).toBe('2 invited');
  expect(invitedWords([{ listed: true }, { listed: false }])).toBe('1 invited, 1 more answered');
});

it('copies the grid with exact times, and people without a name by their address', () => {
  const attendees = [attendee({ comment: 'No, sorry', dates: [dentist] }), attendee({ name: '' })];
  const grid = { attendees } as Grid;
  expect(gridAsCsv(grid).split('\r\n')).toEqual([
    'Person,E-mail,Role,Answer,Answered,Comment,Proposed start,Proposed end,Single dates',
    'Tomás Aguilar,tomas@contoso.com,Required,Declined,2026-11-20T05:41:00Z,"No, sorry",,,2026-12-10T16:00:00Z Declined',
    'tomas@contoso.com,tomas@contoso.com,Required,Declined,2026-11-20T05:41:00Z,,,,',
    '',
  ]);
});
