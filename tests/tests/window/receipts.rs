//! What leaves is what was meant last, and what became of it can be handed on.

use std::path::PathBuf;

use anyhow::{Context, Result};
use quorum_tests::session::Keychain;
use quorum_tests::webdriver::{Beginning, Control, Window};

use crate::answering::{COMMENT, LAMPS, MEETING, both_lamps_are_lit, open_invitation};
use crate::stage::{USUAL, play};

#[tokio::test]
async fn what_was_meant_last_leaves_and_its_receipt_is_saved() {
    let journey = play("receipts", Keychain::Missing, USUAL, async |stage| {
        let window = stage.open(&[]).await?;
        window.press("Try the demo mailbox").await?;
        open_invitation(&window).await?;
        window.press("Accept").await?;
        window.press("Undo and add a comment").await?;
        window.fill("Comment", COMMENT).await?;
        stage.picture(&window, "comment").await?;
        window.press("Tentative").await?;
        window.says(Control::Group, LAMPS, "My calendar tentative, sends in").await?;
        stage.picture(&window, "changed").await?;
        window.press("Send now").await?;
        both_lamps_are_lit(&window, "tentative").await?;

        window.follow("Activity").await?;
        let answers = window.controls(Control::Link, MEETING).await?;
        assert_eq!(answers.len(), 1, "what was taken back is no answer");
        let receipt = saved(&window, "Save receipt", "Readable text", ".md").await?;
        stage.picture(&window, "saved").await?;
        let text = std::fs::read_to_string(&receipt)?;
        for fact in [MEETING, "Tentative", COMMENT, "Told by", "alice@contoso.com", "bob@contoso.com"] {
            assert!(text.contains(fact), "{fact} is missing in {}:\n{text}", receipt.display());
        }
        assert!(receipt.starts_with(stage.session().home()), "{} is not at home", receipt.display());
        let all = saved(&window, "Export", "Table", ".csv").await?;
        let table = std::fs::read_to_string(&all)?;
        assert!(table.lines().any(|line| line.contains(MEETING) && line.contains("Tentative")), "{table}");

        window.follow("Settings").await?;
        window.says(Control::Table, "What this server does", "Who tells the organizer").await?;
        stage.picture(&window, "families").await?;
        window.quit().await
    });
    journey.await;
}

/// Saves from a menu, and gives the file of that kind that the window then names.
async fn saved(window: &Window, menu: &str, format: &str, kind: &str) -> Result<PathBuf> {
    window.press(menu).await?;
    window.choose(Control::MenuItem, Beginning(format)).await?;
    window.shows(kind).await?;
    let text = window.text().await?;
    let path = text.split("Saved as ").find_map(|rest| Some(rest.split_once(kind)?.0.to_owned() + kind));
    Ok(PathBuf::from(path.with_context(|| format!("no file is named:\n{text}"))?))
}
