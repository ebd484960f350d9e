//! The commands of MS-ASCMD 2.2.1, one file each.

pub mod meeting_response;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use eas::transport::Response;
use wbxml::Element;

use crate::command::Command;
use crate::http::Session;
use crate::state::State;

/// What a command answers.
pub(crate) enum Answer {
    /// A document.
    Tree(Element),
    /// A document, and parts it refers to by number.
    Multipart(Element, Vec<Bytes>),
    /// An empty body.
    Empty,
    /// Nothing yet; ask again when something happened, at the latest then.
    Wait(DateTime<Utc>),
}

/// Why a command is not carried out.
#[derive(Debug, Clone)]
pub(crate) enum Refusal {
    /// A Status right below the root.
    Status(u16),
    /// An HTTP status.
    Http(u16),
    /// Something ready-made.
    Response(Response),
}

/// Carries a command out.
pub(crate) fn carry_out(
    _state: &mut State,
    _session: &Session,
    _request: Option<&Element>,
) -> Result<Answer, Refusal> {
    Err(Refusal::Http(501))
}

/// What a command answers that has waited in vain.
pub(crate) fn expired(_command: Command) -> Answer {
    Answer::Empty
}
