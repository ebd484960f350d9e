//! The main job without a mouse, from the first start to the organizer's grid.

use anyhow::Result;
use quorum_tests::session::Keychain;
use quorum_tests::webdriver::{Beginning, Control, Key, Window};

use crate::answering::{LAMPS, MEETING, attendee_says, both_lamps_are_lit};
use crate::stage::{USUAL, play};

const COMMENT: &str = "Away that day: please decide without me.";

#[tokio::test]
async fn everything_is_done_with_the_keyboard_alone() {
    let journey = play("keyboard", Keychain::Missing, USUAL, async |stage| {
        let window = stage.open(&[]).await?;
        window.control(Control::Button, "Try the demo mailbox").await?;
        window.tab_to("Try the demo mailbox").await?;
        stage.picture(&window, "focus-on-the-demo").await?;
        window.key(Key::Enter).await?;

        find(&window, "quarterly moreau").await?;
        window.control(Control::Heading, MEETING).await?;
        window
            .says(
                Control::Region,
                "Your answer",
                "It is in your calendar, waiting for your answer. Accept confirms it",
            )
            .await?;

        window.key('a').await?;
        window.says(Control::Group, LAMPS, "My calendar accepted, sends in").await?;
        window.focus_on("Undo").await?;
        stage.picture(&window, "accepted").await?;
        window.key('z').await?;
        window.shows("Taken back: Quarterly Planning. Nothing was sent.").await?;
        window.focus_on("Accept").await?;

        window.key('c').await?;
        window.focus_on("Comment").await?;
        // Letters that answer are letters here.
        window.write(COMMENT).await?;
        assert_eq!(window.value("Comment").await?, COMMENT);
        stage.picture(&window, "comment").await?;
        window.tab_to(Beginning("Tell")).await?;
        window.key('d').await?;
        window.says(Control::Group, LAMPS, "My calendar declined, sends in").await?;
        stage.picture(&window, "declined").await?;
        // Nothing is pressed: the undo seconds run out by themselves.
        both_lamps_are_lit(&window, "declined").await?;
        stage.picture(&window, "both-lamps").await?;

        find(&window, "show alice").await?;
        window.control(Control::Button, Beginning("Alice Moreau")).await?;
        window.chord(Key::Control, 'k').await?;
        window.control(Control::Dialog, "Find or do").await?;
        window.write("my meet").await?;
        window.control(Control::Option, "My meetings").await?;
        stage.picture(&window, "find-or-do").await?;
        window.key(Key::Enter).await?;
        window.control(Control::Link, MEETING).await?;
        window.tab_to(MEETING).await?;
        window.key(Key::Enter).await?;
        attendee_says(&window, "Bob Nakamura", &["Declined", COMMENT]).await?;
        stage.picture(&window, "grid").await?;
        window.quit().await
    });
    journey.await;
}

/// Finds something by Ctrl K and does it.
async fn find(window: &Window, words: &str) -> Result<()> {
    // The window proper is there; before that, nothing listens to the keys.
    window.control(Control::Link, "Activity").await?;
    window.chord(Key::Control, 'k').await?;
    window.control(Control::Dialog, "Find or do").await?;
    window.write(words).await?;
    window.shows("1 found").await?;
    window.key(Key::Enter).await?;
    window.gone(Control::Dialog, "Find or do").await
}
