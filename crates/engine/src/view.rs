//! What the shells show: read models, made by the engine for people's eyes.
//!
//! These are the only types of the engine that are serialised. They hold codes and facts, never sentences of the
//! screen: the window and the command line choose their own words. Instants are RFC 3339 in UTC
//! (`2026-12-01T17:00:00Z`); dates are `2026-12-01`. Ids are opaque.

mod account;
mod bar;
mod beside;
mod called_off;
mod content;
mod failure;
mod free_busy;
mod grid;
mod oddity;
mod proposing;
mod receipt;
mod search;
mod series;

use serde::{Deserialize, Serialize};
use specta::Type;

pub use account::{Abilities, Account, Family, Found, KeptAside, Phase, Progress, Replies, SecretsState};
pub use bar::{AnswerBar, AnswerFrom, CommentReach, NotAnswerable, TellChoice};
pub use beside::{
    Beside, CollidingCount, CollidingDate, CollidingDates, DayRules, NearMiss, OutsideHours, Overlap, Weekday,
};
pub use called_off::{CalledOff, CalledOffItem, CalledOffPart, Removal};
pub use content::{AttachmentRow, Content, FormattedText, JoinLink, Link, PeopleHint, TextLink};
pub use failure::{Failure, FailureCode};
pub use free_busy::{FreeBusy, FreeBusyDay, FreeBusyReach, FreeBusyUnknown, MeetingPart, PersonFreeBusy};
pub use grid::{Attendee, AttendeeStatus, AttendeeType, Counts, DateAnswer, Grid, OrganizedMeeting, Seat};
pub use oddity::Oddity;
pub use proposing::{
    CalendarsKnown, CommonTimes, FreeTime, NotProposable, PersonThen, Proposal, ProposalCalendars,
    ProposalCarrier, ProposedSlot, ProposedTime, Proposing, RequiredThen,
};
pub use receipt::{
    CalendarLamp, CalendarLampState, Lamps, OrganizerLamp, OrganizerLampState, Receipt, ReceiptAction, Step,
    StepKind, ToldBy, ToldReason, Trouble, TroubleCode,
};
pub use search::{Excerpt, HitEntry, HitPlace, SearchField, SearchHit, TextPiece};
pub use series::{
    ClockChange, ClockShift, DateInCalendar, OccurrenceState, OtherDate, SeriesDate, ShownDate,
    UpcomingOccurrence,
};

/// A person as the server names them; either part may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Display name, without characters that nobody sees; may be empty.
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
    /// Start, UTC; of a series, of the date that `shown_date` tells.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// Of a whole series: which of its dates that is.
    pub shown_date: Option<ShownDate>,
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
    /// When it was changed in the calendar after that mail and without another, UTC.
    pub changed_at: Option<String>,
    /// The newest mail changed an earlier one, or what a series has for this date of it, or it was changed in the calendar
    /// and no mail tells.
    pub updated: bool,
    /// Things in my calendar that are in the way of that time, as [`Beside`] names them.
    pub overlaps: u32,
    /// Of a series still to come: how many of its next dates collide.
    pub colliding_dates: Option<CollidingCount>,
    /// What is odd about it, the gravest first.
    pub oddities: Vec<Oddity>,
    /// The organizer wants to be told, or this server never says so of anybody.
    pub response_requested: bool,
    /// The two lamps, when I answered here.
    pub lamps: Option<Lamps>,
}

