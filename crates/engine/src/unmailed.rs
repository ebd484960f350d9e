//! What was changed in the calendar, and no mail here tells: nobody wrote one (SOGo without mails), or another program
//! has cleared it away.
//!
//! A Sync that changes an invitation keeps the item before and after ([`is_told`]). What of that is left to tell is found
//! when a mailbox is put together ([`of`]): a mail that comes later explains it, and it is not told twice. What an answer
//! of mine and the server's own bookkeeping change (how it counts in the calendar, who else answered) is not looked at.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use meetings::message::MessageKind;
use meetings::recurrence::{OccurrenceState, Series};
use meetings::{AttendeeType, MeetingStatus, ResponseType};

use crate::clock::Timestamp;
use crate::mailbox::on_screen;
use crate::read::{self, Details, Event, Mail, float};
use crate::store::{AccountRow, CalendarChangeRow};
use crate::timeline::{facts, text, written};
use crate::view::{Change, ChangeField, HistoryKind};

/// One thing that happened in the calendar, and that no mail tells.
#[derive(Debug, Clone)]
pub(crate) struct Unmailed {
    /// When it was written, as far as the item says; else when it was found.
    pub at: Timestamp,
    /// When a Sync brought it.
    pub found: Timestamp,
    /// The version that it made.
    dt_stamp: Option<Timestamp>,
    /// Updated, called off, on again, or taken out.
    pub kind: HistoryKind,
    /// What was so before it, where it is on again.
    pub undoes: Option<HistoryKind>,
    /// Of a series: the one date of it.
    pub date: Option<OneDate>,
    /// What it changed.
    pub changes: Vec<Change>,
}

/// A date of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OneDate {
    /// Original start, as the server names it.
    pub recurrence_id: Timestamp,
    /// When the series has it; whole days float.
    pub planned: Timestamp,
}

impl Unmailed {
    /// Did it come after this mail?
    pub(crate) fn is_newer_than(&self, mail: &Mail) -> bool {
        match self.dt_stamp.zip(mail.details.dt_stamp) {
            Some((changed, mailed)) if changed != mailed => changed > mailed,
            _ => mail.meeting.received.is_none_or(|received| self.found >= received),
        }
    }

    /// Does it make a version to be shown, as opposed to an end?
    pub(crate) fn is_version(&self) -> bool {
        matches!(self.kind, HistoryKind::Updated | HistoryKind::InvitedAgain)
    }

    pub(crate) fn is_of_date(&self, recurrence_id: Option<Timestamp>) -> bool {
        self.date.map(|date| date.recurrence_id) == recurrence_id
    }
}

/// A calendar item before and after a Sync.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    pub found: Timestamp,
    pub was: Event,
    pub now: Event,
}

impl Pair {
    /// Is that item still the version that this one ended with, as far as it is told?
    pub(crate) fn goes_on_as(&self, event: &Event) -> bool {
        facts(&self.now.details, &event.details).is_empty()
    }

    /// `None` for what cannot be read any more.
    pub(crate) fn read(row: &CalendarChangeRow, reader: Tz) -> Option<Self> {
        let version = |data| read::version_of_event(data, reader);
        Some(Self { found: row.found_at, was: version(&row.was)?, now: version(&row.now)? })
    }
}

/// Is there anything to tell of what a Sync made of an item?
pub(crate) fn is_told(account: &AccountRow, was: &[u8], now: &[u8], reader: Tz, found: Timestamp) -> bool {
    let version = |data| read::version_of_event(data, reader);
    let Some((was, now)) = version(was).zip(version(now)) else { return false };
    !differences(account, &Pair { found, was, now }).is_empty()
}

/// What of these changes of one item, oldest first, no mail tells. `mails`: of the meeting, or of one date of it.
pub(crate) fn of<'a>(
    account: &AccountRow,
    pairs: &[Pair],
    mails: impl Fn(Option<Timestamp>) -> Vec<&'a Mail>,
) -> Vec<Unmailed> {
    let all: Vec<(&Pair, Vec<Difference>)> =
        pairs.iter().map(|pair| (pair, differences(account, pair))).collect();
    let mut left = Vec::new();
    for (place, (pair, differences)) in all.iter().enumerate() {
        let later = all.get(place + 1..).unwrap_or_default();
        let before = place.checked_sub(1).and_then(|place| pairs.get(place)).map(|pair| pair.found);
        for difference in differences {
            let mails = mails(difference.date.map(|date| date.recurrence_id));
            let told = |change: Option<&Change>| {
                let overtaken = |mail: &Mail| {
                    later.iter().any(|(pair, differences)| {
                        differences.iter().any(|other| other.replaces(difference, change))
                            && is_since(mail, pair.now.details.dt_stamp, Some(pair.found))
                    })
                };
                mails.iter().any(|mail| difference.is_told_by(mail, pair, before, change) && !overtaken(mail))
            };
            let changes: Vec<Change> =
                difference.changes.iter().filter(|change| !told(Some(change))).cloned().collect();
            let whole = difference.changes.is_empty() && !told(None);
            if whole || !changes.is_empty() {
                left.push(difference.left(pair, changes));
            }
        }
    }
    left
}

