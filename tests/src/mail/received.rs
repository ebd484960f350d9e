//! What arrived in a mailbox, read with libraries that the product does not write with: `mail-parser` for the
//! message, `calcard` for the calendar inside.

use anyhow::{Context, Result, anyhow, ensure};
use calcard::common::IanaString;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarEntry, ICalendarParameterName, ICalendarParameterValue,
    ICalendarProperty, ICalendarValue,
};
use mail_parser::{Address, Message, MessageParser, MimeHeaders};

/// One message as the IMAP server holds it.
#[derive(Clone, Debug)]
pub struct Mail {
    raw: Vec<u8>,
    seen: bool,
}

impl Mail {
    pub(super) fn new(raw: Vec<u8>, seen: bool) -> Self {
        Self { raw, seen }
    }

    /// Every byte of it.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Whether it is marked as read.
    #[must_use]
    pub fn is_read(&self) -> bool {
        self.seen
    }

    /// The subject, decoded; empty if there is none.
    #[must_use]
    pub fn subject(&self) -> String {
        self.with(|message| message.subject().map(str::to_owned))
    }

    /// The sender's address; empty if there is none.
    #[must_use]
    pub fn from(&self) -> String {
        self.with(|message| message.from().and_then(Address::first)?.address().map(str::to_owned))
    }

    /// The first recipient's address; empty if there is none.
    #[must_use]
    pub fn to(&self) -> String {
        self.with(|message| message.to().and_then(Address::first)?.address().map(str::to_owned))
    }

    /// The `Message-ID` without its angle brackets; empty if there is none.
    #[must_use]
    pub fn message_id(&self) -> String {
        self.with(|message| message.message_id().map(str::to_owned))
    }

    fn with(&self, read: impl FnOnce(&Message<'_>) -> Option<String>) -> String {
        MessageParser::default().parse(&self.raw).and_then(|message| read(&message)).unwrap_or_default()
    }

    /// The iTIP message inside, if there is one that can be read.
    ///
    /// # Errors
    /// With what is missing or wrong about it.
    pub fn itip(&self) -> Result<Itip> {
        let message = MessageParser::default().parse(&self.raw).context("this is not a mail")?;
        let mut found = message.parts.iter().filter(|part| {
            part.content_type().is_some_and(|kind| {
                kind.ctype().eq_ignore_ascii_case("text")
                    && kind.subtype().is_some_and(|subtype| subtype.eq_ignore_ascii_case("calendar"))
            })
        });
        let part = found.next().context("there is no text/calendar part")?;
        ensure!(found.next().is_none(), "there is more than one text/calendar part");
        let declared = part.content_type().and_then(|kind| kind.attribute("method")).map(str::to_uppercase);
        let text = part.text_contents().context("the calendar part is not text")?;
        let itip = Itip::parse(text)?;
        // RFC 6047 section 2.4: both have to be there and agree.
        ensure!(
            declared.as_deref() == Some(itip.method.as_str()),
            "Content-Type says method {declared:?}, the calendar {}",
            itip.method
        );
        Ok(itip)
    }

    /// Whether it carries a calendar message of this method about this meeting.
    #[must_use]
    pub fn is_about(&self, method: &str, uid: &str) -> bool {
        self.itip().is_ok_and(|itip| itip.method == method && itip.uid == uid)
    }
}

/// A calendar message with one event (RFC 5546).
#[derive(Clone, Debug)]
pub struct Itip {
    /// `REQUEST`, `REPLY`, `CANCEL`, `COUNTER`
    pub method: String,
    /// The meeting.
    pub uid: String,
    /// The organizer's address, without `mailto:`.
    pub organizer: Option<String>,
    /// Everybody named, with what they answered.
    pub attendees: Vec<Attendee>,
    /// The revision of the meeting that is meant.
    pub sequence: Option<i64>,
    /// What somebody wrote with their answer.
    pub comment: Option<String>,
    /// Which occurrence, as written.
    pub recurrence_id: Option<String>,
    /// The calendar as it came, for whatever else a test wants to see.
    pub text: String,
}

/// One `ATTENDEE` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    /// Their address, without `mailto:`.
    pub email: String,
    /// `ACCEPTED`, `TENTATIVE`, `DECLINED`, `NEEDS-ACTION`
    pub part_stat: String,
}

