import { describe, expect, it } from 'vitest';
import { minuteChoices, timeChoices, timeInWords, weekdayName, weekFrom } from './workday';

describe('workday', () => {
  it('begins the week where the calendar does', () => {
    expect(weekFrom(1)[0]).toBe('mon');
    expect(weekFrom(7)).toEqual(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']);
    expect(weekdayName('wed', 'en-GB', 'long')).toBe('Wednesday');
  });

  it('offers each half hour, and the time in force', () => {
    expect(timeChoices('09:00', 'en-GB')).toHaveLength(48);
    const odd = timeChoices('08:10', 'en-GB').map(({ value }) => value);
    expect(odd).toHaveLength(49);
    expect(odd.indexOf('08:10')).toBe(odd.indexOf('08:00') + 1);
    expect(timeInWords('17:30', 'en-GB')).toBe('17:30');
  });

  it('offers breaks, and the one in force', () => {
    const choices = minuteChoices(7, 'Never');
    expect(choices[0]).toEqual({ value: '0', label: 'Never' });
    expect(choices.map(({ value }) => value)).toContain('7');
  });
});
