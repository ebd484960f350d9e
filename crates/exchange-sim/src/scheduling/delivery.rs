//! A mail's way into mailboxes, and what the server makes of meeting messages on arrival.
//!
//! Exchange's calendar attendant is here: the tentative placeholder of a request, the mark of a cancellation, and the
//! attendee list of an organizer to whom somebody replies. Servers that leave this to people do none of it.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::history::{SentBy, SentMail};
use crate::mime;
use crate::model::event::{
    Answer, Attendee, AttendeeKind, CalendarItem, Event, Exception, Person, Proposal, Role, same_uid,
};
use crate::model::mail::{Mail, MeetingMessage, Method, Standing, StoredMail};
use crate::model::mailbox::{Content, FolderKind, Part};
use crate::sim::NoSuch;
use crate::state::State;

/// What an arriving REPLY or COUNTER says.
#[derive(Clone, Copy)]
struct Reply<'a> {
    attendee: &'a Person,
    answer: Answer,
    proposal: Option<Proposal>,
    to_version: Option<u32>,
    stamp: DateTime<Utc>,
}

impl State {
    /// Sends a mail to everybody on it who has a mailbox here, and notes it.
    pub fn post(&mut self, mail: Mail, by: SentBy) {
        self.post_noted(mail, &[], by, None, Vec::new());
    }

