import { describe, expect, it } from 'vitest';
import type { AnswerBar, PeopleHint, Receipt } from '../host';
import {
  afterwards,
  atRest,
  beforehand,
  commentHint,
  declinedAndGone,
  proposingBeforehand,
  takesComment,
  whyNot,
  type Piece,
  type Question,
} from './sentences';

const alice = { name: 'Alice Moreau', email: 'alice@contoso.com' };

function question(bar: Partial<AnswerBar> = {}, more: Partial<Question> = {}): Question {
  return {
    subject: 'Quarterly Planning',
    organizer: alice,
    mine: null,
    oneDate: false,
    people: [],
    ...more,
    bar: {
      possible: true,
      impossible: null,
      newest: null,
      from: 'inbox',
      tell: 'choice',
      by: 'client',
      comment: 'always',
      fromAddress: 'bob@contoso.com',
      wholeSeries: false,
      oneDateApart: false,
      inCalendar: null,
      inCalendarAt: null,
      bringsTime: true,
      mailedAnyway: null,
      keepsDeclined: false,
      replyUnstated: false,
      proposing: {
        tentative: 'send_response',
        declined: 'send_response',
        impossible: null,
        disallowed: false,
      },
      ...bar,
    },
  };
}

const text = (pieces: Piece[]) => pieces.map((piece) => piece.text).join('');
const before = (
  bar: Partial<AnswerBar>,
  answer: Parameters<typeof beforehand>[1] = 'accepted',
  tell = true,
  comment = '',
) => text(beforehand(question(bar), answer, tell, comment));

