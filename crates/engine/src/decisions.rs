//! What a person decides about an invitation: enter it into the outbox, edit it or take it back while it waits, try
//! again, give up.
//!
//! Nothing here talks to a server; the outbox carries out what is entered.

use chrono::TimeDelta;

use crate::cards;
use crate::clock::Timestamp;
use crate::coming;
use crate::engine::Engine;
use crate::error::{EngineError, Result};
use crate::hazards::{Mutant, broken};
use crate::mailbox::{Key, Mailbox, Meeting};
use crate::outbox::Before;
use crate::proposing::{self, Wanted};
use crate::store::{AnswerRow, NewStep, Proposed, State};
use crate::telling;
use crate::view::{
    Answer, AnswerFrom, InvitationState, NotAnswerable, Receipt, StepKind, ToldReason, TroubleCode,
};

/// A decision.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Which mailbox.
    pub account: String,
    /// Which meeting.
    pub meeting: String,
    /// Only this date of the series that `meeting` is, by its original start.
    pub occurrence: Option<Timestamp>,
    /// The answer.
    pub answer: Answer,
    /// Text for the organizer; may be empty.
    pub comment: String,
    /// Another time, start and end, that is proposed with a tentative or declining answer.
    pub propose: Option<(Timestamp, Timestamp)>,
    /// Tell the organizer, where there is a choice.
    pub tell: bool,
    /// Act on this item; `None`: whichever is right.
    pub from: Option<AnswerFrom>,
    /// How long it can be taken back before anything is sent.
    pub undo: TimeDelta,
}

/// What an answer that has not left yet is to be instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The answer.
    pub answer: Answer,
    /// Text for the organizer; may be empty.
    pub comment: String,
    /// Another time, start and end, that is proposed with it.
    pub propose: Option<(Timestamp, Timestamp)>,
    /// Tell the organizer, where there is a choice.
    pub tell: bool,
}

/// What came of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    /// It is in the outbox.
    Entered(Box<Receipt>),
    /// It was answered so before, here: that receipt.
    Before(Box<Receipt>),
    /// The calendar says so already, answered with another program: nothing is sent.
    Elsewhere,
}

/// Of an answer that was to be edited or taken back.
const LEFT: EngineError = EngineError::TooLate("This answer has left already; give another one instead.");

impl Engine {
    /// Enters a decision into the outbox. Nothing is sent before its undo time is over; nothing is sent at all where
    /// the same was answered before. It takes the place of an earlier one that has not left yet; one that has left is
    /// followed by this one.
    pub fn decide(&self, decision: &Decision) -> Result<Decided> {
        let mailbox = self.mailbox(&decision.account)?;
        let Some((key, meeting)) = mailbox.find(&decision.meeting) else {
            let outdated =
                cards::outdated(&mailbox, self.now()).into_iter().find(|(id, ..)| *id == decision.meeting);
            return Err(match outdated {
                Some((_, newest, _)) => {
                    EngineError::NotAnswerable { reason: NotAnswerable::Outdated, newest: Some(newest) }
                }
                None => EngineError::NotFound("meeting"),
            });
        };
        let date = match decision.occurrence {
            Some(at) => {
                let date = coming::date(&mailbox, key, meeting, at);
                Some(date.ok_or(EngineError::NotFound("date of this series"))?)
            }
            None => None,
        };
        // What the series says of it: called off, or taken out of it.
        let date_alone =
            decision.occurrence.and_then(|at| coming::one(&mailbox, key, meeting, at, self.now()));
        let off = date_alone.and_then(|alone| alone.date.impossible);
        let (key, meeting) = date.as_ref().map_or((key, meeting), |(key, meeting)| (key, meeting));
        let standing = mailbox.standing(key, meeting);
        if standing.answer == Some(decision.answer) && !broken(Mutant::RepeatTells) {
            match meeting.standing_answer() {
                Some(mine) if says_the_same(mine, decision) => {
                    return Ok(Decided::Before(Box::new(self.receipt_of(mine)?)));
                }
                None if decision.comment.is_empty()
                    && decision.propose.is_none()
                    && standing.state == InvitationState::Answered =>
                {
                    return Ok(Decided::Elsewhere);
                }
                _ => {}
            }
        }
        let from = match decision.from {
            // That item and no other, so it has to be possible with that one.
            Some(item) => standing.from.and(Ok(item)),
            None => standing.from,
        };
        let from = cards::possible(&mailbox, key, meeting, from);
        let from = off.map_or(from, Err);
        let waiting = meeting.standing_answer().is_some_and(|mine| mine.state.is_active());
        match from {
            // What the server would do wrong, it does wrong later, too.
            Err(reason) if !waiting || reason == NotAnswerable::OneOccurrence => {
                return Err(EngineError::NotAnswerable { reason, newest: None });
            }
            Ok(_) | Err(_) => {}
        }
        let answer = self.new_answer(&mailbox, key, meeting, decision)?;
        self.0.store.enter(&answer, self.now())?;
        self.moved(&answer);
        self.line(&decision.account)?.wake.notify_one();
        Ok(Decided::Entered(Box::new(self.receipt_of(&answer)?)))
    }

