//! Sync: what is in a folder, what changed, and a few changes of our own (MS-ASCMD 2.2.1.21).
//!
//! One folder a request, and one thing a request: the first key, the next batch, or a push. The standard allows all
//! of it at once, but then an answer may carry a snapshot older than what was pushed with it, and one folder's fault
//! takes the others down. When to ask, and storing batch and key together, is for the caller.

mod reply;

use wbxml::{Element, tags::airsync as air};

use super::{Command, flag};
use crate::error::{HttpError, ProtocolError, StatusError};
use crate::id::{CollectionId, ServerId, SyncKey};
use crate::item::ApplicationData;
use crate::item::body::{BodyPreference, MimeSupport};
use crate::status::{Retry, statuses};
use crate::version::ProtocolVersion;
use crate::wire::wire_numbers;

pub use reply::{Batch, ServerChange, SyncReply, SyncResponse, Unreadable};

/// Synchronises one folder: [`Sync::prime`], [`Sync::pull`] or [`Sync::push`].
#[derive(Debug, Clone, PartialEq)]
pub struct Sync {
    collection: CollectionId,
    step: Step,
}

#[derive(Debug, Clone, PartialEq)]
enum Step {
    Prime,
    Pull { key: SyncKey, options: SyncOptions },
    Push { key: SyncKey, options: SyncOptions, commands: Vec<ClientCommand> },
}

/// How much to send, and in which form. Servers remember it, and forget it when a mailbox moves, so it goes with
/// every request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncOptions {
    /// Changes in one batch, 1 to 512.
    pub window_size: u16,
    /// How far back.
    pub filter: FilterType,
    /// Forms of bodies, the best first; none: no bodies asked for.
    pub bodies: Vec<BodyPreference>,
    /// Whether bodies may be MIME; `None` for folders that hold no mail.
    pub mime_support: Option<MimeSupport>,
}

impl Default for SyncOptions {
    fn default() -> Self {
        Self { window_size: 100, filter: FilterType::All, bodies: Vec::new(), mime_support: None }
    }
}

wire_numbers! {
    /// How far back to synchronise (MS-ASCMD 2.2.3.68.2). The calendar takes `All` and two weeks to six months; what
    /// lies ahead and what repeats without end always comes.
    FilterType {
        /// Everything.
        All = 0,
        /// Mail of one day.
        OneDay = 1,
        /// Mail of three days.
        ThreeDays = 2,
        /// Mail of a week.
        OneWeek = 3,
        /// Two weeks.
        TwoWeeks = 4,
        /// A month.
        OneMonth = 5,
        /// Three months, calendar only.
        ThreeMonths = 6,
        /// Six months, calendar only.
        SixMonths = 7,
    }
}

/// A change of ours, or a wish. A received meeting must never be changed this way beyond purely private properties:
/// on 16.x its owner would become organizer of a copy, and everybody would be mailed.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientCommand {
    /// Deletes an item (mail goes to Deleted Items).
    Delete(ServerId),
    /// Changes what `data` names, and leaves the rest to the version's rules.
    Change {
        /// Which.
        id: ServerId,
        /// To what.
        data: ApplicationData,
    },
    /// Asks for an item in full.
    Fetch(ServerId),
}

statuses! {
    /// Status of Sync, of the folder in it, and of each item (MS-ASCMD 2.2.3.177.17).
    SyncStatus,
    /// What a [`SyncStatus`] can mean.
    SyncMeaning,
    {
        /// Done.
        1 Success => None,
        /// The key is not valid (any more).
        3 InvalidSyncKey => Some(Retry::StartOver),
        /// The request is not what this server takes for this version.
        4 ProtocolError => Some(Retry::Simplify),
        /// The server failed.
        5 ServerError => Some(Retry::LATER),
        /// The item cannot be stored as sent.
        6 ConversionError => Some(Retry::Permanent),
        /// Somebody else changed the item, and the server kept theirs.
        7 Conflict => Some(Retry::Resync),
        /// The item is not there.
        8 ObjectNotFound => Some(Retry::Resync),
        /// The mailbox is full, or the server cannot do it for another lasting reason.
        9 CannotComplete => Some(Retry::Permanent),
        /// The list of folders changed.
        12 HierarchyChanged => Some(Retry::RefreshFolders),
        /// The request was a short one, and the server does not remember the full one. This client sends none.
        13 IncompleteRequest => Some(Retry::Permanent),
        /// The time to wait is out of range. This client asks for none.
        14 InvalidWait => Some(Retry::Permanent),
        /// Too many folders at once. This client asks for one.
        15 TooManyCollections => Some(Retry::Permanent),
        /// The server wants the same again.
        16 Retry => Some(Retry::LATER),
    }
}

