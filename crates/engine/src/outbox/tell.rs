//! The mail to the organizer, where this server leaves it to us.

use eas::item::body::BodyPreference;
use eas::{ItemFetch, SendMail, Sent};
use meetings::itip::ParsedEvent;
use meetings::message::Proposal;
use meetings::reply::{Counter, EventTime, MessageIds, Reply};
use meetings::{Mailbox as MailAddress, Uid, Zone};

use crate::error::{EngineError, Result};
use crate::hazards::{Mutant, broken};
use crate::mailbox::{Key, Mailbox, to_meetings};
use crate::proposing;
use crate::read::Mail;
use crate::store::{AnswerRow, NewStep, Proposed, State};
use crate::telling;
use crate::view::{StepKind, ToldBy, ToldReason, TroubleCode};

use super::{MOST_MAILS, MOST_MAILS_OF_A_MEETING, Sender, at_least, backoff, trouble};

impl Sender<'_, '_> {
    /// The REPLY by SendMail, with the ClientId fixed when the answer was decided.
    pub(super) async fn tell(&mut self, answer: AnswerRow) -> Result<AnswerRow> {
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
                    None,
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
            let due_at = self.now + at_least(backoff(sending.mail_attempts), error.after());
            let waiting = AnswerRow { due_at, trouble_detail: detail.clone(), ..sending };
            return self.advance(State::Telling, waiting, &[NewStep::with(StepKind::ReplyLost, detail)]);
        }
        if waits && again {
            return self.later(State::Telling, sending, State::Telling, code, &detail, error.after());
        }
        let reason = match () {
            () if error.is_mailbox_full() => ToldReason::MailboxFull,
            () if waits => ToldReason::GaveUp,
            () => ToldReason::MailRefused,
        };
        self.untold_for_now(sending, reason, TroubleCode::NotTold, &detail)
    }

    /// What a mutant does.
    pub(super) async fn mail_at_once(&mut self, answer: &AnswerRow) {
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
        let ids = MessageIds { message_id: format!("{}@{host}", answer.client_id), date: self.now };
        Some(match (answer.proposed, proposing::countered(answer)) {
            (_, Some(proposed)) => Counter { reply, proposed, zone: self.zone }.message(&ids),
            (Some(Proposed { start, end, .. }), None) => {
                reply.proposing_in_words(&Proposal { start, end }, self.zone).message(&ids)
            }
            (None, None) => reply.message(&ids),
        })
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
    pub(super) async fn sequence(&mut self, mail: &Mail) -> Option<u32> {
        if let Some(request) = mail.mime.as_deref().and_then(request_inside) {
            return request.sequence;
        }
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

    pub(super) fn untold(
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
}

/// What an invitation's MIME says itself.
fn request_inside(mime: &[u8]) -> Option<ParsedEvent> {
    let request = meetings::itip::parse(&meetings::itip::calendar_part(mime)?).ok()?;
    request.main_event().cloned()
}
