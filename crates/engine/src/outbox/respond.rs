//! MeetingResponse: what it names, whether it may leave now, and what its statuses mean.

use chrono::TimeDelta;
use eas::{MeetingResponse, MeetingResponseMeaning, Retry, SendResponse, UserResponse};
use meetings::message::Proposal;

use crate::cards;
use crate::clock::Timestamp;
use crate::connection::Moment;
use crate::error::{EngineError, Result};
use crate::hazards::{Mutant, broken};
use crate::mailbox::{Key, Mailbox, Meeting, is_expected_back, was_moved_since};
use crate::proposing::{self, About};
use crate::read::{Details, Mail};
use crate::store::{AccountRow, AnswerRow, NewStep, Proposed, State};
use crate::telling::{self, Telling};
use crate::view::{
    Answer, AnswerFrom, NotAnswerable, NotProposable, ProposalCarrier, StepKind, ToldBy, ToldReason,
    TroubleCode,
};

use super::look::shown;
use super::{MOST_ATTEMPTS, Sender, WAITED, at_least, backoff, trouble};

impl Sender<'_, '_> {
    /// MeetingResponse, once.
    pub(super) async fn respond(&mut self, answer: AnswerRow) -> Result<AnswerRow> {
        let mut mailbox = Mailbox::load(self.store, &self.connection.account.id, self.zone)?;
        // Where the server mails changes only, whether this is one is not left to what was seen minutes ago.
        let unnoticed = telling::capabilities(&self.connection.account).mails_changes_only
            && before(&mailbox, &answer).same;
        if !self.fresh && (unnoticed || self.now - answer.decided_at > WAITED) {
            self.catch_up().await?;
            mailbox = Mailbox::load(self.store, &self.connection.account.id, self.zone)?;
        }
        let mut named = target(&mailbox, &answer);
        if named.is_err() && !self.fresh {
            // A server that has forgotten us, or renamed everything, has emptied what is here, too.
            self.pull().await?;
            mailbox = Mailbox::load(self.store, &self.connection.account.id, self.zone)?;
            named = target(&mailbox, &answer);
        }
        if let Some(left) = self.earlier_answer_shows_in(&mailbox, &answer)? {
            let waiting = AnswerRow { due_at: self.now + left, ..answer };
            return self.advance(State::Queued, waiting, &[]);
        }
        // Of one that the person tries again although nobody knows whether it arrived, that stays so.
        let in_doubt = answer.trouble.filter(|code| *code == TroubleCode::Uncertain);
        let target = match named {
            Ok(target) => target,
            Err(trouble) => {
                let (code, detail) = (in_doubt.unwrap_or(trouble), "nothing left to answer on the server");
                return self.refuse(State::Queued, answer, code, detail);
            }
        };
        if target.is_another_version(&answer) && !broken(Mutant::UnseenVersion) {
            let detail = "the meeting was moved after this was decided";
            return self.refuse(State::Queued, answer, in_doubt.unwrap_or(TroubleCode::Changed), detail);
        }
        let proposed = match self.proposed_now(&mailbox, &answer) {
            Ok(proposed) => proposed,
            Err(reason) => {
                let detail = crate::error::not_proposable(reason);
                return self.refuse(
                    State::Queued,
                    answer,
                    in_doubt.unwrap_or(TroubleCode::CannotPropose),
                    detail,
                );
            }
        };
        // Afterwards the calendar holds this answer anyhow, so what was found before the first attempt counts.
        let before = before(&mailbox, &answer);
        let repeats = (answer.attempts == 0 || answer.repeats) && before.repeats;
        let telling = telling::telling(&self.connection.account, answer.requested, answer.tell, before.same);
        let telling = proposing::carried(telling, proposed.as_ref());
        let sequence = match (telling, &target.mail) {
            (Telling::ByMail, Some(mail)) => self.sequence(mail).await,
            _ => None,
        };
        // Before anything is entered: meanwhile it can still be taken back.
        self.connection.let_the_second_pass(Moment::Synced).await;
        // Who tells of the attempts before this one, if there were any.
        let earlier = (answer.attempts > 0 && answer.told_reason != Some(ToldReason::Refused))
            .then_some((answer.told_by, answer.told_reason));
        let sent = AnswerRow {
            state: State::Responding,
            attempts: answer.attempts + 1,
            sequence: sequence.or(answer.sequence),
            proposed,
            version: self.connection.account.version.clone(),
            told_by: telling.by(),
            told_reason: telling.reason(),
            repeats,
            undo_until: None,
            trouble: None,
            trouble_detail: String::new(),
            ..answer
        };
        let step = NewStep::with(StepKind::Sent, format!("MeetingResponse, attempt {}", sent.attempts));
        let sent = match broken(Mutant::CountedAfterwards) {
            true => sent,
            false => self.advance(State::Queued, sent, std::slice::from_ref(&step))?,
        };
        if sent.state != State::Responding {
            return Ok(sent);
        }
        if broken(Mutant::MailBeforeStatus) && telling == Telling::ByMail {
            self.mail_at_once(&sent).await;
        }
        let command = MeetingResponse {
            user_response: user_response(sent.answer),
            collection: target.collection.as_str().into(),
            request_id: target.server_id.as_str().into(),
            instance_id: target.instance_id.filter(|_| !broken(Mutant::WholeSeries)),
            send_response: self.send_response(&sent, telling),
        };
        let answered = self.connection.ask(&command).await;
        self.connection.note(Moment::Changed);
        self.asked.note(&sent.id, self.clock.elapsed());
        let sent = match broken(Mutant::CountedAfterwards) {
            true => self.advance(State::Queued, sent, &[step])?,
            false => sent,
        };
        // One that did nothing tells nobody; if the calendar has the answer all the same, it is from one before.
        let undone = |sent: AnswerRow| match earlier {
            Some((told_by, told_reason)) => AnswerRow { told_by, told_reason, ..sent },
            None => sent,
        };
        match answered {
            Ok(reply) => {
                let calendar_id = reply.calendar_id.map(|id| id.to_string()).unwrap_or_default();
                match reply.status.known() {
                    Some(MeetingResponseMeaning::Success) => self.taken(sent, calendar_id, telling),
                    Some(MeetingResponseMeaning::InvalidMeetingRequest) => {
                        let detail = "status 2, not a valid invitation";
                        self.doubt(undone(sent), Some(&target), TroubleCode::InvalidMeeting, detail).await
                    }
                    Some(MeetingResponseMeaning::ServerError) => {
                        let detail = "status 4, server error";
                        self.doubt(undone(sent), Some(&target), TroubleCode::ServerRefused, detail).await
                    }
                    Some(MeetingResponseMeaning::MailboxError) => {
                        let again = if sent.attempts < 2 { TimeDelta::zero() } else { TimeDelta::hours(1) };
                        let detail = "status 3, mailbox error";
                        self.failed(sent, TroubleCode::MailboxError, detail, again)
                    }
                    Some(MeetingResponseMeaning::Common(_)) | None => {
                        let detail = format!("status {}", reply.status);
                        match reply.status.retry() {
                            Some(Retry::Transient { after }) => {
                                let again = at_least(backoff(sent.attempts), after);
                                self.failed(sent, TroubleCode::ServerBusy, &detail, again)
                            }
                            // It may be a kind of yes: what the calendar says counts.
                            _ => self.failed(sent, TroubleCode::UnknownStatus, &detail, TimeDelta::zero()),
                        }
                    }
                }
            }
            Err(EngineError::Protocol(error)) if error.may_have_arrived() => {
                let lost = AnswerRow {
                    trouble: Some(TroubleCode::Uncertain),
                    trouble_detail: error.to_string(),
                    due_at: self.now + at_least(backoff(sent.attempts), error.after()),
                    ..sent
                };
                let step = NewStep::with(StepKind::ReplyLost, error.to_string());
                self.advance(State::Responding, lost, &[step])
            }
            Err(EngineError::Protocol(error)) => {
                let (code, waits) = trouble(&error);
                let detail = error.to_string();
                match (code, waits) {
                    (TroubleCode::ServerBusy, _) => {
                        let again = at_least(backoff(sent.attempts), error.after());
                        self.failed(sent, code, &detail, again)
                    }
                    (_, true) => {
                        self.later(State::Responding, undone(sent), State::Queued, code, &detail, None)
                    }
                    (_, false) => self.refuse(State::Responding, undone(sent), code, &detail),
                }
            }
            Err(error @ EngineError::Policy(_)) => self.later(
                State::Responding,
                sent,
                State::Queued,
                TroubleCode::Policy,
                &error.to_string(),
                None,
            ),
            Err(error) => Err(error),
        }
    }

