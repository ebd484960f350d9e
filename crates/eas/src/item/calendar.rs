//! Calendar items (MS-ASCAL): meetings with their attendees, and everything else that takes time.
//!
//! Series are not expanded and time zones not resolved here.

use std::fmt;

use chrono::{DateTime, Utc};
use wbxml::tags::{airsyncbase, calendar as cal, meeting_response};

use super::attachment::Attachment;
use super::body::{Body, BodyType};
use super::recurrence::{IN_CALENDAR, Recurrence};
use super::{ApplicationData, FieldError, Fields};
use crate::wire::wire_numbers;

/// A calendar item; for a series, its master.
#[derive(Clone, PartialEq, Default)]
pub struct CalendarItem {
    /// iCalendar identity, the same in every attendee's calendar.
    pub uid: Option<String>,
    /// Which occurrence an orphan is (16.0 and later).
    pub instance_id: Option<DateTime<Utc>>,
    /// Who organizes, by name.
    pub organizer_name: Option<String>,
    /// Who organizes, by address.
    pub organizer_email: Option<String>,
    /// 172 bytes in base64, as they came.
    pub time_zone: Option<String>,
    /// Rule of the series; `None`: happens once.
    pub recurrence: Option<Recurrence>,
    /// Occurrences that differ from the rule.
    pub exceptions: Vec<Exception>,
    /// What an occurrence may say for itself as well.
    pub event: Event,
}

/// What a calendar item says, and what an [`Exception`] may say differently.
#[derive(Clone, PartialEq, Default)]
pub struct Event {
    /// Title.
    pub subject: Option<String>,
    /// Start. Of an all-day event: its local midnight up to 14.1, the bare date (at midnight UTC) from 16.0 on.
    pub start_time: Option<DateTime<Utc>>,
    /// End, exclusive.
    pub end_time: Option<DateTime<Utc>>,
    /// Days rather than hours.
    pub all_day_event: Option<bool>,
    /// When the organizer last wrote it.
    pub dt_stamp: Option<DateTime<Utc>>,
    /// Where, in the form of either version.
    pub location: Option<String>,
    /// In minutes; `None`: none.
    pub reminder: Option<u32>,
    /// How private.
    pub sensitivity: Option<Sensitivity>,
    /// How the time counts.
    pub busy_status: Option<BusyStatus>,
    /// Meeting or not, received or organized, cancelled or not.
    pub meeting_status: Option<MeetingStatus>,
    /// Who is invited. `None` is not the same as nobody: in an exception it means those of the series.
    pub attendees: Option<Vec<Attendee>>,
    /// Labels.
    pub categories: Vec<String>,
    /// Does the organizer want answers?
    pub response_requested: Option<bool>,
    /// When this person answered.
    pub appointment_reply_time: Option<DateTime<Utc>>,
    /// What this person answered.
    pub response_type: Option<ResponseType>,
    /// Other times must not be proposed.
    pub disallow_new_time_proposal: Option<bool>,
    /// Where to join from the inside.
    pub online_meeting_conf_link: Option<String>,
    /// Where to join from the outside.
    pub online_meeting_external_link: Option<String>,
    /// Its body, as far as it was asked for.
    pub body: Option<Body>,
    /// The form in which its author wrote the body.
    pub native_body_type: Option<BodyType>,
    /// The files that came with it (16.0 and later).
    pub attachments: Vec<Attachment>,
}

/// An occurrence that differs from its series (MS-ASCAL 2.2.2.21). An absent field is as in the series.
#[derive(Clone, PartialEq, Default)]
pub struct Exception {
    /// Which one: its original start.
    pub original_start: Option<DateTime<Utc>>,
    /// It does not take place.
    pub deleted: bool,
    /// What differs.
    pub event: Event,
}

/// Somebody invited (MS-ASCAL 2.2.2.4).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Attendee {
    /// Address; may be an X.500 name.
    pub email: Option<String>,
    /// Display name.
    pub name: Option<String>,
    /// What they answered.
    pub status: Option<AttendeeStatus>,
    /// How much they are needed.
    pub attendee_type: Option<AttendeeType>,
    /// 16.1: the start they propose.
    pub proposed_start_time: Option<DateTime<Utc>>,
    /// 16.1: the end they propose.
    pub proposed_end_time: Option<DateTime<Utc>>,
    /// ProposedStartTime is there and empty: whatever was proposed is so no more.
    pub proposal_cleared: bool,
}

