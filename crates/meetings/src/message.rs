//! What a mail about a meeting is.
//!
//! Servers mark the mails by MessageClass and describe the meeting in a MeetingRequest element; replies and
//! cancellations carry that element too, so its presence alone proves nothing, and the class is matched by whole
//! parts so that a forward notification does not become a request. Subjects decide nothing: their prefixes are in
//! the sender's language.
//!
//! Which of several mails counts is left to [`crate::group`], what may be answered to [`crate::answerable`].

use chrono::{DateTime, Utc};

use crate::{Answer, Person, Uid};

/// What a MessageClass makes of a mail (MS-ASEMAIL 2.2.2.49).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// An invitation or an update of one.
    Request,
    /// The organizer calls it off, wholly or for this person.
    Cancelled,
    /// An attendee's answer to the organizer; tentative and declined ones may propose another time.
    Response(Answer),
    /// A forward notification and the like: to be read, not answered.
    Notification,
    /// The bounce of a request or a response: somebody was not reached.
    NotDelivered,
    /// Any other mail.
    Other,
}

impl MessageKind {
    /// Longest first: the first row that matches whole parts of the class counts.
    const CLASSES: [(&str, MessageKind); 7] = [
        ("IPM.Schedule.Meeting.Notification", MessageKind::Notification),
        ("IPM.Schedule.Meeting.Resp.Tent", MessageKind::Response(Answer::Tentative)),
        ("IPM.Schedule.Meeting.Resp.Pos", MessageKind::Response(Answer::Accepted)),
        ("IPM.Schedule.Meeting.Resp.Neg", MessageKind::Response(Answer::Declined)),
        ("IPM.Schedule.Meeting.Canceled", MessageKind::Cancelled),
        ("IPM.Schedule.Meeting.Request", MessageKind::Request),
        ("IPM.Notification.Meeting", MessageKind::Notification),
    ];

    /// Reads email:MessageClass, in any case.
    pub fn of(message_class: &str) -> MessageKind {
        let class = message_class.trim();
        let begins = |prefix: &str| {
            class.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
                && class.get(prefix.len()..).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        if begins("REPORT.IPM.Schedule.Meeting") {
            let bounced = class.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("NDR"));
            return if bounced { MessageKind::NotDelivered } else { MessageKind::Notification };
        }
        MessageKind::CLASSES
            .into_iter()
            .find_map(|(prefix, kind)| begins(prefix).then_some(kind))
            .unwrap_or(MessageKind::Other)
    }
}

/// MeetingMessageType (MS-ASEMAIL 2.2.2.47, from 14.1). It is not tracked: it stays what it was when the mail came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MeetingMessageType {
    /// 0: a silent update, or the server does not say.
    Unspecified,
    /// 1: the first invitation.
    InitialRequest,
    /// 2: a changed meeting, to be answered anew.
    FullUpdate,
    /// 3: a change that leaves the answer standing.
    InformationalUpdate,
    /// 4: a newer one exists.
    Outdated,
    /// 5: the copy of someone whose delegate answers.
    DelegatorCopy,
    /// 6: received as someone's delegate; must not be answered.
    Delegated,
}

impl MeetingMessageType {
    /// The number on the wire.
    pub const fn wire(self) -> u8 {
        match self {
            MeetingMessageType::Unspecified => 0,
            MeetingMessageType::InitialRequest => 1,
            MeetingMessageType::FullUpdate => 2,
            MeetingMessageType::InformationalUpdate => 3,
            MeetingMessageType::Outdated => 4,
            MeetingMessageType::DelegatorCopy => 5,
            MeetingMessageType::Delegated => 6,
        }
    }

    /// `None` for a number outside the standard.
    pub const fn from_wire(wire: u8) -> Option<MeetingMessageType> {
        match wire {
            0 => Some(MeetingMessageType::Unspecified),
            1 => Some(MeetingMessageType::InitialRequest),
            2 => Some(MeetingMessageType::FullUpdate),
            3 => Some(MeetingMessageType::InformationalUpdate),
            4 => Some(MeetingMessageType::Outdated),
            5 => Some(MeetingMessageType::DelegatorCopy),
            6 => Some(MeetingMessageType::Delegated),
            _ => None,
        }
    }
}

/// InstanceType (MS-ASEMAIL 2.2.2.44): which part of a series a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InstanceType {
    /// 0: a single meeting.
    Single,
    /// 1: a whole series.
    Series,
    /// 2: one occurrence of a series.
    Occurrence,
    /// 3: one occurrence that differs from its series.
    Exception,
    /// 4: one occurrence to which alone this person is invited (16.x).
    Orphan,
}

impl InstanceType {
    /// The number on the wire.
    pub const fn wire(self) -> u8 {
        match self {
            InstanceType::Single => 0,
            InstanceType::Series => 1,
            InstanceType::Occurrence => 2,
            InstanceType::Exception => 3,
            InstanceType::Orphan => 4,
        }
    }

    /// `None` for a number outside the standard.
    pub const fn from_wire(wire: u8) -> Option<InstanceType> {
        match wire {
            0 => Some(InstanceType::Single),
            1 => Some(InstanceType::Series),
            2 => Some(InstanceType::Occurrence),
            3 => Some(InstanceType::Exception),
            4 => Some(InstanceType::Orphan),
            _ => None,
        }
    }
}

