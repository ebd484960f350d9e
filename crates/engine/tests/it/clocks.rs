//! Clocks that are set, and computers that sleep, while answers wait.

use chrono::TimeDelta;
use eas::ProtocolVersion::{V14_1, V16_1};
use engine::view::{Answer, CalendarLampState, Event, OrganizerLampState};
use engine::{Decision, EngineError};
use exchange_sim::{Command, Family, Fault, On, SimConfig};

use crate::world::{BOB, SignedIn, World, decision, entered};

/// How far clocks jump: by daylight saving's hour, by a day, by a year.
fn jumps() -> [TimeDelta; 3] {
    [TimeDelta::hours(1), TimeDelta::days(1), TimeDelta::days(365)]
}

/// Everything that the engine would do by itself within so many minutes.
async fn minutes(world: &World, bob: &SignedIn, count: usize) {
    for _ in 0..count {
        world.pass(TimeDelta::minutes(1));
        world.engine.deliver(&bob.id).await.unwrap();
    }
}

fn arrived(world: &World, bob: &SignedIn) {
    for receipt in world.engine.activity(&bob.id).unwrap() {
        let lamps = (receipt.lamps.calendar.state, receipt.lamps.organizer.state);
        assert_eq!(lamps, (CalendarLampState::Confirmed, OrganizerLampState::Told), "{receipt:#?}");
    }
}

#[tokio::test]
async fn an_answer_that_was_put_off_leaves_soon_after_the_clock_was_set_back() {
    for jump in jumps() {
        let world = World::exchange(V14_1);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.fail(On::command(Command::MeetingResponse), Fault::Busy(None));
        world.answer(&bob, &row.id, Answer::Accepted).await;
        assert_eq!(world.replies().len(), 0, "it waits");
        world.set_clock(-jump);
        minutes(&world, &bob, 62).await;
        assert_eq!(world.replies().len(), 1, "{jump}");
        arrived(&world, &bob);
    }
}

#[tokio::test]
async fn the_undo_time_ends_by_its_own_length_after_the_clock_was_set_back() {
    for jump in jumps() {
        let world = World::exchange(V16_1);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        let with_undo =
            Decision { undo: TimeDelta::seconds(8), ..decision(&bob.id, &row.id, Answer::Accepted) };
        let receipt = entered(world.engine.decide(&with_undo));
        world.set_clock(-jump);
        world.pass(TimeDelta::seconds(8));
        world.engine.deliver(&bob.id).await.unwrap();
        assert_eq!(world.replies().len(), 1, "{jump}");
        assert!(matches!(world.engine.undo(&receipt.id), Err(EngineError::TooLate(_))), "{jump}");
    }
}

#[tokio::test]
async fn a_clock_that_jumps_while_a_slow_server_works_makes_nobody_ask_twice() {
    for jump in jumps().into_iter().flat_map(|jump| [jump, -jump]) {
        for restarts in [false, true] {
            // Another process cannot know how much time has passed when the clock is ahead.
            if restarts && jump > TimeDelta::zero() {
                continue;
            }
            let case = format!("{jump}, restarted: {restarts}");
            let config = SimConfig::new(Family::Exchange).versions([V16_1]).lag(TimeDelta::seconds(34));
            let mut world = World::with(config);
            world.quarterly_planning();
            let bob = world.sign_in(BOB).await;
            let row = world.row(&bob, "Quarterly Planning");
            world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseReply);
            world.answer(&bob, &row.id, Answer::Accepted).await;
            world.set_clock(jump);
            if restarts {
                world = world.restart();
            }
            world.engine.deliver(&bob.id).await.unwrap();
            assert_eq!(world.asked(Command::MeetingResponse), 1, "{case}: the server has not had its time");
            minutes(&world, &bob, 62).await;
            assert_eq!(world.asked(Command::MeetingResponse), 1, "{case}: it was found");
            assert_eq!(world.replies().len(), 1, "{case}");
            arrived(&world, &bob);
        }
    }
}

