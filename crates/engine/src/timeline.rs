//! What happened to a meeting: its mails, what each changed in the version before, and my answers in between.
//!
//! Versions are compared as they were stored; what a server did not send (a text that was never fetched, people that
//! are not on its mails) is no change. What of it a person sees first is for [`crate::cards`].

use std::collections::BTreeSet;

use meetings::message::{MeetingMessageType, MessageKind};
use meetings::{Person, Uid, programs};

use crate::clock::Timestamp;
use crate::coming;
use crate::mailbox::{Key, Mailbox, Meeting, from_meetings, is_expected_back, on_screen, person, rfc3339};
use crate::proposing;
use crate::read::{BodyText, Details, Mail, float};
use crate::store::{AnswerRow, State};
use crate::unmailed::Unmailed;
use crate::view::{Answer, Change, ChangeField, HistoryEntry, HistoryKind, ProposedTime};

/// Letters of a changed text that say what is new in it.
const MOST_LETTERS: usize = 240;

/// Everything that is known to have happened, newest first; before what is said of one date, what was of its series.
pub(crate) fn history(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Vec<HistoryEntry> {
    let mut steps = steps(mailbox, key, meeting);
    if let Some((whole, series)) = whole_series(mailbox, key) {
        // What happened to other dates is no matter of this one.
        let of_series = self::steps(mailbox, &whole, series).into_iter().filter(|step| step.date.is_none());
        steps.extend(of_series.map(|step| Step { whole_series: true, ..step }));
    }
    // Who answered did so after what was answered, be it in the same second.
    steps.sort_by_key(|step| std::cmp::Reverse((step.after, step.is_mine())));
    steps
        .into_iter()
        .map(|step| HistoryEntry {
            at: step.at.map(rfc3339),
            kind: step.kind,
            who: step.who.as_ref().map(person),
            sent_by: step.sent_by.as_ref().map(person),
            whole_series: step.whole_series,
            elsewhere: step.elsewhere,
            unmailed: step.unmailed,
            date: step.date.map(rfc3339),
            news: step.news,
            changes: step.changes,
            proposed: step.proposed,
        })
        .collect()
}

/// One thing that happened.
struct Step {
    at: Option<Timestamp>,
    /// It did not happen before that.
    after: Timestamp,
    kind: HistoryKind,
    /// Who did it, where that is not me.
    who: Option<Person>,
    sent_by: Option<Person>,
    whole_series: bool,
    elsewhere: bool,
    unmailed: bool,
    date: Option<Timestamp>,
    news: bool,
    changes: Vec<Change>,
    proposed: Option<ProposedTime>,
}

impl Step {
    fn is_mine(&self) -> bool {
        matches!(self.kind, HistoryKind::Accepted | HistoryKind::Tentative | HistoryKind::Declined)
    }

    fn at(at: Timestamp, kind: HistoryKind) -> Self {
        Self {
            at: Some(at),
            after: at,
            kind,
            who: None,
            sent_by: None,
            whole_series: false,
            elsewhere: false,
            unmailed: false,
            date: None,
            news: false,
            changes: Vec::new(),
            proposed: None,
        }
    }
}

/// What happened to a meeting itself, in no order.
fn steps(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Vec<Step> {
    let since_then = since_then(mailbox, key, meeting).map(|(at, changes)| Step {
        unmailed: true,
        changes,
        ..Step::at(at, HistoryKind::Updated)
    });
    let newest = mailbox.unmailed(key, meeting).map(|change| change.found).max();
    let known = newest.and_then(|newest| last_known(mailbox, key, meeting, newest));
    let unmailed = mailbox.unmailed(key, meeting).map(|change| Step {
        unmailed: true,
        // Of one date the whole card is.
        date: change.date.filter(|_| key.recurrence_id.is_none()).map(|date| date.planned),
        news: known.is_none_or(|known| change.found > known),
        changes: change.changes.clone(),
        ..Step::at(change.at, change.kind)
    });
    let all = mailed_and_answered(mailbox, key, meeting).chain(since_then).chain(unmailed);
    all.chain(of_dates(mailbox, key)).chain(elsewhere(mailbox, meeting)).collect()
}

/// Its mails, and my answers to it.
fn mailed_and_answered<'a>(
    mailbox: &'a Mailbox,
    key: &'a Key,
    meeting: &'a Meeting,
) -> impl Iterator<Item = Step> + 'a {
    let versions = meeting.versions().iter().enumerate();
    let originals = versions.filter(|(at, mail)| !is_copy(mail, meeting.versions().get(at + 1)));
    let mails = originals.filter_map(move |(at, mail)| {
        let (kind, changes) = version(mailbox, key, meeting, at, mail);
        Some(Step {
            who: Some(mail.organizer.clone()),
            sent_by: sent_by(mailbox, mail),
            changes,
            ..Step::at(moment(meeting, mail)?, kind)
        })
    });
    mails.chain(kept(meeting).map(|answer| Step {
        proposed: proposing::shown(answer),
        ..Step::at(answer.decided_at, answered(answer.answer))
    }))
}

