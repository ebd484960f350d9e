//! The JSON that scripts rely on, one type a shape, converted by hand from what the engine shows.
//!
//! `docs/quorumctl.md` describes every field, and a test holds its examples against what is printed. Fields may be
//! added; none is renamed, removed or given another meaning. Codes are spelled out here rather than taken from the
//! engine's types, so that a rename there is a compiler's question here and not a surprise in somebody's script.

use engine::view;
use serde::Serialize;

use crate::fault::{self, Fault};

/// A person; either part may be empty.
#[derive(Debug, Serialize)]
pub struct Person {
    name: String,
    email: String,
}

impl From<&view::Person> for Person {
    fn from(person: &view::Person) -> Self {
        Self { name: person.name.clone(), email: person.email.clone() }
    }
}

/// A mailbox, as `account` shows it.
#[derive(Debug, Serialize)]
pub struct Account {
    id: String,
    email: String,
    name: String,
    user: String,
    server: String,
    protocol: String,
    family: &'static str,
    recognised: &'static str,
    family_set: &'static str,
    replies: &'static str,
    tells: &'static str,
    abilities: Abilities,
    synced_at: Option<String>,
    problem: Option<Problem>,
    unreadable_items: u32,
}

impl From<&view::Account> for Account {
    fn from(account: &view::Account) -> Self {
        Self {
            id: account.id.clone(),
            email: account.email.clone(),
            name: account.name.clone(),
            user: account.user.clone(),
            server: account.endpoint.clone(),
            protocol: account.version.clone(),
            family: family(account.family),
            recognised: family(account.recognised),
            family_set: account.family_forced.map_or("auto", family),
            replies: replies(account.replies),
            tells: told_by(account.abilities.by),
            abilities: Abilities::from(&account.abilities),
            synced_at: account.synced_at.clone(),
            problem: account.problem.as_ref().map(Problem::from),
            unreadable_items: account.unreadable_items,
        }
    }
}

/// What a server can do.
#[derive(Debug, Serialize)]
pub struct Abilities {
    one_occurrence: bool,
    occurrence_by_mail: bool,
    silence: bool,
    comment: &'static str,
    from_calendar: bool,
    placeholder: bool,
    keeps_declined: bool,
    batch: bool,
    free_busy: &'static str,
    lag_seconds: u32,
}

impl From<&view::Abilities> for Abilities {
    fn from(can: &view::Abilities) -> Self {
        Self {
            one_occurrence: can.one_occurrence,
            occurrence_by_mail: can.occurrence_by_mail,
            silence: can.silence,
            comment: comment_reach(can.comment),
            from_calendar: can.from_calendar,
            placeholder: can.placeholder,
            keeps_declined: can.keeps_declined,
            batch: can.batch,
            free_busy: match can.free_busy {
                view::FreeBusyReach::InFull => "in_full",
                view::FreeBusyReach::BusyOrFree => "busy_or_free",
                view::FreeBusyReach::Unknown => "unknown",
            },
            lag_seconds: can.lag_seconds,
        }
    }
}

/// Something that went wrong.
#[derive(Debug, Serialize)]
pub struct Problem {
    code: &'static str,
    message: String,
    detail: String,
}

impl From<&view::Failure> for Problem {
    fn from(failure: &view::Failure) -> Self {
        let (_, code) = fault::kind(failure.code);
        Self { code, message: failure.message.clone(), detail: failure.detail.clone() }
    }
}

/// What stands on standard error.
#[derive(Debug, Serialize)]
pub struct Error {
    error: Problem,
}

impl From<&Fault> for Error {
    fn from(fault: &Fault) -> Self {
        let Fault { exit: _, code, message, detail } = fault;
        Self { error: Problem { code, message: message.clone(), detail: detail.clone() } }
    }
}

/// What `account remove` did.
#[derive(Debug, Serialize)]
pub struct Removed {
    /// Of the mailbox that is gone.
    pub id: String,
    /// Its address.
    pub email: String,
    /// Always true.
    pub removed: bool,
}

/// What `remove` took out of the calendar.
#[derive(Debug, Serialize)]
pub struct TakenOut {
    /// The meeting's id.
    pub id: String,
    /// Its title.
    pub subject: String,
    /// How much of it was called off.
    pub part: &'static str,
    /// It was removed now; else it was gone before.
    pub removed: bool,
    /// The server tells the organizer that it was declined.
    pub organizer_told: bool,
}

