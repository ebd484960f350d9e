//! The zone a meeting was made in, as ActiveSync sends it: 172 bytes of rules (MS-ASDTYPE 2.7.4).

use chrono::{DateTime, MappedLocalTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use thiserror::Error;

/// The TimeZone element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeZoneBlob {}

/// What is wrong with a TimeZone element.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TimeZoneError {
    /// Not base64.
    #[error("TimeZone is not base64: {0}")]
    NotBase64(#[from] base64::DecodeError),
    /// Not 172 bytes.
    #[error("TimeZone has {found} bytes instead of 172")]
    Length {
        /// How many there were.
        found: usize,
    },
}

impl TimeZoneBlob {
    /// Reads the element's text.
    pub fn parse(base64: &str) -> Result<TimeZoneBlob, TimeZoneError> {
        let _ = base64;
        Ok(TimeZoneBlob {})
    }

    /// Reads the element's text, where only a zone that says something is wanted.
    pub fn known(base64: &str) -> Option<TimeZoneBlob> {
        TimeZoneBlob::parse(base64).ok().filter(|zone| !zone.is_unknown())
    }

    /// The element's text.
    pub fn to_base64(&self) -> String {
        String::new()
    }

    /// The rules of an IANA zone as they are in one year.
    pub fn from_tz(tz: Tz, year: i32) -> TimeZoneBlob {
        let _ = (tz, year);
        TimeZoneBlob {}
    }

    /// All zero, as several servers send it: the zone is not told.
    pub fn is_unknown(&self) -> bool {
        true
    }

    /// An IANA zone with these rules in that year, the preferred one if it has them.
    pub fn identify(&self, preferred: Option<Tz>, year: i32) -> Option<Tz> {
        let _ = (preferred, year);
        None
    }

    /// The instant a wall clock shows this; a gap or a fold is for the caller to resolve ([`crate::Zone::at_wall_clock`]).
    pub fn local_to_utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>> {
        let _ = local;
        MappedLocalTime::None
    }

    /// What a wall clock shows at this instant.
    pub fn utc_to_local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        instant.naive_utc()
    }
}
