//! Every zone of the IANA database in every year from 1990 to 2040, as a server sends it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::*;

const YEARS: RangeInclusive<i32> = 1990..=2040;

/// A zone's clock through these years. Zones that do the same are one.
struct Clock {
    tz: Tz,
    /// Seconds east of UTC before the first change.
    first: i64,
    changes: Vec<Change>,
}

/// Seconds since 1970, and seconds east of UTC on both sides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    at: i64,
    before: i64,
    after: i64,
}

static CLOCKS: LazyLock<Vec<Clock>> = LazyLock::new(|| {
    let mut known = BTreeSet::new();
    // The names at the end are old ones of zones before them.
    let clocks = TZ_VARIANTS.iter().map(|tz| Clock::of(*tz));
    clocks.filter(|clock| known.insert((clock.first, clock.changes.clone()))).collect()
});

impl Clock {
    fn of(tz: Tz) -> Clock {
        const DAY: i64 = 86_400;
        let begin = utc("1989-12-30T00:00:00Z").timestamp();
        let end = utc("2041-01-03T00:00:00Z").timestamp();
        let first = east(tz, begin);
        let (mut changes, mut before) = (Vec::new(), first);
        for midnight in (begin..end).step_by(DAY as usize) {
            let after = east(tz, midnight + DAY);
            if after != before {
                let (mut low, mut high) = (midnight, midnight + DAY);
                while high - low > 1 {
                    let middle = i64::midpoint(low, high);
                    if east(tz, middle) == before { low = middle } else { high = middle }
                }
                changes.push(Change { at: high, before, after });
                before = after;
            }
        }
        Clock { tz, first, changes }
    }

    fn east(&self, at: i64) -> i64 {
        self.changes.iter().rfind(|change| change.at <= at).map_or(self.first, |change| change.after)
    }

    /// The changes that separate times of one year from each other, as this clock counts years.
    fn changes_in(&self, year: i32) -> Vec<Change> {
        let inside = |change: &&Change| {
            wall(change.at - 1, change.before).year() == year && wall(change.at, change.after).year() == year
        };
        self.changes.iter().filter(inside).copied().collect()
    }

    /// Moments of a year at which a wrong rule would show: both sides of each change, the year's ends, every month.
    fn moments(&self, year: i32) -> Vec<i64> {
        let midnights = (1..=12).map(|month| utc(&format!("{year}-{month:02}-15T00:00:00Z")).timestamp());
        let first = utc(&format!("{year}-01-01T00:00:00Z")).timestamp();
        let next = utc(&format!("{}-01-01T00:00:00Z", year + 1)).timestamp();
        let ends = [first - self.east(first), next - 1 - self.east(next - 1)];
        self.changes_in(year)
            .into_iter()
            .flat_map(|change| [change.at - 1, change.at])
            .chain(midnights)
            .chain(ends)
            .filter(|at| wall(*at, self.east(*at)).year() == year)
            .collect()
    }
}

fn east(tz: Tz, at: i64) -> i64 {
    let at = DateTime::from_timestamp(at, 0).unwrap().naive_utc();
    tz.offset_from_utc_datetime(&at).fix().local_minus_utc().into()
}

fn wall(at: i64, east: i64) -> NaiveDateTime {
    DateTime::from_timestamp(at + east, 0).unwrap().naive_utc()
}

/// How a server writes what it knows; every combination is seen somewhere.
#[derive(Debug, Clone, Copy)]
struct Hand {
    /// Dates of this year instead of weekdays of every year.
    by_date: bool,
    /// The fourth Sunday, where it is also the last.
    by_number: bool,
    /// Midnight as the last millisecond of the day before.
    last_millisecond: bool,
    /// Daylight time is the earlier of the two, as in Irish law.
    negative: bool,
    /// Minutes of the bias that stand in StandardBias.
    standard_bias: i64,
    names: Names,
}

#[derive(Debug, Clone, Copy)]
enum Names {
    Empty,
    /// All 32 units, without an end.
    Localised,
    /// Ended, and then whatever was in memory.
    Uninitialised,
}

impl Hand {
    /// One of all of them.
    fn number(n: usize) -> Hand {
        Hand {
            by_date: n & 1 != 0,
            by_number: n & 2 != 0,
            last_millisecond: n & 4 != 0,
            negative: n & 8 != 0,
            standard_bias: if n & 16 != 0 { 30 } else { 0 },
            names: [Names::Empty, Names::Localised, Names::Uninitialised][(n >> 5) % 3],
        }
    }

