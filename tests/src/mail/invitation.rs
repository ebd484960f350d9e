//! Invitations as other people's software writes them: iCalendar text laid out by hand, so that what the
//! product reads was not written by the library it reads with.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Duration, Utc};

use crate::sogo::Person;

/// A meeting that somebody organizes.
#[derive(Clone, Debug)]
pub struct Invitation {
    uid: String,
    sequence: u32,
    summary: String,
    location: Option<String>,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    rule: Option<String>,
    /// Dates of a series that are at another time: as the rule has them, and as they are.
    moved: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// Dates of a series that are left out.
    left_out: Vec<DateTime<Utc>>,
    organizer: Person,
    attendees: Vec<Person>,
}

impl Invitation {
    /// A half-hour meeting tomorrow at nine (UTC), with a `UID` of its own and nobody invited yet.
    #[must_use]
    pub fn new(summary: &str, organizer: &Person) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let start = (Utc::now() + Duration::days(1)).date_naive().and_hms_opt(9, 0, 0).unwrap_or_default();
        let start = start.and_utc();
        Self {
            uid: format!("{}-{}-{number}@{}", organizer.user, std::process::id(), "calendar.test"),
            sequence: 0,
            summary: summary.to_owned(),
            location: None,
            start,
            end: start + Duration::minutes(30),
            rule: None,
            moved: Vec::new(),
            left_out: Vec::new(),
            organizer: organizer.clone(),
            attendees: Vec::new(),
        }
    }

    /// Invites somebody, as a required participant whose answer is wanted.
    #[must_use]
    pub fn invite(mut self, person: &Person) -> Self {
        self.attendees.push(person.clone());
        self
    }

    /// Puts it at another time; nonsense leaves it where it was.
    #[must_use]
    pub fn at(mut self, start: &str, minutes: i64) -> Self {
        if let Ok(start) = DateTime::parse_from_rfc3339(start) {
            self.start = start.to_utc();
        }
        self.end = self.start + Duration::minutes(minutes);
        self
    }

    /// Says where.
    #[must_use]
    pub fn in_room(mut self, location: &str) -> Self {
        self.location = Some(location.to_owned());
        self
    }

    /// Makes it a series, by the value of an `RRULE`.
    #[must_use]
    pub fn repeating(mut self, rule: &str) -> Self {
        self.rule = Some(rule.to_owned());
        self
    }

    /// One date of the series is at another time.
    #[must_use]
    pub fn moving(mut self, date: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        self.moved.push((date, to));
        self
    }

    /// One date of the series is left out.
    #[must_use]
    pub fn leaving_out(mut self, date: DateTime<Utc>) -> Self {
        self.left_out.push(date);
        self
    }

    /// Another `UID`, for instance one in Outlook's hexadecimal form.
    #[must_use]
    pub fn with_uid(mut self, uid: &str) -> Self {
        uid.clone_into(&mut self.uid);
        self
    }

    /// The next version of the same meeting.
    #[must_use]
    pub fn changed(mut self) -> Self {
        self.sequence += 1;
        self
    }

    /// The meeting's `UID`.
    #[must_use]
    pub fn uid(&self) -> &str {
        &self.uid
    }

    /// What it is called.
    #[must_use]
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// Who invites.
    #[must_use]
    pub fn organizer(&self) -> &Person {
        &self.organizer
    }

    /// When it begins.
    #[must_use]
    pub fn start(&self) -> DateTime<Utc> {
        self.start
    }

    /// As a CalDAV client stores it: without a method.
    #[must_use]
    pub fn stored(&self) -> String {
        calendar(None, &self.events())
    }

    /// The mail that invites.
    #[must_use]
    pub fn request(&self) -> Vec<u8> {
        self.mail("REQUEST", &self.summary)
    }

    /// The mail that calls it off.
    #[must_use]
    pub fn cancellation(&self) -> Vec<u8> {
        self.mail("CANCEL", &format!("Cancelled: {}", self.summary))
    }

    /// The mail in which one date of the series is at another time, and which says nothing of the others.
    #[must_use]
    pub fn request_moving(&self, date: DateTime<Utc>, to: DateTime<Utc>) -> Vec<u8> {
        self.mail_of("REQUEST", &self.summary, &self.one(date, to))
    }

    /// The mail that calls one date of the series off, and leaves the others.
    #[must_use]
    pub fn cancellation_of(&self, date: DateTime<Utc>) -> Vec<u8> {
        self.mail_of("CANCEL", &format!("Cancelled: {}", self.summary), &self.one(date, date))
    }

    /// The mail with which an attendee's program answers; `part_stat` as in RFC 5545 section 3.2.12.
    #[must_use]
    pub fn reply(&self, attendee: &Person, part_stat: &str, comment: &str) -> Vec<u8> {
        let Person { name, email, .. } = attendee;
        let now = Utc::now();
        let lines = [
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            "PRODID:-//Somebody else//Their calendar//EN".to_owned(),
            "METHOD:REPLY".to_owned(),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", self.uid),
            format!("SEQUENCE:{}", self.sequence),
            format!("DTSTAMP:{}", now.format("%Y%m%dT%H%M%SZ")),
            format!("DTSTART:{}", self.start.format("%Y%m%dT%H%M%SZ")),
            format!("DTEND:{}", self.end.format("%Y%m%dT%H%M%SZ")),
            format!("SUMMARY:{}", self.summary),
            format!("ORGANIZER:mailto:{}", self.organizer.email),
            format!("ATTENDEE;CN={name};PARTSTAT={part_stat}:mailto:{email}"),
            format!("COMMENT:{comment}"),
            "END:VEVENT".to_owned(),
            "END:VCALENDAR".to_owned(),
        ];
        format!(
            "From: {from}\r\nTo: {to}\r\nSubject: Re: {subject}\r\nDate: {date}\r\n\
             Message-ID: <{id}.{email}>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/alternative; boundary=\"=_quorum\"\r\n\r\n\
             --=_quorum\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{comment}\r\n\
             --=_quorum\r\nContent-Type: text/calendar; charset=utf-8; method=REPLY\r\n\r\n{calendar}\
             --=_quorum--\r\n",
            from = attendee.address(),
            to = self.organizer.address(),
            subject = self.summary,
            date = now.to_rfc2822(),
            id = now.timestamp_micros(),
            calendar = text(&lines),
        )
        .into_bytes()
    }

    fn mail(&self, method: &str, subject: &str) -> Vec<u8> {
        self.mail_of(method, subject, &self.events())
    }

    fn mail_of(&self, method: &str, subject: &str, events: &[String]) -> Vec<u8> {
        let to: Vec<String> = self.attendees.iter().map(Person::address).collect();
        format!(
            "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <{sequence}.{uid}>\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"=_quorum\"\r\n\r\n\
             --=_quorum\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{subject}\r\n\
             --=_quorum\r\nContent-Type: text/calendar; charset=utf-8; method={method}\r\n\r\n{calendar}\
             --=_quorum--\r\n",
            from = self.organizer.address(),
            to = to.join(", "),
            date = Utc::now().to_rfc2822(),
            sequence = self.sequence,
            uid = self.uid,
            calendar = calendar(Some(method), events),
        )
        .into_bytes()
    }

    /// The meeting, and each date of it that is at another time.
    fn events(&self) -> Vec<String> {
        let rule = self.rule.as_ref().map(|rule| format!("RRULE:{rule}"));
        let left_out = self.left_out.iter().map(|date| format!("EXDATE:{}", stamp(*date)));
        let mut lines = self.event(self.start, rule.into_iter().chain(left_out));
        lines.extend(self.moved.iter().flat_map(|(date, to)| self.one(*date, *to)));
        lines
    }

    /// One date of the series by itself.
    fn one(&self, date: DateTime<Utc>, start: DateTime<Utc>) -> Vec<String> {
        self.event(start, [format!("RECURRENCE-ID:{}", stamp(date))])
    }

    fn event(&self, start: DateTime<Utc>, which: impl IntoIterator<Item = String>) -> Vec<String> {
        let mut lines = vec![
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", self.uid),
            format!("SEQUENCE:{}", self.sequence),
            format!("DTSTAMP:{}", stamp(Utc::now())),
            format!("DTSTART:{}", stamp(start)),
            format!("DTEND:{}", stamp(start + (self.end - self.start))),
            format!("SUMMARY:{}", self.summary),
        ];
        lines.extend(self.location.as_ref().map(|location| format!("LOCATION:{location}")));
        lines.extend(which);
        if !self.attendees.is_empty() {
            let Person { name, email, .. } = &self.organizer;
            lines.push(format!("ORGANIZER;CN={name}:mailto:{email}"));
        }
        lines.extend(self.attendees.iter().map(|Person { name, email, .. }| {
            format!("ATTENDEE;CN={name};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{email}")
        }));
        lines.push("END:VEVENT".to_owned());
        lines
    }
}

fn calendar(method: Option<&str>, events: &[String]) -> String {
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Somebody else//Their calendar//EN".to_owned(),
    ];
    lines.extend(method.map(|method| format!("METHOD:{method}")));
    lines.extend_from_slice(events);
    lines.push("END:VCALENDAR".to_owned());
    text(&lines)
}

fn stamp(instant: DateTime<Utc>) -> String {
    instant.format("%Y%m%dT%H%M%SZ").to_string()
}

fn text(lines: &[String]) -> String {
    lines.iter().fold(String::new(), |mut text, line| {
        let _ = write!(text, "{}\r\n", folded(line));
        text
    })
}

/// RFC 5545 section 3.1: no line longer than 75 octets. Our own texts are ASCII.
fn folded(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + 8);
    for (position, character) in line.chars().enumerate() {
        if position > 0 && position % 72 == 0 {
            text.push_str("\r\n ");
        }
        text.push(character);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_and_unfold_to_themselves() {
        let line = "ATTENDEE;".to_owned() + &"x".repeat(200);
        let folded = folded(&line);
        assert!(folded.split("\r\n").all(|line| line.len() <= 75));
        assert_eq!(folded.replace("\r\n ", ""), line);
    }
}
