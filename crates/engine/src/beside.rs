//! What lies beside a meeting in my calendar: collisions, near misses, and the hours in which I work.
//!
//! The list, its filter and the card say the same because they all ask here. What counts as taken is decided in
//! [`crate::taken`].

use chrono::TimeDelta;
use meetings::online;
use meetings::place::Place;
use meetings::slots::Busy;
use meetings::working_hours::{self, Interval};

use crate::clock::Timestamp;
use crate::coming::{AHEAD, Ahead, Shown};
use crate::hints;
use crate::mailbox::{Key, Mailbox, Meeting, rfc3339};
use crate::read::Event;
use crate::taken::{Taken, TakenTimes, here};
use crate::view::{
    Answer, Beside, CollidingCount, CollidingDate, CollidingDates, InvitationState, NearMiss, OutsideHours,
    Overlap, OwnState,
};

/// Nobody plans further ahead.
const A_YEAR: TimeDelta = TimeDelta::days(366);

/// When a meeting takes place, as far as that can still be said to collide.
pub(crate) struct Times {
    uid: String,
    all_day: bool,
    /// The time the card shows, unless that is over.
    shown: Option<Interval>,
    /// Of a series: its next dates.
    dates: Option<NextDates>,
}

/// The dates of a series that are looked at.
struct NextDates {
    /// By start; at least one.
    dates: Vec<Date>,
    /// There are no others.
    all: bool,
}

/// A date of a series that is still to come.
struct Date {
    /// What the server calls it.
    recurrence_id: Timestamp,
    time: Interval,
    /// As the views write it: a whole day floats.
    start: Timestamp,
    end: Timestamp,
}

impl Times {
    /// `None` where there is nothing to tell: called off, declined, made void by a newer version, not to be answered, in a
    /// year that nobody can mean.
    pub(crate) fn of(mailbox: &Mailbox, key: &Key, meeting: &Meeting, now: Timestamp) -> Option<Times> {
        let standing = mailbox.standing(key, meeting);
        let wanted = match standing.state {
            InvitationState::Open => true,
            InvitationState::Answered => standing.answer != Some(Answer::Declined),
            InvitationState::Outdated | InvitationState::Cancelled | InvitationState::Informational => false,
        };
        if !wanted {
            return None;
        }
        let details = mailbox.details(key, meeting)?;
        if hints::implausible_year(mailbox, &details, now).is_some() {
            return None;
        }
        let shown = Shown::of(mailbox, key, meeting, &details, now);
        let shown = here(mailbox, details.all_day, shown.start, shown.end);
        Some(Times {
            uid: key.uid.clone(),
            all_day: details.all_day,
            shown: (shown.end > now).then(|| within_a_year(shown, now)),
            dates: dates(mailbox, key, meeting, now),
        })
    }

    /// Every time about which something will be asked, with what lies close to it.
    pub(crate) fn asked(&self, mailbox: &Mailbox) -> impl Iterator<Item = Interval> {
        let around = mailbox.rules.near.max(mailbox.rules.travel);
        let shown = self.shown.map(|time| Interval::new(time.start - around, time.end + around));
        shown.into_iter().chain(self.dates().map(|date| date.time))
    }

    fn dates(&self) -> impl Iterator<Item = &Date> {
        self.dates.iter().flat_map(|next| &next.dates)
    }

    /// How many things are in the way of the time it shows.
    pub(crate) fn overlaps(&self, taken: &TakenTimes<'_>) -> u32 {
        self.shown.map_or(0, |time| overlapping(taken, &self.uid, time))
    }

    /// How many of the next dates of a series collide.
    pub(crate) fn colliding(&self, taken: &TakenTimes<'_>) -> Option<CollidingCount> {
        let dates = &self.dates.as_ref()?.dates;
        let collides = |date: &&Date| in_the_way(taken, &self.uid, date.time).next().is_some();
        let colliding = dates.iter().filter(collides).count();
        Some(CollidingCount { of: number(dates.len()), colliding: number(colliding) })
    }
}

