//! The invitee's side: rows of the Invitations list, and the card of one meeting.

use chrono::{Datelike as _, TimeDelta};
use meetings::message::MessageKind;

use crate::agenda;
use crate::beside::{self, Times};
use crate::called_off;
use crate::clock::Timestamp;
use crate::coming::{self, Shown};
use crate::content;
use crate::grid;
use crate::hazards::{Mutant, broken};
use crate::hints;
use crate::mailbox::{Key, Mailbox, Meeting, on_screen, own_state, person, rfc3339, short_hash};
use crate::outbox::Before;
use crate::proposing;
use crate::read::{Details, Event, Mail};
use crate::receipts;
use crate::recovery;
use crate::taken::{TakenTimes, here};
use crate::telling;
use crate::timeline;
use crate::view::{
    Answer, AnswerBar, AnswerFrom, AttendeeType, ClockChange, InvitationCard, InvitationRow, InvitationState,
    NotAnswerable, OtherDate, OwnState, Receipt, ShownDate, TellChoice, ToldBy,
};

/// A change of the clock that is farther away is no matter of this meeting.
const SAME_NIGHT: TimeDelta = TimeDelta::hours(3);

/// What lasts longer is not counted in hours.
const LONGEST_NIGHT: TimeDelta = TimeDelta::hours(24);

/// All invitations, those that need an answer first in the order they arrived, newest first.
pub(crate) fn rows(mailbox: &Mailbox, now: Timestamp) -> Vec<InvitationRow> {
    let found: Vec<(InvitationRow, Option<Times>)> = mailbox
        .meetings
        .iter()
        .filter(|(key, meeting)| belongs(mailbox, key, meeting, now))
        .filter_map(|(key, meeting)| {
            let oddities = hints::oddities(mailbox, key, meeting, now);
            let row = InvitationRow { oddities, ..row(mailbox, key, meeting, now)? };
            Some((row, Times::of(mailbox, key, meeting, now)))
        })
        .collect();
    // The calendar is expanded once for all of them.
    let asked = found.iter().flat_map(|(_, times)| times).flat_map(|times| times.asked(mailbox)).collect();
    let taken = TakenTimes::during(mailbox, asked);
    let told = |(row, times): (InvitationRow, Option<Times>)| match times {
        Some(times) => InvitationRow {
            overlaps: times.overlaps(&taken),
            colliding_dates: times.colliding(&taken),
            ..row
        },
        None => row,
    };
    let mut rows: Vec<InvitationRow> = found.into_iter().map(told).collect();
    // Instants of one form compare as text.
    let came = |row: &InvitationRow| row.received_at.clone().max(row.changed_at.clone());
    rows.sort_by(|a, b| came(b).cmp(&came(a)).then_with(|| a.start.cmp(&b.start)));
    rows
}

/// Mails that a newer one of the same meeting has made void: (id, id of the meeting, the row it would have).
pub(crate) fn outdated(mailbox: &Mailbox, now: Timestamp) -> Vec<(String, String, InvitationRow)> {
    let mut all = Vec::new();
    for (key, meeting) in &mailbox.meetings {
        if mailbox.is_mine(key, meeting) {
            continue;
        }
        let Some(current) = row(mailbox, key, meeting, now) else { continue };
        for mail in meeting.live().skip(1).filter(|mail| mail.meeting.kind == MessageKind::Request) {
            let id = short_hash(&[&mailbox.account.id, &mail.collection, &mail.server_id]);
            let old = InvitationRow {
                id: id.clone(),
                state: InvitationState::Outdated,
                answer: None,
                lamps: None,
                unseen: false,
                updated: false,
                received_at: mail.meeting.received.map(rfc3339),
                changed_at: None,
                ..of_details(&current, &mail.details)
            };
            all.push((id, current.id.clone(), old));
        }
    }
    all
}

fn of_details(row: &InvitationRow, details: &Details) -> InvitationRow {
    InvitationRow {
        subject: on_screen(&details.subject),
        start: rfc3339(details.start),
        end: rfc3339(details.end),
        // An old version tells when the series began by it.
        shown_date: row.shown_date.map(|_| ShownDate::First),
        all_day: details.all_day,
        location: on_screen(&details.location),
        ..row.clone()
    }
}

