/** What was found, in words: what it is to me, where its words stand, and where it opens. Pure. */
import { dates, dayNumber, type Dates } from '../format';
import type { HitPlace, OwnState, SearchField, SearchHit } from '../host';
import { ownStateWords } from '../words';

export const fieldWords: Record<SearchField, string> = {
  title: 'Called',
  place: 'Place',
  people: 'People',
  text: 'Text',
  reply: 'Reply',
  comment: 'Your comment',
};

/** Where it opens, for where that is another screen. */
export const placeWords: Record<HitPlace, string> = {
  invitations: 'Opens in Invitations',
  calendar: 'Opens in Calendar',
  meetings: 'Opens in My meetings',
};

/** Where it opens, and by which id. In the calendar whatever is in it opens there. */
export function opensAt(hit: SearchHit, here: 'invitations' | 'calendar'): { place: HitPlace; id: string } {
  const place = here === 'calendar' && hit.entry ? 'calendar' : hit.place;
  return { place, id: place === 'calendar' && hit.entry ? hit.entry.id : hit.id };
}

/** Some of what was found, under a head where there is one. */
export interface HitGroup {
  title: string | null;
  hits: SearchHit[];
}

/** As a calendar has it: what is still to come, soonest first, then what is over, latest first. */
export function byTime(hits: SearchHit[], now: Date, say: Dates = dates): HitGroup[] {
  const isOver = (hit: SearchHit) =>
    hit.allDay
      ? dayNumber(say.daysOf(hit).last) < dayNumber(say.dayOf(now))
      : new Date(hit.end).getTime() <= now.getTime();
  const soonest = hits.toSorted((one, other) => Date.parse(one.start) - Date.parse(other.start));
  const groups = [
    { title: 'To come', hits: soonest.filter((hit) => !isOver(hit)) },
    { title: 'Past', hits: soonest.filter(isOver).reverse() },
  ];
  return groups.filter((group) => group.hits.length > 0);
}

export type HitSign = 'accepted' | 'tentative' | 'declined' | 'none' | 'cancelled';

const signs: Record<OwnState, HitSign | null> = {
  appointment: null,
  organizer: null,
  open: 'none',
  accepted: 'accepted',
  tentative: 'tentative',
  declined: 'declined',
};

/** My own state as a sign (where there is one) and always as a word. */
export function hitState(hit: Pick<SearchHit, 'own' | 'cancelled'>): { sign: HitSign | null; words: string } {
  if (hit.cancelled) return { sign: 'cancelled', words: 'Cancelled' };
  return { sign: signs[hit.own], words: ownStateWords[hit.own] };
}

/** How many meetings are handed out at most. */
export const MOST_HITS = 50;

/** `3 found`, for the eye and for the ear. */
export function foundWords(count: number): string {
  if (count === 0) return 'Nothing found';
  return count < MOST_HITS ? `${count} found` : `The ${MOST_HITS} best; more words find fewer`;
}

/** In one line, why it was found where its title does not say it: `Text: headcount plan, so I need …`. */
export function reason({ title, excerpts }: Pick<SearchHit, 'title' | 'excerpts'>): string | null {
  const excerpt = excerpts[0];
  if (!excerpt || title.some((piece) => piece.hit)) return null;
  const from = excerpt.pieces.slice(excerpt.pieces.findIndex((piece) => piece.hit));
  return `${fieldWords[excerpt.field]}: ${from.map((piece) => piece.text).join('')}`;
}