#[tokio::test]
async fn a_request_that_got_lost_is_sent_again_although_the_clock_was_set_back_and_the_process_died() {
    for jump in jumps() {
        let world = World::exchange(V16_1);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseRequest);
        world.answer(&bob, &row.id, Answer::Accepted).await;
        world.set_clock(-jump);
        let world = world.restart();
        minutes(&world, &bob, 62).await;
        assert_eq!(world.replies().len(), 1, "{jump}");
        arrived(&world, &bob);
    }
}

#[tokio::test]
async fn the_later_of_two_decisions_stands_although_the_clock_was_set_back_between_them() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseReply);
        world.answer(&bob, &row.id, Answer::Accepted).await;
        world.set_clock(-TimeDelta::hours(2));
        entered(world.decide(&bob, &row.id, Answer::Tentative));
        assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(Answer::Tentative), "{version}");
        minutes(&world, &bob, 62).await;
        let told: Vec<_> = world.replies().iter().map(|mail| mail.answer().unwrap()).collect();
        assert_eq!(told, [exchange_sim::Answer::Accepted, exchange_sim::Answer::Tentative], "{version}");
        assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(Answer::Tentative), "{version}");
    }
}

/// Waits for the background to show something.
pub async fn until(world: &World, what: &str, shows: impl Fn(&World) -> bool) {
    let mut events = world.engine.subscribe();
    let seen = async {
        while !shows(world) {
            let _: Event = events.recv().await.unwrap();
        }
    };
    let limit = std::time::Duration::from_secs(60);
    tokio::time::timeout(limit, seen).await.unwrap_or_else(|_| panic!("waited in vain for {what}"));
}

#[tokio::test]
async fn the_background_goes_on_after_the_clock_was_set_back() {
    for jump in jumps() {
        let world = World::exchange(V14_1);
        let bob = world.sign_in(BOB).await;
        world.engine.start().unwrap();
        until(&world, "the first Sync", |world| world.asked(Command::FolderSync) > 1).await;
        world.quarterly_planning();
        world.set_clock(-jump);
        until(&world, "a Sync", |world| world.engine.invitations(&bob.id).unwrap().len() == 1).await;
    }
}

#[tokio::test]
async fn a_laptop_that_sleeps_in_the_undo_time_sends_when_it_wakes_and_refuses_the_undo_from_then_on() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    world.engine.start().unwrap();
    let row = world.row(&bob, "Quarterly Planning");
    let with_undo = Decision { undo: TimeDelta::seconds(8), ..decision(&bob.id, &row.id, Answer::Declined) };
    let receipt = entered(world.engine.decide(&with_undo));
    assert_eq!(world.asked(Command::MeetingResponse), 0);
    world.pass(TimeDelta::hours(9));
    until(&world, "the answer to leave", |world| world.replies().len() == 1).await;
    let refused = world.engine.undo(&receipt.id).unwrap_err();
    assert_eq!(refused.to_string(), "This answer has left already; give another one instead.");
    assert_eq!(world.replies().len(), 1);
}

#[tokio::test]
async fn on_waking_the_answer_can_be_taken_back_as_long_as_it_has_not_left() {
    let world = World::exchange(V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let with_undo = Decision { undo: TimeDelta::seconds(8), ..decision(&bob.id, &row.id, Answer::Declined) };
    let receipt = entered(world.engine.decide(&with_undo));
    world.pass(TimeDelta::hours(9));
    world.engine.undo(&receipt.id).unwrap();
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.asked(Command::MeetingResponse), 0);
}

#[tokio::test]
async fn a_clock_set_forward_does_not_make_a_server_late() {
    let world = World::with(SimConfig::new(Family::Exchange).versions([V16_1]).lag(TimeDelta::seconds(30)));
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    world.pass(TimeDelta::minutes(1));
    world.engine.sync(&bob.id).await.unwrap();
    world.answer(&bob, &row.id, Answer::Tentative).await;
    world.set_clock(TimeDelta::days(1));
    for _ in 0..3 {
        world.engine.sync(&bob.id).await.unwrap();
        let shown = world.row(&bob, "Quarterly Planning").answer;
        assert_eq!(shown, Some(Answer::Tentative), "the calendar still says the earlier one");
    }
    world.pass(TimeDelta::minutes(1));
    world.engine.sync(&bob.id).await.unwrap();
    assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(Answer::Tentative));
}
