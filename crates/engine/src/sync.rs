//! Bringing the cache up to the server: folders, Inbox, Calendar.
//!
//! Each Sync answer is one transaction with its SyncKey. A key the server has forgotten starts its collection anew
//! without forgetting anything here: only a served answer means gone. An item that cannot be read is put aside with
//! its reason and hurts nobody else.

use eas::item::body::BodyPreference;
use eas::{
    ApplicationData, ClientCommand, FilterType, FolderChange, FolderSync, FolderType, GetItemEstimate,
    ProtocolError, Retry, ServerChange, ServerId, SyncKey, SyncOptions, SyncReply, SyncResponse,
    UserInformation,
};
use wbxml::Element;

use crate::clock::Timestamp;
use crate::connection::{Connection, Moment};
use crate::error::{EngineError, Result};
use crate::hazards::{Mutant, broken};
use crate::inside;
use crate::mailbox::short_hash;
use crate::read;
use crate::store::{Batch, Class, Folder, Index, ItemChange, Store, Unreadable};
use crate::unmailed;
use crate::view::Phase;

mod insides;

/// Items a batch; the first ones are few, so that there is something to look at soon.
const FIRST_WINDOW: u16 = 25;
const WINDOW: u16 = 200;
/// Characters of a text that come with the Sync; the rest is fetched when a card is opened.
const PREVIEW: u32 = 2048;
/// Starts from key 0 in one Sync before it gives up: a server that forgets every key must not keep us busy.
const MOST_RESTARTS: u32 = 2;

/// Who hears how far a Sync is.
pub(crate) type Report<'a> = &'a (dyn Fn(Phase, u32, Option<u32>) + Send + Sync);

/// One Sync of one mailbox.
pub(crate) struct Puller<'a, 'b> {
    pub store: &'a Store,
    pub connection: &'b mut Connection<'a>,
    pub zone: chrono_tz::Tz,
    pub now: Timestamp,
    pub report: Report<'b>,
}

impl Puller<'_, '_> {
    /// The folder list, from where we left it.
    pub(crate) async fn folders(&mut self) -> Result<()> {
        (self.report)(Phase::Folders, 0, None);
        let mut key = SyncKey::from(self.connection.account.folder_sync_key.as_str());
        let reply = loop {
            match self.connection.ask(&FolderSync { key: key.clone() }).await {
                Ok(reply) => break reply,
                Err(EngineError::Protocol(error))
                    if error.retry() == Retry::StartOver && !key.is_initial() =>
                {
                    key = SyncKey::INITIAL;
                }
                Err(error) => return Err(error),
            }
        };
        let mut upserts = Vec::new();
        let mut gone = Vec::new();
        for change in reply.changes {
            match change {
                FolderChange::Add(folder) | FolderChange::Update(folder) => upserts.push(stored(&folder)),
                FolderChange::Delete(id) => gone.push(id.to_string()),
            }
        }
        let id = &self.connection.account.id;
        self.store.apply_folders(id, reply.key.as_str(), key.is_initial(), &upserts, &gone)?;
        self.connection.account.folder_sync_key = reply.key.as_str().to_owned();
        (self.report)(Phase::Folders, 1, Some(1));
        Ok(())
    }

