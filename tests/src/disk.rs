//! A disk of a test's own: a real one, so small that it can be filled, and one that can be made read-only.
//!
//! Only root can mount one. It is unmounted when the test is done, when it panics, and when it is killed.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::supervise::{Leash, root_shell};
use crate::wait::until_blocking;

const PATIENCE: Duration = Duration::from_secs(20);

/// $1 size, $2 owner, $3 folder; then a line for each remount.
const SCRIPT: &str = r#"
mount -t tmpfs -o "size=$1,uid=$2,mode=0755" tmpfs "$3" || exit
while read -r how; do mount -o "remount,$how" "$3"; done
umount -l "$3"
"#;

/// A mounted disk.
#[derive(Debug)]
pub struct Disk {
    // The disk before the folder it is mounted on: fields are dropped in this order.
    leash: Leash,
    folder: TempDir,
}

impl Disk {
    /// An empty disk with room for so many bytes.
    ///
    /// # Errors
    /// When it cannot be mounted.
    pub fn of(bytes: usize) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("quorum-disk-").tempdir()?;
        let before = fs::metadata(folder.path())?;
        let mut shell = root_shell("Mounting a small disk")?;
        shell.args(["-c", SCRIPT, "disk", &bytes.to_string(), &before.uid().to_string()]).arg(folder.path());
        let mut leash = Leash::start(shell)?;
        until_blocking("the disk to be mounted", PATIENCE, || {
            let mounted = fs::metadata(folder.path())?.dev() != before.dev();
            if !mounted && leash.has_ended() {
                bail!(
                    "the disk could not be mounted: that needs a kernel, or a container, that lets root mount"
                );
            }
            Ok(mounted.then_some(()))
        })?;
        Ok(Self { leash, folder })
    }

    /// Where it is mounted.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves no byte free.
    ///
    /// # Errors
    /// When that fails in any other way than by the disk being full.
    pub fn fill(&self) -> Result<()> {
        fill(self.path())
    }

    /// Takes what filled it away.
    ///
    /// # Errors
    /// When it was not there.
    pub fn free(&self) -> Result<()> {
        fs::remove_file(ballast(self.path())).context("what fills the disk")
    }

    /// Lets nobody write on it, not even root, or lets them again.
    ///
    /// # Errors
    /// When it cannot be mounted so.
    pub fn set_read_only(&mut self, read_only: bool) -> Result<()> {
        self.leash.tell(if read_only { "ro" } else { "rw" })?;
        let probe = self.path().join("probe");
        until_blocking("the disk to be mounted anew", PATIENCE, || {
            let is_read_only = match File::create(&probe) {
                Ok(_) => fs::remove_file(&probe).map(|()| false)?,
                Err(error) if error.kind() == ErrorKind::ReadOnlyFilesystem => true,
                Err(error) => return Err(error.into()),
            };
            Ok((is_read_only == read_only).then_some(()))
        })
    }
}

/// Leaves no byte free on the disk that is mounted here.
///
/// # Errors
/// When that fails in any other way than by the disk being full.
pub fn fill(disk: &Path) -> Result<()> {
    let mut file = File::options().create(true).append(true).open(ballast(disk))?;
    for size in [64 * 1024, 1024, 1] {
        let piece = vec![0; size];
        loop {
            match file.write_all(&piece) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => break,
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(())
}

fn ballast(disk: &Path) -> PathBuf {
    disk.join("ballast")
}
