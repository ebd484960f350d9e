//! Ping (MS-ASCMD 2.2.1.13): tell me when something happens.

use chrono::TimeDelta;
use wbxml::Element;
use wbxml::tags::ping as tags;

use super::sync::pending;
use super::{Answer, Handled, Refusal, require};
use crate::device::PingWatch;
use crate::http::Session;
use crate::items::wire::{number, parse_number};
use crate::schema::{maybe, one, sequence, some};
use crate::state::State;

const CHANGED: u16 = 2;
const INCOMPLETE: u16 = 3;
const MALFORMED: u16 = 4;
const OUT_OF_RANGE: u16 = 5;
const HIERARCHY_CHANGED: u16 = 7;

/// Seconds a Ping may last.
const SHORTEST: i64 = 60;
const LONGEST: i64 = 3540;

pub(crate) fn answer(state: &mut State, session: &Session, request: Option<&Element>) -> Handled {
    let watch = watch(state, session, request)?;
    let bounded = watch.heartbeat.clamp(SHORTEST, LONGEST);
    if bounded != watch.heartbeat && state.config().behaviour.strict {
        let nearest = number(tags::HEARTBEAT_INTERVAL, bounded);
        return Ok(Answer::Tree(status(OUT_OF_RANGE).with(nearest)));
    }
    let device = state.device(&session.user, &session.device);
    if device.folder_key.is_none() {
        return Ok(Answer::Tree(status(HIERARCHY_CHANGED)));
    }
    device.ping = Some(watch.clone());
    let changed: Vec<_> = watch.folders.iter().filter(|id| has_news(state, session, id)).collect();
    if changed.is_empty() {
        return Ok(Answer::Wait(state.now() + TimeDelta::seconds(bounded)));
    }
    let folders = changed.into_iter().map(|id| Element::text(tags::FOLDER, id));
    Ok(Answer::Tree(status(CHANGED).with(Element::new(tags::FOLDERS).with_all(folders))))
}

fn status(status: u16) -> Element {
    Element::new(tags::PING).with(number(tags::STATUS, status))
}

/// What to watch: as said now, else as said last time.
fn watch(state: &mut State, session: &Session, request: Option<&Element>) -> Result<PingWatch, Refusal> {
    let last = state.device(&session.user, &session.device).ping.clone();
    let Some(request) = request else { return last.ok_or(Refusal::Status(INCOMPLETE)) };
    let fits = sequence(request, session.version, &[maybe(tags::HEARTBEAT_INTERVAL), maybe(tags::FOLDERS)]);
    require(state, fits, MALFORMED)?;
    let mut folders = Vec::new();
    if let Some(list) = request.find(tags::FOLDERS) {
        let fits = sequence(list, session.version, &[some(tags::FOLDER)])
            && list
                .children()
                .all(|folder| sequence(folder, session.version, &[one(tags::ID), one(tags::CLASS)]));
        require(state, fits, MALFORMED)?;
        folders
            .extend(list.children().filter_map(|folder| folder.value_of(tags::ID)).map(|id| id.into_owned()));
    }
    let last_heartbeat = last.as_ref().map(|last| last.heartbeat);
    let heartbeat = parse_number(request, tags::HEARTBEAT_INTERVAL).or(last_heartbeat);
    if folders.is_empty() {
        folders = last.map(|last| last.folders).unwrap_or_default();
    }
    match heartbeat {
        Some(heartbeat) if !folders.is_empty() => Ok(PingWatch { heartbeat, folders }),
        _ => Err(Refusal::Status(INCOMPLETE)),
    }
}

/// Would a Sync of this folder bring anything? A folder that was never synchronised is never reported.
fn has_news(state: &State, session: &Session, id: &str) -> bool {
    let key = (session.user.clone(), session.device.clone());
    let collection = state.devices.get(&key).and_then(|device| device.collections.get(id));
    let folder = state.mailbox(&session.user).ok().and_then(|mailbox| mailbox.folder_named(id));
    match (collection, folder) {
        (Some(collection), Some(folder)) => {
            !pending(folder, &collection.seen, collection.filter, state.now()).is_empty()
        }
        _ => false,
    }
}
