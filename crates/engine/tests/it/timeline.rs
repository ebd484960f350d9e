//! What the card tells of a meeting's past.

use chrono::{TimeDelta, Weekday};
use eas::ProtocolVersion::{self, V14_1, V16_1};
use engine::view::{Answer, ChangeField, HistoryKind, InvitationCard, InvitationState, OwnState};
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Attendee, Event};

use crate::world::{ALICE, BOB, SignedIn, World, fields, was_and_is};

const BOTH: [ProtocolVersion; 2] = [V14_1, V16_1];

fn card(world: &World, bob: &SignedIn, id: &str) -> InvitationCard {
    world.engine.card(&bob.id, id).unwrap()
}

/// An hour later, Alice changes the meeting, and Bob's Quorum hears of it.
async fn changed(world: &World, bob: &SignedIn, uid: &str, change: impl FnOnce(&mut Event)) {
    world.pass(TimeDelta::hours(1));
    world.sim.update(ALICE, uid, change).unwrap();
    world.pass(TimeDelta::minutes(1));
    world.engine.sync(&bob.id).await.unwrap();
}

#[tokio::test]
async fn each_step_says_what_it_changed() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Accepted).await;
        changed(&world, &bob, &uid, |event| {
            event.start += TimeDelta::days(1);
            event.end += TimeDelta::days(1);
        })
        .await;
        changed(&world, &bob, &uid, |event| {
            event.location = "Baker".into();
            event.body = "Please bring your numbers.".into();
            event.attendees.push(Attendee::required("Dan Okafor", "dan@contoso.com"));
            event.attendees.retain(|who| who.person.email != "carol@contoso.com");
        })
        .await;
        world.pass(TimeDelta::hours(1));
        world.sim.cancel(ALICE, &uid).unwrap();
        world.engine.sync(&bob.id).await.unwrap();

        let history = card(&world, &bob, &row.id).history;
        let told: Vec<_> = history.iter().map(|entry| (entry.kind, fields(&entry.changes))).collect();
        let details = vec![ChangeField::Where, ChangeField::People, ChangeField::Text];
        assert_eq!(
            told,
            [
                (HistoryKind::Cancelled, vec![]),
                (HistoryKind::Updated, details),
                (HistoryKind::Updated, vec![ChangeField::When]),
                (HistoryKind::Accepted, vec![]),
                (HistoryKind::Invited, vec![]),
            ],
            "{version}"
        );
        assert_eq!(was_and_is(&history[1].changes, ChangeField::Where), ("Rainier", "Baker"));
        assert_eq!(
            was_and_is(&history[1].changes, ChangeField::People),
            ("carol@contoso.com", "dan@contoso.com"),
            "{version}"
        );
        assert_eq!(
            was_and_is(&history[2].changes, ChangeField::When),
            ("2026-11-24T17:00:00Z/2026-11-24T18:00:00Z", "2026-11-25T17:00:00Z/2026-11-25T18:00:00Z")
        );
    }
}

#[tokio::test]
async fn what_changed_is_told_from_the_version_that_was_seen() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        assert_eq!(card(&world, &bob, &row.id).changes, [], "{version}");
        world.engine.open_card(&bob.id, &row.id).unwrap();
        changed(&world, &bob, &uid, |event| event.location = "Baker".into()).await;
        changed(&world, &bob, &uid, |event| event.subject = "Yearly Planning".into()).await;

        let changes = world.engine.open_card(&bob.id, &row.id).unwrap().changes;
        assert_eq!(fields(&changes), [ChangeField::Where, ChangeField::Title], "{version}: both are news");
        assert_eq!(was_and_is(&changes, ChangeField::Title), ("Quarterly Planning", "Yearly Planning"));
        assert_eq!(card(&world, &bob, &row.id).changes, changes, "{version}: also while it stays open");

        changed(&world, &bob, &uid, |event| event.end += TimeDelta::minutes(30)).await;
        let changes = world.engine.open_card(&bob.id, &row.id).unwrap().changes;
        assert_eq!(fields(&changes), [ChangeField::When], "{version}: what was seen is no news");
    }
}

#[tokio::test]
async fn a_place_that_changes_and_changes_back_is_told_as_often() {
    let world = World::exchange(V16_1);
    let uid = world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.engine.open_card(&bob.id, &row.id).unwrap();
    changed(&world, &bob, &uid, |event| event.location = "Baker".into()).await;
    changed(&world, &bob, &uid, |event| event.location = "Rainier".into()).await;
    let card = card(&world, &bob, &row.id);
    assert_eq!(card.changes, [], "it is as it was seen");
    let places = card.history.iter().flat_map(|entry| &entry.changes).map(|change| change.now.as_str());
    assert_eq!(places.collect::<Vec<_>>(), ["Rainier", "Baker"]);
}

