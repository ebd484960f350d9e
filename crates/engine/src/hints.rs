//! What about the people of an invitation is worth a second look, from what the mailbox knows of them.
//!
//! Somebody is known by meetings that I answered or organize. An invitation makes nobody known: its sender could send two.
//! Which facts there are is decided by `meetings`.

use meetings::hints::{Hint, People};
use meetings::message::MeetingMessageType;

use crate::mailbox::{Key, Mailbox, Meeting, person};
use crate::read::Event;
use crate::view::PeopleHint;

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
    meetings::hints::hints(&people).into_iter().map(|hint| shown(hint, named)).collect()
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

fn shown(hint: Hint, named: impl Fn(&str) -> meetings::Person) -> PeopleHint {
    match hint {
        Hint::SentBy(sender) => PeopleHint::SentBy { person: person(&sender) },
        Hint::SameName(sender) => PeopleHint::SameName { person: person(&sender) },
        Hint::Copy => PeopleHint::Copy,
        Hint::NotInvited => PeopleHint::NotInvited,
        Hint::ThroughList(address) => PeopleHint::ThroughList { person: person(&named(&address)) },
        Hint::InPlaceOf(who) => PeopleHint::InPlaceOf { person: person(&who) },
        Hint::LooksLike { domain, known } => PeopleHint::LooksLike { domain, known },
        Hint::FirstContact => PeopleHint::FirstContact,
        Hint::NoAddress => PeopleHint::NoAddress,
    }
}
