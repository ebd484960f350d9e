//! An invitee's answer: what it does to their own calendar, when, and how the organizer hears of it.
//!
//! Whether an answer is allowed at all, and who asks for it how, is
//! [`commands::meeting_response`](crate::commands::meeting_response)'s; the organizer's side of an arriving reply is
//! [`delivery`](super::delivery)'s.

use chrono::{DateTime, Utc};

use crate::family::{MailAfter, WhoMails};
use crate::history::SentBy;
use crate::model::event::{Answer, Attendee, CalendarItem, Event, Person, Proposal, Role, same_uid};
use crate::model::mail::{Mail, MeetingMessage, Method, Standing, StoredMail};
use crate::model::mailbox::{Content, FolderKind, ItemId, Part};
use crate::sim::NoSuch;
use crate::state::State;

/// An answer that has been taken and will show in the calendar at its time.
#[derive(Debug)]
pub(crate) struct AnswerDue {
    /// Whose mailbox.
    key: String,
    /// The meeting as it was when the answer was given.
    event: Event,
    /// The one occurrence answered, as an exception of a series in the calendar.
    occurrence: Option<DateTime<Utc>>,
    answer: Answer,
    /// When it was given.
    at: DateTime<Utc>,
    /// The number a new calendar item is to have.
    new_id: Option<ItemId>,
}

impl State {
    /// Somebody answers with another program: in the calendar, the invitation goes, and the organizer is told if they
    /// want to be.
    pub fn answer_elsewhere(
        &mut self,
        user: &str,
        uid: &str,
        answer: Answer,
        comment: Option<&str>,
    ) -> Result<(), NoSuch> {
        let no_meeting = || NoSuch::Meeting(uid.to_owned());
        let key = self.key(user).ok_or_else(|| NoSuch::User(user.to_owned()))?;
        let mailbox = self.mailbox(&key)?;
        let requests = mailbox.inbox().mails().filter_map(StoredMail::request);
        let newest =
            requests.filter(|request| same_uid(&request.uid, uid)).max_by_key(|request| request.dtstamp);
        let in_calendar = mailbox.meeting(uid).map(|item| &item.event);
        let event = newest.or(in_calendar).ok_or_else(no_meeting)?.clone();
        if let Some(id) = self.invitation_to(&key, &event) {
            self.clear_invitation(&key, FolderKind::Inbox, id);
        }
        self.take_answer(&key, event.clone(), None, answer);
        if let Some(attendee) = self.own_entry(&key, &event) {
            self.share_answer(&event, &attendee, answer);
        }
        if event.response_requested || self.config().behaviour.mails == WhoMails::ServerAlways {
            self.tell_organizer(&key, &event, answer, comment.map(str::to_owned), None);
        }
        Ok(())
    }

    /// The same for one occurrence of a series in the calendar, without a word to the organizer.
    pub fn answer_occurrence_elsewhere(
        &mut self,
        user: &str,
        uid: &str,
        start: DateTime<Utc>,
        answer: Answer,
    ) -> Result<(), NoSuch> {
        let key = self.key(user).ok_or_else(|| NoSuch::User(user.to_owned()))?;
        let series = self.mailbox(&key)?.meeting(uid).ok_or_else(|| NoSuch::Meeting(uid.to_owned()))?;
        let event = series.event.clone();
        self.take_answer(&key, event, Some(start), answer);
        Ok(())
    }

    /// The attendee the mailbox's owner is, if they were invited themselves.
    pub fn own_entry(&self, user: &str, event: &Event) -> Option<Person> {
        let mailbox = self.mailbox(user).ok()?;
        let own = event.attendees.iter().find(|one| mailbox.has_address(&one.person.email));
        own.map(|one| one.person.clone())
    }

    /// Takes an answer to `event`, or to one `instance` of it, and says which calendar item will show it: none if it
    /// will be gone.
    pub fn take_answer(
        &mut self,
        key: &str,
        event: Event,
        instance: Option<DateTime<Utc>>,
        answer: Answer,
    ) -> Option<String> {
        let behaviour = &self.config().behaviour;
        let (lag, replaces, leaves) = (behaviour.lag, behaviour.replaces_item, behaviour.declined_leaves);
        let at = self.now();
        let mailbox = self.mailbox_mut(key).ok()?;
        let id = mailbox.meeting_id(&event.uid, event.recurrence_id);
        let item = id.and_then(|id| mailbox.calendar().item(id));
        let (server_id, known) = item.map(|item| (item.server_id.to_string(), item.event())).unzip();
        let known = known.flatten();
        let is_series = known.is_some_and(|known| known.event.recurrence.is_some());
        let occurrence = instance.or(event.recurrence_id).filter(|_| is_series);
        let gone = answer == Answer::Declined && leaves && occurrence.is_none();
        let placeholder = known.is_some_and(|known| known.answer.is_none());
        let fresh = occurrence.is_none() && !gone && (known.is_none() || (placeholder && replaces));
        let new_id = fresh.then(|| mailbox.reserve(FolderKind::Calendar));
        let named = |id| {
            let content = Content::Event(Box::new(CalendarItem::new(event.clone(), Role::Invitee)));
            mailbox.name_of(FolderKind::Calendar, id, &content)
        };
        let calendar_id = if gone { None } else { new_id.map(named).or(server_id) };
        let due = AnswerDue { key: key.to_owned(), event, occurrence, answer, at, new_id };
        if lag.is_zero() {
            self.apply_answer(due);
        } else {
            let number = self.number();
            self.due.insert((at + lag, number), due);
        }
        calendar_id
    }

