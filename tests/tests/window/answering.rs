//! The main job: an invitation is answered, taken back, answered again, and the organizer's grid shows it.

use anyhow::Result;
use quorum_tests::session::Keychain;
use quorum_tests::webdriver::{Beginning, Control, Window};

use crate::stage::{USUAL, play};

pub const MEETING: &str = "Quarterly Planning";
/// The two lamps and what they say.
pub const LAMPS: &str = "Where the answer arrived";
pub const COMMENT: &str = "I bring the numbers.";

#[tokio::test]
async fn an_invitation_is_answered_in_the_demo_and_the_organizer_sees_it() {
    let journey = play("answering", Keychain::Missing, USUAL, async |stage| {
        let window = stage.open(&[]).await?;
        window.control(Control::Button, "Try the demo mailbox").await?;
        stage.picture(&window, "first-start").await?;

        window.press("Try the demo mailbox").await?;
        open_invitation(&window).await?;
        window.says(Control::Group, "Invitation text", "Alice Moreau organizer").await?;
        stage.picture(&window, "invitation").await?;

        window.press("Accept").await?;
        window.says(Control::Group, LAMPS, "My calendar accepted, sends in").await?;
        window.says(Control::Region, "Your answer", "Nothing has left this computer yet.").await?;
        stage.picture(&window, "undo-seconds").await?;

        window.press("Undo").await?;
        window.shows("Taken back: Quarterly Planning. Nothing was sent.").await?;
        window.control(Control::Button, "Accept").await?;
        window.says(Control::Link, Beginning(MEETING), "Not answered").await?;
        stage.picture(&window, "taken-back").await?;

        window.fill("Comment", COMMENT).await?;
        window.press("Accept").await?;
        window.press("Send now").await?;
        both_lamps_are_lit(&window, "accepted").await?;
        window.says(Control::Link, Beginning(MEETING), "Accepted").await?;
        stage.picture(&window, "both-lamps").await?;

        show_mailbox(&window, "Bob Nakamura", "Alice Moreau").await?;
        stage.picture(&window, "alice").await?;
        window.follow("My meetings").await?;
        window.control(Control::Link, MEETING).await?;
        stage.picture(&window, "my-meetings").await?;
        window.follow(MEETING).await?;
        attendee_says(&window, "Bob Nakamura", &["Accepted", COMMENT]).await?;
        stage.picture(&window, "grid").await?;
        // Another line than the first, which is open already.
        for person in ["Meera Iyer", "Bob Nakamura"] {
            window.press(person).await?;
            window.says(Control::Region, Beginning("About"), person).await?;
        }

        show_mailbox(&window, "Alice Moreau", "Bob Nakamura").await?;
        window.follow("Activity").await?;
        let receipt =
            window.text_of(Control::Region, "Receipt", |text| text.contains("Your calendar shows it"));
        let receipt = receipt.await?;
        for step in
            [MEETING, "You decided", "Sent to the server", "The server took it", "Organizer told", COMMENT]
        {
            assert!(receipt.contains(step), "{step} is missing in the receipt:\n{receipt}");
        }
        assert!(!receipt.contains("try again"), "nothing had to be tried again:\n{receipt}");
        let answers = window.controls(Control::Link, MEETING).await?;
        assert_eq!(answers.len(), 1, "what was taken back is no answer");
        stage.picture(&window, "receipt").await?;

        window.quit().await
    });
    journey.await;
}

/// Opens the invitation from the list and waits until its answers can be given.
pub async fn open_invitation(window: &Window) -> Result<()> {
    window.control(Control::Link, Beginning(MEETING)).await?.click().await?;
    window.control(Control::Heading, MEETING).await?;
    window.control(Control::Button, "Accept").await?;
    Ok(())
}

/// Waits until the calendar shows the answer and the organizer was told, as the bar says it in words.
pub async fn both_lamps_are_lit(window: &Window, answer: &str) -> Result<()> {
    // `accepted 10:02`, not `accepted, sends in 3 s`.
    let calendar = format!("My calendar {answer} ");
    let lit = window.text_of(Control::Group, LAMPS, |text| {
        let since = |lamp: &str| {
            text.split_once(lamp).is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        since(&calendar) && since("Alice told ")
    });
    lit.await.map(drop)
}

/// Another mailbox, by the account switcher.
pub async fn show_mailbox(window: &Window, from: &str, to: &str) -> Result<()> {
    window.control(Control::Button, Beginning(from)).await?.click().await?;
    window.control(Control::MenuItem, Beginning(to)).await?.click().await?;
    window.control(Control::Button, Beginning(to)).await.map(drop)
}

/// Waits until a person's row in the organizer's grid says all of this.
pub async fn attendee_says(window: &Window, name: &str, words: &[&str]) -> Result<()> {
    let row = window.text_of(Control::Table, "Attendees", |table| {
        table.lines().any(|row| row.contains(name) && words.iter().all(|word| row.contains(word)))
    });
    row.await.map(drop)
}
