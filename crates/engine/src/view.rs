//! What the shells show: read models, made by the engine for people's eyes.
//!
//! These are the only types of the engine that are serialised. They hold codes and facts, never sentences of the
//! screen: the window and the command line choose their own words. Instants are RFC 3339 in UTC
//! (`2026-12-01T17:00:00Z`); dates are `2026-12-01`. Ids are opaque.

mod beside;
mod called_off;
mod content;
mod free_busy;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use beside::{
    Beside, CollidingCount, CollidingDate, CollidingDates, DayRules, NearMiss, OutsideHours, Overlap, Weekday,
};
pub use called_off::{CalledOff, CalledOffItem, CalledOffPart, Removal};
pub use content::{AttachmentRow, Content, FormattedText, JoinLink, Link, PeopleHint, TextLink};
pub use free_busy::{FreeBusy, FreeBusyDay, FreeBusyReach, FreeBusyUnknown, MeetingPart, PersonFreeBusy};

/// A person as the server names them; either part may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Display name, as written; may be empty.
    pub name: String,
    /// SMTP address, or whatever the server gave (an X.500 name, nothing).
    pub email: String,
}

/// What an invitee answers (RFC 5545 PARTSTAT of the reply).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// PARTSTAT=ACCEPTED.
    Accepted,
    /// PARTSTAT=TENTATIVE.
    Tentative,
    /// PARTSTAT=DECLINED.
    Declined,
}

/// Where a meeting stands for the invitee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum InvitationState {
    /// Wants an answer.
    Open,
    /// Has an answer of mine (sent or waiting).
    Answered,
    /// A newer message of the same meeting exists.
    Outdated,
    /// The organizer called it off.
    Cancelled,
    /// Nothing to answer: for information, a copy, or somebody else's to answer.
    Informational,
}

/// One row of the Invitations list: one meeting, however many mails it has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvitationRow {
    /// Opaque id of the meeting (stable across Delete + Add with the same UID).
    pub id: String,
    /// iCalendar UID.
    pub uid: String,
    /// Title as written.
    pub subject: String,
    /// Who invites.
    pub organizer: Person,
    /// Start, UTC.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// A day, not an hour.
    pub all_day: bool,
    /// Where; may be empty.
    pub location: String,
    /// Part of or the whole of a series.
    pub recurring: bool,
    /// Original start of the one occurrence this is about, UTC; `None` for a single meeting or a whole series.
    pub recurrence_id: Option<String>,
    /// Open, answered, outdated, cancelled.
    pub state: InvitationState,
    /// My answer: what I decided here, else what the calendar says.
    pub answer: Option<Answer>,
    /// Not opened yet in Quorum.
    pub unseen: bool,
    /// When the newest mail arrived, UTC.
    pub received_at: Option<String>,
    /// The newest mail changed an earlier one.
    pub updated: bool,
    /// Things in my calendar that are in the way of that time, as [`Beside::overlaps`] names them.
    pub overlaps: u32,
    /// Of a series still to come: how many of its next dates collide.
    pub colliding_dates: Option<CollidingCount>,
    /// The organizer wants to be told.
    pub response_requested: bool,
    /// The two lamps, when I answered here.
    pub lamps: Option<Lamps>,
}

/// The two lamps of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Lamps {
    /// My calendar on the server.
    pub calendar: CalendarLamp,
    /// The organizer.
    pub organizer: OrganizerLamp,
}

/// Has my calendar on the server taken the answer?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CalendarLamp {
    /// How far it is.
    pub state: CalendarLampState,
    /// When it reached that state, UTC.
    pub at: Option<String>,
}

/// States of the calendar lamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CalendarLampState {
    /// The undo seconds run, or it waits for the network.
    Queued,
    /// A request is on its way, or its reply was lost and we look.
    Sending,
    /// The server said Status 1; the calendar item has not come back yet.
    Accepted,
    /// The calendar item came back by Sync with this answer.
    Confirmed,
    /// The server refused it; nothing was changed.
    Refused,
    /// A reply was lost, what can be seen since proves nothing, and it is not sent again by itself.
    Unknown,
    /// Taken back before it was sent.
    Withdrawn,
}

