import { describe, expect, it } from 'vitest';
import type { Attendee, Change } from '../host';
import { isListOld } from './people';

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
