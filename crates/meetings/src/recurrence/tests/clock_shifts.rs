//! The meeting at another time for the reader, although nobody moved it.

use super::*;

/// A series that begins on a day at a wall-clock time of a zone, an hour long.
fn made_in(zone: Tz, first: &str, rule: WireRecurrence) -> Series {
    let zone = Zone::Iana(zone);
    let start = zone.at_wall_clock(first.parse().unwrap());
    Series { start, end: start + TimeDelta::hours(1), zone, ..series(rule) }
}

/// "16:00 instead of 17:00, from 03-12, 3 times, until 04-02".
fn shifts(series: &Series, reader: Tz, from: &str) -> Vec<String> {
    let shifts = series.clock_shifts(&Zone::Iana(reader), utc(from));
    shifts
        .iter()
        .map(|shift| {
            let until = shift.until.map_or("the end".to_owned(), |day| day.format("%m-%d").to_string());
            format!(
                "{} instead of {}, from {}, {} times, until {until}",
                shift.shifted.format("%H:%M"),
                shift.usual.format("%H:%M"),
                shift.days[0].format("%m-%d"),
                shift.days.len(),
            )
        })
        .collect()
}

/// Thursdays at 11:00 in New York: 17:00 in Berlin, but for the weeks in which only one of them has changed its clocks
/// (8 to 29 March and 25 October to 1 November 2026).
fn new_york() -> Series {
    made_in(Tz::America__New_York, "2026-01-08T11:00:00", weekly(16))
}

#[test]
fn europe_is_late_in_spring_and_early_in_autumn() {
    assert_eq!(
        shifts(&new_york(), Tz::Europe__Berlin, "2026-02-01T00:00"),
        [
            "16:00 instead of 17:00, from 03-12, 3 times, until 04-02",
            "16:00 instead of 17:00, from 10-29, 1 times, until 11-05",
        ]
    );
}

#[test]
fn shift_that_has_begun_is_told_as_long_as_it_lasts() {
    assert_eq!(
        shifts(&new_york(), Tz::Europe__Berlin, "2026-03-20T00:00")[0],
        "16:00 instead of 17:00, from 03-26, 1 times, until 04-02"
    );
    assert_eq!(
        shifts(&new_york(), Tz::Europe__Berlin, "2026-03-27T00:00").len(),
        2,
        "autumn's, and next spring's"
    );
    assert!(shifts(&new_york(), Tz::Europe__Berlin, "2026-03-27T00:00")[0].contains("from 10-29"));
}

#[test]
fn only_what_touches_an_occurrence_is_told() {
    // The first of the month misses the weeks in March, and in autumn Sunday 1 November is the day of the change.
    let rule = WireRecurrence { day_of_month: Some(1), ..wire(2) };
    let monthly = made_in(Tz::America__New_York, "2026-01-01T11:00:00", rule);
    assert_eq!(shifts(&monthly, Tz::Europe__Berlin, "2026-01-01T00:00"), [] as [&str; 0]);
    let mut thursdays = new_york();
    thursdays.exceptions = ["2026-03-12T15:00", "2026-03-19T15:00", "2026-03-26T15:00", "2026-10-29T15:00"]
        .map(|id| Exception::Deleted { recurrence_id: utc(id) })
        .to_vec();
    assert_eq!(shifts(&thursdays, Tz::Europe__Berlin, "2026-02-01T00:00"), [] as [&str; 0], "all called off");
    thursdays.exceptions[1] =
        Exception::Changed { recurrence_id: utc("2026-03-19T15:00"), start: None, end: None };
    thursdays.exceptions[2] = Exception::Changed {
        recurrence_id: utc("2026-03-26T15:00"),
        start: Some(utc("2026-03-26T09:00")),
        end: None,
    };
    assert_eq!(
        shifts(&thursdays, Tz::Europe__Berlin, "2026-02-01T00:00"),
        ["16:00 instead of 17:00, from 03-19, 1 times, until 04-02"],
        "one that somebody moved says itself when it is"
    );
    assert_eq!(
        shifts(&thursdays, Tz::Europe__Berlin, "2026-02-01T00:00").len(),
        1,
        "and does not end what it lies in"
    );
}

