/** What about the people of an invitation is worth a second look, in words. Pure. */
import { fullName, isolated, shortName } from '../format';
import { isMine } from './changes';
import type { InvitationCard, PeopleHint, Person } from '../host';

type Known = Pick<InvitationCard, 'row' | 'bar' | 'history'>;

/** It may be somebody else than it looks: shown as odd, not as one more fact. */
export function isGrave({ kind }: PeopleHint): boolean {
  return kind === 'looksLike' || kind === 'sameName';
}

/** A sentence or two beside the organizer. What says whose meeting it is stands above the facts, see `whose`. */
export function hintInWords(hint: PeopleHint, card: Known): string | null {
  const { organizer } = card.row;
  const who = isolated(fullName(organizer));
  switch (hint.kind) {
    case 'looksLike':
      return `${isolated(organizer.email)} is not at ${hint.known}, although it looks like it: ${whatIsOff(hint.domain, hint.known)}.`;
    case 'sameName':
      return (
        `This came from ${isolated(hint.person.email)}, which is not the organizer’s address. ` +
        `${isAnswered(card) ? `Your answer goes to ${isolated(organizer.email)}. ` : ''}` +
        `Ask ${isolated(shortName(organizer))} if you did not expect that.`
      );
    case 'sentBy':
      return (
        `${withAddress(hint.person)} sent this to you${hint.inTheirName ? ` in ${who}’s name` : ''}. ` +
        `${who} organizes it${isAnswered(card) ? ' and gets your answer' : ''}.`
      );
    case 'notInvited':
      return 'You are not on the list of those invited. You can answer all the same.';
    case 'throughList':
      return (
        `Invited through ${withAddress(hint.person)}, a mailing list, not by your own address. ` +
        'You can answer all the same.'
      );
    case 'hiddenCharacters':
      return samePerson(hint.person, organizer)
        ? `The name contains hidden characters, which can make it look like another one; they are left out here. ${goBy(hint.person)}`
        : `The name of ${isolated(hint.person.email)} contains hidden characters, which are left out here.`;
    case 'firstContact':
      // Also with another program, which only the calendar tells.
      return card.history.some(({ kind }) => isMine(kind))
        ? null
        : 'You have never answered an invitation from this organizer.';
    case 'noAddress':
      return `The invitation names no mail address of the organizer. ${
        card.bar.by === 'server'
          ? 'The server sends your answer, if it knows one.'
          : 'Nobody can be told your answer by mail.'
      }`;
    case 'inPlaceOf':
    case 'copy':
      return null;
  }
}

/** Whose meeting it is, where it is not mine to answer. */
export function whose(hints: PeopleHint[]): { title: string; text: string } | null {
  for (const hint of hints) {
    if (hint.kind === 'copy')
      return {
        title: 'You are invited, and your delegate answers for you',
        text:
          'You are the one invited. This is a copy: your delegate has the invitation, too, and answers it in your name. ' +
          'The server does not say who your delegate is.',
      };
    if (hint.kind === 'inPlaceOf') {
      const short = isolated(shortName(hint.person));
      return {
        title: `For ${isolated(fullName(hint.person))}, not for you`,
        text:
          `${withAddress(hint.person)} is invited. It came to you because you stand in for ${short}, ` +
          `and it takes no time of yours.`,
      };
    }
  }
  return null;
}

/** What is to be trusted instead of a name. */
function goBy({ email }: Person): string {
  return email.includes('@') ? 'Go by the address.' : 'Be careful.';
}

/** Does an answer given here reach the organizer? */
function isAnswered({ bar }: Known): boolean {
  return bar.possible && bar.tell !== 'not_requested' && bar.by !== 'nobody';
}

function samePerson(one: Person, other: Person): boolean {
  return one.email.toLowerCase() === other.email.toLowerCase() && one.name === other.name;
}

/** `Carol Reyes (carol@contoso.com)`. */
function withAddress(person: Person): string {
  const name = isolated(fullName(person));
  return person.name.trim() && person.email ? `${name} (${isolated(person.email)})` : name;
}

/** What tells a domain from the one it looks like: `it has “0” where that has “o”`. */
export function whatIsOff(domain: string, known: string): string {
  if (domain.startsWith(`${known}.`)) return `it ends in ${domain.slice(known.length + 1)}`;
  if (domain.split('.').some((label) => label.startsWith('xn--')))
    return `it is ${domain}, written with letters of another script that look the same`;
  const [one, other] = [[...domain], [...known]];
  let begin = 0;
  while (begin < Math.min(one.length, other.length) && one[begin] === other[begin]) begin += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - begin && one.at(-1 - end) === other.at(-1 - end))
    end += 1;
  const has = one.slice(begin, one.length - end).join('');
  const should = other.slice(begin, other.length - end).join('');
  if (has === '') return `“${should}” is missing in ${domain}`;
  if (should === '') return `it has one “${has}” too many`;
  return `it has “${has}” where that has “${should}”`;
}
