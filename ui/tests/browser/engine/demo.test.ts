// The built page on a real engine: `npm run test:browser -- --engine http://127.0.0.1:PORT`, where a host of the
// project's own answers POST /invoke/<command> and GET /events (see shim.ts) and has no mailbox yet.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoJourney } from '../demo';
import { assertAccessible, open } from '../harness';

test('the main job on a real engine', async (t) => {
  const { QUORUM_ENGINE } = process.env;
  assert(QUORUM_ENGINE, 'QUORUM_ENGINE names the loopback host');
  const page = await open(t, { engine: new URL(QUORUM_ENGINE) });
  await demoJourney(page, { name: 'engine' });
  await assertAccessible(page);
});
