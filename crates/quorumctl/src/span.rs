//! A time as it is typed: `START/END`, or a day or start (ISO 8601), each by the reader's clock or with an offset.

use std::str::FromStr;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;

use crate::fault::{Exit, Fault};

/// From when to when, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypedSpan {
    start: TypedTime,
    end: TypedTime,
}

/// One date of a series, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedDate {
    /// The day.
    Day(NaiveDate),
    /// Its start.
    Start(TypedTime),
}

/// An instant, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TypedTime {
    /// With an offset.
    Instant(DateTime<Utc>),
    /// By the reader's clock.
    Local(NaiveDateTime),
}

impl FromStr for TypedSpan {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (start, end) = text
            .split_once('/')
            .ok_or("two times with a slash between are wanted, as 2026-12-02T14:00/2026-12-02T15:00")?;
        Ok(Self { start: start.parse()?, end: end.parse()? })
    }
}

impl FromStr for TypedDate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(day) = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d") {
            return Ok(Self::Day(day));
        }
        text.parse()
            .map(Self::Start)
            .map_err(|_| format!("{text:?} is no day like 2026-12-03 and no start like 2026-12-03T14:00"))
    }
}

impl TypedDate {
    /// The day that is meant, and the instant where one is typed.
    pub fn resolve(self, zone: Tz) -> Result<(NaiveDate, Option<DateTime<Utc>>), Fault> {
        let (day, start) = match self {
            Self::Day(day) => (day, None),
            Self::Start(time) => {
                let start = time.resolve(zone)?;
                (start.with_timezone(&zone).date_naive(), Some(start))
            }
        };
        if (1..=9999).contains(&day.year()) {
            return Ok((day, start));
        }
        Err(Fault::new(Exit::Usage, "bad_input", format!("{} is no year of a meeting.", day.year())))
    }
}

impl FromStr for TypedTime {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim();
        // Seconds are left out by people, and wanted by RFC 3339.
        let instant = |text: &str| DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc)).ok();
        let without_seconds = ["%Y-%m-%dT%H:%M%:z", "%Y-%m-%dT%H:%MZ"];
        if let Some(at) = instant(text) {
            return Ok(Self::Instant(at));
        }
        if let Ok(at) = DateTime::parse_from_str(text, without_seconds[0]) {
            return Ok(Self::Instant(at.with_timezone(&Utc)));
        }
        if let Ok(at) = NaiveDateTime::parse_from_str(text, without_seconds[1]) {
            return Ok(Self::Instant(at.and_utc()));
        }
        let local = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
        local
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .map(Self::Local)
            .ok_or_else(|| format!("{text:?} is no time like 2026-12-02T14:00 or 2026-12-02T14:00+01:00"))
    }
}

impl TypedSpan {
    /// The instants that are meant, by the clock of this zone where none is typed.
    pub fn resolve(self, zone: Tz) -> Result<(DateTime<Utc>, DateTime<Utc>), Fault> {
        Ok((self.start.resolve(zone)?, self.end.resolve(zone)?))
    }
}

impl TypedTime {
    fn resolve(self, zone: Tz) -> Result<DateTime<Utc>, Fault> {
        match self {
            Self::Instant(at) => Ok(at),
            Self::Local(at) => {
                zone.from_local_datetime(&at).single().map(|at| at.with_timezone(&Utc)).ok_or_else(|| {
                    let message = format!(
                        "At {at} the clocks of {zone} are changed, so that it comes twice or not at all. Type it with \
                         an offset, like +01:00."
                    );
                    Fault::new(Exit::Usage, "bad_input", message)
                })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BERLIN: Tz = chrono_tz::Europe::Berlin;

    fn times(typed: &str) -> (String, String) {
        let (start, end) = typed.parse::<TypedSpan>().unwrap().resolve(BERLIN).unwrap();
        (start.to_rfc3339(), end.to_rfc3339())
    }

    #[test]
    fn a_time_is_the_readers_own_unless_it_says_otherwise() {
        let meant = ("2026-12-02T13:00:00+00:00".to_owned(), "2026-12-02T14:00:00+00:00".to_owned());
        for typed in [
            "2026-12-02T14:00/2026-12-02T15:00",
            "2026-12-02T14:00:00/2026-12-02T15:00:00",
            "2026-12-02T13:00Z/2026-12-02T14:00Z",
            "2026-12-02T13:00:00Z/2026-12-02T15:00",
            "2026-12-02T08:00-05:00/2026-12-02T15:00+01:00",
        ] {
            assert_eq!(times(typed), meant, "{typed}");
        }
    }

    #[test]
    fn a_date_is_a_day_or_a_start() {
        let date = |typed: &str| {
            let (day, start) = typed.parse::<TypedDate>().unwrap().resolve(BERLIN).unwrap();
            (day.to_string(), start.map(|start| start.to_rfc3339()))
        };
        assert_eq!(date("2026-12-03"), ("2026-12-03".to_owned(), None));
        let start = Some("2026-12-02T23:30:00+00:00".to_owned());
        for typed in ["2026-12-03T00:30", "2026-12-02T23:30Z", "2026-12-02T18:30-05:00"] {
            assert_eq!(date(typed), ("2026-12-03".to_owned(), start.clone()), "{typed}");
        }
        for typed in ["", "3 December", "2026-13-01", "12-03", "2026-12-03T25:00"] {
            assert!(typed.parse::<TypedDate>().is_err(), "{typed:?}");
        }
        for typed in ["+12026-12-03", "-0044-03-15", "2026-10-25T02:30"] {
            let fault = typed.parse::<TypedDate>().unwrap().resolve(BERLIN).unwrap_err();
            assert_eq!(fault.exit, Exit::Usage, "{typed}");
        }
    }

    #[test]
    fn what_is_no_time_is_named() {
        for typed in ["", "2026-12-02T14:00", "2026-12-02T14:00/", "tomorrow/2026-12-02T15:00", "14:00/15:00"]
        {
            assert!(typed.parse::<TypedSpan>().is_err(), "{typed:?}");
        }
    }

    #[test]
    fn a_time_that_comes_twice_or_never_is_not_guessed() {
        for typed in ["2026-10-25T02:30/2026-10-25T05:00", "2026-03-29T02:30/2026-03-29T05:00"] {
            let fault = typed.parse::<TypedSpan>().unwrap().resolve(BERLIN).unwrap_err();
            assert_eq!(fault.exit, Exit::Usage, "{typed}");
        }
    }
}
