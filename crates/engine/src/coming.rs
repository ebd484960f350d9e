//! What of a series comes next, for its card: the next dates and what became of each, and where its clock and mine part.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use meetings::recurrence::{Series, Upcoming};
use meetings::{MeetingStatus, ResponseType, Zone};

use crate::cards;
use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox, Meeting, Standing, from_meetings, on_screen, own_state, rfc3339};
use crate::read::{Details, Event, ExceptionDetails, float};
use crate::receipts;
use crate::view::{
    Answer, ClockShift, InvitationState, NotAnswerable, OccurrenceState, OwnState, SeriesDate,
    UpcomingOccurrence,
};

/// So many dates say how a series goes on.
const SHOWN: usize = 5;

/// The next dates of a series and the shifts of my clock; both empty for anything else, and for one that was called off.
pub(crate) fn of(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    now: Timestamp,
) -> (Vec<UpcomingOccurrence>, Vec<ClockShift>) {
    let event = mailbox.event(key, meeting);
    let standing = mailbox.standing(key, meeting);
    let Some((series, of_item)) = series(key, meeting, event) else { return (vec![], vec![]) };
    if standing.state == InvitationState::Cancelled {
        return (vec![], vec![]);
    }
    // Whole days float: today is the day it is here.
    let from = if series.all_day { Zone::Iana(mailbox.zone).utc_to_local(now).and_utc() } else { now };
    let dates = Dates::of(mailbox, key, series);
    let of_series = standing.answer;
    let shown = |next| shown(mailbox, key, (series, of_item), &dates, of_series, next);
    let upcoming = series.upcoming(from, SHOWN).into_iter().map(shown).collect();
    let shifts = series.clock_shifts(&Zone::Iana(mailbox.zone), now);
    (upcoming, shifts.iter().map(clock_shift).collect())
}

/// One date of a series, near or far, with what became of it; `None`: the series has none of this original start.
pub(crate) fn one(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    at: Timestamp,
    now: Timestamp,
) -> Option<SeriesDate> {
    let known = series(key, meeting, mailbox.event(key, meeting))?;
    let next = known.0.date(at)?;
    let dates = Dates::of(mailbox, key, known.0);
    let of_series = mailbox.standing(key, meeting).answer;
    let date = shown(mailbox, key, known, &dates, of_series, next);
    let alone = mailbox.find(&date.meeting);
    let has_card = alone.is_some_and(|(key, meeting)| cards::belongs(mailbox, key, meeting, now));
    Some(SeriesDate { date, has_card })
}

/// What there is to say of one date, beside the answer to the series.
fn shown(
    mailbox: &Mailbox,
    key: &Key,
    (series, of_item): (&Series, Option<&Event>),
    dates: &Dates<'_>,
    of_series: Option<Answer>,
    next: Upcoming,
) -> UpcomingOccurrence {
    let look = of_item.zip(next.occurrence.exception).and_then(|(event, at)| event.exceptions.get(at));
    let date = dates.standing(series.original_day(next.occurrence.recurrence_id));
    let called_off = date.as_ref().is_some_and(|date| date.state == InvitationState::Cancelled)
        || look.and_then(|look| look.status).is_some_and(MeetingStatus::is_cancelled);
    let of_exception = || look?.response.and_then(ResponseType::answer).map(from_meetings);
    let own = date.and_then(|date| date.answer).or_else(of_exception);
    let own = own.filter(|own| of_series != Some(*own));
    let shown = occurrence(series, next, of_item.zip(look), called_off, own);
    by_itself(mailbox, key, series, dates, &next, shown)
}

/// The series as the card shows it, with its calendar item where that is of the same version and knows the exceptions.
pub(crate) fn series<'a>(
    key: &Key,
    meeting: &'a Meeting,
    event: Option<&'a Event>,
) -> Option<(&'a Series, Option<&'a Event>)> {
    if key.recurrence_id.is_some() {
        return None;
    }
    let of_item = event.and_then(|event| Some((event.series.as_ref()?, Some(event))));
    let of_mail = meeting.live_request().and_then(|mail| Some((mail, mail.series.as_ref()?)));
    match (of_item, of_mail) {
        // The calendar can be behind an update, and not every server's mails tell the series (SOGo's do not).
        (Some((item, _)), Some((_, mail))) if (item.start, item.end) != (mail.start, mail.end) => {
            Some((mail, None))
        }
        (Some(item), _) => Some(item),
        (None, Some((_, mail))) => Some((mail, None)),
        (None, None) => None,
    }
}

/// The dates of a series that are meetings by themselves here: by a mail about them, or an answer to them.
pub(crate) struct Dates<'a> {
    mailbox: &'a Mailbox,
    by_day: BTreeMap<NaiveDate, (&'a Key, &'a Meeting)>,
}

impl<'a> Dates<'a> {
    pub(crate) fn of(mailbox: &'a Mailbox, whole: &Key, series: &Series) -> Self {
        let dates = mailbox.meetings.range(whole..).take_while(|(key, _)| key.uid == whole.uid);
        let by_day = dates
            .filter_map(|(key, meeting)| Some((series.original_day(key.recurrence_id?), (key, meeting))))
            .collect();
        Self { mailbox, by_day }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_day.is_empty()
    }

    pub(crate) fn standing(&self, day: NaiveDate) -> Option<Standing> {
        self.by_day.get(&day).map(|(key, meeting)| self.mailbox.standing(key, meeting))
    }

