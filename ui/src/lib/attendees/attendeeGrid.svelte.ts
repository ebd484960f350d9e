/**
 * The attendee status grid of one meeting as a person works with it: filtered, sorted, one line selected.
 * It reads its attendees fresh on every access, so an answer that arrives moves the counts at once. What is selected
 * stays selected when a filter hides it.
 */
import type { Attendee } from '$lib/host';
import { countOf, FILTERS, lines, passes, sorted, type Filter, type Line, type Sort } from './order';

export class AttendeeGrid {
  #source: () => Attendee[];
  #selected = $state<string | null>(null);
  filter = $state<Filter>('all');
  sort = $state<Sort>('needs');

  readonly lines: Line[] = $derived.by(() => lines(this.#source()));
  readonly counts: Record<Filter, number> = $derived.by(
    () =>
      Object.fromEntries(FILTERS.map((filter) => [filter, countOf(this.lines, filter)])) as Record<
        Filter,
        number
      >,
  );
  readonly rows: Line[] = $derived.by(() =>
    sorted(
      this.lines.filter((line) => passes(line, this.filter)),
      this.sort,
    ),
  );
  /** The selected line, wherever the filter left it. */
  readonly selected: Line | null = $derived.by(
    () => this.lines.find((line) => line.key === this.#selected) ?? null,
  );

  constructor(source: () => Attendee[]) {
    this.#source = source;
  }

  select(key: string | null): void {
    this.#selected = key;
  }
}
