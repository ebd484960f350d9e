//! What a card and a row say of collisions, near misses and working hours.

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use chrono_tz::Europe::Berlin;
use eas::ProtocolVersion::{V14_1, V16_1};
use engine::view::{self, Answer, Beside, CollidingCount, DayRules, InvitationCard, Oddity, OutsideHours};
use exchange_sim::model::event::Busy;
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Attendee, Event};

use crate::world::{ALICE, BOB, SignedIn, World, entered};

/// Tuesday at a time in Berlin, where Bob is; winter, so an hour ahead of UTC.
fn at(clock: &str) -> DateTime<Utc> {
    format!("2026-11-24T{clock}:00+01:00").parse::<DateTime<chrono::FixedOffset>>().unwrap().to_utc()
}

fn event(subject: &str, from: &str, to: &str) -> Event {
    Event::new(subject, at(from), at(to), Berlin)
}

/// Alice's meeting with Bob: Tuesday from ten to eleven, in Rainier.
fn planning() -> Event {
    Event {
        location: "Rainier".into(),
        attendees: vec![Attendee::required("Bob Nakamura", BOB)],
        ..event("Planning", "10:00", "11:00")
    }
}

fn card(world: &World, bob: &SignedIn) -> InvitationCard {
    world.engine.card(&bob.id, &world.row(bob, "Planning").id).unwrap()
}

/// "30 Dentist" for an overlap, "before 10 Stand-up" for a near miss.
fn told(beside: &Beside) -> Vec<String> {
    let overlaps = beside.overlaps.iter().map(|it| format!("{} {}", it.minutes, it.entry.subject));
    let near = beside.near.iter().map(|it| {
        let side = if it.before { "before" } else { "after" };
        let elsewhere = if it.elsewhere { " elsewhere" } else { "" };
        format!("{side} {} {}{elsewhere}", it.minutes, it.entry.subject)
    });
    overlaps.chain(near).collect()
}

/// What Bob is told, with these things in his calendar besides.
async fn beside(mine: Vec<Event>) -> Beside {
    let world = World::exchange(V16_1);
    for event in mine {
        world.sim.book(BOB, event).unwrap();
    }
    world.invite(planning());
    let bob = world.sign_in(BOB).await;
    let card = card(&world, &bob);
    let row = world.row(&bob, "Planning");
    assert_eq!(row.overlaps as usize, card.beside.overlaps.len(), "the list says what the card says");
    assert_eq!(card.row.overlaps, row.overlaps);
    card.beside
}

#[tokio::test]
async fn overlaps_are_named_in_order_with_the_time_they_share() {
    let mine = vec![event("Review", "10:45", "12:00"), event("Dentist", "09:30", "10:30")];
    let mine = mine.into_iter().map(|it| Event { location: "Olympus".into(), ..it }).collect();
    assert_eq!(told(&beside(mine).await), ["30 Dentist", "15 Review"]);
    assert!(told(&beside(vec![]).await).is_empty(), "its own placeholder is not in its way");
}

#[tokio::test]
async fn what_does_not_take_my_time_never_counts() {
    let free = Event { busy: Busy::Free, ..event("Lunch run", "10:00", "11:00") };
    assert!(told(&beside(vec![free]).await).is_empty());

    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let other = Event { uid: String::new(), subject: "Other".into(), ..planning() };
        let uid = world.invite(other);
        world.invite(planning());
        let bob = world.sign_in(BOB).await;
        assert_eq!(told(&card(&world, &bob).beside), ["60 Other"], "{version}: not answered yet");
        let id = world.row(&bob, "Other").id;
        entered(world.decide(&bob, &id, Answer::Declined));
        assert!(told(&card(&world, &bob).beside).is_empty(), "{version}: declined, and it waits to be sent");
        entered(world.decide(&bob, &id, Answer::Accepted));
        assert_eq!(told(&card(&world, &bob).beside), ["60 Other"], "{version}: accepted after all");
        world.sim.cancel(ALICE, &uid).unwrap();
        world.pass(TimeDelta::seconds(60));
        world.engine.sync(&bob.id).await.unwrap();
        assert!(told(&card(&world, &bob).beside).is_empty(), "{version}: called off");
    }
}

