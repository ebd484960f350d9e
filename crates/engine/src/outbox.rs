//! The life of an answer after it was decided: MeetingResponse, then telling the organizer, each counted before it is
//! attempted, each resolved by looking when its reply was lost. `docs/answer.md` tells the whole story.
//!
//! A state is only ever left through [`Store::advance`], which refuses when the answer has moved on meanwhile, so a
//! person who takes an answer back and the outbox that sends it cannot both succeed.

mod look;
mod respond;
mod tell;
mod tidy;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use eas::{ProtocolError, Retry};

use crate::clock::{Clock, Timestamp};
use crate::connection::Connection;
use crate::error::{EngineError, Result};
use crate::hazards::{Mutant, broken};
use crate::store::{AnswerRow, LONGEST_PAUSE, NewStep, State, Store};
use crate::sync::{self, Puller};
use crate::telling;
use crate::view::{StepKind, ToldBy, ToldReason, TroubleCode};

pub(crate) use respond::Before;

/// After so many attempts a MeetingResponse waits for the person.
const MOST_ATTEMPTS: u32 = 12;
/// So many items are tried where one after the other turns out to be gone.
const MOST_TARGETS: u32 = 4;
/// After so many attempts the mail waits for the person.
const MOST_MAILS: u32 = 8;

/// So many mails about one meeting are tried at all, whoever asks for it how often.
const MOST_MAILS_OF_A_MEETING: u32 = 24;
/// An answer that waited for longer than this is held against what the server says of the meeting before it leaves.
const WAITED: TimeDelta = TimeDelta::minutes(2);

/// Who hears that an answer moved on.
pub(crate) type Moved<'a> = &'a (dyn Fn(&AnswerRow) + Send + Sync);

/// When this process sent a MeetingResponse last, by elapsed time: clocks are set while answers wait.
#[derive(Default)]
pub(crate) struct Asked(Mutex<HashMap<String, Duration>>);

impl Asked {
    fn note(&self, answer: &str, elapsed: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(answer.to_owned(), elapsed);
    }

    /// Was it this process?
    pub(crate) fn knows(&self, answer: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(answer)
    }

    /// How long ago that was; `None`: it was another process.
    fn since(&self, answer: &str, elapsed: Duration) -> Option<TimeDelta> {
        let asked = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(answer).copied()?;
        TimeDelta::from_std(elapsed.saturating_sub(asked)).ok()
    }
}

/// One run of the outbox of one mailbox.
pub(crate) struct Sender<'a, 'b> {
    pub store: &'a Store,
    pub clock: &'a dyn Clock,
    pub asked: &'b Asked,
    pub connection: &'b mut Connection<'a>,
    pub zone: chrono_tz::Tz,
    pub now: Timestamp,
    pub moved: Moved<'b>,
    pub report: sync::Report<'b>,
    /// Inbox and Calendar have been brought up to date in this run.
    pub fresh: bool,
}

