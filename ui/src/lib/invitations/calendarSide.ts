/**
 * What an answer does to my calendar, in words: what is in it now, and what each of the three makes of that. The engine
 * tells what the calendar has; a server that keeps what is declined is not said to take it out. Pure.
 */
import { capital, clock, dates } from '../format';
import type { Answer, AnswerBar, InvitationCard, InvitationState } from '../host';
import { answerWords } from '../words';
import { shownDate } from './upcoming';

/** What is answered, and where it stands for me. */
export interface Asked {
  bar: Pick<
    AnswerBar,
    'wholeSeries' | 'oneDateApart' | 'inCalendar' | 'inCalendarAt' | 'bringsTime' | 'keepsDeclined'
  >;
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
}

/** `It is not in your calendar yet. Accept puts it in, Tentative puts it in as tentative, Decline leaves it out.` */
export function calendarNow(asked: Asked): string {
  const { bar, mine } = asked;
  const others = (['accepted', 'tentative', 'declined'] as const).filter((answer) => answer !== mine);
  const deeds = others
    .map((answer, at) => `${answerWords[answer].deed} ${effect(asked, answer, at === 0)}`)
    .join(', ');
  const does = [
    stays(asked) ? `${STAYS}: ${deeds}` : deeds,
    bar.wholeSeries && asked.begun ? 'Each answer also holds for the dates that are over' : '',
    apartNow(asked),
    asked.apart?.length ? wantTheirOwn(asked.apart) : '',
  ]
    .filter(Boolean)
    .join('. ');
  const what = bar.wholeSeries ? 'this series' : asked.oneDate ? 'this date' : 'this';
  const there = bar.inCalendar ? ', and it is in your calendar' : '';
  const given = asked.stands ? 'Your answer stands: you' : 'You';
  switch (mine) {
    case 'accepted':
      return `${given} accepted ${what}${there}. ${does}.`;
    case 'tentative':
      return `${given} answered tentative${there}. ${does}.`;
    case 'declined':
      return bar.inCalendar
        ? `You declined ${what}; your calendar keeps it, marked declined. ${does}.`
        : `You declined ${what}, and it is not in your calendar. ${does}.`;
    case null:
      return `${bar.wholeSeries ? 'The series' : asked.oneDate ? 'This date' : 'It'} ${stands(asked)}. ${does}.`;
  }
}

/** Written where the meeting would stand in my day: where it stands now, unless how it is drawn says so. Short; a block is narrow. */
export function standsInDay(
  state: InvitationState,
  bar: Pick<AnswerBar, 'inCalendar' | 'inCalendarAt' | 'possible'>,
  mine: Answer | null,
  /** Of one that was called off: does the calendar know? */
  marked = true,
): string | null {
  const there = bar.inCalendar !== null;
  // It is drawn at its own time, where the calendar does not have it.
  if (there && bar.inCalendarAt)
    return `${state === 'cancelled' ? 'Cancelled, still' : 'Still'} on ${atShort(bar.inCalendarAt)}`;
  if (state === 'cancelled')
    return !there
      ? 'Cancelled, not in calendar'
      : marked
        ? 'In calendar: cancelled'
        : 'Still in your calendar';
  if (state === 'outdated') return there ? null : 'Old version, not in calendar';
  if (mine === 'declined') return there ? 'In calendar: declined' : 'Declined, gone';
  if (bar.inCalendar === null) return `Not in calendar${bar.possible ? ' yet' : ''}`;
  if (mine !== null) return null;
  if (bar.inCalendar === 'open') return 'In calendar: not answered';
  // Of an earlier version, or of the series.
  const earlier = capital(bar.inCalendar);
  return bar.possible ? `${earlier}, asked anew` : `In calendar: ${bar.inCalendar}`;
}

/** What my day has of a meeting: the date of a series that is shown may have an answer of its own, and be out of it. */
export function inMyDay(
  card: InvitationCard,
  mine: Answer | null,
): { bar: AnswerBar; answer: Answer | null } {
  const date = shownDate(card);
  const bar = date?.state === 'removed' ? { ...card.bar, inCalendar: null, inCalendarAt: null } : card.bar;
  return { bar, answer: date?.own ?? mine };
}

/** `Accept puts it in your calendar.` */
export function calendarThen(asked: Asked, answer: Answer): string {
  const { bar, mine } = asked;
  if (mine === answer) return ALREADY[answer];
  const then = inCalendarThen(asked, answer);
  if (!bar.oneDateApart || (mine === 'declined' && !bar.keepsDeclined)) return then;
  if (answer !== 'declined' || bar.keepsDeclined) return `${then} ${APART_STAYS}.`;
  return `${then} ${APART_GOES}.`;
}

