//! The nouns and rules of meetings, apart from any wire, store or screen.
//!
//! An invitation reaches a person as several mails, a calendar item and, at the end, an answer; each of them
//! names the same meeting in its own way and counts the same answer with its own numbers. This crate knows those
//! names, numbers and rules once, so that the client, the command line and the simulator agree on them:
//!
//! * [`Answer`] and the numbers each protocol element has for it;
//! * [`Uid`] and [`GlobalObjId`], the two spellings of a meeting's identity;
//! * [`TimeZoneBlob`] and [`Zone`], the zone a meeting was made in;
//! * [`Person`] and [`Mailbox`], who takes part;
//! * [`message`], [`group`] and [`answerable`]: what a mail is, which of several is the newest, what may be answered;
//! * [`reply`] and [`itip`]: the answer as an iTIP REPLY in a mail, and reading such mails of others;
//! * [`recurrence`]: the rule of a series, its occurrences, those to come, and when they shift on another clock;
//! * [`working_hours`] and [`slots`]: when somebody works, and when everybody could meet; [`place`]: where one has to be;
//! * [`hints`]: what about the people of an invitation is worth a second look;
//! * [`programs`]: what calendar programs write around what people wrote;
//! * [`online`] and [`file_name`]: where a link really leads, where to join, and what a stranger's file may be called.
//!
//! It does no I/O and reads no clock: `now` is always an argument. Fetching, storing, sending and deciding *when*
//! are left to `engine`; ActiveSync's elements and statuses to `eas`.

// Bytes and texts from outside must never panic us.
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice))]

pub mod answer;
pub mod answerable;
mod base64_text;
pub mod file_name;
pub mod group;
pub mod hints;
pub mod invisible;
pub mod itip;
pub mod message;
pub mod online;
pub mod person;
pub mod place;
pub mod programs;
pub mod recurrence;
pub mod reply;
pub mod slots;
pub mod time_zone;
pub mod uid;
pub mod working_hours;
pub mod zone;

pub use answer::{Answer, AttendeeStatus, AttendeeType, MeetingStatus, PartStat, ResponseType};
pub use answerable::{AnswerFrom, NotAnswerable};
pub use message::{MeetingMessage, MeetingMessageType, MessageKind};
pub use person::{Mailbox, Person};
pub use reply::{EventTime, MessageIds, Reply};
pub use time_zone::TimeZoneBlob;
pub use uid::{GlobalObjId, Uid};
pub use zone::Zone;
