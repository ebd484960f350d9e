//! The calendar as the cache holds it.

use chrono::{TimeDelta, TimeZone as _, Utc};
use eas::ProtocolVersion::{V14_1, V16_1};
use engine::view::{Answer, CalendarEntry, InvitationState, OwnState};
use exchange_sim::Event;
use exchange_sim::model::event::{Busy, Exception};
use exchange_sim::model::recurrence::{Ends, Recurrence};

use crate::world::{ALICE, BOB, SignedIn, World, monday, quarterly_planning};

/// Two weeks of a person's calendar.
fn weeks(world: &World, who: &SignedIn) -> Vec<CalendarEntry> {
    world.engine.calendar(&who.id, monday(), monday() + TimeDelta::days(14)).unwrap()
}

/// The one entry with this title.
fn entry(world: &World, who: &SignedIn, subject: &str) -> CalendarEntry {
    let mut entries = weeks(world, who).into_iter().filter(|entry| entry.subject == subject);
    let entry = entries.next().unwrap_or_else(|| panic!("no entry {subject:?}"));
    assert_eq!(entries.next(), None, "{subject} is there once");
    entry
}

/// What is somewhere in the way during Quarterly Planning.
fn booked(subject: &str, busy: Busy) -> Event {
    let start = monday() + TimeDelta::hours(32);
    Event { busy, ..Event::new(subject, start, start + TimeDelta::minutes(30), chrono_tz::Europe::Berlin) }
}

#[tokio::test]
async fn a_day_shows_what_is_in_the_way_and_what_each_thing_is_to_me() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let start = monday() + TimeDelta::hours(32);
        let dentist = Event::new("Dentist", start, start + TimeDelta::minutes(30), chrono_tz::Europe::Berlin);
        world.sim.book(BOB, dentist).unwrap();
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        assert_eq!(row.overlaps, 1, "{version}: the dentist, not its own placeholder");
        let day = |world: &World| {
            world.engine.calendar(&bob.id, start - TimeDelta::hours(9), start + TimeDelta::hours(9))
        };
        let own: Vec<_> = day(&world).unwrap().into_iter().map(|entry| (entry.subject, entry.own)).collect();
        assert_eq!(
            own,
            [
                ("Dentist".to_owned(), OwnState::Appointment),
                ("Quarterly Planning".to_owned(), OwnState::Open)
            ]
        );
        world.answer(&bob, &row.id, Answer::Tentative).await;
        assert_eq!(day(&world).unwrap()[1].own, OwnState::Tentative, "{version}");
    }
}

#[tokio::test]
async fn the_organizers_clock_is_named_where_it_differs() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let card = world.engine.open_card(&bob.id, &row.id).unwrap();
    assert_eq!(card.organizer_zone.as_deref(), Some("America/Los_Angeles"));
    assert_eq!(card.body, "Please bring your priorities.");
    assert_eq!(card.row.start, "2026-11-24T17:00:00Z");
    assert_eq!(Utc.with_ymd_and_hms(2026, 11, 24, 17, 0, 0).unwrap(), monday() + TimeDelta::hours(32));
}

#[tokio::test]
async fn an_entry_stands_where_its_row_stands() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        world.sim.book(BOB, booked("Dentist", Busy::Busy)).unwrap();
        let uid = world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let alice = world.sign_in(ALICE).await;
        let stands = |must: InvitationState, updated: bool, why: &str| {
            let row = world.row(&bob, "Quarterly Planning");
            let entry = entry(&world, &bob, "Quarterly Planning");
            assert_eq!((row.state, row.updated), (must, updated), "{version}: {why}");
            assert_eq!((entry.state, entry.updated), (Some(must), updated), "{version}: {why}");
            (row.id, entry.own)
        };
        let (id, _) = stands(InvitationState::Open, false, "invited");
        world.answer(&bob, &id, Answer::Accepted).await;
        stands(InvitationState::Answered, false, "accepted");

        world.pass(TimeDelta::seconds(60));
        world.sim.update(ALICE, &uid, |event| event.location = "Olympus".into()).unwrap();
        let later = |event: &mut Event| {
            event.start += TimeDelta::hours(2);
            event.end += TimeDelta::hours(2);
        };
        world.sim.update(ALICE, &uid, later).unwrap();
        world.pass(TimeDelta::seconds(5));
        world.engine.sync(&bob.id).await.unwrap();
        let (_, own) = stands(InvitationState::Open, true, "moved");
        assert_eq!(own, OwnState::Open, "{version}: it is drawn as what it asks");

        assert_eq!(entry(&world, &bob, "Dentist").state, None, "{version}: nobody asks");
        assert_eq!(entry(&world, &alice, "Quarterly Planning").state, None, "{version}: she asks");
    }
}

