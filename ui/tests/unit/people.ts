// Receipts, accounts and a played shell for the unit tests: people, not literals.
import type { Account, AppState, EngineEvent, Host, InvitationRow, Receipt } from '$lib/host';

export const alice = { name: 'Alice Moreau', email: 'alice@contoso.com' };

export function invitation(id: string, more: Partial<InvitationRow> = {}): InvitationRow {
  return {
    id,
    uid: `${id}@contoso.com`,
    subject: 'Quarterly Planning',
    organizer: alice,
    start: '2026-12-01T17:00:00Z',
    end: '2026-12-01T18:00:00Z',
    allDay: false,
    location: '',
    recurring: false,
    recurrenceId: null,
    shownDate: more.recurring && !more.recurrenceId ? 'first' : null,
    state: 'open',
    answer: null,
    unseen: false,
    receivedAt: '2026-11-20T08:00:00Z',
    changedAt: null,
    updated: false,
    overlaps: 0,
    collidingDates: null,
    oddities: [],
    responseRequested: true,
    lamps: null,
    ...more,
  };
}

export function receipt(more: Partial<Receipt> = {}): Receipt {
  return {
    id: 'answer-1',
    meeting: 'planning',
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
      calendar: { state: 'confirmed', at: '2026-11-20T09:02:10Z' },
      organizer: { state: 'told', by: 'client', reason: null, at: '2026-11-20T09:02:12Z' },
    },
    trouble: null,
    actions: [],
    steps: [],
    fromAddress: 'bob@contoso.com',
    mailSubject: 'Accepted: Quarterly Planning',
    server: '16.1, Exchange',
    ...more,
  };
}

/** An answer in its undo seconds. */
export function queued(more: Partial<Receipt> = {}): Receipt {
  return receipt({
    undoUntil: new Date(Date.now() + 8000).toISOString(),
    lamps: {
      calendar: { state: 'queued', at: null },
      organizer: { state: 'queued', by: 'client', reason: null, at: null },
    },
    actions: ['undo', 'send_now', 'edit'],
    ...more,
  });
}

export function account(id: string, more: Partial<Account> = {}): Account {
  return {
    id,
    email: `${id}@contoso.com`,
    name: '',
    host: 'mail.contoso.com',
    endpoint: 'https://mail.contoso.com/Microsoft-Server-ActiveSync',
    user: id,
    version: '16.1',
    family: 'exchange',
    recognised: 'exchange',
    familyForced: null,
    replies: 'auto',
    abilities: {
      oneOccurrence: true,
      occurrenceByMail: true,
      silence: true,
      comment: 'always',
      fromCalendar: true,
      placeholder: true,
      keepsDeclined: false,
      batch: true,
      freeBusy: 'in_full',
      by: 'client',
      lagSeconds: 0,
    },
    demo: false,
    syncedAt: '2026-11-20T09:02:00Z',
    problem: null,
    unreadableItems: 0,
    unreadable: [],
    ...more,
  };
}

export function appState(more: Partial<AppState> = {}): AppState {
  return {
    accounts: [account('bob')],
    active: 'bob',
    demo: false,
    secrets: 'keychain',
    settings: { theme: 'system', undoSeconds: 8 },
    dayRules: {
      days: ['mon', 'tue', 'wed', 'thu', 'fri'],
      from: '09:00',
      to: '17:30',
      nearMinutes: 15,
      travelMinutes: 15,
    },
    version: '0.1.0',
    ...more,
  };
}

export interface Played {
  host: Host;
  /** Every call, as `name(arguments)`. */
  calls: string[];
  tell: (event: EngineEvent) => void;
}

/** A shell that answers as told, and remembers what it was asked. What is not told fails. */
export function played(answers: { [K in keyof Host]?: (...args: Parameters<Host[K]>) => unknown }): Played {
  const calls: string[] = [];
  let listener: ((event: EngineEvent) => void) | null = null;
  const host = new Proxy({} as Host, {
    get: (_, name: string) =>
      name === 'listen'
        ? (told: (event: EngineEvent) => void) => {
            listener = told;
            return Promise.resolve(() => (listener = null));
          }
        : async (...args: unknown[]) => {
            calls.push(
              `${name}(${args.map((arg) => (typeof arg === 'string' ? arg : JSON.stringify(arg))).join(', ')})`,
            );
            const answer = answers[name as keyof Host] as ((...args: unknown[]) => unknown) | undefined;
            if (!answer) throw new Error(`Nobody expected ${name}`);
            return answer(...args);
          },
  });
  return { host, calls, tell: (event) => listener?.(event) };
}

/** Lets everything that waits for a promise go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
