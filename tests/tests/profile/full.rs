//! A disk without a free byte.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{TimeDelta, Utc};
use eas::ProtocolVersion::{self, V14_1, V16_1};
use eas::transport::{Request, Response};
use eas::{Transport, TransportError};
use engine::clock::ManualClock;
use engine::secrets::{MemorySecrets, Secret};
use engine::view::{Answer, CalendarLampState, FailureCode, OrganizerLampState, Replies};
use engine::{Access, Decision, Engine, Network, NewAccount, Parts};
use exchange_sim::{Clock, Command, Family, Sim, SimConfig};
use quorum_tests::disk::{self, Disk};
use serde_json::json;

use crate::desk::{ALICE, BOB, Desk, SMALL, planning};

const FULL: &str =
    "The disk is full, so this was not stored. Nothing was sent. Free some space, then try again.";

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_on_a_full_disk_is_refused_whole_and_taken_when_there_is_space_again() {
    let (desk, id) = Desk::with_an_invitation().await;
    let before = desk.json(&["invitations"]);
    for arguments in [["respond", &id, "accept"].as_slice(), &["respond", &id, "accept", "--wait"], &["sync"]]
    {
        // Also what an earlier command left free when it ended.
        desk.disk.fill().unwrap();
        desk.refuses(arguments, "disk_full", FULL);
    }
    assert_eq!(desk.json(&["activity"]), json!([]), "nothing is half stored, and one can still look");
    assert_eq!(desk.json(&["invitations"]), before);
    let asked = desk.server.sim().history().into_iter().map(|exchange| exchange.command);
    assert_eq!(asked.filter(|command| *command == Command::MeetingResponse).count(), 0);

    desk.disk.free().unwrap();
    let answer = desk.json(&["respond", &id, "accept", "--wait"]);
    assert_eq!(answer["organizer"]["state"], "told", "{answer}");
    assert_eq!(desk.replies().len(), 1);
}

/// The way to the server; the disk is full from the moment at which it has carried out this command.
struct Filling {
    sim: Sim,
    disk: PathBuf,
    after: Arc<Mutex<Option<&'static str>>>,
}

#[async_trait]
impl Transport for Filling {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let command =
            request.url.query_pairs().find(|(name, _)| name == "Cmd").map(|(_, it)| it.into_owned());
        let response = self.sim.send(request).await?;
        let mut after = self.after.lock().unwrap();
        if after.is_some() && command.as_deref() == *after {
            *after = None;
            disk::fill(&self.disk).unwrap();
        }
        Ok(response)
    }
}

struct Line {
    sim: Sim,
    disk: PathBuf,
    after: Arc<Mutex<Option<&'static str>>>,
}

impl Network for Line {
    fn transport(&self) -> Result<Arc<dyn Transport>, TransportError> {
        let (sim, disk, after) = (self.sim.clone(), self.disk.clone(), Arc::clone(&self.after));
        Ok(Arc::new(Filling { sim, disk, after }))
    }
}

/// The engine in this process, so that the disk can be filled at the very moment.
struct Bench {
    sim: Sim,
    disk: Disk,
    clock: Arc<ManualClock>,
    secrets: Arc<MemorySecrets>,
    after: Arc<Mutex<Option<&'static str>>>,
}

impl Bench {
    fn new(version: ProtocolVersion) -> Self {
        let clock = Arc::new(ManualClock::new(Utc::now()));
        let hands = Arc::clone(&clock);
        let now = move || engine::clock::Clock::now(hands.as_ref());
        let config = SimConfig::new(Family::Exchange).versions([version]);
        let sim = Sim::new(config.clock(Clock::borrowed(now)));
        sim.invite(ALICE, planning()).unwrap();
        let (secrets, after) = (Arc::default(), Arc::default());
        Self { sim, disk: Disk::of(SMALL).unwrap(), clock, secrets, after }
    }

