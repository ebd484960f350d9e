import { describe, expect, it } from 'vitest';
import { Dates } from '$lib/format';
import type { CalendarLampState, OrganizerLampState, Receipt, TroubleCode } from '$lib/host';
import { grouped, standing } from './groups';

const say = new Dates('en-GB', 'Europe/Berlin');
const now = new Date('2026-11-20T09:02:00Z');

function receipt(
  calendar: CalendarLampState,
  organizer: OrganizerLampState,
  more: Partial<Receipt> = {},
): Receipt {
  return {
    id: `${calendar}-${organizer}`,
    meeting: 'meeting',
    subject: 'Quarterly Planning',
    start: '2026-12-01T17:00:00Z',
    end: '2026-12-01T18:00:00Z',
    organizer: { name: 'Alice Moreau', email: 'alice@contoso.com' },
    answer: 'accepted',
    comment: '',
    decidedAt: '2026-11-20T09:00:00Z',
    undoUntil: null,
    lamps: {
      calendar: { state: calendar, at: null },
      organizer: { state: organizer, by: 'server', reason: null, at: null },
    },
    trouble: null,
    actions: [],
    steps: [],
    fromAddress: 'bob@contoso.com',
    mailSubject: null,
    server: '16.1, Exchange',
    ...more,
  };
}

const trouble = (code: TroubleCode) => ({ trouble: { code, detail: '', retryAt: null } });

describe('standing', () => {
  it('is waiting while either lamp is on its way', () => {
    expect(standing(receipt('queued', 'queued'))).toBe('waiting');
    expect(standing(receipt('confirmed', 'sending'))).toBe('waiting');
    expect(standing(receipt('confirmed', 'told'))).toBe('done');
  });

  it('needs the person only where nothing happens by itself', () => {
    expect(standing(receipt('queued', 'queued', trouble('offline')))).toBe('waiting');
    expect(standing(receipt('sending', 'queued', trouble('uncertain')))).toBe('waiting');
    expect(standing(receipt('refused', 'not_told', trouble('server_refused')))).toBe('needs');
    expect(standing(receipt('confirmed', 'failed', trouble('not_told')))).toBe('needs');
  });

  it('is done once it was taken back, though the organizer never heard', () => {
    expect(standing(receipt('withdrawn', 'withdrawn'))).toBe('done');
    expect(standing(receipt('refused', 'queued'))).toBe('done');
  });
});

it('groups by what wants the person, then by the day on their clock', () => {
  const done = (id: string, decidedAt: string) => receipt('confirmed', 'told', { id, decidedAt });
  const groups = grouped(
    [
      done('this morning', '2026-11-19T23:30:00Z'),
      done('late yesterday', '2026-11-19T22:30:00Z'),
      done('last week', '2026-11-12T09:00:00Z'),
      receipt('queued', 'queued', { id: 'waits' }),
      receipt('refused', 'not_told', { id: 'stuck', decidedAt: '2026-11-01T09:00:00Z', ...trouble('gone') }),
    ],
    now,
    say,
  );
  expect(groups.map((group) => [group.key, group.receipts.map((one) => one.id)])).toEqual([
    ['needs', ['stuck']],
    ['waiting', ['waits']],
    ['today', ['this morning']],
    ['yesterday', ['late yesterday']],
    ['earlier', ['last week']],
  ]);
});
