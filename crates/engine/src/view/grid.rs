//! Who is coming: the meetings that I organize.

use serde::Serialize;
use specta::Type;

use super::{Proposal, ProposedSlot};

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
    /// What they answered for single dates of a series, earliest date first.
    pub dates: Vec<DateAnswer>,
    /// The answer came after the organizer last opened this grid.
    pub new: bool,
    /// The answer is known from their mail only; the server's calendar does not show it (yet).
    pub from_mail_only: bool,
    /// The calendar item lists them; else they were forwarded the invitation, and only their answer tells of them.
    pub listed: bool,
    /// What they answered in a mail that does not say whether it is for the whole series or for one date of it; it does
    /// not count.
    pub unclear: Option<AttendeeStatus>,
}

impl Attendee {
    /// Answers that came after the organizer last opened this grid.
    pub fn news(&self) -> usize {
        usize::from(self.new) + self.dates.iter().filter(|date| date.new).count()
    }

    /// Did they answer otherwise for a date to come than for the series?
    pub fn is_apart(&self) -> bool {
        self.dates.iter().any(|date| !date.past && date.status != self.status)
    }
}

/// An attendee's answer to one date of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DateAnswer {
    /// The original start of the date, UTC, which names it.
    pub recurrence_id: String,
    /// When the date starts now, UTC; a whole day floats.
    pub start: String,
    /// The answer.
    pub status: AttendeeStatus,
    /// When they answered, UTC, where a response mail tells.
    pub answered_at: Option<String>,
    /// What they wrote.
    pub comment: Option<String>,
    /// Another time that they propose for this date.
    pub proposal: Option<Proposal>,
    /// It is over.
    pub past: bool,
    /// The answer came after the organizer last opened this grid.
    pub new: bool,
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
    /// Its rule in RFC 5545 form without `RRULE:`, if known (`FREQ=WEEKLY;BYDAY=TH`).
    pub recurrence: Option<String>,
    /// Called off.
    pub cancelled: bool,
    /// People (required and optional), resources not counted.
    pub counts: Counts,
    /// Required people who accepted, and required people in all.
    pub required_accepted: u32,
    /// Required people in all.
    pub required: u32,
    /// Those of the required who answered otherwise for a date to come than for the series.
    pub required_apart: u32,
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
    /// On the meeting's list; false: answered without being invited by it.
    pub listed: bool,
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
