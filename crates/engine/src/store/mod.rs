//! The database: the only place that knows SQL.
//!
//! One SQLite file a profile, WAL, `synchronous=FULL`: what was committed survives a power cut, because a decision is
//! a row before it is a request. Each method is one transaction. What the rows mean stands in `docs/schema.sql`; what
//! to do with them is the business of the modules above.

mod accounts;
mod answers;
mod items;
mod search;
mod text;

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction};
use rusqlite_migration::{M, Migrations};
use url::Url;

use crate::hazards::{self, Point};

pub use accounts::{AccountRow, Folder};
pub(crate) use answers::LONGEST_PAUSE;
pub use answers::{AnswerRow, NewStep, Proposed, State};
pub use items::{Batch, CalendarChangeRow, Class, Index, ItemChange, ItemRow, Unreadable};
pub(crate) use search::shown;
pub use search::{Column, Hit, Piece, Source, Term, Words};
pub(crate) use text::Word;

/// What can go wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process holds the profile.
    #[error("another Quorum is using this profile ({0})")]
    InUse(PathBuf),
    /// No space left.
    #[error("the disk is full")]
    DiskFull,
    /// The folder or file cannot be written.
    #[error("the profile cannot be written: {0}")]
    ReadOnly(String),
    /// The file is not (any more) a database, or not one of ours.
    #[error("the database is damaged: {0}")]
    Damaged(String),
    /// The file was written by a newer version of Quorum.
    #[error("the database was written by a newer version of Quorum")]
    TooNew,
    /// Another connection held it for too long.
    #[error("the database is busy")]
    Busy,
    /// No such row.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// Anything else: a fault of ours.
    #[error("database: {0}")]
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            // The file beside the database through which its users see each other could not be made any longer.
            Some(ErrorCode::SystemIoFailure) if extended_code(&error) == Some(SQLITE_IOERR_SHMSIZE) => {
                Self::DiskFull
            }
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                Self::ReadOnly(error.to_string())
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            _ => Self::Sql(error),
        }
    }
}

fn extended_code(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code)
}

impl From<rusqlite_migration::Error> for StoreError {
    fn from(error: rusqlite_migration::Error) -> Self {
        match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            rusqlite_migration::Error::MigrationDefinition(
                rusqlite_migration::MigrationDefinitionError::DatabaseTooFarAhead,
            ) => Self::TooNew,
            other => Self::Damaged(other.to_string()),
        }
    }
}

/// Results of the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// How a profile is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Alone, for everything. One process at a time: two outboxes over one profile could tell an organizer twice.
    Write,
    /// Beside another process, for looking only.
    Read,
}

/// The database's name in the profile's folder.
const DATABASE: &str = "quorum.db";

const MIGRATIONS: &[M<'static>] = &[
    M::up(include_str!("../../migrations/2026-11-21-first.sql")),
    M::up(include_str!("../../migrations/2026-11-28-family.sql")),
    M::up(include_str!("../../migrations/2026-11-28-repeats.sql")),
    M::up(include_str!("../../migrations/2026-11-28-search.sql")),
    M::up(include_str!("../../migrations/2026-11-28-unshown.sql")),
    M::up(include_str!("../../migrations/2026-11-29-proposal.sql")),
    M::up(include_str!("../../migrations/2026-11-29-calendar-changes.sql")),
    M::up(include_str!("../../migrations/2026-11-30-recurring.sql")),
    M::up(include_str!("../../migrations/2026-11-30-inside.sql")),
];

/// The open database of one profile.
pub struct Store {
    connection: Mutex<Connection>,
    /// Held as long as we live; the system lets go of it when the process ends, however it ends.
    _lock: Option<File>,
}

impl Store {
    /// Is there a database in this folder?
    pub fn exists(profile: &Path) -> bool {
        profile.join(DATABASE).exists()
    }

