//! What the numbers in `Status` elements mean, and what each asks of a client.
//!
//! A status is two types: a number that survives whatever the server sent ([`SyncStatus`](crate::SyncStatus) and its
//! like), and a closed list of meanings to match on without a `_` arm. Every command's own list stands beside the
//! command; the numbers from 101 on mean the same in all of them and stand here ([`CommonStatus`], MS-ASCMD 2.2.2).
//!
//! What to do is decided once, by the status itself, as a [`Retry`]. When to do it is for the caller.

use std::time::Duration;

/// What has to happen before the same thing may be asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Nothing but a connection is missing: again as soon as the network may be back.
    Network,
    /// The server is busy or failing: again later, and not before `after` where the server (or experience) names it.
    Transient {
        /// The least time to wait.
        after: Option<Duration>,
    },
    /// The person has to sign in anew.
    SignIn,
    /// The Provision handshake has to be run, then the same once more.
    Provision,
    /// The server speaks other versions than thought: OPTIONS, then everything from key 0.
    Renegotiate,
    /// The mailbox lives at another address now: go there, keep it, and repeat.
    Relocate,
    /// The SyncKey is not valid (any more): from key 0.
    StartOver,
    /// The list of folders changed: FolderSync, then the same again.
    RefreshFolders,
    /// The item is not what this client thinks it is: synchronise its folder, then decide anew.
    Resync,
    /// The same request without its optional parts may work; once.
    Simplify,
    /// The same would fail again. A person has to do something first, or it is a fault of this client.
    Permanent,
}

impl Retry {
    /// Again later, whenever the caller thinks fit.
    pub const LATER: Self = Self::Transient { after: None };

    /// Again, but not within so many seconds.
    pub const fn after_seconds(seconds: u64) -> Self {
        Self::Transient { after: Some(Duration::from_secs(seconds)) }
    }
}

