/**
 * Calendar entries for the eye and for the ear: where the calendar draws them, what each is called, and which other
 * screen knows more about it. Pure.
 */
import { addDays, dates, fullName, type Dates, type PlainDay } from '$lib/format';
import type { CalendarEntry } from '$lib/host';
import { ownStateWords } from '$lib/words';

/** An entry as the calendar library takes it. Its times are clock times without a zone: it has only one offset for all. */
export interface PlacedEntry {
  id: string;
  start: string;
  end: string;
  allDay: boolean;
  extendedProps: { entry: CalendarEntry; key: string };
}

/** Occurrences of a series share the meeting's id, so the start belongs to the key. */
export function keyOf(entry: Pick<CalendarEntry, 'id' | 'start'>): string {
  return `${entry.id}@${entry.start}`;
}

export function placed(entry: CalendarEntry, say: Dates = dates): PlacedEntry {
  const key = keyOf(entry);
  const common = { id: key, extendedProps: { entry, key } };
  if (entry.allDay) {
    const { first, last } = say.daysOf(entry);
    return { ...common, start: isoDay(first), end: isoDay(addDays(last, 1)), allDay: true };
  }
  return { ...common, start: wallClock(entry.start, say), end: wallClock(entry.end, say), allDay: false };
}

/** `2026-12-01T18:00:00`: what the person's clock shows then. */
function wallClock(instant: string, say: Dates): string {
  const parts = new Map(
    new Intl.DateTimeFormat('en', {
      timeZone: say.zone,
      hourCycle: 'h23',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(new Date(instant))
      .map((part) => [part.type, part.value]),
  );
  return `${isoDay(say.dayOf(instant))}T${parts.get('hour')}:${parts.get('minute')}:${parts.get('second')}`;
}

/** `2026-12-01`. */
export function isoDay({ year, month, day }: PlainDay): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** What it is to me, in words: never said by colour alone. */
export function stateWords(entry: CalendarEntry): string {
  return entry.cancelled ? 'Cancelled' : ownStateWords[entry.own];
}

/** Its whole name: title, when, state, and for meetings of others who invites. */
export function entryName(entry: CalendarEntry, now: Date, say: Dates = dates): string {
  const by = entry.organizer && entry.own !== 'organizer' ? `, ${fullName(entry.organizer)}` : '';
  return `${entry.subject || 'Without a title'}, ${say.spanLong(entry, now)}, ${stateWords(entry)}${by}`;
}
