/** What a new version of a meeting changed, in words. Pure. */
import { dates, seriesInWords, type Dates } from '../format';
import type { Change } from '../host';

/** `was` is struck, `now` stands out; either may be missing, where only the one is there to tell. */
export interface Told {
  was: string | null;
  now: string | null;
}

export function told({ field, was, now }: Change, allDay: boolean, today: Date, say: Dates = dates): Told {
  switch (field) {
    case 'when':
      return { was: span(was, allDay, today, say), now: span(now, allDay, today, say) };
    case 'repeats':
      return { was: series(was, today, say), now: series(now, today, say) };
    case 'people':
      return { was: was || null, now: now || null };
    case 'text':
      return { was: null, now: 'Another text' };
    case 'where':
    case 'title':
      return { was: was || 'nothing', now: now || 'nothing' };
  }
}

/** A time arrives as `start/end`. */
function span(value: string, allDay: boolean, today: Date, say: Dates): string {
  const [start, end] = value.split('/');
  return start && end ? say.spanShort({ start, end, allDay }, today) : value;
}

function series(rule: string, today: Date, say: Dates): string {
  return rule ? seriesInWords(rule, today, say) : 'once';
}
