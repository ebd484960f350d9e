//! What comes next, and what became of it.

use super::*;
use OccurrenceState::{AsPlanned, Cancelled, Changed, Moved};

/// Start and state of the next three.
fn next(series: &Series, from: &str) -> Vec<(String, OccurrenceState)> {
    let upcoming = series.upcoming(utc(from), 3);
    upcoming
        .iter()
        .map(|next| (next.occurrence.start.format("%m-%dT%H:%M").to_string(), next.state))
        .collect()
}

fn expected(list: [(&str, OccurrenceState); 3]) -> Vec<(String, OccurrenceState)> {
    list.map(|(start, state)| (start.to_owned(), state)).to_vec()
}

#[test]
fn series_goes_on_from_wherever_it_is_looked_at() {
    let series = berlin_thursdays();
    let planned = |list: [&str; 3]| expected(list.map(|start| (start, AsPlanned)));
    assert_eq!(next(&series, "2020-01-01T00:00"), planned(["03-19T17:00", "03-26T17:00", "04-02T16:00"]));
    assert_eq!(next(&series, "2026-03-26T17:30"), planned(["03-26T17:00", "04-02T16:00", "04-09T16:00"]));
    assert_eq!(
        next(&series, "2026-03-26T18:00"),
        planned(["04-02T16:00", "04-09T16:00", "04-16T16:00"]),
        "what is over does not come"
    );
    let sydney = Series { zone: Zone::Iana(Tz::Australia__Sydney), start: utc("2026-03-26T06:00"), ..series };
    assert_eq!(next(&sydney, "2026-03-26T00:00"), planned(["03-26T06:00", "04-02T06:00", "04-09T07:00"]));
}

#[test]
fn date_is_found_however_far_away_and_only_where_the_series_has_one() {
    let series = berlin_thursdays();
    let far = series.date(utc("2036-03-20T17:00")).expect("a Thursday in ten years");
    assert_eq!((far.occurrence.start, far.state), (utc("2036-03-20T17:00"), AsPlanned));
    assert_eq!(series.date(utc("2036-03-21T17:00")), None, "a Friday");
}

/// Start and state of those of a day, and of two before and two after it.
fn around(series: &Series, day: &str) -> Vec<(String, OccurrenceState)> {
    let from = utc(&format!("{day}T00:00"));
    let found = series.around(from, from + TimeDelta::days(1), 2);
    found.iter().map(|date| (date.occurrence.start.format("%m-%dT%H:%M").to_string(), date.state)).collect()
}

#[test]
fn dates_before_and_after_a_day_are_found_near_and_far() {
    let series = berlin_thursdays();
    let planned = |list: &[&str]| -> Vec<_> { list.iter().map(|it| ((*it).to_owned(), AsPlanned)).collect() };
    let on_it = ["03-19T17:00", "03-26T17:00", "04-02T16:00", "04-09T16:00", "04-16T16:00"];
    assert_eq!(around(&series, "2026-04-02"), planned(&on_it));
    let beside_it = ["03-26T17:00", "04-02T16:00", "04-09T16:00", "04-16T16:00"];
    assert_eq!(around(&series, "2026-04-03"), planned(&beside_it));
    assert_eq!(around(&series, "2020-01-01"), planned(&on_it[..2]), "it has not begun");
    assert_eq!(around(&series, "2036-03-20").len(), 5);
    let ended = Series {
        rule: WireRecurrence { occurrences: Some(3), ..weekly(16) }.try_into().unwrap(),
        ..berlin_thursdays()
    };
    assert_eq!(around(&ended, "2099-01-01"), planned(&on_it[1..3]), "the last of them, however long ago");
    let yearly = WireRecurrence { month_of_year: Some(3), day_of_month: Some(19), ..wire(5) };
    let yearly = Series { rule: yearly.try_into().unwrap(), ..berlin_thursdays() };
    assert_eq!(around(&yearly, "2031-06-01"), planned(&["03-19T17:00"; 4]));
}

