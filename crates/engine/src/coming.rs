//! What of a series comes next: the date that is shown as its time, the next dates and what became of each, and where its
//! clock and mine part.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use meetings::recurrence::{Occurrence, Series, Upcoming};
use meetings::{MeetingStatus, ResponseType, Zone};

use crate::cards;
use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox, Meeting, Standing, from_meetings, on_screen, own_state, rfc3339};
use crate::read::{Details, Event, ExceptionDetails, Mail, float};
use crate::receipts;
use crate::view::{
    Answer, ClockShift, DateInCalendar, InvitationState, NotAnswerable, OccurrenceState, OwnState,
    SeriesDate, ShownDate, UpcomingOccurrence,
};

/// So many dates say how a series goes on.
const SHOWN: usize = 5;

/// So many dates of a series are looked at.
pub(crate) const AHEAD: usize = 12;

/// The last date of a series that is over is looked for so far back: mostly in the last year.
const BACK: [TimeDelta; 2] = [TimeDelta::days(366), TimeDelta::days(30 * 366)];

/// The next dates of a series and the shifts of my clock; both empty for anything else, and for one that was called off.
pub(crate) fn of(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    now: Timestamp,
) -> (Vec<UpcomingOccurrence>, Vec<ClockShift>) {
    let standing = mailbox.standing(key, meeting);
    let Some(ahead) = Ahead::of(mailbox, key, meeting, now) else { return (vec![], vec![]) };
    if standing.state == InvitationState::Cancelled {
        return (vec![], vec![]);
    }
    let series = ahead.series;
    let coming = ahead.upcoming.iter().take(SHOWN);
    let known = (series, ahead.of_item);
    let upcoming =
        coming.map(|next| shown(mailbox, key, known, &ahead.dates, standing.answer, *next)).collect();
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
    let next = dates.as_mailed(known.0, next);
    let of_series = mailbox.standing(key, meeting).answer;
    let date = shown(mailbox, key, known, &dates, of_series, next);
    let alone = mailbox.find(&date.meeting);
    let has_card = alone.is_some_and(|(key, meeting)| cards::belongs(mailbox, key, meeting, now));
    Some(SeriesDate { date, has_card })
}

/// The dates of a series that begin on one day for me, and up to `count` before and after it each, in order; `None` for
/// what is no series, or one that cannot be followed.
pub(crate) fn around(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    day: NaiveDate,
    count: usize,
) -> Option<Vec<UpcomingOccurrence>> {
    let known = series(key, meeting, mailbox.event(key, meeting))?;
    // Whole days float: they are on their own day, wherever I am.
    let zone = if known.0.all_day { known.0.zone.clone() } else { Zone::Iana(mailbox.zone) };
    let midnight = |day: NaiveDate| zone.at_wall_clock(day.and_time(NaiveTime::MIN));
    let after = day.succ_opt().map_or(Timestamp::MAX_UTC, midnight);
    let dates = Dates::of(mailbox, key, known.0);
    let of_series = mailbox.standing(key, meeting).answer;
    let around = known.0.around(midnight(day), after, count).into_iter();
    Some(around.map(|next| shown(mailbox, key, known, &dates, of_series, next)).collect())
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
    // Of a series that is shown by its mail it is the organizer who leaves dates out.
    let left_out = of_item.is_none() && next.state == meetings::recurrence::OccurrenceState::Cancelled;
    let called_off = left_out
        || date.as_ref().is_some_and(|date| date.state == InvitationState::Cancelled)
        || look.and_then(|look| look.status).is_some_and(MeetingStatus::is_cancelled);
    let of_exception = || look?.response.and_then(ResponseType::answer).map(from_meetings);
    let own = date.and_then(|date| date.answer).or_else(of_exception);
    let own = own.filter(|own| of_series != Some(*own));
    let mut shown = occurrence(series, next, of_item.zip(look), called_off, own);
    shown.in_calendar = of_item.map(|_| match next.state {
        meetings::recurrence::OccurrenceState::Cancelled => DateInCalendar::Missing,
        _ => DateInCalendar::There,
    });
    let elsewhere = dates.mailed(series, &next).zip(of_item).map(|(mail, item)| (&mail.location, item));
    if let Some((location, _)) = elsewhere.filter(|(place, item)| **place != item.details.location) {
        shown.location = Some(on_screen(location));
    }
    by_itself(mailbox, key, series, dates, &next, shown)
}

/// The dates of a series that are not over, as far as one looks ahead, and what each is to me.
pub(crate) struct Ahead<'a> {
    pub(crate) series: &'a Series,
    of_item: Option<&'a Event>,
    dates: Dates<'a>,
    /// By start; also those that do not take place.
    upcoming: Vec<Upcoming>,
    /// The series has no others.
    pub(crate) all: bool,
}

