//! What every command needs first: the profile, opened no further than the command asks for; the mailbox meant; the
//! meeting meant; and a way to say what came of it.

use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;
use std::sync::Arc;

use chrono_tz::Tz;
use engine::clock::{SystemClock, local_zone};
use engine::secrets::{MemorySecrets, Secrets, SecretsState, SystemSecrets};
use engine::view::Account;
use engine::{Access, Engine, Internet, Parts};
use serde::Serialize;

use crate::asking;
use crate::cli::Global;
use crate::fault::{Exit, Fault};
use crate::table::clean;

/// The window's own name for its folder: `identifier` in `src-tauri/tauri.conf.json`.
const APP: &str = "app.quorum.desktop";

/// See the module.
pub struct Context {
    folder: PathBuf,
    account: Option<String>,
    /// JSON is wanted.
    pub json: bool,
    /// The zone of whoever reads what is printed.
    pub zone: Tz,
}

/// What the vault may be asked for on a machine without a keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vault {
    Open,
    OpenOrMake,
}

impl Context {
    /// Of these options.
    pub fn new(global: Global) -> Result<Self, Fault> {
        let folder = match global.profile {
            Some(folder) => folder,
            None => dirs::data_dir().map(|data| data.join(APP)).ok_or_else(|| {
                Fault::new(
                    Exit::Usage,
                    "no_profile",
                    "This system names no folder for data of applications. Say with --profile DIR where to keep them.",
                )
            })?,
        };
        Ok(Self { folder, account: global.account, json: global.json, zone: local_zone() })
    }

    // ---- the engine -----------------------------------------------------------------------------------------

    /// For looking, also while the window runs.
    pub fn look(&self) -> Result<Engine, Fault> {
        self.open(Access::Read, Arc::new(MemorySecrets::default()))
    }

    /// Like [`Context::look`], but a profile that does not exist yet is no fault.
    pub fn look_if_any(&self) -> Result<Option<Engine>, Fault> {
        if Engine::is_profile(&self.folder) { self.look().map(Some) } else { Ok(None) }
    }

    /// For entering something, without talking to a server.
    pub fn enter(&self) -> Result<Engine, Fault> {
        self.open(Access::Write, Arc::new(MemorySecrets::default()))
    }

    /// For talking to a server: the saved passwords are open.
    pub async fn talk(&self) -> Result<Engine, Fault> {
        self.with_secrets(Vault::Open).await
    }

    /// For a mailbox that is set up already, and gets a password.
    pub async fn keep_password(&self) -> Result<Engine, Fault> {
        self.with_secrets(Vault::OpenOrMake).await
    }

    /// For a mailbox that is to be set up; the profile is made where there is none.
    pub async fn set_up(&self) -> Result<Engine, Fault> {
        let engine = self.open_or_make(Access::Write, Arc::new(self.secrets()))?;
        let vault = if engine.accounts()?.is_empty() { Vault::OpenOrMake } else { Vault::Open };
        unlock(&engine, vault).await?;
        Ok(engine)
    }

    async fn with_secrets(&self, vault: Vault) -> Result<Engine, Fault> {
        let engine = self.open(Access::Write, Arc::new(self.secrets()))?;
        unlock(&engine, vault).await?;
        Ok(engine)
    }

    fn secrets(&self) -> SystemSecrets {
        SystemSecrets::open(self.folder.join("vault"))
    }

    /// A mistyped folder does not become a profile.
    fn open(&self, access: Access, secrets: Arc<dyn Secrets>) -> Result<Engine, Fault> {
        if !Engine::is_profile(&self.folder) {
            let folder = self.folder.display();
            return Err(no_mailbox(&format!("Nothing is set up in {folder} yet.")));
        }
        self.open_or_make(access, secrets)
    }

    fn open_or_make(&self, access: Access, secrets: Arc<dyn Secrets>) -> Result<Engine, Fault> {
        let parts =
            Parts { secrets, network: Arc::new(Internet), clock: Arc::new(SystemClock), zone: self.zone };
        Ok(Engine::open(&self.folder, access, parts)?)
    }

    // ---- what is meant --------------------------------------------------------------------------------------

    /// The mailbox that was named with `--account`, or the only one.
    pub fn account(&self, engine: &Engine) -> Result<Account, Fault> {
        if let Some(typed) = &self.account {
            return account(engine, typed);
        }
        let mut accounts = engine.accounts()?;
        match accounts.len() {
            0 => Err(no_mailbox("No mailbox is set up yet.")),
            1 => Ok(accounts.swap_remove(0)),
            _ => {
                let all: Vec<String> = accounts.into_iter().map(|account| account.email).collect();
                Err(Fault::new(
                    Exit::Usage,
                    "which_account",
                    format!("There are several mailboxes. Say with --account which one: {}.", all.join(", ")),
                ))
            }
        }
    }

    // ---- what came of it ------------------------------------------------------------------------------------

    /// Prints a result: the value as JSON, or its text for people.
    pub fn show<T: Serialize>(&self, value: &T, text: impl FnOnce() -> String) -> Result<(), Fault> {
        let text = if self.json {
            serde_json::to_string_pretty(value).map_err(|error| {
                Fault::new(Exit::Internal, "internal", "The result could not be written as JSON.")
                    .because(error)
            })?
        } else {
            text()
        };
        print(format!("{}\n", text.trim_end()).as_bytes())
    }
}

