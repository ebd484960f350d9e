//! Wall clock and instant: the zone a meeting's local times are read in.
//!
//! A meeting brings its zone as rules ([`TimeZoneBlob`]) or, where its server tells none, is read in the zone of
//! whoever looks at it. Both answer the same two questions here. An hour a clock skips or shows twice is a value
//! ([`MappedLocalTime`]) that somebody must resolve; [`Zone::at_wall_clock`] is the resolution for meetings.

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::TimeZoneBlob;

/// Where a wall clock hangs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Zone {
    /// A zone of the IANA database.
    Iana(Tz),
    /// The rules that came with a meeting.
    Blob(TimeZoneBlob),
}

impl Zone {
    /// The meeting's own zone where its TimeZone element tells one, else the reader's.
    pub fn of_meeting(time_zone: Option<&str>, reader: Tz) -> Zone {
        time_zone.and_then(TimeZoneBlob::known).map_or(Zone::Iana(reader), Zone::Blob)
    }

    /// What the clock shows at this instant.
    pub fn utc_to_local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Zone::Iana(tz) => instant.with_timezone(tz).naive_local(),
            Zone::Blob(blob) => blob.utc_to_local(instant),
        }
    }

    /// The instants at which the clock shows this: one, none (it is skipped), or two.
    pub fn local_to_utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>> {
        match self {
            Zone::Iana(tz) => local.and_local_timezone(*tz).map(|instant| instant.to_utc()),
            Zone::Blob(blob) => blob.local_to_utc(local),
        }
    }

    /// The instant a meeting at this wall-clock time takes place, as RFC 5545 3.3.5 resolves it: an hour shown twice
    /// means the first, a skipped one is counted with the offset before the gap.
    pub fn at_wall_clock(&self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.local_to_utc(local) {
            MappedLocalTime::Single(instant) | MappedLocalTime::Ambiguous(instant, _) => instant,
            MappedLocalTime::None => {
                // The longest gap known is a day (Samoa, December 2011).
                let before = (1..=26)
                    .map(TimeDelta::hours)
                    .find_map(|back| Some(self.local_to_utc(local - back).latest()? + back));
                before.unwrap_or_else(|| local.and_utc())
            }
        }
    }

    /// The day for which an all-day meeting's start or end stands: up to 14.1 an instant at or near local midnight.
    pub fn day_of(&self, instant: DateTime<Utc>) -> NaiveDate {
        (self.utc_to_local(instant) + TimeDelta::hours(12)).date()
    }
}
