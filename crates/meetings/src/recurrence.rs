//! The rule of a series (MS-ASCAL 2.2.2.37) and its occurrences.

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use thiserror::Error;

use crate::Zone;

/// Children of a Recurrence element as they came; every version of the protocol and both code pages fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WireRecurrence {
    /// Type.
    pub kind: u8,
    /// Interval.
    pub interval: Option<u16>,
    /// Until.
    pub until: Option<DateTime<Utc>>,
    /// Occurrences.
    pub occurrences: Option<u16>,
    /// DayOfWeek, a sum.
    pub day_of_week: Option<u8>,
    /// DayOfMonth.
    pub day_of_month: Option<u8>,
    /// WeekOfMonth.
    pub week_of_month: Option<u8>,
    /// MonthOfYear.
    pub month_of_year: Option<u8>,
    /// FirstDayOfWeek.
    pub first_day_of_week: Option<u8>,
    /// CalendarType.
    pub calendar_type: Option<u8>,
    /// IsLeapMonth.
    pub is_leap_month: Option<bool>,
}

/// Why a Recurrence element cannot be understood. Such a series is shown unexpanded rather than wrong.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RecurrenceError {
    /// A Type outside the standard.
    #[error("recurrence Type {0} is not defined")]
    Type(u8),
    /// A child the Type needs.
    #[error("recurrence has no {0}")]
    Missing(&'static str),
    /// A child with a value outside its range.
    #[error("recurrence {child} cannot be {value}")]
    OutOfRange {
        /// Which element.
        child: &'static str,
        /// What it said.
        value: u32,
    },
    /// Not the Gregorian calendar.
    #[error("recurrence is in calendar {0}, not the Gregorian")]
    Calendar(u8),
}

/// The rule of a series, typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    interval: u16,
    first_day_of_week: Weekday,
}

impl TryFrom<WireRecurrence> for Rule {
    type Error = RecurrenceError;

    fn try_from(wire: WireRecurrence) -> Result<Rule, RecurrenceError> {
        Err(RecurrenceError::Type(wire.kind))
    }
}

impl Rule {
    /// The rule in RFC 5545's words, without `RRULE:`.
    pub fn rrule(&self) -> String {
        let _ = (self.interval, self.first_day_of_week);
        String::new()
    }
}

/// An occurrence that differs from its series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exception {
    /// It does not take place.
    Deleted {
        /// Original start.
        recurrence_id: DateTime<Utc>,
    },
    /// It takes place, perhaps at another time.
    Changed {
        /// Original start.
        recurrence_id: DateTime<Utc>,
        /// Its start, where that changed.
        start: Option<DateTime<Utc>>,
        /// Its end, where that changed.
        end: Option<DateTime<Utc>>,
    },
}

/// A series: its first occurrence, its rule, what differs from it, and the zone whose wall clock it keeps to.
#[derive(Debug, Clone)]
pub struct Series {
    /// Start of the first occurrence.
    pub start: DateTime<Utc>,
    /// Length of an occurrence.
    pub duration: TimeDelta,
    /// Days, not hours.
    pub all_day: bool,
    /// The zone it was made in.
    pub zone: Zone,
    /// The rule.
    pub rule: Rule,
    /// What differs.
    pub exceptions: Vec<Exception>,
}

/// One occurrence of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// Original start: what ExceptionStartTime, InstanceId and RecurrenceId hold.
    pub recurrence_id: DateTime<Utc>,
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
    /// Which of the exceptions it is.
    pub exception: Option<usize>,
}

impl Series {
    /// Occurrences that overlap `from..to`, by start.
    pub fn occurrences(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Occurrence> {
        let _ = (from, to);
        Vec::new()
    }
}
