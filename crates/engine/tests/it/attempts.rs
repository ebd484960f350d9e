//! Attempts whose end is not what it seems: what was sent stays told as it was sent, and a server that says it failed may
//! have done what it was asked.

use chrono::TimeDelta;
use eas::ProtocolVersion::{self, V14_1, V16_1};
use engine::view::{
    Answer, CalendarLampState, OrganizerLampState, Receipt, ReceiptAction, Replies, StepKind, ToldBy,
    ToldReason, TroubleCode,
};
use engine::{Decision, Edit, EngineError};
use exchange_sim::{Command, Family, Fault, On, SentBy, SimConfig};

use crate::world::{BOB, SignedIn, World, decision, entered};

const BOTH: [ProtocolVersion; 2] = [V14_1, V16_1];

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

/// Numbers with which a server says that it failed: in this mailbox, for half an hour, for now, and one that nobody knows.
const FAILURES: [(u16, TroubleCode); 4] = [
    (3, TroubleCode::MailboxError),
    (110, TroubleCode::ServerBusy),
    (111, TroubleCode::ServerBusy),
    (277, TroubleCode::ServerBusy),
];

#[tokio::test]
async fn what_a_server_did_that_says_it_failed_is_found_and_told_once() {
    for (version, (status, code)) in BOTH.into_iter().flat_map(|it| FAILURES.map(|failure| (it, failure))) {
        let case = format!("{version} status {status}");
        let world = World::exchange(version);
        let (bob, row) = invited(&world, [Fault::DoneThenStatus(status)]).await;
        let receipt = world.answer(&bob, &row, Answer::Accepted).await;
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Sending, "{case}");
        assert_eq!(receipt.trouble.as_ref().map(|trouble| trouble.code), Some(code), "{case}");
        let receipt = after(&world, &bob, &receipt, TimeDelta::minutes(61)).await;
        assert!(found(&receipt), "{case}: {receipt:#?}");
        assert_eq!(world.asked(Command::MeetingResponse), 1, "{case}: not sent again");
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{case}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{case}");
        assert_eq!(world.replies().len(), 1, "{case}");
    }
}

/// Faults of a server that asks to be left alone, and for how long it means it. Nobody waits longer than an hour.
fn pauses() -> [(Fault, TimeDelta); 4] {
    [
        (Fault::Busy(Some(600)), TimeDelta::minutes(10)),
        (Fault::BackOff(600), TimeDelta::minutes(10)),
        (Fault::Status(110), TimeDelta::minutes(30)),
        (Fault::Busy(Some(86_400)), TimeDelta::hours(1)),
    ]
}

#[tokio::test]
async fn a_server_is_not_asked_again_before_the_time_it_asks_for() {
    for (version, (fault, pause)) in BOTH.into_iter().flat_map(|it| pauses().map(|pause| (it, pause))) {
        let case = format!("{version} {fault:?}");
        let world = World::exchange(version);
        let (bob, row) = invited(&world, [fault]).await;
        let receipt = world.answer(&bob, &row, Answer::Accepted).await;
        assert!(receipt.trouble.is_some(), "{case}");
        let receipt = after(&world, &bob, &receipt, pause - TimeDelta::seconds(5)).await;
        assert_eq!(world.asked(Command::MeetingResponse), 1, "{case}: not yet");
        assert!(receipt.trouble.is_some(), "{case}");
        let receipt = after(&world, &bob, &receipt, TimeDelta::seconds(10)).await;
        assert_eq!(world.asked(Command::MeetingResponse), 2, "{case}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{case}");
        assert_eq!(world.replies().len(), 1, "{case}");
    }
}

#[tokio::test]
async fn the_mail_is_not_handed_in_again_before_the_time_the_server_asks_for() {
    for (fault, pause) in pauses() {
        let case = format!("{fault:?}");
        let world = World::exchange(V14_1);
        let (bob, row) = invited(&world, []).await;
        world.sim.fail(On::command(Command::SendMail), fault);
        let receipt = world.answer(&bob, &row, Answer::Accepted).await;
        assert_ne!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{case}");
        after(&world, &bob, &receipt, pause - TimeDelta::seconds(5)).await;
        assert_eq!(world.asked(Command::SendMail), 1, "{case}: not yet");
        let receipt = after(&world, &bob, &receipt, TimeDelta::seconds(10)).await;
        assert_eq!(world.asked(Command::SendMail), 2, "{case}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{case}");
        assert_eq!(world.replies().len(), 1, "{case}");
    }
}

