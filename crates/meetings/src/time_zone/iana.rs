//! From rules to an IANA zone and back.
//!
//! A screen wants to say "18:00 in Berlin", a series wants to be sent with a zone. Both directions go by what the
//! clocks do: two zones are the same here if they agree through a year. Many do (Berlin, Paris and Ceuta share one set
//! of rules), so the reader's own zone is preferred, then the one the rules are named after, then the best-known one.

use chrono::{
    DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, Offset as _, TimeDelta, TimeZone as _, Utc,
};
use chrono_tz::{TZ_VARIANTS, Tz};

use super::{Rules, SystemTime, TimeZoneBlob, YearlyChange, zone_named};

/// For each set of rules that several zones (or several names of one) share, the one most people would name.
const WELL_KNOWN: [Tz; 46] = [
    Tz::Etc__UTC,
    Tz::Europe__London,
    Tz::Europe__Berlin,
    Tz::Africa__Lagos,
    Tz::Europe__Athens,
    Tz::Africa__Cairo,
    Tz::Africa__Johannesburg,
    Tz::Asia__Jerusalem,
    Tz::Europe__Istanbul,
    Tz::Asia__Tehran,
    Tz::Asia__Dubai,
    Tz::Asia__Karachi,
    Tz::Asia__Kolkata,
    Tz::Asia__Kathmandu,
    Tz::Asia__Dhaka,
    Tz::Asia__Yangon,
    Tz::Asia__Bangkok,
    Tz::Asia__Shanghai,
    Tz::Asia__Tokyo,
    Tz::Australia__Darwin,
    Tz::Australia__Adelaide,
    Tz::Australia__Brisbane,
    Tz::Australia__Sydney,
    Tz::Australia__Lord_Howe,
    Tz::Pacific__Noumea,
    Tz::Pacific__Auckland,
    Tz::Pacific__Chatham,
    Tz::Pacific__Fiji,
    Tz::Pacific__Tongatapu,
    Tz::Pacific__Kiritimati,
    Tz::Pacific__Pago_Pago,
    Tz::Pacific__Honolulu,
    Tz::America__Anchorage,
    Tz::America__Los_Angeles,
    Tz::America__Phoenix,
    Tz::America__Denver,
    Tz::America__Mexico_City,
    Tz::America__Chicago,
    Tz::America__Bogota,
    Tz::America__New_York,
    Tz::America__Caracas,
    Tz::America__Halifax,
    Tz::America__Sao_Paulo,
    Tz::America__Nuuk,
    Tz::Pacific__Easter,
    Tz::Atlantic__Cape_Verde,
];

impl TimeZoneBlob {
    /// The rules of an IANA zone as they are in one year. Exact for that year where the zone keeps one rule through
    /// it; a zone that changes its rule then is taken as it is when the year ends.
    pub fn from_tz(tz: Tz, year: i32) -> TimeZoneBlob {
        let name = tz.name().to_owned();
        let in_year = Year::of(tz, year);
        let rules = in_year.rules().unwrap_or(Rules { bias: -in_year.at_end / 60, ..Rules::default() });
        TimeZoneBlob { standard_name: name.clone(), daylight_name: name, rules }
    }

    /// An IANA zone whose clocks do in that year what these rules say: the preferred one if it is one of them, else
    /// the one they are named after, else the best-known. In a year that no rules can tell (Morocco's with Ramadan in
    /// the middle of summer time has four changes) a name is believed that ends the year as the rules do.
    ///
    /// `None` for a zone that is not told, and for rules no zone has.
    pub fn identify(&self, preferred: Option<Tz>, year: i32) -> Option<Tz> {
        if self.is_unknown() {
            return None;
        }
        let this_year = self.rules.marks(year);
        let agrees = |tz: &Tz, marks: &[Mark]| marks.iter().all(|mark| mark.fits(*tz));
        if let Some(preferred) = preferred.filter(|tz| agrees(tz, &this_year)) {
            return Some(preferred);
        }
        let ends_like = |tz: &Tz| {
            let theirs = Year::of(*tz, year);
            theirs.rules().is_none() && this_year.last().is_some_and(|mark| mark.offset == theirs.at_end)
        };
        let named = [&self.standard_name, &self.daylight_name].into_iter().find_map(|name| zone_named(name));
        if let Some(named) = named.filter(|tz| agrees(tz, &this_year) || ends_like(tz)) {
            return Some(named);
        }
        // Two years tell "the last Sunday" from "the fourth"; some zones change every year and agree in one only.
        let both_years: Vec<Mark> = this_year.iter().copied().chain(self.rules.marks(year + 1)).collect();
        [both_years, this_year]
            .iter()
            .find_map(|marks| WELL_KNOWN.iter().chain(&TZ_VARIANTS).find(|tz| agrees(tz, marks)).copied())
    }
}

/// What a clock is ahead of UTC (seconds) at one instant of a year.
#[derive(Clone, Copy)]
struct Mark {
    year: i32,
    instant: DateTime<Utc>,
    offset: i32,
}

impl Mark {
    /// Is this so in a zone, or not in this year there?
    fn fits(self, tz: Tz) -> bool {
        let offset = offset_at(tz, self.instant);
        offset == self.offset || !self.lies_in_its_year(offset)
    }

    fn lies_in_its_year(self, offset: i32) -> bool {
        (self.instant.naive_utc() + TimeDelta::seconds(offset.into())).year() == self.year
    }
}

