//! When somebody is free, as their own calendar tells it: half hours, the busiest of each counting.

use chrono::{DateTime, TimeDelta, Utc};

use super::event::{Answer, Busy, CalendarItem};
use super::mailbox::Mailbox;

/// One digit stands for so long.
pub const SLOT: TimeDelta = TimeDelta::minutes(30);

/// How the half hours from `start` on count, up to `end`; nothing is told of what they are about.
pub fn merged(mailbox: &Mailbox, start: DateTime<Utc>, end: DateTime<Utc>) -> Vec<Busy> {
    let mut slots = Vec::new();
    let mut from = start;
    while from < end {
        slots.push((from, Busy::Free));
        from += SLOT;
    }
    for item in mailbox.calendar().events() {
        for (from, to, busy) in times(item, start, end) {
            let touched = slots.iter_mut().filter(|(slot, _)| from < *slot + SLOT && to > *slot);
            for (_, known) in touched {
                if rank(busy) > rank(*known) {
                    *known = busy;
                }
            }
        }
    }
    slots.into_iter().map(|(_, busy)| busy).collect()
}

/// The digit of MergedFreeBusy (MS-ASCMD 2.2.3.109). Working elsewhere has none; whoever does is not free.
pub fn digit(busy: Busy) -> char {
    match busy {
        Busy::Free => '0',
        Busy::Tentative => '1',
        Busy::Busy | Busy::Elsewhere => '2',
        Busy::OutOfOffice => '3',
    }
}

fn rank(busy: Busy) -> u8 {
    match busy {
        Busy::Free => 0,
        Busy::Tentative => 1,
        Busy::Elsewhere => 2,
        Busy::Busy => 3,
        Busy::OutOfOffice => 4,
    }
}

/// When an item takes place, and how each of its dates counts.
fn times(
    item: &CalendarItem,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
) -> Vec<(DateTime<Utc>, DateTime<Utc>, Busy)> {
    let length = item.event.end - item.event.start;
    let planned = item
        .event
        .starts()
        .take_while(|start| *start < end)
        .filter(|start| !item.exceptions.contains_key(start))
        .map(|start| (start, start + length, item.busy()));
    let changed = item.exceptions.iter().filter(|(_, exception)| !exception.deleted);
    let changed = changed.map(|(original, exception)| {
        let (from, to) = exception.when.unwrap_or((*original, *original + length));
        let busy = match exception.answer {
            Some((Answer::Declined, _)) => Busy::Free,
            Some((Answer::Tentative, _)) => Busy::Tentative,
            Some((Answer::Accepted, _)) if !item.cancelled => item.event.busy,
            Some((Answer::Accepted, _)) | None => item.busy(),
        };
        (from, to, busy)
    });
    planned.chain(changed).filter(|(from, to, _)| *from < end && *to > start).collect()
}