#[tokio::test]
async fn what_a_server_failed_at_is_not_taken_back_as_if_it_had_never_left() {
    for (version, (status, _)) in BOTH.into_iter().flat_map(|it| FAILURES.map(|failure| (it, failure))) {
        let case = format!("{version} status {status}");
        let world = World::exchange(version);
        let (bob, row) = invited(&world, [Fault::DoneThenStatus(status)]).await;
        let receipt = world.answer(&bob, &row, Answer::Accepted).await;
        assert_eq!(receipt.actions, [ReceiptAction::Retry], "{case}");
        let undone = world.engine.undo(&receipt.id);
        assert!(matches!(undone, Err(EngineError::TooLate(_))), "{case}: {undone:?}");
        let other = Edit { answer: Answer::Declined, comment: String::new(), propose: None, tell: true };
        let edited = world.engine.edit(&receipt.id, &other);
        assert!(matches!(edited, Err(EngineError::TooLate(_))), "{case}: {edited:?}");

        // A change of mind is a second answer, and Alice hears of both, in their order.
        let second = entered(world.engine.decide(&decision(&bob.id, &row, Answer::Declined)));
        let second = after(&world, &bob, &second, TimeDelta::minutes(61)).await;
        assert!(found(&world.engine.receipt(&receipt.id).unwrap()), "{case}");
        let second = after(&world, &bob, &second, TimeDelta::minutes(2)).await;
        assert_eq!(second.lamps.organizer.state, OrganizerLampState::Told, "{case}");
        let told: Vec<_> = world.replies().iter().map(|mail| mail.answer()).collect();
        let both = [exchange_sim::Answer::Accepted, exchange_sim::Answer::Declined].map(Some);
        assert_eq!(told, both, "{case}");
    }
}

#[tokio::test]
async fn a_change_of_mind_does_not_wait_for_an_hour_because_the_mailbox_failed_before() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, row) = invited(&world, [Fault::MeetingResponse(3), Fault::MeetingResponse(3)]).await;
        let first = world.answer(&bob, &row, Answer::Accepted).await;
        let first = after(&world, &bob, &first, TimeDelta::minutes(1)).await;
        assert_eq!(world.asked(Command::MeetingResponse), 2, "{version}");
        after(&world, &bob, &first, TimeDelta::minutes(1)).await;
        assert_eq!(world.asked(Command::MeetingResponse), 2, "{version}: by itself it waits for an hour");

        let undo = TimeDelta::seconds(8);
        let declined = Decision { undo, ..decision(&bob.id, &row, Answer::Declined) };
        let second = entered(world.engine.decide(&declined));
        let second = after(&world, &bob, &second, TimeDelta::seconds(4)).await;
        assert_eq!(world.asked(Command::MeetingResponse), 2, "{version}: it can be taken back");
        let second = after(&world, &bob, &second, TimeDelta::seconds(5)).await;
        let second = after(&world, &bob, &second, TimeDelta::minutes(1)).await;
        assert_eq!(second.lamps.organizer.state, OrganizerLampState::Told, "{version}");
        let told: Vec<_> = world.replies().iter().map(|mail| mail.answer()).collect();
        let both = [exchange_sim::Answer::Accepted, exchange_sim::Answer::Declined].map(Some);
        assert_eq!(told, both, "{version}");
    }
}

