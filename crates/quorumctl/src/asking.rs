//! Passwords and passphrases: from the environment, else from a person at a terminal, without echo.

use std::io::IsTerminal as _;

use engine::secrets::Secret;

use crate::fault::{Exit, Fault};

/// The password of a mailbox.
pub fn password(email: &str) -> Result<Secret, Fault> {
    if let Some(password) = from_environment("QUORUM_PASSWORD") {
        return Ok(password);
    }
    if !std::io::stdin().is_terminal() {
        return Err(Fault::new(
            Exit::Usage,
            "password_missing",
            "There is no password. Put it into the environment variable QUORUM_PASSWORD, or run this at a terminal \
             to be asked.",
        ));
    }
    prompt(&format!("Password of {email}: "))
}

/// The passphrase that opens the vault.
pub fn passphrase() -> Result<Secret, Fault> {
    match from_environment("QUORUM_PASSPHRASE") {
        Some(passphrase) => Ok(passphrase),
        None if std::io::stdin().is_terminal() => prompt("Passphrase of the saved passwords: "),
        None => Err(Fault::new(
            Exit::Secrets,
            "passphrase",
            "This computer has no keychain, so the saved passwords are in a vault. Put its passphrase into the \
             environment variable QUORUM_PASSPHRASE, or run this at a terminal to be asked.",
        )),
    }
}

/// A passphrase for a vault that is to be made. Whoever types it blindly types it twice.
pub fn new_passphrase() -> Result<Secret, Fault> {
    match from_environment("QUORUM_PASSPHRASE") {
        Some(passphrase) => Ok(passphrase),
        None if std::io::stdin().is_terminal() => {
            eprintln!("This computer has no keychain; a passphrase protects the saved passwords instead.");
            let passphrase = prompt("New passphrase: ")?;
            if prompt("Once more: ")? == passphrase {
                Ok(passphrase)
            } else {
                Err(Fault::new(Exit::Secrets, "passphrase", "The two passphrases differ. Try again."))
            }
        }
        None => Err(Fault::new(
            Exit::Secrets,
            "passphrase",
            "This computer has no keychain, so a passphrase has to protect the saved passwords. Choose one, put it \
             into the environment variable QUORUM_PASSPHRASE now and whenever quorumctl talks to the server, or run \
             this at a terminal to be asked.",
        )),
    }
}

fn from_environment(name: &str) -> Option<Secret> {
    std::env::var(name).ok().filter(|value| !value.is_empty()).map(Secret::new)
}

fn prompt(question: &str) -> Result<Secret, Fault> {
    rpassword::prompt_password(question).map(Secret::new).map_err(|error| {
        Fault::new(Exit::Usage, "no_terminal", "The terminal did not take what was typed. Try again.")
            .because(error)
    })
}
