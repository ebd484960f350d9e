//! What was changed in the calendar, and no mail tells.

use chrono::{TimeDelta, Weekday};
use eas::ProtocolVersion::{self, V14_1, V16_1};
use engine::view::{Answer, ChangeField, HistoryEntry, HistoryKind, InvitationCard, OccurrenceState};
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Attendee, Event};

use crate::world::{ALICE, BOB, CAROL, SignedIn, World, fields, was_and_is};

const BOTH: [ProtocolVersion; 2] = [V14_1, V16_1];

fn card(world: &World, bob: &SignedIn, id: &str) -> InvitationCard {
    world.engine.card(&bob.id, id).unwrap()
}

/// An hour later, Alice changes the meeting; its mail is gone before Bob's Quorum looks.
async fn changed(world: &World, bob: &SignedIn, uid: &str, change: impl FnOnce(&mut Event)) {
    world.pass(TimeDelta::hours(1));
    world.sim.update(ALICE, uid, change).unwrap();
    unmailed(world, bob).await;
}

async fn unmailed(world: &World, bob: &SignedIn) {
    world.sim.clear_inbox(BOB).unwrap();
    world.pass(TimeDelta::minutes(1));
    world.engine.sync(&bob.id).await.unwrap();
}

/// Kinds, and whether only the calendar tells.
fn told(history: &[HistoryEntry]) -> Vec<(HistoryKind, bool)> {
    history.iter().map(|step| (step.kind, step.unmailed)).collect()
}

#[tokio::test]
async fn everything_that_changes_is_told_before_it_is_answered() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.engine.open_card(&bob.id, &row.id).unwrap();
        changed(&world, &bob, &uid, |event| {
            event.start += TimeDelta::days(1);
            event.end += TimeDelta::days(1);
            event.location = "Baker".into();
            event.subject = "Yearly Planning".into();
            event.body = "Please bring your numbers.".into();
            event.attendees.push(Attendee::required("Dan Okafor", "dan@contoso.com"));
            event.attendees.retain(|who| who.person.email != CAROL);
        })
        .await;

        let card = card(&world, &bob, &row.id);
        let steps = [(HistoryKind::Updated, true), (HistoryKind::Invited, false)];
        assert_eq!(told(&card.history), steps, "{version}");
        let step = &card.history[0];
        assert_eq!(step.at.as_deref(), Some("2026-11-23T10:00:05Z"), "{version}: when it was written");
        assert_eq!(step.who, None, "{version}: nobody says who it was");
        use ChangeField::{People, Text, Title, When, Where};
        assert_eq!(fields(&step.changes), [When, Where, Title, People, Text], "{version}");
        let moved =
            ("2026-11-24T17:00:00Z/2026-11-24T18:00:00Z", "2026-11-25T17:00:00Z/2026-11-25T18:00:00Z");
        assert_eq!(was_and_is(&step.changes, When), moved, "{version}");
        assert_eq!(was_and_is(&step.changes, Where), ("Rainier", "Baker"), "{version}");
        assert_eq!(was_and_is(&step.changes, Title), ("Quarterly Planning", "Yearly Planning"), "{version}");
        assert_eq!(was_and_is(&step.changes, People), (CAROL, "dan@contoso.com"), "{version}");
        let text = ("Please bring your priorities.", "Please bring your numbers.");
        assert_eq!(was_and_is(&step.changes, Text), text, "{version}");

        assert_eq!(card.changes, step.changes, "{version}: all of it is news");
        let row = &card.row;
        assert!(row.updated && row.unseen, "{version}: the list says so, too");
        assert_eq!(row.changed_at, step.at, "{version}");
        assert_eq!(
            (row.start.as_str(), row.location.as_str()),
            ("2026-11-25T17:00:00Z", "Baker"),
            "{version}"
        );
        world.engine.open_card(&bob.id, &row.id).unwrap();
        let row = world.row(&bob, "Yearly Planning");
        assert!(!row.unseen && row.updated, "{version}: seen now");
    }
}