    /// The other time that goes with an answer, and how as things are now: the organizer may have said meanwhile that they
    /// want no proposals, and servers change.
    fn proposed_now(&self, mailbox: &Mailbox, answer: &AnswerRow) -> Result<Option<Proposed>, NotProposable> {
        let Some(proposed) = answer.proposed else { return Ok(None) };
        let key = Key { uid: answer.uid.clone(), recurrence_id: answer.recurrence_id };
        let Some(meeting) = mailbox.meetings.get(&key) else { return Ok(Some(proposed)) };
        let about = About { requested: answer.requested, ..About::of(mailbox, &key, meeting) };
        let carrier = proposing::carrier(&self.connection.account, about, answer.answer)?;
        Ok(Some(Proposed { carrier, ..proposed }))
    }

    /// What the server is to mail. One that mails by itself has to be told only what it passes on: a proposal, a comment.
    fn send_response(&self, sent: &AnswerRow, telling: Telling) -> Option<SendResponse> {
        let comment = || {
            let reaches = telling::comment_reaches(&self.connection.account, ToldBy::Server, sent.answer);
            reaches && !sent.comment.is_empty()
        };
        let asked = match telling {
            Telling::BySendResponse => true,
            Telling::ByServer | Telling::LeftToServer => sent.proposed.is_some() || comment(),
            Telling::ByMail | Telling::Not(_) => false,
        };
        let text = || match sent.proposed {
            Some(proposed) if proposed.carrier == ProposalCarrier::Words => {
                let proposal = Proposal { start: proposed.start, end: proposed.end };
                meetings::reply::with_words(&sent.comment, &proposal, self.zone, self.now)
            }
            _ => sent.comment.clone(),
        };
        let element = |proposed: &Proposed| proposed.carrier == ProposalCarrier::SendResponse;
        let proposed = sent.proposed.filter(element).map(|proposed| proposed.time());
        asked.then(|| SendResponse { text: text(), proposed })
    }

