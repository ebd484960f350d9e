/** What a server can do, in sentences, said before anyone relies on it. Pure. */
import type { Abilities, CommentReach, FreeBusyReach } from '../host';
import { commentReachWords } from '../words';

export interface Ability {
  /** `false`: something to know rather than something it can do. */
  can: boolean;
  words: string;
}

const commentAbility: Record<CommentReach, Ability> = {
  always: { can: true, words: 'Your comments reach the organizer' },
  when_tentative: { can: false, words: 'Your comments reach the organizer only with Tentative' },
  never: { can: false, words: 'Comments do not reach the organizer' },
};

export function abilitiesInWords(abilities: Abilities): Ability[] {
  return [
    abilities.oneOccurrence
      ? { can: true, words: 'Answer a whole series or a single date' }
      : abilities.occurrenceByMail
        ? { can: false, words: 'A single date can be answered only from an invitation of its own' }
        : { can: false, words: 'An answer counts for the whole series; one date cannot be answered alone' },
    abilities.silence
      ? { can: true, words: 'Answer without telling the organizer' }
      : abilities.by === 'server_perhaps'
        ? {
            can: false,
            words: 'The organizer is told by the server, if its administrator switched that on',
          }
        : { can: false, words: 'The organizer is always told, by the server itself' },
    commentAbility[abilities.comment],
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

/** One line of the table of what a server can do. */
export interface Line {
  /** What it is about. */
  about: string;
  /** What this server does there. */
  does: string;
  /** A limit: something to know before one relies on it. */
  limit: boolean;
}

const freeBusyLine: Record<FreeBusyReach, Pick<Line, 'does' | 'limit'>> = {
  in_full: { does: 'The server tells when they are free', limit: false },
  busy_or_free: { does: 'The server tells busy or free, of its own people', limit: true },
  unknown: { does: 'The server may tell when they are free', limit: true },
};

/** Everything that differs between servers, as a table for Settings. */
export function serverTable(can: Abilities): Line[] {
  return [
    { about: 'Who tells the organizer', ...whoTells(can) },
    can.silence
      ? { about: 'Silent answers', does: 'Possible', limit: false }
      : { about: 'Silent answers', does: 'Not possible: telling is the server’s affair', limit: true },
    { about: 'Comment', does: commentReachWords[can.comment], limit: can.comment !== 'always' },
    { about: 'One day of a series', ...oneDay(can) },
    can.fromCalendar
      ? { about: 'Answer from the calendar', does: 'Possible', limit: false }
      : {
          about: 'Answer from the calendar',
          does: 'Only while the invitation is in the inbox',
          limit: true,
        },
    can.placeholder
      ? { about: 'Before you answer', does: 'The meeting stands in your calendar already', limit: false }
      : { about: 'Before you answer', does: 'The meeting may be missing in your calendar', limit: true },
    can.keepsDeclined
      ? { about: 'After you decline', does: 'The meeting stays in your calendar, as declined', limit: true }
      : { about: 'After you decline', does: 'The meeting leaves your calendar', limit: false },
    { about: 'Other people’s calendars', ...freeBusyLine[can.freeBusy] },
    {
      about: 'After an answer',
      does:
        can.lagSeconds > 0
          ? `The server’s calendar shows it within about ${can.lagSeconds} seconds`
          : 'The server’s calendar shows it at once',
      limit: false,
    },
  ];
}

function whoTells({ by, silence }: Abilities): Pick<Line, 'does' | 'limit'> {
  if (by === 'client') return { does: 'Quorum, by a mail of its own', limit: false };
  if (by === 'nobody') return { does: 'Nobody', limit: true };
  if (by === 'server_perhaps')
    return { does: 'The server, if its administrator switched that on', limit: true };
  return silence
    ? { does: 'The server, when Quorum asks it to', limit: false }
    : { does: 'The server, in any case', limit: true };
}

function oneDay({ oneOccurrence, occurrenceByMail }: Abilities): Pick<Line, 'does' | 'limit'> {
  if (oneOccurrence) return { does: 'Can be answered alone', limit: false };
  return occurrenceByMail
    ? {
        does: 'Only from an invitation of its own: in the calendar this server would answer the whole series',
        limit: true,
      }
    : { does: 'Not possible: this server would answer the whole series', limit: true };
}
