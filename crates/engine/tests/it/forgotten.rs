//! A server that has forgotten the device, and one where everything is called something else afterwards.

use chrono::TimeDelta;
use eas::ProtocolVersion::{self, V14_1, V16_1};
use engine::view::{Answer, CalendarLampState, InvitationState, OrganizerLampState};
use exchange_sim::{Command, Event, Fault, On, Provisioning, SimConfig};

use crate::world::{BOB, SignedIn, World, entered, quarterly_planning};

/// Bob has answered one invitation, has an answer waiting to another one, and has not answered a third.
async fn before(version: ProtocolVersion) -> (World, SignedIn) {
    let config = SimConfig::new(exchange_sim::Family::Exchange).versions([version]);
    let world = World::with(config.provisioning(Provisioning::Http449));
    for title in ["Answered", "Waiting", "Open"] {
        world.invite(Event { subject: title.into(), ..quarterly_planning() });
    }
    let bob = world.sign_in(BOB).await;
    world.answer(&bob, &world.row(&bob, "Answered").id, Answer::Accepted).await;
    entered(world.decide(&bob, &world.row(&bob, "Waiting").id, Answer::Tentative));
    (world, bob)
}

/// Nothing is lost, and the answer that waited has left once.
async fn after(world: &World, bob: &SignedIn, case: &str) {
    for _ in 0..2 {
        world.pass(TimeDelta::minutes(2));
        world.engine.sync(&bob.id).await.unwrap();
    }
    let rows = world.engine.invitations(&bob.id).unwrap();
    assert_eq!(rows.len(), 3, "{case}: {rows:#?}");
    for (title, answer) in
        [("Answered", Some(Answer::Accepted)), ("Waiting", Some(Answer::Tentative)), ("Open", None)]
    {
        let row = world.row(bob, title);
        assert_eq!(row.answer, answer, "{case}: {title}");
        assert_eq!(row.state == InvitationState::Open, answer.is_none(), "{case}: {title}");
    }
    let receipts = world.engine.activity(&bob.id).unwrap();
    assert_eq!(receipts.len(), 2, "{case}");
    for receipt in receipts {
        let lamps = (receipt.lamps.calendar.state, receipt.lamps.organizer.state);
        assert_eq!(lamps, (CalendarLampState::Confirmed, OrganizerLampState::Told), "{case}: {receipt:#?}");
    }
    assert_eq!(world.replies().len(), 2, "{case}: one for each answer");
    assert_eq!(world.engine.accounts().unwrap()[0].problem, None, "{case}");
}

#[tokio::test]
async fn a_server_that_forgets_the_device_costs_a_resync_and_the_waiting_answer_leaves_once() {
    for version in [V14_1, V16_1] {
        for renamed in [false, true] {
            for by_sync in [false, true] {
                let case = format!("{version}, renamed: {renamed}, found out by Sync: {by_sync}");
                let (world, bob) = before(version).await;
                world.sim.forget_devices();
                if renamed {
                    world.sim.rename_everything(BOB).unwrap();
                }
                if by_sync {
                    world.engine.sync(&bob.id).await.unwrap();
                } else {
                    world.engine.deliver(&bob.id).await.unwrap();
                }
                after(&world, &bob, &case).await;
            }
        }
    }
}

#[tokio::test]
async fn a_server_that_forgets_the_device_while_an_answer_is_on_its_way_is_told_nothing_twice() {
    for version in [V14_1, V16_1] {
        for renamed in [false, true] {
            let case = format!("{version}, renamed: {renamed}");
            let (world, bob) = before(version).await;
            world.sim.fail(On::command(Command::MeetingResponse), Fault::LoseReply);
            world.engine.deliver(&bob.id).await.unwrap();
            world.sim.forget_devices();
            if renamed {
                world.sim.rename_everything(BOB).unwrap();
            }
            after(&world, &bob, &case).await;
            assert_eq!(world.asked(Command::MeetingResponse), 2, "{case}: it was looked for, not sent again");
        }
    }
}