wire_numbers! {
    /// How private an item is (MS-ASCAL 2.2.2.41).
    Sensitivity {
        /// Not at all.
        Normal = 0,
        /// Personal.
        Personal = 1,
        /// Private.
        Private = 2,
        /// Confidential.
        Confidential = 3,
    }
    /// How the time counts (MS-ASCAL 2.2.2.9).
    BusyStatus {
        /// Free.
        Free = 0,
        /// Tentative.
        Tentative = 1,
        /// Busy.
        Busy = 2,
        /// Out of office.
        OutOfOffice = 3,
        /// Working elsewhere (16.0 and later).
        Elsewhere = 4,
        /// The server does not know (16.0 and later).
        NoData = -1,
    }
    /// What this person answered (MS-ASCAL 2.2.2.40). The numbers are not those of [`AttendeeStatus`].
    ResponseType {
        /// Nothing to answer.
        None = 0,
        /// This person organizes it.
        Organizer = 1,
        /// Tentatively accepted.
        Tentative = 2,
        /// Accepted.
        Accepted = 3,
        /// Declined.
        Declined = 4,
        /// Not answered.
        NotResponded = 5,
    }
    /// What somebody invited answered (MS-ASCAL 2.2.2.5).
    AttendeeStatus {
        /// No answer known.
        Unknown = 0,
        /// Tentatively accepted.
        Tentative = 2,
        /// Accepted.
        Accepted = 3,
        /// Declined.
        Declined = 4,
        /// Not answered.
        NotResponded = 5,
    }
    /// How much somebody is needed (MS-ASCAL 2.2.2.6).
    AttendeeType {
        /// Required.
        Required = 1,
        /// Optional.
        Optional = 2,
        /// A room or a thing.
        Resource = 3,
    }
}

/// Bits that say what an item is (MS-ASCAL 2.2.2.28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MeetingStatus(pub u8);

impl MeetingStatus {
    /// Other people are invited, or were.
    pub fn is_meeting(self) -> bool {
        self.0 & 1 != 0
    }

    /// Somebody else organizes it.
    pub fn is_received(self) -> bool {
        self.0 & 2 != 0
    }

    /// It was cancelled.
    pub fn is_cancelled(self) -> bool {
        self.0 & 4 != 0
    }
}

impl CalendarItem {
    /// Reads what can be read, and lists what cannot.
    pub fn parse(data: &ApplicationData) -> (Self, Vec<FieldError>) {
        let mut errors = Vec::new();
        let mut fields = Fields::new(data.element(), &mut errors);
        let item = Self {
            uid: fields.text(cal::UID),
            instance_id: fields.instant(airsyncbase::INSTANCE_ID),
            organizer_name: fields.text(cal::ORGANIZER_NAME),
            organizer_email: fields.text(cal::ORGANIZER_EMAIL),
            time_zone: fields.text(cal::TIMEZONE),
            recurrence: fields
                .child(cal::RECURRENCE)
                .map(|element| Recurrence::parse(&mut fields.within(element), &IN_CALENDAR)),
            exceptions: each(&mut fields, cal::EXCEPTIONS, cal::EXCEPTION, Exception::parse)
                .unwrap_or_default(),
            event: Event::parse(&mut fields),
        };
        (item, errors)
    }
}

