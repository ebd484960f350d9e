import { describe, expect, it } from 'vitest';
import { invitation, played, queued, receipt, settled } from '../../../tests/unit/people';
import { Announcer } from '../app/announcer.svelte';
import { Answers } from '../answers/answers.svelte';
import { HostFailure, type AnswerBar, type InvitationCard, type InvitationRow, type Receipt } from '../host';
import { AnswerDesk } from './desk.svelte';

const open: AnswerBar = {
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
  proposing: { tentative: 'send_response', declined: 'send_response', impossible: null, disallowed: false },
};

function card(row: InvitationRow, bar: AnswerBar): InvitationCard {
  return {
    row,
    zoneAssumed: false,
    otherDates: [],
    firstDate: null,
    organizerZone: null,
    clockChange: null,
    body: '',
    bodyMissing: false,
    bodyCut: false,
    seriesKnown: true,
    content: { join: null, formatted: false, attachments: [] },
    people: [],
    attendees: [],
    attendeesOutdated: false,
    ownRole: null,
    changes: [],
    differs: [],
    history: [],
    bar,
    receipt: null,
    calledOff: null,
    recoverable: false,
    day: [],
    recurrence: null,
    upcoming: [],
    beside: { told: true, overlaps: [], near: [], outsideHours: null, dates: null },
    shifts: [],
  };
}

/** A desk for one meeting whose row and bar can be changed. */
function seated({
  bar = open,
  row = invitation('planning'),
  answer = () => queued() as Receipt | Promise<Receipt>,
  edited = () => queued() as Receipt | Promise<Receipt>,
  undone = () => receipt(),
} = {}) {
  const { host, calls } = played({
    meetingResponse: answer,
    editResponse: edited,
    undoResponse: undone,
  });
  const answers = new Answers(host, new Announcer());
  const opened = $state({ row, bar });
  const desk = new AnswerDesk(answers, () => ({
    account: 'bob',
    row: opened.row,
    card: card(opened.row, opened.bar),
  }));
  return { desk, answers, calls, opened };
}

describe('what goes along with an answer to one date', () => {
  it('is the switch and the comment, which is cleared once it was used', () => {
    const { desk } = seated();
    desk.tell = false;
    desk.comment = ' On a train ';
    const { draft } = desk;
    expect(draft).toMatchObject({ tell: false, comment: 'On a train' });
    desk.comment = 'Something else';
    draft.used();
    expect(desk.comment, 'typed meanwhile').toBe('Something else');
    desk.draft.used();
    expect(desk.comment).toBe('');
    draft.back('On a train');
    expect(desk.comment, 'taken back').toBe('On a train');
    desk.comment = 'Something else';
    draft.back('On a train');
    expect(desk.comment, 'typed meanwhile').toBe('Something else');
  });

  it('is no comment that has gone with the answer to the series', async () => {
    const { desk } = seated();
    desk.comment = 'On a train';
    await desk.give('accepted');
    expect(desk.mode).toBe('given');
    expect(desk.draft.comment).toBe('');
  });

  it('does not tell where no reply is requested, and tells where the server does anyway', () => {
    expect(seated({ bar: { ...open, tell: 'not_requested' } }).desk.draft.tell).toBe(false);
    const { desk } = seated({ bar: { ...open, tell: 'always' } });
    desk.tell = false;
    expect(desk.draft.tell).toBe(true);
  });
});

describe('the bar', () => {
  it('asks while there is no answer, and shows the given one right after the click', async () => {
    const { desk } = seated({ answer: () => new Promise<Receipt>(() => undefined) });
    expect(desk.mode).toBe('asking');
    void desk.give('accepted');
    expect(desk.mode).toBe('given');
    expect(desk.answer).toBe('accepted');
    expect(desk.sentence[0]?.text).toMatch(/^Nothing has left this computer yet/);
  });

  it('says why nothing can be answered', () => {
    const { desk } = seated({ bar: { ...open, possible: false, impossible: 'cancelled' } });
    expect(desk.mode).toBe('impossible');
    expect(desk.sentence[0]?.text).toBe('Alice cancelled this meeting. Nothing to answer.');
  });

  it('follows what is being considered', () => {
    const { desk } = seated();
    expect(desk.sentence[0]?.text).toMatch(/^It is not in your calendar yet\. Accept/);
    desk.considered = 'declined';
    expect(desk.sentence[0]?.text).toMatch(/^Decline/);
  });

  it('asks again when the organizer changed the meeting after the answer', () => {
    const { desk, answers, opened } = seated({
      row: invitation('planning', { state: 'answered', answer: 'accepted' }),
    });
    answers.learn(receipt());
    expect(desk.mode).toBe('given');
    opened.row = invitation('planning', { state: 'open', answer: 'accepted', updated: true });
    expect(desk.mode).toBe('asking');
  });

  it('asks again also where the answer was given a moment ago, once the calendar has shown it', async () => {
    const { desk, answers, opened } = seated();
    await desk.give('accepted');
    const given = desk.receipt;
    expect(desk.mode, 'the list has not caught up').toBe('given');
    opened.row = invitation('planning', { state: 'answered', answer: 'accepted' });
    answers.learn(receipt({ id: given?.id ?? '' }));
    expect(desk.mode).toBe('given');
    opened.row = invitation('planning', { state: 'open', answer: 'accepted', updated: true });
    expect(desk.mode).toBe('asking');
    opened.row = invitation('planning', { state: 'cancelled', answer: 'accepted' });
    opened.bar = { ...open, possible: false, impossible: 'cancelled' };
    expect(desk.mode, 'what is cancelled is said at once, too').toBe('impossible');
  });

  it('asks again when the answer was changed elsewhere', () => {
    const { desk, answers } = seated({
      row: invitation('planning', { state: 'answered', answer: 'declined' }),
    });
    answers.learn(receipt({ answer: 'accepted' }));
    expect([desk.mode, desk.answer]).toEqual(['asking', 'declined']);
  });

  it('keeps showing an answer that stands still, also where answering is not possible any more', () => {
    const { desk, answers } = seated({ bar: { ...open, possible: false, impossible: 'outdated' } });
    answers.learn(
      receipt({
        trouble: { code: 'invalid_meeting', detail: 'Status 2', retryAt: null },
        lamps: {
          calendar: { state: 'refused', at: null },
          organizer: { state: 'not_told', by: 'nobody', reason: 'refused', at: null },
        },
      }),
    );
    expect(desk.mode).toBe('given');
    expect(desk.answer, 'a refused answer is not my answer').toBeNull();
  });
});

