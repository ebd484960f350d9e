//! The organizer sees who is coming, from what the server merges and from what people mail.

use chrono::TimeDelta;
use eas::ProtocolVersion::{V14_1, V16_1};
use engine::view::{Answer, AttendeeStatus, AttendeeType};
use exchange_sim::model::event::Proposal;
use exchange_sim::{Attendee, Family, SimConfig};

use crate::world::{ALICE, BOB, CAROL, World, monday, quarterly_planning};

#[tokio::test]
async fn the_grid_follows_the_answers_of_all_attendees() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        world.quarterly_planning();
        let (alice, bob, carol) =
            (world.sign_in(ALICE).await, world.sign_in(BOB).await, world.sign_in(CAROL).await);
        assert_eq!(world.grid_says(&alice, BOB).await.status, AttendeeStatus::None, "{version}");

        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Accepted).await;
        let row = world.row(&carol, "Quarterly Planning");
        world.answer(&carol, &row.id, Answer::Declined).await;

        assert_eq!(world.grid_says(&alice, BOB).await.status, AttendeeStatus::Accepted, "{version}");
        assert_eq!(world.grid_says(&alice, CAROL).await.status, AttendeeStatus::Declined, "{version}");
        let meeting = world.engine.organized(&alice.id).unwrap().remove(0);
        assert_eq!((meeting.required_accepted, meeting.required), (1, 1), "{version}");
        assert_eq!(
            (meeting.counts.accepted, meeting.counts.declined, meeting.counts.none),
            (1, 1, 0),
            "{version}"
        );
        assert_eq!(meeting.seats.len(), 3, "{version}: the room has a seat, too");
        assert_eq!(meeting.seats[2].kind, AttendeeType::Resource, "{version}");
        assert!(
            world.engine.invitations(&alice.id).unwrap().is_empty(),
            "{version}: responses are no invitations"
        );
    }
}

#[tokio::test]
async fn an_answer_without_a_comment_shows_none() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        world.quarterly_planning();
        let (alice, bob) = (world.sign_in(ALICE).await, world.sign_in(BOB).await);
        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Tentative).await;
        assert_eq!(world.grid_says(&alice, BOB).await.comment, None, "{version}");
    }
}

#[tokio::test]
async fn what_was_looked_at_is_no_news() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let (alice, bob) = (world.sign_in(ALICE).await, world.sign_in(BOB).await);
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    assert!(world.grid_says(&alice, BOB).await.new);
    let meeting = world.engine.organized(&alice.id).unwrap().remove(0);
    assert_eq!(meeting.new_answers, 1);
    world.pass(TimeDelta::minutes(1));
    world.engine.look_at_grid(&alice.id, &meeting.id).unwrap();
    assert!(!world.grid_says(&alice, BOB).await.new);
}

#[tokio::test]
async fn a_proposal_is_seen_for_what_it_is() {
    let world = World::exchange(V16_1);
    let uid = world.quarterly_planning();
    let alice = world.sign_in(ALICE).await;
    let proposal = Proposal { start: monday() + TimeDelta::days(2), end: monday() + TimeDelta::days(2) };
    let answers = [(BOB, exchange_sim::Answer::Tentative), (CAROL, exchange_sim::Answer::Declined)];
    for (who, answer) in answers {
        world.sim.reply(ALICE, &uid, who, answer, Some("Two days later?"), Some(proposal)).unwrap();
    }
    world.pass(TimeDelta::minutes(1));
    for (who, status) in [(BOB, AttendeeStatus::Tentative), (CAROL, AttendeeStatus::Declined)] {
        let line = world.grid_says(&alice, who).await;
        assert_eq!(line.status, status);
        assert_eq!(line.proposal.unwrap().start.as_deref(), Some("2026-11-25T09:00:00Z"), "{who}");
    }
}

#[tokio::test]
async fn an_attendee_only_change_leaves_the_rest_of_the_meeting_alone() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let (alice, bob) = (world.sign_in(ALICE).await, world.sign_in(BOB).await);
    let before = world.engine.organized(&alice.id).unwrap().remove(0);
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    world.grid_says(&alice, BOB).await;
    let after = world.engine.organized(&alice.id).unwrap().remove(0);
    assert_eq!(
        (&after.subject, &after.start, &after.location),
        (&before.subject, &before.start, &before.location)
    );
    assert_eq!(after.subject, quarterly_planning().subject);
}

#[tokio::test]
async fn where_the_server_merges_no_replies_their_icalendar_is_read() {
    const DAN: &str = "dan@outside.test";
    let world = World::with(SimConfig::new(Family::Sogo));
    let mut event = quarterly_planning();
    event.attendees.push(Attendee::required("Dan Outside", DAN));
    let uid = world.invite(event);
    let alice = world.sign_in(ALICE).await;
    world.sim.reply(ALICE, &uid, DAN, exchange_sim::Answer::Accepted, Some("By train"), None).unwrap();
    world.pass(TimeDelta::seconds(5));
    let line = world.grid_says(&alice, DAN).await;
    assert_eq!(line.status, AttendeeStatus::Accepted);
    assert!(line.from_mail_only, "SOGo's own calendar does not know it");
    assert_eq!(line.comment.as_deref(), Some("By train"));
    let mails = world.asked(exchange_sim::Command::ItemOperations);
    world.engine.sync(&alice.id).await.unwrap();
    assert_eq!(world.asked(exchange_sim::Command::ItemOperations), mails, "each reply is fetched once");
}
