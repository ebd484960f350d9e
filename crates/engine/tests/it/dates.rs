//! One date of a series, answered by itself from the dates that its card lists.

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc, Weekday};
use chrono_tz::Europe::Berlin;
use eas::ProtocolVersion::{self, V14_0, V14_1, V16_1};
use engine::view::{
    Answer, CalendarEntry, DateInCalendar, InvitationCard, InvitationRow, InvitationState, NotAnswerable,
    OccurrenceState, OrganizerLampState, OwnState, Receipt, ShownDate, UpcomingOccurrence,
};
use engine::{Decision, EngineError};
use exchange_sim::model::event::{Answer as Given, Exception};
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Attendee, Command, Event, Family, SimConfig};

use crate::world::{ALICE, BOB, SignedIn, World, decision, entered};

fn day(year: i32, month: u32, day: u32, hour: u32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, month, day, hour, 0, 0).unwrap()
}

/// Thursdays at 11:00 in New York, three times.
fn thursdays(start: DateTime<Utc>) -> Event {
    Event {
        recurrence: Some(Recurrence::weekly(Weekday::Thu, Ends::After(3))),
        location: "Rainier".into(),
        attendees: vec![Attendee::required("Bob Nakamura", BOB)],
        ..Event::new("Planning", start, start + TimeDelta::hours(1), chrono_tz::America::New_York)
    }
}

/// Bob has accepted the series.
async fn accepted(version: ProtocolVersion, start: DateTime<Utc>) -> (World, SignedIn, String, String) {
    let world = World::exchange(version);
    let uid = world.invite(thursdays(start));
    let bob = world.sign_in(BOB).await;
    let series = world.engine.invitations(&bob.id).unwrap().remove(0).id;
    world.answer(&bob, &series, Answer::Accepted).await;
    world.pass(TimeDelta::seconds(60));
    world.engine.sync(&bob.id).await.unwrap();
    (world, bob, series, uid)
}

fn card(world: &World, bob: &SignedIn, meeting: &str) -> InvitationCard {
    world.engine.card(&bob.id, meeting).unwrap()
}

fn of_date(bob: &SignedIn, series: &str, date: &UpcomingOccurrence, answer: Answer) -> Decision {
    let occurrence = Some(date.recurrence_id.parse().unwrap());
    Decision { occurrence, ..decision(&bob.id, series, answer) }
}

async fn answer(world: &World, bob: &SignedIn, series: &str, date: usize, answer: Answer) -> Receipt {
    let date = card(world, bob, series).upcoming[date].clone();
    let receipt = entered(world.engine.decide(&of_date(bob, series, &date, answer)));
    assert_eq!(receipt.meeting, date.meeting, "the date's own receipt");
    assert_eq!(receipt.start, date.start, "and it tells the date's own time");
    world.engine.deliver(&bob.id).await.unwrap();
    world.pass(TimeDelta::seconds(60));
    world.engine.sync(&bob.id).await.unwrap();
    world.engine.receipt(&receipt.id).unwrap()
}

fn exception(world: &World, uid: &str, start: DateTime<Utc>) -> Option<Exception> {
    world.mailbox(BOB).meeting(uid).unwrap().exceptions.get(&start).cloned()
}

#[tokio::test]
async fn a_receipt_says_what_of_a_series_was_answered_also_after_a_restart() {
    let (world, bob, series, _) = accepted(V16_1, day(2026, 12, 3, 16)).await;
    let days = Event {
        all_day: true,
        ..Event::new("Offsite", day(2026, 12, 14, 0), day(2026, 12, 16, 0), chrono_tz::UTC)
    };
    world.invite(Event { attendees: vec![Attendee::required("Bob Nakamura", BOB)], ..days });
    world.engine.sync(&bob.id).await.unwrap();
    answer(&world, &bob, &series, 1, Answer::Declined).await;
    let offsite = world.row(&bob, "Offsite").id;
    world.answer(&bob, &offsite, Answer::Tentative).await;
    let world = world.restart();
    let receipts = world.engine.activity(&bob.id).unwrap();
    let of = |answer: Answer| receipts.iter().find(|receipt| receipt.answer == answer).unwrap();
    let said = |answer| {
        let it = of(answer);
        (it.all_day, it.recurring, it.recurrence_id.as_deref())
    };
    assert_eq!(said(Answer::Accepted), (false, true, None));
    assert_eq!(said(Answer::Declined), (false, true, Some("2026-12-10T16:00:00Z")));
    assert_eq!(said(Answer::Tentative), (true, false, None));
    assert_eq!(of(Answer::Tentative).start, "2026-12-14T00:00:00Z");
}

