//! What must be true in the end.
//!
//! The judge looks at three things that know nothing of each other: what people saw, what the database says, and what
//! the server and its organizers have.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use engine::Access;
use engine::store::{AnswerRow, State, Store};
use engine::view::{Answer, StepKind, ToldBy, ToldReason, TroubleCode};
use exchange_sim::model::mail::Method;
use exchange_sim::{SentBy, SentMail, WhoMails};

use crate::story::{ELSEWHERE, Story};
use crate::world::{ALIAS, INVITEES, Meeting};

/// As many attempts as `docs/answer.md` promises at most, before a person tries again.
const MOST_ATTEMPTS: usize = 12;
const MOST_MAILS: usize = 8;

/// Everything that is wrong at the end of a story.
pub fn judge(story: &mut Story, profile: &Path) -> Vec<String> {
    let store = match Store::open(profile, Access::Read) {
        Ok(store) => store,
        Err(error) => return vec![format!("the database does not open any more: {error}")],
    };
    let mut verdict = Verdict { story, wrong: Vec::new(), expected: 0, found: 0 };
    if let Err(error) = verdict.judge(&store) {
        verdict.wrong.push(format!("the database cannot be read: {error}"));
    }
    let Verdict { wrong, expected, found, .. } = verdict;
    story.sky.with(|weather| {
        weather.tally.mails_expected += expected;
        weather.tally.mails_found += found;
    });
    wrong
}

struct Verdict<'a> {
    story: &'a Story,
    wrong: Vec<String>,
    expected: u64,
    found: u64,
}

/// One answer, with everything that is known of it.
struct Case<'a> {
    row: &'a AnswerRow,
    steps: Vec<StepKind>,
    meeting: &'a Meeting,
}

/// The server's mails about one meeting with one answer: how many there must be, may be besides, and are.
#[derive(Default)]
struct ServersMails {
    once: usize,
    perhaps: usize,
    found: usize,
}

/// How often the organizer may have heard of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Once,
    Never,
    /// Quorum says that it does not know.
    AtMostOnce,
}

