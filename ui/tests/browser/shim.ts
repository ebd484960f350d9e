// Stands in for the Tauri runtime when the built page runs in an ordinary browser: it defines what `@tauri-apps/api`
// looks for in the window before the page's own scripts run. The page is not changed for it.
//
// Two back ends, chosen by the page's address:
//   (none)          typed fixtures in the page (`fixtures/host.ts`), set by the scene that the harness passes
//   ?backend=host   a real engine behind a loopback host, which the harness proxies on the page's own origin:
//                     POST /invoke/<command>   arguments as a JSON object; 200 with the data as JSON, or any other
//                                              status with a `Failure` as JSON
//                     GET  /events             server-sent events, each `data:` one `EngineEvent` as JSON
import type { Event_Serialize as Event } from '../../src/lib/bindings';
import { FixtureHost, SCENE, type Scene } from './fixtures/host';

interface Host {
  invoke(command: string, args: Record<string, unknown>): Promise<unknown>;
}

type Callback = (payload: unknown) => void;

declare global {
  interface Window {
    /** What the harness sets before this script, and reads after. */
    __QUORUM__: {
      scene?: Partial<Scene>;
      problems: string[];
      /** Addresses that were opened outside. */
      opened?: string[];
    };
  }
}

const quorum = (window.__QUORUM__ ??= { problems: [] });

// A policy that blocks something, and a script that fails, must fail the test rather than vanish in a console.
document.addEventListener('securitypolicyviolation', (report) => {
  quorum.problems.push(
    `CSP: ${report.effectiveDirective} blocked ${report.blockedURI} at ${report.sourceFile}:${report.lineNumber} ${report.sample}`,
  );
});
window.addEventListener('error', (event) => quorum.problems.push(`error: ${event.message}`));
window.addEventListener('unhandledrejection', ({ reason }) =>
  quorum.problems.push(`rejected: ${reason instanceof Error ? String(reason) : JSON.stringify(reason)}`),
);

const callbacks = new Map<number, Callback>();
const listeners = new Map<number, { event: string; handler: number }>();
let ids = 0;

function deliver(event: string, payload: unknown): void {
  for (const [id, listener] of listeners) {
    if (listener.event === event) callbacks.get(listener.handler)?.({ event, id, payload });
  }
}

function realEngine(): Host {
  const source = new EventSource('/events');
  source.onmessage = (message: MessageEvent<string>) => deliver('engine-event', JSON.parse(message.data));
  return {
    async invoke(command, args) {
      const reply = await fetch(`/invoke/${command}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(args),
      });
      const data: unknown = await reply.json();
      if (!reply.ok) throw data;
      return data;
    },
  };
}

const host: Host =
  new URLSearchParams(location.search).get('backend') === 'host'
    ? realEngine()
    : new FixtureHost({ ...SCENE, ...quorum.scene }, (event: Event) =>
        queueMicrotask(() => deliver('engine-event', event)),
      );

async function invoke(command: string, args: Record<string, unknown> = {}): Promise<unknown> {
  if (command === 'plugin:event|listen') {
    const id = ++ids;
    listeners.set(id, { event: String(args.event), handler: Number(args.handler) });
    return id;
  }
  if (command === 'plugin:event|unlisten') {
    listeners.delete(Number(args.eventId));
    return null;
  }
  if (command.startsWith('plugin:')) {
    quorum.problems.push(`no such plugin command here: ${command}`);
    throw new Error(`${command} is not granted`);
  }
  return host.invoke(command, args);
}

Object.assign(window, {
  __TAURI_INTERNALS__: {
    invoke,
    transformCallback(callback: Callback, once = false): number {
      const id = ++ids;
      callbacks.set(id, (payload) => {
        if (once) callbacks.delete(id);
        callback(payload);
      });
      return id;
    },
    unregisterCallback: (id: number) => callbacks.delete(id),
    convertFileSrc: (path: string) => path,
    metadata: { currentWindow: { label: 'main' }, currentWebview: { windowLabel: 'main', label: 'main' } },
    plugins: {},
  },
  __TAURI_EVENT_PLUGIN_INTERNALS__: {
    unregisterListener: (_event: string, id: number) => listeners.delete(id),
  },
});
