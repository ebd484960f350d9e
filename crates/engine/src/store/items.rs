//! Meeting messages and calendar items, as the server gave them.

use rusqlite::{OptionalExtension as _, Row, Transaction, named_params, params};

use super::search::{self, Words};
use super::text::{instant, read_instant, read_maybe_instant, read_word, words};
use super::{Result, Store, Word};
use crate::clock::Timestamp;
use crate::hazards::{Mutant, broken};

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A meeting message of a mail folder.
    Mail,
    /// A calendar item.
    Event,
}

words!(Class { Mail = "mail", Event = "event" });

/// What of an item is looked up by; everything else is read from its data.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// UID in comparable form; empty when unknown.
    pub uid: String,
    /// Original start of the one occurrence this is about.
    pub recurrence_id: Option<Timestamp>,
    /// Start.
    pub start: Option<Timestamp>,
    /// End.
    pub end: Option<Timestamp>,
    /// A series: its rule says when, not its end.
    pub endless: bool,
    /// A response whose properties cannot tell whether it proposes another time; its MIME can.
    pub may_propose: bool,
    /// What it is found by.
    pub words: Words,
}

/// An item as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemRow {
    /// CollectionId of its folder.
    pub collection: String,
    /// ServerId.
    pub server_id: String,
    /// Mail or event.
    pub class: Class,
    /// ApplicationData as WBXML.
    pub data: Vec<u8>,
    /// UID in comparable form.
    pub uid: String,
    /// Original start of the one occurrence this is about.
    pub recurrence_id: Option<Timestamp>,
    /// The MIME message, or as much of it as is of use, where it had to be fetched.
    pub mime: Option<Vec<u8>>,
    /// When the server said Delete.
    pub gone_at: Option<Timestamp>,
}

impl ItemRow {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            collection: row.get("collection")?,
            server_id: row.get("server_id")?,
            class: read_word(row, "class", Class::from_word)?,
            data: row.get("data")?,
            uid: row.get("uid")?,
            recurrence_id: read_maybe_instant(row, "recurrence_id")?,
            mime: row.get("mime")?,
            gone_at: read_maybe_instant(row, "gone_at")?,
        })
    }
}

/// A calendar item before and after a Sync that changed it.
#[derive(Debug, Clone, PartialEq)]
pub struct CalendarChangeRow {
    /// UID in comparable form.
    pub uid: String,
    /// Original start of the one occurrence the item is about.
    pub recurrence_id: Option<Timestamp>,
    /// When that Sync was.
    pub found_at: Timestamp,
    /// ApplicationData as WBXML, before.
    pub was: Vec<u8>,
    /// And after.
    pub now: Vec<u8>,
}

impl CalendarChangeRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            uid: row.get("uid")?,
            recurrence_id: read_maybe_instant(row, "recurrence_id")?,
            found_at: read_instant(row, "found_at")?,
            was: row.get("was")?,
            now: row.get("now")?,
        })
    }
}

/// Changes of one meeting that are kept; nobody reads on.
const MOST_CHANGES: u32 = 20;

/// Bytes that they may take: a thousand people on a list that changes every day must not fill the disk. The newest is
/// kept, however long it is.
const MOST_BYTES: u32 = 256 * 1024;

/// One change of a batch.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemChange {
    /// New, replaced or merged: the whole item as it is now.
    Put {
        /// ServerId.
        server_id: String,
        /// Mail or event.
        class: Class,
        /// ApplicationData as WBXML.
        data: Vec<u8>,
        /// What it is looked up by.
        index: Index,
    },
    /// What the next one changes in an invitation of the calendar, to be told.
    Changed {
        /// UID in comparable form.
        uid: String,
        /// Original start of the one occurrence the item is about.
        recurrence_id: Option<Timestamp>,
        /// ApplicationData as WBXML, before.
        was: Vec<u8>,
        /// And after.
        now: Vec<u8>,
    },
    /// Delete: the server says it is gone.
    Gone {
        /// ServerId.
        server_id: String,
    },
    /// Delete, in an answer after which more comes: gone, but what takes its place may be in the next one. It is shown
    /// until that, or the last one, is here.
    Leaving {
        /// ServerId.
        server_id: String,
    },
    /// The MIME of an item that this batch puts, or of one that is here.
    Inside {
        /// ServerId.
        server_id: String,
        /// The message, or its iCalendar alone.
        mime: Vec<u8>,
    },
    /// SoftDelete: it left the filter's window and exists on the server; only the cache forgets it.
    Forget {
        /// ServerId.
        server_id: String,
    },
}

