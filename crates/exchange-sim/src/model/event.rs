//! A meeting: the facts every invitee shares, and what one mailbox adds to them.
//!
//! [`Event`] is what travels in an iCalendar object; [`CalendarItem`] is an event in somebody's calendar. The numbers
//! of the wire live in [`items`](crate::items), so that an answer here is just an answer.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::file::File;
use super::recurrence::{Ends, Recurrence};

/// Somebody with an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Person {
    /// Display name; may be empty.
    pub name: String,
    /// SMTP address.
    pub email: String,
}

impl Person {
    /// A person with a name and an address.
    pub fn new(name: impl Into<String>, email: impl Into<String>) -> Self {
        Self { name: name.into(), email: email.into() }
    }

    /// Is this the person behind `address`?
    pub fn is(&self, address: &str) -> bool {
        self.email.eq_ignore_ascii_case(address)
    }

    /// As in a mail header: `"Alice Moreau" <alice@contoso.com>`.
    pub fn header(&self) -> String {
        if self.name.is_empty() {
            return self.email.clone();
        }
        format!("\"{}\" <{}>", self.name.replace(['"', '\\', '\r', '\n'], ""), self.email)
    }
}

/// What an invitee answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Yes.
    Accepted,
    /// Perhaps.
    Tentative,
    /// No.
    Declined,
}

impl Answer {
    /// PARTSTAT of the reply (RFC 5545 3.2.12).
    pub fn part_stat(self) -> &'static str {
        match self {
            Self::Accepted => "ACCEPTED",
            Self::Tentative => "TENTATIVE",
            Self::Declined => "DECLINED",
        }
    }

    /// What Exchange writes before the subject of the reply.
    pub fn subject_prefix(self) -> &'static str {
        match self {
            Self::Accepted => "Accepted: ",
            Self::Tentative => "Tentative: ",
            Self::Declined => "Declined: ",
        }
    }
}

/// How much somebody is wanted at a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttendeeKind {
    /// Needed.
    Required,
    /// Welcome.
    Optional,
    /// A room or a projector.
    Resource,
}

/// Another time an attendee would like better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposal {
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
}

/// Somebody invited, as the organizer's calendar knows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Attendee {
    /// Who.
    pub person: Person,
    /// How much they are wanted.
    pub kind: AttendeeKind,
    /// The answer, if there is one.
    pub answer: Option<Answer>,
    /// DTSTAMP of the reply the answer came with; an older reply does not change it.
    pub replied_at: Option<DateTime<Utc>>,
    /// A time proposed with the answer.
    pub proposal: Option<Proposal>,
    /// Asked once more, because the meeting changed.
    pub asked_again: bool,
}

impl Attendee {
    /// Somebody who has not answered.
    pub fn new(person: Person, kind: AttendeeKind) -> Self {
        Self { person, kind, answer: None, replied_at: None, proposal: None, asked_again: false }
    }

    /// A required attendee.
    pub fn required(name: &str, email: &str) -> Self {
        Self::new(Person::new(name, email), AttendeeKind::Required)
    }

    /// An optional attendee.
    pub fn optional(name: &str, email: &str) -> Self {
        Self::new(Person::new(name, email), AttendeeKind::Optional)
    }

    /// A room.
    pub fn room(name: &str, email: &str) -> Self {
        Self::new(Person::new(name, email), AttendeeKind::Resource)
    }
}

/// How the time counts in a calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Busy {
    /// Free.
    Free,
    /// Perhaps busy.
    Tentative,
    /// Busy.
    Busy,
    /// Out of office.
    OutOfOffice,
    /// Working elsewhere.
    Elsewhere,
}

