/**
 * What is looked for among the meetings, and the quick filters of the list or the calendar. Kept while the window is
 * open, so that who comes back from the calendar finds the list as it was; another mailbox starts without.
 */
import { ALL, type Chosen, type Quick } from './filters';

/** A person who is typing is not asked after at every key. */
export const PAUSE = 150;

export class Finding {
  #account: string | null = null;
  #text = $state('');
  #asked = $state('');
  #timer: ReturnType<typeof setTimeout> | undefined;
  chosen = $state.raw<Chosen>(ALL);

  /** Belongs to this mailbox from now on. */
  of(account: string | null): void {
    if (account === this.#account) return;
    this.#account = account;
    this.clear();
    this.chosen = ALL;
  }

  /** What stands in the field. */
  get text(): string {
    return this.#text;
  }

  set text(typed: string) {
    this.#text = typed;
    clearTimeout(this.#timer);
    const next = typed.trim();
    if (next === '' || this.#asked === '') this.#asked = next;
    else this.#timer = setTimeout(() => (this.#asked = next), PAUSE);
  }

  /** What the engine is asked for; empty where the list is shown instead. */
  get asked(): string {
    return this.#asked;
  }

  /** Something is looked for. */
  get on(): boolean {
    return this.#text.trim() !== '';
  }

  clear(): void {
    this.text = '';
  }

  toggle(quick: Quick): void {
    const { quick: all, from } = this.chosen;
    this.chosen = { quick: all.includes(quick) ? all.filter((one) => one !== quick) : [...all, quick], from };
  }

  from(organizer: string | null): void {
    this.chosen = { ...this.chosen, from: organizer };
  }

  /** All of them again. */
  reset(): void {
    this.chosen = ALL;
  }

  /** Not all of them are shown. */
  get filtered(): boolean {
    return this.chosen.quick.length > 0 || this.chosen.from !== null;
  }
}

/** Of the list of invitations. */
export const finding = new Finding();
/** Of the calendar: who opens a meeting there from elsewhere finds the whole day around it. */
export const calendarFinding = new Finding();