#[test]
fn what_was_called_off_or_moved_is_around_the_day_on_which_it_is() {
    let mut series = berlin_thursdays();
    series.exceptions = vec![
        Exception::Deleted { recurrence_id: utc("2026-03-26T17:00") },
        Exception::Changed {
            recurrence_id: utc("2026-04-09T16:00"),
            start: Some(utc("2026-04-03T08:00")),
            end: None,
        },
    ];
    let all = [
        ("03-26T17:00", Cancelled),
        ("04-02T16:00", AsPlanned),
        ("04-03T08:00", Moved),
        ("04-16T16:00", AsPlanned),
        ("04-23T16:00", AsPlanned),
    ];
    assert_eq!(around(&series, "2026-04-03"), all.map(|(start, state)| (start.to_owned(), state)));
}

#[test]
fn finite_series_ends() {
    let series = series(WireRecurrence { occurrences: Some(3), ..wire(0) });
    assert_eq!(series.upcoming(utc("2026-01-02T00:00"), 5).len(), 2);
    assert_eq!(series.upcoming(utc("2026-01-04T00:00"), 5), []);
    assert_eq!(series.upcoming(utc("2026-01-01T00:00"), 0), []);
}

#[test]
fn cancelled_one_is_listed_at_the_time_it_had() {
    let mut series = berlin_thursdays();
    for named in ["2026-03-26T17:00", "2026-03-26T00:00"] {
        series.exceptions = vec![Exception::Deleted { recurrence_id: utc(named) }];
        assert_eq!(
            next(&series, "2026-03-20T00:00"),
            expected([("03-26T17:00", Cancelled), ("04-02T16:00", AsPlanned), ("04-09T16:00", AsPlanned)])
        );
        let [first, ..] = series.upcoming(utc("2026-03-20T00:00"), 1)[..] else { panic!() };
        assert_eq!(first.occurrence.recurrence_id, utc("2026-03-26T17:00"));
        assert_eq!((first.occurrence.end, first.occurrence.exception), (utc("2026-03-26T18:00"), Some(0)));
    }
}

#[test]
fn moved_one_comes_at_its_new_time_under_its_old_name() {
    let mut series = berlin_thursdays();
    let recurrence_id = utc("2026-03-26T17:00");
    let moved = |start, end| vec![Exception::Changed { recurrence_id, start: Some(utc(start)), end }];
    series.exceptions = moved("2026-04-07T08:00", None);
    assert_eq!(
        next(&series, "2026-03-20T00:00"),
        expected([("04-02T16:00", AsPlanned), ("04-07T08:00", Moved), ("04-09T16:00", AsPlanned)])
    );
    assert_eq!(series.upcoming(utc("2026-03-20T00:00"), 2)[1].occurrence.recurrence_id, recurrence_id);
    assert_eq!(
        next(&series, "2026-04-07T09:00")[0],
        ("04-09T16:00".to_owned(), AsPlanned),
        "over at its new time"
    );
    // Its old time is over, its new one is not.
    assert_eq!(next(&series, "2026-04-05T00:00")[0], ("04-07T08:00".to_owned(), Moved));
    series.exceptions = moved("2026-03-26T17:00", Some(utc("2026-03-26T20:00")));
    assert_eq!(next(&series, "2026-03-20T00:00")[0].1, Moved, "it lasts longer");
}

#[test]
fn occurrence_that_differs_in_other_things_is_where_it_was() {
    let mut series = berlin_thursdays();
    let recurrence_id = utc("2026-03-26T17:00");
    for (start, end) in [(None, None), (Some(recurrence_id), Some(utc("2026-03-26T18:00")))] {
        series.exceptions = vec![Exception::Changed { recurrence_id, start, end }];
        assert_eq!(next(&series, "2026-03-20T00:00")[0], ("03-26T17:00".to_owned(), Changed));
    }
}

