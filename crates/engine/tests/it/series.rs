//! What the card of a series says of its dates.

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc, Weekday};
use eas::ProtocolVersion::{V14_1, V16_1};
use engine::view::{Answer, ClockShift, InvitationCard, OccurrenceState, UpcomingOccurrence};
use exchange_sim::model::recurrence::{Ends, Pattern, Recurrence};
use exchange_sim::{Attendee, Event, Family, SimConfig};

use crate::world::{ALICE, BOB, SignedIn, World};

fn day(year: i32, month: u32, day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, hour, 0, 0).unwrap()
}

/// Thursdays at 11:00 in New York: 17:00 in Berlin, where Bob is.
fn thursdays() -> Event {
    let start = day(2026, 11, 26, 16);
    Event {
        recurrence: Some(Recurrence::weekly(Weekday::Thu, Ends::Never)),
        location: "Rainier".into(),
        attendees: vec![Attendee::required("Bob Nakamura", BOB)],
        ..Event::new("Planning", start, start + TimeDelta::hours(1), chrono_tz::America::New_York)
    }
}

fn card(world: &World, who: &SignedIn) -> InvitationCard {
    let row = world.engine.invitations(&who.id).unwrap().into_iter().find(|row| row.recurrence_id.is_none());
    world.engine.card(&who.id, &row.unwrap().id).unwrap()
}

/// "12-03T16:00 planned" and, where there is more to say of it, that.
fn lines(card: &InvitationCard) -> Vec<String> {
    let line = |next: &UpcomingOccurrence| {
        let state = format!("{:?}", next.state).to_lowercase();
        let from =
            (next.state == OccurrenceState::Moved).then(|| format!("from {}", &next.planned_start[5..16]));
        let own = next.own.map(|own| format!("{own:?}"));
        let more = [Some(next.start[5..16].to_owned()), Some(state), from, own, next.location.clone()];
        more.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    card.upcoming.iter().map(line).collect()
}

#[tokio::test]
async fn next_dates_tell_what_became_of_them() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let uid = world.invite(thursdays());
        let bob = world.sign_in(BOB).await;
        assert_eq!(
            lines(&card(&world, &bob)),
            [
                "11-26T16:00 planned",
                "12-03T16:00 planned",
                "12-10T16:00 planned",
                "12-17T16:00 planned",
                "12-24T16:00 planned"
            ],
            "{version}"
        );
        world.sim.cancel_occurrence(ALICE, &uid, day(2026, 12, 3, 16)).unwrap();
        let (moved, to) = (day(2026, 12, 10, 16), day(2026, 12, 11, 9));
        let later = |exception: &mut exchange_sim::model::event::Exception| {
            exception.when = Some((to, to + TimeDelta::hours(2)));
        };
        world.sim.update_occurrence(ALICE, &uid, moved, later).unwrap();
        let elsewhere = |exception: &mut exchange_sim::model::event::Exception| {
            exception.location = Some("Olympus".into());
        };
        world.sim.update_occurrence(ALICE, &uid, day(2026, 12, 17, 16), elsewhere).unwrap();
        world.pass(TimeDelta::seconds(5));
        world.engine.sync(&bob.id).await.unwrap();
        assert_eq!(
            lines(&card(&world, &bob)),
            [
                "11-26T16:00 planned",
                "12-03T16:00 cancelled",
                "12-11T09:00 moved from 12-10T16:00",
                "12-17T16:00 changed Olympus",
                "12-24T16:00 planned"
            ],
            "{version}"
        );
        assert_eq!(card(&world, &bob).upcoming[2].recurrence_id, "2026-12-10T16:00:00Z");
        world.pass(TimeDelta::days(12));
        assert_eq!(
            lines(&card(&world, &bob))[0],
            "12-11T09:00 moved from 12-10T16:00",
            "what is over is gone"
        );
    }
}

#[tokio::test]
async fn date_that_i_declined_is_not_called_cancelled() {
    let world = World::exchange(V16_1);
    let uid = world.invite(thursdays());
    world
        .sim
        .update_occurrence(ALICE, &uid, day(2026, 12, 3, 16), |it| it.location = Some("Olympus".into()))
        .unwrap();
    world.pass(TimeDelta::seconds(5));
    let bob = world.sign_in(BOB).await;
    let series = card(&world, &bob).row.id;
    world.answer(&bob, &series, Answer::Accepted).await;
    let date = world.engine.invitations(&bob.id).unwrap().into_iter().find(|row| row.recurrence_id.is_some());
    world.answer(&bob, &date.unwrap().id, Answer::Declined).await;
    world.pass(TimeDelta::seconds(60));
    world.engine.sync(&bob.id).await.unwrap();
    let lines = lines(&world.engine.card(&bob.id, &series).unwrap());
    assert_eq!(lines[1], "12-03T16:00 removed Declined");
    assert_eq!(lines[0], "11-26T16:00 planned", "as the series: nothing is said twice");
}

