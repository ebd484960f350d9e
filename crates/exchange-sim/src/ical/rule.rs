//! RRULE (RFC 5545 3.3.10), as far as ActiveSync has words for it.

use chrono::{NaiveDate, NaiveDateTime, Weekday};
use chrono_tz::Tz;

use crate::model::event::instant;
use crate::model::recurrence::{Ends, Pattern, Recurrence, day_mask};

const DAYS: [(&str, Weekday); 7] = [
    ("SU", Weekday::Sun),
    ("MO", Weekday::Mon),
    ("TU", Weekday::Tue),
    ("WE", Weekday::Wed),
    ("TH", Weekday::Thu),
    ("FR", Weekday::Fri),
    ("SA", Weekday::Sat),
];

/// The rule's text, without `RRULE:`.
pub fn write(rule: &Recurrence) -> String {
    let by_day = |days: u8| {
        let names = DAYS.iter().filter(|(_, day)| days & day_mask(*day) != 0).map(|(name, _)| *name);
        format!("BYDAY={}", names.collect::<Vec<_>>().join(","))
    };
    let set_pos = |week: u32| if week >= 5 { "BYSETPOS=-1".to_owned() } else { format!("BYSETPOS={week}") };
    let mut parts = match rule.pattern {
        Pattern::Daily { days: 0 } => vec!["FREQ=DAILY".to_owned()],
        Pattern::Daily { days } => vec!["FREQ=WEEKLY".to_owned(), by_day(days)],
        Pattern::Weekly { days, first_day } => {
            let first = DAYS.iter().find(|(_, day)| *day == first_day).map_or("MO", |(name, _)| name);
            vec!["FREQ=WEEKLY".to_owned(), by_day(days), format!("WKST={first}")]
        }
        Pattern::Monthly { day } => vec!["FREQ=MONTHLY".to_owned(), format!("BYMONTHDAY={day}")],
        Pattern::MonthlyNth { week, days } => vec!["FREQ=MONTHLY".to_owned(), by_day(days), set_pos(week)],
        Pattern::Yearly { month, day } => {
            vec!["FREQ=YEARLY".to_owned(), format!("BYMONTH={month}"), format!("BYMONTHDAY={day}")]
        }
        Pattern::YearlyNth { month, week, days } => {
            vec!["FREQ=YEARLY".to_owned(), format!("BYMONTH={month}"), by_day(days), set_pos(week)]
        }
    };
    if rule.interval > 1 {
        parts.push(format!("INTERVAL={}", rule.interval));
    }
    match rule.ends {
        Ends::Never => {}
        Ends::After(count) => parts.push(format!("COUNT={count}")),
        Ends::Until(end) => parts.push(format!("UNTIL={}", end.format("%Y%m%dT%H%M%SZ"))),
    }
    parts.join(";")
}

