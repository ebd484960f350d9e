//! Node and the UI: its packages from the lock file, its build when the sources are newer.
//!
//! What the UI's scripts do is left to `ui/package.json`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::{Result, command, root};

/// The folder of the user interface.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// `npm run SCRIPT` in the UI's folder.
pub fn script(name: &str) -> Command {
    let mut npm = Command::new("npm");
    npm.current_dir(ui()).args(["run", name]);
    npm
}

/// Installs exactly what the lock file says, unless that has been done for this very lock file.
pub fn ensure_packages() -> Result {
    check_version()?;
    let lock = fs::read(ui().join("package-lock.json"))
        .map_err(|problem| format!("ui/package-lock.json cannot be read: {problem}"))?;
    // Inside node_modules, so that removing the packages removes the claim that they are there.
    let stamp = ui().join("node_modules/.installed-package-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    command::heading("Installing the UI's packages (npm ci)");
    let mut npm = Command::new("npm");
    npm.current_dir(ui()).args(["ci", "--no-audit", "--no-fund"]);
    if !command::status(&mut npm)?.success() {
        return Err("npm ci failed; what it said stands above.".into());
    }
    fs::write(&stamp, lock).map_err(|problem| format!("{} cannot be written: {problem}", stamp.display()))?;
    Ok(())
}

/// Builds the UI if anything it is made of is newer than what was built last.
pub fn build_ui_if_stale() -> Result {
    if !ui_is_stale() {
        return Ok(());
    }
    command::heading("Building the UI (npm run build)");
    if command::status(&mut script("build"))?.success() {
        return Ok(());
    }
    Err("The UI could not be built; what npm said stands above.".into())
}

/// Whether `ui/dist` is missing or older than its sources.
pub fn ui_is_stale() -> bool {
    let built = fs::metadata(ui().join("dist/index.html")).and_then(|index| index.modified());
    match built {
        Ok(built) => newest_below(&ui()).is_none_or(|newest| newest > built),
        Err(_) => true,
    }
}

/// The latest change below a folder. Folders count as well: deleting a file changes only its folder.
fn newest_below(folder: &Path) -> Option<SystemTime> {
    let mut newest = None;
    for entry in fs::read_dir(folder).ok()?.flatten() {
        let name = entry.file_name();
        if ["node_modules", "dist", "test-output"].iter().any(|ours| name == *ours) {
            continue;
        }
        let Ok(metadata) = entry.metadata() else { continue };
        newest = newest.max(metadata.modified().ok());
        if metadata.is_dir() {
            newest = newest.max(newest_below(&entry.path()));
        }
    }
    newest
}

fn check_version() -> Result {
    let version = command::output(Command::new("node").arg("--version"));
    let Some(version) = version else {
        return Err(format!("Node.js was not found. {HOW_TO_GET_NODE}").into());
    };
    if new_enough(&version) {
        return Ok(());
    }
    Err(format!("Node.js {version} is too old to build the UI. {HOW_TO_GET_NODE}").into())
}

const HOW_TO_GET_NODE: &str = "\
The UI needs Node 20.19 or newer (of version 22: 22.12 or newer), with npm.
Debian's and Ubuntu's own packages are often older; https://nodejs.org/en/download has current ones.";

/// What Vite asks for: 20.19 and later of that line, or 22.12 and later.
fn new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(|number| number.parse().unwrap_or(0));
    let (major, minor): (u32, u32) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    match major {
        20 => minor >= 19,
        22 => minor >= 12,
        _ => major > 22,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_judged_by_line() {
        for good in ["v20.19.0", "v20.20.2", "v22.12.0", "v24.0.1"] {
            assert!(new_enough(good), "{good}");
        }
        for bad in ["v18.20.4", "v20.18.3", "v21.7.3", "v22.11.0", "", "nonsense"] {
            assert!(!new_enough(bad), "{bad}");
        }
    }
}
