//! My time as it is taken: what of the calendar stands in the way of something else, found quickly.
//!
//! This is the one place that says what counts. What I declined, what was called off, and what is marked as free never
//! do; neither does a whole day on which I only work elsewhere, or of which nobody says that I am busy. A calendar is
//! expanded once for all the times that are asked about, however many meetings and dates ask.

use chrono::TimeDelta;
use eas::calendar::BusyStatus;
use meetings::recurrence::Occurrence;
use meetings::working_hours::Interval;
use meetings::{MeetingStatus, ResponseType, Zone};

use crate::cards;
use crate::clock::Timestamp;
use crate::coming::Dates;
use crate::mailbox::{Key, Mailbox, Meeting, answered, from_meetings, on_screen, own_state, person, rfc3339};
use crate::read::{Event, ExceptionDetails};
use crate::view::{Answer, CalendarEntry, InvitationState, OwnState};

/// Times that lie so close together are looked up in one go; what lies farther apart is not worth expanding the years
/// between.
const CLOSE: TimeDelta = TimeDelta::days(62);

/// What one calendar item is, with everything that was decided about its dates.
pub(crate) struct Item<'a> {
    mailbox: &'a Mailbox,
    event: &'a Event,
    key: Key,
    meeting: Option<&'a Meeting>,
    own: OwnState,
    /// Of a meeting of somebody else.
    state: Option<InvitationState>,
    /// Where single dates of it have mails or answers of their own.
    dates: Option<Dates<'a>>,
}

/// One date of a calendar item, in the way of something else.
pub(crate) struct Taken<'a> {
    /// When; of a whole day, when it is that day here.
    pub time: Interval,
    pub event: &'a Event,
    item: usize,
    occurrence: Occurrence,
}

/// What takes my time during the times it was made for.
pub(crate) struct TakenTimes<'a> {
    items: Vec<Item<'a>>,
    spans: Vec<Span<'a>>,
}

struct Span<'a> {
    time: Interval,
    /// By start.
    taken: Vec<Taken<'a>>,
    /// The latest end of all up to and including the one at this place.
    latest_end: Vec<Timestamp>,
}

impl<'a> Item<'a> {
    pub(crate) fn of(mailbox: &'a Mailbox, event: &'a Event) -> Self {
        let key = Key::new(&event.uid, event.instance);
        let meeting = mailbox.meetings.get(&key);
        let standing = meeting.map(|meeting| mailbox.standing(&key, meeting));
        let state = standing.as_ref().map(|standing| standing.state);
        let (own, state) = match own_state(event, standing.and_then(|standing| standing.answer)) {
            own @ (OwnState::Appointment | OwnState::Organizer) => (own, None),
            // It asks again, and the calendar does not know that yet.
            _ if state == Some(InvitationState::Open) => (OwnState::Open, state),
            own => (own, state),
        };
        let series = event.series.as_ref().filter(|_| event.instance.is_none());
        let dates = series.map(|series| Dates::of(mailbox, &key, series)).filter(|dates| !dates.is_empty());
        Self { mailbox, event, key, meeting, own, state, dates }
    }

