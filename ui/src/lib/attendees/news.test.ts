import { expect, it } from 'vitest';
import type { Attendee, DateAnswer, Grid } from '$lib/host';
import { VisitNews } from './news';

const grid = (...news: [string, boolean][]): Grid =>
  ({
    attendees: news.map(
      ([name, isNew]) =>
        ({ name, email: `${name}@contoso.com`, dates: [], new: isNew }) as unknown as Attendee,
    ),
  }) as Grid;

const marked = (one: Grid) =>
  one.attendees.filter((attendee) => attendee.new).map((attendee) => attendee.name);

it('keeps what was new when the person came, and adds what arrives meanwhile', () => {
  const visit = new VisitNews();
  expect(marked(visit.keep(grid(['bob', true], ['noa', false])))).toEqual(['bob']);
  expect(marked(visit.keep(grid(['bob', false], ['noa', true])))).toEqual(['bob', 'noa']);
});

it('keeps the news of each date of a series by itself', () => {
  const dated = (...dates: [string, boolean][]): Grid => {
    const one = grid(['bob', false]);
    const answers = dates.map(([recurrenceId, isNew]) => ({ recurrenceId, new: isNew }) as DateAnswer);
    return { ...one, attendees: one.attendees.map((bob) => ({ ...bob, dates: answers })) };
  };
  const visit = new VisitNews();
  visit.keep(dated(['10 Dec', true], ['17 Dec', false]));
  const [bob] = visit.keep(dated(['10 Dec', false], ['17 Dec', false])).attendees;
  expect([bob?.new, ...(bob?.dates.map((date) => date.new) ?? [])]).toEqual([false, true, false]);
});

it('starts anew with the next visit', () => {
  expect(marked(new VisitNews().keep(grid(['bob', false])))).toEqual([]);
});
