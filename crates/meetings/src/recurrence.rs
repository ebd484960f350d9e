//! The rule of a series (MS-ASCAL 2.2.2.37), in RFC 5545's words and as occurrences.
//!
//! The server sends a series as one item; who wants to see Thursday must count to Thursday. The count has to come
//! out exactly as the server's: an answer to one occurrence names its original start to the second, and a wrong
//! daylight-saving hour is an occurrence the server does not know. Exchange's rules are a subset of RFC 5545's with
//! one difference: a day of month beyond the month's end means its last day, where an RRULE skips the month.
//!
//! The days are counted by the `rrule` crate, which a rule is told in its own terms: it has no time of day and no zone
//! there, because an occurrence is on the wall clock of the zone the series was made in, and Exchange's zones are often
//! no zones of the time zone database. What the crate would count in vain is left out: it joins a series at its last
//! period before what is looked at, so one of 1601 is as quick as one of today. It has no words for what it does not
//! follow, so that is refused here: intervals of more months than it can add, and years that no protocol writes.
//!
//! Which items are series, and what an exception changes besides its time, is left to `engine`.

mod clock_shifts;
mod from_rrule;
mod series;
#[cfg(test)]
mod tests;
mod upcoming;

use chrono::{DateTime, Datelike as _, Days, Month, Months, NaiveDate, NaiveTime, Utc, Weekday};
use rrule::{Frequency, NWeekday, RRule, Unvalidated};
use thiserror::Error;

pub use clock_shifts::ClockShift;
pub use series::{Exception, Occurrence, Series, SeriesError};
pub use upcoming::{OccurrenceState, Upcoming};

/// Children of a Recurrence element as they came; the elements of Calendar and of Email both fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WireRecurrence {
    /// Type: 0 daily, 1 weekly, 2 monthly, 3 monthly by weekday, 5 yearly, 6 yearly by weekday.
    pub kind: u8,
    /// Interval.
    pub interval: Option<u16>,
    /// Until: start of the last occurrence.
    pub until: Option<DateTime<Utc>>,
    /// Occurrences; wins over Until.
    pub occurrences: Option<u16>,
    /// DayOfWeek: a sum of 1 for Sunday to 64 for Saturday.
    pub day_of_week: Option<u8>,
    /// DayOfMonth.
    pub day_of_month: Option<u8>,
    /// WeekOfMonth: 1 to 4, or 5 for the last.
    pub week_of_month: Option<u8>,
    /// MonthOfYear.
    pub month_of_year: Option<u8>,
    /// FirstDayOfWeek: 0 for Sunday to 6.
    pub first_day_of_week: Option<u8>,
    /// CalendarType: 0 or 1 for the Gregorian calendar; others only number its years in another way.
    pub calendar_type: Option<u8>,
}

/// Why a Recurrence element cannot be followed. Such a series is shown unexpanded rather than wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RecurrenceError {
    /// A child its Type needs is not there.
    #[error("Recurrence has no {0}")]
    Missing(&'static str),
    /// A child says something the standard does not have.
    #[error("Recurrence has a {child} of {value}")]
    OutOfRange {
        /// Which element.
        child: &'static str,
        /// What it says.
        value: u16,
    },
    /// Months of another calendar than the Gregorian.
    #[error("Recurrence counts in the {name} calendar (CalendarType {0}), not the Gregorian", name = calendar(*.0))]
    Calendar(u8),
}

