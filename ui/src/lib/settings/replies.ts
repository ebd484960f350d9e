import type { Account } from '$lib/host';
import { repliesWords } from '$lib/words';

/** What is to be known of who mails the organizer; of SOGo that it may be switched off, which no protocol tells. */
export function repliesNote({ family, replies }: Pick<Account, 'family' | 'replies'>): string {
  if (family === 'sogo' && replies === 'auto') {
    return `SOGo mails only where its administrator has switched that on. If organizers never hear from you, choose “${repliesWords.client.label}”; if they do, “${repliesWords.server.label}” lets the receipts say that they were told.`;
  }
  return `${repliesWords[replies].detail}.`;
}