/// Of what lasts for longer than a year, the next year: who writes 1601 to 9999 does not get every day of it looked
/// through.
fn within_a_year(time: Interval, now: Timestamp) -> Interval {
    if time.end - time.start <= A_YEAR {
        return time;
    }
    let start = time.start.max(now);
    Interval::new(start, time.end.min(start + A_YEAR))
}

/// All of it, for the card.
pub(crate) fn beside(mailbox: &Mailbox, key: &Key, meeting: &Meeting, now: Timestamp) -> Beside {
    let Some(times) = Times::of(mailbox, key, meeting, now) else { return Beside::default() };
    let taken = TakenTimes::during(mailbox, times.asked(mailbox).collect());
    let dates = times.dates.as_ref().map(|NextDates { dates, all }| CollidingDates {
        of: number(dates.len()),
        all: *all,
        last: dates.last().filter(|_| *all).map(|date| rfc3339(date.start)),
        colliding: dates.iter().filter_map(|date| colliding(&times, &taken, date)).collect(),
    });
    let Some(shown) = times.shown else {
        return Beside { told: dates.is_some(), dates, ..Beside::default() };
    };
    let place = place_of(mailbox, key, meeting);
    let hours = &mailbox.rules.hours;
    let outside = if times.all_day { None } else { hours.outside(shown) };
    Beside {
        told: true,
        overlaps: overlaps(&times, &taken, shown),
        near: if times.all_day { Vec::new() } else { near(mailbox, &times.uid, &taken, shown, &place) },
        outside_hours: outside.map(|outside| match outside {
            working_hours::OutsideHours::Before => OutsideHours::Before,
            working_hours::OutsideHours::After => OutsideHours::After,
            working_hours::OutsideHours::DayOff => OutsideHours::DayOff,
        }),
        dates,
    }
}

/// My time that other things than this meeting take.
pub(crate) fn taken_by_others(mailbox: &Mailbox, key: &Key, range: Interval) -> Busy {
    let taken = TakenTimes::during(mailbox, vec![range]);
    let mut busy = Busy::default();
    for other in in_the_way(&taken, &key.uid, range) {
        match taken.own(other) {
            Some(OwnState::Tentative | OwnState::Open) => busy.tentative.push(other.time),
            _ => busy.busy.push(other.time),
        }
    }
    busy
}

/// How many things other than this meeting are in the way of another time.
pub(crate) fn overlaps_at(mailbox: &Mailbox, key: &Key, time: Interval) -> u32 {
    overlapping(&TakenTimes::during(mailbox, vec![time]), &key.uid, time)
}

/// How many things other than the meeting with this UID are in the way of a time that was asked about.
pub(crate) fn overlapping(taken: &TakenTimes<'_>, uid: &str, time: Interval) -> u32 {
    number(in_the_way(taken, uid, time).count())
}

impl Beside {
    /// As the row counts it.
    pub(crate) fn overlaps(&self) -> u32 {
        number(self.overlaps.len())
    }

    /// As the row counts it.
    pub(crate) fn colliding(&self) -> Option<CollidingCount> {
        let dates = self.dates.as_ref()?;
        Some(CollidingCount { of: dates.of, colliding: number(dates.colliding.len()) })
    }
}

/// The next dates of a series that take place and are mine to come to.
fn dates(mailbox: &Mailbox, key: &Key, meeting: &Meeting, now: Timestamp) -> Option<NextDates> {
    let ahead = Ahead::of(mailbox, key, meeting, now)?;
    let mine = ahead.mine().map(|when| {
        let time = here(mailbox, ahead.series.all_day, when.start, when.end);
        Date { recurrence_id: when.recurrence_id, time, start: when.start, end: when.end }
    });
    let mut dates: Vec<Date> = mine.collect();
    let left = dates.len();
    dates.truncate(dates.partition_point(|date| date.time.start - now <= A_YEAR).min(AHEAD));
    let all = ahead.all && dates.len() == left;
    (!dates.is_empty()).then_some(NextDates { dates, all })
}

