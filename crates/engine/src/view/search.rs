//! What was found.

use serde::Serialize;
use specta::Type;

use super::{OwnState, Person};

/// A meeting or appointment that was found by its words, however many mails and items have them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SearchHit {
    /// Opaque id of the meeting or appointment.
    pub id: String,
    /// Title.
    pub subject: String,
    /// The title in pieces.
    pub title: Vec<TextPiece>,
    /// Start, UTC; of a series the next occurrence, or else the last.
    pub start: String,
    /// End, UTC.
    pub end: String,
    /// A day, not an hour.
    pub all_day: bool,
    /// Where.
    pub location: String,
    /// Part of a series.
    pub recurring: bool,
    /// Organizer, for meetings.
    pub organizer: Option<Person>,
    /// What it is to me.
    pub own: OwnState,
    /// Called off.
    pub cancelled: bool,
    /// Where it is shown.
    pub place: HitPlace,
    /// Where the calendar shows it; `None`: the calendar does not have it.
    pub entry: Option<HitEntry>,
    /// Where the words stand, besides the title.
    pub excerpts: Vec<Excerpt>,
}

/// Which screen shows what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum HitPlace {
    /// It is among the invitations.
    Invitations,
    /// It is only in the calendar.
    Calendar,
    /// I organize it.
    Meetings,
}

/// An entry of the calendar, as a [`CalendarEntry`](super::CalendarEntry) names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HitEntry {
    /// Opaque id of the meeting or appointment; of one date of a series that of the series, which has the entry.
    pub id: String,
    /// Start, UTC; of a series, of its next date that is in the calendar, or else the last.
    pub start: String,
}

/// Some words of a text, around those that were looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Excerpt {
    /// Of what.
    pub field: SearchField,
    /// The text in pieces.
    pub pieces: Vec<TextPiece>,
}

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TextPiece {
    /// The piece.
    pub text: String,
    /// It is what was looked for.
    pub hit: bool,
}

/// What is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum SearchField {
    /// A title that is not the meeting's (any more): of an earlier mail, or of one date of a series.
    Title,
    /// Where.
    Place,
    /// Organizer, attendees, sender and recipients: names and addresses.
    People,
    /// What the invitation says.
    Text,
    /// What an attendee wrote with an answer.
    Reply,
    /// What I wrote with an answer.
    Comment,
}
