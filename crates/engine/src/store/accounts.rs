//! Mailboxes and their folders.

use rusqlite::{OptionalExtension as _, Row, named_params, params};

use super::text::{instant, maybe, read_instant, read_maybe_instant, read_word};
use super::{Result, Store, StoreError, Word};
use crate::clock::Timestamp;
use crate::view::{Family, Replies};

/// A mailbox as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Our own id.
    pub id: String,
    /// Primary SMTP address.
    pub email: String,
    /// Display name.
    pub name: String,
    /// URL up to and including `/Microsoft-Server-ActiveSync`.
    pub endpoint: String,
    /// User name for signing in.
    pub user: String,
    /// DeviceId.
    pub device_id: String,
    /// Protocol version in use.
    pub version: String,
    /// Announced versions.
    pub versions: Vec<String>,
    /// The version was chosen by the person.
    pub version_forced: bool,
    /// Recognised family.
    pub recognised: Family,
    /// The family that the person chose instead.
    pub family_forced: Option<Family>,
    /// Who mails the organizer.
    pub replies: Replies,
    /// Own addresses besides `email`.
    pub addresses: Vec<String>,
    /// X-MS-PolicyKey.
    pub policy_key: String,
    /// FolderSync's SyncKey.
    pub folder_sync_key: String,
    /// Mailbox of the built-in simulator.
    pub demo: bool,
    /// Last complete Sync.
    pub synced_at: Option<Timestamp>,
    /// What stops it, as JSON; empty when nothing does.
    pub problem: String,
    /// When it was added.
    pub created_at: Timestamp,
}

impl AccountRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let list = |column: &str, by: char| -> rusqlite::Result<Vec<String>> {
            let text: String = row.get(column)?;
            Ok(text.split(by).filter(|part| !part.is_empty()).map(str::to_owned).collect())
        };
        Ok(Self {
            id: row.get("id")?,
            email: row.get("email")?,
            name: row.get("name")?,
            endpoint: row.get("endpoint")?,
            user: row.get("user")?,
            device_id: row.get("device_id")?,
            version: row.get("version")?,
            versions: list("versions", ',')?,
            version_forced: row.get("version_forced")?,
            recognised: read_word(row, "family", Family::from_word)?,
            family_forced: read_word(row, "family_forced", maybe)?,
            replies: read_word(row, "replies", Replies::from_word)?,
            addresses: list("addresses", '\n')?,
            policy_key: row.get("policy_key")?,
            folder_sync_key: row.get("folder_sync_key")?,
            demo: row.get("demo")?,
            synced_at: read_maybe_instant(row, "synced_at")?,
            problem: row.get("problem")?,
            created_at: read_instant(row, "created_at")?,
        })
    }

    /// The family that counts: the person's word, else what was recognised.
    pub fn family(&self) -> Family {
        self.family_forced.unwrap_or(self.recognised)
    }

    /// Is this address one of mine?
    pub fn owns(&self, address: &str) -> bool {
        std::iter::once(&self.email).chain(&self.addresses).any(|own| own.eq_ignore_ascii_case(address))
    }
}

/// A folder of the mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// CollectionId.
    pub collection: String,
    /// ParentId.
    pub parent: String,
    /// DisplayName.
    pub name: String,
    /// Type of MS-ASCMD 2.2.3.186.3.
    pub kind: u8,
    /// SyncKey.
    pub sync_key: String,
}

impl Folder {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            collection: row.get("collection")?,
            parent: row.get("parent")?,
            name: row.get("name")?,
            kind: row.get("type")?,
            sync_key: row.get("sync_key")?,
        })
    }
}