    /// The date as a meeting by itself, also where nothing has been said of it yet.
    fn meeting(&self, whole: &Key, day: NaiveDate, recurrence_id: Timestamp) -> (Key, Meeting) {
        match self.by_day.get(&day) {
            Some((key, meeting)) => ((*key).clone(), (*meeting).clone()),
            None => (Key { recurrence_id: Some(recurrence_id), ..whole.clone() }, Meeting::default()),
        }
    }
}

/// One date of a series, to be answered by itself; `None`: the series has none of this original start.
pub(crate) fn date(mailbox: &Mailbox, key: &Key, meeting: &Meeting, at: Timestamp) -> Option<(Key, Meeting)> {
    let (series, _) = series(key, meeting, mailbox.event(key, meeting))?;
    let occurrence = series.occurrence(at)?;
    let day = series.original_day(occurrence.recurrence_id);
    Some(Dates::of(mailbox, key, series).meeting(key, day, occurrence.recurrence_id))
}

/// The facts of one date of a series that is in the calendar.
pub(crate) fn date_details(event: &Event, recurrence_id: Timestamp) -> Option<Details> {
    let series = event.series.as_ref()?;
    let occurrence = series.occurrence(recurrence_id)?;
    let shown = if series.all_day { float(series, occurrence) } else { occurrence };
    let look = occurrence.exception.and_then(|at| event.exceptions.get(at));
    let usual = &event.details;
    Some(Details {
        subject: look.and_then(|look| look.subject.clone()).unwrap_or_else(|| usual.subject.clone()),
        location: look.and_then(|look| look.location.clone()).unwrap_or_else(|| usual.location.clone()),
        start: shown.start,
        end: shown.end,
        rule: None,
        ..usual.clone()
    })
}

/// What one date of a series is to me by the calendar; `None`: the series has none there, or it was taken out.
pub(crate) fn date_in_calendar(event: &Event, recurrence_id: Timestamp) -> Option<OwnState> {
    let series = event.series.as_ref()?;
    let day = series.original_day(recurrence_id);
    let date = series.occurrence(recurrence_id)?;
    let near = event.occurrences(date.start - TimeDelta::days(1), date.end + TimeDelta::days(1));
    let there = near.iter().find(|it| series.original_day(it.recurrence_id) == day)?;
    let look = there.exception.and_then(|at| event.exceptions.get(at));
    let own = look.and_then(|look| look.response).and_then(ResponseType::answer);
    Some(own_state(event, own.map(from_meetings)))
}

/// What there is to say of a date as a meeting by itself: its name, its lamps, whether it can be answered.
fn by_itself(
    mailbox: &Mailbox,
    whole: &Key,
    series: &Series,
    dates: &Dates<'_>,
    next: &Upcoming,
    shown: UpcomingOccurrence,
) -> UpcomingOccurrence {
    let recurrence_id = next.occurrence.recurrence_id;
    let (key, meeting) = dates.meeting(whole, series.original_day(recurrence_id), recurrence_id);
    let possible = cards::possible(mailbox, &key, &meeting, mailbox.standing(&key, &meeting).from);
    let impossible = match shown.state {
        OccurrenceState::Cancelled => Some(NotAnswerable::Cancelled),
        // The server has taken it out of the series, and there is no item left to name.
        OccurrenceState::Removed if meeting.live_request().is_none() => {
            Some(possible.err().unwrap_or(NotAnswerable::Gone))
        }
        _ => possible.err(),
    };
    UpcomingOccurrence {
        meeting: key.id(&mailbox.account.id),
        lamps: meeting.last_answer().map(receipts::lamps),
        impossible,
        ..shown
    }
}

fn occurrence(
    series: &Series,
    next: Upcoming,
    differs: Option<(&Event, &ExceptionDetails)>,
    called_off: bool,
    own: Option<Answer>,
) -> UpcomingOccurrence {
    use meetings::recurrence::OccurrenceState as State;
    let float = |occurrence| if series.all_day { float(series, occurrence) } else { occurrence };
    let (shown, planned) = (float(next.occurrence), float(next.planned));
    let other = |of: fn(&ExceptionDetails) -> Option<&String>, usual: fn(&Event) -> &String| {
        differs.and_then(|(event, look)| of(look).filter(|it| *it != usual(event))).cloned()
    };
    let subject = other(|look| look.subject.as_ref(), |event| &event.details.subject);
    let location = other(|look| look.location.as_ref(), |event| &event.details.location);
    let state = match next.state {
        State::Cancelled if !called_off => OccurrenceState::Removed,
        _ if called_off => OccurrenceState::Cancelled,
        State::Moved => OccurrenceState::Moved,
        // An exception can say no more than what I answered, or when to be reminded.
        State::Changed if subject.is_some() || location.is_some() => OccurrenceState::Changed,
        State::AsPlanned | State::Changed | State::Cancelled => OccurrenceState::Planned,
    };
    UpcomingOccurrence {
        recurrence_id: rfc3339(next.occurrence.recurrence_id),
        start: rfc3339(shown.start),
        end: rfc3339(shown.end),
        planned_start: rfc3339(planned.start),
        planned_end: rfc3339(planned.end),
        state,
        own,
        subject: subject.as_deref().map(on_screen),
        location: location.as_deref().map(on_screen),
        meeting: String::new(),
        lamps: None,
        impossible: None,
    }
}

fn clock_shift(shift: &meetings::recurrence::ClockShift) -> ClockShift {
    let time = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
    ClockShift {
        usual: time(shift.usual),
        shifted: time(shift.shifted),
        days: shift.days.iter().map(ToString::to_string).collect(),
        until: shift.until.map(|day| day.to_string()),
    }
}