    fn exception(&self, occurrence: &Occurrence) -> Option<&'a ExceptionDetails> {
        occurrence.exception.and_then(|at| self.event.exceptions.get(at))
    }

    /// What one date is to me: it can have an answer of its own, or ask for one.
    fn own(&self, occurrence: &Occurrence) -> OwnState {
        match self.answer(occurrence) {
            _ if self.own == OwnState::Organizer => self.own,
            Some(answer) => answered(answer),
            None if self.asks(occurrence) => OwnState::Open,
            None => self.own,
        }
    }

    /// My answer to one date alone (MS-ASCAL 2.2.2.40, or given here).
    fn answer(&self, occurrence: &Occurrence) -> Option<Answer> {
        let of_exception = || self.exception(occurrence)?.response.and_then(ResponseType::answer);
        let decided = self.date(occurrence).and_then(|date| date.answer);
        decided.or_else(|| of_exception().map(from_meetings))
    }

    /// Its organizer wrote of this date alone, and has no answer to that.
    fn asks(&self, occurrence: &Occurrence) -> bool {
        let open = |(key, meeting): (&Key, &Meeting)| {
            meeting.live_request().is_some()
                && self.mailbox.standing(key, meeting).state == InvitationState::Open
        };
        self.alone(occurrence).is_some_and(open)
    }

    fn state(&self, occurrence: &Occurrence) -> Option<InvitationState> {
        let whole = self.state?;
        Some(match self.answer(occurrence) {
            _ if self.is_cancelled(occurrence) => InvitationState::Cancelled,
            Some(_) => InvitationState::Answered,
            None if self.asks(occurrence) => InvitationState::Open,
            None => whole,
        })
    }

    fn is_updated(&self, occurrence: &Occurrence) -> bool {
        let whole = || Some((&self.key, self.meeting?));
        let changed = |(key, meeting)| {
            let details = self.mailbox.details(key, meeting)?;
            Some(cards::is_updated(self.mailbox, key, meeting, &details))
        };
        self.alone(occurrence).or_else(whole).and_then(changed).unwrap_or_default()
    }

    /// One date of a series as a meeting by itself, where it is one.
    fn alone(&self, occurrence: &Occurrence) -> Option<(&Key, &Meeting)> {
        let series = self.event.series.as_ref()?;
        self.dates.as_ref()?.get(series.original_day(occurrence.recurrence_id))
    }

    fn is_cancelled(&self, occurrence: &Occurrence) -> bool {
        let status = self.exception(occurrence).and_then(|it| it.status);
        status.map_or(self.event.is_cancelled(), MeetingStatus::is_cancelled)
            || self.date(occurrence).is_some_and(|date| date.state == InvitationState::Cancelled)
    }

    fn date(&self, occurrence: &Occurrence) -> Option<crate::mailbox::Standing> {
        let series = self.event.series.as_ref()?;
        self.dates.as_ref()?.standing(series.original_day(occurrence.recurrence_id))
    }

    fn busy(&self, occurrence: &Occurrence) -> Option<BusyStatus> {
        self.exception(occurrence).and_then(|it| it.busy).or(self.event.busy)
    }

    /// It is there, but whoever looks for a free time may take it.
    fn is_free(&self, occurrence: &Occurrence) -> bool {
        match self.busy(occurrence) {
            Some(BusyStatus::Free) => true,
            Some(BusyStatus::Elsewhere | BusyStatus::NoData) | None => self.event.details.all_day,
            Some(_) => false,
        }
    }

    fn takes_time(&self, occurrence: &Occurrence) -> bool {
        !self.is_free(occurrence)
            && !self.is_cancelled(occurrence)
            && self.own(occurrence) != OwnState::Declined
    }

    /// One date as the views show it.
    pub(crate) fn entry(&self, occurrence: &Occurrence) -> CalendarEntry {
        let (event, differs) = (self.event, self.exception(occurrence));
        let subject = differs.and_then(|it| it.subject.as_ref()).unwrap_or(&event.details.subject);
        let location = differs.and_then(|it| it.location.as_ref()).unwrap_or(&event.details.location);
        CalendarEntry {
            id: Key::new(&event.uid, event.instance).id(&self.mailbox.account.id),
            recurrence_id: event.series.as_ref().map(|_| rfc3339(occurrence.recurrence_id)),
            subject: on_screen(subject),
            start: rfc3339(occurrence.start),
            end: rfc3339(occurrence.end),
            all_day: event.details.all_day,
            location: on_screen(location),
            recurring: event.details.recurring,
            organizer: event.is_meeting().then(|| person(&event.organizer)),
            own: self.own(occurrence),
            cancelled: self.is_cancelled(occurrence),
            takes_time: self.takes_time(occurrence),
            state: self.state(occurrence),
            updated: self.is_updated(occurrence),
            overlaps: None,
        }
    }
}

