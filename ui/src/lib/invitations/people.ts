/** Who else is invited, in words. Pure. */
import { capital, count, fullName, isolated, nameList } from '../format';
import type { Attendee, InvitationCard, Person } from '../host';

/** Of somebody whom only a newer mail names the role is not known. */
type Invited = Pick<Attendee, 'name' | 'email'> & { type: Attendee['type'] | null };

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
  return [...stay, ...added.map((email): Invited => ({ name: '', email, type: null }))];
}

/** Who passes answers on, where an address takes answers alone and is called by letters nobody reads: `iCloud`. */
export function answersThrough(address: string): string | undefined {
  return /@imip\.me\.com$/i.test(address) ? 'iCloud' : undefined;
}

/** Is it known that I am invited, or somebody for whom I stand in? */
export function isInvited({ bar, people }: Pick<InvitationCard, 'bar' | 'people'>): boolean {
  return bar.possible || people.some(({ kind }) => kind === 'inPlaceOf' || kind === 'copy');
}

/** `Required: Priya Raman and Tomás Aguilar; optional: Olga Novak`. */
function byRole(people: Invited[]): string {
  const roles = [
    ['required', 'required: '],
    ['optional', 'optional: '],
    [null, ''],
  ] as const;
  return roles
    .map(([type, label]) => ({ label, those: people.filter((one) => one.type === type) }))
    .filter(({ those }) => those.length > 0)
    .map(({ label, those }, at) => (at === 0 ? capital(label) : label) + nameList(those, 4))
    .join('; ');
}

/** Why nobody else is named. A meeting that was declined takes its list of people along when it leaves the calendar. */
export function nobodyNamed(card: Pick<InvitationCard, 'bar' | 'body' | 'people' | 'row'>): string {
  if (card.row.answer === 'declined' && card.bar.inCalendar === null && card.bar.impossible === 'gone')
    return 'Who else is invited is not known here any more: it left your calendar with the meeting.';
  const also = isInvited(card) ? ' else' : '';
  return `The server does not say who${also} is invited${card.body ? '; the text may name them' : ''}.`;
}

/** `You are required; 11 others are invited`, and who; organizer and rooms are left out. `null` where nobody knows. */
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

  const names = byRole(others);
  if (card.ownRole === null) return { head: count(others.length, 'person', 'people') + ' invited', names };
  const role = card.ownRole === 'optional' ? 'optional' : 'required';
  const [are, is] = card.row.state === 'cancelled' ? ['were', 'was'] : ['are', 'is'];
  const more = `; ${count(others.length, 'other')} ${others.length === 1 ? is : are} invited`;
  return { head: `You ${are} ${role}${others.length > 0 ? more : ''}`, names };
}
