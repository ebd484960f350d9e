//! The dates of a series.

use serde::Serialize;
use specta::Type;

use super::{Answer, Lamps, NotAnswerable};

/// A date of a series that is still to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UpcomingOccurrence {
    /// Original start, UTC: what the server calls it.
    pub recurrence_id: String,
    /// Start, UTC; of one that does not take place, when it would have been.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// Start by the series' rule, UTC.
    pub planned_start: String,
    /// End by the series' rule, UTC.
    pub planned_end: String,
    /// What became of it.
    pub state: OccurrenceState,
    /// What my calendar has of it; `None` where it has nothing of the series as it is shown.
    pub in_calendar: Option<DateInCalendar>,
    /// My answer to this date, where it is another than to the series.
    pub own: Option<Answer>,
    /// Its title, where it is another than the series'.
    pub subject: Option<String>,
    /// Where it is, if elsewhere than the series.
    pub location: Option<String>,
    /// Id of this date as a meeting by itself: of its receipts, and of its card once it has one.
    pub meeting: String,
    /// How far the answer to this date has got that was given here.
    pub lamps: Option<Lamps>,
    /// Why it cannot be answered by itself.
    pub impossible: Option<NotAnswerable>,
}

/// What the calendar has of one date of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DateInCalendar {
    /// It is there when it takes place, or would have.
    There,
    /// It is there at another time than it was moved to.
    Elsewhere,
    /// It is not there.
    Missing,
}

/// One date of a series, near or far, as the calendar opens it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SeriesDate {
    /// The date, and whether it can be answered by itself.
    pub date: UpcomingOccurrence,
    /// It is among the invitations by itself: its organizer wrote of it alone, or it was answered alone.
    pub has_card: bool,
}

/// Which date of a series is shown as its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ShownDate {
    /// Its first; also where its other dates cannot be known.
    First,
    /// The next one that takes place and that I have not declined by itself.
    Next,
    /// The last: none that takes place for me is left.
    Last,
}

/// Another date of a series, which has a card of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OtherDate {
    /// Id of its card.
    pub meeting: String,
    /// Start, UTC.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// A day, not an hour.
    pub all_day: bool,
}

/// What became of a date of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OccurrenceState {
    /// As the rule has it.
    Planned,
    /// At another time, or longer or shorter.
    Moved,
    /// At its time, with another title or in another place.
    Changed,
    /// Called off by the organizer.
    Cancelled,
    /// No longer in my calendar; nothing here says that the organizer called it off.
    Removed,
}

/// Dates of a series in a row that are at an unusual time for me, because my clock changes on other days than the
/// organizer's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClockShift {
    /// The time of day most of the next year's dates have for me, `17:00`.
    pub usual: String,
    /// The time of day these have.
    pub shifted: String,
    /// My days on which they are, `2026-03-12`; at least one.
    pub days: Vec<String>,
    /// The first day on which it is at another time again, if there is one.
    pub until: Option<String>,
}

/// My clock is set forward or back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClockChange {
    /// When, UTC.
    pub at: String,
    /// By how many minutes; negative: back.
    pub minutes: i32,
    /// The meeting goes on at that moment: it is shorter or longer than its times say.
    pub during: bool,
}