    fn new_answer(
        &self,
        mailbox: &Mailbox,
        key: &Key,
        meeting: &Meeting,
        decision: &Decision,
    ) -> Result<AnswerRow> {
        let now = self.now();
        let event = mailbox.event(key, meeting);
        let details = mailbox.details(key, meeting).ok_or(EngineError::NotFound("meeting"))?;
        let organizer = meeting.organizer(event);
        let requested = meeting.requested(event);
        let before = Before::of(mailbox, key, meeting, decision.answer, None);
        let wanted = decision.propose.map(|time| Wanted {
            answer: decision.answer,
            tell: decision.tell,
            time,
            is: (details.start, details.end),
        });
        let proposed = wanted
            .map(|wanted| proposing::proposed(mailbox, key, meeting, &wanted, now))
            .transpose()
            .map_err(EngineError::NotProposable)?;
        let telling = telling::telling(&mailbox.account, requested, decision.tell, before.same);
        let telling = proposing::carried(telling, proposed.as_ref());
        let undo = decision.undo > TimeDelta::zero();
        Ok(AnswerRow {
            id: uuid::Uuid::new_v4().simple().to_string().split_off(16),
            account: mailbox.account.id.clone(),
            meeting: key.id(&mailbox.account.id),
            uid: key.uid.clone(),
            recurrence_id: key.recurrence_id,
            answer: decision.answer,
            comment: decision.comment.trim().to_owned(),
            proposed,
            tell: decision.tell,
            source: decision.from,
            client_id: uuid::Uuid::new_v4().simple().to_string(),
            subject: details.subject.clone(),
            start: details.start,
            end: details.end,
            all_day: details.all_day,
            recurring: details.recurring,
            location: details.location.clone(),
            organizer_name: organizer.name,
            organizer_email: organizer.email,
            from_name: mailbox.account.name.clone(),
            from_email: cards::own_address(mailbox, meeting, event),
            requested,
            dtstamp: meeting.answered_version(event),
            sequence: None,
            version: String::new(),
            state: State::Queued,
            told_by: telling.by(),
            told_reason: telling.reason(),
            due_at: now + decision.undo,
            undo_until: undo.then(|| now + decision.undo),
            attempts: 0,
            mail_attempts: 0,
            unshown: 0,
            repeats: before.repeats,
            calendar_id: String::new(),
            decided_at: now,
            responded_at: None,
            told_at: None,
            confirmed_at: None,
            trouble: None,
            trouble_detail: String::new(),
        })
    }

    /// Edits an answer that has not left yet: the answer itself, its comment, the time it proposes, the wish to tell. It
    /// keeps its turn and its undo time; its receipt has a new id.
    ///
    /// # Errors
    /// [`EngineError::TooLate`] once it has left; nothing is changed then.
    pub fn edit(&self, answer: &str, edit: &Edit) -> Result<Receipt> {
        let earlier = self.0.store.answer(answer)?;
        if earlier.state != State::Queued {
            return Err(LEFT);
        }
        let decision = Decision {
            account: earlier.account.clone(),
            meeting: earlier.meeting.clone(),
            // The meeting is that one date, where it was about one.
            occurrence: None,
            answer: edit.answer,
            comment: edit.comment.clone(),
            propose: edit.propose,
            tell: edit.tell,
            from: earlier.source,
            undo: TimeDelta::zero(),
        };
        let mailbox = self.mailbox(&earlier.account)?;
        let (key, meeting) = mailbox.find(&earlier.meeting).ok_or(EngineError::NotFound("meeting"))?;
        let edited = AnswerRow {
            due_at: earlier.due_at,
            undo_until: earlier.undo_until,
            trouble: earlier.trouble,
            trouble_detail: earlier.trouble_detail.clone(),
            ..self.new_answer(&mailbox, key, meeting, &decision)?
        };
        let time = |row: &AnswerRow| row.proposed.as_ref().map(Proposed::time);
        let wish = |row: &AnswerRow| (row.answer, row.comment.clone(), time(row), row.tell);
        if wish(&edited) == wish(&earlier) {
            return self.receipt_of(&earlier);
        }
        if !self.0.store.replace(answer, &edited, self.now())? {
            return Err(LEFT);
        }
        self.moved(&edited);
        self.line(&edited.account)?.wake.notify_one();
        self.receipt_of(&edited)
    }