/// Was the organizer told?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrganizerLamp {
    /// How far it is.
    pub state: OrganizerLampState,
    /// Who tells.
    pub by: ToldBy,
    /// Why nobody tells, or why it failed.
    pub reason: Option<ToldReason>,
    /// When it reached that state, UTC.
    pub at: Option<String>,
}

/// States of the organizer lamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OrganizerLampState {
    /// Follows after the calendar.
    Queued,
    /// The mail is on its way.
    Sending,
    /// The mail was taken by the server, or the server mails by itself.
    Told,
    /// Nobody tells, for the reason given.
    NotTold,
    /// Telling failed; the calendar is right.
    Failed,
    /// A reply was lost, and nobody can tell from here whether they were told.
    Unknown,
    /// Taken back before it was sent.
    Withdrawn,
}

/// Who mails the organizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ToldBy {
    /// Quorum, by SendMail with an iTIP REPLY.
    Client,
    /// The server (SendResponse, or because it always does).
    Server,
    /// Nobody.
    Nobody,
}

/// Why the organizer is not told, or was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ToldReason {
    /// The organizer asked for no replies (ResponseRequested 0).
    NotRequested,
    /// I chose not to tell.
    Chosen,
    /// The answer itself was refused, so there is nothing to tell.
    Refused,
    /// The organizer's address is unknown.
    NoAddress,
    /// The server takes no mail now: mailbox full (HTTP 507, Status 113 or 115).
    MailboxFull,
    /// The server refused the mail.
    MailRefused,
    /// Tried often without success; waits for me.
    GaveUp,
    /// Another program gave this answer; nothing was sent from here.
    AnsweredElsewhere,
}

/// Everything the card of one meeting shows.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvitationCard {
    /// The row of the list.
    pub row: InvitationRow,
    /// IANA zone of the organizer where it is known and differs from mine in effect at that time.
    pub organizer_zone: Option<String>,
    /// Text of the invitation, plain.
    pub body: String,
    /// The body has not been fetched yet (or could not be).
    pub body_missing: bool,
    /// Where to join, the formatted text, the files.
    pub content: Content,
    /// What about its people is worth a second look.
    pub people: Vec<PeopleHint>,
    /// Everyone invited, where the calendar knows them.
    pub attendees: Vec<Attendee>,
    /// My own role, where known.
    pub own_role: Option<AttendeeType>,
    /// What changed between the last version I saw and the newest.
    pub changes: Vec<Change>,
    /// The meeting's mails and my answers, newest first.
    pub history: Vec<HistoryEntry>,
    /// What the answer bar offers.
    pub bar: AnswerBar,
    /// What was called off, and what of it is still in my calendar.
    pub called_off: Option<CalledOff>,
    /// I declined it and it is gone; its invitation may be in Deleted Items, and can be brought back to be answered.
    pub recoverable: bool,
    /// My latest answer given here, if any.
    pub receipt: Option<Receipt>,
    /// My day: what else I have on the meeting's day (my zone), sorted by start.
    pub day: Vec<CalendarEntry>,
    /// What the meeting collides with, or nearly.
    pub beside: Beside,
    /// Series rule in RFC 5545 form without `RRULE:`, if known (`FREQ=WEEKLY;BYDAY=TH`).
    pub recurrence: Option<String>,
    /// The next dates of a series, by start.
    pub upcoming: Vec<UpcomingOccurrence>,
    /// When within a year a series is at another time for me although nobody moved it, in order.
    pub shifts: Vec<ClockShift>,
}

