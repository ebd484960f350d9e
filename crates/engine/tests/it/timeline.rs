//! What the card tells of a meeting's past.

use chrono::TimeDelta;
use eas::ProtocolVersion::{self, V14_1, V16_1};
use engine::view::{Answer, Change, ChangeField, HistoryKind, InvitationCard};
use exchange_sim::{Attendee, Event};

use crate::world::{ALICE, BOB, SignedIn, World};

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

fn fields(changes: &[Change]) -> Vec<ChangeField> {
    changes.iter().map(|change| change.field).collect()
}

fn change(changes: &[Change], field: ChangeField) -> (&str, &str) {
    let change = changes.iter().find(|change| change.field == field).unwrap();
    (&change.was, &change.now)
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
        assert_eq!(change(&history[1].changes, ChangeField::Where), ("Rainier", "Baker"));
        assert_eq!(
            change(&history[1].changes, ChangeField::People),
            ("carol@contoso.com", "dan@contoso.com"),
            "{version}"
        );
        assert_eq!(
            change(&history[2].changes, ChangeField::When),
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
        assert_eq!(change(&changes, ChangeField::Title), ("Quarterly Planning", "Yearly Planning"));
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
    assert_eq!(change(&card.changes, ChangeField::When), longer);
    let kinds: Vec<_> = card.history.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds, [HistoryKind::Updated, HistoryKind::Accepted, HistoryKind::Invited]);
    assert_eq!(change(&card.history[0].changes, ChangeField::When), longer);
}
