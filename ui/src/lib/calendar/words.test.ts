import { expect, it } from 'vitest';
import { shownWords } from './words';

it('says how much of a page is shown, and why', () => {
  expect(shownWords('week', 3, 12, { chosen: 'open and from Alice Moreau' })).toBe(
    '3 of 12 in the week shown are open and from Alice Moreau',
  );
  expect(shownWords('day', 1, 4, { chosen: 'changed' })).toBe('1 of 4 on this day is changed');
  expect(shownWords('month', 0, 40, { asked: 'plan' })).toBe('None of the 40 on this page has “plan”');
  expect(shownWords('day', 0, 1, { chosen: 'open' })).toBe('The only one on this day is not open');
  expect(shownWords('day', 0, 1, { asked: 'plan' })).toBe('The only one on this day does not have “plan”');
  expect(shownWords('agenda', 2, 9, { asked: 'plan' })).toBe('2 of 9 in these four weeks have “plan”');
});