impl Itip {
    fn parse(text: &str) -> Result<Self> {
        let calendar = ICalendar::parse(text).map_err(|entry| anyhow!("not a calendar: {entry:?}"))?;
        let root = calendar.components.first().context("an empty calendar")?;
        let method = text_of(root, &ICalendarProperty::Method).context("no METHOD")?;
        let events: Vec<_> =
            calendar.components.iter().filter(|component| component.component_type.is_event()).collect();
        let [event] = events.as_slice() else {
            return Err(anyhow!("{} events where one should be", events.len()));
        };
        let attendees =
            event.properties(&ICalendarProperty::Attendee).map(attendee).collect::<Result<_>>()?;
        Ok(Self {
            method: method.to_uppercase(),
            uid: text_of(event, &ICalendarProperty::Uid).context("no UID")?,
            organizer: event
                .property(&ICalendarProperty::Organizer)
                .and_then(ICalendarEntry::calendar_address)
                .map(str::to_owned),
            attendees,
            sequence: event
                .property(&ICalendarProperty::Sequence)
                .and_then(|entry| entry.values.first()?.as_integer()),
            comment: text_of(event, &ICalendarProperty::Comment),
            recurrence_id: line_of(text, "RECURRENCE-ID"),
            text: text.to_owned(),
        })
    }
}

fn attendee(entry: &ICalendarEntry) -> Result<Attendee> {
    let email = entry.calendar_address().context("an ATTENDEE without address")?.to_owned();
    let part_stat = match entry.parameter(&ICalendarParameterName::Partstat) {
        Some(ICalendarParameterValue::Partstat(status)) => status.as_str().to_owned(),
        Some(ICalendarParameterValue::Text(text)) => text.to_uppercase(),
        // RFC 5545 section 3.2.12: the default.
        _ => "NEEDS-ACTION".to_owned(),
    };
    Ok(Attendee { email, part_stat })
}

fn text_of(component: &ICalendarComponent, property: &ICalendarProperty) -> Option<String> {
    let value = component.property(property)?.values.first()?;
    match value {
        ICalendarValue::Method(method) => Some(method.as_str().to_owned()),
        other => other.as_text().map(str::to_owned),
    }
}

/// The value of a property as it was written, after unfolding.
fn line_of(text: &str, property: &str) -> Option<String> {
    let unfolded = text.replace("\r\n ", "").replace("\n ", "");
    let line = unfolded
        .lines()
        .find(|line| line.strip_prefix(property).is_some_and(|rest| rest.starts_with([':', ';'])))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(calendar: &str, method: &str) -> Mail {
        let text = format!(
            "From: Bob <bob@example.test>\r\nTo: alice@example.test\r\nSubject: Accepted: x\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/calendar; charset=utf-8; method={method}\r\n\r\n{calendar}"
        );
        Mail::new(text.into_bytes(), false)
    }

    const REPLY: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:u-1\r\n\
        SEQUENCE:2\r\nRECURRENCE-ID:20261203T090000Z\r\nORGANIZER:mailto:alice@example.test\r\n\
        ATTENDEE;PARTSTAT=DECLINED;CN=Bob:MAILTO:bob@exam\r\n ple.test\r\nCOMMENT:Sorry\\, no\r\n\
        END:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn a_reply_is_read_by_its_properties() {
        let mail = mail(REPLY, "REPLY");
        assert!(mail.is_about("REPLY", "u-1"));
        let itip = mail.itip().unwrap();
        assert_eq!(itip.organizer.as_deref(), Some("alice@example.test"));
        let bob = Attendee { email: "bob@example.test".to_owned(), part_stat: "DECLINED".to_owned() };
        assert_eq!(itip.attendees, [bob]);
        assert_eq!((itip.sequence, itip.comment.as_deref()), (Some(2), Some("Sorry, no")));
        assert_eq!(itip.recurrence_id.as_deref(), Some("20261203T090000Z"));
    }

    #[test]
    fn a_mail_that_contradicts_its_calendar_is_no_itip_message() {
        assert!(mail(REPLY, "REQUEST").itip().is_err());
    }
}
