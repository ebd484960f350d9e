//! The numbers and dates of the wire (MS-ASDTYPE 2.3, MS-ASCAL 2.2.2).
//!
//! UserResponse, ResponseType and AttendeeStatus count the same three answers differently; each has its own table, and
//! none is computed from another.

use std::cell::RefCell;
use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use chrono_tz::Tz;
use meetings::TimeZoneBlob;
use wbxml::{Element, Tag};

use crate::model::event::{Answer, Attendee, AttendeeKind, Busy, Event, Role};

/// `2026-12-01T17:00:00.000Z`.
pub fn extended(instant: DateTime<Utc>) -> String {
    instant.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// `20261201T170000Z`.
pub fn compact(instant: DateTime<Utc>) -> String {
    instant.format("%Y%m%dT%H%M%SZ").to_string()
}

/// Exactly 24 characters of the extended form, nothing else.
pub fn parse_extended(text: &str) -> Option<DateTime<Utc>> {
    let exact = text.len() == 24 && text.ends_with('Z');
    exact
        .then(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.3fZ").ok())?
        .map(|local| local.and_utc())
}

/// Exactly 16 characters of the compact form, nothing else.
pub fn parse_compact(text: &str) -> Option<DateTime<Utc>> {
    let exact = text.len() == 16;
    exact.then(|| NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").ok())?.map(|local| local.and_utc())
}

/// `0` or `1`.
pub fn flag(tag: Tag, on: bool) -> Element {
    Element::text(tag, if on { "1" } else { "0" })
}

/// A number.
pub fn number(tag: Tag, value: impl Into<i64>) -> Element {
    Element::text(tag, value.into().to_string())
}

/// How many there are.
pub fn count(tag: Tag, how_many: usize) -> Element {
    Element::text(tag, how_many.to_string())
}

/// A number inside an element, if it is one.
pub fn parse_number<T: std::str::FromStr>(parent: &Element, tag: Tag) -> Option<T> {
    parent.value_of(tag)?.trim().parse().ok()
}

/// An element that means yes when it is empty or `1`, and no when it is `0` (GetChanges, DeletesAsMoves).
pub fn parse_switch(parent: &Element, tag: Tag, absent: bool) -> bool {
    parent.find(tag).map_or(absent, |element| element.value().is_none_or(|value| value.trim() != "0"))
}

/// UserResponse of MeetingResponse (MS-ASCMD 2.2.3.197).
pub fn parse_user_response(text: &str) -> Option<Answer> {
    match text {
        "1" => Some(Answer::Accepted),
        "2" => Some(Answer::Tentative),
        "3" => Some(Answer::Declined),
        _ => None,
    }
}

/// ResponseType of a calendar item (MS-ASCAL 2.2.2.40).
pub fn response_type(role: Role, answer: Option<Answer>) -> u8 {
    match (role, answer) {
        (Role::Appointment, _) => 0,
        (Role::Organizer, _) => 1,
        (Role::Invitee, Some(Answer::Tentative)) => 2,
        (Role::Invitee, Some(Answer::Accepted)) => 3,
        (Role::Invitee, Some(Answer::Declined)) => 4,
        (Role::Invitee, None) => 5,
    }
}

/// AttendeeStatus (MS-ASCAL 2.2.2.5): 0 of somebody never heard of, 5 of somebody asked again in vain so far.
pub fn attendee_status(attendee: &Attendee) -> u8 {
    match attendee.answer {
        None if attendee.asked_again => 5,
        None => 0,
        Some(Answer::Tentative) => 2,
        Some(Answer::Accepted) => 3,
        Some(Answer::Declined) => 4,
    }
}

/// The answer an AttendeeStatus stands for; `None` for one that is none.
pub fn parse_attendee_status(status: u8) -> Option<Answer> {
    match status {
        2 => Some(Answer::Tentative),
        3 => Some(Answer::Accepted),
        4 => Some(Answer::Declined),
        _ => None,
    }
}

/// AttendeeType (MS-ASCAL 2.2.2.6).
pub fn attendee_type(kind: AttendeeKind) -> u8 {
    match kind {
        AttendeeKind::Required => 1,
        AttendeeKind::Optional => 2,
        AttendeeKind::Resource => 3,
    }
}

/// The kind an AttendeeType stands for; the schema's default is required.
pub fn parse_attendee_type(kind: Option<u8>) -> AttendeeKind {
    match kind {
        Some(2) => AttendeeKind::Optional,
        Some(3) => AttendeeKind::Resource,
        _ => AttendeeKind::Required,
    }
}

/// BusyStatus (MS-ASCAL 2.2.2.9); 4 exists from 16.0 on only.
pub fn busy_status(busy: Busy, is_16: bool) -> u8 {
    match busy {
        Busy::Free => 0,
        Busy::Tentative => 1,
        Busy::Busy => 2,
        Busy::OutOfOffice => 3,
        Busy::Elsewhere if is_16 => 4,
        Busy::Elsewhere => 0,
    }
}

/// What a BusyStatus stands for.
pub fn parse_busy_status(status: u8) -> Option<Busy> {
    match status {
        0 => Some(Busy::Free),
        1 => Some(Busy::Tentative),
        2 => Some(Busy::Busy),
        3 => Some(Busy::OutOfOffice),
        4 => Some(Busy::Elsewhere),
        _ => None,
    }
}

/// The TimeZone element's text: the zone's rules in the year of `at`.
pub fn time_zone(zone: Tz, at: DateTime<Utc>) -> String {
    thread_local! {
        /// Finding a zone's rules takes longer than writing the rest of an item.
        static KNOWN: RefCell<HashMap<(Tz, i32), String>> = RefCell::default();
    }
    let year = at.year();
    KNOWN.with_borrow_mut(|known| {
        let text = known.entry((zone, year)).or_insert_with(|| TimeZoneBlob::from_tz(zone, year).to_base64());
        text.clone()
    })
}

/// Start or end of an event as the wire has it: from 16.0 on a whole day is its date, floating.
pub fn event_time(event: &Event, instant: DateTime<Utc>, is_16: bool) -> DateTime<Utc> {
    if event.all_day && is_16 {
        return instant.with_timezone(&event.zone).naive_local().and_utc();
    }
    instant
}

/// The GlobalObjId for a UID (MS-ASEMAIL 2.2.2.37). An Outlook UID is the bytes themselves in hexadecimal; any other
/// is wrapped. `sogo` always wraps, and leaves the closing NUL out.
pub fn global_obj_id(uid: &str, sogo: bool) -> String {
    const CLASS_ID: &str = "040000008200E00074C5B7101A82E008";
    let outlook = uid.len() >= 80 && uid.get(..32).is_some_and(|start| start.eq_ignore_ascii_case(CLASS_ID));
    if let Some(bytes) = unhex(uid).filter(|_| outlook && !sogo) {
        return STANDARD.encode(bytes);
    }
    let mut data = b"vCal-Uid\x01\0\0\0".to_vec();
    data.extend(uid.as_bytes());
    if !sogo {
        data.push(0);
    }
    let mut bytes = unhex(CLASS_ID).unwrap_or_default();
    bytes.extend([0; 20]);
    bytes.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(data);
    STANDARD.encode(bytes)
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = (0..text.len()).step_by(2);
    pairs.map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_exactly_one_form_each() {
        let instant: DateTime<Utc> = "2026-12-01T17:00:00Z".parse().unwrap();
        assert_eq!(extended(instant), "2026-12-01T17:00:00.000Z");
        assert_eq!(compact(instant), "20261201T170000Z");
        assert_eq!(parse_extended("2026-12-01T17:00:00.000Z"), Some(instant));
        assert_eq!(parse_compact("20261201T170000Z"), Some(instant));
        for wrong in ["20261201T170000Z", "2026-12-01T17:00:00Z", "2026-12-01T17:00:00.000", ""] {
            assert_eq!(parse_extended(wrong), None, "{wrong}");
        }
        for wrong in ["2026-12-01T17:00:00.000Z", "20261201T1700Z", "20261301T170000Z", ""] {
            assert_eq!(parse_compact(wrong), None, "{wrong}");
        }
    }

    /// Samples checked by hand against MS-ASEMAIL 2.2.2.37.
    #[test]
    fn uids_become_global_object_ids() {
        assert_eq!(
            global_obj_id("abc-1@example.com", false),
            "BAAAAIIA4AB0xbcQGoLgCAAAAAAAAAAAAAAAAAAAAAAAAAAAHgAAAHZDYWwtVWlkAQAAAGFiYy0xQGV4YW1wbGUuY29tAA=="
        );
        let outlook = "040000008200E00074C5B7101A82E00800000000A048DAF17405D901000000000000000010000000\
                       3C10A5564C9D36459E7780C78BAFCB77";
        assert_eq!(
            global_obj_id(outlook, false),
            "BAAAAIIA4AB0xbcQGoLgCAAAAACgSNrxdAXZAQAAAAAAAAAAEAAAADwQpVZMnTZFnneAx4uvy3c="
        );
        let sogo = STANDARD.decode(global_obj_id(outlook, true)).unwrap();
        assert_eq!(sogo[36], 12 + 112, "SOGo wraps Outlook's UIDs, too, and leaves the NUL out");
        assert_eq!(sogo.last(), Some(&b'7'));
    }
}
