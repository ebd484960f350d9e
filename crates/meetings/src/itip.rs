//! Reading the answers of others: iTIP REPLY and COUNTER, as their makers write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use thiserror::Error;

use crate::message::Proposal;
use crate::{PartStat, Person, Uid, Zone};

/// METHOD of an iCalendar object (RFC 5546 1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// PUBLISH.
    Publish,
    /// REQUEST.
    Request,
    /// REPLY.
    Reply,
    /// ADD.
    Add,
    /// CANCEL.
    Cancel,
    /// REFRESH.
    Refresh,
    /// COUNTER: an attendee proposes something else.
    Counter,
    /// DECLINECOUNTER: the organizer refuses a proposal.
    DeclineCounter,
}

/// A date or time as written, before anybody has decided which instant it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum IcalTime {
    /// `…Z`.
    Utc(DateTime<Utc>),
    /// Local to whoever reads it.
    Floating(NaiveDateTime),
    /// Local to a zone that the object names.
    Zoned {
        /// Wall clock.
        local: NaiveDateTime,
        /// TZID, as written.
        tzid: String,
    },
    /// `VALUE=DATE`.
    Date(NaiveDate),
}

/// One ATTENDEE and the answer it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// CN and address.
    pub person: Person,
    /// PARTSTAT.
    pub part_stat: PartStat,
}

/// One VEVENT of a scheduling message.
#[derive(Clone, PartialEq, Eq)]
pub struct ParsedEvent {
    /// UID.
    pub uid: Uid,
    /// RECURRENCE-ID.
    pub recurrence_id: Option<IcalTime>,
    /// SEQUENCE.
    pub sequence: Option<u32>,
    /// DTSTAMP.
    pub dt_stamp: Option<DateTime<Utc>>,
    /// ORGANIZER; Exchange leaves it out of its replies.
    pub organizer: Option<Person>,
    /// ATTENDEEs, in order.
    pub attendees: Vec<Attendee>,
    /// COMMENTs, one a line; may be empty.
    pub comment: String,
    /// DTSTART: of a COUNTER, the proposed one.
    pub start: Option<IcalTime>,
    /// DTEND (or DTSTART + DURATION).
    pub end: Option<IcalTime>,
    /// SUMMARY; may be empty.
    pub summary: String,
}

/// A scheduling message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedMessage {
    /// METHOD.
    pub method: Method,
    /// Its VEVENTs, at least one.
    pub events: Vec<ParsedEvent>,
}

impl std::fmt::Debug for ParsedEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ParsedEvent").field("uid", &self.uid).finish_non_exhaustive()
    }
}

/// Why an iCalendar text is no scheduling message.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ItipError {
    /// Not a VCALENDAR.
    #[error("no BEGIN:VCALENDAR")]
    NotACalendar,
    /// No METHOD, or one nobody has described.
    #[error("METHOD is {0:?}")]
    Method(String),
    /// No VEVENT with a UID.
    #[error("no VEVENT with a UID")]
    NoEvent,
}

/// Reads the text of a text/calendar part.
pub fn parse(ics: &str) -> Result<ParsedMessage, ItipError> {
    let _ = ics;
    Err(ItipError::NotACalendar)
}

/// The text of a mail's text/calendar part.
pub fn calendar_part(mime: &[u8]) -> Option<String> {
    let _ = mime;
    None
}

impl ParsedMessage {
    /// The time proposed, if this is a COUNTER that tells one; times without a known zone are read in `zone`.
    pub fn proposal(&self, zone: &Zone) -> Option<Proposal> {
        let _ = zone;
        None
    }
}