#[tokio::test]
async fn nothing_is_told_of_a_meeting_that_i_decline_or_that_is_over() {
    let world = World::exchange(V16_1);
    world.sim.book(BOB, event("Dentist", "10:30", "11:30")).unwrap();
    world.invite(planning());
    let bob = world.sign_in(BOB).await;
    let id = world.row(&bob, "Planning").id;
    world.answer(&bob, &id, Answer::Accepted).await;
    assert_eq!(told(&card(&world, &bob).beside), ["30 Dentist"], "an accepted one collides as before");
    assert_eq!(world.row(&bob, "Planning").overlaps, 1);
    world.pass(TimeDelta::days(2));
    assert_eq!(card(&world, &bob).beside, Beside::default(), "it is over");
    assert_eq!(world.row(&bob, "Planning").overlaps, 0);
    entered(world.decide(&bob, &id, Answer::Declined));
    assert_eq!(card(&world, &bob).beside, Beside::default());
}

#[tokio::test]
async fn whole_days_count_where_they_say_that_i_am_busy() {
    let day = |subject: &str, busy| Event { all_day: true, busy, ..event(subject, "00:00", "00:00") };
    let day = |subject, busy| {
        let event = day(subject, busy);
        Event { end: event.start + TimeDelta::days(1), ..event }
    };
    let told = told(
        &beside(vec![
            day("Birthday", Busy::Free),
            day("Home office", Busy::Elsewhere),
            day("Holiday", Busy::OutOfOffice),
        ])
        .await,
    );
    assert_eq!(told, ["60 Holiday"]);
}

#[tokio::test]
async fn whole_day_meeting_collides_with_everything_on_its_day_and_nothing_near_it() {
    let world = World::exchange(V16_1);
    world.sim.book(BOB, event("Dentist", "8:30".trim(), "09:30")).unwrap();
    let offsite =
        Event { all_day: true, start: at("00:00"), end: at("00:00") + TimeDelta::days(1), ..planning() };
    world
        .sim
        .book(
            BOB,
            Event::new("Late", at("00:00") + TimeDelta::days(1), at("01:00") + TimeDelta::days(1), Berlin),
        )
        .unwrap();
    world.invite(offsite);
    let bob = world.sign_in(BOB).await;
    let beside = card(&world, &bob).beside;
    assert_eq!(told(&beside), ["60 Dentist"]);
    assert_eq!(beside.outside_hours, None, "a day has no hours");
}

#[tokio::test]
async fn near_misses_are_the_next_things_on_either_side() {
    let mine = vec![
        event("Stand-up", "09:30", "09:50"),
        event("Earlier", "09:00", "09:45"),
        event("Coffee", "11:00", "11:30"),
        event("Later", "11:10", "12:00"),
    ];
    assert_eq!(told(&beside(mine).await), ["before 10 Stand-up", "after 0 Coffee"]);
    let enough = vec![event("Stand-up", "09:00", "09:45"), event("Lunch", "11:15", "12:00")];
    assert!(told(&beside(enough).await).is_empty(), "a quarter of an hour is enough");
}

#[tokio::test]
async fn way_to_another_place_takes_its_time() {
    let somewhere =
        |location: &str| vec![Event { location: location.into(), ..event("Visit", "09:00", "09:50") }];
    assert_eq!(told(&beside(somewhere("Olympus")).await), ["before 10 Visit elsewhere"]);
    assert_eq!(told(&beside(somewhere("rainier")).await), ["before 10 Visit"], "the same place");
    assert_eq!(told(&beside(somewhere("Microsoft Teams Meeting")).await), ["before 10 Visit"]);
    let mut online = somewhere("Olympus");
    online[0].online = Some("https://teams.microsoft.com/l/meetup-join/19%3ameeting_x".into());
    assert_eq!(told(&beside(online).await), ["before 10 Visit"], "it can be joined from Rainier");
}

