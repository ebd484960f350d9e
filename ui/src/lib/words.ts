/**
 * The words for every code the engine knows. Each table is a complete `Record`: a new code on the Rust side does not
 * compile here until someone has chosen what a person reads.
 *
 * Plain and short, present tense, no system words, no exclamation marks. Sentences that name people are made where
 * they stand (`lib/invitations/sentences.ts`, `lib/answers`), from these.
 */
import type {
  Answer,
  AttendeeStatus,
  AttendeeType,
  ChangeField,
  CommentReach,
  Failure,
  FailureCode,
  Family,
  HistoryKind,
  NotAnswerable,
  NotProposable,
  OccurrenceState,
  OwnState,
  Phase,
  ReceiptAction,
  Replies,
  SecretsState,
  StepKind,
  Theme,
  ToldBy,
  ToldReason,
  TroubleCode,
} from './host';

/** An answer as a deed (on its button), a state (beside its sign), my deed, and the word inside a sentence. */
export const answerWords: Record<Answer, { deed: string; state: string; mine: string; inline: string }> = {
  accepted: { deed: 'Accept', state: 'Accepted', mine: 'You accepted', inline: 'accepted' },
  tentative: { deed: 'Tentative', state: 'Tentative', mine: 'You answered tentative', inline: 'tentative' },
  declined: { deed: 'Decline', state: 'Declined', mine: 'You declined', inline: 'declined' },
};

/** `Decline Tue 3 Dec`, `Tentative for the series`: the deed and what it is about. */
export function scoped(answer: Answer, scope: string): string {
  const { deed } = answerWords[answer];
  if (!scope) return deed;
  return answer === 'tentative' ? `${deed} for ${scope}` : `${deed} ${scope}`;
}

/** The key that gives an answer. */
export const answerKeys: Record<Answer, string> = { accepted: 'A', tentative: 'T', declined: 'D' };

export const attendeeStatusWords: Record<AttendeeStatus, string> = {
  accepted: 'Accepted',
  tentative: 'Tentative',
  declined: 'Declined',
  none: 'No answer',
};

export const attendeeTypeWords: Record<AttendeeType, string> = {
  required: 'Required',
  optional: 'Optional',
  resource: 'Room or thing',
};

export const ownStateWords: Record<OwnState, string> = {
  appointment: 'Appointment',
  organizer: 'You organize it',
  open: 'Not answered',
  accepted: 'Accepted',
  tentative: 'Tentative',
  declined: 'Declined',
};

export const changeFieldWords: Record<ChangeField, string> = {
  when: 'When',
  where: 'Where',
  title: 'Title',
  repeats: 'Repeats',
  people: 'People',
  text: 'Text',
};

/** A line of a meeting's history, or of the series that a meeting is one date of; `who` follows where it is not me. */
export const historyWords: Record<HistoryKind, { meeting: string; series: string }> = {
  invited: { meeting: 'Invited', series: 'Invited to the series' },
  updated: { meeting: 'Changed', series: 'Series changed' },
  invited_again: { meeting: 'Invited again', series: 'Invited to the series again' },
  cancelled: { meeting: 'Cancelled for you', series: 'Series cancelled' },
  accepted: { meeting: 'You accepted', series: 'You accepted the series' },
  tentative: { meeting: 'You answered tentative', series: 'You answered tentative for the series' },
  declined: { meeting: 'You declined', series: 'You declined the series' },
  // Only ever of one date.
  removed: { meeting: 'Taken out of your calendar', series: 'Taken out of your calendar' },
};

/** The same of what only the calendar tells; a date of a series can stand before it. */
export const unmailedWords: Partial<Record<HistoryKind, { step: string; news: string }>> = {
  updated: { step: 'changed in your calendar', news: 'was changed' },
  invited_again: { step: 'on again in your calendar', news: 'is on again' },
  cancelled: { step: 'cancelled in your calendar', news: 'was cancelled' },
  removed: { step: 'taken out of your calendar', news: 'is not in your calendar any more' },
};

/** What became of a date of a series. */
export const occurrenceStateWords: Record<OccurrenceState, string> = {
  planned: 'As planned',
  moved: 'Moved',
  changed: 'Changed',
  cancelled: 'Cancelled',
  removed: 'Not in your calendar',
};

