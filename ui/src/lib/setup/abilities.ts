/** What a server can do, in sentences, said before anyone relies on it. Pure. */
import type { Abilities } from '../host';

export interface Ability {
  /** `false`: something to know rather than something it can do. */
  can: boolean;
  words: string;
}

export function abilitiesInWords(abilities: Abilities): Ability[] {
  return [
    abilities.oneOccurrence
      ? { can: true, words: 'Answer a whole series or a single date' }
      : { can: false, words: 'An answer counts for the whole series; one date cannot be answered alone' },
    abilities.silence
      ? { can: true, words: 'Answer without telling the organizer' }
      : { can: false, words: 'The organizer is always told, by the server itself' },
    abilities.comment
      ? { can: true, words: 'Your comments reach the organizer' }
      : { can: false, words: 'Comments do not reach the organizer' },
    ...(abilities.fromCalendar ? [{ can: true, words: 'Change an answer from the calendar later' }] : []),
    ...(abilities.lagSeconds > 0
      ? [
          {
            can: false,
            words: `An answer shows here at once; the server’s own calendar follows in about ${abilities.lagSeconds} seconds`,
          },
        ]
      : []),
  ];
}