    /// How long to wait until an answer that was given before shows in the calendar, on a server that is late. Until it
    /// does, nobody can tell the two apart by looking.
    fn earlier_answer_shows_in(&self, mailbox: &Mailbox, answer: &AnswerRow) -> Result<Option<TimeDelta>> {
        let key = Key { uid: answer.uid.clone(), recurrence_id: answer.recurrence_id };
        let Some(meeting) = mailbox.meetings.get(&key) else { return Ok(None) };
        let mut others = meeting.answers.iter().filter(|row| row.id != answer.id);
        let earlier = others.find(|row| row.responded_at.is_some());
        let Some(earlier) = earlier.filter(|row| row.confirmed_at.is_none()) else { return Ok(None) };
        let event = meeting.event.and_then(|at| mailbox.events.get(at));
        if event.is_some_and(|event| was_moved_since(event, earlier)) {
            return Ok(None);
        }
        // Where the clock was set back nobody can say how long ago that was, and counting from now would never end.
        let Some(passed) = self.since_last_attempt(earlier)? else { return Ok(None) };
        Ok(Some(self.lag() - passed).filter(|left| *left > TimeDelta::zero()))
    }

    /// The server says that it failed. Nearly all that say so have done nothing, but some have; so nobody can take the
    /// answer back any more, and it leaves again only after a look, when its kind of server has had the time to show it.
    /// Where it was tried often enough, or nobody knows what the server said, that look is the last thing.
    fn failed(
        &self,
        answer: AnswerRow,
        code: TroubleCode,
        detail: &str,
        again: TimeDelta,
    ) -> Result<AnswerRow> {
        let undescribed = code == TroubleCode::UnknownStatus;
        let last = undescribed || answer.attempts >= MOST_ATTEMPTS;
        if last && answer.repeats {
            // Seeing it would say nothing, so the server's word is all there is; if it is one.
            let in_doubt = undescribed && answer.told_by.is_server();
            let code = if in_doubt { TroubleCode::Uncertain } else { code };
            return self.refuse(State::Responding, answer, code, detail);
        }
        let pause = if last { TimeDelta::zero() } else { again.max(self.lag()) };
        let waiting = AnswerRow {
            due_at: self.now + pause,
            trouble: Some(code),
            trouble_detail: detail.to_owned(),
            ..answer
        };
        self.advance(State::Responding, waiting, &[NewStep::with(StepKind::Delayed, detail)])
    }

