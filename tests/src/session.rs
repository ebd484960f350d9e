//! A desktop session that nobody else is in: its own home, its own screen, its own bus, its own keychain.
//!
//! So window and keychain tests run on a machine without any of these, never touch a developer's, and cannot
//! meet each other (two instances of the app on one bus would). What runs in the session is left to the test.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use tempfile::TempDir;

use crate::output;
use crate::supervise::{Launch, Supervised};
use crate::wait::until_blocking;

/// What kind of keychain the session has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keychain {
    /// None: nobody on the bus answers for secrets.
    Missing,
    /// gnome-keyring, with its default collection open.
    Unlocked,
    /// gnome-keyring that nobody has opened, on a bus where nobody can ask for the password.
    Locked,
}

/// A running session. Everything in it ends when it is dropped, or when the test is killed.
#[derive(Debug)]
pub struct Session {
    // Processes before the folder they run in: fields are dropped in this order.
    processes: Vec<Supervised>,
    dir: TempDir,
    environment: Vec<(String, String)>,
}

const PATIENCE: Duration = Duration::from_secs(30);

impl Session {
    /// A session with a screen of 1280 × 800.
    ///
    /// # Errors
    /// When one of its parts is not installed or does not start.
    pub fn start(keychain: Keychain) -> Result<Self> {
        Self::without_screen(keychain)?.with_screen(1280, 800)
    }

    /// A session on a bus of its own, without a screen.
    ///
    /// # Errors
    /// When one of its parts is not installed or does not start.
    pub fn without_screen(keychain: Keychain) -> Result<Self> {
        // Short, because a socket's path has room for about a hundred bytes.
        let dir = tempfile::Builder::new().prefix("quorum-session-").tempdir_in("/tmp")?;
        let environment = environment(dir.path())?;
        let mut session = Self { processes: Vec::new(), dir, environment };
        session.start_bus()?;
        match keychain {
            Keychain::Missing => {}
            Keychain::Unlocked => session.start_keychain(&["--unlock"])?,
            Keychain::Locked => session.start_keychain(&[])?,
        }
        Ok(session)
    }

    /// The same session with a screen of this size.
    ///
    /// # Errors
    /// When Xvfb is not installed or does not start.
    pub fn with_screen(mut self, width: u32, height: u32) -> Result<Self> {
        let screen = Launch::new("Xvfb")
            // It picks a free number itself and writes it to descriptor 1.
            .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset", "-screen", "0"])
            .args([format!("{width}x{height}x24")])
            .environment(&self.environment)
            .start(self.dir.path(), "xvfb")?;
        let display = until_blocking("Xvfb to name its display", PATIENCE, || {
            Ok(screen.output().strip_suffix('\n').map(str::to_owned))
        });
        let number = display.with_context(|| screen.last_words())?;
        self.processes.push(screen);
        self.set("DISPLAY", format!(":{number}"));
        Ok(self)
    }

