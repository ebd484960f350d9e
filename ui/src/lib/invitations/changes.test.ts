import { describe, expect, it } from 'vitest';
import { told } from './changes';

const today = new Date('2026-11-20T09:00:00Z');

describe('a change', () => {
  it('of the time says both times', () => {
    const moved = told(
      {
        field: 'when',
        was: '2026-11-24T10:00:00Z/2026-11-24T11:00:00Z',
        now: '2026-11-25T10:00:00Z/2026-11-25T11:00:00Z',
      },
      false,
      today,
    );
    expect(moved.was).toContain('24');
    expect(moved.now).toContain('25');
  });

  it('of the place says where nothing was', () => {
    expect(told({ field: 'where', was: '', now: 'Baker' }, false, today)).toEqual({
      was: 'nothing',
      now: 'Baker',
    });
  });

  it('of the people strikes who left and names who came', () => {
    expect(told({ field: 'people', was: 'carol@contoso.com', now: '' }, false, today)).toEqual({
      was: 'carol@contoso.com',
      now: null,
    });
  });

  it('of the text does not repeat it', () => {
    expect(told({ field: 'text', was: '', now: '' }, false, today)).toEqual({
      was: null,
      now: 'Another text',
    });
  });

  it('of the rule says both in words', () => {
    expect(told({ field: 'repeats', was: 'FREQ=WEEKLY;BYDAY=TH', now: '' }, false, today)).toEqual({
      was: 'Every Thursday',
      now: 'once',
    });
  });
});
