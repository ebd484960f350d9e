//! An iCalendar object that came by mail: what it asks for, and what is wrong with it.
//!
//! Reading is generous, because strangers write; what a strict reader would object to in a REPLY or a COUNTER is listed all the
//! same, for tests of clients that write them.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use icalendar::parser::{Component, Property, read_calendar, unfold};

use super::rule;
use crate::model::event::{Answer, Attendee, AttendeeKind, Busy, Event, Person, Proposal, instant};
use crate::model::mail::{MeetingMessage, Method};

/// What an object says.
#[derive(Debug)]
pub struct Object {
    /// Its METHOD.
    pub method: String,
    /// What it asks for, one for each VEVENT; empty for a method this server has no use for.
    pub messages: Vec<MeetingMessage>,
    /// What RFC 5545 and RFC 5546 have against it, as far as it is a REPLY or a COUNTER.
    pub objections: Vec<String>,
}

/// Reads an object; `Err` says why it is none.
pub fn read(text: &str) -> Result<Object, String> {
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded)?;
    let top = |name: &str| calendar.properties.iter().find(|property| property.name == name);
    let method = top("METHOD").map(|property| property.val.to_string()).ok_or("no METHOD")?;
    let events: Vec<_> = calendar.components.iter().filter(|component| component.name == "VEVENT").collect();
    let mut messages: Vec<_> = events.iter().filter_map(|component| message(&method, component)).collect();
    // The series before its exceptions.
    messages.sort_by_key(|message| message.event.recurrence_id);
    let mut objections = Vec::new();
    if method == "REPLY" || method == "COUNTER" {
        objections = lines(text);
        objections.extend(
            ["VERSION", "PRODID"].iter().filter(|name| top(name).is_none()).map(|name| format!("no {name}")),
        );
        if events.is_empty() {
            objections.push("no VEVENT".into());
        }
        objections.extend(events.iter().flat_map(|event| reply(event)));
        if method == "COUNTER" {
            objections.extend(events.iter().flat_map(|event| counter(event)));
        }
    }
    Ok(Object { method, messages, objections })
}

/// RFC 5545 3.1: lines end with CRLF and have at most 75 octets.
fn lines(text: &str) -> Vec<String> {
    let mut objections = Vec::new();
    if text.matches('\n').count() != text.matches("\r\n").count() {
        objections.push("a line does not end with CRLF".into());
    }
    if text.split("\r\n").any(|line| line.len() > 75) {
        objections.push("a line has more than 75 octets".into());
    }
    objections
}

/// RFC 5546 3.2.3, the table of properties.
fn reply(event: &Component<'_>) -> Vec<String> {
    let mut objections = Vec::new();
    for name in ["UID", "DTSTAMP", "ORGANIZER", "ATTENDEE"] {
        match all(event, name).count() {
            1 => {}
            count => objections.push(format!("{count} {name}, not 1")),
        }
    }
    for name in ["SEQUENCE", "RECURRENCE-ID", "DTSTART", "DTEND", "SUMMARY"] {
        if all(event, name).count() > 1 {
            objections.push(format!("more than one {name}"));
        }
    }
    let part_stat = all(event, "ATTENDEE").find_map(|one| parameter(one, "PARTSTAT"));
    if part_stat.as_deref().and_then(answer).is_none() {
        objections.push(format!("PARTSTAT is {part_stat:?}"));
    }
    if event.components.iter().any(|component| component.name == "VALARM") {
        objections.push("a VALARM".into());
    }
    objections
}

/// RFC 5546 3.2.7, where it asks for more than a REPLY has.
fn counter(event: &Component<'_>) -> Vec<String> {
    let missing = |name: &str| all(event, name).next().is_none();
    let mut objections = Vec::new();
    for name in ["DTSTART", "SUMMARY"] {
        if missing(name) {
            objections.push(format!("a COUNTER without {name}"));
        }
    }
    if missing("DTEND") && missing("DURATION") {
        objections.push("a COUNTER that does not end".into());
    }
    objections
}

fn message(method: &str, component: &Component<'_>) -> Option<MeetingMessage> {
    let event = event(component)?;
    let method = match method {
        "REQUEST" => Method::Request,
        "CANCEL" => Method::Cancel,
        "REPLY" | "COUNTER" => {
            let property = all(component, "ATTENDEE").next()?;
            let part_stat = parameter(property, "PARTSTAT");
            let proposal = (method == "COUNTER").then_some(Proposal { start: event.start, end: event.end });
            Method::Reply {
                attendee: person(property),
                // A COUNTER is a perhaps unless it says no.
                answer: match (part_stat.as_deref().and_then(answer), proposal) {
                    (Some(Answer::Declined), Some(_)) => Answer::Declined,
                    (_, Some(_)) => Answer::Tentative,
                    (answer, None) => answer?,
                },
                comment: all(component, "COMMENT").next().map(|comment| comment.val.to_string()),
                proposal,
                to_version: all(component, "SEQUENCE").next().map(|_| event.sequence),
            }
        }
        _ => return None,
    };
    Some(MeetingMessage { method, event })
}

