/**
 * The window's only door to the shell: everything the UI asks, and everything it is told, goes through here.
 *
 * The commands and their types are generated from the Rust side (`bindings.ts`); this file gives them one shape, a
 * promise that either has the answer or throws a `HostFailure`, and the plain names the rest of the UI uses.
 * What a failure means to a person is left to `words.ts`, what to refresh after an event to `lib/app`.
 */
import { commands, events, type Failure } from '../bindings';

export type {
  Abilities,
  Account_Serialize as Account,
  AccountRequest_Deserialize as AccountRequest,
  Answer,
  AnswerBar_Serialize as AnswerBar,
  AnswerFrom,
  AppState_Serialize as AppState,
  AttachmentRow_Serialize as AttachmentRow,
  Attendee_Serialize as Attendee,
  AttendeeStatus,
  AttendeeType,
  Beside_Serialize as Beside,
  CalledOff_Serialize as CalledOff,
  CalledOffItem,
  CalledOffPart,
  CalendarEntry_Serialize as CalendarEntry,
  CalendarLamp_Serialize as CalendarLamp,
  CalendarLampState,
  Change,
  ChangeField,
  ClockChange,
  ClockShift_Serialize as ClockShift,
  CollidingCount,
  CollidingDate_Serialize as CollidingDate,
  CollidingDates_Serialize as CollidingDates,
  CommentReach,
  Content_Serialize as Content,
  Counts,
  DateAnswer_Serialize as DateAnswer,
  DateInCalendar,
  DayRules,
  EngineEvent_Serialize as EngineEvent,
  Failure,
  FailureCode,
  Excerpt,
  Family,
  FormattedText_Serialize as FormattedText,
  Found,
  FreeBusy,
  FreeBusyDay_Serialize as FreeBusyDay,
  FreeBusyReach,
  FreeBusyUnknown,
  FreeTime_Serialize as FreeTime,
  PersonThen_Serialize as PersonThen,
  CommonTimes_Serialize as CommonTimes,
  Grid_Serialize as Grid,
  HistoryEntry_Serialize as HistoryEntry,
  HistoryKind,
  HitPlace,
  InvitationCard_Serialize as InvitationCard,
  InvitationRow_Serialize as InvitationRow,
  InvitationState,
  JoinLink_Serialize as JoinLink,
  Lamps_Serialize as Lamps,
  MeetingResponseRequest_Deserialize as MeetingResponseRequest,
  MeetingPart,
  NearMiss_Serialize as NearMiss,
  NotAnswerable,
  NotProposable,
  OccurrenceState,
  OrganizedMeeting,
  OrganizerLamp_Serialize as OrganizerLamp,
  OrganizerLampState,
  OutsideHours,
  Overlap_Serialize as Overlap,
  OwnState,
  Oddity,
  PeopleHint,
  Person,
  PersonFreeBusy_Serialize as PersonFreeBusy,
  Phase,
  Progress_Serialize as Progress,
  Proposal_Serialize as Proposal,
  ProposalCarrier,
  ProposalCalendars_Serialize as ProposalCalendars,
  ProposedSlot,
  RequiredThen_Serialize as RequiredThen,
  ProposedTime,
  Receipt_Serialize as Receipt,
  ReceiptAction,
  Removal,
  Replies,
  SearchField,
  SearchHit_Serialize as SearchHit,
  Seat,
  SecretsState,
  SeriesDate_Serialize as SeriesDate,
  Settings,
  Step,
  StepKind,
  TellChoice,
  TextPiece,
  Theme,
  ToldBy,
  ToldReason,
  Trouble_Serialize as Trouble,
  TroubleCode,
  UpcomingOccurrence_Serialize as UpcomingOccurrence,
  Weekday,
} from '../bindings';

/** What a command throws: the shell's own failure, or `internal` where the call itself broke. */
export class HostFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'HostFailure';
    this.failure = failure;
  }
}

/** Any thrown thing as a failure with words. */
export function asFailure(thrown: unknown): Failure {
  if (thrown instanceof HostFailure) return thrown.failure;
  const detail = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return { code: 'internal', message: 'Something in Quorum itself failed.', detail };
}

type Reply<T> = { status: 'ok'; data: T } | { status: 'error'; error: Failure };
type Command = (...args: never[]) => Promise<Reply<unknown>>;
type Plain<C> = C extends (...args: infer A) => Promise<infer R>
  ? (...args: A) => Promise<Extract<R, { status: 'ok' }> extends { data: infer T } ? T : never>
  : never;

function plain<C extends Command>(command: C): Plain<C> {
  return (async (...args: Parameters<C>) => {
    const reply = await command(...args);
    if (reply.status === 'error') throw new HostFailure(reply.error);
    return reply.data;
  }) as Plain<C>;
}

type Commands = { [K in keyof typeof commands]: Plain<(typeof commands)[K]> };

const asked = Object.fromEntries(
  Object.entries(commands).map(([name, command]) => [name, plain(command as Command)]),
) as unknown as Commands;

/** The shell, as the UI sees it. Tests pass their own. */
export const host = {
  ...asked,
  /** Calls `told` for every event of the engine; returns how to stop. */
  async listen(told: (event: import('../bindings').EngineEvent_Serialize) => void): Promise<() => void> {
    return events.engineEvent.listen((event) => told(event.payload));
  },
};

export type Host = typeof host;
