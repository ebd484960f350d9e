//! One person's folders, and what changed in them.
//!
//! Every item carries the revisions of its parts, taken from one counter per mailbox; a device's snapshot
//! (`commands::sync`) is nothing but the revisions it has been told. Names of folders and items are made here because
//! a moved item gets a new one. Who may change what, and when, is decided elsewhere.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::event::{CalendarItem, Person, same_uid};
use super::mail::StoredMail;
use crate::family::Names;

/// The folders every mailbox has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FolderKind {
    /// Calendar.
    Calendar,
    /// Contacts.
    Contacts,
    /// Deleted Items.
    DeletedItems,
    /// Drafts.
    Drafts,
    /// Inbox.
    Inbox,
    /// Junk Email.
    Junk,
    /// Outbox.
    Outbox,
    /// Sent Items.
    SentItems,
    /// Tasks.
    Tasks,
}

impl FolderKind {
    /// All of them; the position gives the number in the folder's name.
    pub const ALL: [Self; 9] = [
        Self::Calendar,
        Self::Contacts,
        Self::DeletedItems,
        Self::Drafts,
        Self::Inbox,
        Self::Junk,
        Self::Outbox,
        Self::SentItems,
        Self::Tasks,
    ];

    /// What people read.
    pub fn display_name(self) -> &'static str {
        match self {
            Self::Calendar => "Calendar",
            Self::Contacts => "Contacts",
            Self::DeletedItems => "Deleted Items",
            Self::Drafts => "Drafts",
            Self::Inbox => "Inbox",
            Self::Junk => "Junk Email",
            Self::Outbox => "Outbox",
            Self::SentItems => "Sent Items",
            Self::Tasks => "Tasks",
        }
    }

    /// Type of MS-ASCMD 2.2.3.186.3.
    pub fn folder_type(self) -> u8 {
        match self {
            Self::Inbox => 2,
            Self::Drafts => 3,
            Self::DeletedItems => 4,
            Self::SentItems => 5,
            Self::Outbox => 6,
            Self::Tasks => 7,
            Self::Calendar => 8,
            Self::Contacts => 9,
            Self::Junk => 12,
        }
    }

    /// Does the folder hold mail?
    pub fn is_mail(self) -> bool {
        !matches!(self, Self::Calendar | Self::Contacts | Self::Tasks)
    }
}

/// What lies in a folder.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// A mail.
    Mail(StoredMail),
    /// A calendar item.
    Event(Box<CalendarItem>),
}

/// A part of an item that can change without the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Anything.
    Whole,
    /// The attendees' answers.
    Attendees,
    /// Read or unread.
    Read,
}

/// When each part of an item changed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Revisions {
    /// Anything but the other two.
    pub whole: u64,
    /// The attendees' answers.
    pub attendees: u64,
    /// Read or unread.
    pub read: u64,
}

/// Something in a folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The name on the wire.
    pub server_id: Arc<str>,
    /// What it is.
    pub content: Content,
    /// When its parts changed.
    pub revisions: Revisions,
}

impl Item {
    /// The mail, if it is one.
    pub fn mail(&self) -> Option<&StoredMail> {
        match &self.content {
            Content::Mail(mail) => Some(mail),
            Content::Event(_) => None,
        }
    }

    /// The calendar item, if it is one.
    pub fn event(&self) -> Option<&CalendarItem> {
        match &self.content {
            Content::Event(event) => Some(event),
            Content::Mail(_) => None,
        }
    }
}

/// Number of an item within its folder.
pub type ItemId = u64;

/// A folder.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Which one.
    pub kind: FolderKind,
    /// The name on the wire.
    pub collection_id: String,
    /// Changes whenever anything inside does.
    pub revision: u64,
    items: BTreeMap<ItemId, Item>,
    by_name: HashMap<Arc<str>, ItemId>,
    next: ItemId,
}

impl Folder {
    /// The items, oldest first.
    pub fn items(&self) -> impl DoubleEndedIterator<Item = (ItemId, &Item)> {
        self.items.iter().map(|(id, item)| (*id, item))
    }

    /// An item by its number.
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.get(&id)
    }

    /// An item's number by its name.
    pub fn find(&self, server_id: &str) -> Option<ItemId> {
        self.by_name.get(server_id).copied()
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Nothing in it?
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The mails, oldest first.
    pub fn mails(&self) -> impl DoubleEndedIterator<Item = &StoredMail> {
        self.items.values().filter_map(Item::mail)
    }

    /// The calendar items, oldest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &CalendarItem> {
        self.items.values().filter_map(Item::event)
    }
}

