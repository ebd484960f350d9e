//! MoveItems (MS-ASCMD 2.2.1.12). Status 3 is the good one.

use wbxml::Element;
use wbxml::tags::move_items as tags;

use super::{Answer, Handled, require};
use crate::http::Session;
use crate::items::wire::number;
use crate::schema::{one, sequence, some};
use crate::state::State;

/// More moves in one command than this are refused (MS-ASCMD 3.1.5.10).
const MOST_MOVES: usize = 1000;

pub(crate) fn answer(state: &mut State, session: &Session, request: &Element) -> Handled {
    let schema = [one(tags::SRC_MSG_ID), one(tags::SRC_FLD_ID), one(tags::DST_FLD_ID)];
    let fits = sequence(request, session.version, &[some(tags::MOVE)])
        && request.children().count() <= MOST_MOVES
        && request.children().all(|one| sequence(one, session.version, &schema));
    require(state, fits, 103)?;
    let mut root = Element::new(tags::MOVE_ITEMS);
    for one in request.find_all(tags::MOVE) {
        let source = one.value_of(tags::SRC_MSG_ID).unwrap_or_default();
        let from = one.value_of(tags::SRC_FLD_ID).unwrap_or_default();
        let to = one.value_of(tags::DST_FLD_ID).unwrap_or_default();
        let moved = move_one(state, session, &source, &from, &to);
        let response = Element::new(tags::RESPONSE)
            .with(Element::text(tags::SRC_MSG_ID, source))
            .with(number(tags::STATUS, moved.as_ref().err().copied().unwrap_or(3)));
        root.push(response.with_opt(moved.ok().map(|id| Element::text(tags::DST_MSG_ID, id))));
    }
    Ok(Answer::Tree(root))
}

/// The item's new name, or the status: 1 no such item, 2 no such folder, 4 it is there already, 5 it cannot be done.
fn move_one(state: &mut State, session: &Session, item: &str, from: &str, to: &str) -> Result<String, u16> {
    let mailbox = state.mailbox_mut(&session.user).map_err(|_| 5_u16)?;
    let source = mailbox.folder_named(from).ok_or(1_u16)?;
    let (from, id) = (source.kind, source.find(item).ok_or(1_u16)?);
    let to = mailbox.folder_named(to).ok_or(2_u16)?.kind;
    match (from == to, from.is_mail() == to.is_mail()) {
        (true, _) => Err(4),
        (_, false) => Err(5),
        _ => {
            let moved = mailbox.move_to(from, id, to).ok_or(1_u16)?;
            let item = mailbox.folder(to).item(moved).ok_or(5_u16)?;
            Ok(item.server_id.to_string())
        }
    }
}
