//! Meetings as iCalendar objects (RFC 5545), going out and coming in.
//!
//! Built on the line parser of the `icalendar` crate alone, whose tree keeps order and parameters; the typed layer of
//! that crate adds stamps and ids of its own, which a server that must answer the same way every time cannot have.
//! The mail around an object is [`mime`](crate::mime)'s.

mod read;
mod rule;
mod write;

pub use read::read;
pub use write::{method, write};
