//! Who is there, and what has happened before the first request.

use std::fmt;
use std::str::FromStr;

/// A world to start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// Alice and Bob with empty mailboxes.
    Empty,
    /// A lively week: what a new user is shown.
    Demo,
    /// Bob's mailbox holds so many invitations and as many calendar items.
    Large(usize),
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty"),
            Self::Demo => f.write_str("demo"),
            Self::Large(count) => write!(f, "large:{count}"),
        }
    }
}

impl FromStr for Scenario {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let large = || text.strip_prefix("large:")?.parse().ok().map(Self::Large);
        match text {
            "empty" => Ok(Self::Empty),
            "demo" => Ok(Self::Demo),
            _ => large().ok_or_else(|| format!("{text:?} is not one of empty, demo and large:N")),
        }
    }
}

/// Lets the configured scenario happen.
pub(crate) fn play(state: &mut crate::state::State) {
    state.add_user(crate::model::event::Person::new("Alice Moreau", "alice@contoso.com"));
    state.add_user(crate::model::event::Person::new("Bob Nakamura", "bob@contoso.com"));
}
