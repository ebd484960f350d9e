//! When the people of a meeting are free.

use serde::Serialize;
use specta::Type;

use super::{AttendeeStatus, AttendeeType, Person};

/// The day of a meeting as its people's calendars have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FreeBusyDay {
    /// The server tells of other people's calendars. Where it does not, only I am among the people.
    pub offered: bool,
    /// Where each strip begins: midnight before the meeting where I am, UTC.
    pub start: String,
    /// How many minutes each of its parts stands for.
    pub slot_minutes: u32,
    /// Start of the meeting (of a series, of its next date), UTC.
    pub meeting_start: String,
    /// Its end, UTC.
    pub meeting_end: String,
    /// Me first, then the organizer, then everybody else as invited.
    pub people: Vec<PersonFreeBusy>,
    /// So many people more are invited than are asked for.
    pub left_out: u32,
    /// When the server was asked, UTC; `None`: it was not.
    pub asked_at: Option<String>,
}

/// One person's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PersonFreeBusy {
    /// Who.
    pub person: Person,
    /// What they are to the meeting.
    pub part: MeetingPart,
    /// What they answered, where the calendar knows.
    pub status: Option<AttendeeStatus>,
    /// Their day, part by part; empty where nothing is known.
    pub slots: Vec<FreeBusy>,
    /// The busiest of the parts in which the meeting lies.
    pub during: FreeBusy,
    /// What is told of the meeting's time may be nothing else than this meeting.
    pub may_be_this: bool,
    /// Why nothing is known.
    pub unknown: Option<FreeBusyUnknown>,
}

/// What a server tells of other people's calendars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FreeBusyReach {
    /// Free, tentative, busy, away.
    InFull,
    /// Busy or free, of its own people.
    BusyOrFree,
    /// It has to be asked.
    Unknown,
}

/// What somebody is to a meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum MeetingPart {
    /// The person looking.
    Me,
    /// Who invites.
    Organizer,
    /// Needed.
    Required,
    /// Welcome.
    Optional,
    /// A room or a thing.
    Resource,
}

impl From<AttendeeType> for MeetingPart {
    fn from(kind: AttendeeType) -> Self {
        match kind {
            AttendeeType::Required => Self::Required,
            AttendeeType::Optional => Self::Optional,
            AttendeeType::Resource => Self::Resource,
        }
    }
}

/// How somebody's time counts (MS-ASCMD 2.2.3.109, MS-ASCAL 2.2.2.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FreeBusy {
    /// Free.
    Free,
    /// Working elsewhere; told of my own calendar only.
    Elsewhere,
    /// Perhaps busy.
    Tentative,
    /// Busy.
    Busy,
    /// Out of office.
    Away,
    /// Nobody knows.
    NoData,
}

/// Why nothing is known of somebody's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FreeBusyUnknown {
    /// The server does not know the address: somebody from outside.
    NotFound,
    /// The address may mean several people.
    Ambiguous,
    /// The server may not tell: mostly, the person does not share it.
    NotAllowed,
    /// It is a group with too many people.
    LargeGroup,
    /// The server could not find out this time.
    Later,
    /// The server said nothing about it.
    NotTold,
}
