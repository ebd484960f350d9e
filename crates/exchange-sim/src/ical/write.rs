//! A meeting message as an iCalendar object, with what RFC 5546 3.2 wants of each method.

use chrono::{DateTime, Datelike, Offset as _, TimeDelta, TimeZone as _, Utc};
use chrono_tz::{OffsetComponents as _, Tz};
use icalendar::parser::{Calendar, Component, Parameter, Property};

use super::rule;
use crate::model::event::{Attendee, AttendeeKind, Busy, Event, Person};
use crate::model::mail::{MeetingMessage, Method};

/// METHOD of a message.
pub fn method(message: &MeetingMessage) -> &'static str {
    match &message.method {
        Method::Request => "REQUEST",
        Method::Cancel => "CANCEL",
        Method::Reply { proposal: None, .. } => "REPLY",
        Method::Reply { proposal: Some(_), .. } => "COUNTER",
    }
}

/// The object's text, folded, with CRLF.
pub fn write(message: &MeetingMessage) -> String {
    let event = &message.event;
    let mut components = Vec::new();
    if is_local(event, message) {
        components.push(time_zone(event.zone, event.start));
    }
    components.push(Component { name: "VEVENT".into(), properties: properties(message), components: vec![] });
    let properties = vec![
        property("PRODID", "-//Quorum//exchange-sim//EN"),
        property("VERSION", "2.0"),
        property("METHOD", method(message)),
    ];
    Calendar { properties, components }.to_string()
}

/// Times of a series must be told in its zone; everything else is told in UTC.
fn is_local(event: &Event, message: &MeetingMessage) -> bool {
    event.recurrence.is_some() && !event.all_day && !matches!(message.method, Method::Reply { .. })
}

fn properties(message: &MeetingMessage) -> Vec<Property<'static>> {
    let event = &message.event;
    let time = |name, instant| time(name, instant, event, is_local(event, message));
    let mut list = vec![
        property("UID", event.uid.clone()),
        property("SEQUENCE", event.sequence.to_string()),
        property("DTSTAMP", utc(event.dtstamp)),
        person("ORGANIZER", &event.organizer, []),
    ];
    if let Some(original) = event.recurrence_id {
        list.push(self::time("RECURRENCE-ID", original, event, false));
    }
    list.push(property("SUMMARY", escape(&event.subject)));
    if !event.location.is_empty() {
        list.push(property("LOCATION", escape(&event.location)));
    }
    match &message.method {
        Method::Reply { attendee, answer, comment, proposal, .. } => {
            list.push(person("ATTENDEE", attendee, [("PARTSTAT", answer.part_stat())]));
            list.extend(comment.as_ref().map(|comment| property("COMMENT", escape(comment))));
            let (start, end) = proposal.map_or((event.start, event.end), |other| (other.start, other.end));
            list.extend([time("DTSTART", start), time("DTEND", end)]);
            return list;
        }
        Method::Request => {
            list.extend(event.attendees.iter().map(|one| attendee(one, event.response_requested)));
            if !event.body.is_empty() {
                list.push(property("DESCRIPTION", escape(&event.body)));
            }
            list.push(property("STATUS", "CONFIRMED"));
        }
        Method::Cancel => {
            list.extend(event.attendees.iter().map(|one| attendee(one, false)));
            list.push(property("STATUS", "CANCELLED"));
        }
    }
    list.extend([time("DTSTART", event.start), time("DTEND", event.end)]);
    list.extend(event.recurrence.as_ref().map(|rule| property("RRULE", rule::write(rule))));
    let class = ["PUBLIC", "X-PERSONAL", "PRIVATE", "CONFIDENTIAL"];
    list.extend(class.get(usize::from(event.sensitivity)).map(|class| property("CLASS", *class)));
    list.push(property("X-MICROSOFT-CDO-INTENDEDSTATUS", intended(event.busy)));
    list.push(property(
        "X-MICROSOFT-DISALLOW-COUNTER",
        if event.disallow_new_time { "TRUE" } else { "FALSE" },
    ));
    list
}

fn intended(busy: Busy) -> &'static str {
    match busy {
        Busy::Free => "FREE",
        Busy::Tentative => "TENTATIVE",
        Busy::Busy => "BUSY",
        Busy::OutOfOffice => "OOF",
        Busy::Elsewhere => "WORKINGELSEWHERE",
    }
}

