/**
 * Activity as a person works with it: all answers, or only those that need them or wait.
 *
 * An answer that is acted on stays where it stands, and as tall as it was, until the person moves on to another one or
 * to another filter: nothing may slide under the pointer because something succeeded.
 */
import { SvelteMap } from 'svelte/reactivity';
import { needsMe, waits } from '$lib/answers/receipts';
import { clock, dates } from '$lib/format';
import type { Receipt } from '$lib/host';
import { grouped, superseded, type Group, type GroupKey } from './groups';

export type Filter = 'all' | 'needs' | 'waiting';

interface Pin {
  group: GroupKey;
  blockSize: number;
}

export class ActivityList {
  readonly #source: () => Receipt[];
  readonly #pins = new SvelteMap<string, Pin>();
  #filter = $state<Filter>('all');

  readonly counts: Record<Filter, number> = $derived.by(() => ({
    all: this.#source().length,
    needs: this.#source().filter(needsMe).length,
    waiting: this.#source().filter(waits).length,
  }));
  readonly superseded: ReadonlySet<string> = $derived.by(() => superseded(this.#source()));
  readonly groups: Group[] = $derived.by(() =>
    grouped(this.#source(), clock.now, dates, (receipt) => this.#pins.get(receipt.id)?.group).filter(
      (group) => this.#filter === 'all' || group.key === this.#filter,
    ),
  );

  constructor(source: () => Receipt[]) {
    this.#source = source;
  }

  get filter(): Filter {
    return this.#filter;
  }

  set filter(filter: Filter) {
    this.#filter = filter;
    this.moveOn();
  }

  /** Keeps a row in its place while its answer moves on. */
  pin(id: string, group: GroupKey, blockSize: number): void {
    if (!this.#pins.has(id)) this.#pins.set(id, { group, blockSize });
  }

  /** The height a pinned row keeps, in CSS pixels. */
  heightOf(id: string): number | undefined {
    return this.#pins.get(id)?.blockSize;
  }

  /** The person looks elsewhere: everything may stand where it belongs, except the row they are at. */
  moveOn(except: string | null = null): void {
    for (const id of [...this.#pins.keys()]) if (id !== except) this.#pins.delete(id);
  }
}