/// A date of a series that is still to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UpcomingOccurrence {
    /// Original start, UTC: what the server calls it.
    pub recurrence_id: String,
    /// Start, UTC; of one that does not take place, when it would have been.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// Start by the series' rule, UTC.
    pub planned_start: String,
    /// End by the series' rule, UTC.
    pub planned_end: String,
    /// What became of it.
    pub state: OccurrenceState,
    /// My answer to this date, where it is another than to the series.
    pub own: Option<Answer>,
    /// Its title, where it is another than the series'.
    pub subject: Option<String>,
    /// Where it is, if elsewhere than the series.
    pub location: Option<String>,
    /// Id of this date as a meeting by itself: of its receipts, and of its card once it has one.
    pub meeting: String,
    /// How far the answer to this date has got that was given here.
    pub lamps: Option<Lamps>,
    /// Why it cannot be answered by itself.
    pub impossible: Option<NotAnswerable>,
}

/// What became of a date of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OccurrenceState {
    /// As the rule has it.
    Planned,
    /// At another time, or longer or shorter.
    Moved,
    /// At its time, with another title or in another place.
    Changed,
    /// Called off by the organizer.
    Cancelled,
    /// No longer in my calendar; nothing here says that the organizer called it off.
    Removed,
}

/// Dates of a series in a row that are at an unusual time for me, because my clock changes on other days than the
/// organizer's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClockShift {
    /// The time of day most of the next year's dates have for me, `17:00`.
    pub usual: String,
    /// The time of day these have.
    pub shifted: String,
    /// My days on which they are, `2026-03-12`; at least one.
    pub days: Vec<String>,
    /// The first day on which it is at another time again, if there is one.
    pub until: Option<String>,
}

/// A difference between two versions of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Which fact.
    pub field: ChangeField,
    /// Before. Of times `start/end`, both UTC RFC 3339; of a series its RRULE; of people those who are not invited any
    /// more, with commas between; of the text nothing.
    pub was: String,
    /// Now, in the same form; of people those who are new.
    pub now: String,
}

/// Facts that can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ChangeField {
    /// Start or end.
    When,
    /// Location.
    Where,
    /// Title.
    Title,
    /// The rule of the series.
    Repeats,
    /// Who is invited.
    People,
    /// The text.
    Text,
}

/// A line of the meeting's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// When, UTC.
    pub at: String,
    /// What happened.
    pub kind: HistoryKind,
    /// Who did it, where that is not me.
    pub who: Option<Person>,
    /// What it changed in the version before, in the order of the fields.
    pub changes: Vec<Change>,
}

/// Kinds of history lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    /// First invitation.
    Invited,
    /// A later version of it.
    Updated,
    /// Called off.
    Cancelled,
    /// I accepted.
    Accepted,
    /// I accepted tentatively.
    Tentative,
    /// I declined.
    Declined,
}

/// What the answer bar may offer, said before the click.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AnswerBar {
    /// Accept, Tentative, Decline are possible.
    pub possible: bool,
    /// If not: why.
    pub impossible: Option<NotAnswerable>,
    /// The meeting to open instead, where there is one: the newest version of an outdated mail, the series of an
    /// occurrence that cannot be answered alone.
    pub newest: Option<String>,
    /// Where the answer acts.
    pub from: AnswerFrom,
    /// May I choose whether the organizer is told?
    pub tell: TellChoice,
    /// Who would mail the organizer.
    pub by: ToldBy,
    /// With which answers a comment reaches the organizer.
    pub comment: CommentReach,
    /// My address, from which the answer goes.
    pub from_address: String,
    /// The answer covers the whole series.
    pub whole_series: bool,
    /// May another time be proposed with it?
    pub proposing: Proposing,
}

/// Whether another time can be proposed with an answer, and how the organizer would learn of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Proposing {
    /// With Tentative; where not: null.
    pub tentative: Option<ProposalCarrier>,
    /// With Decline; where not: null.
    pub declined: Option<ProposalCarrier>,
    /// Why with neither.
    pub impossible: Option<NotProposable>,
    /// The organizer wants no proposals; what is proposed all the same goes in words.
    pub disallowed: bool,
}

/// How a proposed time reaches the organizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ProposalCarrier {
    /// The server tells it with the answer, as a proposal.
    SendResponse,
    /// Quorum mails it with the answer, as a proposal (iTIP COUNTER).
    Counter,
    /// As a sentence in the comment.
    Words,
}