impl From<&view::Removal> for TakenOut {
    fn from(removal: &view::Removal) -> Self {
        Self {
            id: removal.meeting.clone(),
            subject: removal.subject.clone(),
            part: match removal.part {
                view::CalledOffPart::Meeting => "meeting",
                view::CalledOffPart::Series => "series",
                view::CalledOffPart::Occurrence => "occurrence",
            },
            removed: !removal.before,
            organizer_told: removal.told,
        }
    }
}

/// What `recover` brought back.
#[derive(Debug, Serialize)]
pub struct BroughtBack {
    /// The meeting's id.
    pub id: String,
    /// Its title.
    pub subject: String,
    /// Its invitation was moved to the Inbox now.
    pub brought_back: bool,
    /// It can be answered.
    pub answerable: bool,
}

/// What `sync` did.
#[derive(Debug, Serialize)]
pub struct Synced {
    /// The mailbox.
    pub id: String,
    /// Its address.
    pub email: String,
    /// When it was complete.
    pub synced_at: Option<String>,
    /// Invitations that need an answer now.
    pub open: usize,
    /// Answers that waited before, as they are now.
    pub answers: Vec<Answered>,
    /// Items of the server that could not be read and were kept aside.
    pub unreadable_items: u32,
}

/// A row of `invitations`.
#[derive(Debug, Serialize)]
pub struct Invitation {
    id: String,
    uid: String,
    subject: String,
    organizer: Person,
    start: String,
    end: String,
    shown_date: Option<&'static str>,
    all_day: bool,
    location: String,
    recurring: bool,
    recurrence_id: Option<String>,
    state: &'static str,
    answer: Option<&'static str>,
    updated: bool,
    received_at: Option<String>,
    overlaps: u32,
    colliding_dates: Option<CollidingDates>,
    oddities: Vec<Oddity>,
    response_requested: bool,
    lamps: Option<Lamps>,
}

/// How many of the next dates of a series collide.
#[derive(Debug, Serialize)]
pub struct CollidingDates {
    of: u32,
    colliding: u32,
}

/// What is odd about an invitation.
#[derive(Debug, Serialize)]
pub struct Oddity {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancelled_at: Option<String>,
}

impl From<&view::Oddity> for Oddity {
    fn from(oddity: &view::Oddity) -> Self {
        let plain = |kind| Self { kind, year: None, cancelled_at: None };
        match oddity {
            view::Oddity::ImplausibleYear { year } => Self { year: Some(*year), ..plain("implausible_year") },
            view::Oddity::EndsBeforeStart => plain("ends_before_start"),
            view::Oddity::UnreadableRule => plain("unreadable_rule"),
            view::Oddity::NoZone => plain("no_zone"),
            view::Oddity::InvitedAgain { cancelled_at } => {
                Self { cancelled_at: Some(cancelled_at.clone()), ..plain("invited_again") }
            }
        }
    }
}

impl From<&view::InvitationRow> for Invitation {
    fn from(row: &view::InvitationRow) -> Self {
        Self {
            id: row.id.clone(),
            uid: row.uid.clone(),
            subject: row.subject.clone(),
            organizer: Person::from(&row.organizer),
            start: row.start.clone(),
            end: row.end.clone(),
            shown_date: row.shown_date.map(|date| match date {
                view::ShownDate::First => "first",
                view::ShownDate::Next => "next",
                view::ShownDate::Last => "last",
            }),
            all_day: row.all_day,
            location: row.location.clone(),
            recurring: row.recurring,
            recurrence_id: row.recurrence_id.clone(),
            state: invitation_state(row.state),
            answer: row.answer.map(answer),
            updated: row.updated,
            received_at: row.received_at.clone(),
            overlaps: row.overlaps,
            colliding_dates: row
                .colliding_dates
                .map(|view::CollidingCount { of, colliding }| CollidingDates { of, colliding }),
            oddities: row.oddities.iter().map(Oddity::from).collect(),
            response_requested: row.response_requested,
            lamps: row.lamps.as_ref().map(Lamps::from),
        }
    }
}

/// What `search` found.
#[derive(Debug, Serialize)]
pub struct Found {
    id: String,
    subject: String,
    start: String,
    end: String,
    all_day: bool,
    location: String,
    recurring: bool,
    organizer: Option<Person>,
    own: &'static str,
    cancelled: bool,
    place: &'static str,
    excerpts: Vec<Excerpt>,
}

