//! Why there is no answer, who is at fault, and whether it may be asked again.
//!
//! [`ProtocolError::retry`] is the only place where that last question is answered. The sentences here are for logs
//! and for support; what a window says is chosen above.

use std::time::Duration;

use http::StatusCode;
use url::Url;

use crate::command::item_operations::ItemOperationsStatus;
use crate::status::{CommonStatus, Retry};
use crate::transport::TransportError;
use crate::version::ProtocolVersion;

/// A command was not carried out, or nobody knows whether it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// No HTTP response came.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The HTTP response is itself a refusal.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// Whatever answers there is not ActiveSync: a login page, a proxy's notice, another product.
    #[error("the answer is {what}, not ActiveSync; check the address of the server")]
    NotActiveSync {
        /// What came instead, from its content type; never its text.
        what: String,
    },
    /// The answer's bytes are not WBXML as ActiveSync writes it.
    #[error("the server's answer to {command} cannot be read: {source}")]
    Decode {
        /// The command asked.
        command: &'static str,
        /// Where and why.
        source: wbxml::DecodeError,
    },
    /// The answer can be read, but an element that every answer must have is not there.
    #[error("the server's answer to {command} lacks {missing}")]
    Malformed {
        /// The command asked.
        command: &'static str,
        /// What is missing.
        missing: &'static str,
    },
    /// The server understood and says no.
    #[error(transparent)]
    Status(#[from] StatusError),
    /// Server and client speak no common version.
    #[error("the server speaks ActiveSync {}, this program 14.0 to 16.1; there is no common version", .announced.join(", "))]
    NoCommonVersion {
        /// What the server announced.
        announced: Vec<String>,
    },
    /// This version of the protocol has no way to say this; nothing was sent.
    #[error("{command} cannot {what} in ActiveSync {version}")]
    Unsupported {
        /// The command.
        command: &'static str,
        /// The version.
        version: ProtocolVersion,
        /// What it cannot do.
        what: &'static str,
    },
}

/// A status other than success.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the server answered {command} with status {code} ({name})")]
pub struct StatusError {
    /// The command asked.
    pub command: &'static str,
    /// The number, as it came.
    pub code: u16,
    /// Its name in the standard, or `unknown`.
    pub name: &'static str,
    /// What it asks of a client.
    pub retry: Retry,
}

/// An HTTP status other than 200 (MS-ASHTTP 2.2.2.1.1).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// 400, 405, 406, 411, 415 and the like: the server rejects the request as such.
    #[error("the server rejects the request (HTTP {status})")]
    BadRequest {
        /// The number.
        status: StatusCode,
    },
    /// 401: the user name or the password is wrong.
    #[error("the server does not accept this user name and password (HTTP 401)")]
    SignIn {
        /// `WWW-Authenticate`, one for each way the server offers.
        challenges: Vec<String>,
    },
    /// 403: ActiveSync is switched off for this mailbox, or this device is blocked or in quarantine.
    #[error("the server does not allow this mailbox or this device to use ActiveSync (HTTP 403)")]
    Forbidden,
    /// 404 or 410: nothing there.
    #[error("there is no ActiveSync at this address (HTTP {status})")]
    NotFound {
        /// The number.
        status: StatusCode,
    },
    /// 413 or 414: too much at once.
    #[error("the request is too large for the server (HTTP {status})")]
    RequestTooLarge {
        /// The number.
        status: StatusCode,
    },
    /// 449: a policy has to be acknowledged first.
    #[error("the server wants its policy acknowledged first (HTTP 449)")]
    ProvisionNeeded,
    /// 451: the mailbox lives on another server.
    #[error("the mailbox has moved to another server (HTTP 451)")]
    Moved {
        /// The new endpoint (`X-MS-Location`), if it is named and safe for credentials.
        to: Option<Url>,
    },
    /// 3xx that leads to another host. Nothing was sent there, the password least of all.
    #[error("the server redirects elsewhere (HTTP {status})")]
    Redirected {
        /// The number.
        status: StatusCode,
        /// Where to, if it is named.
        to: Option<Url>,
    },
    /// 456: the account is blocked.
    #[error("the account is blocked (HTTP 456)")]
    AccountBlocked,
    /// 457: the password has expired.
    #[error("the password has expired (HTTP 457)")]
    PasswordExpired {
        /// Where to change it.
        change_at: Option<Url>,
    },
    /// 500, or another 5xx without a meaning of its own: the server failed.
    #[error("the server failed (HTTP {status})")]
    ServerFailure {
        /// The number.
        status: StatusCode,
        /// The least time to wait, if the server names it.
        after: Option<Duration>,
    },
    /// 429, 502, 503 or 504: busy, throttled, or a part of it is down.
    #[error("the server is busy or partly down (HTTP {status})")]
    Busy {
        /// The number.
        status: StatusCode,
        /// The least time to wait, if the server names it.
        after: Option<Duration>,
        /// `X-MS-ASThrottle`: why this device is slowed down.
        throttle: Option<String>,
    },
    /// 501: the server has no such command.
    #[error("the server does not support this command (HTTP 501)")]
    CommandNotSupported,
    /// 505: the server does not take this version of the protocol.
    #[error("the server does not take this version of ActiveSync (HTTP 505)")]
    VersionNotSupported,
    /// 507: the mailbox is full.
    #[error("the mailbox is full (HTTP 507)")]
    MailboxFull,
    /// Any other number.
    #[error("the server answered HTTP {status}")]
    Unexpected {
        /// The number.
        status: StatusCode,
    },
}

