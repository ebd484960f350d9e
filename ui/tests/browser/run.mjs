// Builds the page, then runs every test of this folder in Chromium: `npm run test:browser`, or with a word of a file's
// name (`npm run test:browser -- journeys`) only that one. Prints Node's own counts.
//
// `npm run test:browser -- --engine http://127.0.0.1:PORT` runs the tests in engine/ on a real engine instead.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';

const { values, positionals: wanted } = parseArgs({
  options: { engine: { type: 'string' } },
  allowPositionals: true,
});
const ui = fileURLToPath(new URL('../..', import.meta.url));
const output = fileURLToPath(new URL('../../../test-output/browser', import.meta.url));
const folder = values.engine ? 'tests/browser/engine' : 'tests/browser';
const tests = readdirSync(`${ui}/${folder}`)
  .filter((name) => name.endsWith('.test.ts'))
  .filter((name) => wanted.length === 0 || wanted.some((one) => name.includes(one)));

await build({ root: ui, logLevel: 'error' });
if (wanted.length === 0 && !values.engine) rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });

const { status } = spawnSync(
  process.execPath,
  [
    '--import',
    './tests/browser/typescript.mjs',
    '--test',
    '--test-reporter=spec',
    '--test-concurrency=2',
    ...tests.map((name) => `${folder}/${name}`),
  ],
  { cwd: ui, stdio: 'inherit', env: { ...process.env, QUORUM_ENGINE: values.engine ?? '' } },
);
process.exit(status ?? 1);
