//! Commands: what is asked, how each version writes it, and what the answer says.
//!
//! One file a command. Each is plain data that becomes an [`Element`] and reads one back; nothing here touches the
//! network or a clock. [`Client::send`](crate::Client::send) carries them.

pub mod attachment_fetch;
pub mod folder_sync;
pub mod get_item_estimate;
pub mod item_operations;
pub mod meeting_response;
pub mod move_items;
pub mod policy;
pub mod provision;
pub mod resolve_recipients;
pub mod send_mail;
pub mod settings;
pub mod sync;

use wbxml::{Element, Tag};

use crate::error::{HttpError, ProtocolError};
use crate::id::PolicyKey;
use crate::version::ProtocolVersion;

/// A question to the server that knows what its answer looks like.
pub trait Command: Send + Sync {
    /// The value of `Cmd` in the query.
    const NAME: &'static str;
    /// The answer.
    type Reply;

    /// The request's body; `None`: an empty one.
    fn request(&self, version: ProtocolVersion) -> Result<Option<Element>, ProtocolError>;

    /// Reads the answer's body; `None`: an empty one.
    fn reply(&self, body: Option<Element>, version: ProtocolVersion) -> Result<Self::Reply, ProtocolError>;

    /// What an HTTP status other than 200 means for this command, where it means something else than for others.
    fn refused(&self, error: HttpError) -> ProtocolError {
        error.into()
    }

    /// The policy key to send instead of the client's own; only the Provision handshake has one.
    fn policy_key(&self) -> Option<&PolicyKey> {
        None
    }
}

/// A body that must not be empty.
fn required(body: Option<Element>, command: &'static str) -> Result<Element, ProtocolError> {
    body.ok_or(ProtocolError::Malformed { command, missing: "a body" })
}

/// The number in a `Status` (or `Type`), saturated: one too large to hold stays as unknown as it was.
fn number(element: &Element, tag: Tag) -> Option<u16> {
    let text = element.value_of(tag)?;
    match text.trim().parse::<u64>() {
        Ok(number) => Some(u16::try_from(number).unwrap_or(u16::MAX)),
        Err(_) => None,
    }
}

/// `<tag>1</tag>` or `<tag>0</tag>`.
fn flag(tag: Tag, value: bool) -> Element {
    Element::text(tag, if value { "1" } else { "0" })
}
