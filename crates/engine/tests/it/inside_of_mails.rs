//! Mails that tell neither their series nor their date, as SOGo's: the iCalendar in them does.

use chrono::TimeDelta;
use eas::ProtocolVersion::V14_1;
use engine::view::{Answer, DateInCalendar, InvitationCard, InvitationState, NotAnswerable, OccurrenceState};
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Command, Event, Family, SimConfig};

use crate::called_off::from_outside;
use crate::world::{BOB, SignedIn, World, monday, quarterly_planning};

const WEEKLY: &str = "RRULE:FREQ=WEEKLY;COUNT=4\r\n";

/// Dana invites from outside, to four Wednesdays at nine.
async fn invited() -> (World, SignedIn, String) {
    let world = World::with(SimConfig::new(Family::Sogo));
    world.sim.deliver(from_outside("REQUEST", "20261123T080000Z", "20261202T090000Z", WEEKLY).as_bytes());
    let bob = world.sign_in(BOB).await;
    let meeting = world.engine.invitations(&bob.id).unwrap().remove(0).id;
    (world, bob, meeting)
}

async fn accepted() -> (World, SignedIn, String) {
    let (world, bob, meeting) = invited().await;
    world.answer(&bob, &meeting, Answer::Accepted).await;
    world.pass(TimeDelta::minutes(5));
    (world, bob, meeting)
}

/// A newer mail of hers comes.
async fn mailed(world: &World, bob: &SignedIn, stamp: &str, start: &str, more: &str) {
    world.sim.deliver(from_outside("REQUEST", stamp, start, more).as_bytes());
    world.engine.sync(&bob.id).await.unwrap();
}

fn card(world: &World, bob: &SignedIn, meeting: &str) -> InvitationCard {
    world.engine.card(&bob.id, meeting).unwrap()
}

/// When the dates to come begin, without what they share.
fn dates(card: &InvitationCard) -> Vec<(&str, OccurrenceState)> {
    card.upcoming.iter().map(|date| (&date.start[5..16], date.state)).collect()
}

fn planned<const N: usize>(starts: [&str; N]) -> [(&str, OccurrenceState); N] {
    starts.map(|start| (start, OccurrenceState::Planned))
}

#[tokio::test]
async fn a_series_is_told_as_one_before_it_is_answered() {
    let (world, bob, meeting) = invited().await;
    let card = card(&world, &bob, &meeting);
    assert!(card.row.recurring && card.bar.whole_series);
    assert_eq!(card.recurrence.as_deref(), Some("FREQ=WEEKLY;COUNT=4;BYDAY=WE"));
    assert_eq!(dates(&card), planned(["12-02T09:00", "12-09T09:00", "12-16T09:00", "12-23T09:00"]));
    assert_eq!(card.bar.in_calendar, None, "only the mail tells it");
}

#[tokio::test]
async fn a_date_moved_from_outside_is_that_date_until_the_series_is_moved() {
    let (world, bob, series) = accepted().await;
    let date = "RECURRENCE-ID:20261209T090000Z\r\nLOCATION:Room 9\r\nSEQUENCE:1\r\n";
    mailed(&world, &bob, "20261123T085900Z", "20261209T120000Z", date).await;
    let rows = world.engine.invitations(&bob.id).unwrap();
    let row = rows.iter().find(|row| row.recurrence_id.is_some()).unwrap();
    assert_eq!(row.start, "2026-12-09T12:00:00Z");
    let alone = card(&world, &bob, &row.id);
    assert_eq!(alone.bar.impossible, Some(NotAnswerable::OneOccurrence));
    assert_eq!(
        alone.bar.in_calendar_at.as_deref(),
        Some("2026-12-09T09:00:00Z"),
        "its calendar does not know"
    );

    let whole = card(&world, &bob, &series);
    assert_eq!((whole.row.state, whole.row.answer), (InvitationState::Answered, Some(Answer::Accepted)));
    let mut expected = planned(["12-02T09:00", "12-09T12:00", "12-16T09:00", "12-23T09:00"]);
    expected[1].1 = OccurrenceState::Moved;
    assert_eq!(dates(&whole), expected);
    let there: Vec<_> = whole.upcoming.iter().map(|date| date.in_calendar.unwrap()).collect();
    let (as_told, elsewhere) = (DateInCalendar::There, DateInCalendar::Elsewhere);
    assert_eq!(there, [as_told, elsewhere, as_told, as_told]);
    assert_eq!(whole.upcoming[1].location.as_deref(), Some("Room 9"));

    // What was said of a date before is not said of the new series.
    world.pass(TimeDelta::minutes(5));
    let weekly = format!("{WEEKLY}SEQUENCE:2\r\n");
    mailed(&world, &bob, "20261123T090400Z", "20261202T110000Z", &weekly).await;
    let whole = card(&world, &bob, &series);
    assert_eq!(whole.row.state, InvitationState::Open);
    assert_eq!(dates(&whole), planned(["12-02T11:00", "12-09T11:00", "12-16T11:00", "12-23T11:00"]));
}

