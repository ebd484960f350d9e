//! The occurrences of a series between two instants.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use thiserror::Error;

use super::{End, LAST_YEAR, Rule};
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

/// Why a series cannot be followed. It is shown unexpanded rather than wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SeriesError {
    /// Its first occurrence ends before it starts.
    #[error("the first occurrence of the series ends before it starts")]
    EndsBeforeStart,
    /// Nothing that repeats lasts longer than a year; who took it at its word would have years of it on every day.
    #[error("an occurrence of the series lasts {days} days")]
    TooLong {
        /// How long.
        days: i64,
    },
    /// Nobody meets there, and the rule cannot be followed from there.
    #[error("the series begins in the year {0}")]
    Year(i32),
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
    /// The longest an occurrence may last.
    const LONGEST: TimeDelta = TimeDelta::days(366);

    /// The series if it can be followed: what came from outside is asked this once.
    pub fn checked(self) -> Result<Series, SeriesError> {
        let duration = self.end - self.start;
        if duration < TimeDelta::zero() {
            return Err(SeriesError::EndsBeforeStart);
        }
        if duration > Series::LONGEST {
            return Err(SeriesError::TooLong { days: duration.num_days() });
        }
        if !(0..=LAST_YEAR).contains(&self.start.year()) {
            return Err(SeriesError::Year(self.start.year()));
        }
        Ok(self)
    }

    /// The occurrences that touch the time from `from` up to but not including `to`, by start.
    ///
    /// An exception replaces the occurrence of its original *day*: a rule gives at most one a day, and some servers
    /// name the day alone.
    pub fn occurrences(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Occurrence> {
        let replaced: BTreeSet<_> =
            self.exceptions.iter().map(|exception| self.original_day(exception.recurrence_id())).collect();
        let mut occurrences: Vec<Occurrence> = self
            .planned(from)
            .take_while(|(_, occurrence)| occurrence.start < to)
            .filter(|(day, _)| !replaced.contains(day))
            .map(|(_, occurrence)| occurrence)
            .collect();
        occurrences.extend(self.changed(from).filter(|occurrence| occurrence.start < to));
        occurrences.sort_by_key(|occurrence| (occurrence.start, occurrence.recurrence_id));
        occurrences
    }

    /// The occurrence of this original start as it is now: moved where an exception moves it; one that does not take
    /// place, as it would have been. `None`: the series has none on that day.
    pub fn occurrence(&self, recurrence_id: DateTime<Utc>) -> Option<Occurrence> {
        let day = self.original_day(recurrence_id);
        let mut changed = self.changed(DateTime::<Utc>::MIN_UTC);
        changed
            .find(|occurrence| self.original_day(occurrence.recurrence_id) == day)
            .or_else(|| self.as_planned(recurrence_id))
    }

    /// The occurrence of this original start as the rule alone has it. `None`: the series has none on that day.
    pub fn as_planned(&self, recurrence_id: DateTime<Utc>) -> Option<Occurrence> {
        let day = self.original_day(recurrence_id);
        let from = recurrence_id.checked_sub_signed(TimeDelta::days(2))?;
        let near = self.planned(from).take_while(|(on, _)| *on <= day);
        near.filter(|(on, _)| *on == day).map(|(_, occurrence)| occurrence).next()
    }

    /// What the rule alone gives that is not over at `from`, with the day it counts for, by start.
    pub(super) fn planned(&self, from: DateTime<Utc>) -> impl Iterator<Item = (NaiveDate, Occurrence)> {
        let first = self.first();
        // Enough to reach an occurrence that began earlier and still lasts, wherever the zone is.
        let earliest = from
            .checked_sub_signed(self.duration() + TimeDelta::days(2))
            .map_or(NaiveDate::MIN, |instant| instant.date_naive());
        self.rule
            .days(first.date(), earliest)
            .map(move |day| (day, self.at(first, day.and_time(first.time()))))
            .take_while(|(_, occurrence)| !self.is_over(occurrence.start))
            .filter(move |(_, occurrence)| occurrence.lasts_after(from))
    }

    /// The occurrences with exceptions that take place and are not over at `from`, in no order.
    pub(super) fn changed(&self, from: DateTime<Utc>) -> impl Iterator<Item = Occurrence> {
        let changed = self.exceptions.iter().enumerate().filter_map(|(index, exception)| match *exception {
            Exception::Deleted { .. } => None,
            Exception::Changed { recurrence_id, start, end } => {
                let start = start.unwrap_or(recurrence_id);
                let end =
                    end.or_else(|| start.checked_add_signed(self.duration())).unwrap_or(start).max(start);
                Some(Occurrence { recurrence_id, start, end, exception: Some(index) })
            }
        });
        changed.filter(move |occurrence| occurrence.lasts_after(from))
    }

    /// The day on which the rule has the occurrence of this original start, however a server writes that: a whole day
    /// as an instant near its midnight, any other to the second or as the digits of its day.
    pub fn original_day(&self, recurrence_id: DateTime<Utc>) -> NaiveDate {
        if self.all_day {
            return self.zone.day_of(recurrence_id);
        }
        let local = self.zone.utc_to_local(recurrence_id);
        // Midnight in UTC, and not the time of day at which the series is: the digits of a day.
        if recurrence_id.time() == NaiveTime::MIN && local.time() != self.first().time() {
            recurrence_id.date_naive()
        } else {
            local.date()
        }
    }

    /// What the rule has on one of its days.
    pub(super) fn on(&self, day: NaiveDate) -> Occurrence {
        let first = self.first();
        self.at(first, day.and_time(first.time()))
    }

    /// The wall clock at the first occurrence. A whole day begins at midnight, also where the instant is not quite that.
    pub(super) fn first(&self) -> NaiveDateTime {
        if self.all_day {
            self.zone.day_of(self.start).and_time(NaiveTime::MIN)
        } else {
            self.zone.utc_to_local(self.start)
        }
    }

    pub(super) fn duration(&self) -> TimeDelta {
        (self.end - self.start).max(TimeDelta::zero())
    }

    fn is_over(&self, start: DateTime<Utc>) -> bool {
        match self.rule.end {
            End::Until(last) if self.all_day => self.zone.day_of(start) > self.zone.day_of(last),
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
}

impl Occurrence {
    fn lasts_after(&self, from: DateTime<Utc>) -> bool {
        self.end > from || self.start >= from
    }
}
