/**
 * Whom an answer goes to, as the bar names them: by name, and by address where somebody may be using that name. Pure.
 */
import { shortName } from '../format';
import type { PeopleHint, Person } from '../host';

const same = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();

/** The name on the switch and in the sentences. A name that others could be using is not given: its address is. */
export function addressee(organizer: Person, hints: PeopleHint[]): string {
  const doubtful = hints.some(
    (hint) => hint.kind === 'looksLike' || (hint.kind === 'sentBy' && isInTheirName(hint.person, organizer)),
  );
  return doubtful && organizer.email ? organizer.email : shortName(organizer);
}

/** Who sent the invitation and is not told, where that is not the organizer. */
export function notTold(organizer: Person, hints: PeopleHint[]): string | null {
  const sent = hints.find((hint) => hint.kind === 'sentBy');
  if (!sent) return null;
  return isInTheirName(sent.person, organizer) ? sent.person.email : shortName(sent.person);
}

/** Another address under the organizer's name. */
export function isInTheirName(sender: Person, organizer: Person): boolean {
  return same(sender.name, organizer.name) && !same(sender.email, organizer.email);
}
