//! The organizer's side: who is coming.
//!
//! The attendee list of my calendar item is the truth (MS-ASCAL 2.2.2.5). Response mails add when and what somebody
//! wrote, and stand in where a server does not merge them into the list.

mod proposals;

use meetings::message::{MessageKind, Proposal};
use meetings::{AttendeeStatus as WireStatus, AttendeeType as WireType};

use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox, Meeting, from_meetings, on_screen, rfc3339};
use crate::read::{self, Event, Mail};
use crate::view::{Answer, Attendee, AttendeeStatus, AttendeeType, Counts, Grid, OrganizedMeeting, Seat};

/// Meetings I organize, those to come first (soonest first), then the past ones (latest first).
pub(crate) fn organized(mailbox: &Mailbox, looked: &Looked, now: Timestamp) -> Vec<OrganizedMeeting> {
    let mut all: Vec<(Timestamp, Timestamp, OrganizedMeeting)> = mailbox
        .meetings
        .iter()
        .filter_map(|(key, meeting)| {
            let event = mine(mailbox, meeting)?;
            let grid = of(mailbox, key, meeting, event, looked);
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
    let mut grid = of(mailbox, key, meeting, event, looked);
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

fn of(mailbox: &Mailbox, key: &Key, meeting: &Meeting, event: &Event, looked: &Looked) -> Grid {
    let id = key.id(&mailbox.account.id);
    let told: Vec<Told> = meeting
        .group
        .as_ref()
        .map(|group| group.newest_responses().into_iter().filter_map(|mail| told(mail, mailbox)).collect())
        .unwrap_or_default();
    let since = looked.get(&id);
    let mut attendees: Vec<Attendee> = event
        .attendees
        .iter()
        .filter(|attendee| !mailbox.account.owns(&attendee.person.email))
        .map(|attendee| {
            let mut line = line(attendee);
            if let Some(told) = told.iter().find(|told| told.who == attendee.person.key()) {
                told.add_to(&mut line, since);
                if told.proposes(event, attendee) && line.status == answered(told.answer) {
                    line.proposal = line.proposal.or_else(|| told.proposal.as_ref().map(proposal));
                }
            }
            line.proposal = line.proposal.filter(|proposal| !is_taken_up(event, proposal));
            line
        })
        .collect();
    // People who were forwarded the invitation answer, too.
    for told in &told {
        let known = event.attendees.iter().any(|attendee| attendee.person.key() == told.who);
        if !known && !mailbox.account.owns(&told.person.email) {
            let mut line = Attendee {
                name: on_screen(&told.person.name),
                email: told.person.email.clone(),
                kind: AttendeeType::Optional,
                status: AttendeeStatus::None,
                answered_at: None,
                comment: None,
                proposal: None,
                new: false,
                from_mail_only: true,
            };
            told.add_to(&mut line, since);
            line.proposal = told.proposal.as_ref().map(proposal).filter(|time| !is_taken_up(event, time));
            attendees.push(line);
        }
    }
    Grid { meeting: summary(id, event, &attendees), attendees, proposals: Vec::new() }
}

/// The meeting is at that time by now.
fn is_taken_up(event: &Event, proposal: &crate::view::Proposal) -> bool {
    let is = (rfc3339(event.details.start), rfc3339(event.details.end));
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
        new: false,
        from_mail_only: false,
    }
}

/// What one person's newest response mail tells.
struct Told {
    who: String,
    person: meetings::Person,
    answer: Answer,
    at: Option<Timestamp>,
    comment: Option<String>,
    proposal: Option<Proposal>,
    /// When the meeting was as far as the mail knows.
    was: (Timestamp, Timestamp),
}

impl Told {
    /// Does its proposal still stand? Not where the server says that nothing is proposed any more, and not where the
    /// meeting was moved since. A COUNTER may give the proposed time for the meeting's own.
    fn proposes(&self, event: &Event, attendee: &read::Attendee) -> bool {
        let is = (event.details.start, event.details.end);
        let proposed = self.proposal.map(|proposal| (proposal.start, proposal.end));
        let moved = !event.details.recurring && self.was != is && Some(self.was) != proposed;
        !attendee.proposal_cleared && !moved
    }

    fn add_to(&self, line: &mut Attendee, looked: Option<&Timestamp>) {
        if line.status == AttendeeStatus::None {
            line.status = answered(self.answer);
            line.from_mail_only = true;
        }
        // A mail of an earlier answer says nothing about the one the calendar shows now.
        if line.status == answered(self.answer) {
            line.answered_at = self.at.map(rfc3339);
            line.comment.clone_from(&self.comment);
            line.new = self.at.is_some_and(|at| looked.is_none_or(|looked| at > *looked));
        }
    }
}

fn told(mail: &Mail, mailbox: &Mailbox) -> Option<Told> {
    let MessageKind::Response(by_class) = mail.meeting.kind else { return None };
    // Where the MIME was fetched, the iCalendar in it says more than the mail's outside.
    let inside = mail.mime.as_deref().and_then(meetings::itip::calendar_part);
    let inside = inside.and_then(|ics| meetings::itip::parse(&ics).ok()).and_then(|itip| {
        let answers = itip.answers(&mail.meeting.sender, &meetings::Zone::Iana(mailbox.zone));
        answers.into_iter().find(|answer| answer.recurrence_id == mail.meeting.recurrence_id)
    });
    let at = mail.meeting.received.or(mail.meeting.dt_stamp);
    let mut person =
        inside.as_ref().map_or_else(|| mail.meeting.sender.clone(), |inside| inside.attendee.clone());
    if person.name.is_empty() {
        person.name.clone_from(&mail.meeting.sender.name);
    }
    let outside = if inside.is_some() { "" } else { mail.body.shown() };
    let comment = inside.as_ref().map_or(outside, |inside| inside.comment.as_str()).trim();
    let proposed = mail.meeting.proposed.or_else(|| inside.as_ref().and_then(|inside| inside.proposal));
    // The sentence of the mail says once more what stands beside it.
    let comment = if proposed.is_some() { meetings::reply::without_words(comment) } else { comment };
    let answer = inside.as_ref().and_then(|inside| inside.answer).unwrap_or(by_class);
    let says_nothing =
        comment.is_empty() || comment == meetings::reply::stand_in(person.display_name(), answer);
    let comment = (!says_nothing).then(|| comment.to_owned());
    Some(Told {
        who: person.key(),
        person,
        answer: from_meetings(answer),
        at,
        comment,
        proposal: proposed,
        was: (mail.details.start, mail.details.end),
    })
}

fn proposal(proposal: &Proposal) -> crate::view::Proposal {
    crate::view::Proposal { start: Some(rfc3339(proposal.start)), end: Some(rfc3339(proposal.end)) }
}

fn summary(id: String, event: &Event, attendees: &[Attendee]) -> OrganizedMeeting {
    let people = || attendees.iter().filter(|who| who.kind != AttendeeType::Resource);
    let required = || attendees.iter().filter(|who| who.kind == AttendeeType::Required);
    let count = |status| len(people().filter(|who| who.status == status).count());
    let mut seats: Vec<Seat> =
        attendees.iter().map(|who| Seat { kind: who.kind, status: who.status }).collect();
    seats.sort_by_key(|seat| (kind_order(seat.kind), status_order(seat.status)));
    OrganizedMeeting {
        id,
        uid: event.uid.as_str().to_owned(),
        subject: on_screen(&event.details.subject),
        start: rfc3339(event.details.start),
        end: rfc3339(event.details.end),
        all_day: event.details.all_day,
        location: on_screen(&event.details.location),
        recurring: event.details.recurring,
        cancelled: event.is_cancelled(),
        counts: Counts {
            accepted: count(AttendeeStatus::Accepted),
            tentative: count(AttendeeStatus::Tentative),
            declined: count(AttendeeStatus::Declined),
            none: count(AttendeeStatus::None),
        },
        required_accepted: len(required().filter(|who| who.status == AttendeeStatus::Accepted).count()),
        required: len(required().count()),
        new_answers: len(attendees.iter().filter(|who| who.new).count()),
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