describe('beforehand', () => {
  it('says what happens to the calendar, and which mail goes to whom from where', () => {
    expect(before({})).toBe(
      'Accept puts it in your calendar. Alice gets Accepted: Quarterly Planning from bob@contoso.com, sent by Quorum.',
    );
    expect(before({}, 'declined')).toBe(
      'Decline leaves it out of your calendar. Alice gets Declined: Quarterly Planning from bob@contoso.com, sent by Quorum.',
    );
    expect(before({ wholeSeries: true }, 'tentative')).toContain('Tentative puts the whole series');
  });

  it('lets the subject of the mail stand out', () => {
    expect(beforehand(question(), 'accepted', true, '').filter((piece) => piece.strong)).toEqual([
      { text: 'Accepted: Quarterly Planning', strong: true },
    ]);
  });

  it('follows the switch: silence is announced too', () => {
    expect(before({}, 'accepted', false)).toBe('Accept puts it in your calendar. Alice is not told.');
    expect(before({}, 'accepted', false, 'See you')).toMatch(/Your comment goes to nobody\.$/);
  });

  it('does not let the switch promise what the server decides', () => {
    expect(before({ tell: 'always', by: 'server' }, 'accepted', false)).toMatch(
      /Alice gets Accepted: Quarterly Planning from bob@contoso\.com, sent by the server\.$/,
    );
    expect(before({ tell: 'always', by: 'server_perhaps' }, 'accepted', false)).toMatch(
      /Your server mails Alice only if its administrator switched that on, .* write to Alice yourself\.$/,
    );
    const anyway = { tell: 'always', by: 'server_perhaps', mailedAnyway: 'accepted' } as const;
    expect(before(anyway, 'accepted')).toMatch(
      /Alice gets Accepted: Quarterly Planning from bob@contoso\.com, sent by Quorum\.$/,
    );
    expect(before(anyway, 'declined')).toContain('only if its administrator');
    expect(text(atRest(question(anyway), true, ''))).toContain(
      'Accept: Alice gets your answer by mail from bob@contoso.com, sent by Quorum. Tentative, Decline: your server mails Alice only if',
    );
    const given = { ...question(anyway), mine: 'accepted' } as const;
    expect(text(atRest(given, true, '')), 'it is given').not.toContain('Accept: ');
    expect(before({ tell: 'not_requested', by: 'nobody' })).toMatch(
      /No reply is requested, so no mail is sent\.$/,
    );
  });

  it('names who passes the answer on, where it does not go to the organizer', () => {
    const organizer = { name: 'Jonas Weber', email: '2_abc@imip.me.com' };
    expect(text(beforehand({ ...question(), organizer }, 'accepted', true, ''))).toMatch(
      /Jonas Weber gets Accepted: Quarterly Planning from bob@contoso\.com, sent by Quorum, to an address at iCloud that passes it on\.$/,
    );
  });

  it('says what the answer does that is given already', () => {
    const given = { ...question({ inCalendar: 'accepted' }), mine: 'accepted' } as const;
    expect(text(atRest(given, true, ''))).toContain('Accept again does nothing.');
    expect(text(atRest(given, true, 'See you')), 'with a comment it is sent').not.toContain('again');
    expect(text(atRest(question(), true, ''))).not.toContain('again');
  });

  it('says of a decline that took the meeting away what is known of the organizer', () => {
    expect(declinedAndGone(question(), 'told')).toMatch(
      /^You declined this, .*; Alice was told\. Bring it back/,
    );
    expect(declinedAndGone(question(), 'not_told')).toContain('; Alice was not told. ');
    expect(declinedAndGone(question(), 'left_to_server')).toContain(
      '; whether Alice was told is not known here. ',
    );
    expect(declinedAndGone(question(), null)).toContain('; whether Alice was told is not known here. ');
  });

  it('does not say of an organizer who said nothing that no reply is wanted', () => {
    expect(before({ tell: 'not_requested', replyUnstated: true, by: 'nobody' })).toMatch(
      /The invitation does not say whether a reply is wanted, so no mail is sent\.$/,
    );
  });

  it('says nothing of a comment that cannot be written', () => {
    expect(before({ comment: 'never' })).not.toContain('omment');
    expect(takesComment(question({ comment: 'never' }))).toBe(false);
    expect(takesComment(question({ tell: 'not_requested', by: 'nobody' }))).toBe(false);
    expect(takesComment(question({ by: 'nobody' }))).toBe(false);
    expect(takesComment(question({ comment: 'when_tentative' }))).toBe(true);
  });

  it('sends nothing where the very answer stands, unless there is something new to say', () => {
    const same = (comment: string) =>
      text(beforehand(question({ inCalendar: 'accepted' }, { mine: 'accepted' }), 'accepted', true, comment));
    expect(same(' ')).toBe('You have accepted already. Nothing more is sent.');
    expect(same('With the numbers')).toMatch(/^You have accepted already\. Alice gets Accepted: /);
  });

  it('names a server that alone knows where the organizer is reached', () => {
    const nameOnly = { name: 'Alice Moreau', email: '' };
    expect(
      text(beforehand(question({ by: 'server' }, { organizer: nameOnly }), 'accepted', true, '')),
    ).toMatch(
      /The server sends your answer to Alice Moreau if it knows an address, which cannot be seen from here\.$/,
    );
  });

  it('says that a comment goes along only with Tentative, where that is so', () => {
    const comment = 'when_tentative';
    expect(before({ comment })).toMatch(/A comment reaches Alice only with Tentative\.$/);
    expect(before({ comment }, 'declined', true, 'Sorry')).toMatch(/Alice does not see your comment: /);
    expect(before({ comment }, 'tentative', true, 'Perhaps')).not.toContain('comment');
  });
});

