/** What is odd about an invitation as a whole, and has to be said plainly. Pure. */
import { isolated, shortName } from '../format';
import type { InvitationCard } from '../host';

/** Nobody invites for a time before this year. */
const EARLIEST = 1990;
/** Nor for one that ends more years ahead than these. */
const AHEAD = 30;

type Told = Pick<InvitationCard, 'row' | 'recurrence'>;

/** A sentence for each thing, in the order of weight. */
export function oddities({ row, recurrence }: Told, now: Date): string[] {
  const who = isolated(shortName(row.organizer));
  const said: string[] = [];
  if (!row.recurring && implausible(row.start, row.end, now))
    said.push(`This date is not plausible; the mail may be faulty. Ask ${who} when it is.`);
  if (row.recurring && !row.recurrenceId && !recurrence)
    said.push(
      `The dates of this series cannot be listed here. Ask ${who} for them before you answer: ` +
        'your answer is for all of them.',
    );
  return said;
}

function implausible(start: string, end: string, now: Date): boolean {
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
