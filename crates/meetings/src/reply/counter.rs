//! Another time, proposed: an iTIP COUNTER (RFC 5546 3.2.7), or where that would be lost, a sentence.
//!
//! A COUNTER is sent instead of a REPLY, never besides it: it carries the answer, too. Many readers know no COUNTER or
//! take it for a tentative answer, so the mail says the time in its text as well. When a time may be proposed, and in
//! which of both forms, is left to `engine`.

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;
use icalendar::{Component as _, Property};

use super::{EventTime, MessageIds, Reply, lines, object, utc};
use crate::Answer;
use crate::message::Proposal;

/// What the subject begins with, blank included; for people only, like that of an answer.
const SUBJECT_PREFIX: &str = "New Time Proposed: ";
/// How the sentence begins and ends, by which it is known again.
const SENTENCE: (&str, &str) = ("I propose ", " instead.");

/// A tentative answer that proposes another time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counter {
    /// The answer it carries. It is told as tentative whatever it says: organizers' servers recognise a proposal only
    /// then.
    pub reply: Reply,
    /// The other time.
    pub proposed: Proposal,
    /// Whose clock the text of the mail goes by.
    pub zone: Tz,
}

impl Counter {
    /// The iCalendar object, lines folded and ended by CRLF.
    pub fn icalendar(&self) -> String {
        let reply = self.tentative();
        let mut event = reply.identity();
        let Proposal { start, end } = self.proposed;
        reply.add_times(&mut event, Some(EventTime::Instant(start)), Some(EventTime::Instant(end)));
        // Required, unlike in a REPLY.
        event.append_property(Property::new("SUMMARY", lines(&reply.summary)));
        let comment = lines(&reply.comment);
        if !comment.is_empty() {
            event.append_property(Property::new("COMMENT", comment));
        }
        // When it was to be; Outlook shows both times.
        for (name, time) in [("X-MS-OLK-ORIGINALSTART", reply.start), ("X-MS-OLK-ORIGINALEND", reply.end)] {
            if let Some(EventTime::Instant(instant)) = time {
                event.append_property(Property::new(name, utc(instant)));
            }
        }
        object("COUNTER", event)
    }

    fn tentative(&self) -> Reply {
        Reply { answer: Answer::Tentative, ..self.reply.clone() }
    }

    /// Subject of the mail.
    pub fn subject(title: &str) -> String {
        let title = crate::person::one_line(title);
        let title = title.trim();
        match title.get(..SUBJECT_PREFIX.len()) {
            Some(start) if start.eq_ignore_ascii_case(SUBJECT_PREFIX) => title.to_owned(),
            _ => format!("{SUBJECT_PREFIX}{title}").trim_end().to_owned(),
        }
    }

    /// The whole mail, ready for SendMail.
    pub fn message(&self, ids: &MessageIds) -> Vec<u8> {
        let Reply { comment, dt_stamp, summary, .. } = &self.reply;
        let text = with_words(&lines(comment), &self.proposed, self.zone, *dt_stamp);
        self.reply.mail(ids, "COUNTER", Self::subject(summary), &text, &self.icalendar())
    }
}

impl Reply {
    /// The same answer, with a proposed time in words in its comment: for organizers whom a COUNTER would not reach.
    #[must_use]
    pub fn proposing_in_words(self, proposed: &Proposal, zone: Tz) -> Self {
        let comment = with_words(&lines(&self.comment), proposed, zone, self.dt_stamp);
        Self { comment, ..self }
    }
}

/// `I propose Wed 4 Dec, 14:00–15:00 (Europe/Berlin) instead.` The year only where it is another than `now`'s.
pub fn in_words(proposed: &Proposal, zone: Tz, now: DateTime<Utc>) -> String {
    let Proposal { start, end } = proposed;
    let (start, end) = (start.with_timezone(&zone), end.with_timezone(&zone));
    let day = |at: DateTime<Tz>| {
        let year = if at.year() == now.with_timezone(&zone).year() { "" } else { " %Y" };
        at.format(&format!("%a %-d %b{year}")).to_string()
    };
    let (from, to) = (start.format("%H:%M"), end.format("%H:%M"));
    let span = if start.date_naive() == end.date_naive() {
        format!("{}, {from}–{to}", day(start))
    } else {
        format!("{}, {from} – {}, {to}", day(start), day(end))
    };
    let (before, after) = SENTENCE;
    format!("{before}{span} ({zone}){after}")
}

/// A comment with the sentence under it.
pub fn with_words(comment: &str, proposed: &Proposal, zone: Tz, now: DateTime<Utc>) -> String {
    let sentence = in_words(proposed, zone, now);
    if comment.is_empty() { sentence } else { format!("{comment}\n\n{sentence}") }
}

/// What somebody wrote besides the sentence that Quorum adds: for readers who see the proposed time elsewhere.
pub fn without_words(text: &str) -> &str {
    let text = text.trim_end();
    let (rest, last) = text.rsplit_once('\n').unwrap_or(("", text));
    let (before, after) = SENTENCE;
    let last = last.trim();
    if last.starts_with(before) && last.ends_with(after) { rest.trim_end() } else { text }
}
