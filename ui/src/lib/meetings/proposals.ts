/** What is said about the times that attendees propose. Pure. */
import { count, nameList } from '../format';
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
 * `Free: Ana. Busy: Karl, Noa. Not known: Mia.`, where they differ. Who proposes the time means it, whatever stands in
 * their calendar: `Dan proposes it, although busy then, at least in part.`
 */
export function stateWords({ people }: RequiredThen, by: Person[]): string {
  const proposes = ({ person }: RequiredThen['people'][number]) =>
    by.some(({ email }) => email.toLowerCase() === person.email.toLowerCase());
  const named = (all: typeof people) =>
    nameList(
      all.map(({ person }) => person),
      MOST_NAMES,
    );
  const are = (...states: string[]) => people.filter((who) => states.includes(who.then));
  const [free, taken, perhaps] = [are('free', 'elsewhere'), are('busy', 'away'), are('tentative')];
  const unknown = people.filter((who) => ![free, taken, perhaps].flat().includes(who));
  if (free.length === people.length || unknown.length === people.length) return '';
  const groups: [string, typeof people][] = [
    ['Free', free],
    ['Busy', taken.filter((who) => !proposes(who))],
    ['Tentatively booked', perhaps.filter((who) => !proposes(who))],
    ['Not known', unknown],
  ];
  const said = groups.filter(([, all]) => all.length > 0).map(([state, all]) => `${state}: ${named(all)}.`);
  const meant = taken.filter(proposes);
  const mean = meant.length === 1 ? 'proposes' : 'propose';
  if (meant.length > 0) said.push(`${named(meant)} ${mean} it, although busy then, at least in part.`);
  return said.join(' ');
}

/** So many people are named for each state. */
const MOST_NAMES = 3;