/// What a version of the item makes different: in the meeting, or in one date of it.
struct Difference {
    kind: HistoryKind,
    undoes: Option<HistoryKind>,
    date: Option<OneDate>,
    now: Details,
    changes: Vec<Change>,
}

impl Difference {
    fn left(&self, pair: &Pair, changes: Vec<Change>) -> Unmailed {
        let (was, now) = (pair.was.details.dt_stamp, pair.now.details.dt_stamp);
        let written = now.filter(|at| was.is_none_or(|was| *at > was) && *at <= pair.found);
        Unmailed {
            at: written.unwrap_or(pair.found),
            found: pair.found,
            dt_stamp: now,
            kind: self.kind,
            undoes: self.undoes,
            date: self.date,
            changes,
        }
    }

    /// Says this one, which is newer, something else of the same?
    fn replaces(&self, older: &Difference, change: Option<&Change>) -> bool {
        let field = |change: &Change| change.field;
        self.date == older.date
            && match change.map(field) {
                Some(changed) => self.changes.iter().map(field).any(|field| field == changed),
                None => self.kind != older.kind,
            }
    }

    /// Does a mail tell this change? `before`: when a Sync last brought a change before it.
    fn is_told_by(
        &self,
        mail: &Mail,
        pair: &Pair,
        before: Option<Timestamp>,
        change: Option<&Change>,
    ) -> bool {
        let (was, now) = (pair.was.details.dt_stamp, pair.now.details.dt_stamp);
        let off = matches!(self.kind, HistoryKind::Cancelled | HistoryKind::Removed);
        if (mail.meeting.kind == MessageKind::Cancelled) != off {
            return false;
        }
        let same = now.is_some() && now != was && mail.details.dt_stamp == now;
        if !same && !is_after(mail, was, before) {
            return false;
        }
        // The mail of one date stands among those of its series, where a server names no date.
        let here = self.date.is_none_or(|_| mail.meeting.recurrence_id.is_some() || self.is_at(mail));
        let Some(change) = change else { return here };
        match change.field {
            _ if same && here => true,
            ChangeField::When => self.is_at(mail),
            ChangeField::Where => on_screen(&mail.details.location) == change.now,
            // SOGo dresses the subjects of its mails up.
            ChangeField::Title => on_screen(&mail.details.subject).contains(&change.now),
            ChangeField::Repeats => mail.details.rule.as_ref().is_none_or(|rule| *rule == change.now),
            // They are not told alike by a mail and by the calendar.
            ChangeField::People | ChangeField::Text => here,
        }
    }

    fn is_at(&self, mail: &Mail) -> bool {
        (mail.details.start, mail.details.end) == (self.now.start, self.now.end)
    }
}

/// Is a mail newer than the version of that stamp? Where nobody says: did it come after `found`?
fn is_after(mail: &Mail, dt_stamp: Option<Timestamp>, found: Option<Timestamp>) -> bool {
    match mail.details.dt_stamp.zip(dt_stamp) {
        Some((mailed, version)) => mailed > version,
        None => found.is_none_or(|found| mail.meeting.received.is_some_and(|at| at > found)),
    }
}

/// The same, or of that version.
fn is_since(mail: &Mail, dt_stamp: Option<Timestamp>, found: Option<Timestamp>) -> bool {
    let same = dt_stamp.is_some() && mail.details.dt_stamp == dt_stamp;
    same || is_after(mail, dt_stamp, found)
}

fn differences(account: &AccountRow, Pair { found, was, now }: &Pair) -> Vec<Difference> {
    if !was.is_invitation() || !now.is_invitation() {
        return Vec::new();
    }
    let whole =
        |kind, changes| Difference { kind, undoes: None, date: None, now: now.details.clone(), changes };
    let mut changes = facts(&was.details, &now.details);
    // A server may rewrite what it keeps when it takes an answer.
    if !is_answered(was, now) {
        changes.extend(people(account, was, now));
        let same_form = was.body.html == now.body.html;
        let was_written = written(&was.uid, &was.details, &was.body);
        let now_written = written(&now.uid, &now.details, &now.body);
        let text = text(was_written, now_written).filter(|_| same_form);
        changes.extend(text.map(|(was, now)| Change { field: ChangeField::Text, was, now }));
    }
    match (was.is_cancelled(), now.is_cancelled()) {
        (_, true) if !was.is_cancelled() => return vec![whole(HistoryKind::Cancelled, Vec::new())],
        (_, true) => return Vec::new(),
        (true, false) => {
            // The title of what is called off says so, in its server's language.
            changes.retain(|change| change.field != ChangeField::Title);
            return vec![whole(HistoryKind::InvitedAgain, changes)];
        }
        (false, false) => {}
    }
    let moved = |change: &Change| matches!(change.field, ChangeField::When | ChangeField::Repeats);
    // Dates of a series that is at another time are other dates.
    let dates = if changes.iter().any(moved) { Vec::new() } else { dates(was, now, *found) };
    let whole = (!changes.is_empty()).then(|| whole(HistoryKind::Updated, changes));
    whole.into_iter().chain(dates).collect()
}