/// The rule of a series, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rule {
    pattern: Pattern,
    interval: u16,
    end: End,
    first_day_of_week: Weekday,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Pattern {
    Daily,
    /// Without days, that of the first occurrence.
    Weekly(Option<DaysOfWeek>),
    Monthly(DayInMonth),
    Yearly(Month, DayInMonth),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum DayInMonth {
    /// 1 to 31; beyond the month's end, its last day.
    Date(i8),
    /// The n-th of these days, 5 for the last.
    Nth(u8, DaysOfWeek),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum End {
    Never,
    After(u16),
    Until(DateTime<Utc>),
}

/// DayOfWeek: 1 for Sunday to 64 for Saturday, at least one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct DaysOfWeek(u8);

/// As DayOfWeek and FirstDayOfWeek count them.
const WEEK: [Weekday; 7] =
    [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat];

/// No protocol here can write a later one, so nobody ever asks for one.
const LAST_YEAR: i32 = 9999;

/// The library stops without a word at a longer interval of months; the standard's longest is 999 (MS-ASCAL 2.2.2.25).
const LONGEST_IN_MONTHS: u16 = u16::MAX - 12;

impl TryFrom<WireRecurrence> for Rule {
    type Error = RecurrenceError;

    fn try_from(wire: WireRecurrence) -> Result<Rule, RecurrenceError> {
        let days =
            || wire.day_of_week.map(|value| ranged("DayOfWeek", value, 1..=127).map(DaysOfWeek)).transpose();
        let days_needed = || days()?.ok_or(RecurrenceError::Missing("DayOfWeek"));
        let week = || needed("WeekOfMonth", wire.week_of_month, 1..=5);
        let date = || {
            needed("DayOfMonth", wire.day_of_month, 1..=31).map(|date| DayInMonth::Date(date.cast_signed()))
        };
        let month = || {
            let value = wire.month_of_year.ok_or(RecurrenceError::Missing("MonthOfYear"))?;
            Month::try_from(value)
                .map_err(|_| RecurrenceError::OutOfRange { child: "MonthOfYear", value: value.into() })
        };
        let pattern = match wire.kind {
            // "Every weekday" is a daily rule with days; all seven add nothing.
            0 => match days()? {
                None | Some(DaysOfWeek(127)) => Pattern::Daily,
                some => Pattern::Weekly(some),
            },
            1 => Pattern::Weekly(days()?),
            2 => Pattern::Monthly(date()?),
            3 => Pattern::Monthly(DayInMonth::Nth(week()?, days_needed()?)),
            5 => Pattern::Yearly(month()?, date()?),
            6 => Pattern::Yearly(month()?, DayInMonth::Nth(week()?, days_needed()?)),
            value => return Err(RecurrenceError::OutOfRange { child: "Type", value: value.into() }),
        };
        match (pattern, wire.calendar_type) {
            // Days and weeks are the same everywhere. Gregorian in other languages (2, 9 to 12), or with its years
            // counted from elsewhere: Japanese eras, Taiwan, Tangun, Thai.
            (Pattern::Daily | Pattern::Weekly(_), _) | (_, None | Some(0..=5 | 7 | 9..=12)) => {}
            (Pattern::Monthly(_) | Pattern::Yearly(..), Some(other)) => {
                return Err(RecurrenceError::Calendar(other));
            }
        }
        let first_day_of_week = match wire.first_day_of_week {
            None => Weekday::Sun,
            Some(value) => WEEK
                .get(usize::from(value))
                .copied()
                .ok_or(RecurrenceError::OutOfRange { child: "FirstDayOfWeek", value: value.into() })?,
        };
        let interval = positive("Interval", wire.interval.unwrap_or(1))?;
        if matches!(pattern, Pattern::Monthly(_)) && interval > LONGEST_IN_MONTHS {
            return Err(RecurrenceError::OutOfRange { child: "Interval", value: interval });
        }
        Ok(Rule {
            pattern,
            interval,
            end: match (wire.occurrences, wire.until) {
                (Some(count), _) => End::After(positive("Occurrences", count)?),
                // Outlook's date for "no end date" is the last of August 4500 (MS-OXOCAL 2.2.1.44.1).
                (None, Some(until)) if until.year() < 4500 => End::Until(until),
                (None, _) => End::Never,
            },
            first_day_of_week,
        })
    }
}

/// Calendars whose months are not the Gregorian's (MS-ASCAL 2.2.2.12).
fn calendar(calendar_type: u8) -> &'static str {
    match calendar_type {
        6 => "Hijri",
        8 => "Hebrew",
        14 => "Japanese lunar",
        15 | 17 => "Chinese lunar",
        16 => "Saka era",
        18 | 20 => "Korean lunar",
        19 => "Japanese Rokuyou",
        23 => "Umm al-Qura",
        _ => "unknown",
    }
}

fn needed(
    child: &'static str,
    value: Option<u8>,
    range: std::ops::RangeInclusive<u8>,
) -> Result<u8, RecurrenceError> {
    ranged(child, value.ok_or(RecurrenceError::Missing(child))?, range)
}

fn ranged(
    child: &'static str,
    value: u8,
    range: std::ops::RangeInclusive<u8>,
) -> Result<u8, RecurrenceError> {
    if range.contains(&value) {
        Ok(value)
    } else {
        Err(RecurrenceError::OutOfRange { child, value: value.into() })
    }
}

fn positive(child: &'static str, value: u16) -> Result<u16, RecurrenceError> {
    if value > 0 { Ok(value) } else { Err(RecurrenceError::OutOfRange { child, value }) }
}

impl Rule {
    /// The rule in RFC 5545's words, without `RRULE:`. It means the same: where Exchange takes a month's last day,
    /// so does this.
    pub fn rrule(&self) -> String {
        match self.end {
            End::Never => self.without_end(),
            End::After(count) => self.without_end().count(count.into()),
            End::Until(until) => self.without_end().until(until.with_timezone(&rrule::Tz::UTC)),
        }
        .to_string()
    }

    fn without_end(&self) -> RRule<Unvalidated> {
        let every = |frequency| RRule::new(frequency).interval(self.interval);
        match self.pattern {
            Pattern::Daily => every(Frequency::Daily),
            Pattern::Weekly(days) => {
                let rule = every(Frequency::Weekly).by_weekday(days.map_or_else(Vec::new, DaysOfWeek::every));
                // It makes a difference only to "every n-th week".
                if self.interval > 1 { rule.week_start(self.first_day_of_week) } else { rule }
            }
            Pattern::Monthly(day) => day.of(every(Frequency::Monthly), 28),
            Pattern::Yearly(month, day) => {
                day.of(every(Frequency::Yearly).by_month(&[month]), shortest(month))
            }
        }
    }

    /// The days of the rule from the first occurrence's on, in order. They may begin later, but not after `from`;
    /// never does a rule give two occurrences on one day.
    fn days(&self, first: NaiveDate, from: NaiveDate) -> impl Iterator<Item = NaiveDate> + use<> {
        let skipped = self.periods(first, from);
        let count = match self.end {
            End::After(count) => Some(u32::from(count).saturating_sub(self.given(first, skipped))),
            // Until when is a matter of instants, or of days in the zone: the series knows.
            End::Never | End::Until(_) => None,
        };
        self.expanded(self.after(first, skipped), count)
    }

    /// The days of the rule from this one on.
    fn expanded(&self, first: NaiveDate, count: Option<u32>) -> impl Iterator<Item = NaiveDate> + use<> {
        // Days are the same on every clock, so they are counted on one that never changes.
        let start = first.and_time(NaiveTime::MIN).and_utc().with_timezone(&rrule::Tz::UTC);
        let rule = self.without_end();
        let rule = count.map_or(rule.clone(), |count| rule.count(count));
        let set = Some(rule)
            .filter(|_| first.year() <= LAST_YEAR)
            // It refuses nothing that a checked rule says.
            .and_then(|rule| rule.build(start).ok());
        set.into_iter()
            .flat_map(|set| set.into_iter())
            .map(|start| start.date_naive())
            // It goes on for another year.
            .take_while(|day| day.year() <= LAST_YEAR)
    }

    /// How many times its interval the series has surely been through when it comes to `from`.
    fn periods(&self, first: NaiveDate, from: NaiveDate) -> u32 {
        let longest = match self.pattern {
            Pattern::Daily => 1,
            Pattern::Weekly(_) => 7,
            Pattern::Monthly(_) => 31,
            Pattern::Yearly(..) => 366,
        };
        u32::try_from((from - first).num_days() / (longest * i64::from(self.interval))).unwrap_or(0)
    }

    /// The day on which it has been through so many: the series could as well begin there.
    fn after(&self, first: NaiveDate, periods: u32) -> NaiveDate {
        if periods == 0 {
            return first;
        }
        let step = periods * u32::from(self.interval);
        let days = |days: u32| first.checked_add_days(Days::new(days.into()));
        let months = |months: u32| first.with_day(1)?.checked_add_months(Months::new(months));
        let after = match self.pattern {
            Pattern::Daily => days(step),
            Pattern::Weekly(_) => days(step * 7),
            Pattern::Monthly(_) => months(step),
            Pattern::Yearly(..) => months(step * 12),
        };
        after.unwrap_or(first)
    }

    /// How many days it has given until then.
    fn given(&self, first: NaiveDate, periods: u32) -> u32 {
        let Some(others) = periods.checked_sub(1) else { return 0 };
        let each = match self.pattern {
            Pattern::Weekly(Some(days)) => days.0.count_ones(),
            Pattern::Daily | Pattern::Weekly(None) | Pattern::Monthly(_) | Pattern::Yearly(..) => 1,
        };
        let second = self.after(first, 1);
        // The day of the first month or year can be over when the series begins.
        let once = self.expanded(first, None).take_while(|day| *day < second).map(|_| 1).sum::<u32>();
        once + others * each
    }
}

impl DayInMonth {
    /// In a rule about months of which the shortest has so many days.
    fn of(self, rule: RRule<Unvalidated>, shortest_month: i8) -> RRule<Unvalidated> {
        match self {
            DayInMonth::Date(31) if shortest_month < 31 => rule.by_month_day(vec![-1]),
            DayInMonth::Date(date) if date > shortest_month => {
                rule.by_month_day((shortest_month..=date).collect()).by_set_pos(vec![-1])
            }
            DayInMonth::Date(date) => rule.by_month_day(vec![date]),
            DayInMonth::Nth(5, days) => rule.by_weekday(days.every()).by_set_pos(vec![-1]),
            DayInMonth::Nth(week, days) => rule.by_weekday(days.every()).by_set_pos(vec![week.into()]),
        }
    }
}

impl DaysOfWeek {
    fn every(self) -> Vec<NWeekday> {
        let days = WEEK.into_iter().filter(|day| self.0 & (1 << day.num_days_from_sunday()) != 0);
        days.map(NWeekday::Every).collect()
    }
}

/// Days of a month in the year in which it has the fewest.
fn shortest(month: Month) -> i8 {
    match month {
        Month::February => 28,
        Month::April | Month::June | Month::September | Month::November => 30,
        _ => 31,
    }
}
