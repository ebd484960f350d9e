import { expect, it } from 'vitest';
import { findChromium } from '../browser/chromium';

const only =
  (...there: string[]) =>
  (path: string) =>
    there.includes(path);

it.each([
  [['/usr/bin/chromium', '/snap/bin/chromium'], '/usr/bin/chromium'],
  [['/usr/bin/chromium-browser', '/snap/bin/chromium'], '/usr/bin/chromium-browser'],
  [['/snap/bin/chromium'], '/snap/bin/chromium'],
])('finds the first of %j', (there, found) => {
  expect(findChromium('', only(...there))).toBe(found);
});

it('takes the one that is chosen', () => {
  expect(findChromium('/opt/chrome', only('/usr/bin/chromium', '/opt/chrome'))).toBe('/opt/chrome');
  expect(() => findChromium('/opt/chrome', only('/usr/bin/chromium'))).toThrow('CHROMIUM is /opt/chrome');
});

it('says what to do where none is', () => {
  expect(() => findChromium('', only())).toThrow(/^No Chromium is at .*xtask setup.*set CHROMIUM/);
});
