import { describe, expect, it } from 'vitest';
import { queued, receipt } from '../../../tests/unit/people';
import type { CalendarLampState, OrganizerLampState, Receipt } from '../host';
import {
  lampsInWords,
  lampsOf,
  laterOf,
  needsMe,
  partInWords,
  receiptText,
  stands,
  toldInWords,
  troubleInWords,
  waits,
  whichInWords,
} from './receipts';

const now = new Date('2026-11-20T09:30:00Z');

const lit = (calendar: CalendarLampState, organizer: OrganizerLampState, more: Partial<Receipt> = {}) =>
  receipt({
    lamps: {
      calendar: { state: calendar, at: null },
      organizer: { state: organizer, by: 'client', reason: null, at: null },
    },
    ...more,
  });

describe('lamps', () => {
  it('are lit only for what is confirmed: a taken answer still waits', () => {
    const tone = (state: CalendarLampState) => lampsOf(lit(state, 'queued'), now).calendar.tone;
    expect(tone('confirmed')).toBe('lit');
    expect(tone('accepted')).toBe('wait');
    expect(tone('sending')).toBe('wait');
    expect(tone('queued')).toBe('wait');
    expect(tone('refused')).toBe('bad');
    expect(tone('withdrawn')).toBe('none');
    expect(tone('unknown')).toBe('bad');
  });

  it('say place, state and time', () => {
    expect(lampsInWords(receipt(), now)).toBe('My calendar: accepted 10:02. Alice: told 10:02.');
  });

  it('count the seconds while it can be taken back', () => {
    expect(lampsOf(queued(), now, 6).calendar.words).toBe('accepted, sends in 6 s');
    expect(lampsOf(queued(), now, 6).organizer.words).toBe('told after that');
  });

  it('say what is waited for', () => {
    const offline = queued({ trouble: { code: 'offline', detail: '', retryAt: null } });
    expect(lampsOf(offline, now).calendar).toMatchObject({ kind: 'offline', words: 'waits for network' });
  });

  it('claim neither of what nobody can know', () => {
    const lost = lit('unknown', 'unknown', { trouble: { code: 'uncertain', detail: '', retryAt: null } });
    expect(lampsInWords(lost, now)).toBe('My calendar: not known. Alice: not known whether told.');
    expect(stands(lost)).toBe(true);
    expect(stands(lit('unknown', 'unknown'))).toBe(false);
  });

  it('light up only where it is known that the organizer was told', () => {
    const left = lit('confirmed', 'left_to_server');
    left.lamps.organizer.by = 'server_perhaps';
    expect(lampsOf(left, now).organizer).toMatchObject({
      tone: 'none',
      words: 'perhaps told, by the server',
    });
    expect(toldInWords(left)).toBe(
      'Told by the server, if its administrator switched that on; nobody can see that from here',
    );
    expect([waits(left), needsMe(left), stands(left)]).toEqual([false, false, true]);
  });

  it('say why nobody was told', () => {
    const chosen = receipt();
    chosen.lamps.organizer = { state: 'not_told', by: 'nobody', reason: 'chosen', at: null };
    expect(lampsOf(chosen, now).organizer).toMatchObject({ tone: 'none', words: 'not told, your choice' });
    chosen.lamps.organizer = { state: 'failed', by: 'client', reason: 'mailbox_full', at: null };
    expect(lampsOf(chosen, now).organizer).toMatchObject({
      tone: 'bad',
      words: 'mail not sent, mailbox full',
    });
  });
});

describe('a receipt', () => {
  it('stands until it is taken back or given up', () => {
    const refused = { code: 'server_refused' as const, detail: '', retryAt: null };
    expect(stands(receipt())).toBe(true);
    expect(stands(lit('withdrawn', 'withdrawn'))).toBe(false);
    expect(stands(lit('refused', 'not_told', { trouble: refused }))).toBe(true);
    expect(stands(lit('refused', 'not_told'))).toBe(false);
  });

  it('needs me only where it does not leave by itself', () => {
    const troubled = (code: NonNullable<Receipt['trouble']>['code']) =>
      lit('queued', 'queued', { trouble: { code, detail: '', retryAt: null } });
    expect(needsMe(troubled('offline'))).toBe(false);
    expect(waits(troubled('offline'))).toBe(true);
    expect(needsMe(troubled('sign_in'))).toBe(true);
    expect(waits(troubled('sign_in'))).toBe(false);
    expect(needsMe(receipt())).toBe(false);
    expect(waits(receipt())).toBe(false);
  });

  it('needs me where what is in doubt is not looked for any more', () => {
    for (const code of ['uncertain', 'server_busy', 'mailbox_error', 'unknown_status'] as const) {
      const doubtful = (retryAt: string | null) =>
        lit('sending', 'queued', { trouble: { code, detail: '', retryAt } });
      expect(needsMe(doubtful('2026-11-20T09:31:00Z')), code).toBe(false);
      expect(needsMe(doubtful(null)), code).toBe(true);
    }
  });

  it('that the server failed at is never called unsent', () => {
    for (const code of ['server_busy', 'mailbox_error', 'unknown_status'] as const)
      for (const retryAt of ['2026-11-20T09:31:00Z', null])
        expect(troubleInWords({ code, detail: '', retryAt }).meaning, code).not.toMatch(
          /[Nn]othing was sent/,
        );
  });

  it('is replaced by a later decision, or by more steps of the same one', () => {
    const step = { at: '2026-11-20T09:02:00Z', kind: 'decided' as const, detail: '' };
    const first = receipt();
    const further = receipt({ steps: [step] });
    const other = receipt({ id: 'answer-2', decidedAt: '2026-11-20T09:05:00Z' });
    expect(laterOf(first, further)).toBe(further);
    expect(laterOf(further, first)).toBe(further);
    expect(laterOf(further, other)).toBe(other);
  });

  it('names the date of a series it is for, or says that it is for all of them', () => {
    const at = receipt({ start: '2026-12-10T13:00:00Z', end: '2026-12-10T13:45:00Z' });
    const date = { ...at, recurring: true, recurrenceId: '2026-12-10T13:00:00Z' };
    expect([whichInWords(date, now), partInWords(date)]).toEqual(['Thu 10 Dec', 'this date alone']);
    const series = { ...at, recurring: true };
    expect([whichInWords(series, now), partInWords(series)]).toEqual(['whole series', 'whole series']);
    expect([whichInWords(at, now), partInWords(at)]).toEqual([null, null]);
    const days = { ...date, allDay: true, start: '2026-12-10T00:00:00Z', end: '2026-12-11T00:00:00Z' };
    expect(whichInWords(days, now)).toBe('Thu 10 Dec');
    expect(receiptText(date, now)).toMatch(/^When: Thursday 10 December, .*, this date alone$/m);
    expect(receiptText(series, now)).toMatch(/, whole series$/m);
    expect(receiptText(days, now)).toMatch(/^When: Thursday 10 December, all day, this date alone$/m);
  });

  it('can be handed on as text: what, to whom, and every step', () => {
    const text = receiptText(
      receipt({
        comment: 'See you',
        steps: [{ at: '2026-11-20T09:02:00Z', kind: 'taken', detail: 'Status 1' }],
      }),
      now,
    );
    expect(text).toContain('Receipt: Accepted: Quarterly Planning');
    expect(text).toContain('Comment: See you');
    expect(text).toContain('To: Alice Moreau <alice@contoso.com>');
    expect(text).toContain('2026-11-20T09:02:00Z  The server took it (Status 1)');
  });
});
