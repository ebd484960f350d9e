//! Working hours: on which days, and from when to when by the clock of which zone.
//!
//! They are a habit, not a rule of any server: ActiveSync tells nobody's. Where they are kept, and what is said about a
//! meeting outside of them, is left to `engine`.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc, WeekdaySet};
use chrono_tz::Tz;

use crate::Zone;

/// A span of time; its end does not belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Interval {
    /// Its first instant.
    pub start: DateTime<Utc>,
    /// The instant after its last.
    pub end: DateTime<Utc>,
}

impl Interval {
    /// From `start` to `end`.
    pub const fn new(start: DateTime<Utc>, end: DateTime<Utc>) -> Self {
        Self { start, end }
    }

    /// Do both share any time? One that ends when the other begins does not; one without length lies in what is
    /// around it.
    pub fn overlaps(self, other: Self) -> bool {
        let (first, second) = if self.start <= other.start { (self, other) } else { (other, self) };
        first.start == second.start || second.start < first.end
    }

    /// How long it is.
    pub fn length(self) -> TimeDelta {
        self.end - self.start
    }
}

/// When somebody works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkingHours {
    /// On which days they begin.
    pub days: WeekdaySet,
    /// When they begin.
    pub from: NaiveTime,
    /// When they end: where that is not later than `from`, on the next day.
    pub to: NaiveTime,
    /// Whose clock is meant.
    pub zone: Tz,
}

/// Where a time lies beside the working hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutsideHours {
    /// It begins before the working hours of its day.
    Before,
    /// It ends after the working hours of its day.
    After,
    /// Nobody works on its day.
    DayOff,
}

impl WorkingHours {
    /// Monday to Friday, 9:00 to 17:30.
    pub fn usual(zone: Tz) -> Self {
        use chrono::Weekday::{Fri, Mon, Thu, Tue, Wed};
        let days = WeekdaySet::from_array([Mon, Tue, Wed, Thu, Fri]);
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default();
        Self { days, from: time(9, 0), to: time(17, 30), zone }
    }

    /// The working hours that begin on this day.
    pub fn on(&self, day: NaiveDate) -> Option<Interval> {
        use chrono::Datelike as _;
        if !self.days.contains(day.weekday()) {
            return None;
        }
        let zone = Zone::Iana(self.zone);
        let last = if self.to > self.from { day } else { day.succ_opt()? };
        let (start, end) =
            (zone.at_wall_clock(day.and_time(self.from)), zone.at_wall_clock(last.and_time(self.to)));
        (end > start).then_some(Interval { start, end })
    }

    /// How a time lies outside of the working hours; `None` where it lies within them. Hours that go on into the next
    /// ones without a gap (those of a whole day) count as one.
    pub fn outside(&self, time: Interval) -> Option<OutsideHours> {
        let day = Zone::Iana(self.zone).utc_to_local(time.start).date();
        let around = [day.pred_opt(), Some(day), day.succ_opt()];
        let mut spans: Vec<Interval> = Vec::new();
        for span in around.into_iter().flatten().filter_map(|day| self.on(day)) {
            match spans.last_mut() {
                Some(last) if last.end >= span.start => last.end = last.end.max(span.end),
                _ => spans.push(span),
            }
        }
        if spans.iter().any(|span| span.start <= time.start && time.end <= span.end) {
            return None;
        }
        if spans.iter().any(|span| span.start <= time.start && time.start < span.end) {
            return Some(OutsideHours::After);
        }
        match self.on(day) {
            None => Some(OutsideHours::DayOff),
            Some(hours) if time.start < hours.start => Some(OutsideHours::Before),
            Some(_) => Some(OutsideHours::After),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn outside(hours: &WorkingHours, start: &str, end: &str) -> Option<OutsideHours> {
        hours.outside(Interval::new(at(start), at(end)))
    }

    #[test]
    fn usual_hours_are_monday_to_friday_by_the_persons_own_clock() {
        let hours = WorkingHours::usual(Tz::Europe__Berlin);
        // Tuesday in winter and in summer: 9:00 is another instant.
        assert_eq!(outside(&hours, "2026-12-01T08:00:00Z", "2026-12-01T16:30:00Z"), None);
        assert_eq!(outside(&hours, "2026-07-07T07:00:00Z", "2026-07-07T15:30:00Z"), None);
        assert_eq!(
            outside(&hours, "2026-12-01T07:30:00Z", "2026-12-01T09:00:00Z"),
            Some(OutsideHours::Before)
        );
        assert_eq!(
            outside(&hours, "2026-12-01T16:00:00Z", "2026-12-01T17:00:00Z"),
            Some(OutsideHours::After)
        );
        assert_eq!(
            outside(&hours, "2026-12-01T17:00:00Z", "2026-12-01T18:00:00Z"),
            Some(OutsideHours::After)
        );
        assert_eq!(
            outside(&hours, "2026-12-05T10:00:00Z", "2026-12-05T11:00:00Z"),
            Some(OutsideHours::DayOff)
        );
    }

    #[test]
    fn hours_of_a_night_end_on_the_next_day() {
        let time = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
        let hours = WorkingHours { from: time(22), to: time(6), ..WorkingHours::usual(Tz::UTC) };
        assert_eq!(outside(&hours, "2026-12-05T04:00:00Z", "2026-12-05T05:00:00Z"), None, "Friday's night");
        assert_eq!(
            outside(&hours, "2026-12-05T05:30:00Z", "2026-12-05T06:30:00Z"),
            Some(OutsideHours::After)
        );
        assert_eq!(
            outside(&hours, "2026-12-04T12:00:00Z", "2026-12-04T13:00:00Z"),
            Some(OutsideHours::Before)
        );
        let always = WorkingHours { from: time(0), to: time(0), ..hours };
        assert_eq!(outside(&always, "2026-12-01T23:00:00Z", "2026-12-02T01:00:00Z"), None, "over midnight");
    }

    #[test]
    fn an_end_touches_nothing_and_a_moment_lies_in_what_is_around_it() {
        let span = |from, to| Interval::new(at(from), at(to));
        let hour = span("2026-12-01T10:00:00Z", "2026-12-01T11:00:00Z");
        assert!(!hour.overlaps(span("2026-12-01T11:00:00Z", "2026-12-01T12:00:00Z")));
        assert!(!span("2026-12-01T11:00:00Z", "2026-12-01T12:00:00Z").overlaps(hour));
        assert!(hour.overlaps(span("2026-12-01T10:59:00Z", "2026-12-01T12:00:00Z")));
        assert!(hour.overlaps(span("2026-12-01T10:30:00Z", "2026-12-01T10:30:00Z")));
        assert!(hour.overlaps(span("2026-12-01T10:00:00Z", "2026-12-01T10:00:00Z")));
        assert!(!hour.overlaps(span("2026-12-01T11:00:00Z", "2026-12-01T11:00:00Z")));
    }
}