    /// Takes an answer back that has not left yet.
    ///
    /// # Errors
    /// [`EngineError::TooLate`] once it has left.
    pub fn undo(&self, answer: &str) -> Result<Receipt> {
        let waiting = [State::Queued, State::Responding];
        let waiting = if broken(Mutant::LateUndo) { &waiting[..] } else { &waiting[..1] };
        self.change(answer, waiting, LEFT, |row| {
            row.state = State::Withdrawn;
            row.undo_until = None;
            row.trouble = None;
            Some(StepKind::Withdrawn)
        })
    }

    /// Ends the undo time.
    ///
    /// # Errors
    /// [`EngineError::TooLate`] once it has left.
    pub fn send_now(&self, answer: &str) -> Result<Receipt> {
        let now = self.now();
        self.change(answer, &[State::Queued], LEFT, |row| {
            row.undo_until = None;
            row.due_at = now;
            // That it is sent is the next step.
            None
        })
    }

    /// Tries the failed part of an answer again, now.
    pub fn retry(&self, answer: &str) -> Result<Receipt> {
        let now = self.now();
        self.is_the_last_word(answer)?;
        let stuck = [State::Queued, State::Responding, State::Telling, State::Refused, State::Untold];
        let settled = EngineError::NotNow("There is nothing to try again.");
        self.change(answer, &stuck, settled, |row| {
            match row.state {
                State::Refused => {
                    row.state = State::Queued;
                    // What is not in doubt is no reason to look before it leaves.
                    row.trouble = row.trouble.filter(|code| *code == TroubleCode::Uncertain);
                }
                // Whether a mail arrived whose reply was lost is the person's to judge from here on.
                State::Untold => {
                    row.state = State::Telling;
                    row.told_reason = None;
                    row.mail_attempts = 0;
                    row.trouble = None;
                }
                _ => {}
            }
            row.due_at = now;
            Some(StepKind::Retried)
        })
    }

    /// What was decided before is not brought up again after a change of mind: it would be the organizer's last news.
    fn is_the_last_word(&self, answer: &str) -> Result<()> {
        let row = self.0.store.answer(answer)?;
        // One that is still at work comes before the later one anyhow.
        if row.state.is_active() {
            return Ok(());
        }
        let later = |other: &AnswerRow| other.meeting == row.meeting && other.stands();
        let answers = self.0.store.answers(&row.account)?;
        if answers.iter().take_while(|other| other.id != row.id).any(later) {
            return Err(EngineError::TooLate("You have given another answer to this meeting since."));
        }
        Ok(())
    }

    /// Gives up an answer that stands still.
    pub fn discard(&self, answer: &str) -> Result<Receipt> {
        let settled = EngineError::NotNow("There is nothing to give up.");
        self.change(answer, &[State::Refused, State::Untold], settled, |row| {
            row.state = State::Discarded;
            row.told_reason.get_or_insert(ToldReason::GaveUp);
            // What nobody can know stays unknown.
            row.trouble = row.trouble.filter(|code| *code == TroubleCode::Uncertain);
            Some(StepKind::Discarded)
        })
    }

    fn change(
        &self,
        answer: &str,
        states: &[State],
        too_late: EngineError,
        deed: impl FnOnce(&mut AnswerRow) -> Option<StepKind>,
    ) -> Result<Receipt> {
        let mut row = self.0.store.answer(answer)?;
        let before = row.state;
        if !states.contains(&before) {
            return Err(too_late);
        }
        let steps: Vec<NewStep> = deed(&mut row).map(NewStep::plain).into_iter().collect();
        if !self.0.store.advance(before, &row, &steps, self.now())? {
            return Err(too_late);
        }
        self.moved(&row);
        self.line(&row.account)?.wake.notify_one();
        self.receipt_of(&row)
    }
}

/// Is the answer that stands already what is decided now? Without a comment the one it has stays.
fn says_the_same(mine: &AnswerRow, decision: &Decision) -> bool {
    let comment = decision.comment.trim();
    // What has left is told or not, and a wish comes too late for it.
    let told = mine.state != State::Queued || mine.tell == decision.tell;
    // An answer without a proposal takes back the one that was made with the same answer before.
    let time = mine.proposed.as_ref().map(Proposed::time);
    mine.answer == decision.answer
        && time == decision.propose
        && told
        && (comment.is_empty() || mine.comment == comment)
}