impl Sync {
    /// Commands that one request may hold (MS-ASCMD 3.1.5.10).
    pub const MOST_COMMANDS: usize = 200;

    /// Asks for the first key of a folder. Nothing else comes with it.
    pub fn prime(collection: impl Into<CollectionId>) -> Self {
        Self { collection: collection.into(), step: Step::Prime }
    }

    /// Asks for the next batch of changes; with the initial key, for the first key.
    pub fn pull(collection: impl Into<CollectionId>, key: impl Into<SyncKey>, options: SyncOptions) -> Self {
        let key = key.into();
        let step = if key.is_initial() { Step::Prime } else { Step::Pull { key, options } };
        Self { collection: collection.into(), step }
    }

    /// Sends at most [`MOST_COMMANDS`](Self::MOST_COMMANDS) changes, and wants none. The answer's key covers them.
    pub fn push(
        collection: impl Into<CollectionId>,
        key: impl Into<SyncKey>,
        options: SyncOptions,
        commands: Vec<ClientCommand>,
    ) -> Self {
        Self { collection: collection.into(), step: Step::Push { key: key.into(), options, commands } }
    }
}

impl Command for Sync {
    const NAME: &'static str = "Sync";
    type Reply = SyncReply;

    /// Exchange takes the children of Collection in this order only: SyncKey, CollectionId, GetChanges, WindowSize,
    /// Options, Commands. With key 0 GetChanges must not be there.
    fn request(&self, version: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        let collection = |key: &SyncKey| {
            Element::new(air::COLLECTION)
                .with(Element::text(air::SYNC_KEY, key.as_str()))
                .with(Element::text(air::COLLECTION_ID, self.collection.as_str()))
        };
        let collection = match &self.step {
            Step::Prime => collection(&SyncKey::INITIAL),
            Step::Pull { key, options } => collection(key)
                .with(flag(air::GET_CHANGES, true))
                .with(Element::text(air::WINDOW_SIZE, options.window_size.clamp(1, 512).to_string()))
                .with(options.element()),
            Step::Push { commands, .. } if commands.len() > Self::MOST_COMMANDS => {
                let what = "send more than 200 changes at once";
                return Err(ProtocolError::Unsupported { command: Self::NAME, version, what });
            }
            Step::Push { key, options, commands } => collection(key)
                .with(flag(air::GET_CHANGES, false))
                .with(options.element())
                .with(Element::new(air::COMMANDS).with_all(commands.iter().map(ClientCommand::element))),
        };
        Ok(Some(Element::new(air::SYNC).with(Element::new(air::COLLECTIONS).with(collection))))
    }

    fn reply(&self, body: Option<Element>, _: ProtocolVersion) -> Result<SyncReply, ProtocolError> {
        let reply = reply::read(body)?;
        // Without a first key nothing can follow. SOGo answers like this for a folder that does not exist.
        if self.step == Step::Prime && reply == SyncReply::Unchanged {
            return Err(ProtocolError::Malformed { command: Self::NAME, missing: "the first SyncKey" });
        }
        Ok(reply)
    }

    /// No server lacks Sync; 501 is what SOGo says of a key that it never gave out.
    fn refused(&self, error: HttpError) -> ProtocolError {
        if error == HttpError::CommandNotSupported && self.step != Step::Prime {
            let (code, name) = (3, "InvalidSyncKey");
            return StatusError { command: Self::NAME, code, name, retry: Retry::StartOver }.into();
        }
        error.into()
    }
}

impl SyncOptions {
    fn element(&self) -> Element {
        Element::new(air::OPTIONS)
            .with(Element::text(air::FILTER_TYPE, self.filter.number().to_string()))
            .with_opt(
                self.mime_support.map(|mime| Element::text(air::MIME_SUPPORT, mime.number().to_string())),
            )
            .with_all(self.bodies.iter().map(|body| body.element()))
    }
}

impl ClientCommand {
    fn element(&self) -> Element {
        let id = |id: &ServerId| Element::text(air::SERVER_ID, id.as_str());
        match self {
            Self::Delete(item) => Element::new(air::DELETE).with(id(item)),
            Self::Change { id: item, data } => {
                Element::new(air::CHANGE).with(id(item)).with(data.element().clone())
            }
            Self::Fetch(item) => Element::new(air::FETCH).with(id(item)),
        }
    }
}
