//! What happened to a meeting: its mails, what each changed in the version before, and my answers in between.
//!
//! Versions are compared as they were stored; what a server did not send (a text that was never fetched, people that
//! are not on its mails) is no change. What of it a person sees first is for [`crate::cards`].

use std::collections::BTreeSet;

use meetings::message::MessageKind;

use crate::clock::Timestamp;
use crate::mailbox::{Key, Mailbox, Meeting, person, rfc3339};
use crate::read::{BodyText, Details, Event, Mail};
use crate::store::{AnswerRow, State};
use crate::view::{Answer, Change, ChangeField, HistoryEntry, HistoryKind};

/// Everything that is known to have happened, newest first.
pub(crate) fn history(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Vec<HistoryEntry> {
    let requests: Vec<&Mail> = requests(meeting).collect();
    let mails = meeting.versions().iter().filter_map(|mail| {
        let place = requests.iter().position(|request| std::ptr::eq(*request, mail));
        let earlier = place.and_then(|at| requests.get(at + 1));
        let kind = match (mail.meeting.kind, earlier) {
            (MessageKind::Cancelled, _) => HistoryKind::Cancelled,
            (_, None) => HistoryKind::Invited,
            (_, Some(_)) => HistoryKind::Updated,
        };
        let changes = earlier.map(|earlier| between(earlier, mail)).unwrap_or_default();
        Some((moment(meeting, mail)?, kind, Some(person(&mail.organizer)), changes))
    });
    let unmailed = unmailed(mailbox, key, meeting)
        .map(|(at, event, changes)| (at, HistoryKind::Updated, Some(person(&event.organizer)), changes));
    let kept = |answer: &&AnswerRow| matches!(answer.state, State::Telling | State::Done | State::Untold);
    let answers = meeting.answers.iter().filter(kept).map(|answer| {
        let kind = match answer.answer {
            Answer::Accepted => HistoryKind::Accepted,
            Answer::Tentative => HistoryKind::Tentative,
            Answer::Declined => HistoryKind::Declined,
        };
        (answer.decided_at, kind, None, Vec::new())
    });
    let mut lines: Vec<_> = mails.chain(unmailed).chain(answers).collect();
    lines.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    lines
        .into_iter()
        .map(|(at, kind, who, changes)| HistoryEntry { at: rfc3339(at), kind, who, changes })
        .collect()
}

/// When a mail came; of one that a newer version overtook on its way, when it was written.
fn moment(meeting: &Meeting, mail: &Mail) -> Option<Timestamp> {
    let (written, came) = (mail.details.dt_stamp, mail.meeting.received);
    let overtook = |other: &Mail| {
        other.details.dt_stamp > written && other.meeting.received.is_some_and(|at| Some(at) < came)
    };
    if meeting.versions().iter().any(overtook) { written.or(came) } else { came.or(written) }
}

/// What the newest version makes different from the one that the person had seen or answered before it, or else from the
/// one before. `shown`: what the card says of the meeting.
pub(crate) fn changes(mailbox: &Mailbox, key: &Key, meeting: &Meeting, shown: &Details) -> Vec<Change> {
    if let Some((_, _, changes)) = unmailed(mailbox, key, meeting) {
        return changes;
    }
    let mut requests = requests(meeting);
    let Some(newest) = requests.next() else { return Vec::new() };
    let older: Vec<&Mail> = requests.collect();
    let id = key.id(&mailbox.account.id);
    let answered = meeting.answers.iter().filter(|answer| answer.stands()).map(|answer| answer.decided_at);
    let looked = [&mailbox.seen, &mailbox.seen_before].into_iter().filter_map(|seen| seen.get(&id).copied());
    // Not that of the newest itself.
    let seen = looked.chain(answered).filter(|at| newest.meeting.received.is_some_and(|got| got > *at)).max();
    let was_there = |at: Timestamp| move |mail: &&&Mail| mail.meeting.received.is_some_and(|got| got <= at);
    let base = seen.and_then(|at| older.iter().find(was_there(at))).or(older.first());
    let Some(base) = base else { return Vec::new() };
    // Where the title is not the mail's subject, subjects say nothing about it.
    let titled = newest.details.subject == shown.subject;
    between(base, newest).into_iter().filter(|change| titled || change.field != ChangeField::Title).collect()
}

fn requests(meeting: &Meeting) -> impl Iterator<Item = &Mail> {
    meeting.versions().iter().filter(|mail| mail.meeting.kind == MessageKind::Request)
}

/// What the calendar has made of the meeting since I answered, without a mail that says so (SOGo, where nobody mails).
fn unmailed<'a>(
    mailbox: &'a Mailbox,
    key: &Key,
    meeting: &Meeting,
) -> Option<(Timestamp, &'a Event, Vec<Change>)> {
    let event = meeting.event.and_then(|at| mailbox.events.get(at))?;
    let at = event.details.dt_stamp?;
    let answer = meeting.standing_answer().filter(|answer| answer.recurrence_id == key.recurrence_id)?;
    let mailed = meeting.versions().iter().filter_map(|mail| mail.details.dt_stamp).max();
    if answer.dtstamp.max(mailed).is_none_or(|known| at <= known) {
        return None;
    }
    let now = &event.details;
    let changes: Vec<Change> = [
        (ChangeField::When, span(answer.start, answer.end), span(now.start, now.end)),
        (ChangeField::Where, answer.location.clone(), now.location.clone()),
    ]
    .into_iter()
    .filter(|(_, was, now)| was != now)
    .map(|(field, was, now)| Change { field, was, now })
    .collect();
    (!changes.is_empty()).then_some((at, event, changes))
}

