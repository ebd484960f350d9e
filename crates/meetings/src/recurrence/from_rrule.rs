//! The rule of a series as iCalendar writes it (RFC 5545 3.3.10), for mails whose server does not tell it.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Utc};

use super::{WEEK, WireRecurrence};

impl WireRecurrence {
    /// Reads an RRULE's value; `first`: the day the series begins on, for what the rule leaves to it. `None`: a rule that
    /// no Recurrence element can say, such as one with several days of a month.
    pub fn of_rrule(value: &str, first: NaiveDate) -> Option<WireRecurrence> {
        let part = |name: &str| {
            let parts = value.split(';').filter_map(|part| part.split_once('='));
            let mut found = parts.filter(|(key, _)| key.trim().eq_ignore_ascii_case(name));
            found.next().map(|(_, value)| value.trim())
        };
        // What a Recurrence has no element for would be lost.
        let unsaid = ["BYSECOND", "BYMINUTE", "BYHOUR", "BYYEARDAY", "BYWEEKNO"];
        if unsaid.iter().any(|name| part(name).is_some()) {
            return None;
        }
        let number = |name: &str| part(name).map(str::parse::<u8>).transpose().ok();
        let days = part("BYDAY").map(days).map_or(Some(None), |days| days.map(Some))?;
        let mask = days.map(|(mask, _)| mask);
        let week = match (days.and_then(|(_, week)| week), part("BYSETPOS")) {
            (Some(week), None) => Some(week),
            (None, Some(at)) => Some(week_of(at)?),
            (None, None) => None,
            (Some(_), Some(_)) => return None,
        };
        let (month_day, month) = (number("BYMONTHDAY")?, number("BYMONTH")?);
        let first_day = u8::try_from(first.day()).ok()?;
        let first_month = u8::try_from(first.month()).ok()?;
        let wire = WireRecurrence {
            interval: part("INTERVAL").map(str::parse).transpose().ok()?,
            until: part("UNTIL").map_or(Some(None), |until| moment(until).map(Some))?,
            occurrences: part("COUNT").map(str::parse).transpose().ok()?,
            first_day_of_week: match part("WKST") {
                Some(day) => Some(u8::try_from(weekday(day)?).ok()?),
                // RFC 5545 begins its weeks on Monday, a Recurrence on Sunday.
                None => Some(1),
            },
            ..WireRecurrence::default()
        };
        let frequency = part("FREQ")?.to_ascii_uppercase();
        Some(match (frequency.as_str(), mask, week) {
            ("DAILY", day_of_week, None) => WireRecurrence { kind: 0, day_of_week, ..wire },
            ("WEEKLY", mask, None) => {
                let own = 1 << first.weekday().num_days_from_sunday();
                WireRecurrence { kind: 1, day_of_week: Some(mask.unwrap_or(own)), ..wire }
            }
            ("MONTHLY", None, None) => {
                WireRecurrence { kind: 2, day_of_month: Some(month_day.unwrap_or(first_day)), ..wire }
            }
            ("MONTHLY", day_of_week @ Some(_), week_of_month @ Some(_)) => {
                WireRecurrence { kind: 3, day_of_week, week_of_month, ..wire }
            }
            ("YEARLY", None, None) => WireRecurrence {
                kind: 5,
                day_of_month: Some(month_day.unwrap_or(first_day)),
                month_of_year: Some(month.unwrap_or(first_month)),
                ..wire
            },
            ("YEARLY", day_of_week @ Some(_), week_of_month @ Some(_)) => WireRecurrence {
                kind: 6,
                day_of_week,
                week_of_month,
                month_of_year: Some(month.unwrap_or(first_month)),
                ..wire
            },
            _ => return None,
        })
    }
}

