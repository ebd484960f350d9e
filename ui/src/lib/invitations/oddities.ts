/** What is odd about an invitation as a whole, and has to be said plainly. Pure. */
import { dates as ownDates, isolated, shortName, type Dates } from '../format';
import type { InvitationCard } from '../host';

/** Nobody invites for a time before this year. */
const EARLIEST = 1990;
/** Nor for one that ends more years ahead than these. */
const AHEAD = 30;

type Told = Pick<InvitationCard, 'row' | 'recurrence' | 'history'>;

/** A sentence for each thing, in the order of weight. */
export function oddities({ row, recurrence, history }: Told, now: Date, dates: Dates = ownDates): string[] {
  const who = isolated(shortName(row.organizer));
  const said: string[] = [];
  const cancelled = history.findIndex(({ kind }) => kind === 'cancelled');
  const since = history.slice(0, Math.max(0, cancelled));
  const again = since.some(({ kind }) => kind === 'updated' || kind === 'invited');
  const before = history[cancelled];
  // Of a series, one date alone may have been called off.
  if (before && again && !row.recurring && row.state !== 'cancelled') {
    const day = dates.dayShort(dates.dayOf(before.at), now);
    said.push(`Cancelled on ${day}, and invited again since. It is on.`);
  }
  if (!row.recurring && implausible(row.start, row.end, now))
    said.push(`This date is not plausible; the mail may be faulty. Ask ${who} when it is.`);
  if (row.recurring && !row.recurrenceId && !recurrence)
    said.push(
      `The dates of this series cannot be listed here. Ask ${who} for them before you answer: ` +
        'your answer is for all of them.',
    );
  return said;
}

/** A time that nobody invites for. */
export function implausible(start: string, end: string, now: Date): boolean {
  return (
    new Date(start).getUTCFullYear() < EARLIEST ||
    new Date(end).getUTCFullYear() > now.getUTCFullYear() + AHEAD
  );
}

const PROGRAMS =
  /\.(exe|com|scr|pif|cpl|msi|msix|appx|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|lnk|reg|jar|app|dmg|sh|docm|dotm|xlsm|xltm|xlam|pptm|ppsm)[. ]*$/i;

/** Opening a file of this name runs something, a program or the macros in a document. */
export function runsSomething(name: string): boolean {
  return PROGRAMS.test(name);
}
