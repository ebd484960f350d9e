//! What is in my calendar: days, and what is on them.

use chrono::{NaiveTime, TimeDelta};
use chrono_tz::Tz;
use meetings::Zone;
use meetings::recurrence::Occurrence;
use meetings::working_hours::Interval;

use crate::beside;
use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox};
use crate::read::Event;
use crate::taken::{Item, TakenTimes, here};
use crate::view::{CalendarEntry, OwnState};

/// Everything that touches the time from `from` to `to`, by start, with what is in the way of each.
pub(crate) fn between(
    mailbox: &Mailbox,
    from: Timestamp,
    to: Timestamp,
    now: Timestamp,
) -> Vec<CalendarEntry> {
    let found: Vec<Found> = mailbox.events.iter().flat_map(|event| of(mailbox, event, from, to)).collect();
    // The calendar is expanded once for all of them.
    let taken = TakenTimes::during(mailbox, found.iter().map(|found| found.time).collect());
    let told = |found: Found| {
        let matters = found.time.end > now && may_collide(&found.entry);
        let overlaps = if matters { beside::overlapping(&taken, &found.uid, found.time) } else { 0 };
        CalendarEntry { overlaps: Some(overlaps), ..found.entry }
    };
    sorted(found.into_iter().map(told).collect())
}

/// Whether something else can be in its way: my own only where it takes my time, an invitation until I decline it.
fn may_collide(entry: &CalendarEntry) -> bool {
    let invited = !matches!(entry.own, OwnState::Appointment | OwnState::Organizer | OwnState::Declined);
    entry.takes_time || invited && !entry.cancelled
}

/// The same beside a meeting: nothing of its own, be it a placeholder, another date of its series, or the place from
/// which it was moved.
pub(crate) fn beside(mailbox: &Mailbox, key: &Key, from: Timestamp, to: Timestamp) -> Vec<CalendarEntry> {
    let others = mailbox.events.iter().filter(|event| event.uid.key() != key.uid);
    sorted(others.flat_map(|event| of(mailbox, event, from, to)).map(|found| found.entry).collect())
}

fn sorted(mut entries: Vec<CalendarEntry>) -> Vec<CalendarEntry> {
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

/// An entry, and when it takes place here.
struct Found {
    uid: String,
    time: Interval,
    entry: CalendarEntry,
}

fn of(mailbox: &Mailbox, event: &Event, from: Timestamp, to: Timestamp) -> Vec<Found> {
    // Whole days float: they are compared with the days that `from` and `to` are for the person looking.
    let local = |at| Zone::Iana(mailbox.zone).utc_to_local(at).and_utc();
    let (from, to) = if event.details.all_day { (local(from), local(to)) } else { (from, to) };
    let occurrences = event.occurrences(from, to);
    if occurrences.is_empty() {
        return Vec::new();
    }
    let item = Item::of(mailbox, event);
    let found = |occurrence: &Occurrence| Found {
        uid: event.uid.key().into_owned(),
        time: here(mailbox, event.details.all_day, occurrence.start, occurrence.end),
        entry: item.entry(occurrence),
    };
    occurrences.iter().map(found).collect()
}