#[tokio::test]
async fn a_date_answered_alone_is_out_with_its_series() {
    for version in [V14_1, V16_1] {
        let (world, bob, series, _) = accepted(version, day(2026, 12, 3, 16)).await;
        let date = answer(&world, &bob, &series, 1, Answer::Tentative).await.meeting;
        assert_eq!(card(&world, &bob, &date).row.answer, Some(Answer::Tentative), "{version}");
        world.pass(TimeDelta::minutes(1));
        world.answer(&bob, &series, Answer::Declined).await;
        world.pass(TimeDelta::minutes(1));
        world.engine.sync(&bob.id).await.unwrap();
        let entries = world.engine.calendar(&bob.id, day(2026, 11, 1, 0), day(2027, 2, 1, 0)).unwrap();
        assert_eq!(entries, [], "{version}: nothing of it is in the calendar");
        let row = card(&world, &bob, &date).row;
        assert_eq!((row.state, row.answer), (InvitationState::Answered, Some(Answer::Declined)), "{version}");
    }
}

#[tokio::test]
async fn first_middle_and_last_date_are_answered_by_themselves() {
    for version in [V14_1, V16_1] {
        let (world, bob, series, uid) = accepted(version, day(2026, 12, 3, 16)).await;
        let before = world.replies().len();
        for (at, given) in [(0, Answer::Declined), (1, Answer::Tentative), (2, Answer::Declined)] {
            let receipt = answer(&world, &bob, &series, at, given).await;
            assert_eq!(receipt.lamps.organizer.state, OrganizerLampState::Told, "{version} {at}");
        }
        assert_eq!(world.replies().len(), before + 3, "{version}: one reply a date");
        let declined = |start| exception(&world, &uid, start).is_some_and(|it| it.deleted);
        assert!(declined(day(2026, 12, 3, 16)) && declined(day(2026, 12, 17, 16)), "{version}");
        let middle = exception(&world, &uid, day(2026, 12, 10, 16)).unwrap();
        assert_eq!(middle.answer.map(|(given, _)| given), Some(Given::Tentative), "{version}");
        let item = world.mailbox(BOB).meeting(&uid).unwrap().clone();
        assert_eq!(item.answer.map(|(given, _)| given), Some(Given::Accepted), "the series stays accepted");
        let card = card(&world, &bob, &series);
        assert_eq!((card.row.state, card.row.answer), (InvitationState::Answered, Some(Answer::Accepted)));
        let own: Vec<_> = card.upcoming.iter().map(|date| date.own).collect();
        let (no, maybe) = (Some(Answer::Declined), Some(Answer::Tentative));
        assert_eq!(own, [no, maybe, no], "{version}");
        for date in &card.upcoming {
            let lamps = date.lamps.clone().unwrap();
            assert_eq!(lamps.organizer.state, OrganizerLampState::Told, "{version} {}", date.start);
        }
    }
}