    /// The element for one year, or `None` where two offsets and two dates cannot tell it.
    fn write(self, clock: &Clock, year: i32) -> Option<Vec<u8>> {
        let changes = clock.changes_in(year);
        let first_day = NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_time(NaiveTime::MIN);
        let mut bytes = vec![0; LEN];
        let mut put = |at: usize, part: &[u8]| bytes[at..at + part.len()].copy_from_slice(part);
        let (names, tail) = match self.names {
            Names::Empty => (utf16(""), 0),
            Names::Localised => (utf16("(UTC+01:00) Amsterdam, Berlín, B"), 0),
            Names::Uninitialised => (utf16("夏時間\0"), 28),
        };
        for name in [4, 88] {
            put(name, &[names.clone(), [0x5A, 0xA5].repeat(tail)].concat());
        }
        let (standard, daylight) = match changes.as_slice() {
            [] => {
                let fixed = clock.east(utc(&format!("{year}-07-01T00:00:00Z")).timestamp());
                if self.by_date {
                    put(68, &[0xA5; 16]); // without a difference the dates mean nothing
                    (fixed, fixed)
                } else {
                    (fixed, fixed + 3600) // without dates the difference means nothing
                }
            }
            [one] => {
                // The other half begins with the year.
                let other = self.date(first_day, year);
                let change = self.date(self.moment(one), year);
                let to_daylight = (one.after > one.before) != self.negative;
                put(68, if to_daylight { &other } else { &change });
                put(152, if to_daylight { &change } else { &other });
                if to_daylight { (one.before, one.after) } else { (one.after, one.before) }
            }
            [one, other] if one.before == other.after => {
                let to_daylight = (one.after > one.before) != self.negative;
                let (to_daylight, to_standard) = if to_daylight { (one, other) } else { (other, one) };
                put(68, &self.date(self.moment(to_standard), year));
                put(152, &self.date(self.moment(to_daylight), year));
                (to_standard.after, to_daylight.after)
            }
            _ => return None,
        };
        if standard % 60 != 0 || daylight % 60 != 0 {
            return None;
        }
        let biases = [
            (0, -standard / 60 - self.standard_bias),
            (84, self.standard_bias),
            (168, (standard - daylight) / 60 + self.standard_bias),
        ];
        for (at, minutes) in biases {
            put(at, &i32::try_from(minutes).unwrap().to_le_bytes());
        }
        Some(bytes)
    }

    /// When a change takes place on the clock as it was before.
    fn moment(self, change: &Change) -> NaiveDateTime {
        let wall = wall(change.at, change.before);
        // The year's end has no other name.
        let last = self.last_millisecond || wall.ordinal() == 1;
        if wall.time() == NaiveTime::MIN && last { wall - TimeDelta::milliseconds(1) } else { wall }
    }

    fn date(self, wall: NaiveDateTime, year: i32) -> Vec<u8> {
        let is_last = (wall + TimeDelta::days(7)).month() != wall.month();
        let week = wall.day0() / 7 + 1;
        let day = match (self.by_date, is_last && !(self.by_number && week < 5)) {
            (true, _) => wall.day(),
            (false, true) => 5,
            (false, false) => week,
        };
        let milliseconds = wall.and_utc().timestamp_subsec_millis();
        [
            if self.by_date { u32::try_from(year).unwrap() } else { 0 },
            wall.month(),
            wall.weekday().num_days_from_sunday(),
            day,
            wall.hour(),
            wall.minute(),
            wall.second(),
            milliseconds,
        ]
        .into_iter()
        .flat_map(|field| u16::try_from(field).unwrap().to_le_bytes())
        .collect()
    }
}

/// The offset (seconds east of UTC) by which the rules differ from the clock at some moment of the year.
fn difference(zone: &TimeZoneBlob, clock: &Clock, year: i32) -> Option<(DateTime<Utc>, i64)> {
    clock.moments(year).into_iter().find_map(|at| {
        let instant = DateTime::from_timestamp(at, 0).unwrap();
        let off = (zone.utc_to_local(instant) - wall(at, clock.east(at))).num_seconds();
        (off != 0).then_some((instant, off))
    })
}

