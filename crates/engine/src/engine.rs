//! The use cases: what a shell can ask, and the tasks that work without being asked.

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use chrono::TimeDelta;
use chrono_tz::Tz;
use eas::ItemFetch;
use eas::item::body::BodyPreference;
use tokio::sync::{Notify, broadcast};

use crate::cards;
use crate::clock::{Clock, Timestamp};
use crate::connection::{Connection, Network};
use crate::error::{EngineError, Result};
use crate::grid;
use crate::mailbox::{Mailbox, Meeting, rfc3339};
use crate::outbox::Sender;
use crate::receipts;
use crate::secrets::{Secret, Secrets, SecretsState};
use crate::setup::{self, NewAccount};
use crate::store::{Access, AccountRow, AnswerRow, NewStep, State, Store};
use crate::sync::{Puller, Report};
use crate::telling;
use crate::view::{
    Account, Answer, AnswerFrom, CalendarEntry, Event, Failure, FailureCode, Found, Grid, InvitationCard,
    InvitationRow, InvitationState, NotAnswerable, OrganizedMeeting, Phase, Progress, Receipt, Replies,
    StepKind, ToldReason,
};

/// Minutes between two Syncs that nobody asked for.
const EVERY: TimeDelta = TimeDelta::minutes(5);
/// Characters of a text that are fetched for an opened card.
const WHOLE_TEXT: u32 = 512 * 1024;

/// What an engine works with; everything that differs between a person's machine and a test.
pub struct Parts {
    /// Passwords.
    pub secrets: Arc<dyn Secrets>,
    /// Servers.
    pub network: Arc<dyn Network>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The person's zone.
    pub zone: Tz,
}

/// The application without a window. Cheap to clone; all clones are the same engine.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

struct Inner {
    store: Store,
    parts: Parts,
    events: broadcast::Sender<Event>,
    lines: Mutex<HashMap<String, Arc<Line>>>,
}

/// What belongs to one mailbox while we run.
struct Line {
    transport: Arc<dyn eas::Transport>,
    /// One conversation with the server at a time: SyncKeys allow no two.
    gate: tokio::sync::Mutex<()>,
    /// Something is to be done sooner than planned.
    wake: Notify,
    /// The next thing to be done is a Sync.
    sync_soon: AtomicBool,
    /// Mails (CollectionId, ServerId) whose text was asked for.
    fetched: Mutex<HashSet<(String, String)>>,
}

/// A decision.
#[derive(Debug, Clone)]
pub struct Decision {
    /// Which mailbox.
    pub account: String,
    /// Which meeting.
    pub meeting: String,
    /// The answer.
    pub answer: Answer,
    /// Text for the organizer; may be empty.
    pub comment: String,
    /// Tell the organizer, where there is a choice.
    pub tell: bool,
    /// Act on this item; `None`: whichever is right.
    pub from: Option<AnswerFrom>,
    /// How long it can be taken back before anything is sent.
    pub undo: TimeDelta,
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

impl Engine {
    /// Has this folder been opened as a profile before? Only then is there anything to look at.
    pub fn is_profile(folder: &Path) -> bool {
        Store::exists(folder)
    }

    /// Opens a profile's folder, making it where it is missing.
    ///
    /// # Errors
    /// Whatever is wrong with the folder or the database in it; see [`EngineError::failure`].
    pub fn open(profile: &Path, access: Access, parts: Parts) -> Result<Self> {
        let store = Store::open(profile, access)?;
        let events = broadcast::Sender::new(1024);
        Ok(Self(Arc::new(Inner { store, parts, events, lines: Mutex::default() })))
    }

    /// What happens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.0.events.subscribe()
    }

    /// Works by itself from now on: due answers leave, mailboxes are synchronised. Ends with the last clone.
    pub fn start(&self) -> Result<()> {
        for account in self.0.store.accounts()? {
            self.watch(&account.id)?;
        }
        Ok(())
    }

    // ---- secrets and settings -------------------------------------------------------------------------------

    /// Where passwords are kept.
    pub fn secrets_state(&self) -> SecretsState {
        self.0.parts.secrets.state()
    }

    /// Opens (or makes) the vault on a machine without a keychain.
    pub async fn unlock(&self, passphrase: Secret) -> Result<()> {
        self.0.parts.secrets.unlock(passphrase).await?;
        self.wake_all();
        Ok(())
    }