    /// As [`post`](Self::post), with everything there is to note.
    pub fn post_noted(
        &mut self,
        mail: Mail,
        more: &[MeetingMessage],
        by: SentBy,
        client_id: Option<String>,
        objections: Vec<String>,
    ) {
        let mail = Arc::new(mail);
        self.sent.push(SentMail { at: self.now(), by, client_id, mail: Arc::clone(&mail), objections });
        let mut keys: Vec<_> =
            mail.to.iter().chain(&mail.cc).filter_map(|person| self.key(&person.email)).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            self.deliver(&key, &mail);
            for message in more {
                self.process(&key, message, Standing::First);
            }
        }
    }

    /// A message from outside.
    pub fn deliver_bytes(&mut self, raw: &[u8]) {
        if let Some(incoming) = mime::read(raw) {
            self.post_noted(incoming.mail, &incoming.more, SentBy::World, None, incoming.objections);
        }
    }

    /// An attendee without a mailbox here answers by mail.
    pub fn reply_from_outside(
        &mut self,
        organizer: &str,
        uid: &str,
        attendee: &str,
        answer: Answer,
        comment: Option<&str>,
        proposal: Option<Proposal>,
    ) -> Result<(), NoSuch> {
        let no_meeting = || NoSuch::Meeting(uid.to_owned());
        let event = self.mailbox(organizer)?.meeting(uid).ok_or_else(no_meeting)?.event.clone();
        let attendee = event.attendee(attendee).ok_or_else(no_meeting)?.person.clone();
        let mail = self.reply_mail(&event, attendee, answer, comment.map(str::to_owned), proposal);
        self.post(mail, SentBy::World);
        Ok(())
    }

    fn deliver(&mut self, key: &str, mail: &Arc<Mail>) {
        let now = self.now();
        let mut stored = StoredMail::arrived(Arc::clone(mail), now);
        if let Some(message) = &mail.meeting {
            stored.standing = self.standing(key, message);
            self.process(key, message, stored.standing);
            if let (Method::Request | Method::Cancel, Ok(mailbox)) = (&message.method, self.mailbox_mut(key))
            {
                let newest = mailbox.newest.entry(message.event.group()).or_insert(message.event.dtstamp);
                *newest = (*newest).max(message.event.dtstamp);
            }
        }
        if let Ok(mailbox) = self.mailbox_mut(key) {
            mailbox.add(FolderKind::Inbox, Content::Mail(stored));
        }
    }

    /// What a request is to a mailbox, going by what it knows of the meeting so far.
    fn standing(&self, key: &str, message: &MeetingMessage) -> Standing {
        let event = &message.event;
        let Ok(mailbox) = self.mailbox(key) else { return Standing::First };
        let same = |old: &Event| same_uid(&old.uid, &event.uid) && old.recurrence_id == event.recurrence_id;
        let earlier = mailbox.folders().flat_map(|folder| folder.mails()).filter_map(StoredMail::request);
        let last = earlier.filter(|old| same(old)).max_by_key(|old| old.dtstamp);
        let series = event.recurrence_id.and_then(|_| mailbox.meeting(&event.uid));
        let known = last.or(mailbox.meeting(&event.uid).map(|item| &item.event).filter(|old| same(old)));
        match (known, series) {
            (Some(old), _) if !event.moved_from(old) && event.sequence == old.sequence => {
                Standing::Informational
            }
            (None, None) => Standing::First,
            _ => Standing::FullUpdate,
        }
    }

    /// Carries a meeting message into a calendar, if the server does so for this mailbox.
    fn process(&mut self, key: &str, message: &MeetingMessage, standing: Standing) {
        let behaviour = &self.config().behaviour;
        let (processes, placeholder) = (behaviour.processes_mail, behaviour.placeholder);
        let automatic = self.mailbox(key).is_ok_and(|mailbox| mailbox.automatic_processing);
        if !processes || !automatic {
            return;
        }
        let event = &message.event;
        let newest = self.mailbox(key).ok().and_then(|mailbox| mailbox.newest.get(&event.group()));
        let late = newest.is_some_and(|newest| *newest > event.dtstamp);
        match &message.method {
            Method::Request | Method::Cancel if late => {}
            // Who has declined hears of small changes by mail only.
            Method::Request if standing == Standing::Informational && !self.has_meeting(key, event) => {}
            Method::Request if placeholder => self.hold_place(key, event),
            Method::Request => {}
            Method::Cancel => self.mark_cancelled(key, event),
            Method::Reply { attendee, answer, proposal, to_version, comment: _ } => {
                let (answer, proposal, to_version) = (*answer, *proposal, *to_version);
                let reply = Reply { attendee, answer, proposal, to_version, stamp: event.dtstamp };
                self.note_reply(key, event, &reply);
            }
        }
    }

    fn has_meeting(&self, key: &str, event: &Event) -> bool {
        self.mailbox(key).is_ok_and(|mailbox| mailbox.meeting_id(&event.uid, event.recurrence_id).is_some())
    }

    /// The tentative item of a request, or the new version in an item already there.
    pub fn hold_place(&mut self, key: &str, event: &Event) {
        let Ok(mailbox) = self.mailbox_mut(key) else { return };
        if mailbox.has_address(&event.organizer.email) {
            return;
        }
        let invitees = without_answers(event);
        match mailbox.meeting_id(&event.uid, event.recurrence_id) {
            None => {
                let item = CalendarItem::new(invitees, Role::Invitee);
                mailbox.add(FolderKind::Calendar, Content::Event(Box::new(item)));
            }
            Some(id) => mailbox.change_event(id, Part::Whole, |item| match event.recurrence_id {
                Some(start) if item.event.recurrence_id.is_none() => {
                    let exception = item.exceptions.entry(start).or_default();
                    exception.deleted = false;
                    exception.when = Some((event.start, event.end));
                    exception.subject = (event.subject != item.event.subject).then(|| event.subject.clone());
                    exception.location =
                        (event.location != item.event.location).then(|| event.location.clone());
                    exception.answer = None;
                    item.event.dtstamp = event.dtstamp;
                }
                _ => {
                    if event.moved_from(&item.event) || event.sequence > item.event.sequence {
                        item.answer = None;
                        item.exceptions.clear();
                    }
                    item.cancelled = false;
                    item.event = invitees;
                }
            }),
        }
    }

    /// The mark of a cancellation in the calendar.
    fn mark_cancelled(&mut self, key: &str, event: &Event) {
        let Ok(mailbox) = self.mailbox_mut(key) else { return };
        let Some(id) = mailbox.meeting_id(&event.uid, event.recurrence_id) else { return };
        mailbox.change_event(id, Part::Whole, |item| {
            item.event.dtstamp = event.dtstamp;
            match event.recurrence_id {
                Some(start) if item.event.recurrence_id.is_none() => {
                    item.exceptions.insert(start, Exception { deleted: true, ..Exception::default() });
                }
                _ if item.role == Role::Invitee => {
                    item.cancelled = true;
                    item.event.subject =
                        format!("Canceled: {}", event.subject.trim_start_matches("Canceled: "));
                }
                _ => {}
            }
        });
    }

    /// An answer in the organizer's attendee list. Older answers and answers to older versions change nothing.
    fn note_reply(&mut self, key: &str, about: &Event, reply: &Reply<'_>) {
        let Ok(mailbox) = self.mailbox_mut(key) else { return };
        let Some(id) = mailbox.meeting_id(&about.uid, about.recurrence_id) else { return };
        let Some(item) = mailbox.calendar().item(id).and_then(|item| item.event()) else { return };
        if item.role != Role::Organizer
            || reply.to_version.is_some_and(|version| version < item.event.sequence)
        {
            return;
        }
        // Who wants no proposals has the answer that came with one.
        let reply = &Reply { proposal: reply.proposal.filter(|_| !item.event.disallow_new_time), ..*reply };
        match about.recurrence_id.filter(|_| item.event.recurrence_id.is_none()) {
            None => mailbox.change_event(id, Part::Attendees, |item| enter(&mut item.event.attendees, reply)),
            Some(start) => mailbox.change_event(id, Part::Whole, |item| {
                let all = item.event.attendees.clone();
                let exception = item.exceptions.entry(start).or_default();
                enter(exception.attendees.get_or_insert(all), reply);
            }),
        }
    }

    /// On servers with one store for everybody: the meeting stands in the calendars of all its people at once.
    pub fn share(&mut self, event: &Event) {
        if !self.config().behaviour.shared_store {
            return;
        }
        for attendee in &event.attendees {
            if let Some(key) = self.key(&attendee.person.email) {
                self.hold_place(&key, event);
            }
        }
    }

    /// On servers with one store for everybody: the meeting leaves the calendars of all its people at once.
    pub fn unshare(&mut self, event: &Event) {
        if !self.config().behaviour.shared_store {
            return;
        }
        for attendee in &event.attendees {
            let Ok(mailbox) = self.mailbox_mut(&attendee.person.email) else { continue };
            if let Some(id) = mailbox.meeting_id(&event.uid, event.recurrence_id) {
                mailbox.remove(FolderKind::Calendar, id);
            }
        }
    }

    /// On servers with one store for everybody: an answer stands in the organizer's calendar at once.
    pub fn share_answer(&mut self, event: &Event, attendee: &Person, answer: Answer) {
        if !self.config().behaviour.shared_store {
            return;
        }
        let reply = Reply { attendee, answer, proposal: None, to_version: None, stamp: self.now() };
        if let Some(key) = self.key(&event.organizer.email) {
            self.note_reply(&key, event, &reply);
        }
    }
}

/// An invitee's copy does not tell what the others answered.
fn without_answers(event: &Event) -> Event {
    let attendees = event.attendees.iter().map(|one| Attendee::new(one.person.clone(), one.kind)).collect();
    Event { attendees, ..event.clone() }
}

fn enter(attendees: &mut Vec<Attendee>, reply: &Reply<'_>) {
    let at = attendees.iter().position(|one| one.person.is(&reply.attendee.email)).unwrap_or_else(|| {
        // Somebody to whom the invitation was passed on.
        attendees.push(Attendee::new(reply.attendee.clone(), AttendeeKind::Optional));
        attendees.len() - 1
    });
    if let Some(attendee) =
        attendees.get_mut(at).filter(|one| one.replied_at.is_none_or(|at| at <= reply.stamp))
    {
        attendee.answer = Some(reply.answer);
        attendee.proposal = reply.proposal;
        attendee.replied_at = Some(reply.stamp);
    }
}
