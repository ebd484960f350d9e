import { describe, expect, it } from 'vitest';
import type { AnswerBar, Receipt } from '../host';
import {
  afterwards,
  atRest,
  beforehand,
  commentHint,
  proposingBeforehand,
  whyNot,
  type Piece,
  type Question,
} from './sentences';

const alice = { name: 'Alice Moreau', email: 'alice@contoso.com' };

function question(bar: Partial<AnswerBar> = {}): Question {
  return {
    subject: 'Quarterly Planning',
    organizer: alice,
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
      inCalendar: null,
      keepsDeclined: false,
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
      'Accept puts it in your calendar. Alice gets Accepted: Quarterly Planning from bob@contoso.com.',
    );
    expect(before({}, 'declined')).toBe(
      'Decline takes it out of your calendar. Alice gets Declined: Quarterly Planning from bob@contoso.com.',
    );
    expect(before({ wholeSeries: true }, 'tentative')).toContain('Tentative holds all its dates');
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
    expect(before({ tell: 'not_requested', by: 'nobody' })).toMatch(
      /Alice asked for no replies, so no mail is sent\.$/,
    );
  });

  it('warns where a server drops the comment, before one is written and after', () => {
    expect(before({ comment: 'never' }, 'accepted', true, 'See you')).toMatch(
      /This server drops comments: Alice does not see yours\.$/,
    );
    expect(before({ comment: 'never' }, 'accepted', true, ' ')).toMatch(
      /Comments do not reach Alice on this server\.$/,
    );
    expect(before({ comment: 'never' }, 'accepted', false), 'nobody is told anyhow').not.toContain(
      'Comments',
    );
    expect(commentHint(question({ comment: 'never' }))).toBe('Comments do not reach Alice');
  });

  it('says that a comment goes along only with Tentative, where that is so', () => {
    const comment = 'when_tentative';
    expect(before({ comment })).toMatch(/A comment reaches Alice only with Tentative\.$/);
    expect(before({ comment }, 'declined', true, 'Sorry')).toMatch(/Alice does not see your comment: /);
    expect(before({ comment }, 'tentative', true, 'Perhaps')).not.toContain('comment');
  });
});

describe('at rest', () => {
  const rest = (bar: Partial<AnswerBar>, tell = true, comment = '') =>
    text(atRest(question(bar), tell, comment)).replace(/[\u2066-\u2069]/g, '');

  it('says what each of the three does, and what is common to them', () => {
    expect(rest({})).toBe(
      'Accept puts it in your calendar, Tentative holds the time, Decline takes it out. ' +
        'Alice gets your answer by mail from bob@contoso.com.',
    );
    expect(rest({ wholeSeries: true })).toMatch(/^Accept puts the whole series in your calendar, /);
  });

  it('follows the switch and the server', () => {
    expect(rest({}, false)).toMatch(/takes it out\. Alice is not told\.$/);
    expect(rest({ tell: 'always', by: 'server' })).toMatch(/, sent by the server\.$/);
    expect(rest({ tell: 'not_requested', by: 'nobody' })).toMatch(/no mail is sent\.$/);
    expect(rest({ comment: 'never' })).toMatch(/Comments do not reach Alice on this server\.$/);
    expect(rest({ comment: 'when_tentative' }, true, 'Perhaps')).toMatch(/only with Tentative\.$/);
  });
});

describe('whyNot', () => {
  it('names the organizer, and is silent where answering is possible', () => {
    expect(whyNot(question())).toBeNull();
    expect(whyNot(question({ possible: false, impossible: 'cancelled' }))).toBe(
      'Alice cancelled this meeting. Nothing to answer.',
    );
    expect(whyNot(question({ possible: false, impossible: 'outdated', newest: 'planning' }))).toMatch(
      /newer version\. Answer that one\.$/,
    );
    expect(whyNot(question({ possible: false, impossible: 'outdated', newest: null }))).toMatch(
      /is not in your Inbox or calendar\. Ask .+ what holds now\.$/,
    );
    expect(whyNot(question({ possible: false }))).toMatch(/form Quorum cannot read/);
    expect(whyNot(question({ possible: false, impossible: 'one_occurrence' }))).toMatch(
      /would answer the whole series\. Answer the series instead, .* or write to Alice\.$/,
    );
  });
});

describe('another time, beforehand', () => {
  const words = (bar: Partial<AnswerBar>, answer: Parameters<typeof beforehand>[1] = 'tentative') =>
    text(proposingBeforehand(question(bar), answer)).replace(/[\u2066-\u2069]/g, '');
  const proposing = (carrier: 'send_response' | 'counter' | 'words', disallowed = false) => ({
    proposing: { tentative: carrier, declined: carrier, impossible: null, disallowed },
  });

  it('says what the organizer gets, and who sends it', () => {
    expect(words(proposing('counter'))).toBe(
      'Tentative holds the time in your calendar. Alice gets New Time Proposed: Quarterly Planning from bob@contoso.com.',
    );
    expect(words(proposing('send_response'), 'declined')).toMatch(
      /from bob@contoso.com, sent by the server\.$/,
    );
  });

  it('says that a time goes in words, and why', () => {
    expect(words(proposing('words'))).toContain(
      'The time goes in words with your comment: Alice gets Tentative:',
    );
    expect(words(proposing('words', true))).toContain('Alice takes no proposals, so the time goes in words');
  });
});

describe('afterwards', () => {
  const receipt = (organizer: Partial<Receipt['lamps']['organizer']>): Receipt => ({
    id: 'r',
    meeting: 'm',
    subject: 'Quarterly Planning',
    start: '2026-12-01T17:00:00Z',
    end: '2026-12-01T18:00:00Z',
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

  it('says which time was proposed with it', () => {
    const proposed = {
      start: '2026-12-02T13:00:00Z',
      end: '2026-12-02T14:00:00Z',
      carrier: 'send_response',
    } as const;
    const told = { ...receipt({}), answer: 'tentative', mailSubject: null, proposed } as const;
    expect(text(afterwards(told, 0)).replace(/[\u2066-\u2069]/g, '')).toMatch(
      /^Alice got New Time Proposed: Quarterly Planning, proposing Wed 2 Dec, .*, from bob@contoso\.com\./,
    );
  });

  it('says which mail the organizer got', () => {
    expect(text(afterwards(receipt({}), 0))).toBe(
      'Alice got Accepted: Quarterly Planning from bob@contoso.com. The receipt stays in Activity.',
    );
  });

  it('says why nobody was told', () => {
    expect(text(afterwards(receipt({ state: 'not_told', reason: 'chosen' }), 0))).toMatch(/as you chose/);
    expect(text(afterwards(receipt({ state: 'not_told', reason: 'not_requested' }), 0))).toMatch(
      /no replies/,
    );
    expect(text(afterwards(receipt({ state: 'failed', reason: 'mailbox_full' }), 0))).toMatch(
      /has not been told/,
    );
  });
});
