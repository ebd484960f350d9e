//! Families that mail by themselves, or that leave the mail to us.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use eas::ProtocolVersion;
use engine::view::{
    self, Answer, AnswerFrom, CalendarLampState, CommentReach, InvitationRow, InvitationState, NotAnswerable,
    OrganizerLampState, Replies, TellChoice, ToldBy, TroubleCode,
};
use engine::{Decision, EngineError};
use exchange_sim::model::mail::Method;
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Command, Event, Family, Fault, On, SentBy, SimConfig};

use crate::called_off::from_outside;
use crate::world::{ALICE, BOB, SignedIn, World, decision, entered, monday, quarterly_planning};

/// SOGo's tests run on tokio's own clock, which jumps ahead when everybody waits: see the last one.
#[tokio::test(start_paused = true)]
async fn each_family_ends_with_exactly_one_reply() {
    for (family, by) in [
        (Family::Exchange, ToldBy::Server),
        (Family::ExchangeOnline, ToldBy::Server),
        (Family::Sogo, ToldBy::ServerPerhaps),
        (Family::ZPush, ToldBy::Client),
        (Family::Grommunio, ToldBy::Server),
    ] {
        let world = World::with(SimConfig::new(family));
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        assert!(row.response_requested, "{family:?}: SOGo's 0 says nothing of what the organizer wants");
        let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
        assert_eq!(receipt.lamps.organizer.by, by, "{family:?}");
        // Of SOGo nobody can know whether its administrator wants it to mail.
        let state = match by {
            ToldBy::ServerPerhaps => OrganizerLampState::LeftToServer,
            _ => OrganizerLampState::Told,
        };
        assert_eq!(receipt.lamps.organizer.state, state, "{family:?}");
        let replies = world.replies();
        assert_eq!(replies.len(), 1, "{family:?}: {replies:#?}");
        let handed_in = if by == ToldBy::Client { SentBy::Client } else { SentBy::Server };
        assert_eq!(replies[0].by, handed_in, "{family:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_person_vouches_for_sogo_it_has_told() {
    let world = World::with(SimConfig::new(Family::Sogo));
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    world.engine.set_replies(&bob.id, Replies::Server).unwrap();
    let row = world.row(&bob, "Quarterly Planning");
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told);
    assert_eq!(receipt.lamps.organizer.by, ToldBy::Server);
    assert_eq!(world.replies().len(), 1);
}

#[tokio::test]
async fn sogo_says_beforehand_that_it_always_tells() {
    let world = World::with(SimConfig::new(Family::Sogo));
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let card = world.engine.open_card(&bob.id, &row.id).unwrap();
    assert_eq!(card.bar.tell, TellChoice::Always);
    assert_eq!(card.bar.comment, CommentReach::Never);
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
async fn sogos_calendar_is_neither_changed_in_the_second_of_a_sync_nor_synchronised_in_that_of_an_answer() {
    let second = Duration::from_secs(1);
    for (family, since_sync, pauses) in [
        (Family::Sogo, Duration::ZERO, 2 * second),
        (Family::Sogo, second / 2, second * 3 / 2),
        (Family::Sogo, second, second),
        (Family::Exchange, Duration::ZERO, Duration::ZERO),
    ] {
        let world = World::with(SimConfig::new(family));
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        tokio::time::advance(since_sync).await;
        // What brings nothing leaves the calendar's key in the second it was of.
        world.engine.sync(&bob.id).await.unwrap();
        let begun = tokio::time::Instant::now();
        world.answer(&bob, &row.id, Answer::Accepted).await;
        let taken = begun.elapsed();
        let in_time = taken >= pauses && taken < pauses + Duration::from_millis(100);
        assert!(in_time, "{family:?}, {since_sync:?}: {taken:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn sogos_calendar_is_not_changed_in_the_second_of_a_sync_of_a_process_that_has_died() {
    let second = Duration::from_secs(1);
    // What that process did last is not known, so it counts from the start of the next one.
    for (since_start, pauses) in [(Duration::ZERO, 2 * second), (second, second)] {
        let world = World::with(SimConfig::new(Family::Sogo));
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        let world = world.restart();
        let receipt = entered(world.decide(&bob, &row.id, Answer::Accepted));
        tokio::time::advance(since_start).await;
        let begun = tokio::time::Instant::now();
        world.engine.deliver(&bob.id).await.unwrap();
        let taken = begun.elapsed();
        assert!(taken >= pauses && taken < pauses + Duration::from_millis(100), "{since_start:?}: {taken:?}");
        let receipt = world.engine.receipt(&receipt.id).unwrap();
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed);
    }
}

#[tokio::test(start_paused = true)]
async fn sogos_calendar_is_not_synchronised_in_the_second_of_an_answer_of_a_process_that_has_died() {
    let second = Duration::from_secs(1);
    for (family, later, pause) in [
        (Family::Sogo, TimeDelta::zero(), second),
        (Family::Sogo, TimeDelta::seconds(3), second),
        (Family::Sogo, TimeDelta::seconds(4), Duration::ZERO),
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

/// Alice invites Bob to ten Thursdays, and moves the second of them by an hour.
fn a_series_with_a_moved_date(world: &World) -> DateTime<Utc> {
    let first = monday() + TimeDelta::days(3);
    let ends = Ends::After(10);
    let weekly = Event {
        subject: "Stand-up".into(),
        recurrence: Some(Recurrence::weekly(chrono::Weekday::Thu, ends)),
        start: first,
        end: first + TimeDelta::hours(1),
        ..quarterly_planning()
    };
    let uid = world.invite(weekly);
    let second = first + TimeDelta::days(7);
    world
        .sim
        .update_occurrence(ALICE, &uid, second, |date| {
            date.when = Some((second + TimeDelta::hours(1), second + TimeDelta::hours(2)));
        })
        .unwrap();
    world.pass(TimeDelta::seconds(5));
    second
}

fn rfc3339(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn of_one_date(world: &World, bob: &SignedIn) -> InvitationRow {
    let rows = world.engine.invitations(&bob.id).unwrap();
    rows.into_iter().find(|row| row.recurrence_id.is_some()).unwrap()
}

fn refused_for_one_date(world: &World, decision: &Decision) {
    let before = world.asked(Command::MeetingResponse);
    let refused = world.engine.decide(decision);
    let reason = NotAnswerable::OneOccurrence;
    assert!(
        matches!(&refused, Err(EngineError::NotAnswerable { reason: why, .. }) if *why == reason),
        "{refused:?}"
    );
    let words = refused.unwrap_err().failure().message;
    assert!(words.contains("whole series") && words.contains("web interface"), "the way out: {words}");
    assert_eq!(world.asked(Command::MeetingResponse), before, "nothing was asked");
}

#[tokio::test]
async fn a_comment_is_told_where_a_server_that_mails_by_itself_passes_it_on_and_only_then_promised() {
    for (answer, reaches) in [(Answer::Tentative, true), (Answer::Accepted, false)] {
        let world = World::with(SimConfig::new(Family::Grommunio).versions([ProtocolVersion::V16_1]));
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        let words = "I come by train.";
        let commented = Decision { comment: words.into(), ..decision(&bob.id, &row.id, answer) };
        let receipt = entered(world.engine.decide(&commented));
        world.engine.deliver(&bob.id).await.unwrap();
        let [reply] = &world.replies()[..] else { panic!("{:#?}", world.replies()) };
        let Some(Method::Reply { comment, .. }) = reply.mail.meeting.as_ref().map(|one| &one.method) else {
            panic!("{reply:#?}")
        };
        assert_eq!(comment.as_deref(), reaches.then_some(words), "{answer:?}");
        assert_eq!(world.engine.receipt(&receipt.id).unwrap().comment_reaches, reaches, "{answer:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn one_date_is_answered_by_its_mail_and_refused_from_the_calendar_where_its_id_is_ignored() {
    for family in [Family::ZPush, Family::Grommunio] {
        let world = World::with(SimConfig::new(family));
        a_series_with_a_moved_date(&world);
        let bob = world.sign_in(BOB).await;
        let row = of_one_date(&world, &bob);
        // The series' item stands for it in the calendar; answered there, all ten dates would be.
        let from_calendar =
            Decision { from: Some(AnswerFrom::Calendar), ..decision(&bob.id, &row.id, Answer::Accepted) };
        refused_for_one_date(&world, &from_calendar);

        let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
        assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{family:?}");
        let replies = world.replies();
        assert_eq!(replies.len(), 1, "{family:?}");
        assert!(replies[0].event().unwrap().recurrence_id.is_some(), "{family:?}: that date only");
        let rows = world.engine.invitations(&bob.id).unwrap();
        let series = rows.iter().find(|row| row.recurrence_id.is_none()).unwrap();
        assert_eq!(series.answer, None, "{family:?}: the series is as it was");

        // Its mail is gone with the answer, so a changed mind has no way to say so.
        let card = world.engine.open_card(&bob.id, &row.id).unwrap();
        assert!(!card.bar.possible, "{family:?}: said before the click");
        assert_eq!(card.bar.impossible, Some(NotAnswerable::OneOccurrence), "{family:?}");
        assert_eq!(card.bar.newest.as_ref(), Some(&series.id), "{family:?}: the series instead");
        refused_for_one_date(&world, &decision(&bob.id, &row.id, Answer::Declined));
    }
}

#[tokio::test]
async fn one_date_is_answered_from_the_calendar_where_its_id_counts() {
    for version in [ProtocolVersion::V14_1, ProtocolVersion::V16_1] {
        let world = World::exchange(version);
        a_series_with_a_moved_date(&world);
        let bob = world.sign_in(BOB).await;
        let row = of_one_date(&world, &bob);
        let from_calendar =
            Decision { from: Some(AnswerFrom::Calendar), ..decision(&bob.id, &row.id, Answer::Accepted) };
        entered(world.engine.decide(&from_calendar));
        world.engine.deliver(&bob.id).await.unwrap();
        assert_eq!(world.replies().len(), 1, "{version}");
        assert!(world.replies()[0].event().unwrap().recurrence_id.is_some(), "{version}");
    }
}

#[tokio::test(start_paused = true)]
async fn sogos_mail_about_one_date_is_not_answered_because_it_would_answer_the_series() {
    let world = World::with(SimConfig::new(Family::Sogo));
    a_series_with_a_moved_date(&world);
    // SOGo's mails name no date. What is inside of this one does not come, so it looks like a newer version of the series.
    world.sim.fail(On::command(Command::ItemOperations), Fault::ServerError);
    world.sim.fail(On::command(Command::ItemOperations), Fault::ServerError);
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Stand-up");
    assert_eq!(row.recurrence_id, None);
    let card = world.engine.open_card(&bob.id, &row.id).unwrap();
    assert_eq!(card.bar.impossible, Some(NotAnswerable::OneOccurrence));
    refused_for_one_date(&world, &decision(&bob.id, &row.id, Answer::Declined));

    // With the next Sync it comes, and is never asked for again.
    world.engine.sync(&bob.id).await.unwrap();
    let row = of_one_date(&world, &bob);
    assert_eq!(
        world.engine.card(&bob.id, &row.id).unwrap().bar.impossible,
        Some(NotAnswerable::OneOccurrence)
    );
    refused_for_one_date(&world, &decision(&bob.id, &row.id, Answer::Declined));
    let asked = world.asked(Command::ItemOperations);
    world.engine.sync(&bob.id).await.unwrap();
    assert_eq!(world.asked(Command::ItemOperations), asked);
}

#[tokio::test(start_paused = true)]
async fn sogos_series_is_answered_by_its_own_invitation() {
    let world = World::with(SimConfig::new(Family::Sogo));
    let first = monday() + TimeDelta::days(3);
    world.invite(Event {
        recurrence: Some(Recurrence::weekly(chrono::Weekday::Thu, Ends::After(10))),
        start: first,
        end: first + TimeDelta::hours(1),
        ..quarterly_planning()
    });
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let receipt = world.answer(&bob, &row.id, Answer::Accepted).await;
    assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{receipt:#?}");
}

/// Up to 14.1 the calendar item of such a date does not say that it is one.
#[tokio::test]
async fn the_date_that_is_left_of_a_declined_series_is_not_taken_for_the_series() {
    for family in [Family::Exchange, Family::Grommunio] {
        let world = World::with(SimConfig::new(family).versions([ProtocolVersion::V14_1]));
        let first = monday() + TimeDelta::days(3);
        let uid = world.invite(Event {
            recurrence: Some(Recurrence::weekly(chrono::Weekday::Thu, Ends::After(10))),
            start: first,
            end: first + TimeDelta::hours(1),
            ..quarterly_planning()
        });
        let bob = world.sign_in(BOB).await;
        let series = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &series.id, Answer::Declined).await;
        let second = first + TimeDelta::days(7);
        world
            .sim
            .update_occurrence(ALICE, &uid, second, |date| {
                date.when = Some((second + TimeDelta::hours(1), second + TimeDelta::hours(2)));
            })
            .unwrap();
        world.pass(TimeDelta::seconds(5));
        world.engine.sync(&bob.id).await.unwrap();
        assert!(world.mailbox(BOB).meeting(&uid).unwrap().event.recurrence_id.is_some(), "{family:?}");

        let rows = world.engine.invitations(&bob.id).unwrap();
        let of_series = rows.iter().find(|row| row.id == series.id).unwrap();
        assert_eq!(of_series.state, InvitationState::Answered, "{family:?}: {rows:#?}");
        let date = of_one_date(&world, &bob);
        assert_eq!(
            (date.state, date.recurrence_id.as_deref()),
            (InvitationState::Open, Some(&*rfc3339(second)))
        );
        world.sim.clear_inbox(BOB).unwrap();
        world.engine.sync(&bob.id).await.unwrap();
        let receipt = world.answer(&bob, &date.id, Answer::Accepted).await;
        assert_eq!(receipt.lamps.calendar.state, CalendarLampState::Confirmed, "{family:?}: {receipt:#?}");
        let reply = world.replies().pop().unwrap();
        assert_eq!(reply.event().unwrap().recurrence_id, Some(second), "{family:?}");
    }
}

#[tokio::test]
async fn a_queued_answer_to_one_date_is_refused_where_the_person_says_that_its_id_is_ignored() {
    let world = World::exchange(ProtocolVersion::V14_1);
    a_series_with_a_moved_date(&world);
    let bob = world.sign_in(BOB).await;
    let row = of_one_date(&world, &bob);
    let from_calendar =
        Decision { from: Some(AnswerFrom::Calendar), ..decision(&bob.id, &row.id, Answer::Accepted) };
    let receipt = entered(world.engine.decide(&from_calendar));
    world.engine.set_family(&bob.id, Some(view::Family::Zpush)).unwrap();
    world.engine.deliver(&bob.id).await.unwrap();
    let receipt = world.engine.receipt(&receipt.id).unwrap();
    assert_eq!(receipt.trouble.unwrap().code, TroubleCode::OneOccurrence);
    assert!(receipt.lamps.calendar.at.is_some(), "when it was refused");
    assert_eq!(world.asked(Command::MeetingResponse), 0);
}

#[tokio::test]
async fn the_family_that_was_chosen_counts_and_survives_a_new_negotiation_and_a_restart() {
    let world = World::exchange(ProtocolVersion::V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let account = world.engine.set_family(&bob.id, Some(view::Family::Grommunio)).unwrap();
    assert_eq!((account.family, account.recognised), (view::Family::Grommunio, view::Family::Exchange));
    assert_eq!(account.abilities.comment, CommentReach::Never);
    // 505: the server does not take this version, so Quorum asks it anew what it is.
    world.sim.fail(On::command(Command::Sync), Fault::Http(505));
    world.engine.sync(&bob.id).await.unwrap();
    let world = world.restart();
    let account = world.engine.accounts().unwrap().remove(0);
    assert_eq!(account.family_forced, Some(view::Family::Grommunio));
    let row = world.row(&bob, "Quarterly Planning");
    let card = world.engine.open_card(&bob.id, &row.id).unwrap();
    assert_eq!((card.bar.tell, card.bar.comment), (TellChoice::Always, CommentReach::Never));

    let account = world.engine.set_family(&bob.id, None).unwrap();
    assert_eq!((account.family, account.family_forced), (view::Family::Exchange, None));
}

#[tokio::test]
async fn what_a_client_believes_of_families_is_what_the_simulator_does() {
    for family in Family::ALL {
        let does = family.behaviour();
        let world = World::with(SimConfig::new(family));
        let bob = world.sign_in(BOB).await;
        let can = world.engine.accounts().unwrap().remove(0).abilities;
        assert_eq!(bob.id, world.engine.accounts().unwrap().remove(0).id);
        assert_eq!(can.one_occurrence, does.instances, "{family:?}");
        assert_eq!(can.placeholder, does.placeholder, "{family:?}");
        assert_eq!(can.batch, !does.last_request_only, "{family:?}");
        assert_eq!(can.keeps_declined, !does.declined_leaves, "{family:?}");
        assert_eq!(can.comment == CommentReach::WhenTentative, does.words_only_with_tentative, "{family:?}");
        assert_eq!(can.silence, does.mails != exchange_sim::WhoMails::ServerAlways, "{family:?}");
    }
}

/// Dana invites from outside, and moves it by a mail that the server does not carry into the calendar.
#[tokio::test]
async fn the_card_says_before_whether_an_answer_moves_the_entry() {
    for family in Family::ALL {
        let world = World::with(SimConfig::new(family));
        world.sim.deliver(from_outside("REQUEST", "20261123T080000Z", "20261202T090000Z", "").as_bytes());
        let bob = world.sign_in(BOB).await;
        let meeting = world.engine.invitations(&bob.id).unwrap().remove(0).id;
        world.answer(&bob, &meeting, Answer::Accepted).await;
        world.pass(TimeDelta::minutes(5));
        world.engine.sync(&bob.id).await.unwrap();
        world.sim.automatic_processing(BOB, false).unwrap();
        let later = from_outside("REQUEST", "20261123T090500Z", "20261203T090000Z", "SEQUENCE:1\r\n");
        world.sim.deliver(later.as_bytes());
        world.engine.sync(&bob.id).await.unwrap();
        let bar = || world.engine.card(&bob.id, &meeting).unwrap().bar;
        let (old, moves) = (Some("2026-12-02T09:00:00Z".to_owned()), bar().brings_time);
        assert_eq!(bar().in_calendar_at, old, "{family:?}");

        world.answer(&bob, &meeting, Answer::Tentative).await;
        let meanwhile = bar();
        if meanwhile.in_calendar_at.is_some() {
            assert_eq!(meanwhile.brings_time, moves, "{family:?}: it is on its way");
        }
        world.pass(TimeDelta::minutes(5));
        world.engine.sync(&bob.id).await.unwrap();
        assert_eq!(bar().in_calendar_at, if moves { None } else { old }, "{family:?}");
    }
}
