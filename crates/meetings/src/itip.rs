//! Reading the answers of others: iTIP REPLY and COUNTER, as their makers write them.
//!
//! Exchange reads the replies in its mailboxes and keeps the organizer's attendee list; other servers leave them
//! lying in the Inbox, and a client that wants to show who comes must read them itself. A proposal for another time
//! is, up to ActiveSync 16.0, told nowhere else. So this reads scheduling messages leniently: no ORGANIZER
//! (Exchange), more attendees than the replier, RRULE beside RECURRENCE-ID (Exchange Online), times in zones that
//! only the object itself describes (Outlook).
//!
//! It never acts on a REQUEST or CANCEL; those are the server's to process. Some servers only do not tell which dates
//! of a series one is about ([`ParsedMessage::scope`]). Fetching the MIME, and finding the
//! meeting a reply belongs to, is left to `engine`.

mod content_line;
#[cfg(test)]
mod tests;
mod time;
mod vtimezone;

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, NaiveTime, Utc};
use mail_parser::{MessageParser, MimeHeaders as _, PartType};
use thiserror::Error;

use crate::message::Proposal;
use crate::person::without_mailto;
use crate::recurrence::{Exception, Rule};
use crate::time_zone::zone_named;
use crate::{Answer, PartStat, Person, Uid, Zone};
use content_line::{ContentLine, content_lines};
pub use time::IcalTime;
use vtimezone::VTimeZone;

/// A VALARM in a VEVENT in a VCALENDAR is three.
const MAX_DEPTH: usize = 16;

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

impl Method {
    fn read(value: &str) -> Option<Method> {
        Some(match value.to_ascii_uppercase().as_str() {
            "PUBLISH" => Method::Publish,
            "REQUEST" => Method::Request,
            "REPLY" => Method::Reply,
            "ADD" => Method::Add,
            "CANCEL" => Method::Cancel,
            "REFRESH" => Method::Refresh,
            "COUNTER" => Method::Counter,
            "DECLINECOUNTER" => Method::DeclineCounter,
            _ => return None,
        })
    }
}

/// Why an iCalendar text is no scheduling message.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ItipError {
    /// Not an iCalendar object.
    #[error("there is no BEGIN:VCALENDAR")]
    NotACalendar,
    /// No METHOD, or one RFC 5546 does not have.
    #[error("METHOD is {0:?}, which is none of RFC 5546")]
    Method(String),
    /// More components inside each other than any calendar has.
    #[error("components are nested more than {MAX_DEPTH} deep")]
    TooDeep,
    /// Nothing in it names a meeting.
    #[error("there is no VEVENT with a UID")]
    NoEvent,
}

/// A scheduling message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedMessage {
    /// METHOD.
    pub method: Method,
    /// Its VEVENTs, at least one.
    pub events: Vec<ParsedEvent>,
    /// The zones it describes; `None` where the description cannot be read.
    zones: BTreeMap<String, Option<Zone>>,
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
    /// DTEND, or DTSTART and DURATION.
    pub end: Option<IcalTime>,
    /// SUMMARY; may be empty.
    pub summary: String,
    /// LOCATION; may be empty.
    pub location: String,
    /// RRULE, as written.
    pub rrule: Option<String>,
    /// The dates that are left out of the series (EXDATE).
    pub left_out: Vec<IcalTime>,
    /// It lists dates of its own (RDATE).
    pub lists_dates: bool,
}

/// Which dates of a series a scheduling message is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeriesScope {
    /// All of them.
    Whole {
        /// Start of the first.
        start: DateTime<Utc>,
        /// Its end.
        end: DateTime<Utc>,
        /// Its times are of no zone but UTC.
        in_utc: bool,
        /// The rule; `None`: there is one, and it cannot be followed.
        rule: Option<Rule>,
        /// Dates that are told with it because they differ.
        exceptions: Vec<Exception>,
    },
    /// The one that would have started then.
    OneDate(DateTime<Utc>),
    /// It is no series: one meeting, which does not repeat.
    Single,
}

/// One ATTENDEE and the answer it carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attendee {
    /// CN and address.
    pub person: Person,
    /// PARTSTAT.
    pub part_stat: PartStat,
}

