/**
 * What the answer bar says: before, what each answer will do; after, what it did. Names people, never systems.
 *
 * A sentence is a list of pieces, so that the subject of a mail can stand out without markup in a string. Pure.
 */
import { clock, dates, isolated, shortName } from '../format';
import type { Answer, AnswerBar, OrganizerLampState, PeopleHint, Person, Receipt, ToldBy } from '../host';
import { answerWords, notAnswerableWords } from '../words';
import { addressee, notTold } from './addressee';
import type { Again } from './changes';
import { answersThrough } from './people';
import { atShort, calendarNow, calendarThen } from './calendarSide';

export interface Piece {
  text: string;
  strong?: boolean;
}

/** While an answer can be taken back. */
export const NOT_LEFT = 'Nothing has left this computer yet.';

/** Of one that was declined and brought back. */
export const IN_INBOX = ' The invitation is in your Inbox and can be answered again.';

/** Said beside an answer of another day, of the button that takes it up again. */
export const CHANGING = ' Change answer shows the three answers again; nothing is sent until you choose one.';

/** Said while an answer that waits is being edited, and when it has left meanwhile. */
export const EDITING = 'Nothing has left yet; Save changes the answer that waits.';
export const LEFT_MEANWHILE = 'Your answer has left meanwhile. What you give now is a new answer.';

/** Said of an answer without a time, while one is being chosen. */
export const NO_TIME = ' No other time is proposed with it.';
/** The editor for another time is open, and shows where the meeting is. */
export const CHOOSE =
  'Choose a time; the buttons that appear beside it propose it. The answers below go without one.';

/** What the bar is about. */
export interface Question {
  subject: string;
  organizer: Person;
  bar: AnswerBar;
  /** My answer as it stands. */
  mine: Answer | null;
  /** It is one date of a series. */
  oneDate: boolean;
  /** It is a series of which there were dates already. */
  begun?: boolean;
  /** Dates of the series that are not covered: they have invitations of their own. */
  apart?: string[];
  /** A date of the series that takes place is not in my calendar. */
  partly?: boolean;
  /** It changed after I answered, and my answer still stands. */
  stands?: boolean;
  /** Its time is another one than before, or than its series would have it. */
  moved?: boolean;
  /** It was answered before, and is open again. */
  again?: Again | null;
  /** What is worth a second look about the people. */
  people: PeopleHint[];
}

/** The sentence under the buttons: what this answer will do, with these settings. */
export function beforehand(question: Question, answer: Answer, tell: boolean, comment: string): Piece[] {
  if (question.mine === answer && comment.trim() === '')
    return [{ text: `${calendarThen(question, answer)} Nothing more is sent.` }];
  return [
    { text: `${calendarThen(question, answer)} ` },
    ...mailSide(question, answer, tell),
    ...commentSide(question, answer, tell, comment),
  ];
}

/** What I answered before, where it is asked anew. */
function before({ to, answer }: Again): string {
  const what = to === 'series' ? 'the series' : 'an earlier version';
  if (answer === 'tentative') return `You answered tentative to ${what}`;
  return `You ${answerWords[answer].inline} ${what}`;
}

/** Before any answer is considered: what is so now, what differs between the three, and what is common to them. */
export function atRest(question: Question, tell: boolean, comment: string): Piece[] {
  const { again, mine, organizer, people } = question;
  const who = isolated(addressee(organizer, people));
  const asked =
    again && mine === null
      ? [{ text: `${before(again)}; ${who} asks anew${again.to === 'series' ? ' for this date' : ''}. ` }]
      : [];
  return [
    ...asked,
    { text: `${calendarNow(question)} ` },
    ...(mine !== null && comment.trim() === ''
      ? [{ text: `${answerWords[mine].deed} again does nothing. ` }]
      : []),
    ...(question.oneDate ? [{ text: 'No other date of the series changes. ' }] : []),
    ...mailSide(question, null, tell),
    ...commentSide(question, null, tell, comment),
    ...proposingAtRest(question, tell),
  ];
}

