import { expect, it } from 'vitest';
import { Dates } from '$lib/format';
import type { CalendarLampState, OrganizerLampState, Receipt, TroubleCode } from '$lib/host';
import { grouped, superseded } from './groups';

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
    allDay: false,
    recurring: false,
    recurrenceId: null,
    organizer: { name: 'Alice Moreau', email: 'alice@contoso.com' },
    answer: 'accepted',
    comment: '',
    commentReaches: true,
    proposed: null,
    tell: true,
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

it('groups by what wants the person, then by the day on their clock', () => {
  const done = (id: string, decidedAt: string) => receipt('confirmed', 'told', { id, decidedAt });
  const groups = grouped(
    [
      done('this morning', '2026-11-19T23:30:00Z'),
      done('late yesterday', '2026-11-19T22:30:00Z'),
      done('last week', '2026-11-12T09:00:00Z'),
      receipt('queued', 'queued', { id: 'waits' }),
      receipt('queued', 'queued', {
        id: 'offline',
        decidedAt: '2026-11-01T09:00:00Z',
        ...trouble('offline'),
      }),
      receipt('refused', 'not_told', { id: 'stuck', decidedAt: '2026-11-01T09:00:00Z', ...trouble('gone') }),
      receipt('withdrawn', 'withdrawn', { id: 'taken back', decidedAt: '2026-11-20T08:00:00Z' }),
    ],
    now,
    say,
  );
  expect(groups.map((group) => [group.key, group.receipts.map((one) => one.id)])).toEqual([
    ['needs', ['stuck']],
    ['waiting', ['waits', 'offline']],
    ['today', ['this morning', 'taken back']],
    ['yesterday', ['late yesterday']],
    ['earlier', ['last week']],
  ]);
});

it('knows which answers a later one has taken the place of', () => {
  const of = (id: string, calendar: CalendarLampState, meeting = 'planning') =>
    receipt(calendar, 'told', { id, meeting });
  const waiting = [of('third', 'queued'), of('second', 'confirmed'), of('first', 'confirmed')];
  expect([...superseded(waiting)]).toEqual(['first']);
  expect([...superseded([of('third', 'accepted'), ...waiting.slice(1)])]).toEqual(['second', 'first']);
  const others = [of('other', 'confirmed', 'review'), of('refused', 'refused'), of('first', 'confirmed')];
  expect([...superseded(others)]).toEqual([]);
});
