import { describe, expect, it } from 'vitest';
import type { Attendee, InvitationCard, PeopleHint } from '../host';
import { answersThrough, invitedInWords, nobodyNamed } from './people';

const attendee = (email: string): Attendee => ({
  name: '',
  email,
  type: 'required',
  status: 'none',
  answeredAt: null,
  comment: null,
  proposal: null,
  dates: [],
  new: false,
  fromMailOnly: false,
  listed: true,
  unclear: null,
});

it('says of an address made for answers where they go, and of others nothing', () => {
  expect(answersThrough('2_geydamzsguztemjz@imip.me.com')).toBe('iCloud');
  expect(answersThrough('jonas@me.com')).toBeUndefined();
});

it('says why nobody is named', () => {
  const card = (more: object) =>
    ({
      bar: { possible: true, inCalendar: null, impossible: null },
      body: '',
      people: [],
      row: { answer: null },
      ...more,
    }) as unknown as InvitationCard;
  expect(nobodyNamed(card({}))).toBe('The server does not say who else is invited.');
  expect(nobodyNamed(card({ body: 'With Carol.' }))).toMatch(/invited; the text may name them\.$/);
  const gone = { possible: false, inCalendar: null, impossible: 'gone' };
  expect(nobodyNamed(card({ bar: gone }))).toBe('The server does not say who is invited.');
  expect(nobodyNamed(card({ bar: gone, row: { answer: 'declined' } }))).toMatch(/left your calendar with/);
});

describe('who is invited', () => {
  const words = (attendees: Attendee[], people: PeopleHint[], more: Partial<InvitationCard> = {}) =>
    invitedInWords(
      {
        attendees,
        people,
        ownRole: null,
        ...more,
        row: { organizer: { name: '', email: 'alice@contoso.com' } },
      } as unknown as InvitationCard,
      'bob@contoso.com',
    );

  it('counts people', () => {
    expect(words([attendee('carol@contoso.com')], [])?.head).toBe('1 person invited');
  });

  it('says of everybody whether they are needed', () => {
    const [carol, dan, erin] = ['carol', 'dan', 'erin'].map((who) => attendee(`${who}@contoso.com`));
    if (!carol || !dan || !erin) throw new Error('three people');
    const optional = (who: Attendee): Attendee => ({ ...who, type: 'optional' });
    expect(words([optional(carol)], [], { ownRole: 'required' })).toEqual({
      head: 'You are required; 1 other is invited',
      names: 'Optional: carol@contoso.com',
    });
    expect(words([carol, optional(dan), erin], [], { ownRole: 'optional' })).toEqual({
      head: 'You are optional; 3 others are invited',
      names: 'Required: carol@contoso.com and erin@contoso.com; optional: dan@contoso.com',
    });
    expect(words([], [], { ownRole: 'optional' })).toEqual({ head: 'You are optional', names: '' });
  });

  it('says what I was in one that was called off', () => {
    const row = { state: 'cancelled', organizer: { name: '', email: 'alice@contoso.com' } };
    const card = {
      attendees: [attendee('carol@contoso.com')],
      people: [],
      changes: [],
      ownRole: 'required',
      row,
    };
    const { head } = invitedInWords(card as unknown as InvitationCard, 'bob@contoso.com') ?? {};
    expect(head).toBe('You were required; 1 other was invited');
  });

  it('brings a list that a newer mail has overtaken up to date', () => {
    const listed = [attendee('Carol@contoso.com'), attendee('erin@contoso.com')];
    const change = { field: 'people' as const, was: 'carol@contoso.com', now: 'dan@contoso.com' };
    const outdated = { attendeesOutdated: true, ownRole: 'required' as const, changes: [change] };
    expect(words(listed, [], outdated)).toEqual({
      head: 'You are required; 2 others are invited',
      names: 'Required: erin@contoso.com; dan@contoso.com',
    });
    expect(words(listed, [], { ...outdated, attendeesOutdated: false })?.names).toBe(
      'Required: Carol@contoso.com and erin@contoso.com',
    );
  });

  it('counts no list that the invitation came through as a person', () => {
    const list = { ...attendee('planning@contoso.com'), name: 'Planning team' };
    const through: PeopleHint = { kind: 'throughList', person: { name: 'Planning team', email: list.email } };
    expect(words([list], [through])).toEqual({
      head: 'A mailing list is invited',
      names: 'Planning team, whose members are not known here',
    });
    expect(words([list, attendee('carol@contoso.com')], [through])).toEqual({
      head: 'A mailing list and 1 person are invited',
      names: 'Planning team, whose members are not known here; carol@contoso.com',
    });
  });
});
