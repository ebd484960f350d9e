//! The window's application: which engine is open, which mailbox is shown, the demo mailbox.
//!
//! Two engines can be open: the person's own, over the profile's folder, and the demo's, over a folder that is thrown
//! away. Whatever the window asks goes to the one that is shown.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use engine::clock::{SystemClock, local_zone};
use engine::secrets::{MemorySecrets, Secret, SystemSecrets};
use engine::view::{
    Account, CalendarEntry, CommonTimes, DayRules, Event, Failure, FailureCode, Family, FormattedText, Found,
    FreeBusyDay, FreeTime, Grid, InvitationCard, InvitationRow, OrganizedMeeting, ProposalCalendars, Receipt,
    Removal, Replies, SearchHit, SecretsState, SeriesDate,
};
use engine::{Access, Decided, Decision, Edit, Engine, EngineError, Internet, NewAccount, Parts};
use exchange_sim::Demo;
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::commands::{AccountRequest, EditRequest, MeetingResponseRequest, TimeRequest};
use crate::downloads;

/// Colour theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// The window's settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Colour theme.
    pub theme: Theme,
    /// Seconds in which an answer can be undone (0 to 60).
    pub undo_seconds: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { theme: Theme::System, undo_seconds: 8 }
    }
}

/// Everything the frame of the window shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppState {
    /// Mailboxes (the demo's own while it runs).
    pub accounts: Vec<Account>,
    /// The one shown.
    pub active: Option<String>,
    /// The demo mailbox runs.
    pub demo: bool,
    /// Where secrets are kept.
    pub secrets: SecretsState,
    /// What was set.
    pub settings: Settings,
    /// When the person works, and how much time they need between two things.
    pub day_rules: DayRules,
    /// Version of this program.
    pub version: String,
}

/// Who hears what the engine tells.
pub type Emit = Arc<dyn Fn(Event) + Send + Sync>;

/// Opens an address outside; the error says what the system said.
pub type Browser = Arc<dyn Fn(&str) -> std::result::Result<(), String> + Send + Sync>;

/// Results of the shell.
pub type Result<T> = std::result::Result<T, Failure>;

/// See the module.
pub struct App {
    profile: PathBuf,
    downloads: PathBuf,
    emit: Emit,
    browser: Browser,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    own: Option<Engine>,
    demo: Option<Shown>,
    settings: Option<Settings>,
}

/// The demo mailbox: its server, its engine and the folder that goes with it.
struct Shown {
    engine: Engine,
    _server: Demo,
    _folder: tempfile::TempDir,
}

const ACTIVE: &str = "active_account";
const SETTINGS: &str = "settings";

impl App {
    /// Over the profile in this folder; it is opened when something is asked for the first time. Files that the person
    /// saves go to `downloads`, addresses that the person opens to `browser`.
    pub fn new(profile: PathBuf, downloads: PathBuf, emit: Emit, browser: Browser) -> Self {
        Self { profile, downloads, emit, browser, open: Mutex::default() }
    }