    /// Shows an answer in the calendar.
    pub fn apply_answer(&mut self, due: AnswerDue) {
        let AnswerDue { key, event, occurrence, answer, at, new_id } = due;
        let behaviour = &self.config().behaviour;
        let (leaves, shared) = (behaviour.declined_leaves, behaviour.shared_store);
        let brings = behaviour.answer_brings_update;
        let Ok(mailbox) = self.mailbox_mut(&key) else { return };
        let id = mailbox.meeting_id(&event.uid, event.recurrence_id);
        let known = id.and_then(|id| mailbox.calendar().item(id)?.event()).cloned();
        if known.as_ref().is_some_and(|known| known.event.sequence > event.sequence) {
            // A newer version came in while the answer waited; it is to that version no more.
            return;
        }
        if let (Some(start), Some(id)) = (occurrence, id) {
            return mailbox.change_event(id, Part::Whole, |item| {
                let exception = item.exceptions.entry(start).or_default();
                exception.deleted = answer == Answer::Declined && leaves;
                exception.answer = Some((answer, at));
            });
        }
        if answer == Answer::Declined && leaves {
            if let Some(id) = id {
                mailbox.remove(FolderKind::Calendar, id);
            }
            return;
        }
        let mut item = match known {
            Some(known) if brings && event.sequence > known.event.sequence => CalendarItem { event, ..known },
            Some(known) => known,
            None => CalendarItem::new(event, Role::Invitee),
        };
        item.answer = Some((answer, at));
        let own = |one: &&mut Attendee| mailbox.has_address(&one.person.email);
        if let Some(attendee) = item.event.attendees.iter_mut().find(own).filter(|_| shared) {
            attendee.answer = Some(answer);
        }
        match (id, new_id) {
            (Some(id), None) => mailbox.change_event(id, Part::Whole, |old| *old = item),
            (old, new) => {
                if let Some(old) = old {
                    mailbox.remove(FolderKind::Calendar, old);
                }
                let new = new.unwrap_or_else(|| mailbox.reserve(FolderKind::Calendar));
                mailbox.put(FolderKind::Calendar, new, Content::Event(Box::new(item)));
            }
        }
    }

    /// What becomes of an invitation that was answered.
    pub fn clear_invitation(&mut self, key: &str, folder: FolderKind, id: ItemId) {
        let after = self.config().behaviour.mail_after;
        let Ok(mailbox) = self.mailbox_mut(key) else { return };
        match after {
            MailAfter::Kept => {}
            MailAfter::Removed => drop(mailbox.remove(folder, id)),
            MailAfter::Moved if folder == FolderKind::DeletedItems => {}
            MailAfter::Moved => drop(mailbox.move_to(folder, id, FolderKind::DeletedItems)),
        }
    }

    /// The newest invitation to a meeting in the Inbox.
    pub fn invitation_to(&self, key: &str, event: &Event) -> Option<ItemId> {
        let inbox = self.mailbox(key).ok()?.inbox();
        let requests = inbox.items().filter_map(|(id, item)| Some((id, item.mail()?.request()?)));
        let same = requests.filter(|(_, request)| {
            same_uid(&request.uid, &event.uid) && request.recurrence_id == event.recurrence_id
        });
        same.max_by_key(|(_, request)| request.dtstamp).map(|(id, _)| id)
    }

    /// Makes the newest invitation to a meeting something else than it was on arrival.
    pub fn stand(&mut self, user: &str, uid: &str, standing: Standing) -> Result<(), NoSuch> {
        let mailbox = self.mailbox_mut(user)?;
        let requests = mailbox.inbox().items().filter_map(|(id, item)| Some((id, item.mail()?.request()?)));
        let newest = requests.filter(|(_, one)| same_uid(&one.uid, uid)).max_by_key(|(_, one)| one.dtstamp);
        let id = newest.map(|(id, _)| id).ok_or_else(|| NoSuch::Meeting(uid.to_owned()))?;
        mailbox.change_mail(FolderKind::Inbox, id, Part::Whole, |mail| mail.standing = standing);
        Ok(())
    }

    /// Mails an answer to the organizer in the invitee's name.
    pub fn tell_organizer(
        &mut self,
        key: &str,
        event: &Event,
        answer: Answer,
        comment: Option<String>,
        proposal: Option<Proposal>,
    ) {
        let Ok(from) = self.mailbox(key).map(|mailbox| mailbox.owner.clone()) else { return };
        let attendee = self.own_entry(key, event).unwrap_or_else(|| from.clone());
        let mail = self.reply_mail(event, attendee, answer, comment, proposal);
        self.post(Mail { from, ..mail }, SentBy::Server);
    }

    /// The mail of an answer: RFC 5546 3.2.3, or 3.2.7 where a time is proposed.
    pub fn reply_mail(
        &mut self,
        event: &Event,
        attendee: Person,
        answer: Answer,
        comment: Option<String>,
        proposal: Option<Proposal>,
    ) -> Mail {
        let prefix = if proposal.is_some() { "New Time Proposed: " } else { answer.subject_prefix() };
        let event = Event { dtstamp: self.now(), ..event.clone() };
        Mail {
            message_id: self.message_id(&attendee.email),
            from: attendee.clone(),
            to: vec![event.organizer.clone()],
            subject: format!("{prefix}{}", event.subject),
            sent: self.now(),
            body: comment.clone().unwrap_or_default(),
            meeting: Some(MeetingMessage {
                method: Method::Reply {
                    attendee,
                    answer,
                    comment,
                    proposal,
                    to_version: Some(event.sequence),
                },
                event,
            }),
            ..Mail::default()
        }
    }
}