/// The same of the single dates of a series.
fn of_dates<'a>(mailbox: &'a Mailbox, key: &'a Key) -> impl Iterator<Item = Step> + 'a {
    let of_series = move |(other, _): &(&Key, &Meeting)| {
        key.recurrence_id.is_none() && other.uid == key.uid && *other != key
    };
    let dates = mailbox.meetings.iter().filter(of_series);
    dates.flat_map(|(date, meeting)| {
        mailed_and_answered(mailbox, date, meeting).map(|step| Step { date: date.recurrence_id, ..step })
    })
}

/// What one of the mails did, and what it changed.
fn version(
    mailbox: &Mailbox,
    key: &Key,
    meeting: &Meeting,
    at: usize,
    mail: &Mail,
) -> (HistoryKind, Vec<Change>) {
    if mail.meeting.kind == MessageKind::Cancelled {
        return (HistoryKind::Cancelled, Vec::new());
    }
    let older = meeting.versions().get(at + 1..).unwrap_or_default();
    let is_request = |mail: &&Mail| mail.meeting.kind == MessageKind::Request;
    let Some(earlier) = older.iter().find(is_request) else {
        let changes = from_series(mailbox, key, &mail.details);
        let kind =
            if changes.is_empty() && !is_update(mail) { HistoryKind::Invited } else { HistoryKind::Updated };
        return (kind, changes);
    };
    // Where a whole series goes on, one date of it may have been called off.
    let of_all = |off: &Mail| off.details.recurring || key.recurrence_id.is_some() || !mail.details.recurring;
    let mut since = older.iter().take_while(|mail| !is_request(mail));
    let kind = if since.any(of_all) { HistoryKind::InvitedAgain } else { HistoryKind::Updated };
    (kind, between(earlier, mail))
}

/// Is it the mail before it once more, which was moved away and came back?
fn is_copy(mail: &Mail, earlier: Option<&Mail>) -> bool {
    earlier.is_some_and(|earlier| {
        let version = |mail: &Mail| mail.details.dt_stamp.map(|at| (mail.meeting.kind, at));
        version(mail).is_some() && version(mail) == version(earlier) && between(earlier, mail).is_empty()
    })
}

/// Does a mail say itself that it changes an earlier one, which need not be here?
fn is_update(mail: &Mail) -> bool {
    let kind = mail.meeting.meeting_message_type;
    matches!(kind, Some(MeetingMessageType::FullUpdate | MeetingMessageType::InformationalUpdate))
}

/// Who sent a mail, where that is not its organizer.
fn sent_by(mailbox: &Mailbox, mail: &Mail) -> Option<Person> {
    let sender = mail.sent_by.mailbox().is_some().then_some(&mail.sent_by)?;
    let else_than = mail.organizer.mailbox().is_some() && sender.key() != mail.organizer.key();
    (else_than && !mailbox.account.owns(&sender.email)).then(|| sender.clone())
}

/// My answers given here, as far as the server took them.
fn kept(meeting: &Meeting) -> impl Iterator<Item = &AnswerRow> {
    let taken = |answer: &&AnswerRow| matches!(answer.state, State::Telling | State::Done | State::Untold);
    meeting.answers.iter().filter(taken)
}

