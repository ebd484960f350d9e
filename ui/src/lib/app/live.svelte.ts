/**
 * A `Resource` of the shown mailbox that stays fresh by itself: asked anew when the mailbox changes, when anything the
 * question reads changes, and when the engine says that items or answers of this mailbox changed.
 *
 * For use while a component is being set up (it makes effects).
 */
import { untrack } from 'svelte';
import type { App } from './app.svelte';
import { Resource } from './resource.svelte';

export function live<T>(app: App, ask: (account: string) => Promise<T>): Resource<T> {
  const resource = new Resource(() => {
    const account = app.accountId;
    return account ? ask(account) : new Promise<T>(() => undefined);
  });
  let shown: string | null = null;

  $effect(() => {
    const account = app.accountId;
    if (account !== shown) untrack(() => resource.clear());
    shown = account;
    if (account) void resource.load();
  });
  $effect(() =>
    app.onEvent((event) => {
      if (
        (event.kind === 'itemsChanged' || event.kind === 'answerChanged') &&
        event.account === app.accountId
      )
        void resource.refresh();
    }),
  );
  return resource;
}
