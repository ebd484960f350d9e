//! Sync: what is in a folder, what changed, and a few changes of our own (MS-ASCMD 2.2.1.21).
//!
//! One folder a request, and one thing a request: the first key, the next batch, or a push. The standard allows all
//! of it at once, but then an answer may carry a snapshot older than what was pushed with it, and one folder's fault
//! takes the others down. When to ask, and storing batch and key together, is for the caller.

mod reply;

use wbxml::{Element, tags::airsync as air};

use super::{Command, flag};
use crate::error::ProtocolError;
use crate::id::{CollectionId, ServerId, SyncKey};
use crate::item::ApplicationData;
use crate::item::body::{BodyPreference, MimeSupport};
use crate::status::{Retry, statuses};
use crate::version::ProtocolVersion;

pub use reply::{Batch, ServerChange, SyncReply, SyncResponse, Unreadable};

/// Synchronises one folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Sync {
    /// The folder.
    pub collection: CollectionId,
    /// What to do.
    pub step: SyncStep,
}

/// What one Sync does.
#[derive(Debug, Clone, PartialEq)]
pub enum SyncStep {
    /// Asks for the first key. Nothing else comes with it.
    Prime,
    /// Asks for the next batch of changes.
    Pull {
        /// The key of the last answer.
        key: SyncKey,
        /// How much, and in which form.
        options: SyncOptions,
    },
    /// Sends changes, and wants none.
    Push {
        /// The key of the last answer.
        key: SyncKey,
        /// The form of what is fetched.
        options: SyncOptions,
        /// At most [`Sync::MOST_COMMANDS`].
        commands: Vec<ClientCommand>,
    },
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

/// How far back to synchronise (MS-ASCMD 2.2.3.68.2). The calendar takes `All` and two weeks to six months; what lies
/// ahead and what repeats without end always comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FilterType {
    /// 0: everything.
    #[default]
    All,
    /// 1: mail of one day.
    OneDay,
    /// 2: mail of three days.
    ThreeDays,
    /// 3: mail of a week.
    OneWeek,
    /// 4: two weeks.
    TwoWeeks,
    /// 5: a month.
    OneMonth,
    /// 6: three months, calendar only.
    ThreeMonths,
    /// 7: six months, calendar only.
    SixMonths,
}

impl FilterType {
    /// Its number.
    pub fn number(self) -> u8 {
        match self {
            Self::All => 0,
            Self::OneDay => 1,
            Self::ThreeDays => 2,
            Self::OneWeek => 3,
            Self::TwoWeeks => 4,
            Self::OneMonth => 5,
            Self::ThreeMonths => 6,
            Self::SixMonths => 7,
        }
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

    /// Asks for the first key of a folder.
    pub fn prime(collection: impl Into<CollectionId>) -> Self {
        Self { collection: collection.into(), step: SyncStep::Prime }
    }

    /// Asks for the next batch of changes.
    pub fn pull(collection: impl Into<CollectionId>, key: impl Into<SyncKey>, options: SyncOptions) -> Self {
        Self { collection: collection.into(), step: SyncStep::Pull { key: key.into(), options } }
    }

    /// Sends changes.
    pub fn push(
        collection: impl Into<CollectionId>,
        key: impl Into<SyncKey>,
        options: SyncOptions,
        commands: Vec<ClientCommand>,
    ) -> Self {
        Self { collection: collection.into(), step: SyncStep::Push { key: key.into(), options, commands } }
    }
}

impl Command for Sync {
    const NAME: &'static str = "Sync";
    type Reply = SyncReply;

    /// Exchange takes the children of Collection in this order only: SyncKey, CollectionId, GetChanges, WindowSize,
    /// Options, Commands. With key 0 GetChanges must not be there.
    fn request(&self, _: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        let collection = |key: &SyncKey| {
            Element::new(air::COLLECTION)
                .with(Element::text(air::SYNC_KEY, key.as_str()))
                .with(Element::text(air::COLLECTION_ID, self.collection.as_str()))
        };
        let collection = match &self.step {
            SyncStep::Prime => collection(&SyncKey::INITIAL),
            SyncStep::Pull { key, options } => collection(key)
                .with(flag(air::GET_CHANGES, true))
                .with(Element::text(air::WINDOW_SIZE, options.window_size.clamp(1, 512).to_string()))
                .with(options.element()),
            SyncStep::Push { key, options, commands } => collection(key)
                .with(flag(air::GET_CHANGES, false))
                .with(options.element())
                .with(Element::new(air::COMMANDS).with_all(commands.iter().map(ClientCommand::element))),
        };
        Ok(Some(Element::new(air::SYNC).with(Element::new(air::COLLECTIONS).with(collection))))
    }

    fn reply(&self, body: Option<Element>, _: ProtocolVersion) -> Result<SyncReply, ProtocolError> {
        let reply = reply::read(body)?;
        match (&self.step, &reply) {
            // Without a first key nothing can follow. SOGo answers like this for a folder that does not exist.
            (SyncStep::Prime, SyncReply::Unchanged) => {
                Err(ProtocolError::Malformed { command: Self::NAME, missing: "the first SyncKey" })
            }
            (SyncStep::Prime | SyncStep::Pull { .. } | SyncStep::Push { .. }, _) => Ok(reply),
        }
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