fn event(component: &Component<'_>) -> Option<Event> {
    let text = |name: &str| all(component, name).next().map(|property| property.val.to_string());
    let start_property = all(component, "DTSTART").next();
    let zone = start_property.and_then(|start| parameter(start, "TZID")?.parse().ok()).unwrap_or(Tz::UTC);
    let all_day = start_property.is_some_and(|start| start.val.as_str().len() == 8);
    let time_of = |name: &str| time(all(component, name).next()?, zone);
    let dtstamp = time_of("DTSTAMP").unwrap_or_default();
    let start = time_of("DTSTART").unwrap_or(dtstamp);
    let default_length = if all_day { TimeDelta::days(1) } else { TimeDelta::zero() };
    let length = || text("DURATION").and_then(|text| duration(&text)).unwrap_or(default_length);
    let first_day = start.with_timezone(&zone).date_naive();
    let attendees = all(component, "ATTENDEE").map(attendee).collect();
    let wants_replies =
        all(component, "ATTENDEE").any(|one| parameter(one, "RSVP").as_deref() == Some("TRUE"));
    Some(Event {
        uid: text("UID")?,
        recurrence_id: time_of("RECURRENCE-ID"),
        sequence: text("SEQUENCE").and_then(|text| text.parse().ok()).unwrap_or(0),
        dtstamp,
        organizer: all(component, "ORGANIZER").next().map(person).unwrap_or_default(),
        attendees,
        subject: text("SUMMARY").unwrap_or_default(),
        location: text("LOCATION").unwrap_or_default(),
        body: text("DESCRIPTION").unwrap_or_default(),
        html: None,
        attachments: Vec::new(),
        online: None,
        start,
        end: time_of("DTEND").unwrap_or_else(|| start + length()),
        all_day,
        zone,
        recurrence: text("RRULE").and_then(|text| rule::read(&text, first_day, zone)),
        response_requested: wants_replies,
        disallow_new_time: text("X-MICROSOFT-DISALLOW-COUNTER").as_deref() == Some("TRUE"),
        busy: text("X-MICROSOFT-CDO-INTENDEDSTATUS").map_or(Busy::Busy, |text| intended(&text)),
        reminder: Some(15),
        sensitivity: match text("CLASS").as_deref() {
            Some("PRIVATE") => 2,
            Some("CONFIDENTIAL") => 3,
            _ => 0,
        },
    })
}

fn attendee(property: &Property<'_>) -> Attendee {
    let (role, user) = (parameter(property, "ROLE"), parameter(property, "CUTYPE"));
    let kind = match (role.as_deref(), user.as_deref()) {
        (_, Some("RESOURCE" | "ROOM")) | (Some("NON-PARTICIPANT"), _) => AttendeeKind::Resource,
        (Some("OPT-PARTICIPANT"), _) => AttendeeKind::Optional,
        _ => AttendeeKind::Required,
    };
    let answer = parameter(property, "PARTSTAT").as_deref().and_then(answer);
    Attendee { answer, ..Attendee::new(person(property), kind) }
}

fn person(property: &Property<'_>) -> Person {
    let value = property.val.as_str();
    let email = match value.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &value[7..],
        _ => value,
    };
    Person::new(parameter(property, "CN").unwrap_or_default(), email)
}

fn answer(part_stat: &str) -> Option<Answer> {
    match part_stat.to_ascii_uppercase().as_str() {
        "ACCEPTED" => Some(Answer::Accepted),
        "TENTATIVE" => Some(Answer::Tentative),
        "DECLINED" => Some(Answer::Declined),
        _ => None,
    }
}

fn intended(text: &str) -> Busy {
    match text {
        "FREE" => Busy::Free,
        "TENTATIVE" => Busy::Tentative,
        "OOF" => Busy::OutOfOffice,
        "WORKINGELSEWHERE" => Busy::Elsewhere,
        _ => Busy::Busy,
    }
}

fn all<'a>(component: &'a Component<'_>, name: &str) -> impl Iterator<Item = &'a Property<'a>> {
    component.properties.iter().filter(move |property| property.name == name)
}

fn parameter(property: &Property<'_>, name: &str) -> Option<String> {
    let found = property.params.iter().find(|parameter| parameter.key.as_str().eq_ignore_ascii_case(name))?;
    Some(found.val.as_ref()?.as_str().trim_matches('"').to_owned())
}

fn time(property: &Property<'_>, zone: Tz) -> Option<DateTime<Utc>> {
    let text = property.val.as_str();
    let zone = parameter(property, "TZID").and_then(|id| id.parse().ok()).unwrap_or(zone);
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y%m%d") {
        return Some(instant(zone, day.and_hms_opt(0, 0, 0)?));
    }
    match text.strip_suffix('Z') {
        Some(utc) => Some(NaiveDateTime::parse_from_str(utc, "%Y%m%dT%H%M%S").ok()?.and_utc()),
        None => Some(instant(zone, NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").ok()?)),
    }
}

/// DURATION (RFC 5545 3.3.6): `P1D`, `PT1H30M`.
fn duration(text: &str) -> Option<TimeDelta> {
    let mut total = TimeDelta::zero();
    let mut digits = String::new();
    for letter in text.strip_prefix('P')?.chars() {
        let unit = match letter {
            '0'..='9' => {
                digits.push(letter);
                continue;
            }
            'T' => continue,
            'W' => TimeDelta::weeks(1),
            'D' => TimeDelta::days(1),
            'H' => TimeDelta::hours(1),
            'M' => TimeDelta::minutes(1),
            'S' => TimeDelta::seconds(1),
            _ => return None,
        };
        total += unit * std::mem::take(&mut digits).parse().ok()?;
    }
    Some(total)
}
