//! The zone a meeting was made in, as ActiveSync sends it: 172 bytes of names and rules (MS-ASDTYPE 2.7.4).
//!
//! Starts and ends of meetings are UTC, so the blob matters only where a wall clock does: the occurrences of a
//! series, and the days of an all-day meeting. There it matters a lot: an occurrence an hour off is one the server
//! does not know. Its names are display text, localised, cut at 32 units or empty, and never change a time; its rules
//! answer questions themselves, without an IANA zone in between.
//!
//! Two offsets and two dates tell every year of every zone since 1990 except those in which a zone's law changed more
//! than the date of a change: years with three or four changes, or with two that do not lead back (a test lists them).
//!
//! Finding an IANA zone with the same rules is [`identify`](TimeZoneBlob::identify)'s; resolving a gap or a fold is
//! left to [`crate::Zone`].

mod iana;
mod names;
#[cfg(test)]
mod tests;

use chrono::{
    DateTime, Datelike as _, FixedOffset, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset as _,
    Timelike as _, Utc, Weekday,
};
use thiserror::Error;

use crate::base64_text;

pub use names::zone_named;

/// Length of the structure.
const LEN: usize = 172;
/// UTF-16 units of a name.
const NAME_UNITS: usize = 32;
/// "Fifth" week of a rule: the last of the month.
const LAST: u16 = 5;

/// The TimeZone element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeZoneBlob {
    /// StandardName: for people, of any kind and language.
    pub standard_name: String,
    /// DaylightName; need not be of the same kind as the other.
    pub daylight_name: String,
    rules: Rules,
}

/// Bias, StandardBias and DaylightBias in minutes (UTC = local + Bias + one of the others), and when they change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Rules {
    bias: i32,
    standard_bias: i32,
    daylight_bias: i32,
    standard_date: SystemTime,
    daylight_date: SystemTime,
}

/// SYSTEMTIME: when a change happens, on the wall clock as it was before it. Without a year a yearly rule in which
/// `day` counts weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct SystemTime {
    year: u16,
    month: u16,
    day_of_week: u16,
    day: u16,
    hour: u16,
    minute: u16,
    second: u16,
    milliseconds: u16,
}

/// When a zone's clocks change, every year anew.
#[derive(Debug, Clone, Copy)]
pub(crate) struct YearlyChange {
    pub month: u8,
    /// 1 to 4, or 5 for the last.
    pub week: u8,
    pub weekday: Weekday,
    /// On the clock as it was before.
    pub time: NaiveTime,
}

/// What is wrong with a TimeZone element.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TimeZoneError {
    /// The element's text is not base64.
    #[error("TimeZone is not base64: {0}")]
    NotBase64(#[from] base64::DecodeError),
    /// Some servers send an empty element or a piece of one.
    #[error("TimeZone has {found} bytes instead of {LEN}")]
    Length {
        /// How many there were.
        found: usize,
    },
    /// No place on Earth is a day or more away from UTC.
    #[error("TimeZone has a bias of {minutes} minutes")]
    Bias {
        /// What its biases add up to.
        minutes: i64,
    },
}

impl TimeZoneBlob {
    /// Reads the element's text.
    pub fn parse(base64: &str) -> Result<TimeZoneBlob, TimeZoneError> {
        TimeZoneBlob::from_bytes(&base64_text::decode(base64)?)
    }

    /// Reads the element's text where only a zone that says something is wanted.
    pub fn known(base64: &str) -> Option<TimeZoneBlob> {
        TimeZoneBlob::parse(base64).ok().filter(|zone| !zone.is_unknown())
    }

    /// Reads the structure.
    pub fn from_bytes(bytes: &[u8]) -> Result<TimeZoneBlob, TimeZoneError> {
        let bytes: &[u8; LEN] = bytes.try_into().map_err(|_| TimeZoneError::Length { found: bytes.len() })?;
        let rules = Rules {
            bias: i32_at(bytes, 0),
            standard_date: SystemTime::at(bytes, 68),
            standard_bias: i32_at(bytes, 84),
            daylight_date: SystemTime::at(bytes, 152),
            daylight_bias: i32_at(bytes, 168),
        };
        for extra in [rules.standard_bias, rules.daylight_bias] {
            let minutes = i64::from(rules.bias) + i64::from(extra);
            if minutes.abs() >= 24 * 60 {
                return Err(TimeZoneError::Bias { minutes });
            }
        }
        Ok(TimeZoneBlob { standard_name: name_at(bytes, 4), daylight_name: name_at(bytes, 88), rules })
    }

