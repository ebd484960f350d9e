//! What was asked and what was mailed, for tests to assert on.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use eas::ProtocolVersion;
use http::StatusCode;
use wbxml::Element;

use crate::command::Command;
use crate::fault::Fault;
use crate::model::event::{Answer, Event, Proposal};
use crate::model::mail::{Mail, Method};

/// A request and what became of it.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// When.
    pub at: DateTime<Utc>,
    /// Whose mailbox (primary address).
    pub user: String,
    /// Which device.
    pub device: String,
    /// The command.
    pub command: Command,
    /// The version it was asked in.
    pub version: ProtocolVersion,
    /// The request's body.
    pub request: Option<Element>,
    /// The answer's status, whether or not it reached the client.
    pub status: StatusCode,
    /// The answer's body, whether or not it reached the client.
    pub response: Option<Element>,
    /// What went wrong on purpose.
    pub fault: Option<Fault>,
}

/// Who handed a mail in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentBy {
    /// A client, by SendMail.
    Client,
    /// The server in somebody's name: an answer, or an invitation of a meeting made in the calendar.
    Server,
    /// The test or the scenario.
    World,
}

/// A mail on its way, once per mail however many recipients it has.
#[derive(Debug, Clone)]
pub struct SentMail {
    /// When.
    pub at: DateTime<Utc>,
    /// Who handed it in.
    pub by: SentBy,
    /// ClientId of SendMail.
    pub client_id: Option<String>,
    /// The mail; From is the sender's own address by now.
    pub mail: Arc<Mail>,
    /// What a reader that goes by RFC 5546 and RFC 6047 would object to in a REPLY or COUNTER; empty is good.
    pub objections: Vec<String>,
}

impl SentMail {
    /// The other time it proposes, if it is a COUNTER.
    pub fn proposal(&self) -> Option<Proposal> {
        match self.mail.meeting.as_ref()?.method {
            Method::Reply { proposal, .. } => proposal,
            Method::Request | Method::Cancel => None,
        }
    }

    /// The answer inside, if the mail is a REPLY or COUNTER.
    pub fn answer(&self) -> Option<Answer> {
        match self.mail.meeting.as_ref()?.method {
            Method::Reply { answer, .. } => Some(answer),
            Method::Request | Method::Cancel => None,
        }
    }

    /// The meeting inside, if there is one.
    pub fn event(&self) -> Option<&Event> {
        self.mail.meeting.as_ref().map(|message| &message.event)
    }
}
