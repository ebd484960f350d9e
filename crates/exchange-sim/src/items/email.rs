//! A mail on the wire, and the meeting in it (MS-ASEMAIL 2.2.2).

use chrono::{DateTime, Utc};
use eas::ProtocolVersion;
use sha2::{Digest, Sha256};
use wbxml::Element;
use wbxml::tags::{airsyncbase, calendar, email, email2, meeting_response};

use super::body::{BodyOptions, Texts, body};
use super::recurrence;
use super::wire::{busy_status, compact, event_time, extended, flag, global_obj_id, number, time_zone};
use crate::family::Behaviour;
use crate::model::event::{Answer, Event, Person, Proposal};
use crate::model::mail::{MeetingMessage, Method, Standing, StoredMail};

/// What it takes to show an item to a client.
pub struct View<'a> {
    /// The version spoken.
    pub version: ProtocolVersion,
    /// The server's ways.
    pub behaviour: &'a Behaviour,
    /// What the client wants of bodies.
    pub body: &'a BodyOptions,
}

/// MessageClass (MS-ASEMAIL 2.2.2.49).
pub fn message_class(mail: &StoredMail) -> &'static str {
    match mail.mail.meeting.as_ref().map(|message| &message.method) {
        None => "IPM.Note",
        Some(Method::Request) => "IPM.Schedule.Meeting.Request",
        Some(Method::Cancel) => "IPM.Schedule.Meeting.Canceled",
        Some(Method::Reply { answer: Answer::Accepted, .. }) => "IPM.Schedule.Meeting.Resp.Pos",
        Some(Method::Reply { answer: Answer::Tentative, .. }) => "IPM.Schedule.Meeting.Resp.Tent",
        Some(Method::Reply { answer: Answer::Declined, .. }) => "IPM.Schedule.Meeting.Resp.Neg",
    }
}

/// The whole mail. `newest` is the stamp of the newest message about the same meeting, for MeetingMessageType.
pub fn application_data(mail: &StoredMail, newest: Option<DateTime<Utc>>, view: &View<'_>) -> Vec<Element> {
    let content = &mail.mail;
    let people = |people: &[Person]| people.iter().map(Person::header).collect::<Vec<_>>().join(", ");
    let names: Vec<_> = content.to.iter().map(display_name).collect();
    let mut data = Vec::new();
    if !content.to.is_empty() {
        data.push(Element::text(email::TO, people(&content.to)));
    }
    if !content.cc.is_empty() {
        data.push(Element::text(email::CC, people(&content.cc)));
    }
    data.push(Element::text(email::FROM, content.from.header()));
    data.push(Element::text(email::SUBJECT, &content.subject));
    data.push(Element::text(email::DATE_RECEIVED, extended(mail.received)));
    data.push(Element::text(email::DISPLAY_TO, names.join("; ")));
    data.push(Element::text(email::THREAD_TOPIC, topic(&content.subject)));
    data.push(number(email::IMPORTANCE, 1));
    data.push(flag(email::READ, mail.read));
    let texts = Texts { plain: &content.body, html: content.html.as_deref(), mail: Some(&**content) };
    data.push(body(&texts, view.body));
    data.push(Element::text(email::MESSAGE_CLASS, message_class(mail)));
    if let Some(message) = &content.meeting {
        data.push(meeting_request(message, mail.standing, newest, view));
    }
    data.push(number(email::INTERNET_CPID, 65001));
    data.push(Element::new(email::FLAG));
    let class = if content.meeting.is_some() { "calendarmessage" } else { "message" };
    data.push(Element::text(email::CONTENT_CLASS, format!("urn:content-classes:{class}")));
    data.push(number(airsyncbase::NATIVE_BODY_TYPE, texts.native()));
    let (id, index) = conversation(&content.subject);
    data.push(Element::opaque(email2::CONVERSATION_ID, id));
    data.push(Element::opaque(email2::CONVERSATION_INDEX, index));
    let categories = mail.categories.iter().map(|category| Element::text(email::CATEGORY, category));
    data.push(Element::new(email::CATEGORIES).with_all(categories));
    data
}

/// The change of a mail that was opened, or marked as new again.
pub fn read_change(mail: &StoredMail) -> Vec<Element> {
    vec![flag(email::READ, mail.read)]
}

fn display_name(person: &Person) -> &str {
    if person.name.is_empty() { &person.email } else { &person.name }
}

/// The subject without what answers and cancellations put before it.
fn topic(subject: &str) -> &str {
    let prefixes =
        ["Accepted: ", "Tentative: ", "Declined: ", "Canceled: ", "New Time Proposed: ", "RE: ", "Re: "];
    prefixes.iter().find_map(|prefix| subject.strip_prefix(prefix)).unwrap_or(subject)
}

/// ConversationId and ConversationIndex: all mails of one topic are one conversation.
fn conversation(subject: &str) -> (Vec<u8>, Vec<u8>) {
    let digest = Sha256::digest(topic(subject).as_bytes()).to_vec();
    let (id, rest) = digest.split_at(16);
    (id.to_vec(), rest.iter().take(5).copied().collect())
}

