//! The account, and how far it is with the server.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::{CommentReach, Failure, FreeBusyReach, ToldBy};

/// Who mails the organizer, as set by the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Replies {
    /// As this server family does it.
    Auto,
    /// Quorum always mails.
    Client,
    /// Quorum never mails.
    Server,
}

/// A mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    /// Opaque id.
    pub id: String,
    /// Address.
    pub email: String,
    /// Display name, may be empty.
    pub name: String,
    /// Host of the server.
    pub host: String,
    /// Endpoint URL.
    pub endpoint: String,
    /// User name for signing in.
    pub user: String,
    /// Protocol version in use (`16.1`).
    pub version: String,
    /// Server family that counts: as chosen, else as recognised.
    pub family: Family,
    /// Server family, as recognised.
    pub recognised: Family,
    /// Server family that the person chose instead.
    pub family_forced: Option<Family>,
    /// Who mails the organizer.
    pub replies: Replies,
    /// What this server can do.
    pub abilities: Abilities,
    /// Mailbox of the built-in simulator.
    pub demo: bool,
    /// Last complete Sync, UTC.
    pub synced_at: Option<String>,
    /// What stops it, when something does.
    pub problem: Option<Failure>,
    /// Items of the server that could not be read and were kept aside.
    pub unreadable_items: u32,
    /// What the latest of them say of themselves, the newest first; a few at most.
    pub unreadable: Vec<KeptAside>,
}

/// An item of the server that could not be read, as far as it says what it is: enough to find it elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeptAside {
    /// It stands in the calendar; otherwise it is a mail in the Inbox.
    pub in_calendar: bool,
    /// Its title, may be empty.
    pub subject: String,
    /// When the mail came, or the calendar's entry begins, UTC.
    pub at: Option<String>,
}

/// Server families, as far as answers differ between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// Exchange on premises.
    Exchange,
    /// Exchange Online.
    ExchangeOnline,
    /// SOGo.
    Sogo,
    /// Z-Push and Kopano.
    Zpush,
    /// grommunio.
    Grommunio,
    /// Anything else.
    Unknown,
}

/// What a server can do, for the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Abilities {
    /// One occurrence of a series can be answered, from its own mail or from the calendar.
    pub one_occurrence: bool,
    /// One occurrence of a series can be answered from its own mail at least.
    pub occurrence_by_mail: bool,
    /// An answer without telling the organizer is possible.
    pub silence: bool,
    /// With which answers a comment reaches the organizer.
    pub comment: CommentReach,
    /// An answer from the calendar item is possible; else only while the invitation is in the Inbox.
    pub from_calendar: bool,
    /// An invitation stands in the calendar before it is answered.
    pub placeholder: bool,
    /// A declined meeting stays in the calendar.
    pub keeps_declined: bool,
    /// Several answers in one request are all carried out.
    pub batch: bool,
    /// What the server tells of other people's calendars.
    pub free_busy: FreeBusyReach,
    /// Who mails the organizer.
    pub by: ToldBy,
    /// Seconds until an answer shows in the server's own calendar; 0: at once.
    pub lag_seconds: u32,
}

/// How far a Sync is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Which mailbox.
    pub account: String,
    /// What is being done.
    pub phase: Phase,
    /// Done so far.
    pub done: u32,
    /// In all, as the server estimates; `None`: unknown.
    pub total: Option<u32>,
}

/// Phases of a Sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// Asking the server what it speaks.
    Server,
    /// Folder list.
    Folders,
    /// Inbox.
    Inbox,
    /// Calendar.
    Calendar,
    /// Complete.
    Done,
}

/// What set-up found before anything is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Endpoint that answered.
    pub endpoint: String,
    /// Host.
    pub host: String,
    /// Version chosen.
    pub version: String,
    /// Versions announced.
    pub versions: Vec<String>,
    /// Family recognised.
    pub family: Family,
    /// The connection is encrypted.
    pub secure: bool,
    /// What this server can do.
    pub abilities: Abilities,
}

/// Where secrets are kept on this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum SecretsState {
    /// The system's keychain.
    Keychain,
    /// No keychain here: a vault with a passphrase, not opened yet.
    VaultLocked,
    /// No keychain here: a vault with a passphrase is to be made.
    VaultNew,
    /// No keychain here: the vault is open.
    VaultOpen,
}