#[tokio::test]
async fn a_moved_date_is_named_by_its_original_start() {
    for version in [V14_1, V16_1] {
        let (world, bob, series, uid) = accepted(version, day(2026, 12, 3, 16)).await;
        let to = day(2026, 12, 11, 9);
        let later = |it: &mut Exception| it.when = Some((to, to + TimeDelta::hours(2)));
        world.sim.update_occurrence(ALICE, &uid, day(2026, 12, 10, 16), later).unwrap();
        world.pass(TimeDelta::seconds(5));
        world.engine.sync(&bob.id).await.unwrap();
        let date = card(&world, &bob, &series).upcoming[1].clone();
        assert_eq!((date.state, date.start.as_str()), (OccurrenceState::Moved, "2026-12-11T09:00:00Z"));
        assert_eq!(date.in_calendar, Some(DateInCalendar::There), "{version}");
        answer(&world, &bob, &series, 1, Answer::Declined).await;
        assert!(exception(&world, &uid, day(2026, 12, 10, 16)).unwrap().deleted, "{version}");
        let row = world.engine.invitations(&bob.id).unwrap().into_iter().find(|row| row.id == date.meeting);
        let row = row.unwrap();
        assert_eq!(
            (row.answer, row.recurrence_id.as_deref()),
            (Some(Answer::Declined), Some("2026-12-10T16:00:00Z"))
        );
    }
}

#[tokio::test]
async fn dates_on_both_sides_of_a_change_of_clocks_are_met() {
    // New York changes on 14 March 2027, Berlin on the 28th.
    for version in [V14_1, V16_1] {
        let (world, bob, series, uid) = accepted(version, day(2027, 3, 11, 16)).await;
        for at in [0, 1, 2] {
            answer(&world, &bob, &series, at, Answer::Tentative).await;
        }
        for start in [day(2027, 3, 11, 16), day(2027, 3, 18, 15), day(2027, 3, 25, 15)] {
            let met = exception(&world, &uid, start).and_then(|it| it.answer).map(|(given, _)| given);
            assert_eq!(met, Some(Given::Tentative), "{version} {start}");
        }
    }
}

#[tokio::test]
async fn an_answer_to_a_date_can_be_taken_back_and_leaves_no_trace() {
    let (world, bob, series, uid) = accepted(V16_1, day(2026, 12, 3, 16)).await;
    let date = card(&world, &bob, &series).upcoming[0].clone();
    let wish = Decision { undo: TimeDelta::seconds(8), ..of_date(&bob, &series, &date, Answer::Declined) };
    let receipt = entered(world.engine.decide(&wish));
    assert!(receipt.undo_until.is_some());
    assert_eq!(card(&world, &bob, &series).upcoming[0].own, Some(Answer::Declined), "shown at once");
    world.engine.undo(&receipt.id).unwrap();
    let asked = world.asked(Command::MeetingResponse);
    world.pass(TimeDelta::minutes(1));
    world.engine.deliver(&bob.id).await.unwrap();
    assert_eq!(world.asked(Command::MeetingResponse), asked, "nothing left");
    let next = card(&world, &bob, &series).upcoming[0].clone();
    assert_eq!((next.own, next.lamps), (None, None));
    assert_eq!(exception(&world, &uid, day(2026, 12, 3, 16)), None);
    assert_eq!(world.engine.invitations(&bob.id).unwrap().len(), 1, "the date is no row by itself");
}

#[tokio::test]
async fn a_date_tells_its_own_time_when_it_is_opened_by_itself() {
    let (world, bob, series, _) = accepted(V16_1, day(2026, 12, 3, 16)).await;
    let receipt = answer(&world, &bob, &series, 1, Answer::Tentative).await;
    let row = card(&world, &bob, &receipt.meeting).row;
    assert_eq!((row.start.as_str(), row.end.as_str()), ("2026-12-10T16:00:00Z", "2026-12-10T17:00:00Z"));
}

#[tokio::test]
async fn a_date_tells_what_the_calendar_has_of_it() {
    let (world, bob, series, _) = accepted(V16_1, day(2026, 12, 3, 16)).await;
    let kept = answer(&world, &bob, &series, 1, Answer::Tentative).await;
    let out = answer(&world, &bob, &series, 2, Answer::Declined).await;
    world.pass(TimeDelta::minutes(1));
    world.engine.sync(&bob.id).await.unwrap();
    let now = |meeting: &str| card(&world, &bob, meeting).bar.in_calendar;
    assert_eq!(now(&series), Some(OwnState::Accepted));
    assert_eq!(now(&kept.meeting), Some(OwnState::Tentative));
    assert_eq!(now(&out.meeting), None, "a declined date is not in the calendar any more");
}