#[tokio::test]
async fn of_an_accepted_series_the_date_that_was_moved_asks_by_itself() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let daily = Recurrence::weekly(chrono::Weekday::Tue, Ends::After(2));
        let planning = Event { recurrence: Some(daily), ..quarterly_planning() };
        let first = planning.start;
        let uid = world.invite(planning);
        let bob = world.sign_in(BOB).await;
        let series = world.row(&bob, "Quarterly Planning").id;
        world.answer(&bob, &series, Answer::Accepted).await;
        world.pass(TimeDelta::seconds(60));
        let to = first + TimeDelta::days(8);
        let later = |date: &mut Exception| date.when = Some((to, to + TimeDelta::hours(1)));
        world.sim.update_occurrence(ALICE, &uid, first + TimeDelta::days(7), later).unwrap();
        world.pass(TimeDelta::seconds(5));
        world.engine.sync(&bob.id).await.unwrap();
        let told = || -> Vec<_> {
            let dates = weeks(&world, &bob).into_iter();
            dates.map(|date| (date.own, date.state, date.updated)).collect()
        };
        let usual = (OwnState::Accepted, Some(InvitationState::Answered), false);
        assert_eq!(told(), [usual, (OwnState::Open, Some(InvitationState::Open), true)], "{version}");
        let rows = world.engine.invitations(&bob.id).unwrap();
        let date = rows.into_iter().find(|row| row.recurrence_id.is_some()).unwrap();
        assert!(date.state == InvitationState::Open && date.updated, "{version}: as in the list");
        world.answer(&bob, &date.id, Answer::Tentative).await;
        let answered = (OwnState::Tentative, Some(InvitationState::Answered), true);
        assert_eq!(told(), [usual, answered], "{version}");
    }
}

#[tokio::test]
async fn a_page_says_what_is_in_the_way_of_each_entry() {
    let world = World::exchange(V16_1);
    world.sim.book(BOB, booked("Dentist", Busy::Busy)).unwrap();
    world.sim.book(BOB, booked("Reading time", Busy::Free)).unwrap();
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let row = world.row(&bob, "Quarterly Planning");
    let in_the_way =
        || ["Dentist", "Reading time", "Quarterly Planning"].map(|title| entry(&world, &bob, title).overlaps);
    assert_eq!(in_the_way(), [Some(1), Some(0), Some(1)], "both of them, and not what is free");
    assert_eq!(row.overlaps, 1, "the list says the same");
    let card = world.engine.card(&bob.id, &row.id).unwrap();
    assert!(card.day.iter().all(|entry| entry.overlaps.is_none()), "beside a meeting nobody asks");
    world.answer(&bob, &row.id, Answer::Declined).await;
    assert_eq!(entry(&world, &bob, "Dentist").overlaps, Some(0), "what is declined is in nobody's way");
}

#[tokio::test]
async fn what_is_over_collides_with_nothing() {
    let world = World::exchange(V16_1);
    world.sim.book(BOB, booked("Dentist", Busy::Busy)).unwrap();
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    world.pass(TimeDelta::minutes(32 * 60 + 45));
    assert_eq!(entry(&world, &bob, "Dentist").overlaps, Some(0), "it is over");
    assert_eq!(entry(&world, &bob, "Quarterly Planning").overlaps, Some(1), "this one goes on");
}
