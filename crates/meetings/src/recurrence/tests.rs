mod clock_shifts;
mod limits;
mod oracle;
mod upcoming;

use chrono::TimeDelta;
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::{TimeZoneBlob, Zone};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|_| format!("{text}:00Z").parse().unwrap())
}

fn wire(kind: u8) -> WireRecurrence {
    WireRecurrence { kind, ..WireRecurrence::default() }
}

fn weekly(days: u8) -> WireRecurrence {
    WireRecurrence { day_of_week: Some(days), ..wire(1) }
}

/// An hour long, in UTC, from 2026-01-01 (a Thursday) 10:00 on.
fn series(rule: WireRecurrence) -> Series {
    Series {
        start: utc("2026-01-01T10:00"),
        end: utc("2026-01-01T11:00"),
        all_day: false,
        zone: Zone::Iana(Tz::UTC),
        rule: rule.try_into().unwrap(),
        exceptions: vec![],
    }
}

/// The first days of a series, as `MM-DD` within its first years.
fn days(series: &Series, count: usize) -> Vec<String> {
    series
        .occurrences(utc("2026-01-01T00:00"), utc("2040-01-01T00:00"))
        .iter()
        .take(count)
        .map(|occurrence| occurrence.start.format("%m-%d").to_string())
        .collect()
}

/// What a rule is called in RFC 5545, and which days it gives first.
fn check(rule: WireRecurrence, rrule: &str, first_days: [&str; 4]) {
    let series = series(rule);
    assert_eq!(series.rule.rrule(), rrule);
    assert_eq!(days(&series, 4), first_days, "{rrule}");
}

#[test]
fn daily() {
    check(wire(0), "FREQ=DAILY", ["01-01", "01-02", "01-03", "01-04"]);
    check(
        WireRecurrence { interval: Some(10), ..wire(0) },
        "FREQ=DAILY;INTERVAL=10",
        ["01-01", "01-11", "01-21", "01-31"],
    );
}

#[test]
fn every_weekday_is_a_daily_rule_with_days() {
    check(
        WireRecurrence { day_of_week: Some(62), ..wire(0) },
        "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
        ["01-01", "01-02", "01-05", "01-06"],
    );
    check(
        WireRecurrence { day_of_week: Some(127), interval: Some(3), ..wire(0) },
        "FREQ=DAILY;INTERVAL=3",
        ["01-01", "01-04", "01-07", "01-10"],
    );
}

#[test]
fn weekly_on_some_days() {
    check(weekly(2 + 16), "FREQ=WEEKLY;BYDAY=MO,TH", ["01-01", "01-05", "01-08", "01-12"]);
    check(wire(1), "FREQ=WEEKLY", ["01-01", "01-08", "01-15", "01-22"]);
}

#[test]
fn first_day_of_week_decides_which_weeks_count() {
    // From Thursday on, every second week on Sunday and Thursday.
    let rule = |first_day_of_week| WireRecurrence { interval: Some(2), first_day_of_week, ..weekly(1 + 16) };
    check(rule(Some(0)), "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,TH", ["01-01", "01-11", "01-15", "01-25"]);
    check(rule(Some(1)), "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TH", ["01-01", "01-04", "01-15", "01-18"]);
    assert_eq!(series(rule(None)).rule, series(rule(Some(0))).rule, "before 14.1 nobody tells");
}

#[test]
fn monthly_by_date() {
    let rule = WireRecurrence { day_of_month: Some(15), ..wire(2) };
    check(rule, "FREQ=MONTHLY;BYMONTHDAY=15", ["01-15", "02-15", "03-15", "04-15"]);
}

#[test]
fn day_beyond_the_months_end_is_its_last_day() {
    let rule = |day| WireRecurrence { day_of_month: Some(day), ..wire(2) };
    check(rule(31), "FREQ=MONTHLY;BYMONTHDAY=-1", ["01-31", "02-28", "03-31", "04-30"]);
    check(rule(30), "FREQ=MONTHLY;BYSETPOS=-1;BYMONTHDAY=28,29,30", ["01-30", "02-28", "03-30", "04-30"]);
    let leap_day = WireRecurrence { month_of_year: Some(2), day_of_month: Some(29), ..wire(5) };
    check(
        leap_day,
        "FREQ=YEARLY;BYSETPOS=-1;BYMONTH=2;BYMONTHDAY=28,29",
        ["02-28", "02-28", "02-29", "02-28"],
    );
}

