//! FolderSync (MS-ASCMD 2.2.1.5): the list of folders, which never changes here.

use wbxml::Element;
use wbxml::tags::folder_hierarchy as tags;

use super::{Answer, Handled, Refusal, require};
use crate::http::Session;
use crate::items::wire::{count, number};
use crate::schema::{one, sequence};
use crate::state::State;

/// Status 9: the key is not the one given out.
const WRONG_KEY: u16 = 9;
/// Status 10: the request makes no sense.
const MALFORMED: u16 = 10;

pub(crate) fn answer(state: &mut State, session: &Session, request: &Element) -> Handled {
    require(state, sequence(request, session.version, &[one(tags::SYNC_KEY)]), MALFORMED)?;
    let asked = request.value_of(tags::SYNC_KEY).unwrap_or_default().into_owned();
    let fresh = format!("{}", state.number());
    let sogo = state.config().behaviour.sogo_ways;
    let device = state.device(&session.user, &session.device);
    let (key, all) = match &device.folder_key {
        _ if asked == "0" => {
            // A client that starts over knows nothing of its folders' contents either.
            device.collections.clear();
            (fresh, true)
        }
        // SOGo says the wrong key back to a device it knows.
        Some(key) if *key == asked || sogo => (asked, false),
        _ => return Err(Refusal::Status(WRONG_KEY)),
    };
    device.folder_key = Some(key.clone());
    let mut changes = Element::new(tags::CHANGES);
    let folders: Vec<_> = match state.mailbox(&session.user) {
        Ok(mailbox) if all => mailbox.folders().collect(),
        _ => Vec::new(),
    };
    changes.push(count(tags::COUNT, folders.len()));
    for folder in folders {
        let add = Element::new(tags::ADD)
            .with(Element::text(tags::SERVER_ID, &folder.collection_id))
            .with(Element::text(tags::PARENT_ID, "0"))
            .with(Element::text(tags::DISPLAY_NAME, folder.kind.display_name()))
            .with(number(tags::TYPE, folder.kind.folder_type()));
        changes.push(add);
    }
    let root = Element::new(tags::FOLDER_SYNC)
        .with(number(tags::STATUS, 1))
        .with(Element::text(tags::SYNC_KEY, key))
        .with(changes);
    Ok(Answer::Tree(root))
}