fn answered(answer: Answer) -> HistoryKind {
    match answer {
        Answer::Accepted => HistoryKind::Accepted,
        Answer::Tentative => HistoryKind::Tentative,
        Answer::Declined => HistoryKind::Declined,
    }
}

/// The answer that the calendar has and nobody gave here.
fn elsewhere(mailbox: &Mailbox, meeting: &Meeting) -> Option<Step> {
    let event = meeting.event.and_then(|at| mailbox.events.get(at)).filter(|event| event.is_invitation())?;
    let answer = from_meetings(event.response?.answer()?);
    let given_here = match kept(meeting).next() {
        None => false,
        // The calendar may still have the one before it.
        Some(last) if is_expected_back(last) => kept(meeting).any(|one| one.answer == answer),
        Some(last) => last.answer == answer,
    };
    if given_here {
        return None;
    }
    // It was given to the newest version that asked for one.
    let asked = meeting.versions().iter().find(|mail| {
        mail.meeting.meeting_message_type != Some(MeetingMessageType::InformationalUpdate)
            && mail.meeting.kind == MessageKind::Request
    });
    let after = event.replied_at.or_else(|| asked.and_then(|mail| moment(meeting, mail)));
    let after = after.unwrap_or(Timestamp::MIN_UTC);
    Some(Step { at: event.replied_at, elsewhere: true, ..Step::at(after, answered(answer)) })
}

/// The series that a meeting is one date of.
fn whole_series<'a>(mailbox: &'a Mailbox, key: &Key) -> Option<(Key, &'a Meeting)> {
    key.recurrence_id?;
    let whole = Key { recurrence_id: None, ..key.clone() };
    let series = mailbox.meetings.get(&whole)?;
    Some((whole, series))
}

/// What of one date differs from its series, as far as that is here. `shown`: what is said of the date.
pub(crate) fn from_series(mailbox: &Mailbox, key: &Key, shown: &Details) -> Vec<Change> {
    planned(mailbox, key).map(|usual| facts(&usual, shown)).unwrap_or_default()
}

/// One date as its series has it.
fn planned(mailbox: &Mailbox, key: &Key) -> Option<Details> {
    let (whole, meeting) = whole_series(mailbox, key)?;
    let event = mailbox.event(&whole, meeting);
    let (series, item) = coming::series(&whole, meeting, event)?;
    let planned = series.as_planned(key.recurrence_id?)?;
    let planned = if series.all_day { float(series, planned) } else { planned };
    let usual = match item {
        Some(item) => &item.details,
        None => &meeting.live_request()?.details,
    };
    Some(Details { start: planned.start, end: planned.end, rule: None, ..usual.clone() })
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
    let unmailed: Vec<&Unmailed> =
        since_mail(mailbox, key, meeting).filter(|change| change.is_version()).collect();
    let Some(found) = unmailed.iter().map(|change| change.found).max() else {
        let since_then = since_then(mailbox, key, meeting).map(|(_, changes)| changes);
        let since_then = since_then.filter(|changes| !changes.is_empty());
        let mailed = || mailed(meeting, shown, |newest| last_known(mailbox, key, meeting, newest));
        return since_then.unwrap_or_else(mailed);
    };
    let known = last_known(mailbox, key, meeting, found);
    let is_news = |at: Timestamp| known.is_none_or(|known| at > known);
    let newest = requests(meeting).next().and_then(|mail| mail.meeting.received);
    let mailed = if newest.is_some_and(is_news) { mailed(meeting, shown, |_| known) } else { Vec::new() };
    let changes = unmailed.into_iter().filter(|change| is_news(change.found)).flat_map(|it| &it.changes);
    joined(mailed.into_iter().chain(changes.cloned()))
}

/// What the newest mail makes different. `known`: when I last looked or answered before that came.
fn mailed(meeting: &Meeting, shown: &Details, known: impl Fn(Timestamp) -> Option<Timestamp>) -> Vec<Change> {
    let mut requests = requests(meeting);
    let Some(newest) = requests.next() else { return Vec::new() };
    let older: Vec<&Mail> = requests.collect();
    let seen = newest.meeting.received.and_then(known);
    let was_there = |at: Timestamp| move |mail: &&&Mail| mail.meeting.received.is_some_and(|got| got <= at);
    let base = seen.and_then(|at| older.iter().find(was_there(at))).or(older.first());
    let Some(base) = base else { return Vec::new() };
    // Where the title is not the mail's subject, subjects say nothing about it.
    let titled = newest.details.subject == shown.subject;
    between(base, newest).into_iter().filter(|change| titled || change.field != ChangeField::Title).collect()
}

