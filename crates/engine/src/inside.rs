//! Mails whose meeting a server leaves in the iCalendar inside them.
//!
//! Horde makes an invitation of a REQUEST and an answer of a REPLY, and of everything else a plain note with the content
//! class of a meeting's message: so comes a cancellation, and so does another time that somebody proposes. Z-Push with
//! its IMAP back end tells neither UID nor time of a mail that holds several VEVENTs, which is how a series with a date
//! that differs is sent. Here the iCalendar becomes the MeetingRequest that other servers make of it (MS-OXCICAL 2.1.3),
//! so that everything else reads such a mail like any other.

use chrono::{Datelike, NaiveTime};
use eas::ApplicationData;
use eas::email::Message;
use eas::item::extended;
use meetings::itip::{self, IcalTime, Method, ParsedEvent, ParsedMessage};
use meetings::message::MessageKind;
use meetings::{TimeZoneBlob, Zone};
use wbxml::Element;
use wbxml::tags::{airsync, calendar, email};

use crate::clock::Timestamp;

/// The content class of a meeting's message, whatever else is said of it.
const CALENDAR_MESSAGE: &str = "urn:content-classes:calendarmessage";

/// Does only the iCalendar inside say which meeting this mail is about?
pub(crate) fn hides_meeting(data: &ApplicationData) -> bool {
    let (message, _) = Message::parse(data);
    match MessageKind::of(message.message_class.as_deref().unwrap_or_default()) {
        MessageKind::Other => {
            message.content_class.is_some_and(|class| class.eq_ignore_ascii_case(CALENDAR_MESSAGE))
        }
        MessageKind::Request | MessageKind::Cancelled | MessageKind::Response(_) => message
            .meeting_request
            .is_some_and(|request| request.uid.is_none() && request.global_obj_id.is_none()),
        MessageKind::Notification | MessageKind::NotDelivered => false,
    }
}

/// Are these one mail, told twice?
pub(crate) fn is_same_mail(one: &ApplicationData, other: &ApplicationData) -> bool {
    let [one, other] = [one, other].map(|data| Message::parse(data).0);
    let outside = |mail: Message| (mail.from, mail.subject, mail.date_received);
    outside(one) == outside(other)
}

/// Such a mail with its meeting in the open. `None`: it is no message of the kinds that Quorum shows. The error says what
/// cannot be told.
pub(crate) fn opened(
    data: &ApplicationData,
    mime: &[u8],
    reader: &Zone,
) -> Result<Option<ApplicationData>, &'static str> {
    if mime.is_empty() {
        return Err("the server does not give (all of) what is inside");
    }
    let (said, _) = Message::parse(data);
    let class = said.message_class.unwrap_or_default();
    let is_note = MessageKind::of(&class) == MessageKind::Other;
    let Some(message) = itip::calendar_part(mime).and_then(|text| itip::parse(&text).ok()) else {
        // What its server takes for a meeting's message is not dropped unsaid.
        return if is_note { Ok(None) } else { Err("the iCalendar inside cannot be read") };
    };
    let class = match message.method {
        Method::Request => "IPM.Schedule.Meeting.Request",
        Method::Cancel => "IPM.Schedule.Meeting.Canceled",
        Method::Counter => "IPM.Schedule.Meeting.Resp.Tent",
        Method::Reply if !is_note => class.as_str(),
        Method::Reply | Method::Publish | Method::Add | Method::Refresh | Method::DeclineCounter => {
            return Ok(None);
        }
    };
    let Some(event) = message.main_event() else { return Ok(None) };
    let asks = matches!(message.method, Method::Request | Method::Cancel);
    // Shown as one of them, the others would be lost; as all, those that nobody called off.
    if asks && message.scope(&event.uid, reader).is_none() {
        return Err("the iCalendar inside is about several dates of a series, or does not say when");
    }
    if event.uid.as_str().chars().any(char::is_control) {
        return Err("the iCalendar inside has a UID that cannot be kept");
    }
    let said = data.element().find(email::MEETING_REQUEST);
    let request =
        meeting_request(said, &message, event, reader).ok_or("the iCalendar inside does not say when")?;
    let inside = Element::new(airsync::APPLICATION_DATA)
        .with(Element::text(email::MESSAGE_CLASS, class))
        .with(request);
    let mut open = data.clone();
    open.merge(&ApplicationData::new(inside));
    Ok(Some(open))
}

/// What other servers would have said of it, over what this one said. Which date of a series it is about is left to the
/// iCalendar, which is kept beside, as for every mail that names its UID alone.
fn meeting_request(
    said: Option<&Element>,
    message: &ParsedMessage,
    event: &ParsedEvent,
    reader: &Zone,
) -> Option<Element> {
    // Whole days float, as they do from 16.0 on.
    let instant = |time: &IcalTime| match time {
        IcalTime::Date(day) => Some(day.and_time(NaiveTime::MIN).and_utc()),
        time => message.instant(time, reader),
    };
    // Calling off one date need not repeat when it was to be.
    let starts = event.start.as_ref().or(event.recurrence_id.as_ref())?;
    let start = instant(starts)?;
    let end = event.end.as_ref().and_then(instant).unwrap_or(start);
    let zone = match starts {
        IcalTime::Zoned { tzid, .. } => message.zone(tzid).map(|zone| match zone {
            Zone::Iana(tz) => TimeZoneBlob::from_tz(tz, start.year()),
            Zone::Blob(blob) => blob,
        }),
        IcalTime::Utc(_) | IcalTime::Floating(_) | IcalTime::Date(_) => None,
    };
    let all_day = matches!(starts, IcalTime::Date(_));
    // Nor does what the server said of a zone count for days.
    let zone = zone.map(|zone| zone.to_base64()).or(all_day.then(String::new));
    let time = |tag, at: Timestamp| Element::text(tag, extended(at));
    let inside = Element::new(email::MEETING_REQUEST)
        .with(Element::text(email::ALL_DAY_EVENT, u8::from(all_day).to_string()))
        .with(time(email::START_TIME, start))
        .with_opt(event.dt_stamp.map(|at| time(email::DT_STAMP, at)))
        .with(time(email::END_TIME, end))
        .with(Element::text(email::LOCATION, event.location.clone()))
        .with_opt(event.organizer.as_ref().map(|who| Element::text(email::ORGANIZER, who.header())))
        .with_opt(zone.map(|zone| Element::text(email::TIME_ZONE, zone)))
        .with(Element::text(email::GLOBAL_OBJ_ID, event.uid.as_str()))
        .with(Element::text(calendar::UID, event.uid.as_str()));
    let mut whole =
        ApplicationData::new(said.cloned().unwrap_or_else(|| Element::new(email::MEETING_REQUEST)));
    whole.merge(&ApplicationData::new(inside));
    Some(Element::new(email::MEETING_REQUEST).with_all(whole.into_element().children().cloned()))
}
