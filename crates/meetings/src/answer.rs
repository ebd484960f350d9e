//! What an invitee says, and the number each element of the protocols has for it.
//!
//! One answer has four spellings that differ on purpose or by accident: `Declined` is 3 as a UserResponse and 4
//! as a ResponseType. Every conversion is therefore a spelled-out `match`, and no enum here is ever cast.
//! Elements that also say "nothing yet" have their own type; only [`Answer`] is always an answer.
//!
//! Reading the elements from WBXML is left to `eas`.

/// What an invitee answers to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// Will come.
    Accepted,
    /// May come.
    Tentative,
    /// Will not come.
    Declined,
}

impl Answer {
    /// All answers, in the order in which screens offer them.
    pub const ALL: [Answer; 3] = [Answer::Accepted, Answer::Tentative, Answer::Declined];

    /// UserResponse of a MeetingResponse request (MS-ASCMD 2.2.3.194).
    pub const fn user_response(self) -> u8 {
        match self {
            Answer::Accepted => 1,
            Answer::Tentative => 2,
            Answer::Declined => 3,
        }
    }

    /// The answer a UserResponse stands for; `None` for a number outside the standard.
    pub const fn from_user_response(wire: u8) -> Option<Answer> {
        match wire {
            1 => Some(Answer::Accepted),
            2 => Some(Answer::Tentative),
            3 => Some(Answer::Declined),
            _ => None,
        }
    }

    /// ResponseType of the invitee's own calendar item after this answer (MS-ASCAL 2.2.2.40).
    pub const fn response_type(self) -> ResponseType {
        match self {
            Answer::Accepted => ResponseType::Accepted,
            Answer::Tentative => ResponseType::Tentative,
            Answer::Declined => ResponseType::Declined,
        }
    }

    /// AttendeeStatus in the organizer's calendar item after this answer (MS-ASCAL 2.2.2.5).
    pub const fn attendee_status(self) -> AttendeeStatus {
        match self {
            Answer::Accepted => AttendeeStatus::Accepted,
            Answer::Tentative => AttendeeStatus::Tentative,
            Answer::Declined => AttendeeStatus::Declined,
        }
    }

    /// PARTSTAT of the iTIP REPLY (RFC 5545 3.2.12).
    pub const fn part_stat(self) -> PartStat {
        match self {
            Answer::Accepted => PartStat::Accepted,
            Answer::Tentative => PartStat::Tentative,
            Answer::Declined => PartStat::Declined,
        }
    }

    /// MessageClass of the response mail as the organizer's Inbox shows it (MS-ASEMAIL 2.2.2.49).
    pub const fn message_class(self) -> &'static str {
        match self {
            Answer::Accepted => "IPM.Schedule.Meeting.Resp.Pos",
            Answer::Tentative => "IPM.Schedule.Meeting.Resp.Tent",
            Answer::Declined => "IPM.Schedule.Meeting.Resp.Neg",
        }
    }

    /// What the subject of the response mail begins with, blank included. For people only: the prefix is
    /// localised by its sender, so nothing may be concluded from one that was received.
    pub const fn subject_prefix(self) -> &'static str {
        match self {
            Answer::Accepted => "Accepted: ",
            Answer::Tentative => "Tentative: ",
            Answer::Declined => "Declined: ",
        }
    }

    /// The subject of the response mail: the meeting's title behind the prefix, which is not written twice.
    pub fn subject(self, title: &str) -> String {
        let (prefix, title) = (self.subject_prefix(), title.trim());
        match title.get(..prefix.len()) {
            Some(start) if start.eq_ignore_ascii_case(prefix) => title.to_owned(),
            _ => format!("{prefix}{title}").trim_end().to_owned(),
        }
    }
}

/// ResponseType of a calendar item: what the mailbox's owner is to the meeting (MS-ASCAL 2.2.2.40). The only
/// element that tells one's own answer; BusyStatus does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ResponseType {
    /// 0: no answer is expected (a plain appointment, or the server does not say).
    None,
    /// 1: the owner organizes it.
    Organizer,
    /// 2.
    Tentative,
    /// 3.
    Accepted,
    /// 4.
    Declined,
    /// 5: invited and silent. Not an answer.
    NotResponded,
}

impl ResponseType {
    /// The number on the wire.
    pub const fn wire(self) -> u8 {
        match self {
            ResponseType::None => 0,
            ResponseType::Organizer => 1,
            ResponseType::Tentative => 2,
            ResponseType::Accepted => 3,
            ResponseType::Declined => 4,
            ResponseType::NotResponded => 5,
        }
    }