#[test]
fn monthly_by_weekday() {
    let rule = |week, days| WireRecurrence { week_of_month: Some(week), day_of_week: Some(days), ..wire(3) };
    check(rule(2, 4), "FREQ=MONTHLY;BYSETPOS=2;BYDAY=TU", ["01-13", "02-10", "03-10", "04-14"]);
    check(rule(5, 32), "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR", ["01-30", "02-27", "03-27", "04-24"]);
    check(rule(1, 62), "FREQ=MONTHLY;BYSETPOS=1;BYDAY=MO,TU,WE,TH,FR", ["01-01", "02-02", "03-02", "04-01"]);
    check(rule(3, 65), "FREQ=MONTHLY;BYSETPOS=3;BYDAY=SU,SA", ["01-10", "02-08", "03-08", "04-11"]);
    check(
        rule(5, 127),
        "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=SU,MO,TU,WE,TH,FR,SA",
        ["01-31", "02-28", "03-31", "04-30"],
    );
}

#[test]
fn yearly() {
    let by_date = WireRecurrence { month_of_year: Some(12), day_of_month: Some(31), ..wire(5) };
    check(by_date, "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", ["12-31"; 4]);
    let by_weekday = WireRecurrence {
        month_of_year: Some(11),
        week_of_month: Some(4),
        day_of_week: Some(16),
        interval: Some(2),
        ..wire(6)
    };
    check(
        by_weekday,
        "FREQ=YEARLY;INTERVAL=2;BYSETPOS=4;BYMONTH=11;BYDAY=TH",
        ["11-26", "11-23", "11-28", "11-25"],
    );
}

#[test]
fn occurrences_win_over_until() {
    let rule = WireRecurrence { occurrences: Some(3), until: Some(utc("2026-01-01T10:00")), ..wire(0) };
    let series = series(rule);
    assert_eq!(series.rule.rrule(), "FREQ=DAILY;COUNT=3");
    assert_eq!(days(&series, 9), ["01-01", "01-02", "01-03"]);
    let late = series.occurrences(utc("2026-01-03T00:00"), utc("2027-01-01T00:00"));
    assert_eq!(late.len(), 1, "the count begins with the series, not with what is looked at");
}

#[test]
fn until_is_the_last_start_inclusive() {
    let until = |text| WireRecurrence { until: Some(utc(text)), ..wire(0) };
    assert_eq!(series(until("2026-01-03T10:00")).rule.rrule(), "FREQ=DAILY;UNTIL=20260103T100000Z");
    assert_eq!(days(&series(until("2026-01-03T10:00")), 9), ["01-01", "01-02", "01-03"]);
    assert_eq!(days(&series(until("2026-01-03T09:59")), 9), ["01-01", "01-02"]);
}

#[test]
fn first_day_outside_the_rule_is_no_occurrence() {
    check(weekly(4), "FREQ=WEEKLY;BYDAY=TU", ["01-06", "01-13", "01-20", "01-27"]);
}

#[test]
fn what_cannot_be_followed_says_why() {
    let error = |wire: WireRecurrence| Rule::try_from(wire).unwrap_err();
    let out = |child, value| RecurrenceError::OutOfRange { child, value };
    assert_eq!(error(wire(4)), out("Type", 4));
    assert_eq!(error(wire(2)), RecurrenceError::Missing("DayOfMonth"));
    assert_eq!(error(wire(3)), RecurrenceError::Missing("WeekOfMonth"));
    assert_eq!(
        error(WireRecurrence { week_of_month: Some(1), ..wire(3) }),
        RecurrenceError::Missing("DayOfWeek")
    );
    assert_eq!(error(wire(5)), RecurrenceError::Missing("MonthOfYear"));
    assert_eq!(error(weekly(0)), out("DayOfWeek", 0));
    assert_eq!(error(weekly(128)), out("DayOfWeek", 128));
    assert_eq!(error(WireRecurrence { day_of_month: Some(32), ..wire(2) }), out("DayOfMonth", 32));
    assert_eq!(error(WireRecurrence { interval: Some(0), ..wire(0) }), out("Interval", 0));
    assert_eq!(error(WireRecurrence { occurrences: Some(0), ..wire(0) }), out("Occurrences", 0));
    assert_eq!(error(WireRecurrence { first_day_of_week: Some(7), ..wire(1) }), out("FirstDayOfWeek", 7));
    let hijri = WireRecurrence { day_of_month: Some(1), calendar_type: Some(6), ..wire(2) };
    assert_eq!(error(hijri), RecurrenceError::Calendar(6), "shown unexpanded rather than wrong");
    assert_eq!(
        error(hijri).to_string(),
        "Recurrence counts in the Hijri calendar (CalendarType 6), not the Gregorian"
    );
    assert!(
        Rule::try_from(WireRecurrence { calendar_type: Some(6), ..weekly(4) }).is_ok(),
        "weeks are weeks"
    );
}

