//! The smallest window: everything can still be reached, and nothing is cut off sideways.

use anyhow::{Result, ensure};
use quorum_tests::session::Keychain;
use quorum_tests::webdriver::{Beginning, Control, Window};

use crate::answering::{MEETING, attendee_says, both_lamps_are_lit, open_invitation, show_mailbox};
use crate::stage::{SMALLEST, is_seen_whole, play};

#[tokio::test]
async fn the_main_job_fits_into_the_smallest_window() {
    let journey = play("narrow", Keychain::Missing, SMALLEST, async |stage| {
        let window = stage.open(&["--demo"]).await?;
        window.control(Control::Link, Beginning(MEETING)).await?;
        fits(&window).await?;
        stage.picture(&window, "list").await?;

        open_invitation(&window).await?;
        for answer in ["Accept", "Tentative", "Decline"] {
            is_seen_whole(&window, Control::Button, answer).await?;
        }
        fits(&window).await?;
        stage.picture(&window, "invitation").await?;

        window.press("Tentative").await?;
        is_seen_whole(&window, Control::Button, "Undo").await?;
        fits(&window).await?;
        stage.picture(&window, "undo-seconds").await?;
        both_lamps_are_lit(&window, "tentative").await?;
        fits(&window).await?;
        stage.picture(&window, "both-lamps").await?;

        for (place, step) in [("Calendar", "calendar"), ("Activity", "activity"), ("Settings", "settings")] {
            window.follow(place).await?;
            window.control(Control::Region, place).await?;
            fits(&window).await?;
            stage.picture(&window, step).await?;
        }
        show_mailbox(&window, "Bob Nakamura", "Alice Moreau").await?;
        window.follow("My meetings").await?;
        window.control(Control::Link, MEETING).await?;
        fits(&window).await?;
        stage.picture(&window, "my-meetings").await?;
        window.follow(MEETING).await?;
        attendee_says(&window, "Bob Nakamura", &["Tentative"]).await?;
        fits(&window).await?;
        stage.picture(&window, "grid").await?;
        window.quit().await
    });
    journey.await;
}

/// Nothing makes the page wider than the window.
async fn fits(window: &Window) -> Result<()> {
    window.settled().await?;
    let wider = "return document.documentElement.scrollWidth - innerWidth";
    let wider = window.run(wider, Vec::new()).await?;
    ensure!(wider.as_i64().is_some_and(|pixels| pixels <= 0), "the page is {wider} pixels too wide");
    Ok(())
}
