//! The life of an answer after it was decided: MeetingResponse, then telling the organizer, each counted before it is
//! attempted, each resolved by looking when its reply was lost. `docs/answer.md` tells the whole story.
//!
//! A state is only ever left through [`Store::advance`], which refuses when the answer has moved on meanwhile, so a
//! person who takes an answer back and the outbox that sends it cannot both succeed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use eas::item::body::BodyPreference;
use eas::{
    FolderType, ItemFetch, MeetingResponse, MeetingResponseMeaning, MoveItems, ProtocolError, Retry,
    SendMail, SendResponse, Sent, UserResponse,
};
use meetings::group::Group;
use meetings::itip::ParsedEvent;
use meetings::recurrence::Exception;
use meetings::reply::{EventTime, MessageIds, Reply};
use meetings::{Mailbox as MailAddress, ResponseType, Uid, Zone};

use crate::cards;
use crate::clock::{Clock, Timestamp};
use crate::connection::Connection;
use crate::error::{EngineError, Result};
use crate::hazards::{Mutant, broken};
use crate::mailbox::{Key, Mailbox, Meeting, from_meetings, to_meetings, was_moved_since};
use crate::read::{Details, Mail};
use crate::store::{AccountRow, AnswerRow, NewStep, State, Store};
use crate::sync::{self, Puller};
use crate::telling::{self, Telling};
use crate::view::{Answer, AnswerFrom, NotAnswerable, StepKind, ToldBy, ToldReason, TroubleCode};

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

    /// MeetingResponse, once.
    async fn respond(&mut self, answer: AnswerRow) -> Result<AnswerRow> {
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
        let target = match named {
            Ok(target) => target,
            Err(trouble) => {
                return self.refuse(State::Queued, answer, trouble, "nothing left to answer on the server");
            }
        };
        if target.is_another_version(&answer) && !broken(Mutant::UnseenVersion) {
            let detail = "the meeting was moved after this was decided";
            return self.refuse(State::Queued, answer, TroubleCode::Changed, detail);
        }
        // Afterwards the calendar holds this answer anyhow, so what was found before the first attempt counts.
        let before = before(&mailbox, &answer);
        let repeats = (answer.attempts == 0 || answer.repeats) && before.repeats;
        let telling = telling::telling(&self.connection.account, answer.requested, answer.tell, before.same);
        let sequence = match (telling, &target.mail) {
            (Telling::ByMail, Some(mail)) => self.sequence(mail).await,
            _ => None,
        };
        let sent = AnswerRow {
            state: State::Responding,
            attempts: answer.attempts + 1,
            sequence: sequence.or(answer.sequence),
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
            send_response: (telling == Telling::BySendResponse)
                .then(|| SendResponse { text: sent.comment.clone(), proposed: None }),
        };
        let answered = self.connection.ask(&command).await;
        self.connection.has_answered();
        self.asked.note(&sent.id, self.clock.elapsed());
        let sent = match broken(Mutant::CountedAfterwards) {
            true => self.advance(State::Queued, sent, &[step])?,
            false => sent,
        };
        match answered {
            Ok(reply) => {
                let calendar_id = reply.calendar_id.map(|id| id.to_string()).unwrap_or_default();
                match reply.status.known() {
                    Some(MeetingResponseMeaning::Success) => self.taken(sent, calendar_id, telling),
                    Some(MeetingResponseMeaning::InvalidMeetingRequest) => {
                        let detail = "status 2, not a valid invitation";
                        self.doubt(sent, Some(&target), TroubleCode::InvalidMeeting, detail).await
                    }
                    Some(MeetingResponseMeaning::ServerError) => {
                        self.doubt(sent, Some(&target), TroubleCode::ServerRefused, "status 4, server error")
                            .await
                    }
                    Some(MeetingResponseMeaning::MailboxError) => self.mailbox_error(sent),
                    Some(MeetingResponseMeaning::Common(_)) | None => {
                        let detail = format!("status {}", reply.status);
                        match reply.status.retry() {
                            Some(Retry::Transient { .. } | Retry::Network) => self.later(
                                State::Responding,
                                sent,
                                State::Queued,
                                TroubleCode::ServerBusy,
                                &detail,
                            ),
                            _ => self.refuse(State::Responding, sent, TroubleCode::UnknownStatus, &detail),
                        }
                    }
                }
            }
            Err(EngineError::Protocol(error)) if error.may_have_arrived() => {
                let lost = AnswerRow {
                    trouble: Some(TroubleCode::Uncertain),
                    trouble_detail: error.to_string(),
                    due_at: self.now + backoff(sent.attempts),
                    ..sent
                };
                let step = NewStep::with(StepKind::ReplyLost, error.to_string());
                self.advance(State::Responding, lost, &[step])
            }
            Err(EngineError::Protocol(error)) => {
                let (code, waits) = trouble(&error);
                if waits {
                    self.later(State::Responding, sent, State::Queued, code, &error.to_string())
                } else {
                    self.refuse(State::Responding, sent, code, &error.to_string())
                }
            }
            Err(error @ EngineError::Policy(_)) => {
                self.later(State::Responding, sent, State::Queued, TroubleCode::Policy, &error.to_string())
            }
            Err(error) => Err(error),
        }
    }

    /// The reply was lost, or the process died: what does the server say?
    async fn look(&mut self, answer: AnswerRow) -> Result<AnswerRow> {
        if let Some(code @ (TroubleCode::InvalidMeeting | TroubleCode::ServerRefused)) = answer.trouble {
            // Its reply was a refusal, and only the look after it failed.
            let detail = answer.trouble_detail.clone();
            return self.doubt(answer, None, code, &detail).await;
        }
        if self.shows(&answer).await? {
            return self.found(answer, "");
        }
        // A server that applies answers late may just not have done it yet; asking again would tell twice.
        let lag = self.lag();
        let (passed, step) = match self.since_last_attempt(&answer)? {
            Some(passed) => (passed, None),
            None => (TimeDelta::zero(), Some(NewStep::with(StepKind::Delayed, "the clock was set back"))),
        };
        if passed < lag && !broken(Mutant::NoPatience) {
            let due_at = self.now + lag - passed;
            let waiting = AnswerRow { due_at, trouble: Some(TroubleCode::Uncertain), ..answer };
            return self.advance(State::Responding, waiting, step.as_slice());
        }
        let stands_still = if answer.attempts >= MOST_ATTEMPTS {
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
            None
        };
        if let Some((code, detail)) = stands_still {
            return self.refuse(State::Responding, answer, code, detail);
        }
        let again = AnswerRow { state: State::Queued, due_at: self.now, ..answer };
        self.advance(State::Responding, again, &[NewStep::plain(StepKind::FoundMissing)])
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

    /// How late a server of this kind may show what it took.
    fn lag(&self) -> TimeDelta {
        TimeDelta::seconds(i64::from(telling::capabilities(&self.connection.account).lag_seconds))
    }

    /// How an answer that has been sent is told.
    fn telling(&self, answer: &AnswerRow) -> Telling {
        // Where it is told by us although the server always does, that was so because it would not notice.
        let same = answer.told_by == ToldBy::Client;
        telling::telling(&self.connection.account, answer.requested, answer.tell, same)
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

    /// Status 2 or 4: the answer may have been applied by an attempt whose reply was lost, or the item that was named
    /// has gone meanwhile. Looked at before it is called a refusal.
    async fn doubt(
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

    /// Status 3: once more at once, then about hourly, then it waits for the person.
    fn mailbox_error(&self, answer: AnswerRow) -> Result<AnswerRow> {
        if answer.attempts >= MOST_ATTEMPTS {
            return self.refuse(
                State::Responding,
                answer,
                TroubleCode::MailboxError,
                "status 3, mailbox error",
            );
        }
        let due_at = if answer.attempts < 2 { self.now } else { self.now + TimeDelta::hours(1) };
        let again = AnswerRow {
            state: State::Queued,
            due_at,
            trouble: Some(TroubleCode::MailboxError),
            trouble_detail: "status 3, mailbox error".into(),
            ..answer
        };
        self.advance(State::Responding, again, &[NewStep::with(StepKind::Delayed, "status 3, mailbox error")])
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

    /// The calendar holds this answer.
    fn found(&self, answer: AnswerRow, detail: &str) -> Result<AnswerRow> {
        let telling = self.telling(&answer);
        let step = NewStep::with(StepKind::FoundApplied, detail);
        let found = self.advance(State::Responding, answer, &[step])?;
        if found.state != State::Responding {
            return Ok(found);
        }
        // It did before, too: whether the server told the organizer once more, nobody can see.
        if found.repeats && matches!(telling, Telling::BySendResponse | Telling::ByServer) {
            let taken = AnswerRow { responded_at: Some(self.now), ..found };
            let detail = "the reply was lost, and the calendar had said so before";
            return self.untold(State::Responding, taken, ToldReason::GaveUp, TroubleCode::Uncertain, detail);
        }
        self.taken(found, String::new(), telling)
    }

    /// Status 1, or found applied.
    fn taken(&self, answer: AnswerRow, calendar_id: String, telling: Telling) -> Result<AnswerRow> {
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
            Telling::Not(_) => {
                steps.push(NewStep::plain(StepKind::NotTold));
                AnswerRow { state: State::Done, ..taken }
            }
        };
        self.advance(State::Responding, taken, &steps)
    }

    /// The REPLY by SendMail, with the ClientId fixed when the answer was decided.
    async fn tell(&mut self, answer: AnswerRow) -> Result<AnswerRow> {
        let sure = telling::capabilities(&self.connection.account).recognises_client_id;
        if answer.mail_attempts > 0 && !sure && answer.trouble == Some(TroubleCode::Uncertain) {
            return self.untold(
                State::Telling,
                answer,
                ToldReason::GaveUp,
                TroubleCode::Uncertain,
                "the mail's reply was lost",
            );
        }
        // Of an attempt that this program did not outlive, nothing was noted but that it was made.
        let interrupted = answer.mail_attempts > 0
            && answer.trouble == Some(TroubleCode::Uncertain)
            && self.store.steps(&answer.id)?.last().is_some_and(|(_, step)| step.kind == StepKind::MailSent);
        let mails = self.store.count_steps(&answer.account, &answer.meeting, StepKind::MailSent)?;
        if mails >= MOST_MAILS_OF_A_MEETING {
            let detail = format!("{mails} mails were tried for this meeting");
            return self.untold_for_now(answer, ToldReason::GaveUp, TroubleCode::NotTold, &detail);
        }
        // The last attempt allowed, and what became of it was never noted.
        if answer.mail_attempts >= MOST_MAILS && !broken(Mutant::EndlessMail) {
            let code = match answer.trouble {
                Some(TroubleCode::Uncertain) => TroubleCode::Uncertain,
                _ => TroubleCode::NotTold,
            };
            let detail = format!("{} mails were tried for this answer", answer.mail_attempts);
            return self.untold_for_now(answer, ToldReason::GaveUp, code, &detail);
        }
        let Some(mime) = self.mail(&answer) else {
            return self.untold(
                State::Telling,
                answer,
                ToldReason::NoAddress,
                TroubleCode::NotTold,
                "no address of the organizer",
            );
        };
        let sending = AnswerRow {
            mail_attempts: answer.mail_attempts + 1,
            // Also where the server was to do it and may not have.
            told_by: ToldBy::Client,
            // Until the reply is here, a mail that may have left has left.
            trouble: Some(TroubleCode::Uncertain),
            trouble_detail: String::new(),
            ..answer
        };
        let mut steps = vec![NewStep::with(StepKind::MailSent, format!("attempt {}", sending.mail_attempts))];
        if interrupted {
            steps.insert(0, NewStep::with(StepKind::ReplyLost, "the program ended before it came"));
        }
        let mut sending = self.advance(State::Telling, sending, &steps)?;
        if sending.state != State::Telling {
            return Ok(sending);
        }
        if broken(Mutant::NewClientId) {
            sending.client_id = uuid::Uuid::new_v4().simple().to_string();
        }
        if broken(Mutant::DoneBeforeMail) {
            let done =
                AnswerRow { state: State::Done, told_at: Some(self.now), trouble: None, ..sending.clone() };
            self.advance(State::Telling, done, &[])?;
        }
        let command = SendMail {
            client_id: sending.client_id.as_str().into(),
            save_in_sent_items: true,
            mime: mime.into(),
        };
        let error = match self.connection.ask(&command).await {
            Ok(Sent::Before) if broken(Mutant::SentBeforeIsFailure) => {
                let detail = "sent before";
                return self.untold(
                    State::Telling,
                    sending,
                    ToldReason::MailRefused,
                    TroubleCode::NotTold,
                    detail,
                );
            }
            Ok(sent) => {
                let detail = match sent {
                    Sent::Now => "",
                    Sent::Before => "an earlier attempt had arrived",
                };
                let told = AnswerRow {
                    state: State::Done,
                    told_at: Some(self.now),
                    trouble: None,
                    trouble_detail: String::new(),
                    ..sending
                };
                return self.advance(State::Telling, told, &[NewStep::with(StepKind::Told, detail)]);
            }
            Err(EngineError::Protocol(error)) => error,
            Err(error @ EngineError::Policy(_)) => {
                return self.later(
                    State::Telling,
                    sending,
                    State::Telling,
                    TroubleCode::Policy,
                    &error.to_string(),
                );
            }
            Err(error) => return Err(error),
        };
        let detail = error.to_string();
        let (code, waits) = trouble(&error);
        let again = sending.mail_attempts < MOST_MAILS || broken(Mutant::EndlessMail);
        if error.may_have_arrived() {
            if !sure || !again {
                return self.untold(
                    State::Telling,
                    sending,
                    ToldReason::GaveUp,
                    TroubleCode::Uncertain,
                    &detail,
                );
            }
            let due_at = self.now + backoff(sending.mail_attempts);
            let waiting = AnswerRow { due_at, trouble_detail: detail.clone(), ..sending };
            return self.advance(State::Telling, waiting, &[NewStep::with(StepKind::ReplyLost, detail)]);
        }
        if waits && again {
            return self.later(State::Telling, sending, State::Telling, code, &detail);
        }
        let reason = match () {
            () if error.is_mailbox_full() => ToldReason::MailboxFull,
            () if waits => ToldReason::GaveUp,
            () => ToldReason::MailRefused,
        };
        self.untold_for_now(sending, reason, TroubleCode::NotTold, &detail)
    }

    /// What a mutant does.
    async fn mail_at_once(&mut self, answer: &AnswerRow) {
        if let Some(mime) = self.mail(answer) {
            let client_id = answer.client_id.as_str().into();
            self.connection
                .ask(&SendMail { client_id, save_in_sent_items: true, mime: mime.into() })
                .await
                .ok();
        }
    }

    /// The iMIP message, if the organizer has an address.
    fn mail(&self, answer: &AnswerRow) -> Option<Vec<u8>> {
        let organizer = MailAddress::new(&answer.organizer_name, &answer.organizer_email)?;
        let attendee = MailAddress::new(&answer.from_name, &answer.from_email)?;
        // Whole days are kept as their midnights in UTC.
        let zone = Zone::Iana(chrono_tz::Tz::UTC);
        let time = |at| EventTime::of(at, answer.all_day, &zone);
        let host = answer.from_email.rsplit('@').next().unwrap_or("localhost").to_owned();
        let reply = Reply {
            uid: Uid::new(self.written_uid(answer)),
            recurrence_id: answer.recurrence_id.map(time),
            sequence: answer.sequence,
            organizer,
            attendee,
            answer: to_meetings(answer.answer),
            comment: answer.comment.clone(),
            dt_stamp: self.now,
            start: Some(time(answer.start)),
            end: Some(time(answer.end)),
            summary: answer.subject.clone(),
        };
        Some(
            reply.message(&MessageIds { message_id: format!("{}@{host}", answer.client_id), date: self.now }),
        )
    }

    /// The UID as the organizer wrote it; the stored one is in comparable form.
    fn written_uid(&self, answer: &AnswerRow) -> String {
        let written = Mailbox::load(self.store, &answer.account, self.zone).ok().and_then(|mailbox| {
            let key = Key { uid: answer.uid.clone(), recurrence_id: answer.recurrence_id };
            let meeting = mailbox.meetings.get(&key)?;
            let by_mail = meeting.newest_mail().map(|mail| {
                let inside = mail.mime.as_deref().and_then(request_inside);
                let uid = inside.map_or_else(|| mail.meeting.uid.clone(), |request| request.uid);
                uid.as_str().to_owned()
            });
            by_mail.or_else(|| mailbox.event(&key, meeting).map(|event| event.uid.as_str().to_owned()))
        });
        written.unwrap_or_else(|| answer.uid.clone())
    }

    /// SEQUENCE of the request. Only its MIME tells it, and only while the mail is there; a reply without it is legal.
    async fn sequence(&mut self, mail: &Mail) -> Option<u32> {
        let command = ItemFetch {
            collection: mail.collection.as_str().into(),
            item: mail.server_id.as_str().into(),
            body: BodyPreference::mime(),
        };
        let item = self.connection.ask(&command).await.ok()?;
        let (message, _) = eas::email::Message::parse(&item.data);
        let mime = message.body?.data?;
        let request = request_inside(&mime)?;
        if request.uid != mail.meeting.uid {
            // The server could not name the meeting; the reply has to, so the MIME is kept.
            let account = &self.connection.account.id;
            let kept = self.store.put_mime(account, &mail.collection, &mail.server_id, &mime);
            kept.inspect_err(|error| tracing::error!(%error, "an invitation's MIME was not kept")).ok();
        }
        request.sequence
    }

    fn later(
        &self,
        from: State,
        answer: AnswerRow,
        state: State,
        code: TroubleCode,
        detail: &str,
    ) -> Result<AnswerRow> {
        let attempts = answer.attempts.max(answer.mail_attempts);
        let waiting = AnswerRow {
            state,
            due_at: self.now + backoff(attempts),
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

    /// This attempt failed for certain; whether an earlier one arrived whose reply was lost is not known then.
    fn untold_for_now(
        &self,
        answer: AnswerRow,
        reason: ToldReason,
        code: TroubleCode,
        detail: &str,
    ) -> Result<AnswerRow> {
        let steps = self.store.steps(&answer.id)?;
        let mut mails = steps.iter().skip_while(|(_, step)| step.kind != StepKind::Taken);
        let lost = mails.any(|(_, step)| step.kind == StepKind::ReplyLost);
        let code = if lost { TroubleCode::Uncertain } else { code };
        self.untold(State::Telling, answer, reason, code, detail)
    }

    fn untold(
        &self,
        from: State,
        answer: AnswerRow,
        reason: ToldReason,
        code: TroubleCode,
        detail: &str,
    ) -> Result<AnswerRow> {
        let untold = AnswerRow {
            state: State::Untold,
            told_reason: Some(reason),
            trouble: Some(code),
            trouble_detail: detail.to_owned(),
            ..answer
        };
        self.advance(from, untold, &[NewStep::with(StepKind::MailFailed, detail)])
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

    /// After a Sync: answers that came back are confirmed, and invitations that a server leaves in the Inbox after
    /// they were answered go to Deleted Items.
    pub(crate) async fn reconcile(&mut self) -> Result<()> {
        let account = self.connection.account.id.clone();
        let mailbox = Mailbox::load(self.store, &account, self.zone)?;
        let keeps = telling::capabilities(&self.connection.account).keeps_invitation;
        let deleted = sync::folder(self.store, &account, FolderType::DeletedItems)?;
        for (key, meeting) in &mailbox.meetings {
            let Some(answer) = meeting.standing_answer() else { continue };
            if answer.responded_at.is_none() {
                continue;
            }
            if answer.confirmed_at.is_none() && confirmed(&mailbox, key, meeting, answer) {
                let seen = AnswerRow { confirmed_at: Some(self.now), ..answer.clone() };
                self.advance(answer.state, seen, &[NewStep::plain(StepKind::Confirmed)])?;
            }
            if let (true, State::Done, Some(deleted)) = (keeps, answer.state, &deleted) {
                self.clear(meeting, answer, &deleted.collection).await?;
            }
        }
        Ok(())
    }

    async fn clear(&mut self, meeting: &Meeting, answer: &AnswerRow, deleted: &str) -> Result<()> {
        let answered = |mail: &&Mail| mail.details.dt_stamp <= answer.dtstamp;
        for mail in meeting.live().filter(answered) {
            let command = MoveItems {
                item: mail.server_id.as_str().into(),
                from: mail.collection.as_str().into(),
                to: deleted.into(),
            };
            match self.connection.ask(&command).await {
                // Its ServerId is void from here on; a changed mind must not name it before the next Sync says so.
                Ok(_) => {
                    let account = &self.connection.account.id;
                    self.store.put_away(account, &mail.collection, &mail.server_id, self.now)?;
                }
                // Tidying is no reason to stop; the next Sync tries again.
                Err(EngineError::Protocol(error)) => {
                    tracing::info!(%error, "an answered invitation stays in the Inbox");
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
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
        let expected = last.filter(|row| mailbox.is_expected_back(row)).map(|row| row.answer).or(in_calendar);
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

/// What an invitation's MIME says itself.
fn request_inside(mime: &[u8]) -> Option<ParsedEvent> {
    let request = meetings::itip::parse(&meetings::itip::calendar_part(mime)?).ok()?;
    request.events.into_iter().next()
}

/// Has the meeting left the calendar, as one does that was declined? Where such meetings stay, its absence says nothing.
fn has_left(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> bool {
    mailbox.event(key, meeting).is_none() && !telling::capabilities(&mailbox.account).keeps_declined
}

fn confirmed(mailbox: &Mailbox, key: &Key, meeting: &Meeting, answer: &AnswerRow) -> bool {
    let left = answer.answer == Answer::Declined && has_left(mailbox, key, meeting);
    left || shown(mailbox, key, meeting) == Some(answer.answer)
}

/// The answer that the calendar shows: in the meeting's own item, or for one date in its series', where an exception
/// tells what is not as with the rest. A date that was declined has left the series.
pub(crate) fn shown(mailbox: &Mailbox, key: &Key, meeting: &Meeting) -> Option<Answer> {
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

/// Which item a MeetingResponse names.
struct Target {
    collection: String,
    server_id: String,
    instance_id: Option<Timestamp>,
    mail: Option<Mail>,
    /// What the item says of the meeting; nothing where it is a series and one occurrence of it is answered.
    details: Option<Details>,
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

fn target(mailbox: &Mailbox, answer: &AnswerRow) -> Result<Target, TroubleCode> {
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

/// Half a minute, doubled each time, an hour at most.
fn backoff(attempts: u32) -> TimeDelta {
    TimeDelta::seconds((30_i64 << attempts.saturating_sub(1).min(7)).min(3600))
}