#[test]
fn calendars_that_only_number_their_years_otherwise_are_followed() {
    let rule = |calendar_type| {
        Rule::try_from(WireRecurrence {
            day_of_month: Some(31),
            calendar_type: Some(calendar_type),
            ..wire(2)
        })
    };
    let followed: Vec<u8> = (0..=u8::MAX).filter(|number| rule(*number).is_ok()).collect();
    assert_eq!(followed, [0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 12]);
    let names = [8, 14, 15, 16, 17, 18, 19, 20, 23].map(|number| rule(number).unwrap_err().to_string());
    assert!(names.iter().all(|name| !name.contains("unknown")), "{names:?}");
}

#[test]
fn outlooks_date_for_no_end_is_no_end() {
    let rule = |until| WireRecurrence { until: Some(utc(until)), ..wire(0) };
    assert_eq!(series(rule("4500-08-31T23:59")).rule.rrule(), "FREQ=DAILY");
    assert_eq!(series(rule("4499-12-31T23:59")).rule.rrule(), "FREQ=DAILY;UNTIL=44991231T235900Z");
}

/// Thursdays at 18:00 in Berlin.
fn berlin_thursdays() -> Series {
    Series {
        start: utc("2026-03-19T17:00"),
        end: utc("2026-03-19T18:00"),
        zone: Zone::Iana(Tz::Europe__Berlin),
        ..series(weekly(16))
    }
}

fn starts(occurrences: &[Occurrence]) -> Vec<String> {
    occurrences.iter().map(|occurrence| occurrence.start.format("%m-%dT%H:%M").to_string()).collect()
}

#[test]
fn wall_clock_is_kept_when_clocks_change() {
    let iana = berlin_thursdays();
    let blob =
        Series { zone: Zone::Blob(TimeZoneBlob::from_tz(Tz::Europe__Berlin, 2026)), ..berlin_thursdays() };
    for series in [iana, blob] {
        let spring = series.occurrences(utc("2026-03-20T00:00"), utc("2026-04-04T00:00"));
        assert_eq!(starts(&spring), ["03-26T17:00", "04-02T16:00"]);
        let autumn = series.occurrences(utc("2026-10-20T00:00"), utc("2026-11-01T00:00"));
        assert_eq!(starts(&autumn), ["10-22T16:00", "10-29T17:00"]);
    }
}

#[test]
fn skipped_hour_is_counted_with_the_offset_before_it() {
    let series = Series {
        start: utc("2026-03-28T01:30"),
        end: utc("2026-03-28T02:00"),
        ..Series { rule: wire(0).try_into().unwrap(), ..berlin_thursdays() }
    };
    let found = series.occurrences(utc("2026-03-28T00:00"), utc("2026-03-31T00:00"));
    assert_eq!(starts(&found), ["03-28T01:30", "03-29T01:30", "03-30T00:30"]);
}

#[test]
fn hour_shown_twice_means_the_first_unless_the_series_began_in_the_second() {
    let daily = |start| Series {
        start: utc(start),
        end: utc(start) + TimeDelta::minutes(30),
        rule: wire(0).try_into().unwrap(),
        ..berlin_thursdays()
    };
    let found = daily("2026-10-24T00:30").occurrences(utc("2026-10-24T00:00"), utc("2026-10-27T00:00"));
    assert_eq!(starts(&found), ["10-24T00:30", "10-25T00:30", "10-26T01:30"]);
    let found = daily("2026-10-25T01:30").occurrences(utc("2026-10-24T00:00"), utc("2026-10-26T00:00"));
    assert_eq!(starts(&found), ["10-25T01:30"]);
}

#[test]
fn all_day_occurrence_lasts_its_day_however_long() {
    let series = Series {
        start: utc("2026-03-27T23:00"),
        end: utc("2026-03-28T23:00"),
        all_day: true,
        rule: wire(0).try_into().unwrap(),
        ..berlin_thursdays()
    };
    let found = series.occurrences(utc("2026-03-28T12:00"), utc("2026-03-30T12:00"));
    let spans: Vec<_> =
        found.iter().map(|occurrence| (occurrence.end - occurrence.start).num_hours()).collect();
    assert_eq!(starts(&found), ["03-27T23:00", "03-28T23:00", "03-29T22:00"]);
    assert_eq!(spans, [24, 23, 24]);
}

