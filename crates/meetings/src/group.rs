//! Several mails, one meeting: which of them counts.
//!
//! A meeting that was moved twice has three invitations in the Inbox; a person wants one, and only the newest may
//! be answered. Mails belong together by UID and RecurrenceId; newest is the highest DtStamp, then the latest to
//! arrive. A response carries the *responder's* DtStamp, so responses are kept apart, per sender.
//!
//! Whether the newest may be answered is left to [`crate::answerable`].

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::answerable::MailState;
use crate::{MeetingMessage, MessageKind, Uid};

/// What mails must share to be about the same thing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupKey {
    /// The meeting.
    pub uid: Uid,
    /// The one occurrence; `None` for a single meeting or a whole series.
    pub recurrence_id: Option<DateTime<Utc>>,
}

/// Orders the versions of one meeting; a version without a DtStamp is older than any that has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Revision {
    /// When the organizer wrote it.
    pub dt_stamp: Option<DateTime<Utc>>,
    /// When it arrived; decides between equal stamps.
    pub received: Option<DateTime<Utc>>,
}

impl MeetingMessage {
    /// What it is about.
    pub fn key(&self) -> GroupKey {
        GroupKey { uid: self.uid.clone(), recurrence_id: self.recurrence_id }
    }

    /// Which version it is.
    pub fn revision(&self) -> Revision {
        Revision { dt_stamp: self.dt_stamp, received: self.received }
    }

    /// Does this cancellation call off what that request invites to?
    fn closes(&self, request: &MeetingMessage) -> bool {
        match (self.dt_stamp, request.dt_stamp) {
            (Some(cancelled), Some(requested)) => cancelled >= requested,
            _ => self.received >= request.received,
        }
    }
}

/// The mails of one meeting, or of one occurrence. `T` is whatever the caller keeps a message in.
#[derive(Debug, Clone)]
pub struct Group<T> {
    key: GroupKey,
    versions: Vec<T>,
    responses: Vec<T>,
    cancelled: bool,
}

/// Puts mails together by meeting and occurrence, ordered by key. Notifications, bounces and other mails are about
/// no version of a meeting and are dropped.
pub fn group<T: AsRef<MeetingMessage>>(messages: impl IntoIterator<Item = T>) -> Vec<Group<T>> {
    let mut groups: BTreeMap<GroupKey, Group<T>> = BTreeMap::new();
    for message in messages {
        let kind = message.as_ref().kind;
        let key = message.as_ref().key();
        let group = || Group { key: key.clone(), versions: vec![], responses: vec![], cancelled: false };
        match kind {
            MessageKind::Request | MessageKind::Cancelled => {
                groups.entry(key.clone()).or_insert_with(group).versions.push(message);
            }
            MessageKind::Response(_) => {
                groups.entry(key.clone()).or_insert_with(group).responses.push(message);
            }
            MessageKind::Notification | MessageKind::NotDelivered | MessageKind::Other => {}
        }
    }
    let mut groups: Vec<Group<T>> = groups.into_values().map(Group::sorted).collect();
    let series_cancellations: Vec<MeetingMessage> = groups
        .iter()
        .filter(|group| group.key.recurrence_id.is_none())
        .filter_map(|group| group.newest_of(MessageKind::Cancelled))
        .map(|message| message.as_ref().clone())
        .collect();
    for group in &mut groups {
        let own = group.newest_of(MessageKind::Cancelled).map(AsRef::as_ref);
        let series = series_cancellations.iter().find(|cancelled| cancelled.uid == group.key.uid);
        let request = group.newest_of(MessageKind::Request).map(AsRef::as_ref);
        let closes = |cancelled: &MeetingMessage| request.is_none_or(|request| cancelled.closes(request));
        group.cancelled = own.is_some_and(closes) || series.is_some_and(closes);
    }
    groups
}

impl<T: AsRef<MeetingMessage>> Group<T> {
    fn sorted(mut self) -> Group<T> {
        self.versions.sort_by_key(|message| Reverse(message.as_ref().revision()));
        self.responses.sort_by_key(|message| Reverse(message.as_ref().revision()));
        self
    }

    fn newest_of(&self, kind: MessageKind) -> Option<&T> {
        self.versions.iter().find(|message| message.as_ref().kind == kind)
    }

    /// What the mails are about.
    pub fn key(&self) -> &GroupKey {
        &self.key
    }

    /// Invitations and cancellations, newest first.
    pub fn versions(&self) -> &[T] {
        &self.versions
    }

    /// The newest invitation or cancellation: the one to show.
    pub fn newest(&self) -> Option<&T> {
        self.versions.first()
    }

    /// The newest invitation: the only one that may be answered.
    pub fn newest_request(&self) -> Option<&T> {
        self.newest_of(MessageKind::Request)
    }

    /// The organizer called it off (or the whole series it is part of) and has not invited to it since.
    pub fn is_cancelled(&self) -> bool {
        self.cancelled
    }

    /// All responses, newest first; one person's newest is the first of theirs.
    pub fn responses(&self) -> &[T] {
        &self.responses
    }

    /// The newest response of each sender, newest first.
    pub fn newest_responses(&self) -> Vec<&T> {
        let mut seen = std::collections::BTreeSet::new();
        self.responses.iter().filter(|message| seen.insert(message.as_ref().sender.key())).collect()
    }

    /// What [`crate::answerable`] wants to know of one mail of this group.
    pub fn mail_state(&self, message: &MeetingMessage) -> MailState {
        let newest = self.newest_request().map(|newest| newest.as_ref().revision());
        MailState {
            kind: message.kind,
            meeting_message_type: message.meeting_message_type,
            newest: newest.is_none_or(|newest| message.revision() >= newest),
            cancelled: self.cancelled,
        }
    }
}