#[tokio::test]
async fn rules_say_what_is_near_and_when_i_work() {
    let world = World::exchange(V16_1);
    let visit = Event { location: "Olympus".into(), ..event("Visit", "08:00", "09:20") };
    world.sim.book(BOB, visit).unwrap();
    world.invite(planning());
    let bob = world.sign_in(BOB).await;
    let rules = world.engine.day_rules().unwrap();
    assert_eq!((rules.from.as_str(), rules.to.as_str(), rules.days.len()), ("09:00", "17:30", 5));
    assert_eq!(card(&world, &bob).beside.outside_hours, None);

    let set = |rules: DayRules| {
        world.engine.set_day_rules(&rules).unwrap();
        card(&world, &bob).beside
    };
    let far = set(DayRules { travel_minutes: 60, ..rules.clone() });
    assert_eq!(told(&far), ["before 40 Visit elsewhere"]);
    assert!(told(&set(DayRules { travel_minutes: 0, near_minutes: 30, ..rules.clone() })).is_empty());
    let late = set(DayRules { from: "10:30".into(), ..rules.clone() });
    assert_eq!(late.outside_hours, Some(OutsideHours::Before));
    let early = set(DayRules { to: "10:30".into(), ..rules.clone() });
    assert_eq!(early.outside_hours, Some(OutsideHours::After));
    let off = set(DayRules { days: vec![view::Weekday::Sat], ..rules.clone() });
    assert_eq!(off.outside_hours, Some(OutsideHours::DayOff));

    let world = world.restart();
    assert_eq!(world.engine.day_rules().unwrap().days, [view::Weekday::Sat], "kept");
}

#[tokio::test]
async fn rules_that_cannot_be_followed_are_refused() {
    let world = World::exchange(V16_1);
    let rules = world.engine.day_rules().unwrap();
    let refused = |rules: DayRules| world.engine.set_day_rules(&rules).unwrap_err().failure().message;
    assert_eq!(
        refused(DayRules { from: "9 am".into(), ..rules.clone() }),
        "\"9 am\" is no time of day. Write it like 09:00."
    );
    assert!(refused(DayRules { near_minutes: 241, ..rules.clone() }).contains("240"));
    assert_eq!(world.engine.day_rules().unwrap(), rules, "nothing was kept");
}

fn weekly(event: Event, day: Weekday) -> Event {
    Event { recurrence: Some(Recurrence::weekly(day, Ends::Never)), ..event }
}

/// "11-24 Dentist, Lunch" for each date that collides.
fn dates(beside: &Beside) -> Vec<String> {
    let dates = beside.dates.as_ref().unwrap();
    assert!(!dates.all, "the series goes on");
    let line = |date: &view::CollidingDate| {
        let with: Vec<&str> = date.overlaps.iter().map(|it| it.entry.subject.as_str()).collect();
        format!("{} {}", &date.start[5..10], with.join(", "))
    };
    dates.colliding.iter().map(line).collect()
}

