//! The rule of a series on the wire (MS-ASCAL 2.2.2.37, MS-ASEMAIL 2.2.2.60): the same numbers on two code pages.

use chrono::Weekday;
use eas::ProtocolVersion;
use wbxml::tags::{calendar, email, email2};
use wbxml::{Element, Tag};

use super::wire::{compact, number, parse_compact, parse_number};
use crate::model::recurrence::{Ends, Pattern, Recurrence};

/// The elements of one code page.
pub struct Tags {
    root: Tag,
    kind: Tag,
    interval: Tag,
    occurrences: Tag,
    until: Tag,
    week: Tag,
    days: Tag,
    day: Tag,
    month: Tag,
    calendar_type: Tag,
    first_day: Tag,
}

/// In a calendar item.
pub const CALENDAR: Tags = Tags {
    root: calendar::RECURRENCE,
    kind: calendar::TYPE,
    interval: calendar::INTERVAL,
    occurrences: calendar::OCCURRENCES,
    until: calendar::UNTIL,
    week: calendar::WEEK_OF_MONTH,
    days: calendar::DAY_OF_WEEK,
    day: calendar::DAY_OF_MONTH,
    month: calendar::MONTH_OF_YEAR,
    calendar_type: calendar::CALENDAR_TYPE,
    first_day: calendar::FIRST_DAY_OF_WEEK,
};

/// In a meeting request.
pub const EMAIL: Tags = Tags {
    root: email::RECURRENCE,
    kind: email::TYPE,
    interval: email::INTERVAL,
    occurrences: email::OCCURRENCES,
    until: email::UNTIL,
    week: email::WEEK_OF_MONTH,
    days: email::DAY_OF_WEEK,
    day: email::DAY_OF_MONTH,
    month: email::MONTH_OF_YEAR,
    calendar_type: email2::CALENDAR_TYPE,
    first_day: email2::FIRST_DAY_OF_WEEK,
};

/// The Recurrence element.
pub fn write(rule: &Recurrence, tags: &Tags, version: ProtocolVersion) -> Element {
    let mut element = Element::new(tags.root);
    let mut push = |tag: Tag, value: u32| element.push(number(tag, value));
    let first_day = match rule.pattern {
        Pattern::Daily { days } => {
            push(tags.kind, 0);
            if days != 0 {
                push(tags.days, days.into());
            }
            None
        }
        Pattern::Weekly { days, first_day } => {
            push(tags.kind, 1);
            push(tags.days, days.into());
            Some(first_day)
        }
        Pattern::Monthly { day } => {
            push(tags.kind, 2);
            push(tags.day, day);
            None
        }
        Pattern::MonthlyNth { week, days } => {
            push(tags.kind, 3);
            push(tags.week, week);
            push(tags.days, days.into());
            None
        }
        Pattern::Yearly { month, day } => {
            push(tags.kind, 5);
            push(tags.day, day);
            push(tags.month, month);
            None
        }
        Pattern::YearlyNth { month, week, days } => {
            push(tags.kind, 6);
            push(tags.week, week);
            push(tags.days, days.into());
            push(tags.month, month);
            None
        }
    };
    push(tags.interval, rule.interval);
    match rule.ends {
        Ends::Never => {}
        Ends::After(count) => push(tags.occurrences, count),
        Ends::Until(end) => element.push(Element::text(tags.until, compact(end))),
    }
    element.push(number(tags.calendar_type, 0));
    let first_day = first_day.filter(|_| version >= ProtocolVersion::V14_1);
    element.with_opt(first_day.map(|day| number(tags.first_day, day.num_days_from_sunday())))
}

/// Reads a client's rule; `None` if it makes no sense (Status 6).
pub fn read(element: &Element) -> Option<Recurrence> {
    let tags = &CALENDAR;
    let days = || parse_number::<u8>(element, tags.days);
    let week = || parse_number::<u32>(element, tags.week).filter(|week| (1..=5).contains(week));
    let day = || parse_number::<u32>(element, tags.day).filter(|day| (1..=31).contains(day));
    let month = || parse_number::<u32>(element, tags.month).filter(|month| (1..=12).contains(month));
    let first_day = match parse_number::<u8>(element, tags.first_day) {
        None | Some(0) => Weekday::Sun,
        Some(day) => Weekday::try_from((day <= 6).then_some(day)? - 1).ok()?,
    };
    let pattern = match parse_number::<u8>(element, tags.kind)? {
        0 => Pattern::Daily { days: days().unwrap_or(0) },
        1 => Pattern::Weekly { days: days()?, first_day },
        2 => Pattern::Monthly { day: day()? },
        3 => Pattern::MonthlyNth { week: week()?, days: days()? },
        5 => Pattern::Yearly { month: month()?, day: day()? },
        6 => Pattern::YearlyNth { month: month()?, week: week()?, days: days()? },
        _ => return None,
    };
    // CAL 3.2.5.3: where both are given the count wins.
    let ends = match (parse_number(element, tags.occurrences), element.value_of(tags.until)) {
        (Some(count), _) => Ends::After(count),
        (None, Some(until)) => Ends::Until(parse_compact(&until)?),
        (None, None) => Ends::Never,
    };
    Some(Recurrence { pattern, interval: parse_number(element, tags.interval).unwrap_or(1), ends })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_comes_back_as_it_went() {
        let patterns = [
            Pattern::Daily { days: 0 },
            Pattern::Daily { days: 62 },
            Pattern::Weekly { days: 16, first_day: Weekday::Mon },
            Pattern::Weekly { days: 65, first_day: Weekday::Sun },
            Pattern::Monthly { day: 31 },
            Pattern::MonthlyNth { week: 5, days: 127 },
            Pattern::Yearly { month: 2, day: 29 },
            Pattern::YearlyNth { month: 11, week: 4, days: 16 },
        ];
        for pattern in patterns {
            for ends in [Ends::Never, Ends::After(15), Ends::Until("2027-03-25T13:00:00Z".parse().unwrap())] {
                let rule = Recurrence { pattern, interval: 2, ends };
                assert_eq!(read(&write(&rule, &CALENDAR, ProtocolVersion::V14_1)), Some(rule));
            }
        }
    }

    #[test]
    fn nonsense_is_no_rule() {
        let with = |kind: u32, tag: Tag, value: u32| {
            Element::new(CALENDAR.root).with(number(CALENDAR.kind, kind)).with(number(tag, value))
        };
        assert_eq!(read(&with(4, CALENDAR.day, 1)), None, "there is no type 4");
        assert_eq!(read(&with(2, CALENDAR.day, 32)), None);
        assert_eq!(read(&with(1, CALENDAR.interval, 1)), None, "weekly, but on which days?");
        assert_eq!(read(&with(0, CALENDAR.first_day, 7)), None);
    }
}
