import { existsSync } from 'node:fs';

/** Where distributions put it: Debian; Ubuntu, whose package brings the snap; the snap alone. */
const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'];

/** The Chromium that the tests drive: the one that is chosen, else the first that is there. */
export function findChromium(
  chosen = process.env.CHROMIUM,
  exists: (path: string) => boolean = existsSync,
): string {
  if (chosen) {
    if (exists(chosen)) return chosen;
    throw new Error(`CHROMIUM is ${chosen}, and there is nothing.`);
  }
  const found = PLACES.find((place) => exists(place));
  if (found !== undefined) return found;
  throw new Error(
    `No Chromium is at ${PLACES.join(', ')}. Install it (cargo xtask setup), or set CHROMIUM to where it is.`,
  );
}