#[tokio::test]
async fn what_the_server_would_take_for_the_series_is_refused_before_the_click() {
    let configs = [
        SimConfig::new(Family::Exchange).versions([V14_0]),
        SimConfig::new(Family::Sogo),
        SimConfig::new(Family::ZPush),
        SimConfig::new(Family::Grommunio),
    ];
    for config in configs {
        let world = World::with(config);
        world.invite(thursdays(day(2026, 12, 3, 16)));
        let bob = world.sign_in(BOB).await;
        let series = world.engine.invitations(&bob.id).unwrap().remove(0).id;
        let date = card(&world, &bob, &series).upcoming.first().cloned().unwrap();
        assert_eq!(date.impossible, Some(NotAnswerable::OneOccurrence));
        let refused = world.engine.decide(&of_date(&bob, &series, &date, Answer::Declined));
        let reason = NotAnswerable::OneOccurrence;
        assert!(matches!(refused, Err(EngineError::NotAnswerable { reason: why, .. }) if why == reason));
        assert_eq!(world.engine.activity(&bob.id).unwrap(), []);
    }
}

#[tokio::test]
async fn a_date_that_the_series_does_not_have_is_not_found() {
    let (world, bob, series, _) = accepted(V16_1, day(2026, 12, 3, 16)).await;
    let wish =
        Decision { occurrence: Some(day(2026, 12, 4, 16)), ..decision(&bob.id, &series, Answer::Declined) };
    assert!(matches!(world.engine.decide(&wish), Err(EngineError::NotFound(_))));
}

#[tokio::test]
async fn cancelled_dates_are_not_answered() {
    let (world, bob, series, uid) = accepted(V16_1, day(2026, 12, 3, 16)).await;
    world.sim.cancel_occurrence(ALICE, &uid, day(2026, 12, 10, 16)).unwrap();
    world.pass(TimeDelta::seconds(5));
    world.engine.sync(&bob.id).await.unwrap();
    let date = card(&world, &bob, &series).upcoming[1].clone();
    assert_eq!((date.state, date.impossible), (OccurrenceState::Cancelled, Some(NotAnswerable::Cancelled)));
    let refused = world.engine.decide(&of_date(&bob, &series, &date, Answer::Accepted));
    assert!(matches!(refused, Err(EngineError::NotAnswerable { reason: NotAnswerable::Cancelled, .. })));
}

#[tokio::test]
async fn the_series_is_answered_after_a_date_of_it() {
    for version in [V14_1, V16_1] {
        let world = World::exchange(version);
        world.invite(thursdays(day(2026, 12, 3, 16)));
        let bob = world.sign_in(BOB).await;
        let series = world.engine.invitations(&bob.id).unwrap().remove(0).id;
        answer(&world, &bob, &series, 0, Answer::Declined).await;
        let unanswered = card(&world, &bob, &series);
        assert_eq!(unanswered.row.answer, None, "{version}: one date is not the series");
        world.answer(&bob, &series, Answer::Accepted).await;
        let card = card(&world, &bob, &series);
        assert_eq!(card.row.answer, Some(Answer::Accepted), "{version}");
        assert_eq!(card.upcoming[0].own, Some(Answer::Declined), "{version}: and the date stays declined");
    }
}

#[tokio::test]
async fn an_orphan_is_answered_by_its_own_item_and_names_no_date() {
    let world = World::exchange(V16_1);
    let start = day(2026, 12, 10, 16);
    let one = Event { recurrence: None, recurrence_id: Some(start), ..thursdays(start) };
    let uid = world.invite(one);
    let bob = world.sign_in(BOB).await;
    let row = world.engine.invitations(&bob.id).unwrap().remove(0);
    assert_eq!(row.recurrence_id.as_deref(), Some("2026-12-10T16:00:00Z"));
    let by_calendar = Decision {
        from: Some(engine::view::AnswerFrom::Calendar),
        ..decision(&bob.id, &row.id, Answer::Tentative)
    };
    entered(world.engine.decide(&by_calendar));
    world.engine.deliver(&bob.id).await.unwrap();
    let bobs = world.mailbox(BOB);
    let id = bobs.meeting_id(&uid, Some(start)).unwrap();
    let item = bobs.calendar().item(id).and_then(|item| item.event()).unwrap();
    assert_eq!(item.answer.map(|(given, _)| given), Some(Given::Tentative));
}

