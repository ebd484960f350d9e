import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['dist/', 'node_modules/', 'src/lib/bindings.ts', 'tests/browser/output/'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } },
  },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',
      // Plain Set, Map and Date are what is meant wherever nothing on the screen depends on them.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      // The window's CSP has no 'unsafe-inline': style="…" in a template is dropped by Chromium and WebView2.
      // Directives (style:width={…}) go through the CSSOM and pass.
      'no-restricted-syntax': [
        'error',
        { selector: "SvelteAttribute[key.name='style']", message: 'Use a class or a style: directive.' },
      ],
      'svelte/no-at-html-tags': 'error',
      'svelte/button-has-type': 'error',
      'svelte/prefer-style-directive': 'error',
      // Links are hash routes of this one page.
      'svelte/no-navigation-without-resolve': 'off',
    },
  },
  {
    // The host is the only door to the shell.
    files: ['src/**'],
    ignores: ['src/lib/host/**', 'src/lib/bindings.ts', '**/*.test.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@tauri-apps/*'], message: 'Only lib/host talks to the shell.' },
            { group: ['**/bindings', '**/bindings.ts'], message: 'Import types from lib/host.' },
          ],
        },
      ],
    },
  },
  {
    // Shared components know no domain.
    files: ['src/components/shared/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@tauri-apps/*', '**/bindings', '$lib/host*', '$lib/app/*'],
              message: 'Shared components know no domain.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['tests/**', '*.config.*'],
    rules: { 'no-console': 'off' },
  },
);
