//! What may be answered, from which item, and if not, why not.
//!
//! An answer can act on the invitation mail or on the calendar item it became. The standard forbids some of both,
//! and a button that a server will refuse is worse than a sentence that says why there is none. A reason of
//! [`NotAnswerable`] is what the screen shows, so each is a thing a person can understand.
//!
//! A meeting in the past may be answered; asking first is left to the screen. What a server family or version can
//! do (answers from the calendar, single occurrences), and whether the organizer is told, is left to `engine`.

use crate::{MeetingMessageType, MeetingStatus, MessageKind, ResponseType};

/// Which item an answer acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerFrom {
    /// The invitation mail.
    Inbox,
    /// The calendar item.
    Calendar,
}

/// Why a meeting cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NotAnswerable {
    /// A newer version exists; answer that.
    Outdated,
    /// The organizer called it off.
    Cancelled,
    /// The mailbox's owner organizes it.
    Organizer,
    /// An informational update; the answer given stands.
    Informational,
    /// The copy of someone whose delegate answers (MeetingMessageType 5).
    DelegatorCopy,
    /// Received as someone's delegate (MeetingMessageType 6).
    Delegated,
    /// Neither the mail nor a calendar item is left.
    Gone,
    /// What the server sent is no invitation one can answer: another kind of mail, or a plain appointment.
    Unreadable,
}

/// What is known of an invitation mail; [`crate::group::Group::mail_state`] makes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MailState {
    /// From MessageClass.
    pub kind: MessageKind,
    /// From 14.1, where the server sends it.
    pub meeting_message_type: Option<MeetingMessageType>,
    /// No newer request of its group is known.
    pub newest: bool,
    /// Its group was called off.
    pub cancelled: bool,
}

/// What is known of the calendar item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CalendarState {
    /// MeetingStatus, where present.
    pub meeting_status: Option<MeetingStatus>,
    /// ResponseType, where present.
    pub response_type: Option<ResponseType>,
}

/// May this mail be answered? The calendar item, if there is one, says what a request of unspecified type means.
pub fn mail(mail: &MailState, calendar: Option<&CalendarState>) -> Result<(), NotAnswerable> {
    match mail.kind {
        MessageKind::Request if mail.cancelled => return Err(NotAnswerable::Cancelled),
        MessageKind::Request if !mail.newest => return Err(NotAnswerable::Outdated),
        MessageKind::Request => {}
        MessageKind::Cancelled => return Err(NotAnswerable::Cancelled),
        MessageKind::Response(_)
        | MessageKind::Notification
        | MessageKind::NotDelivered
        | MessageKind::Other => return Err(NotAnswerable::Unreadable),
    }
    match mail.meeting_message_type {
        None | Some(MeetingMessageType::InitialRequest | MeetingMessageType::FullUpdate) => Ok(()),
        // 0 is both "silent update" and "not said": silent only where an answer already stands.
        Some(MeetingMessageType::Unspecified) => {
            match calendar.and_then(|item| item.response_type).and_then(ResponseType::answer) {
                Some(_) => Err(NotAnswerable::Informational),
                None => Ok(()),
            }
        }
        Some(MeetingMessageType::InformationalUpdate) => Err(NotAnswerable::Informational),
        Some(MeetingMessageType::Outdated) => Err(NotAnswerable::Outdated),
        Some(MeetingMessageType::DelegatorCopy) => Err(NotAnswerable::DelegatorCopy),
        Some(MeetingMessageType::Delegated) => Err(NotAnswerable::Delegated),
    }
}

/// May this calendar item be answered? An answer that was given may be changed here.
pub fn calendar_item(item: &CalendarState) -> Result<(), NotAnswerable> {
    let status = item.meeting_status;
    if status.is_some_and(MeetingStatus::is_cancelled) {
        return Err(NotAnswerable::Cancelled);
    }
    if item.response_type == Some(ResponseType::Organizer)
        || status.is_some_and(|bits| bits.is_meeting() && !bits.is_received())
    {
        return Err(NotAnswerable::Organizer);
    }
    let invited = match status {
        Some(bits) => bits.is_received(),
        None => matches!(
            item.response_type,
            Some(
                ResponseType::Tentative
                    | ResponseType::Accepted
                    | ResponseType::Declined
                    | ResponseType::NotResponded
            )
        ),
    };
    if invited { Ok(()) } else { Err(NotAnswerable::Unreadable) }
}

