//! Dates, times and durations as iCalendar writes them (RFC 5545 3.3.4 to 3.3.6).

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::content_line::ContentLine;

/// A date or time as written, before anybody has decided which instant it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum IcalTime {
    /// `…Z`.
    Utc(DateTime<Utc>),
    /// Local to whoever reads it.
    Floating(NaiveDateTime),
    /// Local to a zone that the object names.
    Zoned {
        /// Wall clock.
        local: NaiveDateTime,
        /// TZID, as written.
        tzid: String,
    },
    /// `VALUE=DATE`.
    Date(NaiveDate),
}

impl IcalTime {
    pub(super) fn read(line: &ContentLine) -> Option<IcalTime> {
        Self::read_one(line, &line.value)
    }

    /// The times of a property that lists them, those that can be read.
    pub(super) fn read_all(line: &ContentLine) -> impl Iterator<Item = IcalTime> {
        line.value.split(',').filter_map(|value| Self::read_one(line, value.trim()))
    }

    fn read_one(line: &ContentLine, value: &str) -> Option<IcalTime> {
        if let Ok(date) = NaiveDate::parse_from_str(value, "%Y%m%d") {
            return Some(IcalTime::Date(date));
        }
        if let Some(utc) = value.strip_suffix(['Z', 'z']) {
            return date_time(utc).map(|time| IcalTime::Utc(time.and_utc()));
        }
        let local = date_time(value)?;
        Some(match line.param("TZID") {
            Some(tzid) => IcalTime::Zoned { local, tzid: tzid.to_owned() },
            None => IcalTime::Floating(local),
        })
    }

    /// The day on its own calendar.
    pub(super) fn day(&self) -> NaiveDate {
        match self {
            IcalTime::Utc(time) => time.date_naive(),
            IcalTime::Floating(local) | IcalTime::Zoned { local, .. } => local.date(),
            IcalTime::Date(date) => *date,
        }
    }

    /// This time and so much later.
    pub(super) fn after(&self, duration: TimeDelta) -> Option<IcalTime> {
        Some(match self {
            IcalTime::Utc(time) => IcalTime::Utc(time.checked_add_signed(duration)?),
            IcalTime::Floating(time) => IcalTime::Floating(time.checked_add_signed(duration)?),
            IcalTime::Zoned { local, tzid } => {
                IcalTime::Zoned { local: local.checked_add_signed(duration)?, tzid: tzid.clone() }
            }
            IcalTime::Date(date) => IcalTime::Date(date.checked_add_signed(duration)?),
        })
    }
}

fn date_time(value: &str) -> Option<NaiveDateTime> {
    NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%S").ok()
}

/// `PT1H30M`, `P1D`, `P2W`; never backwards.
pub(super) fn duration(value: &str) -> Option<TimeDelta> {
    let mut total = TimeDelta::zero();
    let mut digits = String::new();
    for c in value.trim().trim_start_matches('+').strip_prefix(['P', 'p'])?.chars() {
        let unit: fn(i64) -> Option<TimeDelta> = match c.to_ascii_uppercase() {
            '0'..='9' => {
                digits.push(c);
                continue;
            }
            'T' => continue,
            'W' => TimeDelta::try_weeks,
            'D' => TimeDelta::try_days,
            'H' => TimeDelta::try_hours,
            'M' => TimeDelta::try_minutes,
            'S' => TimeDelta::try_seconds,
            _ => return None,
        };
        total = total.checked_add(&unit(digits.parse().ok()?)?)?;
        digits.clear();
    }
    digits.is_empty().then_some(total)
}
