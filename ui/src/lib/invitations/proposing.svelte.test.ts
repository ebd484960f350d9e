import { describe, expect, it } from 'vitest';
import { Dates } from '../format';
import { deedWords, ProposalDraft } from './proposing.svelte';

const berlin = new Dates('en-GB', 'Europe/Berlin');
const now = new Date('2026-11-20T09:00:00Z');
const meeting = { start: '2026-12-01T17:00:00Z', end: '2026-12-01T18:00:00Z' };

describe('another time', () => {
  it('begins where the meeting is, on the clock of the person', () => {
    const draft = new ProposalDraft(berlin);
    draft.begin(meeting);
    expect([draft.date?.toString(), draft.time?.toString(), draft.minutes]).toEqual([
      '2026-12-01',
      '18:00:00',
      60,
    ]);
    expect(draft.wrong(meeting, now)).toBe('same');
    expect(draft.untouched).toBe(true);
  });

  it('is put together from day, hour and length', () => {
    const draft = new ProposalDraft(berlin);
    draft.begin(meeting);
    draft.date = draft.date!.set({ day: 2 });
    draft.time = draft.time!.set({ hour: 14 });
    draft.minutes = 90;
    expect(draft.span).toEqual({ start: '2026-12-02T13:00:00.000Z', end: '2026-12-02T14:30:00.000Z' });
    expect(draft.wrong(meeting, now)).toBeNull();
  });

  it('is not chosen by a field that hands back what it has', () => {
    const draft = new ProposalDraft(berlin);
    draft.begin(meeting);
    draft.setDate(draft.date!.copy());
    draft.setTime(draft.time!.copy());
    expect([draft.untouched, draft.preview(meeting, now)]).toEqual([true, null]);
    draft.setMinutes(60);
    expect([draft.untouched, draft.preview(meeting, now)], 'it is where the meeting is').toEqual([
      false,
      null,
    ]);
    draft.setDate(draft.date!.set({ day: 2 }));
    expect(draft.preview(meeting, now)?.start).toBe('2026-12-02T17:00:00.000Z');
  });

  it('that the clocks skip becomes one that exists, and none is lost', () => {
    const draft = new ProposalDraft(berlin);
    draft.take({ start: '2027-03-28T00:30:00Z', end: '2027-03-28T01:30:00Z' });
    draft.time = draft.time!.set({ hour: 2, minute: 30 });
    expect(draft.span).toEqual({ start: '2027-03-28T01:30:00.000Z', end: '2027-03-28T02:30:00.000Z' });
  });

  it('that is over is not proposed', () => {
    const draft = new ProposalDraft(berlin);
    draft.take({ start: '2026-11-19T09:00:00Z', end: '2026-11-19T10:00:00Z' });
    expect(draft.wrong(meeting, now)).toBe('past');
  });

  it('keeps a length that is not among the usual ones', () => {
    const draft = new ProposalDraft(berlin);
    draft.take({ start: '2026-12-02T13:00:00Z', end: '2026-12-02T13:50:00Z' });
    expect(draft.lengths.map(({ value }) => value)).toEqual([
      '15',
      '30',
      '45',
      '50',
      '60',
      '90',
      '120',
      '180',
      '240',
    ]);
  });

  it('is named on the button that sends it', () => {
    const span = { start: '2026-12-02T13:00:00Z', end: '2026-12-02T14:00:00Z' };
    expect(deedWords('tentative', span, now, berlin)).toBe('Tentative, and propose Wed 2 Dec, 14:00');
  });
});
