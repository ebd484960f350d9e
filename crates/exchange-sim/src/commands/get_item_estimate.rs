//! GetItemEstimate (MS-ASCMD 2.2.1.9): how much a Sync would bring.

use wbxml::Element;
use wbxml::tags::{airsync, get_item_estimate as tags};

use super::sync::{pending, supports_filter};
use super::{Answer, Handled, require};
use crate::http::Session;
use crate::items::wire::{count, number, parse_number};
use crate::schema::{maybe, one, sequence};
use crate::state::State;

/// Status 2: no such folder.
const NO_FOLDER: u16 = 2;
/// Status 3: never synchronised.
const NOT_PRIMED: u16 = 3;
/// Status 4: the key is not the one given out.
const WRONG_KEY: u16 = 4;

pub(crate) fn answer(state: &mut State, session: &Session, request: &Element) -> Handled {
    require(state, sequence(request, session.version, &[one(tags::COLLECTIONS)]), 103)?;
    let collections: Vec<_> = request.children().flat_map(Element::children).collect();
    let schema = [
        one(airsync::SYNC_KEY),
        one(tags::COLLECTION_ID),
        maybe(airsync::CONVERSATION_MODE),
        maybe(airsync::OPTIONS),
    ];
    let fits = |collection: &&Element| sequence(collection, session.version, &schema);
    require(state, !collections.is_empty() && collections.iter().all(fits), 103)?;
    let mut root = Element::new(tags::GET_ITEM_ESTIMATE);
    for collection in collections {
        root.push(one_folder(state, session, collection));
    }
    Ok(Answer::Tree(root))
}

fn one_folder(state: &mut State, session: &Session, request: &Element) -> Element {
    let id = request.value_of(tags::COLLECTION_ID).unwrap_or_default().into_owned();
    let result = estimate(state, session, request, &id);
    let response = Element::new(tags::RESPONSE).with(number(tags::STATUS, result.err().unwrap_or(1)));
    let Ok(news) = result else { return response };
    let collection = Element::new(tags::COLLECTION)
        .with(Element::text(tags::COLLECTION_ID, id))
        .with(count(tags::ESTIMATE, news));
    response.with(collection)
}

fn estimate(state: &mut State, session: &Session, request: &Element, id: &str) -> Result<usize, u16> {
    let key = request.value_of(airsync::SYNC_KEY).unwrap_or_default();
    let filter =
        request.find(airsync::OPTIONS).and_then(|options| parse_number(options, airsync::FILTER_TYPE));
    let kind = state.mailbox(&session.user).ok().and_then(|mailbox| Some(mailbox.folder_named(id)?.kind));
    let kind = kind.ok_or(NO_FOLDER)?;
    if key == "0" {
        return Err(NOT_PRIMED);
    }
    let now = state.now();
    let collection = state.device(&session.user, &session.device).collections.remove(id).ok_or(WRONG_KEY)?;
    let filter = filter.filter(|filter| supports_filter(kind, *filter)).unwrap_or(collection.filter);
    let news = match state.mailbox(&session.user) {
        Ok(mailbox) => pending(mailbox.folder(kind), &collection.seen, filter, now).len(),
        Err(_) => 0,
    };
    let current = collection.key == key;
    state.device(&session.user, &session.device).collections.insert(id.to_owned(), collection);
    if current { Ok(news) } else { Err(WRONG_KEY) }
}
