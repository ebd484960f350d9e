// Builds the page, then runs every test of this folder in Chromium: `npm run test:browser`, or with the name of a file
// (`npm run test:browser -- journeys`) only that one. Prints Node's own counts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ui = fileURLToPath(new URL('../..', import.meta.url));
const output = fileURLToPath(new URL('../../../test-output/browser', import.meta.url));
const wanted = process.argv.slice(2);
const tests = readdirSync(new URL('.', import.meta.url))
  .filter((name) => name.endsWith('.test.ts'))
  .filter((name) => wanted.length === 0 || wanted.some((one) => name.includes(one)));

await build({ root: ui, logLevel: 'warn' });
if (wanted.length === 0) rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

const { status } = spawnSync(
  process.execPath,
  [
    '--import',
    './tests/browser/typescript.mjs',
    '--test',
    '--test-reporter=spec',
    '--test-concurrency=2',
    ...tests.map((name) => `tests/browser/${name}`),
  ],
  { cwd: ui, stdio: 'inherit' },
);
process.exit(status ?? 1);