#[tokio::test]
async fn dates_of_a_series_collide_each_for_itself() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        let uid = world.invite(weekly(planning(), Weekday::Tue));
        let week = |number: i64| TimeDelta::days(7 * number);
        // On the second and fourth Tuesday something else, and every other week a series of Bob's own.
        let on = |subject: &str, number: i64| {
            let event = event(subject, "10:30", "11:30");
            Event { start: event.start + week(number), end: event.end + week(number), ..event }
        };
        world.sim.book(BOB, on("Dentist", 1)).unwrap();
        world.sim.book(BOB, on("Tax office", 3)).unwrap();
        let club = on("Club", 3);
        let mut every_other = Recurrence::weekly(Weekday::Tue, Ends::Never);
        every_other.interval = 4;
        world.sim.book(BOB, Event { recurrence: Some(every_other), ..club }).unwrap();
        let bob = world.sign_in(BOB).await;
        let series = world.row(&bob, "Planning").id;
        let beside = card(&world, &bob).beside;
        let found = ["12-01 Dentist", "12-15 Club, Tax office", "01-12 Club", "02-09 Club"];
        assert_eq!(dates(&beside), found, "{version}");
        assert_eq!(beside.dates.as_ref().unwrap().of, 12);
        let row = world.row(&bob, "Planning");
        assert_eq!(row.colliding_dates, Some(CollidingCount { of: 12, colliding: 4 }), "{version}");
        assert_eq!(row.overlaps, 0, "the first date is free");

        // One is moved out of the way, one into it, one is called off.
        let planned = |number: i64| planning().start + week(number);
        let move_by = |number: i64, by: TimeDelta| {
            world
                .sim
                .update_occurrence(ALICE, &uid, planned(number), |it| {
                    it.when = Some((planned(number) + by, planned(number) + by + TimeDelta::hours(1)));
                })
                .unwrap();
        };
        move_by(1, TimeDelta::hours(3));
        move_by(2, TimeDelta::days(7));
        world.sim.cancel_occurrence(ALICE, &uid, planned(7)).unwrap();
        world.pass(TimeDelta::seconds(5));
        world.engine.sync(&bob.id).await.unwrap();
        let beside = world.engine.card(&bob.id, &series).unwrap().beside;
        let found = ["12-15 Club, Tax office", "12-15 Club, Tax office", "02-09 Club"];
        assert_eq!(dates(&beside), found, "{version}");
        assert_eq!(beside.dates.unwrap().of, 12, "what is called off is not counted");
    }
}

#[tokio::test]
async fn series_that_began_long_ago_is_judged_by_what_is_to_come() {
    let world = World::exchange(V16_1);
    world.sim.book(BOB, event("Dentist", "10:30", "11:30")).unwrap();
    world.invite(weekly(planning(), Weekday::Tue));
    let bob = world.sign_in(BOB).await;
    assert_eq!(world.row(&bob, "Planning").overlaps, 1);
    world.pass(TimeDelta::days(3));
    let row = world.row(&bob, "Planning");
    assert_eq!((row.overlaps, row.colliding_dates.map(|it| it.colliding)), (0, Some(0)));
    let beside = card(&world, &bob).beside;
    assert!(beside.told && beside.overlaps.is_empty());
}

#[tokio::test]
async fn beside_a_meeting_nothing_of_its_own_series_is_drawn() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        world.sim.book(BOB, event("Dentist", "08:00", "09:00")).unwrap();
        let uid = world.invite(weekly(planning(), Weekday::Tue));
        // The second date is moved to the day of the first one.
        let planned = planning().start + TimeDelta::days(7);
        let moved = (at("14:00"), at("15:00"));
        world.sim.update_occurrence(ALICE, &uid, planned, |it| it.when = Some(moved)).unwrap();
        world.pass(TimeDelta::seconds(5));
        let bob = world.sign_in(BOB).await;
        let subjects = |entries: &[view::CalendarEntry]| -> Vec<String> {
            entries.iter().map(|entry| entry.subject.clone()).collect()
        };
        let rows = world.engine.invitations(&bob.id).unwrap();
        assert!(rows.iter().any(|row| row.recurrence_id.is_some()), "{version}: one is about the date");
        for row in rows {
            let card = world.engine.card(&bob.id, &row.id).unwrap();
            assert_eq!(subjects(&card.day), ["Dentist"], "{version}: {:?}", row.recurrence_id);
            let beside = |from, to| world.engine.calendar_beside(&bob.id, &row.id, from, to).unwrap();
            let (midnight, day) = (at("00:00"), TimeDelta::days(1));
            assert_eq!(subjects(&beside(midnight, midnight + day)), ["Dentist"], "{version}");
            assert!(beside(midnight + day, midnight + TimeDelta::days(30)).is_empty(), "{version}");
            let all = world.engine.calendar(&bob.id, midnight, midnight + day).unwrap();
            assert_eq!(
                subjects(&all),
                ["Dentist", "Planning", "Planning"],
                "{version}: the calendar has them"
            );
        }
        let lost = world.engine.calendar_beside(&bob.id, "nothing", at("00:00"), at("01:00"));
        assert!(lost.is_err(), "beside what?");
    }
}

