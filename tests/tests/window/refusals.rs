//! What keeps the window from starting is said in words, with the way out.

use quorum_tests::session::Keychain;
use quorum_tests::webdriver::Control;

use crate::stage::{USUAL, play};

#[tokio::test]
async fn a_second_instance_on_the_same_profile_says_so_and_starts_when_the_first_has_ended() {
    let journey = play("second-instance", Keychain::Missing, USUAL, async |stage| {
        let first = stage.open(&[]).await?;
        first.control(Control::Button, "Try the demo mailbox").await?;
        let second = stage.open(&[]).await?;
        second.control(Control::Heading, "Quorum cannot start").await?;
        second.shows("Quorum is already running. Another window or program uses these mailboxes.").await?;
        stage.picture(&second, "refused").await?;
        first.quit().await?;
        second.press("Try again").await?;
        second.control(Control::Button, "Try the demo mailbox").await?;
        stage.picture(&second, "started").await?;
        second.quit().await
    });
    journey.await;
}
