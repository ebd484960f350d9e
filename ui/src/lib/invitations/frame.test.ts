import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FRAME_STYLE, FRAME_STYLE_HASH, frameDocument } from './frame';

it('is styled by one sheet that the policies of frame and window know by its hash', () => {
  const hash = createHash('sha256').update(FRAME_STYLE).digest('base64');
  expect(FRAME_STYLE_HASH).toBe(`sha256-${hash}`);
  const window = readFileSync(new URL('../../../../src-tauri/tauri.conf.json', import.meta.url), 'utf8');
  expect(window).toContain(`style-src 'self' '${FRAME_STYLE_HASH}';`);
  expect(window).not.toContain('unsafe');
});

it('allows its text nothing', () => {
  const document = frameDocument('<p>words</p>', 'dark');
  expect(document).toContain(
    `content="default-src 'none'; img-src data:; style-src '${FRAME_STYLE_HASH}'; form-action 'none'; base-uri 'none'"`,
  );
  expect(document.indexOf('Content-Security-Policy')).toBeLessThan(document.indexOf('<p>words</p>'));
  expect(document).toContain('data-theme="dark"');
});
