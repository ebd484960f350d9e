//! A real window, used as a person would use it: by the names that controls have for a screen reader.
//!
//! WebKitWebDriver starts the app and asks it to let itself be driven; `fantoccini` speaks to the driver.
//! Pictures come from the screen ([`Session::screenshot`]), because the driver's own way of taking them hangs
//! without a GPU.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

use crate::session::Session;
use crate::supervise::Launch;
use crate::wait::until;

/// How long a control may take to appear, and the driver to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// The app's window, in a session.
#[derive(Debug)]
pub struct Window {
    client: Client,
}

impl Window {
    /// Starts a program whose window is a web view, and waits until it can be driven.
    ///
    /// # Errors
    /// When the driver is not installed, or the program does not let itself be driven.
    pub async fn open(session: &mut Session, program: &Path, arguments: &[&str]) -> Result<Self> {
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        // The app starts as the driver's child, so this reaches it too: Tauri turns automation on by it.
        session.set("TAURI_WEBVIEW_AUTOMATION", "true");
        let launch =
            Launch::new("WebKitWebDriver").args(["--host=127.0.0.1".into(), format!("--port={port}")]);
        session.keep_running(launch, &format!("webdriver-{port}"))?;
        until("WebKitWebDriver", PATIENCE, async || {
            Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok())
        })
        .await?;
        let capabilities = json!({ "webkitgtk:browserOptions": { "binary": program, "args": arguments } });
        let Some(capabilities) = capabilities.as_object() else { return Err(anyhow!("not an object")) };
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities.clone());
        let driver = format!("http://127.0.0.1:{port}");
        let client = within("the window to open", builder.connect(&driver)).await?;
        Ok(Self { client })
    }

    /// The driver's own client, for whatever has no helper here.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Waits for a control by its role's element and accessible name, and gives it.
    ///
    /// # Errors
    /// When it does not appear.
    pub async fn control(&self, kind: Control, name: &str) -> Result<Element> {
        let path = kind.xpath(name);
        let what = format!("the {kind:?} {name:?}");
        until(&what, PATIENCE, async || {
            let found = within(&what, self.client.find_all(Locator::XPath(&path))).await?;
            for element in found {
                // An element may be replaced while it is looked at; then it is simply not the one yet.
                if element.is_displayed().await.unwrap_or(false) {
                    return Ok(Some(element));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Waits for a button and presses it.
    ///
    /// # Errors
    /// When it does not appear or cannot be pressed.
    pub async fn press(&self, name: &str) -> Result<()> {
        let button = self.control(Control::Button, name).await?;
        within(name, button.click()).await
    }

    /// Waits for a link and follows it.
    ///
    /// # Errors
    /// When it does not appear or cannot be followed.
    pub async fn follow(&self, name: &str) -> Result<()> {
        let link = self.control(Control::Link, name).await?;
        within(name, link.click()).await
    }

    /// Waits for a field and types into it.
    ///
    /// # Errors
    /// When it does not appear or cannot be typed into.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let field = self.control(Control::Field, name).await?;
        within(name, field.send_keys(text)).await
    }

    /// Waits until the window shows a text, anywhere.
    ///
    /// # Errors
    /// When it does not, with what it shows instead.
    pub async fn shows(&self, text: &str) -> Result<()> {
        let what = format!("the window to show {text:?}");
        let shown = until(&what, PATIENCE, async || Ok(self.text().await?.contains(text).then_some(())));
        match shown.await {
            Ok(()) => Ok(()),
            Err(why) => Err(why.context(format!("it shows:\n{}", self.text().await.unwrap_or_default()))),
        }
    }

    /// All the text that the window shows.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn text(&self) -> Result<String> {
        let body = within("the page", self.client.find(Locator::Css("body"))).await?;
        within("the page's text", body.text()).await
    }

    /// Closes the window; the program ends.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(self) -> Result<()> {
        within("the window to close", self.client.close()).await
    }
}

/// Kinds of controls that people and tests find by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Something to press.
    Button,
    /// Something to follow.
    Link,
    /// Something to type into.
    Field,
    /// Something to turn on and off; its name may go on after the given one.
    Switch,
    /// Rows and columns.
    Table,
}

impl Control {
    /// The accessible name in its usual places: `aria-label`, `aria-labelledby`, a `label`, a caption, or the
    /// text itself.
    fn xpath(self, name: &str) -> String {
        let name = quoted(name);
        let labelled = format!(
            "@aria-label={name} or @aria-labelledby=//*[normalize-space(.)={name}]/@id \
             or @id=//label[normalize-space(.)={name}]/@for or ancestor::label[normalize-space(.)={name}]"
        );
        match self {
            Self::Button => format!(
                "//*[self::button or @role='button'][normalize-space(.)={name} or @aria-label={name}]"
            ),
            Self::Link => {
                format!("//*[self::a or @role='link'][normalize-space(.)={name} or @aria-label={name}]")
            }
            Self::Field => format!("//*[self::input or self::textarea or @role='textbox'][{labelled}]"),
            Self::Switch => format!(
                "//*[@role='switch'][starts-with(@aria-label,{name}) \
                 or @aria-labelledby=//*[starts-with(normalize-space(.),{name})]/@id \
                 or @id=//label[starts-with(normalize-space(.),{name})]/@for \
                 or ancestor::label[starts-with(normalize-space(.),{name})] \
                 or starts-with(normalize-space(.),{name})]"
            ),
            Self::Table => format!(
                "//*[self::table or @role='grid' or @role='table'][{labelled} or caption[normalize-space(.)={name}]]"
            ),
        }
    }
}

/// An XPath string. XPath 1.0 has no escapes, so a name may hold one kind of quotation marks only.
fn quoted(name: &str) -> String {
    if name.contains('\'') { format!("\"{name}\"") } else { format!("'{name}'") }
}

/// Everything that goes through the driver has a limit: a window that has ended answers nothing at all.
async fn within<T, E>(what: &str, asking: impl Future<Output = std::result::Result<T, E>>) -> Result<T>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let answer = tokio::time::timeout(PATIENCE, asking).await;
    answer.map_err(|_| anyhow!("the driver did not answer in time"))?.with_context(|| what.to_owned())
}
