/** What is said about the times that attendees propose. Pure. */
import { count, fullName, isolated, nameList } from '../format';
import type { Person, RequiredThen } from '../host';

/** `It lies within what Carol Reyes proposes.` */
export function withinWords(people: Person[]): string {
  const names = nameList(people, 2);
  return names && `It lies within what ${names} ${people.length === 1 ? 'proposes' : 'propose'}.`;
}

export interface RequiredWords {
  tone: 'good' | 'bad' | 'plain';
  words: string;
}

/** `3 of 5 required people are free, 1 is busy, 1 not known.` Whoever works elsewhere can come to a call. */
export function requiredWords({ people }: RequiredThen): RequiredWords {
  const all = people.length;
  const some = (...states: string[]) => people.filter((who) => states.includes(who.then)).length;
  const [free, taken, perhaps] = [some('free', 'elsewhere'), some('busy', 'away'), some('tentative')];
  if (all === 0) return { tone: 'plain', words: 'Nobody else has to come.' };
  const unknown = all - free - taken - perhaps;
  if (unknown === all) return { tone: 'plain', words: 'No required person’s calendar is known then.' };
  if (free === all) {
    return {
      tone: 'good',
      words: all === 1 ? 'The required person is free.' : `All ${all} required people are free.`,
    };
  }
  const parts = [
    `${free} of ${count(all, 'required person', 'required people')} free`,
    taken > 0 ? `${taken} busy` : '',
    perhaps > 0 ? `${perhaps} tentatively booked` : '',
    unknown > 0 ? `${unknown} not known` : '',
  ];
  return { tone: taken > 0 ? 'bad' : 'plain', words: `${parts.filter(Boolean).join(', ')}.` };
}

/**
 * `Busy: Karl, Noa. Tentatively booked then: Mia.` Who proposes the time means it, whatever stands in their calendar: `Dan proposes it,
 * although busy then, at least in part.`
 */
export function busyWords({ people }: RequiredThen, by: Person[]): string {
  const proposes = ({ person }: RequiredThen['people'][number]) =>
    by.some(({ email }) => email.toLowerCase() === person.email.toLowerCase());
  const named = (...states: string[]) => {
    const these = people.filter((who) => states.includes(who.then));
    const names = (all: typeof these) => all.map((who) => isolated(fullName(who.person))).join(', ');
    return { others: names(these.filter((who) => !proposes(who))), proposers: names(these.filter(proposes)) };
  };
  const [busy, perhaps] = [named('busy', 'away'), named('tentative')];
  return [
    busy.others && `Busy: ${busy.others}.`,
    perhaps.others && `Tentatively booked then: ${perhaps.others}.`,
    busy.proposers && `${busy.proposers} proposes it, although busy then, at least in part.`,
  ]
    .filter(Boolean)
    .join(' ');
}
