//! What the answer bar offers.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{Answer, OwnState, Proposing, ToldBy};

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
    /// Neither the mail nor the calendar says whether the organizer wants to be told; nobody is, unasked.
    pub reply_unstated: bool,
    /// Who would mail the organizer.
    pub by: ToldBy,
    /// The answer that `by` does not hold for, since Quorum mails it: the calendar has it already, and this server mails
    /// changes only.
    pub mailed_anyway: Option<Answer>,
    /// With which answers a comment reaches the organizer.
    pub comment: CommentReach,
    /// My address, from which the answer goes.
    pub from_address: String,
    /// The answer covers the whole series.
    pub whole_series: bool,
    /// But not a date to come that has an answer of its own.
    pub one_date_apart: bool,
    /// What my calendar has now of what the answer is about; none: it is not in there.
    pub in_calendar: Option<OwnState>,
    /// When it begins there, UTC, where that is not when it begins by the card.
    pub in_calendar_at: Option<String>,
    /// An answer that does not decline brings it there to the time of the card, or one that is on its way does.
    pub brings_time: bool,
    /// What is declined stays in the calendar on this server, marked as declined.
    pub keeps_declined: bool,
    /// May another time be proposed with it?
    pub proposing: Proposing,
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
    /// Locked off: the organizer asked for no replies, or did not say so (`reply_unstated`).
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
