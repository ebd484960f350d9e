import { describe, expect, it } from 'vitest';
import { played, queued, receipt, settled } from '../../../tests/unit/people';
import { Announcer } from '../app/announcer.svelte';
import { HostFailure, type Receipt } from '../host';
import { Answers, type Decision } from './answers.svelte';

const decision: Decision = {
  account: 'bob',
  meeting: 'planning',
  answer: 'accepted',
  comment: 'See you',
  propose: null,
  tell: true,
};

const withdrawn = receipt({
  lamps: {
    calendar: { state: 'withdrawn', at: null },
    organizer: { state: 'withdrawn', by: 'client', reason: null, at: null },
  },
  steps: [{ at: '2026-11-20T09:02:03Z', kind: 'withdrawn', detail: '' }],
});

describe('giving an answer', () => {
  it('shows at once, before the engine has said anything', async () => {
    const { host } = played({ meetingResponse: () => queued() });
    const answers = new Answers(host, new Announcer());
    const given = answers.give(decision);
    expect(answers.deciding('planning')).toBe('accepted');
    expect(await given).toBe(true);
    expect(answers.deciding('planning')).toBeNull();
    expect(answers.of('planning')?.answer).toBe('accepted');
  });

  it('hands over what was decided, and leaves the item to the engine', async () => {
    const { host, calls } = played({ meetingResponse: () => queued() });
    await new Answers(host, new Announcer()).give(decision);
    expect(calls).toEqual([
      'meetingResponse({"account":"bob","comment":"See you","tell":true,"meeting":"planning","occurrence":null,"answer":"accepted","propose":null,"from":null})',
    ]);
  });

  it('is announced once, with the way back', async () => {
    const { host } = played({ meetingResponse: () => queued() });
    const announcer = new Announcer();
    await new Answers(host, announcer).give(decision);
    expect(announcer.text).toBe('Accepted: Quarterly Planning. Sends in 8 seconds, Z takes it back.');
  });

  it('names the date of a series, or says that it is all of it', async () => {
    const said = async (of: Partial<Receipt>) => {
      const announcer = new Announcer();
      const { host } = played({ meetingResponse: () => queued({ recurring: true, ...of }) });
      await new Answers(host, announcer).give(decision);
      return announcer.text;
    };
    expect(await said({ recurrenceId: '2026-12-01T17:00:00Z' })).toMatch(
      /^Accepted: Quarterly Planning, Tue (1 Dec|Dec 1)\. /,
    );
    expect(await said({})).toMatch(/^Accepted: Quarterly Planning, whole series\. /);
  });

  it('that fails leaves nothing behind but its reason', async () => {
    const failure = { code: 'not_answerable' as const, message: 'changed', detail: '' };
    const { host } = played({
      meetingResponse: () => {
        throw new HostFailure(failure);
      },
    });
    const answers = new Answers(host, new Announcer());
    expect(await answers.give(decision)).toBe(false);
    expect(answers.of('planning')).toBeNull();
    expect(answers.deciding('planning')).toBeNull();
    expect(answers.failure('planning')).toEqual(failure);
  });
});

