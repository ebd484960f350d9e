//! What lies beside a meeting in my calendar, and the rules by which that is told.

use serde::{Deserialize, Serialize};
use specta::Type;

use super::CalendarEntry;

/// What a meeting collides with, what it nearly collides with, and whether I work then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Beside {
    /// It still takes place, at a time that can be meant, and I have not declined it: there is something to be told.
    pub told: bool,
    /// What shares time with it, by start. What is declined, called off or marked as free never does, nor its own
    /// placeholder.
    pub overlaps: Vec<Overlap>,
    /// What ends shortly before it or begins shortly after it, by start.
    pub near: Vec<NearMiss>,
    /// How it lies outside of my working hours.
    pub outside_hours: Option<OutsideHours>,
    /// Of a series: which of the next dates collide.
    pub dates: Option<CollidingDates>,
}

/// Something that shares time with a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Overlap {
    /// What it is.
    pub entry: CalendarEntry,
    /// How many minutes both have in common.
    pub minutes: u32,
}

/// Something close to a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NearMiss {
    /// What it is.
    pub entry: CalendarEntry,
    /// It ends before the meeting begins; else it begins after the meeting ends.
    pub before: bool,
    /// Minutes in between.
    pub minutes: u32,
    /// It is in another place, and there is less time in between than I need to get there.
    pub elsewhere: bool,
}

/// Where a meeting lies beside my working hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum OutsideHours {
    /// It begins before them.
    Before,
    /// It ends after them.
    After,
    /// I do not work on that day.
    DayOff,
}

/// Which of the next dates of a series collide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CollidingDates {
    /// So many dates were looked at: the next ones that take place, within a year.
    pub of: u32,
    /// The series has no others left.
    pub all: bool,
    /// Then: start of the last one, UTC; a whole day floats.
    pub last: Option<String>,
    /// Those that collide, by start.
    pub colliding: Vec<CollidingDate>,
}

/// A date of a series that collides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CollidingDate {
    /// Original start, UTC: what the server calls it.
    pub recurrence_id: String,
    /// Start, UTC.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// With what, by start.
    pub overlaps: Vec<Overlap>,
}

/// How many of the next dates of a series collide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CollidingCount {
    /// So many were looked at.
    pub of: u32,
    /// So many of them collide.
    pub colliding: u32,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

/// When I work, and how much time I need between two things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DayRules {
    /// On which days I work.
    pub days: Vec<Weekday>,
    /// Since when, on my clock: `09:00`.
    pub from: String,
    /// Until when: `17:30`; where that is not later than `from`, on the next day.
    pub to: String,
    /// Fewer minutes than this between two things are too few; 0: any number will do.
    pub near_minutes: u32,
    /// Fewer minutes than this between two things in different places are too few; 0: any number will do.
    pub travel_minutes: u32,
}