/// What one attendee told the organizer.
#[derive(Clone, PartialEq, Eq)]
pub struct AttendeeAnswer {
    /// About which meeting.
    pub uid: Uid,
    /// About which occurrence: its original start; `None` for all.
    pub recurrence_id: Option<DateTime<Utc>>,
    /// Who.
    pub attendee: Person,
    /// What; `None` in a proposal that leaves it open.
    pub answer: Option<Answer>,
    /// In which words; may be empty.
    pub comment: String,
    /// When.
    pub dt_stamp: Option<DateTime<Utc>>,
    /// To which version of the meeting.
    pub sequence: Option<u32>,
    /// Which other time they propose.
    pub proposal: Option<Proposal>,
}

/// Reads the text of a text/calendar part.
pub fn parse(ics: &str) -> Result<ParsedMessage, ItipError> {
    let mut path: Vec<String> = Vec::new();
    let mut is_calendar = false;
    let mut method = None;
    let mut events: Vec<EventLines> = Vec::new();
    let mut zones: Vec<VTimeZone> = Vec::new();
    for line in content_lines(ics) {
        match line.name.as_str() {
            "BEGIN" => {
                path.push(line.value.to_ascii_uppercase());
                if path.len() > MAX_DEPTH {
                    return Err(ItipError::TooDeep);
                }
                match (scope(&path), zones.last_mut()) {
                    (Scope::Calendar, _) => is_calendar = true,
                    (Scope::Event, _) => events.push(EventLines::default()),
                    (Scope::TimeZone, _) => zones.push(VTimeZone::default()),
                    (Scope::Observance, Some(zone)) => zone.begin(&line.value),
                    _ => {}
                }
            }
            "END" => {
                // It also ends whatever inside was left open.
                if let Some(open) = path.iter().rposition(|open| open.eq_ignore_ascii_case(&line.value)) {
                    path.truncate(open);
                }
            }
            name => match (scope(&path), events.last_mut(), zones.last_mut()) {
                (Scope::Calendar, ..) if name == "METHOD" => method = method.or(Some(line.text())),
                (Scope::Event, Some(event), _) => event.0.push(line),
                (Scope::TimeZone | Scope::Observance, _, Some(zone)) => zone.read(&line),
                _ => {}
            },
        }
    }
    if !is_calendar {
        return Err(ItipError::NotACalendar);
    }
    let method = method.unwrap_or_default();
    let method = Method::read(&method).ok_or(ItipError::Method(method))?;
    let events: Vec<ParsedEvent> = events.iter().filter_map(EventLines::event).collect();
    if events.is_empty() {
        return Err(ItipError::NoEvent);
    }
    let zones = zones.iter().map(VTimeZone::zone).collect();
    Ok(ParsedMessage { method, events, zones })
}

/// Where in the object a line stands.
enum Scope {
    Calendar,
    Event,
    TimeZone,
    Observance,
    Elsewhere,
}

fn scope(path: &[String]) -> Scope {
    match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["VCALENDAR"] => Scope::Calendar,
        ["VCALENDAR", "VEVENT"] => Scope::Event,
        ["VCALENDAR", "VTIMEZONE"] => Scope::TimeZone,
        ["VCALENDAR", "VTIMEZONE", "STANDARD" | "DAYLIGHT"] => Scope::Observance,
        _ => Scope::Elsewhere,
    }
}

/// The text of a mail's text/calendar part, wherever in the mail it is.
pub fn calendar_part(mime: &[u8]) -> Option<String> {
    let mail = MessageParser::new().parse(mime)?;
    let part = mail.parts.iter().find(|part| {
        part.content_type().is_some_and(|found| {
            found.ctype().eq_ignore_ascii_case("text")
                && found.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("calendar"))
        })
    })?;
    match &part.body {
        PartType::Text(text) => Some(text.to_string()),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => {
            Some(String::from_utf8_lossy(bytes).into_owned())
        }
        _ => None,
    }
}

/// A mail that is nothing but that part: all that is worth keeping of one with files beside it.
pub fn calendar_alone(mime: &[u8]) -> Option<Vec<u8>> {
    let calendar = calendar_part(mime)?;
    Some(format!("Content-Type: text/calendar; charset=utf-8\r\n\r\n{calendar}").into_bytes())
}

impl ParsedMessage {
    /// The event that the message is about: the series, if it tells dates of it as well.
    pub fn main_event(&self) -> Option<&ParsedEvent> {
        self.events.iter().find(|event| event.recurrence_id.is_none()).or(self.events.first())
    }

