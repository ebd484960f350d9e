//! The rule of a series (MS-ASCAL 2.2.2.37), in RFC 5545's words and as occurrences.
//!
//! The server sends a series as one item; who wants to see Thursday must count to Thursday. The count has to come
//! out exactly as the server's: an answer to one occurrence names its original start to the second, and a wrong
//! daylight-saving hour is an occurrence the server does not know. Exchange's rules are a subset of RFC 5545's with
//! one difference: a day of month beyond the month's end means its last day, where an RRULE skips the month.
//!
//! Which items are series, and what an exception changes besides its time, is left to `engine`.

mod clock_shifts;
mod from_rrule;
mod series;
#[cfg(test)]
mod tests;
mod upcoming;

use chrono::{DateTime, Datelike as _, Months, NaiveDate, TimeDelta, Utc, Weekday};
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
    Weekly(Option<Days>),
    Monthly(DayInMonth),
    Yearly(u32, DayInMonth),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum DayInMonth {
    /// 1 to 31; beyond the month's end, its last day.
    Date(u8),
    /// The n-th of these days, 5 for the last.
    Nth(u8, Days),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum End {
    Never,
    After(u16),
    Until(DateTime<Utc>),
}

/// DayOfWeek: 1 for Sunday to 64 for Saturday, at least one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Days(u8);

const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Sun, "SU"),
    (Weekday::Mon, "MO"),
    (Weekday::Tue, "TU"),
    (Weekday::Wed, "WE"),
    (Weekday::Thu, "TH"),
    (Weekday::Fri, "FR"),
    (Weekday::Sat, "SA"),
];

impl TryFrom<WireRecurrence> for Rule {
    type Error = RecurrenceError;

