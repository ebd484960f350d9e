//! What happens without being asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use chrono::TimeDelta;
use engine::clock::ManualClock;
use engine::secrets::{MemorySecrets, Secret, Secrets, SecretsError, SecretsState};
use engine::view::{Event, FailureCode};
use engine::{Access, Engine, Parts};
use exchange_sim::{Command, Fault, On};

use crate::clocks::until;
use crate::world::{BOB, World, monday};

/// A vault whose key is not there yet.
#[derive(Default)]
struct Vault {
    passwords: MemorySecrets,
    open: AtomicBool,
}

#[async_trait]
impl Secrets for Vault {
    fn state(&self) -> SecretsState {
        if self.open.load(Ordering::Relaxed) { SecretsState::VaultOpen } else { SecretsState::VaultLocked }
    }

    async fn unlock(&self, _passphrase: Secret) -> Result<(), SecretsError> {
        self.open.store(true, Ordering::Relaxed);
        Ok(())
    }

    async fn get(&self, account: &str) -> Result<Option<Secret>, SecretsError> {
        if self.state() == SecretsState::VaultLocked {
            return Err(SecretsError::Locked);
        }
        self.passwords.get(account).await
    }

    async fn set(&self, account: &str, secret: Secret) -> Result<(), SecretsError> {
        self.passwords.set(account, secret).await
    }

    async fn remove(&self, account: &str) -> Result<(), SecretsError> {
        self.passwords.remove(account).await
    }
}

#[tokio::test]
async fn a_locked_vault_is_no_failure_and_opening_it_starts_the_work() {
    let world = World::exchange(eas::ProtocolVersion::V14_1);
    let vault = Arc::new(Vault::default());
    let folder = tempfile::tempdir().unwrap();
    let parts = Parts {
        secrets: Arc::<Vault>::clone(&vault),
        network: world.network(),
        clock: Arc::new(ManualClock::new(monday())),
        zone: chrono_tz::Europe::Berlin,
    };
    let engine = Engine::open(folder.path(), Access::Write, parts).unwrap();
    let account = engine.add_account(&world.login(BOB)).await.unwrap();

    let mut events = engine.subscribe();
    engine.start().unwrap();
    a_few_turns().await;
    let problem = |engine: &Engine| engine.accounts().unwrap().remove(0).problem;
    assert_eq!(problem(&engine).map(|problem| problem.code), None::<FailureCode>);

    engine.unlock(Secret::new("four seats by the window".into())).await.unwrap();
    let done = async {
        while engine.accounts().unwrap().remove(0).synced_at.is_none() {
            let _: Event = events.recv().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(60), done).await.unwrap();
    assert_eq!(problem(&engine), None);
    assert_eq!(engine.accounts().unwrap().remove(0).id, account.id);
}

#[tokio::test]
async fn reading_only_the_folders_leaves_no_progress_without_an_end() {
    let world = World::exchange(eas::ProtocolVersion::V14_1);
    let bob = world.sign_in(BOB).await;
    let mut events = world.engine.subscribe();
    world.engine.folder_sync(&bob.id).await.unwrap();
    while let Ok(event) = events.try_recv() {
        assert!(!matches!(event, Event::Progressed { .. }), "nobody would report its end: {event:?}");
    }
}

/// Everything in here is ready at once, so a few turns are all that an attempt would need.
async fn a_few_turns() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_busy_server_is_left_alone_as_long_as_it_asks() {
    for fault in [Fault::Busy(Some(1500)), Fault::BackOff(1500), Fault::Status(110)] {
        let world = World::exchange(eas::ProtocolVersion::V14_1);
        let bob = world.sign_in(BOB).await;
        world.sim.fail(On::command(Command::FolderSync), fault.clone());
        let before = world.asked(Command::FolderSync);
        let asked = |world: &World| world.asked(Command::FolderSync) - before;
        world.engine.start().unwrap();
        let busy = |world: &World| {
            let problem = world.engine.accounts().unwrap().remove(0).problem;
            problem.is_some_and(|problem| problem.code == FailureCode::ServerBusy)
        };
        until(&world, "the refusal", busy).await;
        assert_eq!(asked(&world), 1, "{fault:?}");
        world.pass(TimeDelta::minutes(24));
        a_few_turns().await;
        assert_eq!(asked(&world), 1, "{fault:?}: it is not asked before");
        // It asks for 25 minutes, or Status 110 means half an hour.
        world.pass(TimeDelta::minutes(7));
        until(&world, "the next Sync", |world| asked(world) == 2).await;
        until(&world, "its end", |world| !busy(world)).await;
        assert_eq!(world.engine.accounts().unwrap().remove(0).id, bob.id, "{fault:?}");
    }
}

#[tokio::test]
async fn an_upgraded_server_is_asked_anew_what_it_can_do() {
    let world = World::exchange(eas::ProtocolVersion::V14_1);
    world.quarterly_planning();
    let bob = world.sign_in(BOB).await;
    let version = || world.engine.accounts().unwrap().remove(0).version;
    world.sim.speak([eas::ProtocolVersion::V14_1, eas::ProtocolVersion::V16_1]);
    world.engine.sync(&bob.id).await.unwrap();
    assert_eq!(version(), "14.1", "nobody said so");
    world.sim.fail(On::command(Command::FolderSync), Fault::Upgraded);
    world.engine.sync(&bob.id).await.unwrap();
    assert_eq!(version(), "16.1", "X-MS-RP led to OPTIONS");
    let history = world.sim.history();
    let started_over = history.iter().filter(|asked| {
        let key = |request: &wbxml::Element| {
            request.children().next().and_then(|key| key.value().map(|key| key.into_owned()))
        };
        asked.command == Command::FolderSync && asked.request.as_ref().and_then(key).as_deref() == Some("0")
    });
    let versions: Vec<_> = started_over.map(|asked| asked.version.as_str()).collect();
    assert_eq!(versions, ["14.1", "16.1"], "everything from key 0, once");
    assert_eq!(world.engine.invitations(&bob.id).unwrap().len(), 1, "and nothing is lost by it");
}
