/** The calendar's own words. */
import type { Kind } from './period';

/** A kind of page, where it is chosen. */
export const kindWords: Record<Kind, string> = { day: 'Day', week: 'Week', month: 'Month', agenda: 'Agenda' };

/** What turning a page moves by. */
export const pageWords: Record<Kind, string> = { day: 'day', week: 'week', month: 'month', agenda: 'page' };
