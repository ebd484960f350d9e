//! The calendar as the cache holds it.

use chrono::{TimeDelta, TimeZone as _, Utc};
use eas::ProtocolVersion::{V14_1, V16_1};
use engine::view::{Answer, OwnState};
use exchange_sim::Event;

use crate::world::{BOB, World, monday};

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
