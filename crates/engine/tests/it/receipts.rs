//! What is kept of an answer, and what is said where it did not arrive.

use chrono::TimeDelta;
use eas::ProtocolVersion::{self, V14_1, V16_1};
use engine::Decision;
use engine::view::{
    Answer, CalendarLampState, OrganizerLampState, ReceiptAction, StepKind, ToldBy, ToldReason, TroubleCode,
};
use exchange_sim::{Command, Fault, On};

use crate::world::{ALICE, BOB, World, decision, entered};

const BOTH: [ProtocolVersion; 2] = [V14_1, V16_1];

#[tokio::test]
async fn a_receipt_is_whole_when_the_meeting_is_gone_from_the_server() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        let choice = Decision { comment: "By train.".into(), ..decision(&bob.id, &row.id, Answer::Declined) };
        entered(world.engine.decide(&choice));
        world.engine.deliver(&bob.id).await.unwrap();
        world.pass(TimeDelta::hours(1));
        world.sim.cancel(ALICE, &uid).unwrap();
        world.engine.sync(&bob.id).await.unwrap();
        let world = world.restart();

        let receipt = world.engine.activity(&bob.id).unwrap().remove(0);
        assert_eq!(receipt.subject, "Quarterly Planning", "{version}");
        assert_eq!(receipt.from_address, BOB, "{version}");
        assert_eq!(receipt.organizer.email, ALICE, "{version}");
        assert_eq!((receipt.comment.as_str(), receipt.comment_reaches), ("By train.", true), "{version}");
        let mailed = receipt.mail_subject.as_deref();
        let by = receipt.lamps.organizer.by;
        let expected = if version == V14_1 {
            (ToldBy::Client, Some("Declined: Quarterly Planning"))
        } else {
            (ToldBy::Server, None)
        };
        assert_eq!((by, mailed), expected, "{version}: how it was told");
        assert!(receipt.lamps.calendar.at.is_some() && receipt.lamps.organizer.at.is_some(), "{version}");
    }
}

#[tokio::test]
async fn the_calendars_lamp_says_since_when_and_its_steps_when_that_was_seen() {
    for version in BOTH {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        let taken = world.answer(&bob, &row.id, Answer::Accepted).await;
        world.pass(TimeDelta::minutes(20));
        world.engine.sync(&bob.id).await.unwrap();
        let seen = world.engine.receipt(&taken.id).unwrap();
        assert_eq!(seen.lamps.calendar.state, CalendarLampState::Confirmed, "{version}");
        let step = |kind| seen.steps.iter().find(|step| step.kind == kind).map(|step| step.at.clone());
        assert_eq!(seen.lamps.calendar.at, step(StepKind::Taken), "{version}: one time for both lamps");
        assert!(step(StepKind::Confirmed).is_some(), "{version}");
    }
}

#[tokio::test]
async fn an_answer_that_tells_nobody_says_when_and_why() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let silent =
        Decision { tell: false, comment: "For me.".into(), ..decision(&bob.id, &row.id, Answer::Accepted) };
    entered(world.engine.decide(&silent));
    world.engine.deliver(&bob.id).await.unwrap();
    let receipt = world.engine.activity(&bob.id).unwrap().remove(0);
    assert_eq!(receipt.lamps.organizer.reason, Some(ToldReason::Chosen));
    assert!(receipt.lamps.organizer.at.is_some());
    assert!(!receipt.comment_reaches && !receipt.tell && receipt.mail_subject.is_none());
}

#[tokio::test]
async fn whatever_the_server_answers_has_a_reason_with_words_and_a_way_out() {
    let stops = &[ReceiptAction::Retry, ReceiptAction::Change, ReceiptAction::Discard][..];
    let waits = &[ReceiptAction::Undo, ReceiptAction::Retry, ReceiptAction::Edit];
    // It may have been done.
    let in_doubt = &[ReceiptAction::Retry];
    for (fault, code, actions) in [
        (Fault::MeetingResponse(2), TroubleCode::InvalidMeeting, stops),
        (Fault::MeetingResponse(3), TroubleCode::MailboxError, in_doubt),
        (Fault::MeetingResponse(4), TroubleCode::ServerRefused, stops),
        (Fault::MeetingResponse(9), TroubleCode::UnknownStatus, stops),
        (Fault::Unauthorized, TroubleCode::SignIn, waits),
        (Fault::Forbidden, TroubleCode::Forbidden, waits),
        (Fault::Status(126), TroubleCode::Forbidden, waits),
        (Fault::Status(129), TroubleCode::Forbidden, waits),
        (Fault::Status(130), TroubleCode::Forbidden, waits),
        (Fault::MailboxFull, TroubleCode::MailboxFull, stops),
        (Fault::Status(113), TroubleCode::MailboxFull, stops),
        (Fault::Status(111), TroubleCode::ServerBusy, in_doubt),
    ] {
        let world = World::exchange(V14_1);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.fail(On::command(Command::MeetingResponse).times(3), fault.clone());
        let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
        let receipt = if fault == Fault::MeetingResponse(9) {
            // What nobody knows is called a refusal only when the calendar has had its time.
            world.pass(TimeDelta::minutes(1));
            world.engine.deliver(&bob.id).await.unwrap();
            world.engine.receipt(&receipt.id).unwrap()
        } else {
            receipt
        };
        let trouble = receipt.trouble.unwrap_or_else(|| panic!("{fault:?}: nothing is wrong"));
        assert_eq!(trouble.code, code, "{fault:?}");
        assert!(!trouble.detail.is_empty(), "{fault:?}: the number is in the detail");
        assert_eq!(receipt.actions, actions, "{fault:?}");
        assert_eq!(world.replies().len(), 0, "{fault:?}: nobody is told");
        if receipt.lamps.calendar.state == CalendarLampState::Refused {
            assert!(receipt.lamps.calendar.at.is_some(), "{fault:?}: when");
            assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::NotTold, "{fault:?}");
        }
    }
}