impl Verdict<'_> {
    fn judge(&mut self, store: &Store) -> Result<(), engine::store::StoreError> {
        let sent: Vec<SentMail> =
            self.story.world.sim.sent_mails().into_iter().filter(|mail| mail.answer().is_some()).collect();
        let mut ids = BTreeSet::new();
        let mut all = BTreeMap::new();
        for (who, account) in &self.story.accounts {
            let mut rows = store.answers(account)?;
            rows.reverse();
            self.mailbox(store, who, account)?;
            self.people(who, &rows);
            self.named(who, &rows);
            let mut cases = Vec::new();
            for row in &rows {
                ids.insert(row.client_id.clone());
                let Some(meeting) = self.story.world.meeting(&row.uid) else {
                    self.wrong.push(format!("an answer to a meeting that nobody made: {}", row.uid));
                    continue;
                };
                let steps = store.steps(&row.id)?.into_iter().map(|(_, step)| step.kind).collect();
                cases.push(Case { row, steps, meeting });
            }
            for case in &cases {
                self.answer(who, case, &sent);
            }
            self.mails_of_the_server(who, &cases, &sent);
            self.calendar(who, &cases);
            all.insert(*who, rows.len());
        }
        for mail in &sent {
            let words = mail.mail.meeting.as_ref().map(|message| &message.method);
            let elsewhere =
                matches!(words, Some(Method::Reply { comment: Some(words), .. }) if words == ELSEWHERE);
            self.found += u64::from(!elsewhere);
            if mail.client_id.as_ref().is_some_and(|id| !ids.contains(id)) {
                self.wrong.push(format!("a mail that belongs to no answer: {}", mail.mail.subject));
            }
            if !mail.objections.is_empty() {
                self.wrong.push(format!("{}: {}", mail.mail.subject, mail.objections.join("; ")));
            }
        }
        let invites =
            |mail: &SentMail| mail.by != SentBy::World && mail.event().is_some() && mail.answer().is_none();
        if self.story.world.sim.sent_mails().iter().any(invites) {
            self.wrong.push("somebody who was invited has invited".into());
        }
        Ok(())
    }

    /// Nothing that a person saw taken is lost, changed, taken back or replaced without them.
    fn people(&mut self, who: &str, rows: &[AnswerRow]) {
        let mut wrong = Vec::new();
        for seen in self.story.seen.iter().filter(|seen| seen.who == who) {
            let Some(at) = rows.iter().position(|row| row.id == seen.id) else {
                wrong.push(format!("{who}'s {:?} to {} is lost", seen.answer, seen.uid));
                continue;
            };
            let row = &rows[at];
            if (row.answer, &row.comment, row.tell) != (seen.answer, &seen.comment, seen.tell) {
                wrong
                    .push(format!("{who} decided {:?} {:?}, and kept is another", seen.answer, seen.comment));
            }
            match row.state {
                State::Withdrawn if !self.story.taken_back.contains(&row.id) => {
                    wrong.push(format!("{who}'s {:?} was taken back by nobody", seen.answer));
                }
                State::Replaced if !rows[at + 1..].iter().any(|later| later.meeting == row.meeting) => {
                    wrong.push(format!("{who}'s {:?} was replaced by nothing", seen.answer));
                }
                _ => {}
            }
        }
        self.wrong.extend(wrong);
    }

    /// An invitation that was answered is the version that the person saw.
    fn named(&mut self, who: &str, rows: &[AnswerRow]) {
        let named = self.story.sky.with(|weather| weather.named.clone());
        // Mails of a server whose MeetingRequests are constant do not say that they are about one occurrence.
        let constant = self.story.world.family.behaviour().constant_requests;
        let told =
            |one: &crate::weather::Named| one.user == who && !(constant && one.recurrence_id.is_some());
        for one in named.into_iter().filter(told) {
            let seen = |row: &AnswerRow| {
                row.uid.eq_ignore_ascii_case(&one.uid)
                    && row.recurrence_id == one.recurrence_id
                    && row.start == one.start
            };
            if !rows.iter().any(seen) {
                let starts: Vec<_> = rows
                    .iter()
                    .filter(|row| row.uid.eq_ignore_ascii_case(&one.uid))
                    .map(|row| row.start)
                    .collect();
                self.wrong.push(format!(
                    "{who} answered a version of {} that starts at {} and that they never saw: {starts:?}",
                    one.uid, one.start
                ));
            }
        }
    }

    fn answer(&mut self, who: &str, case: &Case<'_>, sent: &[SentMail]) {
        let Case { row, steps, meeting } = case;
        self.story.sky.with(|weather| *weather.tally.answers.entry(state(row.state)).or_default() += 1);
        let name = format!("{who}'s {:?} to {} ({})", row.answer, row.subject, state(row.state));
        if row.state.is_active() {
            self.wrong.push(format!("{name} never came to an end: {:?}", row.trouble));
        }
        if matches!(row.state, State::Refused | State::Untold) && row.trouble.is_none() {
            self.wrong.push(format!("{name} stands still without a reason"));
        }
        let told = told(case);
        self.expected += u64::from(told == Told::Once);
        let mine: Vec<&SentMail> =
            sent.iter().filter(|mail| mail.client_id.as_deref() == Some(&row.client_id)).collect();
        match (told, row.told_by == ToldBy::Client, mine.len()) {
            (Told::Once, true, 1)
            | (Told::AtMostOnce, _, 0 | 1)
            | (Told::Never, _, 0)
            | (Told::Once, false, 0) => {}
            (told, _, found) => {
                self.wrong
                    .push(format!("{name}, {told:?}: {found} mails by Quorum, told by {:?}", row.told_by));
            }
        }
        let elsewhere = row.told_reason == Some(ToldReason::AnsweredElsewhere);
        if row.state == State::Done && !elsewhere && self.wants_to_be_told(case) != (told == Told::Once) {
            self.wrong
                .push(format!("{name}: told is {told:?} ({:?}), and should be otherwise", row.told_reason));
        }
        for mail in mine {
            self.mail(&name, meeting, row, mail);
        }
        let invited = |address: &&str| *address == who || (who == INVITEES[0] && *address == ALIAS);
        let address = meeting.addresses.iter().find(|address| invited(address));
        let left = row.attempts > 0;
        if left && address.is_some_and(|address| !row.from_email.eq_ignore_ascii_case(address)) {
            self.wrong.push(format!("{name} goes out as {}, invited was {address:?}", row.from_email));
        }
        let mut attempts = steps.split(|step| *step == StepKind::Retried);
        let count = |part: &[StepKind], kind| part.iter().filter(|step| **step == kind).count();
        let too_many = attempts.any(|part| {
            count(part, StepKind::Sent) > MOST_ATTEMPTS || count(part, StepKind::MailSent) > MOST_MAILS
        });
        if too_many {
            self.wrong.push(format!("{name} was tried too often"));
        }
    }

    /// What the organizer reads.
    fn mail(&mut self, name: &str, meeting: &Meeting, row: &AnswerRow, mail: &SentMail) {
        let to: Vec<&str> = mail.mail.to.iter().chain(&mail.mail.cc).map(|to| to.email.as_str()).collect();
        if to != [meeting.organizer] {
            self.wrong.push(format!("{name} was mailed to {to:?}"));
        }
        let Some(Method::Reply { attendee, answer, .. }) = mail.mail.meeting.as_ref().map(|it| &it.method)
        else {
            return;
        };
        let said = view(*answer);
        if said != row.answer || !attendee.is(&row.from_email) {
            self.wrong.push(format!("{name}: the mail says {said:?} of {}", attendee.email));
        }
    }

    /// By what organizer, person and server want; not by what Quorum thinks of it.
    fn wants_to_be_told(&self, case: &Case<'_>) -> bool {
        let Case { row, meeting, .. } = case;
        match self.story.world.family.behaviour().mails {
            WhoMails::ServerAlways => {
                // What a server does not notice it does not tell; then the person's wish counts.
                row.told_by != ToldBy::Nobody || row.tell
            }
            WhoMails::ServerIfAsked | WhoMails::Client => meeting.requested && row.tell,
        }
    }

    /// Mails that the server sends have no ClientId: for each meeting and answer, there must be as many as were told.
    fn mails_of_the_server(&mut self, who: &str, cases: &[Case<'_>], sent: &[SentMail]) {
        // Mails of a server whose MeetingRequests are constant do not say that they are about one occurrence.
        let constant = self.story.world.family.behaviour().constant_requests;
        type Key = (String, Option<DateTime<Utc>>, Answer);
        let mut counts: BTreeMap<String, ServersMails> = BTreeMap::new();
        let mut entry = |(uid, occurrence, answer): Key, deed: &dyn Fn(&mut ServersMails)| {
            let name = format!("{} {occurrence:?} {answer:?}", uid.to_uppercase());
            deed(counts.entry(name).or_default());
        };
        // Where only changes are mailed and somebody else changed something, nobody can see what a change was.
        let changes_only = self.story.world.family.behaviour().mails_changes_only;
        let unknowable = |uid: &str| {
            changes_only && self.story.world.meeting(uid).is_some_and(|meeting| meeting.disturbed)
        };
        for case in cases.iter().filter(|case| !unknowable(&case.row.uid)) {
            let key = (case.row.uid.clone(), case.row.recurrence_id, case.row.answer);
            if tried_again_in_doubt(case) {
                entry(key.clone(), &|it| it.perhaps += 1);
            }
            // Where another program put back what the calendar had said before, an answer that arrived looks missing,
            // once for each time: `docs/reliability.md`, "What is not promised".
            let missed = case.steps.iter().filter(|step| **step == StepKind::FoundMissing).count();
            let elsewhere = case.meeting.answered_elsewhere.iter().filter(|other| **other == who).count();
            entry(key.clone(), &|it| it.perhaps += missed.min(elsewhere));
            match told(case) {
                Told::Once if case.row.told_by.is_server() => entry(key, &|it| it.once += 1),
                Told::AtMostOnce => entry(key, &|it| it.perhaps += 1),
                _ => {}
            }
        }
        for mail in sent.iter().filter(|mail| mail.by == SentBy::Server) {
            let (Some(event), Some(message)) = (mail.event(), &mail.mail.meeting) else { continue };
            let Method::Reply { attendee, answer, comment, .. } = &message.method else { continue };
            if unknowable(&event.uid) {
                continue;
            }
            let own = attendee.is(who) || (who == INVITEES[0] && attendee.is(ALIAS));
            let occurrence = event.recurrence_id.filter(|_| !constant);
            let key = (event.uid.clone(), occurrence, view(*answer));
            match comment.as_deref() {
                _ if !own => {}
                // Of two programs that give the same answer, nobody can see whose came through.
                Some(ELSEWHERE) => entry(key, &|it| {
                    it.once = it.once.saturating_sub(1);
                    it.perhaps += 1;
                }),
                _ => entry(key, &|it| it.found += 1),
            }
        }
        for (name, ServersMails { once, perhaps, found }) in counts {
            if found < once || found > once + perhaps {
                self.wrong.push(format!(
                    "{who}, {name}: the server mailed {found} times, {once} were to be told and {perhaps} perhaps"
                ));
            }
        }
    }

    /// What stands in the server's calendar is the last decision.
    fn calendar(&mut self, who: &str, cases: &[Case<'_>]) {
        let Ok(mailbox) = self.story.world.sim.mailbox(who) else { return };
        let behaviour = self.story.world.family.behaviour();
        let mut last: BTreeMap<&str, &Case<'_>> = BTreeMap::new();
        for case in cases.iter().filter(|case| case.row.stands() && !case.meeting.disturbed) {
            last.insert(&case.row.meeting, case);
        }
        for case in last.values() {
            let row = case.row;
            let item = mailbox.meeting(&row.uid);
            let there = item.and_then(|item| item.answer).map(|(answer, _)| view(answer));
            let right = match row.answer {
                Answer::Declined if behaviour.declined_leaves => item.is_none(),
                answer => there == Some(answer),
            };
            if !right {
                self.wrong.push(format!(
                    "{who} decided {:?}, and the server's calendar says {there:?}",
                    row.answer
                ));
            } else if row.confirmed_at.is_none() {
                self.wrong
                    .push(format!("{who}'s {:?} is in the calendar, and nobody saw it there", row.answer));
            }
        }
    }

    /// The cache holds what the server holds, and nothing else.
    fn mailbox(&mut self, store: &Store, who: &str, account: &str) -> Result<(), engine::store::StoreError> {
        let Ok(mailbox) = self.story.world.sim.mailbox(who) else { return Ok(()) };
        let kept = |rows: Vec<engine::store::ItemRow>| -> BTreeSet<String> {
            rows.into_iter().filter(|row| row.gone_at.is_none()).map(|row| row.server_id).collect()
        };
        let (mails, events) = (kept(store.mails(account)?), kept(store.events(account)?));
        let inbox = mailbox
            .inbox()
            .items()
            .filter(|(_, item)| item.mail().is_some_and(|it| it.mail.meeting.is_some()));
        let theirs: BTreeSet<String> = inbox.map(|(_, item)| item.server_id.to_string()).collect();
        if mails != theirs {
            self.wrong.push(format!("{who}'s Inbox has {theirs:?}, the cache {mails:?}"));
        }
        let theirs: BTreeSet<String> =
            mailbox.calendar().items().map(|(_, item)| item.server_id.to_string()).collect();
        if events != theirs {
            self.wrong.push(format!("{who}'s calendar has {theirs:?}, the cache {events:?}"));
        }
        if store.unreadable_count(account)? > 0 {
            self.wrong.push(format!("{who} has items that cannot be read"));
        }
        Ok(())
    }
}

/// How often the organizer should have heard of this answer, as Quorum tells it.
fn told(case: &Case<'_>) -> Told {
    let row = case.row;
    let lost = case.steps.iter().any(|step| matches!(step, StepKind::ReplyLost | StepKind::FoundMissing));
    let uncertain = row.trouble == Some(TroubleCode::Uncertain) || lost;
    match (row.state, row.told_reason) {
        (State::Done, None) => Told::Once,
        // Of a mail that failed, Quorum says itself whether an earlier attempt may have arrived.
        (State::Untold, _) if row.trouble == Some(TroubleCode::Uncertain) => Told::AtMostOnce,
        (State::Refused | State::Discarded, _) if uncertain => Told::AtMostOnce,
        // Given up by the person after a mail whose reply was lost.
        (State::Discarded, Some(ToldReason::GaveUp)) => Told::AtMostOnce,
        _ => Told::Never,
    }
}

/// Did the person try again what Quorum had stopped, saying that it may have arrived?
fn tried_again_in_doubt(case: &Case<'_>) -> bool {
    let stopped = case.steps.windows(2).position(|pair| pair == [StepKind::Refused, StepKind::Retried]);
    stopped.is_some_and(|at| {
        case.steps[..at].iter().any(|step| matches!(step, StepKind::ReplyLost | StepKind::FoundMissing))
    })
}

fn view(answer: exchange_sim::Answer) -> Answer {
    match answer {
        exchange_sim::Answer::Accepted => Answer::Accepted,
        exchange_sim::Answer::Tentative => Answer::Tentative,
        exchange_sim::Answer::Declined => Answer::Declined,
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Queued => "queued",
        State::Responding => "responding",
        State::Telling => "telling",
        State::Done => "done",
        State::Refused => "refused",
        State::Untold => "untold",
        State::Withdrawn => "withdrawn",
        State::Replaced => "replaced",
        State::Discarded => "discarded",
    }
}
