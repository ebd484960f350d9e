/** Suggested times and the calendars they take account of, in words. Pure. */
import { capital, isolated, shortName } from '../format';
import type { CommonTimes, Failure, FreeTime, Person, PersonThen } from '../host';

const isFree = (who: PersonThen) => !who.unknown && (who.then === 'free' || who.then === 'elsewhere');
const isUnknown = (who: PersonThen) => who.unknown !== null || who.then === 'no_data';

/** Who is free at a suggested time; null as long as nothing is to be said. */
export function thenWords(
  time: FreeTime,
  organizer: Person | null,
): { words: string; everybody: boolean } | null {
  const people = time.others.filter((who) => who.part !== 'resource' || !isUnknown(who));
  const told = people.some((who) => !isUnknown(who));
  const everybody = people.length > 0 && people.every(isFree);
  // Of many, how many: a suggestion is read at a glance.
  const names = (which: (who: PersonThen) => boolean) => {
    const found = people.filter(which).map((who) => isolated(shortName(who.person)));
    return found.length > 2 ? String(found.length) : found.join(', ');
  };
  const said = (which: (who: PersonThen) => boolean, words: string) => {
    const who = names(which);
    return who ? [`${who} ${words}`] : [];
  };
  const parts = everybody
    ? ['Everybody free']
    : told
      ? [
          ...said(isFree, 'free'),
          ...said((who) => !who.unknown && who.then === 'tentative', 'tentative'),
          ...said((who) => !who.unknown && who.then === 'busy', 'busy'),
          ...said((who) => !who.unknown && who.then === 'away', 'away'),
          ...said(isUnknown, 'not known'),
        ]
      : [];
  if (time.nightForOrganizer && organizer) parts.push(`night for ${shortName(organizer)}`);
  if (parts.length === 0) return null;
  const words = parts.join(' · ');
  return {
    words: capital(words),
    everybody: everybody && !time.nightForOrganizer,
  };
}

/** Whose calendars the suggestions take account of. */
export function calendarsWords(common: CommonTimes | Failure | 'asking'): string {
  if (common === 'asking') return 'Asking the server for other calendars…';
  if (!('times' in common))
    return common.code === 'offline'
      ? 'Only your own calendar is known: the server cannot be reached.'
      : `Only your own calendar is known. ${common.message}`;
  const more = common.leftOut > 0 ? ` ${common.leftOut} more are invited than a server is asked for.` : '';
  switch (common.known) {
    case 'all':
      return 'By everybody’s calendar.';
    case 'some':
      return `By your calendar and those that the server tells of.${more}`;
    case 'only_mine':
      return 'Only your own calendar is known: the server tells of nobody else’s.';
    case 'not_offered':
      return 'Only your own calendar is known: this server tells of nobody else’s.';
  }
}