describe('at rest', () => {
  const rest = (bar: Partial<AnswerBar>, tell = true, comment = '', more: Partial<Question> = {}) =>
    text(atRest(question(bar, more), tell, comment)).replace(/[\u2066-\u2069]/g, '');
  const offering = (
    tentative: AnswerBar['proposing']['tentative'],
    declined: AnswerBar['proposing']['declined'],
    impossible: AnswerBar['proposing']['impossible'] = null,
  ) => ({ proposing: { tentative, declined, impossible, disallowed: false } });

  it('says what is so now, what each of the three does, what is common to them, and what a proposal does', () => {
    expect(rest({ inCalendar: 'open' })).toBe(
      'It is in your calendar, waiting for your answer. Accept confirms it, Tentative keeps it as tentative, ' +
        'Decline takes it out. Alice gets your answer by mail from bob@contoso.com, sent by Quorum. ' +
        'A time you propose goes to Alice with Tentative or Decline.',
    );
  });

  it('says that one date leaves the others as they are', () => {
    expect(rest({}, true, '', { oneDate: true })).toContain('No other date of the series changes.');
    expect(rest({})).not.toContain('series');
  });

  it('speaks of a new answer where one was given', () => {
    expect(rest({ inCalendar: 'accepted' }, true, '', { mine: 'accepted' })).toMatch(
      /^You accepted this, .* Alice gets your new answer by mail /,
    );
  });

  it('follows the switch and the server', () => {
    expect(rest({}, false)).toMatch(/leaves it out\. Alice is not told, unless you propose another time\. /);
    expect(rest(offering(null, null, 'server'), false)).toMatch(/leaves it out\. Alice is not told\.$/);
    const sogo = { tell: 'always', by: 'server', ...offering(null, null, 'server') } as const;
    expect(rest(sogo)).toMatch(/, sent by the server\.$/);
    expect(rest({ ...sogo, comment: 'never' })).toMatch(/Comments do not reach Alice on this server\.$/);
    const unwanted = {
      tell: 'not_requested',
      by: 'nobody',
      ...offering(null, null, 'not_requested'),
    } as const;
    expect(rest(unwanted)).toMatch(/no mail is sent\.$/);
    expect(rest({ ...sogo, comment: 'when_tentative' }, true, 'Perhaps')).toMatch(/only with Tentative\.$/);
  });

  it('says with which answers a proposed time goes', () => {
    const last = (...offer: Parameters<typeof offering>) =>
      rest(offering(...offer))
        .split(/(?<=\.) /)
        .at(-1);
    for (const offer of [last('counter', 'words'), last('words', 'words')])
      expect(offer).toBe('A time you propose goes to Alice with Tentative or Decline.');
    expect(last('send_response', null)).toBe('A time you propose goes to Alice with Tentative.');
    expect(
      rest({ ...offering('send_response', null), comment: 'when_tentative' }, true, '')
        .split(/(?<=\.) /)
        .at(-1),
      'said once of both',
    ).toBe('A comment or a time you propose reaches Alice only with Tentative.');
    const nameless = { organizer: { name: 'Alice Moreau', email: '' } };
    expect(rest({ by: 'server', ...offering('send_response', null) }, true, '', nameless)).toMatch(
      /which cannot be seen from here\. A time you propose goes the same way with Tentative\.$/,
    );
    expect(last(null, null, 'series')).toBe('Another time can be suggested in the comment.');
    expect(last(null, null, 'no_address')).toMatch(/^Alice gets your answer/);
  });

  it('names the address where somebody may be using the name, and who is not told', () => {
    const impostor = { name: 'Alice Moreau', email: 'alice.moreau@mailer.example' };
    const carol = { name: 'Carol Reyes', email: 'carol@contoso.com' };
    const sent = (hint: PeopleHint) => rest({}, true, '', { people: [hint] });
    expect(sent({ kind: 'sameName', person: impostor })).toContain(
      'alice@contoso.com gets your answer by mail from bob@contoso.com, sent by Quorum. ' +
        'alice.moreau@mailer.example, who sent the invitation, gets nothing.',
    );
    expect(sent({ kind: 'sentBy', person: carol, inTheirName: false })).toContain(
      'Alice gets your answer by mail from bob@contoso.com, sent by Quorum. Carol, who sent',
    );
  });
});

describe('asked anew', () => {
  const asked = (more: Partial<Question>) =>
    text(atRest(question({}, more), true, '')).replace(/[\u2066-\u2069]/g, '');

  it('says what was answered before, until it is answered again', () => {
    const version = { to: 'version' as const, answer: 'accepted' as const };
    expect(asked({ again: version })).toMatch(/^You accepted an earlier version; Alice asks anew\. It is /);
    expect(asked({ again: { ...version, answer: 'tentative' } })).toMatch(
      /^You answered tentative to an earlier version; /,
    );
    expect(asked({ again: { to: 'series', answer: 'declined' }, oneDate: true })).toMatch(
      /^You declined the series; Alice asks anew for this date\. /,
    );
    expect(asked({ again: version, mine: 'accepted' })).not.toContain('anew');
    expect(asked({})).not.toContain('anew');
  });
});

