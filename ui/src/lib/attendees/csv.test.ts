import { expect, it } from 'vitest';
import { csv } from './csv';

it('quotes commas, quotes and line ends as RFC 4180 wants', () => {
  expect(csv([['Moreau, Alice', 'says "yes"', 'two\nlines']])).toBe(
    '"Moreau, Alice","says ""yes""","two\nlines"\r\n',
  );
});

it('keeps a comment that looks like a formula as text', () => {
  expect(csv([['=HYPERLINK("http://x")', '-1', '+49 30 1']])).toBe(
    `"'=HYPERLINK(""http://x"")",'-1,'+49 30 1\r\n`,
  );
});