impl From<&view::SearchHit> for Found {
    fn from(hit: &view::SearchHit) -> Self {
        let title = hit.title.iter().any(|piece| piece.hit);
        let title = title.then(|| Excerpt::new("title", &hit.title));
        let others = hit.excerpts.iter().map(|it| Excerpt::new(search_field(it.field), &it.pieces));
        Self {
            id: hit.id.clone(),
            subject: hit.subject.clone(),
            start: hit.start.clone(),
            end: hit.end.clone(),
            all_day: hit.all_day,
            location: hit.location.clone(),
            recurring: hit.recurring,
            organizer: hit.organizer.as_ref().map(Person::from),
            own: own_state(hit.own),
            cancelled: hit.cancelled,
            place: hit_place(hit.place),
            excerpts: title.into_iter().chain(others).collect(),
        }
    }
}

/// Where the words stand.
#[derive(Debug, Serialize)]
pub struct Excerpt {
    field: &'static str,
    text: String,
    hits: Vec<String>,
}

impl Excerpt {
    fn new(field: &'static str, pieces: &[view::TextPiece]) -> Self {
        let hits = pieces.iter().filter(|piece| piece.hit);
        Self {
            field,
            text: pieces.iter().map(|piece| piece.text.as_str()).collect(),
            hits: hits.map(|piece| piece.text.clone()).collect(),
        }
    }
}

/// The two lamps of an answer.
#[derive(Debug, Serialize)]
pub struct Lamps {
    calendar: Calendar,
    organizer: Organizer,
}

impl From<&view::Lamps> for Lamps {
    fn from(lamps: &view::Lamps) -> Self {
        Self { calendar: Calendar::from(&lamps.calendar), organizer: Organizer::from(&lamps.organizer) }
    }
}

/// Has my calendar on the server taken the answer?
#[derive(Debug, Serialize)]
pub struct Calendar {
    state: &'static str,
    at: Option<String>,
}

impl From<&view::CalendarLamp> for Calendar {
    fn from(lamp: &view::CalendarLamp) -> Self {
        Self { state: calendar_state(lamp.state), at: lamp.at.clone() }
    }
}

/// Was the organizer told?
#[derive(Debug, Serialize)]
pub struct Organizer {
    state: &'static str,
    by: &'static str,
    reason: Option<&'static str>,
    at: Option<String>,
}

impl From<&view::OrganizerLamp> for Organizer {
    fn from(lamp: &view::OrganizerLamp) -> Self {
        Self {
            state: organizer_state(lamp.state),
            by: told_by(lamp.by),
            reason: lamp.reason.map(told_reason),
            at: lamp.at.clone(),
        }
    }
}

/// An answer and where it arrived: `respond`, `edit`, `withdraw`, `retry`, `sync` and `activity` speak of it in the same way.
#[derive(Debug, Serialize)]
pub struct Answered {
    id: String,
    answer: &'static str,
    calendar: Calendar,
    organizer: Organizer,
    receipt: Option<String>,
    subject: String,
    start: String,
    end: String,
    all_day: bool,
    recurring: bool,
    recurrence_id: Option<String>,
    from: String,
    to: Person,
    mail_subject: Option<String>,
    comment: String,
    comment_reaches: bool,
    proposed: Option<ProposedTime>,
    tell: bool,
    decided_at: Option<String>,
    trouble: Option<Trouble>,
}

impl From<&view::Receipt> for Answered {
    fn from(receipt: &view::Receipt) -> Self {
        Self {
            id: receipt.meeting.clone(),
            answer: answer(receipt.answer),
            calendar: Calendar::from(&receipt.lamps.calendar),
            organizer: Organizer::from(&receipt.lamps.organizer),
            receipt: Some(receipt.id.clone()),
            subject: receipt.subject.clone(),
            start: receipt.start.clone(),
            end: receipt.end.clone(),
            all_day: receipt.all_day,
            recurring: receipt.recurring,
            recurrence_id: receipt.recurrence_id.clone(),
            from: receipt.from_address.clone(),
            to: Person::from(&receipt.organizer),
            mail_subject: receipt.mail_subject.clone(),
            comment: receipt.comment.clone(),
            comment_reaches: receipt.comment_reaches,
            proposed: receipt.proposed.as_ref().map(ProposedTime::from),
            tell: receipt.tell,
            decided_at: Some(receipt.decided_at.clone()),
            trouble: receipt.trouble.as_ref().map(Trouble::from),
        }
    }
}