describe('the button that proposes', () => {
  it('is said to go in words where the organizer wants no proposals', () => {
    const rest = (disallowed: boolean) =>
      text(
        atRest(
          question({ proposing: { tentative: 'words', declined: 'words', impossible: null, disallowed } }),
          true,
          '',
        ),
      ).replace(/[\u2066-\u2069]/g, '');
    expect(rest(true)).toMatch(
      /Alice wants no other times proposed\. If you propose one anyway, it goes as words in the mail, with Tentative or Decline\.$/,
    );
    expect(rest(false)).not.toContain('wants no');
  });
});

describe('the empty field for a comment', () => {
  it('says whom it is for, and where it would reach nobody', () => {
    expect(commentHint(question(), true)).toBe('Add a comment for Alice');
    expect(commentHint(question(), false)).toBe('Alice is not told, so a comment goes to nobody');
    expect(commentHint(question({ comment: 'when_tentative' }), true)).toMatch(/only with Tentative$/);
  });
});

describe('whyNot', () => {
  it('names the organizer, and is silent where answering is possible', () => {
    expect(whyNot(question())).toBeNull();
    expect(whyNot(question({ possible: false, impossible: 'cancelled' }))).toBe(
      'Alice cancelled this meeting. Nothing to answer.',
    );
    const copy = { possible: false, impossible: 'delegator_copy', inCalendar: 'open' } as const;
    expect(whyNot(question(copy))).toBe('This is a copy. Your delegate answers it. It is in your calendar.');
    const alone = { possible: false, impossible: 'one_occurrence', newest: 'planning' } as const;
    expect(whyNot(question({ ...alone, inCalendar: 'accepted' }))).toMatch(
      /Your calendar has it as accepted; if it suits you, there is nothing to do\.$/,
    );
    expect(whyNot(question({ possible: false, impossible: 'outdated', newest: 'planning' }))).toMatch(
      /newer version\. Answer that one\.$/,
    );
    expect(whyNot(question({ possible: false, impossible: 'outdated', newest: null }))).toMatch(
      /is not in your Inbox or calendar\. Ask .+ what holds now\.$/,
    );
    const left = { ...alone, inCalendar: 'accepted', inCalendarAt: '2026-12-10T10:00:00Z' } as const;
    expect(whyNot(question(left))).toMatch(
      /Your calendar still has it on Thu 10 Dec, 11:00, as accepted\. No answer you give moves it: move it in your calendar yourself\.$/,
    );
    const series = { to: 'series', answer: 'accepted' } as const;
    expect(whyNot({ ...question(left), again: series })).toMatch(
      /^You accepted the series\. This server would/,
    );
    expect(whyNot(question({ possible: false, impossible: 'one_occurrence', newest: 'planning' }))).toMatch(
      /Open the series to answer all its dates; /,
    );
    const informed = { possible: false, impossible: 'informational' } as const;
    expect(whyNot(question(informed))).toMatch(
      /asks for no answer\. It is not in your calendar\. Whether you are invited is not said; if you expected to be, ask .*Alice/,
    );
    expect(whyNot(question({ ...informed, inCalendar: 'open' }))).toMatch(/It is in your calendar\.$/);
    expect(whyNot(question({ possible: false }))).toMatch(/form Quorum cannot read/);
    expect(whyNot(question({ possible: false, impossible: 'one_occurrence' }))).toMatch(
      /it cannot be answered here\. Answer it in the server’s web mail, or write to Alice\.$/,
    );
  });
});