/** What is said at rest of the button that proposes another time, or of how to suggest one without it. */
function proposingAtRest({ bar, organizer, people }: Question, tell: boolean): Piece[] {
  const who = isolated(addressee(organizer, people));
  const { tentative, declined, impossible } = bar.proposing;
  const told = bar.tell === 'always' || (bar.tell === 'choice' && tell);
  if (impossible === 'series' || impossible === 'all_day')
    return told && bar.comment === 'always'
      ? [{ text: ' Another time can be suggested in the comment.' }]
      : [];
  if (told && onlyWithTentative(bar)) return [];
  const ways = [tentative && 'Tentative', declined && 'Decline'].filter(Boolean).join(' or ');
  if (!ways) return [];
  if (bar.proposing.disallowed)
    return [
      {
        text: ` ${who} wants no other times proposed. If you propose one anyway, it goes as words in the mail, with ${ways}.`,
      },
    ];
  // Nobody knows whether it reaches them.
  const where = bar.by === 'server' && !organizer.email.includes('@') ? 'the same way' : `to ${who}`;
  return [{ text: ` A time you propose goes ${where} with ${ways}.` }];
}

/** The same with another time: how the organizer learns of it. */
export function proposingBeforehand(question: Question, considered: Answer | null, comment: string): Piece[] {
  const { bar, organizer, subject, people } = question;
  const who = isolated(addressee(organizer, people));
  const answer = considered ?? (bar.proposing.tentative === null ? 'declined' : 'tentative');
  const carrier = answer === 'accepted' ? null : bar.proposing[answer];
  if (carrier === null) return [];
  const own = calendarThen({ ...question, mine: null }, answer);
  if (carrier === 'words') {
    const why = bar.proposing.disallowed ? ` ${who} takes no proposals, so the` : ' The';
    return [
      { text: `${own}${why} time goes as words in the mail, with your comment: ${who} gets ` },
      { text: mailSubject(answer, subject), strong: true },
      { text: ` from ${sender(bar, bar.by)}.` },
    ];
  }
  const along = comment.trim() !== '' && commentReaches(question, answer, true) ? ', with your comment' : '';
  return [
    { text: `${own} ${who} gets ` },
    { text: `New Time Proposed: ${isolated(subject)}`, strong: true },
    { text: ` from ${sender(bar, carrier === 'send_response' ? 'server' : 'client')}${along}.` },
  ];
}

/** `bob@contoso.com, sent by Quorum`: in whose name a mail comes, and which program sends it. */
function sender({ fromAddress }: AnswerBar, mailer: ToldBy): string {
  return `${fromAddress}, sent by ${mailer === 'client' ? 'Quorum' : 'the server'}`;
}

/** Which mail goes to whom; without an answer, what holds for all three. */
function mailSide(
  { bar, organizer, subject, people, mine }: Question,
  answer: Answer | null,
  tell: boolean,
): Piece[] {
  const who = isolated(addressee(organizer, people));
  if (bar.tell === 'not_requested') {
    const why = bar.replyUnstated
      ? 'The invitation does not say whether a reply is wanted'
      : 'No reply is requested';
    return [{ text: `${why}, so no mail is sent.` }];
  }
  if (bar.tell === 'choice' && !tell)
    return [
      {
        text:
          answer === null && proposable(bar)
            ? `${who} is not told, unless you propose another time.`
            : `${who} is not told.`,
      },
    ];
  const mailer = answer !== null && answer === bar.mailedAnyway ? 'client' : bar.by;
  if (mailer === 'nobody')
    return [
      { text: 'The invitation names no mail address of the organizer, so nobody can be told from here.' },
    ];
  if (mailer === 'server_perhaps') {
    const anyway = answer === null ? mailedAnyway({ bar, mine }) : null;
    if (anyway === null) return [{ text: leftToServer(who) }];
    const mailed = `${answerWords[anyway].deed}: ${who} gets your answer by mail from ${sender(bar, 'client')}.`;
    const others = answers.filter((other) => other !== anyway).map((other) => answerWords[other].deed);
    return [{ text: `${mailed} ${others.join(', ')}: ${leftToServer(who, 'your')}` }];
  }
  // Hints say so of the organizer in the same words.
  if (mailer === 'server' && !organizer.email.includes('@'))
    return [
      {
        text: `The server sends your answer to ${who} if it knows an address, which cannot be seen from here.`,
      },
    ];
  const other = mailer === 'client' ? notTold(people) : null;
  const relay = answersThrough(organizer.email);
  const from = sender(bar, mailer);
  const end = `${relay ? `, to an address at ${relay} that passes it on` : ''}.${other ? ` ${isolated(other)}, who sent the invitation, gets nothing.` : ''}`;
  const which = mine === null ? 'your' : 'your new';
  if (answer === null) return [{ text: `${who} gets ${which} answer by mail from ${from}${end}` }];
  return [
    { text: `${who} gets ` },
    { text: mailSubject(answer, subject), strong: true },
    { text: ` from ${from}${end}` },
  ];
}

