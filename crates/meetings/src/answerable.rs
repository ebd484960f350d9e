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