/// Bob has accepted twelve Thursdays of which the card shows five; his calendar on the day of the tenth.
async fn far() -> (World, SignedIn, String, String, CalendarEntry) {
    let world = World::exchange(V16_1);
    let twelve = Some(Recurrence::weekly(Weekday::Thu, Ends::After(12)));
    let uid = world.invite(Event { recurrence: twelve, ..thursdays(day(2026, 12, 3, 16)) });
    let bob = world.sign_in(BOB).await;
    let series = world.engine.invitations(&bob.id).unwrap().remove(0).id;
    world.answer(&bob, &series, Answer::Accepted).await;
    world.pass(TimeDelta::seconds(60));
    world.engine.sync(&bob.id).await.unwrap();
    let entry = tenth(&world, &bob).unwrap();
    (world, bob, series, uid, entry)
}

fn tenth(world: &World, bob: &SignedIn) -> Option<CalendarEntry> {
    let from = day(2027, 2, 4, 0);
    world.engine.calendar(&bob.id, from, from + TimeDelta::days(1)).unwrap().pop()
}

#[tokio::test]
async fn an_entry_of_a_series_names_its_date_and_a_single_one_none() {
    let (world, bob, series, _, entry) = far().await;
    assert_eq!(entry.id, series);
    assert_eq!(entry.recurrence_id.as_deref(), Some("2027-02-04T16:00:00Z"));
    world.quarterly_planning();
    world.engine.sync(&bob.id).await.unwrap();
    let week = world.engine.calendar(&bob.id, day(2026, 11, 23, 0), day(2026, 11, 28, 0)).unwrap();
    let named: Vec<_> = week.iter().map(|it| (it.subject.as_str(), it.recurrence_id.as_deref())).collect();
    assert_eq!(named, [("Quarterly Planning", None)]);
}

#[tokio::test]
async fn a_moved_entry_names_its_original_start() {
    let (world, bob, _, uid, _) = far().await;
    let to = day(2027, 2, 5, 9);
    let later = |it: &mut Exception| it.when = Some((to, to + TimeDelta::hours(1)));
    world.sim.update_occurrence(ALICE, &uid, day(2027, 2, 4, 16), later).unwrap();
    world.pass(TimeDelta::seconds(5));
    world.engine.sync(&bob.id).await.unwrap();
    let entry = world.engine.calendar(&bob.id, to, to + TimeDelta::hours(1)).unwrap().remove(0);
    assert_eq!(entry.recurrence_id.as_deref(), Some("2027-02-04T16:00:00Z"));
    let found = world.engine.series_date(&bob.id, &entry.id, day(2027, 2, 4, 16)).unwrap();
    assert_eq!((found.date.state, found.date.start), (OccurrenceState::Moved, entry.start));
    assert!(found.has_card, "its organizer wrote of this date alone");
}

#[tokio::test]
async fn a_date_that_no_card_lists_is_answered_from_the_calendar() {
    let (world, bob, series, uid, entry) = far().await;
    let at = day(2027, 2, 4, 16);
    assert_eq!(card(&world, &bob, &series).upcoming.len(), 5);
    let asked = || world.engine.series_date(&bob.id, &entry.id, at).unwrap();
    let before = asked();
    assert_eq!((before.date.own, before.date.impossible, before.has_card), (None, None, false));
    let receipt = entered(world.engine.decide(&of_date(&bob, &series, &before.date, Answer::Declined)));
    assert_eq!(receipt.meeting, before.date.meeting);
    assert_eq!(asked().date.own, Some(Answer::Declined), "shown at once");
    assert_eq!(tenth(&world, &bob).map(|entry| entry.own), Some(OwnState::Declined));
    world.engine.deliver(&bob.id).await.unwrap();
    world.pass(TimeDelta::seconds(60));
    world.engine.sync(&bob.id).await.unwrap();
    assert!(exception(&world, &uid, at).unwrap().deleted);
    assert_eq!(tenth(&world, &bob), None);
    let after = asked();
    assert!(after.has_card && after.date.lamps.is_some());
    assert_eq!(after.date.impossible, Some(NotAnswerable::Gone));
    assert_eq!(card(&world, &bob, &series).row.answer, Some(Answer::Accepted), "the series stays as it was");
    let none = world.engine.series_date(&bob.id, &series, day(2027, 2, 5, 16));
    assert!(matches!(none, Err(EngineError::NotFound(_))));
}

