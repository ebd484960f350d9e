//! Facts about the people of an invitation, from what the mailbox knows of them.

use eas::ProtocolVersion;
use engine::view::{Answer, PeopleHint};
use exchange_sim::{Attendee, Event, Person};

use crate::world::{BOB, CAROL, SignedIn, World, quarterly_planning};

fn hints(world: &World, who: &SignedIn, subject: &str) -> Vec<PeopleHint> {
    let row = world.row(who, subject);
    world.engine.card(&who.id, &row.id).unwrap().people
}

/// A mail from outside, as its sender's program writes it.
fn mail(from: &str, organizer: &str, invited: &str, subject: &str) -> String {
    format!(
        "From: {from}\r\nTo: bob@contoso.com\r\nSubject: {subject}\r\nDate: Mon, 23 Nov 2026 09:00:00 +0000\r\n\
         Message-ID: <{subject}@outside.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\n\
         BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Outside//EN\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:{subject}@outside\r\n\
         DTSTAMP:20261123T090000Z\r\nDTSTART:20261202T090000Z\r\nDTEND:20261202T100000Z\r\nSUMMARY:{subject}\r\n\
         ORGANIZER:mailto:{organizer}\r\nATTENDEE;RSVP=TRUE:mailto:{invited}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
}

#[tokio::test]
async fn nothing_is_said_of_a_colleague_who_invites_me() {
    for version in [ProtocolVersion::V14_1, ProtocolVersion::V16_1] {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        assert_eq!(hints(&world, &bob, "Quarterly Planning"), []);
    }
}

#[tokio::test]
async fn a_forwarded_invitation_says_so_and_is_answered_all_the_same() {
    let world = World::exchange(ProtocolVersion::V16_1);
    let forwarded = mail("Carol Reyes <carol@contoso.com>", "alice@contoso.com", CAROL, "Forwarded");
    world.sim.deliver(forwarded.as_bytes());
    let bob = world.sign_in(BOB).await;
    let carol = engine::view::Person { name: "Carol Reyes".into(), email: CAROL.into() };
    assert_eq!(
        hints(&world, &bob, "Forwarded"),
        [PeopleHint::SentBy { person: carol, in_their_name: false }, PeopleHint::NotInvited]
    );
    let row = world.row(&bob, "Forwarded");
    assert!(world.engine.card(&bob.id, &row.id).unwrap().bar.possible);
}

#[tokio::test]
async fn a_domain_that_looks_like_ours_is_named_and_an_invitation_makes_nobody_known() {
    let world = World::exchange(ProtocolVersion::V16_1);
    for subject in ["First", "Second"] {
        let evil = mail("Alice Moreau <alice@c0ntoso.com>", "alice@c0ntoso.com", BOB, subject);
        world.sim.deliver(evil.as_bytes());
    }
    let bob = world.sign_in(BOB).await;
    let looks = PeopleHint::LooksLike { domain: "c0ntoso.com".into(), known: "contoso.com".into() };
    for subject in ["First", "Second"] {
        assert_eq!(hints(&world, &bob, subject), [looks.clone(), PeopleHint::FirstContact]);
    }
}

#[tokio::test]
async fn whoever_i_answered_is_known() {
    let world = World::exchange(ProtocolVersion::V16_1);
    for subject in ["First", "Second"] {
        let invitation = mail("Henrik <henrik@northwind.example>", "henrik@northwind.example", BOB, subject);
        world.sim.deliver(invitation.as_bytes());
    }
    let bob = world.sign_in(BOB).await;
    assert_eq!(hints(&world, &bob, "Second"), [PeopleHint::FirstContact]);
    let first = world.row(&bob, "First");
    world.answer(&bob, &first.id, Answer::Accepted).await;
    assert_eq!(hints(&world, &bob, "Second"), []);
}

#[tokio::test]
async fn my_own_meetings_have_no_such_facts() {
    let world = World::exchange(ProtocolVersion::V16_1);
    let event =
        Event { attendees: vec![Attendee::required("Zoe", "zoe@elsewhere.example")], ..quarterly_planning() };
    world.sim.invite(BOB, Event { organizer: Person::new("Bob", BOB), ..event }).unwrap();
    let bob = world.sign_in(BOB).await;
    let meeting = world.engine.organized(&bob.id).unwrap().remove(0);
    assert_eq!(world.engine.card(&bob.id, &meeting.id).unwrap().people, []);
}
