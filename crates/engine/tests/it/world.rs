//! Alice organizes, Bob and Carol are invited; the simulator is their server.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use eas::{ProtocolVersion, Transport, TransportError};
use engine::clock::{Clock as _, ManualClock};
use engine::secrets::{MemorySecrets, Secret};
use engine::view::{Answer, Change, ChangeField, InvitationRow, Receipt, Replies};
use engine::{Access, Decided, Decision, Engine, EngineError, Network, NewAccount, Parts};
use exchange_sim::model::mailbox::Mailbox;
use exchange_sim::{Attendee, Command, Event, Family, Person, SentMail, Sim, SimConfig};
use tempfile::TempDir;

pub const ALICE: &str = "alice@contoso.com";
pub const BOB: &str = "bob@contoso.com";
pub const CAROL: &str = "carol@contoso.com";

/// The simulator instead of a network.
struct InProcess(Sim);

impl Network for InProcess {
    fn transport(&self) -> Result<Arc<dyn Transport>, TransportError> {
        Ok(Arc::new(self.0.clone()))
    }
}

/// A server with its people, a profile folder, and a clock for each, which are the same until one is set.
pub struct World {
    pub sim: Sim,
    pub engine: Engine,
    clock: Arc<ManualClock>,
    servers: Arc<ManualClock>,
    secrets: Arc<MemorySecrets>,
    folder: TempDir,
}

pub fn monday() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap()
}

impl World {
    /// Exchange, speaking one version.
    pub fn exchange(version: ProtocolVersion) -> Self {
        Self::with(SimConfig::new(Family::Exchange).versions([version]))
    }

    pub fn with(config: SimConfig) -> Self {
        let clock = Arc::new(ManualClock::new(monday()));
        let servers = Arc::new(ManualClock::new(monday()));
        let hands = Arc::clone(&servers);
        let now = move || hands.now();
        let sim = Sim::new(config.clock(exchange_sim::Clock::borrowed(now)));
        for (name, email) in [("Alice Moreau", ALICE), ("Bob Nakamura", BOB), ("Carol Reyes", CAROL)] {
            sim.add_user(Person::new(name, email));
        }
        let folder = tempfile::tempdir().unwrap();
        let secrets = Arc::new(MemorySecrets::default());
        let engine = open(&folder, &sim, &clock, &secrets);
        Self { sim, engine, clock, servers, secrets, folder }
    }

    /// The way to its server, for another engine.
    pub fn network(&self) -> Arc<dyn Network> {
        Arc::new(InProcess(self.sim.clone()))
    }

    /// The process dies, and starts again on the same profile.
    pub fn restart(self) -> Self {
        let Self { sim, engine, clock, servers, secrets, folder } = self;
        drop(engine);
        let engine = open(&folder, &sim, &clock, &secrets);
        Self { sim, engine, clock, servers, secrets, folder }
    }

    pub fn pass(&self, time: TimeDelta) {
        self.servers.advance(time);
        self.sim.tick();
        self.clock.advance(time);
    }

    pub fn pass_until(&self, at: DateTime<Utc>) {
        self.pass(at - self.clock.now());
    }

    /// Somebody sets this computer's clock, and no time passes.
    pub fn set_clock(&self, by: TimeDelta) {
        self.clock.set(by);
    }

    pub fn login(&self, email: &str) -> NewAccount {
        let account = self.sim.accounts().into_iter().find(|account| account.email == email).unwrap();
        NewAccount {
            email: email.to_owned(),
            server: format!("http://127.0.0.1:1{}", self.sim.path()),
            user: Some(account.user),
            password: Secret::new(account.password),
            version: None,
            replies: Replies::Auto,
            demo: false,
        }
    }

    /// Adds a mailbox and synchronises it.
    pub async fn sign_in(&self, email: &str) -> SignedIn {
        let account = self.engine.add_account(&self.login(email)).await.unwrap();
        self.engine.sync(&account.id).await.unwrap();
        SignedIn { id: account.id }
    }

    /// Alice invites Bob and Carol to Quarterly Planning, tomorrow at five.
    pub fn quarterly_planning(&self) -> String {
        self.invite(quarterly_planning())
    }