#[tokio::test]
async fn nor_does_a_change_of_mind_that_is_edited_once_more() {
    let world = World::exchange(V14_1);
    let (bob, row) = invited(&world, [(); 3].map(|()| Fault::MeetingResponse(3))).await;
    let first = world.answer(&bob, &row, Answer::Accepted).await;
    after(&world, &bob, &first, TimeDelta::minutes(1)).await;
    let second = entered(world.engine.decide(&decision(&bob.id, &row, Answer::Declined)));
    let second = after(&world, &bob, &second, TimeDelta::zero()).await;
    let second = after(&world, &bob, &second, TimeDelta::minutes(1)).await;
    assert_eq!(world.asked(Command::MeetingResponse), 3, "the mailbox failed at it a third time");

    let with = Edit { answer: Answer::Declined, comment: "I am away.".into(), propose: None, tell: true };
    let edited = world.engine.edit(&second.id, &with).unwrap();
    for minutes in [0, 1, 1] {
        after(&world, &bob, &edited, TimeDelta::minutes(minutes)).await;
    }
    let edited = world.engine.receipt(&edited.id).unwrap();
    assert_eq!(edited.lamps.organizer.state, OrganizerLampState::Told);
    assert_eq!(world.replies().len(), 2);
}

#[tokio::test]
async fn what_the_calendar_said_before_is_sent_again_after_a_failure_as_the_server_says() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, row) = invited(&world, []).await;
        world.answer(&bob, &row, Answer::Accepted).await;
        world.pass(TimeDelta::minutes(1));
        world.sim.fail(On::command(Command::MeetingResponse), Fault::MeetingResponse(3));
        let more = Decision { comment: "I bring Carol.".into(), ..decision(&bob.id, &row, Answer::Accepted) };
        let receipt = entered(world.engine.decide(&more));
        let receipt = after(&world, &bob, &receipt, TimeDelta::zero()).await;
        assert_eq!(receipt.actions, [ReceiptAction::Retry], "{version}");
        let receipt = after(&world, &bob, &receipt, TimeDelta::minutes(1)).await;
        assert_eq!(world.asked(Command::MeetingResponse), 3, "{version}");
        let looked = [StepKind::FoundApplied, StepKind::FoundMissing];
        assert!(!receipt.steps.iter().any(|step| looked.contains(&step.kind)), "{version}: it says nothing");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{version}");
        assert_eq!(world.replies().len(), 2, "{version}");
    }
}

#[tokio::test]
async fn what_a_server_failed_at_is_sent_again_once_it_is_known_to_be_missing() {
    for (version, (status, _)) in BOTH.into_iter().flat_map(|it| FAILURES.map(|failure| (it, failure))) {
        let case = format!("{version} status {status}");
        let world = World::exchange(version);
        let (bob, row) = invited(&world, [Fault::MeetingResponse(status)]).await;
        let receipt = world.answer(&bob, &row, Answer::Accepted).await;
        world.engine.retry(&receipt.id).unwrap();
        let receipt = after(&world, &bob, &receipt, TimeDelta::seconds(20)).await;
        assert_eq!(world.asked(Command::MeetingResponse), 1, "{case}: it may only be late");
        let receipt = after(&world, &bob, &receipt, TimeDelta::seconds(30)).await;
        assert_eq!(world.asked(Command::MeetingResponse), 2, "{case}");
        assert!(receipt.steps.iter().any(|step| step.kind == StepKind::FoundMissing), "{case}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{case}");
        assert_eq!(world.replies().len(), 1, "{case}");
    }
}

#[tokio::test]
async fn a_server_that_always_fails_is_asked_twelve_times_and_looked_at_before_that_is_said() {
    for (last, calendar, told) in [
        (Fault::MeetingResponse(111), CalendarLampState::Refused, OrganizerLampState::NotTold),
        (Fault::DoneThenStatus(111), CalendarLampState::Confirmed, OrganizerLampState::Told),
    ] {
        for version in BOTH {
            let case = format!("{version} {last:?}");
            let world = World::exchange(version);
            let faults = std::iter::repeat_n(Fault::MeetingResponse(111), 11).chain([last.clone()]);
            let (bob, row) = invited(&world, faults).await;
            let mut receipt = world.answer(&bob, &row, Answer::Accepted).await;
            for _ in 0..15 {
                receipt = after(&world, &bob, &receipt, TimeDelta::minutes(61)).await;
            }
            assert_eq!(world.asked(Command::MeetingResponse), 12, "{case}");
            assert_eq!(receipt.lamps.calendar.state, calendar, "{case}");
            assert_eq!(receipt.lamps.organizer.state, told, "{case}");
            assert_eq!(world.replies().len(), usize::from(told == OrganizerLampState::Told), "{case}");
            if told == OrganizerLampState::NotTold {
                assert_eq!(receipt.trouble.unwrap().code, TroubleCode::ServerBusy, "{case}");
                world.engine.retry(&receipt.id).unwrap();
                world.engine.deliver(&bob.id).await.unwrap();
                assert_eq!(world.replies().len(), 1, "{case}: the person may try once more");
            }
        }
    }
}