#[tokio::test]
async fn a_move_that_only_the_calendar_tells_is_told_as_well() {
    let world = World::exchange(V14_1);
    let uid = world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.answer(&bob, &row.id, Answer::Accepted).await;
    world.pass(TimeDelta::hours(1));
    world.sim.update(ALICE, &uid, |event| event.end += TimeDelta::hours(1)).unwrap();
    world.sim.clear_inbox(BOB).unwrap();
    world.pass(TimeDelta::minutes(1));
    world.engine.sync(&bob.id).await.unwrap();
    let card = card(&world, &bob, &row.id);
    let longer = ("2026-11-24T17:00:00Z/2026-11-24T18:00:00Z", "2026-11-24T17:00:00Z/2026-11-24T19:00:00Z");
    assert_eq!(was_and_is(&card.changes, ChangeField::When), longer);
    let kinds: Vec<_> = card.history.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [HistoryKind::Updated, HistoryKind::Accepted, HistoryKind::Invited]);
    assert_eq!(was_and_is(&card.history[0].changes, ChangeField::When), longer);
    let unmailed: Vec<_> = card.history.iter().map(|entry| entry.unmailed).collect();
    assert_eq!(unmailed, [true, false, false]);
}

/// Planning at Rainier, every Tuesday from 24 November on; its second date is asked for.
async fn series(world: &World) -> (SignedIn, String, chrono::DateTime<chrono::Utc>) {
    let planning = Event {
        recurrence: Some(Recurrence::weekly(Weekday::Tue, Ends::Never)),
        ..crate::world::quarterly_planning()
    };
    let second = planning.start + TimeDelta::days(7);
    let uid = world.invite(planning);
    let bob = world.sign_in(BOB).await;
    (bob, uid, second)
}

fn date(world: &World, bob: &SignedIn) -> InvitationCard {
    let mut rows = world.engine.invitations(&bob.id).unwrap().into_iter();
    card(world, bob, &rows.find(|row| row.recurrence_id.is_some()).unwrap().id)
}

#[tokio::test]
async fn a_series_tells_what_mails_said_of_its_dates() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, uid, second) = series(&world).await;
        let row = world.engine.invitations(&bob.id).unwrap().remove(0);
        let later = second + TimeDelta::hours(20);
        let change = |date: &mut exchange_sim::model::event::Exception| {
            date.when = Some((later, later + TimeDelta::hours(1)));
        };
        world.pass(TimeDelta::hours(1));
        world.sim.update_occurrence(ALICE, &uid, second, change).unwrap();
        world.pass(TimeDelta::hours(1));
        world.sim.cancel_occurrence(ALICE, &uid, second + TimeDelta::weeks(1)).unwrap();
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();

        let series = card(&world, &bob, &row.id);
        let told: Vec<_> =
            series.history.iter().map(|step| (step.kind, step.date.as_deref(), step.unmailed)).collect();
        let steps = [
            (HistoryKind::Cancelled, Some("2026-12-08T17:00:00Z"), false),
            (HistoryKind::Updated, Some("2026-12-01T17:00:00Z"), false),
            (HistoryKind::Invited, None, false),
        ];
        assert_eq!(told, steps, "{version}");
        assert_eq!(fields(&series.history[1].changes), [ChangeField::When], "{version}");
        assert_eq!(series.row.state, InvitationState::Open, "{version}: it is none of the series itself");
        assert_eq!(date(&world, &bob).history.len(), 2, "{version}: a date tells of no other");
    }
}

#[tokio::test]
async fn a_changed_date_says_what_its_series_has_instead() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, uid, second) = series(&world).await;
        let row = world.engine.invitations(&bob.id).unwrap().remove(0);
        world.answer(&bob, &row.id, Answer::Accepted).await;
        world.pass(TimeDelta::hours(1));
        let change = |exception: &mut exchange_sim::model::event::Exception| {
            let to = second + TimeDelta::hours(20);
            exception.when = Some((to, to + TimeDelta::hours(1)));
            exception.location = Some("Baker".into());
        };
        world.sim.update_occurrence(ALICE, &uid, second, change).unwrap();
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();

        let date = date(&world, &bob);
        assert_eq!(fields(&date.differs), [ChangeField::When, ChangeField::Where], "{version}");
        let moved =
            ("2026-12-01T17:00:00Z/2026-12-01T18:00:00Z", "2026-12-02T13:00:00Z/2026-12-02T14:00:00Z");
        assert_eq!(was_and_is(&date.differs, ChangeField::When), moved, "{version}");
        assert_eq!(was_and_is(&date.differs, ChangeField::Where), ("Rainier", "Baker"), "{version}");
        assert!(date.series_known, "{version}");
        assert!(date.row.updated, "{version}: the list says that something has changed");
        assert_eq!(date.changes, [], "{version}: there is no earlier version of the date");
        let told: Vec<_> = date.history.iter().map(|step| (step.kind, step.whole_series)).collect();
        let steps =
            [(HistoryKind::Updated, false), (HistoryKind::Accepted, true), (HistoryKind::Invited, true)];
        assert_eq!(told, steps, "{version}");
        assert_eq!(date.history[0].changes, date.differs, "{version}");
        let whole = card(&world, &bob, &row.id);
        assert_eq!(whole.differs, [], "{version}: the series is what it is");
        assert!(whole.history.iter().all(|step| !step.whole_series), "{version}");
    }
}

