//! A mailbox of one's own: entered with mistakes, kept over a restart with its password in the keychain, and still
//! there when its server is not.

use anyhow::{Result, ensure};
use quorum_tests::session::Keychain;
use quorum_tests::simulator::{Person, Simulator};
use quorum_tests::traces;
use quorum_tests::webdriver::{Beginning, Control};

use crate::answering::{LAMPS, MEETING, both_lamps_are_lit, open_invitation};
use crate::inbox::replies_from;
use crate::signing_in::{look, to_the_invitations, to_the_server};
use crate::stage::{Stage, USUAL, is_seen_whole, play};
use crate::{keychain, servers};

const OTHER_MEETING: &str = "Vendor call: Northwind renewal";

#[tokio::test]
async fn a_mailbox_is_added_after_mistakes_and_survives_restarts_and_its_servers_end() {
    let journey = play("own-mailbox", Keychain::Unlocked, USUAL, async |stage| {
        let simulator = Simulator::start("14.1")?;
        let (bob, alice) = (simulator.person("bob@")?.clone(), simulator.person("alice@")?.clone());
        let window = stage.open(&[]).await?;
        window.shows("Passwords stay in your system’s keychain").await?;
        to_the_server(&window, &bob).await?;

        look(&window, &servers::web_page().await?, &bob.password).await?;
        window.shows("This server answered, but not as a mailbox server.").await?;
        stage.picture(&window, "a-web-page").await?;
        look(&window, &servers::nobody()?, &bob.password).await?;
        window.shows("Nothing answers at this address.").await?;
        stage.picture(&window, "nobody-there").await?;
        look(&window, "http://mail.contoso.com", &bob.password).await?;
        window.shows("This address is not encrypted.").await?;
        stage.picture(&window, "not-encrypted").await?;

        look(&window, simulator.url(), "not-her-password").await?;
        window.shows("The server did not accept the user name or the password.").await?;
        ensure!(window.value("E-mail address").await? == bob.email, "the address was lost");
        ensure!(window.value("Server").await? == simulator.url(), "the server was lost");
        ensure!(window.value("User name").await? == bob.user, "the user name was lost");
        stage.picture(&window, "wrong-password").await?;
        window.press("Sign in again").await?;
        window.focus_on("Password").await?;

        look(&window, simulator.url(), &bob.password).await?;
        window.control(Control::Heading, "Found your mailbox").await?;
        window.shows("Exchange, version 14.1").await?;
        stage.picture(&window, "found").await?;
        window.press("Add this mailbox").await?;
        window.control(Control::Heading, "Your mailbox is here").await?;
        is_seen_whole(&window, Control::Region, "Already here").await?;
        is_seen_whole(&window, Control::Region, "What this server can do").await?;
        stage.picture(&window, "read").await?;
        to_the_invitations(&window).await?;

        // Taken back once, so that one reply, and not two, is what has to arrive.
        open_invitation(&window).await?;
        window.press("Accept").await?;
        window.press("Undo").await?;
        window.shows("Taken back: Quarterly Planning. Nothing was sent.").await?;
        window.press("Accept").await?;
        window.press("Send now").await?;
        both_lamps_are_lit(&window, "accepted").await?;
        stage.picture(&window, "answered").await?;
        let replies = replies_from(&simulator, &alice, &bob.email).await?;
        let replies: Vec<_> = replies.iter().filter(|subject| subject.contains(MEETING)).collect();
        ensure!(replies == ["Accepted: Quarterly Planning"], "Alice got {replies:?}");
        window.quit().await?;
        only_the_keychain_knows(stage, &bob)?;

        // Another process: it has the password from the keychain, or nothing could be sent.
        let window = stage.open(&[]).await?;
        window.says(Control::Link, Beginning(MEETING), "Accepted").await?;
        window.control(Control::Link, Beginning("All hands")).await?.click().await?;
        window.control(Control::Heading, "All hands").await?;
        window.shows("No reply is requested").await?;
        window.press("Tentative").await?;
        window.press("Send now").await?;
        window
            .text_of(Control::Group, LAMPS, |text| text.contains("no reply requested") && is_lit(text))
            .await?;
        stage.picture(&window, "answered-after-a-restart").await?;

        window.follow("Settings").await?;
        window.press("Change the password").await?;
        let field = format!("Password of {}", bob.email);
        window.overwrite(&field, "not-her-password").await?;
        window.press("Sign in").await?;
        window.shows("The server did not accept the user name or the password.").await?;
        stage.picture(&window, "wrong-new-password").await?;
        window.overwrite(&field, &bob.password).await?;
        window.press("Sign in").await?;
        window.gone(Control::Field, field.as_str()).await?;
        window.control(Control::Button, Beginning("Up to date")).await?;
        window.quit().await?;

        simulator.stop();
        let window = stage.open(&[]).await?;
        window.control(Control::Button, Beginning("Offline, from")).await?;
        window.control(Control::Link, Beginning(OTHER_MEETING)).await?.click().await?;
        window.control(Control::Heading, OTHER_MEETING).await?;
        stage.picture(&window, "offline").await?;
        window.press("Accept").await?;
        window.press("Send now").await?;
        window.says(Control::Group, LAMPS, "My calendar waits for network").await?;
        window.shows("The answer waits here and leaves by itself when you are back online.").await?;
        stage.picture(&window, "offline-answer").await?;
        window.follow("Activity").await?;
        window.shows("You are offline. 1 answer waits.").await?;
        stage.picture(&window, "offline-activity").await?;
        window.close().await?;

        // Cut off, not closed: what was decided is still there.
        let window = stage.open(&[]).await?;
        window.follow("Activity").await?;
        window.shows("You are offline. 1 answer waits.").await?;

        // The mailbox is not removed with it by mistake, and can be all the same.
        window.follow("Settings").await?;
        window.press("Remove this mailbox").await?;
        window.shows("1 answer has not left yet and would be lost:").await?;
        let asking = Beginning("Remove bob@");
        window.text_of(Control::Dialog, asking, |text| text.contains(OTHER_MEETING)).await?;
        stage.picture(&window, "remove-or-send-first").await?;
        window.press("Send it first").await?;
        let offline = "No connection to the server.";
        window.text_of(Control::Dialog, asking, |text| text.contains(offline)).await?;
        stage.picture(&window, "not-sent-first").await?;
        window.press("Keep it").await?;
        window.press("Remove this mailbox").await?;
        window.press("Remove anyway").await?;
        window.shows("Passwords stay in your system’s keychain").await?;
        window.quit().await
    });
    journey.await;
}

/// The calendar shows the answer since some time.
fn is_lit(lamps: &str) -> bool {
    let since = lamps.split_once("My calendar tentative ").map(|(_, rest)| rest);
    since.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The password lies in the keychain, and in no file of the session: not in the profile, WebKit's own storage or a
/// log.
fn only_the_keychain_knows(stage: &Stage, person: &Person) -> Result<()> {
    let kept = keychain::password(stage.session(), stage.profile())?;
    ensure!(kept == person.password, "the keychain holds another password");
    let users = [person.user.as_str(), person.email.as_str()];
    let files = traces::of_password(stage.session().folder(), &person.password, &users)?;
    ensure!(files.is_empty(), "the password stands in {files:?}");
    Ok(())
}
