//! What the server remembers of each device: how far it has synchronised, and what it has acknowledged.
//!
//! A collection's snapshot is the revisions of the items the device has been told. The last answer is kept with what
//! it changed in the snapshot, so that it can be given again word for word when the client asks again with the key
//! before, or taken back when the client has something else in mind. What goes into an answer is decided in
//! [`commands::sync`](crate::commands::sync).

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use wbxml::Element;

use crate::model::mailbox::{ItemId, Part, Revisions};

/// A device of one person.
#[derive(Debug, Default)]
pub(crate) struct Device {
    /// Key of the folder list.
    pub folder_key: Option<String>,
    /// By CollectionId.
    pub collections: BTreeMap<String, Collection>,
    /// The policy key that is good now.
    pub policy_key: Option<String>,
    /// The policy key that is good for acknowledging only.
    pub temporary_key: Option<String>,
    /// What the last Ping watched.
    pub ping: Option<PingWatch>,
}

/// What a Ping watches.
#[derive(Debug, Clone)]
pub(crate) struct PingWatch {
    pub heartbeat: i64,
    pub folders: Vec<String>,
}

/// How far a device is with one folder.
#[derive(Debug, Default)]
pub(crate) struct Collection {
    /// The key given last.
    pub key: String,
    /// FilterType it goes by.
    pub filter: u8,
    /// The items the device has been told.
    pub seen: BTreeMap<ItemId, Seen>,
    /// What is still to be told, computed at this revision of the folder and for this filter.
    pub queue: Option<(u64, u8, VecDeque<Pending>)>,
    /// The answer that came with `key`.
    pub last: Option<LastAnswer>,
}

/// An item as a device knows it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seen {
    pub server_id: Arc<str>,
    pub revisions: Revisions,
    /// It is to be told once more, as if it were new.
    pub again: bool,
}

/// Something a device does not know yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pending {
    Delete(ItemId),
    SoftDelete(ItemId),
    Change(ItemId, Part),
    Add(ItemId),
}

/// The answer given last.
#[derive(Debug)]
pub(crate) struct LastAnswer {
    /// The key it was asked with.
    pub asked_with: String,
    /// The client's commands it carried out.
    pub commands: Option<Element>,
    /// The Collection element of the answer.
    pub answer: Element,
    /// What `seen` held before, for every item the answer touched.
    pub before: Vec<(ItemId, Option<Seen>)>,
}

impl Collection {
    /// Notes what the device knows of an item from now on, and returns what it knew.
    pub fn see(&mut self, id: ItemId, seen: Option<Seen>) -> (ItemId, Option<Seen>) {
        let before = match seen {
            Some(seen) => self.seen.insert(id, seen),
            None => self.seen.remove(&id),
        };
        (id, before)
    }

    /// Takes the last answer's news back.
    pub fn unsee_last_batch(&mut self) {
        self.queue = None;
        let before = self.last.as_mut().map(|last| std::mem::take(&mut last.before)).unwrap_or_default();
        for (id, seen) in before.into_iter().rev() {
            self.see(id, seen);
        }
    }
}

impl Device {
    /// Everything that the last answers told is told once more. The device is known to have it all the same: what is
    /// gone meanwhile is told as gone.
    pub fn repeat_last_batches(&mut self) {
        for collection in self.collections.values_mut() {
            let told = collection.last.as_ref().map(|last| last.before.clone()).unwrap_or_default();
            for (id, before) in told {
                match (collection.seen.get_mut(&id), before) {
                    (Some(seen), _) => seen.again = true,
                    (None, Some(before)) => drop(collection.seen.insert(id, before)),
                    (None, None) => {}
                }
            }
            collection.queue = None;
        }
    }

    /// Forgets how far the device is.
    pub fn forget_keys(&mut self) {
        self.folder_key = None;
        self.collections.clear();
    }
}
