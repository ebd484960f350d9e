//! The organizer's side: who is coming.
//!
//! The attendee list of my calendar item is the truth (MS-ASCAL 2.2.2.5). Response mails add when and what somebody
//! wrote, and stand in where a server does not merge them into the list. What is answered for one date of a series
//! stands beside the answer to the series: [`dates`].

mod dates;
mod proposals;
mod told;

use chrono::NaiveDate;
use meetings::message::Proposal;
use meetings::{AttendeeStatus as WireStatus, AttendeeType as WireType, Person};

use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox, Meeting, on_screen, rfc3339};
use crate::read::{self, Details, Event};
use crate::view::{Answer, Attendee, AttendeeStatus, AttendeeType, Counts, Grid, OrganizedMeeting, Seat};
use told::Told;

/// Meetings I organize, those to come first (soonest first), then the past ones (latest first).
pub(crate) fn organized(mailbox: &Mailbox, looked: &Looked, now: Timestamp) -> Vec<OrganizedMeeting> {
    let mut all: Vec<(Timestamp, Timestamp, OrganizedMeeting)> = mailbox
        .meetings
        .iter()
        .filter_map(|(key, meeting)| {
            let event = mine(mailbox, meeting)?;
            let grid = of(mailbox, key, meeting, event, looked, now);
            let (start, end) = next(event, now);
            Some((start, end, grid.meeting))
        })
        .collect();
    all.sort_by_key(|(start, end, _)| {
        let past = *end < now;
        (past, if past { -start.timestamp() } else { start.timestamp() })
    });
    all.into_iter().map(|(_, _, meeting)| meeting).collect()
}

/// The grid of one meeting, if I organize it.
pub(crate) fn grid(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    looked: &Looked,
    now: Timestamp,
) -> Option<Grid> {
    let event = mine(mailbox, meeting)?;
    let mut grid = of(mailbox, key, meeting, event, looked, now);
    grid.proposals = proposals::side_by_side(mailbox, key, &grid.attendees, now);
    Some(grid)
}

/// When each grid was opened last, by the meeting's id.
pub(crate) type Looked = std::collections::HashMap<String, Timestamp>;

/// Attendees of an event, without what mails add: for an invitee's card.
pub(crate) fn attendees(event: &Event) -> Vec<Attendee> {
    event.attendees.iter().map(line).collect()
}

fn mine<'a>(mailbox: &'a Mailbox, meeting: &Meeting) -> Option<&'a Event> {
    meeting.event.and_then(|at| mailbox.events.get(at)).filter(|event| event.is_mine())
}

/// The occurrence a person thinks of: the next one, else the last one.
fn next(event: &Event, now: Timestamp) -> (Timestamp, Timestamp) {
    let ahead = event.occurrences(now, now + chrono::TimeDelta::days(400));
    ahead.first().map_or((event.details.start, event.details.end), |first| (first.start, first.end))
}

fn of(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    event: &Event,
    looked: &Looked,
    now: Timestamp,
) -> Grid {
    let id = key.id(&mailbox.account.id);
    let told = Told::all(mailbox, key, meeting, event);
    let of_series = Told::newest_of_series(&told);
    let since = looked.get(&id);
    let with_mails = |attendee: &read::Attendee, mut line: Attendee| {
        let who = attendee.person.key();
        if let Some(told) = of_series.iter().find(|told| told.who == who) {
            told.add_to(&mut line, since);
            if told.proposes(event, attendee) && line.status == answered(told.answer) {
                line.proposal = line.proposal.or_else(|| told.proposal.as_ref().map(proposal));
            }
        }
        line.proposal = line.proposal.filter(|proposal| !is_taken_up(&event.details, proposal));
        line.dates = dates::of_person(event, &who, line.status, &told, since, now);
        line
    };
    let others = |attendee: &&read::Attendee| !mailbox.account.owns(&attendee.person.email);
    let mut attendees: Vec<Attendee> =
        event.attendees.iter().filter(others).map(|attendee| with_mails(attendee, line(attendee))).collect();
    // Who is invited to single dates alone has a line once they have answered.
    for attendee in dates::guests(event).into_iter().filter(others) {
        let invited = Attendee { status: AttendeeStatus::None, proposal: None, ..line(attendee) };
        let line = with_mails(attendee, invited);
        if line.status != AttendeeStatus::None || line.unclear.is_some() || !line.dates.is_empty() {
            attendees.push(line);
        }
    }
    // People who were forwarded the invitation answer, too; perhaps only that to one date.
    for one in &told {
        let known = attendees.iter().any(|line| Person::new("", line.email.as_str()).key() == one.who);
        if known || mailbox.account.owns(&one.person.email) {
            continue;
        }
        let mut line = Attendee {
            name: on_screen(&one.person.name),
            email: one.person.email.clone(),
            kind: AttendeeType::Optional,
            status: AttendeeStatus::None,
            answered_at: None,
            comment: None,
            proposal: None,
            dates: Vec::new(),
            new: false,
            from_mail_only: true,
            listed: false,
            unclear: None,
        };
        if let Some(told) = of_series.iter().find(|told| told.who == one.who) {
            told.add_to(&mut line, since);
            line.proposal = told.proposal.as_ref().map(proposal);
            line.proposal = line.proposal.filter(|time| !is_taken_up(&event.details, time));
        }
        line.dates = dates::of_person(event, &one.who, line.status, &told, since, now);
        if line.status != AttendeeStatus::None || line.unclear.is_some() || !line.dates.is_empty() {
            attendees.push(line);
        }
    }
    Grid { meeting: summary(id, event, &attendees), attendees, proposals: Vec::new() }
}

