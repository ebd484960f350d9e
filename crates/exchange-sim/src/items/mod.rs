//! How mails and calendar items look on the wire, in each version (MS-ASEMAIL, MS-ASCAL, MS-ASAIRS).
//!
//! Everything here is a pure function of an item, a version and what the client asked for. Which items are sent when
//! is decided in [`commands`](crate::commands).

pub mod attachments;
pub mod body;
pub mod calendar;
pub mod calendar_read;
pub mod email;
pub mod recurrence;
pub mod wire;