    fn start_bus(&mut self) -> Result<()> {
        let socket = self.dir.path().join("bus");
        let configuration = self.dir.path().join("bus.conf");
        fs::write(&configuration, bus_configuration(&socket))?;
        let bus = Launch::new("dbus-daemon")
            .args(["--nofork".into(), format!("--config-file={}", configuration.display())])
            .environment(&self.environment)
            .start(self.dir.path(), "bus-daemon")?;
        until_blocking("the session bus", PATIENCE, || Ok(UnixStream::connect(&socket).ok()))
            .with_context(|| bus.last_words())?;
        self.processes.push(bus);
        self.set("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", socket.display()));
        Ok(())
    }

    fn start_keychain(&mut self, how: &[&str]) -> Result<()> {
        let keyring = Launch::new("gnome-keyring-daemon")
            .args(["--foreground", "--components=secrets"])
            .args(how)
            .input("a password for tests\n")
            .environment(&self.environment)
            .start(self.dir.path(), "keychain")?;
        until_blocking("the keychain to join the bus", PATIENCE, || {
            Ok(self.owns_name("org.freedesktop.secrets")?.then_some(()))
        })
        .with_context(|| keyring.last_words())?;
        self.processes.push(keyring);
        Ok(())
    }

    /// Locks the keychain, as a desktop does when somebody chooses so; nobody is there to open it again.
    ///
    /// # Errors
    /// When it refuses.
    pub fn lock_keychain(&self) -> Result<()> {
        let answer = self
            .command("dbus-send")
            .args([
                "--session",
                "--print-reply",
                "--dest=org.freedesktop.secrets",
                "/org/freedesktop/secrets",
            ])
            .arg("org.freedesktop.Secret.Service.Lock")
            .arg("array:objpath:/org/freedesktop/secrets/aliases/default")
            .output()
            .context("dbus-send")?;
        ensure!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stderr).trim());
        Ok(())
    }

    fn owns_name(&self, name: &str) -> Result<bool> {
        let answer = self
            .command("dbus-send")
            .args([
                "--session",
                "--print-reply=literal",
                "--dest=org.freedesktop.DBus",
                "/org/freedesktop/DBus",
            ])
            .args(["org.freedesktop.DBus.NameHasOwner", &format!("string:{name}")])
            .output()
            .context("dbus-send")?;
        Ok(answer.status.success() && String::from_utf8_lossy(&answer.stdout).contains("true"))
    }

    /// A program in this session, with its environment and nothing of the developer's.
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.env_clear().envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Starts a program that stays, and ends it with the session.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn keep_running(&mut self, launch: Launch<'_>, name: &str) -> Result<&Supervised> {
        let process = launch.environment(&self.environment).start(self.dir.path(), name)?;
        self.processes.push(process);
        self.processes.last().context("it has just been added")
    }

    /// Adds to the environment of everything started from now on.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.environment.retain(|(existing, _)| existing != name);
        self.environment.push((name.to_owned(), value.into()));
    }

    /// The home folder.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.dir.path().join("home")
    }

    /// Pictures the whole screen into `test-output/screenshots/NAME.png`.
    ///
    /// # Errors
    /// When there is no screen or no ImageMagick.
    pub fn screenshot(&self, name: &str) -> Result<PathBuf> {
        self.picture("screenshots", name)
    }

    /// Pictures the whole screen into `test-output/FOLDER/NAME.png`.
    ///
    /// # Errors
    /// When there is no screen or no ImageMagick.
    pub fn picture(&self, folder: &str, name: &str) -> Result<PathBuf> {
        let file = output::folder(folder)?.join(format!("{name}.png"));
        let output =
            self.command("import").args(["-window", "root"]).arg(&file).output().context("import")?;
        ensure!(output.status.success(), "no screenshot: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(file)
    }

    /// Where everything of the session lies: home, configuration, what its programs have logged.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.dir.path()
    }

    /// What the session's programs have complained about, for an error message.
    #[must_use]
    pub fn last_words(&self) -> String {
        let words =
            self.processes.iter().map(|process| format!("{}:\n{}", process.name(), process.last_words()));
        words.collect::<Vec<_>>().join("\n")
    }
}

/// A clean environment: only what a login would set, and what keeps WebKit quick and quiet without a GPU and
/// without an accessibility bus.
fn environment(dir: &Path) -> Result<Vec<(String, String)>> {
    let mut variables = vec![
        ("PATH".to_owned(), std::env::var("PATH").unwrap_or_default()),
        ("LANG".to_owned(), "C.UTF-8".to_owned()),
        ("TZ".to_owned(), "UTC".to_owned()),
        ("RUST_BACKTRACE".to_owned(), "1".to_owned()),
        ("GDK_BACKEND".to_owned(), "x11".to_owned()),
        ("GSETTINGS_BACKEND".to_owned(), "memory".to_owned()),
        ("GTK_USE_PORTAL".to_owned(), "0".to_owned()),
        ("NO_AT_BRIDGE".to_owned(), "1".to_owned()),
        ("WEBKIT_DISABLE_DMABUF_RENDERER".to_owned(), "1".to_owned()),
    ];
    for (name, folder) in [
        ("HOME", "home"),
        ("XDG_RUNTIME_DIR", "run"),
        ("XDG_DATA_HOME", "home/.local/share"),
        ("XDG_CONFIG_HOME", "home/.config"),
        ("XDG_CACHE_HOME", "home/.cache"),
        ("XDG_STATE_HOME", "home/.local/state"),
    ] {
        let folder = dir.join(folder);
        fs::create_dir_all(&folder)?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
        let Some(path) = folder.to_str() else { bail!("{} is not UTF-8", folder.display()) };
        variables.push((name.to_owned(), path.to_owned()));
    }
    Ok(variables)
}

/// A bus for one user that starts no service by itself: nothing appears that a test has not started, and
/// nothing outlives it.
fn bus_configuration(socket: &Path) -> String {
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        socket.display()
    )
}
