//! What cannot be known by looking, and what has changed between a decision and its leaving: nothing is told that may
//! not be so, and nothing goes to a meeting that the person has not seen.

use chrono::TimeDelta;
use eas::ProtocolVersion::{self, V14_1, V16_1};
use engine::view::{
    Answer, CalendarLampState, Lamps, OrganizerLampState, Receipt, ReceiptAction, StepKind, TroubleCode,
};
use engine::{Decision, EngineError};
use exchange_sim::model::mail::Method;
use exchange_sim::{Attendee, Command, Event, Family, Fault, On, SimConfig};

use crate::world::{ALICE, BOB, SignedIn, World, decision, entered, quarterly_planning};

const BOTH: [ProtocolVersion; 2] = [V14_1, V16_1];

/// Two minutes and what is due by then.
async fn later(world: &World, bob: &SignedIn, receipt: &Receipt) -> Receipt {
    world.pass(TimeDelta::minutes(2));
    world.engine.deliver(&bob.id).await.unwrap();
    world.engine.receipt(&receipt.id).unwrap()
}

/// Bob accepts, and accepts once more because he has something to add.
async fn accepted_again(world: &World, bob: &SignedIn, fault: Fault, times: u32) -> Receipt {
    let row = world.row(bob, "Quarterly Planning");
    let first = world.answer(bob, &row.id, Answer::Accepted).await;
    assert_eq!(first.lamps.calendar.state, CalendarLampState::Confirmed);
    world.pass(TimeDelta::minutes(1));
    world.sim.fail(On::command(Command::MeetingResponse).times(times), fault);
    let more = Decision { comment: "I bring Carol.".into(), ..decision(&bob.id, &row.id, Answer::Accepted) };
    let receipt = entered(world.engine.decide(&more));
    world.engine.deliver(&bob.id).await.unwrap();
    receipt
}

#[tokio::test]
async fn an_answer_that_waited_is_held_against_the_server_before_it_leaves() {
    for (waited, looks) in [(TimeDelta::minutes(1), false), (TimeDelta::minutes(3), true)] {
        let world = World::exchange(V16_1);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        entered(world.decide(&bob, &row.id, Answer::Accepted));
        world.pass(waited);
        let before = world.sim.history().len();
        world.engine.deliver(&bob.id).await.unwrap();
        let asked: Vec<_> =
            world.sim.history().iter().skip(before).map(|exchange| exchange.command).collect();
        let first = asked.iter().position(|command| *command == Command::MeetingResponse).unwrap();
        assert_eq!(asked[..first].contains(&Command::Sync), looks, "{waited}: {asked:?}");
        assert_eq!(world.replies().len(), 1, "{waited}");
    }
}

#[tokio::test]
async fn an_answer_to_a_meeting_that_was_moved_meanwhile_does_not_leave() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        let receipt = entered(world.decide(&bob, &row.id, Answer::Accepted));
        let later_that_day = |event: &mut Event| {
            event.start += TimeDelta::hours(2);
            event.end += TimeDelta::hours(2);
        };
        world.sim.update(ALICE, &uid, later_that_day).unwrap();
        world.pass(TimeDelta::minutes(3));
        world.engine.deliver(&bob.id).await.unwrap();
        let receipt = world.engine.receipt(&receipt.id).unwrap();
        assert_eq!(receipt.trouble.unwrap().code, TroubleCode::Changed, "{version}");
        assert_eq!(receipt.actions, [ReceiptAction::Change, ReceiptAction::Discard], "{version}");
        assert_eq!(world.asked(Command::MeetingResponse), 0, "{version}");

        let anew = world.answer(&bob, &row.id, Answer::Tentative).await;
        assert_eq!(anew.lamps.organizer.state, OrganizerLampState::Told, "{version}");
        assert_eq!(world.replies().len(), 1, "{version}: about the new time only");
    }
}

#[tokio::test]
async fn an_answer_leaves_although_the_meeting_got_another_room() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        entered(world.decide(&bob, &row.id, Answer::Accepted));
        world.sim.update(ALICE, &uid, |event| event.location = "Baker".into()).unwrap();
        world.pass(TimeDelta::minutes(3));
        world.engine.deliver(&bob.id).await.unwrap();
        assert_eq!(world.replies().len(), 1, "{version}");
    }
}

