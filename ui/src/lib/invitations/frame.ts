/**
 * The document in which a stranger's formatted text is shown: a frame without scripts, forms, navigation and network.
 *
 * Three locks, each enough by itself: the engine has taken everything but structure and words out of the text, the
 * frame is sandboxed with no permission at all, and the document's own policy allows its one style sheet and pictures
 * that stand in the text. The window's policy knows the style sheet by its hash (a test compares the two).
 */

/** The only style there is. Changing it changes its hash in src-tauri/tauri.conf.json. */
export const FRAME_STYLE = `
:root { color-scheme: light dark; }
:root[data-theme='light'] { color-scheme: light; }
:root[data-theme='dark'] { color-scheme: dark; }
body {
  margin: 0; padding: 12px 16px; background: light-dark(#ffffff, #1f1e1b); color: light-dark(#1c1a17, #f3f0ea);
  font: 14px/22px system-ui, 'Segoe UI', 'Adwaita Sans', Cantarell, 'Noto Sans', sans-serif; overflow-wrap: anywhere;
}
body > :first-child { margin-top: 0; }
h1, h2, h3, h4, h5, h6 { margin: 16px 0 4px; font-size: 16px; line-height: 22px; }
p, ul, ol, dl, pre, blockquote, table { margin: 0 0 12px; }
ul, ol { padding-inline-start: 24px; }
pre { white-space: pre-wrap; font: inherit; }
blockquote { padding-inline-start: 12px; border-inline-start: 3px solid light-dark(#d4cec4, #47423b); }
img { max-width: 100%; height: auto; color: light-dark(#514c44, #c5bfb5); }
table { border-collapse: collapse; max-width: 100%; }
td, th { padding: 2px 12px 2px 0; text-align: start; vertical-align: top; }
table[border] td, table[border] th { padding: 4px 8px; border: 1px solid light-dark(#d4cec4, #47423b); }
hr { border: 0; border-top: 1px solid light-dark(#e7e3db, #33302b); }
a[data-link] { color: light-dark(#2c4fc4, #a6b9ff); }
a[data-link]::after { content: '\\a0[' attr(data-link) ']'; font-size: 12px; }
`;

/** `sha256-…` of the style sheet, as a policy names it. */
export const FRAME_STYLE_HASH = 'sha256-NBbJWgaJ01q2V4rcIagFkv7XRCIvhiyZM2WhuVgNEX8=';

const POLICY = [
  "default-src 'none'",
  'img-src data:',
  `style-src '${FRAME_STYLE_HASH}'`,
  "form-action 'none'",
  "base-uri 'none'",
].join('; ');

/** The whole document around a sanitised text. */
export function frameDocument(sanitised: string, theme: 'light' | 'dark' | 'system'): string {
  return (
    `<!doctype html><html data-theme="${theme}"><head><meta charset="utf-8">` +
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    `<style>${FRAME_STYLE}</style></head><body dir="auto">${sanitised}</body></html>`
  );
}
