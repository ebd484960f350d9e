//! Which server this is, and what servers of its kind do that the protocol does not say.
//!
//! Families differ in one thing above all: who mails the organizer. Guess wrong and the organizer gets two mails or
//! none. So the family is recognised from what a server gives away ([`Family::recognise`]), and everything that
//! follows from it stands in one table ([`Family::capabilities`]). A person can choose another family where the guess is
//! wrong; that, and acting on the table, is for others.

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

/// What a server does with answers, in one version of the protocol. `docs/servers.md` says the same for people; a test
/// holds the two together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Capabilities {
    /// Who mails the organizer.
    pub organizer_told_by: ToldBy,
    /// A server that always mails does so only where the answer in its calendar changes. An outside organizer's update
    /// does not touch that calendar, so the same answer to it would not be told.
    pub mails_changes_only: bool,
    /// An update, answered by its mail, brings its time to the calendar item. Where this is `false` the item stays at the
    /// old time whatever is answered.
    pub answer_brings_update: bool,
    /// Whether a text reaches the organizer with the answer.
    pub comment: CommentKept,
    /// How another time, proposed with a tentative answer, reaches the organizer.
    pub proposal: ProposedBy,
    /// The same with a declining answer.
    pub proposal_with_decline: ProposedBy,
    /// An answer can be given without the organizer being told.
    pub silence: bool,
    /// One occurrence of a series can be answered for itself, by the series' calendar item and `InstanceId`. Where this
    /// is `false` the server ignores `InstanceId` and answers the whole series, so nothing may be asked that way.
    pub one_occurrence: bool,
    /// An invitation to one occurrence, answered by its own mail, answers that occurrence only. Where this is `false`
    /// the server takes it for the whole series.
    pub occurrence_by_mail: bool,
    /// An invitation's mail tells whether it is to a series, or to one date of it. Where this is `false` it looks like one
    /// to a single meeting, and only the iCalendar inside tells.
    pub mails_tell_series: bool,
    /// Whether the calendar item can be answered instead of the mail.
    pub answer_from_calendar: AnswerFromCalendar,
    /// An invitation that came by mail stands in the calendar, tentative, before it is answered. Where this is `false`
    /// it may be known by its mail alone.
    pub placeholder: bool,
    /// Several answers in one command are all carried out. Where this is `false` only the last of them is. The command
    /// of this crate carries one; whoever makes it carry more has to look here first.
    pub batch_safe: bool,
    /// The invitation stays in the Inbox after an answer; the client moves it away.
    pub keeps_invitation: bool,
    /// A declined meeting stays in the calendar.
    pub keeps_declined: bool,
    /// Whoever deletes a received meeting from the calendar is taken to decline it, also one that the organizer has
    /// called off by mail: the organizer is told so.
    pub deletion_declines: bool,
    /// ResponseRequested of an invitation says what the organizer wants; else it is a constant.
    pub response_requested_meaningful: bool,
    /// Answers that reach the organizer by mail are merged into the meeting by the server; else the client does it.
    /// `false` wherever nobody has seen a server do it: merging once more in the client changes nothing, while not
    /// merging would leave the organizer's list empty.
    pub merges_replies: bool,
    /// A SendMail with a ClientId that was used before is recognised (Status 118); else it is mailed twice.
    pub recognises_client_id: bool,
    /// What the server tells of other people's calendars (ResolveRecipients with Availability).
    pub free_busy: FreeBusyTold,
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
    /// The server by itself, but only where its administrator switched that on, which no answer of the protocol tells. A
    /// client's mail would be the second one where it is on.
    ServerIfSwitchedOn,
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

/// How another time that somebody proposes with an answer reaches the organizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProposedBy {
    /// By elements of `SendResponse` (16.1).
    SendResponse,
    /// By an iTIP COUNTER that the client mails instead of a REPLY, also where else the server mails.
    Counter,
    /// In words, as a comment.
    Comment,
    /// Not at all.
    Nobody,
}

/// Whether the calendar item can be answered instead of the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerFromCalendar {
    /// Yes.
    Always,
    /// As long as the mail is still in the Inbox.
    WhileInvitationExists,
}