impl Event {
    fn parse(fields: &mut Fields<'_>) -> Self {
        Self {
            subject: fields.text(cal::SUBJECT),
            start_time: fields.instant(cal::START_TIME),
            end_time: fields.instant(cal::END_TIME),
            all_day_event: fields.flag(cal::ALL_DAY_EVENT),
            dt_stamp: fields.instant(cal::DT_STAMP),
            location: fields.text(cal::LOCATION).or_else(|| location(fields)),
            reminder: fields.number(cal::REMINDER),
            sensitivity: fields.known(cal::SENSITIVITY, Sensitivity::from_number),
            busy_status: fields.known(cal::BUSY_STATUS, BusyStatus::from_number),
            meeting_status: fields.number(cal::MEETING_STATUS).map(MeetingStatus),
            attendees: each(fields, cal::ATTENDEES, cal::ATTENDEE, Attendee::parse),
            categories: fields
                .child(cal::CATEGORIES)
                .map(|list| list.find_all(cal::CATEGORY).filter_map(|c| c.value()).map(Into::into).collect())
                .unwrap_or_default(),
            response_requested: fields.flag(cal::RESPONSE_REQUESTED),
            appointment_reply_time: fields.instant(cal::APPOINTMENT_REPLY_TIME),
            response_type: fields.known(cal::RESPONSE_TYPE, ResponseType::from_number),
            disallow_new_time_proposal: fields.flag(cal::DISALLOW_NEW_TIME_PROPOSAL),
            online_meeting_conf_link: fields.text(cal::ONLINE_MEETING_CONF_LINK),
            online_meeting_external_link: fields.text(cal::ONLINE_MEETING_EXTERNAL_LINK),
            body: Body::parse(fields),
            native_body_type: fields.known(airsyncbase::NATIVE_BODY_TYPE, BodyType::from_number),
            attachments: Attachment::parse_all(fields),
        }
    }
}

impl Exception {
    fn parse(fields: &mut Fields<'_>) -> Self {
        Self {
            original_start: fields
                .instant(cal::EXCEPTION_START_TIME)
                .or_else(|| fields.instant(airsyncbase::INSTANCE_ID)),
            deleted: fields.flag(cal::DELETED).unwrap_or(false),
            event: Event::parse(fields),
        }
    }
}

impl Attendee {
    fn parse(fields: &mut Fields<'_>) -> Self {
        Self {
            email: fields.text(cal::EMAIL),
            name: fields.text(cal::NAME),
            status: fields.known(cal::ATTENDEE_STATUS, AttendeeStatus::from_number),
            attendee_type: fields.known(cal::ATTENDEE_TYPE, AttendeeType::from_number),
            proposed_start_time: fields.instant(meeting_response::PROPOSED_START_TIME),
            proposed_end_time: fields.instant(meeting_response::PROPOSED_END_TIME),
            proposal_cleared: fields
                .container(meeting_response::PROPOSED_START_TIME)
                .is_some_and(|time| time.value().is_none_or(|text| text.trim().is_empty())),
        }
    }
}

/// Reads each `item` in `list`; `None`: there is no such list. An empty list is a list.
fn each<T>(
    fields: &mut Fields<'_>,
    list: wbxml::Tag,
    item: wbxml::Tag,
    parse: impl Fn(&mut Fields<'_>) -> T,
) -> Option<Vec<T>> {
    let list = fields.container(list)?;
    Some(list.find_all(item).map(|element| parse(&mut fields.within(element))).collect())
}

/// airsyncbase:Location as 16.x writes it: the name of the place is all that is shown.
pub(crate) fn location(fields: &Fields<'_>) -> Option<String> {
    fields.child(airsyncbase::LOCATION)?.value_of(airsyncbase::DISPLAY_NAME).map(|name| name.into_owned())
}

/// What people wrote, and who they are, stays out of logs.
impl fmt::Debug for CalendarItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CalendarItem")
            .field("uid", &self.uid)
            .field("instance_id", &self.instance_id)
            .field("event", &self.event)
            .field("exceptions", &self.exceptions)
            .finish_non_exhaustive()
    }
}

/// What people wrote, and who they are, stays out of logs.
impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("start_time", &self.start_time)
            .field("meeting_status", &self.meeting_status)
            .field("response_type", &self.response_type)
            .field("attendees", &self.attendees)
            .finish_non_exhaustive()
    }
}

/// As [`Event`] has it.
impl fmt::Debug for Exception {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exception")
            .field("original_start", &self.original_start)
            .field("deleted", &self.deleted)
            .field("event", &self.event)
            .finish()
    }
}

/// Who people are stays out of logs.
impl fmt::Debug for Attendee {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Attendee({:?})", self.status)
    }
}
