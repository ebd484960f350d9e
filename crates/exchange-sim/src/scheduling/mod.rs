//! What people do to each other's mailboxes: organizers invite, change and call off; mails travel; answers are given.
//!
//! * here: the organizer's deeds;
//! * [`delivery`]: a mail's way into mailboxes, and what the server makes of meeting messages there;
//! * [`answer`]: an invitee's answer, from the Status 1 of MeetingResponse to the organizer's attendee list.
//!
//! The wire is not known here; what MeetingResponse, SendMail or Sync ask for comes in as plain arguments.

pub(crate) mod answer;
pub(crate) mod delivery;

pub(crate) use answer::AnswerDue;

use chrono::{DateTime, TimeDelta, Utc};

use crate::history::SentBy;
use crate::model::event::{Attendee, CalendarItem, Event, Exception, Person, Role};
use crate::model::mail::{Mail, MeetingMessage, Method};
use crate::model::mailbox::{Content, FolderKind, ItemId, Part};
use crate::sim::NoSuch;
use crate::state::State;

impl State {
    /// Puts a meeting into its organizer's calendar and sends the invitations.
    pub fn invite(&mut self, organizer: &str, event: Event) -> Result<String, NoSuch> {
        let id = self.schedule(organizer, event, SentBy::World)?;
        let uid = self.own_event(organizer, id)?.event.uid.clone();
        Ok(uid)
    }

    /// As [`invite`](Self::invite), for whoever asks; the number of the calendar item comes back.
    pub fn schedule(&mut self, organizer: &str, mut event: Event, by: SentBy) -> Result<ItemId, NoSuch> {
        self.identify(organizer, &mut event)?;
        let role = if event.attendees.is_empty() { Role::Appointment } else { Role::Organizer };
        let content = Content::Event(Box::new(CalendarItem::new(event.clone(), role)));
        let id = self.mailbox_mut(organizer)?.add(FolderKind::Calendar, content);
        if role == Role::Organizer {
            self.share(&event);
            self.send(Method::Request, event, by);
        }
        Ok(id)
    }

    /// Puts an appointment into somebody's own calendar.
    pub fn book(&mut self, user: &str, event: Event) -> Result<String, NoSuch> {
        self.invite(user, Event { attendees: Vec::new(), ..event })
    }

    /// Fills in what the server knows better: organizer, stamp, and a UID if there is none.
    pub fn identify(&mut self, organizer: &str, event: &mut Event) -> Result<(), NoSuch> {
        event.organizer = self.mailbox(organizer)?.owner.clone();
        event.dtstamp = self.now();
        if event.uid.is_empty() {
            event.uid = self.outlook_uid();
        }
        Ok(())
    }

    /// The stamp of a new version: now, but never the stamp of the one before.
    fn later_than(&self, stamp: DateTime<Utc>) -> DateTime<Utc> {
        self.now().max(stamp + TimeDelta::seconds(1))
    }

    /// A UID as Outlook makes them: the hexadecimal digits of a GlobalObjId (MS-ASEMAIL 2.2.2.37).
    pub fn outlook_uid(&mut self) -> String {
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
        // FILETIME: 100 ns since 1601.
        let ticks = (self.now().timestamp() + 11_644_473_600) * 10_000_000;
        let (when, data) = (hex(&ticks.to_le_bytes()), hex(&self.unique()));
        format!("040000008200E00074C5B7101A82E00800000000{when}000000000000000010000000{data}")
    }

    /// Changes a meeting. If people have to think again their answers are void, and everybody hears of it either way.
    pub fn update(
        &mut self,
        organizer: &str,
        uid: &str,
        change: impl FnOnce(&mut Event),
    ) -> Result<(), NoSuch> {
        let (id, item) = self.organized(organizer, uid)?;
        let mut event = item.event;
        change(&mut event);
        self.revise(organizer, id, event, SentBy::World)
    }

    /// Puts a new version of a meeting in place of the old one, and tells everybody.
    pub fn revise(
        &mut self,
        organizer: &str,
        id: ItemId,
        mut event: Event,
        by: SentBy,
    ) -> Result<(), NoSuch> {
        let old = self.own_event(organizer, id)?.event.clone();
        let moved = event.moved_from(&old);
        event.dtstamp = self.later_than(old.dtstamp);
        if moved {
            event.sequence = old.sequence + 1;
            for attendee in &mut event.attendees {
                *attendee = Attendee {
                    asked_again: old.attendee(&attendee.person.email).is_some(),
                    ..Attendee::new(attendee.person.clone(), attendee.kind)
                };
            }
        }
        let new = event.clone();
        self.mailbox_mut(organizer)?.change_event(id, Part::Whole, |item| {
            item.event = new;
            if moved {
                item.exceptions.clear();
            }
        });
        let leaves =
            |attendee: &&crate::model::event::Attendee| event.attendee(&attendee.person.email).is_none();
        let removed: Vec<_> = old.attendees.iter().filter(leaves).cloned().collect();
        if !removed.is_empty() {
            self.send(Method::Cancel, Event { attendees: removed, ..event.clone() }, by);
        }
        if !event.attendees.is_empty() {
            self.share(&event);
            self.send(Method::Request, event, by);
        }
        Ok(())
    }

