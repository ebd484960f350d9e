/**
 * Single keys that answer and move. They act only where nobody is typing and nothing lies over the window.
 */
/** A deed that returns `false` was not possible: the key is left to others. */
export type Shortcuts = Record<string, () => unknown>;

/** Handles a key press with the first matching shortcut. */
export function pressed(event: KeyboardEvent, shortcuts: Shortcuts): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (isTyping(event.target) || document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]'))
    return;
  const run = shortcuts[event.key.toLowerCase()];
  if (run && run() !== false) event.preventDefault();
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.role === 'textbox')
  );
}
