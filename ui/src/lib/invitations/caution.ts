/** Invitations that should be looked at before they are answered: no answer to them is put forward. Pure. */
import type { InvitationCard, Oddity } from '../host';
import { isDoubtful } from './addressee';

/** They are worth a sentence, and no reason to wait with an answer. */
const HARMLESS = new Set<Oddity['kind']>(['invitedAgain', 'noZone']);

/** A date or an end that cannot be right, dates that cannot be listed, or a sender who may be using somebody's name. */
export function needsCare({ row, people }: Pick<InvitationCard, 'row' | 'people'>): boolean {
  return row.oddities.some(({ kind }) => !HARMLESS.has(kind)) || isDoubtful(people);
}
