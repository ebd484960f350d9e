//! An answer that waits: edited, taken back, and sent as it was meant last.

use chrono::TimeDelta;
use eas::ProtocolVersion::{self, V14_1, V16_1};
use engine::view::{
    Answer, CalendarLampState, OrganizerLampState, Receipt, ReceiptAction, StepKind, ToldReason, TroubleCode,
};
use engine::{Decided, Decision, Edit, EngineError};
use exchange_sim::{Command, Fault, On};

use crate::world::{ALICE, BOB, SignedIn, World, decision, entered};

const BOTH: [ProtocolVersion; 2] = [V14_1, V16_1];

fn edit(answer: Answer, comment: &str, tell: bool) -> Edit {
    Edit { answer, comment: comment.into(), propose: None, tell }
}

/// Bob accepted with a comment, and the server is out of reach since.
async fn waiting(world: &World) -> (SignedIn, Receipt) {
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let choice =
        Decision { comment: "I come by train.".into(), ..decision(&bob.id, &row.id, Answer::Accepted) };
    let receipt = entered(world.engine.decide(&choice));
    world.sim.fail(On::command(Command::MeetingResponse).times(9), Fault::Forbidden);
    world.engine.deliver(&bob.id).await.unwrap();
    let receipt = world.engine.receipt(&receipt.id).unwrap();
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Queued, "{receipt:#?}");
    (bob, receipt)
}

#[tokio::test]
async fn a_waiting_answer_is_edited_and_only_what_was_meant_last_leaves() {
    for version in BOTH {
        let world = World::exchange(version);
        world.quarterly_planning();
        let (bob, alice) = (world.sign_in(BOB).await, world.sign_in(ALICE).await);
        let row = world.row(&bob, "Quarterly Planning");
        let choice = Decision { comment: "Yes.".into(), ..decision(&bob.id, &row.id, Answer::Accepted) };
        let receipt = entered(world.engine.decide(&choice));
        assert!(receipt.actions.contains(&ReceiptAction::Edit), "{version}");

        let edited = world.engine.edit(&receipt.id, &edit(Answer::Declined, "Sorry.", true)).unwrap();
        assert_eq!((edited.answer, edited.comment.as_str()), (Answer::Declined, "Sorry."), "{version}");
        assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(Answer::Declined), "shown at once");
        let kinds: Vec<StepKind> = edited.steps.iter().map(|step| step.kind).collect();
        assert_eq!(kinds, [StepKind::Decided, StepKind::Edited], "{version}: its story goes on");
        assert_eq!(world.engine.activity(&bob.id).unwrap().len(), 1, "{version}: one answer is one line");

        world.engine.deliver(&bob.id).await.unwrap();
        assert_eq!(world.asked(Command::MeetingResponse), 1, "{version}");
        assert_eq!(world.replies().len(), 1, "{version}");
        let line = world.grid_says(&alice, BOB).await;
        assert_eq!(line.status, engine::view::AttendeeStatus::Declined, "{version}");
        assert_eq!(line.comment.as_deref(), Some("Sorry."), "{version}");
    }
}

#[tokio::test]
async fn a_comment_can_be_removed_and_the_wish_to_tell_taken_back_while_it_waits() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let choice = Decision { comment: "Yes.".into(), ..decision(&bob.id, &row.id, Answer::Accepted) };
    let receipt = entered(world.engine.decide(&choice));
    let edited = world.engine.edit(&receipt.id, &edit(Answer::Accepted, "", false)).unwrap();
    assert_eq!((edited.comment.as_str(), edited.tell), ("", false));
    assert_eq!(edited.lamps.organizer.reason, Some(ToldReason::Chosen));
    assert!(!edited.comment_reaches);
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.replies().len(), 0, "nothing is mailed that was not asked for");
}