    fn try_from(wire: WireRecurrence) -> Result<Rule, RecurrenceError> {
        let days = || wire.day_of_week.map(|value| ranged("DayOfWeek", value, 1..=127).map(Days)).transpose();
        let days_needed = || days()?.ok_or(RecurrenceError::Missing("DayOfWeek"));
        let week = || needed("WeekOfMonth", wire.week_of_month, 1..=5);
        let date = || needed("DayOfMonth", wire.day_of_month, 1..=31).map(DayInMonth::Date);
        let month = || needed("MonthOfYear", wire.month_of_year, 1..=12).map(u32::from);
        let pattern = match wire.kind {
            // "Every weekday" is a daily rule with days; all seven add nothing.
            0 => match days()? {
                None | Some(Days(127)) => Pattern::Daily,
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
                .map(|(day, _)| *day)
                .ok_or(RecurrenceError::OutOfRange { child: "FirstDayOfWeek", value: value.into() })?,
        };
        Ok(Rule {
            pattern,
            interval: positive("Interval", wire.interval.unwrap_or(1))?,
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
        let mut parts = Vec::new();
        let frequency = match self.pattern {
            Pattern::Daily => "DAILY",
            Pattern::Weekly(_) => "WEEKLY",
            Pattern::Monthly(_) => "MONTHLY",
            Pattern::Yearly(..) => "YEARLY",
        };
        parts.push(format!("FREQ={frequency}"));
        if self.interval > 1 {
            parts.push(format!("INTERVAL={}", self.interval));
        }
        match self.pattern {
            Pattern::Daily | Pattern::Weekly(None) => {}
            Pattern::Weekly(Some(days)) => parts.push(days.by_day()),
            Pattern::Monthly(day) => parts.extend(day.parts(28)),
            Pattern::Yearly(month, day) => {
                parts.push(format!("BYMONTH={month}"));
                parts.extend(day.parts(shortest(month)));
            }
        }
        // It makes a difference only to "every n-th week".
        if matches!(self.pattern, Pattern::Weekly(_)) && self.interval > 1 {
            parts.extend(
                WEEK.iter()
                    .filter(|(day, _)| *day == self.first_day_of_week)
                    .map(|(_, name)| format!("WKST={name}")),
            );
        }
        match self.end {
            End::Never => {}
            End::After(count) => parts.push(format!("COUNT={count}")),
            End::Until(until) => parts.push(format!("UNTIL={}", until.format("%Y%m%dT%H%M%SZ"))),
        }
        parts.join(";")
    }

    /// The days of the rule from the first occurrence's on, in order. They may begin later, but not after `from`;
    /// never does a rule give two occurrences on one day.
    fn days(&self, first: NaiveDate, from: NaiveDate) -> impl Iterator<Item = NaiveDate> {
        let rule = *self;
        let longest_period = match self.pattern {
            Pattern::Daily => 1,
            Pattern::Weekly(_) => 7,
            Pattern::Monthly(_) => 31,
            Pattern::Yearly(..) => 366,
        };
        let (skipped, count) = match self.end {
            // Who counts must begin at the beginning.
            End::After(count) => (0, count.into()),
            End::Never | End::Until(_) => {
                let periods = (from - first).num_days() / (longest_period * i64::from(self.interval));
                (u32::try_from(periods - 1).unwrap_or(0), usize::MAX)
            }
        };
        (skipped..)
            .map_while(move |period| rule.days_of_period(first, period))
            .flatten()
            .filter(move |day| *day >= first)
            .take(count)
    }

    /// The rule's days in the n-th day, week, month or year that counts; `None` where the calendar ends.
    fn days_of_period(&self, first: NaiveDate, period: u32) -> Option<Vec<NaiveDate>> {
        let step = period.checked_mul(self.interval.into())?;
        let day = |days: i64| TimeDelta::try_days(days);
        match self.pattern {
            Pattern::Daily => Some(vec![first.checked_add_signed(day(step.into())?)?]),
            Pattern::Weekly(days) => {
                let days = days.unwrap_or(Days::only(first.weekday()));
                let begin = first.week(self.first_day_of_week).checked_first_day()?;
                let begin = begin.checked_add_signed(day(i64::from(step) * 7)?)?;
                Some(begin.iter_days().take(7).filter(|day| days.contains(day.weekday())).collect())
            }
            Pattern::Monthly(day) => {
                let month = first.with_day(1)?.checked_add_months(Months::new(step))?;
                Some(vec![day.in_month(month)?])
            }
            Pattern::Yearly(month, day) => {
                let year = first.year().checked_add_unsigned(step)?;
                Some(vec![day.in_month(NaiveDate::from_ymd_opt(year, month, 1)?)?])
            }
        }
    }
}

impl DayInMonth {
    fn in_month(self, first: NaiveDate) -> Option<NaiveDate> {
        let in_month = |day: &NaiveDate| day.month() == first.month();
        match self {
            DayInMonth::Date(date) => first.iter_days().take(date.into()).take_while(in_month).last(),
            DayInMonth::Nth(week, days) => {
                let fitting =
                    first.iter_days().take_while(in_month).filter(|day| days.contains(day.weekday()));
                if week == 5 { fitting.last() } else { fitting.take(week.into()).last() }
            }
        }
    }

    /// For months of which the shortest has so many days.
    fn parts(self, shortest_month: u8) -> Vec<String> {
        match self {
            DayInMonth::Date(31) if shortest_month < 31 => vec!["BYMONTHDAY=-1".to_owned()],
            DayInMonth::Date(date) if date > shortest_month => {
                let days: Vec<String> = (shortest_month..=date).map(|day| day.to_string()).collect();
                vec![format!("BYMONTHDAY={}", days.join(",")), "BYSETPOS=-1".to_owned()]
            }
            DayInMonth::Date(date) => vec![format!("BYMONTHDAY={date}")],
            DayInMonth::Nth(5, days) => vec![days.by_day(), "BYSETPOS=-1".to_owned()],
            DayInMonth::Nth(week, days) => vec![days.by_day(), format!("BYSETPOS={week}")],
        }
    }
}

impl Days {
    fn only(day: Weekday) -> Days {
        Days(1 << day.num_days_from_sunday())
    }

    fn contains(self, day: Weekday) -> bool {
        self.0 & Days::only(day).0 != 0
    }

    fn by_day(self) -> String {
        let days: Vec<&str> =
            WEEK.iter().filter(|(day, _)| self.contains(*day)).map(|(_, name)| *name).collect();
        format!("BYDAY={}", days.join(","))
    }
}

/// Days of a month in the year in which it has the fewest.
fn shortest(month: u32) -> u8 {
    match month {
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}
