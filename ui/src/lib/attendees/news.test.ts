import { expect, it } from 'vitest';
import type { Attendee, Grid } from '$lib/host';
import { VisitNews } from './news';

const grid = (...news: [string, boolean][]): Grid =>
  ({
    attendees: news.map(([name, isNew]) => ({ name, email: `${name}@contoso.com`, new: isNew }) as Attendee),
  }) as Grid;

const marked = (one: Grid) =>
  one.attendees.filter((attendee) => attendee.new).map((attendee) => attendee.name);

it('keeps what was new when the person came, and adds what arrives meanwhile', () => {
  const visit = new VisitNews();
  expect(marked(visit.keep(grid(['bob', true], ['noa', false])))).toEqual(['bob']);
  expect(marked(visit.keep(grid(['bob', false], ['noa', true])))).toEqual(['bob', 'noa']);
});

it('starts anew with the next visit', () => {
  expect(marked(new VisitNews().keep(grid(['bob', false])))).toEqual([]);
});
