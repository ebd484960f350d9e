//! What is in my calendar: days, and what is on them.

use chrono::{NaiveTime, TimeDelta};
use chrono_tz::Tz;
use meetings::Zone;

use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox};
use crate::read::Event;
use crate::taken::Item;
use crate::view::CalendarEntry;

/// Everything that touches the time from `from` to `to`, by start.
pub(crate) fn between(mailbox: &Mailbox, from: Timestamp, to: Timestamp) -> Vec<CalendarEntry> {
    by_start(mailbox, mailbox.events.iter(), from, to)
}

/// The same beside a meeting: nothing of its own, be it a placeholder, another date of its series, or the place from
/// which it was moved.
pub(crate) fn beside(mailbox: &Mailbox, key: &Key, from: Timestamp, to: Timestamp) -> Vec<CalendarEntry> {
    by_start(mailbox, mailbox.events.iter().filter(|event| event.uid.key() != key.uid), from, to)
}

fn by_start<'a>(
    mailbox: &'a Mailbox,
    events: impl Iterator<Item = &'a Event>,
    from: Timestamp,
    to: Timestamp,
) -> Vec<CalendarEntry> {
    let mut entries: Vec<CalendarEntry> = events.flat_map(|event| of(mailbox, event, from, to)).collect();
    entries.sort_by(|a, b| (&a.start, &a.subject).cmp(&(&b.start, &b.subject)));
    entries
}

/// The day on which an instant lies for the person looking.
pub(crate) fn day_of(at: Timestamp, zone: Tz) -> (Timestamp, Timestamp) {
    let zone = Zone::Iana(zone);
    let day = zone.utc_to_local(at).date();
    let midnight = |day: chrono::NaiveDate| zone.at_wall_clock(day.and_time(NaiveTime::MIN));
    (midnight(day), midnight(day + TimeDelta::days(1)))
}

fn of(mailbox: &Mailbox, event: &Event, from: Timestamp, to: Timestamp) -> Vec<CalendarEntry> {
    // Whole days float: they are compared with the days that `from` and `to` are for the person looking.
    let local = |at| Zone::Iana(mailbox.zone).utc_to_local(at).and_utc();
    let (from, to) = if event.details.all_day { (local(from), local(to)) } else { (from, to) };
    let occurrences = event.occurrences(from, to);
    if occurrences.is_empty() {
        return Vec::new();
    }
    let item = Item::of(mailbox, event);
    occurrences.iter().map(|occurrence| item.entry(occurrence)).collect()
}
