//! Mails made to overload whoever reads them, as bytes through the client: each is shown or refused, and the meeting
//! beside it is there as if nothing had been. `cargo bench -p engine --bench bad_input` tells what they cost.

pub mod victim;

use chrono::TimeDelta;
use engine::view::Beside;

use victim::{END, START, Victim, bombs, crowd, event, exceptions, html, mail, now, recurrence};

fn entries(victim: &Victim, days: i64) -> usize {
    victim.engine.calendar(&victim.account, now(), now() + TimeDelta::days(days)).unwrap().len()
}

fn put_aside(victim: &Victim) -> u32 {
    victim.engine.accounts().unwrap().remove(0).unreadable_items
}

#[tokio::test]
async fn rules_without_end_or_sense_are_followed_as_far_as_is_asked_or_not_at_all() {
    for (children, dates) in [
        ("<email:Type>0</email:Type><email:Interval>1</email:Interval>", 5),
        (
            "<email:Type>0</email:Type><email:Interval>1</email:Interval><email:Occurrences>65535</email:Occurrences>",
            5,
        ),
        (
            "<email:Type>0</email:Type><email:Interval>1</email:Interval><email:Occurrences>4294967296</email:Occurrences>",
            5,
        ),
        ("<email:Type>0</email:Type><email:Interval>0</email:Interval>", 0),
        (
            "<email:Type>2</email:Type><email:Interval>1</email:Interval><email:DayOfMonth>99</email:DayOfMonth>",
            0,
        ),
        (
            "<email:Type>1</email:Type><email:Interval>65535</email:Interval><email:DayOfWeek>4</email:DayOfWeek>",
            1,
        ),
        ("<email:Type>0</email:Type><email:Until>99991231T235959Z</email:Until>", 5),
        ("<email:Type>0</email:Type><email:Until>16010101T000000Z</email:Until>", 0),
        ("<email:Type>77</email:Type>", 0),
    ] {
        let victim = Victim::of(vec![mail("Endless", START, END, &recurrence(children), "")], &[]).await;
        let card = victim.card("Endless");
        assert!(
            card.row.recurring && card.bar.possible,
            "{children}: it is shown as a series, and can be answered"
        );
        let shown = card.upcoming.len();
        assert!(shown <= 5 && (dates > 0) == (shown > 0), "{children}: {shown} dates");
        assert_eq!(put_aside(&victim), 0, "{children}");
    }
}

#[tokio::test]
async fn ten_thousand_exceptions_are_one_series() {
    let victim = Victim::of(vec![], &[event("Daily", 3, 3, &exceptions(10_000))]).await;
    assert_eq!(entries(&victim, 3660), 0, "every date for ten years was taken out");
    assert_eq!(put_aside(&victim), 0);
}

#[tokio::test]
async fn times_at_the_ends_of_the_calendar_are_shown_and_a_series_from_there_ends() {
    const ALL_DAY: &str = "<email:AllDayEvent>1</email:AllDayEvent>";
    let (first, last) = ("1601-01-01T00:00:00.000Z", "9999-12-31T23:59:59.000Z");
    let daily = recurrence("<email:Type>0</email:Type><email:Interval>1</email:Interval>");
    let mails = vec![
        mail("Empty FILETIME", first, first, "", ""),
        mail("Since ever", first, "1601-01-01T01:00:00.000Z", &daily, ""),
        mail("Until ever", last, last, &daily, ""),
        mail("All of time", first, last, ALL_DAY, ""),
        mail("Half a century", "2000-01-01T00:00:00.000Z", "2050-01-01T00:00:00.000Z", ALL_DAY, ""),
        mail("Backwards", END, START, "", ""),
    ];
    let events = [event(
        "In the calendar",
        3,
        5,
        "<calendar:Recurrence><calendar:Type>0</calendar:Type></calendar:Recurrence>",
    )];
    let victim = Victim::of(mails, &events).await;
    let subjects =
        ["Empty FILETIME", "Since ever", "Until ever", "All of time", "Half a century", "Backwards"];
    for subject in subjects {
        let card = victim.card(subject);
        assert!(card.upcoming.len() <= 5, "{subject}");
        assert!(card.row.start <= card.row.end, "{subject} ends where it starts, or later");
    }
    assert_eq!(victim.card("All of time").beside, Beside::default(), "nobody can mean that");
    let beside = victim.card("Half a century").beside;
    assert_eq!(
        beside.overlaps.len(),
        366 - 11,
        "what it collides with is told for a year: daily from 1 December on"
    );
    assert_eq!(entries(&victim, 21), 10, "a meeting a day from 1 December on");
    assert_eq!(put_aside(&victim), 0);
}

#[tokio::test]
async fn two_megabytes_of_subject_are_cut() {
    let long = format!("Long {}", "Ä".repeat(1024 * 1024));
    let place = format!(
        "<airsyncbase:Location><airsyncbase:DisplayName>{long}</airsyncbase:DisplayName></airsyncbase:Location>"
    );
    let victim = Victim::of(vec![mail(&long, START, END, &place, "")], &[]).await;
    let row = victim.card("Long").row;
    assert!(row.subject.chars().count() < 1100 && row.subject.ends_with('…'), "it says that there is more");
    assert!(row.location.chars().count() < 1100);
    assert_eq!(victim.engine.search(&victim.account, "ordinary").unwrap().len(), 1);
}

#[tokio::test]
async fn five_thousand_attendees_are_on_the_card_and_in_the_grid() {
    let people = crowd(5_000);
    let events = [event("Crowd", 3, 5, &people), event("My crowd", 1, 1, &people)];
    let victim = Victim::of(vec![mail("Crowd", START, END, "", "")], &events).await;
    assert_eq!(victim.card("Crowd").attendees.len(), 5_000);
    let mine = victim.engine.organized(&victim.account).unwrap().remove(0);
    let grid = victim.engine.grid(&victim.account, &mine.id).unwrap();
    assert_eq!((grid.attendees.len(), grid.meeting.counts.accepted), (5_000, 5_000));
}

#[tokio::test]
async fn html_made_to_overload_its_reader_leaves_the_facts() {
    for (_, bomb) in bombs(4) {
        let victim = Victim::of(vec![mail("Bomb", START, END, "", &html(&bomb))], &[]).await;
        let card = victim.card("Bomb");
        assert!(card.bar.possible && card.row.start == "2026-12-01T17:00:00Z");
    }
}