    fn engine(&self) -> Engine {
        let (sim, after) = (self.sim.clone(), Arc::clone(&self.after));
        let parts = Parts {
            secrets: Arc::<MemorySecrets>::clone(&self.secrets),
            network: Arc::new(Line { sim, disk: self.disk.path().to_owned(), after }),
            clock: Arc::<ManualClock>::clone(&self.clock),
            zone: chrono_tz::UTC,
        };
        Engine::open(&self.disk.path().join("profile"), Access::Write, parts).unwrap()
    }

    /// Signs Bob in; his mailbox's id, and a decision to accept.
    async fn bob_accepts(&self, engine: &Engine) -> (String, Decision) {
        let bob = self.sim.accounts().into_iter().find(|account| account.email == BOB).unwrap();
        let new = NewAccount {
            email: bob.email,
            server: format!("http://127.0.0.1:1{}", self.sim.path()),
            user: Some(bob.user),
            password: Secret::new(bob.password),
            version: None,
            replies: Replies::Auto,
            demo: false,
        };
        let account = engine.add_account(&new).await.unwrap().id;
        engine.sync(&account).await.unwrap();
        let decision = Decision {
            account: account.clone(),
            meeting: engine.invitations(&account).unwrap().remove(0).id,
            occurrence: None,
            answer: Answer::Accepted,
            comment: String::new(),
            propose: None,
            tell: true,
            from: None,
            undo: TimeDelta::zero(),
        };
        (account, decision)
    }

    fn arrived_once(&self, engine: &Engine, account: &str, case: &str) {
        let receipts = engine.activity(account).unwrap();
        assert_eq!(receipts.len(), 1, "{case}");
        let lamps = (receipts[0].lamps.calendar.state, receipts[0].lamps.organizer.state);
        assert_eq!(lamps, (CalendarLampState::Confirmed, OrganizerLampState::Told), "{case}: {receipts:#?}");
        let replies = self.sim.sent_mails().into_iter().filter(|mail| mail.answer().is_some());
        assert_eq!(replies.count(), 1, "{case}");
    }
}

#[tokio::test]
async fn a_disk_that_fills_before_the_outcome_is_stored_doubles_nothing() {
    for (version, after) in [(V14_1, "MeetingResponse"), (V16_1, "MeetingResponse"), (V14_1, "SendMail")] {
        for restarts in [false, true] {
            let case = format!("{version} after {after}, restarted: {restarts}");
            let bench = Bench::new(version);
            let mut engine = bench.engine();
            let (account, decision) = bench.bob_accepts(&engine).await;
            engine.decide(&decision).unwrap();
            *bench.after.lock().unwrap() = Some(after);
            let failure = engine.deliver(&account).await.unwrap_err().failure();
            assert_eq!(failure.code, FailureCode::DiskFull, "{case}: {failure:?}");
            assert_eq!(engine.deliver(&account).await.unwrap_err().failure().code, FailureCode::DiskFull);

            bench.disk.free().unwrap();
            if restarts {
                drop(engine);
                engine = bench.engine();
            }
            bench.clock.advance(TimeDelta::minutes(2));
            engine.deliver(&account).await.unwrap();
            bench.arrived_once(&engine, &account, &case);
        }
    }
}

#[tokio::test]
async fn on_a_full_disk_the_server_is_not_asked_over_and_over() {
    let bench = Bench::new(V16_1);
    let engine = bench.engine();
    let (account, decision) = bench.bob_accepts(&engine).await;
    let mut events = engine.subscribe();
    engine.start().unwrap();
    engine.decide(&decision).unwrap();
    *bench.after.lock().unwrap() = Some("MeetingResponse");
    let before = bench.sim.history().len();
    // Everything here is ready at once, so as many turns would do as many Syncs.
    for _ in 0..1000 {
        tokio::task::yield_now().await;
    }
    let asked = bench.sim.history().len() - before;
    assert!(asked > 0, "it was asked to begin with");
    assert!(asked < 30, "{asked} requests");

    bench.disk.free().unwrap();
    bench.clock.advance(TimeDelta::minutes(6));
    let told = async {
        while engine.activity(&account).unwrap()[0].lamps.calendar.state != CalendarLampState::Confirmed {
            events.recv().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(30), told).await.unwrap();
    bench.arrived_once(&engine, &account, "in the background");
}
