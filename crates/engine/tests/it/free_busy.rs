//! The day of a meeting as its people's calendars have it.

use chrono::TimeDelta;
use eas::ProtocolVersion::{V14_1, V16_1};
use engine::view::{FailureCode, FreeBusy, FreeBusyDay, FreeBusyUnknown, MeetingPart, PersonFreeBusy};
use exchange_sim::model::event::Busy;
use exchange_sim::{Attendee, Command, Event, Family, Fault, On, SimConfig};

use crate::world::{ALICE, BOB, CAROL, SignedIn, World, quarterly_planning};

/// Quarterly Planning is on Tuesday at 18:00 in Berlin.
async fn asked(world: &World, bob: &SignedIn, anew: bool) -> FreeBusyDay {
    let id = world.row(bob, "Quarterly Planning").id;
    world.engine.free_busy(&bob.id, &id, anew).await.unwrap()
}

fn who<'a>(day: &'a FreeBusyDay, email: &str) -> &'a PersonFreeBusy {
    day.people.iter().find(|who| who.person.email == email).unwrap()
}

/// The parts that are not free: "18:00 busy".
fn taken(who: &PersonFreeBusy) -> Vec<String> {
    let clock = |slot: usize| format!("{:02}:{:02}", slot / 2, slot % 2 * 30);
    let parts = who.slots.iter().enumerate().filter(|(_, state)| **state != FreeBusy::Free);
    parts.map(|(slot, state)| format!("{} {state:?}", clock(slot)).to_lowercase()).collect()
}

fn book(world: &World, who: &str, busy: Busy, from: i64, minutes: i64) {
    let start = quarterly_planning().start + TimeDelta::minutes(from);
    let event = Event::new("Private", start, start + TimeDelta::minutes(minutes), chrono_tz::Europe::Berlin);
    world.sim.book(who, Event { busy, ..event }).unwrap();
}

#[tokio::test]
async fn everybodys_day_is_told_and_mine_is_my_own() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        world.quarterly_planning();
        book(&world, BOB, Busy::Elsewhere, -60, 60);
        book(&world, BOB, Busy::OutOfOffice, 30, 60);
        book(&world, CAROL, Busy::Busy, 60, 30);
        let bob = world.sign_in(BOB).await;
        let day = asked(&world, &bob, false).await;
        assert!(day.offered);
        assert_eq!(
            (day.start.as_str(), day.slot_minutes),
            ("2026-11-23T23:00:00Z", 30),
            "midnight in Berlin"
        );
        let parts: Vec<_> = day.people.iter().map(|who| (who.person.email.as_str(), who.part)).collect();
        let expected = [
            (BOB, MeetingPart::Me),
            (ALICE, MeetingPart::Organizer),
            (CAROL, MeetingPart::Optional),
            ("rainier@contoso.com", MeetingPart::Resource),
        ];
        assert_eq!(parts, expected, "{version}");
        let me = who(&day, BOB);
        // Up to 14.1 there is no number for working elsewhere.
        let elsewhere = if version == V16_1 { vec!["17:00 elsewhere", "17:30 elsewhere"] } else { vec![] };
        assert_eq!(taken(me), [elsewhere, vec!["18:30 away", "19:00 away"]].concat(), "{version}");
        assert_eq!((me.during, me.may_be_this), (FreeBusy::Away, false), "the meeting itself does not count");
        let alice = who(&day, ALICE);
        assert_eq!(taken(alice), ["18:00 busy", "18:30 busy"]);
        assert_eq!((alice.during, alice.may_be_this), (FreeBusy::Busy, true), "she invites to it");
        let carol = who(&day, CAROL);
        assert_eq!(taken(carol), ["18:00 tentative", "18:30 tentative", "19:00 busy"]);
        assert_eq!((carol.during, carol.may_be_this), (FreeBusy::Tentative, true), "its placeholder");
        let room = who(&day, "rainier@contoso.com");
        assert_eq!(room.unknown, Some(FreeBusyUnknown::NotFound), "nobody's mailbox");
        assert_eq!((room.during, room.slots.len()), (FreeBusy::NoData, 0));
    }
}

