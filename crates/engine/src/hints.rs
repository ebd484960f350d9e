//! What about an invitation and its people is worth a second look, from what the mailbox knows of them.
//!
//! Somebody is known by meetings that I answered or organize. An invitation makes nobody known: its sender could send two.
//! Which facts there are is decided by `meetings`.

use chrono::Datelike as _;
use meetings::hints::{Hint, People};
use meetings::message::{MeetingMessageType, MessageKind};

use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox, Meeting, person};
use crate::read::{Details, Event};
use crate::timeline;
use crate::view::{Attendee, Change, ChangeField, HistoryKind, InvitationState, Oddity, PeopleHint};

/// Nobody invites for a time before this year.
const EARLIEST: i32 = 1990;

/// Nor for one that ends more years ahead than these.
const AHEAD: i32 = 30;

/// What is odd about the invitation as a whole.
pub(crate) fn oddities(mailbox: &Mailbox, key: &Key, meeting: &Meeting, now: Timestamp) -> Vec<Oddity> {
    let Some(details) = mailbox.details(key, meeting) else { return Vec::new() };
    let rule = details.rule.is_some()
        || mailbox.event(key, meeting).is_some_and(|event| event.details.rule.is_some());
    let unreadable = details.recurring && key.recurrence_id.is_none() && !rule;
    implausible_year(mailbox, &details, now)
        .map(|year| Oddity::ImplausibleYear { year })
        .into_iter()
        .chain(details.backwards.then_some(Oddity::EndsBeforeStart))
        .chain(unreadable.then_some(Oddity::UnreadableRule))
        .chain(details.zoneless.then_some(Oddity::NoZone))
        .chain(invited_again(mailbox, key, meeting, &details))
        .collect()
}

/// The year in which a meeting begins or ends, where nobody can mean it. A series is judged by the dates that come.
pub(crate) fn implausible_year(mailbox: &Mailbox, details: &Details, now: Timestamp) -> Option<i32> {
    let year = |at: Timestamp| at.with_timezone(&mailbox.zone).year();
    let (start, end) = (year(details.start), year(details.end));
    if details.recurring {
        None
    } else if start < EARLIEST {
        Some(start)
    } else {
        (end > now.year() + AHEAD).then_some(end)
    }
}

/// Of a series one date alone may have been called off, so nothing is said of it.
fn invited_again(mailbox: &Mailbox, key: &Key, meeting: &Meeting, details: &Details) -> Option<Oddity> {
    let called_off = |mail: &crate::read::Mail| mail.meeting.kind == MessageKind::Cancelled;
    if details.recurring
        || !meeting.versions().iter().any(called_off)
        || mailbox.standing(key, meeting).state == InvitationState::Cancelled
    {
        return None;
    }
    let history = timeline::history(mailbox, key, meeting);
    let at = history.iter().position(|line| line.kind == HistoryKind::Cancelled)?;
    let (since, before) = history.split_at(at);
    let again = since.iter().any(|line| line.kind == HistoryKind::InvitedAgain);
    let cancelled_at = before.first().filter(|_| again)?.at.clone()?;
    Some(Oddity::InvitedAgain { cancelled_at })
}

/// Who is listed comes from the calendar, and a mail that takes somebody off can be here first.
pub(crate) fn is_outdated(attendees: &[Attendee], changes: &[Change]) -> bool {
    let people = changes.iter().filter(|change| change.field == ChangeField::People);
    let mut left = people.flat_map(|change| change.was.split(", ")).filter(|address| !address.is_empty());
    left.any(|address| attendees.iter().any(|who| who.email.eq_ignore_ascii_case(address)))
}

