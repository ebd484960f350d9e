//! Finding meetings by their words, from the server to the row.

use chrono::TimeDelta;
use eas::ProtocolVersion::{V14_1, V16_1};
use engine::view::{Answer, HitPlace, OwnState, SearchField, SearchHit, TextPiece};
use exchange_sim::model::event::Exception;
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Attendee, Event};

use crate::world::{ALICE, BOB, CAROL, SignedIn, World, decision, monday, quarterly_planning};

fn found(world: &World, who: &SignedIn, text: &str) -> Vec<SearchHit> {
    world.engine.search(&who.id, text).unwrap()
}

fn titles(hits: &[SearchHit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.subject.as_str()).collect()
}

/// The pieces that were looked for.
fn marked(pieces: &[TextPiece]) -> Vec<&str> {
    pieces.iter().filter(|piece| piece.hit).map(|piece| piece.text.as_str()).collect()
}

/// One the day after tomorrow, for nobody else.
fn dentist() -> Event {
    let start = monday() + TimeDelta::hours(50);
    let event = Event::new("Zahnarzt Müller", start, start + TimeDelta::hours(1), chrono_tz::Europe::Berlin);
    Event { location: "Hauptstraße 5".into(), body: "Bring the insurance card.".into(), ..event }
}

#[tokio::test]
async fn a_meeting_is_one_row_whichever_of_its_items_have_the_words() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        world.quarterly_planning();
        let bob = world.sign_in(BOB).await;
        let row = world.row(&bob, "Quarterly Planning");
        // Title and text stand in mail and calendar item, the attendees only in the calendar item.
        for typed in
            ["quarterly", "QUART plan", "rainier", "priorities alice", "moreau carol", "carol@contoso.com"]
        {
            let hits = found(&world, &bob, typed);
            assert_eq!(titles(&hits), ["Quarterly Planning"], "{version}: {typed}");
            assert_eq!((&hits[0].id, hits[0].place), (&row.id, HitPlace::Invitations), "{version}: {typed}");
            assert_eq!((hits[0].own, hits[0].cancelled), (OwnState::Open, false), "{version}: {typed}");
        }
        for typed in ["quarterly dentist", "uarterly", "", "?"] {
            assert_eq!(titles(&found(&world, &bob, typed)), [""; 0], "{version}: {typed:?}");
        }
    }
}

#[tokio::test]
async fn a_row_says_where_the_words_stand() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let hit = found(&world, &bob, "plan priorit caro").remove(0);
    assert_eq!(marked(&hit.title), ["Planning"]);
    let of = |field| hit.excerpts.iter().find(|excerpt| excerpt.field == field).map(|it| marked(&it.pieces));
    assert_eq!(of(SearchField::Text), Some(vec!["priorities"]));
    assert_eq!(of(SearchField::People), Some(vec!["Carol", "carol"]));
    assert_eq!(of(SearchField::Place), None);
    let hit = found(&world, &bob, "rainier").remove(0);
    assert_eq!(marked(&hit.title), [""; 0]);
    assert_eq!(hit.title[0].text, "Quarterly Planning", "the title is there all the same");
}

#[tokio::test]
async fn what_is_found_opens_where_it_is_shown() {
    let world = World::exchange(V16_1);
    world.sim.book(BOB, dentist()).unwrap();
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let alice = world.sign_in(ALICE).await;
    let place = |who, text| found(&world, who, text).first().map(|hit| (hit.place, hit.own));
    assert_eq!(place(&bob, "zahnarzt"), Some((HitPlace::Calendar, OwnState::Appointment)));
    assert_eq!(place(&bob, "mull hauptstr"), Some((HitPlace::Calendar, OwnState::Appointment)));
    assert_eq!(place(&bob, "quarterly"), Some((HitPlace::Invitations, OwnState::Open)));
    assert_eq!(place(&alice, "quarterly"), Some((HitPlace::Meetings, OwnState::Organizer)));
    assert_eq!(place(&alice, "zahnarzt"), None, "another mailbox");
}

#[tokio::test]
async fn comments_are_found_on_both_sides_and_not_after_they_were_taken_back() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let (bob, alice) = (world.sign_in(BOB).await, world.sign_in(ALICE).await);
    let row = world.row(&bob, "Quarterly Planning");
    let with = |comment: &str| engine::Decision {
        comment: comment.into(),
        ..decision(&bob.id, &row.id, Answer::Tentative)
    };
    let first = crate::world::entered(world.engine.decide(&with("Perhaps by submarine")));
    assert_eq!(titles(&found(&world, &bob, "submarine")), ["Quarterly Planning"]);
    world.engine.undo(&first.id).unwrap();
    assert_eq!(titles(&found(&world, &bob, "submarine")), [""; 0], "taken back");

    crate::world::entered(world.engine.decide(&with("Perhaps by zeppelin")));
    world.engine.deliver(&bob.id).await.unwrap();
    let hit = found(&world, &bob, "zeppelin").remove(0);
    assert_eq!((hit.excerpts[0].field, hit.own), (SearchField::Comment, OwnState::Tentative));
    world.engine.sync(&alice.id).await.unwrap();
    let hit = found(&world, &alice, "zeppelin").remove(0);
    assert_eq!((hit.excerpts[0].field, hit.place), (SearchField::Reply, HitPlace::Meetings));
}

