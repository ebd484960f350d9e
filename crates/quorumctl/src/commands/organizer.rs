//! `meetings` and `grid`: what I organize, and who is coming.

use engine::view::{Grid, OrganizedMeeting};

use crate::context::{Context, pick};
use crate::contract;
use crate::fault::{Exit, Fault};
use crate::table::{Table, clean};
use crate::words;

pub fn meetings(context: &Context) -> Result<(), Fault> {
    let engine = context.look()?;
    let account = context.account(&engine)?;
    let meetings = engine.organized(&account.id)?;
    let shown: Vec<contract::Meeting> = meetings.iter().map(contract::Meeting::from).collect();
    context.show(&shown, || match (meetings.is_empty(), account.synced_at) {
        (false, _) => table(&meetings, context),
        (true, None) => format!("{} has not been read yet: quorumctl sync", account.email),
        (true, Some(_)) => format!("{} organizes no meeting.", account.email),
    })
}

fn table(meetings: &[OrganizedMeeting], context: &Context) -> String {
    let when = format!("WHEN ({})", context.zone);
    let headings =
        ["ID", &when, "SUBJECT", "WHERE", "ACCEPTED", "TENTATIVE", "DECLINED", "NO ANSWER", "NOTE"];
    let mut table = Table::new(headings);
    for meeting in meetings {
        let counts = meeting.counts;
        table.push([
            words::short(&meeting.id),
            words::span(&meeting.start, &meeting.end, meeting.all_day, context.zone),
            meeting.subject.clone(),
            meeting.location.clone(),
            counts.accepted.to_string(),
            counts.tentative.to_string(),
            counts.declined.to_string(),
            counts.none.to_string(),
            if meeting.cancelled { "called off" } else { "" }.to_owned(),
        ]);
    }
    table.text()
}

pub fn grid(context: &Context, typed: Option<&str>) -> Result<(), Fault> {
    let engine = context.look()?;
    let account = context.account(&engine)?;
    let meetings = engine.organized(&account.id)?;
    let ids = || meetings.iter().map(|meeting| (meeting.id.as_str(), meeting.subject.as_str()));
    let id = match (typed, meetings.as_slice()) {
        (Some(typed), _) => pick(typed, ids())?.unwrap_or_else(|| typed.to_owned()),
        (None, [only]) => only.id.clone(),
        (None, []) => {
            let message = format!("{} organizes no meeting that is known here.", account.email);
            return Err(Fault::new(Exit::NotFound, "not_found", message));
        }
        (None, _) => {
            let all: Vec<String> =
                ids().map(|(id, subject)| format!("{} ({})", words::short(id), clean(subject))).collect();
            let message =
                format!("{} organizes several meetings. Say which one: {}.", account.email, all.join(", "));
            return Err(Fault::new(Exit::Usage, "which_meeting", message));
        }
    };
    let grid = engine.grid(&account.id, &id)?;
    context.show(&contract::Grid::from(&grid), || lines(&grid, context))
}

fn lines(grid: &Grid, context: &Context) -> String {
    let meeting = &grid.meeting;
    let when = words::span(&meeting.start, &meeting.end, meeting.all_day, context.zone);
    let counts = meeting.counts;
    let mut table = Table::new(["NAME", "ADDRESS", "ROLE", "STATUS", "ANSWERED", "COMMENT"]);
    for attendee in &grid.attendees {
        table.push([
            attendee.name.clone(),
            attendee.email.clone(),
            words::role(attendee.kind).to_owned(),
            words::status(attendee, context.zone),
            attendee.answered_at.as_deref().map(|at| words::at(at, context.zone)).unwrap_or_default(),
            attendee.comment.clone().unwrap_or_default(),
        ]);
        for date in &attendee.dates {
            table.push([
                String::new(),
                String::new(),
                String::new(),
                words::date_status(date, meeting.all_day, context.zone),
                date.answered_at.as_deref().map(|at| words::at(at, context.zone)).unwrap_or_default(),
                date.comment.clone().unwrap_or_default(),
            ]);
        }
    }
    format!(
        "{} ({when})\n{} accepted, {} tentative, {} declined, {} without an answer\n\n{}",
        clean(&meeting.subject),
        counts.accepted,
        counts.tentative,
        counts.declined,
        counts.none,
        table.text()
    )
}