describe('another time, beforehand', () => {
  const words = (bar: Partial<AnswerBar>, answer: Parameters<typeof beforehand>[1] = 'tentative') =>
    text(proposingBeforehand(question(bar), answer, '')).replace(/[\u2066-\u2069]/g, '');
  const proposing = (carrier: 'send_response' | 'counter' | 'words', disallowed = false) => ({
    proposing: { tentative: carrier, declined: carrier, impossible: null, disallowed },
  });

  it('says what the organizer gets, and who sends it', () => {
    expect(words(proposing('counter'))).toBe(
      'Tentative puts it in your calendar as tentative. Alice gets New Time Proposed: Quarterly Planning from bob@contoso.com, sent by Quorum.',
    );
    expect(words(proposing('send_response'), 'declined')).toMatch(
      /from bob@contoso.com, sent by the server\.$/,
    );
  });

  it('says that a time goes in words, and why', () => {
    expect(words(proposing('words'))).toContain(
      'The time goes as words in the mail, with your comment: Alice gets Tentative:',
    );
    expect(words(proposing('words', true))).toContain(
      'Alice takes no proposals, so the time goes as words in the mail',
    );
  });
});

describe('afterwards', () => {
  const receipt = (organizer: Partial<Receipt['lamps']['organizer']>): Receipt => ({
    id: 'r',
    meeting: 'm',
    subject: 'Quarterly Planning',
    start: '2026-12-01T17:00:00Z',
    end: '2026-12-01T18:00:00Z',
    allDay: false,
    recurring: false,
    recurrenceId: null,
    organizer: alice,
    answer: 'accepted',
    comment: '',
    commentReaches: true,
    proposed: null,
    tell: true,
    decidedAt: '2026-11-20T09:02:00Z',
    undoUntil: null,
    lamps: {
      calendar: { state: 'confirmed', at: null },
      organizer: { state: 'told', by: 'client', reason: null, at: null, ...organizer },
    },
    trouble: null,
    actions: [],
    steps: [],
    fromAddress: 'bob@contoso.com',
    mailSubject: 'Accepted: Quarterly Planning',
    server: '16.1, Exchange',
  });

  it('says what has not left yet while it can be undone', () => {
    expect(text(afterwards(receipt({ state: 'queued' }), 6))).toMatch(
      /^Nothing has left this computer yet\./,
    );
  });

  it('says that it is for all of a series', () => {
    const series = { ...receipt({}), recurring: true };
    expect(text(afterwards(series, 0))).toMatch(/^Answered for the whole series\. .*Alice/);
    const date = { ...series, recurrenceId: '2026-12-03T17:00:00Z' };
    expect(text(afterwards(date, 0))).not.toContain('whole series');
  });

  it('says which time was proposed with it', () => {
    const proposed = {
      start: '2026-12-02T13:00:00Z',
      end: '2026-12-02T14:00:00Z',
      carrier: 'send_response',
    } as const;
    const told = { ...receipt({}), answer: 'tentative', mailSubject: null, proposed } as const;
    expect(text(afterwards(told, 6))).toMatch(/^Nothing has left .* is proposed with it\.$/);
    expect(text(afterwards(told, 0)).replace(/[\u2066-\u2069]/g, '')).toMatch(
      /^Alice got New Time Proposed: Quarterly Planning, proposing Wed 2 Dec, .*, from bob@contoso\.com\./,
    );
  });

  it('says which mail the organizer got', () => {
    expect(text(afterwards(receipt({}), 0))).toBe(
      'Alice got Accepted: Quarterly Planning from bob@contoso.com. A receipt stays in Activity.',
    );
  });

  it('does not say that they were told where only the server may know', () => {
    const left = text(afterwards(receipt({ state: 'left_to_server', by: 'server_perhaps' }), 0));
    expect(left).toMatch(/^The server has your answer\. Your server mails .*Alice.* if its administrator/);
    expect(left).not.toMatch(/got|told/);
  });

  it('says why nobody was told', () => {
    expect(text(afterwards(receipt({ state: 'not_told', reason: 'chosen' }), 0))).toMatch(/as you chose/);
    expect(text(afterwards(receipt({ state: 'not_told', reason: 'not_requested' }), 0))).toMatch(
      /^No reply was requested/,
    );
    expect(text(afterwards(receipt({ state: 'failed', reason: 'mailbox_full' }), 0))).toMatch(
      /has not been told/,
    );
  });
});