/// Everything the card of one meeting shows.
#[derive(Debug, Clone, PartialEq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvitationCard {
    /// The row of the list.
    pub row: InvitationRow,
    /// IANA zone of the organizer where it is known and differs from mine in effect at that time.
    pub organizer_zone: Option<String>,
    /// My clock changes while it lasts, or in the hours around it.
    pub clock_change: Option<ClockChange>,
    /// Text of the invitation, plain.
    pub body: String,
    /// The body has not been fetched yet (or could not be).
    pub body_missing: bool,
    /// The server said that there is more of the body than came. Where it did not, a missing body may be none at all.
    pub body_cut: bool,
    /// Where to join, the formatted text, the files.
    pub content: Content,
    /// What about its people is worth a second look.
    pub people: Vec<PeopleHint>,
    /// Everyone invited, where the calendar knows them.
    pub attendees: Vec<Attendee>,
    /// The calendar is behind a mail that takes somebody off that list.
    pub attendees_outdated: bool,
    /// My own role, where known.
    pub own_role: Option<AttendeeType>,
    /// What changed between the last version I saw and the newest.
    pub changes: Vec<Change>,
    /// Its series is in my calendar, or I was invited to it. Where not, I know one date of a series and nothing else of it.
    pub series_known: bool,
    /// Where it is not: the other dates of it that are in my mailbox, by start.
    pub other_dates: Vec<OtherDate>,
    /// Of one date of a series: what its series has instead; the fields that differ.
    pub differs: Vec<Change>,
    /// The meeting's mails and my answers, newest first; of one date also those of its series.
    pub history: Vec<HistoryEntry>,
    /// What the answer bar offers.
    pub bar: AnswerBar,
    /// What was called off, and what of it is still in my calendar.
    pub called_off: Option<CalledOff>,
    /// I declined it and it is gone; its invitation may be in Deleted Items, and can be brought back to be answered.
    pub recoverable: bool,
    /// My latest answer given here, if any.
    pub receipt: Option<Receipt>,
    /// My day: what else I have on the meeting's first day (my zone), sorted by start. Nothing of the meeting itself is
    /// among it, nor another date of its series.
    pub day: Vec<CalendarEntry>,
    /// What the meeting collides with, or nearly.
    pub beside: Beside,
    /// Series rule in RFC 5545 form without `RRULE:`, if known (`FREQ=WEEKLY;BYDAY=TH`).
    pub recurrence: Option<String>,
    /// Nothing names a time zone for the series; its dates are computed on my own clock.
    pub zone_assumed: bool,
    /// Of a series that is shown at a later date: when its first one is or was, UTC.
    pub first_date: Option<String>,
    /// The next dates of a series, by start.
    pub upcoming: Vec<UpcomingOccurrence>,
    /// When within a year a series is at another time for me although nobody moved it, in order.
    pub shifts: Vec<ClockShift>,
}

/// A difference between two versions of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Which fact.
    pub field: ChangeField,
    /// Before. Of times `start/end`, both UTC RFC 3339; of a series its RRULE; of people those who are not invited any
    /// more, with commas between; of the text the first lines that are not in it any more, as far as both are here.
    pub was: String,
    /// Now, in the same form; of people those who are new, of the text the first lines that are.
    pub now: String,
}

/// Facts that can change, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum ChangeField {
    /// Start or end.
    When,
    /// The rule of the series.
    Repeats,
    /// Location.
    Where,
    /// Title.
    Title,
    /// Who is invited.
    People,
    /// The text.
    Text,
}

/// A line of the meeting's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HistoryEntry {
    /// When, UTC; `None`: nobody says (an answer given with another program).
    pub at: Option<String>,
    /// What happened.
    pub kind: HistoryKind,
    /// Who did it, where that is not me.
    pub who: Option<Person>,
    /// Who sent the mail of it, where that is somebody else.
    pub sent_by: Option<Person>,
    /// Of one date of a series: it happened to the whole series.
    pub whole_series: bool,
    /// My answer, given with another program: the calendar has it.
    pub elsewhere: bool,
    /// No mail tells of it: the calendar has it.
    pub unmailed: bool,
    /// Of a series: it happened to the one date that the series has then, or was my answer to it, UTC.
    pub date: Option<String>,
    /// Of what no mail tells: I have neither looked nor answered since it was found.
    pub news: bool,
    /// What it changed in the version before, in the order of the fields.
    pub changes: Vec<Change>,
    /// Another time that I proposed with my answer.
    pub proposed: Option<ProposedTime>,
}

/// Kinds of history lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum HistoryKind {
    /// First invitation.
    Invited,
    /// A later version of it.
    Updated,
    /// A later version, after it was called off.
    InvitedAgain,
    /// Called off.
    Cancelled,
    /// I accepted.
    Accepted,
    /// I accepted tentatively.
    Tentative,
    /// I declined.
    Declined,
    /// One date of a series is not in the calendar any more, and nobody says who took it out.
    Removed,
}

/// Anything in my calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CalendarEntry {
    /// Opaque id of the meeting or appointment; several occurrences share it.
    pub id: String,
    /// Original start, UTC, of this date of the series that `id` names; `None` for anything that is no series.
    pub recurrence_id: Option<String>,
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
    /// Where the meeting stands, or this date of its series, as its row among the invitations says it; `None` for an
    /// appointment, and for what I organize.
    pub state: Option<InvitationState>,
    /// As its row says it: the newest mail changed an earlier one, or what its series has for this date.
    pub updated: bool,
    /// On a page of the calendar: how many other things are in its way. None are where it is over, declined or called
    /// off. `None` where it is named beside something else.
    pub overlaps: Option<u32>,
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
