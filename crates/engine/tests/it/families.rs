//! Families that mail by themselves, or that leave the mail to us.

use std::time::Duration;

use chrono::TimeDelta;
use eas::ProtocolVersion;
use engine::view::{Answer, CalendarLampState, OrganizerLampState, Replies, TellChoice, ToldBy};
use exchange_sim::{Command, Family, SentBy, SimConfig};

use crate::world::{BOB, World};

/// SOGo's tests run on tokio's own clock, which jumps ahead when everybody waits: see the last one.
#[tokio::test(start_paused = true)]
async fn each_family_ends_with_exactly_one_reply() {
    for (family, by) in [
        (Family::Exchange, ToldBy::Server),
        (Family::ExchangeOnline, ToldBy::Server),
        (Family::Sogo, ToldBy::Server),
        (Family::ZPush, ToldBy::Client),
        (Family::Grommunio, ToldBy::Server),
    ] {
        let world = World::with(SimConfig::new(family));
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
        assert_eq!(receipt.lamps.organizer.by, by, "{family:?}");
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{family:?}");
        let replies = world.replies();
        assert_eq!(replies.len(), 1, "{family:?}: {replies:#?}");
        let handed_in = if by == ToldBy::Client { SentBy::Client } else { SentBy::Server };
        assert_eq!(replies[0].by, handed_in, "{family:?}");
    }
}

#[tokio::test]
async fn sogo_says_beforehand_that_it_always_tells() {
    let world = World::with(SimConfig::new(Family::Sogo));
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let card = world.engine.open_card(&bob.id, &row.id).unwrap();
    assert_eq!(card.bar.tell, TellChoice::Always);
    assert!(!card.bar.comment_reaches);
}

#[tokio::test(start_paused = true)]
async fn an_invitation_that_sogo_leaves_in_the_inbox_is_moved_away_after_the_answer() {
    let world = World::with(SimConfig::new(Family::Sogo));
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    world.engine.sync(&bob.id).await.unwrap();
    assert!(world.mailbox(BOB).inbox().is_empty());
    assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(Answer::Accepted), "the card stays");
}

#[tokio::test(start_paused = true)]
async fn a_person_can_let_quorum_mail_where_the_server_does_not() {
    let mut config = SimConfig::new(Family::Sogo);
    config.behaviour.mails = exchange_sim::WhoMails::Client;
    let world = World::with(config);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    world.engine.set_replies(&bob.id, Replies::Client).unwrap();
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    assert_eq!(world.replies().len(), 1);
    assert_eq!(world.asked(Command::SendMail), 1);
}

#[tokio::test(start_paused = true)]
async fn sogos_calendar_is_not_synchronised_in_the_second_of_an_answer() {
    for (family, pause) in [(Family::Sogo, Duration::from_secs(1)), (Family::Exchange, Duration::ZERO)] {
        let world = World::with(SimConfig::new(family));
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        let begun = tokio::time::Instant::now();
        world.answer(&bob, &row.id, Answer::Accepted).await;
        let taken = begun.elapsed();
        assert!(taken >= pause && taken < pause + Duration::from_millis(100), "{family:?}: {taken:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn sogos_calendar_is_not_synchronised_in_the_second_of_an_answer_of_a_process_that_has_died() {
    let second = Duration::from_secs(1);
    for (family, later, pause) in [
        (Family::Sogo, TimeDelta::zero(), second),
        (Family::Sogo, TimeDelta::seconds(1), second),
        (Family::Sogo, TimeDelta::seconds(2), Duration::ZERO),
        (Family::Exchange, TimeDelta::zero(), Duration::ZERO),
    ] {
        let world = World::with(SimConfig::new(family));
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Accepted).await;
        let world = world.restart();
        world.pass(later);
        let begun = tokio::time::Instant::now();
        world.engine.sync(&bob.id).await.unwrap();
        let taken = begun.elapsed();
        assert!(
            taken >= pause && taken < pause + Duration::from_millis(100),
            "{family:?}, {later}: {taken:?}"
        );
    }
}

/// The mail that was answered has another id, or none, by the time of the second answer.
#[tokio::test(start_paused = true)]
async fn a_mind_changed_before_the_next_sync_is_told_where_the_invitation_was_moved_away() {
    let world = World::with(SimConfig::new(Family::Sogo));
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    for (answer, told) in [(Answer::Accepted, 1), (Answer::Declined, 2), (Answer::Tentative, 3)] {
        let receipt = world.answer(&bob, &row.id, answer).await;
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{receipt:#?}");
        assert_eq!(world.replies().len(), told);
        assert_eq!(world.asked(Command::MeetingResponse), told, "each at the first attempt");
    }
}

#[tokio::test]
async fn an_invitation_that_another_program_took_away_is_answered_from_the_calendar() {
    let world = World::exchange(ProtocolVersion::V14_1);
    let uid = world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    // Bob's telephone: the server clears the invitation away, and nobody tells Quorum before it answers, too.
    world.sim.answer(BOB, &uid, exchange_sim::Answer::Tentative, None).unwrap();
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{receipt:#?}");
    assert_eq!(world.asked(Command::MeetingResponse), 2, "the mail, then the calendar item");
    assert_eq!(world.row(&bob, "Quarterly Planning").answer, Some(Answer::Accepted));
}
