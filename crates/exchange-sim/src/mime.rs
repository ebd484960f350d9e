//! Messages as bytes (RFC 5322, RFC 2045, RFC 6047): written by `mail-builder`, read by `mail-parser`.
//!
//! What the calendar part says is read in [`ical`](crate::ical).

use bytes::Bytes;
use chrono::DateTime;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::mime::MimePart;
use mail_parser::{Message, MessageParser, MimeHeaders as _, PartType};

use crate::ical;
use crate::model::event::Person;
use crate::model::file::File;
use crate::model::mail::Mail;

/// A message as it was handed in, or as this server writes it.
pub fn bytes(mail: &Mail) -> Bytes {
    mail.raw.clone().unwrap_or_else(|| write(mail).into())
}

fn write(mail: &Mail) -> Vec<u8> {
    let mut parts = vec![MimePart::new("text/plain", mail.body.as_str())];
    parts.extend(mail.html.as_deref().map(|html| MimePart::new("text/html", html)));
    if let Some(message) = &mail.meeting {
        let content_type = ContentType::new("text/calendar")
            .attribute("charset", "utf-8")
            .attribute("method", ical::method(message))
            .attribute("component", "VEVENT");
        parts.push(MimePart::new(content_type, ical::write(message)));
    }
    let boundary =
        format!("=_{}", mail.message_id.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_"));
    let alternative = ContentType::new("multipart/alternative").attribute("boundary", boundary.clone());
    let mut builder = MessageBuilder::new()
        .from(address(&mail.from))
        .to(addresses(&mail.to))
        .subject(mail.subject.as_str())
        .date(Date::new(mail.sent.timestamp()))
        .message_id(mail.message_id.as_str());
    if !mail.cc.is_empty() {
        builder = builder.cc(addresses(&mail.cc));
    }
    let text = MimePart::new(alternative, parts);
    let whole = if mail.attachments.is_empty() {
        text
    } else {
        let mixed = ContentType::new("multipart/mixed").attribute("boundary", format!("{boundary}_mixed"));
        MimePart::new(
            mixed,
            std::iter::once(text).chain(mail.attachments.iter().map(file)).collect::<Vec<_>>(),
        )
    };
    let mut output = Vec::new();
    builder.body(whole).serialize(&mut output);
    output
}

fn file(file: &File) -> MimePart<'_> {
    let part = MimePart::new(file.content_type.as_str(), &*file.data);
    match &file.content_id {
        Some(id) => part.inline().cid(id.as_str()),
        None => part.attachment(file.name.as_str()),
    }
}

fn address(person: &Person) -> Address<'_> {
    let name = (!person.name.is_empty()).then_some(person.name.as_str());
    Address::new_address(name, person.email.as_str())
}

fn addresses(people: &[Person]) -> Address<'_> {
    Address::new_list(people.iter().map(address).collect())
}

/// A message that came in as bytes.
pub struct Incoming {
    /// The message.
    pub mail: Mail,
    /// Further meeting messages in the same calendar part: answers to single occurrences.
    pub more: Vec<crate::model::mail::MeetingMessage>,
    /// What a strict reader would object to, if it is an answer.
    pub objections: Vec<String>,
}

/// Reads a message; `None` if it is none.
pub fn read(raw: &[u8]) -> Option<Incoming> {
    let message = MessageParser::default().parse(raw)?;
    let from = message.from().and_then(|from| from.first()).map(person)?;
    let list = |address: Option<&mail_parser::Address<'_>>| -> Vec<Person> {
        address.map(|address| address.iter().map(person).collect()).unwrap_or_default()
    };
    let html = message.parts.iter().find_map(|part| match &part.body {
        PartType::Html(html) => Some(html.to_string()),
        _ => None,
    });
    let (mut messages, objections) = calendar_part(&message);
    let first = (!messages.is_empty()).then(|| messages.remove(0));
    let mail = Mail {
        message_id: message.message_id().unwrap_or_default().to_owned(),
        from,
        to: list(message.to()),
        cc: list(message.cc()),
        subject: message.subject().unwrap_or_default().to_owned(),
        sent: message
            .date()
            .and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0))
            .unwrap_or_default(),
        body: plain_text(&message),
        html,
        attachments: files(&message),
        meeting: first,
        raw: Some(Bytes::copy_from_slice(raw)),
    };
    Some(Incoming { mail, more: messages, objections })
}

/// Its files. The calendar part is none, however it is attached.
fn files(message: &Message<'_>) -> Vec<File> {
    let parts = message.attachments().filter(|part| !part.is_content_type("text", "calendar"));
    let file = |part: &mail_parser::MessagePart<'_>| {
        let content_type = part.content_type().map_or_else(
            || "application/octet-stream".to_owned(),
            |kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()),
        );
        let inline = part.content_disposition().is_some_and(|how| how.is_inline());
        File {
            name: part.attachment_name().unwrap_or_default().to_owned(),
            content_type,
            data: Bytes::copy_from_slice(part.contents()),
            content_id: part.content_id().filter(|_| inline).map(str::to_owned),
        }
    };
    parts.map(file).collect()
}

fn plain_text(message: &Message<'_>) -> String {
    let is_calendar =
        |pos| message.text_part(pos).is_some_and(|part| part.is_content_type("text", "calendar"));
    let pos = (0..).take_while(|pos| message.text_part(*pos).is_some()).find(|pos| !is_calendar(*pos));
    let text = pos.and_then(|pos| message.body_text(pos as usize)).unwrap_or_default();
    text.trim_end().to_owned()
}

/// The meeting messages of the text/calendar part. As RFC 6047 2.4 has it, the part's `method` must be there and be
/// the object's METHOD; otherwise it is just an attachment.
fn calendar_part(message: &Message<'_>) -> (Vec<crate::model::mail::MeetingMessage>, Vec<String>) {
    let part = message.parts.iter().find(|part| part.is_content_type("text", "calendar"));
    let Some((part, text)) = part.and_then(|part| Some((part, part.text_contents()?))) else {
        return (Vec::new(), Vec::new());
    };
    let attribute = |name| part.content_type().and_then(|content_type| content_type.attribute(name));
    match ical::read(text) {
        Err(reason) => (Vec::new(), vec![format!("the calendar part cannot be read: {reason}")]),
        Ok(mut object) => {
            let said = attribute("method").unwrap_or_default();
            if said.eq_ignore_ascii_case(&object.method) {
                return (object.messages, object.objections);
            }
            object
                .objections
                .push(format!("the part's method is {said:?}, the object's {:?}", object.method));
            (Vec::new(), object.objections)
        }
    }
}

fn person(address: &mail_parser::Addr<'_>) -> Person {
    Person::new(address.name().unwrap_or_default(), address.address().unwrap_or_default())
}
