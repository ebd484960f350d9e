/** Who else is invited, in words. Pure. */
import { count, fullName, isolated, nameList } from '../format';
import type { Attendee, InvitationCard, Person } from '../host';

type Invited = Pick<Attendee, 'name' | 'email' | 'type'>;

export const sameAddress = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

/** A list is nobody, and who is on it nobody says: `A mailing list and 2 people are invited`. */
function throughList(list: Person, invited: Invited[]): { head: string; names: string } {
  const people = invited.filter((one) => !sameAddress(one.email, list.email));
  const more = people.length > 0 ? ` and ${count(people.length, 'person', 'people')}` : '';
  const others = people.length > 0 ? `; ${nameList(people, 4)}` : '';
  return {
    head: people.length > 0 ? `A mailing list${more} are invited` : 'A mailing list is invited',
    names: `${isolated(fullName(list))}, whose members are not known here${others}`,
  };
}

/** A list that a newer mail has overtaken, with what that mail changes: it names addresses, and nothing else of them. */
function asInvitedNow({
  attendees,
  attendeesOutdated,
  changes,
}: Pick<InvitationCard, 'attendees' | 'attendeesOutdated' | 'changes'>): Invited[] {
  const people = attendeesOutdated ? changes.find(({ field }) => field === 'people') : undefined;
  if (!people) return attendees;
  const listed = (all: string) => all.split(', ').filter(Boolean);
  const has = (all: string[], email: string) => all.some((one) => sameAddress(one, email));
  const stay = attendees.filter(({ email }) => !has(listed(people.was), email));
  const known = stay.map(({ email }) => email);
  const added = listed(people.now).filter((email) => !has(known, email));
  return [...stay, ...added.map((email): Invited => ({ name: '', email, type: 'required' }))];
}

/** Who passes answers on, where an address takes answers alone and is called by letters nobody reads: `iCloud`. */
export function answersThrough(address: string): string | undefined {
  return /@imip\.me\.com$/i.test(address) ? 'iCloud' : undefined;
}

/** Is it known that I am invited, or somebody for whom I stand in? */
export function isInvited({ bar, people }: Pick<InvitationCard, 'bar' | 'people'>): boolean {
  return bar.possible || people.some(({ kind }) => kind === 'inPlaceOf' || kind === 'copy');
}

/** `You are required, with 11 others`, and their names; organizer and rooms are left out. `null` where nobody knows. */
export function invitedInWords(
  card: Pick<InvitationCard, 'attendees' | 'attendeesOutdated' | 'changes' | 'ownRole' | 'row' | 'people'>,
  ownAddress: string,
): { head: string; names: string } | null {
  const others = asInvitedNow(card).filter(
    (one) =>
      one.type !== 'resource' &&
      !sameAddress(one.email, ownAddress) &&
      !sameAddress(one.email, card.row.organizer.email),
  );
  if (others.length === 0 && card.ownRole === null) return null;
  const list = card.people.find((hint) => hint.kind === 'throughList')?.person ?? null;
  if (list && card.ownRole === null) return throughList(list, others);

  const required = others.filter((one) => one.type === 'required');
  const optional = others.length - required.length;
  const verb = card.row.state === 'cancelled' ? 'were' : 'are';
  const role = `You ${verb} ${card.ownRole === 'optional' ? 'optional' : 'required'}`;
  const main = required.length > 0 ? required : others;
  const head = card.ownRole === null ? count(others.length, 'person', 'people') + ' invited' : role;
  return {
    head: card.ownRole !== null && main.length > 0 ? `${head}, with ${count(main.length, 'other')}` : head,
    names: [nameList(main, 4), required.length > 0 && optional > 0 ? `${optional} optional` : '']
      .filter(Boolean)
      .join('; '),
  };
}
