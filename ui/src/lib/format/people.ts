/**
 * People by name: what to call someone in a sentence, on a button, in a circle of two letters.
 *
 * Names are shown as written. Shortening one is a guess, so it is made only where the address agrees.
 */
import { enumerated } from './text';

export interface Named {
  name: string;
  email: string;
}

/** The name, else the address, else a word that says that neither is known. */
export function fullName(person: Named): string {
  return person.name.trim() || person.email.trim() || 'unknown person';
}

/**
 * What a sentence calls a person: `Alice` for Alice Moreau, where alice@… or alice.moreau@… says that this is the
 * first name; otherwise the whole name.
 */
export function shortName(person: Named): string {
  const name = fullName(person);
  const words = name.split(/\s+/);
  // A title is not a name.
  const given = words.find((word) => !word.endsWith('.'));
  if (given === undefined || words.length < 2) return name;
  const local = plain(person.email.split('@')[0] ?? '');
  const startsWithGiven = local === plain(given) || new RegExp(`^${escape(plain(given))}[._-]`).test(local);
  return startsWithGiven && plain(given).length > 1 ? given : name;
}

/** Two letters for the circle beside a name. */
export function initials(person: Named): string {
  const name = fullName(person);
  const words = (name.includes('@') ? name.replace(/@.*/, '').split(/[._-]+/) : name.split(/\s+/)).filter(
    // A title is not a name.
    (word) => /^[\p{L}\p{N}]/u.test(word) && !word.endsWith('.'),
  );
  const first = [...(words[0] ?? '?')];
  const last = words.length > 1 ? [...(words.at(-1) ?? '')] : [];
  return `${first[0] ?? ''}${last[0] ?? ''}`.toLocaleUpperCase();
}

/** `Priya Raman, Tomás Aguilar and 7 more`. */
export function nameList(people: Named[], shown: number): string {
  const names = people.map(fullName);
  if (names.length <= shown + 1) return enumerated(names.map(isolated));
  return `${names.slice(0, shown).map(isolated).join(', ')} and ${names.length - shown} more`;
}

/** Letters that are read from right to left, and marks that turn what follows. */
const TURNS = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u202a-\u202e\u2066-\u2069]/;

/**
 * Outside text inside a sentence: a right-to-left name must not turn the words around it. Neither must marks of
 * direction; the engine takes them out of names, and what is left of them ends with the text.
 */
export function isolated(text: string): string {
  if (!TURNS.test(text)) return text;
  let open = 0;
  let kept = '';
  for (const char of text) {
    if (/[\u2066-\u2068]/.test(char)) open += 1;
    // One that closes nothing of this text would end the isolation.
    if (char === '\u2069' && open === 0) continue;
    if (char === '\u2069') open -= 1;
    kept += char;
  }
  return `\u2068${kept}${'\u2069'.repeat(open + 1)}`;
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