    /// Changes one occurrence of a series and tells everybody.
    pub fn update_occurrence(
        &mut self,
        organizer: &str,
        uid: &str,
        start: DateTime<Utc>,
        by: SentBy,
        change: impl FnOnce(&mut Exception),
    ) -> Result<(), NoSuch> {
        let (id, item) = self.organized(organizer, uid)?;
        let stamp = self.later_than(item.event.dtstamp);
        self.mailbox_mut(organizer)?.change_event(id, Part::Whole, |item| {
            let exception = item.exceptions.entry(start).or_default();
            change(exception);
            item.event.sequence += 1;
            item.event.dtstamp = stamp;
        });
        let event = self.own_event(organizer, id)?.occurrence(start);
        self.send(Method::Request, event, by);
        Ok(())
    }

    /// Calls a meeting off: it leaves the organizer's calendar, and everybody hears of it.
    pub fn cancel(&mut self, organizer: &str, uid: &str) -> Result<(), NoSuch> {
        let (id, _) = self.organized(organizer, uid)?;
        self.call_off(organizer, id, SentBy::World)
    }

    /// Takes a meeting out of its organizer's calendar and tells everybody.
    pub fn call_off(&mut self, organizer: &str, id: ItemId, by: SentBy) -> Result<(), NoSuch> {
        let mut event = self.own_event(organizer, id)?.event.clone();
        self.mailbox_mut(organizer)?.remove(FolderKind::Calendar, id);
        event.sequence += 1;
        event.dtstamp = self.later_than(event.dtstamp);
        if !event.attendees.is_empty() {
            self.unshare(&event);
            self.send(Method::Cancel, event, by);
        }
        Ok(())
    }

    /// Calls one occurrence of a series off.
    pub fn cancel_occurrence(
        &mut self,
        organizer: &str,
        uid: &str,
        start: DateTime<Utc>,
        by: SentBy,
    ) -> Result<(), NoSuch> {
        let (id, item) = self.organized(organizer, uid)?;
        let stamp = self.later_than(item.event.dtstamp);
        let mut event = item.occurrence(start);
        self.mailbox_mut(organizer)?.change_event(id, Part::Whole, |item| {
            item.exceptions.insert(start, Exception { deleted: true, ..Exception::default() });
            item.event.dtstamp = stamp;
        });
        event.sequence += 1;
        event.dtstamp = stamp;
        self.send(Method::Cancel, event, by);
        Ok(())
    }

    /// A meeting somebody organizes, and its number in the calendar.
    fn organized(&self, organizer: &str, uid: &str) -> Result<(ItemId, CalendarItem), NoSuch> {
        let mailbox = self.mailbox(organizer)?;
        let id = mailbox.meeting_id(uid, None).ok_or_else(|| NoSuch::Meeting(uid.to_owned()))?;
        let item = self.own_event(organizer, id)?;
        if item.role == Role::Organizer {
            Ok((id, item.clone()))
        } else {
            Err(NoSuch::Meeting(uid.to_owned()))
        }
    }

    /// A calendar item by its number.
    fn own_event(&self, user: &str, id: ItemId) -> Result<&CalendarItem, NoSuch> {
        let item = self.mailbox(user)?.calendar().item(id).and_then(|item| item.event());
        item.ok_or_else(|| NoSuch::Meeting(id.to_string()))
    }

    /// Invites one more; only they hear of it.
    pub fn add_attendee(&mut self, organizer: &str, uid: &str, attendee: Attendee) -> Result<(), NoSuch> {
        let (id, item) = self.organized(organizer, uid)?;
        let to = vec![attendee.person.clone()];
        let mut event = item.event;
        event.attendees.push(attendee);
        event.dtstamp = self.later_than(event.dtstamp);
        let new = event.clone();
        self.mailbox_mut(organizer)?.change_event(id, Part::Whole, |item| item.event = new);
        self.share(&event);
        self.send_to(Method::Request, event, to, SentBy::World);
        Ok(())
    }

    /// Sends a meeting message from the organizer to everybody invited.
    pub fn send(&mut self, method: Method, event: Event, by: SentBy) {
        let to = event.attendees.iter().map(|attendee| attendee.person.clone()).collect();
        self.send_to(method, event, to, by);
    }

    fn send_to(&mut self, method: Method, event: Event, to: Vec<Person>, by: SentBy) {
        let prefix = if method == Method::Cancel { "Canceled: " } else { "" };
        let mail = Mail {
            message_id: self.message_id(&event.organizer.email),
            from: event.organizer.clone(),
            to,
            subject: format!("{prefix}{}", event.subject),
            sent: self.now(),
            body: event.body.clone(),
            html: event.html.clone(),
            attachments: event.attachments.clone(),
            meeting: Some(MeetingMessage { method, event }),
            ..Mail::default()
        };
        self.post(mail, by);
    }

    /// A Message-ID never given out before.
    pub fn message_id(&mut self, sender: &str) -> String {
        let domain = sender.rsplit('@').next().unwrap_or("localhost").to_owned();
        format!("{:08x}@{domain}", self.number())
    }
}