/** The answer that is surely mailed, where the server tells of the others perhaps; not the one that is given already. */
export function mailedAnyway({ bar, mine }: Pick<Question, 'bar' | 'mine'>): Answer | null {
  return bar.mailedAnyway === mine ? null : bar.mailedAnyway;
}

/** Of a server that mails only where that is switched on, which nothing in the protocol tells. */
function leftToServer(who: string, your = 'Your'): string {
  return (
    `${your} server mails ${who} only if its administrator switched that on, which cannot be seen from here. ` +
    `If it matters, write to ${who} yourself.`
  );
}

const UNLESS_PROPOSED = ' Without that, your comment goes to nobody.';

function proposable({ proposing }: AnswerBar): boolean {
  return proposing.impossible === null;
}

/** What becomes of the comment; a server that drops it is told of before anything is typed. */
function commentSide(
  { bar, organizer, people }: Question,
  answer: Answer | null,
  tell: boolean,
  comment: string,
): Piece[] {
  const typed = comment.trim() !== '';
  const who = isolated(addressee(organizer, people));
  if (bar.tell === 'not_requested' || (bar.tell === 'choice' && !tell))
    return typed
      ? [{ text: answer === null && proposable(bar) ? UNLESS_PROPOSED : ' Your comment goes to nobody.' }]
      : [];
  switch (bar.comment) {
    case 'always':
      return [];
    case 'when_tentative':
      if (answer === null && onlyWithTentative(bar))
        return [{ text: ` A comment or a time you propose reaches ${who} only with Tentative.` }];
      if (!typed || answer === null) return [{ text: ` A comment reaches ${who} only with Tentative.` }];
      return answer === 'tentative'
        ? []
        : [{ text: ` ${who} does not see your comment: this server passes it on only with Tentative.` }];
    case 'never':
      return answer === null ? [{ text: ` Comments do not reach ${who} on this server.` }] : [];
  }
}

/** Comments and proposed times go the same way: one sentence says so of both. */
function onlyWithTentative({ comment, proposing }: AnswerBar): boolean {
  return comment === 'when_tentative' && proposing.tentative !== null && proposing.declined === null;
}

/** Does a comment get to the organizer with this answer? */
export function commentReaches({ bar }: Question, answer: Answer, tell: boolean): boolean {
  const told = bar.tell === 'always' || (bar.tell === 'choice' && tell);
  const carried = bar.comment === 'always' || (bar.comment === 'when_tentative' && answer === 'tentative');
  return told && bar.by !== 'nobody' && carried;
}

/** Is there anybody whom a comment could reach? Where not, no field asks for one. */
export function takesComment({ bar }: Question): boolean {
  return bar.tell !== 'not_requested' && bar.by !== 'nobody' && bar.comment !== 'never';
}

/** What the empty field for the comment says. */
export function commentHint({ bar, organizer, people }: Question, tell: boolean): string {
  const who = addressee(organizer, people);
  if (bar.tell === 'choice' && !tell) return `${who} is not told, so a comment goes to nobody`;
  return bar.comment === 'when_tentative'
    ? `Add a comment, passed on only with Tentative`
    : `Add a comment for ${who}`;
}

/** `Accepted: Quarterly Planning`. */
function mailSubject(answer: Answer, subject: string): string {
  return `${answerWords[answer].state}: ${isolated(subject)}`;
}

const answers: Answer[] = ['accepted', 'tentative', 'declined'];

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