#[test]
fn deleted_occurrence_does_not_take_place_but_counts() {
    let mut series = series(WireRecurrence { occurrences: Some(3), ..wire(0) });
    series.exceptions = vec![Exception::Deleted { recurrence_id: utc("2026-01-02T10:00") }];
    assert_eq!(days(&series, 9), ["01-01", "01-03"]);
}

#[test]
fn moved_occurrence_keeps_its_original_start_as_its_name() {
    let mut series = berlin_thursdays();
    let original = utc("2026-03-26T17:00");
    series.exceptions = vec![Exception::Changed {
        recurrence_id: original,
        start: Some(utc("2026-03-30T08:00")),
        end: Some(utc("2026-03-30T10:00")),
    }];
    let week = series.occurrences(utc("2026-03-26T00:00"), utc("2026-03-27T00:00"));
    assert_eq!(week, [], "it left its day");
    let week = series.occurrences(utc("2026-03-30T00:00"), utc("2026-04-03T00:00"));
    assert_eq!(starts(&week), ["03-30T08:00", "04-02T16:00"]);
    assert_eq!((week[0].recurrence_id, week[0].exception), (original, Some(0)));
    assert_eq!(week[0].end, utc("2026-03-30T10:00"));
    assert_eq!((week[1].recurrence_id, week[1].exception), (utc("2026-04-02T16:00"), None));
}

#[test]
fn exception_with_inherited_times_stays_where_it_is() {
    let mut series = berlin_thursdays();
    let original = utc("2026-03-26T17:00");
    series.exceptions = vec![Exception::Changed { recurrence_id: original, start: None, end: None }];
    let week = series.occurrences(utc("2026-03-26T00:00"), utc("2026-03-27T00:00"));
    assert_eq!(
        week,
        [Occurrence {
            recurrence_id: original,
            start: original,
            end: utc("2026-03-26T18:00"),
            exception: Some(0)
        }]
    );
}

#[test]
fn exception_named_by_its_day_replaces_that_days_occurrence() {
    let mut series = berlin_thursdays();
    series.exceptions = vec![Exception::Deleted { recurrence_id: utc("2026-03-26T00:00") }];
    let found = series.occurrences(utc("2026-03-20T00:00"), utc("2026-04-04T00:00"));
    assert_eq!(starts(&found), ["04-02T16:00"]);
}

#[test]
fn day_alone_is_that_day_also_west_of_greenwich() {
    // 18:00 in Los Angeles is the next day in UTC, and midnight there is the day before.
    let mut series = Series {
        start: utc("2026-03-20T01:00"),
        end: utc("2026-03-20T02:00"),
        zone: Zone::Iana(Tz::America__Los_Angeles),
        ..berlin_thursdays()
    };
    let days =
        |series: &Series| starts(&series.occurrences(utc("2026-03-20T00:00"), utc("2026-04-04T00:00")));
    series.exceptions = vec![Exception::Deleted { recurrence_id: utc("2026-03-26T00:00") }];
    assert_eq!(days(&series), ["03-20T01:00", "04-03T01:00"]);
    series.exceptions = vec![Exception::Deleted { recurrence_id: utc("2026-03-27T01:00") }];
    assert_eq!(days(&series), ["03-20T01:00", "04-03T01:00"], "named to the second");
    // 17:00 in summer is midnight in UTC, and then no day alone.
    let at_five = Series { start: utc("2026-03-20T00:00"), end: utc("2026-03-20T01:00"), ..series };
    let at_five =
        Series { exceptions: vec![Exception::Deleted { recurrence_id: utc("2026-03-27T00:00") }], ..at_five };
    assert_eq!(days(&at_five), ["03-20T00:00", "04-03T00:00"]);
}

/// Whole days in Berlin, up to 14.1: instants of its midnights.
fn berlin_days(rule: WireRecurrence) -> Series {
    Series {
        start: utc("2026-03-27T23:00"),
        end: utc("2026-03-28T23:00"),
        all_day: true,
        rule: rule.try_into().unwrap(),
        ..berlin_thursdays()
    }
}

