import { expect, it } from 'vitest';
import { undoChoices } from './undo';

it('offers the seconds in force even where they are not among the usual ones', () => {
  expect(undoChoices(20).map((choice) => choice.value)).toEqual(['0', '5', '8', '15', '20', '30', '60']);
  expect(undoChoices(8)).toHaveLength(6);
});