#[tokio::test]
async fn weeks_in_which_only_one_clock_has_changed_are_told() {
    let world = World::exchange(V14_1);
    world.invite(thursdays());
    let bob = world.sign_in(BOB).await;
    let shift = |days: &[&str], until: &str| ClockShift {
        usual: "17:00".into(),
        shifted: "16:00".into(),
        days: days.iter().map(ToString::to_string).collect(),
        until: Some(until.into()),
    };
    assert_eq!(
        card(&world, &bob).shifts,
        [shift(&["2027-03-18", "2027-03-25"], "2027-04-01"), shift(&["2027-11-04"], "2027-11-11")]
    );
    world.invite(Event { zone: chrono_tz::Europe::Paris, subject: "Jour fixe".into(), ..thursdays() });
    world.engine.sync(&bob.id).await.unwrap();
    let row = world.row(&bob, "Jour fixe");
    assert_eq!(
        world.engine.card(&bob.id, &row.id).unwrap().shifts,
        [],
        "Paris changes its clocks with Berlin"
    );
}

#[tokio::test]
async fn series_that_was_called_off_and_single_meetings_have_no_next_dates() {
    let world = World::exchange(V16_1);
    let uid = world.invite(thursdays());
    let planning = world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    assert_ne!(uid, planning);
    let single = world.row(&bob, "Quarterly Planning");
    assert_eq!(world.engine.card(&bob.id, &single.id).unwrap().upcoming, []);
    world.sim.cancel(ALICE, &uid).unwrap();
    world.pass(TimeDelta::seconds(5));
    world.engine.sync(&bob.id).await.unwrap();
    let row = world.row(&bob, "Planning");
    let off = world.engine.card(&bob.id, &row.id).unwrap();
    assert_eq!((off.upcoming, off.shifts), (vec![], vec![]));
}

#[tokio::test]
async fn invitation_without_a_calendar_item_tells_its_dates_all_the_same() {
    let world =
        World::with(SimConfig::new(Family::Exchange).versions([V16_1]).without_automatic_processing());
    world.invite(thursdays());
    let bob = world.sign_in(BOB).await;
    let card = card(&world, &bob);
    assert_eq!(card.attendees, [], "only the mail is there");
    assert_eq!(lines(&card)[..2], ["11-26T16:00 planned", "12-03T16:00 planned"]);
    assert_eq!(card.shifts.len(), 2);
}

#[tokio::test]
async fn whole_days_keep_their_days_their_end_and_their_exceptions() {
    for version in [V14_1, V16_1] {
        for (zone, midnight) in [
            (chrono_tz::Europe::Berlin, day(2026, 11, 23, 23)),
            (chrono_tz::America::Los_Angeles, day(2026, 11, 24, 8)),
            (chrono_tz::Asia::Tokyo, day(2026, 11, 23, 15)),
            (chrono_tz::Pacific::Auckland, day(2026, 11, 23, 11)),
        ] {
            // Days that float have ends and cancellations that are instants; so far from UTC those are another day's.
            if version == V16_1 && zone == chrono_tz::Pacific::Auckland {
                continue;
            }
            let world = World::exchange(version);
            let last = midnight + TimeDelta::days(4);
            let uid = world.invite(Event {
                all_day: true,
                recurrence: Some(Recurrence {
                    pattern: Pattern::Daily { days: 0 },
                    interval: 1,
                    ends: Ends::Until(last),
                }),
                attendees: vec![Attendee::required("Bob Nakamura", BOB)],
                ..Event::new("Fair", midnight, midnight + TimeDelta::days(1), zone)
            });
            world.sim.cancel_occurrence(ALICE, &uid, midnight + TimeDelta::days(2)).unwrap();
            world.pass(TimeDelta::seconds(5));
            let bob = world.sign_in(BOB).await;
            assert_eq!(
                lines(&card(&world, &bob)),
                [
                    "11-24T00:00 planned",
                    "11-25T00:00 planned",
                    "11-26T00:00 cancelled",
                    "11-27T00:00 planned",
                    "11-28T00:00 planned"
                ],
                "{version} {zone}"
            );
            let entries = world.engine.calendar(&bob.id, day(2026, 11, 20, 0), day(2026, 12, 5, 0)).unwrap();
            let days: Vec<_> = entries.iter().map(|entry| &entry.start[5..10]).collect();
            assert_eq!(days, ["11-24", "11-25", "11-27", "11-28"], "{version} {zone}");
        }
    }
}
