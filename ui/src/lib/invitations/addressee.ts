/**
 * Whom an answer goes to, as the bar names them: by name, and by address where somebody may be using that name. Pure.
 */
import { shortName } from '../format';
import type { PeopleHint, Person } from '../host';
import { sameAddress } from './people';

/** Somebody may be using the organizer's name. */
export function isDoubtful(hints: PeopleHint[]): boolean {
  return hints.some(({ kind }) => kind === 'looksLike' || kind === 'sameName');
}

/** Their name was written with characters that are not shown. */
function hidesCharacters({ email }: Person, hints: PeopleHint[]): boolean {
  return hints.some((hint) => hint.kind === 'hiddenCharacters' && sameAddress(hint.person.email, email));
}

/** The name on the switch and in the sentences. A name that is not to be trusted is not given: its address is. */
export function addressee(organizer: Person, hints: PeopleHint[]): string {
  const doubtful = isDoubtful(hints) || hidesCharacters(organizer, hints);
  return doubtful && organizer.email ? organizer.email : shortName(organizer);
}

/** Who sent the invitation and is not told, where that is not the organizer. */
export function notTold(hints: PeopleHint[]): string | null {
  for (const hint of hints) {
    if (hint.kind === 'sameName') return hint.person.email;
    if (hint.kind === 'sentBy') return shortName(hint.person);
  }
  return null;
}
