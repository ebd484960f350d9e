//! Why a command did not succeed: an exit code for scripts, a sentence for people that says what to do.
//!
//! The sentences about servers, the database and secrets are the engine's; what only the command line can advise is
//! added with [`Fault::then`].

use std::fmt::Display;

use engine::EngineError;
use engine::view::{Failure, FailureCode};

/// How the program ends. Scripts rely on the numbers; new meanings get new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0.
    Done,
    /// 1.
    Internal,
    /// 2.
    Usage,
    /// 3.
    NotFound,
    /// 4.
    NotAnswerable,
    /// 5.
    SignIn,
    /// 6.
    Waiting,
    /// 7.
    Server,
    /// 8.
    NotTold,
    /// 9.
    InUse,
    /// 10.
    Profile,
    /// 11.
    Secrets,
}

impl Exit {
    /// All of them, in order.
    pub const ALL: [Self; 12] = [
        Self::Done,
        Self::Internal,
        Self::Usage,
        Self::NotFound,
        Self::NotAnswerable,
        Self::SignIn,
        Self::Waiting,
        Self::Server,
        Self::NotTold,
        Self::InUse,
        Self::Profile,
        Self::Secrets,
    ];

    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Internal => 1,
            Self::Usage => 2,
            Self::NotFound => 3,
            Self::NotAnswerable => 4,
            Self::SignIn => 5,
            Self::Waiting => 6,
            Self::Server => 7,
            Self::NotTold => 8,
            Self::InUse => 9,
            Self::Profile => 10,
            Self::Secrets => 11,
        }
    }

    /// What it says, for the help and the guide.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Internal => "a fault of Quorum's own",
            Self::Usage => "what was typed cannot be used",
            Self::NotFound => "no such mailbox, meeting or answer, or more than one of that name",
            Self::NotAnswerable => "the meeting cannot be answered, or the server refused the answer",
            Self::SignIn => "the server does not let you in: password, permission or policy",
            Self::Waiting => "the server cannot be reached, or an answer still waits to be sent",
            Self::Server => "the server answered, but not as it should, or it cannot be trusted",
            Self::NotTold => "the answer is in the calendar, but the organizer could not be told",
            Self::InUse => "another Quorum is using the profile",
            Self::Profile => "the profile is damaged or cannot be written, or the disk is full",
            Self::Secrets => "the saved passwords cannot be opened",
        }
    }
}

/// A command did not succeed.
#[derive(Debug)]
pub struct Fault {
    /// How the program ends.
    pub exit: Exit,
    /// The kind, for scripts.
    pub code: &'static str,
    /// What happened and what to do.
    pub message: String,
    /// For support; may be empty.
    pub detail: String,
}

impl Fault {
    /// With nothing more to tell.
    pub fn new(exit: Exit, code: &'static str, message: impl Into<String>) -> Self {
        Self { exit, code, message: message.into(), detail: String::new() }
    }

    /// What the system said.
    pub fn because(self, cause: impl Display) -> Self {
        Self { detail: cause.to_string(), ..self }
    }

    /// One more sentence of advice.
    pub fn then(self, advice: impl Display) -> Self {
        Self { message: format!("{} {advice}", self.message), ..self }
    }
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        let Failure { code, message, detail } = error.failure();
        let (exit, code) = kind(code);
        let detail = match exit {
            // The sentence says it all.
            Exit::Usage | Exit::NotFound | Exit::NotAnswerable => String::new(),
            _ => detail,
        };
        Self { exit, code, message, detail }
    }
}

/// The exit code and the word for a kind of failure.
pub fn kind(code: FailureCode) -> (Exit, &'static str) {
    match code {
        FailureCode::Offline => (Exit::Waiting, "offline"),
        FailureCode::ServerNotFound => (Exit::Waiting, "server_not_found"),
        FailureCode::NotActiveSync => (Exit::Server, "not_active_sync"),
        FailureCode::SignIn => (Exit::SignIn, "sign_in"),
        FailureCode::Forbidden => (Exit::SignIn, "forbidden"),
        FailureCode::NoCommonVersion => (Exit::Server, "no_common_version"),
        FailureCode::Tls => (Exit::Server, "tls"),
        FailureCode::InsecureUrl => (Exit::Usage, "insecure_url"),
        FailureCode::ServerBusy => (Exit::Server, "server_busy"),
        FailureCode::BadAnswer => (Exit::Server, "bad_answer"),
        FailureCode::UnknownStatus => (Exit::Server, "unknown_status"),
        FailureCode::Policy => (Exit::SignIn, "policy"),
        FailureCode::MailboxFull => (Exit::Server, "mailbox_full"),
        FailureCode::DiskFull => (Exit::Profile, "disk_full"),
        FailureCode::ProfileInUse => (Exit::InUse, "profile_in_use"),
        FailureCode::DatabaseDamaged => (Exit::Profile, "database_damaged"),
        FailureCode::ProfileReadOnly => (Exit::Profile, "profile_read_only"),
        FailureCode::Passphrase => (Exit::Secrets, "passphrase"),
        FailureCode::Keychain => (Exit::Secrets, "keychain"),
        FailureCode::NotAnswerable => (Exit::NotAnswerable, "not_answerable"),
        FailureCode::NotCancelled => (Exit::NotAnswerable, "not_cancelled"),
        FailureCode::TooLate => (Exit::NotAnswerable, "too_late"),
        FailureCode::TooLarge => (Exit::Server, "too_large"),
        FailureCode::Unsafe => (Exit::Server, "unsafe"),
        FailureCode::NotFound => (Exit::NotFound, "not_found"),
        FailureCode::BadInput => (Exit::Usage, "bad_input"),
        FailureCode::Internal => (Exit::Internal, "internal"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_all_different_and_in_order() {
        let codes: Vec<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
        assert_eq!(codes, (0..12).collect::<Vec<u8>>());
    }

    #[test]
    fn the_words_are_those_of_the_window() {
        for code in FailureCode::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), kind(code).1, "one word for one thing");
        }
    }
}