#[tokio::test]
async fn a_lost_reply_to_what_the_calendar_said_before_leaves_open_whether_the_server_told() {
    for (fault, arrived) in [(Fault::LoseReply, 2), (Fault::LoseRequest, 1)] {
        let world = World::exchange(V16_1);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let receipt = accepted_again(&world, &bob, fault.clone(), 1).await;
        let receipt = later(&world, &bob, &receipt).await;
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Unknown, "{fault:?}");
        assert_eq!(receipt.trouble.unwrap().code, TroubleCode::Uncertain, "{fault:?}");
        assert!(
            receipt.actions.contains(&ReceiptAction::RetryMail),
            "{fault:?}: the person may want it told"
        );
        assert_eq!(world.asked(Command::MeetingResponse), arrived, "{fault:?}: not sent again");
    }
}

#[tokio::test]
async fn a_lost_reply_to_what_the_calendar_said_before_is_told_once_where_the_telling_is_ours() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let receipt = accepted_again(&world, &bob, Fault::LoseReply, 1).await;
    let receipt = later(&world, &bob, &receipt).await;
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told);
    assert_eq!(world.replies().len(), 2, "one for each time he accepted");
}

#[tokio::test]
async fn a_refusal_of_what_the_calendar_said_before_stays_a_refusal() {
    for (status, code) in [(2, TroubleCode::InvalidMeeting), (4, TroubleCode::ServerRefused)] {
        for version in BOTH {
            let world = World::exchange(version);
            world.quarterly_planning();
            let bob = world.sign_in(BOB).await;
            let receipt = accepted_again(&world, &bob, Fault::MeetingResponse(status), 9).await;
            let receipt = later(&world, &bob, &receipt).await;
            assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Refused, "{status} {version}");
            assert_eq!(receipt.trouble.unwrap().code, code, "{status} {version}");
            assert_eq!(world.replies().len(), 1, "{status} {version}: only the first time");
        }
    }
}

#[tokio::test]
async fn a_later_answer_waits_until_a_slow_server_has_had_its_time_for_the_earlier_one() {
    let world = World::with(SimConfig::new(Family::Exchange).versions([V16_1]).lag(TimeDelta::seconds(34)));
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    let second = entered(world.decide(&bob, &row.id, Answer::Tentative));
    for _ in 0..3 {
        world.engine.deliver(&bob.id).await.unwrap();
        assert_eq!(world.asked(Command::MeetingResponse), 1, "the first one does not show yet");
        world.pass(TimeDelta::seconds(10));
    }
    let second = later(&world, &bob, &second).await;
    assert_eq!(world.asked(Command::MeetingResponse), 2);
    later(&world, &bob, &second).await;
    let told: Vec<_> = world.replies().iter().filter_map(exchange_sim::SentMail::answer).collect();
    assert_eq!(told, [exchange_sim::Answer::Accepted, exchange_sim::Answer::Tentative]);
    assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(Answer::Tentative));
}

#[tokio::test]
async fn a_mailbox_that_is_shut_out_keeps_its_answer_until_it_is_let_in() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.sim.fail(On::command(Command::MeetingResponse), Fault::Forbidden);
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    let trouble = receipt.trouble.clone().unwrap();
    assert_eq!(trouble.code, TroubleCode::Forbidden);
    assert!(trouble.retry_at.is_some(), "it leaves by itself");
    let receipt = later(&world, &bob, &receipt).await;
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told);
}

#[tokio::test]
async fn an_older_answer_is_not_tried_again_after_a_newer_one() {
    for version in BOTH {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.fail(On::command(Command::MeetingResponse), Fault::MeetingResponse(2));
        let older = world.answer(&bob, &row.id, Answer::Accepted).await;
        assert_eq!(older.lamps.calendar.state, CalendarLampState::Refused, "{version}");
        world.answer(&bob, &row.id, Answer::Declined).await;
        assert!(matches!(world.engine.retry(&older.id), Err(EngineError::TooLate(_))), "{version}");
        later(&world, &bob, &older).await;
        let told: Vec<_> = world.replies().iter().filter_map(exchange_sim::SentMail::answer).collect();
        assert_eq!(told, [exchange_sim::Answer::Declined], "{version}");
    }
}

