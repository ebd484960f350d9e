import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  plugins: [svelte()],
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
  build: {
    target: 'es2022',
    // What WebKitGTK 2.46, WebView2 and macOS 14.5 know: light-dark() and :dir() are left as they are.
    cssTarget: ['chrome123', 'safari17.5'],
    // The window's CSP allows fonts from the app itself only, so no file may become a data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  test: {
    // One zone for everybody, so that a date in a test means the same on every machine.
    env: { TZ: 'Europe/Berlin' },
    // Against one that hangs; how quick a machine is, is not tested.
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'logic',
          environment: 'node',
          include: ['src/**/*.test.ts', 'tests/unit/**/*.test.ts'],
          exclude: ['**/*.svelte.test.ts'],
        },
      },
      {
        // What has runes, components or a location.
        extends: true,
        test: {
          name: 'window',
          environment: 'jsdom',
          include: ['src/**/*.svelte.test.ts', 'tests/unit/**/*.svelte.test.ts'],
          setupFiles: ['tests/unit/setup.ts'],
        },
      },
    ],
  },
  // Svelte's client build also under vitest (it would pick the server's otherwise).
  resolve: {
    alias: { $lib: here('./src/lib'), $components: here('./src/components') },
    ...(process.env.VITEST ? { conditions: ['browser'] } : {}),
  },
});