#[tokio::test]
async fn an_edit_survives_being_put_off_and_a_restart() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, receipt) = waiting(&world).await;
        let edited = world.engine.edit(&receipt.id, &edit(Answer::Tentative, "Perhaps.", true)).unwrap();
        assert_eq!(edited.trouble.as_ref().unwrap().code, TroubleCode::Forbidden, "{version}");
        let retry_at = |receipt: &Receipt| receipt.trouble.as_ref().and_then(|it| it.retry_at.clone());
        assert_eq!(retry_at(&edited), retry_at(&receipt), "{version}: an edit is no retry");

        let world = world.restart();
        let kept = world.engine.receipt(&edited.id).unwrap();
        assert_eq!((kept.answer, kept.comment.as_str()), (Answer::Tentative, "Perhaps."), "{version}");
        world.engine.edit(&edited.id, &edit(Answer::Declined, "Perhaps not.", true)).unwrap();
        for _ in 0..9 {
            world.pass(TimeDelta::hours(2));
            world.engine.sync(&bob.id).await.unwrap();
        }
        let replies = world.replies();
        assert_eq!(replies.len(), 1, "{version}");
        assert_eq!(replies[0].answer(), Some(exchange_sim::Answer::Declined), "{version}");
        let receipt = world.engine.activity(&bob.id).unwrap().remove(0);
        assert_eq!(receipt.comment, "Perhaps not.", "{version}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{version}");
    }
}

#[tokio::test]
async fn what_has_left_is_neither_edited_nor_withdrawn_and_nothing_is_lost() {
    for version in BOTH {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
        let refused = world.engine.edit(&receipt.id, &edit(Answer::Declined, "Sorry.", true));
        assert!(matches!(refused, Err(EngineError::TooLate(_))), "{version}: {refused:?}");
        assert!(matches!(world.engine.undo(&receipt.id), Err(EngineError::TooLate(_))), "{version}");
        assert_eq!(world.engine.receipt(&receipt.id).unwrap(), receipt, "{version}: as it was");

        // Of an answer on its way nobody knows yet whether it arrived: that is too late as well.
        world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseReply);
        let lost = world.answer(&bob, &row.id, Answer::Tentative).await;
        assert_eq!(lost.lamps.calendar.state, CalendarLampState::Sending, "{version}");
        assert!(!lost.actions.contains(&ReceiptAction::Edit), "{version}");
        let refused = world.engine.edit(&lost.id, &edit(Answer::Declined, "Sorry.", true));
        assert!(matches!(refused, Err(EngineError::TooLate(_))), "{version}: {refused:?}");
    }
}

#[tokio::test]
async fn an_answer_whose_undo_time_ran_out_while_offline_can_be_edited_and_withdrawn() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let choice = Decision { undo: TimeDelta::seconds(8), ..decision(&bob.id, &row.id, Answer::Accepted) };
    let receipt = entered(world.engine.decide(&choice));
    let edited = world.engine.edit(&receipt.id, &edit(Answer::Accepted, "By train.", true)).unwrap();
    assert_eq!(edited.undo_until, receipt.undo_until, "the undo seconds are what they were");
    world.pass(TimeDelta::seconds(30));
    let waits = world.engine.receipt(&edited.id).unwrap();
    assert_eq!(waits.actions, [ReceiptAction::Undo, ReceiptAction::Retry, ReceiptAction::Edit]);
    let edited = world.engine.edit(&waits.id, &edit(Answer::Accepted, "By car.", true)).unwrap();
    let withdrawn = world.engine.undo(&edited.id).unwrap();
    assert_eq!(withdrawn.lamps.calendar.state, CalendarLampState::Withdrawn);
    assert!(withdrawn.lamps.calendar.at.is_some(), "when, too");
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.asked(Command::MeetingResponse), 0);
    assert_eq!(world.engine.activity(&bob.id).unwrap(), [], "nothing of it is left to show");
}

#[tokio::test]
async fn the_same_answer_in_silence_takes_the_place_of_one_that_would_tell() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let first = entered(world.decide(&bob, &row.id, Answer::Accepted));
    let again = world.decide(&bob, &row.id, Answer::Accepted).unwrap();
    assert!(matches!(again, Decided::Before(same) if same.id == first.id), "nothing new was said");
    let silent = Decision { tell: false, ..decision(&bob.id, &row.id, Answer::Accepted) };
    entered(world.engine.decide(&silent));
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.replies().len(), 0);
}

#[tokio::test]
async fn an_edit_that_changes_nothing_is_none() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let first = entered(world.decide(&bob, &row.id, Answer::Accepted));
    let same = world.engine.edit(&first.id, &edit(Answer::Accepted, " ", true)).unwrap();
    assert_eq!(same, first);
}