describe('an answer', () => {
  it('carries the comment and the choice to tell', async () => {
    const { desk, calls } = seated();
    desk.comment = ' See you ';
    desk.tell = false;
    await desk.give('tentative');
    expect(calls[0]).toContain('"comment":"See you","tell":false');
  });

  it.each([
    ['always', true],
    ['not_requested', false],
  ] as const)('with the choice "%s" tells: %s, whatever the switch said', async (tell, told) => {
    const { desk, calls } = seated({ bar: { ...open, tell } });
    desk.tell = !told;
    await desk.give('accepted');
    expect(calls[0]).toContain(`"tell":${told}`);
  });

  it('is given once: the same key again changes nothing', async () => {
    const { desk, calls } = seated();
    await desk.give('accepted');
    expect(await desk.give('accepted')).toBe(false);
    await desk.give('declined');
    expect(calls).toHaveLength(2);
  });

  it('is not given where the bar is not there yet', async () => {
    const { host, calls } = played({});
    const desk = new AnswerDesk(new Answers(host, new Announcer()), () => ({
      account: 'bob',
      row: invitation('planning'),
      card: null,
    }));
    expect(await desk.give('accepted')).toBe(false);
    expect(calls).toEqual([]);
    expect(desk.sentence).toEqual([{ text: 'Reading the invitation.' }]);
  });

  it('can be changed: the three answers come back, without the comment that was sent', async () => {
    const { desk, opened } = seated({ answer: () => receipt() });
    desk.comment = 'See you';
    await desk.give('accepted');
    await settled();
    opened.row = invitation('planning', { state: 'answered', answer: 'accepted' });
    desk.change();
    // A settled answer with another one considered.
    expect([desk.mode, desk.changing, desk.comment]).toEqual(['asking', true, '']);
    desk.keep();
    expect(desk.mode).toBe('given');
  });

  it('that was changed and taken back is as it was before, and its comment can go with another one', async () => {
    const second = { id: 'answer-2', answer: 'declined', decidedAt: '2026-11-20T10:00:00Z' } as const;
    const { desk, answers } = seated({
      row: invitation('planning', { state: 'answered', answer: 'accepted' }),
      answer: () => queued(second),
      undone: () =>
        receipt({
          ...second,
          lamps: {
            calendar: { state: 'withdrawn', at: null },
            organizer: { state: 'withdrawn', by: 'client', reason: null, at: null },
          },
        }),
    });
    answers.learn(receipt());
    const before = desk.sentence;
    desk.change();
    desk.comment = 'On a train';
    await desk.give('declined');
    await desk.undo();
    expect([desk.mode, desk.changing, desk.answer, desk.shown?.id]).toEqual([
      'given',
      false,
      'accepted',
      'answer-1',
    ]);
    expect(desk.sentence).toEqual(before);
    desk.reconsider();
    expect([desk.mode, desk.changing, desk.comment]).toEqual(['asking', true, 'On a train']);
  });
});

