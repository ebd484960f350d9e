//! The receipt of an answer: its two lamps, its steps, and what can be done about it.

use serde::Serialize;
use specta::Type;

use super::{Answer, Person, ProposedTime};

/// The two lamps of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Lamps {
    /// My calendar on the server.
    pub calendar: CalendarLamp,
    /// The organizer.
    pub organizer: OrganizerLamp,
}

/// Has my calendar on the server taken the answer?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CalendarLamp {
    /// How far it is.
    pub state: CalendarLampState,
    /// When it reached that state, UTC; of what is confirmed, when the server took it.
    pub at: Option<String>,
}

/// States of the calendar lamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CalendarLampState {
    /// The undo seconds run, or it waits for the network.
    Queued,
    /// A request is on its way, or its reply was lost and we look.
    Sending,
    /// The server said Status 1; the calendar item has not come back yet.
    Accepted,
    /// The calendar item came back by Sync with this answer.
    Confirmed,
    /// The server refused it; nothing was changed.
    Refused,
    /// A reply was lost, what can be seen since proves nothing, and it is not sent again by itself.
    Unknown,
    /// Taken back before it was sent.
    Withdrawn,
}

/// Was the organizer told?
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrganizerLamp {
    /// How far it is.
    pub state: OrganizerLampState,
    /// Who tells.
    pub by: ToldBy,
    /// Why nobody tells, or why it failed.
    pub reason: Option<ToldReason>,
    /// When it reached that state, UTC.
    pub at: Option<String>,
}

/// States of the organizer lamp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OrganizerLampState {
    /// Follows after the calendar.
    Queued,
    /// The mail is on its way.
    Sending,
    /// The mail was taken by the server, or the server mails by itself.
    Told,
    /// The server has the answer, and mails by itself only where that is switched on: nobody can see from here.
    LeftToServer,
    /// Nobody tells, for the reason given.
    NotTold,
    /// Telling failed; the calendar is right.
    Failed,
    /// A reply was lost, and nobody can tell from here whether they were told.
    Unknown,
    /// Taken back before it was sent.
    Withdrawn,
}

/// Who mails the organizer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ToldBy {
    /// Quorum, by SendMail with an iTIP REPLY.
    Client,
    /// The server (SendResponse, or because it always does).
    Server,
    /// The server, if its administrator switched that on; nothing in the protocol tells.
    ServerPerhaps,
    /// Nobody.
    Nobody,
}

impl ToldBy {
    /// The server mails, or may: nothing of ours may go out beside it.
    #[must_use]
    pub fn is_server(self) -> bool {
        matches!(self, Self::Server | Self::ServerPerhaps)
    }
}

/// Why the organizer is not told, or was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ToldReason {
    /// The organizer asked for no replies (ResponseRequested 0).
    NotRequested,
    /// I chose not to tell.
    Chosen,
    /// The answer itself was refused, so there is nothing to tell.
    Refused,
    /// The organizer's address is unknown.
    NoAddress,
    /// The server takes no mail now: mailbox full (HTTP 507, Status 113 or 115).
    MailboxFull,
    /// The server refused the mail.
    MailRefused,
    /// Tried often without success; waits for me.
    GaveUp,
    /// Another program gave this answer; nothing was sent from here.
    AnsweredElsewhere,
}

