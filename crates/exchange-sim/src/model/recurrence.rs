//! The rule of a series, in the terms of MS-ASCAL 2.2.2.37, and which days it falls on.
//!
//! Days are local days of the organizer's zone. A day of the month beyond the month's end means its last day, as
//! Exchange has it. How a rule is written, on the wire or in iCalendar, is for those who write it.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Bits of [`Pattern`] day masks: Sunday is 1, Saturday 64.
pub const WEEKDAYS: u8 = 0b0011_1110;

/// The mask of one weekday.
pub fn day_mask(day: Weekday) -> u8 {
    1 << day.num_days_from_sunday()
}

/// Which days a rule picks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pattern {
    /// Every day, or every one of the days in the mask (0: all).
    Daily {
        /// Day mask or 0.
        days: u8,
    },
    /// The days in the mask.
    Weekly {
        /// Day mask.
        days: u8,
        /// Where a week begins; matters for intervals above 1.
        first_day: Weekday,
    },
    /// A day of the month.
    Monthly {
        /// 1 to 31.
        day: u32,
    },
    /// The n-th of the days in the mask; 5 is the last.
    MonthlyNth {
        /// 1 to 5.
        week: u32,
        /// Day mask.
        days: u8,
    },
    /// A day of the year.
    Yearly {
        /// 1 to 12.
        month: u32,
        /// 1 to 31.
        day: u32,
    },
    /// The n-th of the days in the mask in one month.
    YearlyNth {
        /// 1 to 12.
        month: u32,
        /// 1 to 5.
        week: u32,
        /// Day mask.
        days: u8,
    },
}

/// When a series ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// It does not.
    Never,
    /// After so many occurrences.
    After(u32),
    /// With the last occurrence that starts at or before this instant.
    Until(chrono::DateTime<chrono::Utc>),
}

/// The rule of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    /// Which days.
    pub pattern: Pattern,
    /// Every so many days, weeks, months or years.
    pub interval: u32,
    /// Until when.
    pub ends: Ends,
}

/// No series is followed further than this many days; none that anybody keeps is longer.
const HORIZON_DAYS: u64 = 366 * 50;

impl Recurrence {
    /// Weekly on the given day.
    pub fn weekly(day: Weekday, ends: Ends) -> Self {
        Self { pattern: Pattern::Weekly { days: day_mask(day), first_day: Weekday::Mon }, interval: 1, ends }
    }

    /// The days of the series that begins on `first`.
    pub fn days(&self, first: NaiveDate) -> impl Iterator<Item = NaiveDate> + '_ {
        let limit = match self.ends {
            Ends::After(count) => count as usize,
            Ends::Never | Ends::Until(_) => usize::MAX,
        };
        let last = match self.ends {
            // A day late: the exact instant is the caller's to compare, who knows the zone.
            Ends::Until(end) => end.date_naive().checked_add_days(Days::new(1)),
            Ends::Never | Ends::After(_) => None,
        };
        (0..HORIZON_DAYS)
            .map_while(move |offset| first.checked_add_days(Days::new(offset)))
            .take_while(move |day| last.is_none_or(|last| *day <= last))
            .filter(move |day| self.picks(first, *day))
            .take(limit)
    }

    fn picks(&self, first: NaiveDate, day: NaiveDate) -> bool {
        let every = i64::from(self.interval.max(1));
        let months = |from: NaiveDate| i64::from(from.year()) * 12 + i64::from(from.month0());
        match self.pattern {
            Pattern::Daily { days: 0 } => (day - first).num_days() % every == 0,
            Pattern::Daily { days } => day_mask(day.weekday()) & days != 0,
            Pattern::Weekly { days, first_day } => {
                let week = |date: NaiveDate| date.week(first_day).first_day();
                day_mask(day.weekday()) & days != 0 && ((week(day) - week(first)).num_days() / 7) % every == 0
            }
            Pattern::Monthly { day: wanted } => {
                (months(day) - months(first)) % every == 0 && day.day() == wanted.min(month_length(day))
            }
            Pattern::MonthlyNth { week, days } => {
                (months(day) - months(first)) % every == 0 && is_nth(day, week, days)
            }
            Pattern::Yearly { month, day: wanted } => {
                i64::from(day.year() - first.year()) % every == 0
                    && day.month() == month
                    && day.day() == wanted.min(month_length(day))
            }
            Pattern::YearlyNth { month, week, days } => {
                i64::from(day.year() - first.year()) % every == 0
                    && day.month() == month
                    && is_nth(day, week, days)
            }
        }
    }
}

fn month_length(day: NaiveDate) -> u32 {
    u32::from(day.num_days_in_month())
}

/// Is `day` the n-th day of its month among those in the mask? 5 is the last.
fn is_nth(day: NaiveDate, week: u32, days: u8) -> bool {
    let matching = |date: &NaiveDate| day_mask(date.weekday()) & days != 0;
    let in_month = |number: u32| day.with_day(number).filter(matching);
    if !matching(&day) {
        return false;
    }
    if week >= 5 {
        return (day.day() + 1..=month_length(day)).all(|number| in_month(number).is_none());
    }
    (1..=day.day()).filter_map(in_month).count() == week as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn check(pattern: Pattern, interval: u32, first: &str, expected: &[&str]) {
        let rule = Recurrence { pattern, interval, ends: Ends::After(expected.len() as u32) };
        let days: Vec<_> = rule.days(date(first)).map(|day| day.to_string()).collect();
        assert_eq!(days, expected, "{pattern:?} every {interval} from {first}");
    }

    #[test]
    fn patterns_pick_their_days() {
        let thursday = day_mask(Weekday::Thu);
        let first_day = Weekday::Mon;
        check(Pattern::Daily { days: 0 }, 2, "2026-12-01", &["2026-12-01", "2026-12-03", "2026-12-05"]);
        check(
            Pattern::Daily { days: WEEKDAYS },
            1,
            "2026-12-04",
            &["2026-12-04", "2026-12-07", "2026-12-08"],
        );
        check(Pattern::Weekly { days: thursday, first_day }, 2, "2026-12-03", &["2026-12-03", "2026-12-17"]);
        check(Pattern::Monthly { day: 31 }, 1, "2026-01-31", &["2026-01-31", "2026-02-28", "2026-03-31"]);
        check(
            Pattern::MonthlyNth { week: 2, days: thursday },
            1,
            "2026-12-10",
            &["2026-12-10", "2027-01-14"],
        );
        check(Pattern::MonthlyNth { week: 5, days: 127 }, 1, "2026-01-31", &["2026-01-31", "2026-02-28"]);
        check(Pattern::Yearly { month: 2, day: 29 }, 1, "2028-02-29", &["2028-02-29", "2029-02-28"]);
        check(
            Pattern::YearlyNth { month: 11, week: 4, days: thursday },
            1,
            "2026-11-26",
            &["2026-11-26", "2027-11-25"],
        );
    }

    #[test]
    fn the_week_begins_where_the_rule_says() {
        let days = day_mask(Weekday::Sun) | day_mask(Weekday::Mon);
        check(
            Pattern::Weekly { days, first_day: Weekday::Sun },
            2,
            "2026-11-29",
            &["2026-11-29", "2026-11-30"],
        );
        check(
            Pattern::Weekly { days, first_day: Weekday::Mon },
            2,
            "2026-11-29",
            &["2026-11-29", "2026-12-07"],
        );
    }
}