describe('taking an answer back', () => {
  it('asks the engine and shows the meeting as not answered', async () => {
    const { host, calls } = played({ meetingResponse: () => queued(), undoResponse: () => withdrawn });
    const answers = new Answers(host, new Announcer());
    await answers.give(decision);
    await answers.undo('planning');
    expect(calls.at(-1)).toBe('undoResponse(answer-1)');
    expect(answers.of('planning')).toBeNull();
    expect(answers.undoable).toEqual([]);
  });

  it('brings the answer back that stood before it, and lets nothing late undo that', async () => {
    const { host } = played({
      meetingResponse: () => queued({ id: 'answer-2', decidedAt: '2026-11-20T10:00:00Z' }),
      undoResponse: () => ({ ...withdrawn, id: 'answer-2', decidedAt: '2026-11-20T10:00:00Z' }),
    });
    const answers = new Answers(host, new Announcer());
    answers.learn(receipt({ answer: 'declined' }));
    await answers.give(decision);
    expect(answers.of('planning')?.id).toBe('answer-2');
    await answers.undo('planning');
    expect(answers.of('planning')?.answer).toBe('declined');
    answers.learn({ ...withdrawn, id: 'answer-2', decidedAt: '2026-11-20T10:00:00Z' });
    expect(answers.of('planning')?.answer).toBe('declined');
  });

  it('does not bring back one that was replaced before it left; what the engine says of it counts', async () => {
    const second = { id: 'answer-2', decidedAt: '2026-11-20T10:00:00Z' };
    const { host } = played({
      meetingResponse: () => queued(second),
      undoResponse: () => ({ ...withdrawn, ...second }),
    });
    const answers = new Answers(host, new Announcer());
    answers.learn(queued());
    await answers.give(decision);
    await answers.undo('planning');
    expect(answers.of('planning')).toBeNull();
    answers.learn(receipt({ answer: 'tentative', id: 'answer-0', decidedAt: '2026-11-20T08:00:00Z' }));
    expect(answers.of('planning')?.answer).toBe('tentative');
  });

  it('gives back what was written with it, as it was last edited', async () => {
    const { host, calls } = played({
      meetingResponse: () => queued(),
      undoResponse: () => ({ ...withdrawn, comment: 'See you there' }),
    });
    const answers = new Answers(host, new Announcer());
    const back: string[] = [];
    await answers.give({ ...decision, takenBack: (comment) => back.push(comment) });
    expect(calls[0], 'the engine is not told who wants to know').not.toContain('takenBack');
    expect(back).toEqual([]);
    await answers.undo('planning');
    expect(back).toEqual(['See you there']);
  });

  it('works before the engine has written it down: it is taken back as soon as it is there', async () => {
    let write: (value: unknown) => void = () => undefined;
    const { host, calls } = played({
      meetingResponse: () => new Promise((resolve) => (write = resolve)),
      undoResponse: () => withdrawn,
    });
    const announcer = new Announcer();
    const answers = new Answers(host, announcer);
    const given = answers.give(decision);
    await settled();
    await answers.undo('planning');
    expect(calls, 'there is nothing to take back yet').toHaveLength(1);
    write(queued());
    await given;
    expect(calls.at(-1)).toBe('undoResponse(answer-1)');
    expect(announcer.text).toBe('Taken back: Quarterly Planning. Nothing was sent.');
  });

  it('that comes too late keeps the answer and says why', async () => {
    const { host } = played({
      meetingResponse: () => queued(),
      undoResponse: () => {
        throw new HostFailure({ code: 'not_found', message: 'gone', detail: '' });
      },
    });
    const answers = new Answers(host, new Announcer());
    await answers.give(decision);
    await answers.undo('planning');
    expect(answers.of('planning')?.answer).toBe('accepted');
    expect(answers.failure('planning')?.code).toBe('not_found');
  });
});

describe('following an answer', () => {
  const told = receipt({ steps: [{ at: '2026-11-20T09:02:12Z', kind: 'told', detail: '' }] });

  it('says when both lamps are lit, once', () => {
    const announcer = new Announcer();
    const answers = new Answers(played({}).host, announcer);
    answers.learn(queued());
    expect(announcer.text).toBe('');
    answers.learn(told);
    expect(announcer.text).toMatch(/^Quarterly Planning\. My calendar: accepted .* Alice: told/);
    const said = announcer.text;
    answers.learn({
      ...told,
      steps: [...told.steps, { at: '2026-11-20T09:03:00Z', kind: 'confirmed', detail: '' }],
    });
    expect(announcer.text).toBe(said);
  });

  it('is not turned back by an older word', () => {
    const answers = new Answers(played({}).host, new Announcer());
    answers.learn(told);
    answers.learn(queued());
    expect(answers.of('planning')?.lamps.organizer.state).toBe('told');
  });

  it('is forgotten when another mailbox is shown', () => {
    const answers = new Answers(played({}).host, new Announcer());
    answers.learn(told);
    answers.clear();
    expect(answers.of('planning')).toBeNull();
  });
});