#[tokio::test]
async fn dates_that_are_looked_at_say_whether_they_are_all() {
    let looked_at = async |ends, interval| {
        let world = World::exchange(V16_1);
        let mut rule = Recurrence::weekly(Weekday::Tue, ends);
        rule.interval = interval;
        world.invite(Event { recurrence: Some(rule), ..planning() });
        let bob = world.sign_in(BOB).await;
        let dates = card(&world, &bob).beside.dates.unwrap();
        (dates.of, dates.all)
    };
    assert_eq!(looked_at(Ends::After(3), 1).await, (3, true));
    assert_eq!(looked_at(Ends::After(12), 1).await, (12, true));
    assert_eq!(looked_at(Ends::After(13), 1).await, (12, false), "one more than is looked at");
    assert_eq!(looked_at(Ends::After(3), 60).await, (1, false), "the others are more than a year away");
}

#[tokio::test]
async fn year_that_nobody_can_mean_is_named_and_not_judged() {
    let in_year = async |start: &str, end: &str| {
        let world = World::exchange(V16_1);
        world.sim.book(BOB, event("Dentist", "10:30", "11:30")).unwrap();
        world.invite(Event { start: start.parse().unwrap(), end: end.parse().unwrap(), ..planning() });
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Planning");
        let card = card(&world, &bob);
        assert_eq!(card.row.oddities, row.oddities, "the list says what the card says");
        (row.oddities, card.beside.told, row.overlaps)
    };
    let year = |year| vec![Oddity::ImplausibleYear { year }];
    let odd = in_year("1601-01-01T00:00:00Z", "1601-01-01T01:00:00Z").await;
    assert_eq!(odd, (year(1601), false, 0));
    let odd = in_year("2026-11-24T09:00:00Z", "2057-01-01T00:00:00Z").await;
    assert_eq!(odd, (year(2057), false, 0));
    let well = in_year("2026-11-24T09:00:00Z", "2056-12-31T00:00:00Z").await;
    assert_eq!(well, (vec![], true, 1), "who plans for thirty years may mean it");
}

#[tokio::test]
async fn clock_that_is_set_in_the_night_of_a_meeting_is_said() {
    let change = async |start: &str, end: &str| {
        let world = World::exchange(V16_1);
        world.invite(Event { start: start.parse().unwrap(), end: end.parse().unwrap(), ..planning() });
        let bob = world.sign_in(BOB).await;
        card(&world, &bob).clock_change.map(|it| (it.at, it.minutes, it.during))
    };
    let forward = |during| Some(("2027-03-28T01:00:00Z".to_owned(), 60, during));
    assert_eq!(change("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z").await, forward(true));
    assert_eq!(change("2027-03-28T01:00:00Z", "2027-03-28T02:00:00Z").await, forward(false), "as it begins");
    assert_eq!(change("2027-03-27T22:30:00Z", "2027-03-28T00:30:00Z").await, forward(false), "soon after");
    assert_eq!(change("2027-03-28T08:00:00Z", "2027-03-28T09:00:00Z").await, None, "hours later");
    assert_eq!(change("2027-03-27T08:00:00Z", "2027-03-30T08:00:00Z").await, None, "it lasts for days");
}
