// The harness itself: that it can fail, and that a real engine behind a loopback host can take the fixtures' place.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { demoJourney } from './demo';
import { FixtureHost, SCENE } from './fixtures/host';
import { assertAccessible, assertNothingCutOff, open } from './harness';
import { contentSecurityPolicy } from './server';
import { askForMailbox } from './steps';

/** Reads what went wrong in the page, and forgets it, because here it was meant to. */
function takeProblems(page: Awaited<ReturnType<typeof open>>): Promise<string[]> {
  return page.evaluate(() => window.__QUORUM__.problems.splice(0));
}

test('what the policy blocks is reported', async (t) => {
  const page = await open(t);
  await page.evaluate(async () => {
    document.body.setAttribute('style', 'color: red');
    document.head.append(Object.assign(document.createElement('style'), { textContent: 'p { color: red }' }));
    await fetch('/').catch(() => undefined);
  });
  await page.waitForFunction(() => window.__QUORUM__.problems.length >= 3);
  const problems = await takeProblems(page);
  for (const directive of ['style-src-attr', 'style-src-elem', 'connect-src']) {
    assert(
      problems.some((problem) => problem.startsWith(`CSP: ${directive}`)),
      `${directive} in ${problems.join('\n')}`,
    );
  }
});

test('a script that fails is reported', async (t) => {
  const page = await open(t);
  await page.evaluate(() => void setTimeout(() => Promise.reject(new Error('forgotten')), 0));
  await page.waitForFunction(() => window.__QUORUM__.problems.length > 0);
  assert.match((await takeProblems(page)).join('\n'), /^rejected: Error: forgotten/);
});

test('a button without a name and text too pale fail the accessibility check, in dark too', async (t) => {
  const page = await open(t, { theme: 'dark' });
  await page.evaluate(() => {
    const pale = document.createElement('p');
    pale.textContent = 'Too pale to read';
    pale.style.color = '#444444';
    document.querySelector('main')?.prepend(document.createElement('button'), pale);
  });
  await assert.rejects(
    assertAccessible(page),
    /button-name[\s\S]*color-contrast|color-contrast[\s\S]*button-name/,
  );
});

test('something wider than its place fails', async (t) => {
  const page = await open(t, { width: 800 });
  await page.evaluate(() => {
    const wide = document.createElement('div');
    wide.style.inlineSize = '2000px';
    wide.style.blockSize = '1px';
    document.querySelector('main')?.append(wide);
  });
  await assert.rejects(assertNothingCutOff(page), /MAIN/);
});

test('the page is served under the window’s own policy', async () => {
  assert.match(await contentSecurityPolicy(false), /connect-src ipc: http:\/\/ipc\.localhost;/);
  assert.doesNotMatch(await contentSecurityPolicy(false), /unsafe/);
  assert.match(await contentSecurityPolicy(true), /connect-src 'self' ipc:/);
});

/** An engine behind a loopback host: here the fixtures once more, but in another process than the page. */
async function loopbackHost(t: TestContext): Promise<URL> {
  const listeners = new Set<(event: unknown) => void>();
  const engine = new FixtureHost({ ...SCENE, start: 'setup', undoSeconds: 5 }, (event) =>
    listeners.forEach((told) => told(event)),
  );
  const server = createServer((request, reply) => {
    if (request.url === '/events') {
      reply.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      const told = (event: unknown) => reply.write(`data: ${JSON.stringify(event)}\n\n`);
      listeners.add(told);
      request.on('close', () => listeners.delete(told));
      return;
    }
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const command = (request.url ?? '').replace('/invoke/', '');
      engine.invoke(command, JSON.parse(body) as Record<string, unknown>).then(
        (data) => reply.end(JSON.stringify(data ?? null)),
        (failure: unknown) => reply.writeHead(422).end(JSON.stringify(failure)),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test('an engine behind a loopback host answers commands and tells events', async (t) => {
  const page = await open(t, { engine: await loopbackHost(t) });
  await demoJourney(page, { name: 'loopback' });
});

test('a failure of the loopback host reaches the page as its words', async (t) => {
  const page = await open(t, { engine: await loopbackHost(t) });
  await askForMailbox(page, 'page.example');
  await page.getByText('This server answered, but not as a mailbox server.').waitFor();
});