/// Why no time can be proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NotProposable {
    /// A whole series has no other time.
    Series,
    /// It takes whole days.
    AllDay,
    /// The organizer asked for no replies, so nothing reaches them.
    NotRequested,
    /// This server mails by itself and takes no time and no words.
    Server,
    /// Who accepts comes at the time that is.
    Accepted,
    /// The organizer would not be told.
    Silent,
    /// It ends before it begins, or does not last.
    Order,
    /// It is over.
    Past,
    /// It is the time that is.
    Same,
}

/// Another time that goes with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProposedTime {
    /// Start, UTC.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// How the organizer learns of it.
    pub carrier: ProposalCarrier,
}

/// A time that is worth proposing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FreeTime {
    /// Start, UTC.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// Something tentative of mine is there.
    pub tentative: bool,
}

/// With which answers a comment reaches the organizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CommentReach {
    /// With each.
    Always,
    /// With a tentative one; this server drops it otherwise.
    WhenTentative,
    /// With none; this server drops it.
    Never,
}

/// Which item the answer acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum AnswerFrom {
    /// The invitation mail.
    Inbox,
    /// The calendar item.
    Calendar,
}

/// The Tell switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TellChoice {
    /// A switch, on by default.
    Choice,
    /// Locked on: this server always mails by itself.
    Always,
    /// Locked off: the organizer asked for no replies.
    NotRequested,
}

/// Why a meeting cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum NotAnswerable {
    /// A newer version exists; answer that.
    Outdated,
    /// The organizer called it off.
    Cancelled,
    /// I am the organizer.
    Organizer,
    /// An informational update; my answer stands.
    Informational,
    /// A copy for the delegator (MeetingMessageType 5).
    DelegatorCopy,
    /// Delegated to someone else (MeetingMessageType 6).
    Delegated,
    /// This server would take the answer to one occurrence for the whole series.
    OneOccurrence,
    /// One date of a series that is not in the calendar yet.
    SeriesFirst,
    /// Neither the mail nor a calendar item is left on the server.
    Gone,
    /// The server's data could not be read well enough.
    Unreadable,
}

/// AttendeeType of MS-ASCAL 2.2.2.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum AttendeeType {
    /// 1.
    Required,
    /// 2.
    Optional,
    /// 3: a room or a thing.
    Resource,
}

/// An attendee's answer as the organizer knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum AttendeeStatus {
    /// AttendeeStatus 3.
    Accepted,
    /// AttendeeStatus 2.
    Tentative,
    /// AttendeeStatus 4.
    Declined,
    /// AttendeeStatus 0 or 5.
    None,
}

/// One line of the attendee status grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Attendee {
    /// Display name; may be empty.
    pub name: String,
    /// Address as invited.
    pub email: String,
    /// Required, optional, resource.
    #[serde(rename = "type")]
    pub kind: AttendeeType,
    /// The answer.
    pub status: AttendeeStatus,
    /// When they answered, UTC, where a response mail tells.
    pub answered_at: Option<String>,
    /// What they wrote.
    pub comment: Option<String>,
    /// Proposed new time, where there is one.
    pub proposal: Option<Proposal>,
    /// The answer came after the organizer last opened this grid.
    pub new: bool,
    /// The answer is known from their mail only; the server's calendar does not show it (yet).
    pub from_mail_only: bool,
}

/// A new time proposed by an attendee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Proposal {
    /// Start, UTC; empty where only the mail's text tells it.
    pub start: Option<String>,
    /// End, UTC.
    pub end: Option<String>,
}

/// The counts of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Accepted.
    pub accepted: u32,
    /// Tentative.
    pub tentative: u32,
    /// Declined.
    pub declined: u32,
    /// No answer yet.
    pub none: u32,
}