fn between(was: &Mail, now: &Mail) -> Vec<Change> {
    let facts = [
        (ChangeField::When, times(&was.details), times(&now.details)),
        (ChangeField::Repeats, rule(&was.details), rule(&now.details)),
        (ChangeField::Where, was.details.location.clone(), now.details.location.clone()),
        (ChangeField::Title, was.details.subject.clone(), now.details.subject.clone()),
    ];
    let facts = facts.into_iter().filter(|(_, was, now)| was != now);
    let people = people(was, now).map(|(left, joined)| (ChangeField::People, left, joined));
    let text = is_new_text(&was.body, &now.body).then(|| (ChangeField::Text, String::new(), String::new()));
    facts.chain(people).chain(text).map(|(field, was, now)| Change { field, was, now }).collect()
}

fn times(details: &Details) -> String {
    span(details.start, details.end)
}

fn span(start: Timestamp, end: Timestamp) -> String {
    format!("{}/{}", rfc3339(start), rfc3339(end))
}

fn rule(details: &Details) -> String {
    details.rule.clone().unwrap_or_default()
}

/// Who is not on the newer mail any more, and who is new on it.
fn people(was: &Mail, now: &Mail) -> Option<(String, String)> {
    let named = |mail: &Mail| -> BTreeSet<String> {
        mail.recipients.iter().map(|address| address.to_lowercase()).collect()
    };
    let (was, now) = (named(was), named(now));
    if was == now {
        return None;
    }
    let only = |one: &BTreeSet<String>, other: &BTreeSet<String>| -> String {
        one.difference(other).map(String::as_str).collect::<Vec<_>>().join(", ")
    };
    Some((only(&was, &now), only(&now, &was)))
}

/// Does the text say something else? As far as both are here; how lines are broken is no matter.
fn is_new_text(was: &BodyText, now: &BodyText) -> bool {
    if was.text.trim().is_empty() || now.text.trim().is_empty() {
        return false;
    }
    let words = |body: &BodyText| {
        let mut words: Vec<String> = body.text.split_whitespace().map(str::to_owned).collect();
        // The last word may be cut in the middle.
        words.truncate(words.len() - usize::from(body.cut));
        words
    };
    let (one, other) = (words(was), words(now));
    let here = if was.cut || now.cut { one.len().min(other.len()) } else { one.len().max(other.len()) };
    one.iter().take(here).ne(other.iter().take(here))
}