/// What a server tells of other people's calendars.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FreeBusyTold {
    /// Free, tentative, busy, away.
    InFull,
    /// Busy or free, and of its own people only; whoever it does not know is left out of the answer.
    BusyOrFree,
    /// Nobody knows; it has to be asked.
    Unknown,
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

    /// What servers of this family do, in this version of the protocol: one line a capability, one column a family.
    #[rustfmt::skip] // A table is read by its columns.
    pub fn capabilities(self, version: ProtocolVersion) -> Capabilities {
        let (yes, no) = (true, false);
        // What the standard leaves to the version.
        let asked = if version.is_16() { ToldBy::ServerOnRequest } else { ToldBy::Client };
        let since_14_1 = version >= ProtocolVersion::V14_1;
        // What only some families have.
        let (server, maybe) = (ToldBy::ServerAlways, ToldBy::ServerIfSwitchedOn);
        let (kept, lost) = (CommentKept::Always, CommentKept::Never);
        let some = if version.is_16() { CommentKept::WhenTentative } else { CommentKept::Never };
        let (can, with_mail) = (AnswerFromCalendar::Always, AnswerFromCalendar::WhileInvitationExists);
        let newer = if since_14_1 { can } else { with_mail };
        // 16.0 has no elements for it, and takes a COUNTER like those before.
        let since_16_1 = version >= ProtocolVersion::V16_1;
        let by_elements = |else_by| if since_16_1 { ProposedBy::SendResponse } else { else_by };
        let (counter, words) = (by_elements(ProposedBy::Counter), by_elements(ProposedBy::Comment));
        let (elements, spoken) = (by_elements(ProposedBy::Nobody), ProposedBy::Comment);
        let unheard = ProposedBy::Nobody;
        let (full, busy, ask) = (FreeBusyTold::InFull, FreeBusyTold::BusyOrFree, FreeBusyTold::Unknown);

        Capabilities {
            //                                           Exchange    Online      SOGo    Z-Push      grommunio  unknown
            organizer_told_by:             self.column([asked,      asked,      maybe,  asked,      server,    asked]),
            mails_changes_only:            self.column([no,         no,         yes,    no,         no,        no]),
            answer_brings_update:          self.column([yes,        yes,        no,     yes,        yes,       yes]),
            comment:                       self.column([kept,       kept,       lost,   kept,       some,      kept]),
            // A COUNTER that nobody has seen understood is worth less than words.
            proposal:                      self.column([counter,    counter,    unheard, counter,   elements,  words]),
            // Servers recognise a COUNTER by its tentative answer only, so a decline has words.
            proposal_with_decline:         self.column([words,      words,      unheard, spoken,    unheard,   spoken]),
            silence:                       self.column([yes,        yes,        no,     yes,        no,        yes]),
            one_occurrence:                self.column([since_14_1, since_14_1, no,     no,         no,        since_14_1]),
            occurrence_by_mail:            self.column([yes,        yes,        no,     yes,        yes,       yes]),
            mails_tell_series:             self.column([yes,        yes,        no,     yes,        yes,       no]),
            answer_from_calendar:          self.column([can,        can,        can,    with_mail,  newer,     can]),
            placeholder:                   self.column([yes,        yes,        no,     yes,        yes,       yes]),
            batch_safe:                    self.column([yes,        yes,        no,     yes,        yes,       no]),
            keeps_invitation:              self.column([no,         no,         yes,    no,         no,        no]),
            keeps_declined:                self.column([no,         no,         yes,    no,         no,        no]),
            deletion_declines:             self.column([no,         no,         yes,    no,         no,        no]),
            response_requested_meaningful: self.column([yes,        yes,        no,     yes,        yes,       yes]),
            merges_replies:                self.column([yes,        yes,        no,     no,         no,        no]),
            // Where nobody has seen it: two mails are worse than a question.
            recognises_client_id:          self.column([yes,        yes,        no,     no,         no,        no]),
            free_busy:                     self.column([full,       full,       busy,   full,       full,      ask]),
            lag_seconds:                   self.column([40,         40,         2,      5,          5,         40]),
            calendar_keys_are_seconds:     self.column([no,         no,         yes,    no,         no,        no]),
        }
    }

    /// This family's column of a line of the table, which is in the order of [`Family::ALL`].
    fn column<T>(self, [exchange, online, sogo, zpush, grommunio, unknown]: [T; 6]) -> T {
        match self {
            Self::Exchange => exchange,
            Self::ExchangeOnline => online,
            Self::Sogo => sogo,
            Self::ZPush => zpush,
            Self::Grommunio => grommunio,
            Self::Unknown => unknown,
        }
    }
}