#[tokio::test]
async fn an_answer_given_with_another_program_is_part_of_the_history() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.pass(TimeDelta::hours(1));
        world.sim.answer(BOB, &uid, exchange_sim::Answer::Tentative, None).unwrap();
        world.engine.sync(&bob.id).await.unwrap();
        let told = |card: &InvitationCard| -> Vec<_> {
            card.history.iter().map(|step| (step.kind, step.elsewhere)).collect()
        };
        let elsewhere = [(HistoryKind::Tentative, true), (HistoryKind::Invited, false)];
        assert_eq!(told(&card(&world, &bob, &row.id)), elsewhere, "{version}");

        world.pass(TimeDelta::hours(1));
        world.answer(&bob, &row.id, Answer::Accepted).await;
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();
        let here = [(HistoryKind::Accepted, false), (HistoryKind::Invited, false)];
        assert_eq!(told(&card(&world, &bob, &row.id)), here, "{version}: the calendar has mine now");
    }
}

#[tokio::test]
async fn a_changed_text_says_which_lines_are_gone_and_which_are_new() {
    let world = World::exchange(V16_1);
    let uid = world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    changed(&world, &bob, &uid, |event| event.body = "First line.\nSecond line.".into()).await;
    world.engine.open_card(&bob.id, &row.id).unwrap();
    changed(&world, &bob, &uid, |event| event.body = "First line.\nAnother line.".into()).await;
    let changes = card(&world, &bob, &row.id).changes;
    assert_eq!(was_and_is(&changes, ChangeField::Text), ("Second line.", "Another line."));

    world.engine.open_card(&bob.id, &row.id).unwrap();
    changed(&world, &bob, &uid, |event| event.body = format!("First line.\n{}", "long ".repeat(200))).await;
    let changes = card(&world, &bob, &row.id).changes;
    let (was, now) = was_and_is(&changes, ChangeField::Text);
    assert_eq!(was, "Another line.");
    assert!(now.ends_with('…') && now.chars().count() < 250, "only its beginning: {now}");
}

#[tokio::test]
async fn the_bar_tells_at_which_time_the_calendar_still_has_it() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, uid, second) = series(&world).await;
        let row = world.engine.invitations(&bob.id).unwrap().remove(0);
        world.answer(&bob, &row.id, Answer::Accepted).await;
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();
        world.sim.automatic_processing(BOB, false).unwrap();
        let later = second + TimeDelta::hours(20);
        let change = |date: &mut exchange_sim::model::event::Exception| {
            date.when = Some((later, later + TimeDelta::hours(1)));
        };
        world.sim.update_occurrence(ALICE, &uid, second, change).unwrap();
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();
        let there = |card: InvitationCard| (card.bar.in_calendar, card.bar.in_calendar_at);
        let old = Some("2026-12-01T17:00:00Z".to_owned());
        assert_eq!(there(date(&world, &bob)), (Some(OwnState::Accepted), old), "{version}");
        assert_eq!(there(card(&world, &bob, &row.id)), (Some(OwnState::Accepted), None), "{version}");

        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.automatic_processing(BOB, false).unwrap();
        world.pass(TimeDelta::minutes(1));
        let longer = |event: &mut Event| event.end += TimeDelta::hours(1);
        world.sim.update(ALICE, &uid, longer).unwrap();
        world.engine.sync(&bob.id).await.unwrap();
        assert_eq!(there(card(&world, &bob, &row.id)).1, None, "{version}: it begins as before");
        world.sim.update(ALICE, &uid, |event| event.start += TimeDelta::hours(1)).unwrap();
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();
        let at = Some("2026-11-24T17:00:00Z".to_owned());
        assert_eq!(there(card(&world, &bob, &row.id)).1, at, "{version}");
    }
}