#[tokio::test]
async fn what_changes_after_an_answer_is_told_with_its_title_and_text() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Accepted).await;
        world.engine.sync(&bob.id).await.unwrap();
        changed(&world, &bob, &uid, |event| {
            event.subject = "Yearly Planning".into();
            event.body = "Please bring your numbers.".into();
        })
        .await;
        let card = card(&world, &bob, &row.id);
        let steps =
            [(HistoryKind::Updated, true), (HistoryKind::Accepted, false), (HistoryKind::Invited, false)];
        assert_eq!(told(&card.history), steps, "{version}");
        assert_eq!(fields(&card.changes), [ChangeField::Title, ChangeField::Text], "{version}");
    }
}

#[tokio::test]
async fn a_mail_that_comes_later_explains_what_the_calendar_told() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        changed(&world, &bob, &uid, |event| event.location = "Baker".into()).await;
        assert_eq!(told(&card(&world, &bob, &row.id).history)[0], (HistoryKind::Updated, true), "{version}");

        world.pass(TimeDelta::hours(1));
        world.sim.update(ALICE, &uid, |_| {}).unwrap();
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();
        let card = card(&world, &bob, &row.id);
        let steps = [(HistoryKind::Updated, false), (HistoryKind::Invited, false)];
        assert_eq!(told(&card.history), steps, "{version}: once, and by the mail");
        assert_eq!(
            was_and_is(&card.history[0].changes, ChangeField::Where),
            ("Rainier", "Baker"),
            "{version}"
        );
        assert_eq!(card.row.changed_at, None, "{version}");
    }
}

#[tokio::test]
async fn a_mail_of_the_old_place_does_not_explain_that_it_is_the_place_again() {
    let world = World::exchange(V16_1);
    let uid = world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    world.engine.open_card(&bob.id, &row.id).unwrap();
    changed(&world, &bob, &uid, |event| event.location = "Baker".into()).await;
    changed(&world, &bob, &uid, |event| event.location = "Rainier".into()).await;
    let card = card(&world, &bob, &row.id);
    let places = card.history.iter().flat_map(|step| &step.changes).map(|change| change.now.as_str());
    assert_eq!(places.collect::<Vec<_>>(), ["Rainier", "Baker"]);
    assert_eq!(card.changes, [], "it is as it was seen");
}

#[tokio::test]
async fn answers_and_what_the_server_notes_of_them_are_no_changes() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Tentative).await;
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();
        world.sim.answer(CAROL, &uid, exchange_sim::Answer::Accepted, None).unwrap();
        world.sim.answer(BOB, &uid, exchange_sim::Answer::Accepted, None).unwrap();
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();
        let card = card(&world, &bob, &row.id);
        assert!(card.history.iter().all(|step| !step.unmailed), "{version}: {:?}", card.history);
        assert!(!card.row.updated, "{version}");
    }
}

#[tokio::test]
async fn a_first_sync_and_a_resync_tell_of_no_change() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.sim.forget_devices();
        world.sim.rename_everything(BOB).unwrap();
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();
        assert_eq!(told(&card(&world, &bob, &row.id).history), [(HistoryKind::Invited, false)], "{version}");

        world.sim.forget_devices();
        changed(&world, &bob, &uid, |event| event.location = "Baker".into()).await;
        let after = card(&world, &bob, &row.id);
        assert_eq!(after.row.location, "Baker", "{version}");
        assert_eq!(told(&after.history), [(HistoryKind::Invited, false)], "{version}: nobody saw it change");

        changed(&world, &bob, &uid, |event| event.location = "Everest".into()).await;
        let after = card(&world, &bob, &row.id);
        assert_eq!(
            was_and_is(&after.history[0].changes, ChangeField::Where),
            ("Baker", "Everest"),
            "{version}"
        );
    }
}

#[tokio::test]
async fn a_meeting_that_only_the_calendar_calls_off_was_called_off() {
    for version in BOTH {
        let world = World::exchange(version);
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        world.answer(&bob, &row.id, Answer::Accepted).await;
        world.engine.sync(&bob.id).await.unwrap();
        world.pass(TimeDelta::hours(1));
        world.sim.cancel(ALICE, &uid).unwrap();
        unmailed(&world, &bob).await;
        let card = card(&world, &bob, &row.id);
        assert_eq!(told(&card.history)[0], (HistoryKind::Cancelled, true), "{version}");
        assert_eq!(card.history[0].changes, [], "{version}: its title is no news");
    }
}