impl Answered {
    /// Given with another program: the calendar shows it, and from here nobody was told.
    pub fn elsewhere(row: &view::InvitationRow, given: view::Answer) -> Self {
        Self {
            id: row.id.clone(),
            answer: answer(given),
            calendar: Calendar { state: calendar_state(view::CalendarLampState::Confirmed), at: None },
            organizer: Organizer {
                state: organizer_state(view::OrganizerLampState::NotTold),
                by: told_by(view::ToldBy::Nobody),
                reason: Some("answered_elsewhere"),
                at: None,
            },
            receipt: None,
            subject: row.subject.clone(),
            start: row.start.clone(),
            end: row.end.clone(),
            all_day: row.all_day,
            recurring: row.recurring,
            recurrence_id: row.recurrence_id.clone(),
            from: String::new(),
            to: Person::from(&row.organizer),
            mail_subject: None,
            comment: String::new(),
            comment_reaches: false,
            proposed: None,
            tell: false,
            decided_at: None,
            trouble: None,
        }
    }
}

/// Another time that goes with an answer.
#[derive(Debug, Serialize)]
pub struct ProposedTime {
    start: String,
    end: String,
    carrier: &'static str,
}

impl From<&view::ProposedTime> for ProposedTime {
    fn from(proposed: &view::ProposedTime) -> Self {
        let carrier = match proposed.carrier {
            view::ProposalCarrier::SendResponse => "send_response",
            view::ProposalCarrier::Counter => "counter",
            view::ProposalCarrier::Words => "words",
        };
        Self { start: proposed.start.clone(), end: proposed.end.clone(), carrier }
    }
}

/// Why an answer stands still.
#[derive(Debug, Serialize)]
pub struct Trouble {
    code: &'static str,
    detail: String,
    retry_at: Option<String>,
}

impl From<&view::Trouble> for Trouble {
    fn from(trouble: &view::Trouble) -> Self {
        Self {
            code: trouble_code(trouble.code),
            detail: trouble.detail.clone(),
            retry_at: trouble.retry_at.clone(),
        }
    }
}

/// A line of `activity`.
#[derive(Debug, Serialize)]
pub struct Entry {
    #[serde(flatten)]
    answered: Answered,
    steps: Vec<Step>,
}

/// A step in the life of an answer.
#[derive(Debug, Serialize)]
pub struct Step {
    at: String,
    kind: &'static str,
    detail: String,
}

impl From<&view::Receipt> for Entry {
    fn from(receipt: &view::Receipt) -> Self {
        let step = |step: &view::Step| Step {
            at: step.at.clone(),
            kind: step_kind(step.kind),
            detail: step.detail.clone(),
        };
        Self { answered: Answered::from(receipt), steps: receipt.steps.iter().map(step).collect() }
    }
}

/// A row of `meetings`.
#[derive(Debug, Serialize)]
pub struct Meeting {
    id: String,
    uid: String,
    subject: String,
    start: String,
    end: String,
    all_day: bool,
    location: String,
    recurring: bool,
    cancelled: bool,
    counts: Counts,
    required: u32,
    required_accepted: u32,
}

/// How many people gave which answer; rooms and things are not counted.
#[derive(Debug, Serialize)]
pub struct Counts {
    accepted: u32,
    tentative: u32,
    declined: u32,
    none: u32,
}

impl From<&view::OrganizedMeeting> for Meeting {
    fn from(meeting: &view::OrganizedMeeting) -> Self {
        let view::Counts { accepted, tentative, declined, none } = meeting.counts;
        Self {
            id: meeting.id.clone(),
            uid: meeting.uid.clone(),
            subject: meeting.subject.clone(),
            start: meeting.start.clone(),
            end: meeting.end.clone(),
            all_day: meeting.all_day,
            location: meeting.location.clone(),
            recurring: meeting.recurring,
            cancelled: meeting.cancelled,
            counts: Counts { accepted, tentative, declined, none },
            required: meeting.required,
            required_accepted: meeting.required_accepted,
        }
    }
}

/// What `grid` shows.
#[derive(Debug, Serialize)]
pub struct Grid {
    id: String,
    subject: String,
    start: String,
    end: String,
    attendees: Vec<Attendee>,
}