/// Writes to standard output. Whoever stops reading early, as `head` does, has seen enough.
pub fn print(bytes: &[u8]) -> Result<(), Fault> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Fault::new(Exit::Internal, "output", "The result could not be written to standard output.")
                .because(error))
        }
        _ => Ok(()),
    }
}

/// The mailbox of this address or id.
pub fn account(engine: &Engine, typed: &str) -> Result<Account, Fault> {
    let accounts = engine.accounts()?;
    let by_address = accounts.iter().find(|account| account.email.eq_ignore_ascii_case(typed));
    let id = match by_address {
        Some(account) => Some(account.id.clone()),
        None => pick(typed, accounts.iter().map(|account| (account.id.as_str(), account.email.as_str())))?,
    };
    accounts.into_iter().find(|account| Some(&account.id) == id.as_ref()).ok_or_else(|| {
        Fault::new(
            Exit::NotFound,
            "not_found",
            format!("There is no mailbox {typed}. `quorumctl account list` shows all there are."),
        )
    })
}

/// The id of a meeting that was typed, whole. One that is not in a list is left to the engine, which knows more than the lists.
pub fn meeting(engine: &Engine, account: &str, typed: &str) -> Result<String, Fault> {
    let mut rows = engine.invitations(account)?;
    rows.extend(engine.outdated_invitations(account)?);
    let organized = engine.organized(account)?;
    let invited = rows.iter().map(|row| (row.id.as_str(), row.subject.as_str()));
    let own = organized.iter().map(|meeting| (meeting.id.as_str(), meeting.subject.as_str()));
    Ok(pick(typed, invited.chain(own))?.unwrap_or_else(|| typed.to_owned()))
}

/// The one id that is, or begins with, what was typed.
pub fn pick<'a>(
    typed: &str,
    candidates: impl Iterator<Item = (&'a str, &'a str)>,
) -> Result<Option<String>, Fault> {
    let typed = typed.to_ascii_lowercase();
    let matching: Vec<(&str, &str)> = candidates.filter(|(id, _)| id.starts_with(&typed)).collect();
    match matching.as_slice() {
        [] => Ok(None),
        [(id, _)] => Ok(Some((*id).to_owned())),
        several => {
            if let Some((id, _)) = several.iter().find(|(id, _)| *id == typed) {
                return Ok(Some((*id).to_owned()));
            }
            let all: Vec<String> =
                several.iter().map(|(id, name)| format!("{id} ({})", clean(name))).collect();
            Err(Fault::new(
                Exit::NotFound,
                "ambiguous",
                format!("Several ids begin with {typed}: {}. Type more of it.", all.join(", ")),
            ))
        }
    }
}

/// What the command line can advise when a mailbox's server does not do its part.
pub fn for_mailbox(fault: Fault, email: &str) -> Fault {
    match fault.exit {
        Exit::SignIn if fault.code == "sign_in" => {
            fault.then(format!("Store another password: quorumctl account password {email}"))
        }
        Exit::Waiting => fault.then("Try later: quorumctl sync"),
        _ => fault,
    }
}

fn no_mailbox(what: &str) -> Fault {
    Fault::new(
        Exit::NotFound,
        "no_account",
        format!("{what} Add a mailbox first: quorumctl account add --email ADDRESS --server NAME"),
    )
}

async fn unlock(engine: &Engine, vault: Vault) -> Result<(), Fault> {
    match (engine.secrets_state(), vault) {
        (SecretsState::Keychain | SecretsState::VaultOpen, _) => Ok(()),
        (SecretsState::VaultLocked, _) => Ok(engine.unlock(asking::passphrase()?).await?),
        (SecretsState::VaultNew, Vault::OpenOrMake) => Ok(engine.unlock(asking::new_passphrase()?).await?),
        // A vault made here would hide what the keychain holds.
        (SecretsState::VaultNew, Vault::Open) => Err(Fault::new(
            Exit::Secrets,
            "keychain",
            "The keychain with the saved passwords cannot be reached from here. Run this in the desktop session, or \
             keep the password in a vault from now on: quorumctl account password ADDRESS",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IDS: [(&str, &str); 3] = [("ab12", "Planning"), ("ab34", "Review"), ("ab", "Short")];

    fn picked(typed: &str) -> Result<Option<String>, Fault> {
        pick(typed, IDS.into_iter())
    }

    #[test]
    fn an_id_may_be_abbreviated_as_long_as_it_is_clear() {
        assert_eq!(picked("ab1").unwrap().as_deref(), Some("ab12"));
        assert_eq!(picked("AB34").unwrap().as_deref(), Some("ab34"));
        assert_eq!(picked("ab").unwrap().as_deref(), Some("ab"), "a whole id is no abbreviation of another");
        assert_eq!(picked("x").unwrap(), None);
        let fault = picked("a").unwrap_err();
        assert_eq!(fault.code, "ambiguous");
        assert!(fault.message.contains("ab12 (Planning)") && fault.message.contains("ab34 (Review)"));
    }

    #[test]
    fn the_usual_profile_is_the_windows() {
        let window = include_str!("../../../src-tauri/tauri.conf.json");
        assert!(window.contains(&format!("\"identifier\": \"{APP}\"")));
    }
}
