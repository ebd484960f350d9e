//! The server as a value: ask it, move its people, look inside, break it.
//!
//! [`Sim`] is a handle; clones share one world behind a lock that is never held across an await. Everything that
//! happens first lets the clock catch up: what was due by now is done before anything else is looked at. How requests
//! are read is in [`http`](crate::http), what people do to each other's mailboxes in [`scheduling`](crate::scheduling).

use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use eas::ProtocolVersion;
use eas::transport::{Request, Response, Transport, TransportError};
use http::StatusCode;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::config::{Provisioning, SimConfig};
use crate::fault::{Armed, Fault, On};
use crate::history::{Exchange, SentBy, SentMail};
use crate::http::{self as front, Reply};
use crate::model::event::{Answer, Event, Exception, Person, Proposal};
use crate::model::mail::Standing;
use crate::model::mailbox::{FolderKind, Mailbox};
use crate::state::State;

/// A simulated ActiveSync server. Clones are handles to the same one.
#[derive(Clone)]
pub struct Sim {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    clock: Clock,
    changed: Notify,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Primary address.
    pub email: String,
    /// Display name.
    pub name: String,
    /// Name to sign in with.
    pub user: String,
    /// Password.
    pub password: String,
}

/// The connection broke; whether before or after the server acted is for the client to find out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the connection broke")]
pub struct Lost;

/// There is nobody, or nothing, of that name here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoSuch {
    /// No mailbox with this name or address.
    #[error("nobody here is called {0:?}")]
    User(String),
    /// No meeting with this UID in the mailbox.
    #[error("no meeting {0:?} in that calendar")]
    Meeting(String),
}

impl Sim {
    /// Sets a server up and lets its scenario happen.
    pub fn new(config: SimConfig) -> Self {
        let clock = config.clock.clone();
        let state = Mutex::new(State::new(config));
        Self { shared: Arc::new(Shared { state, clock, changed: Notify::new() }) }
    }

    /// Answers a request at once. A Ping, or a Sync told to wait, with nothing to report is answered as if its time
    /// were up; a broken connection looks like a proxy's 502.
    pub fn handle(&self, request: &Request) -> Response {
        self.try_handle(request).unwrap_or_else(|Lost| front::bare(StatusCode::BAD_GATEWAY))
    }

    /// Like [`handle`](Self::handle), but tells a broken connection apart.
    pub fn try_handle(&self, request: &Request) -> Result<Response, Lost> {
        self.with(|state| match front::answer(state, request)? {
            Reply::Now(response) => Ok(response),
            Reply::Later(waiting) => Ok(front::expire(state, &waiting)),
        })
    }

    /// Answers a request, and takes the time a waiting Ping or Sync asks for.
    pub async fn respond(&self, request: &Request) -> Result<Response, Lost> {
        let waiting = match self.with(|state| front::answer(state, request))? {
            Reply::Now(response) => return Ok(response),
            Reply::Later(waiting) => waiting,
        };
        loop {
            let changed = self.shared.changed.notified();
            let (response, next_due) = self.with_quietly(|state| {
                let response = match front::look(state, &waiting) {
                    None if state.now() >= waiting.until => Some(front::expire(state, &waiting)),
                    response => response,
                };
                (response, state.next_due())
            });
            if let Some(response) = response {
                return Ok(response);
            }
            let until = next_due.map_or(waiting.until, |due| due.min(waiting.until));
            tokio::select! {
                () = changed => {}
                () = self.shared.clock.wait(until) => {}
            }
        }
    }

    /// Lets everything happen that is due by now, and wakes those who wait for it.
    pub fn tick(&self) {
        self.with(|_| ());
    }