/// One change of each fact, from several that followed each other.
fn joined(changes: impl Iterator<Item = Change>) -> Vec<Change> {
    let mut all: Vec<Change> = Vec::new();
    for change in changes {
        match all.iter_mut().find(|other| other.field == change.field) {
            Some(earlier) if change.field == ChangeField::People => {
                let both = |one: &str, other: &str, than: [&str; 2]| -> String {
                    let people = |list: &str| list.split(", ").map(str::to_owned).collect::<BTreeSet<_>>();
                    let mut people_of = &people(one) | &people(other);
                    people_of
                        .retain(|who| !who.is_empty() && !than.iter().any(|list| people(list).contains(who)));
                    people_of.into_iter().collect::<Vec<_>>().join(", ")
                };
                let new = [earlier.now.as_str(), change.now.as_str()];
                let gone = [earlier.was.as_str(), change.was.as_str()];
                let (was, now) = (both(gone[0], gone[1], new), both(new[0], new[1], gone));
                (earlier.was, earlier.now) = (was, now);
            }
            Some(earlier) => earlier.now = change.now,
            None => all.push(change),
        }
    }
    all.retain(|change| change.was != change.now);
    all.sort_by_key(|change| change.field);
    all
}

/// When I last looked or answered before that.
fn last_known(mailbox: &Mailbox, key: &Key, meeting: &Meeting, newest: Timestamp) -> Option<Timestamp> {
    let id = key.id(&mailbox.account.id);
    let answered = meeting.answers.iter().filter(|answer| answer.stands()).map(|answer| answer.decided_at);
    let looked = [&mailbox.seen, &mailbox.seen_before].into_iter().filter_map(|seen| seen.get(&id).copied());
    looked.chain(answered).filter(|at| newest > *at).max()
}

/// What the calendar alone tells of the meeting itself since its newest mail.
fn since_mail<'a>(
    mailbox: &'a Mailbox,
    key: &Key,
    meeting: &'a Meeting,
) -> impl Iterator<Item = &'a Unmailed> {
    let of_date = key.recurrence_id.is_some();
    let newest = meeting.newest_mail();
    mailbox.unmailed(key, meeting).filter(move |change| {
        (of_date || change.date.is_none()) && newest.is_none_or(|mail| change.is_newer_than(mail))
    })
}

/// When it was changed after its newest mail and without another.
pub(crate) fn changed_at(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Option<Timestamp> {
    let found = newest_unmailed(mailbox, key, meeting).map(|change| change.at);
    found.or_else(|| since_then(mailbox, key, meeting).map(|(at, _)| at))
}

/// The newest of what was changed since the newest mail and without another, in the meeting or in one of its dates.
pub(crate) fn newest_unmailed<'a>(
    mailbox: &'a Mailbox,
    key: &Key,
    meeting: &'a Meeting,
) -> Option<&'a Unmailed> {
    let newest = meeting.newest_mail();
    let since = mailbox.unmailed(key, meeting);
    since.filter(|change| newest.is_none_or(|mail| change.is_newer_than(mail))).max_by_key(|it| it.found)
}

fn requests(meeting: &Meeting) -> impl Iterator<Item = &Mail> {
    meeting.versions().iter().filter(|mail| mail.meeting.kind == MessageKind::Request)
}

/// What is told by a mail and by the calendar in the same way, and differs: a mail can leave out the rule.
fn common(mail: &Details, calendar: &Details) -> Vec<Change> {
    facts(mail, calendar).into_iter().filter(|change| change.field != ChangeField::Repeats).collect()
}

