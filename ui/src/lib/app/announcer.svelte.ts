/** What a screen reader is told once, without moving the focus. `LiveRegion.svelte` holds it. */
export class Announcer {
  #text = $state('');

  get text(): string {
    return this.#text;
  }

  /** Says it; the same sentence twice is said twice. */
  say(sentence: string): void {
    this.#text = this.#text === sentence ? `${sentence}\u00a0` : sentence;
  }
}