#[test]
fn until_of_whole_days_and_their_exceptions_are_midnights_there() {
    let until = WireRecurrence { until: Some(utc("2026-03-30T22:00")), ..wire(0) };
    let mut series = berlin_days(until);
    let whole =
        |series: &Series| starts(&series.occurrences(utc("2026-03-01T00:00"), utc("2026-05-01T00:00")));
    assert_eq!(whole(&series), ["03-27T23:00", "03-28T23:00", "03-29T22:00", "03-30T22:00"]);
    series.exceptions = vec![Exception::Deleted { recurrence_id: utc("2026-03-29T22:00") }];
    assert_eq!(whole(&series), ["03-27T23:00", "03-28T23:00", "03-30T22:00"]);
    // Days that float, and an end that is still an instant of the organizer's midnight.
    let floating = Series {
        start: utc("2026-03-28T00:00"),
        end: utc("2026-03-29T00:00"),
        zone: Zone::Iana(Tz::UTC),
        exceptions: vec![],
        ..series
    };
    assert_eq!(whole(&floating), ["03-28T00:00", "03-29T00:00", "03-30T00:00", "03-31T00:00"]);
}

#[test]
fn whole_day_an_hour_off_is_on_its_own_weekday() {
    // Saturday 28 March, written with summer's offset a day too early.
    let series =
        Series { start: utc("2026-03-27T22:00"), end: utc("2026-03-28T22:00"), ..berlin_days(weekly(64)) };
    let found = series.occurrences(utc("2026-03-01T00:00"), utc("2026-04-06T00:00"));
    assert_eq!(starts(&found), ["03-27T22:00", "04-03T22:00"]);
}

#[test]
fn first_middle_and_last_can_be_deleted_or_moved() {
    let rule = WireRecurrence { occurrences: Some(5), ..weekly(16) };
    for (zone, start, ids) in [
        // Clocks go forward on 29 March in Berlin, and back on 5 April in Sydney.
        (Tz::Europe__Berlin, "2026-03-19T17:00", ["03-19T17:00", "04-02T16:00", "04-16T16:00"]),
        (Tz::Australia__Sydney, "2026-03-19T07:00", ["03-19T07:00", "04-02T07:00", "04-16T08:00"]),
    ] {
        for id in ids {
            let recurrence_id = utc(&format!("2026-{id}"));
            let whole = Series {
                start: utc(start),
                end: utc(start) + TimeDelta::hours(1),
                zone: Zone::Iana(zone),
                rule: rule.try_into().unwrap(),
                ..berlin_thursdays()
            };
            let all = |series: &Series| {
                starts(&series.occurrences(utc("2026-01-01T00:00"), utc("2027-01-01T00:00")))
            };
            assert_eq!(all(&whole).len(), 5);
            assert!(all(&whole).contains(&id.to_owned()), "{zone} {:?}", all(&whole));
            let without = Series { exceptions: vec![Exception::Deleted { recurrence_id }], ..whole.clone() };
            let expected: Vec<String> = all(&whole).into_iter().filter(|start| start != id).collect();
            assert_eq!(all(&without), expected, "{zone} {id}");
            let later = recurrence_id + TimeDelta::hours(30);
            let moved = Series {
                exceptions: vec![Exception::Changed { recurrence_id, start: Some(later), end: None }],
                ..whole.clone()
            };
            let mut expected = expected;
            expected.push(later.format("%m-%dT%H:%M").to_string());
            expected.sort();
            assert_eq!(all(&moved), expected, "{zone} {id}");
        }
    }
}

#[test]
fn occurrence_that_began_earlier_and_lasts_is_found() {
    let mut series = series(WireRecurrence { day_of_month: Some(1), ..wire(2) });
    series.end = utc("2026-01-11T10:00");
    let found = series.occurrences(utc("2026-02-11T09:59"), utc("2026-02-12T00:00"));
    assert_eq!(starts(&found), ["02-01T10:00"]);
    assert_eq!(series.occurrences(utc("2026-02-11T10:00"), utc("2026-02-12T00:00")), []);
    assert_eq!(series.occurrences(utc("2026-01-20T00:00"), utc("2026-02-01T10:00")), [], "`to` is excluded");
}

#[test]
fn meeting_without_length_is_found_at_its_start() {
    let mut series = series(wire(0));
    series.end = series.start;
    assert_eq!(series.occurrences(utc("2026-01-02T10:00"), utc("2026-01-02T10:01")).len(), 1);
}

#[test]
fn far_future_is_reached_without_counting_to_it() {
    let found = series(wire(0)).occurrences(utc("9999-12-30T00:00"), utc("9999-12-31T00:00"));
    assert_eq!(found.len(), 1);
    let all = series(WireRecurrence { occurrences: Some(5), ..wire(0) })
        .occurrences(DateTime::<Utc>::MIN_UTC, utc("2027-01-01T00:00"));
    assert_eq!(all.len(), 5);
}