#[tokio::test]
async fn the_look_after_a_failure_goes_on_where_the_calendar_could_not_be_read() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, row) = invited(&world, [Fault::DoneThenStatus(3)]).await;
        let receipt = world.answer(&bob, &row, Answer::Accepted).await;
        world.sim.fail(On::command(Command::Sync), Fault::ServerError);
        world.pass(TimeDelta::minutes(2));
        world.engine.deliver(&bob.id).await.unwrap_err();
        let world = world.restart();
        let receipt = after(&world, &bob, &receipt, TimeDelta::minutes(2)).await;
        assert!(found(&receipt), "{version}");
        assert_eq!(world.asked(Command::MeetingResponse), 1, "{version}");
        assert_eq!(world.replies().len(), 1, "{version}");
    }
}

#[tokio::test]
async fn a_status_that_nobody_knows_is_held_against_the_calendar_before_it_is_called_a_refusal() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, row) = invited(&world, [Fault::DoneThenStatus(9)]).await;
        let receipt = world.answer(&bob, &row, Answer::Accepted).await;
        assert!(found(&receipt), "{version}: {receipt:#?}");
        assert_eq!(receipt.trouble, None, "{version}");
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{version}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{version}");
        assert_eq!(world.replies().len(), 1, "{version}");
    }
}

#[tokio::test]
async fn a_status_that_nobody_knows_is_a_refusal_once_the_server_has_had_its_time() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, row) = invited(&world, [Fault::MeetingResponse(9)]).await;
        let receipt = world.answer(&bob, &row, Answer::Accepted).await;
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Sending, "{version}: it may be late");
        let receipt = after(&world, &bob, &receipt, TimeDelta::minutes(1)).await;
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Refused, "{version}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::NotTold, "{version}");
        assert_eq!(receipt.lamps.organizer.reason, Some(ToldReason::Refused), "{version}");
        let trouble = receipt.trouble.unwrap();
        assert_eq!(trouble.code, TroubleCode::UnknownStatus, "{version}");
        assert_eq!(trouble.detail, "status 9 (unknown)", "{version}");
        assert_eq!(world.asked(Command::MeetingResponse), 1, "{version}: not sent again");
        assert_eq!(world.replies().len(), 0, "{version}");
    }
}

#[tokio::test]
async fn where_the_calendar_said_so_before_an_unknown_status_leaves_open_what_the_server_did() {
    for (version, calendar, organizer, code) in [
        (V14_1, CalendarLampState::Refused, OrganizerLampState::NotTold, TroubleCode::UnknownStatus),
        (V16_1, CalendarLampState::Unknown, OrganizerLampState::Unknown, TroubleCode::Uncertain),
    ] {
        let world = World::exchange(version);
        let (bob, row) = invited(&world, []).await;
        world.answer(&bob, &row, Answer::Accepted).await;
        world.pass(TimeDelta::minutes(1));
        world.sim.fail(On::command(Command::MeetingResponse), Fault::DoneThenStatus(9));
        let more = Decision { comment: "I bring Carol.".into(), ..decision(&bob.id, &row, Answer::Accepted) };
        let receipt = entered(world.engine.decide(&more));
        let receipt = after(&world, &bob, &receipt, TimeDelta::minutes(2)).await;
        assert_eq!(receipt.lamps.calendar.state, calendar, "{version}");
        assert_eq!(receipt.lamps.organizer.state, organizer, "{version}");
        assert_eq!(receipt.trouble.unwrap().code, code, "{version}");
    }
}
