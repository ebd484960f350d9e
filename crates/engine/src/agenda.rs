//! What is in my calendar: days, and what collides.

use chrono::{NaiveTime, TimeDelta};
use chrono_tz::Tz;
use meetings::slots::{Busy, Interval};
use meetings::{ResponseType, Zone};

use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox, answered, from_meetings, own_state, person, rfc3339};
use crate::read::Event;
use crate::view::{CalendarEntry, OwnState};

/// Everything that touches the time from `from` to `to`, by start.
pub(crate) fn between(mailbox: &Mailbox, from: Timestamp, to: Timestamp) -> Vec<CalendarEntry> {
    let mut entries: Vec<CalendarEntry> =
        mailbox.events.iter().flat_map(|event| of(mailbox, event, from, to)).collect();
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

/// How many other things lie in the way of a meeting; what was declined or called off, what is free, whole days and
/// the meeting's own placeholder do not count.
pub(crate) fn overlaps(mailbox: &Mailbox, key: &Key, start: Timestamp, end: Timestamp) -> u32 {
    let count = in_the_way(mailbox, key).map(|(event, _)| event.occurrences(start, end).len()).sum::<usize>();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// My time that other things than a meeting take.
pub(crate) fn taken(mailbox: &Mailbox, key: &Key, range: Interval) -> Busy {
    let mut taken = Busy::default();
    for (event, own) in in_the_way(mailbox, key) {
        let times = event.occurrences(range.start, range.end);
        let times = times.into_iter().map(|time| Interval::new(time.start, time.end));
        match own {
            OwnState::Tentative | OwnState::Open => taken.tentative.extend(times),
            OwnState::Appointment | OwnState::Organizer | OwnState::Accepted | OwnState::Declined => {
                taken.busy.extend(times);
            }
        }
    }
    taken
}

/// What can lie in the way of a meeting, and what it is to me.
fn in_the_way<'a>(mailbox: &'a Mailbox, key: &'a Key) -> impl Iterator<Item = (&'a Event, OwnState)> {
    mailbox.events.iter().filter_map(move |event| {
        let own = event.uid.key() == key.uid.as_str();
        let idle = event.free || event.details.all_day || event.is_cancelled();
        if own || idle {
            return None;
        }
        let state = own_state(event, decided(mailbox, event));
        (state != OwnState::Declined).then_some((event, state))
    })
}

fn of(mailbox: &Mailbox, event: &Event, from: Timestamp, to: Timestamp) -> Vec<CalendarEntry> {
    let key = Key::new(&event.uid, event.instance);
    let id = key.id(&mailbox.account.id);
    let own = own_state(event, decided(mailbox, event));
    let organizer = event.is_meeting().then(|| person(&event.organizer));
    // Whole days float: they are compared with the days that `from` and `to` are for the person looking.
    let local = |at| Zone::Iana(mailbox.zone).utc_to_local(at).and_utc();
    let (from, to) = if event.details.all_day { (local(from), local(to)) } else { (from, to) };
    event
        .occurrences(from, to)
        .into_iter()
        .map(|occurrence| {
            let differs = occurrence.exception.and_then(|at| event.exceptions.get(at));
            let subject =
                differs.and_then(|it| it.subject.clone()).unwrap_or_else(|| event.details.subject.clone());
            let location =
                differs.and_then(|it| it.location.clone()).unwrap_or_else(|| event.details.location.clone());
            // One occurrence can have an answer of its own (MS-ASCAL 2.2.2.40).
            let own =
                match differs.and_then(|it| it.response).and_then(ResponseType::answer).map(from_meetings) {
                    Some(answer) if own != OwnState::Organizer => answered(answer),
                    _ => own,
                };
            let cancelled =
                differs.and_then(|it| it.status).map_or(event.is_cancelled(), |it| it.is_cancelled());
            CalendarEntry {
                id: id.clone(),
                subject,
                start: rfc3339(occurrence.start),
                end: rfc3339(occurrence.end),
                all_day: event.details.all_day,
                location,
                recurring: event.details.recurring,
                organizer: organizer.clone(),
                own,
                cancelled,
            }
        })
        .collect()
}

/// What I decided here about an event, where that is newer than what the calendar says.
fn decided(mailbox: &Mailbox, event: &Event) -> Option<crate::view::Answer> {
    let key = Key::new(&event.uid, event.instance);
    let meeting = mailbox.meetings.get(&key)?;
    mailbox.standing(&key, meeting).answer
}