/// An item that could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Unreadable {
    /// ServerId; where it has none, what stands for it.
    pub server_id: String,
    /// Its bytes.
    pub data: Vec<u8>,
    /// Why.
    pub reason: String,
    /// Only until the iCalendar inside it has been fetched.
    pub awaits_inside: bool,
}

/// A Sync answer of one collection: the changes and the SyncKey that covers them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// The new SyncKey.
    pub sync_key: String,
    /// In the order of the answer.
    pub changes: Vec<ItemChange>,
    /// Kept aside.
    pub unreadable: Vec<Unreadable>,
    /// The server has nothing more: what a resync has not seen again by now is gone.
    pub complete: bool,
}

/// All items of some meetings (?2, a JSON array of UIDs).
pub(super) const ITEMS_OF: &str = "
    SELECT * FROM item WHERE account = ?1 AND uid IN (SELECT value FROM json_each(?2))
        AND (class = 'mail' OR gone_at IS NULL OR stale = 1)
    ORDER BY +rowid";

impl Store {
    /// Applies a batch and its SyncKey in one transaction.
    pub fn apply(&self, account: &str, collection: &str, batch: &Batch, now: Timestamp) -> Result<()> {
        if broken(Mutant::KeyBeforeItems) {
            let empty = Batch { sync_key: batch.sync_key.clone(), ..Batch::default() };
            self.write(|t| put_batch(t, account, collection, &empty, now))?;
        }
        self.write(|t| put_batch(t, account, collection, batch, now))
    }

    /// Starts a collection from key 0 again. Cached items stay, and go only when the finished resync has not seen
    /// them.
    pub fn restart(&self, account: &str, collection: &str) -> Result<()> {
        self.write(|t| {
            t.execute(
                "UPDATE folder SET sync_key = '0' WHERE account = ?1 AND collection = ?2",
                [account, collection],
            )?;
            t.execute(
                if broken(Mutant::ResetForgets) {
                    "DELETE FROM item WHERE account = ?1 AND collection = ?2"
                } else {
                    "UPDATE item SET stale = 1 WHERE account = ?1 AND collection = ?2 AND gone_at IS NULL"
                },
                [account, collection],
            )?;
            // Whatever of these is still on the server comes again.
            t.execute(
                "DELETE FROM unreadable WHERE account = ?1 AND collection = ?2",
                [account, collection],
            )?;
            Ok(())
        })
    }

    /// Notes that an item has left its folder, because the server has just said so outside of a Sync.
    pub fn put_away(&self, account: &str, collection: &str, server_id: &str, now: Timestamp) -> Result<()> {
        self.write(|t| {
            t.execute(
                "UPDATE item SET gone_at = ?4, stale = 0
                 WHERE account = ?1 AND collection = ?2 AND server_id = ?3 AND gone_at IS NULL",
                params![account, collection, server_id, instant(now)],
            )?;
            Ok(())
        })
    }

    /// One item that is still on the server.
    pub fn item(&self, account: &str, collection: &str, server_id: &str) -> Result<Option<ItemRow>> {
        self.read(|c| {
            let mut one = c.prepare_cached(
                "SELECT * FROM item WHERE account = ?1 AND collection = ?2 AND server_id = ?3 AND gone_at IS NULL",
            )?;
            Ok(one.query_row([account, collection, server_id], ItemRow::read).optional()?)
        })
    }