/// A line of the grid.
#[derive(Debug, Serialize)]
pub struct Attendee {
    name: String,
    email: String,
    #[serde(rename = "type")]
    kind: &'static str,
    status: &'static str,
    answered_at: Option<String>,
    comment: Option<String>,
    proposal: Option<Proposal>,
    dates: Vec<DateAnswer>,
    from_mail_only: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    unclear: Option<&'static str>,
}

/// An attendee's answer to one date of a series.
#[derive(Debug, Serialize)]
pub struct DateAnswer {
    recurrence_id: String,
    start: String,
    status: &'static str,
    answered_at: Option<String>,
    comment: Option<String>,
    proposal: Option<Proposal>,
}

/// A new time that an attendee proposes.
#[derive(Debug, Serialize)]
pub struct Proposal {
    start: Option<String>,
    end: Option<String>,
}

impl From<&view::Grid> for Grid {
    fn from(grid: &view::Grid) -> Self {
        Self {
            id: grid.meeting.id.clone(),
            subject: grid.meeting.subject.clone(),
            start: grid.meeting.start.clone(),
            end: grid.meeting.end.clone(),
            attendees: grid.attendees.iter().map(Attendee::from).collect(),
        }
    }
}

impl From<&view::Attendee> for Attendee {
    fn from(attendee: &view::Attendee) -> Self {
        Self {
            name: attendee.name.clone(),
            email: attendee.email.clone(),
            kind: attendee_type(attendee.kind),
            status: attendee_status(attendee.status),
            answered_at: attendee.answered_at.clone(),
            comment: attendee.comment.clone(),
            proposal: attendee.proposal.as_ref().map(Proposal::from),
            dates: attendee.dates.iter().map(DateAnswer::from).collect(),
            from_mail_only: attendee.from_mail_only,
            unclear: attendee.unclear.map(attendee_status),
        }
    }
}

impl From<&view::DateAnswer> for DateAnswer {
    fn from(date: &view::DateAnswer) -> Self {
        Self {
            recurrence_id: date.recurrence_id.clone(),
            start: date.start.clone(),
            status: attendee_status(date.status),
            answered_at: date.answered_at.clone(),
            comment: date.comment.clone(),
            proposal: date.proposal.as_ref().map(Proposal::from),
        }
    }
}

impl From<&view::Proposal> for Proposal {
    fn from(proposal: &view::Proposal) -> Self {
        Self { start: proposal.start.clone(), end: proposal.end.clone() }
    }
}

/// What `free-busy` shows.
#[derive(Debug, Serialize)]
pub struct FreeBusy {
    id: String,
    offered: bool,
    start: String,
    slot_minutes: u32,
    meeting: Span,
    asked_at: Option<String>,
    left_out: u32,
    people: Vec<PersonFreeBusy>,
}

/// From when to when.
#[derive(Debug, Serialize)]
pub struct Span {
    start: String,
    end: String,
}

/// One person's day.
#[derive(Debug, Serialize)]
pub struct PersonFreeBusy {
    name: String,
    email: String,
    part: &'static str,
    status: Option<&'static str>,
    during: &'static str,
    may_be_this: bool,
    slots: Vec<&'static str>,
    unknown: Option<&'static str>,
}

impl FreeBusy {
    /// Of the meeting with this id.
    pub fn new(id: &str, day: &view::FreeBusyDay) -> Self {
        Self {
            id: id.to_owned(),
            offered: day.offered,
            start: day.start.clone(),
            slot_minutes: day.slot_minutes,
            meeting: Span { start: day.meeting_start.clone(), end: day.meeting_end.clone() },
            asked_at: day.asked_at.clone(),
            left_out: day.left_out,
            people: day.people.iter().map(PersonFreeBusy::from).collect(),
        }
    }
}

impl From<&view::PersonFreeBusy> for PersonFreeBusy {
    fn from(who: &view::PersonFreeBusy) -> Self {
        Self {
            name: who.person.name.clone(),
            email: who.person.email.clone(),
            part: meeting_part(who.part),
            status: who.status.map(attendee_status),
            during: free_busy(who.during),
            may_be_this: who.may_be_this,
            slots: who.slots.iter().map(|slot| free_busy(*slot)).collect(),
            unknown: who.unknown.map(free_busy_unknown),
        }
    }
}

// ---- codes --------------------------------------------------------------------------------------------------

/// An answer.
pub fn answer(answer: view::Answer) -> &'static str {
    match answer {
        view::Answer::Accepted => "accepted",
        view::Answer::Tentative => "tentative",
        view::Answer::Declined => "declined",
    }
}