#[tokio::test]
async fn what_was_told_is_told_again_for_a_few_minutes() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let asked_for = || world.asked(Command::ResolveRecipients);
    assert_eq!(asked_for(), 0, "nobody asks by themselves");
    let first = asked(&world, &bob, false).await;
    assert_eq!(asked(&world, &bob, false).await, first);
    assert_eq!(asked_for(), 1);
    book(&world, CAROL, Busy::OutOfOffice, 0, 60);
    assert_eq!(who(&asked(&world, &bob, true).await, CAROL).during, FreeBusy::Away, "asked anew");
    assert_eq!(asked_for(), 2);
    world.pass(TimeDelta::minutes(6));
    asked(&world, &bob, false).await;
    assert_eq!(asked_for(), 3);
}

#[tokio::test]
async fn offline_what_is_known_stays_and_what_is_not_is_said() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let id = world.row(&bob, "Quarterly Planning").id;
    let lose = || world.sim.fail(On::command(Command::ResolveRecipients), Fault::LoseRequest);
    lose();
    let failure = world.engine.free_busy(&bob.id, &id, false).await.unwrap_err().failure();
    assert_eq!(failure.code, FailureCode::Offline);
    let told = asked(&world, &bob, false).await;
    world.pass(TimeDelta::hours(1));
    lose();
    assert_eq!(asked(&world, &bob, false).await, told, "as it was an hour ago, and it says when that was");
    lose();
    assert!(world.engine.free_busy(&bob.id, &id, true).await.is_err(), "asked anew, it is not told as new");
}

#[tokio::test]
async fn server_that_does_not_tell_is_asked_once() {
    let world = World::with(SimConfig::new(Family::Exchange).versions([V16_1]).without_free_busy());
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let day = asked(&world, &bob, false).await;
    assert!(!day.offered);
    assert_eq!(day.people.len(), 1, "mine is known all the same");
    assert_eq!(day.people[0].part, MeetingPart::Me);
    assert!(!asked(&world, &bob, true).await.offered);
    assert_eq!(world.asked(Command::ResolveRecipients), 0, "the simulator does not know the command");
}

#[tokio::test]
async fn who_does_not_share_is_not_told_of() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    world.sim.hide_free_busy(CAROL, true).unwrap();
    let bob = world.sign_in(BOB).await;
    let day = asked(&world, &bob, false).await;
    assert_eq!(who(&day, CAROL).unknown, Some(FreeBusyUnknown::NotAllowed));
    assert_eq!(who(&day, ALICE).unknown, None);
}

#[tokio::test]
async fn sogo_tells_busy_or_free_and_leaves_out_strangers() {
    let world = World::with(SimConfig::new(Family::Sogo).versions([V14_1]));
    let mut planning = quarterly_planning();
    planning.attendees.push(Attendee::required("Mallory", "mallory@fabrikam.com"));
    let endless = format!("{}@fabrikam.com", "x".repeat(300));
    planning.attendees.push(Attendee::required("Endless", &endless));
    world.invite(planning);
    let bob = world.sign_in(BOB).await;
    let day = asked(&world, &bob, false).await;
    assert_eq!(who(&day, "mallory@fabrikam.com").unknown, Some(FreeBusyUnknown::NotFound));
    assert_eq!(
        who(&day, &endless).unknown,
        Some(FreeBusyUnknown::NotTold),
        "no server takes such an address"
    );
    let alice = who(&day, ALICE);
    assert_eq!((alice.during, alice.slots.len()), (FreeBusy::Busy, 48), "not a digit too many");
}

#[tokio::test]
async fn more_than_a_hundred_are_left_out_and_counted() {
    let world = World::exchange(V16_1);
    let mut planning = quarterly_planning();
    let many = (0..120).map(|number| Attendee::optional("Guest", &format!("guest{number}@fabrikam.com")));
    planning.attendees.extend(many);
    world.invite(planning);
    let bob = world.sign_in(BOB).await;
    let day = asked(&world, &bob, false).await;
    // Me, and a hundred of Alice, Carol, the room and 120 guests.
    assert_eq!((day.people.len(), day.left_out), (101, 23));
}
