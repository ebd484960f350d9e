//! Several mails, one meeting: which of them counts.
//!
//! A meeting that was moved twice has three invitations in the Inbox; a person wants one, and only the newest may
//! be answered. Mails belong together by UID and RecurrenceId; newest is the highest DtStamp, then the latest to
//! arrive. A response carries the *responder's* DtStamp, so responses are kept apart, per sender.
//!
//! Whether the newest may be answered is left to [`crate::answerable`].

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

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
        let is_response = match message.as_ref().kind {
            MessageKind::Request | MessageKind::Cancelled => false,
            MessageKind::Response(_) => true,
            MessageKind::Notification | MessageKind::NotDelivered | MessageKind::Other => continue,
        };
        let key = message.as_ref().key();
        let group = groups.entry(key.clone()).or_insert_with(|| Group {
            key,
            versions: vec![],
            responses: vec![],
            cancelled: false,
        });
        if is_response { group.responses.push(message) } else { group.versions.push(message) }
    }
    let mut groups: Vec<Group<T>> = groups.into_values().map(Group::sorted).collect();
    let cancelled_series: BTreeMap<Uid, MeetingMessage> = groups
        .iter()
        .filter(|group| group.key.recurrence_id.is_none())
        .filter_map(|group| {
            Some((group.key.uid.clone(), group.newest_of(MessageKind::Cancelled)?.as_ref().clone()))
        })
        .collect();
    for group in &mut groups {
        let own = group.newest_of(MessageKind::Cancelled).map(AsRef::as_ref);
        let series = cancelled_series.get(&group.key.uid);
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
        let mut seen = BTreeSet::new();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Answer, Person};

    fn at(minute: u32) -> Option<DateTime<Utc>> {
        Some(format!("2026-11-20T10:{minute:02}:00Z").parse().unwrap())
    }

    fn message(kind: MessageKind, dt_stamp: Option<DateTime<Utc>>, received: u32) -> MeetingMessage {
        MeetingMessage {
            kind,
            uid: Uid::new("m1"),
            recurrence_id: None,
            meeting_message_type: None,
            dt_stamp,
            received: at(received),
            sender: Person::new("", "alice@contoso.com"),
            proposed: None,
        }
    }

    fn request(dt_stamp: u32, received: u32) -> MeetingMessage {
        message(MessageKind::Request, at(dt_stamp), received)
    }

    fn cancelled(dt_stamp: u32, received: u32) -> MeetingMessage {
        message(MessageKind::Cancelled, at(dt_stamp), received)
    }

    fn only_group(messages: &[MeetingMessage]) -> Group<&MeetingMessage> {
        let mut groups = group(messages);
        assert_eq!(groups.len(), 1);
        groups.remove(0)
    }

    #[test]
    fn highest_dt_stamp_is_newest_whenever_it_arrived() {
        let messages = [request(5, 30), request(9, 10), request(7, 20)];
        let group = only_group(&messages);
        assert_eq!(group.newest_request(), Some(&&messages[1]));
        assert_eq!(group.versions(), [&messages[1], &messages[2], &messages[0]]);
    }

    #[test]
    fn equal_dt_stamps_are_decided_by_arrival() {
        let messages = [request(5, 11), request(5, 12), request(5, 10)];
        assert_eq!(only_group(&messages).newest(), Some(&&messages[1]));
    }

    #[test]
    fn message_without_dt_stamp_is_older_than_any_with_one() {
        let messages = [message(MessageKind::Request, None, 50), request(5, 10)];
        assert_eq!(only_group(&messages).newest(), Some(&&messages[1]));
    }

    #[test]
    fn only_the_newest_is_to_be_answered() {
        let messages = [request(5, 10), request(9, 20)];
        let group = only_group(&messages);
        assert!(!group.mail_state(&messages[0]).newest);
        assert!(group.mail_state(&messages[1]).newest);
    }

    #[test]
    fn cancellation_closes_the_group_from_its_dt_stamp_on() {
        assert!(only_group(&[request(5, 10), cancelled(6, 20)]).is_cancelled());
        assert!(only_group(&[request(5, 20), cancelled(5, 10)]).is_cancelled(), "also with the same stamp");
        assert!(only_group(&[cancelled(5, 10)]).is_cancelled());
        assert!(!only_group(&[request(5, 10)]).is_cancelled());
    }

    #[test]
    fn invitation_after_a_cancellation_opens_the_group_again() {
        let messages = [request(5, 10), cancelled(6, 20), request(7, 30)];
        let group = only_group(&messages);
        assert!(!group.is_cancelled());
        assert!(group.mail_state(&messages[2]).newest);
    }

    #[test]
    fn cancellation_without_stamp_is_judged_by_arrival() {
        assert!(only_group(&[request(5, 10), message(MessageKind::Cancelled, None, 20)]).is_cancelled());
        assert!(!only_group(&[request(5, 30), message(MessageKind::Cancelled, None, 20)]).is_cancelled());
    }

    #[test]
    fn occurrences_are_apart_from_their_series() {
        let occurrence = |message: MeetingMessage| MeetingMessage { recurrence_id: at(0), ..message };
        let messages = [request(5, 10), occurrence(request(9, 20)), occurrence(cancelled(9, 21))];
        let groups = group(&messages);
        assert_eq!(groups.len(), 2);
        assert!(!groups[0].is_cancelled(), "the series goes on");
        assert!(groups[1].is_cancelled());
        assert_eq!(
            groups[0].newest_request(),
            Some(&&messages[0]),
            "which the occurrence's mail does not outdate"
        );
    }

    #[test]
    fn cancelled_series_takes_its_occurrences_along() {
        let occurrence = |message: MeetingMessage| MeetingMessage { recurrence_id: at(0), ..message };
        let groups = |stamp| {
            let messages = [request(5, 10), cancelled(8, 30), occurrence(request(stamp, 20))];
            group(messages).iter().map(Group::is_cancelled).collect::<Vec<_>>()
        };
        assert_eq!(groups(7), [true, true]);
        assert_eq!(groups(9), [true, false], "invited to that one date afterwards");
    }

    #[test]
    fn responses_are_kept_per_sender_and_outdate_no_invitation() {
        let response = |answer, sender: &str, stamp| MeetingMessage {
            sender: Person::new("", sender),
            ..message(MessageKind::Response(answer), at(stamp), stamp)
        };
        let messages = [
            request(5, 10),
            response(Answer::Accepted, "bob@contoso.com", 20),
            response(Answer::Declined, "BOB@contoso.com", 40),
            response(Answer::Tentative, "carol@contoso.com", 30),
        ];
        let group = only_group(&messages);
        assert_eq!(group.newest(), Some(&&messages[0]));
        assert_eq!(group.responses().len(), 3);
        assert_eq!(group.newest_responses(), [&&messages[2], &&messages[3]]);
    }

    #[test]
    fn outlook_uids_in_either_case_are_one_meeting() {
        let uid = "040000008200E00074C5B7101A82E00800000000A048DAF17405D9010000000000000000100000003C10A5564C9D36459E7780C78BAFCB77";
        let with = |uid: &str| MeetingMessage { uid: Uid::new(uid), ..request(5, 10) };
        only_group(&[with(uid), with(&uid.to_lowercase())]);
        assert_eq!(group([with("a"), with("A")]).len(), 2);
    }

    #[test]
    fn notifications_bounces_and_other_mails_are_no_versions() {
        for kind in [MessageKind::Notification, MessageKind::NotDelivered, MessageKind::Other] {
            assert!(group([message(kind, at(5), 10)]).is_empty());
        }
    }
}