    /// A stored setting of a shell.
    pub fn setting(&self, key: &str) -> Result<Option<String>> {
        Ok(self.0.store.setting(key)?)
    }

    /// Stores a setting of a shell.
    pub fn set_setting(&self, key: &str, value: &str) -> Result<()> {
        Ok(self.0.store.set_setting(key, value)?)
    }

    // ---- mailboxes ------------------------------------------------------------------------------------------

    /// All mailboxes.
    pub fn accounts(&self) -> Result<Vec<Account>> {
        self.0.store.accounts()?.iter().map(|account| self.shown(account)).collect()
    }

    /// Looks at a server and signs in, storing nothing.
    pub async fn probe(&self, new: &NewAccount) -> Result<Found> {
        let transport = self.0.parts.network.transport().map_err(eas::ProtocolError::from)?;
        let server = new.find(&transport).await?;
        Ok(setup::found(&new.row(&server, self.now())))
    }

    /// Adds a mailbox; its first Sync is left to the caller or to [`Engine::start`].
    pub async fn add_account(&self, new: &NewAccount) -> Result<Account> {
        let known = self
            .0
            .store
            .accounts()?
            .into_iter()
            .any(|account| account.email.eq_ignore_ascii_case(&new.email));
        if known {
            return Err(EngineError::BadInput(format!("{} is set up already.", new.email)));
        }
        let transport = self.0.parts.network.transport().map_err(eas::ProtocolError::from)?;
        let server = new.find(&transport).await?;
        let account = new.row(&server, self.now());
        self.0.parts.secrets.set(&account.id, new.password.clone()).await?;
        if let Err(error) = self.0.store.put_account(&account) {
            // Nothing half-made stays: neither a password without a mailbox.
            let _ = self.0.parts.secrets.remove(&account.id).await;
            return Err(error.into());
        }
        self.tell(Event::AccountsChanged);
        self.shown(&account)
    }

    /// Works by itself on this mailbox from now on.
    pub fn watch(&self, account: &str) -> Result<()> {
        let line = self.line(account)?;
        let weak = Arc::downgrade(&self.0);
        tokio::spawn(watch(weak, account.to_owned(), line));
        Ok(())
    }

    /// Brings a watched mailbox up to date soon.
    pub fn wake(&self, account: &str) -> Result<()> {
        self.0.store.account(account)?;
        let line = self.line(account)?;
        line.sync_soon.store(true, Ordering::Relaxed);
        line.wake.notify_one();
        Ok(())
    }