/// A kept answer: what was decided, and proof of where it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Id of this answer.
    pub id: String,
    /// Id of the meeting.
    pub meeting: String,
    /// Title at that time.
    pub subject: String,
    /// Start at that time, UTC.
    pub start: String,
    /// End at that time, UTC.
    pub end: String,
    /// Its times are days: each the midnight of UTC.
    pub all_day: bool,
    /// It was to a series, or to one date of it.
    pub recurring: bool,
    /// The one date of a series it was to, by its original start, UTC.
    pub recurrence_id: Option<String>,
    /// Who invited.
    pub organizer: Person,
    /// What was decided.
    pub answer: Answer,
    /// The comment, may be empty.
    pub comment: String,
    /// The comment goes to the organizer with this answer, as far as the server lets it.
    pub comment_reaches: bool,
    /// Another time that was proposed with it.
    pub proposed: Option<ProposedTime>,
    /// The person wants the organizer told, where there is a choice.
    pub tell: bool,
    /// When it was decided, UTC.
    pub decided_at: String,
    /// Until when it can be undone, UTC, while it can.
    pub undo_until: Option<String>,
    /// The two lamps.
    pub lamps: Lamps,
    /// What is wrong, when something is.
    pub trouble: Option<Trouble>,
    /// What can be done now.
    pub actions: Vec<ReceiptAction>,
    /// Every step, oldest first.
    pub steps: Vec<Step>,
    /// From which address.
    pub from_address: String,
    /// Subject of the mail to the organizer, where one is sent by us or announced.
    pub mail_subject: Option<String>,
    /// Protocol version and server family in words (`16.1, Exchange`).
    pub server: String,
}

/// Why an answer stands still.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Trouble {
    /// The reason.
    pub code: TroubleCode,
    /// Detail for support: status number, HTTP code, system message.
    pub detail: String,
    /// When it is tried again by itself, UTC.
    pub retry_at: Option<String>,
}

/// Reasons an answer can stand still, each with its own words on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum TroubleCode {
    /// No connection; leaves by itself.
    Offline,
    /// The server is busy or failing; leaves by itself.
    ServerBusy,
    /// Sign-in needed.
    SignIn,
    /// MeetingResponse Status 2: not a valid invitation any more.
    InvalidMeeting,
    /// MeetingResponse Status 3, still failing.
    MailboxError,
    /// MeetingResponse Status 4: cancelled, gone, or delegated.
    ServerRefused,
    /// The reply was lost; we look at the server before anything is sent again.
    Uncertain,
    /// The organizer could not be told; the calendar is right.
    NotTold,
    /// A status nobody has described.
    UnknownStatus,
    /// The item is not on the server any more.
    Gone,
    /// The server's rules (policies) stop this device.
    Policy,
    /// The meeting changed before the answer got through; it has to be answered anew.
    Changed,
    /// The server does not let this mailbox or this device use ActiveSync; tried again by itself.
    Forbidden,
    /// The mailbox is full.
    MailboxFull,
    /// This server would take it for an answer to the whole series.
    OneOccurrence,
    /// The proposed time has no way to the organizer any more.
    CannotPropose,
}

/// What a person can do with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptAction {
    /// Take it back, nothing was sent.
    Undo,
    /// Change answer, comment or wish to tell; nothing was sent.
    Edit,
    /// End the undo seconds now.
    SendNow,
    /// Try again now.
    Retry,
    /// Send only the mail again.
    RetryMail,
    /// Give up.
    Discard,
    /// Answer differently.
    Change,
}

/// A step in the life of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// When, UTC.
    pub at: String,
    /// What.
    pub kind: StepKind,
    /// Detail for support; may be empty.
    pub detail: String,
}

/// Steps in the life of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// The person decided.
    Decided,
    /// The person changed it before it was sent.
    Edited,
    /// Took it back.
    Withdrawn,
    /// A newer decision replaced it before it was sent.
    Replaced,
    /// MeetingResponse left.
    Sent,
    /// The reply was lost.
    ReplyLost,
    /// Looked at the server and found the answer there.
    FoundApplied,
    /// Looked at the server and did not find it.
    FoundMissing,
    /// The server took it (Status 1).
    Taken,
    /// The server refused it.
    Refused,
    /// SendMail left.
    MailSent,
    /// The server took the mail, or mails by itself.
    Told,
    /// The server mails by itself, where that is switched on.
    LeftToServer,
    /// Nobody tells, for a reason.
    NotTold,
    /// The mail failed.
    MailFailed,
    /// The calendar item came back with the answer.
    Confirmed,
    /// Put off until later.
    Delayed,
    /// The person gave up.
    Discarded,
    /// The person asked to try again.
    Retried,
}