/// Planning at Rainier, every Tuesday from 24 November on.
async fn series(world: &World) -> (SignedIn, String, chrono::DateTime<chrono::Utc>) {
    let planning = Event {
        recurrence: Some(Recurrence::weekly(Weekday::Tue, Ends::Never)),
        ..crate::world::quarterly_planning()
    };
    let second = planning.start + TimeDelta::days(7);
    let uid = world.invite(planning);
    (world.sign_in(BOB).await, uid, second)
}

#[tokio::test]
async fn one_date_of_a_series_that_changes_is_told_by_its_series() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, uid, second) = series(&world).await;
        let row = world.engine.invitations(&bob.id).unwrap().remove(0);
        world.engine.open_card(&bob.id, &row.id).unwrap();
        world.pass(TimeDelta::hours(1));
        let later = second + TimeDelta::hours(20);
        let change_of = |exception: &mut exchange_sim::model::event::Exception| {
            exception.when = Some((later, later + TimeDelta::hours(1)));
            exception.location = Some("Baker".into());
        };
        world.sim.update_occurrence(ALICE, &uid, second, change_of).unwrap();
        unmailed(&world, &bob).await;

        let card = card(&world, &bob, &row.id);
        let step = &card.history[0];
        assert_eq!((step.kind, step.unmailed, step.news), (HistoryKind::Updated, true, true), "{version}");
        assert_eq!(step.date.as_deref(), Some("2026-12-01T17:00:00Z"), "{version}");
        assert_eq!(fields(&step.changes), [ChangeField::When, ChangeField::Where], "{version}");
        let moved =
            ("2026-12-01T17:00:00Z/2026-12-01T18:00:00Z", "2026-12-02T13:00:00Z/2026-12-02T14:00:00Z");
        assert_eq!(was_and_is(&step.changes, ChangeField::When), moved, "{version}");
        assert_eq!(card.changes, [], "{version}: the series is what it was");
        assert!(card.row.updated && card.row.unseen, "{version}");
        assert_eq!(card.row.start, "2026-11-24T17:00:00Z", "{version}");

        world.pass(TimeDelta::minutes(1));
        world.engine.open_card(&bob.id, &row.id).unwrap();
        world.answer(&bob, &row.id, Answer::Accepted).await;
        assert!(self::card(&world, &bob, &row.id).history[1].news, "{version}: what was seen last stays");
    }
}

#[tokio::test]
async fn a_series_at_another_time_says_so_once_and_not_of_its_dates() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, uid, second) = series(&world).await;
        let row = world.engine.invitations(&bob.id).unwrap().remove(0);
        let elsewhere = |exception: &mut exchange_sim::model::event::Exception| {
            exception.location = Some("Baker".into());
        };
        world.sim.update_occurrence(ALICE, &uid, second, elsewhere).unwrap();
        unmailed(&world, &bob).await;
        changed(&world, &bob, &uid, |event| {
            event.start += TimeDelta::hours(1);
            event.end += TimeDelta::hours(1);
        })
        .await;
        let card = card(&world, &bob, &row.id);
        assert_eq!(card.history[0].date, None, "{version}");
        assert_eq!(fields(&card.history[0].changes), [ChangeField::When], "{version}");
        assert_eq!(card.history.iter().filter(|step| step.date.is_some()).count(), 1, "{version}");
        assert_eq!(fields(&card.changes), [ChangeField::When], "{version}");
    }
}

#[tokio::test]
async fn a_date_that_is_gone_is_not_told_where_declining_it_would_take_it_out() {
    for version in BOTH {
        let world = World::exchange(version);
        let (bob, uid, second) = series(&world).await;
        let row = world.engine.invitations(&bob.id).unwrap().remove(0);
        world.pass(TimeDelta::hours(1));
        world.sim.cancel_occurrence(ALICE, &uid, second).unwrap();
        unmailed(&world, &bob).await;
        let card = card(&world, &bob, &row.id);
        assert_eq!(card.upcoming[1].state, OccurrenceState::Removed, "{version}");
        assert_eq!(
            told(&card.history),
            [(HistoryKind::Invited, false)],
            "{version}: nobody knows who did it"
        );
    }
}
