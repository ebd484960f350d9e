//! Who is there, and what has happened before the first request.
//!
//! Scenarios are told in the server's own words: people invite, change and answer through
//! [`scheduling`](crate::scheduling) at times in the past, so what a client finds is what such a past leaves behind in
//! this family of servers.

mod demo;
mod large;

use std::fmt;
use std::str::FromStr;

use crate::model::event::Person;
use crate::state::State;

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
        let many = |count: &str| count.parse().ok().filter(|count| *count > 0);
        let large = || text.strip_prefix("large:").and_then(many).map(Self::Large);
        match text {
            "empty" => Ok(Self::Empty),
            "demo" => Ok(Self::Demo),
            _ => {
                large().ok_or_else(|| format!("{text:?} is not one of empty, demo and large:N with N from 1"))
            }
        }
    }
}

pub(crate) const ALICE: &str = "alice@contoso.com";
pub(crate) const BOB: &str = "bob@contoso.com";

/// Lets the configured scenario happen.
pub(crate) fn play(state: &mut State) {
    state.add_user(Person::new("Alice Moreau", ALICE));
    state.add_user(Person::new("Bob Nakamura", BOB));
    let now = state.now();
    match state.config().scenario {
        Scenario::Empty => {}
        Scenario::Demo => demo::play(state, now),
        Scenario::Large(count) => large::play(state, now, count),
    }
}
