//! ItemOperations (MS-ASCMD 2.2.1.10): one item, whole, or one of its files.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use wbxml::Element;
use wbxml::tags::{airsync, airsyncbase, item_operations as tags, search};

use super::sync::whole;
use super::{Answer, Handled, require};
use crate::http::Session;
use crate::items::attachments;
use crate::items::body::BodyOptions;
use crate::items::email::View;
use crate::items::wire::{count, number};
use crate::model::file::File;
use crate::schema::{maybe, one, set, some};
use crate::state::State;

const PROTOCOL_ERROR: u16 = 2;
const NOT_FOUND: u16 = 6;
const UNKNOWN_STORE: u16 = 9;
const TOO_LARGE: u16 = 11;
const NO_ATTACHMENT: u16 = 15;

/// More fetches in one command than this are refused (MS-ASCMD 3.1.5.10).
const MOST_FETCHES: usize = 100;

pub(crate) fn answer(state: &mut State, session: &Session, request: &Element) -> Handled {
    let schema = [
        one(tags::STORE),
        maybe(airsync::COLLECTION_ID),
        maybe(airsync::SERVER_ID),
        maybe(search::LONG_ID),
        maybe(airsyncbase::FILE_REFERENCE),
        maybe(tags::OPTIONS),
    ];
    let fits = set(request, session.version, &[some(tags::FETCH)])
        && request.children().all(|fetch| set(fetch, session.version, &schema));
    require(state, fits, PROTOCOL_ERROR)?;
    require(state, request.children().count() <= MOST_FETCHES, TOO_LARGE)?;
    let mut parts = Vec::new();
    let mut response = Element::new(tags::RESPONSE);
    for fetch in request.find_all(tags::FETCH) {
        response.push(one_item(state, session, fetch, &mut parts));
    }
    let root = Element::new(tags::ITEM_OPERATIONS).with(number(tags::STATUS, 1)).with(response);
    Ok(if session.multipart { Answer::Multipart(root, parts) } else { Answer::Tree(root) })
}

fn one_item(state: &State, session: &Session, fetch: &Element, parts: &mut Vec<Bytes>) -> Element {
    let collection = fetch.value_of(airsync::COLLECTION_ID).unwrap_or_default();
    let server_id = fetch.value_of(airsync::SERVER_ID).unwrap_or_default();
    let refused = |status| Element::new(tags::FETCH).with(number(tags::STATUS, status));
    let named = |element: Element| {
        element
            .with(Element::text(airsync::COLLECTION_ID, &*collection))
            .with(Element::text(airsync::SERVER_ID, &*server_id))
    };
    if fetch.value_of(tags::STORE).as_deref() != Some("Mailbox") {
        return refused(UNKNOWN_STORE);
    }
    let Ok(mailbox) = state.mailbox(&session.user) else { return refused(NOT_FOUND) };
    if let Some(reference) = fetch.value_of(airsyncbase::FILE_REFERENCE) {
        return match attachments::find(mailbox, &reference) {
            Some(file) => refused(1)
                .with(Element::text(airsyncbase::FILE_REFERENCE, reference))
                .with(content(file, session.multipart, parts)),
            None => refused(NO_ATTACHMENT),
        };
    }
    let folder = mailbox.folder_named(&collection);
    let Some(item) = folder.and_then(|folder| folder.item(folder.find(&server_id)?)) else {
        // SOGo does not notice that there is nothing.
        return if state.config().behaviour.sogo_ways {
            named(refused(1)).with(Element::new(tags::PROPERTIES))
        } else {
            named(refused(NOT_FOUND))
        };
    };
    let behaviour = &state.config().behaviour;
    let mut body = BodyOptions::read(fetch.find(tags::OPTIONS), behaviour.truncates);
    if behaviour.sogo_ways {
        body.mime_support = 2;
    }
    let view = View { version: session.version, behaviour, body: &body };
    let mut properties = whole(mailbox, item, &view);
    if session.multipart {
        properties.iter_mut().for_each(|element| split_off(element, parts));
    }
    let class = if item.mail().is_some() { "Email" } else { "Calendar" };
    named(refused(1))
        .with(Element::text(airsync::CLASS, class))
        .with(Element::new(tags::PROPERTIES).with_all(properties))
}

/// The bytes of a file: in base64, or as a part of their own (MS-ASCMD 2.2.3.39.2 and 2.2.3.130).
fn content(file: &File, multipart: bool, parts: &mut Vec<Bytes>) -> Element {
    let properties =
        Element::new(tags::PROPERTIES).with(Element::text(airsyncbase::CONTENT_TYPE, &file.content_type));
    if multipart {
        parts.push(file.data.clone());
        return properties.with(count(tags::PART, parts.len()));
    }
    properties.with(Element::text(tags::DATA, STANDARD.encode(&file.data)))
}

/// Puts a body's Data into a part of its own and its number in its place.
fn split_off(element: &mut Element, parts: &mut Vec<Bytes>) {
    if element.tag != airsyncbase::BODY {
        return;
    }
    let children: Vec<_> = element.children().cloned().collect();
    let replaced = children.into_iter().map(|child| match child.value() {
        Some(data) if child.tag == airsyncbase::DATA => {
            parts.push(Bytes::from(data.into_owned()));
            count(tags::PART, parts.len())
        }
        _ => child,
    });
    *element = Element::new(airsyncbase::BODY).with_all(replaced.collect::<Vec<_>>());
}
