//! The times that attendees propose, side by side.
//!
//! Who could come when is known from my calendar and from what others propose. What the required people's calendars say
//! is asked of the server, on demand: [`Engine::proposal_calendars`](crate::Engine::proposal_calendars).

use meetings::working_hours::Interval;

use crate::beside;
use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox};
use crate::view::{Attendee, Person, ProposedSlot};

/// Each proposed time once (and once for each date of a series that it is for), earliest first.
pub(super) fn side_by_side(
    mailbox: &Mailbox,
    key: &Key,
    attendees: &[Attendee],
    now: Timestamp,
) -> Vec<ProposedSlot> {
    let proposed: Vec<Proposed<'_>> = attendees.iter().flat_map(Proposed::by).collect();
    let mut times: Vec<(Timestamp, Timestamp, Option<&str>)> =
        proposed.iter().map(|one| (one.start, one.end, one.date)).collect();
    times.sort_unstable();
    times.dedup();
    let people = |date: Option<&str>, fits: &dyn Fn(Timestamp, Timestamp) -> bool| -> Vec<Person> {
        let fitting = proposed.iter().filter(|one| one.date == date && fits(one.start, one.end));
        fitting.map(|one| Person { name: one.who.name.clone(), email: one.who.email.clone() }).collect()
    };
    times
        .into_iter()
        .map(|(start, end, date)| ProposedSlot {
            start: crate::mailbox::rfc3339(start),
            end: crate::mailbox::rfc3339(end),
            recurrence_id: date.map(str::to_owned),
            by: people(date, &|from, to| (from, to) == (start, end)),
            also: people(date, &|from, to| from <= start && end <= to && (from, to) != (start, end)),
            overlaps: beside::overlaps_at(mailbox, key, Interval::new(start, end)),
            past: start <= now,
        })
        .collect()
}

/// A time that somebody proposes.
struct Proposed<'a> {
    who: &'a Attendee,
    /// The original start of the one date of a series that it is for.
    date: Option<&'a str>,
    start: Timestamp,
    end: Timestamp,
}

impl<'a> Proposed<'a> {
    /// For the whole meeting, and for single dates.
    fn by(who: &'a Attendee) -> impl Iterator<Item = Self> {
        let whole = std::iter::once((None, who.proposal.as_ref()));
        let dates = who.dates.iter().map(|date| (Some(date.recurrence_id.as_str()), date.proposal.as_ref()));
        whole.chain(dates).filter_map(move |(date, proposal)| {
            let start = instant(proposal?.start.as_deref()?)?;
            let end = instant(proposal?.end.as_deref()?)?;
            Some(Self { who, date, start, end })
        })
    }
}

fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}