/// A meeting I organize.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrganizedMeeting {
    /// Opaque id of the meeting.
    pub id: String,
    /// iCalendar UID.
    pub uid: String,
    /// Title.
    pub subject: String,
    /// Start, UTC.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// A day, not an hour.
    pub all_day: bool,
    /// Where.
    pub location: String,
    /// A series.
    pub recurring: bool,
    /// Called off.
    pub cancelled: bool,
    /// People (required and optional), resources not counted.
    pub counts: Counts,
    /// Required people who accepted, and required people in all.
    pub required_accepted: u32,
    /// Required people in all.
    pub required: u32,
    /// Answers since the grid was last opened.
    pub new_answers: u32,
    /// One status per seat, in the order required, optional, resource (for the seat bar).
    pub seats: Vec<Seat>,
}

/// One seat of the seat bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Seat {
    /// Required, optional, resource.
    #[serde(rename = "type")]
    pub kind: AttendeeType,
    /// The answer.
    pub status: AttendeeStatus,
}

/// The attendee status grid of one meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Grid {
    /// The meeting.
    pub meeting: OrganizedMeeting,
    /// One line a person, in the server's order.
    pub attendees: Vec<Attendee>,
    /// The times that they propose instead, earliest first.
    pub proposals: Vec<ProposedSlot>,
}

/// A time that attendees propose instead, and who does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProposedSlot {
    /// Start, UTC.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// Who proposes just this, in the order of the grid; their comments stand there.
    pub by: Vec<Person>,
    /// Who proposes another time that this one lies within, in the order of the grid: they could, too.
    pub also: Vec<Person>,
    /// How many other things in my own calendar lie in its way.
    pub overlaps: u32,
    /// It has begun.
    pub past: bool,
}

/// Anything in my calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CalendarEntry {
    /// Opaque id of the meeting or appointment; several occurrences share it.
    pub id: String,
    /// Title.
    pub subject: String,
    /// Start of this occurrence, UTC.
    pub start: String,
    /// End of this occurrence, UTC.
    pub end: String,
    /// A day, not an hour.
    pub all_day: bool,
    /// Where.
    pub location: String,
    /// Part of a series.
    pub recurring: bool,
    /// Organizer, for meetings.
    pub organizer: Option<Person>,
    /// What it is to me.
    pub own: OwnState,
    /// Called off.
    pub cancelled: bool,
    /// It takes my time: neither declined nor called off nor marked as free. Whatever shares time with it collides.
    pub takes_time: bool,
}

/// My own state of a calendar entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum OwnState {
    /// No meeting, just my own appointment.
    Appointment,
    /// I organize it.
    Organizer,
    /// Not answered: the server's placeholder.
    Open,
    /// I accepted.
    Accepted,
    /// I accepted tentatively.
    Tentative,
    /// I declined (some servers keep it).
    Declined,
}

/// A meeting or appointment that was found by its words, however many mails and items have them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// Opaque id of the meeting or appointment.
    pub id: String,
    /// Title.
    pub subject: String,
    /// The title in pieces.
    pub title: Vec<TextPiece>,
    /// Start, UTC; of a series the next occurrence, or else the last.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// A day, not an hour.
    pub all_day: bool,
    /// Where.
    pub location: String,
    /// Part of a series.
    pub recurring: bool,
    /// Organizer, for meetings.
    pub organizer: Option<Person>,
    /// What it is to me.
    pub own: OwnState,
    /// Called off.
    pub cancelled: bool,
    /// Where it is shown.
    pub place: HitPlace,
    /// Where the words stand, besides the title.
    pub excerpts: Vec<Excerpt>,
}

/// Which screen shows what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum HitPlace {
    /// It is among the invitations.
    Invitations,
    /// It is only in the calendar.
    Calendar,
    /// I organize it.
    Meetings,
}