impl Store {
    /// All mailboxes, oldest first.
    pub fn accounts(&self) -> Result<Vec<AccountRow>> {
        self.read(|c| {
            let mut all = c.prepare_cached("SELECT * FROM account ORDER BY created_at, rowid")?;
            Ok(all.query_map([], AccountRow::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// One mailbox, by its id.
    pub fn account(&self, id: &str) -> Result<AccountRow> {
        self.read(|c| {
            let mut one = c.prepare_cached("SELECT * FROM account WHERE id = ?1")?;
            one.query_row([id], AccountRow::read).optional()?.ok_or(StoreError::NotFound("mailbox"))
        })
    }

    /// Stores a mailbox, new or changed. What the person chose ([`Store::set_preferences`]) is not changed with it: a
    /// Sync that began before the choice must not undo it.
    pub fn put_account(&self, account: &AccountRow) -> Result<()> {
        self.write(|t| {
            t.prepare_cached(
                "INSERT INTO account (id, email, name, endpoint, user, device_id, version, versions, version_forced,
                     family, family_forced, replies, addresses, policy_key, folder_sync_key, demo, synced_at, problem,
                     created_at)
                 VALUES (:id, :email, :name, :endpoint, :user, :device_id, :version, :versions, :version_forced,
                     :family, :family_forced, :replies, :addresses, :policy_key, :folder_sync_key, :demo, :synced_at,
                     :problem, :created_at)
                 ON CONFLICT (id) DO UPDATE SET email = :email, name = :name, endpoint = :endpoint, user = :user,
                     device_id = :device_id, version = :version, versions = :versions,
                     version_forced = :version_forced, family = :family, addresses = :addresses,
                     policy_key = :policy_key, folder_sync_key = :folder_sync_key, demo = :demo,
                     synced_at = :synced_at, problem = :problem",
            )?
            .execute(named_params! {
                ":id": account.id, ":email": account.email, ":name": account.name, ":endpoint": account.endpoint,
                ":user": account.user, ":device_id": account.device_id, ":version": account.version,
                ":versions": account.versions.join(","), ":version_forced": account.version_forced,
                ":family": account.recognised.word(),
                ":family_forced": account.family_forced.map_or("", |family| family.word()),
                ":replies": account.replies.word(),
                ":addresses": account.addresses.join("\n"), ":policy_key": account.policy_key,
                ":folder_sync_key": account.folder_sync_key, ":demo": account.demo,
                ":synced_at": account.synced_at.map(instant), ":problem": account.problem,
                ":created_at": instant(account.created_at),
            })?;
            Ok(())
        })
    }

    /// Stores what the person chose about a mailbox's server: its family (`None`: as recognised), and who mails.
    pub fn set_preferences(&self, id: &str, family: Option<Family>, replies: Replies) -> Result<()> {
        self.write(|t| {
            let family = family.map_or("", |family| family.word());
            let choice = [id, family, replies.word()];
            match t.execute("UPDATE account SET family_forced = ?2, replies = ?3 WHERE id = ?1", choice)? {
                0 => Err(StoreError::NotFound("mailbox")),
                _ => Ok(()),
            }
        })
    }

    /// Forgets a mailbox and everything of it.
    pub fn remove_account(&self, id: &str) -> Result<()> {
        self.write(|t| match t.execute("DELETE FROM account WHERE id = ?1", [id])? {
            0 => Err(StoreError::NotFound("mailbox")),
            _ => Ok(()),
        })
    }

    /// The folders of a mailbox.
    pub fn folders(&self, account: &str) -> Result<Vec<Folder>> {
        self.read(|c| {
            let mut all = c.prepare_cached("SELECT * FROM folder WHERE account = ?1 ORDER BY type, name")?;
            Ok(all.query_map([account], Folder::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Applies a FolderSync answer and its new SyncKey together. `whole`: the list was asked for with key 0, so
    /// folders that are not in it are gone. A folder keeps its own SyncKey.
    pub fn apply_folders(
        &self,
        account: &str,
        key: &str,
        whole: bool,
        upserts: &[Folder],
        gone: &[String],
    ) -> Result<()> {
        self.write(|t| {
            for folder in upserts {
                t.execute(
                    "INSERT INTO folder (account, collection, parent, name, type) VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (account, collection) DO UPDATE SET parent = ?3, name = ?4, type = ?5",
                    params![account, folder.collection, folder.parent, folder.name, folder.kind],
                )?;
            }
            let mut lost = gone.to_vec();
            if whole {
                let mut known = t.prepare_cached("SELECT collection FROM folder WHERE account = ?1")?;
                for collection in known.query_map([account], |row| row.get::<_, String>(0))? {
                    let collection = collection?;
                    if !upserts.iter().any(|folder| folder.collection == collection) {
                        lost.push(collection);
                    }
                }
            }
            for collection in &lost {
                t.execute(
                    "DELETE FROM folder WHERE account = ?1 AND collection = ?2",
                    [account, collection],
                )?;
                t.execute("DELETE FROM item WHERE account = ?1 AND collection = ?2", [account, collection])?;
            }
            t.execute("UPDATE account SET folder_sync_key = ?2 WHERE id = ?1", [account, key])?;
            Ok(())
        })
    }

    /// Starts every collection and the folder list from key 0 again; cached items stay until the server has spoken.
    pub fn forget_keys(&self, account: &str) -> Result<()> {
        self.write(|t| {
            t.execute("UPDATE account SET folder_sync_key = '0' WHERE id = ?1", [account])?;
            t.execute("UPDATE folder SET sync_key = '0' WHERE account = ?1", [account])?;
            t.execute("UPDATE item SET stale = 1 WHERE account = ?1 AND gone_at IS NULL", [account])?;
            Ok(())
        })
    }
}
