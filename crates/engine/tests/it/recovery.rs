//! Declined by mistake: found again, and answered again where that is possible.

use chrono::TimeDelta;
use eas::ProtocolVersion::{V14_1, V16_1};
use engine::EngineError;
use engine::view::{Answer, HistoryKind, InvitationState, NotAnswerable};
use exchange_sim::model::event::Answer as Given;
use exchange_sim::{Command, Family, Fault, On, SimConfig};

use crate::world::{ALICE, BOB, SignedIn, World};

/// Bob has declined, and the meeting has left his calendar.
async fn declined(world: &World) -> (SignedIn, String, String) {
    let uid = world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Declined).await;
    world.pass(TimeDelta::minutes(5));
    world.engine.sync(&bob.id).await.unwrap();
    (bob, row.id, uid)
}

#[tokio::test]
async fn an_invitation_in_deleted_items_is_brought_back_and_accepted() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let (bob, meeting, uid) = declined(&world).await;
        let card = world.engine.card(&bob.id, &meeting).unwrap();
        assert_eq!((card.row.state, card.row.answer), (InvitationState::Answered, Some(Answer::Declined)));
        assert_eq!((card.bar.impossible, card.recoverable), (Some(NotAnswerable::Gone), true), "{version}");
        let replies = world.replies().len();
        world.engine.recover_invitation(&bob.id, &meeting).await.unwrap();
        let card = world.engine.card(&bob.id, &meeting).unwrap();
        assert!(card.bar.possible && !card.recoverable, "{version}");
        assert_eq!(card.row.answer, Some(Answer::Declined), "that alone is no answer");
        let steps: Vec<_> = card.history.iter().map(|step| step.kind).collect();
        assert_eq!(
            steps,
            [HistoryKind::Declined, HistoryKind::Invited],
            "{version}: nor is anything changed"
        );
        assert_eq!(world.replies().len(), replies, "and nobody hears of it");

        world.answer(&bob, &meeting, Answer::Accepted).await;
        let item = world.mailbox(BOB).meeting(&uid).unwrap().clone();
        assert_eq!(item.answer.map(|(given, _)| given), Some(Given::Accepted), "{version}: under its new id");
        assert_eq!(world.replies().len(), replies + 1);
        let alice = world.sign_in(ALICE).await;
        assert_eq!(world.grid_says(&alice, BOB).await.status, engine::view::AttendeeStatus::Accepted);
    }
}

#[tokio::test]
async fn a_lost_reply_to_the_move_is_resolved_by_looking() {
    let world = World::exchange(V16_1);
    let (bob, meeting, _) = declined(&world).await;
    world.sim.fail(On::command(Command::MoveItems), Fault::LoseReply);
    world.engine.recover_invitation(&bob.id, &meeting).await.unwrap();
    assert!(world.engine.card(&bob.id, &meeting).unwrap().bar.possible);
}

#[tokio::test]
async fn what_is_not_there_any_more_only_the_organizer_can_send_again() {
    // grommunio deletes an answered invitation for good.
    let world = World::with(SimConfig::new(Family::Grommunio));
    let (bob, meeting, _) = declined(&world).await;
    let error = world.engine.recover_invitation(&bob.id, &meeting).await.unwrap_err();
    assert!(matches!(&error, EngineError::NotRecovered { organizer, .. } if organizer == ALICE), "{error:?}");
    assert!(error.failure().message.contains(ALICE), "{}", error.failure().message);
    let row = world.row(&bob, "Quarterly Planning");
    assert_eq!(
        (row.state, row.answer),
        (InvitationState::Answered, Some(Answer::Declined)),
        "it stays found"
    );
}

#[tokio::test]
async fn one_that_the_server_keeps_is_found_and_answered_from_the_calendar() {
    let world = World::with(SimConfig::new(Family::Sogo));
    let uid = world.quarterly_planning();
    world.sim.answer(BOB, &uid, Given::Declined, None).unwrap();
    world.sim.clear_inbox(BOB).unwrap();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    assert_eq!((row.state, row.answer), (InvitationState::Answered, Some(Answer::Declined)));
    let card = world.engine.card(&bob.id, &row.id).unwrap();
    assert!(card.bar.possible && !card.recoverable);
    world.answer(&bob, &row.id, Answer::Accepted).await;
    let item = world.mailbox(BOB).meeting(&uid).unwrap().clone();
    assert_eq!(item.answer.map(|(given, _)| given), Some(Given::Accepted));
}