/// Some words of a text, around those that were looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Excerpt {
    /// Of what.
    pub field: SearchField,
    /// The text in pieces.
    pub pieces: Vec<TextPiece>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TextPiece {
    /// The piece.
    pub text: String,
    /// It is what was looked for.
    pub hit: bool,
}

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum SearchField {
    /// A title that is not the meeting's (any more): of an earlier mail, or of one date of a series.
    Title,
    /// Where.
    Place,
    /// Organizer, attendees, sender and recipients: names and addresses.
    People,
    /// What the invitation says.
    Text,
    /// What an attendee wrote with an answer.
    Reply,
    /// What I wrote with an answer.
    Comment,
}

/// A kept answer: what was decided, and proof of where it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Id of this answer.
    pub id: String,
    /// Id of the meeting.
    pub meeting: String,
    /// Title at that time.
    pub subject: String,
    /// Start at that time, UTC.
    pub start: String,
    /// End at that time, UTC.
    pub end: String,
    /// Who invited.
    pub organizer: Person,
    /// What was decided.
    pub answer: Answer,
    /// The comment, may be empty.
    pub comment: String,
    /// The comment goes to the organizer with this answer, as far as the server lets it.
    pub comment_reaches: bool,
    /// Another time that was proposed with it.
    pub proposed: Option<ProposedTime>,
    /// The person wants the organizer told, where there is a choice.
    pub tell: bool,
    /// When it was decided, UTC.
    pub decided_at: String,
    /// Until when it can be undone, UTC, while it can.
    pub undo_until: Option<String>,
    /// The two lamps.
    pub lamps: Lamps,
    /// What is wrong, when something is.
    pub trouble: Option<Trouble>,
    /// What can be done now.
    pub actions: Vec<ReceiptAction>,
    /// Every step, oldest first.
    pub steps: Vec<Step>,
    /// From which address.
    pub from_address: String,
    /// Subject of the mail to the organizer, where one is sent by us or announced.
    pub mail_subject: Option<String>,
    /// Protocol version and server family in words (`16.1, Exchange`).
    pub server: String,
}

/// Why an answer stands still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// The reason.
    pub code: TroubleCode,
    /// Detail for support: status number, HTTP code, system message.
    pub detail: String,
    /// When it is tried again by itself, UTC.
    pub retry_at: Option<String>,
}

/// Reasons an answer can stand still, each with its own words on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TroubleCode {
    /// No connection; leaves by itself.
    Offline,
    /// The server is busy or failing; leaves by itself.
    ServerBusy,
    /// Sign-in needed.
    SignIn,
    /// MeetingResponse Status 2: not a valid invitation any more.
    InvalidMeeting,
    /// MeetingResponse Status 3, still failing.
    MailboxError,
    /// MeetingResponse Status 4: cancelled, gone, or delegated.
    ServerRefused,
    /// The reply was lost; we look at the server before anything is sent again.
    Uncertain,
    /// The organizer could not be told; the calendar is right.
    NotTold,
    /// A status nobody has described.
    UnknownStatus,
    /// The item is not on the server any more.
    Gone,
    /// The server's rules (policies) stop this device.
    Policy,
    /// The meeting changed before the answer got through; it has to be answered anew.
    Changed,
    /// The server does not let this mailbox or this device use ActiveSync; tried again by itself.
    Forbidden,
    /// The mailbox is full.
    MailboxFull,
    /// This server would take it for an answer to the whole series.
    OneOccurrence,
    /// The proposed time has no way to the organizer any more.
    CannotPropose,
}

/// What a person can do with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptAction {
    /// Take it back, nothing was sent.
    Undo,
    /// Change answer, comment or wish to tell; nothing was sent.
    Edit,
    /// End the undo seconds now.
    SendNow,
    /// Try again now.
    Retry,
    /// Send only the mail again.
    RetryMail,
    /// Give up.
    Discard,
    /// Answer differently.
    Change,
}

/// A step in the life of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// When, UTC.
    pub at: String,
    /// What.
    pub kind: StepKind,
    /// Detail for support; may be empty.
    pub detail: String,
}