/// Declares a status: the number as it came, and the closed list of what it can mean.
///
/// Each line is the standard's text, the number, the name, and what it asks of a client (`None`: it succeeded).
macro_rules! statuses {
    (
        $(#[$status_doc:meta])* $status:ident,
        $(#[$meaning_doc:meta])* $meaning:ident,
        { $( $(#[$doc:meta])* $number:literal $name:ident => $retry:expr, )+ }
    ) => {
        $(#[$status_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $status(pub u16);

        $(#[$meaning_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $meaning {
            $( $(#[$doc])* $name, )+
            /// One of the statuses that mean the same everywhere.
            Common($crate::status::CommonStatus),
        }

        impl $status {
            /// What it means, if anybody has described it.
            pub fn known(self) -> Option<$meaning> {
                match self.0 {
                    $( $number => Some($meaning::$name), )+
                    number => $crate::status::CommonStatus::from_number(number).map($meaning::Common),
                }
            }

            /// What it asks of a client; `None`: it succeeded.
            pub fn retry(self) -> Option<$crate::status::Retry> {
                match self.known() {
                    $( Some($meaning::$name) => $retry, )+
                    Some($meaning::Common(common)) => common.retry(),
                    None => Some($crate::status::unknown_status(self.0)),
                }
            }

            /// Its name in the standard, or `unknown`.
            pub fn name(self) -> &'static str {
                match self.known() {
                    $( Some($meaning::$name) => stringify!($name), )+
                    Some($meaning::Common(common)) => common.name(),
                    None => "unknown",
                }
            }

            /// Did it succeed?
            pub fn is_success(self) -> bool {
                self.retry().is_none()
            }

            /// Turns everything but success into an error of `command`.
            pub fn check(self, command: &'static str) -> Result<(), $crate::ProtocolError> {
                match self.retry() {
                    None => Ok(()),
                    Some(retry) => Err($crate::ProtocolError::Status($crate::StatusError {
                        command,
                        code: self.0,
                        name: self.name(),
                        retry,
                    })),
                }
            }
        }

        impl ::std::fmt::Display for $status {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                write!(f, "{} ({})", self.0, self.name())
            }
        }
    };
}
pub(crate) use statuses;

/// What a number asks that nobody has described: below 100 it is the command's own verdict on what was asked, so the
/// same would fail again; from 100 on it is about the account, and may pass.
pub(crate) fn unknown_status(number: u16) -> Retry {
    if number < 100 { Retry::Permanent } else { Retry::LATER }
}

macro_rules! common_statuses {
    ($( $(#[$doc:meta])* $number:literal $name:ident => $retry:expr, )+) => {
        /// The statuses that mean the same in every command (MS-ASCMD 2.2.2).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        pub enum CommonStatus {
            $( $(#[$doc])* $name = $number, )+
        }

        impl CommonStatus {
            /// All of them, by number.
            pub const ALL: &[Self] = &[$( Self::$name, )+];

            /// The meaning of a number, if it is one of these.
            pub fn from_number(number: u16) -> Option<Self> {
                match number {
                    $( $number => Some(Self::$name), )+
                    _ => None,
                }
            }

            /// Its number.
            pub fn number(self) -> u16 {
                match self {
                    $( Self::$name => $number, )+
                }
            }

            /// Its name in the standard.
            pub fn name(self) -> &'static str {
                match self {
                    $( Self::$name => stringify!($name), )+
                }
            }

            /// What it asks of a client; `None`: it succeeded.
            pub fn retry(self) -> Option<Retry> {
                match self {
                    $( Self::$name => $retry, )+
                }
            }
        }
    };
}

const LATER: Option<Retry> = Some(Retry::LATER);
const PERMANENT: Option<Retry> = Some(Retry::Permanent);
const PROVISION: Option<Retry> = Some(Retry::Provision);
const RESYNC: Option<Retry> = Some(Retry::Resync);
const START_OVER: Option<Retry> = Some(Retry::StartOver);
const SIMPLIFY: Option<Retry> = Some(Retry::Simplify);

common_statuses! {
    /// The body is not what its content type says: a fault of this client.
    101 InvalidContent => PERMANENT,
    /// The body is not WBXML: a fault of this client.
    102 InvalidWBXML => PERMANENT,
    /// An element is missing, misplaced or foreign to the version: a fault of this client.
    103 InvalidXML => PERMANENT,
    /// A date in the wrong form: a fault of this client.
    104 InvalidDateTime => PERMANENT,
    /// Ids that exclude each other: a fault of this client.
    105 InvalidCombinationOfIDs => PERMANENT,
    /// The ids name nothing.
    106 InvalidIDs => RESYNC,
    /// The message is not MIME: a fault of this client.
    107 InvalidMIME => PERMANENT,
    /// The DeviceId is missing or malformed.
    108 DeviceIdMissingOrInvalid => PERMANENT,
    /// The DeviceType is missing or malformed.
    109 DeviceTypeMissingOrInvalid => PERMANENT,
    /// The server failed. Asking again soon makes Exchange worse; half an hour has proved long enough.
    110 ServerError => Some(Retry::after_seconds(30 * 60)),
    /// The server failed and says that it will pass.
    111 ServerErrorRetryLater => LATER,
    /// The server may not read its own directory: the administrator's business.
    112 ActiveDirectoryAccessDenied => PERMANENT,
    /// The mailbox is full.
    113 MailboxQuotaExceeded => PERMANENT,
    /// The mailbox's server is down.
    114 MailboxServerOffline => LATER,
    /// The person may not send any more mail now.
    115 SendQuotaExceeded => PERMANENT,
    /// A recipient is not known.
    116 MessageRecipientUnresolved => PERMANENT,
    /// This message must not be answered.
    117 MessageReplyNotAllowed => PERMANENT,
    /// A message with this ClientId was sent before: what was wanted has happened.
    118 MessagePreviouslySent => None,
    /// The message has no recipient.
    119 MessageHasNoRecipient => PERMANENT,
    /// The message could not be handed on.
    120 MailSubmissionFailed => LATER,
    /// The reply could not be handed on.
    121 MessageReplyFailed => LATER,
    /// The message is too large.
    122 AttachmentIsTooLarge => PERMANENT,
    /// There is no mailbox.
    123 UserHasNoMailbox => PERMANENT,
    /// Nobody signed in.
    124 UserCannotBeAnonymous => Some(Retry::SignIn),
    /// The person is not in the directory.
    125 UserPrincipalCouldNotBeFound => PERMANENT,
    /// ActiveSync is switched off for this mailbox.
    126 UserDisabledForSync => PERMANENT,
    /// The mailbox is on a server that does not take this version.
    127 UserOnNewMailboxCannotSync => PERMANENT,
    /// The mailbox is on a server too old for this.
    128 UserOnLegacyMailboxCannotSync => PERMANENT,
    /// The administrator blocks this device for this person.
    129 DeviceIsBlockedForThisUser => PERMANENT,
    /// The person may not do this.
    130 AccessDenied => PERMANENT,
    /// The account is disabled.
    131 AccountDisabled => PERMANENT,
    /// The server has lost what it knew of this client.
    132 SyncStateNotFound => START_OVER,
    /// Another request of this device is being worked on.
    133 SyncStateLocked => LATER,
    /// What the server knew of this client is damaged.
    134 SyncStateCorrupt => START_OVER,
    /// What the server should make anew is there already.
    135 SyncStateAlreadyExists => START_OVER,
    /// What the server knew of this client was written by another version.
    136 SyncStateVersionInvalid => START_OVER,
    /// The server has no such command.
    137 CommandNotSupported => PERMANENT,
    /// The server does not take this version (any more).
    138 VersionNotSupported => Some(Retry::Renegotiate),
    /// The policy was not applied in full, and the server insists.
    139 DeviceNotFullyProvisionable => PERMANENT,
    /// The administrator wants the account's data removed from this device: Provision says more.
    140 RemoteWipeRequested => PROVISION,
    /// The server wants a policy applied.
    141 LegacyDeviceOnStrictPolicy => PROVISION,
    /// No policy was acknowledged yet.
    142 DeviceNotProvisioned => PROVISION,
    /// The policy changed.
    143 PolicyRefresh => PROVISION,
    /// The policy key is not the latest.
    144 InvalidPolicyKey => PROVISION,
    /// The server does not take devices that are managed elsewhere.
    145 ExternallyManagedDevicesNotAllowed => PERMANENT,
    /// InstanceId names an occurrence of something that has none: without it, it may work.
    146 NoRecurrenceInCalendar => SIMPLIFY,
    /// The item is of a class this cannot be done to.
    147 UnexpectedItemClass => PERMANENT,
    /// The server behind the server has no certificate: the administrator's business.
    148 RemoteServerHasNoSSL => PERMANENT,
    /// The server does not remember the request that a short one refers to. This client only sends full ones.
    149 InvalidStoredRequest => PERMANENT,
    /// The item is not there (any more).
    150 ItemNotFound => RESYNC,
    /// The mailbox has more folders than the server hands out.
    151 TooManyFolders => PERMANENT,
    /// The mailbox has no folders.
    152 NoFoldersFound => PERMANENT,
    /// Moved, but where to was lost.
    153 ItemsLostAfterMove => RESYNC,
    /// Not moved.
    154 FailureInMoveOperation => RESYNC,
    /// A conversation can be moved only for good.
    155 MoveCommandDisallowedForNonPersistentMoveAction => PERMANENT,
    /// The conversation cannot be moved there.
    156 MoveCommandInvalidDestinationFolder => PERMANENT,
    /// Too many people to look up.
    160 AvailabilityTooManyRecipients => PERMANENT,
    /// The distribution list is too large to look up.
    161 AvailabilityDLLimitReached => PERMANENT,
    /// Free and busy times are not to be had now.
    162 AvailabilityTransientFailure => LATER,
    /// Free and busy times are not to be had.
    163 AvailabilityFailure => PERMANENT,
    /// The server has no such body preview.
    164 BodyPartPreferenceTypeNotSupported => SIMPLIFY,
    /// Provision must say what device this is.
    165 DeviceInformationRequired => PROVISION,
    /// The account within the mailbox does not exist.
    166 InvalidAccountId => SIMPLIFY,
    /// The account within the mailbox may not send.
    167 AccountSendDisabled => SIMPLIFY,
    /// Rights management is switched off.
    168 IrmFeatureDisabled => PERMANENT,
    /// Rights management fails at the moment.
    169 IrmTransientError => LATER,
    /// Rights management fails.
    170 IrmPermanentError => PERMANENT,
    /// The rights template does not exist.
    171 IrmInvalidTemplateId => PERMANENT,
    /// The rights template does not allow this.
    172 IrmOperationNotPermitted => PERMANENT,
    /// The person has no picture.
    173 NoPicture => PERMANENT,
    /// The picture is too large.
    174 PictureTooLarge => PERMANENT,
    /// No more pictures in this answer.
    175 PictureLimitReached => PERMANENT,
    /// The conversation is too large for a preview.
    176 BodyPartConversationTooLarge => SIMPLIFY,
    /// The person has as many devices as the server allows; one must go first.
    177 MaximumDevicesReached => PERMANENT,
    /// Elements that exclude each other in SmartForward: a fault of this client.
    178 InvalidSmartForwardCombination => PERMANENT,
    /// Elements that SmartForward does not take: a fault of this client.
    179 InvalidSmartForwardParameters => PERMANENT,
    /// A draft's recipients are not addresses.
    183 InvalidRecipients => PERMANENT,
    /// Some exceptions of a series were not stored.
    184 OneOrMoreExceptionsFailed => PERMANENT,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_status_keeps_its_number() {
        for status in CommonStatus::ALL {
            assert_eq!(CommonStatus::from_number(status.number()), Some(*status));
        }
        assert_eq!(CommonStatus::ALL.len(), 78, "MS-ASCMD 2.2.2 lists 101-156, 160-179, 183 and 184");
    }

    #[test]
    fn what_was_sent_before_is_a_success() {
        assert_eq!(CommonStatus::MessagePreviouslySent.retry(), None);
    }

    #[test]
    fn policy_statuses_lead_to_provision() {
        for number in 140..=144 {
            assert_eq!(
                CommonStatus::from_number(number).and_then(CommonStatus::retry),
                PROVISION,
                "{number}"
            );
        }
    }
}
