//! Attempts whose end is not what it seems: what was sent stays told as it was sent.

use chrono::TimeDelta;
use eas::ProtocolVersion::{V14_1, V16_1};
use engine::view::{Answer, OrganizerLampState, Receipt, Replies, StepKind, ToldBy, TroubleCode};
use exchange_sim::{Command, Family, Fault, On, SentBy, SimConfig};

use crate::world::{BOB, SignedIn, World};

/// Bob is asked, and each of his answers meets one of these, in this order.
async fn invited(world: &World, faults: impl IntoIterator<Item = Fault>) -> (SignedIn, String) {
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    for (before, fault) in (0..).zip(faults) {
        world.sim.fail(On::command(Command::MeetingResponse).after(before), fault);
    }
    (bob, row.id)
}

async fn after(world: &World, bob: &SignedIn, receipt: &Receipt, time: TimeDelta) -> Receipt {
    world.pass(time);
    world.engine.deliver(&bob.id).await.unwrap();
    world.engine.receipt(&receipt.id).unwrap()
}

fn found(receipt: &Receipt) -> bool {
    receipt.steps.iter().any(|step| step.kind == StepKind::FoundApplied)
}

#[tokio::test]
async fn what_the_server_was_asked_to_tell_is_not_mailed_because_the_setting_changed_since() {
    let world = World::exchange(V16_1);
    let (bob, row) = invited(&world, [Fault::LoseReply]).await;
    let receipt = world.answer(&bob, &row, Answer::Accepted).await;
    world.engine.set_replies(&bob.id, Replies::Client).unwrap();
    let receipt = after(&world, &bob, &receipt, TimeDelta::minutes(2)).await;
    assert!(found(&receipt));
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told);
    assert_eq!(receipt.lamps.organizer.by, ToldBy::Server);
    assert_eq!(world.asked(Command::SendMail), 0);
    assert_eq!(world.replies().len(), 1, "SendResponse was in the one whose reply was lost");
}

#[tokio::test]
async fn what_was_left_to_our_mail_is_mailed_although_the_server_was_upgraded_since() {
    let world = World::exchange(V14_1);
    let (bob, row) = invited(&world, [Fault::LoseReply]).await;
    let receipt = world.answer(&bob, &row, Answer::Accepted).await;
    world.sim.speak([V16_1]);
    world.pass(TimeDelta::minutes(2));
    world.engine.sync(&bob.id).await.unwrap();
    assert_eq!(world.engine.accounts().unwrap().remove(0).version, "16.1");
    let receipt = world.engine.receipt(&receipt.id).unwrap();
    assert!(found(&receipt));
    assert_eq!(receipt.lamps.organizer.by, ToldBy::Client);
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told);
    let by: Vec<SentBy> = world.replies().iter().map(|mail| mail.by).collect();
    assert_eq!(by, [SentBy::Client]);
}

/// The first one arrives, and shows only after it was looked for; the two after it do nothing.
#[tokio::test]
async fn an_answer_that_shows_late_is_told_as_the_attempt_that_arrived() {
    let config = SimConfig::new(Family::Exchange).versions([V16_1]).lag(TimeDelta::seconds(70));
    let world = World::with(config);
    let faults = [Fault::LoseReply, Fault::Forbidden, Fault::MeetingResponse(2)];
    let (bob, row) = invited(&world, faults).await;
    let receipt = world.answer(&bob, &row, Answer::Accepted).await;
    world.engine.set_replies(&bob.id, Replies::Client).unwrap();
    let receipt = after(&world, &bob, &receipt, TimeDelta::seconds(50)).await;
    assert_eq!(receipt.trouble.as_ref().map(|trouble| trouble.code), Some(TroubleCode::Forbidden));
    let receipt = after(&world, &bob, &receipt, TimeDelta::minutes(2)).await;
    assert_eq!(world.asked(Command::MeetingResponse), 3);
    assert!(found(&receipt));
    assert_eq!(receipt.lamps.organizer.by, ToldBy::Server);
    assert_eq!(world.replies().len(), 1);
}