/// What shares some of this time and is something else than the meeting itself.
fn in_the_way<'t, 'a>(
    taken: &'t TakenTimes<'a>,
    uid: &str,
    time: Interval,
) -> impl Iterator<Item = &'t Taken<'a>> {
    others(taken, uid, time).filter(move |other| other.time.overlaps(time))
}

/// What touches this time, apart from the meeting's own placeholder.
fn others<'t, 'a>(
    taken: &'t TakenTimes<'a>,
    uid: &str,
    time: Interval,
) -> impl Iterator<Item = &'t Taken<'a>> {
    taken.touching(time).filter(move |other| other.event.uid.key() != uid)
}

fn overlaps(times: &Times, taken: &TakenTimes<'_>, time: Interval) -> Vec<Overlap> {
    let found = in_the_way(taken, &times.uid, time).filter_map(|other| {
        let shared = other.time.end.min(time.end) - other.time.start.max(time.start);
        Some(Overlap { entry: taken.entry(other)?, minutes: minutes(shared) })
    });
    found.collect()
}

fn colliding(times: &Times, taken: &TakenTimes<'_>, date: &Date) -> Option<CollidingDate> {
    let overlaps = overlaps(times, taken, date.time);
    (!overlaps.is_empty()).then(|| CollidingDate {
        recurrence_id: rfc3339(date.recurrence_id),
        start: rfc3339(date.start),
        end: rfc3339(date.end),
        overlaps,
    })
}

/// The nearest thing before and the nearest after, where there is too little time in between.
fn near(
    mailbox: &Mailbox,
    uid: &str,
    taken: &TakenTimes<'_>,
    time: Interval,
    place: &Place,
) -> Vec<NearMiss> {
    let rules = &mailbox.rules;
    let around = rules.near.max(rules.travel);
    let window = Interval::new(time.start - around, time.end + around);
    let timed: Vec<&Taken<'_>> = others(taken, uid, window)
        .filter(|other| !other.event.details.all_day && !other.time.overlaps(time))
        .collect();
    let before = timed.iter().map(|other| other.time.end).filter(|end| *end <= time.start).max();
    let after = timed.iter().map(|other| other.time.start).filter(|start| *start >= time.end).min();
    let miss = |other: &&Taken<'_>| {
        let (is_before, gap) = if other.time.end <= time.start {
            (true, time.start - other.time.end)
        } else {
            (false, other.time.start - time.end)
        };
        let nearest =
            if is_before { before == Some(other.time.end) } else { after == Some(other.time.start) };
        let elsewhere = gap < rules.travel && place.is_elsewhere(&place_of_taken(taken, other));
        (nearest && (elsewhere || gap < rules.near)).then_some(())?;
        Some(NearMiss { entry: taken.entry(other)?, before: is_before, minutes: minutes(gap), elsewhere })
    };
    timed.iter().filter_map(miss).collect()
}

fn place_of(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Place {
    let event = mailbox.event(key, meeting);
    let location = mailbox.details(key, meeting).map(|details| details.location).unwrap_or_default();
    let body = meeting.newest_mail().map(|mail| &mail.body).or_else(|| event.map(|event| &event.body));
    Place::of(&location, joinable(event, &location, body))
}

fn place_of_taken(taken: &TakenTimes<'_>, other: &Taken<'_>) -> Place {
    let location = taken.location(other);
    Place::of(location, joinable(Some(other.event), location, Some(&other.event.body)))
}

fn joinable(event: Option<&Event>, location: &str, body: Option<&crate::read::BodyText>) -> bool {
    let fields: Vec<&str> = event.iter().flat_map(|event| &event.online).map(String::as_str).collect();
    let links = body.map(crate::read::BodyText::links).unwrap_or_default();
    let text = body.map(crate::read::BodyText::shown).unwrap_or_default();
    online::join(&online::Places { fields: &fields, location, text, links: &links }).is_some()
}

fn minutes(time: TimeDelta) -> u32 {
    u32::try_from(time.num_minutes()).unwrap_or(0)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
