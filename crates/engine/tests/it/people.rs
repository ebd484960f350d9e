//! Facts about the people of an invitation, from what the mailbox knows of them.

use chrono::TimeDelta;
use eas::ProtocolVersion;
use engine::view::{Answer, PeopleHint};
use exchange_sim::{Attendee, Event, Person};
use serde::Serialize;

use crate::world::{BOB, CAROL, SignedIn, World, monday, quarterly_planning};

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

const DORA: &str = "dora@contoso.com";

/// Somebody whose name, titles and places are written with marks that nobody sees; she invites. The meeting's UID.
fn invited_by_dora(world: &World) -> String {
    world.sim.add_user(Person::new("\u{202e}ecilA Moreau", DORA));

    let event = quarterly_planning();
    let mut attendees = event.attendees;
    attendees[1].person.name = "Carol\u{200b} Reyes\u{2067}".into();
    let event = Event {
        subject: "Quarterly\u{200b} Planning\u{202e}".into(),
        location: "\u{202e}reiniaR".into(),
        attendees,
        ..event
    };
    let uid = world.sim.invite(DORA, event).unwrap();
    world.pass(TimeDelta::seconds(5));
    uid
}

fn unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Nothing that turns or splits a text is in it.
fn assert_plain(what: &str, view: &impl Serialize) {
    let written = serde_json::to_string(view).unwrap();
    assert!(!written.contains(unseen), "{what}: {written:?}");
}

#[tokio::test]
async fn marks_that_nobody_sees_are_in_no_view_and_are_said() {
    for version in [ProtocolVersion::V14_1, ProtocolVersion::V16_1] {
        let world = World::exchange(version);
        let uid = invited_by_dora(&world);
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        assert_eq!((row.organizer.name.as_str(), row.location.as_str()), ("ecilA Moreau", "reiniaR"));
        let hint = PeopleHint::HiddenCharacters { person: row.organizer.clone() };
        assert_eq!(hints(&world, &bob, "Quarterly Planning"), [hint], "{version}");

        let receipt = world.answer(&bob, &row.id, Answer::Tentative).await;
        world.sim.update(DORA, &uid, |event| event.location = "\u{202e}ecaps reiniaR".into()).unwrap();
        world.pass(TimeDelta::seconds(5));
        world.engine.sync(&bob.id).await.unwrap();
        let card = world.engine.open_card(&bob.id, &row.id).unwrap();
        assert_eq!(card.attendees.iter().filter(|who| who.name == "Carol Reyes").count(), 1, "{version}");
        assert_plain("card", &card);
        assert_plain("list", &world.engine.invitations(&bob.id).unwrap());
        assert_plain("older", &world.engine.outdated_invitations(&bob.id).unwrap());
        assert_plain("receipt", &receipt);
        assert_plain("activity", &world.engine.activity(&bob.id).unwrap());
        let (from, to) = (monday(), monday() + TimeDelta::days(7));
        let calendar = world.engine.calendar(&bob.id, from, to).unwrap();
        assert_eq!(calendar[0].subject, "Quarterly Planning");
        assert_plain("calendar", &calendar);
        let hits = world.engine.search(&bob.id, "planning carol").unwrap();
        assert_eq!(hits.len(), 1, "{version}");
        assert_plain("search", &hits);
        let dora = world.sign_in(DORA).await;
        let organized = world.engine.organized(&dora.id).unwrap();
        assert_plain("organized", &organized);
        assert_plain("grid", &world.engine.grid(&dora.id, &organized[0].id).unwrap());
    }
}

#[tokio::test]
async fn what_is_sent_is_named_as_the_organizer_named_it() {
    let world = World::exchange(ProtocolVersion::V14_1);
    invited_by_dora(&world);
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    assert_eq!(receipt.mail_subject.as_deref(), Some("Accepted: Quarterly Planning"), "as it is read");
    let replies = world.replies();
    assert_eq!(replies.len(), 1);
    assert_eq!(replies[0].mail.subject, "Accepted: Quarterly\u{200b} Planning\u{202e}");
}
