//! A calendar item on the wire (MS-ASCAL 2.2.2).

use chrono::{DateTime, Utc};
use eas::ProtocolVersion;
use wbxml::Element;
use wbxml::tags::{airsyncbase, calendar};

use super::body::{Texts, body};
use super::email::{View, proposed};
use super::recurrence;
use super::wire::{
    attendee_status, attendee_type, busy_status, compact, event_time, flag, number, response_type, time_zone,
};
use crate::model::event::{Attendee, CalendarItem, Event, Exception, Role};

/// The whole item.
pub fn application_data(item: &CalendarItem, view: &View<'_>) -> Vec<Element> {
    let (event, is_16) = (&item.event, view.version.is_16());
    let time = |instant| compact(event_time(event, instant, is_16));
    let mut data = Vec::new();
    if !(is_16 && event.all_day) {
        data.push(Element::text(calendar::TIMEZONE, time_zone(event.zone, event.start)));
    }
    data.push(Element::text(calendar::DT_STAMP, compact(event.dtstamp)));
    data.push(Element::text(calendar::START_TIME, time(event.start)));
    data.push(Element::text(calendar::SUBJECT, &event.subject));
    data.push(Element::text(calendar::UID, &event.uid));
    if item.role != Role::Appointment {
        data.push(Element::text(calendar::ORGANIZER_NAME, &event.organizer.name));
        data.push(Element::text(calendar::ORGANIZER_EMAIL, &event.organizer.email));
        data.push(attendees(&event.attendees, view.version));
    }
    data.extend(location(&event.location, is_16));
    data.push(Element::text(calendar::END_TIME, time(event.end)));
    if let Some(original) = event.recurrence_id.filter(|_| is_16) {
        data.push(Element::text(airsyncbase::INSTANCE_ID, compact(original)));
    }
    data.extend(
        event.recurrence.as_ref().map(|rule| recurrence::write(rule, &recurrence::CALENDAR, view.version)),
    );
    let texts = Texts { plain: &event.body, html: event.html.as_deref(), mail: None };
    data.push(body(&texts, view.body));
    if !item.categories.is_empty() {
        let categories = item.categories.iter().map(|category| Element::text(calendar::CATEGORY, category));
        data.push(Element::new(calendar::CATEGORIES).with_all(categories));
    }
    data.push(number(calendar::SENSITIVITY, event.sensitivity));
    data.push(number(calendar::BUSY_STATUS, busy_status(item.busy(), is_16)));
    data.push(flag(calendar::ALL_DAY_EVENT, event.all_day));
    data.extend(event.reminder.map(|minutes| number(calendar::REMINDER, minutes)));
    if !item.exceptions.is_empty() {
        let exceptions = item.exceptions.iter().map(|(start, change)| exception(item, *start, change, view));
        data.push(Element::new(calendar::EXCEPTIONS).with_all(exceptions));
    }
    data.push(number(calendar::MEETING_STATUS, meeting_status(item)));
    data.push(number(airsyncbase::NATIVE_BODY_TYPE, texts.native()));
    if item.role != Role::Appointment {
        data.push(flag(calendar::RESPONSE_REQUESTED, event.response_requested));
    }
    if let Some((_, at)) = item.answer {
        data.push(Element::text(calendar::APPOINTMENT_REPLY_TIME, compact(at)));
    }
    if view.behaviour.marks_organizer || item.role != Role::Organizer {
        let answer = item.answer.map(|(answer, _)| answer);
        data.push(number(calendar::RESPONSE_TYPE, response_type(item.role, answer)));
    }
    data.push(flag(calendar::DISALLOW_NEW_TIME_PROPOSAL, event.disallow_new_time));
    if let Some(link) = event.online.as_ref().filter(|_| view.version >= ProtocolVersion::V14_1) {
        data.push(Element::text(calendar::ONLINE_MEETING_EXTERNAL_LINK, link));
    }
    data
}

/// The change of a meeting where somebody answered: the attendees, and nothing else.
pub fn attendees_change(item: &CalendarItem, version: ProtocolVersion) -> Vec<Element> {
    vec![attendees(&item.event.attendees, version)]
}

/// Bits of MeetingStatus: 1 a meeting, 2 received, 4 called off (MS-ASCAL 2.2.2.28).
fn meeting_status(item: &CalendarItem) -> u8 {
    let cancelled = if item.cancelled { 4 } else { 0 };
    match item.role {
        Role::Appointment => 0,
        Role::Organizer => 1 | cancelled,
        Role::Invitee => 3 | cancelled,
    }
}

fn attendees(attendees: &[Attendee], version: ProtocolVersion) -> Element {
    let one = |attendee: &Attendee| {
        let mut element = Element::new(calendar::ATTENDEE)
            .with(Element::text(calendar::EMAIL, &attendee.person.email))
            .with(Element::text(calendar::NAME, &attendee.person.name))
            .with(number(calendar::ATTENDEE_STATUS, attendee_status(attendee)))
            .with(number(calendar::ATTENDEE_TYPE, attendee_type(attendee.kind)));
        if let Some(proposal) = attendee.proposal {
            proposed(&mut element, proposal, version);
        }
        element
    };
    Element::new(calendar::ATTENDEES).with_all(attendees.iter().map(one))
}

/// calendar:Location up to 14.1, airsyncbase:Location (empty where there is none) from 16.0 on.
fn location(place: &str, is_16: bool) -> Option<Element> {
    if is_16 {
        let name = (!place.is_empty()).then(|| Element::text(airsyncbase::DISPLAY_NAME, place));
        return Some(Element::new(airsyncbase::LOCATION).with_opt(name));
    }
    (!place.is_empty()).then(|| Element::text(calendar::LOCATION, place))
}

/// One occurrence that differs; what is missing is as in the series.
fn exception(item: &CalendarItem, start: DateTime<Utc>, change: &Exception, view: &View<'_>) -> Element {
    let is_16 = view.version.is_16();
    let event: &Event = &item.event;
    let original = compact(event_time(event, start, is_16));
    let which = if is_16 { airsyncbase::INSTANCE_ID } else { calendar::EXCEPTION_START_TIME };
    let mut element = Element::new(calendar::EXCEPTION);
    if change.deleted {
        return element.with(flag(calendar::DELETED, true)).with(Element::text(which, original));
    }
    element.push(Element::text(which, original));
    if let Some((start, end)) = change.when {
        element.push(Element::text(calendar::START_TIME, compact(event_time(event, start, is_16))));
        element.push(Element::text(calendar::END_TIME, compact(event_time(event, end, is_16))));
    }
    element =
        element.with_opt(change.subject.as_ref().map(|subject| Element::text(calendar::SUBJECT, subject)));
    if let Some(place) = &change.location {
        element = element.with_opt(location(place, is_16));
    }
    if let Some(list) = &change.attendees {
        element.push(attendees(list, view.version));
    }
    if let Some((answer, at)) = change.answer {
        element.push(Element::text(calendar::APPOINTMENT_REPLY_TIME, compact(at)));
        element.push(number(calendar::RESPONSE_TYPE, response_type(item.role, Some(answer))));
    }
    element
}
