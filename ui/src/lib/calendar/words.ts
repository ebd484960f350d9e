/** The calendar's own words. */
import type { Kind } from './period';

/** A kind of page, where it is chosen. */
export const kindWords: Record<Kind, string> = { day: 'Day', week: 'Week', month: 'Month', agenda: 'Agenda' };

/** What turning a page moves by. */
export const pageWords: Record<Kind, string> = { day: 'day', week: 'week', month: 'month', agenda: 'page' };

/** Where that is which a page shows. */
export const onPageWords: Record<Kind, string> = {
  day: 'on this day',
  week: 'in the week shown',
  month: 'on this page',
  agenda: 'in these four weeks',
};

/**
 * How much of a page is shown, and why: `3 of 12 in the week shown are open`, `None of the 12 in the week shown has “plan”`.
 * `asked`: what is looked for, else `chosen`: the filters in words.
 */
export function shownWords(
  kind: Kind,
  shown: number,
  all: number,
  why: { asked: string } | { chosen: string },
): string {
  const singular = shown <= 1;
  const verb = 'asked' in why ? (singular ? 'has' : 'have') : singular ? 'is' : 'are';
  const reason = 'asked' in why ? `“${why.asked}”` : why.chosen;
  if (shown === 0 && all === 1) {
    const not = 'asked' in why ? 'does not have' : 'is not';
    return `The only one ${onPageWords[kind]} ${not} ${reason}`;
  }
  const some = shown === 0 ? `None of the ${all}` : `${shown} of ${all}`;
  return `${some} ${onPageWords[kind]} ${verb} ${reason}`;
}

/** That a page is empty. */
export const nothingWords: Record<Kind, string> = {
  day: 'Nothing on this day.',
  week: 'Nothing in this week.',
  month: 'Nothing in this month.',
  agenda: 'Nothing in these four weeks.',
};

/** Keys that choose a kind of page. */
export const kindKeys: Record<Kind, string> = { day: '1', week: '2', month: '3', agenda: '4' };