function inCalendarThen({ bar, oneDate }: Asked, answer: Answer): string {
  const it = bar.wholeSeries ? 'the whole series' : oneDate ? 'this date' : 'it';
  if (answer === 'accepted')
    return bar.inCalendar ? `Accept confirms ${it} in your calendar.` : `Accept puts ${it} in your calendar.`;
  if (answer === 'tentative') {
    const verb = bar.inCalendar ? (bar.inCalendar === 'accepted' ? 'marks' : 'keeps') : 'puts';
    return `Tentative ${verb} ${it} in your calendar as tentative.`;
  }
  if (bar.keepsDeclined)
    return bar.inCalendar
      ? `Decline keeps ${it} in your calendar, marked declined.`
      : `Decline puts ${it} in your calendar, marked declined.`;
  return bar.inCalendar
    ? `Decline takes ${it} out of your calendar.`
    : `Decline leaves ${it} out of your calendar.`;
}

/** `Fri 11 Dec wants an answer of its own` */
function wantTheirOwn(days: string[]): string {
  return days.length === 1
    ? `${days[0]} wants an answer of its own`
    : `${days.join(', ')} want answers of their own`;
}

/** Has the calendar another time, which no answer brings up to date? */
function stays({ bar: { inCalendarAt, bringsTime } }: Pick<Asked, 'bar'>): boolean {
  return inCalendarAt !== null && !bringsTime;
}

const STAYS =
  'Your answer is about the new time, and the entry stays where it is until you move it there yourself';

/** Of a series of which a single date has an answer of its own. */
const APART_STAYS = 'What you answered for a single date stays';
const APART_GOES = 'A date that you answered alone goes with it';

/** What becomes of the dates that were answered alone. Where all of it is out of the calendar, they are out, too. */
function apartNow({ bar, mine }: Asked): string {
  if (!bar.oneDateApart || (mine === 'declined' && !bar.keepsDeclined)) return '';
  return bar.keepsDeclined ? APART_STAYS : `${APART_STAYS}, unless you decline the series`;
}

const ALREADY: Record<Answer, string> = {
  accepted: 'You have accepted already.',
  tentative: 'You have answered tentative already.',
  declined: 'You have declined already.',
};

/** `Tue 1 Dec, 18:00` */
export function atShort(instant: string): string {
  return `${dates.dayShort(dates.dayOf(instant), clock.now)}, ${dates.clock(instant)}`;
}

/** Before any answer. A server that was not asked again may have kept an earlier one. */
function stands({ bar: { inCalendar, inCalendarAt }, moved }: Asked): string {
  if (inCalendar === null) return 'is not in your calendar yet';
  const at = inCalendarAt
    ? ` at another time, ${atShort(inCalendarAt)}`
    : moved
      ? ' at the new time already'
      : '';
  if (inCalendar === 'open') return `is in your calendar${at}, waiting for your answer`;
  return at ? `is in your calendar${at}, as ${inCalendar}` : `is still in your calendar as ${inCalendar}`;
}

/** `first`: it is named; what is said after it says `them`. */
function effect({ bar, apart = [], partly }: Asked, answer: Answer, first: boolean): string {
  const { inCalendar, inCalendarAt, bringsTime, keepsDeclined } = bar;
  const all = partly && bar.inCalendar ? 'all its dates that are there' : 'all its dates';
  const but = apart.length === 0 ? all : first ? `${all} but ${apart.join(', ')}` : 'them';
  const it = bar.wholeSeries ? but : 'it';
  if (inCalendarAt !== null && bringsTime && answer !== 'declined')
    return `moves ${it} to the new time${answer === 'accepted' ? '' : ' as tentative'}`;
  if (answer === inCalendar && inCalendarAt !== null) return `leaves it ${inCalendar}`;
  switch (answer) {
    case 'accepted':
      return inCalendar ? `confirms ${it}` : `puts ${it} in`;
    case 'tentative':
      if (!inCalendar) return `puts ${it} in as tentative`;
      return inCalendar === 'open' ? `keeps ${it} as tentative` : `marks ${it} tentative`;
    case 'declined':
      if (!inCalendar) return keepsDeclined ? `puts ${it} in, marked declined` : `leaves ${it} out`;
      return keepsDeclined ? `keeps ${it}, marked declined` : `takes ${it} out`;
  }
}
