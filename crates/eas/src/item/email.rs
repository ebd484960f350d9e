//! Mail of the Inbox as far as meetings need it (MS-ASEMAIL).
//!
//! Which of several messages counts, what may be answered and what GlobalObjId says is for others.

use std::fmt;

use chrono::{DateTime, Utc};
use wbxml::tags::{airsyncbase, calendar as cal, email, email2, meeting_response};

use super::attachment::Attachment;
use super::body::{Body, BodyType};
use super::calendar::{BusyStatus, Sensitivity, location};
use super::recurrence::{IN_MAIL, Recurrence};
use super::{ApplicationData, FieldError, Fields};
use crate::wire::wire_numbers;

/// A message.
#[derive(Clone, PartialEq, Default)]
pub struct Message {
    /// `IPM.Schedule.Meeting.Request` and so on; compare case-insensitively.
    pub message_class: Option<String>,
    /// Usually `urn:content-classes:calendarmessage` for meetings.
    pub content_class: Option<String>,
    /// Title.
    pub subject: Option<String>,
    /// Title without prefixes.
    pub thread_topic: Option<String>,
    /// `"Alice" <alice@example.test>`, as are the other people.
    pub from: Option<String>,
    /// Who really sent it, where that is somebody else.
    pub sender: Option<String>,
    /// Recipients.
    pub to: Option<String>,
    /// Further recipients.
    pub cc: Option<String>,
    /// Where answers should go.
    pub reply_to: Option<String>,
    /// When it arrived.
    pub date_received: Option<DateTime<Utc>>,
    /// Was it read?
    pub read: Option<bool>,
    /// 0 low, 1 normal, 2 high.
    pub importance: Option<u8>,
    /// The thread it belongs to; opaque.
    pub conversation_id: Option<Vec<u8>>,
    /// 1 answered, 2 answered to all, 3 forwarded.
    pub last_verb_executed: Option<u8>,
    /// Its body, as far as it was asked for.
    pub body: Option<Body>,
    /// The form in which its author wrote the body.
    pub native_body_type: Option<BodyType>,
    /// The files that came with it.
    pub attachments: Vec<Attachment>,
    /// What it says about a meeting.
    pub meeting_request: Option<MeetingRequest>,
}

/// email:MeetingRequest (MS-ASEMAIL 2.2.2.48).
#[derive(Clone, PartialEq, Default)]
pub struct MeetingRequest {
    /// Days rather than hours.
    pub all_day_event: Option<bool>,
    /// Start.
    pub start_time: Option<DateTime<Utc>>,
    /// StartTime names neither UTC nor an offset, as it must; it was read as UTC.
    pub start_floats: bool,
    /// End.
    pub end_time: Option<DateTime<Utc>>,
    /// When the organizer (or the answering person) wrote it; orders updates.
    pub dt_stamp: Option<DateTime<Utc>>,
    /// Single, series, occurrence, exception or orphan.
    pub instance_type: Option<InstanceType>,
    /// Original start of the occurrence this is about.
    pub recurrence_id: Option<DateTime<Utc>>,
    /// Where, in the form of either version.
    pub location: Option<String>,
    /// `"Alice" <alice@example.test>`. In an answer it may name the wrong person.
    pub organizer: Option<String>,
    /// In **seconds**; the calendar counts minutes.
    pub reminder: Option<u32>,
    /// Does the organizer want an answer by mail?
    pub response_requested: Option<bool>,
    /// The rules of the series.
    pub recurrences: Vec<Recurrence>,
    /// How private.
    pub sensitivity: Option<Sensitivity>,
    /// How the time is to count once accepted.
    pub busy_status: Option<BusyStatus>,
    /// 172 bytes in base64, as they came.
    pub time_zone: Option<String>,
    /// Up to 14.1: base64, as it came.
    pub global_obj_id: Option<String>,
    /// From 16.0 on, instead of GlobalObjId.
    pub uid: Option<String>,
    /// Other times must not be proposed.
    pub disallow_new_time_proposal: Option<bool>,
    /// From 14.1 on: what kind of message about a meeting this is.
    pub meeting_message_type: Option<MeetingMessageType>,
    /// 16.1, in answers: the start the answering person proposes.
    pub proposed_start_time: Option<DateTime<Utc>>,
    /// 16.1, in answers: the end the answering person proposes.
    pub proposed_end_time: Option<DateTime<Utc>>,
}