#[tokio::test]
async fn a_series_moved_from_outside_is_answered_anew_and_stays_where_it_was_answered_for() {
    let (world, bob, series) = accepted().await;
    let weekly = format!("{WEEKLY}SEQUENCE:1\r\n");
    mailed(&world, &bob, "20261123T085900Z", "20261202T110000Z", &weekly).await;
    let moved = planned(["12-02T11:00", "12-09T11:00", "12-16T11:00", "12-23T11:00"]);
    let open = card(&world, &bob, &series);
    assert_eq!((open.row.state, open.bar.impossible), (InvitationState::Open, None));
    assert_eq!(dates(&open), moved);

    world.answer(&bob, &series, Answer::Tentative).await;
    world.engine.sync(&bob.id).await.unwrap();
    let answered = card(&world, &bob, &series);
    assert_eq!(
        (answered.row.state, answered.row.answer),
        (InvitationState::Answered, Some(Answer::Tentative))
    );
    assert_eq!(answered.row.start, "2026-12-02T11:00:00Z", "also with the mail in Deleted Items");
    assert_eq!(dates(&answered), moved);
    assert_eq!(
        answered.bar.in_calendar_at.as_deref(),
        Some("2026-12-02T09:00:00Z"),
        "where this server left it"
    );
}

#[tokio::test]
async fn a_date_that_the_organizer_leaves_out_does_not_take_place() {
    let (world, bob, series) = accepted().await;
    let shorter = format!("{WEEKLY}EXDATE:20261209T110000Z\r\nSEQUENCE:1\r\n");
    mailed(&world, &bob, "20261123T085900Z", "20261202T110000Z", &shorter).await;
    let mut expected = planned(["12-02T11:00", "12-09T11:00", "12-16T11:00", "12-23T11:00"]);
    expected[1].1 = OccurrenceState::Cancelled;
    assert_eq!(dates(&card(&world, &bob, &series)), expected);
}

#[tokio::test]
async fn a_series_that_becomes_a_single_meeting_is_no_date_of_it() {
    let (world, bob, series) = accepted().await;
    mailed(&world, &bob, "20261123T085900Z", "20261203T090000Z", "SEQUENCE:1\r\n").await;
    let card = card(&world, &bob, &series);
    assert_eq!((card.row.state, card.bar.impossible), (InvitationState::Open, None));
    assert_eq!(card.row.start, "2026-12-03T09:00:00Z");
    assert!(!card.row.recurring && !card.bar.whole_series, "it is not all of the series that is asked for");
    assert_eq!(card.upcoming, []);
    assert_eq!(card.bar.in_calendar_at.as_deref(), Some("2026-12-02T09:00:00Z"), "where this server left it");
}

#[tokio::test]
async fn another_rule_counts_and_one_that_cannot_be_followed_shows_no_dates() {
    let (world, bob, series) = accepted().await;
    mailed(&world, &bob, "20261123T085900Z", "20261202T090000Z", "RRULE:FREQ=DAILY;COUNT=2\r\n").await;
    assert_eq!(dates(&card(&world, &bob, &series)), planned(["12-02T09:00", "12-03T09:00"]));

    world.pass(TimeDelta::minutes(5));
    let odd = "RRULE:FREQ=WEEKLY;BYHOUR=11,15\r\n";
    mailed(&world, &bob, "20261123T090400Z", "20261202T110000Z", odd).await;
    let odd = card(&world, &bob, &series);
    assert_eq!((odd.row.start.as_str(), odd.row.recurring), ("2026-12-02T11:00:00Z", true));
    assert_eq!(odd.upcoming, [], "not those of the rule before");
    assert!(odd.bar.possible && odd.bar.whole_series);
}

#[tokio::test]
async fn mails_that_tell_it_are_not_looked_into() {
    let world = World::exchange(V14_1);
    world.invite(Event {
        recurrence: Some(Recurrence::weekly(chrono::Weekday::Mon, Ends::After(4))),
        start: monday(),
        end: monday() + TimeDelta::hours(1),
        ..quarterly_planning()
    });
    let bob = world.sign_in(BOB).await;
    assert!(world.engine.invitations(&bob.id).unwrap().remove(0).recurring);
    assert_eq!(world.asked(Command::ItemOperations), 0);
}
