import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Finding, PAUSE } from './finding.svelte';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Finding', () => {
  it('asks at once for the first letter, then when the typing pauses', () => {
    const finding = new Finding();
    finding.text = 'p';
    expect(finding.asked).toBe('p');
    finding.text = 'pl';
    finding.text = 'pla';
    expect(finding.asked).toBe('p');
    vi.advanceTimersByTime(PAUSE);
    expect(finding.asked).toBe('pla');
  });

  it('is over at once when the field is empty, also if a question was waiting', () => {
    const finding = new Finding();
    finding.text = 'p';
    finding.text = 'plan';
    finding.clear();
    vi.advanceTimersByTime(PAUSE);
    expect([finding.asked, finding.on]).toEqual(['', false]);
  });

  it('asks nothing for spaces', () => {
    const finding = new Finding();
    finding.text = '   ';
    expect([finding.asked, finding.on]).toEqual(['', false]);
  });

  it('keeps filters that are chosen together, until all are taken back', () => {
    const finding = new Finding();
    finding.toggle('open');
    finding.toggle('week');
    finding.from('alice@contoso.com');
    expect(finding.chosen).toEqual({ quick: ['open', 'week'], from: 'alice@contoso.com' });
    finding.toggle('open');
    expect([finding.chosen.quick, finding.filtered]).toEqual([['week'], true]);
    finding.reset();
    expect(finding.filtered).toBe(false);
  });

  it('belongs to one mailbox', () => {
    const finding = new Finding();
    finding.of('bob');
    finding.text = 'plan';
    finding.toggle('open');
    finding.of('bob');
    expect([finding.asked, finding.filtered]).toEqual(['plan', true]);
    finding.of('alice');
    expect([finding.asked, finding.filtered]).toEqual(['', false]);
  });
});
