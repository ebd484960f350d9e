//! MoveItems: puts items into another folder of the same mailbox (MS-ASCMD 2.2.1.12).
//!
//! A moved item has a new id, so whatever refers to it has to be asked with the new one.

use wbxml::{Element, tags::move_items as mv};

use super::{Command, number, required};
use crate::error::ProtocolError;
use crate::id::{CollectionId, ServerId};
use crate::status::{Retry, statuses};
use crate::version::ProtocolVersion;

/// Moves one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveItems {
    /// The item.
    pub item: ServerId,
    /// Where it is.
    pub from: CollectionId,
    /// Where it shall be.
    pub to: CollectionId,
}

statuses! {
    /// Status of MoveItems (MS-ASCMD 2.2.3.177.10). Success is 3 here.
    MoveItemsStatus,
    /// What a [`MoveItemsStatus`] can mean.
    MoveItemsMeaning,
    {
        /// The item, or the folder it should be in, does not exist.
        1 InvalidSource => Some(Retry::Resync),
        /// The folder it should go to does not exist.
        2 InvalidDestination => Some(Retry::RefreshFolders),
        /// Done.
        3 Success => None,
        /// It is there already.
        4 SourceAndDestinationAreTheSame => Some(Retry::Permanent),
        /// The server failed, or somebody else has it locked.
        5 CannotMove => Some(Retry::LATER),
        /// Somebody else has one of the folders locked.
        7 Locked => Some(Retry::LATER),
    }
}

impl Command for MoveItems {
    const NAME: &'static str = "MoveItems";
    /// The item's new id; `None`: the server did not say (the next Sync does).
    type Reply = Option<ServerId>;

    fn request(&self, _: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        let item = Element::new(mv::MOVE)
            .with(Element::text(mv::SRC_MSG_ID, self.item.as_str()))
            .with(Element::text(mv::SRC_FLD_ID, self.from.as_str()))
            .with(Element::text(mv::DST_FLD_ID, self.to.as_str()));
        Ok(Some(Element::new(mv::MOVE_ITEMS).with(item)))
    }

    fn reply(&self, body: Option<Element>, _: ProtocolVersion) -> Result<Option<ServerId>, ProtocolError> {
        let body = required(body, Self::NAME)?;
        let missing = |missing| ProtocolError::Malformed { command: Self::NAME, missing };
        let response = body.find(mv::RESPONSE).unwrap_or(&body);
        let status = number(response, mv::STATUS).ok_or(missing("Status"))?;
        MoveItemsStatus(status).check(Self::NAME)?;
        Ok(response.value_of(mv::DST_MSG_ID).map(|id| id.into_owned().into()))
    }
}
