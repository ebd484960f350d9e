//! What differs between servers that all call themselves ActiveSync, as one table to be read from top to bottom.
//!
//! A [`Family`] is a name; [`Family::behaviour`] is everything the simulator does differently for it. The rest of the
//! crate asks the table and never the name. What a *client* believes about families is its own affair and deliberately
//! not shared with this table: each checks the other.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use eas::ProtocolVersion::{self, V14_0, V14_1, V16_0, V16_1};

/// A kind of server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Exchange on premises, 2010 to 2019.
    Exchange,
    /// Exchange Online: 16.1 only, and late to apply an answer.
    ExchangeOnline,
    /// SOGo 5.8.
    Sogo,
    /// Z-Push with the Kopano back end.
    ZPush,
    /// grommunio.
    Grommunio,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Exchange, Self::ExchangeOnline, Self::Sogo, Self::ZPush, Self::Grommunio];

    /// As it is written at the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exchange => "exchange",
            Self::ExchangeOnline => "exchange-online",
            Self::Sogo => "sogo",
            Self::ZPush => "zpush",
            Self::Grommunio => "grommunio",
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Family {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|family| family.as_str() == text).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|family| family.as_str()).collect();
            format!("{text:?} is not one of {}", names.join(", "))
        })
    }
}

/// Who mails the organizer when somebody answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhoMails {
    /// The server, if the client asks with SendResponse (16.0 and later); the client otherwise.
    ServerIfAsked,
    /// The server, whatever the client asks.
    ServerAlways,
    /// The client.
    Client,
}

/// What becomes of the invitation mail once it is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailAfter {
    /// It moves to Deleted Items.
    Moved,
    /// It is gone for good.
    Removed,
    /// Nothing happens to it.
    Kept,
}

/// What MeetingResponse says about CalendarId after a decline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarIdOnDecline {
    /// The element is absent, as MS-ASCMD 2.2.3.18 wants it.
    Absent,
    /// The element is there and empty.
    Empty,
    /// The element names an item that is still there.
    Present,
}

/// What ResolveRecipients tells of other people's calendars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FreeBusyTold {
    /// Everything MergedFreeBusy can say, of whoever is in the directory.
    InFull,
    /// Busy or free; whoever is not known is left out, and each answer has a digit too many.
    SogoWay,
    /// The command is neither announced nor carried out.
    NotOffered,
}

/// How folders and items are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// `5` and `5:12`.
    Numbers,
    /// `vevent%2Fpersonal`, `mail%2F<32 hex digits>`; mails are plain numbers, events go by their UID.
    Sogo,
    /// `U1a2b3` and `U1a2b3:<16 hex digits>`.
    Hex,
}

/// How one family behaves, where families differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Behaviour {
    /// Versions the family speaks.
    pub versions: Vec<ProtocolVersion>,
    /// Older versions it announces as well, which this simulator does not speak.
    pub legacy_versions: &'static [&'static str],
    /// The path of the endpoint.
    pub path: &'static str,
    /// Headers on every answer that tell the family.
    pub headers: &'static [(&'static str, &'static str)],
    /// OPTIONS headers come with every POST answer, too.
    pub announces_always: bool,
    /// A path nobody knows gets an HTML page with status 200 (otherwise 404).
    pub html_everywhere: bool,
    /// Requests are held against the schema of their version (otherwise read as well as possible).
    pub strict: bool,
    /// SOGo's own ways with keys, with folders and items nobody has, and with bytes that make no sense.
    pub sogo_ways: bool,
    /// The version header is looked at.
    pub checks_version: bool,
    /// Provision may be demanded, and hands out a policy.
    pub provisions: bool,
    /// How folders and items are named.
    pub names: Names,
    /// An invitation from outside makes a tentative item in the calendar.
    pub placeholder: bool,
    /// A meeting among the server's own users stands in their calendars at once, without any processing of mail.
    pub shared_store: bool,
    /// Replies, updates and cancellations that arrive as mail are carried into the calendar.
    pub processes_mail: bool,
    /// An update that is answered by its mail brings its time, its place and all else to the calendar item.
    pub answer_brings_update: bool,
    /// Who mails the organizer.
    pub mails: WhoMails,
    /// A server that always mails does so only where the answer in its calendar changes.
    pub mails_changes_only: bool,
    /// SendResponse's text and proposed times are heeded for a tentative answer only.
    pub words_only_with_tentative: bool,
    /// What becomes of the invitation mail.
    pub mail_after: MailAfter,
    /// An answered placeholder is replaced by a new item: Delete and Add, with the same UID.
    pub replaces_item: bool,
    /// A declined meeting leaves the calendar.
    pub declined_leaves: bool,
    /// CalendarId after a decline.
    pub calendar_id_on_decline: CalendarIdOnDecline,
    /// InstanceId is honoured; otherwise it is ignored and the whole series is answered.
    pub instances: bool,
    /// From this version on a calendar item can be answered without the mail; before (or `None`) the mail must still
    /// be in the Inbox.
    pub calendar_without_mail: Option<ProtocolVersion>,
    /// Of several Request elements only the last is done and answered.
    pub last_request_only: bool,
    /// A second SendMail with the same ClientId is refused with Status 118.
    pub remembers_client_ids: bool,
    /// A MeetingRequest says the same about every meeting: no wish for a response, no recurrence, first request.
    pub constant_requests: bool,
    /// The organizer's own item says ResponseType 1 (otherwise nothing).
    pub marks_organizer: bool,
    /// GlobalObjId is always the vCal form, and without its closing NUL.
    pub vcal_global_obj_id: bool,
    /// TruncationSize is honoured (otherwise only MIMETruncation).
    pub truncates: bool,
    /// Successful Change and Delete commands get a Response, too.
    pub confirms_changes: bool,
    /// Deleting a received meeting from the calendar declines it.
    pub delete_declines: bool,
    /// What is told of other people's calendars.
    pub free_busy: FreeBusyTold,
    /// How long after Status 1 an answer shows in the calendar.
    pub lag: TimeDelta,
}

