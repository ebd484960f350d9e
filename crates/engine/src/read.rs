//! What a stored item says: from ActiveSync's properties to the nouns of meetings.
//!
//! An item that lacks something is read as far as it goes; only one that no view could show is refused, with the
//! reason. Nothing here decides anything: which mail counts and what may be answered is asked of `meetings`.

use std::sync::OnceLock;

use chrono::{Datelike as _, NaiveTime, SubsecRound as _, TimeDelta};
use chrono_tz::Tz;
use eas::calendar::{BusyStatus, CalendarItem};
use eas::email::Message;
use eas::item::ApplicationData;
use eas::item::body::BodyType;
use eas::item::recurrence::Recurrence;
use meetings::answerable::CalendarState;
use meetings::itip::{self, Method, ParsedMessage, SeriesScope};
use meetings::message::{InstanceType, MeetingMessage, MeetingMessageType, MessageKind, Proposal};
use meetings::recurrence::{Exception, Occurrence, Rule, Series, WireRecurrence};
use meetings::{
    AttendeeStatus, AttendeeType, GlobalObjId, MeetingStatus, Person, ResponseType, TimeZoneBlob, Uid, Zone,
    programs,
};
use wbxml::Element;
use wbxml::tags::airsync;

use crate::clock::Timestamp;
use crate::html;
use crate::store::{Class, Index, ItemRow, Words};

/// A meeting message of a mail folder.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    pub collection: String,
    pub server_id: String,
    pub gone: bool,
    /// What `meetings` groups and judges.
    pub meeting: MeetingMessage,
    pub details: Details,
    /// The series it invites to, where it tells one.
    pub series: Option<Series>,
    /// Which part of a series it is about, where the server says.
    pub instance: Option<InstanceType>,
    /// ResponseRequested; `None` where the server does not say.
    pub requested: Option<bool>,
    /// DisallowNewTimeProposal; `None` where the server does not say.
    pub disallows_proposals: Option<bool>,
    pub organizer: Person,
    /// Who sent it: the Sender of a mail that is From somebody else.
    pub sent_by: Person,
    /// The first in To.
    pub addressee: Person,
    /// Addresses in To and Cc.
    pub recipients: Vec<String>,
    pub body: BodyText,
    pub attachments: Vec<Attached>,
    pub mime: Option<Vec<u8>>,
    /// Nothing that the server says of it speaks of a series.
    pub single: bool,
    /// The iCalendar inside says that it is no series, nor one date of one.
    pub surely_single: bool,
    /// The server passes on the UID alone, and looks no further into what the organizer wrote.
    pub bare_uid: bool,
}

impl AsRef<MeetingMessage> for Mail {
    fn as_ref(&self) -> &MeetingMessage {
        &self.meeting
    }
}

/// A calendar item.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub collection: String,
    pub server_id: String,
    pub uid: Uid,
    /// Set on an orphan: an invitation to one date of a series whose rest I do not have.
    pub instance: Option<Timestamp>,
    pub details: Details,
    pub status: Option<MeetingStatus>,
    pub response: Option<ResponseType>,
    pub requested: Option<bool>,
    pub disallows_proposals: Option<bool>,
    /// AppointmentReplyTime: when I answered, with whatever program.
    pub replied_at: Option<Timestamp>,
    /// BusyStatus: how it counts in the calendar.
    pub busy: Option<BusyStatus>,
    pub organizer: Person,
    pub attendees: Vec<Attendee>,
    pub series: Option<Series>,
    /// What the exceptions of `series` look like, in its order.
    pub exceptions: Vec<ExceptionDetails>,
    pub body: BodyText,
    pub attachments: Vec<Attached>,
    /// Where it can be joined: OnlineMeetingExternalLink before OnlineMeetingConfLink.
    pub online: Vec<String>,
}

/// The facts of a meeting both kinds of items tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Details {
    pub subject: String,
    pub start: Timestamp,
    pub end: Timestamp,
    pub all_day: bool,
    pub location: String,
    pub dt_stamp: Option<Timestamp>,
    /// Part of or the whole of a series.
    pub recurring: bool,
    /// RRULE text, where there is a rule that can be read.
    pub rule: Option<String>,
    /// The zone the meeting was made in, where it tells one.
    pub zone: Option<Zone>,
    /// It is said to end before it starts; `end` is `start` then.
    pub backwards: bool,
    /// Its mail names no zone in any way; its times were read as UTC.
    pub zoneless: bool,
}