/// The MeetingRequest element, which answers and cancellations have, too (MS-ASEMAIL 2.2.2.48).
fn meeting_request(
    message: &MeetingMessage,
    standing: Standing,
    newest: Option<DateTime<Utc>>,
    view: &View<'_>,
) -> Element {
    let (event, is_16) = (&message.event, view.version.is_16());
    let constant = view.behaviour.constant_requests;
    let time = |instant| extended(event_time(event, instant, is_16));
    let mut request = Element::new(email::MEETING_REQUEST)
        .with(flag(email::ALL_DAY_EVENT, event.all_day))
        .with(Element::text(email::START_TIME, time(event.start)))
        .with(Element::text(email::DT_STAMP, extended(event.dtstamp)))
        .with(Element::text(email::END_TIME, time(event.end)))
        .with(number(email::INSTANCE_TYPE, if constant { 0 } else { instance_type(event, standing, is_16) }));
    if !event.location.is_empty() || is_16 {
        request.push(location(event, is_16));
    }
    request.push(Element::text(email::ORGANIZER, event.organizer.header()));
    if let Some(original) = event.recurrence_id.filter(|_| !constant) {
        request.push(Element::text(email::RECURRENCE_ID, extended(original)));
    }
    if let Some(minutes) = event.reminder.filter(|_| !constant) {
        request.push(number(email::REMINDER, minutes * 60));
    }
    request.push(flag(email::RESPONSE_REQUESTED, event.response_requested && !constant));
    if let Some(rule) = event.recurrence.as_ref().filter(|_| !constant) {
        let rule = recurrence::write(rule, &recurrence::EMAIL, view.version);
        request.push(Element::new(email::RECURRENCES).with(rule));
    }
    request.push(number(email::SENSITIVITY, if constant { 0 } else { event.sensitivity }));
    let busy = if constant { 2 } else { busy_status(event.busy, is_16) };
    request.push(number(email::BUSY_STATUS, busy));
    request.push(Element::text(email::TIME_ZONE, time_zone(event.zone, event.start)));
    if is_16 {
        request.push(Element::text(calendar::UID, &event.uid));
    } else {
        let id = global_obj_id(&event.uid, view.behaviour.vcal_global_obj_id);
        request.push(Element::text(email::GLOBAL_OBJ_ID, id));
    }
    request.push(flag(email::DISALLOW_NEW_TIME_PROPOSAL, event.disallow_new_time || constant));
    if view.version >= ProtocolVersion::V14_1 {
        let kind = if constant { 1 } else { message_type(message, standing, newest) };
        request.push(number(email2::MEETING_MESSAGE_TYPE, kind));
    }
    if let Method::Reply { proposal: Some(proposal), .. } = &message.method {
        proposed(&mut request, *proposal, view.version);
    }
    request
}

/// ProposedStartTime and ProposedEndTime, which exist from 16.1 on.
pub fn proposed(parent: &mut Element, proposal: Proposal, version: ProtocolVersion) {
    if version >= ProtocolVersion::V16_1 {
        parent.push(Element::text(meeting_response::PROPOSED_START_TIME, compact(proposal.start)));
        parent.push(Element::text(meeting_response::PROPOSED_END_TIME, compact(proposal.end)));
    }
}

/// 0 single, 1 series, 2 one occurrence of a series, 3 an exception to one known, 4 (16.x) one nobody knows.
fn instance_type(event: &Event, standing: Standing, is_16: bool) -> u8 {
    match (event.recurrence_id, &event.recurrence) {
        (None, None) => 0,
        (None, Some(_)) => 1,
        (Some(_), _) if standing != Standing::First => 3,
        (Some(_), _) if is_16 => 4,
        (Some(_), _) => 2,
    }
}

/// MeetingMessageType (MS-ASEMAIL 2.2.2.47), as it is at this moment.
fn message_type(message: &MeetingMessage, standing: Standing, newest: Option<DateTime<Utc>>) -> u8 {
    match (&message.method, standing) {
        (Method::Cancel | Method::Reply { .. }, _) => 0,
        (Method::Request, Standing::DelegatorCopy) => 5,
        (Method::Request, Standing::Delegated) => 6,
        (Method::Request, _) if newest.is_some_and(|newest| newest > message.event.dtstamp) => 4,
        (Method::Request, Standing::First) => 1,
        (Method::Request, Standing::FullUpdate) => 2,
        (Method::Request, Standing::Informational) => 3,
    }
}

fn location(event: &Event, is_16: bool) -> Element {
    if !is_16 {
        return Element::text(email::LOCATION, &event.location);
    }
    let name =
        (!event.location.is_empty()).then(|| Element::text(airsyncbase::DISPLAY_NAME, &event.location));
    Element::new(airsyncbase::LOCATION).with_opt(name)
}
