// Serves the built page as the window would: the files of ui/dist as they are, under the window's own CSP.
//
// Files are read once, at the start, so that a build in the meantime cannot mix two versions in one test.
// With `engine` it also passes /invoke/* and /events on to a loopback host, so that the page stays on one origin.
import { readdir, readFile } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const TAURI = new URL('../../../src-tauri/tauri.conf.json', import.meta.url);
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** The CSP of the window; `'self'` to connect to is added only where the engine answers over this origin. */
export async function contentSecurityPolicy(engine: boolean): Promise<string> {
  const config = JSON.parse(await readFile(TAURI, 'utf8')) as { app: { security: { csp: string } } };
  const { csp } = config.app.security;
  return engine ? csp.replace('connect-src ', "connect-src 'self' ") : csp;
}

export interface PageServer {
  url: string;
  close(): Promise<void>;
}

export async function servePage(engine: URL | null): Promise<PageServer> {
  const policy = await contentSecurityPolicy(engine !== null);
  const files = new Map<string, Buffer>();
  for (const found of await readdir(DIST, { recursive: true, withFileTypes: true })) {
    if (!found.isFile()) continue;
    const path = join(found.parentPath, found.name);
    files.set(`/${relative(DIST, path)}`, await readFile(path));
  }

  const server = createServer((incoming, outgoing) => {
    const path = new URL(incoming.url ?? '/', 'http://page').pathname;
    if (engine !== null && (path.startsWith('/invoke/') || path === '/events')) {
      passOn(engine, incoming, outgoing);
      return;
    }
    const name = path === '/' ? '/index.html' : path;
    const body = files.get(name);
    outgoing.setHeader('content-security-policy', policy);
    if (body === undefined) {
      outgoing.writeHead(404).end();
      return;
    }
    outgoing.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream');
    outgoing.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function passOn(engine: URL, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const onward = request(
    new URL(incoming.url ?? '/', engine),
    { method: incoming.method ?? 'GET', headers: { ...incoming.headers, host: engine.host } },
    (reply) => {
      outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(outgoing);
    },
  );
  onward.on('error', (error) => outgoing.destroy(error));
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}