impl Rules {
    /// What a clock must show in a year to follow these rules: on both sides of each change, with a minute to spare
    /// (Windows writes midnight as 23:59:59.999), and in between, for changes the rules do not know.
    fn marks(&self, year: i32) -> Vec<Mark> {
        let minute = TimeDelta::minutes(1);
        let around: Vec<_> = (year - 1..=year + 1).flat_map(|year| self.changes(year)).collect();
        let offset = |instant: DateTime<Utc>| {
            let last_change = around.iter().rfind(|(change, _)| *change <= instant);
            last_change.map_or_else(|| self.offset_at(instant), |(_, offset)| *offset).local_minus_utc()
        };
        let sides = around.iter().flat_map(|(change, _)| [*change - minute, *change + minute]);
        sides
            .chain(days_of(year).step_by(7))
            .chain(days_of(year).last())
            .map(|instant| Mark { year, instant, offset: offset(instant) })
            .filter(|mark| mark.lies_in_its_year(mark.offset))
            .collect()
    }
}

/// A zone's clock through a year.
struct Year {
    tz: Tz,
    changes: Vec<Change>,
    /// What it is ahead of UTC (seconds) on the last day.
    at_end: i32,
}

impl Year {
    fn of(tz: Tz, year: i32) -> Year {
        Year {
            tz,
            changes: changes_of(tz, year),
            at_end: days_of(year).last().map_or(0, |day| offset_at(tz, day)),
        }
    }

    /// The rules it keeps through the whole year, where there are such.
    fn rules(&self) -> Option<Rules> {
        let (first, second) = match self.changes.as_slice() {
            [] => return Some(Rules { bias: -self.at_end / 60, ..Rules::default() }),
            [first, second] if second.after == first.before => (first, second),
            _ => return None,
        };
        // Standard time is the one further west, also in Ireland, whose law says it the other way round.
        let (to_daylight, to_standard) =
            if first.after > first.before { (first, second) } else { (second, first) };
        Some(Rules {
            bias: -to_standard.after / 60,
            standard_bias: 0,
            daylight_bias: -(to_daylight.after - to_standard.after) / 60,
            standard_date: yearly_rule(self.tz, to_standard),
            daylight_date: yearly_rule(self.tz, to_daylight),
        })
    }
}

/// One change of a zone's offset (seconds east of UTC).
struct Change {
    instant: DateTime<Utc>,
    before: i32,
    after: i32,
}

impl Change {
    /// The wall clock as it would show the change if it did not take place.
    fn wall_clock(&self) -> NaiveDateTime {
        self.instant.naive_utc() + TimeDelta::seconds(self.before.into())
    }
}

fn changes_of(tz: Tz, year: i32) -> Vec<Change> {
    let day = TimeDelta::days(1);
    days_of(year)
        .filter_map(|midnight| {
            let (before, after) = (offset_at(tz, midnight), offset_at(tz, midnight + day));
            if before == after {
                return None;
            }
            let (mut low, mut high) = (0, day.num_seconds());
            while high - low > 1 {
                let middle = (low + high) / 2;
                if offset_at(tz, midnight + TimeDelta::seconds(middle)) == before {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            Some(Change { instant: midnight + TimeDelta::seconds(high), before, after })
        })
        .collect()
}

/// The rule a change follows. A last week can also be a fourth, and midnight the end of the day before, which Windows
/// writes as its last millisecond; of these readings the one is taken that most of the years around keep to.
fn yearly_rule(tz: Tz, change: &Change) -> SystemTime {
    let wall_clock = change.wall_clock();
    let mut moments = vec![wall_clock];
    if wall_clock.time() == NaiveTime::MIN {
        moments.push(wall_clock - TimeDelta::milliseconds(1));
    }
    let year = change.instant.year();
    let mut best = (0, SystemTime::default());
    for moment in moments.into_iter().filter(|moment| moment.year() == year) {
        for rule in rules_for(moment) {
            let fitting = (year - 4..=year + 4)
                .filter_map(|year| rule.in_year(year))
                .map(|wall_clock| wall_clock.and_utc() - TimeDelta::seconds(change.before.into()))
                .filter(|expected| {
                    offset_at(tz, *expected - TimeDelta::minutes(1)) == change.before
                        && offset_at(tz, *expected + TimeDelta::minutes(1)) == change.after
                })
                .count();
            if fitting > best.0 {
                best = (fitting, rule);
            }
        }
    }
    best.1
}

/// The yearly rules that name this moment: by the last week of the month where it is that, and by its number.
fn rules_for(moment: NaiveDateTime) -> impl Iterator<Item = SystemTime> {
    let is_last = (moment.date() + TimeDelta::days(7)).month() != moment.month();
    let week = u8::try_from(moment.day0() / 7 + 1).ok();
    [is_last.then_some(5), week].into_iter().flatten().map(move |week| {
        SystemTime::from(YearlyChange {
            month: u8::try_from(moment.month()).unwrap_or(0),
            week,
            weekday: moment.weekday(),
            time: moment.time(),
        })
    })
}

/// Midnights (UTC) of a year; empty for a year no calendar has.
fn days_of(year: i32) -> impl DoubleEndedIterator<Item = DateTime<Utc>> {
    let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MAX);
    let days = if first.leap_year() { 366 } else { 365 };
    (0..days).filter_map(move |day| {
        Some(first.checked_add_signed(TimeDelta::days(day))?.and_time(NaiveTime::MIN).and_utc())
    })
}

/// Seconds east of UTC.
fn offset_at(tz: Tz, instant: DateTime<Utc>) -> i32 {
    tz.offset_from_utc_datetime(&instant.naive_utc()).fix().local_minus_utc()
}
