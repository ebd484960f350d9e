//! Where passwords go on a computer without a keychain, and what is said when a keychain stays locked.

use anyhow::ensure;
use quorum_tests::session::Keychain;
use quorum_tests::simulator::Simulator;
use quorum_tests::traces;
use quorum_tests::webdriver::{Beginning, Control};

use crate::answering::MEETING;
use crate::signing_in::{find_mailbox, to_the_invitations};
use crate::stage::{USUAL, play};

const PASSPHRASE: &str = "four seats by the window";

#[tokio::test]
async fn without_a_keychain_a_passphrase_protects_the_password() {
    let journey = play("vault", Keychain::Missing, USUAL, async |stage| {
        let simulator = Simulator::start("16.1")?;
        let bob = simulator.person("bob@")?.clone();
        let window = stage.open(&[]).await?;
        window.shows("This computer has no keychain.").await?;
        find_mailbox(&window, &simulator, &bob).await?;
        window.press("Add this mailbox").await?;
        window.control(Control::Heading, "Choose a passphrase").await?;
        stage.picture(&window, "choose").await?;

        let make = "Make the vault and add the mailbox";
        window.overwrite("Passphrase", "short").await?;
        window.press(make).await?;
        window.shows("Use at least 8 characters").await?;
        window.overwrite("Passphrase", PASSPHRASE).await?;
        window.overwrite("The same once more", "four seats by the door").await?;
        window.press(make).await?;
        window.shows("This is not the same").await?;
        stage.picture(&window, "not-the-same").await?;
        window.overwrite("The same once more", PASSPHRASE).await?;
        window.press(make).await?;
        to_the_invitations(&window).await?;
        window.control(Control::Link, Beginning(MEETING)).await?;
        window.quit().await?;
        let users = [bob.user.as_str(), bob.email.as_str()];
        for secret in [&bob.password, PASSPHRASE] {
            let files = traces::of_password(stage.session().folder(), secret, &users)?;
            ensure!(files.is_empty(), "{secret:?} stands in {files:?}");
        }

        let window = stage.open(&[]).await?;
        window.control(Control::Heading, "Welcome back").await?;
        window.overwrite("Passphrase", "four seats by the door").await?;
        window.press("Open the vault").await?;
        window.shows("The passphrase does not open the vault.").await?;
        stage.picture(&window, "wrong-passphrase").await?;
        window.overwrite("Passphrase", PASSPHRASE).await?;
        window.press("Open the vault").await?;
        window.control(Control::Link, Beginning(MEETING)).await?;
        // Signed in again with the password from the vault.
        window.press(Beginning("Up to date")).await?;
        window.follow("Settings").await?;
        window.shows("Passwords stay in a vault on this computer").await?;
        window.control(Control::Heading, "Passwords").await?;
        stage.picture(&window, "settings").await?;
        window.quit().await
    });
    journey.await;
}

#[tokio::test]
async fn a_locked_keychain_is_named_and_nothing_is_lost() {
    let journey = play("locked-keychain", Keychain::Unlocked, USUAL, async |stage| {
        let simulator = Simulator::start("14.1")?;
        let bob = simulator.person("bob@")?.clone();
        let window = stage.open(&[]).await?;
        find_mailbox(&window, &simulator, &bob).await?;
        stage.session().lock_keychain()?;
        window.press("Add this mailbox").await?;
        window.shows("The keychain of this computer is locked.").await?;
        // Nothing typed is lost, and no half a mailbox is there.
        window.control(Control::Heading, "Found your mailbox").await?;
        stage.picture(&window, "adding").await?;
        window.quit().await?;
        let window = stage.open(&[]).await?;
        window.control(Control::Button, "Try the demo mailbox").await?;
        window.quit().await
    });
    journey.await;
}
