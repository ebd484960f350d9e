//! What the organizer called off: how much of a meeting, and what is left of it in the calendar.

use serde::Serialize;
use specta::Type;

/// What was called off, on its card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CalledOff {
    /// How much of it.
    pub part: CalledOffPart,
    /// What is left of it in my calendar.
    pub item: CalledOffItem,
    /// The calendar item itself says so; else it stands there as if it took place.
    pub marked: bool,
    /// The series' card, where there is something to do: it was called off as a whole and its item is still there, or it
    /// waits for my answer.
    pub series: Option<String>,
    /// This server takes the removal for a decline and tells the organizer so; else nobody is told anything.
    pub tells: bool,
}

/// How much of a meeting was called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CalledOffPart {
    /// The meeting, which has no other dates.
    Meeting,
    /// All dates of a series.
    Series,
    /// One date of a series.
    Occurrence,
}

/// What is left in my calendar of what was called off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum CalledOffItem {
    /// It is still there, and can be removed.
    Removable,
    /// Nothing.
    Gone,
    /// Nothing: one date of a series that waits for my answer.
    SeriesOpen,
    /// One date of a series that takes place otherwise: the server has taken the date out of it.
    InSeries,
    /// One date of a series that takes place otherwise, and the server has left the date in it: of a date alone
    /// nothing can be removed.
    StillInSeries,
    /// One date of a series that was called off as a whole; it goes with the series.
    WithSeries,
    /// A series is there, and this server's mails do not tell whether all of it was called off or one date.
    Unclear,
    /// A newer version is there, which was not called off.
    Renewed,
}

/// What came of a removal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Removal {
    /// The meeting's id.
    pub meeting: String,
    /// Its title.
    pub subject: String,
    /// How much of it was called off.
    pub part: CalledOffPart,
    /// The organizer was told that I declined, by the server.
    pub told: bool,
    /// Nothing was removed now: it was gone already.
    pub before: bool,
}
