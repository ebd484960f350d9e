//! What the server says of an answer whose reply was lost or was a refusal.

use chrono::TimeDelta;
use meetings::ResponseType;
use meetings::group::Group;
use meetings::recurrence::Exception;

use crate::error::Result;
use crate::hazards::{Mutant, broken};
use crate::mailbox::{Key, Mailbox, Meeting, from_meetings};
use crate::store::{AnswerRow, NewStep, State};
use crate::telling::{self, Telling};
use crate::view::{Answer, StepKind, ToldBy, ToldReason, TroubleCode};

use super::respond::{Target, target};
use super::{MOST_ATTEMPTS, MOST_TARGETS, Sender, failure};

impl Sender<'_, '_> {
    /// The reply was lost or says that the server failed, or the process died: what does the server say?
    pub(super) async fn look(&mut self, answer: AnswerRow) -> Result<AnswerRow> {
        if let Some(code @ (TroubleCode::InvalidMeeting | TroubleCode::ServerRefused)) = answer.trouble {
            // Its reply was a refusal, and only the look after it failed.
            let detail = answer.trouble_detail.clone();
            return self.doubt(answer, None, code, &detail).await;
        }
        let said = failure(&answer);
        // Where the calendar said so before, only the server's word tells.
        let word_only = answer.repeats && said.is_some();
        if !word_only && self.shows(&answer).await? {
            return self.found(answer, "");
        }
        let detail = answer.trouble_detail.clone();
        // A server that applies answers late may just not have done it yet; asking again would tell twice.
        let lag = self.lag();
        let (passed, step) = match self.since_last_attempt(&answer)? {
            Some(passed) => (passed, None),
            None => (TimeDelta::zero(), Some(NewStep::with(StepKind::Delayed, "the clock was set back"))),
        };
        if passed < lag && !broken(Mutant::NoPatience) {
            let due_at = self.now + lag - passed;
            let waiting = AnswerRow { due_at, trouble: said.or(Some(TroubleCode::Uncertain)), ..answer };
            return self.advance(State::Responding, waiting, step.as_slice());
        }
        let often = answer.attempts >= MOST_ATTEMPTS;
        let last = often || said == Some(TroubleCode::UnknownStatus);
        let stands_still = if often && said.is_none() {
            Some((TroubleCode::Uncertain, "the reply was lost each time"))
        } else if self.answered_elsewhere(&answer)? {
            Some((
                TroubleCode::Uncertain,
                "another program answered before it was known whether this had arrived",
            ))
        } else if self.has_changed_since(&answer)? {
            Some((
                TroubleCode::Uncertain,
                "the meeting changed before it was known whether the answer had arrived",
            ))
        } else {
            said.filter(|_| last).map(|code| (code, detail.as_str()))
        };
        if let Some((code, detail)) = stands_still {
            return self.refuse(State::Responding, answer, code, detail);
        }
        // Now it is known that it did not arrive.
        let again = AnswerRow { state: State::Queued, due_at: self.now, trouble: None, ..answer };
        let missing = NewStep::plain(StepKind::FoundMissing);
        let steps = if word_only { &[][..] } else { std::slice::from_ref(&missing) };
        self.advance(State::Responding, again, steps)
    }

    /// Does the server's calendar show this answer?
    ///
    /// A Sync after one whose reply was lost gets that same reply again, word for word; it may be older than what is
    /// looked for. So what is missing is looked for a second time.
    async fn shows(&mut self, answer: &AnswerRow) -> Result<bool> {
        self.pull().await?;
        if self.applied(answer)? {
            return Ok(true);
        }
        if broken(Mutant::LooksOnce) {
            return Ok(false);
        }
        self.pull().await?;
        self.applied(answer)
    }

    /// Status 2 or 4: the answer may have been applied by an attempt whose reply was lost, or the item that was named
    /// has gone meanwhile. Looked at before it is called a refusal.
    pub(super) async fn doubt(
        &mut self,
        answer: AnswerRow,
        named: Option<&Target>,
        code: TroubleCode,
        detail: &str,
    ) -> Result<AnswerRow> {
        let answer = if named.is_some() {
            // The server has said no; looking may fail, and that has to be known then.
            let refused = AnswerRow { trouble: Some(code), trouble_detail: detail.to_owned(), ..answer };
            self.advance(State::Responding, refused, &[NewStep::with(StepKind::Delayed, detail)])?
        } else {
            answer
        };
        // Where it was there before, seeing it says nothing, and the server has said no.
        if self.shows(&answer).await? && !answer.repeats {
            let lost = |step: &NewStep| matches!(step.kind, StepKind::ReplyLost | StepKind::FoundMissing);
            return if self.store.steps(&answer.id)?.iter().any(|(_, step)| lost(step)) {
                self.found(answer, detail)
            } else {
                self.was_given_elsewhere(answer, detail)
            };
        }
        let mailbox = Mailbox::load(self.store, &self.connection.account.id, self.zone)?;
        let again = target(&mailbox, &answer).is_ok_and(|now| {
            let other = named.is_none_or(|named| {
                (&now.collection, &now.server_id) != (&named.collection, &named.server_id)
            });
            answer.attempts < if other { MOST_TARGETS } else { 2 }
                && (other || code == TroubleCode::ServerRefused)
                || broken(Mutant::BlindRetry)
        });
        if again {
            let again = AnswerRow { state: State::Queued, due_at: self.now, ..answer };
            return self.advance(State::Responding, again, &[]);
        }
        self.refuse(State::Responding, answer, code, detail)
    }

