//! Another time is proposed with an answer, and the organizer sees it beside what others propose.

use anyhow::{Context, Result};
use quorum_tests::session::Keychain;
use quorum_tests::webdriver::{Control, Window};

use crate::answering::{MEETING, attendee_says, both_lamps_are_lit, open_invitation, show_mailbox};
use crate::stage::{USUAL, play};

const EDITOR: &str = "Propose another time";

#[tokio::test]
async fn another_time_is_proposed_in_the_demo_and_the_organizer_sees_it() {
    let journey = play("proposing", Keychain::Missing, USUAL, async |stage| {
        let window = stage.open(&[]).await?;
        window.press("Try the demo mailbox").await?;
        open_invitation(&window).await?;

        window.press(EDITOR).await?;
        window.control(Control::Region, EDITOR).await?;
        window.says(Control::Region, EDITOR, "Choose another day or hour").await?;
        stage.picture(&window, "editor").await?;

        let free = first_free_time(&window).await?;
        window.press(free.as_str()).await?;
        // `Thu 3 Dec, 09:00–10:00` on the time, `Tentative, and propose Thu 3 Dec, 09:00` on the deed.
        let start = free.split('–').next().unwrap_or_default().to_owned();
        let deed = format!("Tentative, and propose {start}");
        window.control(Control::Button, deed.as_str()).await?;
        window.says(Control::Region, "Your day", "Proposed").await?;
        stage.picture(&window, "chosen").await?;

        window.press(deed.as_str()).await?;
        window.gone(Control::Region, EDITOR).await?;
        window.press("Send now").await?;
        both_lamps_are_lit(&window, "tentative").await?;
        window.says(Control::Region, "Your answer", "New Time Proposed: Quarterly Planning").await?;
        stage.picture(&window, "proposed").await?;

        window.follow("Activity").await?;
        window.says(Control::Region, "Receipt", &free).await?;
        stage.picture(&window, "receipt").await?;

        show_mailbox(&window, "Bob Nakamura", "Alice Moreau").await?;
        window.follow("My meetings").await?;
        window.follow(MEETING).await?;
        attendee_says(&window, "Bob Nakamura", &["Tentative", "Proposes", start.as_str()]).await?;
        let proposed = window.text_of(Control::Region, "Proposed times", |text| text.contains(&free)).await?;
        assert!(proposed.contains("Bob Nakamura"), "who proposes it is missing:\n{proposed}");
        assert!(proposed.contains("calendar program"), "where the meeting is moved is missing:\n{proposed}");
        stage.picture(&window, "side-by-side").await?;

        window.quit().await
    });
    journey.await;
}

/// The first of the times that the editor suggests.
async fn first_free_time(window: &Window) -> Result<String> {
    const FREE: &str = "Free in your calendar";
    // The last list: other calendars are asked for, and times that are better then take the place of the first ones.
    let last = |text: &str| text.contains('–') && !text.contains("Asking the server");
    let offered = window.text_of(Control::Group, FREE, last).await?;
    let (_, times) = offered.split_once(FREE).context("the times have no head")?;
    // `Mon 7 Dec, 09:00–10:00 Mon 7 Dec, 11:30–12:30`
    let (start, rest) = times.trim().split_once('–').context("no time is suggested")?;
    let end = rest.split_whitespace().next().context("the time does not end")?;
    Ok(format!("{start}–{end}"))
}
