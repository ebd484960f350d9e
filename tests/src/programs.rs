//! The workspace's own programs, for journeys that start them as a person would.
//!
//! Cargo hands a test the programs of its own package only (`CARGO_BIN_EXE_…`). Those of other packages are
//! built here on first use, so that no journey ever runs yesterday's program; `cargo xtask test` has just
//! built them all and says so with `QUORUM_PROGRAMS_ARE_BUILT`.

use std::collections::HashSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::{LazyLock, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};

use crate::output::root;

static BUILT: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// The program of the package of the same name: `quorum`, `quorumctl`, `exchange-sim`.
///
/// # Errors
/// When it does not compile.
pub fn path(name: &str) -> Result<PathBuf> {
    let program = folder()?.join(name).with_extension(std::env::consts::EXE_EXTENSION);
    // Held while building, so that tests running side by side wait for one build instead of starting two.
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    if std::env::var_os("QUORUM_PROGRAMS_ARE_BUILT").is_none() && !built.contains(name) {
        let status = Command::new(env!("CARGO"))
            .current_dir(root())
            .args(["build", "--quiet", "--package", name, "--bin", name])
            .status()
            .context("cargo could not be started")?;
        ensure!(status.success(), "{name} could not be built; what Cargo said stands above");
    }
    built.insert(name.to_owned());
    ensure!(program.is_file(), "{} is missing: `cargo build --workspace --bins` makes it", program.display());
    Ok(program)
}

/// `target/debug`, seen from a test in `target/debug/deps` or a program beside it.
fn folder() -> Result<PathBuf> {
    let mut folder = std::env::current_exe().context("this test's own path is unknown")?;
    folder.pop();
    if folder.ends_with("deps") {
        folder.pop();
    }
    Ok(folder)
}