fn own_state(own: view::OwnState) -> &'static str {
    match own {
        view::OwnState::Appointment => "appointment",
        view::OwnState::Organizer => "organizer",
        view::OwnState::Open => "open",
        view::OwnState::Accepted => "accepted",
        view::OwnState::Tentative => "tentative",
        view::OwnState::Declined => "declined",
    }
}

fn hit_place(place: view::HitPlace) -> &'static str {
    match place {
        view::HitPlace::Invitations => "invitations",
        view::HitPlace::Calendar => "calendar",
        view::HitPlace::Meetings => "meetings",
    }
}

fn search_field(field: view::SearchField) -> &'static str {
    match field {
        view::SearchField::Title => "title",
        view::SearchField::Place => "place",
        view::SearchField::People => "people",
        view::SearchField::Text => "text",
        view::SearchField::Reply => "reply",
        view::SearchField::Comment => "comment",
    }
}

fn invitation_state(state: view::InvitationState) -> &'static str {
    match state {
        view::InvitationState::Open => "open",
        view::InvitationState::Answered => "answered",
        view::InvitationState::Outdated => "outdated",
        view::InvitationState::Cancelled => "cancelled",
        view::InvitationState::Informational => "informational",
    }
}

fn calendar_state(state: view::CalendarLampState) -> &'static str {
    match state {
        view::CalendarLampState::Queued => "queued",
        view::CalendarLampState::Sending => "sending",
        view::CalendarLampState::Accepted => "accepted",
        view::CalendarLampState::Confirmed => "confirmed",
        view::CalendarLampState::Refused => "refused",
        view::CalendarLampState::Unknown => "unknown",
        view::CalendarLampState::Withdrawn => "withdrawn",
    }
}

fn organizer_state(state: view::OrganizerLampState) -> &'static str {
    match state {
        view::OrganizerLampState::Queued => "queued",
        view::OrganizerLampState::Sending => "sending",
        view::OrganizerLampState::Told => "told",
        view::OrganizerLampState::LeftToServer => "left_to_server",
        view::OrganizerLampState::NotTold => "not_told",
        view::OrganizerLampState::Failed => "failed",
        view::OrganizerLampState::Unknown => "unknown",
        view::OrganizerLampState::Withdrawn => "withdrawn",
    }
}

fn told_by(by: view::ToldBy) -> &'static str {
    match by {
        view::ToldBy::Client => "client",
        view::ToldBy::Server | view::ToldBy::ServerPerhaps => "server",
        view::ToldBy::Nobody => "nobody",
    }
}

fn comment_reach(reach: view::CommentReach) -> &'static str {
    match reach {
        view::CommentReach::Always => "always",
        view::CommentReach::WhenTentative => "when_tentative",
        view::CommentReach::Never => "never",
    }
}

fn told_reason(reason: view::ToldReason) -> &'static str {
    match reason {
        view::ToldReason::NotRequested => "not_requested",
        view::ToldReason::Chosen => "chosen",
        view::ToldReason::Refused => "refused",
        view::ToldReason::NoAddress => "no_address",
        view::ToldReason::MailboxFull => "mailbox_full",
        view::ToldReason::MailRefused => "mail_refused",
        view::ToldReason::GaveUp => "gave_up",
        view::ToldReason::AnsweredElsewhere => "answered_elsewhere",
    }
}

fn trouble_code(code: view::TroubleCode) -> &'static str {
    match code {
        view::TroubleCode::Offline => "offline",
        view::TroubleCode::ServerBusy => "server_busy",
        view::TroubleCode::SignIn => "sign_in",
        view::TroubleCode::InvalidMeeting => "invalid_meeting",
        view::TroubleCode::MailboxError => "mailbox_error",
        view::TroubleCode::ServerRefused => "server_refused",
        view::TroubleCode::Uncertain => "uncertain",
        view::TroubleCode::NotTold => "not_told",
        view::TroubleCode::UnknownStatus => "unknown_status",
        view::TroubleCode::Gone => "gone",
        view::TroubleCode::Policy => "policy",
        view::TroubleCode::Changed => "changed",
        view::TroubleCode::Forbidden => "forbidden",
        view::TroubleCode::MailboxFull => "mailbox_full",
        view::TroubleCode::OneOccurrence => "one_occurrence",
        view::TroubleCode::CannotPropose => "cannot_propose",
    }
}