impl ProtocolError {
    /// What has to happen before the same may be asked again. This is the one place where that is decided.
    pub fn retry(&self) -> Retry {
        match self {
            Self::Transport(error) => match error {
                TransportError::Resolve { .. }
                | TransportError::Connect { .. }
                // More often a hotel's proxy than the server's own certificate.
                | TransportError::Tls { .. }
                | TransportError::Timeout
                | TransportError::Interrupted(_) => Retry::Network,
                TransportError::Insecure(_)
                | TransportError::TooLarge { .. }
                | TransportError::Request(_) => Retry::Permanent,
            },
            Self::Http(error) => error.retry(),
            // A damaged or foreign answer to somebody who was answered before is a proxy on its bad day, or a notice
            // that the server is being worked on.
            Self::NotActiveSync { .. } | Self::Decode { .. } | Self::Malformed { .. } => Retry::LATER,
            Self::Status(error) => error.retry,
            Self::NoCommonVersion { .. } | Self::Unsupported { .. } => Retry::Permanent,
        }
    }

    /// The least time to wait before the same is asked again, where the server (or experience) names it.
    pub fn after(&self) -> Option<Duration> {
        match self.retry() {
            Retry::Transient { after } => after,
            _ => None,
        }
    }

    /// Whether the server may have acted on the request although this is an error. `false` is certain. Where it is
    /// `true` and acting twice would do harm, the server has to be looked at before asking again.
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::Transport(error) => error.may_have_arrived(),
            Self::Http(error) => error.may_have_arrived(),
            Self::Decode { .. } | Self::Malformed { .. } | Self::NotActiveSync { .. } => true,
            Self::Status(_) | Self::NoCommonVersion { .. } | Self::Unsupported { .. } => false,
        }
    }

    /// Whether the server does not let this mailbox or this device in: an administrator has to allow it.
    pub fn is_forbidden(&self) -> bool {
        match self {
            Self::Http(error) => matches!(error, HttpError::Forbidden | HttpError::AccountBlocked),
            Self::Status(error) => matches!(
                error.common(),
                Some(
                    CommonStatus::UserDisabledForSync
                        | CommonStatus::UserOnNewMailboxCannotSync
                        | CommonStatus::UserOnLegacyMailboxCannotSync
                        | CommonStatus::DeviceIsBlockedForThisUser
                        | CommonStatus::AccessDenied
                        | CommonStatus::AccountDisabled
                        | CommonStatus::MaximumDevicesReached
                )
            ),
            Self::Transport(_)
            | Self::NotActiveSync { .. }
            | Self::Decode { .. }
            | Self::Malformed { .. }
            | Self::NoCommonVersion { .. }
            | Self::Unsupported { .. } => false,
        }
    }

    /// Whether the mailbox, or what may be sent from it, is full: a person has to make room.
    pub fn is_mailbox_full(&self) -> bool {
        match self {
            Self::Http(error) => *error == HttpError::MailboxFull,
            Self::Status(error) => matches!(
                error.common(),
                Some(CommonStatus::MailboxQuotaExceeded | CommonStatus::SendQuotaExceeded)
            ),
            Self::Transport(_)
            | Self::NotActiveSync { .. }
            | Self::Decode { .. }
            | Self::Malformed { .. }
            | Self::NoCommonVersion { .. }
            | Self::Unsupported { .. } => false,
        }
    }

    /// Whether what was asked for is larger than the server gives, or than this client takes.
    pub fn is_too_large(&self) -> bool {
        match self {
            Self::Transport(error) => matches!(error, TransportError::TooLarge { .. }),
            Self::Status(error) => {
                ItemOperationsStatus::is_too_large(error)
                    || error.common() == Some(CommonStatus::AttachmentIsTooLarge)
            }
            Self::Http(_)
            | Self::NotActiveSync { .. }
            | Self::Decode { .. }
            | Self::Malformed { .. }
            | Self::NoCommonVersion { .. }
            | Self::Unsupported { .. } => false,
        }
    }
}

impl StatusError {
    /// Which of the statuses it is that mean the same in every command, if it is one.
    pub fn common(&self) -> Option<CommonStatus> {
        CommonStatus::from_number(self.code)
    }
}

impl HttpError {
    fn retry(&self) -> Retry {
        match self {
            Self::SignIn { .. } | Self::PasswordExpired { .. } => Retry::SignIn,
            Self::ProvisionNeeded => Retry::Provision,
            Self::Moved { .. } => Retry::Relocate,
            Self::VersionNotSupported => Retry::Renegotiate,
            Self::ServerFailure { after, .. } | Self::Busy { after, .. } => {
                Retry::Transient { after: *after }
            }
            Self::BadRequest { .. }
            | Self::Forbidden
            | Self::NotFound { .. }
            | Self::RequestTooLarge { .. }
            | Self::Redirected { .. }
            | Self::AccountBlocked
            | Self::CommandNotSupported
            | Self::MailboxFull
            | Self::Unexpected { .. } => Retry::Permanent,
        }
    }

    /// A gateway that gave up waiting, or a server that fell over, may have acted first.
    fn may_have_arrived(&self) -> bool {
        match self {
            Self::ServerFailure { .. } | Self::Busy { .. } | Self::Unexpected { .. } => true,
            Self::BadRequest { .. }
            | Self::SignIn { .. }
            | Self::Forbidden
            | Self::NotFound { .. }
            | Self::RequestTooLarge { .. }
            | Self::ProvisionNeeded
            | Self::Moved { .. }
            | Self::Redirected { .. }
            | Self::AccountBlocked
            | Self::PasswordExpired { .. }
            | Self::CommandNotSupported
            | Self::VersionNotSupported
            | Self::MailboxFull => false,
        }
    }
}
