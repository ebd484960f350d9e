//! What a Sync brought. One item that makes no sense never costs the others.

use wbxml::{Element, tags::airsync as air};

use super::{Sync, SyncStatus};
use crate::command::{Command as _, number};
use crate::error::ProtocolError;
use crate::id::{ClientId, ServerId, SyncKey};
use crate::item::ApplicationData;

/// The answer to a Sync.
#[derive(Debug, Clone, PartialEq)]
pub enum SyncReply {
    /// Nothing is new (an empty answer); the key stays as it is.
    Unchanged,
    /// A new key, and what it covers. Both are stored together or not at all.
    Batch(Batch),
}

/// What one answer brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// The key to ask with next time.
    pub key: SyncKey,
    /// There is more: ask again, however few changes this batch holds.
    pub more_available: bool,
    /// What changed on the server, in its order.
    pub changes: Vec<ServerChange>,
    /// What became of our own commands. Up to 14.1 silence means success.
    pub responses: Vec<SyncResponse>,
    /// What could not be made sense of; the batch stands without it.
    pub unreadable: Vec<Unreadable>,
}

/// A change on the server.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerChange {
    /// An item is new, or (with an id that is known) replaced as a whole.
    Add {
        /// Which.
        id: ServerId,
        /// The whole item.
        data: ApplicationData,
    },
    /// Parts of an item changed; for [`ApplicationData::merge`].
    Change {
        /// Which.
        id: ServerId,
        /// What changed.
        data: ApplicationData,
    },
    /// An item is gone.
    Delete {
        /// Which.
        id: ServerId,
    },
    /// An item left the filter's time; it is not cancelled or deleted.
    SoftDelete {
        /// Which.
        id: ServerId,
    },
}

impl ServerChange {
    /// Which item.
    pub fn id(&self) -> &ServerId {
        match self {
            Self::Add { id, .. }
            | Self::Change { id, .. }
            | Self::Delete { id }
            | Self::SoftDelete { id } => id,
        }
    }
}

/// What became of a command of ours.
#[derive(Debug, Clone, PartialEq)]
pub enum SyncResponse {
    /// An item was added.
    Add {
        /// Our name for it.
        client_id: ClientId,
        /// The server's; `None`: it failed.
        id: Option<ServerId>,
        /// How it went.
        status: SyncStatus,
    },
    /// An item was changed, or could not be.
    Change {
        /// Which.
        id: ServerId,
        /// How it went.
        status: SyncStatus,
    },
    /// An item was deleted, or could not be.
    Delete {
        /// Which.
        id: ServerId,
        /// How it went.
        status: SyncStatus,
    },
    /// An item in full.
    Fetch {
        /// Which.
        id: ServerId,
        /// How it went.
        status: SyncStatus,
        /// The item; `None`: it failed.
        data: Option<ApplicationData>,
    },
}

/// Something in an answer that could not be made sense of.
#[derive(Clone, PartialEq)]
pub struct Unreadable {
    /// Which item, as far as it says.
    pub id: Option<ServerId>,
    /// As it came.
    pub raw: Element,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// The content is people's mail and stays out of logs.
impl std::fmt::Debug for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unreadable({}, {:?}: {})", self.raw.tag, self.id, self.reason)
    }
}

pub(super) fn read(body: Option<Element>) -> Result<SyncReply, ProtocolError> {
    let Some(body) = body else { return Ok(SyncReply::Unchanged) };
    // A failure of the whole may stand at the root, with no Collection at all.
    if let Some(status) = number(&body, air::STATUS) {
        SyncStatus(status).check(Sync::NAME)?;
    }
    let Some(collection) = body.path(&[air::COLLECTIONS, air::COLLECTION]) else {
        return Ok(SyncReply::Unchanged);
    };
    if let Some(status) = number(collection, air::STATUS) {
        SyncStatus(status).check(Sync::NAME)?;
    }
    let key = collection
        .value_of(air::SYNC_KEY)
        .ok_or(ProtocolError::Malformed { command: Sync::NAME, missing: "SyncKey" })?
        .into_owned()
        .into();
    let mut batch = Batch {
        key,
        more_available: collection.find(air::MORE_AVAILABLE).is_some(),
        changes: Vec::new(),
        responses: Vec::new(),
        unreadable: Vec::new(),
    };
    for element in collection.find_all(air::COMMANDS).flat_map(Element::children) {
        match change(element) {
            Ok(change) => batch.changes.push(change),
            Err(reason) => batch.unreadable.push(unreadable(element, reason)),
        }
    }
    for element in collection.find_all(air::RESPONSES).flat_map(Element::children) {
        match response(element) {
            Ok(response) => batch.responses.push(response),
            Err(reason) => batch.unreadable.push(unreadable(element, reason)),
        }
    }
    Ok(SyncReply::Batch(batch))
}

fn unreadable(element: &Element, reason: &'static str) -> Unreadable {
    Unreadable { id: server_id(element).ok(), raw: element.clone(), reason }
}

fn server_id(element: &Element) -> Result<ServerId, &'static str> {
    let id = element.value_of(air::SERVER_ID).ok_or("it has no ServerId")?;
    // Ids that differ only in what was replaced would be one, and one item would take another's place.
    if id.contains(char::REPLACEMENT_CHARACTER) {
        return Err("its ServerId is not UTF-8");
    }
    Ok(id.into_owned().into())
}

fn data(element: &Element) -> Result<ApplicationData, &'static str> {
    element.find(air::APPLICATION_DATA).cloned().map(ApplicationData::new).ok_or("it has no ApplicationData")
}

fn change(element: &Element) -> Result<ServerChange, &'static str> {
    let id = server_id(element)?;
    if element.tag == air::ADD {
        Ok(ServerChange::Add { id, data: data(element)? })
    } else if element.tag == air::CHANGE {
        Ok(ServerChange::Change { id, data: data(element)? })
    } else if element.tag == air::DELETE {
        Ok(ServerChange::Delete { id })
    } else if element.tag == air::SOFT_DELETE {
        Ok(ServerChange::SoftDelete { id })
    } else {
        Err("no such command is known")
    }
}

fn response(element: &Element) -> Result<SyncResponse, &'static str> {
    let status = SyncStatus(number(element, air::STATUS).ok_or("it has no Status")?);
    if element.tag == air::ADD {
        let client_id = element.value_of(air::CLIENT_ID).ok_or("it has no ClientId")?.into_owned().into();
        Ok(SyncResponse::Add { client_id, id: server_id(element).ok(), status })
    } else if element.tag == air::CHANGE {
        Ok(SyncResponse::Change { id: server_id(element)?, status })
    } else if element.tag == air::DELETE {
        Ok(SyncResponse::Delete { id: server_id(element)?, status })
    } else if element.tag == air::FETCH {
        Ok(SyncResponse::Fetch { id: server_id(element)?, status, data: data(element).ok() })
    } else {
        Err("no such response is known")
    }
}