    /// Status 1, or found applied.
    pub(super) fn taken(
        &self,
        answer: AnswerRow,
        calendar_id: String,
        telling: Telling,
    ) -> Result<AnswerRow> {
        // A Sync in the future was one before the clock was set back, and says nothing of this answer.
        let account = self.store.account(&answer.account)?;
        if account.synced_at.is_some_and(|at| at > self.now) {
            self.store.put_account(&AccountRow { synced_at: None, ..account })?;
        }
        let mut steps = vec![NewStep::plain(StepKind::Taken)];
        let taken = AnswerRow {
            responded_at: Some(self.now),
            calendar_id,
            told_by: telling.by(),
            told_reason: telling.reason(),
            due_at: self.now,
            trouble: None,
            trouble_detail: String::new(),
            ..answer
        };
        let taken = match telling {
            Telling::ByMail => AnswerRow { state: State::Telling, ..taken },
            _ if broken(Mutant::MailAnyway) => AnswerRow { state: State::Telling, ..taken },
            Telling::BySendResponse | Telling::ByServer => {
                steps.push(NewStep::with(StepKind::Told, "by the server"));
                AnswerRow { state: State::Done, told_at: Some(self.now), ..taken }
            }
            Telling::LeftToServer => {
                steps.push(NewStep::plain(StepKind::LeftToServer));
                AnswerRow { state: State::Done, told_at: Some(self.now), ..taken }
            }
            Telling::Not(_) => {
                steps.push(NewStep::plain(StepKind::NotTold));
                AnswerRow { state: State::Done, ..taken }
            }
        };
        self.advance(State::Responding, taken, &steps)
    }
}

/// What the calendar says, or will say soon, without this answer (`but`).
pub(crate) struct Before {
    /// The server will see no change in this answer.
    pub same: bool,
    /// Seeing this answer in the calendar later proves nothing: it may be there from an earlier one.
    pub repeats: bool,
}

impl Before {
    pub(crate) fn of(
        mailbox: &Mailbox,
        key: &Key,
        meeting: &Meeting,
        answer: Answer,
        but: Option<&str>,
    ) -> Self {
        let in_calendar = shown(mailbox, key, meeting);
        // A server that is late does not show yet what it took a moment ago.
        let on_its_way = || {
            let others = meeting.answers.iter().filter(|row| but != Some(row.id.as_str()));
            others.filter(|row| row.responded_at.is_some() && row.confirmed_at.is_none())
        };
        let last =
            meeting.answers.iter().find(|row| but != Some(row.id.as_str()) && row.responded_at.is_some());
        let expected = last.filter(|row| is_expected_back(row)).map(|row| row.answer).or(in_calendar);
        Self {
            same: expected == Some(answer),
            repeats: in_calendar == Some(answer)
                || on_its_way().any(|row| row.answer == answer)
                // What was declined has left the calendar, and cannot leave it again.
                || (answer == Answer::Declined
                    && in_calendar.is_none()
                    && last.is_some_and(|row| row.answer == answer)),
        }
    }
}