    /// The calendar holds this answer.
    fn found(&self, answer: AnswerRow, detail: &str) -> Result<AnswerRow> {
        // As it was when it was sent, whatever the mailbox's settings or its server are by now.
        let telling = Telling::of_attempt(answer.told_by, answer.told_reason);
        let step = NewStep::with(StepKind::FoundApplied, detail);
        let found = self.advance(State::Responding, answer, &[step])?;
        if found.state != State::Responding {
            return Ok(found);
        }
        // It did before, too: whether the server told the organizer once more, nobody can see.
        if found.repeats && telling.by().is_server() {
            let taken = AnswerRow { responded_at: Some(self.now), ..found };
            let detail = "the reply was lost, and the calendar had said so before";
            return self.untold(State::Responding, taken, ToldReason::GaveUp, TroubleCode::Uncertain, detail);
        }
        self.taken(found, String::new(), telling)
    }

    /// The calendar holds this answer, and it was not this program that put it there.
    fn was_given_elsewhere(&self, answer: AnswerRow, detail: &str) -> Result<AnswerRow> {
        let done = AnswerRow {
            state: State::Done,
            responded_at: Some(self.now),
            told_by: ToldBy::Nobody,
            told_reason: Some(ToldReason::AnsweredElsewhere),
            trouble: None,
            trouble_detail: String::new(),
            ..answer
        };
        let steps = [NewStep::with(StepKind::FoundApplied, detail), NewStep::plain(StepKind::NotTold)];
        self.advance(State::Responding, done, &steps)
    }

    /// Is the answer already in the calendar on the server?
    fn applied(&self, answer: &AnswerRow) -> Result<bool> {
        let mailbox = Mailbox::load(self.store, &self.connection.account.id, self.zone)?;
        let key = Key { uid: answer.uid.clone(), recurrence_id: answer.recurrence_id };
        let Some(meeting) = mailbox.meetings.get(&key) else { return Ok(false) };
        // A declined meeting leaves the calendar; so does one that was called off.
        let cancelled = meeting.group.as_ref().is_some_and(Group::is_cancelled);
        let left = has_left(&mailbox, &key, meeting) && meeting.live_request().is_none();
        let shown = shown(&mailbox, &key, meeting);
        Ok(match answer.answer {
            Answer::Declined => (left || shown == Some(Answer::Declined)) && !cancelled,
            answer => shown == Some(answer),
        })
    }

    /// Does the calendar show an answer that is neither this one nor the one given here before? It may have come after
    /// this one and hide it.
    fn answered_elsewhere(&self, answer: &AnswerRow) -> Result<bool> {
        let mailbox = Mailbox::load(self.store, &self.connection.account.id, self.zone)?;
        let key = Key { uid: answer.uid.clone(), recurrence_id: answer.recurrence_id };
        let Some(meeting) = mailbox.meetings.get(&key) else { return Ok(false) };
        let shown = shown(&mailbox, &key, meeting);
        let mut others = meeting.answers.iter().filter(|row| row.id != answer.id);
        let before = others.find(|row| row.responded_at.is_some()).map(|row| row.answer);
        Ok(shown.is_some() && shown != before)
    }

    /// Has the organizer sent anything about this meeting, or the series it belongs to, since the person decided? Then
    /// an answer may be missing in the calendar because the change has taken it away.
    fn has_changed_since(&self, answer: &AnswerRow) -> Result<bool> {
        let mailbox = Mailbox::load(self.store, &self.connection.account.id, self.zone)?;
        let Some(seen) = answer.dtstamp else { return Ok(false) };
        let keys =
            [answer.recurrence_id, None].map(|recurrence_id| Key { uid: answer.uid.clone(), recurrence_id });
        let stamps = keys.iter().filter_map(|key| mailbox.meetings.get(key)).flat_map(|meeting| {
            let mail = meeting.newest_mail().and_then(|mail| mail.details.dt_stamp);
            let event = meeting.event.and_then(|at| mailbox.events.get(at));
            mail.into_iter().chain(event.and_then(|event| event.details.dt_stamp))
        });
        Ok(stamps.max().is_some_and(|newest| newest > seen))
    }
}

/// Has the meeting left the calendar, as one does that was declined? Where such meetings stay, its absence says nothing.
fn has_left(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> bool {
    mailbox.event(key, meeting).is_none() && !telling::capabilities(&mailbox.account).keeps_declined
}

pub(super) fn confirmed(mailbox: &Mailbox, key: &Key, meeting: &Meeting, answer: &AnswerRow) -> bool {
    let left = answer.answer == Answer::Declined && has_left(mailbox, key, meeting);
    left || shown(mailbox, key, meeting) == Some(answer.answer)
}

/// The answer that the calendar shows: in the meeting's own item, or for one date in its series', where an exception
/// tells what is not as with the rest. A date that was declined has left the series.
pub(super) fn shown(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Option<Answer> {
    let event = mailbox.event(key, meeting)?;
    let of_series = || event.response.and_then(ResponseType::answer).map(from_meetings);
    let Some(date) = key.recurrence_id.filter(|_| meeting.event.is_none()) else { return of_series() };
    let exceptions = event.series.iter().flat_map(|series| &series.exceptions).zip(&event.exceptions);
    let differs = exceptions.into_iter().find(|(exception, _)| exception.recurrence_id() == date);
    match differs {
        Some((Exception::Deleted { .. }, _)) => Some(Answer::Declined),
        Some((Exception::Changed { .. }, look)) => match look.response {
            Some(response) => response.answer().map(from_meetings),
            None => of_series(),
        },
        None => of_series(),
    }
}
