//! Decisions: rows before they are requests, receipts for ever after.

use chrono::TimeDelta;
use std::collections::HashSet;

use rusqlite::{OptionalExtension as _, Row, Transaction, named_params, params};

use super::text::{instant, maybe, read_instant, read_maybe_instant, read_word, words};
use super::{Result, Store, StoreError, Word};
use crate::clock::Timestamp;
use crate::hazards::{Mutant, broken};
use crate::view::{Answer, AnswerFrom, ProposalCarrier, StepKind, ToldBy, ToldReason, TroubleCode};

/// Where an answer is in its life (`docs/answer.md`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Decided; surely nothing has left. Can be edited and withdrawn.
    Queued,
    /// A MeetingResponse has left or is about to; its outcome is not known yet.
    Responding,
    /// The server took it; our mail to the organizer has left or is about to.
    Telling,
    /// Nothing is left to do but to see it come back in the calendar.
    Done,
    /// The server refused it; waits for the person.
    Refused,
    /// The server took it, the mail to the organizer failed; waits for the person.
    Untold,
    /// Taken back before anything left.
    Withdrawn,
    /// Another decision took its place before anything left.
    Replaced,
    /// The person gave it up.
    Discarded,
}

words!(State {
    Queued = "queued",
    Responding = "responding",
    Telling = "telling",
    Done = "done",
    Refused = "refused",
    Untold = "untold",
    Withdrawn = "withdrawn",
    Replaced = "replaced",
    Discarded = "discarded",
});

impl State {
    /// The outbox has work to do on it by itself.
    pub fn is_active(self) -> bool {
        match self {
            Self::Queued | Self::Responding | Self::Telling => true,
            Self::Done
            | Self::Refused
            | Self::Untold
            | Self::Withdrawn
            | Self::Replaced
            | Self::Discarded => false,
        }
    }

    /// The decision stands (as opposed to taken back, replaced, refused, given up).
    pub fn stands(self) -> bool {
        match self {
            Self::Queued | Self::Responding | Self::Telling | Self::Done | Self::Untold => true,
            Self::Refused | Self::Withdrawn | Self::Replaced | Self::Discarded => false,
        }
    }
}

/// An answer as stored; the columns are described in `docs/schema.sql`.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)] // each column has its comment in the schema
pub struct AnswerRow {
    pub id: String,
    pub account: String,
    pub meeting: String,
    pub uid: String,
    pub recurrence_id: Option<Timestamp>,
    pub answer: Answer,
    pub comment: String,
    pub proposed: Option<Proposed>,
    pub tell: bool,
    pub source: Option<AnswerFrom>,
    pub client_id: String,
    pub subject: String,
    pub start: Timestamp,
    pub end: Timestamp,
    pub all_day: bool,
    pub recurring: bool,
    pub location: String,
    pub organizer_name: String,
    pub organizer_email: String,
    pub from_name: String,
    pub from_email: String,
    pub requested: bool,
    pub dtstamp: Option<Timestamp>,
    pub sequence: Option<u32>,
    pub version: String,
    pub state: State,
    pub told_by: ToldBy,
    pub told_reason: Option<ToldReason>,
    pub due_at: Timestamp,
    pub undo_until: Option<Timestamp>,
    pub attempts: u32,
    pub mail_attempts: u32,
    pub repeats: bool,
    pub unshown: u32,
    pub calendar_id: String,
    pub decided_at: Timestamp,
    pub responded_at: Option<Timestamp>,
    pub told_at: Option<Timestamp>,
    pub confirmed_at: Option<Timestamp>,
    pub trouble: Option<TroubleCode>,
    pub trouble_detail: String,
}

/// Another time that goes with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposed {
    /// Start.
    pub start: Timestamp,
    /// End.
    pub end: Timestamp,
    /// How it reaches the organizer.
    pub carrier: ProposalCarrier,
}

impl Proposed {
    /// When, whichever way it is told.
    pub fn time(&self) -> (Timestamp, Timestamp) {
        (self.start, self.end)
    }