    /// `None` for a number outside the standard.
    pub const fn from_wire(wire: u8) -> Option<ResponseType> {
        match wire {
            0 => Some(ResponseType::None),
            1 => Some(ResponseType::Organizer),
            2 => Some(ResponseType::Tentative),
            3 => Some(ResponseType::Accepted),
            4 => Some(ResponseType::Declined),
            5 => Some(ResponseType::NotResponded),
            _ => None,
        }
    }

    /// The answer given, if one was.
    pub const fn answer(self) -> Option<Answer> {
        match self {
            ResponseType::Tentative => Some(Answer::Tentative),
            ResponseType::Accepted => Some(Answer::Accepted),
            ResponseType::Declined => Some(Answer::Declined),
            ResponseType::None | ResponseType::Organizer | ResponseType::NotResponded => None,
        }
    }
}

/// AttendeeStatus of one attendee in the organizer's calendar item (MS-ASCAL 2.2.2.5). There is no 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttendeeStatus {
    /// 0: the server does not know.
    Unknown,
    /// 2.
    Tentative,
    /// 3.
    Accepted,
    /// 4.
    Declined,
    /// 5: has not answered.
    NotResponded,
}

impl AttendeeStatus {
    /// The number on the wire.
    pub const fn wire(self) -> u8 {
        match self {
            AttendeeStatus::Unknown => 0,
            AttendeeStatus::Tentative => 2,
            AttendeeStatus::Accepted => 3,
            AttendeeStatus::Declined => 4,
            AttendeeStatus::NotResponded => 5,
        }
    }

    /// `None` for a number outside the standard.
    pub const fn from_wire(wire: u8) -> Option<AttendeeStatus> {
        match wire {
            0 => Some(AttendeeStatus::Unknown),
            2 => Some(AttendeeStatus::Tentative),
            3 => Some(AttendeeStatus::Accepted),
            4 => Some(AttendeeStatus::Declined),
            5 => Some(AttendeeStatus::NotResponded),
            _ => None,
        }
    }

    /// The answer given, if one was. 0 and 5 both mean "no answer yet".
    pub const fn answer(self) -> Option<Answer> {
        match self {
            AttendeeStatus::Tentative => Some(Answer::Tentative),
            AttendeeStatus::Accepted => Some(Answer::Accepted),
            AttendeeStatus::Declined => Some(Answer::Declined),
            AttendeeStatus::Unknown | AttendeeStatus::NotResponded => None,
        }
    }
}

/// AttendeeType of one attendee (MS-ASCAL 2.2.2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttendeeType {
    /// 1.
    Required,
    /// 2.
    Optional,
    /// 3: a room or a thing.
    Resource,
}

impl AttendeeType {
    /// The number on the wire.
    pub const fn wire(self) -> u8 {
        match self {
            AttendeeType::Required => 1,
            AttendeeType::Optional => 2,
            AttendeeType::Resource => 3,
        }
    }

    /// `None` for a number outside the standard.
    pub const fn from_wire(wire: u8) -> Option<AttendeeType> {
        match wire {
            1 => Some(AttendeeType::Required),
            2 => Some(AttendeeType::Optional),
            3 => Some(AttendeeType::Resource),
            _ => None,
        }
    }
}

/// PARTSTAT of an ATTENDEE of a VEVENT (RFC 5545 3.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartStat {
    /// NEEDS-ACTION; also what an absent or unknown PARTSTAT means.
    NeedsAction,
    /// ACCEPTED.
    Accepted,
    /// DECLINED.
    Declined,
    /// TENTATIVE.
    Tentative,
    /// DELEGATED. ActiveSync has no counterpart.
    Delegated,
}

impl PartStat {
    /// The parameter value, as RFC 5545 spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            PartStat::NeedsAction => "NEEDS-ACTION",
            PartStat::Accepted => "ACCEPTED",
            PartStat::Declined => "DECLINED",
            PartStat::Tentative => "TENTATIVE",
            PartStat::Delegated => "DELEGATED",
        }
    }

    /// Reads a parameter value in any case. RFC 5545 has unknown values treated as NEEDS-ACTION.
    pub fn read(value: &str) -> PartStat {
        [PartStat::Accepted, PartStat::Declined, PartStat::Tentative, PartStat::Delegated]
            .into_iter()
            .find(|known| value.trim().eq_ignore_ascii_case(known.as_str()))
            .unwrap_or(PartStat::NeedsAction)
    }

    /// The answer given, if one was.
    pub const fn answer(self) -> Option<Answer> {
        match self {
            PartStat::Accepted => Some(Answer::Accepted),
            PartStat::Declined => Some(Answer::Declined),
            PartStat::Tentative => Some(Answer::Tentative),
            PartStat::NeedsAction | PartStat::Delegated => None,
        }
    }
}

/// MeetingStatus of a calendar item: bits, to be tested and never compared (MS-ASCAL 2.2.2.28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MeetingStatus(pub u8);

