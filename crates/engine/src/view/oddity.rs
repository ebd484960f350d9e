//! What is odd about an invitation as a whole.

use serde::Serialize;
use specta::Type;

/// A fact that an invitation has and should not, or that makes it easy to misread. It keeps nobody from answering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Oddity {
    /// It was called off, and a later mail invites again.
    #[serde(rename_all = "camelCase")]
    InvitedAgain {
        /// When the mail came that called it off, UTC.
        cancelled_at: String,
    },
    /// It begins or ends in a year that nobody can mean; no collision is looked for.
    ImplausibleYear {
        /// Which, as I count years.
        year: i32,
    },
    /// It is said to end before it starts; it is shown with its start alone.
    EndsBeforeStart,
    /// It is a series, and by what rule cannot be read: its dates are not known here.
    UnreadableRule,
    /// Its mail names no time zone for its times; they were read as UTC.
    NoZone,
}
