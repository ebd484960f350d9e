//! Which of a meeting's mail and calendar item is the newer version of it, and what a mail may be about that does not say so.

use std::cmp::Ordering;

use meetings::message::{MeetingMessageType, MessageKind};

use crate::mailbox::{Key, Mailbox, Meeting};
use crate::read::{Event, Mail};
use crate::unmailed::Unmailed;

impl Mail {
    /// Its version, beside that of the calendar item, by DtStamp; `None` where one of them has none.
    pub(crate) fn version_beside(&self, event: &Event) -> Option<Ordering> {
        self.details.dt_stamp.zip(event.details.dt_stamp).map(|(mail, calendar)| mail.cmp(&calendar))
    }

    /// Does it say itself that a newer version exists, and is this one newer?
    pub(crate) fn is_overtaken_by(&self, event: &Event) -> bool {
        self.meeting.meeting_message_type == Some(MeetingMessageType::Outdated)
            && self.version_beside(event) == Some(Ordering::Less)
    }
}

impl Meeting {
    /// The newest invitation, as long as it is on the server or the calendar has only an earlier version.
    pub(crate) fn current_request(&self, event: Option<&Event>) -> Option<&Mail> {
        let mut requests = self.versions().iter().filter(|mail| mail.meeting.kind == MessageKind::Request);
        self.live_request().or_else(|| requests.next().filter(|mail| self.is_ahead(mail, event)))
    }

    /// Has the calendar an earlier version than the mail? It keeps that also after the answer where a server leaves an
    /// update at its mail (SOGo, with organizers from outside).
    pub(crate) fn is_ahead(&self, mail: &Mail, event: Option<&Event>) -> bool {
        let event = event.filter(|_| self.event.is_some());
        event.and_then(|event| mail.version_beside(event)) == Some(Ordering::Greater)
    }

    /// Has only the calendar got a newer version? It was seen to change, or the mail says itself that there is one.
    pub(crate) fn is_behind(&self, mail: &Mail, event: Option<&Event>) -> bool {
        let event = event.filter(|_| self.event.is_some());
        let changed = |change: &&Unmailed| change.date.is_none() && change.is_version();
        if event.is_some()
            && mail.meeting.kind == MessageKind::Request
            && self.unmailed.iter().filter(changed).any(|change| change.is_newer_than(mail))
        {
            return true;
        }
        event.is_some_and(|event| mail.is_overtaken_by(event))
    }

    /// Is there a newer version than the newest mail, which only the calendar has?
    pub(crate) fn is_overtaken(&self, event: Option<&Event>) -> bool {
        self.newest_mail().is_some_and(|mail| self.is_behind(mail, event))
    }
}

impl Mailbox {
    /// May the newest invitation be about one date of the series in the calendar? Servers that name no occurrence in their
    /// mails (SOGo) leave nothing to tell it by but the time, which is not that of the series, until the iCalendar inside
    /// has come.
    pub(crate) fn may_be_about_one_date(&self, key: &Key, meeting: &Meeting) -> bool {
        let (Some(mail), Some(item)) = (meeting.live_request(), self.event(key, meeting)) else {
            return false;
        };
        let silent = !mail.details.recurring && !mail.surely_single;
        item.details.recurring && silent && mail.details.start != item.details.start
    }
}
