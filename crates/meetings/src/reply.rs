//! The answer as a mail: an iTIP REPLY (RFC 5546 3.2.3) in an iMIP message (RFC 6047).
//!
//! Up to ActiveSync 14.1 the client tells the organizer by a mail of its own.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{Answer, Mailbox, Uid, Zone};

/// A start, end or RECURRENCE-ID as a REPLY writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventTime {
    /// An instant, written in UTC.
    Instant(DateTime<Utc>),
    /// A day of an all-day meeting (`VALUE=DATE`). An end is the day after the last.
    Day(NaiveDate),
}

/// An attendee's answer to the organizer.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The request's UID, exactly.
    pub uid: Uid,
    /// Original start of the one occurrence answered, of the same kind as `start`; `None` answers all.
    pub recurrence_id: Option<EventTime>,
    /// The request's SEQUENCE; `None` where it is not known (MeetingRequest does not have it).
    pub sequence: Option<u32>,
    /// Who invited; never a forwarder.
    pub organizer: Mailbox,
    /// Who answers, as invited.
    pub attendee: Mailbox,
    /// The answer.
    pub answer: Answer,
    /// The attendee's words; may be empty.
    pub comment: String,
    /// Now, new for each reply.
    pub dt_stamp: DateTime<Utc>,
    /// Start, unchanged.
    pub start: Option<EventTime>,
    /// End, unchanged.
    pub end: Option<EventTime>,
    /// Title, unchanged; may be empty.
    pub summary: String,
}

/// What makes a message this one and no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageIds {
    /// Message-ID, without angle brackets.
    pub message_id: String,
    /// Date header.
    pub date: DateTime<Utc>,
}

impl EventTime {
    /// An instant of a meeting: for an all-day meeting, the day it stands for in the meeting's zone.
    pub fn of(instant: DateTime<Utc>, all_day: bool, zone: &Zone) -> EventTime {
        if all_day { EventTime::Day(zone.day_of(instant)) } else { EventTime::Instant(instant) }
    }
}

impl Reply {
    /// The iCalendar object, lines folded and ended by CRLF.
    pub fn icalendar(&self) -> String {
        String::new()
    }

    /// Subject of the mail.
    pub fn subject(&self) -> String {
        self.answer.subject(&self.summary)
    }

    /// The whole mail, ready for SendMail.
    pub fn message(&self, ids: &MessageIds) -> Vec<u8> {
        let _ = ids;
        Vec::new()
    }
}