/// Steps in the life of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The person decided.
    Decided,
    /// The person changed it before it was sent.
    Edited,
    /// Took it back.
    Withdrawn,
    /// A newer decision replaced it before it was sent.
    Replaced,
    /// MeetingResponse left.
    Sent,
    /// The reply was lost.
    ReplyLost,
    /// Looked at the server and found the answer there.
    FoundApplied,
    /// Looked at the server and did not find it.
    FoundMissing,
    /// The server took it (Status 1).
    Taken,
    /// The server refused it.
    Refused,
    /// SendMail left.
    MailSent,
    /// The server took the mail, or mails by itself.
    Told,
    /// Nobody tells, for a reason.
    NotTold,
    /// The mail failed.
    MailFailed,
    /// The calendar item came back with the answer.
    Confirmed,
    /// Put off until later.
    Delayed,
    /// The person gave up.
    Discarded,
    /// The person asked to try again.
    Retried,
}

/// Who mails the organizer, as set by the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Replies {
    /// As this server family does it.
    Auto,
    /// Quorum always mails.
    Client,
    /// Quorum never mails.
    Server,
}

/// A mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Opaque id.
    pub id: String,
    /// Address.
    pub email: String,
    /// Display name, may be empty.
    pub name: String,
    /// Host of the server.
    pub host: String,
    /// Endpoint URL.
    pub endpoint: String,
    /// User name for signing in.
    pub user: String,
    /// Protocol version in use (`16.1`).
    pub version: String,
    /// Server family that counts: as chosen, else as recognised.
    pub family: Family,
    /// Server family, as recognised.
    pub recognised: Family,
    /// Server family that the person chose instead.
    pub family_forced: Option<Family>,
    /// Who mails the organizer.
    pub replies: Replies,
    /// What this server can do.
    pub abilities: Abilities,
    /// Mailbox of the built-in simulator.
    pub demo: bool,
    /// Last complete Sync, UTC.
    pub synced_at: Option<String>,
    /// What stops it, when something does.
    pub problem: Option<Failure>,
    /// Items of the server that could not be read and were kept aside.
    pub unreadable_items: u32,
}

/// Server families, as far as answers differ between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Exchange on premises.
    Exchange,
    /// Exchange Online.
    ExchangeOnline,
    /// SOGo.
    Sogo,
    /// Z-Push and Kopano.
    Zpush,
    /// grommunio.
    Grommunio,
    /// Anything else.
    Unknown,
}

/// What a server can do, for the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Abilities {
    /// One occurrence of a series can be answered, from its own mail or from the calendar.
    pub one_occurrence: bool,
    /// One occurrence of a series can be answered from its own mail at least.
    pub occurrence_by_mail: bool,
    /// An answer without telling the organizer is possible.
    pub silence: bool,
    /// With which answers a comment reaches the organizer.
    pub comment: CommentReach,
    /// An answer from the calendar item is possible; else only while the invitation is in the Inbox.
    pub from_calendar: bool,
    /// An invitation stands in the calendar before it is answered.
    pub placeholder: bool,
    /// A declined meeting stays in the calendar.
    pub keeps_declined: bool,
    /// Several answers in one request are all carried out.
    pub batch: bool,
    /// What the server tells of other people's calendars.
    pub free_busy: FreeBusyReach,
    /// Who mails the organizer.
    pub by: ToldBy,
    /// Seconds until an answer shows in the server's own calendar; 0: at once.
    pub lag_seconds: u32,
}

/// How far a Sync is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Which mailbox.
    pub account: String,
    /// What is being done.
    pub phase: Phase,
    /// Done so far.
    pub done: u32,
    /// In all, as the server estimates; `None`: unknown.
    pub total: Option<u32>,
}

/// Phases of a Sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Asking the server what it speaks.
    Server,
    /// Folder list.
    Folders,
    /// Inbox.
    Inbox,
    /// Calendar.
    Calendar,
    /// Complete.
    Done,
}

/// What set-up found before anything is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Endpoint that answered.
    pub endpoint: String,
    /// Host.
    pub host: String,
    /// Version chosen.
    pub version: String,
    /// Versions announced.
    pub versions: Vec<String>,
    /// Family recognised.
    pub family: Family,
    /// The connection is encrypted.
    pub secure: bool,
    /// What this server can do.
    pub abilities: Abilities,
}