#[test]
fn first_and_last_can_be_called_off_or_moved() {
    let rule = WireRecurrence { occurrences: Some(3), ..weekly(16) };
    let mut series = Series { rule: rule.try_into().unwrap(), ..berlin_thursdays() };
    series.exceptions = vec![
        Exception::Deleted { recurrence_id: utc("2026-03-19T17:00") },
        Exception::Changed {
            recurrence_id: utc("2026-04-02T16:00"),
            start: Some(utc("2026-04-03T16:00")),
            end: None,
        },
    ];
    assert_eq!(
        next(&series, "2026-01-01T00:00"),
        expected([("03-19T17:00", Cancelled), ("03-26T17:00", AsPlanned), ("04-03T16:00", Moved)])
    );
}

#[test]
fn cancelling_what_the_rule_does_not_have_lists_nothing() {
    let mut series = berlin_thursdays();
    series.exceptions = vec![Exception::Deleted { recurrence_id: utc("2026-03-27T17:00") }];
    assert!(series.upcoming(utc("2026-03-20T00:00"), 5).iter().all(|next| next.state == AsPlanned));
}

#[test]
fn whole_days_come_and_go_as_days() {
    let mut series = berlin_days(wire(0));
    series.exceptions = vec![
        Exception::Deleted { recurrence_id: utc("2026-03-28T23:00") },
        Exception::Changed { recurrence_id: utc("2026-03-29T22:00"), start: None, end: None },
    ];
    assert_eq!(
        next(&series, "2026-03-28T12:00"),
        expected([("03-27T23:00", AsPlanned), ("03-28T23:00", Cancelled), ("03-29T22:00", Changed)])
    );
}

proptest! {
    /// What takes place is the same as `occurrences` says, and nothing that was called off is lost.
    #[test]
    fn upcoming_and_occurrences_agree(
        rule in any_rule(),
        from in -50..900_i64,
        exceptions in proptest::collection::vec((0..40_usize, 0..3_u8, -5..5_i64), 0..6),
    ) {
        let mut series = Series { zone: Zone::Iana(Tz::America__New_York), ..series(rule) };
        let from = series.start + TimeDelta::days(from);
        let far = from + TimeDelta::days(366 * 4 * 40);
        let plan = series.occurrences(series.start, far);
        let mut taken = std::collections::BTreeSet::new();
        for (at, kind, days) in exceptions {
            if let Some(occurrence) = plan.get(at).filter(|_| taken.insert(at)) {
                let recurrence_id = occurrence.start;
                series.exceptions.push(match kind {
                    0 => Exception::Deleted { recurrence_id },
                    1 => Exception::Changed { recurrence_id, start: None, end: None },
                    _ => Exception::Changed {
                        recurrence_id, start: Some(recurrence_id + TimeDelta::days(days)), end: None,
                    },
                });
            }
        }
        let upcoming = series.upcoming(from, 30);
        for next in &upcoming {
            let named = series.date(next.occurrence.recurrence_id);
            prop_assert_eq!(named.as_ref(), Some(next), "the same by its original start");
        }
        let last = upcoming.last().map(|next| next.occurrence.start);
        let take_place: Vec<Occurrence> =
            upcoming.iter().filter(|next| next.state != Cancelled).map(|next| next.occurrence).collect();
        let expected: Vec<Occurrence> = series.occurrences(from, far).into_iter().take(take_place.len()).collect();
        prop_assert_eq!(&take_place, &expected);
        prop_assert!(upcoming.is_sorted_by_key(|next| next.occurrence.start));
        let called_off = series.exceptions.iter().filter(|exception| match exception {
            Exception::Deleted { recurrence_id } => {
                *recurrence_id >= from && last.is_some_and(|last| *recurrence_id < last)
            }
            Exception::Changed { .. } => false,
        });
        prop_assert!(called_off.count() <= upcoming.iter().filter(|next| next.state == Cancelled).count());
    }
}
