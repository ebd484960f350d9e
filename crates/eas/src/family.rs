//! Which server this is, and what servers of its kind do that the protocol does not say.
//!
//! Families differ in one thing above all: who mails the organizer. Guess wrong and the organizer gets two mails or
//! none. So the family is recognised from what a server gives away ([`Family::recognise`]), and everything that
//! follows from it stands in one table ([`Family::capabilities`]). A person can override it; that, and acting on it,
//! is for others.

use http::HeaderMap;
use url::Url;

use crate::answer::{list, text};
use crate::version::ProtocolVersion;

/// Kinds of servers, as far as they differ in how answers work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Exchange on premises, 2010 to 2019.
    Exchange,
    /// Exchange Online.
    ExchangeOnline,
    /// SOGo, mailcow too.
    Sogo,
    /// Z-Push and Kopano.
    ZPush,
    /// grommunio, which descends from Z-Push.
    Grommunio,
    /// Anything else; taken to do what the standard says.
    Unknown,
}

/// What a server does with answers, in one version of the protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Capabilities {
    /// Who mails the organizer.
    pub organizer_told_by: ToldBy,
    /// A server that always mails does so only where the answer in its calendar changes. An outside organizer's update
    /// does not touch that calendar, so the same answer to it would not be told.
    pub mails_changes_only: bool,
    /// Whether a text reaches the organizer with the answer.
    pub comment: CommentKept,
    /// An answer can be given without the organizer being told.
    pub silence: bool,
    /// One occurrence of a series can be answered for itself (`InstanceId`).
    pub one_occurrence: bool,
    /// Whether the calendar item can be answered instead of the mail.
    pub answer_from_calendar: AnswerFromCalendar,
    /// The invitation stays in the Inbox after an answer; the client moves it away.
    pub keeps_invitation: bool,
    /// A declined meeting stays in the calendar.
    pub keeps_declined: bool,
    /// ResponseRequested of an invitation says what the organizer wants; else it is a constant.
    pub response_requested_meaningful: bool,
    /// Answers that reach the organizer by mail are merged into the meeting by the server; else the client does it.
    pub merges_replies: bool,
    /// A SendMail with a ClientId that was used before is recognised (Status 118); else it is mailed twice.
    pub recognises_client_id: bool,
    /// Seconds that may pass before an answer shows in the server's own calendar.
    pub lag_seconds: u32,
    /// The calendar's SyncKeys are whole seconds. Of two changes in one second, a Sync between them gets the first and
    /// a key that covers both; the second is never delivered. So after a change of its own a client waits for a second
    /// before it synchronises the calendar. Changes of others can still fall into such a second; their mails tell.
    pub calendar_keys_are_seconds: bool,
}

/// Who mails the organizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ToldBy {
    /// The client, by SendMail with an iTIP REPLY.
    Client,
    /// The server, if the command says so (`SendResponse`).
    ServerOnRequest,
    /// The server, always; a client's mail would be the second one.
    ServerAlways,
}

/// Whether a text reaches the organizer with the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommentKept {
    /// Yes.
    Always,
    /// With a tentative answer only.
    WhenTentative,
    /// No.
    Never,
}

/// Whether the calendar item can be answered instead of the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerFromCalendar {
    /// Yes.
    Always,
    /// As long as the mail is still in the Inbox.
    WhileInvitationExists,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Exchange, Self::ExchangeOnline, Self::Sogo, Self::ZPush, Self::Grommunio, Self::Unknown];

    /// Which family answers at `endpoint`, by the headers of its answer to OPTIONS (or to anything else).
    pub fn recognise(endpoint: &Url, headers: &HeaderMap) -> Self {
        let header = |name| text(headers, name).unwrap_or_default();
        let host = endpoint.host_str().unwrap_or_default();
        let build = header("MS-Server-ActiveSync");
        let is_iis = header("Server").starts_with("Microsoft-IIS");
        let lists_provision =
            list(headers, "MS-ASProtocolCommands").iter().any(|command| command == "Provision");

        // What a server says of itself counts for more than where it stands. grommunio is a Z-Push too.
        if headers.contains_key("X-Grommunio-Sync-Version") {
            Self::Grommunio
        } else if headers.contains_key("X-Z-Push-Version") {
            Self::ZPush
        } else if host == "outlook.office365.com" || host.ends_with(".outlook.office365.com") {
            Self::ExchangeOnline
        } else if endpoint.path().contains("/SOGo/") {
            Self::Sogo
        } else if is_iis || build.starts_with("15.") {
            Self::Exchange
        } else if build == "14.1" && !lists_provision {
            // SOGo behind a proxy that hides its path. Nobody else leaves Provision out.
            Self::Sogo
        } else if build.starts_with("14.") && build.split('.').count() > 2 {
            // Exchange 2010 behind a proxy: a build, where Horde and others name a version of the protocol.
            Self::Exchange
        } else {
            Self::Unknown
        }
    }

    /// What servers of this family do, in this version of the protocol.
    ///
    /// `merges_replies` is `false` wherever nobody has seen a server do it: merging once more in the client changes
    /// nothing, while not merging would leave the organizer's list empty.
    pub fn capabilities(self, version: ProtocolVersion) -> Capabilities {
        let by_the_standard = Capabilities {
            organizer_told_by: if version.is_16() { ToldBy::ServerOnRequest } else { ToldBy::Client },
            mails_changes_only: false,
            comment: CommentKept::Always,
            silence: true,
            one_occurrence: version >= ProtocolVersion::V14_1,
            answer_from_calendar: AnswerFromCalendar::Always,
            keeps_invitation: false,
            keeps_declined: false,
            response_requested_meaningful: true,
            merges_replies: false,
            recognises_client_id: true,
            lag_seconds: 40,
            calendar_keys_are_seconds: false,
        };
        match self {
            Self::Exchange | Self::ExchangeOnline => Capabilities { merges_replies: true, ..by_the_standard },
            Self::Sogo => Capabilities {
                organizer_told_by: ToldBy::ServerAlways,
                mails_changes_only: true,
                comment: CommentKept::Never,
                silence: false,
                one_occurrence: false,
                keeps_invitation: true,
                keeps_declined: true,
                response_requested_meaningful: false,
                recognises_client_id: false,
                lag_seconds: 2,
                calendar_keys_are_seconds: true,
                ..by_the_standard
            },
            Self::ZPush => Capabilities {
                one_occurrence: false,
                recognises_client_id: false,
                answer_from_calendar: AnswerFromCalendar::WhileInvitationExists,
                lag_seconds: 5,
                ..by_the_standard
            },
            Self::Grommunio => Capabilities {
                organizer_told_by: ToldBy::ServerAlways,
                comment: if version.is_16() { CommentKept::WhenTentative } else { CommentKept::Never },
                silence: false,
                one_occurrence: false,
                recognises_client_id: false,
                answer_from_calendar: if version > ProtocolVersion::V14_0 {
                    AnswerFromCalendar::Always
                } else {
                    AnswerFromCalendar::WhileInvitationExists
                },
                lag_seconds: 5,
                ..by_the_standard
            },
            // Nobody has seen it recognise a mail it was sent before, and two mails are worse than a question.
            Self::Unknown => Capabilities { recognises_client_id: false, ..by_the_standard },
        }
    }
}
