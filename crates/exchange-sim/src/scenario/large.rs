//! A mailbox as large as asked: for measuring, and for seeing whether progress is real.
//!
//! Items are put straight into the folders; telling the story of each invitation would take longer than it is worth.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe::Berlin;

use super::BOB;
use crate::model::event::{Attendee, CalendarItem, Event, Person, Role};
use crate::model::mail::{Mail, MeetingMessage, Method, StoredMail};
use crate::model::mailbox::{Content, FolderKind};
use crate::state::State;

const TOPICS: [&str; 8] = [
    "Roadmap sync",
    "Budget clinic",
    "Hiring panel",
    "Architecture forum",
    "Release readiness",
    "Customer call",
    "Retrospective",
    "Security review",
];
const ORGANIZERS: [(&str, &str); 5] = [
    ("Alice Moreau", "alice@contoso.com"),
    ("Meera Iyer", "meera.iyer@contoso.com"),
    ("João Figueiredo", "joao.figueiredo@contoso.com"),
    ("高橋 悠斗", "yuto.takahashi@contoso.com"),
    ("Chiamaka Okafor", "chiamaka.okafor@contoso.com"),
];

pub fn play(state: &mut State, now: DateTime<Utc>, count: usize) {
    for number in 0..count {
        let steps = i64::try_from(count - number).unwrap_or(0);
        let received = now - TimeDelta::minutes(steps);
        let event = event(state, number, now);
        let mail = Mail {
            message_id: format!("large-{number}@contoso.com"),
            from: event.organizer.clone(),
            to: event.attendees.iter().map(|attendee| attendee.person.clone()).collect(),
            subject: event.subject.clone(),
            sent: received,
            body: event.body.clone(),
            meeting: Some(MeetingMessage {
                method: Method::Request,
                event: Event { dtstamp: received, ..event.clone() },
            }),
            ..Mail::default()
        };
        let item = CalendarItem::new(Event { dtstamp: received, ..event }, Role::Invitee);
        let Ok(mailbox) = state.mailbox_mut(BOB) else { return };
        mailbox.add(FolderKind::Inbox, Content::Mail(StoredMail::arrived(Arc::new(mail), received)));
        mailbox.add(FolderKind::Calendar, Content::Event(Box::new(item)));
    }
}

/// Twelve meetings a day in the weeks around now.
fn event(state: &mut State, number: usize, now: DateTime<Utc>) -> Event {
    let slot = i64::try_from(number).unwrap_or(0);
    let midnight = DateTime::from_timestamp(now.timestamp() / 86_400 * 86_400, 0).unwrap_or(now);
    let start = midnight + TimeDelta::days(slot / 12 % 400 - 30) + TimeDelta::hours(7 + slot % 12);
    let pick =
        |list: &[(&'static str, &'static str)]| list.get(number % list.len()).copied().unwrap_or_default();
    let topic = TOPICS.get(number % TOPICS.len()).copied().unwrap_or_default();
    let (name, email) = pick(&ORGANIZERS);
    Event {
        uid: state.outlook_uid(),
        organizer: Person::new(name, email),
        location: format!("Room {}", number % 40),
        body: "Agenda and notes are in the shared folder.".into(),
        attendees: vec![
            Attendee::required("Bob Nakamura", BOB),
            Attendee::optional("Meera Iyer", "meera.iyer@contoso.com"),
        ],
        ..Event::new(format!("{topic} {number}"), start, start + TimeDelta::minutes(45), Berlin)
    }
}