/// A group of meeting messages: one meeting, or one occurrence of it.
pub type Group = (String, Option<DateTime<Utc>>);

/// One person's mailbox.
#[derive(Debug, Clone)]
pub struct Mailbox {
    /// Whose it is, with the primary address.
    pub owner: Person,
    /// Other addresses of the owner.
    pub aliases: Vec<String>,
    /// Name to sign in with.
    pub user: String,
    /// Password to sign in with.
    pub password: String,
    /// Meeting messages are carried into the calendar as they arrive.
    pub automatic_processing: bool,
    /// Nobody is told when the owner is free.
    pub hides_free_busy: bool,
    /// ClientIds of mails sent.
    pub client_ids: BTreeSet<String>,
    /// DtStamp of the newest message per group, cancellations included.
    pub newest: BTreeMap<Group, DateTime<Utc>>,
    folders: BTreeMap<FolderKind, Folder>,
    names: Names,
    revision: u64,
}

impl Mailbox {
    /// An empty mailbox.
    pub fn new(owner: Person, user: impl Into<String>, password: impl Into<String>, names: Names) -> Self {
        let folder = |(number, kind): (usize, FolderKind)| {
            let folder = Folder {
                kind,
                collection_id: collection_id(names, kind, number, &owner.email),
                revision: 0,
                items: BTreeMap::new(),
                by_name: HashMap::new(),
                next: 1,
            };
            (kind, folder)
        };
        Self {
            folders: FolderKind::ALL.into_iter().enumerate().map(folder).collect(),
            owner,
            aliases: Vec::new(),
            user: user.into(),
            password: password.into(),
            automatic_processing: true,
            hides_free_busy: false,
            client_ids: BTreeSet::new(),
            newest: BTreeMap::new(),
            names,
            revision: 0,
        }
    }