impl<'a> Sender<'a, '_> {
    /// Works on every answer that is due, oldest first. A meeting's later answer waits for its earlier one.
    pub(crate) async fn run(&mut self) -> Result<()> {
        for answer in self.store.answers_in_turn(&self.connection.account.id)? {
            if answer.due(self.now) <= self.now {
                self.work_on(answer).await?;
            }
        }
        Ok(())
    }

    /// Takes one answer as far as it goes now.
    async fn work_on(&mut self, mut answer: AnswerRow) -> Result<()> {
        loop {
            let before = (answer.state, answer.attempts, answer.mail_attempts);
            answer = match answer.state {
                State::Queued => self.respond(answer).await?,
                State::Responding if broken(Mutant::NoLook) => {
                    let again = AnswerRow { state: State::Queued, ..answer };
                    self.advance(State::Responding, again, &[])?
                }
                State::Responding => self.look(answer).await?,
                State::Telling => self.tell(answer).await?,
                State::Done
                | State::Refused
                | State::Untold
                | State::Withdrawn
                | State::Replaced
                | State::Discarded => return Ok(()),
            };
            let after = (answer.state, answer.attempts, answer.mail_attempts);
            if answer.due(self.now) > self.now || after == before {
                return Ok(());
            }
        }
    }

    /// Writes a new state, with its steps; hands back what is stored then.
    fn advance(&self, from: State, answer: AnswerRow, steps: &[NewStep]) -> Result<AnswerRow> {
        if self.store.advance(from, &answer, steps, self.now)? {
            (self.moved)(&answer);
            Ok(answer)
        } else {
            Ok(self.store.answer(&answer.id)?)
        }
    }

    /// How late a server of this kind may show what it took.
    fn lag(&self) -> TimeDelta {
        TimeDelta::seconds(i64::from(telling::capabilities(&self.connection.account).lag_seconds))
    }

    /// How long ago the server was asked last; at least, where the clock was set meanwhile. `None`: by the clock that
    /// was then, it has not been yet, and nothing was noted since that tells.
    fn since_last_attempt(&self, answer: &AnswerRow) -> Result<Option<TimeDelta>> {
        if let Some(passed) = self.asked.since(&answer.id, self.clock.elapsed()) {
            return Ok(Some(passed));
        }
        let steps = self.store.steps(&answer.id)?;
        let sent = steps.iter().rposition(|(_, step)| step.kind == StepKind::Sent);
        let noted = steps.iter().skip(sent.unwrap_or(0)).find(|(at, _)| *at <= self.now);
        Ok(noted.map(|(at, _)| self.now - *at))
    }

    fn later(
        &self,
        from: State,
        answer: AnswerRow,
        state: State,
        code: TroubleCode,
        detail: &str,
        after: Option<Duration>,
    ) -> Result<AnswerRow> {
        let attempts = answer.attempts.max(answer.mail_attempts);
        let waiting = AnswerRow {
            state,
            due_at: self.now + at_least(backoff(attempts), after),
            trouble: Some(code),
            trouble_detail: detail.to_owned(),
            ..answer
        };
        self.advance(from, waiting, &[NewStep::with(StepKind::Delayed, detail)])
    }

    fn refuse(&self, from: State, answer: AnswerRow, code: TroubleCode, detail: &str) -> Result<AnswerRow> {
        // What may have arrived may have been told, too.
        let (told_by, told_reason) = match code {
            TroubleCode::Uncertain => (answer.told_by, answer.told_reason),
            _ => (ToldBy::Nobody, Some(ToldReason::Refused)),
        };
        let refused = AnswerRow {
            state: State::Refused,
            told_by,
            told_reason,
            trouble: Some(code),
            trouble_detail: detail.to_owned(),
            undo_until: None,
            ..answer
        };
        self.advance(from, refused, &[NewStep::with(StepKind::Refused, detail)])
    }

    /// What the server says of the meetings now, so that no answer goes to something that nobody has seen. A server that
    /// cannot say stops no answer; one that is not there does.
    async fn catch_up(&mut self) -> Result<()> {
        match self.pull().await {
            Err(EngineError::Protocol(error)) if error.retry() != Retry::Network => {
                tracing::warn!(%error, "an answer leaves without a look at its meeting");
                Ok(())
            }
            looked => looked,
        }
    }

    async fn pull(&mut self) -> Result<()> {
        self.fresh = true;
        let mut puller = Puller {
            store: self.store,
            connection: &mut *self.connection,
            zone: self.zone,
            now: self.now,
            report: self.report,
        };
        puller.collections().await
    }
}

/// What to call it, and whether it goes away without the person.
fn trouble(error: &ProtocolError) -> (TroubleCode, bool) {
    if error.is_mailbox_full() {
        return (TroubleCode::MailboxFull, false);
    }
    if error.is_forbidden() {
        // Nothing is wrong with the answer: this device or mailbox is shut out, perhaps until somebody lets it in.
        return (TroubleCode::Forbidden, true);
    }
    match error.retry() {
        Retry::Network => (TroubleCode::Offline, true),
        Retry::Transient { .. } => (TroubleCode::ServerBusy, true),
        Retry::SignIn => (TroubleCode::SignIn, true),
        Retry::Provision | Retry::Renegotiate | Retry::Relocate => (TroubleCode::Policy, true),
        Retry::StartOver | Retry::RefreshFolders | Retry::Resync => (TroubleCode::Gone, false),
        Retry::Simplify | Retry::Permanent => (TroubleCode::UnknownStatus, false),
    }
}

/// What the server called its failure, or what nobody knows the name of, at an answer that was sent: it may have taken
/// that all the same.
fn failure(answer: &AnswerRow) -> Option<TroubleCode> {
    let fails = [TroubleCode::MailboxError, TroubleCode::ServerBusy, TroubleCode::UnknownStatus];
    answer.trouble.filter(|code| fails.contains(code))
}

/// At least as long as a server asks to be left alone; an hour at most.
pub(crate) fn at_least(own: TimeDelta, asked: Option<Duration>) -> TimeDelta {
    let asked = asked.map(|it| TimeDelta::from_std(it).unwrap_or(LONGEST_PAUSE)).unwrap_or_default();
    own.max(asked).min(LONGEST_PAUSE)
}

/// Half a minute, doubled each time, an hour at most.
fn backoff(attempts: u32) -> TimeDelta {
    TimeDelta::seconds((30_i64 << attempts.saturating_sub(1).min(7)).min(3600))
}
