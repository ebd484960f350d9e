//! Series that no person makes, and servers send all the same: each is followed quickly or refused by name.

use super::*;

const WHOLE: (&str, &str) = ("0001-01-01T00:00", "9999-12-31T23:59");

fn between(series: &Series, (from, to): (&str, &str)) -> usize {
    series.occurrences(utc(from), utc(to)).len()
}

#[test]
fn series_of_1601_is_followed_to_today_and_to_9999() {
    let mut series = series(weekly(16));
    series.start = utc("1601-01-04T10:00");
    series.end = utc("1601-01-04T11:00");
    assert_eq!(days(&series, 2), ["01-01", "01-08"]);
    let last = series.occurrences(utc("9999-12-24T00:00"), utc("9999-12-31T23:59"));
    assert_eq!(starts(&last), ["12-30T10:00"]);
    assert_eq!(series.upcoming(utc("9999-12-31T00:00"), 5), [], "no later year can be written");
    assert_eq!(series.upcoming(DateTime::<Utc>::MIN_UTC, 1)[0].occurrence.start, series.start);
    assert_eq!(series.upcoming(DateTime::<Utc>::MAX_UTC, 1), []);
    assert_eq!(series.clock_shifts(&Zone::Iana(Tz::America__New_York), DateTime::<Utc>::MAX_UTC), []);
}

