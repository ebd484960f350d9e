/**
 * What an invitation carries besides its facts, while its card is open: its formatted text, which is fetched when
 * somebody asks for it, its files, and the addresses that are opened outside or copied.
 *
 * What is safe to show or open is decided by the engine; the frame is in `frame.ts`.
 */
import type { Announcer } from '../app/announcer.svelte';
import { copyText } from '../app/clipboard';
import { asFailure, type AttachmentRow, type Failure, type FormattedText, type Host } from '../host';
import { failureWords, present, type Presentation } from '../words';

export type Outcome = { path: string } | { failure: Failure };

type Asked = Pick<Host, 'formattedText' | 'saveAttachment' | 'openLink'>;

export class InvitationContent {
  /** The formatted text, once it was fetched. */
  text = $state.raw<FormattedText | null>(null);
  /** It is shown instead of the plain one. */
  formatted = $state(false);
  fetching = $state(false);
  /** Why it is not here. */
  failure = $state.raw<Failure | null>(null);
  /** What to say of a text that was asked for and is nowhere. */
  absent = $state<string | null>(null);
  /** Files on their way. */
  saving = $state.raw<ReadonlySet<string>>(new Set());
  /** What became of each file that was saved. */
  outcomes = $state.raw<ReadonlyMap<string, Outcome>>(new Map());
  readonly #host: Asked;
  readonly #announcer: Announcer;
  readonly #where: () => { account: string; meeting: string };

  constructor(host: Asked, announcer: Announcer, where: () => { account: string; meeting: string }) {
    this.#host = host;
    this.#announcer = announcer;
    this.#where = where;
  }

  /** Shows the text as its author formatted it; asks the server for it the first time. */
  async showFormatted(): Promise<void> {
    if (this.fetching) return;
    this.text ??= await this.#fetch();
    if (this.text) this.#show();
  }

  /**
   * Asks the server for a text of which nothing is here. The formatted one, since the engine fetches the plain one by
   * itself, once, and tells nobody what came of it.
   */
  async fetchMissing(): Promise<void> {
    if (this.fetching) return;
    const text = await this.#fetch();
    if (text && says(text)) {
      this.text = text;
      return this.#show();
    }
    if (text) this.absent = 'This invitation has no text.';
    else if (this.failure?.code === 'not_found') this.absent = 'The server has no text of this.';
    if (!this.absent) return;
    this.failure = null;
    this.#announcer.say(this.absent);
  }

  async #fetch(): Promise<FormattedText | null> {
    this.fetching = true;
    this.failure = null;
    const { account, meeting } = this.#where();
    try {
      return await this.#host.formattedText(account, meeting);
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return null;
    } finally {
      this.fetching = false;
    }
  }

  #show(): void {
    this.formatted = true;
    this.#announcer.say('Showing the formatted text');
  }

  /** Shows the words alone. */
  showPlain(): void {
    this.formatted = false;
    this.failure = null;
  }

  /** Saves a file among the person's downloads. */
  async save(file: AttachmentRow): Promise<void> {
    if (this.saving.has(file.id)) return;
    const { account, meeting } = this.#where();
    this.saving = new Set([...this.saving, file.id]);
    this.#announcer.say(`Saving ${file.name}`);
    let outcome: Outcome;
    try {
      outcome = { path: await this.#host.saveAttachment(account, meeting, file.id) };
      this.#announcer.say(`Saved as ${outcome.path}`);
    } catch (thrown) {
      outcome = { failure: asFailure(thrown) };
    }
    this.saving = new Set([...this.saving].filter((id) => id !== file.id));
    this.outcomes = new Map([...this.outcomes, [file.id, outcome]]);
  }

  /** Opens an address in the system's browser. */
  async open(address: string): Promise<void> {
    try {
      await this.#host.openLink(address);
    } catch (thrown) {
      const { message } = asFailure(thrown);
      this.#announcer.say(message);
      this.failure = asFailure(thrown);
    }
  }

  /** Copies an address; tells whether it worked. */
  async copy(address: string): Promise<boolean> {
    return copyAddress(address, this.#announcer);
  }
}

/** Copies an address and says so. */
export async function copyAddress(address: string, announcer: Announcer): Promise<boolean> {
  const copied = await copyText(address);
  announcer.say(copied ? `Copied ${address}` : 'Copying is not possible here. Select the text instead.');
  return copied;
}

/** There is something in it to read or to tell of: a text without words may still be full of elements. */
function says({ html, picturesLeftOut, cut }: FormattedText): boolean {
  return cut || picturesLeftOut > 0 || /<img/i.test(html) || /\S/.test(html.replace(/<[^>]*>|&nbsp;/gi, ''));
}

/**
 * Why something did not come, for somebody who has the rest of the invitation in front of them; `words`: a text of which
 * the plain words are not here either.
 */
export function whyNotHere(failure: Failure, what: 'text' | 'words' | 'file'): Presentation {
  switch (failure.code) {
    case 'offline':
    case 'server_not_found':
      return {
        title: 'No connection to the server.',
        meaning: {
          text: 'The formatted text is only there. The plain text is below.',
          words: 'The text is only there. Fetch it once you are connected again.',
          file: 'The file is only there, and nothing was saved.',
        }[what],
        way: failureWords.offline.way,
      };
    case 'not_found':
      return {
        title: what === 'file' ? 'This file is gone.' : 'The formatted text is gone.',
        meaning: 'The server does not have it any more.',
        way: failureWords.not_found.way,
      };
    case 'unsafe':
      if (what === 'words') return present(failure);
      return {
        title: 'This text is shown as plain words only.',
        meaning: 'Its formatting is made to overload the program that shows it.',
        way: failureWords.unsafe.way,
      };
    case 'too_large':
    case 'profile_read_only':
    case 'internal':
      return { ...present(failure), meaning: failure.message || present(failure).meaning };
    default:
      return present(failure);
  }
}

/** `612 bytes`, `14 KB`, `2.4 MB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  const [value, unit] = bytes < 999_500 ? [bytes / 1000, 'KB'] : [bytes / 1_000_000, 'MB'];
  return `${value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`;
}

/** Of a text that is not here; `cut`: the server has more than came, so there is one. */
export function missingInWords(cut: boolean): { said: string; deed: string } {
  return cut
    ? { said: 'The text of this invitation is not on this computer yet.', deed: 'Fetch the text' }
    : { said: 'No text of this is on this computer.', deed: 'Fetch the text from the server' };
}
