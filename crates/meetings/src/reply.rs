//! The answer as a mail: an iTIP REPLY (RFC 5546 3.2.3) in an iMIP message (RFC 6047).
//!
//! Up to ActiveSync 14.1 most servers leave it to the client to tell the organizer. The mail is read by Exchange,
//! Outlook, Gmail, SOGo, Nextcloud and others, and each has thrown away replies for its own reason: no ORGANIZER,
//! a second ATTENDEE, an old DTSTAMP, no `method` on the part, the calendar as a mere attachment. So it holds
//! exactly what a REPLY needs and the title and times that help people, every time in UTC so that no VTIMEZONE is
//! needed, and nothing of the invitation's text or guests.
//!
//! The same [`Reply`] gives the same bytes: clock, Message-ID and what was answered come in as arguments. Whether,
//! when and by whom it is sent is left to `engine`.

mod counter;
#[cfg(test)]
mod tests;

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use icalendar::{Calendar, Component as _, Event, Property};
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;

use crate::{Answer, Mailbox, Uid, Zone, base64_text};

pub use counter::{Counter, in_words, with_words, without_words};

/// Who wrote it, in iCalendar's form of a formal public identifier.
const PRODID: &str = "-//Quorum//Quorum//EN";
/// Longest content line, in octets (RFC 5545 3.1).
const LINE: usize = 75;
/// Longest line of a base64 body (RFC 2045 6.8).
const BASE64_LINE: usize = 76;

/// A start, end or RECURRENCE-ID as a REPLY writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventTime {
    /// An instant, written in UTC.
    Instant(DateTime<Utc>),
    /// A day of an all-day meeting (`VALUE=DATE`). An end is the day after the last.
    Day(NaiveDate),
}

impl EventTime {
    /// An instant of a meeting: for an all-day meeting, the day it stands for in the meeting's zone.
    pub fn of(instant: DateTime<Utc>, all_day: bool, zone: &Zone) -> EventTime {
        if all_day { EventTime::Day(zone.day_of(instant)) } else { EventTime::Instant(instant) }
    }

    fn property(self, name: &str) -> Property {
        match self {
            EventTime::Instant(instant) => Property::new(name, utc(instant)),
            EventTime::Day(day) => {
                Property::new(name, day.format("%Y%m%d").to_string()).add_parameter("VALUE", "DATE").done()
            }
        }
    }
}

/// An attendee's answer to the organizer.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply {
    /// The request's UID, exactly.
    pub uid: Uid,
    /// Original start of the one occurrence answered, of the same kind as `start`; `None` answers all.
    pub recurrence_id: Option<EventTime>,
    /// The request's SEQUENCE. `None` where it is not known, and then none is written: MeetingRequest does not have
    /// it, and an invented 0 would be older than what is answered.
    pub sequence: Option<u32>,
    /// Who invited; never a forwarder.
    pub organizer: Mailbox,
    /// Who answers, as invited.
    pub attendee: Mailbox,
    /// The answer.
    pub answer: Answer,
    /// The attendee's words; may be empty.
    pub comment: String,
    /// Now, new for each reply: an old stamp is taken for a reply that was overtaken.
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

impl Reply {
    /// The iCalendar object, lines folded and ended by CRLF.
    pub fn icalendar(&self) -> String {
        let mut event = self.identity();
        self.add_times(&mut event, self.start, self.end);
        for (name, text) in [("SUMMARY", &self.summary), ("COMMENT", &self.comment)] {
            let text = lines(text);
            if !text.is_empty() {
                event.append_property(Property::new(name, text));
            }
        }
        object("REPLY", event)
    }

    /// What every message to the organizer begins with: which meeting, now, from whom to whom.
    fn identity(&self) -> Event {
        let mut event = Event::new();
        event.append_property(Property::new("UID", self.uid.as_str()));
        event.append_property(Property::new("DTSTAMP", utc(self.dt_stamp)));
        event.append_property(Property::new("ORGANIZER", self.organizer.mailto()));
        event.append_property(self.attendee_property());
        if let Some(sequence) = self.sequence {
            event.append_property(Property::new("SEQUENCE", sequence.to_string()));
        }
        event
    }

    /// Which occurrence, and the times of this message.
    fn add_times(&self, event: &mut Event, start: Option<EventTime>, end: Option<EventTime>) {
        for (name, time) in [("RECURRENCE-ID", self.recurrence_id), ("DTSTART", start), ("DTEND", end)] {
            if let Some(time) = time {
                event.append_property(time.property(name));
            }
        }
    }

