// Every screen in both themes and at both widths: nothing that axe objects to, nothing that is cut off, and a picture to
// look at.
import { test } from 'node:test';
import { assertAccessible, assertNothingCutOff, look, LOOKS, open, picture, type Opening } from './harness';

const screens: Record<string, Opening> = {
  setup: { scene: { start: 'setup' } },
  invitations: { at: '#/invitations' },
  meetings: { at: '#/meetings', scene: { as: 'alice' } },
  meeting: { at: '#/meetings/quarterly-planning', scene: { as: 'alice' } },
};

for (const [name, opening] of Object.entries(screens)) {
  for (const [theme, width] of LOOKS) {
    test(`${name}, ${look(theme, width)}`, async (t) => {
      const page = await open(t, { ...opening, theme, width });
      await picture(page, `${name}.${look(theme, width)}`);
      await assertAccessible(page);
      await assertNothingCutOff(page);
    });
  }
}