    /// Is this one of the owner's addresses?
    pub fn has_address(&self, address: &str) -> bool {
        self.owner.is(address) || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(address))
    }

    /// All folders.
    pub fn folders(&self) -> impl Iterator<Item = &Folder> {
        self.folders.values()
    }

    /// One of the folders, all of which every mailbox has.
    pub fn folder(&self, kind: FolderKind) -> &Folder {
        &self.folders[&kind]
    }

    /// A folder by its name on the wire.
    pub fn folder_named(&self, collection_id: &str) -> Option<&Folder> {
        self.folders.values().find(|folder| folder.collection_id == collection_id)
    }

    /// The Inbox.
    pub fn inbox(&self) -> &Folder {
        self.folder(FolderKind::Inbox)
    }

    /// The calendar.
    pub fn calendar(&self) -> &Folder {
        self.folder(FolderKind::Calendar)
    }

    /// A meeting or series in the calendar by its UID; an orphaned occurrence is found only when nothing else is.
    pub fn meeting(&self, uid: &str) -> Option<&CalendarItem> {
        let matching = self.calendar().events().filter(|item| same_uid(&item.event.uid, uid));
        matching.min_by_key(|item| item.event.recurrence_id)
    }

    /// Number of the calendar item for a message about `uid`: for an occurrence its orphan if there is one, else the
    /// series; otherwise the meeting itself.
    pub fn meeting_id(&self, uid: &str, occurrence: Option<DateTime<Utc>>) -> Option<ItemId> {
        let with = |wanted: Option<DateTime<Utc>>| {
            let matches = move |event: &CalendarItem| event.event.recurrence_id == wanted;
            let mut items = self.calendar().items().filter(|(_, item)| item.event().is_some_and(matches));
            items
                .find(|(_, item)| item.event().is_some_and(|event| same_uid(&event.event.uid, uid)))
                .map(|(id, _)| id)
        };
        occurrence.and_then(|_| with(occurrence)).or_else(|| with(None))
    }

    /// Puts something into a folder and returns its number.
    pub fn add(&mut self, kind: FolderKind, content: Content) -> ItemId {
        let id = self.reserve(kind);
        self.put(kind, id, content);
        id
    }

    /// A number for an item that will come into the folder later.
    pub fn reserve(&mut self, kind: FolderKind) -> ItemId {
        let folder = self.folder_mut(kind);
        let id = folder.next;
        folder.next += 1;
        id
    }

    /// The name an item of that number and content has.
    pub fn name_of(&self, kind: FolderKind, id: ItemId, content: &Content) -> String {
        let collection = &self.folder(kind).collection_id;
        match (self.names, content) {
            (Names::Numbers, _) => format!("{collection}:{id}"),
            (Names::Sogo, Content::Mail(_)) => id.to_string(),
            (Names::Sogo, Content::Event(event)) if event.event.uid.len() <= 64 => event.event.uid.clone(),
            (Names::Sogo, Content::Event(event)) => format!("long-{}", &hex(&event.event.uid)[..24]),
            (Names::Hex, _) => format!("{collection}:{id:016x}"),
        }
    }

    /// Puts something into a folder under a reserved number.
    pub fn put(&mut self, kind: FolderKind, id: ItemId, content: Content) {
        let server_id: Arc<str> = self.name_of(kind, id, &content).into();
        let revision = self.bump(kind);
        let revisions = Revisions { whole: revision, attendees: revision, read: revision };
        let folder = self.folder_mut(kind);
        folder.by_name.insert(Arc::clone(&server_id), id);
        folder.items.insert(id, Item { server_id, content, revisions });
    }

    /// Takes something out of a folder.
    pub fn remove(&mut self, kind: FolderKind, id: ItemId) -> Option<Content> {
        let item = self.folder_mut(kind).items.remove(&id)?;
        self.bump(kind);
        let folder = self.folder_mut(kind);
        if folder.by_name.get(&item.server_id) == Some(&id) {
            folder.by_name.remove(&item.server_id);
        }
        Some(item.content)
    }

    /// Moves something to another folder, where it gets a new number.
    pub fn move_to(&mut self, from: FolderKind, id: ItemId, to: FolderKind) -> Option<ItemId> {
        let content = self.remove(from, id)?;
        Some(self.add(to, content))
    }

    /// Gives every folder and every item another name on the wire, as in a mailbox that was moved or restored.
    pub fn rename_everything(&mut self) {
        for folder in self.folders.values_mut() {
            folder.collection_id.push('9');
        }
        for kind in FolderKind::ALL {
            let items: Vec<ItemId> = self.folder(kind).items().map(|(id, _)| id).collect();
            for id in items {
                self.move_to(kind, id, kind);
            }
        }
    }

    /// Changes a mail.
    pub fn change_mail(
        &mut self,
        kind: FolderKind,
        id: ItemId,
        part: Part,
        change: impl FnOnce(&mut StoredMail),
    ) {
        self.change(kind, id, part, |content| {
            if let Content::Mail(mail) = content {
                change(mail);
            }
        });
    }

    /// Changes a calendar item.
    pub fn change_event(&mut self, id: ItemId, part: Part, change: impl FnOnce(&mut CalendarItem)) {
        self.change(FolderKind::Calendar, id, part, |content| {
            if let Content::Event(event) = content {
                change(event);
            }
        });
    }

    fn change(&mut self, kind: FolderKind, id: ItemId, part: Part, change: impl FnOnce(&mut Content)) {
        if self.folder(kind).item(id).is_none() {
            return;
        }
        let revision = self.bump(kind);
        if let Some(item) = self.folder_mut(kind).items.get_mut(&id) {
            change(&mut item.content);
            match part {
                Part::Whole => item.revisions.whole = revision,
                Part::Attendees => item.revisions.attendees = revision,
                Part::Read => item.revisions.read = revision,
            }
        }
    }

    fn bump(&mut self, kind: FolderKind) -> u64 {
        self.revision += 1;
        let revision = self.revision;
        self.folder_mut(kind).revision = revision;
        revision
    }

    #[expect(clippy::expect_used, reason = "every mailbox has every kind of folder from the start")]
    fn folder_mut(&mut self, kind: FolderKind) -> &mut Folder {
        self.folders.get_mut(&kind).expect("every kind of folder exists")
    }
}

fn collection_id(names: Names, kind: FolderKind, number: usize, owner: &str) -> String {
    let digits = || hex(&format!("{owner}/{}", kind.display_name()));
    match (names, kind) {
        (Names::Numbers, _) => (number + 1).to_string(),
        (Names::Sogo, FolderKind::Calendar) => "vevent%2Fpersonal".into(),
        (Names::Sogo, FolderKind::Contacts) => "vcard%2Fpersonal".into(),
        (Names::Sogo, FolderKind::Tasks) => "vtodo%2Fpersonal".into(),
        (Names::Sogo, _) => format!("mail%2F{}", &digits()[..32]),
        (Names::Hex, _) => format!("U{}", &digits()[..5]),
    }
}

fn hex(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
