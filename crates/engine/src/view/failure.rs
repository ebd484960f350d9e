//! What went wrong.

use serde::Serialize;
use specta::Type;

/// Something went wrong: a code the shell acts on, and a sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// Which kind.
    pub code: FailureCode,
    /// What failed, what it means, what to do; English.
    pub message: String,
    /// Detail for support; may be empty.
    pub detail: String,
}

/// Kinds of failures, closed: each has its words and its button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// No route to the server.
    Offline,
    /// The name does not resolve, or nothing listens there.
    ServerNotFound,
    /// The answer is not ActiveSync (an HTML page, say).
    NotActiveSync,
    /// Wrong user or password.
    SignIn,
    /// ActiveSync is switched off for the mailbox, or the device is blocked.
    Forbidden,
    /// No common protocol version.
    NoCommonVersion,
    /// The certificate or TLS failed.
    Tls,
    /// Plain http outside this machine.
    InsecureUrl,
    /// The server is busy or failing.
    ServerBusy,
    /// The server's bytes could not be read.
    BadAnswer,
    /// A status nobody has described.
    UnknownStatus,
    /// The server asks for rules this device cannot keep.
    Policy,
    /// The mailbox is full.
    MailboxFull,
    /// The disk is full.
    DiskFull,
    /// The database is in use by another Quorum.
    ProfileInUse,
    /// The database is damaged.
    DatabaseDamaged,
    /// The profile cannot be written.
    ProfileReadOnly,
    /// A passphrase is needed or wrong.
    Passphrase,
    /// The keychain is locked or failed.
    Keychain,
    /// This meeting cannot be answered (now).
    NotAnswerable,
    /// It was not called off (any more), so it stays in the calendar.
    NotCancelled,
    /// The answer has left, so it cannot be edited or taken back.
    TooLate,
    /// Larger than this program takes.
    TooLarge,
    /// Made to do harm, so it is not shown.
    Unsafe,
    /// No such meeting, answer or account.
    NotFound,
    /// What was typed is not usable.
    BadInput,
    /// A fault of ours.
    Internal,
}

impl FailureCode {
    /// All of them.
    pub const ALL: [Self; 27] = [
        Self::Offline,
        Self::ServerNotFound,
        Self::NotActiveSync,
        Self::SignIn,
        Self::Forbidden,
        Self::NoCommonVersion,
        Self::Tls,
        Self::InsecureUrl,
        Self::ServerBusy,
        Self::BadAnswer,
        Self::UnknownStatus,
        Self::Policy,
        Self::MailboxFull,
        Self::DiskFull,
        Self::ProfileInUse,
        Self::DatabaseDamaged,
        Self::ProfileReadOnly,
        Self::Passphrase,
        Self::Keychain,
        Self::NotAnswerable,
        Self::NotCancelled,
        Self::TooLate,
        Self::TooLarge,
        Self::Unsafe,
        Self::NotFound,
        Self::BadInput,
        Self::Internal,
    ];
}