/// When the series is by its row, by its card, and by what is asked of others: the same everywhere.
async fn shown(world: &World, bob: &SignedIn, series: &str) -> (String, Option<ShownDate>) {
    let card = card(world, bob, series);
    let row = world.engine.invitations(&bob.id).unwrap().into_iter().find(|row| row.id == series).unwrap();
    let when = |row: &InvitationRow| (row.start.clone(), row.end.clone(), row.shown_date);
    assert_eq!(when(&row), when(&card.row), "the list and the card");
    let asked = world.engine.free_busy(&bob.id, series, false).await.unwrap();
    assert_eq!((&asked.meeting_start, &asked.meeting_end), (&row.start, &row.end), "who could come");
    (row.start, row.shown_date)
}

#[tokio::test]
async fn a_series_is_shown_at_its_next_date_that_is_mine() {
    for version in [V14_1, V16_1] {
        let (world, bob, series, _) = accepted(version, day(2026, 12, 3, 16)).await;
        let booked = |subject: &str, start| {
            world.sim.book(BOB, Event::new(subject, start, start + TimeDelta::hours(1), Berlin)).unwrap();
        };
        booked("Dentist", day(2026, 12, 3, 16));
        booked("Tax office", day(2026, 12, 10, 16));
        booked("Club", day(2026, 12, 10, 19));
        world.engine.sync(&bob.id).await.unwrap();
        let beside = || card(&world, &bob, &series).beside.overlaps.remove(0).entry.subject;
        let day_shown = || card(&world, &bob, &series).day.into_iter().map(|entry| entry.subject);
        let first = ("2026-12-03T16:00:00Z".to_owned(), Some(ShownDate::First));
        assert_eq!(shown(&world, &bob, &series).await, first, "{version}");
        assert_eq!(beside(), "Dentist", "{version}");

        let receipt = answer(&world, &bob, &series, 0, Answer::Declined).await;
        let second = ("2026-12-10T16:00:00Z".to_owned(), Some(ShownDate::Next));
        assert_eq!(shown(&world, &bob, &series).await, second, "{version}: the first is declined");
        assert_eq!(beside(), "Tax office", "{version}: what it collides with is on that day");
        assert_eq!(day_shown().collect::<Vec<_>>(), ["Tax office", "Club"], "{version}: and so is the day");
        let date = card(&world, &bob, &receipt.meeting).row;
        assert_eq!((date.start.as_str(), date.shown_date), ("2026-12-03T16:00:00Z", None), "{version}");

        answer(&world, &bob, &series, 1, Answer::Tentative).await;
        assert_eq!(
            shown(&world, &bob, &series).await,
            second,
            "{version}: a date with an answer takes place"
        );
        answer(&world, &bob, &series, 1, Answer::Declined).await;
        answer(&world, &bob, &series, 2, Answer::Declined).await;
        let none = ("2026-12-17T16:00:00Z".to_owned(), Some(ShownDate::Last));
        assert_eq!(shown(&world, &bob, &series).await, none, "{version}: none is left");
        assert_eq!(card(&world, &bob, &series).beside.dates, None, "{version}");
    }
}