/** Why a meeting cannot be answered; `{who}` is the organizer. The way out is a button beside it. */
export const notAnswerableWords: Record<NotAnswerable, string> = {
  outdated: '{who} sent a newer version. Answer that one.',
  cancelled: '{who} cancelled this meeting. Nothing to answer.',
  organizer: 'You organize this meeting. The answers of the others are in My meetings.',
  informational: '{who} only tells of a change here and asks for no answer.',
  delegator_copy: 'This is a copy. Your delegate answers it.',
  delegated:
    'This is for somebody you stand in for, and Quorum cannot answer in their name. Answer it in Outlook or in the web mail.',
  one_occurrence:
    'This server would take an answer to this date for the whole series, so this date alone cannot be answered here. Open the series to answer all its dates; for this date alone use the server’s web mail, or write to {who}.',
  series_first: 'Answer the series first. Then each of its dates can be answered by itself.',
  gone: 'This meeting is not on the server any more. Nothing to answer.',
  unreadable: 'The server sent this invitation in a form Quorum cannot read. Answer it in your mail program.',
};

/** Why no other time can be proposed; `{who}` is the organizer. */
export const notProposableWords: Record<NotProposable, string> = {
  series: 'A whole series has no one other time. Write in the comment when it would suit you.',
  all_day: 'For whole days no time can be proposed. Write it in the comment.',
  not_requested: 'No reply is requested, so a proposed time would reach nobody.',
  no_address: 'The invitation names no mail address of {who}, so a proposed time would reach nobody.',
  server: 'This server tells {who} by itself and passes no proposed time on. Write to {who} yourself.',
  accepted: 'Accept is for the time that is. Propose another one with Tentative.',
  silent: 'A proposed time is for {who}, so they have to be told.',
  order: 'It has to end after it begins.',
  past: 'This time is over already.',
  same: 'This is when the meeting is now. Choose another time.',
};

/** Why the organizer is not told, in the lamp. */
export const toldReasonWords: Record<ToldReason, string> = {
  not_requested: 'no reply requested',
  chosen: 'not told, your choice',
  refused: 'not told',
  no_address: 'not told, address unknown',
  mailbox_full: 'mail not sent, mailbox full',
  mail_refused: 'mail refused',
  gave_up: 'mail not sent',
  answered_elsewhere: 'answered elsewhere',
};

/** The same, at the end of a sentence that says that nobody told them. */
export const whyUntoldWords: Record<ToldReason, string> = {
  not_requested: 'no reply was requested',
  chosen: 'you chose not to',
  refused: 'the server refused the answer',
  no_address: 'the organizer’s address is not known',
  mailbox_full: 'the mailbox is full',
  mail_refused: 'the server refused the mail',
  gave_up: 'the mail did not get through',
  answered_elsewhere: 'another program had given this answer already, so nothing was sent from here',
};

export const toldByWords: Record<ToldBy, string> = {
  client: 'Quorum sends the reply',
  server: 'The server sends the reply by itself',
  server_perhaps: 'The server sends the reply, if its administrator switched that on',
  nobody: 'Nobody sends a reply',
};

/** With which answers a comment reaches the organizer. */
export const commentReachWords: Record<CommentReach, string> = {
  always: 'Reaches the organizer',
  when_tentative: 'Reaches the organizer only with Tentative',
  never: 'Does not reach the organizer',
};

export const repliesWords: Record<Replies, { label: string; detail: string }> = {
  auto: { label: 'As this server does it', detail: 'Quorum knows what this kind of server leaves to it' },
  client: { label: 'Quorum always sends', detail: 'Choose this if organizers never hear from you' },
  server: { label: 'Quorum never sends', detail: 'Choose this if organizers get every reply twice' },
};

/** What a person can do with an answer, on its button. */
export const receiptActionWords: Record<ReceiptAction, string> = {
  undo: 'Undo',
  edit: 'Edit',
  send_now: 'Send now',
  retry: 'Try again now',
  retry_mail: 'Send the mail again',
  discard: 'Give up this answer',
  change: 'Change answer',
};

