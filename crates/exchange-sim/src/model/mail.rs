//! A mail, and the meeting message it may carry.
//!
//! A [`Mail`] is what was sent and never changes, so all recipients share one; what a mailbox adds (read or not, what
//! it thinks of an invitation) is [`StoredMail`]. Bytes of MIME are read and written in [`mime`](crate::mime).

use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};

use super::event::{Answer, Event, Person, Proposal};
use super::file::File;

/// A mail as it was sent.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mail {
    /// Message-ID, without its brackets.
    pub message_id: String,
    /// From.
    pub from: Person,
    /// To.
    pub to: Vec<Person>,
    /// Cc.
    pub cc: Vec<Person>,
    /// Subject.
    pub subject: String,
    /// Date.
    pub sent: DateTime<Utc>,
    /// The text.
    pub body: String,
    /// The text as HTML, if the mail has that, too.
    pub html: Option<String>,
    /// Its files.
    pub attachments: Vec<File>,
    /// The meeting message inside, if there is one this server understands.
    pub meeting: Option<MeetingMessage>,
    /// The bytes as they were handed in; `None` for mail this server wrote itself, which is put into bytes on demand.
    pub raw: Option<Bytes>,
}

/// An iTIP message.
#[derive(Debug, Clone, PartialEq)]
pub struct MeetingMessage {
    /// What it does.
    pub method: Method,
    /// The meeting it is about.
    pub event: Event,
}

/// What an iTIP message does (RFC 5546 1.4).
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// REQUEST: invites, or tells a change.
    Request,
    /// CANCEL: calls off.
    Cancel,
    /// REPLY, or COUNTER where a time is proposed.
    Reply {
        /// Who answers.
        attendee: Person,
        /// The answer.
        answer: Answer,
        /// The words that came with it.
        comment: Option<String>,
        /// Another time.
        proposal: Option<Proposal>,
        /// SEQUENCE of the version answered, where it is told.
        to_version: Option<u32>,
    },
}

/// A mail in a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredMail {
    /// The mail.
    pub mail: Arc<Mail>,
    /// When it arrived.
    pub received: DateTime<Utc>,
    /// Opened.
    pub read: bool,
    /// Categories.
    pub categories: Vec<String>,
    /// What a request was to this mailbox when it arrived.
    pub standing: Standing,
}

/// What a meeting request is to the mailbox it arrived in, on arrival (MS-ASEMAIL 2.2.2.47).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Standing {
    /// The first one.
    #[default]
    First,
    /// A change that wants a new answer.
    FullUpdate,
    /// A change that leaves the answer as it is.
    Informational,
    /// A copy for somebody whose delegate answers.
    DelegatorCopy,
    /// A request to answer in somebody else's name.
    Delegated,
}

impl StoredMail {
    /// A mail that has just arrived.
    pub fn arrived(mail: Arc<Mail>, received: DateTime<Utc>) -> Self {
        Self { mail, received, read: false, categories: Vec::new(), standing: Standing::First }
    }

    /// The meeting request inside, if it is one.
    pub fn request(&self) -> Option<&Event> {
        self.mail
            .meeting
            .as_ref()
            .filter(|message| message.method == Method::Request)
            .map(|message| &message.event)
    }
}