#[tokio::test]
async fn a_series_that_has_begun_is_shown_at_its_next_date_and_then_at_its_last() {
    let (world, bob, series, uid) = accepted(V16_1, day(2026, 12, 3, 16)).await;
    let until = |at| world.pass_until(at);
    until(day(2026, 12, 3, 16) + TimeDelta::minutes(30));
    let first = ("2026-12-03T16:00:00Z".to_owned(), Some(ShownDate::First));
    assert_eq!(shown(&world, &bob, &series).await, first, "it goes on");
    until(day(2026, 12, 4, 16));
    let second = ("2026-12-10T16:00:00Z".to_owned(), Some(ShownDate::Next));
    assert_eq!(shown(&world, &bob, &series).await, second);

    let to = day(2026, 12, 18, 9);
    let later = |it: &mut Exception| it.when = Some((to, to + TimeDelta::hours(2)));
    world.sim.update_occurrence(ALICE, &uid, day(2026, 12, 17, 16), later).unwrap();
    world.sim.cancel_occurrence(ALICE, &uid, day(2026, 12, 10, 16)).unwrap();
    world.pass(TimeDelta::seconds(5));
    world.engine.sync(&bob.id).await.unwrap();
    let third = "2026-12-18T09:00:00Z".to_owned();
    assert_eq!(shown(&world, &bob, &series).await, (third.clone(), Some(ShownDate::Next)), "as it was moved");
    let changes = card(&world, &bob, &series).changes;
    assert_eq!(changes, [], "the series itself has not moved");
    until(day(2026, 12, 24, 16));
    assert_eq!(shown(&world, &bob, &series).await, (third, Some(ShownDate::Last)));
}

#[tokio::test]
async fn an_answer_to_the_series_is_not_said_to_cover_a_date_with_an_answer_of_its_own() {
    let (world, bob, series, _) = accepted(V16_1, day(2026, 12, 3, 16)).await;
    let apart = || card(&world, &bob, &series).bar.one_date_apart;
    assert!(!apart(), "all its dates have the series' answer");
    answer(&world, &bob, &series, 1, Answer::Declined).await;
    assert!(apart());
    world.pass_until(day(2026, 12, 11, 16));
    assert!(!apart(), "that date is over");
}

#[tokio::test]
async fn a_date_that_was_declined_and_is_gone_is_gone_wherever_it_is_opened() {
    for version in [V14_1, V16_1] {
        let (world, bob, series, _) = accepted(version, day(2026, 12, 3, 16)).await;
        answer(&world, &bob, &series, 1, Answer::Declined).await;
        let date = card(&world, &bob, &series).upcoming[1].clone();
        assert_eq!((date.state, date.impossible), (OccurrenceState::Removed, Some(NotAnswerable::Gone)));
        let alone = card(&world, &bob, &date.meeting);
        assert_eq!(
            (alone.bar.possible, alone.bar.impossible),
            (false, Some(NotAnswerable::Gone)),
            "{version}"
        );
        let refused = world.decide(&bob, &date.meeting, Answer::Accepted);
        let gone = Err(NotAnswerable::Gone);
        let why = refused.map(drop).map_err(|error| match error {
            EngineError::NotAnswerable { reason, .. } => reason,
            other => panic!("{other}"),
        });
        assert_eq!(why, gone, "{version}");
    }
}

/// His telephone offers what no server promises.
#[tokio::test]
async fn a_date_that_another_program_brought_back_was_not_called_off() {
    for version in [V14_1, V16_1] {
        let (world, bob, series, uid) = accepted(version, day(2026, 12, 3, 16)).await;
        answer(&world, &bob, &series, 1, Answer::Declined).await;
        world.sim.answer_occurrence(BOB, &uid, day(2026, 12, 10, 16), Given::Accepted).unwrap();
        world.pass(TimeDelta::seconds(60));
        world.engine.sync(&bob.id).await.unwrap();
        let card = card(&world, &bob, &series);
        assert_eq!(card.upcoming[1].state, OccurrenceState::Planned, "{version}: it is back");
        let told: Vec<_> = card.history.iter().filter(|step| step.unmailed).collect();
        assert!(told.is_empty() && !card.row.updated, "{version}: {told:#?}");
    }
}
