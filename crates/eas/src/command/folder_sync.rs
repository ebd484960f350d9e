//! FolderSync: the list of folders, and how it changed (MS-ASCMD 2.2.1.5). Keeping the list, and finding folders
//! again after it was started over, is for the caller.

use wbxml::{Element, tags::folder_hierarchy as fh};

use super::{Command, number, required};
use crate::error::ProtocolError;
use crate::id::{CollectionId, SyncKey};
use crate::status::{Retry, statuses};
use crate::version::ProtocolVersion;

/// Asks for the folders; with [`SyncKey::INITIAL`] for all of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderSync {
    /// The key of the last answer.
    pub key: SyncKey,
}

/// How the list changed. Key and changes are stored together or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderSyncReply {
    /// The key to ask with next time.
    pub key: SyncKey,
    /// What changed, in the server's order.
    pub changes: Vec<FolderChange>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderChange {
    /// A folder is new.
    Add(Folder),
    /// A folder has another name, place or type.
    Update(Folder),
    /// A folder is gone, and everything under it.
    Delete(CollectionId),
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Its id.
    pub id: CollectionId,
    /// The folder it lies in; `None`: none.
    pub parent: Option<CollectionId>,
    /// Its name, in the person's language.
    pub name: String,
    /// What it is for.
    pub folder_type: FolderType,
}

/// What a folder is for (MS-ASCMD 2.2.3.186.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FolderType {
    /// 1: made by the person, for anything.
    User,
    /// 2: the Inbox.
    Inbox,
    /// 3: drafts.
    Drafts,
    /// 4: what was deleted.
    DeletedItems,
    /// 5: what was sent.
    SentItems,
    /// 6: what is to be sent.
    Outbox,
    /// 7: tasks.
    Tasks,
    /// 8: the calendar.
    Calendar,
    /// 9: contacts.
    Contacts,
    /// 10: notes.
    Notes,
    /// 11: the journal.
    Journal,
    /// 12: mail, made by the person.
    UserMail,
    /// 13: a calendar made by the person.
    UserCalendar,
    /// 14: contacts, made by the person.
    UserContacts,
    /// 15: tasks, made by the person.
    UserTasks,
    /// 16: a journal made by the person.
    UserJournal,
    /// 17: notes, made by the person.
    UserNotes,
    /// 18: the server does not know.
    Unknown,
    /// 19: recently used addresses.
    RecipientCache,
    /// A number that nobody has described.
    Other(u16),
}

impl FolderType {
    /// From its number.
    pub fn from_number(number: u16) -> Self {
        match number {
            1 => Self::User,
            2 => Self::Inbox,
            3 => Self::Drafts,
            4 => Self::DeletedItems,
            5 => Self::SentItems,
            6 => Self::Outbox,
            7 => Self::Tasks,
            8 => Self::Calendar,
            9 => Self::Contacts,
            10 => Self::Notes,
            11 => Self::Journal,
            12 => Self::UserMail,
            13 => Self::UserCalendar,
            14 => Self::UserContacts,
            15 => Self::UserTasks,
            16 => Self::UserJournal,
            17 => Self::UserNotes,
            18 => Self::Unknown,
            19 => Self::RecipientCache,
            other => Self::Other(other),
        }
    }

    /// Its number.
    pub fn number(self) -> u16 {
        match self {
            Self::User => 1,
            Self::Inbox => 2,
            Self::Drafts => 3,
            Self::DeletedItems => 4,
            Self::SentItems => 5,
            Self::Outbox => 6,
            Self::Tasks => 7,
            Self::Calendar => 8,
            Self::Contacts => 9,
            Self::Notes => 10,
            Self::Journal => 11,
            Self::UserMail => 12,
            Self::UserCalendar => 13,
            Self::UserContacts => 14,
            Self::UserTasks => 15,
            Self::UserJournal => 16,
            Self::UserNotes => 17,
            Self::Unknown => 18,
            Self::RecipientCache => 19,
            Self::Other(number) => number,
        }
    }
}

statuses! {
    /// Status of FolderSync (MS-ASCMD 2.2.3.177.4).
    FolderSyncStatus,
    /// What a [`FolderSyncStatus`] can mean.
    FolderSyncMeaning,
    {
        /// Done.
        1 Success => None,
        /// The server failed.
        6 ServerError => Some(Retry::LATER),
        /// The key is not valid: the whole list anew, old folders found again by their id.
        9 InvalidSyncKey => Some(Retry::StartOver),
        /// The request is malformed: a fault of this client.
        10 IncorrectlyFormattedRequest => Some(Retry::Permanent),
        /// The server failed without saying how.
        11 UnknownError => Some(Retry::LATER),
        /// The server failed in a way that has no code.
        12 CodeUnknown => Some(Retry::LATER),
    }
}

impl Command for FolderSync {
    const NAME: &'static str = "FolderSync";
    type Reply = FolderSyncReply;

    fn request(&self, _: ProtocolVersion) -> Result<Option<Element>, ProtocolError> {
        Ok(Some(Element::new(fh::FOLDER_SYNC).with(Element::text(fh::SYNC_KEY, self.key.as_str()))))
    }

    fn reply(&self, body: Option<Element>, _: ProtocolVersion) -> Result<FolderSyncReply, ProtocolError> {
        let body = required(body, Self::NAME)?;
        let missing = |missing| ProtocolError::Malformed { command: Self::NAME, missing };
        let status = number(&body, fh::STATUS).ok_or(missing("Status"))?;
        FolderSyncStatus(status).check(Self::NAME)?;
        let key = body.value_of(fh::SYNC_KEY).ok_or(missing("SyncKey"))?.into_owned().into();
        let changes = body
            .find(fh::CHANGES)
            .map(|changes| changes.children().filter_map(change).collect())
            .unwrap_or_default();
        Ok(FolderSyncReply { key, changes })
    }
}

/// A change without an id cannot be applied to anything, and is left out.
fn change(element: &Element) -> Option<FolderChange> {
    let id = CollectionId::from(element.value_of(fh::SERVER_ID)?.into_owned());
    if element.tag == fh::DELETE {
        return Some(FolderChange::Delete(id));
    }
    let folder = Folder {
        id,
        parent: element.value_of(fh::PARENT_ID).filter(|id| id != "0").map(|id| id.into_owned().into()),
        name: element.value_of(fh::DISPLAY_NAME).map(|name| name.into_owned()).unwrap_or_default(),
        folder_type: FolderType::from_number(
            number(element, fh::TYPE).unwrap_or(FolderType::Unknown.number()),
        ),
    };
    if element.tag == fh::ADD {
        Some(FolderChange::Add(folder))
    } else if element.tag == fh::UPDATE {
        Some(FolderChange::Update(folder))
    } else {
        None
    }
}