    fn open(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The engine that is shown.
    fn engine(&self) -> Result<Engine> {
        let demo = self.open().demo.as_ref().map(|demo| demo.engine.clone());
        demo.map_or_else(|| self.own(), Ok)
    }

    /// The person's own engine. It is opened here, so that a profile in use or a damaged database is an answer the
    /// window can show, and asking again is trying again.
    fn own(&self) -> Result<Engine> {
        let mut open = self.open();
        if let Some(engine) = &open.own {
            return Ok(engine.clone());
        }
        let parts = Parts {
            secrets: Arc::new(SystemSecrets::open(self.profile.join("vault"))),
            network: Arc::new(Internet),
            clock: Arc::new(SystemClock),
            zone: local_zone(),
        };
        let engine = Engine::open(&self.profile, Access::Write, parts).map_err(say)?;
        self.listen(&engine);
        engine.start().map_err(say)?;
        open.own = Some(engine.clone());
        Ok(engine)
    }

    /// Hands on what an engine tells for as long as it lives.
    fn listen(&self, engine: &Engine) {
        let mut events = engine.subscribe();
        let emit = Arc::clone(&self.emit);
        tokio::spawn(async move {
            loop {
                match events.recv().await {
                    Ok(event) => emit(event),
                    // The window was too slow to hear everything; this makes it look at everything again.
                    Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => emit(Event::AccountsChanged),
                    Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
                }
            }
        });
    }

    /// Everything the frame of the window shows.
    pub fn state(&self) -> Result<AppState> {
        let engine = self.engine()?;
        let accounts = engine.accounts().map_err(say)?;
        let chosen = engine.setting(ACTIVE).map_err(say)?;
        let chosen = chosen.filter(|chosen| accounts.iter().any(|account| account.id == *chosen));
        let demo = self.open().demo.is_some();
        Ok(AppState {
            active: chosen.or_else(|| accounts.first().map(|account| account.id.clone())),
            accounts,
            demo,
            secrets: engine.secrets_state(),
            settings: self.settings(),
            day_rules: engine.day_rules().map_err(say)?,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    fn settings(&self) -> Settings {
        let known = self.open().settings;
        known.unwrap_or_else(|| {
            let stored = self.own().ok().and_then(|engine| engine.setting(SETTINGS).ok().flatten());
            let settings = stored.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
            self.open().settings = Some(settings);
            settings
        })
    }

    /// Stores the window's settings.
    pub fn update_settings(&self, settings: Settings) -> Result<AppState> {
        let settings = Settings { undo_seconds: settings.undo_seconds.min(60), ..settings };
        let text = serde_json::to_string(&settings).unwrap_or_default();
        self.own()?.set_setting(SETTINGS, &text).map_err(say)?;
        self.open().settings = Some(settings);
        self.state()
    }

    /// Stores when the person works. What the demo is told stays in the demo.
    pub fn update_day_rules(&self, rules: &DayRules) -> Result<AppState> {
        self.engine()?.set_day_rules(rules).map_err(say)?;
        self.state()
    }

    /// Starts the simulator and signs in as Bob and as Alice.
    pub async fn start_demo(&self) -> Result<AppState> {
        if self.open().demo.is_none() {
            let shown = self.make_demo().await?;
            self.open().demo = Some(shown);
            (self.emit)(Event::AccountsChanged);
        }
        self.state()
    }

    async fn make_demo(&self) -> Result<Shown> {
        let broken = |what: &str, error: &dyn std::fmt::Display| Failure {
            code: FailureCode::Internal,
            message: format!("The demo mailbox could not be started: {what}."),
            detail: error.to_string(),
        };
        let server = Demo::start().await.map_err(|error| broken("its server found no free port", &error))?;
        let folder = tempfile::Builder::new()
            .prefix("quorum-demo-")
            .tempdir()
            .map_err(|error| broken("there is no room for its files", &error))?;
        let parts = Parts {
            secrets: Arc::new(MemorySecrets::default()),
            network: Arc::new(Internet),
            clock: Arc::new(SystemClock),
            zone: local_zone(),
        };
        let engine = Engine::open(folder.path(), Access::Write, parts).map_err(say)?;
        self.listen(&engine);
        for name in ["bob@", "alice@"] {
            let Some(account) = server.accounts().into_iter().find(|account| account.email.starts_with(name))
            else {
                continue;
            };
            let new = NewAccount {
                email: account.email,
                server: server.url().to_string(),
                user: Some(account.user),
                password: Secret::new(account.password),
                version: None,
                replies: Replies::Auto,
                demo: true,
            };
            let account = engine.add_account(&new).await.map_err(say)?;
            engine.watch(&account.id).map_err(say)?;
        }
        Ok(Shown { engine, _server: server, _folder: folder })
    }

    /// Leaves the demo mailbox: its server and its cache are gone.
    pub fn leave_demo(&self) -> Result<AppState> {
        let demo = self.open().demo.take();
        drop(demo);
        (self.emit)(Event::AccountsChanged);
        self.state()
    }

    /// Opens (or makes) the vault.
    pub async fn unlock(&self, passphrase: String) -> Result<AppState> {
        self.own()?.unlock(Secret::new(passphrase)).await.map_err(say)?;
        self.state()
    }

    /// Looks at a server without storing anything.
    pub async fn probe(&self, request: AccountRequest) -> Result<Found> {
        self.own()?.probe(&new_account(request)).await.map_err(say)
    }

    /// Adds a mailbox and starts its first Sync.
    pub async fn add_account(&self, request: AccountRequest) -> Result<Account> {
        let engine = self.own()?;
        let account = engine.add_account(&new_account(request)).await.map_err(say)?;
        engine.set_setting(ACTIVE, &account.id).map_err(say)?;
        engine.watch(&account.id).map_err(say)?;
        Ok(account)
    }

    /// Removes a mailbox from this computer; answers that have not left yet only where that is meant.
    pub async fn remove_account(&self, account: &str, with_waiting_answers: bool) -> Result<AppState> {
        self.engine()?.remove_account(account, with_waiting_answers).await.map_err(say)?;
        self.state()
    }

    /// Stores a new password and signs in with it, where the server can be reached.
    pub async fn set_password(&self, account: &str, password: String) -> Result<Account> {
        let engine = self.engine()?;
        let stored = engine.set_password(account, Secret::new(password)).await.map_err(say)?;
        match engine.folder_sync(account).await.map_err(say) {
            Err(failure) if failure.code != FailureCode::Offline => Err(failure),
            Ok(()) | Err(_) => Ok(stored),
        }
    }

    /// Shows another mailbox, and brings it up to date.
    pub fn set_active_account(&self, account: &str) -> Result<AppState> {
        let engine = self.engine()?;
        engine.set_setting(ACTIVE, account).map_err(say)?;
        engine.wake(account).map_err(say)?;
        self.state()
    }

    /// Sets who mails the organizer.
    pub fn set_replies(&self, account: &str, replies: Replies) -> Result<Account> {
        self.engine()?.set_replies(account, replies).map_err(say)
    }

    /// Sets the family of a mailbox's server.
    pub fn set_family(&self, account: &str, family: Option<Family>) -> Result<Account> {
        self.engine()?.set_family(account, family).map_err(say)
    }

    /// The folder list anew.
    pub async fn folder_sync(&self, account: &str) -> Result<()> {
        self.engine()?.folder_sync(account).await.map_err(say)
    }

    /// Sends what is due and brings the mailbox up to date.
    pub async fn sync(&self, account: &str) -> Result<()> {
        self.engine()?.sync(account).await.map_err(say)
    }

    /// All invitations.
    pub fn invitations(&self, account: &str) -> Result<Vec<InvitationRow>> {
        self.engine()?.invitations(account).map_err(say)
    }

    /// The card of one meeting as it is here. A text that is missing is fetched meanwhile; an event tells when it came.
    pub fn item_fetch(&self, account: &str, meeting: &str) -> Result<InvitationCard> {
        let engine = self.engine()?;
        let card = engine.open_card(account, meeting).map_err(say)?;
        if card.body_missing {
            let (account, meeting) = (account.to_owned(), meeting.to_owned());
            tokio::spawn(async move {
                if let Err(error) = engine.fetch_text(&account, &meeting).await {
                    tracing::info!(%error, "the invitation is shown without its whole text");
                }
            });
        }
        Ok(card)
    }

    /// Puts an answer into the outbox.
    pub fn meeting_response(&self, request: MeetingResponseRequest) -> Result<Receipt> {
        let undo = TimeDelta::seconds(i64::from(self.settings().undo_seconds));
        let decision = Decision {
            account: request.account,
            meeting: request.meeting,
            occurrence: request.occurrence.as_deref().map(instant).transpose()?,
            answer: request.answer,
            comment: request.comment,
            propose: request.propose.as_ref().map(times).transpose()?,
            tell: request.tell,
            from: request.from,
            undo,
        };
        match self.engine()?.decide(&decision).map_err(say)? {
            Decided::Entered(receipt) | Decided::Before(receipt) => Ok(*receipt),
            Decided::Elsewhere => Err(Failure {
                code: FailureCode::NotAnswerable,
                message: "This is already your answer; it was given with another program. Nothing was sent."
                    .into(),
                detail: String::new(),
            }),
        }
    }

    /// Edits an answer that has not left yet.
    pub fn edit_response(&self, answer: &str, edit: EditRequest) -> Result<Receipt> {
        let EditRequest { answer: decided, comment, propose, tell } = edit;
        let propose = propose.as_ref().map(times).transpose()?;
        self.engine()?.edit(answer, &Edit { answer: decided, comment, propose, tell }).map_err(say)
    }

    /// Takes an answer back that has not left yet.
    pub fn undo_response(&self, answer: &str) -> Result<Receipt> {
        self.engine()?.undo(answer).map_err(say)
    }

    /// Ends the undo seconds.
    pub fn send_response_now(&self, answer: &str) -> Result<Receipt> {
        self.engine()?.send_now(answer).map_err(say)
    }

    /// Tries the failed part of an answer again.
    pub fn retry_response(&self, answer: &str) -> Result<Receipt> {
        self.engine()?.retry(answer).map_err(say)
    }

    /// Gives up an answer that stands still.
    pub fn discard_response(&self, answer: &str) -> Result<Receipt> {
        self.engine()?.discard(answer).map_err(say)
    }

    /// Takes a meeting that was called off out of the calendar.
    pub async fn remove_cancelled(&self, account: &str, meeting: &str) -> Result<Removal> {
        self.engine()?.remove_cancelled(account, meeting).await.map_err(say)
    }

    /// Brings the invitation to a declined meeting back.
    pub async fn recover_invitation(&self, account: &str, meeting: &str) -> Result<()> {
        self.engine()?.recover_invitation(account, meeting).await.map_err(say)
    }

    /// Everything in the calendar that touches a time, or everything beside a meeting.
    pub fn calendar(
        &self,
        account: &str,
        from: &str,
        to: &str,
        beside: Option<&str>,
    ) -> Result<Vec<CalendarEntry>> {
        let (from, to) = (instant(from)?, instant(to)?);
        match beside {
            Some(meeting) => self.engine()?.calendar_beside(account, meeting, from, to).map_err(say),
            None => self.engine()?.calendar(account, from, to).map_err(say),
        }
    }

    /// One date of a series, near or far.
    pub fn series_date(&self, account: &str, meeting: &str, occurrence: &str) -> Result<SeriesDate> {
        self.engine()?.series_date(account, meeting, instant(occurrence)?).map_err(say)
    }

    /// Times worth proposing instead of a meeting's own.
    pub fn times_to_propose(
        &self,
        account: &str,
        meeting: &str,
        minutes: Option<u32>,
    ) -> Result<Vec<FreeTime>> {
        self.engine()?.times_to_propose(account, meeting, minutes).map_err(say)
    }

    /// Times worth proposing by everybody's calendar.
    pub async fn common_times(
        &self,
        account: &str,
        meeting: &str,
        minutes: Option<u32>,
    ) -> Result<CommonTimes> {
        self.engine()?.common_times(account, meeting, minutes).await.map_err(say)
    }

    /// Whether the required people are free at the times that are proposed.
    pub async fn proposal_calendars(
        &self,
        account: &str,
        meeting: &str,
        anew: bool,
    ) -> Result<ProposalCalendars> {
        self.engine()?.proposal_calendars(account, meeting, anew).await.map_err(say)
    }

    /// The day of a meeting as its people's calendars have it.
    pub async fn free_busy(&self, account: &str, meeting: &str, anew: bool) -> Result<FreeBusyDay> {
        self.engine()?.free_busy(account, meeting, anew).await.map_err(say)
    }

    /// Meetings and appointments by their words.
    pub fn search(&self, account: &str, text: &str) -> Result<Vec<SearchHit>> {
        self.engine()?.search(account, text).map_err(say)
    }

    /// Meetings I organize.
    pub fn organized_meetings(&self, account: &str) -> Result<Vec<OrganizedMeeting>> {
        self.engine()?.organized(account).map_err(say)
    }

    /// The attendee status grid of one meeting; what is new in it is news for the last time.
    pub fn attendee_grid(&self, account: &str, meeting: &str) -> Result<Grid> {
        let engine = self.engine()?;
        let grid = engine.grid(account, meeting).map_err(say)?;
        engine.look_at_grid(account, meeting).map_err(say)?;
        Ok(grid)
    }

    /// Saves a text among the person's downloads.
    pub fn save_file(&self, name: &str, text: &str) -> Result<String> {
        downloads::save(&self.downloads, name, text).map(|path| path.display().to_string())
    }

    /// The text of an invitation as its author formatted it, made safe.
    pub async fn formatted_text(&self, account: &str, meeting: &str) -> Result<FormattedText> {
        self.engine()?.formatted_text(account, meeting).await.map_err(say)
    }

    /// Saves a file of an invitation among the person's downloads.
    pub async fn save_attachment(&self, account: &str, meeting: &str, attachment: &str) -> Result<String> {
        let file = self.engine()?.fetch_attachment(account, meeting, attachment).await.map_err(say)?;
        downloads::save_attachment(&self.downloads, &file.name, &file.bytes)
            .map(|path| path.display().to_string())
    }

    /// Opens an address in the system's browser, never in this window. Only https, and only what hides nothing.
    pub fn open_link(&self, address: &str) -> Result<()> {
        let address = engine::address_to_open(address).map_err(say)?;
        (self.browser)(&address).map_err(|detail| Failure {
            code: FailureCode::Internal,
            message: "No browser could be opened. Copy the address instead.".into(),
            detail,
        })
    }

    /// Every answer given here.
    pub fn activity(&self, account: &str) -> Result<Vec<Receipt>> {
        self.engine()?.activity(account).map_err(say)
    }
}

fn new_account(request: AccountRequest) -> NewAccount {
    NewAccount {
        email: request.email,
        server: request.server,
        user: request.user,
        password: Secret::new(request.password),
        version: request.version,
        replies: Replies::Auto,
        demo: false,
    }
}

#[allow(clippy::needless_pass_by_value)] // made for map_err
fn say(error: EngineError) -> Failure {
    tracing::warn!(%error, "told to the window");
    error.failure()
}

/// A time that the window sends.
fn times(request: &TimeRequest) -> Result<(DateTime<Utc>, DateTime<Utc>)> {
    Ok((instant(&request.start)?, instant(&request.end)?))
}

fn instant(text: &str) -> Result<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).map(|at| at.with_timezone(&Utc)).map_err(|error| Failure {
        code: FailureCode::BadInput,
        message: format!("{text:?} is no time as RFC 3339 writes it."),
        detail: error.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_hides_nothing_is_opened_outside() {
        let opened = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&opened);
        let folder = tempfile::tempdir().unwrap();
        let app = App::new(
            folder.path().into(),
            folder.path().into(),
            Arc::new(|_| ()),
            Arc::new(move |address| {
                seen.lock().unwrap().push(address.to_owned());
                if address.contains("broken") { Err("no browser".into()) } else { Ok(()) }
            }),
        );
        app.open_link("https://teams.contoso.example/l/meetup-join/1").unwrap();
        for refused in [
            "http://contoso.example/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "https://teams.microsoft.com@evil.example/",
            "--help",
            "/usr/bin/xterm",
            "",
        ] {
            assert_eq!(app.open_link(refused).unwrap_err().code, FailureCode::BadInput, "{refused}");
        }
        assert_eq!(*opened.lock().unwrap(), ["https://teams.contoso.example/l/meetup-join/1"]);
        assert_eq!(app.open_link("https://broken.example/").unwrap_err().detail, "no browser");
    }
}