impl<'a> TakenTimes<'a> {
    /// What takes my time during any of these times.
    pub(crate) fn during(mailbox: &'a Mailbox, mut times: Vec<Interval>) -> Self {
        times.sort_unstable();
        let mut spans: Vec<Span<'a>> = Vec::new();
        for time in times {
            match spans.last_mut() {
                Some(last) if time.start - last.time.end <= CLOSE => {
                    last.time.end = last.time.end.max(time.end);
                }
                _ => spans.push(Span { time, taken: Vec::new(), latest_end: Vec::new() }),
            }
        }
        let items: Vec<Item<'a>> = if spans.is_empty() {
            Vec::new()
        } else {
            mailbox.events.iter().map(|event| Item::of(mailbox, event)).collect()
        };
        for (at, item) in items.iter().enumerate() {
            for span in &mut spans {
                span.taken.extend(item.taken(at, span.time));
            }
        }
        for span in &mut spans {
            span.taken.sort_by_key(|taken| (taken.time, taken.item));
            span.latest_end = span
                .taken
                .iter()
                .scan(Timestamp::MIN_UTC, |latest, taken| {
                    *latest = taken.time.end.max(*latest);
                    Some(*latest)
                })
                .collect();
        }
        Self { items, spans }
    }

    /// What touches this time, by start: what shares some of it, and what ends or begins exactly at its edges.
    pub(crate) fn touching(&self, time: Interval) -> impl Iterator<Item = &Taken<'a>> {
        let span = self.spans.iter().find(|span| span.time.start <= time.start && time.end <= span.time.end);
        let from = span.map_or(0, |span| span.latest_end.partition_point(|end| *end < time.start));
        let taken = span.map_or(&[][..], |span| span.taken.get(from..).unwrap_or_default());
        taken
            .iter()
            .take_while(move |taken| taken.time.start <= time.end)
            .filter(move |taken| taken.time.end >= time.start)
    }

    pub(crate) fn entry(&self, taken: &Taken<'a>) -> Option<CalendarEntry> {
        self.items.get(taken.item).map(|item| item.entry(&taken.occurrence))
    }

    /// What one date of an item is to me.
    pub(crate) fn own(&self, taken: &Taken<'a>) -> Option<OwnState> {
        self.items.get(taken.item).map(|item| item.own(&taken.occurrence))
    }

    /// How one date of an item counts.
    pub(crate) fn busy(&self, taken: &Taken<'a>) -> Option<BusyStatus> {
        self.items.get(taken.item).and_then(|item| item.busy(&taken.occurrence))
    }

    /// Where one date of an item takes place.
    pub(crate) fn location(&self, taken: &Taken<'a>) -> &'a str {
        let differs = self.items.get(taken.item).and_then(|item| item.exception(&taken.occurrence));
        differs.and_then(|it| it.location.as_deref()).unwrap_or(&taken.event.details.location)
    }
}

impl<'a> Item<'a> {
    fn taken(&self, at: usize, span: Interval) -> Vec<Taken<'a>> {
        let event = self.event;
        let zone = Zone::Iana(self.mailbox.zone);
        let (from, to) = if event.details.all_day {
            // Whole days float: they are compared with the clock here.
            (zone.utc_to_local(span.start).and_utc(), zone.utc_to_local(span.end).and_utc())
        } else {
            (span.start, span.end)
        };
        // What only touches the edge belongs to it: a moment, or something right before.
        let second = TimeDelta::seconds(1);
        event
            .occurrences(from - second, to + second)
            .into_iter()
            .filter(|occurrence| self.takes_time(occurrence))
            .map(|occurrence| Taken {
                time: here(self.mailbox, event.details.all_day, occurrence.start, occurrence.end),
                event,
                item: at,
                occurrence,
            })
            .collect()
    }
}

/// The instants of a time; a whole day floats, and is one from midnight to midnight where I am.
pub(crate) fn here(mailbox: &Mailbox, all_day: bool, start: Timestamp, end: Timestamp) -> Interval {
    if !all_day {
        return Interval::new(start, end);
    }
    let zone = Zone::Iana(mailbox.zone);
    Interval::new(zone.at_wall_clock(start.naive_utc()), zone.at_wall_clock(end.naive_utc()))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashMap};

    use super::*;
    use crate::day_rules::Rules;
    use crate::fixtures::bob;
    use crate::store::{Access, Store};

    #[test]
    fn dates_of_a_year_are_one_look_through_the_calendar() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Access::Write).unwrap();
        let zone = chrono_tz::Europe::Berlin;
        let mailbox = Mailbox {
            account: bob(),
            zone,
            rules: Rules::load(&store, zone).unwrap(),
            meetings: BTreeMap::new(),
            events: Vec::new(),
            seen: HashMap::new(),
            seen_before: HashMap::new(),
        };
        let begin: Timestamp = "2026-12-01T09:00:00Z".parse().unwrap();
        let on = |day: i64| {
            let start = begin + TimeDelta::days(day);
            Interval::new(start, start + TimeDelta::hours(1))
        };
        let looks = |days: &[i64]| {
            let times = days.iter().copied().map(on).collect();
            TakenTimes::during(&mailbox, times).spans.len()
        };
        let weekly: Vec<i64> = (0..12).map(|week| week * 7).collect();
        let monthly: Vec<i64> = (0..12).map(|month| month * 31).collect();
        assert_eq!((looks(&weekly), looks(&monthly)), (1, 1));
        assert_eq!(looks(&[0, 36_500]), 2, "the century in between is not expanded");
        assert_eq!(looks(&[]), 0);
    }
}
