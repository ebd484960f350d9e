//! The occurrences of a series between two instants.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::{End, Rule};
use crate::Zone;

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

impl Exception {
    /// Original start of the occurrence: ExceptionStartTime up to 14.1, InstanceId in 16.x.
    pub fn recurrence_id(&self) -> DateTime<Utc> {
        match self {
            Exception::Deleted { recurrence_id } | Exception::Changed { recurrence_id, .. } => *recurrence_id,
        }
    }
}

/// A series: its first occurrence, its rule, what differs from it, and the zone whose wall clock it keeps to.
#[derive(Debug, Clone)]
pub struct Series {
    /// Start of the first occurrence.
    pub start: DateTime<Utc>,
    /// End of the first occurrence.
    pub end: DateTime<Utc>,
    /// Days, not hours: an occurrence lasts as many days even where the clocks change.
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
    /// The occurrences that touch the time from `from` up to but not including `to`, by start.
    ///
    /// An exception replaces the occurrence of its original *day*: a rule gives at most one a day, and some servers
    /// name the day alone.
    pub fn occurrences(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Occurrence> {
        let touches = |occurrence: &Occurrence| {
            occurrence.start < to && (occurrence.end > from || occurrence.start >= from)
        };
        let replaced: BTreeSet<_> = self
            .exceptions
            .iter()
            .map(|exception| self.zone.utc_to_local(exception.recurrence_id()).date())
            .collect();
        let first = self.zone.utc_to_local(self.start);
        // Enough to reach an occurrence that began earlier and still lasts, wherever the zone is.
        let earliest = from
            .checked_sub_signed(self.duration() + TimeDelta::days(2))
            .map_or(NaiveDate::MIN, |instant| instant.date_naive());
        let mut occurrences: Vec<Occurrence> = self
            .rule
            .days(first.date(), earliest)
            .map(|day| (day, self.at(first, day.and_time(first.time()))))
            .take_while(|(_, occurrence)| occurrence.start < to && !self.is_over(occurrence.start))
            .filter(|(day, occurrence)| !replaced.contains(day) && touches(occurrence))
            .map(|(_, occurrence)| occurrence)
            .collect();
        occurrences.extend(
            self.exceptions
                .iter()
                .enumerate()
                .filter_map(|(index, exception)| self.changed(index, exception))
                .filter(touches),
        );
        occurrences.sort_by_key(|occurrence| (occurrence.start, occurrence.recurrence_id));
        occurrences
    }

    fn duration(&self) -> TimeDelta {
        self.end - self.start
    }

    fn is_over(&self, start: DateTime<Utc>) -> bool {
        match self.rule.end {
            End::Until(last) => start > last,
            End::Never | End::After(_) => false,
        }
    }

    /// The occurrence at this wall-clock time, as the rule has it.
    fn at(&self, first: NaiveDateTime, local: NaiveDateTime) -> Occurrence {
        // The first is given, also where its wall-clock time is one of two.
        let start = if local == first { self.start } else { self.zone.at_wall_clock(local) };
        let end = if self.all_day {
            let hours = self.duration().num_hours();
            self.zone.at_wall_clock(local + TimeDelta::days((hours + 12) / 24))
        } else {
            start + self.duration()
        };
        Occurrence { recurrence_id: start, start, end, exception: None }
    }

    fn changed(&self, index: usize, exception: &Exception) -> Option<Occurrence> {
        match *exception {
            Exception::Deleted { .. } => None,
            Exception::Changed { recurrence_id, start, end } => {
                let start = start.unwrap_or(recurrence_id);
                let end = end.unwrap_or(start + self.duration());
                Some(Occurrence { recurrence_id, start, end, exception: Some(index) })
            }
        }
    }
}