/** Why an answer stands still: the fact, and what it means. `leaves` says that nothing has to be done. */
export const troubleWords: Record<TroubleCode, { title: string; meaning: string; leaves: boolean }> = {
  offline: {
    title: 'No connection.',
    meaning: 'The answer waits here and leaves by itself when you are back online.',
    leaves: true,
  },
  server_busy: {
    title: 'The server is busy.',
    meaning: 'It was asked, and could not do it now. Quorum looks first, then tries again by itself.',
    leaves: true,
  },
  uncertain: {
    title: 'The connection broke while sending.',
    meaning: 'Quorum looks whether the answer arrived before anything is sent again.',
    leaves: true,
  },
  sign_in: {
    title: 'The server wants you to sign in again.',
    meaning: 'Nothing was sent. Sign in, then the answer leaves by itself.',
    leaves: false,
  },
  invalid_meeting: {
    title: 'The server refused this answer.',
    meaning:
      'The invitation is not valid any more. Nothing was changed and nothing was sent. Answer what your calendar shows now, or give this answer up.',
    leaves: false,
  },
  mailbox_error: {
    title: 'The server cannot change your calendar now.',
    meaning:
      'Your answer was sent, and it reports an error in your mailbox. Quorum looks first, then tries again by itself.',
    leaves: true,
  },
  server_refused: {
    title: 'The server refused this answer.',
    meaning:
      'The meeting was cancelled, removed or passed on. Nothing was changed and nothing was sent. Try again, answer differently, or give this answer up.',
    leaves: false,
  },
  not_told: {
    title: 'Your calendar is right, but the organizer was not told.',
    meaning: 'Only the mail is missing.',
    leaves: false,
  },
  unknown_status: {
    title: 'The server gave an answer nobody has described.',
    meaning: 'Your answer was sent. Quorum looks whether it was taken.',
    leaves: true,
  },
  gone: {
    title: 'This meeting is not on the server any more.',
    meaning: 'There is nothing left to answer, and nothing was sent.',
    leaves: false,
  },
  policy: {
    title: 'The rules of the server stop this computer.',
    meaning: 'Nothing was sent. Ask your administrator to allow Quorum.',
    leaves: false,
  },
  forbidden: {
    title: 'The server does not let this mailbox or this computer in.',
    meaning: 'The answer waits here and leaves by itself once your administrator allows Quorum.',
    leaves: true,
  },
  changed: {
    title: 'This meeting changed before your answer got through.',
    meaning:
      'Your answer was to the earlier version, so it is not sent any more. Look at it and answer anew.',
    leaves: false,
  },
  mailbox_full: {
    title: 'Your mailbox is full.',
    meaning: 'The server took nothing, and nothing was sent. Free some space, then try again.',
    leaves: false,
  },
  one_occurrence: {
    title: 'This server would answer the whole series.',
    meaning: 'So nothing was sent. Answer the series instead, or this date in the server’s web mail.',
    leaves: false,
  },
  cannot_propose: {
    title: 'The proposed time has no way to the organizer any more.',
    meaning: 'So nothing was sent. Answer without it, and write to the organizer yourself.',
    leaves: false,
  },
};

/** Of what is in doubt while Quorum looks, where it does not look any more. */
export const givenUpWords: Partial<typeof troubleWords> = {
  uncertain: {
    title: 'The connection broke while sending.',
    meaning:
      'Nobody can tell from here whether it arrived, so nothing more is sent by itself. Try again if the organizer has not heard from you, or give this answer up.',
    leaves: false,
  },
  server_busy: {
    title: 'The server was busy each time.',
    meaning: 'Nothing more is sent by itself. Try again later, or ask your administrator.',
    leaves: false,
  },
  mailbox_error: {
    title: 'The server cannot change your calendar.',
    meaning:
      'It reported an error in your mailbox each time. Nothing more is sent by itself. Try again later, or ask your administrator.',
    leaves: false,
  },
  unknown_status: {
    title: 'The server gave an answer nobody has described.',
    meaning:
      'Nothing more is sent by itself. Look at your calendar first, then try again or give this answer up.',
    leaves: false,
  },
};

