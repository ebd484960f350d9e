//! What happens without being asked.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use engine::clock::ManualClock;
use engine::secrets::{MemorySecrets, Secret, Secrets, SecretsError, SecretsState};
use engine::view::{Event, FailureCode};
use engine::{Access, Engine, Parts};

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
    // Everything in here is ready at once, so a few turns are all that an attempt would need.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
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