/// What of an exception differs from its series.
#[derive(Debug, Clone, Default)]
pub(crate) struct ExceptionDetails {
    pub subject: Option<String>,
    pub location: Option<String>,
    pub response: Option<ResponseType>,
    pub status: Option<MeetingStatus>,
    pub busy: Option<BusyStatus>,
    /// Who is invited to this date, with their answers to it; none where nothing of that differs.
    pub attendees: Vec<Attendee>,
}

/// One attendee of an event.
#[derive(Debug, Clone)]
pub(crate) struct Attendee {
    pub person: Person,
    pub status: AttendeeStatus,
    pub kind: AttendeeType,
    pub proposed: Option<Proposal>,
    /// The server says that nothing is proposed any more.
    pub proposal_cleared: bool,
}

/// The text of an item, as far as it is here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct BodyText {
    /// As it came. HTML where a server has nothing else: read it with [`shown`](Self::shown).
    pub text: String,
    /// There is more on the server.
    pub cut: bool,
    /// What came is HTML.
    pub html: bool,
    /// The form in which its author wrote it, where the server says.
    pub native: Option<BodyType>,
    /// Its words without what only takes room, once somebody has read them.
    words: OnceLock<String>,
}

impl BodyText {
    /// The words a person reads.
    pub(crate) fn shown(&self) -> &str {
        let words = if self.html { html::to_text } else { html::tidy };
        self.words.get_or_init(|| words(&self.text))
    }

    /// Where its words link to; of plain text only the words tell.
    pub(crate) fn links(&self) -> Vec<String> {
        if self.html { html::links(&self.text) } else { Vec::new() }
    }
}

/// A file of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attached {
    /// As its sender called it.
    pub name: String,
    /// As the server calls it.
    pub reference: String,
    pub size: Option<u32>,
    /// A picture of the text.
    pub inline: bool,
}

/// Characters of a title, a place or a name that are kept. No mail program writes longer ones; whoever does wants to
/// see what becomes of it.
const MOST_LETTERS: usize = 1000;