    fn read(row: &Row<'_>) -> rusqlite::Result<Option<Self>> {
        let carrier = read_word(row, "carrier", maybe)?;
        let times = read_maybe_instant(row, "proposed_start")?.zip(read_maybe_instant(row, "proposed_end")?);
        Ok(carrier.zip(times).map(|(carrier, (start, end))| Self { start, end, carrier }))
    }
}

/// A step to note with a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStep {
    /// What happened.
    pub kind: StepKind,
    /// Detail for support.
    pub detail: String,
}

impl NewStep {
    /// A step without detail.
    pub fn plain(kind: StepKind) -> Self {
        Self { kind, detail: String::new() }
    }

    /// A step with detail for support.
    pub fn with(kind: StepKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into() }
    }
}

fn source(word: &str) -> Option<Option<AnswerFrom>> {
    match word {
        "" => Some(None),
        "inbox" => Some(Some(AnswerFrom::Inbox)),
        "calendar" => Some(Some(AnswerFrom::Calendar)),
        _ => None,
    }
}

fn source_word(source: Option<AnswerFrom>) -> &'static str {
    match source {
        None => "",
        Some(AnswerFrom::Inbox) => "inbox",
        Some(AnswerFrom::Calendar) => "calendar",
    }
}

/// The longest time that the outbox lets an answer wait by itself.
pub(crate) const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);

impl AnswerRow {
    /// The decision stands: by its state, or because the server had taken it before the person gave its mail up.
    pub fn stands(&self) -> bool {
        self.state.stands() || (self.state == State::Discarded && self.responded_at.is_some())
    }

    /// When there is something to do about it. A time that is further away than anything is ever put off was noted by a
    /// clock that has been set back since, and has come.
    pub fn due(&self, now: Timestamp) -> Timestamp {
        let longest = match self.undo_until {
            Some(until) if until == self.due_at => until - self.decided_at,
            _ => LONGEST_PAUSE,
        };
        if self.due_at > now + longest { now } else { self.due_at }
    }

    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            account: row.get("account")?,
            meeting: row.get("meeting")?,
            uid: row.get("uid")?,
            recurrence_id: read_maybe_instant(row, "recurrence_id")?,
            answer: read_word(row, "answer", Answer::from_word)?,
            comment: row.get("comment")?,
            proposed: Proposed::read(row)?,
            tell: row.get("tell")?,
            source: read_word(row, "source", source)?,
            client_id: row.get("client_id")?,
            subject: row.get("subject")?,
            start: read_instant(row, "start_at")?,
            end: read_instant(row, "end_at")?,
            all_day: row.get("all_day")?,
            recurring: row.get("recurring")?,
            location: row.get("location")?,
            organizer_name: row.get("organizer_name")?,
            organizer_email: row.get("organizer_email")?,
            from_name: row.get("from_name")?,
            from_email: row.get("from_email")?,
            requested: row.get("requested")?,
            dtstamp: read_maybe_instant(row, "dtstamp")?,
            sequence: row.get("sequence")?,
            version: row.get("version")?,
            state: read_word(row, "state", State::from_word)?,
            told_by: read_word(row, "told_by", ToldBy::from_word)?,
            told_reason: read_word(row, "told_reason", maybe)?,
            due_at: read_instant(row, "due_at")?,
            undo_until: read_maybe_instant(row, "undo_until")?,
            attempts: row.get("attempts")?,
            mail_attempts: row.get("mail_attempts")?,
            repeats: row.get("repeats")?,
            unshown: row.get("unshown")?,
            calendar_id: row.get("calendar_id")?,
            decided_at: read_instant(row, "decided_at")?,
            responded_at: read_maybe_instant(row, "responded_at")?,
            told_at: read_maybe_instant(row, "told_at")?,
            confirmed_at: read_maybe_instant(row, "confirmed_at")?,
            trouble: read_word(row, "trouble", maybe)?,
            trouble_detail: row.get("trouble_detail")?,
        })
    }
}

