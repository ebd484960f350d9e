//! The times that attendees propose, side by side.
//!
//! Who could come when is known from my calendar and from what others propose. Whose free time is known besides belongs
//! to [`ProposedSlot::also`].

use meetings::working_hours::Interval;

use crate::beside;
use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox};
use crate::view::{Attendee, Person, ProposedSlot};

/// Each proposed time once, earliest first.
pub(super) fn side_by_side(
    mailbox: &Mailbox,
    key: &Key,
    attendees: &[Attendee],
    now: Timestamp,
) -> Vec<ProposedSlot> {
    let proposed: Vec<(Timestamp, Timestamp, &Attendee)> = attendees
        .iter()
        .filter_map(|who| {
            let proposal = who.proposal.as_ref()?;
            Some((instant(proposal.start.as_deref()?)?, instant(proposal.end.as_deref()?)?, who))
        })
        .collect();
    let mut times: Vec<(Timestamp, Timestamp)> =
        proposed.iter().map(|(start, end, _)| (*start, *end)).collect();
    times.sort_unstable();
    times.dedup();
    let people = |fits: &dyn Fn(Timestamp, Timestamp) -> bool| -> Vec<Person> {
        let fitting = proposed.iter().filter(|(start, end, _)| fits(*start, *end));
        fitting.map(|(.., who)| Person { name: who.name.clone(), email: who.email.clone() }).collect()
    };
    times
        .into_iter()
        .map(|(start, end)| ProposedSlot {
            start: crate::mailbox::rfc3339(start),
            end: crate::mailbox::rfc3339(end),
            by: people(&|from, to| (from, to) == (start, end)),
            also: people(&|from, to| from <= start && end <= to && (from, to) != (start, end)),
            overlaps: beside::overlaps_at(mailbox, key, Interval::new(start, end)),
            past: start <= now,
        })
        .collect()
}

fn instant(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}
