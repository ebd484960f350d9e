import { describe, expect, it } from 'vitest';
import type { AttendeeStatus, AttendeeType, OrganizedMeeting, Seat } from '$lib/host';
import { overview, seatsInWords, side, verdict } from './summary';

const seats = (type: AttendeeType, ...statuses: AttendeeStatus[]): Seat[] =>
  statuses.map((status) => ({ type, status, listed: true }));

function meeting(id: string, its: Seat[], more: Partial<OrganizedMeeting> = {}): OrganizedMeeting {
  const required = its.filter((seat) => seat.type === 'required');
  return {
    id,
    uid: id,
    subject: id,
    start: '2026-12-01T17:00:00Z',
    end: '2026-12-01T18:00:00Z',
    allDay: false,
    location: '',
    recurring: false,
    recurrence: null,
    cancelled: false,
    counts: { accepted: 0, tentative: 0, declined: 0, none: 0 },
    requiredAccepted: required.filter((seat) => seat.status === 'accepted').length,
    required: required.length,
    requiredApart: 0,
    newAnswers: 0,
    seats: its,
    ...more,
  };
}

const everybody = seats('required', 'accepted', 'accepted');
const short = seats('required', 'accepted', 'none', 'declined');

describe('the seat bar in words', () => {
  it('says every role with its answers', () => {
    const all = [
      ...seats('required', 'accepted', 'none'),
      ...seats('optional', 'declined'),
      ...seats('resource', 'accepted'),
    ];
    expect(seatsInWords(all)).toBe(
      '2 required: 1 accepted, 1 silent; 1 optional: 1 declined; 1 room: 1 accepted',
    );
  });

  it('counts who answered without being on the list by themselves', () => {
    const forwarded = { type: 'optional', status: 'tentative', listed: false } as const;
    const all = [...seats('required', 'accepted'), ...seats('optional', 'none'), forwarded];
    expect(seatsInWords(all)).toBe(
      '1 required: 1 accepted; 1 optional: 1 silent; 1 not on your list: 1 tentative',
    );
  });

  it('has words for nobody', () => {
    expect(seatsInWords([])).toBe('Nobody is invited');
  });
});

describe('verdict', () => {
  it('is good only when every required person accepted', () => {
    expect(verdict(meeting('m', everybody))).toEqual({ tone: 'good', words: 'All required accepted' });
    expect(verdict(meeting('m', [...everybody, ...seats('required', 'tentative')]))).toEqual({
      tone: 'open',
      words: '1 tentative',
    });
  });

  it('says who is missing, declined first', () => {
    expect(verdict(meeting('m', short))).toEqual({ tone: 'bad', words: '1 declined, 1 silent' });
  });

  it('makes nothing of a meeting without required people, and of one called off', () => {
    expect(verdict(meeting('m', seats('optional', 'none', 'accepted'))).tone).toBe('open');
    expect(verdict(meeting('m', short, { cancelled: true })).words).toBe('Cancelled');
  });

  it('does not praise a meeting whose only guest is a room', () => {
    expect(verdict(meeting('m', seats('resource', 'accepted'))).words).toBe('Nobody is invited');
  });
});

it('keeps running meetings and series ahead, and turns the past around', () => {
  const now = new Date('2026-12-01T17:30:00Z');
  const all = [
    meeting('running', everybody),
    meeting('weekly', everybody, {
      recurring: true,
      start: '2026-10-01T10:00:00Z',
      end: '2026-10-01T11:00:00Z',
    }),
    meeting('older', everybody, { start: '2026-11-01T10:00:00Z', end: '2026-11-01T11:00:00Z' }),
    meeting('old', everybody, { start: '2026-11-30T10:00:00Z', end: '2026-11-30T11:00:00Z' }),
  ];
  expect(side(all, 'ahead', now).map((one) => one.id)).toEqual(['weekly', 'running']);
  expect(side(all, 'past', now).map((one) => one.id)).toEqual(['old', 'older']);
});

it('says what is ahead, what is short and what is new', () => {
  expect(overview([meeting('a', everybody), meeting('b', short, { newAnswers: 3 })])).toBe(
    '2 ahead, 1 with required people missing, 3 new answers',
  );
});
