/** What is said about the times that attendees propose. Pure. */
import { fullName, isolated } from '../format';
import type { Person } from '../host';

/** `Carol Reyes could, too.` Theirs lies around this time. */
export function couldWords(people: Person[]): string {
  const [first, second, ...more] = people.map((who) => isolated(fullName(who)));
  if (first === undefined) return '';
  if (second === undefined) return `${first} could, too.`;
  return more.length > 0
    ? `${first}, ${second} and ${more.length} more could, too.`
    : `${first} and ${second} could, too.`;
}
