//! What one person answered for single dates of a series.
//!
//! A date's answers stand in its exception in the calendar, and in mails with its RecurrenceId. An exception is a copy
//! of the whole attendee list, made when the date first differed: what it says of people who have not answered for this
//! date is what they had answered to the series by then.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use meetings::MeetingStatus;
use meetings::recurrence::Exception;

use super::told::Told;
use super::{answered, day, is_taken_up, proposal, status};
use crate::clock::Timestamp;
use crate::coming;
use crate::mailbox::rfc3339;
use crate::read::{self, Event, ExceptionDetails};
use crate::view::{AttendeeStatus, DateAnswer};

/// Earliest date first. `to_series`: their answer to the series; `told`: all there is of this meeting, newest first.
pub(super) fn of_person(
    event: &Event,
    who: &str,
    to_series: AttendeeStatus,
    told: &[Told],
    looked: Option<&Timestamp>,
    now: Timestamp,
) -> Vec<DateAnswer> {
    let Some(series) = &event.series else { return Vec::new() };
    let theirs = || told.iter().filter(|told| told.who == who);
    // Before their last answer to the series they had given these, or none.
    let earlier: Vec<AttendeeStatus> =
        theirs().filter(|told| told.day.is_none()).skip(1).map(|told| answered(told.answer)).collect();
    let mut dates: BTreeMap<NaiveDate, Sources<'_>> = BTreeMap::new();
    for told in theirs() {
        if let (Some(day), Some(at)) = (told.day, told.date) {
            dates.entry(day).or_insert_with(|| Sources::of(at)).mail.get_or_insert(told);
        }
    }
    for (exception, look) in series.exceptions.iter().zip(&event.exceptions) {
        let at = exception.recurrence_id();
        let called_off = look.status.is_some_and(MeetingStatus::is_cancelled);
        if called_off || matches!(exception, Exception::Deleted { .. }) {
            dates.remove(&day(event, at));
        } else if let Some(attendee) = look.attendees.iter().find(|one| one.person.key() == who) {
            dates.entry(day(event, at)).or_insert_with(|| Sources::of(at)).calendar = Some(attendee);
        }
    }
    let lines = dates.into_values().filter_map(|sources| {
        let given = sources.answer(to_series, &earlier)?;
        let details = coming::date_details(event, sources.at)?;
        let mail = sources.mail.filter(|told| answered(told.answer) == given);
        let cleared = sources.calendar.is_some_and(|attendee| attendee.proposal_cleared);
        let is = (details.start, details.end);
        let by_mail = mail.filter(|told| !cleared && !told.is_behind(is)).and_then(|told| told.proposal);
        let proposed = sources.calendar.and_then(|attendee| attendee.proposed).or(by_mail);
        let line = DateAnswer {
            recurrence_id: rfc3339(series.occurrence(sources.at)?.recurrence_id),
            start: rfc3339(details.start),
            status: given,
            answered_at: mail.and_then(|told| told.at).map(rfc3339),
            comment: mail.and_then(|told| told.comment.clone()),
            proposal: proposed.as_ref().map(proposal).filter(|time| !is_taken_up(&details, time)),
            past: details.end <= now,
            new: mail.is_some_and(|told| told.is_news(looked)),
        };
        Some((details.start, line))
    });
    let mut lines: Vec<(Timestamp, DateAnswer)> = lines.collect();
    lines.sort_by_key(|(start, _)| *start);
    lines.into_iter().map(|(_, line)| line).collect()
}

/// Who is invited to single dates of a series and not to all of it, as the calendar has them; each once.
pub(super) fn guests(event: &Event) -> Vec<&read::Attendee> {
    let takes_place = |look: &&ExceptionDetails| !look.status.is_some_and(MeetingStatus::is_cancelled);
    let invited = event.exceptions.iter().filter(takes_place).flat_map(|look| &look.attendees);
    let mut known: BTreeSet<String> = event.attendees.iter().map(|one| one.person.key()).collect();
    known.insert(event.organizer.key());
    invited.filter(|one| known.insert(one.person.key())).collect()
}

/// From where an answer to one date is known.
struct Sources<'a> {
    at: Timestamp,
    calendar: Option<&'a read::Attendee>,
    mail: Option<&'a Told>,
}

impl Sources<'_> {
    fn of(at: Timestamp) -> Self {
        Self { at, calendar: None, mail: None }
    }

    /// What they answered for this date, if they did.
    fn answer(&self, to_series: AttendeeStatus, earlier: &[AttendeeStatus]) -> Option<AttendeeStatus> {
        let calendar = self.calendar.map(|attendee| status(attendee.status));
        let calendar = calendar.filter(|given| *given != AttendeeStatus::None && *given != to_series);
        match (calendar, self.mail.map(|told| answered(told.answer))) {
            (Some(given), None) => Some(given).filter(|given| !earlier.contains(given)),
            (Some(given), Some(_)) => Some(given),
            (None, told) => told,
        }
    }
}