impl<'a> Ahead<'a> {
    /// `None` for what is no series, or one that cannot be followed.
    pub(crate) fn of(mailbox: &'a Mailbox, key: &Key, meeting: &'a Meeting, now: Timestamp) -> Option<Self> {
        let (series, of_item) = series(key, meeting, mailbox.event(key, meeting))?;
        let dates = Dates::of(mailbox, key, series);
        // Dates that differ may all be off; one more says whether there are others.
        let count = AHEAD + series.exceptions.len() + dates.by_day.len() + 1;
        let mut upcoming = series.upcoming(today(mailbox, series, now), count);
        let all = upcoming.len() < count;
        for next in &mut upcoming {
            *next = dates.as_mailed(series, *next);
        }
        upcoming.sort_by_key(|next| (next.occurrence.start, next.occurrence.recurrence_id));
        Some(Self { series, of_item, dates, upcoming, all })
    }

    /// Those that take place and that I have not declined by themselves.
    pub(crate) fn mine(&self) -> impl Iterator<Item = Occurrence> {
        let mine = self.upcoming.iter().filter(|next| !self.is_off(next));
        mine.map(|next| as_shown(self.series, next.occurrence))
    }

    /// One of them has an answer of its own, which an answer to the series leaves as it is.
    fn is_one_apart(&self, series: Option<Answer>) -> bool {
        self.upcoming.iter().filter(|next| !self.is_called_off(next)).any(|next| {
            let here = self.standing(next).and_then(|date| date.answer);
            // A server may repeat at a date what I said of the series.
            here.is_some() || self.own(next).is_some_and(|own| Some(own) != series)
        })
    }

    fn look(&self, next: &Upcoming) -> Option<&'a ExceptionDetails> {
        self.of_item?.exceptions.get(next.occurrence.exception?)
    }

    fn standing(&self, next: &Upcoming) -> Option<Standing> {
        self.dates.standing(self.series.original_day(next.occurrence.recurrence_id))
    }

    /// By its organizer.
    fn is_called_off(&self, next: &Upcoming) -> bool {
        self.standing(next).is_some_and(|date| date.state == InvitationState::Cancelled)
            || self.look(next).and_then(|look| look.status).is_some_and(MeetingStatus::is_cancelled)
    }

    /// My answer to the date alone.
    fn own(&self, next: &Upcoming) -> Option<Answer> {
        let of_exception = || self.look(next)?.response.and_then(ResponseType::answer).map(from_meetings);
        self.standing(next).and_then(|date| date.answer).or_else(of_exception)
    }

    fn is_off(&self, next: &Upcoming) -> bool {
        next.state == meetings::recurrence::OccurrenceState::Cancelled
            || self.is_called_off(next)
            || self.own(next) == Some(Answer::Declined)
    }

    /// The last date before those that are to come; where there was none, the last of them, which is off.
    fn last(&self, mailbox: &Mailbox, now: Timestamp) -> Option<Occurrence> {
        let now = today(mailbox, self.series, now);
        let past = BACK.iter().find_map(|back| self.series.occurrences(now - *back, now).pop());
        let last = past.or_else(|| self.upcoming.last().map(|next| next.occurrence))?;
        Some(as_shown(self.series, last))
    }
}

/// When a meeting is for me. Of a series it is the next date that takes place and is mine.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    /// Which date of a series that is.
    pub(crate) date: Option<ShownDate>,
}

impl Shown {
    /// Of a meeting of which these are the facts.
    pub(crate) fn of(
        mailbox: &Mailbox,
        key: &Key,
        meeting: &Meeting,
        details: &Details,
        now: Timestamp,
    ) -> Self {
        let own = Self { start: details.start, end: details.end, date: None };
        if !details.recurring || key.recurrence_id.is_some() || mailbox.may_be_about_one_date(key, meeting) {
            return own;
        }
        let first = Self { date: Some(ShownDate::First), ..own };
        let Some(ahead) = Ahead::of(mailbox, key, meeting, now) else { return first };
        let day = |at| ahead.series.original_day(at);
        let (shown, date) = match ahead.mine().next() {
            Some(next) if day(next.recurrence_id) == day(ahead.series.start) => (next, ShownDate::First),
            Some(next) => (next, ShownDate::Next),
            None => match ahead.last(mailbox, now) {
                Some(last) => (last, ShownDate::Last),
                None => return Self { date: Some(ShownDate::Last), ..own },
            },
        };
        Self { start: shown.start, end: shown.end, date: Some(date) }
    }
}

/// Does a date of a series that is to come have an answer of its own?
pub(crate) fn is_one_apart(mailbox: &Mailbox, key: &Key, meeting: &Meeting, now: Timestamp) -> bool {
    let series = mailbox.standing(key, meeting).answer;
    Ahead::of(mailbox, key, meeting, now).is_some_and(|ahead| ahead.is_one_apart(series))
}

/// When the next date of a series in the calendar begins.
pub(crate) fn next_in_calendar(mailbox: &Mailbox, event: &Event, now: Timestamp) -> Option<Timestamp> {
    let series = event.series.as_ref()?;
    let next = series.upcoming(today(mailbox, series, now), 1).pop()?;
    Some(as_shown(series, next.occurrence).start)
}

/// Whole days float: today is the day it is here.
fn today(mailbox: &Mailbox, series: &Series, now: Timestamp) -> Timestamp {
    if series.all_day { Zone::Iana(mailbox.zone).utc_to_local(now).and_utc() } else { now }
}

