//! Light and dark, as somebody chooses them, on the screen itself; and they stay chosen.

use anyhow::{Context, Result};
use quorum_tests::session::Keychain;
use quorum_tests::wait::until;
use quorum_tests::webdriver::{Beginning, Control, Window};

use crate::answering::{MEETING, open_invitation};
use crate::stage::{PATIENCE, Stage, USUAL, play};

#[tokio::test]
async fn the_window_is_light_or_dark_as_chosen_and_stays_so() {
    let journey = play("looks", Keychain::Missing, USUAL, async |stage| {
        let window = stage.open(&["--demo"]).await?;
        open_invitation(&window).await?;
        choose(&window, "Dark").await?;
        screen_is(stage, "dark", |light| light < 60).await?;
        stage.picture(&window, "dark-settings").await?;
        window.follow("Invitations").await?;
        open_invitation(&window).await?;
        stage.picture(&window, "dark-invitations").await?;
        for (place, step) in [
            ("Calendar", "dark-calendar"),
            ("My meetings", "dark-my-meetings"),
            ("Activity", "dark-activity"),
        ] {
            window.follow(place).await?;
            window.control(Control::Region, place).await?;
            stage.picture(&window, step).await?;
        }
        window.quit().await?;

        let window = stage.open(&["--demo"]).await?;
        window.control(Control::Link, Beginning(MEETING)).await?;
        screen_is(stage, "dark after starting again", |light| light < 60).await?;
        stage.picture(&window, "dark-after-starting-again").await?;
        choose(&window, "Light").await?;
        screen_is(stage, "light", |light| light > 200).await?;
        stage.picture(&window, "light-settings").await?;
        window.follow("Calendar").await?;
        window.control(Control::Region, "Calendar").await?;
        stage.picture(&window, "light-calendar").await?;
        window.quit().await
    });
    journey.await;
}

async fn choose(window: &Window, theme: &str) -> Result<()> {
    window.follow("Settings").await?;
    window.choose(Control::Choice, theme).await
}

/// Waits until the whole screen is on average so light, from 0 to 255.
async fn screen_is(stage: &Stage, what: &str, good: impl Fn(u8) -> bool) -> Result<()> {
    until(&format!("the screen to be {what}"), PATIENCE, async || Ok(good(lightness(stage)?).then_some(())))
        .await
}

fn lightness(stage: &Stage) -> Result<u8> {
    let arguments = ["-window", "root", "-resize", "1x1!", "-colorspace", "gray", "-depth", "8", "gray:-"];
    let pixel = stage.session().command("import").args(arguments).output().context("import")?;
    pixel.stdout.first().copied().context("the screen has no colour")
}
