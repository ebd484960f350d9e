//! The days of a rule the slow way: day by day, does it fit?

use chrono::{Datelike as _, NaiveDate, Weekday};

use super::WireRecurrence;

/// The days of the rule from one to another, of a series whose first occurrence, or what is given for it, is on `first`.
pub fn days(rule: &WireRecurrence, first: NaiveDate, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
    let days = from.max(first).iter_days().take_while(|day| *day <= to && day.year() <= 9999);
    days.filter(|day| fits(rule, first, *day)).collect()
}

fn fits(rule: &WireRecurrence, first: NaiveDate, day: NaiveDate) -> bool {
    let every = |passed: i64| passed % i64::from(rule.interval.unwrap_or(1)) == 0;
    let weeks = || (week(rule, day) - week(rule, first)).num_days() / 7;
    let years = i64::from(day.year() - first.year());
    let months = years * 12 + i64::from(day.month0()) - i64::from(first.month0());
    let in_month = || rule.month_of_year.is_some_and(|month| u32::from(month) == day.month());
    match (rule.kind, rule.day_of_week) {
        (0, None | Some(127)) => every((day - first).num_days()),
        (1, None) => every(weeks()) && day.weekday() == first.weekday(),
        (0 | 1, Some(_)) => every(weeks()) && is_named(rule, day),
        (2, _) => every(months) && is_date(rule, day),
        (3, _) => every(months) && is_nth(rule, day),
        (5, _) => every(years) && in_month() && is_date(rule, day),
        (6, _) => every(years) && in_month() && is_nth(rule, day),
        _ => panic!("no such Type: {rule:?}"),
    }
}

/// The first day of its week.
fn week(rule: &WireRecurrence, day: NaiveDate) -> NaiveDate {
    let begins =
        [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat]
            [usize::from(rule.first_day_of_week.unwrap_or(0))];
    day.week(begins).first_day()
}

fn is_named(rule: &WireRecurrence, day: NaiveDate) -> bool {
    rule.day_of_week.is_some_and(|days| days & (1 << day.weekday().num_days_from_sunday()) != 0)
}

/// Beyond the month's end, its last day.
fn is_date(rule: &WireRecurrence, day: NaiveDate) -> bool {
    let wanted = rule.day_of_month.map_or(0, u32::from);
    day.day() == wanted.min(u32::from(day.num_days_in_month()))
}

fn is_nth(rule: &WireRecurrence, day: NaiveDate) -> bool {
    let named: Vec<u32> =
        (1..=31).filter(|date| day.with_day(*date).is_some_and(|day| is_named(rule, day))).collect();
    let wanted = match rule.week_of_month {
        Some(5) => named.last(),
        Some(week) => named.get(usize::from(week) - 1),
        None => None,
    };
    wanted == Some(&day.day())
}