/// What stands on one line of a screen.
fn short(text: Option<String>) -> String {
    let text = text.unwrap_or_default();
    let text = text.trim();
    match text.char_indices().nth(MOST_LETTERS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Is this mail about a meeting? Others are never stored.
pub(crate) fn is_meeting_message(data: &ApplicationData) -> bool {
    let (message, _) = Message::parse(data);
    message.message_class.as_deref().is_some_and(|class| match MessageKind::of(class) {
        MessageKind::Request | MessageKind::Cancelled | MessageKind::Response(_) => true,
        // A bounce need not say what it is about.
        MessageKind::Notification | MessageKind::NotDelivered => message.meeting_request.is_some(),
        MessageKind::Other => false,
    })
}

/// Reads a mail's properties; the error says what makes it unusable.
pub(crate) fn index_mail(server_id: &str, data: &ApplicationData, reader: Tz) -> Result<Index, String> {
    let mail = mail("", server_id, data, reader)?;
    Ok(Index {
        uid: mail.meeting.uid.key().into_owned(),
        recurrence_id: mail.meeting.recurrence_id,
        start: Some(mail.details.start),
        end: Some(mail.details.end),
        endless: mail.details.recurring,
        may_propose: mail.meeting.may_hide_proposal(),
        words: mail_words(data),
    })
}

/// Reads a calendar item's properties; the error says what makes it unusable.
pub(crate) fn index_event(server_id: &str, data: &ApplicationData, reader: Tz) -> Result<Index, String> {
    let event = event("", server_id, data, reader)?;
    Ok(Index {
        uid: event.uid.key().into_owned(),
        recurrence_id: event.instance,
        start: Some(event.details.start),
        end: Some(event.details.end),
        endless: event.series.is_some(),
        may_propose: false,
        words: event_words(data),
    })
}

/// A stored mail; `None` also for one that invites nobody, which Horde passes on as an invitation.
pub(crate) fn stored_mail(row: &ItemRow, reader: Tz) -> Option<Mail> {
    debug_assert_eq!(row.class, Class::Mail);
    let data = ApplicationData::decode(&row.data).ok()?;
    let mut mail = mail(&row.collection, &row.server_id, &data, reader).ok()?;
    mail.gone = row.gone_at.is_some();
    mail.mime.clone_from(&row.mime);
    with_inside(mail, reader)
}

/// A mail with what the iCalendar inside of it says, as far as that is here; `None` where that invites nobody.
pub(crate) fn with_inside(mut mail: Mail, reader: Tz) -> Option<Mail> {
    if matches!(mail.meeting.kind, MessageKind::Request | MessageKind::Cancelled) && mail.single {
        let text = mail.mime.as_deref().and_then(itip::calendar_part);
        match text.and_then(|text| itip::parse(&text).ok()) {
            Some(message) if message.method == Method::Publish => return None,
            Some(message) => look_inside(&mut mail, &message, reader),
            None => {}
        }
    }
    Some(mail)
}

/// Servers that say of every invitation that it is to a single meeting leave it to the iCalendar inside to tell a series
/// from one date of it.
fn look_inside(mail: &mut Mail, message: &ParsedMessage, reader: Tz) {
    // The subject around it may be the server's own sentence.
    let named =
        message.main_event().filter(|event| event.uid == mail.meeting.uid && !event.summary.is_empty());
    if let Some(summary) = named.map(|event| short(Some(event.summary.clone()))) {
        mail.details.subject = summary;
    }
    match message.scope(&mail.meeting.uid, &Zone::Iana(reader)) {
        None => return,
        Some(SeriesScope::Single) => {
            // Calling off a whole series need not repeat its rule.
            mail.surely_single = mail.meeting.kind == MessageKind::Request;
            return;
        }
        Some(SeriesScope::OneDate(recurrence_id)) => mail.meeting.recurrence_id = Some(recurrence_id),
        Some(SeriesScope::Whole { start, end, in_utc, rule, exceptions }) => {
            let all_day = mail.details.all_day;
            let zone = match mail.details.zone.clone() {
                // Some servers tell a zone for UTC that has summer time.
                _ if in_utc && !all_day => Zone::Blob(TimeZoneBlob::from_tz(Tz::UTC, start.year())),
                zone => zone.unwrap_or(Zone::Iana(reader)),
            };
            if rule.is_none() {
                tracing::info!("a series is shown unexpanded: its RRULE cannot be followed");
            }
            mail.series = rule.and_then(|rule| series(start, end, all_day, zone.clone(), rule, exceptions));
            mail.details.rule = mail.series.as_ref().map(|series| series.rule.rrule());
            // The server's times may be those of a date that differs.
            let (start, end) = if all_day { days(&zone, start, end) } else { (start, end) };
            (mail.details.start, mail.details.end) = (start, end);
        }
    }
    mail.details.recurring = true;
}

/// A stored calendar item.
pub(crate) fn stored_event(row: &ItemRow, reader: Tz) -> Option<Event> {
    debug_assert_eq!(row.class, Class::Event);
    let data = ApplicationData::decode(&row.data).ok()?;
    event(&row.collection, &row.server_id, &data, reader).ok()
}

/// One version of a calendar item.
pub(crate) fn version_of_event(data: &[u8], reader: Tz) -> Option<Event> {
    event("", "", &ApplicationData::decode(data).ok()?, reader).ok()
}

/// What an item that was put aside says of itself all the same: its title, and when it came or begins.
pub(crate) fn kept_aside(class: Class, bytes: &[u8]) -> (String, Option<Timestamp>) {
    let Ok(element) = Element::decode(bytes) else { return (String::new(), None) };
    let data = item_of(&element).unwrap_or_else(|| ApplicationData::new(element));
    match class {
        Class::Mail => {
            let (message, _) = Message::parse(&data);
            (short(message.subject), message.date_received)
        }
        Class::Event => {
            let (item, _) = CalendarItem::parse(&data);
            (short(item.event.subject), item.event.start_time)
        }
    }
}

/// The item within a command of the server.
pub(crate) fn item_of(command: &Element) -> Option<ApplicationData> {
    command.find(airsync::APPLICATION_DATA).cloned().map(ApplicationData::new)
}

/// What a stored item is found by: whatever of it can be read.
pub(crate) fn words(row: &ItemRow) -> Words {
    let Ok(data) = ApplicationData::decode(&row.data) else { return Words::default() };
    match row.class {
        Class::Mail => mail_words(&data),
        Class::Event => event_words(&data),
    }
}

pub(crate) fn mail_words(data: &ApplicationData) -> Words {
    let (message, _) = Message::parse(data);
    let request = message.meeting_request.unwrap_or_default();
    let people = [message.from, message.sender, request.organizer, message.to, message.cc];
    Words {
        title: short(message.subject),
        place: short(request.location),
        people: joined(people.into_iter().flatten()),
        body: body(message.body.as_ref(), message.native_body_type).shown().to_owned(),
    }
}

fn event_words(data: &ApplicationData) -> Words {
    let (item, _) = CalendarItem::parse(data);
    let invited = item.event.attendees.into_iter().flatten().flat_map(|who| [who.name, who.email]);
    let people = [item.organizer_name, item.organizer_email].into_iter().chain(invited);
    // One date of a series may be called something else, or be somewhere else.
    let dates = || item.exceptions.iter().map(|exception| &exception.event);
    let titles = [&item.event.subject].into_iter().chain(dates().map(|date| &date.subject));
    let places = [&item.event.location].into_iter().chain(dates().map(|date| &date.location));
    Words {
        title: joined(titles.flatten().cloned()),
        place: joined(places.flatten().cloned()),
        people: joined(people.flatten()),
        body: body(item.event.body.as_ref(), item.event.native_body_type).shown().to_owned(),
    }
}

/// The different ones, one a line.
fn joined(texts: impl Iterator<Item = String>) -> String {
    let mut all: Vec<String> = Vec::new();
    for text in texts {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all.join("\n")
}

/// Reads a mail's properties; the error says what makes it unusable.
pub(crate) fn mail(
    collection: &str,
    server_id: &str,
    data: &ApplicationData,
    reader: Tz,
) -> Result<Mail, String> {
    let (message, _) = Message::parse(data);
    let kind = MessageKind::of(message.message_class.as_deref().unwrap_or_default());
    let body = body(message.body.as_ref(), message.native_body_type);
    let attachments = message.attachments.iter().map(attached).collect();
    let person = |header: Option<&str>| Person::parse(header.unwrap_or_default());
    let sender = person(message.from.as_deref().or(message.sender.as_deref()));
    let sent_by = person(message.sender.as_deref().or(message.from.as_deref()));
    let recipients =
        [&message.to, &message.cc].into_iter().flatten().flat_map(|list| addresses(list)).collect();
    let Some(request) = message.meeting_request else {
        return Err("a meeting message without a MeetingRequest".into());
    };
    let bare = request.global_obj_id.as_deref().and_then(GlobalObjId::bare_uid);
    let bare_uid = bare.is_some();
    let uid = match (&request.uid, &request.global_obj_id) {
        (Some(uid), _) if !uid.trim().is_empty() => Uid::new(uid.trim()),
        (_, Some(id)) if bare.is_none() => {
            match GlobalObjId::decode(id).map_err(|error| format!("GlobalObjId: {error}"))? {
                // Better a meeting for itself than one with strangers'. Its own name is in its MIME.
                id if id.is_nameless() => Uid::new(format!("mail:{server_id}")),
                id => id.uid(),
            }
        }
        _ => bare.ok_or("a MeetingRequest with neither UID nor GlobalObjId")?,
    };
    let (start, end) = span(request.start_time, request.end_time)?;
    let all_day = request.all_day_event.unwrap_or(false);
    let zone_of_mail = zone_of(start, end, all_day, request.time_zone.as_deref(), reader);
    let rule = request.recurrences.first().and_then(rule);
    let series = rule.and_then(|rule| series(start, end, all_day, zone_of_mail.clone(), rule, vec![]));
    let (start, end) = if all_day { days(&zone_of_mail, start, end) } else { (start, end) };
    let proposed = match (request.proposed_start_time, request.proposed_end_time) {
        (Some(start), Some(end)) => Some(Proposal { start, end }),
        _ => None,
    };
    let organizer = named(person(request.organizer.as_deref()), &sender);
    let details = Details {
        subject: programs::title(&uid, &short(message.subject)).to_owned(),
        start,
        end,
        all_day,
        location: short(request.location),
        dt_stamp: version(request.dt_stamp),
        recurring: !request.recurrences.is_empty() || request.recurrence_id.is_some(),
        rule: series.as_ref().map(|series| series.rule.rrule()),
        zone: zone(request.time_zone.as_deref(), reader),
        backwards: is_backwards(request.start_time, request.end_time),
        zoneless: request.start_floats && !all_day && zone(request.time_zone.as_deref(), reader).is_none(),
    };
    Ok(Mail {
        collection: collection.to_owned(),
        server_id: server_id.to_owned(),
        gone: false,
        meeting: MeetingMessage {
            kind,
            uid,
            recurrence_id: request.recurrence_id,
            meeting_message_type: request
                .meeting_message_type
                .and_then(|kind| u8::try_from(kind.number()).ok())
                .and_then(MeetingMessageType::from_wire),
            dt_stamp: version(request.dt_stamp),
            received: message.date_received,
            sender: sender.clone(),
            proposed,
        },
        details,
        series,
        instance: request
            .instance_type
            .and_then(|kind| u8::try_from(kind.number()).ok())
            .and_then(InstanceType::from_wire),
        requested: request.response_requested,
        disallows_proposals: request.disallow_new_time_proposal,
        sent_by: programs::sender(&sent_by, &sender, &organizer).clone(),
        organizer,
        addressee: person(message.to.as_deref()),
        recipients,
        body,
        attachments,
        mime: None,
        single: request.recurrences.is_empty() && request.recurrence_id.is_none(),
        surely_single: false,
        bare_uid,
    })
}

/// Servers without a MAPI store name an organizer by the address alone; the mail's own From knows the name.
fn named(organizer: Person, sender: &Person) -> Person {
    let same = organizer.name.is_empty() && organizer.email.eq_ignore_ascii_case(&sender.email);
    if same { Person::new(sender.name.clone(), organizer.email) } else { organizer }
}

/// The addresses in a list of people as mail headers write it; names are of no interest here.
fn addresses(list: &str) -> impl Iterator<Item = String> {
    let between = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')');
    list.split(between).filter(|part| part.contains('@')).map(str::to_owned)
}

/// DtStamp without a fraction of a second. A mail can tell one, a calendar item and an answer kept here cannot, and the
/// same version must not look newer in the one than in the other.
fn version(dt_stamp: Option<Timestamp>) -> Option<Timestamp> {
    dt_stamp.map(|at| at.trunc_subsecs(0))
}

fn event(collection: &str, server_id: &str, data: &ApplicationData, reader: Tz) -> Result<Event, String> {
    let (item, _) = CalendarItem::parse(data);
    let (start, end) = span(item.event.start_time, item.event.end_time)?;
    let all_day = item.event.all_day_event.unwrap_or(false);
    let time_zone = item.time_zone.as_deref();
    let zone_of_item = zone_of(start, end, all_day, time_zone, reader);
    let (exceptions, looks) = item.exceptions.iter().filter_map(exception).unzip();
    let series = item
        .recurrence
        .as_ref()
        .and_then(rule)
        .and_then(|rule| series(start, end, all_day, zone_of_item.clone(), rule, exceptions));
    let (start, end) = if all_day { days(&zone_of_item, start, end) } else { (start, end) };
    // Servers that keep an appointment without a UID are rare; its ServerId is as good a name for it.
    let uid = item.uid.filter(|uid| !uid.trim().is_empty()).unwrap_or_else(|| format!("item:{server_id}"));
    Ok(Event {
        collection: collection.to_owned(),
        server_id: server_id.to_owned(),
        uid: Uid::new(uid.trim()),
        instance: item.instance_id,
        details: Details {
            subject: short(item.event.subject),
            start,
            end,
            all_day,
            location: short(item.event.location),
            dt_stamp: version(item.event.dt_stamp),
            recurring: item.recurrence.is_some() || item.instance_id.is_some(),
            rule: series.as_ref().map(|series| series.rule.rrule()),
            zone: zone(item.time_zone.as_deref(), reader),
            backwards: is_backwards(item.event.start_time, item.event.end_time),
            zoneless: false,
        },
        status: item.event.meeting_status.map(|status| MeetingStatus(status.0)),
        response: item.event.response_type.and_then(response),
        requested: item.event.response_requested,
        disallows_proposals: item.event.disallow_new_time_proposal,
        replied_at: item.event.appointment_reply_time,
        busy: item.event.busy_status,
        organizer: Person::new(
            item.organizer_name.unwrap_or_default().trim(),
            item.organizer_email.unwrap_or_default().trim(),
        ),
        attendees: item.event.attendees.unwrap_or_default().iter().map(attendee).collect(),
        series,
        exceptions: looks,
        body: body(item.event.body.as_ref(), item.event.native_body_type),
        attachments: item.event.attachments.iter().map(attached).collect(),
        online: [item.event.online_meeting_external_link, item.event.online_meeting_conf_link]
            .into_iter()
            .flatten()
            .collect(),
    })
}

impl Event {
    /// What `meetings` wants to know to say whether it may be answered.
    pub(crate) fn state(&self) -> CalendarState {
        CalendarState { meeting_status: self.status, response_type: self.response }
    }

    /// A meeting, as opposed to my own appointment.
    pub(crate) fn is_meeting(&self) -> bool {
        self.status.is_some_and(MeetingStatus::is_meeting)
    }

    /// Called off.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.status.is_some_and(MeetingStatus::is_cancelled)
    }

    /// Somebody invited me to it.
    pub(crate) fn is_invitation(&self) -> bool {
        self.is_meeting() && !self.is_mine()
    }

    /// I organize it.
    pub(crate) fn is_mine(&self) -> bool {
        self.is_meeting()
            && (self.response == Some(ResponseType::Organizer)
                || self.status.is_some_and(|status| !status.is_received()))
    }

    /// Its occurrences between two instants: a single one where it is no series (or its rule cannot be read). Whole
    /// days float, as in `details`; their `recurrence_id` is the instant the server knows.
    pub(crate) fn occurrences(&self, from: Timestamp, to: Timestamp) -> Vec<Occurrence> {
        match &self.series {
            Some(series) if series.all_day => {
                // No zone is further from UTC.
                let day = TimeDelta::days(1);
                let floating =
                    series.occurrences(from - day, to + day).into_iter().map(|it| float(series, it));
                floating.filter(|it| it.start < to && it.end > from).collect()
            }
            Some(series) => series.occurrences(from, to),
            None if self.details.start < to && self.details.end > from => vec![Occurrence {
                recurrence_id: self.details.start,
                start: self.details.start,
                end: self.details.end,
                exception: None,
            }],
            None => Vec::new(),
        }
    }
}

fn span(start: Option<Timestamp>, end: Option<Timestamp>) -> Result<(Timestamp, Timestamp), String> {
    let start = start.ok_or("no StartTime that can be read")?;
    // An end before the start says nothing; when it starts is worth more than the item put aside.
    Ok((start, end.unwrap_or(start).max(start)))
}

/// Does it end before it starts, by what it says?
fn is_backwards(start: Option<Timestamp>, end: Option<Timestamp>) -> bool {
    start.zip(end).is_some_and(|(start, end)| end < start)
}

/// The zone whose wall clock an item's times are of.
fn zone_of(start: Timestamp, end: Timestamp, all_day: bool, blob: Option<&str>, reader: Tz) -> Zone {
    if all_day { Zone::of_all_day(start, end, blob, reader) } else { Zone::of_meeting(blob, reader) }
}

/// The series, if it can be followed.
fn series(
    start: Timestamp,
    end: Timestamp,
    all_day: bool,
    zone: Zone,
    rule: Rule,
    exceptions: Vec<Exception>,
) -> Option<Series> {
    let series = Series { start, end, all_day, zone, rule, exceptions }.checked();
    series.inspect_err(|error| tracing::info!(%error, "a series is shown unexpanded")).ok()
}

/// The days of an all-day item, floating: each as its midnight in UTC.
fn days(zone: &Zone, start: Timestamp, end: Timestamp) -> (Timestamp, Timestamp) {
    let (first, after) = zone.days(start, end);
    (first.and_time(NaiveTime::MIN).and_utc(), after.and_time(NaiveTime::MIN).and_utc())
}

/// An occurrence of a series of whole days, floating.
pub(crate) fn float(series: &Series, occurrence: Occurrence) -> Occurrence {
    let (start, end) = days(&series.zone, occurrence.start, occurrence.end);
    Occurrence { start, end, ..occurrence }
}

fn zone(blob: Option<&str>, reader: Tz) -> Option<Zone> {
    match Zone::of_meeting(blob, reader) {
        Zone::Iana(_) => None,
        known @ Zone::Blob(_) => Some(known),
    }
}

fn body(body: Option<&eas::item::body::Body>, native: Option<BodyType>) -> BodyText {
    body.map_or_else(BodyText::default, |body| BodyText {
        text: body.text().unwrap_or_default().trim().to_owned(),
        cut: body.truncated.unwrap_or(false),
        html: body.body_type == Some(BodyType::Html),
        native,
        words: OnceLock::new(),
    })
}

fn attached(attachment: &eas::Attachment) -> Attached {
    Attached {
        name: attachment.display_name.clone().unwrap_or_default(),
        reference: attachment.file_reference.clone(),
        size: attachment.estimated_data_size,
        inline: attachment.is_inline,
    }
}

fn rule(wire: &Recurrence) -> Option<Rule> {
    let wire = WireRecurrence {
        kind: wire.recurrence_type?,
        interval: wire.interval,
        until: wire.until,
        occurrences: wire.occurrences,
        day_of_week: wire.day_of_week,
        day_of_month: wire.day_of_month,
        week_of_month: wire.week_of_month,
        month_of_year: wire.month_of_year,
        first_day_of_week: wire.first_day_of_week,
        calendar_type: wire.calendar_type,
    };
    Rule::try_from(wire).inspect_err(|error| tracing::info!(%error, "a series is shown unexpanded")).ok()
}

fn exception(wire: &eas::calendar::Exception) -> Option<(Exception, ExceptionDetails)> {
    let recurrence_id = wire.original_start?;
    let exception = if wire.deleted {
        Exception::Deleted { recurrence_id }
    } else {
        Exception::Changed { recurrence_id, start: wire.event.start_time, end: wire.event.end_time }
    };
    let look = ExceptionDetails {
        subject: wire.event.subject.clone(),
        location: wire.event.location.clone(),
        response: wire.event.response_type.and_then(response),
        status: wire.event.meeting_status.map(|status| MeetingStatus(status.0)),
        busy: wire.event.busy_status,
        attendees: wire.event.attendees.iter().flatten().map(attendee).collect(),
    };
    Some((exception, look))
}

fn attendee(wire: &eas::calendar::Attendee) -> Attendee {
    let proposed = match (wire.proposed_start_time, wire.proposed_end_time) {
        (Some(start), Some(end)) => Some(Proposal { start, end }),
        _ => None,
    };
    Attendee {
        person: Person::new(
            wire.name.as_deref().unwrap_or_default().trim(),
            wire.email.as_deref().unwrap_or_default().trim(),
        ),
        status: wire
            .status
            .and_then(|status| u8::try_from(status.number()).ok())
            .and_then(AttendeeStatus::from_wire)
            .unwrap_or(AttendeeStatus::Unknown),
        kind: wire
            .attendee_type
            .and_then(|kind| u8::try_from(kind.number()).ok())
            .and_then(AttendeeType::from_wire)
            .unwrap_or(AttendeeType::Required),
        proposed,
        proposal_cleared: wire.proposal_cleared,
    }
}

fn response(wire: eas::calendar::ResponseType) -> Option<ResponseType> {
    u8::try_from(wire.number()).ok().and_then(ResponseType::from_wire)
}
