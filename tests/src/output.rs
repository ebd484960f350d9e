//! Where a test leaves what a person may want to look at afterwards: screenshots and servers' logs.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// The folder `test-output/NAME` at the top of the work tree, made if need be. Git ignores it.
///
/// # Errors
/// When it cannot be made.
pub fn folder(name: &str) -> Result<PathBuf> {
    let folder = root().join("test-output").join(name);
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}

/// The top of the work tree.
#[must_use]
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map(PathBuf::from).unwrap_or(here)
}
