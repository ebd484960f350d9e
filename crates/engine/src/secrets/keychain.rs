//! The system's keychain through the `keyring` crate: Secret Service, macOS Keychain, Windows Credential Manager.
//! Its calls block, and block for as long as an unlock prompt is open, so each runs on a thread of its own with a
//! limit.

use std::time::Duration;

use keyring::{Entry, Error};

use super::{Secret, SecretsError};

/// The name under which the keychain's own window lists our entries.
const SERVICE: &str = "Quorum";
/// How long an unlock prompt may stay open.
const LIMIT: Duration = Duration::from_secs(120);

pub(super) struct Keychain(());

impl Keychain {
    /// The keychain of this session, if one answers.
    pub(super) fn find() -> Option<Self> {
        match Entry::store_status() {
            Ok(()) => Some(Self(())),
            Err(error) => {
                tracing::info!(%error, "no keychain on this system");
                None
            }
        }
    }

    pub(super) async fn get(&self, account: &str) -> Result<Option<Secret>, SecretsError> {
        let found = on_entry(account, |entry| match entry.get_password() {
            Ok(secret) => Ok(Some(Secret::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(error),
        });
        found.await
    }

    pub(super) async fn set(&self, account: &str, secret: Secret) -> Result<(), SecretsError> {
        on_entry(account, move |entry| entry.set_password(&secret)).await
    }

    pub(super) async fn remove(&self, account: &str) -> Result<(), SecretsError> {
        let removed = on_entry(account, |entry| match entry.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(error),
        });
        removed.await
    }
}

async fn on_entry<T: Send + 'static>(
    account: &str,
    deed: impl FnOnce(&Entry) -> Result<T, Error> + Send + 'static,
) -> Result<T, SecretsError> {
    let account = account.to_owned();
    let call =
        tokio::task::spawn_blocking(move || Entry::new(SERVICE, &account).and_then(|entry| deed(&entry)));
    match tokio::time::timeout(LIMIT, call).await {
        Ok(Ok(done)) => done.map_err(|error| SecretsError::Keychain(in_words(&error))),
        Ok(Err(_)) => Err(SecretsError::Keychain("its thread died".into())),
        Err(_) => {
            Err(SecretsError::Keychain("it did not answer; its unlock window may still be open".into()))
        }
    }
}

fn in_words(error: &Error) -> String {
    match error {
        Error::NoStorageAccess(cause) => format!("it is locked, and was not unlocked ({cause})"),
        other => other.to_string(),
    }
}