pub(crate) fn hints(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    event: Option<&Event>,
) -> Vec<PeopleHint> {
    if mailbox.is_mine(key, meeting) {
        return Vec::new();
    }
    let organizer = meeting.organizer(event);
    let sender = meeting.newest_mail().filter(|mail| !mail.gone).map(|mail| &mail.sent_by);
    let invited: Vec<&str> =
        event.into_iter().flat_map(|event| &event.attendees).map(|who| who.person.email.as_str()).collect();
    let account = &mailbox.account;
    let own: Vec<&str> =
        std::iter::once(&account.email).chain(&account.addresses).map(String::as_str).collect();
    let mail = meeting.newest_mail();
    let recipients: Vec<&str> =
        mail.into_iter().flat_map(|mail| &mail.recipients).map(String::as_str).collect();
    let of_type = |kind| mail.filter(|mail| mail.meeting.meeting_message_type == Some(kind));
    let delegated = of_type(MeetingMessageType::Delegated);
    let people = People {
        organizer: &organizer,
        sender,
        invited: &invited,
        recipients: &recipients,
        own: &own,
        known: &known(mailbox, key),
        in_place_of: delegated.map(|mail| &mail.addressee),
        copy: of_type(MeetingMessageType::DelegatorCopy).is_some(),
    };
    let named = |address: &str| {
        let attendees = event.into_iter().flat_map(|event| &event.attendees).map(|who| &who.person);
        let mut same = attendees.filter(|person| person.email == address);
        same.next().map_or_else(|| meetings::Person::new("", address), Clone::clone)
    };
    let written_as = mail.map(|mail| &mail.meeting.sender);
    let in_their_name = written_as.is_some_and(|from| from.email.eq_ignore_ascii_case(&organizer.email));
    meetings::hints::hints(&people).into_iter().map(|hint| shown(hint, in_their_name, named)).collect()
}

fn known<'a>(mailbox: &'a Mailbox, key: &Key) -> Vec<&'a str> {
    let others =
        mailbox.meetings.iter().filter(|(other, _)| other.uid != key.uid).map(|(_, meeting)| meeting);
    let answered =
        others.clone().flat_map(|meeting| &meeting.answers).map(|answer| answer.organizer_email.as_str());
    let mine =
        |event: &&Event| event.is_mine() || event.response.and_then(meetings::ResponseType::answer).is_some();
    let events = others.filter_map(|meeting| mailbox.events.get(meeting.event?)).filter(mine);
    let people = events.flat_map(|event| {
        let attendees = event.attendees.iter().map(|who| who.person.email.as_str());
        std::iter::once(event.organizer.email.as_str()).chain(attendees)
    });
    answered.chain(people).collect()
}

fn shown(hint: Hint, in_their_name: bool, named: impl Fn(&str) -> meetings::Person) -> PeopleHint {
    match hint {
        Hint::SentBy(sender) => PeopleHint::SentBy { person: person(&sender), in_their_name },
        Hint::SameName(sender) => PeopleHint::SameName { person: person(&sender) },
        Hint::Copy => PeopleHint::Copy,
        Hint::NotInvited => PeopleHint::NotInvited,
        Hint::ThroughList(address) => PeopleHint::ThroughList { person: person(&named(&address)) },
        Hint::InPlaceOf(who) => PeopleHint::InPlaceOf { person: person(&who) },
        Hint::LooksLike { domain, known } => PeopleHint::LooksLike { domain, known },
        Hint::HiddenCharacters(who) => PeopleHint::HiddenCharacters { person: person(&who) },
        Hint::FirstContact => PeopleHint::FirstContact,
        Hint::NoAddress => PeopleHint::NoAddress,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{AttendeeStatus, AttendeeType};

    #[test]
    fn list_is_outdated_while_it_has_somebody_who_is_not_invited_any_more() {
        let attendee = |email: &str| Attendee {
            name: String::new(),
            email: email.to_owned(),
            kind: AttendeeType::Required,
            status: AttendeeStatus::None,
            answered_at: None,
            comment: None,
            proposal: None,
            dates: Vec::new(),
            new: false,
            from_mail_only: false,
            listed: true,
            unclear: None,
        };
        let listed = [attendee("bob@contoso.com"), attendee("Carol@contoso.com")];
        let outdated = |field, was: &str, now: &str| {
            is_outdated(&listed, &[Change { field, was: was.to_owned(), now: now.to_owned() }])
        };
        assert!(outdated(ChangeField::People, "dave@contoso.com, carol@contoso.com", "dan@contoso.com"));
        assert!(!outdated(ChangeField::People, "dave@contoso.com", "bob@contoso.com"), "gone already");
        assert!(!outdated(ChangeField::People, "", "bob@contoso.com"), "nobody left");
        assert!(!outdated(ChangeField::Where, "bob@contoso.com", "Rainier"), "a room of that name");
        assert!(!is_outdated(&listed, &[]));
    }
}
