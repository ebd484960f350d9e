//! A file of secrets for machines without a keychain: Argon2id turns the passphrase into a key, XChaCha20-Poly1305
//! seals the accounts' secrets with it. The file is replaced whole, so a crash leaves the old one or the new one.
//!
//! Layout: `QVLT1`, 16 bytes of salt, 24 bytes of nonce, the sealed JSON object {account: secret}.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use argon2::Argon2;
use chacha20poly1305::aead::{Aead, Generate, KeyInit};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use super::{Secret, SecretsError, SecretsState};

const MAGIC: &[u8; 5] = b"QVLT1";
const SALT: usize = 16;
const NONCE: usize = 24;
const MIN_PASSPHRASE: usize = 8;

type Entries = BTreeMap<String, Zeroizing<String>>;

pub(super) struct Vault {
    path: PathBuf,
    open: Mutex<Option<Open>>,
}

struct Open {
    salt: [u8; SALT],
    key: Zeroizing<[u8; 32]>,
    entries: Entries,
}

impl Vault {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, open: Mutex::new(None) }
    }

    pub(super) fn exists(&self) -> bool {
        self.path.exists()
    }

    pub(super) fn state(&self) -> SecretsState {
        match (self.opened().is_some(), self.exists()) {
            (true, _) => SecretsState::VaultOpen,
            (false, true) => SecretsState::VaultLocked,
            (false, false) => SecretsState::VaultNew,
        }
    }

    pub(super) async fn unlock(&self, passphrase: Secret) -> Result<(), SecretsError> {
        let path = self.path.clone();
        let opening = tokio::task::spawn_blocking(move || match std::fs::read(&path) {
            Ok(file) => Open::read(&file, &passphrase),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let open = Open::new(&passphrase)?;
                open.write(&path)?;
                Ok(open)
            }
            Err(error) => Err(error.into()),
        });
        let open = opening.await.map_err(|_| SecretsError::Damaged)??;
        *self.opened() = Some(open);
        Ok(())
    }

    pub(super) fn get(&self, account: &str) -> Result<Option<Secret>, SecretsError> {
        match self.opened().as_ref() {
            Some(open) => Ok(open.entries.get(account).cloned()),
            None => Err(SecretsError::Locked),
        }
    }

    pub(super) fn set(&self, account: &str, secret: Secret) -> Result<(), SecretsError> {
        self.change(|entries| {
            entries.insert(account.to_owned(), secret);
        })
    }

    pub(super) fn remove(&self, account: &str) -> Result<(), SecretsError> {
        self.change(|entries| {
            entries.remove(account);
        })
    }

    fn change(&self, deed: impl FnOnce(&mut Entries)) -> Result<(), SecretsError> {
        let mut guard = self.opened();
        let open = guard.as_mut().ok_or(SecretsError::Locked)?;
        let before = open.entries.clone();
        deed(&mut open.entries);
        open.write(&self.path).inspect_err(|_| open.entries = before)
    }

    fn opened(&self) -> MutexGuard<'_, Option<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn new(passphrase: &str) -> Result<Self, SecretsError> {
        if passphrase.chars().count() < MIN_PASSPHRASE {
            return Err(SecretsError::TooShort { min: MIN_PASSPHRASE });
        }
        let salt = <[u8; SALT]>::generate();
        Ok(Self { salt, key: key(passphrase, &salt)?, entries: Entries::new() })
    }

    fn read(file: &[u8], passphrase: &str) -> Result<Self, SecretsError> {
        let damaged = || SecretsError::Damaged;
        let rest = file.strip_prefix(MAGIC.as_slice()).ok_or_else(damaged)?;
        let (salt, rest) = rest.split_first_chunk::<SALT>().ok_or_else(damaged)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>().ok_or_else(damaged)?;
        let key = key(passphrase, salt)?;
        let plain = cipher(&key)
            .decrypt(&XNonce::from(*nonce), sealed)
            .map(Zeroizing::new)
            .map_err(|_| SecretsError::WrongPassphrase)?;
        let entries: BTreeMap<String, String> = serde_json::from_slice(&plain).map_err(|_| damaged())?;
        let entries =
            entries.into_iter().map(|(account, secret)| (account, Zeroizing::new(secret))).collect();
        Ok(Self { salt: *salt, key, entries })
    }

    fn write(&self, path: &Path) -> Result<(), SecretsError> {
        let plain: BTreeMap<&str, &str> =
            self.entries.iter().map(|(a, s)| (a.as_str(), s.as_str())).collect();
        let plain = Zeroizing::new(serde_json::to_vec(&plain).map_err(|_| SecretsError::Damaged)?);
        let nonce = XNonce::generate();
        let sealed =
            cipher(&self.key).encrypt(&nonce, plain.as_slice()).map_err(|_| SecretsError::Damaged)?;

        let fresh = path.with_extension("new");
        let mut file = private_file(&fresh)?;
        for part in [MAGIC.as_slice(), &self.salt, &nonce, &sealed] {
            file.write_all(part)?;
        }
        file.sync_all()?;
        std::fs::rename(&fresh, path)?;
        Ok(())
    }
}

fn key(passphrase: &str, salt: &[u8]) -> Result<Zeroizing<[u8; 32]>, SecretsError> {
    let mut key = Zeroizing::new([0; 32]);
    Argon2::default()
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
        .map_err(|error| SecretsError::File(std::io::Error::other(error.to_string())))?;
    Ok(key)
}

fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(&Key::from(*key))
}

/// A file only its owner can read.
fn private_file(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn a_vault_opens_again_with_its_passphrase_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vault");
        let vault = Vault::new(path.clone());
        assert_eq!(vault.state(), SecretsState::VaultNew);
        vault.unlock(secret("correct horse")).await.unwrap();
        vault.set("bob", secret("bob-pw")).unwrap();

        let again = Vault::new(path.clone());
        assert_eq!(again.state(), SecretsState::VaultLocked);
        assert!(matches!(again.get("bob"), Err(SecretsError::Locked)));
        assert!(matches!(again.unlock(secret("wrong horse")).await, Err(SecretsError::WrongPassphrase)));
        again.unlock(secret("correct horse")).await.unwrap();
        assert_eq!(again.get("bob").unwrap().unwrap().as_str(), "bob-pw");
        again.remove("bob").unwrap();
        assert!(again.get("bob").unwrap().is_none());

        let file = std::fs::read(&path).unwrap();
        assert!(
            !file.windows(6).any(|window| window == b"bob-pw"),
            "the file must not hold a secret in the clear"
        );
    }

    #[tokio::test]
    async fn a_short_passphrase_makes_no_vault() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::new(dir.path().join("vault"));
        assert!(matches!(vault.unlock(secret("short")).await, Err(SecretsError::TooShort { min: 8 })));
        assert_eq!(vault.state(), SecretsState::VaultNew);
    }

    #[tokio::test]
    async fn a_damaged_vault_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vault");
        std::fs::write(&path, b"QVLT1 cut off").unwrap();
        assert!(matches!(Vault::new(path).unlock(secret("correct horse")).await, Err(SecretsError::Damaged)));
    }
}
