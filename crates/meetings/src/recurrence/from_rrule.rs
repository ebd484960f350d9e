//! The rule of a series as an RRULE (RFC 5545 3.3.10) tells it.
//!
//! Servers turn rules into Recurrence elements themselves; this is for the mails of one that leaves the element out.
//! What such an element cannot say is not read here either: the series is shown unexpanded rather than wrong.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::{Rule, WireRecurrence, shortest};

/// Parts that are followed; another one means something that no Recurrence element says.
const PARTS: [&str; 9] =
    ["FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"];

impl Rule {
    /// Reads the value of an RRULE; `first`: the day of the first occurrence, which says what the rule leaves out.
    /// `None` for a rule that cannot be followed.
    pub fn from_rrule(value: &str, first: NaiveDate) -> Option<Rule> {
        let parts: BTreeMap<String, &str> = value
            .split(';')
            .filter(|part| !part.trim().is_empty())
            .map(|part| {
                part.split_once('=').map(|(name, value)| (name.trim().to_ascii_uppercase(), value.trim()))
            })
            .collect::<Option<_>>()?;
        if parts.keys().any(|name| !PARTS.contains(&name.as_str())) {
            return None;
        }
        let part = |name: &str| parts.get(name).copied();
        let number = |name: &str| {
            part(name).map(|value| value.parse::<u16>().ok()).map_or(Some(None), |it| Some(Some(it?)))
        };
        // RFC 5545: a week begins on Monday, where nothing is said.
        let week_start = part("WKST").unwrap_or("MO");
        let wire = WireRecurrence {
            interval: number("INTERVAL")?,
            occurrences: number("COUNT")?,
            until: part("UNTIL").map_or(Some(None), |value| Some(Some(until(value)?)))?,
            first_day_of_week: Some(weekday(week_start)?),
            ..pattern(&parts, first)?
        };
        Rule::try_from(wire).ok()
    }
}

/// Which days: the children of the element that say so.
fn pattern(parts: &BTreeMap<String, &str>, first: NaiveDate) -> Option<WireRecurrence> {
    let part = |name: &str| parts.get(name).copied();
    let frequency = part("FREQ")?.to_ascii_uppercase();
    let (days, nth) = match part("BYDAY") {
        Some(value) => by_day(value)?,
        None => (None, None),
    };
    let nth = match (nth, part("BYSETPOS")) {
        (nth, None) => nth,
        (None, Some(value)) => Some(week(value)?),
        (Some(_), Some(_)) => return None,
    };
    let month = match part("BYMONTH") {
        Some(value) => Some(value.parse::<u8>().ok()?),
        None => None,
    };
    let date = part("BYMONTHDAY");
    let none = WireRecurrence::default();
    match frequency.as_str() {
        "DAILY" if nth.is_none() && month.is_none() && date.is_none() => {
            Some(WireRecurrence { kind: 0, day_of_week: days, ..none })
        }
        "WEEKLY" if nth.is_none() && month.is_none() && date.is_none() => {
            let own = 1 << first.weekday().num_days_from_sunday();
            Some(WireRecurrence { kind: 1, day_of_week: Some(days.unwrap_or(own)), ..none })
        }
        "MONTHLY" if month.is_none() => match (days, nth) {
            (Some(_), Some(_)) if date.is_none() => {
                Some(WireRecurrence { kind: 3, day_of_week: days, week_of_month: nth, ..none })
            }
            (None, _) => {
                let day_of_month = Some(day_of_month(date, nth, first, 28)?);
                Some(WireRecurrence { kind: 2, day_of_month, ..none })
            }
            _ => None,
        },
        "YEARLY" => {
            let month = month.or(u8::try_from(first.month()).ok())?;
            let yearly = WireRecurrence { month_of_year: Some(month), ..none };
            match (days, nth) {
                // Without a month it would be the n-th of the year.
                (Some(_), Some(_)) if date.is_none() && part("BYMONTH").is_some() => {
                    Some(WireRecurrence { kind: 6, day_of_week: days, week_of_month: nth, ..yearly })
                }
                (None, _) => {
                    let shortest = shortest(Month::try_from(month).ok()?);
                    let day_of_month = Some(day_of_month(date, nth, first, shortest)?);
                    Some(WireRecurrence { kind: 5, day_of_month, ..yearly })
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// DayOfMonth. A day that the shortest month does not have is skipped there by an RRULE, and never by the element: only
/// where the rule says that the month's last day takes its place do both mean the same.
fn day_of_month(date: Option<&str>, nth: Option<u8>, first: NaiveDate, shortest: i8) -> Option<u8> {
    let Some(date) = date else {
        let own = i8::try_from(first.day()).ok()?;
        return (nth.is_none() && own <= shortest).then_some(own).and_then(|own| u8::try_from(own).ok());
    };
    let days: Vec<i8> = date.split(',').map(|day| day.trim().parse().ok()).collect::<Option<_>>()?;
    match (days.as_slice(), nth) {
        ([-1], None | Some(LAST)) => Some(31),
        ([day], None) if (1..=shortest).contains(day) => u8::try_from(*day).ok(),
        // The last of these that there is.
        ([from, .., to], Some(LAST)) => {
            let all = (*from..=*to).eq(days.iter().copied());
            (all && (1..=shortest).contains(from)).then_some(u8::try_from(*to).ok()?)
        }
        _ => None,
    }
}

/// WeekOfMonth of the last.
const LAST: u8 = 5;

/// `MO,WE` or `2TU` or `-1FR`: DayOfWeek, and which of them in the month.
fn by_day(value: &str) -> Option<(Option<u8>, Option<u8>)> {
    let mut days = 0;
    let mut nths = Vec::new();
    for day in value.split(',').map(str::trim) {
        let (nth, name) = day.split_at_checked(day.len().checked_sub(2)?)?;
        days |= 1 << weekday(name)?;
        nths.push(if nth.is_empty() { None } else { Some(week(nth)?) });
    }
    match nths.as_slice() {
        [one] => Some((Some(days), *one)),
        // "The first Monday and the second Tuesday" is no rule of one element.
        several if several.iter().all(Option::is_none) => Some((Some(days), None)),
        _ => None,
    }
}

/// 1 to 4, or the last.
fn week(value: &str) -> Option<u8> {
    match value.parse::<i8>().ok()? {
        -1 => Some(LAST),
        nth @ 1..=4 => u8::try_from(nth).ok(),
        _ => None,
    }
}

/// As RFC 5545 names them.
const NAMES: [&str; 7] = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/// 0 for Sunday to 6.
fn weekday(name: &str) -> Option<u8> {
    let place = NAMES.iter().position(|short| short.eq_ignore_ascii_case(name))?;
    u8::try_from(place).ok()
}

/// UNTIL: an instant, or the last day on which it may begin.
fn until(value: &str) -> Option<DateTime<Utc>> {
    if let Ok(day) = NaiveDate::parse_from_str(value, "%Y%m%d") {
        return Some(day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::days(1) - TimeDelta::seconds(1));
    }
    let value = value.trim_end_matches(['Z', 'z']);
    NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%S").ok().map(|at| at.and_utc())
}