/// What the calendar had made of the meeting before a Sync was seen to change it, without a mail that says so: since the
/// newest mail, where that knows of a newer version, or since I answered (SOGo, where nobody mails).
fn since_then(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Option<(Timestamp, Vec<Change>)> {
    let event = meeting.event.and_then(|at| mailbox.events.get(at))?;
    let event = meeting.event_was.as_deref().unwrap_or(event);
    let at = event.details.dt_stamp?;
    if let Some(mail) = meeting.newest_mail().filter(|mail| mail.is_overtaken_by(event)) {
        return Some((at, common(&mail.details, &event.details)));
    }
    let answer = meeting.standing_answer().filter(|answer| answer.recurrence_id == key.recurrence_id)?;
    let mailed = meeting.versions().iter().filter_map(|mail| mail.details.dt_stamp).max();
    if answer.dtstamp.max(mailed).is_none_or(|known| at <= known) {
        return None;
    }
    let now = &event.details;
    let changes: Vec<Change> = [
        (ChangeField::When, span(answer.start, answer.end), span(now.start, now.end)),
        (ChangeField::Where, on_screen(&answer.location), on_screen(&now.location)),
    ]
    .into_iter()
    .filter(|(_, was, now)| was != now)
    .map(|(field, was, now)| Change { field, was, now })
    .collect();
    (!changes.is_empty()).then_some((at, changes))
}

fn between(was: &Mail, now: &Mail) -> Vec<Change> {
    let people = people(was, now).map(|(was, now)| Change { field: ChangeField::People, was, now });
    let text =
        text(of_mail(was), of_mail(now)).map(|(was, now)| Change { field: ChangeField::Text, was, now });
    facts(&was.details, &now.details).into_iter().chain(people).chain(text).collect()
}

fn of_mail(mail: &Mail) -> Written<'_> {
    written(&mail.meeting.uid, &mail.details, &mail.body)
}

pub(crate) fn facts(was: &Details, now: &Details) -> Vec<Change> {
    let facts = [
        (ChangeField::When, times(was), times(now)),
        (ChangeField::Repeats, rule(was), rule(now)),
        (ChangeField::Where, on_screen(&was.location), on_screen(&now.location)),
        (ChangeField::Title, on_screen(&was.subject), on_screen(&now.subject)),
    ];
    let facts = facts.into_iter().filter(|(_, was, now)| was != now);
    facts.map(|(field, was, now)| Change { field, was, now }).collect()
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

/// What the organizer wrote, as far as it is here.
#[derive(Clone, Copy)]
pub(crate) struct Written<'a> {
    text: &'a str,
    cut: bool,
}

pub(crate) fn written<'a>(uid: &Uid, details: &Details, body: &'a BodyText) -> Written<'a> {
    Written { text: programs::text(uid, &details.subject, body.shown()), cut: body.cut }
}

/// The lines that are gone and those that are new, if the text says something else. As far as both are here; how lines
/// are broken is no matter.
pub(crate) fn text(was: Written<'_>, now: Written<'_>) -> Option<(String, String)> {
    let (one, other) = (words(was), words(now));
    let here = if was.cut || now.cut { one.len().min(other.len()) } else { one.len().max(other.len()) };
    if one.is_empty() || other.is_empty() || one.iter().take(here).eq(other.iter().take(here)) {
        return None;
    }
    // What is missing at the end of a text that was cut is not gone.
    let lines = |text: Written<'_>, than: Written<'_>| {
        if than.cut { String::new() } else { lines_of(text.text, than.text) }
    };
    Some((lines(was, now), lines(now, was)))
}

fn words(written: Written<'_>) -> Vec<&str> {
    let mut words: Vec<&str> = written.text.split_whitespace().collect();
    // The last word may be cut in the middle.
    words.truncate(words.len().saturating_sub(usize::from(written.cut)));
    words
}

/// The first lines of a text that another one does not have.
fn lines_of(text: &str, other: &str) -> String {
    let lines = |text: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect()
    };
    let there: BTreeSet<String> = lines(other).into_iter().collect();
    let only = lines(text).into_iter().filter(|line| !there.contains(line));
    let (mut shown, mut left) = (Vec::new(), MOST_LETTERS);
    for line in only {
        let letters = line.chars().count();
        if letters > left {
            shown.push(line.chars().take(left).chain(['…']).collect());
            break;
        }
        left -= letters;
        shown.push(line);
    }
    shown.join("\n")
}