fn as_shown(series: &Series, occurrence: Occurrence) -> Occurrence {
    if series.all_day { float(series, occurrence) } else { occurrence }
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
    let request = meeting.current_request(event);
    if request.is_some_and(|mail| mail.surely_single && !meeting.is_behind(mail, event)) {
        return None;
    }
    let of_mail = request.and_then(|mail| Some((mail, mail.series.as_ref()?)));
    match (of_item, of_mail) {
        // The calendar can be behind an update.
        (Some((item, of)), Some((mail, series))) if is_behind(item, of, series, mail) => Some((series, None)),
        // So it is here, but the rule of the update cannot be followed.
        (Some((item, _)), None) if request.is_some_and(|mail| is_moved(item, mail)) => None,
        (Some(item), _) => Some(item),
        (None, Some((_, mail))) => Some((mail, None)),
        (None, None) => None,
    }
}

/// Has an invitation made another series of the one in the calendar?
fn is_behind(item: &Series, event: Option<&Event>, series: &Series, mail: &Mail) -> bool {
    let newer = || event.and_then(|event| mail.version_beside(event)) == Some(Ordering::Greater);
    (item.start, item.end) != (series.start, series.end)
        || (item.rule.rrule() != series.rule.rrule() && newer())
}

/// Does an invitation to a series of which no more is known have it begin at another time?
fn is_moved(item: &Series, mail: &Mail) -> bool {
    mail.details.recurring
        && !item.all_day
        && (item.start, item.end) != (mail.details.start, mail.details.end)
}

/// The dates of a series that are meetings by themselves here: by a mail about them, or an answer to them.
pub(crate) struct Dates<'a> {
    mailbox: &'a Mailbox,
    by_day: BTreeMap<NaiveDate, (&'a Key, &'a Meeting)>,
    /// Of which version the series is.
    version: Option<Timestamp>,
}

impl<'a> Dates<'a> {
    pub(crate) fn of(mailbox: &'a Mailbox, whole: &Key, series: &Series) -> Self {
        let dates = mailbox.meetings.range(whole..).take_while(|(key, _)| key.uid == whole.uid);
        let by_day = dates
            .filter_map(|(key, meeting)| Some((series.original_day(key.recurrence_id?), (key, meeting))))
            .collect();
        let whole = mailbox.meetings.get(whole);
        let item = whole.and_then(|it| it.event).and_then(|at| mailbox.events.get(at));
        let mail = whole.and_then(|it| it.current_request(item)).and_then(|mail| mail.details.dt_stamp);
        let version = item.and_then(|item| item.details.dt_stamp).max(mail);
        Self { mailbox, by_day, version }
    }

    /// What a mail says of a date of which the calendar says nothing: some servers leave it at that (SOGo, with
    /// organizers from outside).
    fn mailed(&self, series: &Series, next: &Upcoming) -> Option<&'a Details> {
        if series.all_day || next.occurrence.exception.is_some() {
            return None;
        }
        let (_, meeting) = self.by_day.get(&series.original_day(next.occurrence.recurrence_id))?;
        let mail = meeting.live_request().filter(|_| meeting.event.is_none())?;
        (mail.details.dt_stamp > self.version).then_some(&mail.details)
    }

    /// The date as it is by what was mailed about it.
    fn as_mailed(&self, series: &Series, next: Upcoming) -> Upcoming {
        let Some(Details { start, end, .. }) = self.mailed(series, &next).cloned() else { return next };
        if (start, end) == (next.occurrence.start, next.occurrence.end) {
            return next;
        }
        let state = meetings::recurrence::OccurrenceState::Moved;
        Upcoming { occurrence: Occurrence { start, end, ..next.occurrence }, state, ..next }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_day.is_empty()
    }

    pub(crate) fn standing(&self, day: NaiveDate) -> Option<Standing> {
        self.by_day.get(&day).map(|(key, meeting)| self.mailbox.standing(key, meeting))
    }

    /// The date as a meeting by itself, where it is one.
    pub(crate) fn get(&self, day: NaiveDate) -> Option<(&'a Key, &'a Meeting)> {
        self.by_day.get(&day).copied()
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
    let shown = as_shown(series, occurrence);
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

/// What the calendar says of one date that differs from its series.
pub(crate) fn exception_at(event: &Event, recurrence_id: Timestamp) -> Option<&ExceptionDetails> {
    let occurrence = event.series.as_ref()?.occurrence(recurrence_id)?;
    event.exceptions.get(occurrence.exception?)
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
        _ => possible.err(),
    };
    let start = cards::start_in_calendar(mailbox, &key, &meeting).map(rfc3339);
    let in_calendar = shown.in_calendar.map(|there| match there {
        DateInCalendar::There if start.is_some_and(|start| start != shown.start) => DateInCalendar::Elsewhere,
        there => there,
    });
    UpcomingOccurrence {
        in_calendar,
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
    let (shown, planned) = (as_shown(series, next.occurrence), as_shown(series, next.planned));
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
        in_calendar: None,
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
