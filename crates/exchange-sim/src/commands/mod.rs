//! The commands of MS-ASCMD 2.2.1, one file each: a tree in, a tree or a refusal out.
//!
//! Each reads its request by the schema of its version, does what it asks through the mailboxes and
//! [`scheduling`](crate::scheduling), and writes the answer. HTTP, sign-in and policies have been dealt with before.

pub mod folder_sync;
pub mod get_item_estimate;
pub mod item_operations;
pub mod meeting_response;
pub mod move_items;
pub mod ping;
pub mod provision;
pub mod resolve_recipients;
pub mod send_mail;
pub mod settings;
pub mod sync;
pub mod sync_client;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use eas::transport::Response;
use wbxml::Element;
use wbxml::tags::ping as ping_tags;

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
    /// A whole answer.
    Tree(Element),
    /// An HTTP status.
    Http(u16),
    /// Something ready-made.
    Response(Box<Response>),
}

pub(crate) type Handled = Result<Answer, Refusal>;

/// Carries a command out.
pub(crate) fn carry_out(state: &mut State, session: &Session, request: Option<&Element>) -> Handled {
    match (session.command, request) {
        (Command::Sync, None) => sync::without_body(),
        (Command::Ping, request) => ping::answer(state, session, request),
        (Command::Provision, request) => provision::answer(state, session, request),
        (_, None) => Err(Refusal::Http(if state.config().behaviour.strict { 400 } else { 500 })),
        (Command::Sync, Some(request)) => sync::answer(state, session, request),
        (Command::SendMail, Some(request)) => send_mail::answer(state, session, request),
        (Command::FolderSync, Some(request)) => folder_sync::answer(state, session, request),
        (Command::MoveItems, Some(request)) => move_items::answer(state, session, request),
        (Command::GetItemEstimate, Some(request)) => get_item_estimate::answer(state, session, request),
        (Command::MeetingResponse, Some(request)) => meeting_response::answer(state, session, request),
        (Command::Settings, Some(request)) => settings::answer(state, session, request),
        (Command::ItemOperations, Some(request)) => item_operations::answer(state, session, request),
        (Command::ResolveRecipients, Some(request)) => resolve_recipients::answer(state, session, request),
    }
}

/// What a command answers that has waited in vain: a Ping says its time is up, a Sync says nothing at all.
pub(crate) fn expired(command: Command) -> Answer {
    match command {
        Command::Ping => {
            Answer::Tree(Element::new(ping_tags::PING).with(Element::text(ping_tags::STATUS, "1")))
        }
        _ => Answer::Empty,
    }
}

/// The request has the form `fits` says, or the server does not care.
pub(crate) fn require(state: &State, fits: bool, status: u16) -> Result<(), Refusal> {
    if fits || !state.config().behaviour.strict { Ok(()) } else { Err(Refusal::Status(status)) }
}