/// From which item should an answer go, given what is left of both? The mail is preferred: answering it also
/// clears it away. Where the mail does not ask for an answer but the calendar item takes one, an answer that was
/// given can still be changed.
pub fn answer_from(
    mail_state: Option<&MailState>,
    item: Option<&CalendarState>,
) -> Result<AnswerFrom, NotAnswerable> {
    let from_calendar = item.map(calendar_item);
    if let Some(Err(absolute @ (NotAnswerable::Cancelled | NotAnswerable::Organizer))) = from_calendar {
        return Err(absolute);
    }
    let Some(mail_state) = mail_state else {
        return from_calendar.unwrap_or(Err(NotAnswerable::Gone)).map(|()| AnswerFrom::Calendar);
    };
    let reason = match mail(mail_state, item) {
        Ok(()) => return Ok(AnswerFrom::Inbox),
        Err(reason) => reason,
    };
    let calendar_may_stand_in = match reason {
        NotAnswerable::Informational | NotAnswerable::Unreadable => true,
        // The server knows a newer version that has not come as a mail: its calendar has it already.
        NotAnswerable::Outdated => mail_state.newest,
        NotAnswerable::Cancelled
        | NotAnswerable::Organizer
        | NotAnswerable::DelegatorCopy
        | NotAnswerable::Delegated
        | NotAnswerable::Gone => false,
    };
    match from_calendar {
        Some(Ok(())) if calendar_may_stand_in => Ok(AnswerFrom::Calendar),
        _ => Err(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Answer;

    const INVITATION: MailState = MailState {
        kind: MessageKind::Request,
        meeting_message_type: Some(MeetingMessageType::InitialRequest),
        newest: true,
        cancelled: false,
    };

    fn of_type(wire: u8) -> MailState {
        let meeting_message_type = MeetingMessageType::from_wire(wire);
        assert!(meeting_message_type.is_some());
        MailState { meeting_message_type, ..INVITATION }
    }

    fn item(meeting_status: u8, response_type: u8) -> CalendarState {
        CalendarState {
            meeting_status: Some(MeetingStatus(meeting_status)),
            response_type: ResponseType::from_wire(response_type),
        }
    }

    #[test]
    fn message_type_decides() {
        for (wire, expected) in [
            (0, Ok(())),
            (1, Ok(())),
            (2, Ok(())),
            (3, Err(NotAnswerable::Informational)),
            (4, Err(NotAnswerable::Outdated)),
            (5, Err(NotAnswerable::DelegatorCopy)),
            (6, Err(NotAnswerable::Delegated)),
        ] {
            assert_eq!(mail(&of_type(wire), None), expected, "MeetingMessageType {wire}");
        }
        let old_server = MailState { meeting_message_type: None, ..INVITATION };
        assert_eq!(mail(&old_server, None), Ok(()), "14.0 does not send it");
    }

    #[test]
    fn type_zero_is_a_silent_update_only_where_an_answer_stands() {
        assert_eq!(mail(&of_type(0), Some(&item(3, 5))), Ok(()));
        for answered in [2, 3, 4] {
            assert_eq!(mail(&of_type(0), Some(&item(3, answered))), Err(NotAnswerable::Informational));
        }
    }

    #[test]
    fn only_requests_are_answered() {
        let of_kind = |kind| mail(&MailState { kind, ..INVITATION }, None);
        assert_eq!(of_kind(MessageKind::Cancelled), Err(NotAnswerable::Cancelled));
        for kind in [
            MessageKind::Response(Answer::Accepted),
            MessageKind::Notification,
            MessageKind::NotDelivered,
            MessageKind::Other,
        ] {
            assert_eq!(of_kind(kind), Err(NotAnswerable::Unreadable), "{kind:?}");
        }
    }

    #[test]
    fn outdated_and_called_off_mails_are_not_answered() {
        assert_eq!(mail(&MailState { newest: false, ..INVITATION }, None), Err(NotAnswerable::Outdated));
        let called_off = MailState { cancelled: true, newest: false, ..INVITATION };
        assert_eq!(
            mail(&called_off, None),
            Err(NotAnswerable::Cancelled),
            "there is no newer one to lead to"
        );
    }

    #[test]
    fn meeting_status_is_tested_by_bits() {
        for (status, expected) in [
            (0, Err(NotAnswerable::Unreadable)),
            (1, Err(NotAnswerable::Organizer)),
            (3, Ok(())),
            (5, Err(NotAnswerable::Cancelled)),
            (7, Err(NotAnswerable::Cancelled)),
            (9, Err(NotAnswerable::Organizer)),
            (11, Ok(())),
            (13, Err(NotAnswerable::Cancelled)),
            (15, Err(NotAnswerable::Cancelled)),
        ] {
            assert_eq!(calendar_item(&item(status, 5)), expected, "MeetingStatus {status}");
        }
    }

    #[test]
    fn answered_items_can_be_answered_anew_but_not_by_the_organizer() {
        for answered in [2, 3, 4] {
            assert_eq!(calendar_item(&item(3, answered)), Ok(()));
        }
        assert_eq!(calendar_item(&item(3, 1)), Err(NotAnswerable::Organizer), "invited by oneself, say");
    }

    #[test]
    fn item_without_meeting_status_is_judged_by_response_type() {
        let of = |response_type| calendar_item(&CalendarState { meeting_status: None, response_type });
        assert_eq!(of(Some(ResponseType::NotResponded)), Ok(()));
        assert_eq!(of(Some(ResponseType::Organizer)), Err(NotAnswerable::Organizer));
        assert_eq!(of(Some(ResponseType::None)), Err(NotAnswerable::Unreadable));
        assert_eq!(of(None), Err(NotAnswerable::Unreadable));
    }

    #[test]
    fn mail_is_preferred_and_the_calendar_stands_in() {
        let open = item(3, 5);
        assert_eq!(answer_from(Some(&INVITATION), Some(&open)), Ok(AnswerFrom::Inbox));
        assert_eq!(
            answer_from(Some(&INVITATION), None),
            Ok(AnswerFrom::Inbox),
            "not every server makes a placeholder"
        );
        assert_eq!(answer_from(None, Some(&open)), Ok(AnswerFrom::Calendar));
        assert_eq!(answer_from(None, None), Err(NotAnswerable::Gone));
    }

    #[test]
    fn informational_update_leaves_the_answer_changeable_in_the_calendar() {
        assert_eq!(answer_from(Some(&of_type(3)), Some(&item(3, 3))), Ok(AnswerFrom::Calendar));
        assert_eq!(answer_from(Some(&of_type(3)), None), Err(NotAnswerable::Informational));
    }

    #[test]
    fn outdated_mail_leads_to_the_newest_or_else_to_the_calendar() {
        let older = MailState { newest: false, ..INVITATION };
        assert_eq!(answer_from(Some(&older), Some(&item(3, 5))), Err(NotAnswerable::Outdated));
        assert_eq!(answer_from(Some(&of_type(4)), Some(&item(3, 5))), Ok(AnswerFrom::Calendar));
    }

    #[test]
    fn what_the_calendar_forbids_the_mail_does_not_allow() {
        assert_eq!(answer_from(Some(&INVITATION), Some(&item(7, 5))), Err(NotAnswerable::Cancelled));
        assert_eq!(answer_from(Some(&INVITATION), Some(&item(1, 1))), Err(NotAnswerable::Organizer));
    }

    #[test]
    fn delegates_and_called_off_meetings_have_no_way_round() {
        let open = item(3, 5);
        assert_eq!(answer_from(Some(&of_type(6)), Some(&open)), Err(NotAnswerable::Delegated));
        assert_eq!(answer_from(Some(&of_type(5)), Some(&open)), Err(NotAnswerable::DelegatorCopy));
        let called_off = MailState { cancelled: true, ..INVITATION };
        assert_eq!(answer_from(Some(&called_off), Some(&open)), Err(NotAnswerable::Cancelled));
    }
}