impl Family {
    /// The family's row of the table.
    pub fn behaviour(self) -> Behaviour {
        let exchange = Behaviour {
            versions: vec![V14_0, V14_1, V16_0, V16_1],
            legacy_versions: &["2.0", "2.1", "2.5", "12.0", "12.1"],
            path: "/Microsoft-Server-ActiveSync",
            headers: &[("MS-Server-ActiveSync", "15.2")],
            announces_always: false,
            html_everywhere: false,
            strict: true,
            sogo_ways: false,
            checks_version: true,
            provisions: true,
            names: Names::Numbers,
            placeholder: true,
            shared_store: false,
            processes_mail: true,
            answer_brings_update: true,
            mails: WhoMails::ServerIfAsked,
            mails_changes_only: false,
            words_only_with_tentative: false,
            mail_after: MailAfter::Moved,
            replaces_item: true,
            declined_leaves: true,
            calendar_id_on_decline: CalendarIdOnDecline::Absent,
            instances: true,
            calendar_without_mail: Some(V14_0),
            last_request_only: false,
            remembers_client_ids: true,
            constant_requests: false,
            marks_organizer: true,
            vcal_global_obj_id: false,
            truncates: true,
            confirms_changes: false,
            delete_declines: false,
            free_busy: FreeBusyTold::InFull,
            lag: TimeDelta::zero(),
        };
        match self {
            Self::Exchange => exchange,
            Self::ExchangeOnline => Behaviour {
                versions: vec![V16_1],
                legacy_versions: &[],
                headers: &[("MS-Server-ActiveSync", "15.20")],
                lag: TimeDelta::seconds(30),
                ..exchange
            },
            Self::Sogo => Behaviour {
                versions: vec![V14_0, V14_1],
                legacy_versions: &["2.5", "12.0", "12.1"],
                path: "/SOGo/Microsoft-Server-ActiveSync",
                headers: &[("MS-Server-ActiveSync", "14.1")],
                announces_always: true,
                html_everywhere: true,
                strict: false,
                sogo_ways: true,
                checks_version: false,
                provisions: false,
                names: Names::Sogo,
                placeholder: false,
                shared_store: true,
                processes_mail: false,
                answer_brings_update: false,
                mails: WhoMails::ServerAlways,
                mails_changes_only: true,
                mail_after: MailAfter::Kept,
                replaces_item: false,
                declined_leaves: false,
                calendar_id_on_decline: CalendarIdOnDecline::Present,
                instances: false,
                last_request_only: true,
                remembers_client_ids: false,
                constant_requests: true,
                marks_organizer: false,
                vcal_global_obj_id: true,
                truncates: false,
                confirms_changes: true,
                delete_declines: true,
                free_busy: FreeBusyTold::SogoWay,
                ..exchange
            },
            Self::ZPush => Behaviour {
                versions: vec![V14_0, V14_1],
                legacy_versions: &["2.5", "12.0", "12.1"],
                headers: &[("MS-Server-ActiveSync", "14.1"), ("X-Z-Push-Version", "2.7.5")],
                strict: false,
                names: Names::Hex,
                mails: WhoMails::Client,
                replaces_item: false,
                calendar_id_on_decline: CalendarIdOnDecline::Empty,
                instances: false,
                calendar_without_mail: None,
                remembers_client_ids: false,
                ..exchange
            },
            Self::Grommunio => Behaviour {
                legacy_versions: &["2.5", "12.0", "12.1"],
                headers: &[("MS-Server-ActiveSync", "16.1"), ("X-Grommunio-Sync-Version", "2.3")],
                strict: false,
                names: Names::Hex,
                mails: WhoMails::ServerAlways,
                words_only_with_tentative: true,
                mail_after: MailAfter::Removed,
                replaces_item: false,
                instances: false,
                calendar_without_mail: Some(V14_1),
                remembers_client_ids: false,
                ..exchange
            },
        }
    }
}
