//! A mailbox entered by hand, as every journey with one of its own begins.

use anyhow::{Result, ensure};
use quorum_tests::simulator::{Person, Simulator};
use quorum_tests::webdriver::{Control, Window};

/// From the first start to the form that asks for server and password.
pub async fn to_the_server(window: &Window, person: &Person) -> Result<()> {
    window.overwrite("E-mail address", &person.email).await?;
    window.press("Continue").await?;
    window.control(Control::Heading, "Where is your mailbox?").await?;
    let domain = person.email.split_once('@').map_or("", |(_, domain)| domain);
    let guess = window.value("Server").await?;
    ensure!(guess == format!("mail.{domain}"), "{guess} was guessed");
    window.overwrite("User name", &person.user).await
}

/// Enters server and password, and has the mailbox looked for.
pub async fn look(window: &Window, server: &str, password: &str) -> Result<()> {
    window.overwrite("Server", server).await?;
    window.overwrite("Password", password).await?;
    window.press("Look for the mailbox").await
}

/// From the first start to the mailbox that was found, not added yet.
pub async fn find_mailbox(window: &Window, simulator: &Simulator, person: &Person) -> Result<()> {
    to_the_server(window, person).await?;
    look(window, simulator.url(), &person.password).await?;
    window.control(Control::Heading, "Found your mailbox").await.map(drop)
}

/// From the mailbox that is being read to its invitations.
pub async fn to_the_invitations(window: &Window) -> Result<()> {
    window.control(Control::Heading, "Your mailbox is here").await?;
    window.press("Open Quorum now").await?;
    window.control(Control::Link, "Invitations").await.map(drop)
}