    /// The clock everything goes by.
    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Path of the endpoint.
    pub fn path(&self) -> &'static str {
        self.with_quietly(|state| state.config().behaviour.path)
    }

    /// Those who can sign in, the scenario's main people first.
    pub fn accounts(&self) -> Vec<Account> {
        self.with_quietly(|state| state.accounts())
    }

    /// Gives somebody a mailbox; their user name is the address up to the `@`.
    pub fn add_user(&self, person: Person) -> Account {
        self.with(|state| state.add_user(person))
    }

    /// Another address of somebody's.
    pub fn add_alias(&self, user: &str, alias: &str) -> Result<(), NoSuch> {
        self.with(|state| {
            state.mailbox_mut(user)?.aliases.push(alias.to_owned());
            Ok(())
        })
    }

    /// Tells nobody (or everybody again) when somebody is free.
    pub fn hide_free_busy(&self, user: &str, hidden: bool) -> Result<(), NoSuch> {
        self.with(|state| {
            state.mailbox_mut(user)?.hides_free_busy = hidden;
            Ok(())
        })
    }

    /// Whether somebody's calendar is filled in as meeting mails arrive.
    pub fn automatic_processing(&self, user: &str, on: bool) -> Result<(), NoSuch> {
        self.with(|state| {
            state.mailbox_mut(user)?.automatic_processing = on;
            Ok(())
        })
    }

    /// From now on devices must (or need not) provision. Those that have must do so again.
    pub fn demand_provisioning(&self, provisioning: Provisioning) {
        self.with(|state| state.demand_provisioning(provisioning));
    }

    /// The server was upgraded, or set back: from now on it speaks these versions only.
    pub fn speak(&self, versions: impl IntoIterator<Item = ProtocolVersion>) {
        self.with(|state| state.speak(versions.into_iter().collect()));
    }

    /// Forgets every device: all sync keys and policy keys are void.
    pub fn forget_devices(&self) {
        self.with(|state| state.devices.clear());
    }

    /// Gives everything in somebody's mailbox another name on the wire, as when it was moved or restored.
    pub fn rename_everything(&self, user: &str) -> Result<(), NoSuch> {
        self.with(|state| {
            state.mailbox_mut(user)?.rename_everything();
            Ok(())
        })
    }

    /// Somebody throws everything in their Inbox away with another program.
    pub fn clear_inbox(&self, user: &str) -> Result<(), NoSuch> {
        self.with(|state| {
            let mailbox = state.mailbox_mut(user)?;
            let all: Vec<_> = mailbox.inbox().items().map(|(id, _)| id).collect();
            for id in all {
                mailbox.move_to(FolderKind::Inbox, id, FolderKind::DeletedItems);
            }
            Ok(())
        })
    }

    /// Somebody throws the newest mail in their Inbox away with another program.
    pub fn throw_away_newest(&self, user: &str) -> Result<(), NoSuch> {
        self.with(|state| {
            let mailbox = state.mailbox_mut(user)?;
            let newest = mailbox.inbox().items().map(|(id, _)| id).max();
            if let Some(id) = newest {
                mailbox.move_to(FolderKind::Inbox, id, FolderKind::DeletedItems);
            }
            Ok(())
        })
    }

    /// Breaks something, see [`Fault`].
    pub fn fail(&self, on: On, fault: Fault) {
        self.with(|state| state.faults.push(Armed::new(on, fault)));
    }

    /// What was to go wrong and has not yet, does not.
    pub fn fail_no_more(&self) {
        self.with(|state| state.faults.clear());
    }

    /// Everything asked so far, oldest first, as far back as [`SimConfig::history`] goes.
    pub fn history(&self) -> Vec<Exchange> {
        self.with_quietly(|state| state.history.iter().cloned().collect())
    }

    /// Every mail handed in so far, oldest first.
    pub fn sent_mails(&self) -> Vec<SentMail> {
        self.with_quietly(|state| state.sent.clone())
    }

    /// A copy of somebody's mailbox as it is now.
    pub fn mailbox(&self, user: &str) -> Result<Mailbox, NoSuch> {
        self.with_quietly(|state| state.mailbox(user).cloned())
    }

    /// Somebody invites. The event's organizer, stamp and (if empty) UID are filled in; the UID comes back.
    pub fn invite(&self, organizer: &str, event: Event) -> Result<String, NoSuch> {
        self.with(|state| state.invite(organizer, event))
    }

    /// Somebody puts an appointment of their own into their calendar. Its UID comes back.
    pub fn book(&self, user: &str, event: Event) -> Result<String, NoSuch> {
        self.with(|state| state.book(user, event))
    }

    /// An organizer changes a meeting and sends the new version to everybody.
    pub fn update(&self, organizer: &str, uid: &str, change: impl FnOnce(&mut Event)) -> Result<(), NoSuch> {
        self.with(|state| state.update(organizer, uid, change))
    }

    /// An organizer changes one occurrence of a series and sends it to everybody.
    pub fn update_occurrence(
        &self,
        organizer: &str,
        uid: &str,
        start: DateTime<Utc>,
        change: impl FnOnce(&mut Exception),
    ) -> Result<(), NoSuch> {
        self.with(|state| state.update_occurrence(organizer, uid, start, SentBy::World, change))
    }

    /// An organizer calls a meeting off.
    pub fn cancel(&self, organizer: &str, uid: &str) -> Result<(), NoSuch> {
        self.with(|state| state.cancel(organizer, uid))
    }

    /// An organizer calls one occurrence of a series off.
    pub fn cancel_occurrence(&self, organizer: &str, uid: &str, start: DateTime<Utc>) -> Result<(), NoSuch> {
        self.with(|state| state.cancel_occurrence(organizer, uid, start, SentBy::World))
    }

    /// Somebody answers with another program than the one under test.
    pub fn answer(&self, user: &str, uid: &str, answer: Answer, comment: Option<&str>) -> Result<(), NoSuch> {
        self.with(|state| state.answer_elsewhere(user, uid, answer, comment))
    }

    /// Somebody answers one occurrence of a series in their calendar with such a program; nobody is told.
    pub fn answer_occurrence(
        &self,
        user: &str,
        uid: &str,
        start: DateTime<Utc>,
        answer: Answer,
    ) -> Result<(), NoSuch> {
        self.with(|state| state.answer_occurrence_elsewhere(user, uid, start, answer))
    }

    /// Makes the newest invitation to a meeting in somebody's Inbox something else than it was on arrival: a copy for
    /// a delegator, or somebody else's to answer.
    pub fn stand(&self, user: &str, uid: &str, standing: Standing) -> Result<(), NoSuch> {
        self.with(|state| state.stand(user, uid, standing))
    }

    /// An attendee without a mailbox here answers by mail.
    pub fn reply(
        &self,
        organizer: &str,
        uid: &str,
        attendee: &str,
        answer: Answer,
        comment: Option<&str>,
        proposal: Option<Proposal>,
    ) -> Result<(), NoSuch> {
        self.with(|state| state.reply_from_outside(organizer, uid, attendee, answer, comment, proposal))
    }

    /// A mail comes in from outside, as bytes. Its To and Cc say for whom.
    pub fn deliver(&self, mime: &[u8]) {
        self.with(|state| state.deliver_bytes(mime));
    }

    fn with<T>(&self, deed: impl FnOnce(&mut State) -> T) -> T {
        let result = self.with_quietly(deed);
        self.shared.changed.notify_waiters();
        result
    }

    /// Without waking those who wait, who would otherwise wake each other for ever.
    fn with_quietly<T>(&self, deed: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.catch_up(self.shared.clock.now());
        deed(&mut state)
    }
}

#[async_trait]
impl Transport for Sim {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.respond(&request).await.map_err(|lost| TransportError::Interrupted(lost.to_string()))
    }
}

impl std::fmt::Debug for Sim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sim").field("clock", &self.shared.clock).finish_non_exhaustive()
    }
}