/// A time an attendee would prefer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Proposal {
    /// Proposed start.
    pub start: DateTime<Utc>,
    /// Proposed end.
    pub end: DateTime<Utc>,
}

/// A mail about a meeting, as far as the rules of this crate look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingMessage {
    /// From MessageClass.
    pub kind: MessageKind,
    /// Which meeting: calendar:UID, or the UID of GlobalObjId.
    pub uid: Uid,
    /// Which occurrence: its original start; `None` for a single meeting or a whole series.
    pub recurrence_id: Option<DateTime<Utc>>,
    /// Which kind of request (from 14.1).
    pub meeting_message_type: Option<MeetingMessageType>,
    /// When its sender wrote this version.
    pub dt_stamp: Option<DateTime<Utc>>,
    /// When the mail arrived.
    pub received: Option<DateTime<Utc>>,
    /// From whom the mail came: the attendee in a response, not always the organizer in a request.
    pub sender: Person,
    /// ProposedStartTime and ProposedEndTime, both given and not empty (16.1).
    pub proposed: Option<Proposal>,
}

impl MeetingMessage {
    /// Up to 16.0 no element tells a proposed time: a tentative or declining response may be a COUNTER, which only
    /// its MIME shows ([`crate::itip`]). Never the subject, whose "New Time Proposed" is localised.
    pub fn may_hide_proposal(&self) -> bool {
        self.proposed.is_none()
            && matches!(self.kind, MessageKind::Response(Answer::Tentative | Answer::Declined))
    }
}

impl AsRef<MeetingMessage> for MeetingMessage {
    fn as_ref(&self) -> &MeetingMessage {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_says_what_a_mail_is() {
        for (class, kind) in [
            ("IPM.Schedule.Meeting.Request", MessageKind::Request),
            ("ipm.schedule.meeting.request", MessageKind::Request),
            ("IPM.Schedule.Meeting.Request.Contoso", MessageKind::Request),
            ("IPM.Schedule.Meeting.Canceled", MessageKind::Cancelled),
            ("IPM.Schedule.Meeting.Resp.Pos", MessageKind::Response(Answer::Accepted)),
            ("IPM.SCHEDULE.MEETING.RESP.TENT", MessageKind::Response(Answer::Tentative)),
            ("IPM.Schedule.Meeting.Resp.Neg", MessageKind::Response(Answer::Declined)),
            ("IPM.Schedule.Meeting.Notification.Forward", MessageKind::Notification),
            ("IPM.Notification.Meeting", MessageKind::Notification),
            ("IPM.Notification.Meeting.Forward", MessageKind::Notification),
            ("REPORT.IPM.SCHEDULE.MEETING.REQUEST.NDR", MessageKind::NotDelivered),
            ("REPORT.IPM.Schedule.Meeting.Resp.Pos.NDR", MessageKind::NotDelivered),
            ("REPORT.IPM.Schedule.Meeting.Request.IPNRN", MessageKind::Notification),
            ("IPM.Schedule.Meeting", MessageKind::Other),
            ("IPM.Schedule.Meeting.Requests", MessageKind::Other),
            ("IPM.Note", MessageKind::Other),
            ("IPM.Appointment", MessageKind::Other),
            ("", MessageKind::Other),
            ("IPM.Schedule.Meeting.Ré", MessageKind::Other),
        ] {
            assert_eq!(MessageKind::of(class), kind, "{class}");
        }
        for answer in Answer::ALL {
            assert_eq!(MessageKind::of(answer.message_class()), MessageKind::Response(answer));
        }
    }

    #[test]
    fn longer_classes_are_looked_for_first() {
        let lengths: Vec<usize> = MessageKind::CLASSES.iter().map(|(class, _)| class.len()).collect();
        assert!(lengths.is_sorted_by(|longer, shorter| longer >= shorter), "{lengths:?}");
    }

    #[test]
    fn numbers_go_both_ways() {
        for wire in 0..=u8::MAX {
            assert_eq!(
                MeetingMessageType::from_wire(wire).map(MeetingMessageType::wire),
                (wire <= 6).then_some(wire)
            );
            assert_eq!(InstanceType::from_wire(wire).map(InstanceType::wire), (wire <= 4).then_some(wire));
        }
    }

    #[test]
    fn tentative_or_declining_response_may_hide_a_proposal() {
        let message = |kind, proposed| MeetingMessage {
            kind,
            uid: Uid::new("m1"),
            recurrence_id: None,
            meeting_message_type: None,
            dt_stamp: None,
            received: None,
            sender: Person::default(),
            proposed,
        };
        let may = |kind| message(kind, None).may_hide_proposal();
        assert!(may(MessageKind::Response(Answer::Tentative)));
        assert!(may(MessageKind::Response(Answer::Declined)));
        assert!(!may(MessageKind::Response(Answer::Accepted)));
        assert!(!may(MessageKind::Request));
        let told = Proposal { start: DateTime::UNIX_EPOCH, end: DateTime::UNIX_EPOCH };
        assert!(!message(MessageKind::Response(Answer::Declined), Some(told)).may_hide_proposal());
    }
}