    /// What a REQUEST or CANCEL says of a meeting's dates, where its server's own words say nothing of a series: it is
    /// about the whole series, about one date, or about a meeting that is none. `None`: that cannot be told, or it is
    /// about several dates at once.
    pub fn scope(&self, uid: &Uid, reader: &Zone) -> Option<SeriesScope> {
        let mut events = self.events.iter().filter(|event| event.uid == *uid);
        if !matches!(self.method, Method::Request | Method::Cancel) {
            return None;
        }
        let whole = events.clone().find(|event| event.recurrence_id.is_none());
        let Some(whole) = whole else {
            let only = events.next().filter(|_| events.next().is_none())?;
            return Some(SeriesScope::OneDate(self.instant(only.recurrence_id.as_ref()?, reader)?));
        };
        let instant = |time: &Option<IcalTime>| self.instant(time.as_ref()?, reader);
        let start = instant(&whole.start)?;
        let Some(rrule) = whole.rrule.as_deref() else {
            let alone = events.all(|event| event.recurrence_id.is_none());
            return (alone && !whole.lists_dates).then_some(SeriesScope::Single);
        };
        let changed = events.filter_map(|event| {
            let recurrence_id = self.instant(event.recurrence_id.as_ref()?, reader)?;
            Some(Exception::Changed { recurrence_id, start: instant(&event.start), end: instant(&event.end) })
        });
        let left_out = whole.left_out.iter().filter_map(|time| self.instant(time, reader));
        let left_out = left_out.map(|recurrence_id| Exception::Deleted { recurrence_id });
        let first = whole.start.as_ref()?.day();
        Some(SeriesScope::Whole {
            start,
            end: instant(&whole.end).unwrap_or(start),
            in_utc: matches!(whole.start, Some(IcalTime::Utc(_))),
            rule: Rule::from_rrule(rrule, first),
            exceptions: left_out.chain(changed).collect(),
        })
    }

    /// The time an attendee proposes, if this is a COUNTER whose times can be told. Floating times are read in the
    /// reader's zone; a time in a zone nobody describes is not guessed.
    pub fn proposal(&self, reader: &Zone) -> Option<Proposal> {
        self.events.iter().find_map(|event| self.proposal_of(event, reader))
    }

    /// What the attendee says, per occurrence, if this is a REPLY or a COUNTER. Where a careless writer lists
    /// others too, the replier is the one who sent the mail.
    pub fn answers(&self, sender: &Person, reader: &Zone) -> Vec<AttendeeAnswer> {
        if !matches!(self.method, Method::Reply | Method::Counter) {
            return vec![];
        }
        let mut answers = Vec::new();
        for event in &self.events {
            let replier = match event.attendees.as_slice() {
                [only] => Some(only),
                several => several.iter().find(|attendee| attendee.person.key() == sender.key()),
            };
            let recurrence_id = match &event.recurrence_id {
                None => None,
                // An occurrence nobody can name must not become the whole series.
                Some(time) => match self.instant(time, reader) {
                    None => continue,
                    instant => instant,
                },
            };
            let answer = replier.and_then(|attendee| attendee.part_stat.answer());
            if answer.is_none() && self.method == Method::Reply {
                continue;
            }
            answers.push(AttendeeAnswer {
                uid: event.uid.clone(),
                recurrence_id,
                attendee: replier.map_or(sender, |attendee| &attendee.person).clone(),
                answer,
                comment: event.comment.clone(),
                dt_stamp: event.dt_stamp,
                sequence: event.sequence,
                proposal: self.proposal_of(event, reader),
            });
        }
        answers
    }

    /// The instant a time of this message means.
    pub fn instant(&self, time: &IcalTime, reader: &Zone) -> Option<DateTime<Utc>> {
        match time {
            IcalTime::Utc(instant) => Some(*instant),
            IcalTime::Floating(local) => Some(reader.at_wall_clock(*local)),
            IcalTime::Date(date) => Some(reader.at_wall_clock(date.and_time(NaiveTime::MIN))),
            IcalTime::Zoned { local, tzid } => Some(self.zone(tzid)?.at_wall_clock(*local)),
        }
    }

    /// The zone that a TZID of this message means; `None` where nobody describes it.
    pub fn zone(&self, tzid: &str) -> Option<Zone> {
        if let Ok(tz) = tzid.parse() {
            return Some(Zone::Iana(tz));
        }
        // What the message describes is what it says, whatever else goes by that name.
        match self.zones.get(tzid) {
            Some(described) => described.clone(),
            None => zone_named(tzid).map(Zone::Iana),
        }
    }

