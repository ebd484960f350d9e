// Runs the built page in the system's Chromium, on the fixtures or on a real engine, and looks at it the way people do:
// by roles and names, with axe, and in pictures.
//
// Every page that a test opens is checked when the test ends: no CSP report, no script error, no request that left
// this machine. Pictures land in test-output/browser/ at the root of the repository.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, type TestContext } from 'node:test';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { build } from 'vite';
import { findChromium } from './chromium';
import { NOW, ZONE } from './fixtures/clock';
import type { Scene } from './fixtures/host';
import { servePage, type PageServer } from './server';

const PICTURES = fileURLToPath(new URL('../../../test-output/browser', import.meta.url));

type Theme = 'light' | 'dark';
/** The widths that are looked at, with the height of a usual window. */
const WIDTHS = { 800: 700, 1400: 900 } as const;
type Width = keyof typeof WIDTHS;
export const LOOKS: [Theme, Width][] = [
  ['light', 1400],
  ['dark', 1400],
  ['light', 800],
  ['dark', 800],
];

export interface Opening {
  theme?: Theme;
  width?: Width;
  /** Hash route to start at. */
  at?: string;
  scene?: Partial<Scene>;
  /** Where the person is. */
  zone?: string;
  /** Loopback host of a real engine instead of the fixtures. */
  engine?: URL;
}

let browser: Promise<Browser> | undefined;
let shim: Promise<string> | undefined;
const servers = new Map<string, Promise<PageServer>>();

after(async () => {
  await (await browser)?.close();
  for (const server of servers.values()) await (await server).close();
});

function start(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      // Nothing here may reach the network: no name resolves, no proxy is asked, no service of the browser's own runs.
      '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
      '--no-proxy-server',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--disable-gpu',
      '--font-render-hinting=none',
    ],
  });
}

async function bundleShim(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      minify: false,
      lib: {
        entry: fileURLToPath(new URL('./shim.ts', import.meta.url)),
        formats: ['iife'],
        name: 'quorumShim',
      },
    },
  });
  const [bundle] = Array.isArray(result) ? result : [result];
  assert(bundle !== undefined && 'output' in bundle, 'the shim was bundled');
  const [chunk] = bundle.output;
  return chunk.code;
}

/** Opens the page. What went wrong in it fails the test at its end. */
export async function open(t: TestContext, opening: Opening = {}): Promise<Page> {
  const { theme = 'light', width = 1400, engine = null } = opening;
  browser ??= start();
  shim ??= bundleShim();
  const key = engine?.href ?? '';
  const server = servers.get(key) ?? servePage(engine);
  servers.set(key, server);
  const { url } = await server;

  const context = await (
    await browser
  ).newContext({
    viewport: { width, height: WIDTHS[width] },
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: opening.zone ?? ZONE,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = await context.newPage();
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) elsewhere.push(request.url());
  });
  // A real engine lives in real time.
  if (engine === null) await page.clock.install({ time: NOW });
  await page.addInitScript({
    content: `window.__QUORUM__ = ${JSON.stringify({ scene: opening.scene ?? {}, problems: [] })};`,
  });
  await page.addInitScript({ content: await shim });
  await page.goto(`${url}${engine === null ? '' : '?backend=host'}${opening.at ?? ''}`);
  await page.getByRole('main').waitFor();

  t.after(async () => {
    const problems = await page.evaluate(() => window.__QUORUM__.problems);
    await context.close();
    assert.deepEqual(problems, [], 'the page ran without CSP reports and script errors');
    assert.deepEqual(elsewhere, [], 'the page asked nothing of any other origin');
  });
  return page;
}

/** Fails with every rule that axe finds broken, and for each some of the elements and what to do. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    () =>
      // eslint-disable-next-line @typescript-eslint/no-explicit-any -- axe lives in the page, where no import reaches it
      (window as any).axe.run(document, { resultTypes: ['violations'] }) as Promise<
        import('axe-core').AxeResults
      >,
  );
  const found = violations.flatMap(({ id, help, nodes }) => [
    `${id}: ${help} (${nodes.length})`,
    ...nodes.slice(0, 3).map((node) => `${node.html.slice(0, 200)} ${node.failureSummary}`),
  ]);
  assert.deepEqual(found, [], `axe finds nothing at ${page.url()}`);
}

/** Fails where something is wider than its place: it would scroll sideways, or be cut off without an ellipsis. */
export async function assertNothingCutOff(page: Page): Promise<void> {
  const wide = await page.evaluate(() => {
    const found: string[] = [];
    for (const element of [
      document.documentElement,
      ...document.querySelectorAll('main, main *, nav, nav *'),
    ]) {
      const { overflowX, textOverflow, clipPath } = getComputedStyle(element);
      const meant = overflowX === 'visible' || textOverflow === 'ellipsis' || clipPath !== 'none';
      if ((!meant || element === document.documentElement) && element.scrollWidth > element.clientWidth + 1) {
        found.push(
          `${element.tagName}.${element.getAttribute('class')}: ${element.scrollWidth} in ${element.clientWidth}`,
        );
      }
    }
    return found;
  });
  assert.deepEqual(wide, [], 'everything fits, or says with an ellipsis that it does not');
}

/** Where something stands, to the pixel. */
export async function boxOf(locator: Locator) {
  const box = await locator.boundingBox();
  assert(box !== null, `${locator} is on the screen`);
  return box;
}

/** Keeps a picture of the page as test output. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(dirname(`${PICTURES}/${name}`), { recursive: true });
  // Playwright hides the caret and stops animations with a style element, which the CSP rightly refuses.
  await page.screenshot({ path: `${PICTURES}/${name}.png`, caret: 'initial', animations: 'allow' });
}

/** The widths and themes in a picture's name: `dark-800`. */
export const look = (theme: Theme, width: Width): string => `${theme}-${width}`;
