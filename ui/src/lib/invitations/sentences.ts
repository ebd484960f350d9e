/**
 * What the answer bar says: before, what each answer will do; after, what it did. Names people, never systems.
 *
 * A sentence is a list of pieces, so that the subject of a mail can stand out without markup in a string. Pure.
 */
import { dates, isolated, shortName } from '../format';
import type { Answer, AnswerBar, Person, Receipt } from '../host';
import { answerWords, notAnswerableWords } from '../words';

export interface Piece {
  text: string;
  strong?: boolean;
}

/** While an answer can be taken back. */
export const NOT_LEFT = 'Nothing has left this computer yet.';

/** Said while an answer that waits is being edited, and when it has left meanwhile. */
export const EDITING = 'Nothing has left yet; Save changes the answer that waits.';
export const LEFT_MEANWHILE = 'Your answer has left meanwhile. What you give now is a new answer.';

/** Said of an answer without a time, while one is being chosen. */
export const NO_TIME = ' No other time is proposed with it.';

/** What the bar is about. */
export interface Question {
  subject: string;
  organizer: Person;
  bar: AnswerBar;
}

/** The sentence under the buttons: what this answer will do, with these settings. */
export function beforehand(question: Question, answer: Answer, tell: boolean, comment: string): Piece[] {
  const { bar } = question;
  return [
    { text: `${ownSide(answer, bar.wholeSeries)} ` },
    ...mailSide(question, answer, tell),
    ...commentSide(question, answer, tell, comment),
  ];
}

/** Before any answer is considered: what differs between the three, and what is common to them. */
export function atRest(question: Question, tell: boolean, comment: string): Piece[] {
  const own = question.bar.wholeSeries
    ? 'Accept puts the whole series in your calendar, Tentative holds its dates, Decline takes it out.'
    : 'Accept puts it in your calendar, Tentative holds the time, Decline takes it out.';
  return [
    { text: `${own} ` },
    ...mailSide(question, null, tell),
    ...commentSide(question, null, tell, comment),
  ];
}

/** The same with another time: how the organizer learns of it. */
export function proposingBeforehand(
  { bar, organizer, subject }: Question,
  considered: Answer | null,
): Piece[] {
  const who = isolated(shortName(organizer));
  const answer = considered ?? (bar.proposing.tentative === null ? 'declined' : 'tentative');
  const carrier = answer === 'accepted' ? null : bar.proposing[answer];
  if (carrier === null) return [];
  const own = ownSide(answer, bar.wholeSeries);
  if (carrier === 'words') {
    const why = bar.proposing.disallowed ? ` ${who} takes no proposals, so the` : ' The';
    return [
      { text: `${own}${why} time goes in words with your comment: ${who} gets ` },
      { text: mailSubject(answer, subject), strong: true },
      { text: ` from ${bar.fromAddress}.` },
    ];
  }
  return [
    { text: `${own} ${who} gets ` },
    { text: `New Time Proposed: ${isolated(subject)}`, strong: true },
    { text: ` from ${bar.fromAddress}${carrier === 'send_response' ? ', sent by the server' : ''}.` },
  ];
}

function ownSide(answer: Answer, series: boolean): string {
  switch (answer) {
    case 'accepted':
      return series ? 'Accept puts the whole series in your calendar.' : 'Accept puts it in your calendar.';
    case 'tentative':
      return series
        ? 'Tentative holds all its dates in your calendar.'
        : 'Tentative holds the time in your calendar.';
    case 'declined':
      return series
        ? 'Decline takes the whole series out of your calendar.'
        : 'Decline takes it out of your calendar.';
  }
}

/** Which mail goes to whom; without an answer, what holds for all three. */
function mailSide({ bar, organizer, subject }: Question, answer: Answer | null, tell: boolean): Piece[] {
  const who = isolated(shortName(organizer));
  if (bar.tell === 'not_requested') return [{ text: `${who} asked for no replies, so no mail is sent.` }];
  if (bar.tell === 'choice' && !tell) return [{ text: `${who} is not told.` }];
  if (bar.by === 'nobody')
    return [{ text: 'The invitation names no mail address, so nobody can be told from here.' }];
  if (bar.by === 'server_perhaps') return [{ text: leftToServer(who) }];
  const by = bar.by === 'server' && bar.tell === 'always' ? ', sent by the server' : '';
  if (answer === null) return [{ text: `${who} gets your answer by mail from ${bar.fromAddress}${by}.` }];
  return [
    { text: `${who} gets ` },
    { text: mailSubject(answer, subject), strong: true },
    { text: ` from ${bar.fromAddress}${by}.` },
  ];
}

/** Of a server that mails only where that is switched on, which nothing in the protocol tells. */
function leftToServer(who: string): string {
  return `Your server mails ${who} if its administrator switched that on; Quorum cannot see whether it did.`;
}

