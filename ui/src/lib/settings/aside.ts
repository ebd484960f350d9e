import { count, dates } from '$lib/format';
import type { Account } from '$lib/host';

/** What could not be read of a mailbox, and where it is to be seen all the same; null where all could. */
export function keptAside(
  { unreadable, unreadableItems }: Pick<Account, 'unreadable' | 'unreadableItems'>,
  now: Date,
): string | null {
  if (unreadableItems === 0) return null;
  const named = unreadable.map(({ inCalendar, subject, at }) =>
    [
      `${inCalendar ? 'an entry of the calendar' : 'a mail'}${subject && ` “${subject}”`}`,
      ...(at === null
        ? []
        : [inCalendar ? `starts ${dates.stamp(at, now)}` : `came ${dates.stamp(at, now)}`]),
    ].join(', '),
  );
  const more = unreadableItems - unreadable.length;
  const list = [...named, ...(more > 0 ? [`${more} more`] : [])].join('; ');
  const them = unreadableItems === 1 ? 'it' : 'them';
  return `${count(unreadableItems, 'item')}: ${list}. Open your mail program or the server’s web mail to see ${them}.`;
}
