/**
 * What the engine finds for what stands in a field, asked anew while it is typed and when anything arrives; how many
 * there are is said aloud, once for each question.
 *
 * For use while a component is being set up (it makes effects).
 */
import { untrack } from 'svelte';
import type { App } from '../app/app.svelte';
import { live } from '../app/live.svelte';
import type { Resource } from '../app/resource.svelte';
import type { SearchHit } from '../host';
import type { Finding } from './finding.svelte';
import { foundWords } from './hits';

export interface Found {
  /** What was asked; empty before anything was. */
  asked: string;
  hits: SearchHit[];
}

export function lookUp(app: App, finding: Finding): Resource<Found> {
  const found = live(app, async (account) => {
    const { asked } = finding;
    const hits = asked ? await app.host.search(account, asked) : [];
    return { asked, hits };
  });
  const outcome = $derived(
    found.data?.asked ? `${found.data.asked}\n${foundWords(found.data.hits.length)}` : '',
  );
  $effect(() => {
    const [, words] = outcome.split('\n');
    if (words) untrack(() => app.announcer.say(words));
  });
  return found;
}
