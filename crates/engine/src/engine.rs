//! The use cases: what a shell can ask. What happens without being asked is left to [`crate::background`].

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use eas::item::body::BodyPreference;
use eas::{FolderType, ItemFetch, Retry};
use tokio::sync::{Notify, broadcast};

use crate::background;
use crate::cards;
use crate::clock::{Clock, Timestamp};
use crate::connection::{Connection, Moment, Moments, Network};
use crate::error::{EngineError, Result};
use crate::free_busy::Cache;
use crate::grid;
use crate::mailbox::{Mailbox, on_screen, rfc3339};
use crate::outbox::{Asked, Sender};
use crate::read;
use crate::receipts;
use crate::secrets::{Secret, Secrets, SecretsState};
use crate::setup::{self, NewAccount};
use crate::store::{Access, AccountRow, AnswerRow, Class, State, Store, Term};
use crate::sync::{self, Puller, Report};
use crate::telling;
use crate::view::{
    Account, CalendarEntry, Event, Failure, FailureCode, Family, Found, Grid, InvitationCard, InvitationRow,
    KeptAside, OrganizedMeeting, Phase, Progress, Receipt, Replies, SearchHit, SeriesDate,
    UpcomingOccurrence,
};

/// Characters of a text that are fetched for an opened card.
const WHOLE_TEXT: u32 = 512 * 1024;

/// Items that were put aside and are named; of more there is the number.
const MOST_NAMED: u32 = 5;

/// More than the second for which an answer may wait after it was noted as sent, and the one that has to pass after it,
/// by clocks that show whole ones.
const JUST_NOW: TimeDelta = TimeDelta::seconds(4);

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
pub struct Engine(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) store: Store,
    pub(crate) parts: Parts,
    events: broadcast::Sender<Event>,
    lines: Mutex<HashMap<String, Arc<Line>>>,
    pub(crate) free_busy: Cache,
}

