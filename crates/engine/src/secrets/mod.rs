//! Where passwords live: the system's keychain, or, where none runs, a vault opened with a passphrase. Never a log,
//! never a plain file, never the database.

mod keychain;
mod vault;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use zeroize::Zeroizing;

pub use crate::view::SecretsState;
use keychain::Keychain;
use vault::Vault;

/// A password that wipes itself and does not show in logs.
pub type Secret = Zeroizing<String>;

/// What can go wrong with secrets.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// The vault is not open.
    #[error("the passphrase is needed to open the saved passwords")]
    Locked,
    /// The passphrase does not fit.
    #[error("this passphrase does not open the saved passwords")]
    WrongPassphrase,
    /// A passphrase that protects nothing.
    #[error("the passphrase needs at least {min} characters")]
    TooShort {
        /// Fewest characters accepted.
        min: usize,
    },
    /// The keychain did not do it.
    #[error("the keychain of this system refused: {0}")]
    Keychain(String),
    /// The vault's file could not be read or written.
    #[error("the file of saved passwords: {0}")]
    File(#[from] std::io::Error),
    /// The vault's file is not one.
    #[error("the file of saved passwords is damaged")]
    Damaged,
}

/// Keeps one secret per account.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// Where secrets are kept now.
    fn state(&self) -> SecretsState;
    /// Opens the vault, or makes it where there is none yet. Does nothing where a keychain serves.
    async fn unlock(&self, passphrase: Secret) -> Result<(), SecretsError>;
    /// The secret of an account, if there is one.
    async fn get(&self, account: &str) -> Result<Option<Secret>, SecretsError>;
    /// Stores the secret of an account.
    async fn set(&self, account: &str, secret: Secret) -> Result<(), SecretsError>;
    /// Forgets the secret of an account.
    async fn remove(&self, account: &str) -> Result<(), SecretsError>;
}

/// The system's keychain where there is one, else the vault in the profile's folder. A vault once made stays in use,
/// so that a keychain that appears later does not hide its passwords.
pub struct SystemSecrets {
    keychain: Option<Keychain>,
    vault: Vault,
}

impl SystemSecrets {
    /// Looks for a keychain; `vault` is the file to use without one.
    pub fn open(vault: PathBuf) -> Self {
        let vault = Vault::new(vault);
        let keychain = if vault.exists() { None } else { Keychain::find() };
        Self { keychain, vault }
    }
}

#[async_trait]
impl Secrets for SystemSecrets {
    fn state(&self) -> SecretsState {
        match &self.keychain {
            Some(_) => SecretsState::Keychain,
            None => self.vault.state(),
        }
    }

    async fn unlock(&self, passphrase: Secret) -> Result<(), SecretsError> {
        match &self.keychain {
            Some(_) => Ok(()),
            None => self.vault.unlock(passphrase).await,
        }
    }

    async fn get(&self, account: &str) -> Result<Option<Secret>, SecretsError> {
        match &self.keychain {
            Some(keychain) => keychain.get(account).await,
            None => self.vault.get(account),
        }
    }

    async fn set(&self, account: &str, secret: Secret) -> Result<(), SecretsError> {
        match &self.keychain {
            Some(keychain) => keychain.set(account, secret).await,
            None => self.vault.set(account, secret),
        }
    }

    async fn remove(&self, account: &str) -> Result<(), SecretsError> {
        match &self.keychain {
            Some(keychain) => keychain.remove(account).await,
            None => self.vault.remove(account),
        }
    }
}

/// Secrets that live as long as the process: for the demo mailbox.
#[derive(Default)]
pub struct MemorySecrets(Mutex<HashMap<String, Secret>>);

#[async_trait]
impl Secrets for MemorySecrets {
    fn state(&self) -> SecretsState {
        SecretsState::VaultOpen
    }

    async fn unlock(&self, _passphrase: Secret) -> Result<(), SecretsError> {
        Ok(())
    }

    async fn get(&self, account: &str) -> Result<Option<Secret>, SecretsError> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).get(account).cloned())
    }

    async fn set(&self, account: &str, secret: Secret) -> Result<(), SecretsError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(account.to_owned(), secret);
        Ok(())
    }

    async fn remove(&self, account: &str) -> Result<(), SecretsError> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
        Ok(())
    }
}
