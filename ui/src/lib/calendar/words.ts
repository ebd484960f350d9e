/** The calendar's own words. */
import type { Kind } from './period';

/** A kind of page, where it is chosen. */
export const kindWords: Record<Kind, string> = { day: 'Day', week: 'Week', month: 'Month', agenda: 'Agenda' };

/** What turning a page moves by. */
export const pageWords: Record<Kind, string> = { day: 'day', week: 'week', month: 'month', agenda: 'page' };

/** That a page is empty. */
export const nothingWords: Record<Kind, string> = {
  day: 'Nothing on this day.',
  week: 'Nothing in this week.',
  month: 'Nothing in this month.',
  agenda: 'Nothing in these four weeks.',
};

/** Keys that choose a kind of page. */
export const kindKeys: Record<Kind, string> = { day: '1', week: '2', month: '3', agenda: '4' };