/// The facts of a meeting or an appointment, the same for everybody.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// iCalendar UID.
    pub uid: String,
    /// Original start of the one occurrence this is about; `None` for a single event or a whole series.
    pub recurrence_id: Option<DateTime<Utc>>,
    /// Revision, raised with every change that makes old answers void.
    pub sequence: u32,
    /// When this version was sent.
    pub dtstamp: DateTime<Utc>,
    /// Who invites.
    pub organizer: Person,
    /// Who is invited; empty for an appointment of one's own.
    pub attendees: Vec<Attendee>,
    /// Title.
    pub subject: String,
    /// Where; may be empty.
    pub location: String,
    /// Description, plain text; may be empty.
    pub body: String,
    /// Description as HTML, if its author wrote that.
    pub html: Option<String>,
    /// Files that go with it.
    pub attachments: Vec<File>,
    /// Where to join online, where the organizer's server made a place.
    pub online: Option<String>,
    /// Start; of a series: start of the first occurrence.
    pub start: DateTime<Utc>,
    /// End, exclusive.
    pub end: DateTime<Utc>,
    /// Whole days; start and end are midnights in `zone`.
    pub all_day: bool,
    /// The organizer's zone.
    pub zone: Tz,
    /// The series' rule.
    pub recurrence: Option<Recurrence>,
    /// The organizer wants answers.
    pub response_requested: bool,
    /// The organizer wants no other times proposed.
    pub disallow_new_time: bool,
    /// How the time counts once accepted.
    pub busy: Busy,
    /// Minutes before the start.
    pub reminder: Option<u32>,
    /// 0 normal, 1 personal, 2 private, 3 confidential.
    pub sensitivity: u8,
}

impl Event {
    /// An event with nobody else in it. Everything else is set by struct update.
    pub fn new(subject: impl Into<String>, start: DateTime<Utc>, end: DateTime<Utc>, zone: Tz) -> Self {
        Self {
            uid: String::new(),
            recurrence_id: None,
            sequence: 0,
            dtstamp: start,
            organizer: Person::default(),
            attendees: Vec::new(),
            subject: subject.into(),
            location: String::new(),
            body: String::new(),
            html: None,
            attachments: Vec::new(),
            online: None,
            start,
            end,
            all_day: false,
            zone,
            recurrence: None,
            response_requested: true,
            disallow_new_time: false,
            busy: Busy::Busy,
            reminder: Some(15),
            sensitivity: 0,
        }
    }

    /// Which messages are about the same thing as this.
    pub fn group(&self) -> (String, Option<DateTime<Utc>>) {
        (uid_key(&self.uid).into_owned(), self.recurrence_id)
    }

    /// The attendee with this address.
    pub fn attendee(&self, address: &str) -> Option<&Attendee> {
        self.attendees.iter().find(|attendee| attendee.person.is(address))
    }

    /// Would people have to think again: another time, or another rule?
    pub fn moved_from(&self, old: &Event) -> bool {
        (self.start, self.end, self.all_day, &self.recurrence)
            != (old.start, old.end, old.all_day, &old.recurrence)
    }

    /// Original starts of the series' occurrences; the start itself where there is no series.
    pub fn starts(&self) -> impl Iterator<Item = DateTime<Utc>> + '_ {
        let first = self.start.with_timezone(&self.zone).naive_local();
        let single = self.recurrence.is_none().then_some(self.start);
        let series = self.recurrence.iter().flat_map(move |rule| {
            let starts =
                rule.days(first.date()).map(move |day| instant(self.zone, day.and_time(first.time())));
            starts.take_while(|start| !matches!(rule.ends, Ends::Until(end) if *start > end))
        });
        single.into_iter().chain(series)
    }

    /// Does an occurrence of this series originally start at `start`?
    pub fn has_occurrence(&self, start: DateTime<Utc>) -> bool {
        self.recurrence.is_some() && self.starts().take_while(|one| *one <= start).last() == Some(start)
    }
}

/// UIDs compare exactly, but for Outlook's, which are hexadecimal digits of either case.
pub fn uid_key(uid: &str) -> Cow<'_, str> {
    let outlook = uid.len() >= 80 && uid.bytes().all(|byte| byte.is_ascii_hexdigit());
    if outlook { Cow::Owned(uid.to_ascii_uppercase()) } else { Cow::Borrowed(uid) }
}

/// Do both name the same meeting?
pub fn same_uid(one: &str, other: &str) -> bool {
    uid_key(one) == uid_key(other)
}

/// The instant of a wall clock: the earlier where it strikes twice, an hour later where it is skipped.
pub fn instant(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    let strikes = |local| zone.from_local_datetime(&local).earliest().map(|time| time.to_utc());
    strikes(local).or_else(|| strikes(local + TimeDelta::hours(1))).unwrap_or_else(|| local.and_utc())
}

/// What one mailbox is to a calendar item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// No meeting at all.
    Appointment,
    /// The mailbox's owner invites.
    Organizer,
    /// The mailbox's owner is invited.
    Invitee,
}