#[test]
fn series_without_end_asked_for_all_of_time_comes_to_an_end() {
    let yearly = WireRecurrence { month_of_year: Some(1), day_of_month: Some(1), ..wire(5) };
    let series = series(yearly);
    let all = series.occurrences(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
    assert_eq!(all.len(), 9999 - 2026 + 1);
}

#[test]
fn until_of_9999_and_before_the_start() {
    let until = |text| series(WireRecurrence { until: Some(utc(text)), ..wire(0) });
    assert_eq!(days(&until("9999-12-31T23:59"), 2), ["01-01", "01-02"]);
    assert_eq!(between(&until("1601-01-01T00:00"), WHOLE), 0, "it never takes place");
    assert_eq!(until("1601-01-01T00:00").upcoming(utc("2026-01-01T00:00"), 3), []);
}

#[test]
fn absurd_counts_and_intervals_are_counted() {
    let rule = WireRecurrence { occurrences: Some(u16::MAX), ..wire(0) };
    assert_eq!(between(&series(rule), WHOLE), usize::from(u16::MAX));
    let series_of_them = series(rule);
    let before_the_last = series_of_them.start + TimeDelta::days(65_533);
    assert_eq!(series_of_them.upcoming(before_the_last, 3).len(), 2);
    for kind in [0, 1, 2, 3, 5, 6] {
        // Every 65,535 days, weeks or years, or 65,523 months: the calendar ends long before the count.
        let (interval, expected) = match kind {
            0 => (u16::MAX, 45), // a daily rule on all days is every n-th day
            1 => (u16::MAX, 45), // and what is left of the first week
            2 | 3 => (LONGEST_IN_MONTHS, 2),
            _ => (u16::MAX, 1),
        };
        let found = between(&series(far_apart(kind, interval)), WHOLE);
        assert!((1..=expected).contains(&found), "Type {kind}: {found}");
    }
}

fn far_apart(kind: u8, interval: u16) -> WireRecurrence {
    WireRecurrence {
        interval: Some(interval),
        occurrences: Some(u16::MAX),
        day_of_week: Some(127),
        week_of_month: Some(5),
        day_of_month: Some(31),
        month_of_year: Some(2),
        ..wire(kind)
    }
}

#[test]
fn interval_of_months_that_cannot_be_followed_is_refused_by_name() {
    for kind in [2, 3] {
        for interval in [LONGEST_IN_MONTHS + 1, u16::MAX] {
            let error = Rule::try_from(far_apart(kind, interval)).unwrap_err();
            assert_eq!(error, RecurrenceError::OutOfRange { child: "Interval", value: interval });
        }
        let mut december = series(far_apart(kind, LONGEST_IN_MONTHS));
        december.start = utc("1601-12-01T10:00");
        december.end = december.start;
        assert_eq!(between(&december, WHOLE), 2, "the longest is, from any month");
    }
}

#[test]
fn series_of_no_year_that_can_be_written_is_refused_by_name() {
    let weekly = weekly(127);
    let from = |start: DateTime<Utc>| Series { start, end: start, ..series(weekly) };
    for start in
        [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, utc("9999-12-31T23:59") + TimeDelta::days(1)]
    {
        let series = from(start);
        assert_eq!(series.clone().checked().unwrap_err(), SeriesError::Year(start.year()));
        // Who does not ask first gets no panic.
        for until in [None, Some(utc("9999-01-01T00:00"))] {
            for occurrences in [None, Some(u16::MAX)] {
                let rule = WireRecurrence { until, occurrences, ..weekly };
                let series = Series { rule: rule.try_into().unwrap(), ..series.clone() };
                assert_eq!(series.upcoming(DateTime::<Utc>::MAX_UTC, 1), []);
                assert!(series.upcoming(start, 1).len() <= 1);
            }
        }
    }
    for text in ["0000-01-01T00:00", "9999-12-31T23:59"] {
        let series = Series { zone: Zone::Iana(Tz::America__New_York), ..from(utc(text)) };
        assert!(series.clone().checked().is_ok(), "{text}");
        assert_eq!(series.occurrences(utc(text), utc(text) + TimeDelta::minutes(1)).len(), 1, "{text}");
    }
}

#[test]
fn ten_thousand_exceptions_are_honoured() {
    let mut series = series(wire(0));
    let day = |n: i64| series.start + TimeDelta::days(n);
    let mut exceptions = Vec::new();
    for n in 0..10_000 {
        exceptions.push(match n % 3 {
            0 => Exception::Deleted { recurrence_id: day(n) },
            1 => Exception::Changed { recurrence_id: day(n), start: Some(day(n + 20_000)), end: None },
            _ => Exception::Changed { recurrence_id: day(n), start: None, end: None },
        });
    }
    series.exceptions = exceptions;
    let year = series.occurrences(utc("2026-01-01T00:00"), utc("2027-01-01T00:00"));
    assert_eq!(year.len(), 365 / 3, "a third is called off, a third is elsewhere");
    let next = series.upcoming(utc("2026-01-01T00:00"), 4);
    let states: Vec<_> = next.iter().map(|next| (next.occurrence.exception, next.state)).collect();
    use OccurrenceState::{Cancelled, Changed};
    assert_eq!(states, [(Some(0), Cancelled), (Some(2), Changed), (Some(3), Cancelled), (Some(5), Changed)]);
    let after = series.upcoming(utc("2053-05-20T00:00"), 1);
    assert_eq!(after[0].state, OccurrenceState::AsPlanned, "behind them it goes on");
}

#[test]
fn series_that_ends_before_it_starts_or_lasts_for_years_is_refused_by_name() {
    let lasting = |end: &str| Series { end: utc(end), ..series(wire(0)) };
    assert_eq!(lasting("2026-01-01T09:59").checked().unwrap_err(), SeriesError::EndsBeforeStart);
    let error = lasting("9999-12-31T00:00").checked().unwrap_err();
    assert_eq!(error.to_string(), "an occurrence of the series lasts 2912441 days");
    assert!(lasting("2027-01-01T10:00").checked().is_ok(), "a year is no absurdity");
    assert!(lasting("2026-01-01T10:00").checked().is_ok(), "nor is no time at all");
    // Who does not ask first gets no nonsense either.
    let backwards = lasting("2025-01-01T00:00").occurrences(utc("2026-01-02T00:00"), utc("2026-01-03T00:00"));
    assert_eq!(starts(&backwards), ["01-02T10:00"]);
    assert_eq!(backwards[0].end, backwards[0].start);
}

#[test]
fn exception_that_ends_before_it_starts_has_no_length() {
    let mut series = series(wire(0));
    let recurrence_id = series.start;
    let end = Some(utc("2025-01-01T00:00"));
    series.exceptions = vec![Exception::Changed { recurrence_id, start: None, end }];
    let found = series.occurrences(utc("2026-01-01T00:00"), utc("2026-01-02T00:00"));
    assert_eq!((found[0].start, found[0].end), (recurrence_id, recurrence_id));
}

#[test]
fn exceptions_at_the_ends_of_the_calendar_do_no_harm() {
    let mut series = series(wire(0));
    for at in [utc(WHOLE.0), utc(WHOLE.1)] {
        for zone in
            [Zone::Iana(Tz::Asia__Tokyo), Zone::Blob(TimeZoneBlob::from_tz(Tz::America__New_York, 2026))]
        {
            series.zone = zone;
            series.exceptions = vec![
                Exception::Deleted { recurrence_id: at },
                Exception::Changed { recurrence_id: at, start: None, end: None },
            ];
            assert_eq!(series.occurrences(utc("2026-01-01T00:00"), utc("2026-01-02T00:00")).len(), 1);
            assert_eq!(series.upcoming(utc("2026-01-01T00:00"), 1).len(), 1);
        }
    }
}