#[tokio::test]
async fn of_a_series_the_next_date_is_shown_and_the_nearest_meeting_comes_first() {
    let world = World::exchange(V16_1);
    let at = |days: i64, title: &str| {
        let start = monday() + TimeDelta::days(days);
        let event = Event::new(title, start, start + TimeDelta::hours(1), chrono_tz::Europe::Berlin);
        Event {
            attendees: vec![
                Attendee::required("Bob Nakamura", BOB),
                Attendee::required("Carol Reyes", CAROL),
            ],
            ..event
        }
    };
    for (days, title) in [(300, "Budget far"), (3, "Budget soon"), (40, "Budget later")] {
        world.invite(at(days, title));
    }
    let weekly = Recurrence::weekly(chrono::Weekday::Mon, Ends::Never);
    world.invite(Event { recurrence: Some(weekly), ..at(-14, "Standup") });
    let bob = world.sign_in(BOB).await;
    assert_eq!(titles(&found(&world, &bob, "budget")), ["Budget soon", "Budget later", "Budget far"]);
    let standup = |world: &World| found(world, &bob, "standup").remove(0);
    assert_eq!(
        (standup(&world).recurring, standup(&world).start.as_str()),
        (true, "2026-11-23T09:00:00Z"),
        "on now"
    );
    world.pass(TimeDelta::hours(2));
    assert_eq!(standup(&world).start, "2026-11-30T09:00:00Z");
}

#[tokio::test]
async fn what_is_found_names_its_entry_of_the_calendar() {
    let world = World::exchange(V16_1);
    world.sim.book(BOB, dentist()).unwrap();
    let weekly = Recurrence::weekly(chrono::Weekday::Tue, Ends::After(3));
    let planning = Event { recurrence: Some(weekly), ..quarterly_planning() };
    let first = planning.start;
    let uid = world.invite(planning);
    let bob = world.sign_in(BOB).await;
    let entries = || {
        world.engine.calendar(&bob.id, monday() - TimeDelta::days(7), monday() + TimeDelta::days(28)).unwrap()
    };
    // Each is an entry that the calendar has, by id and start.
    let named = |text: &str| -> Vec<String> {
        let hits = found(&world, &bob, text).into_iter();
        let named = hits.map(|hit| {
            let named = hit.entry?;
            let mut all = entries().into_iter();
            Some(all.find(|entry| (&entry.id, &entry.start) == (&named.id, &named.start)).unwrap().start)
        });
        named.map(|start| start.unwrap_or_else(|| "none".into())).collect()
    };
    let rfc3339 = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    assert_eq!(named("zahnarzt"), [rfc3339(dentist().start)]);
    assert_eq!(named("quarterly"), [rfc3339(first)]);

    // A mail about one date is a meeting of its own; its entry is that of the series, on the new day.
    let moved = first + TimeDelta::days(8);
    let to = |date: &mut Exception| {
        date.when = Some((moved, moved + TimeDelta::hours(1)));
        date.location = Some("Olympus".into());
    };
    world.sim.update_occurrence(ALICE, &uid, first + TimeDelta::days(7), to).unwrap();
    world.pass(TimeDelta::seconds(5));
    world.engine.sync(&bob.id).await.unwrap();
    let both = named("quarterly");
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(both.contains(&rfc3339(first)) && both.contains(&rfc3339(moved)), "{both:?}");

    // Declined and gone from the calendar: only the receipt knows of it.
    let series =
        world.engine.invitations(&bob.id).unwrap().into_iter().find(|row| row.recurrence_id.is_none());
    world.answer(&bob, &series.unwrap().id, Answer::Declined).await;
    world.pass(TimeDelta::seconds(60));
    world.engine.sync(&bob.id).await.unwrap();
    assert!(entries().iter().all(|entry| entry.subject != "Quarterly Planning"));
    assert!(named("quarterly").iter().all(|entry| entry == "none"), "{:?}", named("quarterly"));
}

#[tokio::test]
async fn a_profile_that_was_closed_finds_the_same() {
    let world = World::exchange(V16_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let before = found(&world, &bob, "plan");
    let world = world.restart();
    assert_eq!(found(&world, &bob, "plan"), before);
    world.engine.remove_account(&bob.id, true).await.unwrap();
    assert_eq!(titles(&found_of(&world, &bob)), [""; 0]);
}

fn found_of(world: &World, who: &SignedIn) -> Vec<SearchHit> {
    world.engine.search(&who.id, "plan").unwrap()
}
