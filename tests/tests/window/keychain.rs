//! What the session's keychain holds, read by another program than the product.

use std::path::Path;

use anyhow::{Context, Result, ensure};
use quorum_tests::quorumctl::Quorumctl;
use quorum_tests::session::Session;

/// The password that the keychain holds for the only mailbox of a profile.
pub fn password(session: &Session, profile: &Path) -> Result<String> {
    let accounts = Quorumctl::new(session, profile)?.json(&["account", "list"])?;
    let id = accounts[0]["id"].as_str().context("no mailbox is set up")?;
    let mut probe = session.command(env!("CARGO_BIN_EXE_keychain-probe"));
    let read = probe.args(["read", "Quorum", id]).output().context("keychain-probe")?;
    ensure!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    Ok(String::from_utf8_lossy(&read.stdout).trim().to_owned())
}