/// Reads a rule of a series that begins on `first`; `None` for one ActiveSync has no words for.
pub fn read(text: &str, first: NaiveDate, zone: Tz) -> Option<Recurrence> {
    use chrono::Datelike as _;
    let part = |name: &str| text.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    let number = |name: &str| part(name).map(str::parse::<u32>).transpose().ok();
    let day_list: Vec<&str> = part("BYDAY").map(|list| list.split(',').collect()).unwrap_or_default();
    let days = mask(&day_list)?;
    // `2TU` says in one word what `TU` and BYSETPOS=2 say in two.
    let ordinal =
        day_list.first().and_then(|day| day.get(..day.len().checked_sub(2)?)).filter(|n| !n.is_empty());
    let week = match part("BYSETPOS").or(ordinal).map(|text| text.trim_start_matches('+').parse::<i32>()) {
        None => None,
        Some(Ok(-1)) => Some(5),
        Some(Ok(week @ 1..=4)) => u32::try_from(week).ok(),
        Some(_) => return None,
    };
    let day = number("BYMONTHDAY")?.unwrap_or(first.day());
    let month = number("BYMONTH")?.unwrap_or(first.month());
    let first_day = part("WKST").map_or(Some(Weekday::Mon), weekday)?;
    let pattern = match (part("FREQ")?, week) {
        ("DAILY", _) => Pattern::Daily { days },
        ("WEEKLY", _) if days == 0 => Pattern::Weekly { days: day_mask(first.weekday()), first_day },
        ("WEEKLY", _) => Pattern::Weekly { days, first_day },
        ("MONTHLY", Some(week)) => Pattern::MonthlyNth { week, days },
        ("MONTHLY", None) => Pattern::Monthly { day },
        ("YEARLY", Some(week)) => Pattern::YearlyNth { month, week, days },
        ("YEARLY", None) => Pattern::Yearly { month, day },
        _ => return None,
    };
    let ends = match (number("COUNT")?, part("UNTIL")) {
        (Some(count), _) => Ends::After(count),
        (None, Some(until)) => Ends::Until(read_until(until, zone)?),
        (None, None) => Ends::Never,
    };
    Some(Recurrence { pattern, interval: number("INTERVAL")?.unwrap_or(1), ends })
}

fn read_until(text: &str, zone: Tz) -> Option<chrono::DateTime<chrono::Utc>> {
    if let Ok(local) = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ") {
        return Some(local.and_utc());
    }
    let day = NaiveDate::parse_from_str(text, "%Y%m%d").ok()?;
    Some(instant(zone, day.and_hms_opt(23, 59, 59)?))
}

fn mask(days: &[&str]) -> Option<u8> {
    let mut bits = days.iter().map(|day| weekday(day.get(day.len().checked_sub(2)?..)?).map(day_mask));
    bits.try_fold(0, |mask, bit| Some(mask | bit?))
}

fn weekday(name: &str) -> Option<Weekday> {
    DAYS.iter().find(|(known, _)| *known == name).map(|(_, day)| *day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, pattern: Pattern, interval: u32, ends: Ends) {
        let rule = Recurrence { pattern, interval, ends };
        assert_eq!(write(&rule), text);
        assert_eq!(read(text, "2026-12-03".parse().unwrap(), Tz::UTC), Some(rule), "{text}");
    }

    #[test]
    fn rules_come_back_as_they_went() {
        let until = Ends::Until("2027-03-25T13:00:00Z".parse().unwrap());
        check("FREQ=DAILY;INTERVAL=3;COUNT=5", Pattern::Daily { days: 0 }, 3, Ends::After(5));
        check(
            "FREQ=WEEKLY;BYDAY=TH;WKST=MO;UNTIL=20270325T130000Z",
            Pattern::Weekly { days: 16, first_day: Weekday::Mon },
            1,
            until,
        );
        check("FREQ=MONTHLY;BYMONTHDAY=31", Pattern::Monthly { day: 31 }, 1, Ends::Never);
        check("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=-1", Pattern::MonthlyNth { week: 5, days: 16 }, 1, Ends::Never);
        check("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", Pattern::Yearly { month: 2, day: 29 }, 1, Ends::Never);
    }

    #[test]
    fn other_spellings_are_understood() {
        let read = |text| read(text, "2026-12-03".parse().unwrap(), Tz::UTC).map(|rule| rule.pattern);
        assert_eq!(read("FREQ=MONTHLY;BYDAY=2TU"), Some(Pattern::MonthlyNth { week: 2, days: 4 }));
        assert_eq!(read("FREQ=MONTHLY;BYDAY=-1FR"), Some(Pattern::MonthlyNth { week: 5, days: 32 }));
        assert_eq!(read("FREQ=WEEKLY"), Some(Pattern::Weekly { days: 16, first_day: Weekday::Mon }));
        assert_eq!(read("FREQ=HOURLY"), None);
        assert_eq!(read("FREQ=MONTHLY;BYDAY=XX"), None);
    }
}
