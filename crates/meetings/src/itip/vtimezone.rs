//! VTIMEZONE (RFC 5545 3.6.5) as scheduling messages carry it: Outlook names its zones its own way ("W. Europe
//! Standard Time") and describes them in the object.
//!
//! Only yearly rules by weekday are read, the newest of each kind, which is what such messages hold. A zone written
//! in any other way stays unknown rather than an hour off.

use chrono::{FixedOffset, NaiveDateTime, Weekday};

use super::content_line::ContentLine;
use super::time::IcalTime;
use crate::time_zone::YearlyChange;
use crate::{TimeZoneBlob, Zone};

/// A VTIMEZONE while it is being read.
#[derive(Default)]
pub(super) struct VTimeZone {
    tzid: String,
    observances: Vec<Observance>,
}

#[derive(Default)]
struct Observance {
    daylight: bool,
    start: Option<NaiveDateTime>,
    offset_to: Option<FixedOffset>,
    rule: Option<String>,
}

impl VTimeZone {
    /// A STANDARD or DAYLIGHT begins.
    pub fn begin(&mut self, kind: &str) {
        self.observances
            .push(Observance { daylight: kind.eq_ignore_ascii_case("DAYLIGHT"), ..Observance::default() });
    }

    /// One of its lines.
    pub fn read(&mut self, line: &ContentLine) {
        match (line.name.as_str(), self.observances.last_mut()) {
            ("TZID", None) => self.tzid = line.text(),
            ("DTSTART", Some(observance)) => {
                observance.start = match IcalTime::read(line) {
                    Some(IcalTime::Floating(start)) => Some(start),
                    _ => None,
                };
            }
            ("TZOFFSETTO", Some(observance)) => observance.offset_to = line.value.parse().ok(),
            ("RRULE", Some(observance)) => observance.rule = Some(line.value.to_ascii_uppercase()),
            _ => {}
        }
    }

    /// Its name and, if they could be read, its rules.
    pub fn zone(&self) -> (String, Option<Zone>) {
        (self.tzid.clone(), self.rules())
    }

    fn rules(&self) -> Option<Zone> {
        let newest = |daylight: bool| {
            self.observances
                .iter()
                .filter(|observance| observance.daylight == daylight)
                .max_by_key(|observance| observance.start)
        };
        let standard = newest(false)?;
        let changes = match newest(true) {
            Some(daylight) => Some((standard.change()?, daylight.offset_to?, daylight.change()?)),
            None => None,
        };
        let blob = TimeZoneBlob::from_changes(&self.tzid, standard.offset_to?, changes);
        Some(Zone::Blob(blob))
    }
}

impl Observance {
    /// `FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10`, at the time of day of its DTSTART.
    fn change(&self) -> Option<YearlyChange> {
        let rule = self.rule.as_deref()?;
        let part = |name: &str| {
            rule.split(';')
                .find_map(|part| part.split_once('=').filter(|(key, _)| *key == name))
                .map(|(_, v)| v)
        };
        let by_day = part("BYDAY")?;
        let (week, day) = by_day.split_at_checked(by_day.len().checked_sub(2)?)?;
        if part("FREQ") != Some("YEARLY") || part("INTERVAL").is_some_and(|interval| interval != "1") {
            return None;
        }
        Some(YearlyChange {
            month: part("BYMONTH")?.parse().ok()?,
            week: match week.trim_start_matches('+').parse::<i8>().ok()? {
                week @ 1..=4 => week.unsigned_abs(),
                -1 | 5 => 5,
                _ => return None,
            },
            weekday: match day {
                "SU" => Weekday::Sun,
                "MO" => Weekday::Mon,
                "TU" => Weekday::Tue,
                "WE" => Weekday::Wed,
                "TH" => Weekday::Thu,
                "FR" => Weekday::Fri,
                "SA" => Weekday::Sat,
                _ => return None,
            },
            time: self.start?.time(),
        })
    }
}
