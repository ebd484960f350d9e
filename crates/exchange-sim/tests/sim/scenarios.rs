//! The worlds a server can start from.

use std::time::Instant;

use chrono::{TimeDelta, Timelike};
use chrono_tz::America::Los_Angeles;
use chrono_tz::Europe::Berlin;
use exchange_sim::model::event::Role;
use exchange_sim::model::mailbox::FolderKind;
use exchange_sim::{Answer, Clock, Family, Scenario, Sim, SimConfig};

use crate::client::{ALICE, BOB, Client, config, monday, utc};

fn demo() -> Sim {
    Sim::new(config(Family::Exchange).scenario(Scenario::Demo))
}

#[test]
fn names_are_read_as_they_are_written() {
    for scenario in [Scenario::Empty, Scenario::Demo, Scenario::Large(100_000)] {
        assert_eq!(scenario.to_string().parse(), Ok(scenario));
    }
    assert!("large:many".parse::<Scenario>().is_err());
    assert!("large:0".parse::<Scenario>().unwrap_err().contains("N from 1"), "that is what `empty` is for");
    assert!("party".parse::<Scenario>().is_err());
}

#[test]
fn quarterly_planning_is_the_newest_invitation() {
    let client = Client::ready(&demo(), BOB, "14.1");
    let newest = client.prime("Inbox").pull().remove(0);
    assert_eq!(newest.property("Subject"), "Quarterly Planning");
    assert_eq!(newest.property("From"), "\"Alice Moreau\" <alice@contoso.com>");
    assert_eq!(newest.property("MeetingRequest/MeetingMessageType"), "1");
    let bob = client.sim.mailbox(BOB).unwrap();
    let planning = bob.inbox().mails().rev().find_map(|mail| mail.request()).unwrap();
    assert_eq!(planning.start.with_timezone(&Los_Angeles).hour(), 9);
    assert_eq!(planning.start.with_timezone(&Berlin).hour(), 18);
}

#[test]
fn bobs_week_has_everything_there_is_to_show() {
    let bob = demo().mailbox(BOB).unwrap();
    let item = |subject: &str| {
        let mut items = bob.calendar().events().filter(|item| item.event.subject.contains(subject));
        items.next().unwrap_or_else(|| panic!("no {subject}")).clone()
    };
    assert_eq!(item("Design review: onboarding and first run").event.starts().count(), 15);
    assert!(item("Canceled: Sprint demo").cancelled);
    assert!(!item("All hands").event.response_requested);
    let client = Client::ready(&demo(), BOB, "14.1");
    let mails = client.prime("Inbox").pull();
    let all_hands = mails.iter().find(|mail| mail.property("Subject") == "All hands").unwrap();
    assert_eq!(all_hands.property("MeetingRequest/ResponseRequested"), "0");
    let review = item("Design review").event;
    assert!(review.html.is_some() && review.online.is_some(), "written with a mail program, and held online");
    assert_eq!(item("Abstimmung zur Datenschutz").event.attachments.len(), 2);
    assert_eq!(item("Roadmap sync").answer.unwrap().0, Answer::Accepted);
    assert_eq!(item("Northwind shows").answer.unwrap().0, Answer::Tentative);
    assert!(bob.calendar().events().all(|item| !item.event.subject.contains("Book club")), "declined");
    let moved = item("Vendor call");
    assert!(moved.answer.is_none(), "moved since his yes");
    assert!(item("Travel to Hamburg").event.all_day);

    let (planning, school) = (item("Quarterly Planning").event, item("Parents").event);
    assert!(planning.start < school.end && school.start < planning.end, "an overlap");
    assert_eq!(planning.end - school.start, TimeDelta::minutes(30));
    let (privacy, dentist) = (item("Datenschutz").event, item("Dentist").event);
    assert!(privacy.start < dentist.end && dentist.start < privacy.end, "and another");

    let requests: Vec<_> = bob.inbox().mails().filter_map(|mail| mail.request()).collect();
    assert!(requests.iter().any(|event| event.subject.starts_with("名古屋")));
    assert!(requests.iter().any(|event| event.subject.starts_with("مراجعة")));
    assert!(requests.len() >= 7, "{}", requests.len());
    let folder = bob.folder(FolderKind::DeletedItems);
    assert!(folder.len() >= 5, "answered invitations");
    assert!(bob.calendar().events().filter(|item| item.role == Role::Appointment).count() >= 5);
}

#[test]
fn alices_grid_is_full_of_answers() {
    let sim = demo();
    let alice = sim.mailbox(ALICE).unwrap();
    let planning = alice.calendar().events().find(|item| item.event.subject == "Quarterly Planning").unwrap();
    let attendees = &planning.event.attendees;
    assert_eq!(attendees.len(), 12);
    let count = |answer| attendees.iter().filter(|attendee| attendee.answer == answer).count();
    assert_eq!(
        [Some(Answer::Accepted), Some(Answer::Tentative), Some(Answer::Declined), None].map(count),
        [4, 3, 2, 3]
    );
    assert_eq!(attendees.iter().filter(|attendee| attendee.proposal.is_some()).count(), 2);
    let comments =
        alice.inbox().mails().filter(|mail| mail.mail.meeting.is_some() && !mail.mail.body.is_empty());
    assert!(comments.count() >= 6);
    assert!(alice.inbox().mails().filter_map(|mail| mail.request()).count() >= 2, "she is invited, too");
}

#[test]
fn the_demo_looks_the_same_on_any_day() {
    for day in 0..14 {
        let now = monday() + TimeDelta::days(day);
        let sim = Sim::new(
            SimConfig::new(Family::Exchange).clock(Clock::starting_at(now)).scenario(Scenario::Demo),
        );
        let bob = sim.mailbox(BOB).unwrap();
        assert!(bob.inbox().mails().all(|mail| mail.received <= now));
        for event in bob.inbox().mails().filter_map(|mail| mail.request()) {
            assert!(event.start > now, "{} on day {day}", event.subject);
        }
    }
}

#[test]
fn every_family_can_tell_the_demo() {
    for family in Family::ALL {
        let sim = Sim::new(config(family).scenario(Scenario::Demo));
        let version = if family == Family::ExchangeOnline { "16.1" } else { "14.1" };
        let client = Client::ready(&sim, BOB, version);
        assert!(client.prime("Inbox").pull().len() >= 7, "{family}");
        assert!(client.prime("Calendar").pull().len() >= 5, "{family}");
    }
}

#[test]
fn large_mailboxes_are_made_quickly() {
    let began = Instant::now();
    let sim = Sim::new(config(Family::Exchange).scenario(Scenario::Large(20_000)));
    let bob = sim.mailbox(BOB).unwrap();
    assert_eq!((bob.inbox().len(), bob.calendar().len()), (20_000, 20_000));
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    let client = Client::ready(&sim, BOB, "14.1");
    let mut inbox = client.prime("Inbox");
    let first = inbox.step("<WindowSize>512</WindowSize>");
    let commands = first.find("Collections/Collection/Commands").unwrap().children();
    assert_eq!(commands.len(), 512);
    assert_eq!(commands[0].property("Subject"), "Security review 19999", "newest first");
    assert!(utc(&commands[0].property("DateReceived")) <= monday());
}
