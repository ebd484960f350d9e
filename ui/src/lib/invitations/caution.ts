/** Invitations that should be looked at before they are answered: no answer to them is put forward. Pure. */
import type { InvitationCard } from '../host';
import { isInTheirName } from './addressee';
import { implausible } from './oddities';

/** A date that cannot be right, dates that cannot be listed, or a sender who may be using somebody's name. */
export function needsCare(card: Pick<InvitationCard, 'row' | 'recurrence' | 'people'>, now: Date): boolean {
  const { row, people } = card;
  return (
    (!row.recurring && implausible(row.start, row.end, now)) ||
    (row.recurring && !row.recurrenceId && !card.recurrence) ||
    people.some(
      (hint) =>
        hint.kind === 'looksLike' || (hint.kind === 'sentBy' && isInTheirName(hint.person, row.organizer)),
    )
  );
}