#[test]
fn every_zone_of_every_year_is_honoured_however_it_is_written() {
    let mut hand = 0;
    let mut honoured = 0;
    for clock in CLOCKS.iter() {
        for year in YEARS {
            // Several hands each, so that all of them write each kind of zone.
            for _ in 0..2 {
                hand += 1;
                let hand = Hand::number(hand);
                let Some(bytes) = hand.write(clock, year) else { continue };
                let zone = TimeZoneBlob::from_bytes(&bytes).unwrap();
                assert_eq!(difference(&zone, clock, year), None, "{} in {year}, {hand:?}", clock.tz);
                honoured += 1;
            }
        }
    }
    assert!(honoured > 24_000, "{honoured}");
}

#[test]
fn every_zone_of_every_year_is_found_by_its_rules() {
    // Each set of rules once; their answer is then compared with every clock that has them.
    let mut found: BTreeMap<(Vec<u8>, i32), Tz> = BTreeMap::new();
    let clocks: BTreeMap<&str, &Clock> = CLOCKS.iter().map(|clock| (clock.tz.name(), clock)).collect();
    let by_changes = |tz: Tz| {
        let clock = Clock::of(tz);
        clocks.values().find(|known| known.changes == clock.changes && known.first == clock.first).copied()
    };
    let mut same: BTreeMap<&str, &Clock> = BTreeMap::new();
    for clock in CLOCKS.iter() {
        for year in YEARS {
            let hand = Hand { names: Names::Localised, ..Hand::number(usize::from(year % 2 == 0) * 5) };
            let Some(bytes) = hand.write(clock, year) else { continue };
            let zone = TimeZoneBlob::from_bytes(&bytes).unwrap();
            assert_eq!(zone.identify(Some(clock.tz), year), Some(clock.tz), "the reader's own, {year}");
            let tz = *found.entry((bytes, year)).or_insert_with(|| {
                zone.identify(None, year).unwrap_or_else(|| panic!("{} in {year}: {zone:?}", clock.tz))
            });
            let answer = *same.entry(tz.name()).or_insert_with(|| by_changes(tz).unwrap());
            // The year may begin in one of them while it has not yet in the other.
            for at in clock.moments(year).into_iter().filter(|at| wall(*at, answer.east(*at)).year() == year)
            {
                assert_eq!(answer.east(at), clock.east(at), "{tz} is not {} in {year}", clock.tz);
            }
        }
    }
}

/// The years that need more than two offsets and two dates, zone by zone. No server can send them as they are, and what
/// it sends instead is honoured as it is.
#[test]
fn years_that_no_blob_can_tell() {
    let mut list = String::new();
    for clock in CLOCKS.iter() {
        let untold: Vec<String> = YEARS
            .filter(|year| Hand::number(0).write(clock, *year).is_none())
            .map(|year| format!("{year} ({})", clock.changes_in(year).len()))
            .collect();
        if !untold.is_empty() {
            writeln!(list, "{}: {}", clock.tz, untold.join(", ")).unwrap();
        }
    }
    insta::assert_snapshot!(list);
}

#[test]
fn year_that_no_blob_can_tell_is_taken_as_it_ends_and_keeps_its_name() {
    let mut irregular = 0;
    for clock in CLOCKS.iter() {
        for year in YEARS.filter(|year| Hand::number(0).write(clock, *year).is_none()) {
            let zone = TimeZoneBlob::from_tz(clock.tz, year);
            let last = *clock.moments(year).iter().max().unwrap();
            let shown = zone.utc_to_local(DateTime::from_timestamp(last, 0).unwrap());
            assert_eq!(shown, wall(last, clock.east(last)), "{} at the end of {year}", clock.tz);
            if !zone.is_unknown() {
                assert_eq!(zone.identify(None, year), Some(clock.tz), "{} in {year}", clock.tz);
            }
            irregular += 1;
        }
    }
    assert!(irregular > 50, "{irregular}");
}

proptest! {
    #[test]
    fn any_zone_in_any_year_by_any_hand(
        clock in 0..CLOCKS.len(),
        year in YEARS,
        hand in 0..96_usize,
        second in 0..366 * 86_400_i64,
    ) {
        let clock = &CLOCKS[clock];
        if let Some(bytes) = Hand::number(hand).write(clock, year) {
            let zone = TimeZoneBlob::from_bytes(&bytes).unwrap();
            let instant = utc(&format!("{year}-01-01T00:00:00Z")) + TimeDelta::seconds(second);
            let shown = instant.with_timezone(&clock.tz).naive_local();
            if shown.year() == year {
                prop_assert_eq!(zone.utc_to_local(instant), shown, "{} at {}", clock.tz, instant);
            }
        }
    }
}