#[tokio::test]
async fn that_a_meeting_left_the_calendar_proves_no_decline_once_it_was_called_off() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseRequest);
        let receipt = world.answer(&bob, &row.id, Answer::Declined).await;
        // Bob's telephone takes the meeting away, and Alice calls it off.
        world.sim.answer(BOB, &uid, exchange_sim::Answer::Declined, None).unwrap();
        world.sim.cancel(ALICE, &uid).unwrap();
        let mut receipt = later(&world, &bob, &receipt).await;
        receipt = later(&world, &bob, &receipt).await;
        assert!(receipt.steps.iter().all(|step| step.kind != StepKind::FoundApplied), "{version}");
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Unknown, "{version}");
        assert_eq!(world.replies().len(), 1, "{version}: the telephone's");
        let given_up = world.engine.discard(&receipt.id).unwrap();
        assert_eq!(
            given_up.lamps.calendar.state,
            CalendarLampState::Unknown,
            "{version}: giving up knows no more"
        );
        assert_eq!(given_up.trouble, None, "{version}: and asks for nothing");
    }
}

#[tokio::test]
async fn a_mail_that_may_have_arrived_before_it_was_given_up_is_not_called_unsent() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.sim.fail(On::command(Command::SendMail), Fault::LoseReply);
    world.sim.fail(On::command(Command::SendMail).after(1), Fault::MailboxFull);
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    assert_eq!(receipt.trouble.unwrap().code, TroubleCode::Uncertain);
    let waiting = world.engine.retry(&receipt.id).unwrap();
    assert_eq!(waiting.trouble.clone().unwrap().code, TroubleCode::Uncertain, "asking again forgets nothing");
    let given_up = later(&world, &bob, &waiting).await;
    assert_eq!(given_up.lamps.organizer.state, OrganizerLampState::Unknown);
    assert_eq!(given_up.trouble.unwrap().code, TroubleCode::Uncertain, "the first one had arrived");
    assert_eq!(world.replies().len(), 1);
}

#[tokio::test]
async fn the_reply_is_from_the_address_that_was_invited_where_only_the_mail_tells_it() {
    let alias = "b.nakamura@contoso.com";
    let world =
        World::with(SimConfig::new(Family::Exchange).versions([V14_1]).without_automatic_processing());
    world.sim.add_alias(BOB, alias).unwrap();
    world
        .invite(Event { attendees: vec![Attendee::required("Bob Nakamura", alias)], ..quarterly_planning() });
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    assert_eq!(receipt.from_address, alias);
    // The server writes the mailbox's own address into From; who answers is in the iCalendar.
    let reply = world.replies().remove(0);
    let Some(Method::Reply { attendee, .. }) = reply.mail.meeting.as_ref().map(|meeting| &meeting.method)
    else {
        panic!("no reply: {reply:?}");
    };
    assert_eq!(attendee.email, alias);
}

#[tokio::test]
async fn a_decision_that_does_not_come_back_gives_way_to_the_calendar_after_a_while() {
    let world = World::with(SimConfig::new(Family::Exchange).versions([V16_1]).lag(TimeDelta::hours(1)));
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    world.pass(TimeDelta::minutes(61));
    world.engine.sync(&bob.id).await.unwrap();
    let second = world.answer(&bob, &row.id, Answer::Tentative).await;
    assert_eq!(second.lamps.calendar.state, CalendarLampState::Accepted, "taken, and not seen yet");
    for (minutes, shown) in [
        (14, Answer::Tentative),
        // One Sync may repeat what it said before; two do not.
        (2, Answer::Tentative),
        (1, Answer::Accepted),
        (60, Answer::Tentative),
        (60, Answer::Tentative),
    ] {
        world.pass(TimeDelta::minutes(minutes));
        world.engine.sync(&bob.id).await.unwrap();
        assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(shown), "{minutes} minutes later");
    }
    let second = world.engine.receipt(&second.id).unwrap();
    assert_eq!(second.lamps.calendar.state, CalendarLampState::Confirmed);
}

#[tokio::test(start_paused = true)]
async fn a_decision_that_did_not_come_back_is_given_again_and_told_once() {
    let world = World::with(SimConfig::new(Family::Sogo).lag(TimeDelta::hours(1)));
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    world.pass(TimeDelta::minutes(61));
    world.engine.sync(&bob.id).await.unwrap();
    world.answer(&bob, &row.id, Answer::Tentative).await;
    for _ in 0..2 {
        world.pass(TimeDelta::minutes(16));
        world.engine.sync(&bob.id).await.unwrap();
    }
    let told = world.replies().len();
    world.answer(&bob, &row.id, Answer::Tentative).await;
    assert_eq!(world.replies().len(), told + 1, "the server notices it, and mails by itself");
}