    fn proposal_of(&self, event: &ParsedEvent, reader: &Zone) -> Option<Proposal> {
        if self.method != Method::Counter {
            return None;
        }
        Some(Proposal {
            start: self.instant(event.start.as_ref()?, reader)?,
            end: self.instant(event.end.as_ref()?, reader)?,
        })
    }
}

/// Brings the answers to one meeting together: for each attendee and occurrence the newest by DTSTAMP, and none
/// given to an earlier version than the current one. An answer without a stamp is older than any with one.
pub fn merge(
    answers: impl IntoIterator<Item = AttendeeAnswer>,
    current_sequence: Option<u32>,
) -> Vec<AttendeeAnswer> {
    let mut newest: BTreeMap<_, AttendeeAnswer> = BTreeMap::new();
    for answer in answers {
        if answer.sequence.is_some_and(|sequence| current_sequence.is_some_and(|current| sequence < current))
        {
            continue;
        }
        let key = (answer.attendee.key(), answer.recurrence_id);
        match newest.get(&key) {
            Some(held) if held.dt_stamp > answer.dt_stamp => {}
            _ => {
                newest.insert(key, answer);
            }
        }
    }
    newest.into_values().collect()
}

/// The lines of one VEVENT; the first of several that may stand only once counts.
#[derive(Default)]
struct EventLines(Vec<ContentLine>);

impl EventLines {
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a ContentLine> {
        self.0.iter().filter(move |line| line.name == name)
    }

    fn time(&self, name: &str) -> Option<IcalTime> {
        self.all(name).find_map(IcalTime::read)
    }

    fn event(&self) -> Option<ParsedEvent> {
        let text = |name| self.all(name).next().map(ContentLine::text);
        let start = self.time("DTSTART");
        let end = self.time("DTEND").or_else(|| {
            let duration = self.all("DURATION").find_map(|line| time::duration(&line.value))?;
            start.as_ref()?.after(duration)
        });
        Some(ParsedEvent {
            uid: text("UID").filter(|uid| !uid.is_empty()).map(Uid::new)?,
            recurrence_id: self.time("RECURRENCE-ID"),
            sequence: self.all("SEQUENCE").find_map(|line| line.value.parse().ok()),
            dt_stamp: match self.time("DTSTAMP") {
                Some(IcalTime::Utc(stamp)) => Some(stamp),
                // It has to be UTC, so a forgotten `Z` is read as one.
                Some(IcalTime::Floating(stamp)) => Some(stamp.and_utc()),
                Some(IcalTime::Zoned { .. } | IcalTime::Date(_)) | None => None,
            },
            organizer: self.all("ORGANIZER").next().map(person),
            attendees: self
                .all("ATTENDEE")
                .map(|line| Attendee {
                    person: person(line),
                    part_stat: line.param("PARTSTAT").map_or(PartStat::NeedsAction, PartStat::read),
                })
                .collect(),
            comment: self.all("COMMENT").map(ContentLine::text).collect::<Vec<_>>().join("\n"),
            start,
            end,
            summary: text("SUMMARY").unwrap_or_default(),
            location: text("LOCATION").unwrap_or_default(),
            rrule: self.all("RRULE").next().map(|line| line.value.clone()),
            left_out: self.all("EXDATE").flat_map(IcalTime::read_all).collect(),
            lists_dates: self.all("RDATE").next().is_some(),
        })
    }
}

/// ORGANIZER or ATTENDEE: CN and the address behind `mailto:`, or that of EMAIL where the value is another kind of
/// URI.
fn person(line: &ContentLine) -> Person {
    let name = line.param("CN").unwrap_or_default();
    let address = without_mailto(&line.value);
    let by_value = Person::new(name, address);
    match line.param("EMAIL") {
        Some(email) if by_value.mailbox().is_none() => Person::new(name, without_mailto(email)),
        _ => by_value,
    }
}

/// Hides people and words: logs carry none of them.
impl fmt::Debug for ParsedEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ParsedEvent")
            .field("uid", &self.uid)
            .field("recurrence_id", &self.recurrence_id)
            .field("dt_stamp", &self.dt_stamp)
            .field("attendees", &self.attendees)
            .finish_non_exhaustive()
    }
}

/// Hides people and words: logs carry none of them.
impl fmt::Debug for AttendeeAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttendeeAnswer")
            .field("uid", &self.uid)
            .field("recurrence_id", &self.recurrence_id)
            .field("answer", &self.answer)
            .field("dt_stamp", &self.dt_stamp)
            .field("proposal", &self.proposal)
            .finish_non_exhaustive()
    }
}