/// Does this meeting belong among the invitations?
pub(crate) fn belongs(mailbox: &Mailbox, key: &Key, meeting: &Meeting, now: Timestamp) -> bool {
    if mailbox.is_mine(key, meeting) {
        return false;
    }
    let mail = meeting.live().next().is_some();
    let answered_here = meeting.last_answer().is_some();
    let waiting_in_calendar = || {
        meeting.event.and_then(|at| mailbox.events.get(at)).is_some_and(|event| {
            event.is_invitation()
                && is_to_be_answered_or_declined(mailbox, key, meeting)
                && !event.occurrences(now, now + chrono::TimeDelta::days(3660)).is_empty()
        })
    };
    mail || answered_here || waiting_in_calendar()
}

/// Waits for an answer, or was declined and is kept in the calendar: where else could a mistake be found?
fn is_to_be_answered_or_declined(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> bool {
    let standing = mailbox.standing(key, meeting);
    standing.state == InvitationState::Open
        || (standing.state == InvitationState::Answered && standing.answer == Some(Answer::Declined))
}

/// Without what it collides with and what is odd about it.
fn row(mailbox: &Mailbox, key: &Key, meeting: &Meeting, now: Timestamp) -> Option<InvitationRow> {
    let event = mailbox.event(key, meeting);
    let details = mailbox.details(key, meeting)?;
    let shown = Shown::of(mailbox, key, meeting, &details, now);
    let standing = mailbox.standing(key, meeting);
    let id = key.id(&mailbox.account.id);
    let newest = meeting.newest_mail();
    let open = standing.state == InvitationState::Open;
    let received = newest.and_then(|mail| mail.meeting.received);
    let unmailed = timeline::newest_unmailed(mailbox, key, meeting);
    let found = received.max(unmailed.map(|change| change.found));
    Some(InvitationRow {
        uid: uid(meeting, event).unwrap_or_else(|| key.uid.clone()),
        subject: on_screen(&details.subject),
        organizer: person(&meeting.organizer(event)),
        start: rfc3339(shown.start),
        end: rfc3339(shown.end),
        shown_date: shown.date,
        all_day: details.all_day,
        location: on_screen(&details.location),
        recurring: details.recurring,
        recurrence_id: key.recurrence_id.map(rfc3339),
        state: standing.state,
        answer: standing.answer,
        unseen: open && mailbox.seen.get(&id).is_none_or(|seen| found.is_some_and(|at| at > *seen)),
        received_at: received.map(rfc3339),
        changed_at: timeline::changed_at(mailbox, key, meeting).map(rfc3339),
        updated: is_updated(mailbox, key, meeting, &details),
        overlaps: 0,
        colliding_dates: None,
        oddities: Vec::new(),
        response_requested: telling::is_reply_wanted(&mailbox.account, meeting.requested(event)),
        lamps: mailbox.taken_along(key, meeting).or(meeting.last_answer()).map(receipts::lamps),
        id,
    })
}

/// The newest mail changed an earlier one, or what its series has for this date, or the calendar was changed without a
/// mail, or has a newer version.
pub(crate) fn is_updated(mailbox: &Mailbox, key: &Key, meeting: &Meeting, details: &Details) -> bool {
    let requests = meeting.versions().iter().filter(|mail| mail.meeting.kind == MessageKind::Request);
    requests.count() > 1
        || mailbox.may_be_about_one_date(key, meeting)
        || mailbox.unmailed(key, meeting).next().is_some()
        || !timeline::from_series(mailbox, key, details).is_empty()
        || meeting.is_overtaken(mailbox.event(key, meeting))
}

/// The UID as it is written, not as it is compared.
fn uid(meeting: &Meeting, event: Option<&Event>) -> Option<String> {
    let by_mail = meeting.newest_mail().map(|mail| mail.meeting.uid.as_str().to_owned());
    by_mail.or_else(|| event.map(|event| event.uid.as_str().to_owned()))
}

/// The card of one meeting; `receipt`: of my latest answer.
pub(crate) fn card(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    receipt: Option<Receipt>,
    now: Timestamp,
) -> Option<InvitationCard> {
    let row = row(mailbox, key, meeting, now)?;
    let event = mailbox.event(key, meeting);
    let details = mailbox.details(key, meeting)?;
    let attendees = event.map(grid::attendees).unwrap_or_default();
    let own_role = event.and_then(|event| {
        let me = event.attendees.iter().position(|who| mailbox.account.owns(&who.person.email))?;
        attendees.get(me).map(|who| who.kind)
    });
    let body = body(meeting, event);
    let shown = Shown::of(mailbox, key, meeting, &details, now);
    let time = here(mailbox, details.all_day, shown.start, shown.end);
    let (from, to) = agenda::day_of(time.start, mailbox.zone);
    let (upcoming, shifts) = coming::of(mailbox, key, meeting, now);
    let beside = beside::beside(mailbox, key, meeting, now);
    let changes = timeline::changes(mailbox, key, meeting, &details);
    let at = Details { start: shown.start, end: shown.end, ..details.clone() };
    Some(InvitationCard {
        organizer_zone: organizer_zone(mailbox, &at),
        clock_change: clock_change(mailbox, &at),
        body: body.map(|body| body.shown().to_owned()).unwrap_or_default(),
        body_missing: body.is_some_and(|body| body.cut || body.text.is_empty()),
        body_cut: body.is_some_and(|body| body.cut),
        people: hints::hints(mailbox, key, meeting, event),
        content: content::content(meeting, event, &details.location, body, row.state),
        attendees_outdated: hints::is_outdated(&attendees, &changes),
        attendees,
        own_role: own_role.filter(|kind| *kind != AttendeeType::Resource),
        changes,
        series_known: is_series_known(mailbox, key),
        other_dates: other_dates(mailbox, key),
        differs: timeline::from_series(mailbox, key, &details),
        history: timeline::history(mailbox, key, meeting),
        bar: bar(mailbox, key, meeting, &details, now),
        called_off: called_off::of(mailbox, key, meeting),
        recoverable: recovery::wanted(mailbox, key, meeting).is_some(),
        receipt,
        day: agenda::beside(mailbox, key, from, to),
        row: InvitationRow {
            overlaps: beside.overlaps(),
            colliding_dates: beside.colliding(),
            oddities: hints::oddities(mailbox, key, meeting, now),
            ..row
        },
        beside,
        recurrence: rule(mailbox, key, &details, event),
        zone_assumed: coming::series(key, meeting, event)
            .is_some_and(|(series, _)| !series.all_day && matches!(series.zone, meetings::Zone::Iana(_))),
        first_date: (shown.date.is_some_and(|date| date != ShownDate::First)).then(|| rfc3339(details.start)),
        upcoming,
        shifts,
    })
}

/// The rule of the series that it is, or is one date of.
fn rule(mailbox: &Mailbox, key: &Key, details: &Details, event: Option<&Event>) -> Option<String> {
    let of_series = || {
        let whole = Key { recurrence_id: None, ..key.clone() };
        let series = mailbox.meetings.get(&whole)?;
        series.details(mailbox.event(&whole, series))?.rule
    };
    let known = details.rule.clone().or_else(|| event.and_then(|event| event.details.rule.clone()));
    known.or_else(of_series)
}

fn body<'a>(meeting: &'a Meeting, event: Option<&'a Event>) -> Option<&'a crate::read::BodyText> {
    let mail = meeting.newest_mail().map(|mail| &mail.body);
    let calendar = event.map(|event| &event.body);
    // What is shown of the meeting is the calendar's then, and so is the text.
    if meeting.is_overtaken(event)
        && let Some(newer) = calendar.filter(|body| !body.text.is_empty())
    {
        return Some(newer);
    }
    mail.filter(|body| !body.text.is_empty())
        .or(calendar.filter(|body| !body.text.is_empty()))
        .or(mail)
        .or(calendar)
}

/// The organizer's zone, where its clock shows another time than mine for this meeting.
pub(crate) fn organizer_zone(mailbox: &Mailbox, details: &Details) -> Option<String> {
    let zone = details.zone.as_ref()?;
    let meetings::Zone::Blob(blob) = zone else { return None };
    let mine = meetings::Zone::Iana(mailbox.zone);
    if details.all_day || zone.utc_to_local(details.start) == mine.utc_to_local(details.start) {
        return None;
    }
    blob.identify(Some(mailbox.zone), details.start.year()).map(|zone| zone.name().to_owned())
}

/// Where my clock is set during a meeting of some hours, or in the night beside it.
fn clock_change(mailbox: &Mailbox, details: &Details) -> Option<ClockChange> {
    if details.all_day || details.end - details.start > LONGEST_NIGHT {
        return None;
    }
    let zone = meetings::Zone::Iana(mailbox.zone);
    let (at, by) = zone.change_between(details.start - SAME_NIGHT, details.end + SAME_NIGHT)?;
    let during = details.start < at && at < details.end;
    let minutes = i32::try_from(by.num_minutes()).unwrap_or_default();
    Some(ClockChange { at: rfc3339(at), minutes, during })
}

fn bar(mailbox: &Mailbox, key: &Key, meeting: &Meeting, details: &Details, now: Timestamp) -> AnswerBar {
    let event = mailbox.event(key, meeting);
    let standing = mailbox.standing(key, meeting);
    let account = &mailbox.account;
    let promise = telling::promise(account, meeting.requested(event));
    let unreachable = promise.by == ToldBy::Client && meeting.organizer(event).mailbox().is_none();
    let from = possible(mailbox, key, meeting, standing.from);
    let series = || {
        let whole = Key { recurrence_id: None, ..key.clone() };
        let known = mailbox.meetings.get(&whole).filter(|_| key.recurrence_id.is_some())?;
        (known.event.is_some() || known.live_request().is_some()).then(|| whole.id(&account.id))
    };
    AnswerBar {
        possible: from.is_ok(),
        impossible: from.err(),
        newest: from.err().filter(|why| *why == NotAnswerable::OneOccurrence).and_then(|_| series()),
        from: from.unwrap_or(AnswerFrom::Inbox),
        tell: promise.choice,
        reply_unstated: promise.choice == TellChoice::NotRequested && meeting.stated_request(event).is_none(),
        by: if unreachable { ToldBy::Nobody } else { promise.by },
        mailed_anyway: mailed_anyway(mailbox, key, meeting),
        comment: telling::comment_reach(account),
        from_address: own_address(mailbox, meeting, event),
        whole_series: details.recurring && key.recurrence_id.is_none(),
        one_date_apart: coming::is_one_apart(mailbox, key, meeting, now),
        // The item is the series, and the mail may be about one date: what that has is not known.
        in_calendar: in_calendar(key, meeting, event)
            .filter(|_| !mailbox.may_be_about_one_date(key, meeting)),
        in_calendar_at: in_calendar_at(mailbox, key, meeting, details, now).map(rfc3339),
        brings_time: brings_time(mailbox, meeting, from == Ok(AnswerFrom::Inbox)),
        keeps_declined: telling::capabilities(account).keeps_declined,
        proposing: proposing::offer(mailbox, key, meeting),
    }
}

/// Does an answer by its mail bring the entry to the new time, or is one on its way that does?
fn brings_time(mailbox: &Mailbox, meeting: &Meeting, by_mail: bool) -> bool {
    let on_its_way = meeting
        .last_answer()
        .is_some_and(|answer| answer.responded_at.is_some() && answer.confirmed_at.is_none());
    telling::capabilities(&mailbox.account).answer_brings_update && (by_mail || on_its_way)
}

/// The answer that a server which mails changes only would not notice, where Quorum mails it instead.
fn mailed_anyway(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Option<Answer> {
    let event = mailbox.event(key, meeting);
    let tells = |same| telling::telling(&mailbox.account, meeting.requested(event), true, same).by();
    if tells(true) == tells(false) || meeting.organizer(event).mailbox().is_none() {
        return None;
    }
    [Answer::Accepted, Answer::Tentative, Answer::Declined]
        .into_iter()
        .find(|answer| Before::of(mailbox, key, meeting, *answer, None).same)
}

/// What the calendar has now of a meeting, or of one date of a series: what the server said of it, and not what I have
/// decided since.
fn in_calendar(key: &Key, meeting: &Meeting, event: Option<&Event>) -> Option<OwnState> {
    let event = event?;
    match key.recurrence_id.filter(|_| meeting.event.is_none()) {
        None => Some(own_state(event, None)),
        Some(at) => coming::date_in_calendar(event, at),
    }
}

/// When the calendar has it begin: a series as a whole, or one date of it.
pub(crate) fn start_in_calendar(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Option<Timestamp> {
    let event = mailbox.event(key, meeting);
    let event = event.filter(|_| in_calendar(key, meeting, event).is_some())?;
    match key.recurrence_id.filter(|_| meeting.event.is_none()) {
        Some(at) => Some(coming::date_details(event, at)?.start),
        None if mailbox.may_be_about_one_date(key, meeting) => None,
        None => Some(event.details.start),
    }
}

/// When the calendar has it begin, where that is not when it begins by `details`.
fn in_calendar_at(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    details: &Details,
    now: Timestamp,
) -> Option<Timestamp> {
    let start = start_in_calendar(mailbox, key, meeting).filter(|start| *start != details.start)?;
    let event = mailbox.event(key, meeting)?;
    // Of a series that goes on the card shows a later date, so this is one, too.
    let shown = Shown::of(mailbox, key, meeting, details, now);
    let later = shown.date.is_some_and(|date| date != ShownDate::First);
    Some(later.then(|| coming::next_in_calendar(mailbox, event, now)).flatten().unwrap_or(start))
}

/// From which item an answer can go on this server, or why it cannot.
pub(crate) fn possible(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    from: Result<AnswerFrom, NotAnswerable>,
) -> Result<AnswerFrom, NotAnswerable> {
    if mailbox.is_mine(key, meeting) {
        return Err(NotAnswerable::Organizer);
    }
    let can = telling::capabilities(&mailbox.account);
    // An occurrence with a calendar item of its own is a meeting like any other; else its item is the series'.
    let of_series = key.recurrence_id.is_some() && meeting.event.is_none();
    match from {
        // The server would take it for the whole series.
        Ok(AnswerFrom::Calendar) if of_series && !can.one_occurrence => Err(NotAnswerable::OneOccurrence),
        Ok(AnswerFrom::Inbox) if of_series && !can.occurrence_by_mail => Err(NotAnswerable::OneOccurrence),
        // The mail does not say so, but it may be about one date, and the server would take it for all of them.
        Ok(AnswerFrom::Inbox) if !can.occurrence_by_mail && mailbox.may_be_about_one_date(key, meeting) => {
            Err(NotAnswerable::OneOccurrence)
        }
        // There is only the invitation to the series, and no server takes that for one date.
        Err(NotAnswerable::Gone) if of_series && is_invited_to_series(mailbox, key) => {
            Err(if can.one_occurrence { NotAnswerable::SeriesFirst } else { NotAnswerable::OneOccurrence })
        }
        // It was taken out of the series, and there is no item left to name.
        Ok(AnswerFrom::Calendar) if of_series && is_taken_out(mailbox, key, meeting) => {
            Err(NotAnswerable::Gone)
        }
        // The mail that this server needs is gone.
        Ok(AnswerFrom::Calendar)
            if can.answer_from_calendar == eas::family::AnswerFromCalendar::WhileInvitationExists
                && meeting.live_request().is_none() =>
        {
            Err(NotAnswerable::Gone)
        }
        other => other,
    }
}

/// Has the series in the calendar no such date any more?
fn is_taken_out(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> bool {
    let event = mailbox.event(key, meeting).filter(|event| event.series.is_some());
    event.zip(key.recurrence_id).is_some_and(|(event, at)| coming::date_in_calendar(event, at).is_none())
}

/// Is more known of a series than the date that this is?
fn is_series_known(mailbox: &Mailbox, key: &Key) -> bool {
    let whole = Key { recurrence_id: None, ..key.clone() };
    mailbox.meetings.contains_key(&whole)
}

/// The other dates of a series of which I know nothing but dates.
fn other_dates(mailbox: &Mailbox, key: &Key) -> Vec<OtherDate> {
    if key.recurrence_id.is_none() || is_series_known(mailbox, key) {
        return Vec::new();
    }
    let whole = Key { recurrence_id: None, ..key.clone() };
    let same = mailbox.meetings.range(&whole..).take_while(|(other, _)| other.uid == key.uid);
    let mut dates: Vec<_> = same
        .filter(|(other, _)| *other != key)
        .filter_map(|(other, meeting)| Some((other, mailbox.details(other, meeting)?)))
        .collect();
    dates.sort_by_key(|(_, details)| details.start);
    let shown = |(other, details): (&Key, Details)| OtherDate {
        meeting: other.id(&mailbox.account.id),
        start: rfc3339(details.start),
        end: rfc3339(details.end),
        all_day: details.all_day,
    };
    dates.into_iter().map(shown).collect()
}

/// Is the series known by its invitation alone?
fn is_invited_to_series(mailbox: &Mailbox, key: &Key) -> bool {
    let whole = Key { recurrence_id: None, ..key.clone() };
    let series = mailbox.meetings.get(&whole);
    series.is_some_and(|series| series.event.is_none() && series.live_request().is_some())
}

/// The address I was invited as, by the calendar or else by the invitation; if neither tells, my primary one.
pub(crate) fn own_address(mailbox: &Mailbox, meeting: &Meeting, event: Option<&Event>) -> String {
    let attendees = event.into_iter().flat_map(|event| &event.attendees).map(|who| &who.person.email);
    let recipients = meeting.newest_mail().into_iter().flat_map(|mail| &mail.recipients);
    let mut invited = attendees.chain(recipients).filter(|address| mailbox.account.owns(address));
    match invited.next() {
        Some(address) if !broken(Mutant::PrimaryAddress) => address.clone(),
        _ => mailbox.account.email.clone(),
    }
}

/// The newest mail of a meeting that lacks its text, for ItemOperations.
pub(crate) fn mail_without_text(meeting: &Meeting) -> Option<&Mail> {
    meeting.live().next().filter(|mail| mail.body.cut || mail.body.text.is_empty())
}
