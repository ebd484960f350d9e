import { expect, it } from 'vitest';
import { keptAside } from './aside';

const now = new Date('2026-11-20T09:02:00Z');

it('says nothing where everything could be read', () => {
  expect(keptAside({ unreadable: [], unreadableItems: 0 }, now)).toBeNull();
});

it('names what could not be read, and where to see it', () => {
  const mail = { inCalendar: false, subject: 'Budget review', at: '2026-11-19T08:30:00Z' };
  expect(keptAside({ unreadable: [mail], unreadableItems: 1 }, now)).toMatch(
    /^1 item: a mail “Budget review”, came yesterday \d\d:30\. Open your mail program or the server’s web mail to see it\.$/,
  );
});

it('names as many as it knows, and how many more there are', () => {
  const entry = { inCalendar: true, subject: 'Dentist', at: null };
  const nameless = { inCalendar: false, subject: '', at: null };
  expect(keptAside({ unreadable: [entry, nameless], unreadableItems: 9 }, now)).toBe(
    '9 items: an entry of the calendar “Dentist”; a mail; 7 more. Open your mail program or the server’s web mail to see them.',
  );
});