/// Every form of a rule this crate can write. The window's tests read the list, so that each is said in words.
#[test]
fn list_of_the_rules_is_complete() {
    const DAYS: [u8; 12] = [1, 2, 4, 8, 16, 32, 64, 62, 65, 127, 2 + 32, 1 + 4 + 16];
    let mut wires = vec![];
    for interval in [1, 2] {
        let every = |kind| WireRecurrence { interval: Some(interval), ..wire(kind) };
        wires.extend([every(0), every(1)]);
        for day_of_week in DAYS.map(Some) {
            wires.extend([0, 1, 6].map(|first| WireRecurrence {
                day_of_week,
                first_day_of_week: Some(first),
                ..every(1)
            }));
            for week_of_month in (1..=5).map(Some) {
                wires.push(WireRecurrence { week_of_month, day_of_week, ..every(3) });
                wires.extend([Some(2), Some(11)].map(|month_of_year| WireRecurrence {
                    month_of_year,
                    week_of_month,
                    day_of_week,
                    ..every(6)
                }));
            }
        }
        for day_of_month in (1..=31).map(Some) {
            wires.push(WireRecurrence { day_of_month, ..every(2) });
            wires.extend([2, 4, 12].map(|month| WireRecurrence {
                month_of_year: Some(month),
                day_of_month,
                ..every(5)
            }));
        }
    }
    wires.push(WireRecurrence { occurrences: Some(15), ..wire(0) });
    wires.push(WireRecurrence { until: Some(utc("2027-03-25T10:00")), ..wire(0) });
    let mut known = std::collections::BTreeSet::new();
    let rules = wires.into_iter().map(|wire| Rule::try_from(wire).unwrap().rrule());
    let list: Vec<String> = rules.filter(|rule| known.insert(rule.clone())).collect();
    insta::assert_snapshot!("rules", list.join("\n"));
}