/// What belongs to one mailbox while we run.
pub(crate) struct Line {
    transport: Arc<dyn eas::Transport>,
    /// One conversation with the server at a time: SyncKeys allow no two.
    pub(crate) gate: tokio::sync::Mutex<()>,
    /// Something is to be done sooner than planned.
    pub(crate) wake: Notify,
    /// The next thing to be done is a Sync.
    pub(crate) sync_soon: AtomicBool,
    /// Mails (CollectionId, ServerId) whose text was asked for.
    fetched: Mutex<HashSet<(String, String)>>,
    asked: Asked,
    /// When its calendar was synchronised and changed last.
    moments: Arc<Moments>,
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
        Ok(Self(Arc::new(Inner {
            store,
            parts,
            events,
            lines: Mutex::default(),
            free_busy: Cache::default(),
        })))
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
        tokio::spawn(background::watch(weak, account.to_owned(), line));
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
        let waiting = self.0.store.active_answers(account)?;
        if !with_waiting_answers && !waiting.is_empty() {
            return Err(EngineError::AnswersWait(
                waiting.iter().map(|answer| on_screen(&answer.subject)).collect(),
            ));
        }
        self.0.store.remove_account(account)?;
        let line = self.0.lines.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
        if let Some(line) = line {
            line.wake.notify_waiters();
        }
        self.0.free_busy.forget(account);
        self.0.parts.secrets.remove(account).await?;
        self.tell(Event::AccountsChanged);
        Ok(())
    }

    /// Stores a new password for a mailbox; where it is watched, it signs in with it at once.
    pub async fn set_password(&self, account: &str, password: Secret) -> Result<Account> {
        self.0.store.account(account)?;
        self.0.parts.secrets.set(account, password).await?;
        // A Sync may have changed the mailbox meanwhile.
        let mut row = self.0.store.account(account)?;
        row.problem.clear();
        self.0.store.put_account(&row)?;
        self.wake(account)?;
        self.tell(Event::AccountsChanged);
        self.shown(&row)
    }

    /// Sets who mails the organizer.
    pub fn set_replies(&self, account: &str, replies: Replies) -> Result<Account> {
        let row = self.0.store.account(account)?;
        self.set_preferences(account, row.family_forced, replies)
    }

    /// Sets the family of a mailbox's server where the recognised one is not right; `None`: as recognised.
    pub fn set_family(&self, account: &str, family: Option<Family>) -> Result<Account> {
        let row = self.0.store.account(account)?;
        self.set_preferences(account, family, row.replies)
    }

    fn set_preferences(&self, account: &str, family: Option<Family>, replies: Replies) -> Result<Account> {
        self.0.store.set_preferences(account, family, replies)?;
        self.tell(Event::AccountsChanged);
        // What can be answered, and what the answer bar promises, follows from it.
        self.tell(Event::ItemsChanged { account: account.to_owned() });
        self.shown(&self.0.store.account(account)?)
    }

    // ---- Sync -----------------------------------------------------------------------------------------------

    /// The folder list anew.
    pub async fn folder_sync(&self, account: &str) -> Result<()> {
        let line = self.line(account)?;
        let _gate = line.gate.lock().await;
        let done = self.folders_alone(account, &line).await;
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

    /// Without progress: no Sync follows that would report its end.
    async fn folders_alone(&self, account: &str, line: &Line) -> Result<()> {
        let silent = |_: Phase, _: u32, _: Option<u32>| {};
        let mut connection = self.connect(account, line).await?;
        self.puller(&mut connection, &silent).folders().await
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
        self.sender(line, &mut connection, &report, &|answer| self.moved(answer)).run().await?;
        self.puller(&mut connection, &report).collections().await?;
        self.sender(line, &mut connection, &report, &|answer| self.moved(answer)).reconcile().await?;
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
        self.sender(line, &mut connection, &silent, &moved).run().await?;
        self.puller(&mut connection, &silent).collections().await?;
        self.sender(line, &mut connection, &silent, &moved).reconcile().await?;
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
        Ok(cards::outdated(&self.mailbox(account)?, self.now()).into_iter().map(|(_, _, row)| row).collect())
    }

    /// The card of one meeting, from what is cached.
    pub fn card(&self, account: &str, meeting: &str) -> Result<InvitationCard> {
        let mailbox = self.mailbox(account)?;
        let (key, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
        let receipt = found.last_answer().map(|answer| self.receipt_of(answer)).transpose()?;
        cards::card(&mailbox, key, found, receipt, self.now()).ok_or(EngineError::NotFound("meeting"))
    }

    /// The card of one meeting, from what is cached. From now on it counts as seen.
    pub fn open_card(&self, account: &str, meeting: &str) -> Result<InvitationCard> {
        let card = self.card(account, meeting)?;
        if card.row.unseen {
            self.0.store.look_at_card(account, meeting, self.now())?;
            self.tell(Event::ItemsChanged { account: account.to_owned() });
        }
        Ok(card)
    }

    /// Fetches the text of an invitation that is not (wholly) here. What the server does not have is asked for once while
    /// we run: a mail can be without a text.
    pub async fn fetch_text(&self, account: &str, meeting: &str) -> Result<()> {
        let (collection, server_id) = {
            let mailbox = self.mailbox(account)?;
            let (_, found) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
            let Some(mail) = cards::mail_without_text(found) else { return Ok(()) };
            (mail.collection.clone(), mail.server_id.clone())
        };
        let line = self.line(account)?;
        let asked = (collection, server_id);
        if !line.fetched.lock().unwrap_or_else(PoisonError::into_inner).insert(asked.clone()) {
            return Ok(());
        }
        let done = self.fetch_text_of(account, &line, &asked.0, &asked.1).await;
        let for_good = |error: &EngineError| matches!(error, EngineError::Protocol(it) if it.retry() == Retry::Permanent);
        if done.as_ref().is_err_and(|error| !for_good(error)) {
            line.fetched.lock().unwrap_or_else(PoisonError::into_inner).remove(&asked);
        }
        done
    }

    async fn fetch_text_of(
        &self,
        account: &str,
        line: &Line,
        collection: &str,
        server_id: &str,
    ) -> Result<()> {
        let _gate = line.gate.lock().await;
        let mut connection = self.connect(account, line).await?;
        let command = ItemFetch {
            collection: collection.into(),
            item: server_id.into(),
            body: BodyPreference::plain(WHOLE_TEXT),
        };
        let fetched = connection.ask(&command).await?;
        let Some(row) = self.0.store.item(account, collection, server_id)? else { return Ok(()) };
        if let Ok(mut whole) = eas::ApplicationData::decode(&row.data) {
            whole.merge(&fetched.data.text_alone());
            let words = crate::read::mail_words(&whole);
            self.0.store.put_data(account, collection, server_id, &whole.encode(), &words)?;
            self.tell(Event::ItemsChanged { account: account.to_owned() });
        }
        Ok(())
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
        Ok(!row.state.is_active() || row.due(self.now()) > self.now())
    }

    /// Answers that have not come to an end yet, oldest first.
    pub fn waiting(&self, account: &str) -> Result<Vec<Receipt>> {
        self.0.store.active_answers(account)?.iter().map(|answer| self.receipt_of(answer)).collect()
    }

    // ---- calendar and organizer -----------------------------------------------------------------------------

    /// Everything in the calendar that touches the time from `from` to `to`.
    pub fn calendar(&self, account: &str, from: Timestamp, to: Timestamp) -> Result<Vec<CalendarEntry>> {
        Ok(crate::agenda::between(&self.mailbox(account)?, from, to, self.now()))
    }

    /// Everything else in the calendar that touches this time: nothing that belongs to the meeting itself.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a meeting that is not there.
    pub fn calendar_beside(
        &self,
        account: &str,
        meeting: &str,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<CalendarEntry>> {
        let mailbox = self.mailbox(account)?;
        let (key, _) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
        Ok(crate::agenda::beside(&mailbox, key, from, to))
    }

    /// One date of a series, near or far, by its original start: what became of it, and whether it can be answered by
    /// itself.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a meeting that is not there, or a date that it does not have.
    pub fn series_date(&self, account: &str, meeting: &str, at: Timestamp) -> Result<SeriesDate> {
        let mailbox = self.mailbox(account)?;
        let (key, meeting) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
        crate::coming::one(&mailbox, key, meeting, at, self.now())
            .ok_or(EngineError::NotFound("date of this series"))
    }

    /// The dates of a series that begin on one day for me, near or far, and up to `count` of those before and of those
    /// after it, in order: what became of each, and whether it can be answered by itself.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] for a meeting that is not there, or one whose dates are not known: it is no series, or
    /// its rule cannot be followed.
    pub fn dates_around(
        &self,
        account: &str,
        meeting: &str,
        day: NaiveDate,
        count: usize,
    ) -> Result<Vec<UpcomingOccurrence>> {
        let mailbox = self.mailbox(account)?;
        let (key, meeting) = mailbox.find(meeting).ok_or(EngineError::NotFound("meeting"))?;
        crate::coming::around(&mailbox, key, meeting, day, count).ok_or(EngineError::NotFound("series"))
    }

    /// Meetings and appointments that have all of these words, each as the beginning of one: the best, most fitting first.
    /// A text without a letter or digit finds nothing.
    pub fn search(&self, account: &str, text: &str) -> Result<Vec<SearchHit>> {
        Ok(crate::search::search(&self.0.store, account, self.0.parts.zone, text, self.now())?)
    }

    /// Is there anything to look for in a text? Signs alone are no word.
    pub fn has_words(text: &str) -> bool {
        !Term::all(text).is_empty()
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
        grid::grid(&mailbox, key, found, &looked, self.now())
            .ok_or(EngineError::NotFound("meeting that you organize"))
    }

    /// The answers in this grid are no news from now on.
    pub fn look_at_grid(&self, account: &str, meeting: &str) -> Result<()> {
        Ok(self.0.store.look(account, meeting, "grid", self.now())?)
    }

    // ---- inside ---------------------------------------------------------------------------------------------

    pub(crate) fn now(&self) -> Timestamp {
        self.0.parts.clock.now()
    }

    pub(crate) fn mailbox(&self, account: &str) -> Result<Mailbox> {
        Ok(Mailbox::shown(&self.0.store, account, self.0.parts.zone)?)
    }

    pub(crate) fn tell(&self, event: Event) {
        // Nobody listening is no fault.
        let _ = self.0.events.send(event);
    }

    pub(crate) fn moved(&self, answer: &AnswerRow) {
        match self.receipt_of(answer) {
            Ok(receipt) => self.tell(Event::AnswerChanged {
                account: answer.account.clone(),
                meeting: answer.meeting.clone(),
                receipt: Box::new(receipt),
            }),
            Err(error) => tracing::error!(%error, "an answer moved on, but could not be shown"),
        }
    }

    pub(crate) fn receipt_of(&self, answer: &AnswerRow) -> Result<Receipt> {
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

    pub(crate) fn line(&self, account: &str) -> Result<Arc<Line>> {
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
            asked: Asked::default(),
            moments: Arc::new(Moments::of_a_new_process()),
        });
        lines.insert(account.to_owned(), Arc::clone(&line));
        Ok(line)
    }

    fn wake_all(&self) {
        for line in self.0.lines.lock().unwrap_or_else(PoisonError::into_inner).values() {
            line.wake.notify_one();
        }
    }

    pub(crate) async fn connect(&self, account: &str, line: &Line) -> Result<Connection<'_>> {
        let row = self.0.store.account(account)?;
        let (store, secrets) = (&self.0.store, self.0.parts.secrets.as_ref());
        // A process that has died may have answered just now; what we do ourselves is noted as we do it.
        let last = store.last_sent(account)?.filter(|(answer, _)| !line.asked.knows(answer));
        if last.is_some_and(|(_, at)| (self.now() - at).abs() < JUST_NOW) {
            line.moments.note(Moment::Changed);
        }
        let (transport, moments) = (Arc::clone(&line.transport), Arc::clone(&line.moments));
        Connection::open(store, secrets, transport, row, moments).await
    }

    /// Asks for something that moves no SyncKey, beside whatever else is being said to the server: an answer must not
    /// wait for a large file. Only where the server wants a detour taken first, its turn is waited for.
    pub(crate) async fn ask_aside<C: eas::Command>(&self, account: &str, command: &C) -> Result<C::Reply> {
        let line = self.line(account)?;
        let connection = self.connect(account, &line).await?;
        match connection.ask_once(command).await {
            Err(error)
                if matches!(error.retry(), Retry::Provision | Retry::Relocate | Retry::Renegotiate) =>
            {
                let _gate = line.gate.lock().await;
                self.connect(account, &line).await?.ask(command).await
            }
            done => Ok(done?),
        }
    }

    pub(crate) fn puller<'a, 'b>(
        &'a self,
        connection: &'b mut Connection<'a>,
        report: Report<'b>,
    ) -> Puller<'a, 'b> {
        Puller { store: &self.0.store, connection, zone: self.0.parts.zone, now: self.now(), report }
    }

    fn sender<'a, 'b>(
        &'a self,
        line: &'b Line,
        connection: &'b mut Connection<'a>,
        report: Report<'b>,
        moved: crate::outbox::Moved<'b>,
    ) -> Sender<'a, 'b> {
        Sender {
            store: &self.0.store,
            clock: self.0.parts.clock.as_ref(),
            asked: &line.asked,
            connection,
            zone: self.0.parts.zone,
            now: self.now(),
            moved,
            report,
            fresh: false,
        }
    }

    fn shown(&self, account: &AccountRow) -> Result<Account> {
        let calendar = sync::folder(&self.0.store, &account.id, FolderType::Calendar)?;
        let kept_aside = |(collection, bytes): (String, Vec<u8>)| {
            let in_calendar = calendar.as_ref().is_some_and(|folder| folder.collection == collection);
            let class = if in_calendar { Class::Event } else { Class::Mail };
            let (subject, at) = read::kept_aside(class, &bytes);
            KeptAside { in_calendar, subject, at: at.map(rfc3339) }
        };
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
            family: account.family(),
            recognised: account.recognised,
            family_forced: account.family_forced,
            replies: account.replies,
            abilities: telling::abilities(account),
            demo: account.demo,
            synced_at: account.synced_at.map(rfc3339),
            problem,
            unreadable_items: self.0.store.unreadable_count(&account.id)?,
            unreadable: self
                .0
                .store
                .unreadable(&account.id, MOST_NAMED)?
                .into_iter()
                .map(kept_aside)
                .collect(),
        })
    }
}

/// A failure as it is kept with its mailbox.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Stored {
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

    pub(crate) fn failure(self) -> Option<Failure> {
        let code = FailureCode::ALL
            .into_iter()
            .find(|code| serde_json::to_value(code).ok() == Some(self.code.clone()))?;
        Some(Failure { code, message: self.message, detail: self.detail })
    }
}
