// Computes the contrast of the colours that are really laid over one another, in both themes.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');
const themes = ['light', 'dark'] as const;

function token(name: string, theme: (typeof themes)[number]): string {
  const value = new RegExp(`--${name}:\\s*(?:light-dark\\((#\\w{6}), (#\\w{6})\\)|(#\\w{6}));`).exec(css);
  const colour = value?.[3] ?? value?.[theme === 'light' ? 1 : 2];
  if (!colour) throw new Error(`There is no colour --${name}`);
  return colour;
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(hex.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ['bg-window', 'bg-pane', 'bg-surface', 'bg-raised', 'bg-sunken', 'bg-hover', 'bg-selected'];
const news = ['yes', 'maybe', 'no', 'silent', 'changed', 'alert'];

/** Text on ground: 4.5. */
const text: [string, string][] = [
  ...grounds.flatMap((ground) =>
    ['ink', 'ink-2', 'ink-3', 'accent-ink', ...news.map((name) => `${name}-ink`)].map(
      (ink): [string, string] => [ink, ground],
    ),
  ),
  ...news.flatMap((name): [string, string][] => [
    [`${name}-ink`, `${name}-tint`],
    ['ink', `${name}-tint`],
    ['ink-2', `${name}-tint`],
  ]),
  ['ink', 'bg-active'],
  ['ink-2', 'bg-active'],
  ['ink', 'bg-knob'],
  ['ink', 'accent-tint'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-yes', 'yes'],
  ['on-yes', 'yes-hover'],
  ['on-maybe', 'maybe'],
  ['on-no', 'no'],
];

/** Signs and the edges of what can be touched: 3. */
const shapes: [string, string][] = [
  ...['bg-pane', 'bg-surface', 'bg-raised', 'bg-selected'].flatMap((ground) =>
    [...news, 'line-control', 'focus'].map((sign): [string, string] => [sign, ground]),
  ),
  ...news.map((name): [string, string] => [name, `${name}-tint`]),
];

/** The pairs that are too close to one another. */
function tooClose(pairs: [string, string][], theme: (typeof themes)[number], least: number): string[] {
  return pairs
    .map(([one, other]) => ({ one, other, ratio: contrast(token(one, theme), token(other, theme)) }))
    .filter(({ ratio }) => ratio < least)
    .map(({ one, other, ratio }) => `${one} on ${other}: ${ratio.toFixed(2)}`);
}

describe.each(themes)('in the %s theme', (theme) => {
  it('every text is read on its ground', () => {
    expect(tooClose(text, theme, 4.5)).toEqual([]);
  });

  it('every sign and edge is seen on its ground', () => {
    expect(tooClose(shapes, theme, 3)).toEqual([]);
  });
});