/// As calendars write them, who leave out what the first occurrence says (Thursday, 12 March 2026).
#[test]
fn rrules_of_other_programs_are_read() {
    let first = NaiveDate::from_ymd_opt(2026, 3, 12).unwrap();
    let read = |value: &str| Rule::from_rrule(value, first).map(|rule| rule.rrule());
    for (written, means) in [
        ("FREQ=WEEKLY;COUNT=4", "FREQ=WEEKLY;COUNT=4;BYDAY=TH"),
        ("freq=weekly;interval=2;byday=th", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
        ("FREQ=DAILY;UNTIL=20260401T090000Z", "FREQ=DAILY;UNTIL=20260401T090000Z"),
        ("FREQ=DAILY;UNTIL=20260401", "FREQ=DAILY;UNTIL=20260401T235959Z"),
        ("FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=12"),
        ("FREQ=MONTHLY;BYDAY=2TH", "FREQ=MONTHLY;BYSETPOS=2;BYDAY=TH"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=12"),
        ("FREQ=YEARLY;BYMONTH=3;BYDAY=2TH", "FREQ=YEARLY;BYSETPOS=2;BYMONTH=3;BYDAY=TH"),
    ] {
        assert_eq!(read(written).as_deref(), Some(means), "{written}");
    }
}

/// Another date than the organizer's is worse than none.
#[test]
fn rrules_that_no_element_can_say_are_not_followed() {
    let first = NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
    for written in [
        "",
        "COUNT=4",
        "FREQ",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;COUNT=many",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;UNTIL=tomorrow",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=\u{fc}\u{df}",
        "FREQ=WEEKLY;BYHOUR=9",
        "FREQ=WEEKLY;BYMONTH=3",
        "FREQ=DAILY;BYMONTHDAY=1",
        "FREQ=DAILY;BYDAY=1MO",
        "FREQ=MONTHLY;BYDAY=MO",
        "FREQ=MONTHLY;BYDAY=1MO,2TU",
        "FREQ=MONTHLY;BYDAY=-2MO",
        "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=1",
        "FREQ=MONTHLY;BYMONTHDAY=1,15",
        // On the 31st, or not at all in a month without one; an element means its last day.
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYDAY=2TH",
        "FREQ=YEARLY;BYWEEKNO=20",
    ] {
        assert_eq!(Rule::from_rrule(written, first), None, "{written}");
    }
}

prop_compose! {
    fn any_rule()(
        kind in proptest::sample::select(vec![0_u8, 1, 2, 3, 5, 6]),
        interval in 1..5_u16,
        occurrences in proptest::option::of(1..40_u16),
        until in proptest::option::of(0..3000_i64),
        day_of_week in 1..=127_u8,
        with_days: bool,
        day_of_month in 1..=31_u8,
        week_of_month in 1..=5_u8,
        month_of_year in 1..=12_u8,
        first_day_of_week in 0..7_u8,
    ) -> WireRecurrence {
        WireRecurrence {
            kind,
            interval: Some(interval),
            occurrences,
            until: until.map(|days| utc("2026-01-01T10:00") + TimeDelta::days(days)),
            day_of_week: (with_days || kind == 3 || kind == 6).then_some(day_of_week),
            day_of_month: Some(day_of_month),
            week_of_month: Some(week_of_month),
            month_of_year: Some(month_of_year),
            first_day_of_week: Some(first_day_of_week),
            calendar_type: None,
        }
    }
}

/// Its days the slow way, as far as there is a count or an end.
fn expected(rule: &WireRecurrence, series: &Series, to: DateTime<Utc>) -> Vec<NaiveDate> {
    let first = series.zone.utc_to_local(series.start).date();
    let count = rule.occurrences.map_or(usize::MAX, usize::from);
    oracle::days(rule, first, first, to.date_naive()).into_iter().take(count).collect()
}

proptest! {
    /// What was written as an RRULE is read as the same rule.
    #[test]
    fn rrule_is_read_as_it_was_written(rule in any_rule()) {
        let written = series(rule).rule.rrule();
        // Without a day it is the first occurrence's, and is said so afterwards.
        prop_assume!(!written.starts_with("FREQ=WEEKLY") || written.contains("BYDAY"));
        let read = Rule::from_rrule(&written, series(rule).start.date_naive());
        prop_assert_eq!(read.map(|rule| rule.rrule()), Some(written));
    }

    #[test]
    fn series_has_the_days_that_fit_its_rule(rule in any_rule(), start in -155_000..2_900_000_i64) {
        let mut series = series(rule);
        // From 1601 to 9965.
        series.start = utc("2026-01-01T10:00") + TimeDelta::days(start);
        series.end = series.start + TimeDelta::hours(1);
        let rule = WireRecurrence { until: rule.until.map(|until| until + TimeDelta::days(start)), ..rule };
        series.rule = rule.try_into().unwrap();
        let to = series.start + TimeDelta::days(3000);
        let at = |day: NaiveDate| day.and_hms_opt(10, 0, 0).unwrap().and_utc();
        let until = rule.until.filter(|_| rule.occurrences.is_none()).filter(|until| until.year() < 4500);
        let expected: Vec<DateTime<Utc>> = expected(&rule, &series, to)
            .into_iter()
            .map(at)
            .take_while(|start| *start < to && until.is_none_or(|until| *start <= until))
            .collect();
        let found: Vec<DateTime<Utc>> =
            series.occurrences(series.start, to).iter().map(|occurrence| occurrence.start).collect();
        prop_assert_eq!(found, expected, "{}", series.rule.rrule());
    }

    /// On wall clocks that change, at an hour that no clock skips or shows twice.
    #[test]
    fn series_has_the_days_that_fit_its_rule_where_clocks_change(
        rule in any_rule(),
        start in 0..400_i64,
        zone in proptest::sample::select(vec![
            Tz::Europe__Berlin, Tz::America__New_York, Tz::Australia__Sydney, Tz::Australia__Lord_Howe,
            Tz::America__Santiago, Tz::Europe__Dublin, Tz::Asia__Kolkata,
        ]),
        blob: bool,
    ) {
        let local = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap().and_hms_opt(12, 30, 0).unwrap() + TimeDelta::days(start);
        let mut series = series(rule);
        // A blob has the rules of one year, and these zones keep theirs.
        series.zone = if blob { Zone::Blob(TimeZoneBlob::from_tz(zone, 2026)) } else { Zone::Iana(zone) };
        series.start = series.zone.at_wall_clock(local);
        series.end = series.start + TimeDelta::hours(1);
        let to = series.start + TimeDelta::days(3000);
        let at = |day: NaiveDate| day.and_time(local.time()).and_local_timezone(zone).unwrap().to_utc();
        let until = rule.until.filter(|_| rule.occurrences.is_none());
        let expected: Vec<DateTime<Utc>> = expected(&rule, &series, to)
            .into_iter()
            .map(at)
            .take_while(|start| *start < to && until.is_none_or(|until| *start <= until))
            .collect();
        let found: Vec<DateTime<Utc>> =
            series.occurrences(series.start, to).iter().map(|occurrence| occurrence.start).collect();
        prop_assert_eq!(found, expected, "{}", series.rule.rrule());
    }

    /// However often it repeats, and however far away one looks.
    #[test]
    fn endless_series_is_joined_where_it_would_have_been(
        rule in any_rule(),
        interval in 1..=LONGEST_IN_MONTHS,
        often: bool,
        start in -155_000..1_000_000_i64,
        ahead in 0..2_900_000_i64,
    ) {
        let interval = if often { 1 + interval % 20 } else { interval };
        let rule = WireRecurrence { interval: Some(interval), occurrences: None, until: None, ..rule };
        let mut series = series(rule);
        series.start += TimeDelta::days(start);
        series.end += TimeDelta::days(start);
        let from = utc("2026-01-01T10:00") + TimeDelta::days(start.max(ahead));
        let to = from + TimeDelta::days(800);
        let found: Vec<NaiveDate> =
            series.occurrences(from, to).iter().map(|occurrence| occurrence.start.date_naive()).collect();
        let expected = oracle::days(&rule, series.start.date_naive(), from.date_naive(), (to - TimeDelta::days(1)).date_naive());
        prop_assert_eq!(found, expected, "{}", series.rule.rrule());
    }

    /// One that is counted knows how many are over by then.
    #[test]
    fn counted_series_is_joined_where_it_would_have_been(
        rule in any_rule(),
        occurrences in 1..400_u16,
        start in -900..900_i64,
        ahead in 0..4000_i64,
    ) {
        let rule = WireRecurrence { occurrences: Some(occurrences), ..rule };
        let mut series = series(rule);
        series.start += TimeDelta::days(start);
        series.end += TimeDelta::days(start);
        let from = series.start + TimeDelta::days(ahead);
        let to = from + TimeDelta::days(800);
        let found: Vec<NaiveDate> =
            series.occurrences(from, to).iter().map(|occurrence| occurrence.start.date_naive()).collect();
        let mut expected = expected(&rule, &series, to - TimeDelta::days(1));
        expected.retain(|day| *day >= from.date_naive());
        prop_assert_eq!(found, expected, "{}", series.rule.rrule());
    }

    /// Who reads the RRULE comes to the same occurrences.
    #[test]
    fn rrule_means_the_same_occurrences(rule in any_rule(), start in 0..1500_i64) {
        let mut series = series(rule);
        series.start = utc("2026-01-01T10:00") + TimeDelta::days(start);
        series.end = series.start + TimeDelta::hours(1);
        let to = series.start + TimeDelta::days(3000);
        let text = format!("DTSTART:{}\nRRULE:{}", series.start.format("%Y%m%dT%H%M%SZ"), series.rule.rrule());
        // It refuses a rule that ends before it begins.
        prop_assume!(rule.occurrences.is_some() || rule.until.is_none_or(|until| until >= series.start));
        let read: rrule::RRuleSet = text.parse().unwrap();
        let read: Vec<DateTime<Utc>> =
            read.into_iter().map(|start| start.to_utc()).take_while(|start| *start < to).take(200).collect();
        let found: Vec<DateTime<Utc>> =
            series.occurrences(series.start, to).iter().map(|occurrence| occurrence.start).take(200).collect();
        prop_assert_eq!(found, read, "{}", text);
    }

    /// Whatever part is looked at, it shows the same occurrences as the whole.
    #[test]
    fn any_window_shows_what_the_whole_shows(rule in any_rule(), from in -100..4000_i64, length in 0..400_i64, hours in 0..80_i64) {
        let mut series = Series { zone: Zone::Iana(Tz::America__Santiago), ..series(rule) };
        series.end = series.start + TimeDelta::hours(hours);
        let from = series.start + TimeDelta::days(from);
        let to = from + TimeDelta::days(length);
        let whole = series.occurrences(DateTime::<Utc>::MIN_UTC, to);
        let expected: Vec<Occurrence> = whole
            .into_iter()
            .filter(|occurrence| occurrence.end > from || occurrence.start >= from)
            .collect();
        prop_assert_eq!(series.occurrences(from, to), expected);
    }

    #[test]
    fn no_rule_panics(kind: u8, numbers: [Option<u8>; 5], interval: Option<u16>, occurrences: Option<u16>) {
        let [day_of_week, day_of_month, week_of_month, month_of_year, first_day_of_week] = numbers;
        let wire = WireRecurrence {
            kind: kind % 8, interval, until: None, occurrences, day_of_week, day_of_month, week_of_month,
            month_of_year, first_day_of_week, calendar_type: None,
        };
        if let Ok(rule) = Rule::try_from(wire) {
            let series = Series { rule, ..series(self::wire(0)) };
            let _ = (rule.rrule(), series.occurrences(utc("2026-01-01T00:00"), utc("2030-01-01T00:00")));
        }
    }
}