    /// The structure. Names are cut to the room they have.
    pub fn to_bytes(&self) -> [u8; LEN] {
        let rules = &self.rules;
        let mut bytes = Vec::with_capacity(LEN);
        bytes.extend(rules.bias.to_le_bytes());
        bytes.extend(name_field(&self.standard_name));
        bytes.extend(rules.standard_date.to_bytes());
        bytes.extend(rules.standard_bias.to_le_bytes());
        bytes.extend(name_field(&self.daylight_name));
        bytes.extend(rules.daylight_date.to_bytes());
        bytes.extend(rules.daylight_bias.to_le_bytes());
        bytes.try_into().unwrap_or([0; LEN])
    }

    /// The element's text.
    pub fn to_base64(&self) -> String {
        base64_text::encode(&self.to_bytes())
    }

    /// From rules told in another way: standard time, and where there is summer time, when the standard one begins
    /// again, the summer's offset, and when that begins.
    pub(crate) fn from_changes(
        name: &str,
        standard: FixedOffset,
        daylight: Option<(YearlyChange, FixedOffset, YearlyChange)>,
    ) -> TimeZoneBlob {
        let mut rules = Rules { bias: -standard.local_minus_utc() / 60, ..Rules::default() };
        if let Some((to_standard, offset, to_daylight)) = daylight {
            rules.daylight_bias = (standard.local_minus_utc() - offset.local_minus_utc()) / 60;
            rules.standard_date = to_standard.into();
            rules.daylight_date = to_daylight.into();
        }
        TimeZoneBlob { standard_name: name.to_owned(), daylight_name: name.to_owned(), rules }
    }

    /// Nothing but zeros that mean anything, as several servers send it: the zone is not told, and is not UTC.
    pub fn is_unknown(&self) -> bool {
        let rules = &self.rules;
        [rules.bias, rules.standard_bias, rules.daylight_bias] == [0; 3]
            && self.standard_name.is_empty()
            && self.daylight_name.is_empty()
    }

    /// What a wall clock shows at this instant.
    pub fn utc_to_local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        instant.with_timezone(&self.rules.offset_at(instant)).naive_local()
    }

    /// The instants at which a wall clock shows this: one, none in a gap, two in a fold (the earlier first).
    pub fn local_to_utc(&self, local: NaiveDateTime) -> MappedLocalTime<DateTime<Utc>> {
        let at = |offset: FixedOffset| {
            let instant = local.checked_sub_offset(offset)?.and_utc();
            (self.rules.offset_at(instant) == offset).then_some(instant)
        };
        let (standard, daylight) = (self.rules.standard(), self.rules.daylight());
        match (at(standard), at(daylight)) {
            (Some(one), Some(same)) if one == same => MappedLocalTime::Single(one),
            (Some(one), Some(other)) => MappedLocalTime::Ambiguous(one.min(other), one.max(other)),
            (Some(one), None) | (None, Some(one)) => MappedLocalTime::Single(one),
            (None, None) => MappedLocalTime::None,
        }
    }
}

impl Rules {
    fn standard(&self) -> FixedOffset {
        offset(self.bias + self.standard_bias)
    }

    fn daylight(&self) -> FixedOffset {
        offset(self.bias + self.daylight_bias)
    }

    /// Both dates make sense, and something changes on them. Without a difference the dates mean nothing: SOGo leaves
    /// them uninitialised.
    fn has_daylight(&self) -> bool {
        self.standard() != self.daylight() && self.standard_date.is_date() && self.daylight_date.is_date()
    }

    /// The changes in one year and the offset each leads to, in order.
    fn changes(&self, year: i32) -> Vec<(DateTime<Utc>, FixedOffset)> {
        if !self.has_daylight() {
            return vec![];
        }
        let ahead = offset(self.bias + self.standard_bias.min(self.daylight_bias));
        let change = |date: SystemTime, before: FixedOffset, after: FixedOffset| {
            let local = date.in_year(year)?;
            // Windows has no word for a year in which the clocks change once: it lets the other half begin with the
            // year, and means its first moment on either clock.
            let before = if local == first_moment(year)? { ahead } else { before };
            Some((local.checked_sub_offset(before)?.and_utc(), after))
        };
        let mut changes: Vec<_> = [
            change(self.daylight_date, self.standard(), self.daylight()),
            change(self.standard_date, self.daylight(), self.standard()),
        ]
        .into_iter()
        .flatten()
        .collect();
        changes.sort_by_key(|(instant, _)| *instant);
        changes
    }

    fn offset_at(&self, instant: DateTime<Utc>) -> FixedOffset {
        let year = instant.year();
        let last_change = [year + 1, year, year - 1]
            .into_iter()
            .flat_map(|year| self.changes(year).into_iter().rev())
            .find(|(change, _)| *change <= instant);
        // Before the first change of rules for one year only: what that change ends, from the year's beginning on.
        let before_first = || {
            [year, year + 1].into_iter().find_map(|year| {
                let (_, next) = *self.changes(year).first()?;
                let before = if next == self.standard() { self.daylight() } else { self.standard() };
                (instant.with_timezone(&before).year() == year).then_some(before)
            })
        };
        last_change.map(|(_, offset)| offset).or_else(before_first).unwrap_or(self.standard())
    }
}

