//! Another time: what the answer bar offers of it, and what the organizer gets.

use serde::Serialize;
use specta::Type;

use super::{FreeBusy, FreeBusyUnknown, MeetingPart, Person};

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
    /// The organizer's mail address is not known, so nothing reaches them.
    NoAddress,
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
    /// The organizer first, then everybody else as invited; empty as long as only my calendar is known.
    pub others: Vec<PersonThen>,
    /// It is before seven or after eight in the evening where the organizer is.
    pub night_for_organizer: bool,
}

/// How somebody's time counts at a time that is worth proposing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonThen {
    /// Who.
    pub person: Person,
    /// What they are to the meeting.
    pub part: MeetingPart,
    /// The busiest that is known of that time.
    pub then: FreeBusy,
    /// Why nothing is known.
    pub unknown: Option<FreeBusyUnknown>,
}

/// Times worth proposing, by everybody's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CommonTimes {
    /// The best first.
    pub times: Vec<FreeTime>,
    /// Of whose calendars they take account.
    pub known: CalendarsKnown,
    /// So many people more are invited than a server is asked for at once.
    pub left_out: u32,
    /// When the server was asked, UTC; `None`: it was not.
    pub asked_at: Option<String>,
}

/// The required people of a meeting that I organize, at the times that are proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProposalCalendars {
    /// The server tells of other people's calendars.
    pub offered: bool,
    /// Each proposed time that is to come, once, earliest first; none where the server tells of nobody.
    pub times: Vec<RequiredThen>,
    /// So many people more are invited than a server is asked for at once.
    pub left_out: u32,
    /// When the server was asked, UTC; `None`: it was not.
    pub asked_at: Option<String>,
}

/// The required people at one time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequiredThen {
    /// Start, UTC.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// How the time of each counts, in the order of the grid. What is told of the meeting's own present time may be the
    /// meeting itself, so that part of a calendar is not known.
    pub people: Vec<PersonThen>,
}

/// Whose calendars suggested times take account of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CalendarsKnown {
    /// Mine and everybody's.
    All,
    /// Mine and those of some.
    Some,
    /// Mine only: the server tells of none of the others.
    OnlyMine,
    /// Mine only: the server has no such command.
    NotOffered,
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

/// A time that attendees propose instead, and who does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProposedSlot {
    /// Start, UTC.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// The original start of the one date of a series that it is for, UTC; empty for the whole meeting.
    pub recurrence_id: Option<String>,
    /// Who proposes just this, in the order of the grid; their comments stand there.
    pub by: Vec<Person>,
    /// Who proposes another time that this one lies within, in the order of the grid: they could, too.
    pub also: Vec<Person>,
    /// How many other things in my own calendar lie in its way.
    pub overlaps: u32,
    /// It has begun.
    pub past: bool,
}
