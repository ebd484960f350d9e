//! Calendar items as clients write them: Sync Add and Change (MS-ASCAL 2.2.2, 3.2.5).
//!
//! What is read here is changed in a copy of the item; whether anybody is told is decided in
//! [`commands::sync_client`](crate::commands::sync_client).

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use eas::ProtocolVersion;
use meetings::TimeZoneBlob;
use wbxml::Element;
use wbxml::tags::{airsyncbase, calendar};

use super::recurrence;
use super::wire::{
    parse_attendee_status, parse_attendee_type, parse_busy_status, parse_compact, parse_number,
};
use crate::model::event::{Attendee, CalendarItem, Exception, Person, instant};

/// Why an item cannot be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// Status 6: a value makes no sense.
    Conversion,
    /// Status 4: an element has no place in this version.
    Foreign,
}

/// Carries what a client sent into an item. What is missing stays as it is.
pub fn apply(item: &mut CalendarItem, data: &Element, version: ProtocolVersion) -> Result<(), Unusable> {
    let server_sets =
        [calendar::DT_STAMP, calendar::ORGANIZER_EMAIL, calendar::ORGANIZER_NAME, calendar::UID];
    let is_16 = version.is_16();
    let foreign_16 = is_16 && server_sets.iter().any(|tag| data.find(*tag).is_some());
    let foreign_14 = !is_16 && data.find(airsyncbase::LOCATION).is_some();
    let never = [calendar::RESPONSE_TYPE, calendar::APPOINTMENT_REPLY_TIME];
    if foreign_16 || foreign_14 || never.iter().any(|tag| data.find(*tag).is_some()) {
        return Err(Unusable::Foreign);
    }
    let time = |tag| match data.value_of(tag) {
        Some(text) => parse_compact(&text).map(Some).ok_or(Unusable::Conversion),
        None => Ok(None),
    };
    if let Some(blob) = data.value_of(calendar::TIMEZONE) {
        item.event.zone = zone(&blob, item.event.zone, item.event.start).ok_or(Unusable::Conversion)?;
    }
    let (start, end) = (time(calendar::START_TIME)?, time(calendar::END_TIME)?);
    if let Some(all_day) = parse_number::<u8>(data, calendar::ALL_DAY_EVENT) {
        item.event.all_day = all_day == 1;
    }
    let floating = is_16 && item.event.all_day;
    let place =
        |time: DateTime<Utc>| if floating { instant(item.event.zone, time.naive_utc()) } else { time };
    let (start, end) = (start.map(place), end.map(place));
    match (start, end) {
        (None, Some(_)) => return Err(Unusable::Conversion),
        (Some(start), Some(end)) if end < start => return Err(Unusable::Conversion),
        _ => {}
    }
    item.event.start = start.unwrap_or(item.event.start);
    item.event.end = end.unwrap_or(item.event.end);
    if let Some(element) = data.find(calendar::RECURRENCE) {
        item.event.recurrence = match element.is_empty() {
            true => None,
            false => Some(recurrence::read(element).ok_or(Unusable::Conversion)?),
        };
    }
    text(data, calendar::SUBJECT, &mut item.event.subject);
    text(data, calendar::LOCATION, &mut item.event.location);
    if let Some(location) = data.find(airsyncbase::LOCATION) {
        item.event.location = location.value_of(airsyncbase::DISPLAY_NAME).unwrap_or_default().into_owned();
    }
    text(data, calendar::UID, &mut item.event.uid);
    if let Some(body) = data.path(&[airsyncbase::BODY, airsyncbase::DATA]) {
        item.event.body = body.value().unwrap_or_default().into_owned();
    }
    if let Some(stamp) = time(calendar::DT_STAMP)? {
        item.event.dtstamp = stamp;
    }
    if let Some(list) = data.find(calendar::ATTENDEES) {
        item.event.attendees = attendees(list, &item.event.attendees, is_16)?;
    }
    if data.find(calendar::REMINDER).is_some() {
        item.event.reminder = parse_number(data, calendar::REMINDER);
    }
    if let Some(busy) = parse_number(data, calendar::BUSY_STATUS).and_then(parse_busy_status) {
        item.own_busy = Some(busy);
        item.event.busy = busy;
    }
    item.event.sensitivity = parse_number(data, calendar::SENSITIVITY).unwrap_or(item.event.sensitivity);
    if let Some(wanted) = parse_number::<u8>(data, calendar::RESPONSE_REQUESTED) {
        item.event.response_requested = wanted == 1;
    }
    if let Some(disallow) = parse_number::<u8>(data, calendar::DISALLOW_NEW_TIME_PROPOSAL) {
        item.event.disallow_new_time = disallow == 1;
    }
    if let Some(list) = data.find(calendar::CATEGORIES) {
        let categories = list.find_all(calendar::CATEGORY).filter_map(Element::value);
        item.categories = categories.map(|category| category.into_owned()).collect();
    }
    for element in data.find(calendar::EXCEPTIONS).into_iter().flat_map(Element::children) {
        let (start, change) = exception(element).ok_or(Unusable::Conversion)?;
        item.exceptions.insert(start, change);
    }
    if let Some(status) = parse_number::<u8>(data, calendar::MEETING_STATUS) {
        item.cancelled = status & 4 != 0;
    }
    Ok(())
}

fn text(data: &Element, tag: wbxml::Tag, into: &mut String) {
    if let Some(element) = data.find(tag) {
        *into = element.value().unwrap_or_default().into_owned();
    }
}

fn zone(blob: &str, preferred: Tz, at: DateTime<Utc>) -> Option<Tz> {
    use chrono::Datelike as _;
    let blob = TimeZoneBlob::parse(blob).ok()?;
    Some(blob.identify(Some(preferred), at.year()).unwrap_or(preferred))
}

fn attendees(list: &Element, known: &[Attendee], is_16: bool) -> Result<Vec<Attendee>, Unusable> {
    let one = |element: &Element| {
        let email = element.value_of(calendar::EMAIL).ok_or(Unusable::Conversion)?;
        let name = element.value_of(calendar::NAME).unwrap_or_default();
        let kind = parse_attendee_type(parse_number(element, calendar::ATTENDEE_TYPE));
        let mut attendee = Attendee::new(Person::new(name, email.clone()), kind);
        if let Some(before) = known.iter().find(|one| one.person.is(&email)) {
            attendee = Attendee { person: attendee.person, kind, ..before.clone() };
        }
        match parse_number::<u8>(element, calendar::ATTENDEE_STATUS) {
            Some(_) if is_16 => return Err(Unusable::Foreign),
            Some(status) => attendee.answer = parse_attendee_status(status),
            None => {}
        }
        Ok(attendee)
    };
    list.find_all(calendar::ATTENDEE).map(one).collect()
}

fn exception(element: &Element) -> Option<(DateTime<Utc>, Exception)> {
    let original = parse_compact(&element.value_of(calendar::EXCEPTION_START_TIME)?)?;
    let time = |tag| parse_compact(&element.value_of(tag)?);
    let text = |tag| element.find(tag).map(|found| found.value().unwrap_or_default().into_owned());
    let change = Exception {
        deleted: parse_number(element, calendar::DELETED) == Some(1),
        when: time(calendar::START_TIME).zip(time(calendar::END_TIME)),
        subject: text(calendar::SUBJECT),
        location: text(calendar::LOCATION),
        ..Exception::default()
    };
    Some((original, change))
}
