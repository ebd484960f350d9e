import { describe, expect, it } from 'vitest';
import type { Attendee, Change, InvitationCard, PeopleHint } from '../host';
import { invitedInWords, isListOld } from './people';

const attendee = (email: string): Attendee => ({
  name: '',
  email,
  type: 'required',
  status: 'none',
  answeredAt: null,
  comment: null,
  proposal: null,
  new: false,
  fromMailOnly: false,
});
const people = (was: string, now: string): Change => ({ field: 'people', was, now });

describe('who is listed on the card', () => {
  const attendees = [attendee('bob@contoso.com'), attendee('Carol@contoso.com')];

  it('is old while somebody is listed who is not invited any more', () => {
    const changes = [people('dave@contoso.com, carol@contoso.com', 'dan@contoso.com')];
    expect(isListOld({ attendees, changes })).toBe(true);
  });

  it('is as the mail says once they are gone, or where nobody left', () => {
    expect(isListOld({ attendees, changes: [people('dave@contoso.com', 'bob@contoso.com')] })).toBe(false);
    expect(isListOld({ attendees, changes: [people('', 'bob@contoso.com')] })).toBe(false);
    expect(isListOld({ attendees, changes: [] })).toBe(false);
  });
});

describe('who is invited', () => {
  const words = (attendees: Attendee[], people: PeopleHint[]) =>
    invitedInWords(
      {
        attendees,
        people,
        ownRole: null,
        row: { organizer: { name: '', email: 'alice@contoso.com' } },
      } as unknown as InvitationCard,
      'bob@contoso.com',
    );

  it('counts people', () => {
    expect(words([attendee('carol@contoso.com')], [])?.head).toBe('1 person invited');
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