describe('an answer that waits', () => {
  const waiting = (more: Partial<Receipt> = {}) =>
    queued({
      undoUntil: null,
      comment: 'By train.',
      tell: false,
      trouble: { code: 'offline', detail: '', retryAt: null },
      actions: ['undo', 'retry', 'edit'],
      ...more,
    });
  const answered = invitation('planning', { state: 'answered', answer: 'accepted' });

  it('is edited with everything it has already in its place', async () => {
    const { desk, answers, calls } = seated({
      row: answered,
      edited: () => waiting({ id: 'edited', comment: 'By car.', tell: true }),
    });
    answers.learn(waiting());
    expect(desk.mode).toBe('given');
    desk.edit();
    expect([desk.mode, desk.answer, desk.comment, desk.tell]).toEqual([
      'asking',
      'accepted',
      'By train.',
      false,
    ]);
    expect(desk.sentence[0]?.text).toMatch(/^Nothing has left yet/);

    desk.comment = 'By car.';
    desk.tell = true;
    await desk.save();
    expect(calls).toEqual([
      'editResponse(answer-1, {"answer":"accepted","comment":"By car.","propose":null,"tell":true})',
    ]);
    expect([desk.mode, desk.shown?.id]).toEqual(['given', 'edited']);
  });

  it('is edited to another answer by its button', async () => {
    const { desk, answers, calls } = seated({ row: answered });
    answers.learn(waiting());
    desk.edit();
    await desk.give('declined');
    expect(calls[0]).toContain('"answer":"declined","comment":"By train."');
  });

  it('stays as it was where the person keeps it', () => {
    const { desk, answers, calls } = seated({ row: answered });
    answers.learn(waiting());
    desk.edit();
    desk.keep();
    expect([desk.mode, desk.comment]).toEqual(['given', '']);
    expect(calls).toEqual([]);
  });

  it('keeps what was typed where it has left meanwhile, and says that the next click is a new answer', async () => {
    const { desk, answers, calls } = seated({
      row: answered,
      edited: () => {
        throw new HostFailure({ code: 'too_late', message: '', detail: '' });
      },
    });
    answers.learn(waiting());
    desk.edit();
    desk.comment = 'By car.';
    await desk.save();
    expect(desk.failure?.code).toBe('too_late');
    expect([desk.mode, desk.comment]).toEqual(['asking', 'By car.']);

    answers.learn(waiting({ trouble: null, actions: [], steps: [{ at: '', kind: 'sent', detail: '' }] }));
    expect(desk.editing).toBeNull();
    expect(desk.sentence[0]?.text).toMatch(/has left meanwhile/);
    await desk.give('tentative');
    expect(calls.at(-1)).toMatch(/^meetingResponse\(.*"comment":"By car\."/);
  });
});

describe('another time', () => {
  const wednesday = { start: '2026-12-02T13:00:00.000Z', end: '2026-12-02T14:00:00.000Z' };

  it('goes with the answer it is given with, and the organizer is told', async () => {
    const { desk, calls } = seated();
    desk.tell = false;
    desk.proposal.begin(desk.row);
    await desk.give('tentative', wednesday);
    expect(calls[0]).toContain('"answer":"tentative"');
    expect(calls[0]).toContain(`"propose":${JSON.stringify(wednesday)}`);
    expect(calls[0]).toContain('"tell":true');
    expect(desk.proposing, 'it is closed again').toBe(false);
  });

  it('promises nothing before one is chosen, and with its editor open everything is told', () => {
    const { desk } = seated();
    const says = () => desk.sentence.map(({ text }) => text).join('');
    desk.tell = false;
    desk.comment = 'I am away';
    expect(says()).toMatch(
      /is not told, unless you propose .*\. Without that, your comment goes to nobody\./,
    );
    expect(desk.draft.tell).toBe(false);
    desk.proposal.begin(desk.row);
    expect(says()).toMatch(/^Choose a time; .*\. The answers below go without one\.$/);
    expect([desk.telling, desk.draft.tell]).toEqual([true, true]);
    desk.proposal.take({ start: desk.row.start, end: desk.row.end });
    expect(says(), 'where it is already').toMatch(/^Choose a time/);
    desk.proposal.take(wednesday);
    expect(says()).toMatch(/gets New Time Proposed: .*, with your comment\.$/);
    desk.considered = 'accepted';
    expect(says()).toMatch(/gets Accepted: .* No other time is proposed with it\.$/);
    desk.considered = null;
    desk.proposal.close();
    expect(desk.draft.tell, 'as the switch was').toBe(false);
  });

  it('is never attached unasked', async () => {
    const { desk, calls } = seated();
    desk.proposal.begin(desk.row);
    desk.proposal.take(wednesday);
    await desk.give('tentative');
    expect(calls[0]).toContain('"propose":null');
  });

  it('cannot be chosen where none can be proposed', () => {
    const proposing = { tentative: null, declined: null, impossible: 'server', disallowed: false } as const;
    const { desk } = seated({ bar: { ...open, proposing } });
    desk.proposal.begin(desk.row);
    expect(desk.proposing).toBe(false);
  });

  it('of an answer that waits is there when it is edited, and is saved with it', async () => {
    const proposed = { ...wednesday, carrier: 'send_response' } as const;
    const waiting = queued({ answer: 'tentative', actions: ['undo', 'edit'], proposed });
    const { desk, answers, calls } = seated({ edited: () => queued({ id: 'edited', proposed }) });
    answers.learn(waiting);
    desk.edit();
    expect(desk.proposing).toBe(true);
    await desk.save();
    expect(calls[0]).toContain(`"propose":${JSON.stringify(wednesday)}`);
  });
});