#[test]
fn nothing_shifts_where_the_clocks_change_together_or_never() {
    for (organizer, reader) in [
        (Tz::Europe__Berlin, Tz::Europe__London),
        (Tz::America__New_York, Tz::America__Los_Angeles),
        (Tz::Asia__Tokyo, Tz::Asia__Kolkata),
        (Tz::Europe__Berlin, Tz::Europe__Berlin),
    ] {
        let series = made_in(organizer, "2026-01-08T11:00:00", weekly(16));
        assert_eq!(shifts(&series, reader, "2026-02-01T00:00"), [] as [&str; 0], "{organizer} {reader}");
    }
}

#[test]
fn reader_without_summer_time_has_half_a_year_at_another_hour() {
    let berlin = made_in(Tz::Europe__Berlin, "2026-01-08T09:00:00", weekly(16));
    // Summer has more Thursdays.
    assert_eq!(
        shifts(&berlin, Tz::Asia__Kolkata, "2026-06-01T00:00"),
        ["13:30 instead of 12:30, from 10-29, 22 times, until 04-01"]
    );
}

#[test]
fn hemispheres_drift_apart_in_two_steps() {
    let sydney = made_in(Tz::Australia__Sydney, "2026-01-08T18:00:00", weekly(16));
    assert_eq!(
        shifts(&sydney, Tz::Europe__Berlin, "2026-01-01T00:00"),
        [
            "08:00 instead of 10:00, from 01-08, 12 times, until 04-02",
            "09:00 instead of 10:00, from 04-02, 1 times, until 04-09",
            "09:00 instead of 10:00, from 10-08, 3 times, until 10-29",
            "08:00 instead of 10:00, from 10-29, 22 times, until 04-01",
        ]
    );
    let lord_howe = made_in(Tz::Australia__Lord_Howe, "2026-04-01T10:00:00", wire(0));
    assert_eq!(
        shifts(&lord_howe, Tz::Asia__Tokyo, "2026-04-01T00:00")[0],
        "08:30 instead of 08:00, from 04-05, 182 times, until 10-04",
        "by half an hour"
    );
}

#[test]
fn reader_may_be_a_day_ahead() {
    let los_angeles = made_in(Tz::America__Los_Angeles, "2026-01-08T18:00:00", weekly(16));
    assert_eq!(
        shifts(&los_angeles, Tz::Europe__Berlin, "2026-02-01T00:00")[0],
        "02:00 instead of 03:00, from 03-13, 3 times, until 04-03",
        "Fridays"
    );
}

#[test]
fn series_that_ends_in_the_shift_has_no_end_of_it() {
    let rule = WireRecurrence { until: Some(utc("2026-03-26T15:00")), ..weekly(16) };
    let series = made_in(Tz::America__New_York, "2026-01-08T11:00:00", rule);
    assert_eq!(
        shifts(&series, Tz::Europe__Berlin, "2026-02-01T00:00"),
        ["16:00 instead of 17:00, from 03-12, 3 times, until the end"]
    );
    assert_eq!(
        shifts(&series, Tz::Europe__Berlin, "2026-03-27T00:00"),
        [] as [&str; 0],
        "and then it is over"
    );
}

#[test]
fn hour_that_the_organizers_clock_skips_is_no_shift_of_the_readers() {
    let berlin = made_in(Tz::Europe__Berlin, "2026-03-20T02:30:00", wire(0));
    assert_eq!(shifts(&berlin, Tz::Europe__London, "2026-03-20T00:00"), [] as [&str; 0]);
}

#[test]
fn whole_days_have_no_time_that_could_shift() {
    assert_eq!(
        berlin_days(wire(0)).clock_shifts(&Zone::Iana(Tz::America__New_York), utc("2026-03-01T00:00")),
        []
    );
}

#[test]
fn rules_that_came_with_the_meeting_shift_as_their_zone_does() {
    let blob = Zone::Blob(TimeZoneBlob::from_tz(Tz::America__New_York, 2026));
    let told = Series { zone: blob, ..new_york() };
    let berlin = Zone::Iana(Tz::Europe__Berlin);
    let from = utc("2026-02-01T00:00");
    assert_eq!(told.clock_shifts(&berlin, from), new_york().clock_shifts(&berlin, from));
}