impl Store {
    /// Enters a new decision and puts aside those of the same meeting that have not left yet, in one transaction.
    pub fn enter(&self, answer: &AnswerRow, now: Timestamp) -> Result<()> {
        self.write(|t| {
            let waiting: Vec<String> = {
                let mut waiting = t.prepare_cached(
                    "SELECT id FROM answer WHERE account = ?1 AND meeting = ?2 AND state = 'queued'",
                )?;
                waiting
                    .query_map([&answer.account, &answer.meeting], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?
            };
            for id in waiting.into_iter().filter(|_| !broken(Mutant::NoFolding)) {
                put_aside(t, &id)?;
                note(t, &id, now, &[NewStep::plain(StepKind::Replaced)])?;
            }
            put(t, answer)?;
            wake_earlier(t, answer)?;
            note(t, &answer.id, now, &[NewStep::plain(StepKind::Decided)])
        })
    }

    /// Puts an edited answer in the place of one that has not left yet, in one transaction: the earlier one's steps are
    /// its own from then on. `false`: that one has moved on meanwhile, nothing was changed.
    ///
    /// A row of its own and not a change of the old one: whoever is just sending that must find that it has moved on.
    pub fn replace(&self, earlier: &str, answer: &AnswerRow, now: Timestamp) -> Result<bool> {
        self.write(|t| {
            if !put_aside(t, earlier)? {
                return Ok(false);
            }
            put(t, answer)?;
            t.execute(
                "INSERT INTO answer_step (answer, seq, at, kind, detail)
                 SELECT ?2, seq, at, kind, detail FROM answer_step WHERE answer = ?1",
                [earlier, &answer.id],
            )?;
            wake_earlier(t, answer)?;
            note(t, earlier, now, &[NewStep::plain(StepKind::Replaced)])?;
            note(t, &answer.id, now, &[NewStep::plain(StepKind::Edited)])?;
            Ok(true)
        })
    }

    /// Changes an answer if it is still in the state it was read in, and notes the steps with it. `false`: it moved on
    /// meanwhile, nothing was changed.
    pub fn advance(
        &self,
        from: State,
        answer: &AnswerRow,
        steps: &[NewStep],
        now: Timestamp,
    ) -> Result<bool> {
        self.write(|t| {
            let state: Option<String> = t
                .query_row("SELECT state FROM answer WHERE id = ?1", [&answer.id], |row| row.get(0))
                .optional()?;
            if state.as_deref() != Some(from.word()) {
                return Ok(false);
            }
            put(t, answer)?;
            note(t, &answer.id, now, steps)?;
            Ok(true)
        })
    }

    /// One answer.
    pub fn answer(&self, id: &str) -> Result<AnswerRow> {
        self.read(|c| {
            let mut one = c.prepare_cached("SELECT * FROM answer WHERE id = ?1")?;
            one.query_row([id], AnswerRow::read).optional()?.ok_or(StoreError::NotFound("answer"))
        })
    }

    /// All answers of a mailbox, the last one entered first: clocks are set back, rows are not.
    pub fn answers(&self, account: &str) -> Result<Vec<AnswerRow>> {
        self.read(|c| {
            let mut all = c.prepare_cached("SELECT * FROM answer WHERE account = ?1 ORDER BY rowid DESC")?;
            Ok(all.query_map([account], AnswerRow::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// All answers to some meetings, by their UIDs in comparable form, the last one entered first.
    pub fn answers_of(&self, account: &str, uids: &[&str]) -> Result<Vec<AnswerRow>> {
        self.read(|c| {
            let mut some = c.prepare_cached(
                "SELECT * FROM answer WHERE account = ?1 AND uid IN (SELECT value FROM json_each(?2))
                 ORDER BY rowid DESC",
            )?;
            let uids = serde_json::Value::from(uids).to_string();
            Ok(some.query_map([account, uids.as_str()], AnswerRow::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// Answers the outbox has work to do on, oldest first.
    pub fn active_answers(&self, account: &str) -> Result<Vec<AnswerRow>> {
        self.read(|c| {
            let mut active = c.prepare_cached(
                "SELECT * FROM answer WHERE account = ?1 AND state IN ('queued', 'responding', 'telling')
                 ORDER BY rowid",
            )?;
            Ok(active.query_map([account], AnswerRow::read)?.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// The answer of a mailbox that was sent last, and when; also by a process that has died since.
    pub fn last_sent(&self, account: &str) -> Result<Option<(String, Timestamp)>> {
        self.read(|c| {
            let mut last = c.prepare_cached(
                "SELECT answer, at FROM answer_step
                 WHERE kind = ?2 AND answer IN (SELECT id FROM answer WHERE account = ?1)
                 ORDER BY rowid DESC LIMIT 1",
            )?;
            let row = last.query_row([account, StepKind::Sent.word()], |row| {
                Ok((row.get("answer")?, read_instant(row, "at")?))
            });
            Ok(row.optional()?)
        })
    }

    /// Of each meeting's active answers the one whose turn it is, oldest first; the others wait for it.
    pub fn answers_in_turn(&self, account: &str) -> Result<Vec<AnswerRow>> {
        let mut meetings = HashSet::new();
        let mut active = self.active_answers(account)?;
        active.retain(|answer| meetings.insert(answer.meeting.clone()));
        Ok(active)
    }

    /// How often a step was taken by all answers to a meeting.
    pub fn count_steps(&self, account: &str, meeting: &str, kind: StepKind) -> Result<u32> {
        self.read(|c| {
            let mut count = c.prepare_cached(
                "SELECT count(*) FROM answer_step JOIN answer ON answer.id = answer_step.answer
                 WHERE account = ?1 AND meeting = ?2 AND kind = ?3",
            )?;
            Ok(count.query_row([account, meeting, kind.word()], |row| row.get(0))?)
        })
    }

    /// The steps of an answer, oldest first.
    pub fn steps(&self, answer: &str) -> Result<Vec<(Timestamp, NewStep)>> {
        self.read(|c| {
            let mut all =
                c.prepare_cached("SELECT at, kind, detail FROM answer_step WHERE answer = ?1 ORDER BY seq")?;
            let rows = all.query_map([answer], |row| {
                let kind = read_word(row, "kind", StepKind::from_word)?;
                Ok((read_instant(row, "at")?, NewStep { kind, detail: row.get("detail")? }))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}

/// An answer waits for one of its meeting that has left; if the server failed at that without asking to be left alone, it
/// is tried again when this one is due.
fn wake_earlier(t: &Transaction<'_>, answer: &AnswerRow) -> Result<()> {
    t.execute(
        "UPDATE answer SET due_at = ?3
         WHERE account = ?1 AND meeting = ?2 AND state = ?4 AND trouble = ?5 AND due_at > ?3",
        [
            &answer.account,
            &answer.meeting,
            &instant(answer.due_at),
            State::Responding.word(),
            TroubleCode::MailboxError.word(),
        ],
    )?;
    Ok(())
}

/// Another decision takes the place of this one, if it has not left yet.
fn put_aside(t: &Transaction<'_>, id: &str) -> Result<bool> {
    let changed = t.execute(
        "UPDATE answer SET state = ?2, undo_until = NULL, trouble = '', trouble_detail = ''
         WHERE id = ?1 AND state = ?3",
        [id, State::Replaced.word(), State::Queued.word()],
    )?;
    Ok(changed == 1)
}

fn put(t: &Transaction<'_>, answer: &AnswerRow) -> Result<()> {
    t.prepare_cached(
        "INSERT INTO answer (id, account, meeting, uid, recurrence_id, answer, comment, tell, source,
             client_id, subject, start_at, end_at, all_day, location, organizer_name, organizer_email, from_name,
             from_email, requested, dtstamp, sequence, version, state, told_by, told_reason, due_at, undo_until,
             attempts, mail_attempts, repeats, unshown, calendar_id, decided_at, responded_at, told_at, confirmed_at,
             trouble, trouble_detail, proposed_start, proposed_end, carrier, recurring)
         VALUES (:id, :account, :meeting, :uid, :recurrence_id, :answer,
             :comment, :tell, :source, :client_id, :subject, :start_at, :end_at, :all_day, :location, :organizer_name,
             :organizer_email, :from_name, :from_email, :requested, :dtstamp, :sequence, :version, :state, :told_by,
             :told_reason, :due_at, :undo_until, :attempts, :mail_attempts, :repeats, :unshown, :calendar_id, :decided_at,
             :responded_at, :told_at, :confirmed_at, :trouble, :trouble_detail,
             :proposed_start, :proposed_end, :carrier, :recurring)
         ON CONFLICT (id) DO UPDATE SET comment = :comment, tell = :tell, from_name = :from_name,
             from_email = :from_email, sequence = :sequence, version = :version, state = :state, told_by = :told_by,
             told_reason = :told_reason, due_at = :due_at, undo_until = :undo_until, attempts = :attempts,
             mail_attempts = :mail_attempts, repeats = :repeats, unshown = :unshown, calendar_id = :calendar_id, responded_at = :responded_at,
             told_at = :told_at, confirmed_at = :confirmed_at, trouble = :trouble, trouble_detail = :trouble_detail,
             carrier = :carrier",
    )?
    .execute(named_params! {
        ":id": answer.id, ":account": answer.account, ":meeting": answer.meeting, ":uid": answer.uid,
        ":recurrence_id": answer.recurrence_id.map(instant), ":answer": answer.answer.word(),
        ":comment": answer.comment, ":tell": answer.tell, ":source": source_word(answer.source),
        ":client_id": answer.client_id, ":subject": answer.subject, ":start_at": instant(answer.start),
        ":end_at": instant(answer.end), ":all_day": answer.all_day, ":recurring": answer.recurring, ":location": answer.location,
        ":organizer_name": answer.organizer_name, ":organizer_email": answer.organizer_email,
        ":from_name": answer.from_name, ":from_email": answer.from_email, ":requested": answer.requested,
        ":dtstamp": answer.dtstamp.map(instant), ":sequence": answer.sequence, ":version": answer.version,
        ":state": answer.state.word(), ":told_by": answer.told_by.word(),
        ":told_reason": answer.told_reason.map_or("", |reason| reason.word()), ":due_at": instant(answer.due_at),
        ":undo_until": answer.undo_until.map(instant), ":attempts": answer.attempts,
        ":mail_attempts": answer.mail_attempts, ":repeats": answer.repeats, ":unshown": answer.unshown,
        ":calendar_id": answer.calendar_id,
        ":decided_at": instant(answer.decided_at), ":responded_at": answer.responded_at.map(instant),
        ":told_at": answer.told_at.map(instant), ":confirmed_at": answer.confirmed_at.map(instant),
        ":trouble": answer.trouble.map_or("", |code| code.word()), ":trouble_detail": answer.trouble_detail,
        ":proposed_start": answer.proposed.map(|time| instant(time.start)),
        ":proposed_end": answer.proposed.map(|time| instant(time.end)),
        ":carrier": answer.proposed.map_or("", |time| time.carrier.word()),
    })?;
    super::search::put_answer(t, answer)
}

fn note(t: &Transaction<'_>, answer: &str, now: Timestamp, steps: &[NewStep]) -> Result<()> {
    for step in steps {
        t.prepare_cached(
            "INSERT INTO answer_step (answer, seq, at, kind, detail)
             VALUES (?1, (SELECT coalesce(max(seq), 0) + 1 FROM answer_step WHERE answer = ?1), ?2, ?3, ?4)",
        )?
        .execute(params![answer, instant(now), step.kind.word(), step.detail])?;
    }
    Ok(())
}