    /// Opens `quorum.db` in the profile's folder, making both where they are missing (with [`Access::Write`]).
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process writes it; otherwise what SQLite or the file system said.
    pub fn open(profile: &Path, access: Access) -> Result<Self> {
        let path = profile.join(DATABASE);
        match access {
            Access::Write => {
                std::fs::create_dir_all(profile).map_err(|error| on_file(&error))?;
                let lock = hold(profile)?;
                let mut connection = Connection::open(&path)?;
                prepare(&connection)?;
                connection.pragma_update(None, "journal_mode", "WAL")?;
                connection.pragma_update(None, "synchronous", "FULL")?;
                Migrations::from_slice(MIGRATIONS).to_latest(&mut connection)?;
                check(&connection)?;
                search::catch_up(&mut connection)?;
                Ok(Self { connection: Mutex::new(connection), _lock: Some(lock) })
            }
            Access::Read => {
                let mut connection = open_to_look(&path)?;
                if is_older(&connection)? {
                    // Whoever only looks cannot bring it up to date; so this is done first, alone.
                    drop(connection);
                    drop(Self::open(profile, Access::Write)?);
                    connection = open_to_look(&path)?;
                }
                Ok(Self { connection: Mutex::new(connection), _lock: None })
            }
        }
    }

    /// Runs a deed in one transaction; it is undone whole when the deed fails.
    fn write<T>(&self, deed: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let done = deed(&transaction)?;
        hazards::reached(Point::BeforeCommit);
        transaction.commit()?;
        hazards::reached(Point::AfterCommit);
        Ok(done)
    }

    /// Looks something up.
    fn read<T>(&self, look: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        look(&self.connection.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A stored setting.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        self.read(|c| {
            let mut found = c.prepare_cached("SELECT value FROM setting WHERE key = ?1")?;
            let mut rows = found.query([key])?;
            Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
        })
    }

    /// Stores a setting.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<()> {
        self.write(|t| {
            t.execute(
                "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2",
                [key, value],
            )?;
            Ok(())
        })
    }
}

/// Opens it for looking only. Where the files cannot be made through which the users of a database see each other (on a
/// full disk, in a folder that cannot be written), it is read as it lies, provided that there is nobody to be seen.
fn open_to_look(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    prepare(&connection)?;
    let looked = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    let Err(error) = looked.map_err(StoreError::from) else { return Ok(connection) };
    let written = std::fs::metadata(path.with_extension("db-wal")).is_ok_and(|log| log.len() > 0);
    if written || !matches!(error, StoreError::DiskFull | StoreError::ReadOnly(_)) {
        return Err(error);
    }
    let whole = path.canonicalize().map_err(|error| on_file(&error))?;
    let Ok(mut as_it_lies) = Url::from_file_path(whole) else { return Err(error) };
    as_it_lies.set_query(Some("immutable=1"));
    let flags = flags | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(as_it_lies.as_str(), flags)?;
    prepare(&connection)?;
    Ok(connection)
}

/// Was the database written by an older version of this program?
fn is_older(connection: &Connection) -> Result<bool> {
    let version: u16 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(usize::from(version) < MIGRATIONS.len())
}

/// Refuses a damaged database. An index of words that alone is damaged is made anew: it holds nothing of its own.
fn check(connection: &Connection) -> Result<()> {
    let look = || {
        let said = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
        match said.map_err(StoreError::from) {
            Err(StoreError::Damaged(how)) => Ok(how),
            said => said,
        }
    };
    let mut sound: String = look()?;
    if sound.to_ascii_lowercase().contains("fts5") {
        search::rebuild(connection)?;
        sound = look()?;
    }
    if sound == "ok" { Ok(()) } else { Err(StoreError::Damaged(sound)) }
}

fn prepare(connection: &Connection) -> Result<()> {
    // There are more statements here than the sixteen that are kept by custom.
    connection.set_prepared_statement_cache_capacity(128);
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    Ok(())
}

/// A process that is just ending lets go of the profile a moment after its window is gone. Whoever opens Quorum again
/// at once must not be told that it is running.
const LAST_BREATH: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(20);

fn hold(profile: &Path) -> Result<File> {
    let path = profile.join("quorum.lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|error| on_file(&error))?;
    let end = Instant::now() + LAST_BREATH;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < end => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse(profile.to_owned())),
            Err(TryLockError::Error(error)) => return Err(on_file(&error)),
        }
    }
}

fn on_file(error: &std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => StoreError::DiskFull,
        _ => StoreError::ReadOnly(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