fn step_kind(kind: view::StepKind) -> &'static str {
    match kind {
        view::StepKind::Decided => "decided",
        view::StepKind::Edited => "edited",
        view::StepKind::Withdrawn => "withdrawn",
        view::StepKind::Replaced => "replaced",
        view::StepKind::Sent => "sent",
        view::StepKind::ReplyLost => "reply_lost",
        view::StepKind::FoundApplied => "found_applied",
        view::StepKind::FoundMissing => "found_missing",
        view::StepKind::Taken => "taken",
        view::StepKind::Refused => "refused",
        view::StepKind::MailSent => "mail_sent",
        view::StepKind::Told => "told",
        view::StepKind::LeftToServer => "left_to_server",
        view::StepKind::NotTold => "not_told",
        view::StepKind::MailFailed => "mail_failed",
        view::StepKind::Confirmed => "confirmed",
        view::StepKind::Delayed => "delayed",
        view::StepKind::Discarded => "discarded",
        view::StepKind::Retried => "retried",
    }
}

fn attendee_type(kind: view::AttendeeType) -> &'static str {
    match kind {
        view::AttendeeType::Required => "required",
        view::AttendeeType::Optional => "optional",
        view::AttendeeType::Resource => "resource",
    }
}

/// An attendee's answer; 0 and 5 of the protocol are both `none`.
pub fn attendee_status(status: view::AttendeeStatus) -> &'static str {
    match status {
        view::AttendeeStatus::Accepted => "accepted",
        view::AttendeeStatus::Tentative => "tentative",
        view::AttendeeStatus::Declined => "declined",
        view::AttendeeStatus::None => "none",
    }
}

fn meeting_part(part: view::MeetingPart) -> &'static str {
    match part {
        view::MeetingPart::Me => "me",
        view::MeetingPart::Organizer => "organizer",
        view::MeetingPart::Required => "required",
        view::MeetingPart::Optional => "optional",
        view::MeetingPart::Resource => "resource",
    }
}

fn free_busy(state: view::FreeBusy) -> &'static str {
    match state {
        view::FreeBusy::Free => "free",
        view::FreeBusy::Elsewhere => "elsewhere",
        view::FreeBusy::Tentative => "tentative",
        view::FreeBusy::Busy => "busy",
        view::FreeBusy::Away => "away",
        view::FreeBusy::NoData => "no_data",
    }
}

fn free_busy_unknown(why: view::FreeBusyUnknown) -> &'static str {
    match why {
        view::FreeBusyUnknown::NotFound => "not_found",
        view::FreeBusyUnknown::Ambiguous => "ambiguous",
        view::FreeBusyUnknown::NotAllowed => "not_allowed",
        view::FreeBusyUnknown::LargeGroup => "large_group",
        view::FreeBusyUnknown::Later => "later",
        view::FreeBusyUnknown::NotTold => "not_told",
    }
}

fn replies(replies: view::Replies) -> &'static str {
    match replies {
        view::Replies::Auto => "auto",
        view::Replies::Client => "client",
        view::Replies::Server => "server",
    }
}

fn family(family: view::Family) -> &'static str {
    match family {
        view::Family::Exchange => "exchange",
        view::Family::ExchangeOnline => "exchange-online",
        view::Family::Sogo => "sogo",
        view::Family::Zpush => "zpush",
        view::Family::Grommunio => "grommunio",
        view::Family::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_oddity_has_its_own_fields_and_no_others() {
        let printed = |oddity: view::Oddity| serde_json::to_value(Oddity::from(&oddity)).unwrap();
        assert_eq!(
            printed(view::Oddity::ImplausibleYear { year: 1601 }),
            serde_json::json!({ "kind": "implausible_year", "year": 1601 })
        );
        assert_eq!(
            printed(view::Oddity::EndsBeforeStart),
            serde_json::json!({ "kind": "ends_before_start" })
        );
        assert_eq!(printed(view::Oddity::UnreadableRule), serde_json::json!({ "kind": "unreadable_rule" }));
        assert_eq!(printed(view::Oddity::NoZone), serde_json::json!({ "kind": "no_zone" }));
        let cancelled_at = "2026-11-19T12:00:20Z".to_owned();
        assert_eq!(
            printed(view::Oddity::InvitedAgain { cancelled_at: cancelled_at.clone() }),
            serde_json::json!({ "kind": "invited_again", "cancelled_at": cancelled_at })
        );
    }
}
