//! SendMail (MS-ASCMD 2.2.1.17): a message on its way. Meeting messages are carried into calendars where they arrive.

use wbxml::tags::compose_mail as tags;
use wbxml::{Element, Node};

use super::{Answer, Handled, Refusal, require};
use crate::history::SentBy;
use crate::http::Session;
use crate::mime;
use crate::model::event::Person;
use crate::model::mail::StoredMail;
use crate::model::mailbox::{Content, FolderKind};
use crate::schema::{maybe, one, sequence};
use crate::state::State;

const INVALID_WBXML: u16 = 102;
const INVALID_XML: u16 = 103;
const INVALID_MIME: u16 = 107;
const PREVIOUSLY_SENT: u16 = 118;
const NO_RECIPIENT: u16 = 119;
const SUBMISSION_FAILED: u16 = 120;
const INVALID_ACCOUNT: u16 = 166;

/// Longest ClientId (MS-ASCMD 2.2.3.28.1).
const LONGEST_CLIENT_ID: usize = 40;

pub(crate) fn answer(state: &mut State, session: &Session, request: &Element) -> Handled {
    let schema =
        [one(tags::CLIENT_ID), maybe(tags::ACCOUNT_ID), maybe(tags::SAVE_IN_SENT_ITEMS), one(tags::MIME)];
    require(state, sequence(request, session.version, &schema), INVALID_XML)?;
    let client_id = request.value_of(tags::CLIENT_ID).map(|id| id.into_owned()).unwrap_or_default();
    require(state, (1..=LONGEST_CLIENT_ID).contains(&client_id.len()), INVALID_XML)?;
    require(state, request.find(tags::ACCOUNT_ID).is_none(), INVALID_ACCOUNT)?;
    let mime = request.find(tags::MIME);
    let opaque = mime.is_some_and(|mime| mime.nodes.iter().all(|node| matches!(node, Node::Opaque(_))));
    require(state, opaque, INVALID_WBXML)?;
    if state.config().behaviour.remembers_client_ids
        && state.mailbox(&session.user).is_ok_and(|mailbox| mailbox.client_ids.contains(&client_id))
    {
        return Err(Refusal::Status(PREVIOUSLY_SENT));
    }
    let bytes = mime.and_then(Element::bytes).unwrap_or_default();
    let mut incoming = mime::read(&bytes).ok_or(Refusal::Status(INVALID_MIME))?;
    if incoming.mail.to.is_empty() && incoming.mail.cc.is_empty() {
        let strict = state.config().behaviour.strict;
        return Err(Refusal::Status(if strict { NO_RECIPIENT } else { SUBMISSION_FAILED }));
    }
    let saved = request.find(tags::SAVE_IN_SENT_ITEMS).is_some();
    let now = state.now();
    if let Ok(mailbox) = state.mailbox_mut(&session.user) {
        incoming.mail.from = own_sender(&incoming.mail.from, &mailbox.owner);
        mailbox.client_ids.insert(client_id.clone());
        if saved {
            let mut copy = StoredMail::arrived(std::sync::Arc::new(incoming.mail.clone()), now);
            copy.read = true;
            mailbox.add(FolderKind::SentItems, Content::Mail(copy));
        }
    }
    state.post_noted(incoming.mail, &incoming.more, SentBy::Client, Some(client_id), incoming.objections);
    Ok(Answer::Empty)
}

/// Whatever the message says, it comes from the owner's primary address.
fn own_sender(said: &Person, owner: &Person) -> Person {
    let name = if said.name.is_empty() { &owner.name } else { &said.name };
    Person::new(name, &owner.email)
}
