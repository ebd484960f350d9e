//! Why a use case did not succeed, and the sentence that says what to do.
//!
//! [`EngineError`] keeps the cause; [`EngineError::failure`] is the one place where causes become the closed codes and
//! the English sentences that the shells show.

use eas::{HttpError, ProtocolError, Retry, TransportError};

use crate::called_off;
use crate::html::Refused;
use crate::secrets::SecretsError;
use crate::store::StoreError;
use crate::view::{CalledOffItem, Failure, FailureCode, NotAnswerable, NotProposable};

/// A use case did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The server, or the way to it.
    #[error(transparent)]
    Protocol(#[from] ProtocolError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The keychain or vault.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// Nobody answers at an address that was typed; no mailbox is there yet whose answers could wait.
    #[error(transparent)]
    NobodyThere(TransportError),
    /// No password is stored for the mailbox.
    #[error("no password is stored for {0}")]
    NoPassword(String),
    /// What was typed cannot be used.
    #[error("{0}")]
    BadInput(String),
    /// The meeting cannot be answered.
    #[error("this meeting cannot be answered")]
    NotAnswerable {
        /// Why.
        reason: NotAnswerable,
        /// The meeting to answer instead.
        newest: Option<String>,
    },
    /// No other time can be proposed, or not this one.
    #[error("this time cannot be proposed")]
    NotProposable(NotProposable),
    /// The meeting is not called off (any more), or more than that would be removed.
    #[error("{subject:?} is not to be removed")]
    NotCancelled {
        /// Its title.
        subject: String,
        /// What of it is in the calendar; `None`: all of it takes place.
        item: Option<CalledOffItem>,
    },
    /// A meeting that was called off could not be removed from the calendar.
    #[error("{subject:?} was not removed: {cause}")]
    NotRemoved {
        /// Its title.
        subject: String,
        /// The server may have removed it all the same.
        unknown: bool,
        /// Why.
        cause: Box<EngineError>,
    },
    /// The invitation to a declined meeting is not in Deleted Items any more.
    #[error("the invitation to {subject:?} is not in Deleted Items")]
    NotRecovered {
        /// Its title.
        subject: String,
        /// Whose it was.
        organizer: String,
    },
    /// No such meeting.
    #[error("there is no such {0}")]
    NotFound(&'static str),
    /// Answers have not left yet, and would be lost: the meetings they are about, one for each answer.
    #[error("answers wait to be sent")]
    AnswersWait(Vec<String>),
    /// The answer has left, so it cannot be edited or taken back.
    #[error("{0}")]
    TooLate(&'static str),
    /// Not as things are now.
    #[error("{0}")]
    NotNow(&'static str),
    /// The server asks for rules this program cannot keep.
    #[error("the server's policy demands {0}")]
    Policy(String),
    /// A file is larger than is fetched here.
    #[error("{name:?} is larger than {limit} bytes")]
    TooLarge {
        /// Its name.
        name: String,
        /// The most bytes that are fetched.
        limit: u32,
    },
    /// A text is made to overload its reader.
    #[error("the formatted text is not shown: {0}")]
    Unsafe(Refused),
    /// The server has no Inbox or Calendar for this mailbox.
    #[error("the server lists no {0} folder for this mailbox")]
    NoFolder(&'static str),
}

/// Results of the engine.
pub type Result<T, E = EngineError> = std::result::Result<T, E>;

impl EngineError {
    /// The least time that a server wants to be left alone.
    pub(crate) fn after(&self) -> Option<std::time::Duration> {
        match self {
            Self::Protocol(error) => error.after(),
            _ => None,
        }
    }

    /// What the shells show.
    pub fn failure(&self) -> Failure {
        let (code, message) = self.presented();
        Failure { code, message, detail: self.to_string() }
    }

    fn presented(&self) -> (FailureCode, String) {
        let say = |code, message: &str| (code, message.to_owned());
        match self {
            Self::Protocol(error) => protocol(error),
            Self::Store(error) => store(error),
            Self::Secrets(error) => secrets(error),
            Self::NobodyThere(_) => say(
                FailureCode::ServerNotFound,
                "Nothing answers at this address. Check the server's name and port, and whether this computer is \
                 online.",
            ),
            Self::NoPassword(email) => {
                (FailureCode::SignIn, format!("The password for {email} is not stored here. Enter it again."))
            }
            Self::BadInput(what) => (FailureCode::BadInput, what.clone()),
            Self::NotAnswerable { reason, newest } => {
                let mut message = not_answerable(*reason).to_owned();
                if let Some(newest) = newest {
                    message = format!("{message} The newest version is {newest}.");
                }
                (FailureCode::NotAnswerable, message)
            }
            Self::NotProposable(reason) => {
                let code = match reason {
                    NotProposable::Series
                    | NotProposable::AllDay
                    | NotProposable::NotRequested
                    | NotProposable::NoAddress
                    | NotProposable::Server => FailureCode::NotAnswerable,
                    NotProposable::Accepted
                    | NotProposable::Silent
                    | NotProposable::Order
                    | NotProposable::Past
                    | NotProposable::Same => FailureCode::BadInput,
                };
                (code, not_proposable(*reason).to_owned())
            }
            Self::NotCancelled { subject, item } => {
                (FailureCode::NotCancelled, not_cancelled(subject, *item))
            }
            Self::NotRemoved { subject, unknown, cause } => not_removed(subject, *unknown, cause),
            Self::NotRecovered { subject, organizer } => (
                FailureCode::NotFound,
                format!(
                    "The invitation to \u{201c}{subject}\u{201d} is not in Deleted Items any more, so it cannot be \
                     answered from here. Ask {organizer} for a new invitation."
                ),
            ),
            Self::NotFound(what) => (
                FailureCode::NotFound,
                format!(
                    "There is no such {what}. It may have been removed meanwhile; look at the list again."
                ),
            ),
            Self::AnswersWait(meetings) => (FailureCode::NotAnswerable, answers_wait(meetings)),
            Self::TooLate(what) => (FailureCode::TooLate, (*what).to_owned()),
            Self::NotNow(what) => (FailureCode::NotAnswerable, (*what).to_owned()),
            Self::Policy(demands) => (
                FailureCode::Policy,
                format!(
                    "The server asks for rules that Quorum cannot keep here ({demands}). Ask the administrator to \
                     allow this device, or use another program for this mailbox. Nothing was acknowledged."
                ),
            ),
            Self::TooLarge { name, limit } => (
                FailureCode::TooLarge,
                format!(
                    "{name} is larger than {} MB, which is the most that Quorum fetches. Nothing was saved. Save it \
                     with your mail program.",
                    limit / (1024 * 1024)
                ),
            ),
            Self::Unsafe(refused) => (
                FailureCode::Unsafe,
                format!(
                    "The formatted text is made to overload whoever reads it: {refused}. It is not shown."
                ),
            ),
            Self::NoFolder(_) => say(
                FailureCode::BadAnswer,
                "The server does not show an Inbox and a Calendar for this mailbox. Ask the administrator whether \
                 ActiveSync may read them.",
            ),
        }
    }
}

fn not_cancelled(subject: &str, item: Option<CalledOffItem>) -> String {
    match item {
        Some(CalledOffItem::InSeries) => format!(
            "Only one date of \u{201c}{subject}\u{201d} was called off, and your calendar has that. The series takes \
             place, so it is not removed."
        ),
        Some(CalledOffItem::StillInSeries) => format!(
            "Only one date of \u{201c}{subject}\u{201d} was called off. This server leaves it in the series, which takes \
             place and is not removed. Remove the date in the server's web interface."
        ),
        Some(CalledOffItem::WithSeries) => format!(
            "The whole series \u{201c}{subject}\u{201d} was called off. Remove the series; this date goes with it."
        ),
        Some(CalledOffItem::Unclear) => format!(
            "This server does not tell whether all of \u{201c}{subject}\u{201d} was called off or one date, so nothing \
             is removed. Ask the organizer, or remove it in the server's web interface."
        ),
        Some(
            CalledOffItem::Renewed
            | CalledOffItem::Removable
            | CalledOffItem::Gone
            | CalledOffItem::SeriesOpen,
        )
        | None => format!(
            "\u{201c}{subject}\u{201d} is not called off (any more), so it stays in your calendar. Nothing was removed."
        ),
    }
}

fn not_removed(subject: &str, unknown: bool, cause: &EngineError) -> (FailureCode, String) {
    let (code, message) = cause.presented();
    let kept = format!("\u{201c}{subject}\u{201d} was not removed and is still in your calendar.");
    let words = match (code, cause) {
        _ if unknown => format!(
            "The server did not say whether it removed \u{201c}{subject}\u{201d}. The next Sync shows it; removing it \
             again is safe."
        ),
        (_, EngineError::Protocol(error)) if called_off::has_changed(error) => {
            format!("{kept} It has changed on the server meanwhile. Look at it again.")
        }
        (FailureCode::Offline | FailureCode::ServerNotFound, _) => {
            format!("The server cannot be reached. {kept} Remove it when you are online.")
        }
        (FailureCode::ServerBusy, _) => format!("The server is busy or failing. {kept} Try again later."),
        (FailureCode::UnknownStatus, _) => {
            format!(
                "The server refuses this. {kept} Remove it with another program, or ask the administrator."
            )
        }
        _ => format!("{kept} {message}"),
    };
    (code, words)
}

fn answers_wait(meetings: &[String]) -> String {
    let mut named: Vec<&str> = Vec::new();
    for title in
        meetings.iter().map(|title| if title.is_empty() { "a meeting without a title" } else { title })
    {
        if !named.contains(&title) {
            named.push(title);
        }
    }
    let named = named.join("; ");
    match meetings.len() {
        1 => format!(
            "1 answer has not left yet: to {named}. Send it first, or it is lost when the mailbox is removed."
        ),
        count => format!(
            "{count} answers have not left yet: to {named}. Send them first, or they are lost when the mailbox is \
             removed."
        ),
    }
}

fn protocol(error: &ProtocolError) -> (FailureCode, String) {
    let say = |code, message: &str| (code, message.to_owned());
    match error {
        ProtocolError::Transport(error) => transport(error),
        ProtocolError::Http(error) => http(error),
        ProtocolError::NotActiveSync { what } => (
            FailureCode::NotActiveSync,
            format!(
                "What answers there is {what}, not ActiveSync. Check the server's address; it usually ends in \
                 /Microsoft-Server-ActiveSync, for SOGo in /SOGo/Microsoft-Server-ActiveSync."
            ),
        ),
        ProtocolError::Decode { .. } | ProtocolError::Malformed { .. } => say(
            FailureCode::BadAnswer,
            "The server's answer could not be read, and nothing was changed. Try again; if it stays, send the \
             detail to the administrator.",
        ),
        ProtocolError::NoCommonVersion { announced } => (
            FailureCode::NoCommonVersion,
            format!(
                "The server speaks ActiveSync {}, Quorum 14.0 to 16.1. The server has to be updated before Quorum \
                 can be used with it.",
                announced.join(", ")
            ),
        ),
        ProtocolError::Unsupported { .. } => {
            say(FailureCode::NotAnswerable, "This server's version of ActiveSync has no way to do this.")
        }
        ProtocolError::Status(_) if error.is_mailbox_full() => mailbox_full(),
        ProtocolError::Status(_) if error.is_forbidden() => forbidden(),
        ProtocolError::Status(error) if error.retry == Retry::Provision => policy(),
        ProtocolError::Status(error) if matches!(error.retry, Retry::Transient { .. }) => server_busy(),
        ProtocolError::Status(error) => (
            FailureCode::UnknownStatus,
            format!(
                "The server answered {} with status {} ({}). Nothing was changed here. Try again; if it stays, \
                 send the detail to the administrator.",
                error.command, error.code, error.name
            ),
        ),
    }
}

fn transport(error: &TransportError) -> (FailureCode, String) {
    match error {
        TransportError::Resolve { host, .. } => (
            FailureCode::ServerNotFound,
            format!("There is no server named {host}. Check the name, and whether this computer is online."),
        ),
        TransportError::Connect { host, .. } => (
            FailureCode::Offline,
            format!("{host} cannot be reached. What you decide here waits until it can."),
        ),
        TransportError::Tls { host, detail } => (
            FailureCode::Tls,
            // The detail says what to do; advice for another case would only mislead.
            format!("The secure connection to {host} failed: {detail}. Nothing was sent."),
        ),
        TransportError::Insecure(address) => (
            FailureCode::InsecureUrl,
            format!(
                "{address} is not encrypted, so no password is sent there. Use an address that begins with https://."
            ),
        ),
        TransportError::Timeout | TransportError::Interrupted(_) => (
            FailureCode::Offline,
            "The server did not answer. What you decide here waits until it does.".to_owned(),
        ),
        TransportError::TooLarge { .. } => (
            FailureCode::BadAnswer,
            "The server's answer is larger than Quorum is willing to hold. Nothing was changed.".to_owned(),
        ),
        TransportError::Request(_) => (
            FailureCode::BadInput,
            "The request could not be made. Check the server's address and the user name.".to_owned(),
        ),
    }
}

fn http(error: &HttpError) -> (FailureCode, String) {
    let say = |code, message: &str| (code, message.to_owned());
    match error {
        HttpError::SignIn { .. } => say(
            FailureCode::SignIn,
            "The server does not accept this user name and password. Enter them again; some servers want the whole \
             address as user name, others DOMAIN\\user.",
        ),
        HttpError::AccountBlocked => {
            say(FailureCode::SignIn, "The account is blocked. Ask the administrator to unblock it.")
        }
        HttpError::PasswordExpired { change_at } => (
            FailureCode::SignIn,
            match change_at {
                Some(at) => {
                    format!("The password has expired. Change it at {at}, then enter the new one here.")
                }
                None => "The password has expired. Change it, then enter the new one here.".to_owned(),
            },
        ),
        HttpError::Forbidden => forbidden(),
        HttpError::NotFound { .. } | HttpError::BadRequest { .. } | HttpError::Redirected { .. } => say(
            FailureCode::NotActiveSync,
            "There is no ActiveSync at this address. Check it; it usually ends in /Microsoft-Server-ActiveSync.",
        ),
        HttpError::MailboxFull => mailbox_full(),
        HttpError::ProvisionNeeded => policy(),
        HttpError::Moved { .. } => say(
            FailureCode::NotActiveSync,
            "The mailbox has moved to another server, and this one does not say where. Set the mailbox up again.",
        ),
        HttpError::CommandNotSupported | HttpError::VersionNotSupported => {
            say(FailureCode::NoCommonVersion, "The server does not take this version of ActiveSync.")
        }
        HttpError::RequestTooLarge { .. }
        | HttpError::ServerFailure { .. }
        | HttpError::Busy { .. }
        | HttpError::Unexpected { .. } => server_busy(),
    }
}

fn forbidden() -> (FailureCode, String) {
    let words = "The server does not let this mailbox or this device use ActiveSync. Ask the administrator to allow it.";
    (FailureCode::Forbidden, words.to_owned())
}

fn mailbox_full() -> (FailureCode, String) {
    let words = "The mailbox is full, so the server takes nothing more. Free some space, then try again.";
    (FailureCode::MailboxFull, words.to_owned())
}

fn policy() -> (FailureCode, String) {
    let words =
        "The server wants its rules for devices acknowledged. Ask the administrator to allow this device.";
    (FailureCode::Policy, words.to_owned())
}

fn server_busy() -> (FailureCode, String) {
    let words = "The server is busy or failing. Nothing is lost; it is asked again later.";
    (FailureCode::ServerBusy, words.to_owned())
}

fn store(error: &StoreError) -> (FailureCode, String) {
    let say = |code, message: &str| (code, message.to_owned());
    match error {
        StoreError::InUse(_) => say(
            FailureCode::ProfileInUse,
            "Another Quorum is using this profile. Use its window, or close it and try again.",
        ),
        StoreError::DiskFull => say(
            FailureCode::DiskFull,
            "The disk is full, so this was not stored. Nothing was sent. Free some space, then try again.",
        ),
        StoreError::ReadOnly(_) => say(
            FailureCode::ProfileReadOnly,
            "Quorum cannot write in its folder, so nothing was stored or sent. Check the folder's permissions.",
        ),
        StoreError::Damaged(_) => say(
            FailureCode::DatabaseDamaged,
            "Quorum's database is damaged. It was left as it is. Restore it from a backup, or move it away and start \
             Quorum: mails and calendar come back from the server, receipts of earlier answers do not.",
        ),
        StoreError::TooNew => say(
            FailureCode::DatabaseDamaged,
            "The database was written by a newer Quorum. It was left as it is. Install the newer version again.",
        ),
        StoreError::Busy => say(
            FailureCode::ProfileInUse,
            "Another program holds Quorum's database, so nothing was stored. Close it, or try again in a moment.",
        ),
        StoreError::NotFound(what) => (
            FailureCode::NotFound,
            format!("There is no such {what}. It may have been removed meanwhile; look at the list again."),
        ),
        StoreError::Sql(_) => {
            say(FailureCode::Internal, "The database did not do what Quorum asked. Nothing was sent.")
        }
    }
}

fn secrets(error: &SecretsError) -> (FailureCode, String) {
    let say = |code, message: &str| (code, message.to_owned());
    match error {
        SecretsError::Locked => say(
            FailureCode::Passphrase,
            "This computer has no keychain, so the passwords are in a locked vault. Enter its passphrase.",
        ),
        SecretsError::WrongPassphrase => say(
            FailureCode::Passphrase,
            "This passphrase does not open the vault. Try again; if it is lost, remove the file `vault` in the \
             profile's folder and enter the passwords of the mailboxes again.",
        ),
        SecretsError::TooShort { min } => {
            (FailureCode::Passphrase, format!("The passphrase needs at least {min} characters."))
        }
        SecretsError::Keychain(_) => {
            say(FailureCode::Keychain, "The keychain of this system did not open. Unlock it, then try again.")
        }
        SecretsError::File(error) if error.kind() == std::io::ErrorKind::StorageFull => say(
            FailureCode::DiskFull,
            "The disk is full, so the password was not stored. Free some space, then try again.",
        ),
        SecretsError::File(_) => say(
            FailureCode::ProfileReadOnly,
            "The vault's file cannot be read or written. Check the permissions of the profile's folder.",
        ),
        SecretsError::Damaged => say(
            FailureCode::Keychain,
            "The vault's file is damaged. Remove it and enter the passwords of the mailboxes again.",
        ),
    }
}

/// Why no other time can be proposed, in words.
pub fn not_proposable(reason: NotProposable) -> &'static str {
    match reason {
        NotProposable::Series => {
            "A whole series has no one other time to propose. Write in the comment when it would suit you."
        }
        NotProposable::AllDay => "For whole days no time can be proposed. Write it in the comment.",
        NotProposable::NotRequested => {
            "The organizer asked for no replies, so a proposed time would reach nobody. Write to them yourself."
        }
        NotProposable::NoAddress => {
            "The invitation names no mail address of the organizer, so a proposed time would reach nobody."
        }
        NotProposable::Server => {
            "This server tells the organizer by itself and passes no proposed time on with this answer. Write to them \
             yourself."
        }
        NotProposable::Accepted => {
            "Who accepts comes at the time that is. Propose another one with a tentative answer."
        }
        NotProposable::Silent => "A proposed time is for the organizer, so they have to be told.",
        NotProposable::Order => "The proposed time has to end after it begins.",
        NotProposable::Past => "The proposed time is over already.",
        NotProposable::Same => "The meeting is at this time already.",
    }
}

/// Why a meeting cannot be answered, in a sentence.
pub fn not_answerable(reason: NotAnswerable) -> &'static str {
    match reason {
        NotAnswerable::Outdated => "A newer version of this meeting exists; answer that one.",
        NotAnswerable::Cancelled => "The organizer called this meeting off; there is nothing to answer.",
        NotAnswerable::Organizer => "You organize this meeting; there is nothing to answer.",
        NotAnswerable::Informational => "This is for information only; there is nothing to answer.",
        NotAnswerable::DelegatorCopy => "This is a copy; your delegate answers for you.",
        NotAnswerable::Delegated => {
            "This invitation is for somebody you stand in for; ActiveSync cannot answer in their name."
        }
        NotAnswerable::OneOccurrence => {
            "This server would take an answer to one date for the whole series, so nothing is sent. Answer the series \
             from its own invitation, answer this date in the server's web interface, or write to the organizer."
        }
        NotAnswerable::SeriesFirst => {
            "The series is not in your calendar yet. Answer the series first; then each of its dates can be answered by \
             itself."
        }
        NotAnswerable::Gone => "Neither the invitation nor a calendar item is left on the server.",
        NotAnswerable::Unreadable => {
            "The server's data about this meeting cannot be read well enough to answer it."
        }
    }
}