fn attendee(attendee: &Attendee, rsvp: bool) -> Property<'static> {
    let (role, kind) = match attendee.kind {
        AttendeeKind::Required => ("REQ-PARTICIPANT", "INDIVIDUAL"),
        AttendeeKind::Optional => ("OPT-PARTICIPANT", "INDIVIDUAL"),
        AttendeeKind::Resource => ("NON-PARTICIPANT", "RESOURCE"),
    };
    let part_stat = attendee.answer.map_or("NEEDS-ACTION", |answer| answer.part_stat());
    let rsvp = if rsvp { "TRUE" } else { "FALSE" };
    let parameters = [("ROLE", role), ("CUTYPE", kind), ("PARTSTAT", part_stat), ("RSVP", rsvp)];
    person("ATTENDEE", &attendee.person, parameters)
}

fn person<const N: usize>(
    name: &'static str,
    person: &Person,
    parameters: [(&'static str, &'static str); N],
) -> Property<'static> {
    let mut property = property(name, format!("mailto:{}", person.email));
    let parameters =
        parameters.into_iter().map(|(key, value)| Parameter { key: key.into(), val: Some(value.into()) });
    property.params = parameters.collect();
    if !person.name.is_empty() {
        let quoted = format!("\"{}\"", person.name.replace(['"', '\r', '\n'], ""));
        property.params.push(Parameter { key: "CN".into(), val: Some(quoted.into()) });
    }
    property
}

fn property(name: &'static str, value: impl Into<String>) -> Property<'static> {
    Property { name: name.into(), val: value.into().into(), params: vec![] }
}

fn with(mut property: Property<'static>, key: &'static str, value: String) -> Property<'static> {
    property.params.push(Parameter { key: key.into(), val: Some(value.into()) });
    property
}

fn time(name: &'static str, instant: DateTime<Utc>, event: &Event, local: bool) -> Property<'static> {
    let wall_clock = instant.with_timezone(&event.zone);
    if event.all_day {
        return with(property(name, wall_clock.format("%Y%m%d").to_string()), "VALUE", "DATE".into());
    }
    if local {
        return with(
            property(name, wall_clock.format("%Y%m%dT%H%M%S").to_string()),
            "TZID",
            event.zone.to_string(),
        );
    }
    property(name, utc(instant))
}

fn utc(instant: DateTime<Utc>) -> String {
    instant.format("%Y%m%dT%H%M%SZ").to_string()
}

/// RFC 5545 3.3.11.
fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace(';', "\\;")
        .replace(',', "\\,")
        .replace("\r\n", "\\n")
        .replace('\n', "\\n")
}

/// VTIMEZONE (RFC 5545 3.6.5), one observance for each change of the clocks around the start.
fn time_zone(zone: Tz, around: DateTime<Utc>) -> Component<'static> {
    let year = around.with_timezone(&zone).year();
    let day = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single().unwrap_or(around);
    let offset = |at: DateTime<Utc>| zone.offset_from_utc_datetime(&at.naive_utc());
    let (mut at, end) = (day(year - 1), day(year + 3));
    let mut observances = vec![observance(zone, at, offset(at).fix().local_minus_utc())];
    while at < end {
        let next = at + TimeDelta::hours(1);
        if offset(next) != offset(at) {
            observances.push(observance(zone, next, offset(at).fix().local_minus_utc()));
        }
        at = next;
    }
    Component {
        name: "VTIMEZONE".into(),
        properties: vec![property("TZID", zone.to_string())],
        components: observances,
    }
}

fn observance(zone: Tz, at: DateTime<Utc>, before: i32) -> Component<'static> {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    let name = if offset.dst_offset().is_zero() { "STANDARD" } else { "DAYLIGHT" };
    let local = at.naive_utc() + TimeDelta::seconds(before.into());
    let sign = |seconds: i32| {
        let minutes = seconds.abs() / 60;
        format!("{}{:02}{:02}", if seconds < 0 { '-' } else { '+' }, minutes / 60, minutes % 60)
    };
    let properties = vec![
        property("DTSTART", local.format("%Y%m%dT%H%M%S").to_string()),
        property("TZOFFSETFROM", sign(before)),
        property("TZOFFSETTO", sign(offset.fix().local_minus_utc())),
    ];
    Component { name: name.into(), properties, components: vec![] }
}