/** Why nothing can be answered, with the organizer's name, and whether it is in the calendar where nothing else tells. */
export function whyNot({ bar, organizer, again, mine }: Question): string | null {
  if (bar.possible) return null;
  const why = bar.impossible ?? 'unreadable';
  if (why === 'gone' && mine === 'declined')
    return `You declined it, and it is out of your calendar. Only ${isolated(shortName(organizer))} can invite you to it again.`;
  const words =
    why === 'outdated' && bar.newest === null
      ? NEWER_IS_MISSING
      : why === 'one_occurrence' && bar.newest === null
        ? ONE_DATE_ONLY
        : notAnswerableWords[why];
  const earlier = why === 'one_occurrence' && again ? `${before(again)}. ` : '';
  const said = earlier + words.replaceAll('{who}', isolated(shortName(organizer)));
  if (why === 'one_occurrence' && bar.inCalendar === 'accepted' && bar.inCalendarAt !== null)
    return `${said} Your calendar still has it on ${atShort(bar.inCalendarAt)}, as accepted. No answer you give moves it: move it in your calendar yourself.`;
  if (why === 'one_occurrence' && bar.inCalendar === 'accepted')
    return `${said} Your calendar has it as accepted; if it suits you, there is nothing to do.`;
  if (why !== 'informational' && why !== 'unreadable' && why !== 'delegator_copy') return said;
  const ask = why === 'informational' && bar.inCalendar === null;
  return (
    `${said} It is ${bar.inCalendar ? '' : 'not '}in your calendar.` +
    (ask
      ? ` Whether you are invited is not said; if you expected to be, ask ${isolated(shortName(organizer))}.`
      : '')
  );
}

/** One date that cannot be answered alone, where there is no series to open. */
const ONE_DATE_ONLY =
  'This server would take an answer to this date for the whole series, so it cannot be answered here. Answer it in ' +
  'the server’s web mail, or write to {who}.';

/** What can be done about a decline that has taken the meeting out of the calendar. */
export function declinedAndGone({ organizer }: Question, told: OrganizerLampState | null): string {
  const who = isolated(shortName(organizer));
  const knows =
    told === 'told'
      ? `${who} was told`
      : told === 'not_told' || told === 'failed'
        ? `${who} was not told`
        : `whether ${who} was told is not known here`;
  return (
    `You declined this, and it left your calendar; ${knows}. ` +
    'Bring it back looks for the invitation in Deleted Items and moves it ' +
    'to your Inbox; then it can be answered here again. Until you answer it, it stays out of your calendar, and nobody is told. If it ' +
    `is not there any more, ask ${who} for a new one.`
  );
}

/** The line under the lamps: what happened to the mail, or what is still to happen. */
export function afterwards(receipt: Receipt, secondsLeft: number, people: PeopleHint[] = []): Piece[] {
  const whole = receipt.recurring && receipt.recurrenceId === null;
  const said = told(receipt, secondsLeft, people);
  return whole ? [{ text: 'Answered for the whole series. ' }, ...said] : said;
}

function told(receipt: Receipt, secondsLeft: number, people: PeopleHint[]): Piece[] {
  const who = isolated(addressee(receipt.organizer, people));
  const { calendar, organizer } = receipt.lamps;
  if (secondsLeft > 0) {
    const proposes = receipt.proposed && dates.spanShort(receipt.proposed, clock.now);
    return [{ text: proposes ? `${NOT_LEFT} ${proposes} is proposed with it.` : NOT_LEFT }];
  }
  switch (organizer.state) {
    case 'told':
      return [
        { text: `${who} got ` },
        { text: receipt.mailSubject ?? subjectOf(receipt), strong: true },
        { text: `${proposing(receipt)} from ${receipt.fromAddress}. A receipt stays in Activity.` },
      ];
    case 'left_to_server':
      return [{ text: `The server has your answer. ${leftToServer(who)} A receipt stays in Activity.` }];
    case 'not_told':
      return [{ text: `${untold(receipt, who)} A receipt stays in Activity.` }];
    case 'failed':
      return [{ text: `Your calendar is right. ${who} has not been told.` }];
    case 'unknown':
      return [{ text: `Nobody can tell from here whether ${who} was told. A receipt stays in Activity.` }];
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
      return 'No reply was requested, so no mail was sent.';
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