/** Steps in the life of an answer, on the receipt. */
export const stepWords: Record<StepKind, string> = {
  decided: 'You decided',
  edited: 'You changed it before it left',
  withdrawn: 'You took it back',
  replaced: 'A newer answer replaced it',
  sent: 'Sent to the server',
  reply_lost: 'Connection broke, result unknown',
  found_applied: 'Looked: the server has it',
  found_missing: 'Looked: the server does not have it',
  taken: 'The server took it',
  refused: 'The server refused it',
  mail_sent: 'Mail to the organizer left',
  told: 'Organizer told',
  left_to_server: 'Left to the server to tell the organizer',
  not_told: 'Organizer not told',
  mail_failed: 'Mail to the organizer failed',
  confirmed: 'Your calendar shows it',
  delayed: 'Put off until later',
  discarded: 'You gave it up',
  retried: 'You asked to try again',
};

export const familyWords: Record<Family, string> = {
  exchange: 'Exchange',
  'exchange-online': 'Microsoft 365',
  sogo: 'SOGo',
  zpush: 'Z-Push',
  grommunio: 'grommunio',
  unknown: 'ActiveSync server',
};

/** What else goes by a family's name, for whoever chooses one. */
export const familyDetailWords: Record<Family, string> = {
  exchange: 'On premises, 2010 to 2019',
  'exchange-online': 'Exchange Online',
  sogo: 'mailcow, too',
  zpush: 'Kopano, too',
  grommunio: 'Descends from Z-Push',
  unknown: 'Taken to do what the standard says',
};

/** What is being done in a Sync, for the line at the bottom of the rail and the rows of set-up. */
export const phaseWords: Record<Phase, string> = {
  server: 'Asking the server',
  folders: 'Reading the folders',
  inbox: 'Reading the inbox',
  calendar: 'Reading the calendar',
  done: 'Up to date',
};

export const themeWords: Record<Theme, string> = { system: 'As the system', light: 'Light', dark: 'Dark' };

export const secretsWords: Record<SecretsState, string> = {
  keychain: 'Passwords stay in your system’s keychain',
  vault_locked: 'Passwords stay in a vault on this computer, which is locked',
  vault_new: 'This computer has no keychain. Passwords go into a vault that a passphrase opens',
  vault_open: 'Passwords stay in a vault on this computer, open until Quorum closes',
};

/** What the button of a failure does; the screen that shows it carries it out. */
export type WayOut =
  | { deed: 'retry'; label: string }
  | { deed: 'sign_in'; label: string }
  | { deed: 'edit'; label: string }
  | { deed: 'unlock'; label: string }
  | { deed: 'newest'; label: string }
  | { deed: 'copy'; label: string };

export interface Presentation {
  /** What failed. */
  title: string;
  /** What it means and what to do. */
  meaning: string;
  way: WayOut;
}

const again: WayOut = { deed: 'retry', label: 'Try again' };
const edit: WayOut = { deed: 'edit', label: 'Check what you entered' };
const copy: WayOut = { deed: 'copy', label: 'Copy the text for support' };
const copyForIt: WayOut = { deed: 'copy', label: 'Copy the text for IT' };

