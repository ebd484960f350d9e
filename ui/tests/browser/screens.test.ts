// Every screen in both themes and at both widths: nothing that axe objects to, nothing that scrolls sideways, and a
// picture to look at.
import { test } from 'node:test';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  look,
  LOOKS,
  open,
  picture,
  type Opening,
} from './harness';

const screens: Record<string, Opening> = {
  setup: { scene: { start: 'setup' } },
  invitations: { at: '#/invitations' },
};

for (const [name, opening] of Object.entries(screens)) {
  for (const [theme, width] of LOOKS) {
    test(`${name}, ${look(theme, width)}`, async (t) => {
      const page = await open(t, { ...opening, theme, width });
      await picture(page, `${name}.${look(theme, width)}`);
      await assertAccessible(page);
      await assertNoSidewaysScroll(page);
    });
  }
}