#[tokio::test]
async fn a_request_that_was_lost_is_not_sent_again_to_a_meeting_that_changed_meanwhile() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseRequest);
        let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
        world.sim.update(ALICE, &uid, |event| event.location = "Baker".into()).unwrap();
        let receipt = later(&world, &bob, &receipt).await;
        // The change would have taken an answer that arrived away as well.
        let Lamps { calendar, organizer } = receipt.lamps;
        assert_eq!(calendar.state, CalendarLampState::Unknown, "{version}");
        let told = match version {
            V14_1 => OrganizerLampState::NotTold, // Quorum mails, after Status 1
            _ => OrganizerLampState::Unknown,
        };
        assert_eq!(organizer.state, told, "{version}");
        assert_eq!(receipt.trouble.unwrap().code, TroubleCode::Uncertain, "{version}");
        assert_eq!(world.replies().len(), 0, "{version}");
    }
}

#[tokio::test]
async fn what_nobody_knows_stays_unknown_when_it_is_tried_again_in_vain() {
    let world = World::exchange(V16_1);
    let uid = world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseReply);
    let receipt = entered(world.decide(&bob, &row.id, Answer::Accepted));
    world.sim.fail(On::command(Command::Sync), Fault::Busy(None));
    world.engine.deliver(&bob.id).await.unwrap_err();
    // The new time has taken the answer away that arrived.
    let later_that_day = |event: &mut Event| {
        event.start += TimeDelta::hours(2);
        event.end += TimeDelta::hours(2);
    };
    world.sim.update(ALICE, &uid, later_that_day).unwrap();
    let receipt = later(&world, &bob, &receipt).await;
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Unknown, "the server told, or did not");
    world.engine.retry(&receipt.id).unwrap();
    let receipt = later(&world, &bob, &receipt).await;
    assert_eq!(world.asked(Command::MeetingResponse), 1, "it is not for this version");
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Unknown);
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Unknown);
    assert_eq!(world.replies().len(), 1, "and it was told");
}

/// A Sync whose reply was lost is repeated with the key before, and gets the same reply again: of before the answer.
#[tokio::test]
async fn an_old_reply_to_a_repeated_sync_is_not_taken_for_the_calendar_as_it_is() {
    for version in BOTH {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.invite(Event { subject: "Something else".into(), ..quarterly_planning() });
        let of_calendar = On::command(Command::Sync).after(1);
        world.sim.fail(of_calendar, Fault::LoseReply);
        world.engine.sync(&bob.id).await.unwrap_err();
        world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseReply);
        world.sim.fail(On::command(Command::Sync), Fault::Busy(None));
        let receipt = entered(world.decide(&bob, &row.id, Answer::Accepted));
        world.engine.deliver(&bob.id).await.unwrap_err();
        let receipt = later(&world, &bob, &receipt).await;
        assert_eq!(world.asked(Command::MeetingResponse), 1, "{version}: it had arrived");
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{version}");
        assert_eq!(world.replies().len(), 1, "{version}");
    }
}

#[tokio::test]
async fn the_wish_for_a_reply_holds_when_the_invitation_has_left_and_the_calendar_has_not_come() {
    let config = SimConfig::new(Family::Exchange).versions([V16_1]).lag(TimeDelta::seconds(34));
    let world = World::with(config.without_automatic_processing());
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseReply);
    world.answer(&bob, &row.id, Answer::Accepted).await;
    world.engine.sync(&bob.id).await.unwrap();
    assert!(world.mailbox(BOB).inbox().is_empty() && world.mailbox(BOB).calendar().is_empty());
    let second = entered(world.decide(&bob, &row.id, Answer::Tentative));
    let second = later(&world, &bob, &second).await;
    later(&world, &bob, &second).await;
    let told: Vec<_> = world.replies().iter().filter_map(exchange_sim::SentMail::answer).collect();
    assert_eq!(told, [exchange_sim::Answer::Accepted, exchange_sim::Answer::Tentative]);
}

#[tokio::test]
async fn a_mail_is_not_tried_without_end_however_often_it_is_asked_for() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.sim.fail(On::command(Command::SendMail).times(99), Fault::MailboxFull);
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    for _ in 0..30 {
        world.engine.retry(&receipt.id).unwrap();
        world.engine.deliver(&bob.id).await.unwrap();
    }
    assert_eq!(world.asked(Command::SendMail), 24);
    let receipt = world.engine.receipt(&receipt.id).unwrap();
    assert_eq!(receipt.trouble.unwrap().code, TroubleCode::NotTold);
}
