//! What every journey stands on: a session, a profile, the app's window in it, and a picture of each step.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use quorum_tests::session::{Keychain, Session};
use quorum_tests::webdriver::{Control, Window};
use quorum_tests::{output, programs};
use tempfile::TempDir;

/// How long something may take on a machine that has other things to do.
pub const PATIENCE: Duration = Duration::from_secs(60);
/// The size in which the app opens its window.
pub const USUAL: (u32, u32) = (1280, 820);
/// The smallest it can be made.
pub const SMALLEST: (u32, u32) = (800, 600);

/// See the module.
pub struct Stage {
    journey: &'static str,
    session: Session,
    profile: TempDir,
    size: (u32, u32),
    pictures: u32,
}

/// Plays a journey; when it fails, the last picture shows where.
pub async fn play(
    journey: &'static str,
    keychain: Keychain,
    size: (u32, u32),
    deed: impl AsyncFnOnce(&mut Stage) -> Result<()>,
) {
    let mut stage = Stage::set(journey, keychain, size).unwrap();
    if let Err(why) = deed(&mut stage).await {
        let picture = stage.shoot("failed");
        let picture = picture.map_or_else(|why| why.to_string(), |file| file.display().to_string());
        panic!("{journey}: {why:?}\n\npicture: {picture}\n{}", stage.session.last_words());
    }
}

impl Stage {
    fn set(journey: &'static str, keychain: Keychain, size: (u32, u32)) -> Result<Self> {
        forget_pictures(journey)?;
        let session = Session::without_screen(keychain)?.with_screen(size.0, size.1)?;
        // In the session's home, so that one look finds everything that the app has written anywhere.
        let profile = tempfile::Builder::new().prefix("profile-").tempdir_in(session.home())?;
        Ok(Self { journey, session, profile, size, pictures: 0 })
    }

    /// Starts the app on the profile, as often as a journey wants.
    pub async fn open(&mut self, arguments: &[&str]) -> Result<Window> {
        let app = programs::path("quorum")?;
        let profile = self.profile().to_str().context("the profile's path is not UTF-8")?.to_owned();
        let arguments: Vec<&str> =
            ["--profile", profile.as_str()].into_iter().chain(arguments.iter().copied()).collect();
        let window = Window::open(&mut self.session, &app, &arguments).await?;
        window.resize(self.size.0, self.size.1).await?;
        Ok(window)
    }

    /// Pictures the screen once the window stands still: `JOURNEY-01-STEP.png`.
    pub async fn picture(&mut self, window: &Window, step: &str) -> Result<PathBuf> {
        window.settled().await?;
        self.shoot(step)
    }

    fn shoot(&mut self, step: &str) -> Result<PathBuf> {
        self.pictures += 1;
        let name = format!("{}-{:02}-{step}", self.journey, self.pictures);
        self.session.picture("window", &name)
    }

    /// The session, for what else happens in it.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The session, to change what its programs find.
    pub fn session_mut(&mut self) -> &mut Session {
        &mut self.session
    }

    /// The folder of the profile.
    pub fn profile(&self) -> &Path {
        self.profile.path()
    }
}

/// Pictures of an earlier run would lie about this one.
fn forget_pictures(journey: &str) -> Result<()> {
    let prefix = format!("{journey}-");
    for entry in std::fs::read_dir(output::folder("window")?)? {
        let path = entry?.path();
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&prefix)) {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

/// The control lies inside the window, and nothing lies over its middle.
pub async fn is_seen_whole(window: &Window, kind: Control, name: &str) -> Result<()> {
    let control = serde_json::to_value(window.control(kind, name).await?)?;
    let seen = window.run(SEEN, vec![control]).await?;
    ensure!(seen == true, "{name} is not seen whole");
    Ok(())
}

const SEEN: &str = "
const box = arguments[0].getBoundingClientRect();
const top = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight
  && arguments[0].contains(top);
";