/// One occurrence of a series that differs from the rest; what is `None` is as in the series.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Exception {
    /// It does not take place (or not for the owner, who declined it).
    pub deleted: bool,
    /// Other start and end.
    pub when: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Other title.
    pub subject: Option<String>,
    /// Other place.
    pub location: Option<String>,
    /// Other attendees, or the same with other answers.
    pub attendees: Option<Vec<Attendee>>,
    /// The owner's own answer to this occurrence.
    pub answer: Option<(Answer, DateTime<Utc>)>,
}

/// An event in somebody's calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarItem {
    /// The event. Its `recurrence_id` is set for an orphan: an invitation to one occurrence of a series unknown here.
    pub event: Event,
    /// What the owner is to it.
    pub role: Role,
    /// Called off.
    pub cancelled: bool,
    /// The owner's answer and when it was given.
    pub answer: Option<(Answer, DateTime<Utc>)>,
    /// Occurrences that differ, by original start.
    pub exceptions: std::collections::BTreeMap<DateTime<Utc>, Exception>,
    /// Categories.
    pub categories: Vec<String>,
    /// The owner set how the time counts, against what follows from the answer.
    pub own_busy: Option<Busy>,
}

impl CalendarItem {
    /// An event in the calendar of somebody who is `role` to it.
    pub fn new(event: Event, role: Role) -> Self {
        Self {
            event,
            role,
            cancelled: false,
            answer: None,
            exceptions: std::collections::BTreeMap::new(),
            categories: Vec::new(),
            own_busy: None,
        }
    }

    /// The event of one occurrence, as its own message tells it.
    pub fn occurrence(&self, start: DateTime<Utc>) -> Event {
        let change = self.exceptions.get(&start).cloned().unwrap_or_default();
        let length = self.event.end - self.event.start;
        let (new_start, new_end) = change.when.unwrap_or((start, start + length));
        Event {
            recurrence_id: Some(start),
            recurrence: None,
            start: new_start,
            end: new_end,
            subject: change.subject.unwrap_or_else(|| self.event.subject.clone()),
            location: change.location.unwrap_or_else(|| self.event.location.clone()),
            attendees: change.attendees.unwrap_or_else(|| self.event.attendees.clone()),
            ..self.event.clone()
        }
    }

    /// How the time counts in this calendar now.
    pub fn busy(&self) -> Busy {
        match (self.own_busy, self.cancelled, self.role, self.answer) {
            (_, true, _, _) => Busy::Free,
            (Some(own), false, _, _) => own,
            (None, false, Role::Invitee, None | Some((Answer::Tentative, _))) => Busy::Tentative,
            (None, false, Role::Invitee, Some((Answer::Declined, _))) => Busy::Free,
            (None, false, _, _) => self.event.busy,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;
    use chrono_tz::America::Los_Angeles;

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_series_keeps_its_local_hour_when_the_clocks_change() {
        let (start, end) = (utc("2026-10-29T16:00:00Z"), utc("2026-10-29T17:00:00Z"));
        let series = Event {
            recurrence: Some(Recurrence::weekly(Weekday::Thu, Ends::Until(utc("2026-11-05T17:00:00Z")))),
            ..Event::new("Stand-up", start, end, Los_Angeles)
        };
        let starts: Vec<_> = series.starts().map(|start| start.to_rfc3339()).collect();
        assert_eq!(starts, ["2026-10-29T16:00:00+00:00", "2026-11-05T17:00:00+00:00"]);
        assert!(series.has_occurrence(utc("2026-11-05T17:00:00Z")));
        assert!(!series.has_occurrence(utc("2026-11-05T16:00:00Z")), "that is 08:00 in Seattle by then");
        assert!(!series.has_occurrence(utc("2026-11-12T17:00:00Z")), "after the end");
    }

    #[test]
    fn an_unanswered_invitation_counts_as_tentative() {
        let (start, end) = (utc("2026-12-01T17:00:00Z"), utc("2026-12-01T18:00:00Z"));
        let mut item = CalendarItem::new(Event::new("Planning", start, end, Los_Angeles), Role::Invitee);
        assert_eq!(item.busy(), Busy::Tentative);
        item.answer = Some((Answer::Accepted, start));
        assert_eq!(item.busy(), Busy::Busy);
        item.cancelled = true;
        assert_eq!(item.busy(), Busy::Free);
    }
}