    /// Removes a mailbox from this computer. Answers that have not left yet are lost with it, so that has to be meant.
    pub async fn remove_account(&self, account: &str, with_waiting_answers: bool) -> Result<()> {
        if !with_waiting_answers && !self.0.store.active_answers(account)?.is_empty() {
            return Err(EngineError::TooLate(
                "Answers are waiting to be sent from this mailbox. Send or take them back first.",
            ));
        }
        self.0.store.remove_account(account)?;
        let line = self.0.lines.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
        if let Some(line) = line {
            line.wake.notify_waiters();
        }
        self.0.parts.secrets.remove(account).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Stores a new password for a mailbox.
    pub async fn set_password(&self, account: &str, password: Secret) -> Result<Account> {
        let mut row = self.0.store.account(account)?;
        self.0.parts.secrets.set(account, password).await?;
        row.problem.clear();
        self.0.store.put_account(&row)?;
        self.line(account)?.wake.notify_one();
        self.tell(Event::AccountsChanged);
        self.shown(&row)
    }

    /// Sets who mails the organizer.
    pub fn set_replies(&self, account: &str, replies: Replies) -> Result<Account> {
        let mut row = self.0.store.account(account)?;
        row.replies = replies;
        self.0.store.put_account(&row)?;
        self.tell(Event::AccountsChanged);
        self.shown(&row)
    }

    // ---- Sync -----------------------------------------------------------------------------------------------

    /// The folder list anew.
    pub async fn folder_sync(&self, account: &str) -> Result<()> {
        let line = self.line(account)?;
        let _gate = line.gate.lock().await;
        let report = self.report(account);
        let mut connection = self.connect(account, &line).await?;
        let done = self.puller(&mut connection, &report).folders().await;
        self.noted(account, done)
    }

    /// Sends what is due, then brings Inbox and Calendar up to date.
    pub async fn sync(&self, account: &str) -> Result<()> {
        let line = self.line(account)?;
        let _gate = line.gate.lock().await;
        let done = self.whole_sync(account, &line).await;
        self.noted(account, done)
    }

    /// Sends what is due now, and looks whether it arrived.
    pub async fn deliver(&self, account: &str) -> Result<()> {
        let line = self.line(account)?;
        let _gate = line.gate.lock().await;
        let done = self.delivery(account, &line).await;
        self.noted(account, done)
    }

    async fn whole_sync(&self, account: &str, line: &Line) -> Result<()> {
        let report = self.report(account);
        report(Phase::Server, 0, None);
        let mut connection = self.connect(account, line).await?;
        self.puller(&mut connection, &report).folders().await?;
        if connection.heed_notices().await? {
            self.puller(&mut connection, &report).folders().await?;
        }
        self.puller(&mut connection, &report).own_addresses().await?;
        self.sender(&mut connection, &report, &|answer| self.moved(answer)).run().await?;
        self.puller(&mut connection, &report).collections().await?;
        self.sender(&mut connection, &report, &|answer| self.moved(answer)).reconcile().await?;
        let mut row = self.0.store.account(account)?;
        row.synced_at = Some(self.now());
        self.0.store.put_account(&row)?;
        report(Phase::Done, 1, Some(1));
        Ok(())
    }

    async fn delivery(&self, account: &str, line: &Line) -> Result<()> {
        let silent = |_: Phase, _: u32, _: Option<u32>| {};
        let moved = |answer: &AnswerRow| self.moved(answer);
        let mut connection = self.connect(account, line).await?;
        if connection.account.folder_sync_key == "0" {
            self.puller(&mut connection, &silent).folders().await?;
        }
        self.sender(&mut connection, &silent, &moved).run().await?;
        self.puller(&mut connection, &silent).collections().await?;
        self.sender(&mut connection, &silent, &moved).reconcile().await?;
        self.tell(Event::ItemsChanged { account: account.to_owned() });
        Ok(())
    }

    /// Keeps what stops a mailbox with it, and forgets it once something has worked.
    fn noted<T>(&self, account: &str, done: Result<T>) -> Result<T> {
        let problem = match &done {
            Ok(_) => String::new(),
            Err(error) => serde_json::to_string(&Stored::of(&error.failure())).unwrap_or_default(),
        };
        // The mailbox may have been removed while we talked to its server.
        if let Ok(mut row) = self.0.store.account(account)
            && row.problem != problem
        {
            row.problem = problem;
            self.0.store.put_account(&row)?;
            self.tell(Event::AccountsChanged);
        }
        done
    }

    // ---- the invitee ----------------------------------------------------------------------------------------

    /// All invitations, one row a meeting, newest first.
    pub fn invitations(&self, account: &str) -> Result<Vec<InvitationRow>> {
        Ok(cards::rows(&self.mailbox(account)?, self.now()))
    }

    /// Mails in the Inbox that a newer one of the same meeting has made void.
    pub fn outdated_invitations(&self, account: &str) -> Result<Vec<InvitationRow>> {
        Ok(cards::outdated(&self.mailbox(account)?).into_iter().map(|(_, _, row)| row).collect())
    }

    /// The card of one meeting, from what is cached.
    pub fn card(&self, account: &str, meeting: &str) -> Result<InvitationCard> {
        let mailbox = self.mailbox(account)?;
        let (key, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
        let receipt = found.last_answer().map(|answer| self.receipt_of(answer)).transpose()?;
        cards::card(&mailbox, key, found, receipt).ok_or(EngineError::NotFound("meeting"))
    }

    /// The card of one meeting, from what is cached. From now on it counts as seen.
    pub fn open_card(&self, account: &str, meeting: &str) -> Result<InvitationCard> {
        let card = self.card(account, meeting)?;
        if card.row.unseen {
            self.0.store.look(account, meeting, "card", self.now())?;
            self.tell(Event::ItemsChanged { account: account.to_owned() });
        }
        Ok(card)
    }

    /// Fetches the text of an invitation that is not (wholly) here, once while we run: a mail can be without one.
    pub async fn fetch_text(&self, account: &str, meeting: &str) -> Result<()> {
        let (collection, server_id) = {
            let mailbox = self.mailbox(account)?;
            let (_, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
            let Some(mail) = cards::mail_without_text(found) else { return Ok(()) };
            (mail.collection.clone(), mail.server_id.clone())
        };
        let (collection, server_id) = (collection.as_str(), server_id.as_str());
        let line = self.line(account)?;
        let asked = (collection.to_owned(), server_id.to_owned());
        if !line.fetched.lock().unwrap_or_else(PoisonError::into_inner).insert(asked) {
            return Ok(());
        }
        let _gate = line.gate.lock().await;
        let mut connection = self.connect(account, &line).await?;
        let command = ItemFetch {
            collection: collection.into(),
            item: server_id.into(),
            body: BodyPreference::plain(WHOLE_TEXT),
        };
        let fetched = connection.ask(&command).await?;
        let Some(row) = self.0.store.item(account, collection, server_id)? else { return Ok(()) };
        if let Ok(mut whole) = eas::ApplicationData::decode(&row.data) {
            whole.merge(&fetched.data);
            self.0.store.put_data(account, collection, server_id, &whole.encode())?;
            self.tell(Event::ItemsChanged { account: account.to_owned() });
        }
        Ok(())
    }

    /// Enters a decision into the outbox. Nothing is sent before its undo time is over; nothing is sent at all where
    /// the same was answered before.
    pub fn decide(&self, decision: &Decision) -> Result<Decided> {
        let mailbox = self.mailbox(&decision.account)?;
        let Some((key, meeting)) = mailbox.find(&decision.meeting) else {
            let outdated = cards::outdated(&mailbox).into_iter().find(|(id, ..)| *id == decision.meeting);
            return Err(match outdated {
                Some((_, newest, _)) => {
                    EngineError::NotAnswerable { reason: NotAnswerable::Outdated, newest: Some(newest) }
                }
                None => EngineError::NotFound("meeting"),
            });
        };
        let standing = mailbox.standing(key, meeting);
        if standing.answer == Some(decision.answer) {
            match meeting.standing_answer() {
                Some(mine) if decision.comment.is_empty() || mine.comment == decision.comment => {
                    return Ok(Decided::Before(Box::new(self.receipt_of(mine)?)));
                }
                None if decision.comment.is_empty() && standing.state == InvitationState::Answered => {
                    return Ok(Decided::Elsewhere);
                }
                _ => {}
            }
        }
        let from = cards::possible(&mailbox, key, meeting, standing.from);
        let waiting = meeting.standing_answer().is_some_and(|mine| mine.state.is_active());
        if let Err(reason) = from
            && !waiting
        {
            return Err(EngineError::NotAnswerable { reason, newest: None });
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
        key: &crate::mailbox::Key,
        meeting: &Meeting,
        decision: &Decision,
    ) -> Result<AnswerRow> {
        let now = self.now();
        let event = mailbox.event(key, meeting);
        let details = meeting.details(event).ok_or(EngineError::NotFound("meeting"))?;
        let organizer = meeting.organizer(event);
        let requested = meeting.requested(event);
        let telling = telling::telling(&mailbox.account, requested, decision.tell);
        let undo = decision.undo > TimeDelta::zero();
        Ok(AnswerRow {
            id: uuid::Uuid::new_v4().simple().to_string().split_off(16),
            account: mailbox.account.id.clone(),
            meeting: decision.meeting.clone(),
            uid: key.uid.clone(),
            recurrence_id: key.recurrence_id,
            answer: decision.answer,
            comment: decision.comment.trim().to_owned(),
            tell: decision.tell,
            source: decision.from,
            client_id: uuid::Uuid::new_v4().simple().to_string(),
            subject: details.subject.clone(),
            start: details.start,
            end: details.end,
            all_day: details.all_day,
            location: details.location.clone(),
            organizer_name: organizer.name,
            organizer_email: organizer.email,
            from_name: mailbox.account.name.clone(),
            from_email: cards::own_address(mailbox, event),
            requested,
            dtstamp: meeting.answered_version(event),
            sequence: None,
            version: String::new(),
            state: State::Queued,
            told_by: telling.by(),
            told_reason: match telling {
                telling::Telling::Not(reason) => Some(reason),
                telling::Telling::ByMail | telling::Telling::BySendResponse | telling::Telling::ByServer => {
                    None
                }
            },
            due_at: now + decision.undo,
            undo_until: undo.then(|| now + decision.undo),
            attempts: 0,
            mail_attempts: 0,
            calendar_id: String::new(),
            decided_at: now,
            responded_at: None,
            told_at: None,
            confirmed_at: None,
            trouble: None,
            trouble_detail: String::new(),
        })
    }

    /// Takes an answer back that has not left yet.
    pub fn undo(&self, answer: &str) -> Result<Receipt> {
        self.change(
            answer,
            &[State::Queued],
            "This answer has left already; give another one instead.",
            |row| {
                row.state = State::Withdrawn;
                row.undo_until = None;
                row.trouble = None;
                StepKind::Withdrawn
            },
        )
    }

    /// Ends the undo time.
    pub fn send_now(&self, answer: &str) -> Result<Receipt> {
        let now = self.now();
        self.change(answer, &[State::Queued], "This answer has left already.", |row| {
            row.undo_until = None;
            row.due_at = now;
            StepKind::Retried
        })
    }

    /// Tries the failed part of an answer again, now.
    pub fn retry(&self, answer: &str) -> Result<Receipt> {
        let now = self.now();
        let stuck = [State::Queued, State::Responding, State::Telling, State::Refused, State::Untold];
        self.change(answer, &stuck, "There is nothing to try again.", |row| {
            row.state = match row.state {
                State::Refused => State::Queued,
                State::Untold => State::Telling,
                other => other,
            };
            if row.state == State::Telling {
                row.told_reason = None;
                row.mail_attempts = 0;
                row.trouble = None;
            }
            row.due_at = now;
            StepKind::Retried
        })
    }

    /// Gives up an answer that stands still.
    pub fn discard(&self, answer: &str) -> Result<Receipt> {
        self.change(answer, &[State::Refused, State::Untold], "There is nothing to give up.", |row| {
            row.state = State::Discarded;
            row.told_reason.get_or_insert(ToldReason::GaveUp);
            row.trouble = None;
            StepKind::Discarded
        })
    }

    fn change(
        &self,
        answer: &str,
        states: &[State],
        too_late: &'static str,
        deed: impl FnOnce(&mut AnswerRow) -> StepKind,
    ) -> Result<Receipt> {
        let mut row = self.0.store.answer(answer)?;
        let before = row.state;
        if !states.contains(&before) {
            return Err(EngineError::TooLate(too_late));
        }
        let step = deed(&mut row);
        if !self.0.store.advance(before, &row, &[NewStep::plain(step)], self.now())? {
            return Err(EngineError::TooLate(too_late));
        }
        self.moved(&row);
        self.line(&row.account)?.wake.notify_one();
        self.receipt_of(&row)
    }

    /// Every answer given here, newest first; those taken back or replaced before they left are not worth a line.
    pub fn activity(&self, account: &str) -> Result<Vec<Receipt>> {
        let answers = self.0.store.answers(account)?;
        let kept =
            answers.iter().filter(|answer| !matches!(answer.state, State::Withdrawn | State::Replaced));
        kept.map(|answer| self.receipt_of(answer)).collect()
    }

    /// One answer.
    pub fn receipt(&self, answer: &str) -> Result<Receipt> {
        self.receipt_of(&self.0.store.answer(answer)?)
    }

    /// Nothing more happens to this answer by itself right now: it is done, stands still, or waits for a later time.
    pub fn is_settled(&self, answer: &str) -> Result<bool> {
        let row = self.0.store.answer(answer)?;
        Ok(!row.state.is_active() || row.due_at > self.now())
    }

    // ---- calendar and organizer -----------------------------------------------------------------------------

    /// Everything in the calendar that touches the time from `from` to `to`.
    pub fn calendar(&self, account: &str, from: Timestamp, to: Timestamp) -> Result<Vec<CalendarEntry>> {
        Ok(crate::agenda::between(&self.mailbox(account)?, from, to))
    }

    /// Meetings I organize.
    pub fn organized(&self, account: &str) -> Result<Vec<OrganizedMeeting>> {
        let looked = self.0.store.looked(account, "grid")?;
        Ok(grid::organized(&self.mailbox(account)?, &looked, self.now()))
    }

    /// The attendee status grid of one meeting.
    pub fn grid(&self, account: &str, meeting: &str) -> Result<Grid> {
        let mailbox = self.mailbox(account)?;
        let looked = self.0.store.looked(account, "grid")?;
        let (key, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
        grid::grid(&mailbox, key, found, &looked).ok_or(EngineError::NotFound("meeting that you organize"))
    }

    /// The answers in this grid are no news from now on.
    pub fn look_at_grid(&self, account: &str, meeting: &str) -> Result<()> {
        Ok(self.0.store.look(account, meeting, "grid", self.now())?)
    }

    // ---- inside ---------------------------------------------------------------------------------------------

    fn now(&self) -> Timestamp {
        self.0.parts.clock.now()
    }

    fn mailbox(&self, account: &str) -> Result<Mailbox> {
        Ok(Mailbox::load(&self.0.store, account, self.0.parts.zone)?)
    }

    fn tell(&self, event: Event) {
        // Nobody listening is no fault.
        let _ = self.0.events.send(event);
    }

    fn moved(&self, answer: &AnswerRow) {
        match self.receipt_of(answer) {
            Ok(receipt) => self.tell(Event::AnswerChanged {
                account: answer.account.clone(),
                meeting: answer.meeting.clone(),
                receipt: Box::new(receipt),
            }),
            Err(error) => tracing::error!(%error, "an answer moved on, but could not be shown"),
        }
    }

    fn receipt_of(&self, answer: &AnswerRow) -> Result<Receipt> {
        let account = self.0.store.account(&answer.account)?;
        let steps = self.0.store.steps(&answer.id)?;
        Ok(receipts::receipt(&account, answer, steps, self.now()))
    }

    fn report(&self, account: &str) -> impl Fn(Phase, u32, Option<u32>) + Send + Sync + use<> {
        let events = self.0.events.clone();
        let account = account.to_owned();
        move |phase, done, total| {
            let progress = Progress { account: account.clone(), phase, done, total };
            let _ = events.send(Event::Progressed { progress });
            if matches!(phase, Phase::Inbox | Phase::Calendar) && done > 0 || phase == Phase::Done {
                let _ = events.send(Event::ItemsChanged { account: account.clone() });
            }
        }
    }

    fn line(&self, account: &str) -> Result<Arc<Line>> {
        let mut lines = self.0.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get(account) {
            return Ok(Arc::clone(line));
        }
        let transport = self.0.parts.network.transport().map_err(eas::ProtocolError::from)?;
        let line = Arc::new(Line {
            transport,
            gate: tokio::sync::Mutex::default(),
            wake: Notify::new(),
            sync_soon: AtomicBool::new(false),
            fetched: Mutex::default(),
        });
        lines.insert(account.to_owned(), Arc::clone(&line));
        Ok(line)
    }

    fn wake_all(&self) {
        for line in self.0.lines.lock().unwrap_or_else(PoisonError::into_inner).values() {
            line.wake.notify_one();
        }
    }

    async fn connect(&self, account: &str, line: &Line) -> Result<Connection<'_>> {
        let row = self.0.store.account(account)?;
        Connection::open(&self.0.store, self.0.parts.secrets.as_ref(), Arc::clone(&line.transport), row).await
    }

    fn puller<'a, 'b>(&'a self, connection: &'b mut Connection<'a>, report: Report<'b>) -> Puller<'a, 'b> {
        Puller { store: &self.0.store, connection, zone: self.0.parts.zone, now: self.now(), report }
    }

    fn sender<'a, 'b>(
        &'a self,
        connection: &'b mut Connection<'a>,
        report: Report<'b>,
        moved: crate::outbox::Moved<'b>,
    ) -> Sender<'a, 'b> {
        Sender { store: &self.0.store, connection, zone: self.0.parts.zone, now: self.now(), moved, report }
    }

    fn shown(&self, account: &AccountRow) -> Result<Account> {
        let problem =
            serde_json::from_str::<Stored>(&account.problem).ok().and_then(|stored| stored.failure());
        Ok(Account {
            id: account.id.clone(),
            email: account.email.clone(),
            name: account.name.clone(),
            host: setup::host(&account.endpoint),
            endpoint: account.endpoint.clone(),
            user: account.user.clone(),
            version: account.version.clone(),
            family: account.family,
            replies: account.replies,
            abilities: telling::abilities(account),
            demo: account.demo,
            synced_at: account.synced_at.map(rfc3339),
            problem,
            unreadable_items: self.0.store.unreadable_count(&account.id)?,
        })
    }
}

/// A failure as it is kept with its mailbox.
#[derive(serde::Serialize, serde::Deserialize)]
struct Stored {
    code: serde_json::Value,
    message: String,
    detail: String,
}

impl Stored {
    fn of(failure: &Failure) -> Self {
        Self {
            code: serde_json::to_value(failure.code).unwrap_or_default(),
            message: failure.message.clone(),
            detail: failure.detail.clone(),
        }
    }

    fn failure(self) -> Option<Failure> {
        let code = FailureCode::ALL
            .into_iter()
            .find(|code| serde_json::to_value(code).ok() == Some(self.code.clone()))?;
        Some(Failure { code, message: self.message, detail: self.detail })
    }
}

/// Works on one mailbox until it is removed or the engine is gone.
async fn watch(inner: Weak<Inner>, account: String, line: Arc<Line>) {
    let mut failures: u32 = 0;
    let mut next_sync = None;
    loop {
        let (plan, clock) = {
            let Some(inner) = inner.upgrade() else { return };
            let engine = Engine(inner);
            let now = engine.now();
            let Ok(row) = engine.0.store.account(&account) else { return };
            let due =
                engine.0.store.active_answers(&account).unwrap_or_default().iter().map(|it| it.due_at).min();
            // A password that was refused is not tried again and again: that locks accounts.
            let stopped = serde_json::from_str::<Stored>(&row.problem)
                .ok()
                .and_then(Stored::failure)
                .is_some_and(|it| {
                    matches!(
                        it.code,
                        FailureCode::SignIn
                            | FailureCode::Passphrase
                            | FailureCode::Policy
                            | FailureCode::Forbidden
                    )
                });
            let asked = line.sync_soon.swap(false, Ordering::Relaxed);
            let sync_at = next_sync.filter(|_| !asked).unwrap_or(now);
            let plan = match due {
                _ if stopped && next_sync.is_some() && !asked => Plan::Wait(now + TimeDelta::days(1)),
                Some(due) if due <= now => Plan::Deliver,
                _ if sync_at <= now => Plan::Sync,
                Some(due) => Plan::Wait(due.min(sync_at)),
                None => Plan::Wait(sync_at),
            };
            let done = match plan {
                Plan::Deliver => engine.deliver(&account).await,
                Plan::Sync => engine.sync(&account).await,
                Plan::Wait(_) => Ok(()),
            };
            match (&plan, done) {
                (Plan::Wait(_), _) => {}
                (Plan::Deliver | Plan::Sync, Ok(())) => {
                    failures = 0;
                    next_sync = Some(engine.now() + EVERY);
                }
                (Plan::Deliver | Plan::Sync, Err(error)) => {
                    tracing::warn!(%error, "a mailbox could not be synchronised");
                    failures = failures.saturating_add(1);
                    let pause = TimeDelta::seconds((15_i64 << failures.min(5)).min(300));
                    next_sync = Some(engine.now() + pause);
                    engine.put_off(&account, engine.now() + pause);
                }
            }
            (plan, Arc::clone(&engine.0.parts.clock))
        };
        if let Plan::Wait(until) = plan {
            tokio::select! {
                () = clock.sleep_until(until) => {}
                () = line.wake.notified() => {}
            }
        }
    }
}

enum Plan {
    Deliver,
    Sync,
    Wait(Timestamp),
}

impl Engine {
    /// The server cannot be reached at all: what is due waits as long as we do, and says why.
    fn put_off(&self, account: &str, until: Timestamp) {
        for answer in self.0.store.active_answers(account).unwrap_or_default() {
            if answer.due_at < until && answer.undo_until.is_none_or(|undo| undo <= self.now()) {
                let state = answer.state;
                let waiting = AnswerRow {
                    due_at: until,
                    trouble: answer.trouble.or(Some(crate::view::TroubleCode::Offline)),
                    ..answer
                };
                match self.0.store.advance(state, &waiting, &[], self.now()) {
                    Ok(true) => self.moved(&waiting),
                    Ok(false) => {}
                    Err(error) => tracing::error!(%error, "an answer could not be put off"),
                }
            }
        }
    }
}
