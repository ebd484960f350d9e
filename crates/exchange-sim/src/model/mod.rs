//! What the server keeps: people, meetings, mails, mailboxes. Plain data and its rules; nothing here knows how any of
//! it looks on the wire ([`items`](crate::items)) or travels between mailboxes ([`scheduling`](crate::scheduling)).

pub mod event;
pub mod file;
pub mod free_busy;
pub mod mail;
pub mod mailbox;
pub mod recurrence;
