mod every_zone;

use chrono::{SubsecRound as _, TimeDelta, TimeZone as _};
use chrono_tz::{TZ_VARIANTS, Tz};
use proptest::prelude::*;

use super::*;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn local(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

/// 172 bytes from what differs from zero: (offset, bytes).
fn blob(parts: &[(usize, &[u8])]) -> Vec<u8> {
    let mut bytes = vec![0; LEN];
    for (offset, part) in parts {
        bytes[*offset..offset + part.len()].copy_from_slice(part);
    }
    bytes
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The calendar item of the 2011 article on meeting responses: UTC-8, US rules, no names.
fn pacific() -> Vec<u8> {
    blob(&[
        (0, &[0xE0, 0x01, 0, 0]),
        (68, &[0, 0, 0x0B, 0, 0, 0, 1, 0, 2, 0]),
        (152, &[0, 0, 3, 0, 0, 0, 2, 0, 2, 0]),
        (168, &[0xC4, 0xFF, 0xFF, 0xFF]),
    ])
}

/// A calendar item of Exchange Online: names of two kinds, one of them filling its room.
fn w_europe() -> Vec<u8> {
    blob(&[
        (0, &[0xC4, 0xFF, 0xFF, 0xFF]),
        (4, &utf16("W. Europe Standard Time")),
        (68, &[0, 0, 0x0A, 0, 0, 0, 5, 0, 3, 0]),
        (88, &utf16("(UTC+01:00) Amsterdam, Berlin, B")),
        (152, &[0, 0, 3, 0, 0, 0, 5, 0, 2, 0]),
        (168, &[0xC4, 0xFF, 0xFF, 0xFF]),
    ])
}

#[test]
fn pacific_sample_reads_as_ten_in_the_morning() {
    let text = base64_text::encode(&pacific());
    assert!(text.starts_with("4AEAAAAA"), "the sample begins so: {text}");
    let zone = TimeZoneBlob::parse(&text).unwrap();
    assert_eq!(zone.utc_to_local(utc("2011-05-10T17:00:00Z")), local("2011-05-10T10:00:00"));
    assert_eq!(zone.utc_to_local(utc("2011-12-10T17:00:00Z")), local("2011-12-10T09:00:00"));
    assert_eq!(zone.identify(None, 2011), Some(Tz::America__Los_Angeles));
    assert_eq!(zone.identify(Some(Tz::America__Vancouver), 2011), Some(Tz::America__Vancouver));
    assert_eq!(zone.identify(Some(Tz::Europe__Berlin), 2011), Some(Tz::America__Los_Angeles));
    assert_eq!(zone.to_base64(), text);
}

#[test]
fn central_europe_sample_changes_on_last_sundays() {
    let zone = TimeZoneBlob::from_bytes(&w_europe()).unwrap();
    assert_eq!(zone.utc_to_local(utc("2026-03-29T00:59:59Z")), local("2026-03-29T01:59:59"));
    assert_eq!(zone.utc_to_local(utc("2026-03-29T01:00:00Z")), local("2026-03-29T03:00:00"));
    assert_eq!(zone.utc_to_local(utc("2026-10-25T00:59:59Z")), local("2026-10-25T02:59:59"));
    assert_eq!(zone.utc_to_local(utc("2026-10-25T01:00:00Z")), local("2026-10-25T02:00:00"));
    assert_eq!(zone.identify(None, 2026), Some(Tz::Europe__Berlin));
    assert_eq!(zone.to_bytes(), *w_europe());
}

#[test]
fn name_without_nul_ends_with_its_room() {
    let mut bytes = pacific();
    let name = "(UTC-08:00) Pacific Time (US & C";
    assert_eq!(name.len(), NAME_UNITS);
    bytes[4..68].copy_from_slice(&utf16(name));
    bytes[88..152].copy_from_slice(&utf16(name));
    let zone = TimeZoneBlob::from_bytes(&bytes).unwrap();
    assert_eq!((zone.standard_name.as_str(), zone.daylight_name.as_str()), (name, name));
    assert_eq!(zone.to_bytes(), *bytes, "no terminator is forced into a full name");
}

#[test]
fn long_name_is_cut_between_characters() {
    let mut zone = TimeZoneBlob::from_bytes(&pacific()).unwrap();
    zone.standard_name = format!("{}\u{1F30D}", "x".repeat(31));
    let back = TimeZoneBlob::from_bytes(&zone.to_bytes()).unwrap();
    assert_eq!(back.standard_name, "x".repeat(31), "half a surrogate pair is no character");
}

#[test]
fn all_zero_is_unknown_and_not_utc() {
    let zero = TimeZoneBlob::parse(&base64_text::encode(&[0; LEN])).unwrap();
    assert!(zero.is_unknown());
    assert_eq!(zero.identify(Some(Tz::Europe__London), 2026), None);
    assert_eq!(TimeZoneBlob::known(&zero.to_base64()), None);
}

#[test]
fn zero_biases_with_a_name_are_utc() {
    let zone = TimeZoneBlob::from_bytes(&blob(&[(4, &utf16("UTC"))])).unwrap();
    assert!(!zone.is_unknown());
    assert_eq!(zone.identify(None, 2026), Some(Tz::UTC), "as it is named");
}

#[test]
fn uninitialised_standard_date_is_ignored_when_the_biases_are_zero() {
    let garbage = TimeZoneBlob::from_bytes(&blob(&[(68, &[0xA5; 16])])).unwrap();
    assert!(garbage.is_unknown(), "the date says nothing about a zone that never changes");
    let plausible = blob(&[
        (4, &utf16("UTC")),
        (68, &[0, 0, 0x0A, 0, 0, 0, 5, 0, 3, 0]),
        (152, &[0, 0, 3, 0, 0, 0, 5, 0, 2, 0]),
    ]);
    let zone = TimeZoneBlob::from_bytes(&plausible).unwrap();
    assert_eq!(zone.utc_to_local(utc("2026-07-01T12:00:00Z")), local("2026-07-01T12:00:00"));
}

#[test]
fn short_long_and_broken_elements_are_precise_errors() {
    assert_eq!(TimeZoneBlob::parse(""), Err(TimeZoneError::Length { found: 0 }));
    assert_eq!(TimeZoneBlob::from_bytes(&[0; 171]), Err(TimeZoneError::Length { found: 171 }));
    assert_eq!(TimeZoneBlob::from_bytes(&[0; 173]), Err(TimeZoneError::Length { found: 173 }));
    assert!(matches!(TimeZoneBlob::parse("!"), Err(TimeZoneError::NotBase64(_))));
    let far = blob(&[(0, &i32::MIN.to_le_bytes()), (168, &i32::MIN.to_le_bytes())]);
    assert_eq!(
        TimeZoneBlob::from_bytes(&far),
        Err(TimeZoneError::Bias { minutes: i64::from(i32::MIN) }),
        "and no overflow"
    );
}

#[test]
fn month_zero_means_no_daylight_saving() {
    for date in [68, 152] {
        let mut bytes = w_europe();
        bytes[date + 2] = 0;
        let zone = TimeZoneBlob::from_bytes(&bytes).unwrap();
        assert_eq!(zone.utc_to_local(utc("2026-07-01T12:00:00Z")), local("2026-07-01T13:00:00"));
    }
}

#[test]
fn dates_no_calendar_has_mean_no_daylight_saving() {
    for (field, value) in [(2, 13), (4, 7), (6, 0), (6, 6), (8, 25), (10, 60)] {
        let mut bytes = w_europe();
        bytes[152 + field] = value;
        let zone = TimeZoneBlob::from_bytes(&bytes).unwrap();
        assert_eq!(
            zone.utc_to_local(utc("2026-07-01T12:00:00Z")),
            local("2026-07-01T13:00:00"),
            "field at {field} is {value}"
        );
    }
}

#[test]
fn rule_with_a_year_holds_in_that_year_only() {
    let mut bytes = w_europe();
    bytes[68..76].copy_from_slice(&[0xEA, 0x07, 10, 0, 0, 0, 11, 0]);
    bytes[152..160].copy_from_slice(&[0xEA, 0x07, 4, 0, 0, 0, 12, 0]);
    let zone = TimeZoneBlob::from_bytes(&bytes).unwrap();
    let hour = |text| zone.utc_to_local(utc(text)).to_string()[11..13].to_owned();
    assert_eq!(hour("2026-04-11T12:00:00Z"), "13");
    assert_eq!(hour("2026-04-12T12:00:00Z"), "14");
    assert_eq!(hour("2026-10-12T12:00:00Z"), "13");
    assert_eq!(hour("2025-07-01T12:00:00Z"), "13", "no rule is known for that year");
    assert_eq!(hour("2027-07-01T12:00:00Z"), "13");
    assert_eq!(zone.to_bytes(), *bytes);
}

#[test]
fn southern_rule_with_a_year_begins_that_year_in_summer() {
    let sydney = TimeZoneBlob::from_tz(Tz::Australia__Sydney, 2026);
    let mut fixed = sydney.clone();
    fixed.rules.standard_date.year = 2026;
    fixed.rules.standard_date.day = 5;
    fixed.rules.daylight_date.year = 2026;
    fixed.rules.daylight_date.day = 4;
    for text in ["2026-01-15T00:00:00Z", "2026-06-15T00:00:00Z", "2026-12-15T00:00:00Z"] {
        assert_eq!(fixed.utc_to_local(utc(text)), sydney.utc_to_local(utc(text)), "{text}");
    }
}

#[test]
fn gap_and_fold_are_values() {
    let zone = TimeZoneBlob::from_bytes(&w_europe()).unwrap();
    assert_eq!(zone.local_to_utc(local("2026-03-29T02:30:00")), MappedLocalTime::None);
    assert_eq!(
        zone.local_to_utc(local("2026-10-25T02:30:00")),
        MappedLocalTime::Ambiguous(utc("2026-10-25T00:30:00Z"), utc("2026-10-25T01:30:00Z"))
    );
    assert_eq!(
        zone.local_to_utc(local("2026-07-01T12:00:00")),
        MappedLocalTime::Single(utc("2026-07-01T10:00:00Z"))
    );
}

#[test]
fn half_hour_zones_keep_their_half_hours() {
    let india = TimeZoneBlob::from_tz(Tz::Asia__Kolkata, 2026);
    assert_eq!(india.utc_to_local(utc("2026-07-01T12:00:00Z")), local("2026-07-01T17:30:00"));
    let lord_howe = TimeZoneBlob::from_tz(Tz::Australia__Lord_Howe, 2026);
    assert_eq!(lord_howe.rules.daylight_bias, -30);
    assert_eq!(lord_howe.identify(None, 2026), Some(Tz::Australia__Lord_Howe), "and not its alias LHI");
}

#[test]
fn negative_daylight_saving_is_read_as_written() {
    // Irish law: standard time is the summer's, and winter is an hour behind it.
    let mut bytes = w_europe();
    bytes[0..4].copy_from_slice(&(-60_i32).to_le_bytes());
    bytes[168..172].copy_from_slice(&60_i32.to_le_bytes());
    let (march, october) = (bytes[152..168].to_vec(), bytes[68..84].to_vec());
    bytes[68..84].copy_from_slice(&march);
    bytes[76] = 1; // 01:00 GMT, before the change
    bytes[152..168].copy_from_slice(&october);
    bytes[160] = 2; // 02:00 IST, before the change
    let ireland = TimeZoneBlob::from_bytes(&bytes).unwrap();
    assert_eq!(ireland.utc_to_local(utc("2026-07-01T12:00:00Z")), local("2026-07-01T13:00:00"));
    assert_eq!(ireland.utc_to_local(utc("2026-01-01T12:00:00Z")), local("2026-01-01T12:00:00"));
    assert_eq!(ireland.identify(Some(Tz::Europe__Dublin), 2026), Some(Tz::Europe__Dublin));
    assert_eq!(ireland.identify(None, 2026), Some(Tz::Europe__London));
}

#[test]
fn midnight_is_the_last_millisecond_of_the_day_a_rule_names() {
    // Egypt leaves summer time on the last Thursday of October at 24:00.
    let cairo = TimeZoneBlob::from_tz(Tz::Africa__Cairo, 2026);
    let date = cairo.rules.standard_date;
    assert_eq!((date.month, date.day_of_week, date.day), (10, 4, LAST));
    assert_eq!((date.hour, date.minute, date.second, date.milliseconds), (23, 59, 59, 999));
    assert_eq!(cairo.identify(None, 2026), Some(Tz::Africa__Cairo));
}

#[test]
fn midnight_may_be_the_24th_hour() {
    let cairo = TimeZoneBlob::from_tz(Tz::Africa__Cairo, 2026);
    let mut bytes = cairo.to_bytes();
    bytes[76..84].copy_from_slice(&[24, 0, 0, 0, 0, 0, 0, 0]);
    let written = TimeZoneBlob::from_bytes(&bytes).unwrap();
    for text in ["2026-10-29T20:59:59Z", "2026-10-29T21:00:00Z"] {
        assert_eq!(written.utc_to_local(utc(text)), cairo.utc_to_local(utc(text)), "{text}");
    }
    assert_eq!(written.utc_to_local(utc("2026-10-29T20:59:59Z")), local("2026-10-29T23:59:59"));
    assert_eq!(written.identify(None, 2026), Some(Tz::Africa__Cairo));
    bytes[78] = 1;
    let nonsense = TimeZoneBlob::from_bytes(&bytes).unwrap();
    assert_eq!(
        nonsense.utc_to_local(utc("2026-07-01T12:00:00Z")),
        local("2026-07-01T14:00:00"),
        "24:01 is no time"
    );
}

#[test]
fn change_at_the_end_of_the_year_stays_in_it() {
    // Bangladesh ended its only summer time on 31 December 2009 at 24:00.
    let dhaka = TimeZoneBlob::from_tz(Tz::Asia__Dhaka, 2009);
    assert_eq!(dhaka.utc_to_local(utc("2009-01-01T12:00:00Z")), local("2009-01-01T18:00:00"));
    assert_eq!(dhaka.utc_to_local(utc("2009-12-31T16:59:59Z")), local("2009-12-31T23:59:59"));
    assert_eq!(dhaka.utc_to_local(utc("2009-12-31T17:00:00Z")), local("2009-12-31T23:00:00"));
}

#[test]
fn year_with_a_change_of_rule_is_taken_as_it_ends() {
    // Kazakhstan went to one zone, UTC+5, on 1 March 2024.
    let almaty = TimeZoneBlob::from_tz(Tz::Asia__Almaty, 2024);
    assert_eq!(almaty.rules, Rules { bias: -300, ..Rules::default() });
}

/// Years in which a zone keeps to one rule, and so can be told by a blob at all.
fn regular(tz: Tz, year: i32) -> bool {
    let offset = |text: String| tz.offset_from_utc_datetime(&utc(&text).naive_utc()).fix();
    let mut changes = 0;
    let mut day = utc(&format!("{year}-01-01T00:00:00Z"));
    while day.year() == year {
        let next = day + TimeDelta::days(1);
        changes += i32::from(offset(day.to_rfc3339()) != offset(next.to_rfc3339()));
        day = next;
    }
    let same_at_ends =
        offset(format!("{year}-01-01T00:00:00Z")) == offset(format!("{}-01-01T00:00:00Z", year + 1));
    changes == 0 || (changes == 2 && same_at_ends)
}

fn zone_and_year() -> impl Strategy<Value = (Tz, i32)> {
    (proptest::sample::select(&TZ_VARIANTS[..]), 2000..2037)
        .prop_filter("one rule through the year", |(tz, year)| regular(*tz, *year))
}

proptest! {
    #[test]
    fn clocks_agree_with_the_iana_database(
        (tz, year) in zone_and_year(),
        second in 0..365 * 86_400_i64,
        through_the_wire: bool,
    ) {
        let mut zone = TimeZoneBlob::from_tz(tz, year);
        if through_the_wire {
            zone = TimeZoneBlob::parse(&zone.to_base64()).unwrap();
        }
        let instant = utc(&format!("{year}-01-01T00:00:00Z")) + TimeDelta::seconds(second);
        let wall = instant.with_timezone(&tz).naive_local();
        prop_assert_eq!(zone.utc_to_local(instant), wall, "{} at {}", tz, instant);
        // A day from either end of the year its neighbours' rules may reach in.
        if (86_400..364 * 86_400).contains(&second) {
            let expected = wall.and_local_timezone(tz).map(|instant| instant.to_utc());
            prop_assert_eq!(zone.local_to_utc(wall), expected, "{} at {}", tz, wall);
        }
    }

    #[test]
    fn gaps_and_folds_agree_with_the_iana_database((tz, year) in zone_and_year(), minute in -90..90_i64) {
        let zone = TimeZoneBlob::from_tz(tz, year);
        for (change, offset) in zone.rules.changes(year) {
            // Midnights are a millisecond early; meetings do not begin within it.
            let wall = change.round_subsecs(0).with_timezone(&offset).naive_local() + TimeDelta::minutes(minute);
            let expected = wall.and_local_timezone(tz).map(|instant| instant.to_utc());
            prop_assert_eq!(zone.local_to_utc(wall), expected, "{} at {}", tz, wall);
        }
    }

    #[test]
    fn zone_is_found_again((tz, year) in zone_and_year()) {
        let zone = TimeZoneBlob::from_tz(tz, year);
        prop_assert_eq!(zone.identify(Some(tz), year), Some(tz));
        let other = zone.identify(None, year).unwrap();
        let found = TimeZoneBlob::from_tz(other, year);
        for day in 0..365 {
            let instant = utc(&format!("{year}-01-01T00:00:00Z")) + TimeDelta::days(day);
            prop_assert_eq!(found.utc_to_local(instant), zone.utc_to_local(instant), "{} is not {}", other, tz);
        }
    }

    #[test]
    fn no_bytes_panic(mut bytes in proptest::collection::vec(any::<u8>(), LEN), small: bool, at in -4_000_000_000..8_000_000_000_i64) {
        if small {
            for bias in [0, 84, 168] {
                bytes[bias + 1..bias + 4].fill(0);
            }
        }
        if let Ok(zone) = TimeZoneBlob::from_bytes(&bytes) {
            let instant = DateTime::from_timestamp(at, 0).unwrap();
            let wall = zone.utc_to_local(instant);
            let _ = zone.local_to_utc(wall);
            let again = TimeZoneBlob::from_bytes(&zone.to_bytes()).unwrap();
            prop_assert_eq!(again.rules, zone.rules);
        }
    }
}
