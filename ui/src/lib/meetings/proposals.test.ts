import { describe, expect, it } from 'vitest';
import { couldWords } from './proposals';

const named = (...names: string[]) => names.map((name) => ({ name, email: `${name}@contoso.com` }));
const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, '');

describe('who else could', () => {
  it('is named as far as there is room', () => {
    expect(couldWords([])).toBe('');
    expect(plain(couldWords(named('Carol')))).toBe('Carol could, too.');
    expect(plain(couldWords(named('Carol', 'Dan')))).toBe('Carol and Dan could, too.');
    expect(plain(couldWords(named('Carol', 'Dan', 'Eve', 'Finn')))).toBe('Carol, Dan and 2 more could, too.');
  });
});
