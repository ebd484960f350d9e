import { describe, expect, it } from 'vitest';
import type { AnswerBar, InvitationCard, PeopleHint, Person } from '../host';
import { hintInWords, isGrave, whatIsOff, whose } from './hints';

const alice = { name: 'Alice Moreau', email: 'alice@contoso.com' };
const carol = { name: 'Carol Reyes', email: 'carol@contoso.com' };

function said(
  hint: PeopleHint,
  bar: Partial<AnswerBar> = {},
  organizer: Person = alice,
  history: Partial<InvitationCard['history'][number]>[] = [],
): string | null {
  const card = { row: { organizer }, bar: { possible: true, tell: 'choice', by: 'client', ...bar }, history };
  return hintInWords(hint, card as unknown as InvitationCard);
}

describe('a hint about the people', () => {
  it('calls nobody new whom I have answered, be it with another program', () => {
    expect(said({ kind: 'firstContact' }, {}, alice, [{ kind: 'invited' }])).toMatch(
      /^You have never answered/,
    );
    expect(said({ kind: 'firstContact' }, {}, alice, [{ kind: 'accepted', elsewhere: true }])).toBeNull();
  });

  it('tells who sent it from who organizes it', () => {
    const hint: PeopleHint = { kind: 'sentBy', person: carol, inTheirName: false };
    expect(said(hint)).toBe(
      'Carol Reyes (carol@contoso.com) sent this to you. Alice Moreau organizes it and gets your answer.',
    );
    expect(said(hint, { tell: 'not_requested' })).toMatch(/Alice Moreau organizes it\.$/);
    expect(isGrave(hint)).toBe(false);
    expect(said({ ...hint, inTheirName: true })).toMatch(
      /^Carol Reyes .* sent this to you in Alice Moreau’s name\./,
    );
  });

  it('marks a second address of the organizer as odd, and says which is used', () => {
    const hint: PeopleHint = {
      kind: 'sameName',
      person: { name: 'Alice Moreau', email: 'alice@mailer.example' },
    };
    expect(said(hint)).toBe(
      'This came from alice@mailer.example, which is not the organizer’s address. ' +
        'Your answer goes to alice@contoso.com. Ask Alice if you did not expect that.',
    );
    expect(said(hint, { possible: false })).not.toContain('Your answer');
    expect(isGrave(hint)).toBe(true);
  });

  it('names the address that looks like another, and what is wrong with it', () => {
    const hint: PeopleHint = { kind: 'looksLike', domain: 'c0ntoso.com', known: 'contoso.com' };
    expect(said(hint, {}, { ...alice, email: 'alice@c0ntoso.com' })).toBe(
      'alice@c0ntoso.com is not at contoso.com, although it looks like it: it has “0” where that has “o”.',
    );
    expect(isGrave(hint)).toBe(true);
  });

  it('says whose name has hidden characters', () => {
    const organizer = { name: 'ecilA Moreau', email: 'alice@contoso.com' };
    const hint: PeopleHint = { kind: 'hiddenCharacters', person: organizer };
    expect(said(hint, {}, organizer)).toBe(
      'The name contains hidden characters, which can make it look like another one; they are left out here. ' +
        'Go by the address.',
    );
    expect(said({ ...hint, person: { ...organizer, email: 'eve@mailer.example' } }, {}, organizer)).toBe(
      'The name of eve@mailer.example contains hidden characters, which are left out here.',
    );
    expect(isGrave(hint)).toBe(false);
  });

  it('says of an organizer without an address who can be told all the same', () => {
    const fact = 'The invitation names no mail address of the organizer. ';
    expect(said({ kind: 'noAddress' }, { by: 'nobody' })).toBe(
      `${fact}Nobody can be told your answer by mail.`,
    );
    expect(said({ kind: 'noAddress' }, { by: 'server' })).toMatch(
      /The server sends your answer, if it knows one\.$/,
    );
  });
});

describe('what is off about a domain', () => {
  it.each([
    ['contos.com', 'contoso.com', '“o” is missing in contos.com'],
    ['contosoo.com', 'contoso.com', 'it has one “o” too many'],
    ['contoso.com.evil.example', 'contoso.com', 'it ends in evil.example'],
    [
      'xn--ontoso-9gf.com',
      'contoso.com',
      'it is xn--ontoso-9gf.com, written with letters of another script that look the same',
    ],
    ['c0ntoso.com', 'contoso.com', 'it has “0” where that has “o”'],
  ])('%s', (domain, known, words) => expect(whatIsOff(domain, known)).toBe(words));
});

describe('whose meeting it is', () => {
  it('is said where it is not mine to answer', () => {
    expect(whose([{ kind: 'firstContact' }])).toBeNull();
    expect(whose([{ kind: 'copy' }])?.title).toBe('You are invited, and your delegate answers for you');
    const dan = { name: 'Dan Okafor', email: 'dan@contoso.com' };
    expect(whose([{ kind: 'inPlaceOf', person: dan }])).toEqual({
      title: 'For Dan Okafor, not for you',
      text:
        'Dan Okafor (dan@contoso.com) is invited. It came to you because you stand in for Dan, ' +
        'and it takes no time of yours.',
    });
  });
});
