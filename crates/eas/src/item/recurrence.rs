//! The rule of a series as its children say it, the same in mail and calendar but for the code page.
//!
//! Nothing is computed here: what a rule yields is for whoever knows calendars.

use chrono::{DateTime, Utc};
use wbxml::{Tag, tags::calendar, tags::email, tags::email2};

use super::Fields;

/// calendar:Recurrence (MS-ASCAL 2.2.2.37) and email:Recurrence (MS-ASEMAIL 2.2.2.60).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recurrence {
    /// 0 daily, 1 weekly, 2 and 3 monthly, 5 and 6 yearly.
    pub recurrence_type: Option<u8>,
    /// Every so many days, weeks, months or years; absent: 1.
    pub interval: Option<u16>,
    /// The last occurrence starts no later than this.
    pub until: Option<DateTime<Utc>>,
    /// How many occurrences there are; wins over `until`.
    pub occurrences: Option<u16>,
    /// A sum of 1 (Sunday) to 64 (Saturday).
    pub day_of_week: Option<u8>,
    /// 1 to 31.
    pub day_of_month: Option<u8>,
    /// 1 to 4, and 5 for the last.
    pub week_of_month: Option<u8>,
    /// 1 to 12.
    pub month_of_year: Option<u8>,
    /// 0 (Sunday) to 6.
    pub first_day_of_week: Option<u8>,
    /// Which calendar counts; 0 and 1 are Gregorian.
    pub calendar_type: Option<u8>,
    /// The month is a leap month, in calendars that have them.
    pub is_leap_month: Option<bool>,
}

/// The same eleven children under two code pages.
pub(crate) struct RecurrenceTags {
    recurrence_type: Tag,
    interval: Tag,
    until: Tag,
    occurrences: Tag,
    day_of_week: Tag,
    day_of_month: Tag,
    week_of_month: Tag,
    month_of_year: Tag,
    first_day_of_week: Tag,
    calendar_type: Tag,
    is_leap_month: Tag,
}

pub(crate) const IN_CALENDAR: RecurrenceTags = RecurrenceTags {
    recurrence_type: calendar::TYPE,
    interval: calendar::INTERVAL,
    until: calendar::UNTIL,
    occurrences: calendar::OCCURRENCES,
    day_of_week: calendar::DAY_OF_WEEK,
    day_of_month: calendar::DAY_OF_MONTH,
    week_of_month: calendar::WEEK_OF_MONTH,
    month_of_year: calendar::MONTH_OF_YEAR,
    first_day_of_week: calendar::FIRST_DAY_OF_WEEK,
    calendar_type: calendar::CALENDAR_TYPE,
    is_leap_month: calendar::IS_LEAP_MONTH,
};

pub(crate) const IN_MAIL: RecurrenceTags = RecurrenceTags {
    recurrence_type: email::TYPE,
    interval: email::INTERVAL,
    until: email::UNTIL,
    occurrences: email::OCCURRENCES,
    day_of_week: email::DAY_OF_WEEK,
    day_of_month: email::DAY_OF_MONTH,
    week_of_month: email::WEEK_OF_MONTH,
    month_of_year: email::MONTH_OF_YEAR,
    first_day_of_week: email2::FIRST_DAY_OF_WEEK,
    calendar_type: email2::CALENDAR_TYPE,
    is_leap_month: email2::IS_LEAP_MONTH,
};

impl Recurrence {
    pub(crate) fn parse(fields: &mut Fields<'_>, tags: &RecurrenceTags) -> Self {
        Self {
            recurrence_type: fields.number(tags.recurrence_type),
            interval: fields.number(tags.interval),
            until: fields.instant(tags.until),
            occurrences: fields.number(tags.occurrences),
            day_of_week: fields.number(tags.day_of_week),
            day_of_month: fields.number(tags.day_of_month),
            week_of_month: fields.number(tags.week_of_month),
            month_of_year: fields.number(tags.month_of_year),
            first_day_of_week: fields.number(tags.first_day_of_week),
            calendar_type: fields.number(tags.calendar_type),
            is_leap_month: fields.flag(tags.is_leap_month),
        }
    }
}