/// Where secrets are kept on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SecretsState {
    /// The system's keychain.
    Keychain,
    /// No keychain here: a vault with a passphrase, not opened yet.
    VaultLocked,
    /// No keychain here: a vault with a passphrase is to be made.
    VaultNew,
    /// No keychain here: the vault is open.
    VaultOpen,
}

/// Something went wrong: a code the shell acts on, and a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Which kind.
    pub code: FailureCode,
    /// What failed, what it means, what to do; English.
    pub message: String,
    /// Detail for support; may be empty.
    pub detail: String,
}

/// Kinds of failures, closed: each has its words and its button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// No route to the server.
    Offline,
    /// The name does not resolve, or nothing listens there.
    ServerNotFound,
    /// The answer is not ActiveSync (an HTML page, say).
    NotActiveSync,
    /// Wrong user or password.
    SignIn,
    /// ActiveSync is switched off for the mailbox, or the device is blocked.
    Forbidden,
    /// No common protocol version.
    NoCommonVersion,
    /// The certificate or TLS failed.
    Tls,
    /// Plain http outside this machine.
    InsecureUrl,
    /// The server is busy or failing.
    ServerBusy,
    /// The server's bytes could not be read.
    BadAnswer,
    /// A status nobody has described.
    UnknownStatus,
    /// The server asks for rules this device cannot keep.
    Policy,
    /// The mailbox is full.
    MailboxFull,
    /// The disk is full.
    DiskFull,
    /// The database is in use by another Quorum.
    ProfileInUse,
    /// The database is damaged.
    DatabaseDamaged,
    /// The profile cannot be written.
    ProfileReadOnly,
    /// A passphrase is needed or wrong.
    Passphrase,
    /// The keychain is locked or failed.
    Keychain,
    /// This meeting cannot be answered (now).
    NotAnswerable,
    /// It was not called off (any more), so it stays in the calendar.
    NotCancelled,
    /// The answer has left, so it cannot be edited or taken back.
    TooLate,
    /// Larger than this program takes.
    TooLarge,
    /// Made to do harm, so it is not shown.
    Unsafe,
    /// No such meeting, answer or account.
    NotFound,
    /// What was typed is not usable.
    BadInput,
    /// A fault of ours.
    Internal,
}

impl FailureCode {
    /// All of them.
    pub const ALL: [Self; 27] = [
        Self::Offline,
        Self::ServerNotFound,
        Self::NotActiveSync,
        Self::SignIn,
        Self::Forbidden,
        Self::NoCommonVersion,
        Self::Tls,
        Self::InsecureUrl,
        Self::ServerBusy,
        Self::BadAnswer,
        Self::UnknownStatus,
        Self::Policy,
        Self::MailboxFull,
        Self::DiskFull,
        Self::ProfileInUse,
        Self::DatabaseDamaged,
        Self::ProfileReadOnly,
        Self::Passphrase,
        Self::Keychain,
        Self::NotAnswerable,
        Self::NotCancelled,
        Self::TooLate,
        Self::TooLarge,
        Self::Unsafe,
        Self::NotFound,
        Self::BadInput,
        Self::Internal,
    ];
}

/// What changed, so that a shell refreshes just that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Event {
    /// Meetings, calendar or grids of this mailbox changed.
    #[serde(rename_all = "camelCase")]
    ItemsChanged {
        /// Which mailbox.
        account: String,
    },
    /// An answer moved on.
    #[serde(rename_all = "camelCase")]
    AnswerChanged {
        /// Which mailbox.
        account: String,
        /// The meeting's id.
        meeting: String,
        /// The answer, as it is now.
        receipt: Box<Receipt>,
    },
    /// A Sync moved on.
    #[serde(rename_all = "camelCase")]
    Progressed {
        /// How far.
        progress: Progress,
    },
    /// Mailboxes were added, removed, or their condition changed.
    AccountsChanged,
}