    /// My own addresses, asked once: an invitation may have gone to an alias.
    pub(crate) async fn own_addresses(&mut self) -> Result<()> {
        if !self.connection.account.addresses.is_empty() {
            return Ok(());
        }
        let reply = match self.connection.ask(&UserInformation).await {
            Ok(reply) => reply,
            // Not every server knows this command; the address that was typed will do.
            Err(EngineError::Protocol(error @ (ProtocolError::Status(_) | ProtocolError::Http(_)))) => {
                tracing::info!(%error, "the server does not tell the mailbox's addresses");
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let account = &mut self.connection.account;
        let mut addresses: Vec<String> = reply.primary.into_iter().chain(reply.addresses).collect();
        addresses.sort_by_key(|address| address.to_lowercase());
        addresses.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        account.addresses = addresses;
        if account.name.is_empty() {
            account.name = reply.display_name.unwrap_or_default();
        }
        self.store.put_account(account)?;
        Ok(())
    }

    /// Inbox and Calendar to their end.
    pub(crate) async fn collections(&mut self) -> Result<()> {
        for (phase, kind, class, name) in [
            (Phase::Inbox, FolderType::Inbox, Class::Mail, "Inbox"),
            (Phase::Calendar, FolderType::Calendar, Class::Event, "Calendar"),
        ] {
            if kind == FolderType::Calendar {
                self.connection.let_the_second_pass(Moment::Changed).await;
            }
            self.collection(phase, kind, class, name).await?;
        }
        self.hidden_meetings().await?;
        // Seldom anything to do, and large.
        Box::pin(self.insides()).await
    }

    async fn collection(
        &mut self,
        phase: Phase,
        kind: FolderType,
        class: Class,
        name: &'static str,
    ) -> Result<()> {
        let mut refreshed = false;
        loop {
            let folder =
                folder(self.store, &self.connection.account.id, kind)?.ok_or(EngineError::NoFolder(name))?;
            match self.pull(&folder, phase, class).await {
                Err(EngineError::Protocol(error)) if error.retry() == Retry::RefreshFolders && !refreshed => {
                    refreshed = true;
                    self.folders().await?;
                }
                other => return other,
            }
        }
    }

    async fn pull(&mut self, folder: &Folder, phase: Phase, class: Class) -> Result<()> {
        let mut key = SyncKey::from(folder.sync_key.as_str());
        let mut restarts = 0;
        let mut done = 0;
        (self.report)(phase, done, None);
        let mut total = None;
        loop {
            if key.is_initial() {
                key = self.prime(folder).await?;
                total = self.estimate(folder, &key, class).await;
            }
            let window = if done == 0 { FIRST_WINDOW } else { WINDOW };
            let command = eas::Sync::pull(folder.collection.as_str(), key.clone(), options(class, window));
            let batch = match self.connection.ask(&command).await {
                Ok(SyncReply::Unchanged) => None,
                Ok(SyncReply::Batch(batch)) => Some(batch),
                Err(EngineError::Protocol(error)) if error.retry() == Retry::StartOver => {
                    restarts += 1;
                    if restarts > MOST_RESTARTS {
                        return Err(error.into());
                    }
                    self.store.restart(&self.connection.account.id, &folder.collection)?;
                    key = SyncKey::INITIAL;
                    continue;
                }
                Err(EngineError::Protocol(error))
                    if broken(Mutant::ErrorMeansGone) && matches!(error.retry(), Retry::Transient { .. }) =>
                {
                    self.store.restart(&self.connection.account.id, &folder.collection)?;
                    None
                }
                Err(error) => return Err(error),
            };
            let Some(batch) = batch else {
                self.apply(folder, &Batch { sync_key: key.to_string(), complete: true, ..Batch::default() })?;
                break;
            };
            let stuck = batch.more_available && batch.key == key && batch.changes.is_empty();
            let more = batch.more_available && !stuck;
            done += u32::try_from(batch.changes.len()).unwrap_or(u32::MAX);
            key = batch.key.clone();
            let stored = self.stored(folder, class, batch, !more)?;
            self.apply(folder, &stored)?;
            (self.report)(phase, done, total.map(|total: u32| total.max(done)));
            if !more {
                break;
            }
        }
        Ok(())
    }

    /// Deletes a calendar item on the server and here, in one transaction with the SyncKey that covers it.
    ///
    /// # Errors
    /// Also the item's own status, where it is none of success.
    pub(crate) async fn delete_event(&mut self, server_id: &str) -> Result<()> {
        let folder = folder(self.store, &self.connection.account.id, FolderType::Calendar)?
            .ok_or(EngineError::NoFolder("Calendar"))?;
        let (key, delete) = (folder.sync_key.as_str(), ClientCommand::Delete(server_id.into()));
        let options = options(Class::Event, WINDOW);
        let command = eas::Sync::push(folder.collection.as_str(), key, options, vec![delete]);
        let malformed = |missing| EngineError::from(ProtocolError::Malformed { command: "Sync", missing });
        let batch = match self.connection.ask(&command).await? {
            SyncReply::Batch(batch) => batch,
            SyncReply::Unchanged => return Err(malformed("the SyncKey of what was deleted")),
        };
        // Up to 14.1 silence means success.
        let status = batch.responses.iter().find_map(|response| match response {
            SyncResponse::Delete { id, status } if id.as_str() == server_id => Some(*status),
            _ => None,
        });
        let unread =
            batch.unreadable.iter().any(|aside| aside.id.as_ref().is_some_and(|id| id.as_str() == server_id));
        let mut stored = self.stored(&folder, Class::Event, batch, false)?;
        stored.unreadable.retain(|aside| aside.server_id != server_id);
        if !unread && status.is_none_or(eas::SyncStatus::is_success) {
            stored.changes.push(ItemChange::Gone { server_id: server_id.to_owned() });
        }
        self.apply(&folder, &stored)?;
        if unread {
            return Err(malformed("the Status of what was deleted"));
        }
        Ok(status.map_or(Ok(()), |status| status.check("Sync"))?)
    }

    /// Looks through a mail folder that is not kept here for one mail.
    pub(crate) async fn find_mail(
        &mut self,
        folder: &Folder,
        is: impl Fn(&read::Mail) -> bool,
    ) -> Result<Option<ServerId>> {
        let collection = folder.collection.as_str();
        let mut key = match self.connection.ask(&eas::Sync::prime(collection)).await? {
            SyncReply::Batch(batch) => batch.key,
            SyncReply::Unchanged => return Ok(None),
        };
        // What is looked for may have come long ago; its text is of no interest.
        let options = SyncOptions { window_size: WINDOW, filter: FilterType::All, ..SyncOptions::default() };
        loop {
            let batch = match self
                .connection
                .ask(&eas::Sync::pull(collection, key.clone(), options.clone()))
                .await?
            {
                SyncReply::Batch(batch) => batch,
                SyncReply::Unchanged => return Ok(None),
            };
            for change in &batch.changes {
                let ServerChange::Add { id, data } = change else { continue };
                let mail = self.mail_in(collection, id.as_str(), data).await?;
                if mail.is_some_and(|mail| is(&mail)) {
                    return Ok(Some(id.clone()));
                }
            }
            if !batch.more_available || batch.key == key {
                return Ok(None);
            }
            key = batch.key;
        }
    }

    async fn prime(&mut self, folder: &Folder) -> Result<SyncKey> {
        let key = match self.connection.ask(&eas::Sync::prime(folder.collection.as_str())).await? {
            SyncReply::Batch(batch) => batch.key,
            SyncReply::Unchanged => {
                return Err(ProtocolError::Malformed { command: "Sync", missing: "a SyncKey" }.into());
            }
        };
        self.apply(folder, &Batch { sync_key: key.to_string(), ..Batch::default() })?;
        Ok(key)
    }

    /// How many items there are to come; for the eye only, so a server that cannot say is no error.
    async fn estimate(&mut self, folder: &Folder, key: &SyncKey, class: Class) -> Option<u32> {
        let command = GetItemEstimate {
            collection: folder.collection.as_str().into(),
            key: key.clone(),
            filter: options(class, WINDOW).filter,
        };
        self.connection.ask(&command).await.ok()
    }

    fn apply(&self, folder: &Folder, batch: &Batch) -> Result<()> {
        // A key that stays is as old as it was.
        let calendar = u16::from(folder.kind) == FolderType::Calendar.number();
        if calendar && batch.sync_key != folder.sync_key {
            self.connection.note(Moment::Synced);
        }
        Ok(self.store.apply(&self.connection.account.id, &folder.collection, batch, self.now)?)
    }

    fn stored(&self, folder: &Folder, class: Class, batch: eas::Batch, complete: bool) -> Result<Batch> {
        let mut stored = Batch { sync_key: batch.key.to_string(), complete, ..Batch::default() };
        for aside in batch.unreadable {
            tracing::warn!(reason = aside.reason, "what the server sent was put aside");
            let data = aside.raw.encode();
            let server_id = match aside.id {
                Some(id) => id.to_string(),
                // Nothing names it, but it is there to be seen in another program. The same again is the same.
                None if is_item(class, &aside.raw) => {
                    format!("nameless:{}", short_hash(&[&aside.raw.to_xml()]))
                }
                None => continue,
            };
            let reason = aside.reason.to_owned();
            stored.unreadable.push(Unreadable { server_id, data, reason, awaits_inside: false });
        }
        let more = batch.more_available;
        for change in batch.changes {
            match change {
                ServerChange::Add { id, data } => {
                    self.put(&folder.collection, class, id.as_str(), &data, &mut stored)?;
                }
                ServerChange::Change { id, data } => {
                    let account = &self.connection.account.id;
                    match self.known(account, &folder.collection, id.as_str(), &stored)? {
                        Some(mut whole) => {
                            whole.merge(&data);
                            self.put(&folder.collection, class, id.as_str(), &whole, &mut stored)?;
                        }
                        // A mail that is no meeting's was never kept; a calendar item may be whole all the same.
                        None if class == Class::Event => {
                            self.put(&folder.collection, class, id.as_str(), &data, &mut stored)?;
                        }
                        None => {}
                    }
                }
                ServerChange::Delete { id } => {
                    let server_id = id.to_string();
                    stored.unreadable.retain(|aside| aside.server_id != server_id);
                    stored.changes.push(match class {
                        Class::Event if more => ItemChange::Leaving { server_id },
                        Class::Event | Class::Mail => ItemChange::Gone { server_id },
                    });
                }
                ServerChange::SoftDelete { id } => {
                    let server_id = id.to_string();
                    stored.unreadable.retain(|aside| aside.server_id != server_id);
                    stored.changes.push(ItemChange::Forget { server_id });
                }
            }
        }
        Ok(stored)
    }

    /// The item as it is before this change: from this very batch, else from the store.
    fn known(
        &self,
        account: &str,
        collection: &str,
        id: &str,
        batch: &Batch,
    ) -> Result<Option<ApplicationData>> {
        let here = batch.changes.iter().rev().find_map(|change| match change {
            ItemChange::Put { server_id, data, .. } if server_id == id => Some(data.clone()),
            _ => None,
        });
        let bytes = match here {
            Some(bytes) => Some(bytes),
            None => self.store.item(account, collection, id)?.map(|row| row.data),
        };
        Ok(bytes.and_then(|bytes| ApplicationData::decode(&bytes).ok()))
    }

    fn put(
        &self,
        collection: &str,
        class: Class,
        id: &str,
        data: &ApplicationData,
        batch: &mut Batch,
    ) -> Result<()> {
        let index = match class {
            Class::Mail if inside::hides_meeting(data) => {
                return self.put_hidden(collection, id, data, batch);
            }
            Class::Mail if !read::is_meeting_message(data) => return Ok(()),
            Class::Mail => read::index_mail(id, data, self.zone),
            Class::Event => read::index_event(id, data, self.zone),
        };
        match index {
            Ok(index) => {
                let data = data.encode();
                if class == Class::Event {
                    batch.changes.extend(self.changed(&index, &data, batch)?);
                }
                batch.changes.push(ItemChange::Put { server_id: id.to_owned(), class, data, index });
            }
            Err(reason) => {
                tracing::warn!(reason, "an item was put aside");
                let (server_id, data) = (id.to_owned(), data.encode());
                batch.unreadable.push(Unreadable { server_id, data, reason, awaits_inside: false });
            }
        }
        Ok(())
    }

    /// What an item changes in the one that the last Sync left of its meeting, if there is something to tell. A server
    /// may replace the item (Delete and Add). What has not been seen again since a start from key 0 is no version to
    /// compare with: nobody knows what a server does to its items when it forgets a key.
    fn changed(&self, index: &Index, now: &[u8], batch: &Batch) -> Result<Option<ItemChange>> {
        let account = &self.connection.account;
        let here = batch.changes.iter().rev().find_map(|change| match change {
            ItemChange::Put { data, index: before, .. }
                if (&before.uid, before.recurrence_id) == (&index.uid, index.recurrence_id) =>
            {
                Some(data.clone())
            }
            _ => None,
        });
        let was = match here {
            Some(was) => was,
            None => {
                let items = self.store.events_of(&account.id, &index.uid)?;
                let mut same = items.into_iter().filter(|row| row.recurrence_id == index.recurrence_id);
                match same.next_back() {
                    Some(row) => row.data,
                    None => return Ok(None),
                }
            }
        };
        let told = unmailed::is_told(account, &was, now, self.zone, self.now);
        Ok(told.then(|| ItemChange::Changed {
            uid: index.uid.clone(),
            recurrence_id: index.recurrence_id,
            was,
            now: now.to_owned(),
        }))
    }
}

/// Does this command hold an item that would be kept here?
fn is_item(class: Class, command: &Element) -> bool {
    read::item_of(command).is_some_and(|data| class == Class::Event || read::is_meeting_message(&data))
}

/// The one folder of a kind.
pub(crate) fn folder(store: &Store, account: &str, kind: FolderType) -> Result<Option<Folder>> {
    let kind = kind.number();
    Ok(store.folders(account)?.into_iter().find(|folder| u16::from(folder.kind) == kind))
}

fn stored(folder: &eas::Folder) -> Folder {
    Folder {
        collection: folder.id.to_string(),
        parent: folder.parent.as_ref().map_or_else(|| "0".to_owned(), ToString::to_string),
        name: folder.name.clone(),
        kind: u8::try_from(folder.folder_type.number()).unwrap_or(u8::MAX),
        sync_key: "0".to_owned(),
    }
}

fn options(class: Class, window: u16) -> SyncOptions {
    SyncOptions {
        window_size: window,
        filter: match class {
            Class::Mail => FilterType::OneMonth,
            Class::Event => FilterType::ThreeMonths,
        },
        bodies: vec![BodyPreference::plain(PREVIEW)],
        ..SyncOptions::default()
    }
}
