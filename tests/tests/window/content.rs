//! What an invitation carries, in the real window: its place to join opens in the system's browser, its formatted text
//! in a frame, and its files are saved.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use quorum_tests::session::Keychain;
use quorum_tests::wait::until;
use quorum_tests::webdriver::{Beginning, Control};

use crate::stage::{PATIENCE, Stage, USUAL, play};

#[tokio::test]
async fn an_invitation_is_joined_in_the_browser_read_formatted_and_its_files_are_saved() {
    let journey = play("content", Keychain::Missing, USUAL, async |stage| {
        let opened = browser(stage)?;
        let window = stage.open(&["--demo"]).await?;
        window.control(Control::Link, Beginning("Design review")).await?.click().await?;
        window.control(Control::Heading, "Design review: onboarding and first run").await?;
        window.shows("teams.contoso.example").await?;
        stage.picture(&window, "card").await?;
        window.press("Join").await?;
        let address = until("the browser to be asked", PATIENCE, async || {
            Ok(fs::read_to_string(&opened).ok().filter(|address| address.ends_with('\n')))
        });
        assert_eq!(
            address.await?.trim(),
            "https://teams.contoso.example/l/meetup-join/19%3ameeting_onboarding"
        );

        window.press("Show formatted").await?;
        window.control(Control::Button, "Show plain text").await?;
        window.control(Control::Button, "Open design.contoso.example in your browser").await?;
        let frame = "const frame = document.querySelector('iframe');
            return [frame.getAttribute('sandbox'), frame.contentDocument === null, location.hash.startsWith('#/invitations')]";
        assert_eq!(window.run(frame, Vec::new()).await?, serde_json::json!(["", true, true]));
        let show = "document.querySelector('iframe').scrollIntoView()";
        window.run(show, Vec::new()).await?;
        stage.picture(&window, "formatted").await?;

        window.control(Control::Link, Beginning("Abstimmung")).await?.click().await?;
        window.control(Control::Button, "Save Niederlassungen.csv").await?;
        let show = "document.querySelector('[aria-label=\"Save Niederlassungen.csv\"]').scrollIntoView()";
        window.run(show, Vec::new()).await?;
        window.press("Save Niederlassungen.csv").await?;
        window.control(Control::Button, "Save again Niederlassungen.csv").await?;
        stage.picture(&window, "saved").await?;
        let saved = find(stage.session().home(), "Niederlassungen.csv").context("no such file")?;
        assert!(fs::read_to_string(saved)?.contains("Hamburg,212"));
        window.quit().await
    });
    journey.await;
}

/// A browser that writes down what it is to open.
fn browser(stage: &mut Stage) -> Result<PathBuf> {
    let home = stage.session().home();
    let (folder, opened) = (home.join("bin"), home.join("opened"));
    fs::create_dir_all(&folder)?;
    let program = folder.join("xdg-open");
    fs::write(&program, format!("#!/bin/sh\nprintf '%s\\n' \"$1\" > '{}'\n", opened.display()))?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;
    let path = std::env::var("PATH").unwrap_or_default();
    stage.session_mut().set("PATH", format!("{}:{path}", folder.display()));
    Ok(opened)
}

fn find(folder: PathBuf, name: &str) -> Option<PathBuf> {
    fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .find_map(|path| if path.is_dir() { find(path, name) } else { path.ends_with(name).then_some(path) })
}