/// `TU,TH` as a sum of DayOfWeek, and of `2TU` the week.
fn days(value: &str) -> Option<(u8, Option<u8>)> {
    let mut all = (0, None);
    for (at, day) in value.split(',').map(str::trim).enumerate() {
        let (week, name) = day.split_at_checked(day.len().checked_sub(2)?)?;
        let week = (!week.is_empty()).then(|| week_of(week)).map_or(Some(None), |week| week.map(Some))?;
        // Several days with a week each are several rules.
        if at > 0 && (week.is_some() || all.1.is_some()) {
            return None;
        }
        all = (all.0 | 1 << weekday(name)?, week);
    }
    Some(all)
}

fn week_of(value: &str) -> Option<u8> {
    match value.trim_start_matches('+').parse::<i8>().ok()? {
        -1 => Some(5),
        week @ 1..=4 => u8::try_from(week).ok(),
        _ => None,
    }
}

fn weekday(name: &str) -> Option<usize> {
    WEEK.iter().position(|(_, day)| day.eq_ignore_ascii_case(name))
}

/// A day is meant to its end.
fn moment(value: &str) -> Option<DateTime<Utc>> {
    let time = value.trim_end_matches(['Z', 'z']);
    let day = || NaiveDate::parse_from_str(time, "%Y%m%d").ok()?.and_hms_opt(23, 59, 59);
    let moment = NaiveDateTime::parse_from_str(time, "%Y%m%dT%H%M%S").ok().or_else(day)?;
    Some(moment.and_utc())
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::*;

    fn read(rrule: &str) -> Option<String> {
        let thursday = NaiveDate::from_ymd_opt(2026, 11, 26).unwrap();
        let wire = WireRecurrence::of_rrule(rrule, thursday)?;
        Some(Rule::try_from(wire).unwrap().rrule())
    }

    #[test]
    fn rules_that_a_recurrence_can_say_are_read() {
        for (rrule, means) in [
            ("FREQ=WEEKLY;BYDAY=TH", "FREQ=WEEKLY;BYDAY=TH"),
            ("FREQ=WEEKLY", "FREQ=WEEKLY;BYDAY=TH"),
            ("freq=weekly;interval=2;byday=mo,th;wkst=su", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=SU"),
            ("FREQ=DAILY;COUNT=10", "FREQ=DAILY;COUNT=10"),
            ("FREQ=WEEKLY;BYDAY=TH;UNTIL=20270325T100000Z", "FREQ=WEEKLY;BYDAY=TH;UNTIL=20270325T100000Z"),
            ("FREQ=WEEKLY;BYDAY=TH;UNTIL=20270325", "FREQ=WEEKLY;BYDAY=TH;UNTIL=20270325T235959Z"),
        ] {
            assert_eq!(read(rrule).as_deref(), Some(means), "{rrule}");
        }
        let same = |one: &str, other: &str| assert_eq!(read(one).unwrap(), read(other).unwrap(), "{one}");
        same("FREQ=MONTHLY;BYDAY=4TH", "FREQ=MONTHLY;BYDAY=TH;BYSETPOS=4");
        same("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1");
        same("FREQ=MONTHLY", "FREQ=MONTHLY;BYMONTHDAY=26");
        same("FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=26");
        same("FREQ=YEARLY;BYDAY=4TH", "FREQ=YEARLY;BYMONTH=11;BYDAY=+4TH");
    }

    #[test]
    fn rules_that_it_cannot_say_are_left_unread() {
        for rrule in [
            "",
            "FREQ=HOURLY",
            "FREQ=MONTHLY;BYMONTHDAY=1,15",
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "FREQ=MONTHLY;BYDAY=1MO,3MO",
            "FREQ=MONTHLY;BYDAY=TH",
            "FREQ=MONTHLY;BYDAY=5TH",
            "FREQ=WEEKLY;BYDAY=XX",
            "FREQ=WEEKLY;BYDAY=",
            "FREQ=WEEKLY;BYHOUR=9,17",
            "FREQ=WEEKLY;UNTIL=soon",
            "FREQ=WEEKLY;BYDAY=\u{e9}",
        ] {
            assert_eq!(read(rrule), None, "{rrule:?}");
        }
    }
}