impl MeetingStatus {
    /// Bit 1: a meeting, not an appointment of one's own.
    pub const fn is_meeting(self) -> bool {
        self.0 & 1 != 0
    }

    /// Bit 2: it was received; somebody else organizes it.
    pub const fn is_received(self) -> bool {
        self.0 & 2 != 0
    }

    /// Bit 4: it was called off.
    pub const fn is_cancelled(self) -> bool {
        self.0 & 4 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_has_its_own_number_in_each_element() {
        let row = |answer: Answer| {
            (
                answer.user_response(),
                answer.response_type().wire(),
                answer.attendee_status().wire(),
                answer.part_stat().as_str(),
                answer.message_class(),
                answer.subject_prefix(),
            )
        };
        assert_eq!(
            row(Answer::Accepted),
            (1, 3, 3, "ACCEPTED", "IPM.Schedule.Meeting.Resp.Pos", "Accepted: ")
        );
        assert_eq!(
            row(Answer::Tentative),
            (2, 2, 2, "TENTATIVE", "IPM.Schedule.Meeting.Resp.Tent", "Tentative: ")
        );
        assert_eq!(
            row(Answer::Declined),
            (3, 4, 4, "DECLINED", "IPM.Schedule.Meeting.Resp.Neg", "Declined: ")
        );
    }

    #[test]
    fn numbers_go_both_ways_and_unknown_ones_are_none() {
        for wire in 0..=u8::MAX {
            assert!(Answer::from_user_response(wire).is_none_or(|known| known.user_response() == wire));
            assert!(ResponseType::from_wire(wire).is_none_or(|known| known.wire() == wire));
            assert!(AttendeeStatus::from_wire(wire).is_none_or(|known| known.wire() == wire));
            assert!(AttendeeType::from_wire(wire).is_none_or(|known| known.wire() == wire));
        }
        let known =
            |is_known: fn(u8) -> bool| (0..=u8::MAX).filter(|wire| is_known(*wire)).collect::<Vec<_>>();
        assert_eq!(known(|wire| Answer::from_user_response(wire).is_some()), [1, 2, 3]);
        assert_eq!(known(|wire| ResponseType::from_wire(wire).is_some()), [0, 1, 2, 3, 4, 5]);
        assert_eq!(known(|wire| AttendeeStatus::from_wire(wire).is_some()), [0, 2, 3, 4, 5], "there is no 1");
        assert_eq!(known(|wire| AttendeeType::from_wire(wire).is_some()), [1, 2, 3]);
    }

    #[test]
    fn answers_come_back_from_each_spelling() {
        for answer in Answer::ALL {
            assert_eq!(Answer::from_user_response(answer.user_response()), Some(answer));
            assert_eq!(answer.response_type().answer(), Some(answer));
            assert_eq!(answer.attendee_status().answer(), Some(answer));
            assert_eq!(answer.part_stat().answer(), Some(answer));
            assert_eq!(PartStat::read(&answer.part_stat().as_str().to_lowercase()), answer.part_stat());
        }
    }

    #[test]
    fn silence_is_never_an_answer() {
        assert_eq!(ResponseType::NotResponded.answer(), None, "5 must not show as accepted");
        assert_eq!(ResponseType::None.answer(), None);
        assert_eq!(AttendeeStatus::Unknown.answer(), None);
        assert_eq!(AttendeeStatus::NotResponded.answer(), None);
        assert_eq!(PartStat::read("X-UNHEARD-OF"), PartStat::NeedsAction);
    }

    #[test]
    fn prefix_is_not_stacked_on_itself() {
        assert_eq!(Answer::Accepted.subject("Planning"), "Accepted: Planning");
        assert_eq!(Answer::Accepted.subject("Accepted: Planning"), "Accepted: Planning");
        assert_eq!(Answer::Accepted.subject("accepted: Planning"), "accepted: Planning");
        assert_eq!(
            Answer::Declined.subject("Accepted: terms"),
            "Declined: Accepted: terms",
            "a title is a title"
        );
        assert_eq!(Answer::Declined.subject("Übergabe"), "Declined: Übergabe");
        assert_eq!(Answer::Declined.subject(""), "Declined:");
    }

    #[test]
    fn meeting_status_is_bits() {
        let bits = |status: u8| {
            let status = MeetingStatus(status);
            (status.is_meeting(), status.is_received(), status.is_cancelled())
        };
        assert_eq!(bits(0), (false, false, false));
        for (plain, with_bit_8) in [(1, 9), (3, 11), (5, 13), (7, 15)] {
            assert_eq!(bits(plain), bits(with_bit_8));
        }
        assert_eq!(bits(3), (true, true, false));
        assert_eq!(bits(7), (true, true, true));
    }
}
