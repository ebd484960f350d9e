//! Words and instants as the database spells them.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::Row;

use crate::clock::Timestamp;

/// `2026-12-01T17:00:00Z`: sorts as it is.
pub(super) fn instant(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Reads what [`instant`] wrote.
pub(super) fn read_instant(row: &Row<'_>, column: &str) -> rusqlite::Result<Timestamp> {
    let text: String = row.get(column)?;
    parse(&text).ok_or_else(|| not_understood(column, &text))
}

/// Reads what [`instant`] wrote, or NULL.
pub(super) fn read_maybe_instant(row: &Row<'_>, column: &str) -> rusqlite::Result<Option<Timestamp>> {
    let text: Option<String> = row.get(column)?;
    text.map(|text| parse(&text).ok_or_else(|| not_understood(column, &text))).transpose()
}

/// Reads a word of a closed list.
pub(super) fn read_word<T>(
    row: &Row<'_>,
    column: &str,
    read: impl Fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    read(&text).ok_or_else(|| not_understood(column, &text))
}

/// For [`read_word`]: a word of a closed list, or none, stored as ''.
pub(super) fn maybe<T: Word>(word: &str) -> Option<Option<T>> {
    if word.is_empty() { Some(None) } else { T::from_word(word).map(Some) }
}

fn parse(text: &str) -> Option<Timestamp> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc))
}

fn not_understood(column: &str, text: &str) -> rusqlite::Error {
    let problem = format!("{column} holds {text:?}, which this version does not understand");
    rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, problem.into())
}

/// Gives a closed enum its words in the database, each spelled once.
macro_rules! words {
    ($type:ty { $($variant:ident = $word:literal),* $(,)? }) => {
        impl $crate::store::Word for $type {
            fn word(&self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
            fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use words;

/// A closed enum with words in the database.
pub(crate) trait Word: Sized {
    /// Its word.
    fn word(&self) -> &'static str;
    /// The one with this word.
    fn from_word(word: &str) -> Option<Self>;
}

mod spelled {
    use crate::view::{Answer, Family, ProposalCarrier, Replies, StepKind, ToldBy, ToldReason, TroubleCode};

    words!(Answer { Accepted = "accepted", Tentative = "tentative", Declined = "declined" });
    words!(ToldBy {
        Client = "client",
        Server = "server",
        ServerPerhaps = "server_perhaps",
        Nobody = "nobody",
    });
    words!(Replies { Auto = "auto", Client = "client", Server = "server" });
    words!(Family {
        Exchange = "exchange",
        ExchangeOnline = "exchange-online",
        Sogo = "sogo",
        Zpush = "zpush",
        Grommunio = "grommunio",
        Unknown = "unknown",
    });
    words!(ToldReason {
        NotRequested = "not_requested",
        Chosen = "chosen",
        Refused = "refused",
        NoAddress = "no_address",
        MailboxFull = "mailbox_full",
        MailRefused = "mail_refused",
        GaveUp = "gave_up",
        AnsweredElsewhere = "answered_elsewhere",
    });
    words!(TroubleCode {
        Offline = "offline",
        ServerBusy = "server_busy",
        SignIn = "sign_in",
        InvalidMeeting = "invalid_meeting",
        MailboxError = "mailbox_error",
        ServerRefused = "server_refused",
        Uncertain = "uncertain",
        NotTold = "not_told",
        UnknownStatus = "unknown_status",
        Gone = "gone",
        Policy = "policy",
        Changed = "changed",
        Forbidden = "forbidden",
        MailboxFull = "mailbox_full",
        OneOccurrence = "one_occurrence",
        CannotPropose = "cannot_propose",
    });
    words!(ProposalCarrier { SendResponse = "send_response", Counter = "counter", Words = "words" });
    words!(StepKind {
        Decided = "decided",
        Edited = "edited",
        Withdrawn = "withdrawn",
        Replaced = "replaced",
        Sent = "sent",
        ReplyLost = "reply_lost",
        FoundApplied = "found_applied",
        FoundMissing = "found_missing",
        Taken = "taken",
        Refused = "refused",
        MailSent = "mail_sent",
        Told = "told",
        LeftToServer = "left_to_server",
        NotTold = "not_told",
        MailFailed = "mail_failed",
        Confirmed = "confirmed",
        Delayed = "delayed",
        Discarded = "discarded",
        Retried = "retried",
    });
}
