/** Who else is invited, in words. Pure. */
import { count, nameList } from '../format';
import type { InvitationCard } from '../host';

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** `You are required, with 11 others`, and their names; organizer and rooms are left out. `null` where nobody knows. */
export function invitedInWords(
  card: Pick<InvitationCard, 'attendees' | 'ownRole' | 'row'>,
  ownAddress: string,
): { head: string; names: string } | null {
  const others = card.attendees.filter(
    (one) =>
      one.type !== 'resource' && !same(one.email, ownAddress) && !same(one.email, card.row.organizer.email),
  );
  if (others.length === 0 && card.ownRole === null) return null;

  const required = others.filter((one) => one.type === 'required');
  const optional = others.length - required.length;
  const role = card.ownRole === 'optional' ? 'You are optional' : 'You are required';
  const main = required.length > 0 ? required : others;
  const head = card.ownRole === null ? count(others.length, 'person', 'people') + ' invited' : role;
  return {
    head: card.ownRole !== null && main.length > 0 ? `${head}, with ${count(main.length, 'other')}` : head,
    names: [nameList(main, 4), required.length > 0 && optional > 0 ? `${optional} optional` : '']
      .filter(Boolean)
      .join('; '),
  };
}
