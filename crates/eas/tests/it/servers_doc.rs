//! `docs/servers.md` says what the table in `family.rs` says.

use eas::Family;
use eas::ProtocolVersion;
use eas::family::{AnswerFromCalendar, Capabilities, CommentKept, FreeBusyTold, ProposedBy, ToldBy};

const PAGE: &str = include_str!("../../../../docs/servers.md");

fn yes_no(yes: bool) -> String {
    if yes { "yes" } else { "no" }.to_owned()
}

fn proposed(by: ProposedBy) -> String {
    match by {
        ProposedBy::SendResponse => "server, asked",
        ProposedBy::Counter => "by a COUNTER of Quorum",
        ProposedBy::Comment => "in words",
        ProposedBy::Nobody => "no",
    }
    .to_owned()
}

/// A line of the table: what it is about, and what one family does in one version.
type Line = (&'static str, fn(&Capabilities) -> String);

/// In the order of [`Capabilities`]; destructured, so that a new field does not compile before it has its line.
fn lines() -> Vec<Line> {
    let Capabilities {
        organizer_told_by: _,
        mails_changes_only: _,
        answer_brings_update: _,
        comment: _,
        proposal: _,
        proposal_with_decline: _,
        silence: _,
        one_occurrence: _,
        occurrence_by_mail: _,
        mails_tell_series: _,
        answer_from_calendar: _,
        placeholder: _,
        batch_safe: _,
        keeps_invitation: _,
        keeps_declined: _,
        deletion_declines: _,
        response_requested_meaningful: _,
        merges_replies: _,
        recognises_client_id: _,
        free_busy: _,
        lag_seconds: _,
        calendar_keys_are_seconds: _,
    } = Family::Unknown.capabilities(ProtocolVersion::V14_1);
    vec![
        ("Who mails the organizer", |can| {
            match can.organizer_told_by {
                ToldBy::Client => "Quorum",
                ToldBy::ServerOnRequest => "server, asked",
                ToldBy::ServerAlways => "server, always",
                ToldBy::ServerIfSwitchedOn => "server, where switched on",
            }
            .to_owned()
        }),
        ("Mails only answers that change something", |can| yes_no(can.mails_changes_only)),
        ("Answering an update brings its time to the calendar", |can| yes_no(can.answer_brings_update)),
        ("A comment reaches the organizer", |can| {
            match can.comment {
                CommentKept::Always => "yes",
                CommentKept::WhenTentative => "only with Tentative",
                CommentKept::Never => "no",
            }
            .to_owned()
        }),
        ("Another time is proposed with Tentative", |can| proposed(can.proposal)),
        ("Another time is proposed with Decline", |can| proposed(can.proposal_with_decline)),
        ("Silent answers", |can| yes_no(can.silence)),
        ("One occurrence, from the series in the calendar (`InstanceId`)", |can| yes_no(can.one_occurrence)),
        ("One occurrence, from its own mail", |can| yes_no(can.occurrence_by_mail)),
        ("Mails tell a series from one date of it", |can| yes_no(can.mails_tell_series)),
        ("Answer from the calendar", |can| {
            match can.answer_from_calendar {
                AnswerFromCalendar::Always => "yes",
                AnswerFromCalendar::WhileInvitationExists => "while the mail is in the Inbox",
            }
            .to_owned()
        }),
        ("A placeholder stands in the calendar before the answer", |can| yes_no(can.placeholder)),
        ("Several answers in one request are all carried out", |can| yes_no(can.batch_safe)),
        ("An answered invitation stays in the Inbox", |can| yes_no(can.keeps_invitation)),
        ("A declined meeting stays in the calendar", |can| yes_no(can.keeps_declined)),
        ("Deleting a received meeting declines it", |can| yes_no(can.deletion_declines)),
        ("ResponseRequested says what the organizer wants", |can| yes_no(can.response_requested_meaningful)),
        ("Replies by mail are merged into the organizer's meeting", |can| yes_no(can.merges_replies)),
        ("A repeated mail is recognised by its ClientId", |can| yes_no(can.recognises_client_id)),
        ("Tells when others are free or busy", |can| {
            match can.free_busy {
                FreeBusyTold::InFull => "yes",
                FreeBusyTold::BusyOrFree => "busy or free, of its own people",
                FreeBusyTold::Unknown => "if it answers",
            }
            .to_owned()
        }),
        ("Seconds until its calendar shows an answer", |can| can.lag_seconds.to_string()),
        ("SyncKeys of the calendar are whole seconds", |can| yes_no(can.calendar_keys_are_seconds)),
    ]
}

/// What a family does, over the versions: once where they agree, else from which version on.
fn cell(family: Family, of: fn(&Capabilities) -> String) -> String {
    let mut runs: Vec<(ProtocolVersion, ProtocolVersion, String)> = Vec::new();
    for version in ProtocolVersion::ALL {
        let does = of(&family.capabilities(version));
        match runs.last_mut() {
            Some((_, last, same)) if *same == does => *last = version,
            _ => runs.push((version, version, does)),
        }
    }
    match runs.as_slice() {
        [(_, _, always)] => always.clone(),
        [(_, until, before), (since, _, after)] => format!("up to {until}: {before}; from {since}: {after}"),
        _ => panic!("more than one change: {runs:?}"),
    }
}

#[test]
fn the_page_about_servers_has_the_table_of_the_code() {
    let heads = ["Exchange", "Exchange Online", "SOGo", "Z-Push, Kopano", "grommunio", "anything else"];
    assert_eq!(heads.len(), Family::ALL.len());
    let mut table =
        vec![format!("| | {} |", heads.join(" | ")), format!("|{}", " --- |".repeat(heads.len() + 1))];
    for (about, of) in lines() {
        let cells = Family::ALL.map(|family| cell(family, of));
        table.push(format!("| {about} | {} |", cells.join(" | ")));
    }
    let table = table.join("\n");
    assert!(PAGE.contains(&table), "docs/servers.md does not have this table:\n\n{table}\n");
}
