/** What is odd about an invitation as a whole, in words; what is odd is the engine's to say. Pure. */
import { dates, isolated, shortName } from '../format';
import type { InvitationRow, Oddity } from '../host';

/** A sentence for each thing, in the order of weight; that it was invited again is told with what has changed. */
export function oddities(row: Pick<InvitationRow, 'oddities' | 'organizer' | 'start'>): string[] {
  const who = isolated(shortName(row.organizer));
  const words = (odd: Oddity): string[] => {
    switch (odd.kind) {
      case 'implausibleYear':
        return [implausible(odd.year, row.start, who)];
      case 'endsBeforeStart':
        return [
          `The invitation says that it ends before it starts, so only the start can be shown, and for how long it ` +
            `would stand in your calendar is not known. ` +
            `Ask ${who} when it ends.`,
        ];
      case 'unreadableRule':
        return [
          `The dates of this series cannot be listed here. Ask ${who} for them before you answer: ` +
            'your answer is for all of them.',
        ];
      case 'noZone':
        return [
          `The mail names no time zone: its ${row.start.slice(11, 16)} was taken as UTC, which is ` +
            `${dates.clock(row.start)} for you. Ask ${who} if in doubt.`,
        ];
      case 'invitedAgain':
        return [];
    }
  };
  return row.oddities.flatMap(words);
}

/** Of an end that cannot be meant, what is known is said, and what an answer does with it. */
function implausible(year: number, start: string, who: string): string {
  if (dates.dayOf(start).year === year)
    return `The year ${year} cannot be right; the mail may be faulty. Ask ${who} when it is.`;
  return (
    `It starts at ${dates.clock(start)}, but an end in ${year} cannot be right. ` +
    `With that end it takes up your calendar from then on. Ask ${who} when it ends.`
  );
}

/** The year of a time that cannot be meant; `null` where it can. */
export function implausibleYear({ oddities }: Pick<InvitationRow, 'oddities'>): number | null {
  const found = oddities.find((odd) => odd.kind === 'implausibleYear');
  return found?.year ?? null;
}

/** Its end cannot be shown. */
export function endsBeforeStart({ oddities }: Pick<InvitationRow, 'oddities'>): boolean {
  return oddities.some(({ kind }) => kind === 'endsBeforeStart');
}

const PROGRAMS =
  /\.(exe|com|scr|pif|cpl|msi|msix|appx|bat|cmd|ps1|vbs|vbe|js|jse|wsf|wsh|hta|lnk|reg|jar|app|dmg|sh|docm|dotm|xlsm|xltm|xlam|pptm|ppsm)[. ]*$/i;

/** Opening a file of this name runs something, a program or the macros in a document. */
export function runsSomething(name: string): boolean {
  return PROGRAMS.test(name);
}