impl SystemTime {
    fn at(bytes: &[u8; LEN], offset: usize) -> SystemTime {
        let field = |index: usize| u16_at(bytes, offset + 2 * index);
        SystemTime {
            year: field(0),
            month: field(1),
            day_of_week: field(2),
            day: field(3),
            hour: field(4),
            minute: field(5),
            second: field(6),
            milliseconds: field(7),
        }
    }

    fn to_bytes(self) -> impl Iterator<Item = u8> {
        let SystemTime { year, month, day_of_week, day, hour, minute, second, milliseconds } = self;
        [year, month, day_of_week, day, hour, minute, second, milliseconds]
            .into_iter()
            .flat_map(u16::to_le_bytes)
    }

    fn is_date(&self) -> bool {
        self.in_year(if self.year == 0 { 2000 } else { self.year.into() }).is_some()
    }

    fn in_year(&self, year: i32) -> Option<NaiveDateTime> {
        let month = u32::from(self.month);
        let date = if self.year != 0 {
            (i32::from(self.year) == year).then(|| NaiveDate::from_ymd_opt(year, month, self.day.into()))?
        } else {
            nth_weekday(year, month, weekday(self.day_of_week)?, self.day)
        };
        let date = date?;
        // No SYSTEMTIME has a 24th hour, but rules that were iCalendar's or the IANA database's before do.
        if [self.hour, self.minute, self.second, self.milliseconds] == [24, 0, 0, 0] {
            return Some(date.succ_opt()?.and_time(NaiveTime::MIN));
        }
        date.and_hms_milli_opt(
            self.hour.into(),
            self.minute.into(),
            self.second.into(),
            self.milliseconds.into(),
        )
    }
}

impl From<YearlyChange> for SystemTime {
    fn from(change: YearlyChange) -> SystemTime {
        let field = |value: u32| u16::try_from(value).unwrap_or(0);
        SystemTime {
            year: 0,
            month: change.month.into(),
            day_of_week: field(change.weekday.num_days_from_sunday()),
            day: change.week.into(),
            hour: field(change.time.hour()),
            minute: field(change.time.minute()),
            second: field(change.time.second()),
            milliseconds: field(change.time.nanosecond() / 1_000_000),
        }
    }
}

fn first_moment(year: i32) -> Option<NaiveDateTime> {
    Some(NaiveDate::from_ymd_opt(year, 1, 1)?.and_time(NaiveTime::MIN))
}

/// The n-th such day of a month, 5 being the last.
fn nth_weekday(year: i32, month: u32, weekday: Weekday, n: u16) -> Option<NaiveDate> {
    match n {
        1..LAST => NaiveDate::from_weekday_of_month_opt(year, month, weekday, u8::try_from(n).ok()?),
        LAST => (4..=5).rev().find_map(|n| NaiveDate::from_weekday_of_month_opt(year, month, weekday, n)),
        _ => None,
    }
}

fn weekday(day_of_week: u16) -> Option<Weekday> {
    [Weekday::Sun, Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat]
        .get(usize::from(day_of_week))
        .copied()
}

/// The offset east of UTC for minutes west of it. `from_bytes` lets no bias in that has none.
fn offset(minutes_west: i32) -> FixedOffset {
    FixedOffset::west_opt(minutes_west * 60).unwrap_or(Utc.fix())
}

fn u16_at(bytes: &[u8; LEN], offset: usize) -> u16 {
    bytes.get(offset..).and_then(|rest| rest.first_chunk()).map_or(0, |field| u16::from_le_bytes(*field))
}

fn i32_at(bytes: &[u8; LEN], offset: usize) -> i32 {
    bytes.get(offset..).and_then(|rest| rest.first_chunk()).map_or(0, |field| i32::from_le_bytes(*field))
}

/// A name ends at its NUL, or at the end of its room where it fills that.
fn name_at(bytes: &[u8; LEN], offset: usize) -> String {
    let units = (0..NAME_UNITS).map(|index| u16_at(bytes, offset + 2 * index)).take_while(|unit| *unit != 0);
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

fn name_field(name: &str) -> Vec<u8> {
    let mut units: Vec<u16> = Vec::with_capacity(NAME_UNITS);
    let mut pair = [0; 2];
    for unit in name.chars().map(|c| c.encode_utf16(&mut pair).to_vec()) {
        if units.len() + unit.len() > NAME_UNITS {
            break;
        }
        units.extend(unit);
    }
    units.resize(NAME_UNITS, 0);
    units.into_iter().flat_map(u16::to_le_bytes).collect()
}