    /// The replier alone: a second ATTENDEE would be read as a guest the replier brings.
    fn attendee_property(&self) -> Property {
        let mut attendee = Property::new("ATTENDEE", self.attendee.mailto());
        let name = self.attendee.name().replace('"', "");
        let name = name.trim();
        if !name.is_empty() {
            attendee.add_parameter("CN", name);
        }
        attendee.add_parameter("PARTSTAT", self.answer.part_stat().as_str()).done()
    }

    /// Subject of the mail.
    pub fn subject(&self) -> String {
        self.answer.subject(&crate::person::one_line(&self.summary))
    }

    /// The whole mail, ready for SendMail.
    pub fn message(&self, ids: &MessageIds) -> Vec<u8> {
        self.mail(ids, "REPLY", self.subject(), &self.text(), &self.icalendar())
    }

    /// The mail around an iCalendar object of this method.
    fn mail(&self, ids: &MessageIds, method: &str, subject: String, text: &str, icalendar: &str) -> Vec<u8> {
        // The library would quote `method`, which not every reader looks behind.
        let calendar = format!("text/calendar; charset=utf-8; method={method}; component=VEVENT");
        let parts = vec![
            MimePart::new("text/plain", text),
            MimePart::raw(base64_body(icalendar))
                .header("Content-Type", Raw::new(calendar))
                .transfer_encoding("base64"),
        ];
        let alternative = ContentType::new("multipart/alternative").attribute("boundary", boundary(text));
        let mut mail = Vec::new();
        MessageBuilder::new()
            .from(address(&self.attendee))
            .to(address(&self.organizer))
            .subject(subject)
            .date(Date::new(ids.date.timestamp()))
            .message_id(message_id(&ids.message_id))
            .body(MimePart::new(alternative, parts))
            .serialize(&mut mail);
        mail
    }

    /// What people read who see no calendar: the attendee's own words, or one line with the answer.
    fn text(&self) -> String {
        let comment = lines(&self.comment);
        if !comment.is_empty() {
            return comment;
        }
        stand_in(self.attendee.display_name(), self.answer)
    }
}

/// The line a reply without a comment carries as its text. Readers that show a reply's text as what somebody wrote
/// leave this one out.
pub fn stand_in(name: &str, answer: Answer) -> String {
    let did = match answer {
        Answer::Accepted => "accepted",
        Answer::Tentative => "tentatively accepted",
        Answer::Declined => "declined",
    };
    format!("{name} has {did} this invitation.")
}

/// Hides people, title and comment: logs carry none of them.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("uid", &self.uid)
            .field("recurrence_id", &self.recurrence_id)
            .field("answer", &self.answer)
            .field("dt_stamp", &self.dt_stamp)
            .finish_non_exhaustive()
    }
}

/// The object of one VEVENT. `Calendar::new` would add a CALSCALE and a PRODID of its own.
fn object(method: &str, event: Event) -> String {
    let calendar = Calendar::empty()
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", PRODID))
        .append_property(Property::new("METHOD", method))
        .push(event)
        .to_string();
    fold(&icalendar::parser::unfold(&calendar))
}

fn utc(instant: DateTime<Utc>) -> String {
    instant.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Text of any maker with `\n` between its lines and no other control character, which neither format can carry.
fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect::<String>().trim().to_owned()
}

/// Folds content lines at 75 octets, between characters (RFC 5545 3.1). The library's own folding lets the last piece
/// of a line grow to 76.
fn fold(lines: &str) -> String {
    let mut folded = String::with_capacity(lines.len() + lines.len() / LINE * 3);
    for line in lines.split_terminator("\r\n") {
        let mut room = LINE;
        for c in line.chars() {
            if c.len_utf8() > room {
                folded.push_str("\r\n ");
                room = LINE - 1;
            }
            folded.push(c);
            room -= c.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

fn address(mailbox: &Mailbox) -> Address<'_> {
    let name = Some(mailbox.name()).filter(|name| !name.is_empty());
    Address::new_address(name, mailbox.address())
}

/// A Message-ID is one atom; what could end it or the header line is dropped.
fn message_id(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() && !c.is_whitespace() && !"<>".contains(*c)).collect()
}

/// base64 whatever the content: no server on the way may refold or re-encode calendar lines.
fn base64_body(text: &str) -> Vec<u8> {
    let digits = base64_text::encode(text.as_bytes());
    let mut body = Vec::with_capacity(digits.len() + digits.len() / BASE64_LINE * 2 + 2);
    for line in digits.as_bytes().chunks(BASE64_LINE) {
        body.extend(line);
        body.extend(b"\r\n");
    }
    body
}

/// A boundary that no line of the text is: the library's own would read the clock.
fn boundary(text: &str) -> String {
    let mut boundary = "=_quorum".to_owned();
    while text.contains(&boundary) {
        boundary.push('_');
    }
    boundary
}