fn before(mailbox: &Mailbox, answer: &AnswerRow) -> Before {
    let key = Key { uid: answer.uid.clone(), recurrence_id: answer.recurrence_id };
    match mailbox.meetings.get(&key) {
        Some(meeting) => Before::of(mailbox, &key, meeting, answer.answer, Some(&answer.id)),
        None => Before { same: false, repeats: false },
    }
}

/// Which item a MeetingResponse names.
pub(super) struct Target {
    pub collection: String,
    pub server_id: String,
    pub instance_id: Option<Timestamp>,
    pub mail: Option<Mail>,
    /// What the item says of the meeting; nothing where it is a series and one occurrence of it is answered.
    pub details: Option<Details>,
}

impl Target {
    /// Does the item invite to another time than the person saw when they decided?
    fn is_another_version(&self, answer: &AnswerRow) -> bool {
        self.details.as_ref().is_some_and(|details| {
            let newer = details.dt_stamp.zip(answer.dtstamp).is_none_or(|(item, seen)| item > seen);
            newer && (details.start, details.end) != (answer.start, answer.end)
        })
    }
}

pub(super) fn target(mailbox: &Mailbox, answer: &AnswerRow) -> Result<Target, TroubleCode> {
    let key = Key { uid: answer.uid.clone(), recurrence_id: answer.recurrence_id };
    let meeting = mailbox.meetings.get(&key).ok_or(TroubleCode::Gone)?;
    let standing = mailbox.standing(&key, meeting);
    let possible = |from| {
        cards::possible(mailbox, &key, meeting, from).map_err(|why| match why {
            NotAnswerable::OneOccurrence => TroubleCode::OneOccurrence,
            _ => TroubleCode::Gone,
        })
    };
    let from = possible(standing.from);
    let mail = meeting.live_request().cloned();
    let event = mailbox.event(&key, meeting);
    // What the person chose, where that is still there; else whatever is right.
    let from = match (answer.source, &mail, event) {
        (Some(AnswerFrom::Inbox), Some(_), _) => from.and(possible(Ok(AnswerFrom::Inbox))),
        (Some(AnswerFrom::Calendar), _, Some(_)) => from.and(possible(Ok(AnswerFrom::Calendar))),
        _ => from,
    }?;
    match (from, mail, event) {
        (AnswerFrom::Inbox, Some(mail), _) => Ok(Target {
            collection: mail.collection.clone(),
            server_id: mail.server_id.clone(),
            // An invitation to one occurrence names it by itself (MS-ASCMD 2.2.3.92.1).
            instance_id: None,
            details: Some(mail.details.clone()),
            mail: Some(mail),
        }),
        (_, mail, Some(event)) => Ok(Target {
            collection: event.collection.clone(),
            server_id: event.server_id.clone(),
            // The series' item stands for one occurrence only with its InstanceId; an orphan is the occurrence.
            instance_id: key.recurrence_id.filter(|_| event.instance.is_none()),
            details: (key.recurrence_id == event.instance).then(|| event.details.clone()),
            mail,
        }),
        (_, _, None) => Err(TroubleCode::Gone),
    }
}

fn user_response(answer: Answer) -> UserResponse {
    match answer {
        Answer::Accepted => UserResponse::Accept,
        Answer::Tentative => UserResponse::Tentative,
        Answer::Declined => UserResponse::Decline,
    }
}
