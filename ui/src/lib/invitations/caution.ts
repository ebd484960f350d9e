/** Invitations that should be looked at before they are answered: no answer to them is put forward. Pure. */
import type { InvitationCard } from '../host';
import { isDoubtful } from './addressee';

/** A date that cannot be right, dates that cannot be listed, or a sender who may be using somebody's name. */
export function needsCare({ row, people }: Pick<InvitationCard, 'row' | 'people'>): boolean {
  return row.oddities.some(({ kind }) => kind !== 'invitedAgain') || isDoubtful(people);
}
