/**
 * Find or do: what can be typed for. Places, mailboxes, invitations, and the deeds that are possible now.
 *
 * Every entry really does something. Matching is by the beginnings of words, all of them in any order. Invitations are
 * found at once by what their rows say; whatever else the engine finds by its words follows when it has answered.
 */
import { dates, fullName } from '../format';
import { calendarPage } from '../calendar/calendarPage.svelte';
import type { Answer, HitPlace, InvitationRow, SearchHit } from '../host';
import { hitState, reason } from '../search/hits';
import { answerKeys, answerWords } from '../words';
import type { App } from './app.svelte';
import type { Place } from './route.svelte';

export type EntryKind = 'do' | 'go' | 'invitation' | 'calendar' | 'meeting' | 'mailbox';

export interface Entry {
  id: string;
  kind: EntryKind;
  label: string;
  /** What tells entries of one label apart. */
  detail?: string;
  shortcut?: string;
  /** What else finds it. */
  also?: string;
  run: () => void;
}

const MOST = 12;

/** What matches, best first; with nothing typed, what can be done and where one can go. `hits`: what the engine found. */
export function find(app: App, typed: string, now: Date, hits: SearchHit[] = []): Entry[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  const fixed = [...deeds(app), ...placesOf(app), ...mailboxes(app)];
  if (words.length === 0) return fixed.slice(0, MOST);
  const found = fixed.filter((entry) =>
    matches(fold(`${entry.label} ${entry.detail ?? ''} ${entry.also ?? ''}`), words),
  );
  const here = [...found, ...invitations(app, words, now)].sort(
    (one, other) => starts(other, words) - starts(one, words),
  );
  const known = new Set(here.map((entry) => entry.id));
  const more = hits.map((hit) => hitEntry(app, hit, now)).filter((entry) => !known.has(entry.id));
  return [...here, ...more].slice(0, MOST);
}

function matches(text: string, words: string[]): boolean {
  return words.every((word) => ` ${text}`.includes(` ${word}`) || (word.length > 2 && text.includes(word)));
}

function starts(entry: Entry, words: string[]): number {
  return fold(entry.label).startsWith(words[0] ?? '') ? 1 : 0;
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

function deeds(app: App): Entry[] {
  const { desk } = app;
  const answers = desk
    ? (Object.keys(answerWords) as Answer[]).map((answer) => ({
        id: `answer-${answer}`,
        kind: 'do' as const,
        label: `${answerWords[answer].deed}: ${desk.row.subject || 'No title'}`,
        shortcut: answerKeys[answer],
        run: () => desk.give(answer),
      }))
    : [];
  const undoable = app.answers.undoable[0];
  const undo: Entry[] = undoable
    ? [
        {
          id: 'undo',
          kind: 'do',
          label: `Undo: ${answerWords[undoable.answer].state} ${undoable.subject}`,
          shortcut: 'Z',
          run: () => void app.answers.undo(undoable.meeting),
        },
      ]
    : [];
  const { theme } = document.documentElement.dataset;
  const dark = theme === 'dark' || (!theme && matchMedia('(prefers-color-scheme: dark)').matches);
  return [
    ...undo,
    ...answers,
    {
      id: 'sync',
      kind: 'do',
      label: 'Look for news now',
      also: 'refresh update',
      run: () => void app.sync(),
    },
    {
      id: 'theme',
      kind: 'do',
      label: dark ? 'Light theme' : 'Dark theme',
      also: 'colour night day',
      run: () => void app.set({ theme: dark ? 'light' : 'dark' }),
    },
    { id: 'add', kind: 'do', label: 'Add a mailbox', also: 'account', run: () => (app.settingUp = true) },
  ];
}

function placesOf(app: App): Entry[] {
  const names: [Place, string][] = [
    ['invitations', 'Invitations'],
    ['calendar', 'Calendar'],
    ['meetings', 'My meetings'],
    ['activity', 'Activity'],
    ['settings', 'Settings'],
  ];
  return names
    .filter(([place]) => place !== app.router.place)
    .map(([place, name]) => ({
      id: `go-${place}`,
      kind: 'go',
      label: name,
      run: () => app.router.go(place),
    }));
}

function mailboxes(app: App): Entry[] {
  return app.accounts
    .filter((account) => account.id !== app.accountId)
    .map((account) => ({
      id: `mailbox-${account.id}`,
      kind: 'mailbox',
      label: `Show ${fullName(account)}`,
      detail: account.name ? account.email : account.host,
      also: 'mailbox account switch',
      run: () => void app.show(account.id),
    }));
}

/** What an invitation is found by, folded once. */
const folded = new WeakMap<InvitationRow, string>();

/** The first that match; only those are put into words, so that a mailbox of any size can be searched at each key. */
function invitations(app: App, words: string[], now: Date): Entry[] {
  const found: Entry[] = [];
  for (const row of app.invitations.data ?? []) {
    let text = folded.get(row);
    if (text === undefined) {
      text = fold(`${row.subject} ${row.organizer.name} ${row.organizer.email} ${row.location}`);
      folded.set(row, text);
    }
    if (!matches(text, words)) continue;
    found.push({
      id: `invitation-${row.id}`,
      kind: 'invitation',
      label: row.subject || 'No title',
      detail: `${dates.spanShort(row, now)}, ${fullName(row.organizer)}`,
      run: () => app.router.go('invitations', row.id),
    });
    if (found.length === MOST) break;
  }
  return found;
}

const kinds: Record<HitPlace, EntryKind> = {
  invitations: 'invitation',
  calendar: 'calendar',
  meetings: 'meeting',
};

function hitEntry(app: App, hit: SearchHit, now: Date): Entry {
  const kind = kinds[hit.place];
  const by = hit.organizer && hit.own !== 'organizer' ? `, ${fullName(hit.organizer)}` : '';
  const why = reason(hit);
  return {
    id: `${kind}-${hit.id}`,
    kind,
    label: hit.subject || 'No title',
    detail: `${dates.spanShort(hit, now)}${by}, ${why ?? hitState(hit).words}`,
    run: () => {
      if (hit.place === 'calendar') calendarPage.show(hit);
      app.router.go(hit.place, hit.id);
    },
  };
}