/// The day in a series' own calendar that an original start names, however it is written.
fn day(event: &Event, at: Timestamp) -> NaiveDate {
    event.series.as_ref().map_or_else(|| at.date_naive(), |series| series.original_day(at))
}

/// The meeting is at that time by now.
fn is_taken_up(details: &Details, proposal: &crate::view::Proposal) -> bool {
    let is = (rfc3339(details.start), rfc3339(details.end));
    proposal.start.as_ref() == Some(&is.0) && proposal.end.as_ref() == Some(&is.1)
}

fn line(attendee: &read::Attendee) -> Attendee {
    Attendee {
        name: on_screen(&attendee.person.name),
        email: attendee.person.email.clone(),
        kind: kind(attendee.kind),
        status: status(attendee.status),
        answered_at: None,
        comment: None,
        proposal: attendee.proposed.as_ref().map(proposal),
        dates: Vec::new(),
        new: false,
        from_mail_only: false,
        listed: true,
        unclear: None,
    }
}

fn proposal(proposal: &Proposal) -> crate::view::Proposal {
    crate::view::Proposal { start: Some(rfc3339(proposal.start)), end: Some(rfc3339(proposal.end)) }
}

fn summary(id: String, event: &Event, attendees: &[Attendee]) -> OrganizedMeeting {
    let people = || attendees.iter().filter(|who| who.kind != AttendeeType::Resource);
    let required = || attendees.iter().filter(|who| who.kind == AttendeeType::Required);
    let count = |status| len(people().filter(|who| who.status == status).count());
    let seat = |who: &Attendee| Seat { kind: who.kind, status: who.status, listed: who.listed };
    let mut seats: Vec<Seat> = attendees.iter().map(seat).collect();
    seats.sort_by_key(|seat| (kind_order(seat.kind), !seat.listed, status_order(seat.status)));
    OrganizedMeeting {
        id,
        uid: event.uid.as_str().to_owned(),
        subject: on_screen(&event.details.subject),
        start: rfc3339(event.details.start),
        end: rfc3339(event.details.end),
        all_day: event.details.all_day,
        location: on_screen(&event.details.location),
        recurring: event.details.recurring,
        recurrence: event.details.rule.clone(),
        cancelled: event.is_cancelled(),
        counts: Counts {
            accepted: count(AttendeeStatus::Accepted),
            tentative: count(AttendeeStatus::Tentative),
            declined: count(AttendeeStatus::Declined),
            none: count(AttendeeStatus::None),
        },
        required_accepted: len(required().filter(|who| who.status == AttendeeStatus::Accepted).count()),
        required: len(required().count()),
        required_apart: len(required().filter(|who| who.is_apart()).count()),
        new_answers: len(attendees.iter().map(Attendee::news).sum()),
        seats,
    }
}

fn len(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn kind_order(kind: AttendeeType) -> u8 {
    match kind {
        AttendeeType::Required => 0,
        AttendeeType::Optional => 1,
        AttendeeType::Resource => 2,
    }
}

fn status_order(status: AttendeeStatus) -> u8 {
    match status {
        AttendeeStatus::Accepted => 0,
        AttendeeStatus::Tentative => 1,
        AttendeeStatus::Declined => 2,
        AttendeeStatus::None => 3,
    }
}

fn kind(kind: WireType) -> AttendeeType {
    match kind {
        WireType::Required => AttendeeType::Required,
        WireType::Optional => AttendeeType::Optional,
        WireType::Resource => AttendeeType::Resource,
    }
}

/// 0 and 5 both mean: no answer yet.
fn status(status: WireStatus) -> AttendeeStatus {
    match status {
        WireStatus::Accepted => AttendeeStatus::Accepted,
        WireStatus::Tentative => AttendeeStatus::Tentative,
        WireStatus::Declined => AttendeeStatus::Declined,
        WireStatus::Unknown | WireStatus::NotResponded => AttendeeStatus::None,
    }
}

fn answered(answer: Answer) -> AttendeeStatus {
    match answer {
        Answer::Accepted => AttendeeStatus::Accepted,
        Answer::Tentative => AttendeeStatus::Tentative,
        Answer::Declined => AttendeeStatus::Declined,
    }
}