/// Has the calendar taken an answer of mine?
fn is_answered(was: &Event, now: &Event) -> bool {
    now.response.and_then(ResponseType::answer).is_some()
        && (now.response != was.response || now.replied_at != was.replied_at)
}

/// Who is not invited any more, and who is new; nothing where one of the lists is not here. I and the organizer are on
/// some lists and not on others.
fn people(account: &AccountRow, was: &Event, now: &Event) -> Option<Change> {
    let named = |event: &Event| -> BTreeSet<String> {
        let people = event.attendees.iter().filter(|who| who.kind != AttendeeType::Resource);
        people.map(|who| who.person.email.to_lowercase()).filter(|address| !address.is_empty()).collect()
    };
    if was.attendees.is_empty() || now.attendees.is_empty() {
        return None;
    }
    let organizers = [&was.organizer, &now.organizer].map(|who| who.email.to_lowercase());
    let (was, now) = (named(was), named(now));
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> String {
        let only = one.difference(other).map(String::as_str);
        let others =
            only.filter(|address| !account.owns(address) && !organizers.iter().any(|it| it == address));
        others.collect::<Vec<_>>().join(", ")
    };
    let (was, now) = (only(&was, &now), only(&now, &was));
    (!was.is_empty() || !now.is_empty()).then_some(Change { field: ChangeField::People, was, now })
}

/// What became of the single dates of a series that are not over.
fn dates(was: &Event, now: &Event, found: Timestamp) -> Vec<Difference> {
    let (Some(before), Some(after)) = (&was.series, &now.series) else { return Vec::new() };
    let exceptions = before.exceptions.iter().chain(&after.exceptions).map(|it| it.recurrence_id());
    let mut by_day = std::collections::BTreeMap::new();
    for recurrence_id in exceptions {
        by_day.entry(after.original_day(recurrence_id)).or_insert(recurrence_id);
    }
    by_day.into_values().filter_map(|date| one_date((was, before), (now, after), date, found)).collect()
}

fn one_date(
    (was, before): (&Event, &Series),
    (now, after): (&Event, &Series),
    recurrence_id: Timestamp,
    found: Timestamp,
) -> Option<Difference> {
    let (earlier, later) = (One::of(was, before, recurrence_id)?, One::of(now, after, recurrence_id)?);
    let planned = after.as_planned(recurrence_id)?;
    let planned = if after.all_day { float(after, planned) } else { planned }.start;
    if earlier.details.end.max(later.details.end) < found {
        return None;
    }
    let date = Some(OneDate { recurrence_id, planned });
    let undoes = earlier.off.filter(|_| later.off.is_none());
    let difference =
        |kind, changes| Some(Difference { kind, undoes, date, now: later.details.clone(), changes });
    match (earlier.off, later.off) {
        (None, Some(kind)) => difference(kind, Vec::new()),
        (Some(_), None) => difference(HistoryKind::InvitedAgain, Vec::new()),
        (Some(_), Some(_)) => None,
        (None, None) => {
            let own = |change: &Change| match change.field {
                ChangeField::Where => earlier.location != later.location,
                ChangeField::Title => earlier.subject != later.subject,
                _ => true,
            };
            let changes: Vec<Change> =
                facts(&earlier.details, &later.details).into_iter().filter(own).collect();
            if changes.is_empty() { None } else { difference(HistoryKind::Updated, changes) }
        }
    }
}

/// One date of a series, in one version of the item.
struct One {
    details: Details,
    /// What it has instead of its series.
    subject: Option<String>,
    location: Option<String>,
    /// It does not take place: called off, or no more than not there.
    off: Option<HistoryKind>,
}

impl One {
    fn of(event: &Event, series: &Series, recurrence_id: Timestamp) -> Option<Self> {
        let date = series.date(recurrence_id)?;
        let look = date.occurrence.exception.and_then(|at| event.exceptions.get(at));
        let shown = if series.all_day { float(series, date.occurrence) } else { date.occurrence };
        let usual = &event.details;
        let else_than = |own: Option<&String>, usual: &String| own.filter(|own| *own != usual).cloned();
        let subject = else_than(look.and_then(|look| look.subject.as_ref()), &usual.subject);
        let location = else_than(look.and_then(|look| look.location.as_ref()), &usual.location);
        let called_off = look.and_then(|look| look.status).is_some_and(MeetingStatus::is_cancelled);
        let off = match date.state {
            _ if called_off => Some(HistoryKind::Cancelled),
            OccurrenceState::Cancelled => Some(HistoryKind::Removed),
            _ => None,
        };
        let details = Details {
            subject: subject.clone().unwrap_or_else(|| usual.subject.clone()),
            location: location.clone().unwrap_or_else(|| usual.location.clone()),
            start: shown.start,
            end: shown.end,
            rule: None,
            ..usual.clone()
        };
        Some(Self { details, subject, location, off })
    }
}