wire_numbers! {
    /// What a message is about (MS-ASEMAIL 2.2.2.41).
    InstanceType {
        /// A meeting that happens once.
        Single = 0,
        /// A whole series.
        Series = 1,
        /// One occurrence.
        Occurrence = 2,
        /// One occurrence that differs from its series.
        Exception = 3,
        /// One occurrence of a series this person is not invited to (16.0 and later).
        Orphan = 4,
    }
    /// What kind of message about a meeting (MS-ASEMAIL 2.2.2.47).
    MeetingMessageType {
        /// A silent update, or unknown.
        Silent = 0,
        /// The first invitation.
        Request = 1,
        /// A full update, to be answered anew.
        FullUpdate = 2,
        /// An update for information; the answer stands.
        InformationalUpdate = 3,
        /// There is a newer one.
        Outdated = 4,
        /// The copy of somebody who lets a delegate answer.
        DelegatorsCopy = 5,
        /// A delegate answers this; this person must not.
        Delegated = 6,
    }
}

impl Message {
    /// Reads what can be read, and lists what cannot.
    pub fn parse(data: &ApplicationData) -> (Self, Vec<FieldError>) {
        let mut errors = Vec::new();
        let mut fields = Fields::new(data.element(), &mut errors);
        let message = Self {
            message_class: fields.text(email::MESSAGE_CLASS),
            content_class: fields.text(email::CONTENT_CLASS),
            subject: fields.text(email::SUBJECT),
            thread_topic: fields.text(email::THREAD_TOPIC),
            from: fields.text(email::FROM),
            sender: fields.text(email2::SENDER),
            to: fields.text(email::TO),
            cc: fields.text(email::CC),
            reply_to: fields.text(email::REPLY_TO),
            date_received: fields.instant(email::DATE_RECEIVED),
            read: fields.flag(email::READ),
            importance: fields.number(email::IMPORTANCE),
            conversation_id: fields.bytes(email2::CONVERSATION_ID),
            last_verb_executed: fields.number(email2::LAST_VERB_EXECUTED),
            body: Body::parse(&mut fields),
            native_body_type: fields.known(airsyncbase::NATIVE_BODY_TYPE, BodyType::from_number),
            attachments: Attachment::parse_all(&mut fields),
            meeting_request: fields
                .child(email::MEETING_REQUEST)
                .map(|element| MeetingRequest::parse(&mut fields.within(element))),
        };
        (message, errors)
    }
}

impl MeetingRequest {
    fn parse(fields: &mut Fields<'_>) -> Self {
        let recurrences = fields.child(email::RECURRENCES).map(|container| {
            container
                .find_all(email::RECURRENCE)
                .map(|element| Recurrence::parse(&mut fields.within(element), &IN_MAIL))
                .collect()
        });
        Self {
            all_day_event: fields.flag(email::ALL_DAY_EVENT),
            start_time: fields.instant(email::START_TIME),
            start_floats: fields.floats(email::START_TIME),
            end_time: fields.instant(email::END_TIME),
            dt_stamp: fields.instant(email::DT_STAMP),
            instance_type: fields.known(email::INSTANCE_TYPE, InstanceType::from_number),
            recurrence_id: fields.instant(email::RECURRENCE_ID),
            location: fields.text(email::LOCATION).or_else(|| location(fields)),
            organizer: fields.text(email::ORGANIZER),
            reminder: fields.number(email::REMINDER),
            response_requested: fields.flag(email::RESPONSE_REQUESTED),
            recurrences: recurrences.unwrap_or_default(),
            sensitivity: fields.known(email::SENSITIVITY, Sensitivity::from_number),
            busy_status: fields.known(email::BUSY_STATUS, BusyStatus::from_number),
            time_zone: fields.text(email::TIME_ZONE),
            global_obj_id: fields.text(email::GLOBAL_OBJ_ID),
            uid: fields.text(cal::UID),
            disallow_new_time_proposal: fields
                .number::<u8>(email::DISALLOW_NEW_TIME_PROPOSAL)
                .map(|disallowed| disallowed != 0),
            meeting_message_type: fields.known(email2::MEETING_MESSAGE_TYPE, MeetingMessageType::from_number),
            proposed_start_time: fields.instant(meeting_response::PROPOSED_START_TIME),
            proposed_end_time: fields.instant(meeting_response::PROPOSED_END_TIME),
        }
    }
}

/// What people wrote, and who they are, stays out of logs.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("message_class", &self.message_class)
            .field("date_received", &self.date_received)
            .field("meeting_request", &self.meeting_request)
            .finish_non_exhaustive()
    }
}

/// What people wrote, and who they are, stays out of logs.
impl fmt::Debug for MeetingRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MeetingRequest")
            .field("start_time", &self.start_time)
            .field("dt_stamp", &self.dt_stamp)
            .field("instance_type", &self.instance_type)
            .field("recurrence_id", &self.recurrence_id)
            .field("meeting_message_type", &self.meeting_message_type)
            .finish_non_exhaustive()
    }
}