/** What becomes of the comment; a server that drops it is told of before anything is typed. */
function commentSide(
  { bar, organizer }: Question,
  answer: Answer | null,
  tell: boolean,
  comment: string,
): Piece[] {
  const typed = comment.trim() !== '';
  const who = isolated(shortName(organizer));
  if (bar.tell === 'not_requested' || (bar.tell === 'choice' && !tell))
    return typed ? [{ text: ' Your comment goes to nobody.' }] : [];
  switch (bar.comment) {
    case 'always':
      return [];
    case 'when_tentative':
      if (!typed || answer === null) return [{ text: ` A comment reaches ${who} only with Tentative.` }];
      return answer === 'tentative'
        ? []
        : [{ text: ` ${who} does not see your comment: this server passes it on only with Tentative.` }];
    case 'never':
      return [
        {
          text: typed
            ? ` This server drops comments: ${who} does not see yours.`
            : ` Comments do not reach ${who} on this server.`,
        },
      ];
  }
}

/** What the empty field for the comment says. */
export function commentHint({ bar, organizer }: Question): string {
  const who = shortName(organizer);
  switch (bar.comment) {
    case 'always':
      return `Add a comment for ${who}`;
    case 'when_tentative':
      return `Add a comment, passed on only with Tentative`;
    case 'never':
      return `Comments do not reach ${who}`;
  }
}

/** `Accepted: Quarterly Planning`. */
function mailSubject(answer: Answer, subject: string): string {
  return `${answerWords[answer].state}: ${isolated(subject)}`;
}

/** `, proposing Wed 2 Dec, 14:00–15:00,`, where a time went along. */
function proposing({ proposed, decidedAt }: Receipt): string {
  return proposed ? `, proposing ${dates.spanShort(proposed, new Date(decidedAt))},` : '';
}

/** What the mail of a server is called, as far as that can be known from here. */
function subjectOf({ answer, subject, proposed }: Receipt): string {
  return proposed?.carrier === 'send_response'
    ? `New Time Proposed: ${isolated(subject)}`
    : mailSubject(answer, subject);
}

const NEWER_IS_MISSING =
  '{who} sent a newer version, and it is not in your Inbox or calendar. Ask {who} what holds now.';

/** Why nothing can be answered, with the organizer's name. */
export function whyNot({ bar, organizer }: Question): string | null {
  if (bar.possible) return null;
  const why = bar.impossible ?? 'unreadable';
  const words = why === 'outdated' && bar.newest === null ? NEWER_IS_MISSING : notAnswerableWords[why];
  return words.replaceAll('{who}', isolated(shortName(organizer)));
}

/** What can be done about a decline that has taken the meeting out of the calendar. */
export function declinedAndGone({ organizer }: Question): string {
  return (
    'You declined this, and it left your calendar. If its invitation is still in Deleted Items, it can be answered ' +
    `again; if not, ask ${isolated(shortName(organizer))} for a new one.`
  );
}

/** The line under the lamps: what happened to the mail, or what is still to happen. */
export function afterwards(receipt: Receipt, secondsLeft: number): Piece[] {
  const who = isolated(shortName(receipt.organizer));
  const { calendar, organizer } = receipt.lamps;
  if (secondsLeft > 0) return [{ text: NOT_LEFT }];
  switch (organizer.state) {
    case 'told':
      return [
        { text: `${who} got ` },
        { text: receipt.mailSubject ?? subjectOf(receipt), strong: true },
        { text: `${proposing(receipt)} from ${receipt.fromAddress}. The receipt stays in Activity.` },
      ];
    case 'left_to_server':
      return [{ text: `The server has your answer. ${leftToServer(who)} The receipt stays in Activity.` }];
    case 'not_told':
      return [{ text: `${untold(receipt, who)} The receipt stays in Activity.` }];
    case 'failed':
      return [{ text: `Your calendar is right. ${who} has not been told.` }];
    case 'unknown':
      return [{ text: `Nobody can tell from here whether ${who} was told. The receipt stays in Activity.` }];
    case 'queued':
    case 'sending':
      return calendar.state === 'queued'
        ? [{ text: `It is written down here and leaves by itself. ${who} is told after that.` }]
        : [{ text: `${who} is told as soon as the server has taken it.` }];
    case 'withdrawn':
      return [{ text: 'Taken back. Nothing was sent.' }];
  }
}

function untold(receipt: Receipt, who: string): string {
  switch (receipt.lamps.organizer.reason) {
    case 'not_requested':
      return `${who} asked for no replies, so no mail was sent.`;
    case 'chosen':
      return `${who} was not told, as you chose.`;
    case 'refused':
      return 'No mail was sent.';
    case 'no_address':
      return `The address of ${who} is not known, so no mail was sent.`;
    default:
      return `${who} was not told.`;
  }
}