    /// All meeting messages, also those gone from the server.
    pub fn mails(&self, account: &str) -> Result<Vec<ItemRow>> {
        self.read(|c| {
            let mut all = c.prepare_cached("SELECT * FROM item WHERE account = ?1 AND class = 'mail'")?;
            Ok(all.query_map([account], ItemRow::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Responses on the server that may propose another time, as far as nobody has looked into them.
    pub fn mails_to_look_into(&self, account: &str) -> Result<Vec<ItemRow>> {
        self.read(|c| {
            let mut some = c.prepare_cached(
                "SELECT * FROM item
                 WHERE account = ?1 AND may_propose = 1 AND mime IS NULL AND gone_at IS NULL",
            )?;
            Ok(some.query_map([account], ItemRow::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Calendar items on the server, all of them, in the order in which they came.
    pub fn events(&self, account: &str) -> Result<Vec<ItemRow>> {
        self.read(|c| {
            let mut all = c.prepare_cached(
                "SELECT * FROM item WHERE account = ?1 AND class = 'event' AND gone_at IS NULL ORDER BY +rowid",
            )?;
            Ok(all.query_map([account], ItemRow::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Calendar items that the server deleted in an answer after which more was to come, as long as it has not.
    pub fn leaving_events(&self, account: &str) -> Result<Vec<ItemRow>> {
        self.read(|c| {
            let mut some = c.prepare_cached(
                "SELECT * FROM item
                 WHERE account = ?1 AND class = 'event' AND gone_at IS NOT NULL AND stale = 1 ORDER BY +rowid",
            )?;
            Ok(some.query_map([account], ItemRow::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Calendar items on the server that can touch the time from `from` to `to`: every series, and single ones by
    /// their times.
    pub fn events_between(&self, account: &str, from: Timestamp, to: Timestamp) -> Result<Vec<ItemRow>> {
        self.read(|c| {
            let mut some = c.prepare_cached(
                "SELECT * FROM item WHERE account = ?1 AND class = 'event' AND gone_at IS NULL
                     AND (endless = 1 OR (start_at < ?3 AND end_at >= ?2))",
            )?;
            let rows = some.query_map(params![account, instant(from), instant(to)], ItemRow::read)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The calendar items of a meeting as the last Sync left them: also those that are leaving, and none that a resync
    /// has not seen again yet.
    pub fn events_of(&self, account: &str, uid: &str) -> Result<Vec<ItemRow>> {
        self.read(|c| {
            let mut some = c.prepare_cached(
                "SELECT * FROM item WHERE account = ?1 AND uid = ?2 AND class = 'event'
                     AND (gone_at IS NULL) = (stale = 0) ORDER BY +rowid",
            )?;
            Ok(some.query_map([account, uid], ItemRow::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What Syncs changed in the calendar, oldest first.
    pub fn calendar_changes(&self, account: &str) -> Result<Vec<CalendarChangeRow>> {
        self.read(|c| {
            let mut all = c.prepare_cached("SELECT * FROM calendar_change WHERE account = ?1 ORDER BY id")?;
            Ok(all.query_map([account], CalendarChangeRow::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// What Syncs changed in the calendar of some meetings, by their UIDs in comparable form, oldest first.
    pub fn calendar_changes_of(&self, account: &str, uids: &[&str]) -> Result<Vec<CalendarChangeRow>> {
        self.read(|c| {
            let mut some = c.prepare_cached(
                "SELECT * FROM calendar_change WHERE account = ?1 AND uid IN (SELECT value FROM json_each(?2))
                 ORDER BY id",
            )?;
            let uids = serde_json::Value::from(uids).to_string();
            let rows = some.query_map([account, uids.as_str()], CalendarChangeRow::read)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Keeps the fetched MIME of an item.
    pub fn put_mime(&self, account: &str, collection: &str, server_id: &str, mime: &[u8]) -> Result<()> {
        self.write(|t| put_mime(t, account, collection, server_id, mime))
    }

    /// Replaces an item's data by a completed version of it (a body that was fetched later).
    pub fn put_data(
        &self,
        account: &str,
        collection: &str,
        server_id: &str,
        data: &[u8],
        words: &Words,
    ) -> Result<()> {
        self.write(|t| {
            let changed = t.execute(
                "UPDATE item SET data = ?4 WHERE account = ?1 AND collection = ?2 AND server_id = ?3",
                params![account, collection, server_id, data],
            )?;
            if changed == 1 {
                search::put_item(t, account, collection, server_id, words)?;
            }
            Ok(())
        })
    }

    /// All items of some meetings, by their UIDs in comparable form, in the order in which they came; also mails gone
    /// from the server, and calendar items that are leaving.
    pub fn items_of(&self, account: &str, uids: &[&str]) -> Result<Vec<ItemRow>> {
        self.read(|c| {
            let mut some = c.prepare_cached(ITEMS_OF)?;
            let uids = serde_json::Value::from(uids).to_string();
            Ok(some.query_map([account, uids.as_str()], ItemRow::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// How many items of a mailbox could not be read.
    pub fn unreadable_count(&self, account: &str) -> Result<u32> {
        self.read(|c| {
            Ok(c.query_row("SELECT count(*) FROM unreadable WHERE account = ?1", [account], |row| {
                row.get(0)
            })?)
        })
    }

    /// The collections and bytes of the items of a mailbox that could not be read, the newest first.
    pub fn unreadable(&self, account: &str, most: u32) -> Result<Vec<(String, Vec<u8>)>> {
        self.read(|c| {
            let mut some = c.prepare_cached(
                "SELECT collection, data FROM unreadable WHERE account = ?1
                 ORDER BY seen_at DESC, rowid DESC LIMIT ?2",
            )?;
            let rows = some.query_map(params![account, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The mails of a collection whose iCalendar is to be fetched, the one that was tried longest ago first.
    pub fn awaiting_inside(&self, account: &str, collection: &str) -> Result<Vec<Unreadable>> {
        self.read(|c| {
            let mut some = c.prepare_cached(
                "SELECT server_id, data, reason FROM unreadable
                 WHERE account = ?1 AND collection = ?2 AND awaits_inside = 1 ORDER BY rowid",
            )?;
            let rows = some.query_map([account, collection], |row| {
                let (server_id, data, reason) = (row.get(0)?, row.get(1)?, row.get(2)?);
                Ok(Unreadable { server_id, data, reason, awaits_inside: true })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// How many cached items a collection has on the server.
    pub fn cached_count(&self, account: &str, collection: &str) -> Result<u32> {
        self.read(|c| {
            Ok(c.query_row(
                "SELECT count(*) FROM item WHERE account = ?1 AND collection = ?2 AND gone_at IS NULL",
                [account, collection],
                |row| row.get(0),
            )?)
        })
    }

    /// When the person looked at something last.
    pub fn looked(&self, account: &str, what: &str) -> Result<std::collections::HashMap<String, Timestamp>> {
        self.read(|c| {
            let mut all =
                c.prepare_cached("SELECT meeting, at FROM looked WHERE account = ?1 AND what = ?2")?;
            let rows =
                all.query_map([account, what], |row| Ok((row.get("meeting")?, read_instant(row, "at")?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Notes that the person looked at a card, and remembers when they had looked before.
    pub fn look_at_card(&self, account: &str, meeting: &str, now: Timestamp) -> Result<()> {
        self.write(|t| {
            t.execute(
                "INSERT INTO looked (account, meeting, what, at)
                 SELECT account, meeting, 'card before', at FROM looked
                     WHERE account = ?1 AND meeting = ?2 AND what = 'card'
                 ON CONFLICT (account, meeting, what) DO UPDATE SET at = excluded.at",
                params![account, meeting],
            )?;
            t.execute(
                "INSERT INTO looked (account, meeting, what, at) VALUES (?1, ?2, 'card', ?3)
                 ON CONFLICT (account, meeting, what) DO UPDATE SET at = ?3",
                params![account, meeting, instant(now)],
            )?;
            Ok(())
        })
    }

    /// Notes that the person looked at something.
    pub fn look(&self, account: &str, meeting: &str, what: &str, now: Timestamp) -> Result<()> {
        self.write(|t| {
            t.execute(
                "INSERT INTO looked (account, meeting, what, at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (account, meeting, what) DO UPDATE SET at = ?4",
                params![account, meeting, what, instant(now)],
            )?;
            Ok(())
        })
    }
}

fn put_mime(
    t: &Transaction<'_>,
    account: &str,
    collection: &str,
    server_id: &str,
    mime: &[u8],
) -> Result<()> {
    t.execute(
        "UPDATE item SET mime = ?4 WHERE account = ?1 AND collection = ?2 AND server_id = ?3",
        params![account, collection, server_id, mime],
    )?;
    Ok(())
}

/// Puts a batch and its SyncKey into the database.
fn put_batch(
    t: &Transaction<'_>,
    account: &str,
    collection: &str,
    batch: &Batch,
    now: Timestamp,
) -> Result<()> {
    for change in &batch.changes {
        match change {
            ItemChange::Put { server_id, class, data, index } => {
                t.prepare_cached(
                    "INSERT INTO item (account, collection, server_id, class, data, uid, recurrence_id,
                         start_at, end_at, endless, may_propose)
                     VALUES (:account, :collection, :server_id, :class, :data, :uid, :recurrence_id, :start,
                         :end, :endless, :may_propose)
                     ON CONFLICT (account, collection, server_id) DO UPDATE SET class = :class, data = :data,
                         uid = :uid, recurrence_id = :recurrence_id, start_at = :start, end_at = :end,
                         endless = :endless, may_propose = :may_propose, gone_at = NULL, stale = 0",
                )?
                .execute(named_params! {
                    ":account": account, ":collection": collection, ":server_id": server_id,
                    ":class": class.word(), ":data": data, ":uid": index.uid,
                    ":recurrence_id": index.recurrence_id.map(instant), ":start": index.start.map(instant),
                    ":end": index.end.map(instant), ":endless": index.endless, ":may_propose": index.may_propose,
                })?;
                search::put_item(t, account, collection, server_id, &index.words)?;
                t.execute(
                    "DELETE FROM unreadable WHERE account = ?1 AND collection = ?2 AND server_id = ?3",
                    [account, collection, server_id],
                )?;
            }
            ItemChange::Inside { server_id, mime } => put_mime(t, account, collection, server_id, mime)?,
            ItemChange::Changed { uid, recurrence_id, was, now: after } => {
                let recurrence_id = recurrence_id.map(instant);
                t.prepare_cached(
                    "INSERT INTO calendar_change (account, uid, recurrence_id, found_at, was, now)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![account, uid, recurrence_id, instant(now), was, after])?;
                t.prepare_cached(
                    "DELETE FROM calendar_change WHERE id IN (
                         SELECT id FROM (
                             SELECT id, row_number() OVER newer AS place,
                                 sum(length(was) + length(now)) OVER newer AS bytes
                             FROM calendar_change WHERE account = ?1 AND uid = ?2 AND recurrence_id IS ?3
                             WINDOW newer AS (ORDER BY id DESC)
                         ) WHERE place > ?4 OR (place > 1 AND bytes > ?5)
                     )",
                )?
                .execute(params![account, uid, recurrence_id, MOST_CHANGES, MOST_BYTES])?;
            }
            ItemChange::Gone { server_id } | ItemChange::Leaving { server_id } => {
                let leaving = matches!(change, ItemChange::Leaving { .. });
                t.execute(
                    "UPDATE item SET gone_at = ?4, stale = ?5
                     WHERE account = ?1 AND collection = ?2 AND server_id = ?3 AND gone_at IS NULL",
                    params![account, collection, server_id, instant(now), leaving],
                )?;
                t.execute(
                    "DELETE FROM unreadable WHERE account = ?1 AND collection = ?2 AND server_id = ?3",
                    [account, collection, server_id],
                )?;
            }
            ItemChange::Forget { server_id } => {
                t.execute(
                    "DELETE FROM calendar_change WHERE account = ?1 AND uid IN (
                         SELECT uid FROM item
                         WHERE account = ?1 AND collection = ?2 AND server_id = ?3 AND class = 'event'
                     )",
                    [account, collection, server_id],
                )?;
                t.execute(
                    "DELETE FROM item WHERE account = ?1 AND collection = ?2 AND server_id = ?3",
                    [account, collection, server_id],
                )?;
                t.execute(
                    "DELETE FROM unreadable WHERE account = ?1 AND collection = ?2 AND server_id = ?3",
                    [account, collection, server_id],
                )?;
            }
        }
    }
    for item in &batch.unreadable {
        t.execute(
            "INSERT OR REPLACE INTO unreadable
                 (account, collection, server_id, data, reason, seen_at, awaits_inside)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                account,
                collection,
                item.server_id,
                item.data,
                item.reason,
                instant(now),
                item.awaits_inside
            ],
        )?;
    }
    if batch.complete {
        t.execute(
            "UPDATE item SET gone_at = coalesce(gone_at, ?3), stale = 0
             WHERE account = ?1 AND collection = ?2 AND stale = 1",
            params![account, collection, instant(now)],
        )?;
    }
    t.execute(
        "UPDATE folder SET sync_key = ?3 WHERE account = ?1 AND collection = ?2",
        [account, collection, &batch.sync_key],
    )?;
    Ok(())
}