    pub fn invite(&self, event: Event) -> String {
        let uid = self.sim.invite(ALICE, event).unwrap();
        self.pass(TimeDelta::seconds(5));
        uid
    }

    /// Enters a decision without undo time.
    pub fn decide(&self, who: &SignedIn, meeting: &str, answer: Answer) -> Result<Decided, EngineError> {
        self.engine.decide(&decision(&who.id, meeting, answer))
    }

    /// Decides and delivers.
    pub async fn answer(&self, who: &SignedIn, meeting: &str, answer: Answer) -> Receipt {
        let receipt = entered(self.decide(who, meeting, answer));
        self.engine.deliver(&who.id).await.unwrap();
        self.engine.receipt(&receipt.id).unwrap()
    }

    /// The one row with this title.
    pub fn row(&self, who: &SignedIn, subject: &str) -> InvitationRow {
        let rows = self.engine.invitations(&who.id).unwrap();
        let mut rows = rows.into_iter().filter(|row| row.subject == subject);
        let row = rows.next().unwrap_or_else(|| panic!("no row {subject:?}"));
        assert_eq!(rows.next(), None, "one meeting is one row");
        row
    }

    pub fn mailbox(&self, email: &str) -> Mailbox {
        self.sim.mailbox(email).unwrap()
    }

    /// Answers that left for the organizer, whoever mailed them.
    pub fn replies(&self) -> Vec<SentMail> {
        self.sim.sent_mails().into_iter().filter(|mail| mail.answer().is_some()).collect()
    }

    /// How often a command reached the server.
    pub fn asked(&self, command: Command) -> usize {
        self.sim.history().into_iter().filter(|exchange| exchange.command == command).count()
    }

    /// Alice's grid: what it says of Bob.
    pub async fn grid_says(&self, alice: &SignedIn, who: &str) -> engine::view::Attendee {
        self.engine.sync(&alice.id).await.unwrap();
        let meeting = self.engine.organized(&alice.id).unwrap().remove(0);
        let grid = self.engine.grid(&alice.id, &meeting.id).unwrap();
        grid.attendees.into_iter().find(|attendee| attendee.email == who).unwrap()
    }
}

/// Somebody who is signed in.
pub struct SignedIn {
    pub id: String,
}

fn open(folder: &TempDir, sim: &Sim, clock: &Arc<ManualClock>, secrets: &Arc<MemorySecrets>) -> Engine {
    let parts = Parts {
        secrets: Arc::<MemorySecrets>::clone(secrets),
        network: Arc::new(InProcess(sim.clone())),
        clock: Arc::<ManualClock>::clone(clock),
        zone: chrono_tz::Europe::Berlin,
    };
    Engine::open(folder.path(), Access::Write, parts).unwrap()
}

pub fn quarterly_planning() -> Event {
    let start = monday() + TimeDelta::hours(32);
    let event =
        Event::new("Quarterly Planning", start, start + TimeDelta::hours(1), chrono_tz::America::Los_Angeles);
    Event {
        location: "Rainier".into(),
        body: "Please bring your priorities.".into(),
        attendees: vec![
            Attendee::required("Bob Nakamura", BOB),
            Attendee::optional("Carol Reyes", CAROL),
            Attendee::room("Rainier", "rainier@contoso.com"),
        ],
        ..event
    }
}

pub fn decision(account: &str, meeting: &str, answer: Answer) -> Decision {
    Decision {
        account: account.to_owned(),
        meeting: meeting.to_owned(),
        occurrence: None,
        answer,
        comment: String::new(),
        propose: None,
        tell: true,
        from: None,
        undo: TimeDelta::zero(),
    }
}

pub fn entered(decided: Result<Decided, EngineError>) -> Receipt {
    match decided.unwrap() {
        Decided::Entered(receipt) => *receipt,
        other => panic!("expected a new answer, not {other:?}"),
    }
}

/// What was changed.
pub fn fields(changes: &[Change]) -> Vec<ChangeField> {
    changes.iter().map(|change| change.field).collect()
}

/// What it was before, and what it is now.
pub fn was_and_is(changes: &[Change], field: ChangeField) -> (&str, &str) {
    let change = changes.iter().find(|change| change.field == field).unwrap();
    (&change.was, &change.now)
}