/** One presentation per failure. */
export const failureWords: Record<FailureCode, Presentation> = {
  offline: {
    title: 'No connection to the server.',
    meaning: 'What you see is from this computer. Answers wait and leave by themselves.',
    way: again,
  },
  server_not_found: {
    title: 'Nothing answers at this address.',
    meaning: 'The server’s name may be misspelled, or it is reachable only inside a company network.',
    way: edit,
  },
  not_active_sync: {
    title: 'This server answered, but not as a mailbox server.',
    meaning:
      'ActiveSync may be switched off there, or it lives at another address. Ask your administrator for it.',
    way: edit,
  },
  sign_in: {
    title: 'The server did not accept the user name or the password.',
    meaning: 'Nothing was changed. Some servers want the user name without the part after the @.',
    way: { deed: 'sign_in', label: 'Sign in again' },
  },
  forbidden: {
    title: 'Your administrator has to allow this.',
    meaning:
      'The server knows you, but does not let Quorum in: the mailbox or this computer is blocked for ActiveSync.',
    way: copyForIt,
  },
  no_common_version: {
    title: 'This server is too old or too new for Quorum.',
    meaning: 'They have no version of the protocol in common. Nothing was changed.',
    way: copyForIt,
  },
  tls: {
    title: 'There is no secure connection to this server.',
    meaning: 'One could not be made, so nothing was sent. The details say why.',
    way: copyForIt,
  },
  insecure_url: {
    title: 'This address is not encrypted.',
    meaning: 'Your password would be readable on the way. Use an address that begins with https.',
    way: edit,
  },
  server_busy: {
    title: 'The server is busy or failing.',
    meaning: 'Everything here is kept. Quorum asks again by itself.',
    way: again,
  },
  bad_answer: {
    title: 'The server’s answer could not be read.',
    meaning: 'Everything here is kept. Something between you and the server may change what it says.',
    way: again,
  },
  unknown_status: {
    title: 'The server gave an answer nobody has described.',
    meaning: 'Everything here is kept. Trying again is safe.',
    way: again,
  },
  policy: {
    title: 'The server asks for rules this computer cannot keep.',
    meaning: 'Until that changes it hands out no mail. Ask your administrator to allow Quorum.',
    way: copyForIt,
  },
  mailbox_full: {
    title: 'Your mailbox is full.',
    meaning: 'The server takes no mail until there is room. Free some space, then try again.',
    way: again,
  },
  disk_full: {
    title: 'The disk of this computer is full.',
    meaning: 'Nothing was lost, but nothing new can be kept. Free some space, then try again.',
    way: again,
  },
  profile_in_use: {
    title: 'Quorum is already running.',
    meaning: 'Another window or program uses these mailboxes. Close it, then try again.',
    way: again,
  },
  database_damaged: {
    title: 'The store on this computer is damaged.',
    meaning: 'Your mailbox on the server is not touched. Support can tell how to read it anew.',
    way: copy,
  },
  profile_read_only: {
    title: 'Quorum cannot write to its folder.',
    meaning: 'Nothing new can be kept. Check the rights of the folder, then try again.',
    way: again,
  },
  passphrase: {
    title: 'The passphrase does not open the vault.',
    meaning: 'Nothing was changed. Type it again.',
    way: { deed: 'unlock', label: 'Enter the passphrase' },
  },
  keychain: {
    title: 'The keychain of this computer is locked.',
    meaning: 'Quorum cannot read your password. Unlock the keychain, then try again.',
    way: again,
  },
  not_answerable: {
    title: 'This meeting cannot be answered now.',
    meaning: 'Nothing was sent. It changed while you were reading.',
    way: { deed: 'newest', label: 'Show it as it is now' },
  },
  not_cancelled: {
    title: 'This stays in your calendar.',
    meaning: 'It takes place, or only a part of it was cancelled. Nothing was removed.',
    way: { deed: 'newest', label: 'Show it as it is now' },
  },
  too_late: {
    title: 'This answer has left already.',
    meaning: 'It is as it was. What you typed is still here and can be given as a new answer.',
    way: { deed: 'newest', label: 'Show it as it is now' },
  },
  too_large: {
    title: 'This is too large to be fetched here.',
    meaning: 'Nothing was saved. Save it with your mail program.',
    way: copy,
  },
  unsafe: {
    title: 'This is not shown.',
    meaning: 'It is made to overload the program that shows it.',
    way: copy,
  },
  not_found: {
    title: 'This is not here any more.',
    meaning: 'It was removed or changed meanwhile. Nothing was sent.',
    way: again,
  },
  bad_input: {
    title: 'Something you entered cannot be used.',
    meaning: 'Look at it once more.',
    way: edit,
  },
  internal: {
    title: 'Something in Quorum itself failed.',
    meaning: 'Nothing was sent. If it happens again, tell support.',
    way: copy,
  },
};

/** A failure as its screen shows it: our words, and the shell's own sentence where it is more exact. */
export function present(failure: Failure): Presentation {
  const words = failureWords[failure.code];
  const exact = failure.code === 'bad_input' || failure.code === 'tls';
  return exact && failure.message ? { ...words, meaning: failure.message } : words;
}

/** What support wants to know about a failure. */
export function detailsOf(failure: Failure): string {
  return [failure.code, failure.message, failure.detail].filter(Boolean).join('\n');
}
