//! A real window, used as a person would use it: by the names that controls have for a screen reader.
//!
//! WebKitWebDriver starts the app and asks it to let itself be driven; `fantoccini` speaks to the driver.
//! Pictures come from the screen ([`Session::screenshot`]), because the driver's own way of taking them hangs
//! without a GPU.

mod control;
mod keyboard;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::session::Session;
use crate::supervise::Launch;
use crate::wait::until;

use control::ComputedLabel;
pub use control::{Beginning, Called, Control};
pub use fantoccini::key::Key;

/// How long a control may take to appear, and the driver to answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// The app's window, in a session.
#[derive(Debug)]
pub struct Window {
    client: Client,
    program: PathBuf,
    mark: String,
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
        let mark = format!("{MARK}={port}");
        session.set(MARK, port.to_string());
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
        Ok(Self { client, program: fs::canonicalize(program)?, mark })
    }

    /// The driver's own client, for whatever has no helper here.
    #[must_use]
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Waits for a control of a kind and an accessible name, and gives it.
    ///
    /// # Errors
    /// When it does not appear, with the names that there are instead.
    pub async fn control<'a>(&self, kind: Control, name: impl Into<Called<'a>>) -> Result<Element> {
        self.controls(kind, name).await?.into_iter().next().context("there is none")
    }

    /// The same for all that share a kind and a name, in the order of the page; at least one.
    ///
    /// # Errors
    /// When none appears.
    pub async fn controls<'a>(&self, kind: Control, name: impl Into<Called<'a>>) -> Result<Vec<Element>> {
        let name = name.into();
        let mut others = Vec::new();
        let what = format!("the {kind:?} {name}");
        let found = until(&what, PATIENCE, async || {
            let (called, rest) = self.look(kind, name).await?;
            others = rest;
            Ok((!called.is_empty()).then_some(called))
        });
        let found = found.await;
        found.with_context(|| format!("there are: {}", others.join(", ")))
    }

    /// Waits until there is no control of a kind and name any more.
    ///
    /// # Errors
    /// When it stays.
    pub async fn gone<'a>(&self, kind: Control, name: impl Into<Called<'a>>) -> Result<()> {
        let name = name.into();
        let what = format!("the {kind:?} {name} to go");
        until(&what, PATIENCE, async || Ok(self.look(kind, name).await?.0.is_empty().then_some(()))).await
    }

    /// What is called so now, and the names of the others of the kind.
    async fn look(&self, kind: Control, name: Called<'_>) -> Result<(Vec<Element>, Vec<String>)> {
        let (mut called, mut others) = (Vec::new(), Vec::new());
        for element in self.visible(kind).await? {
            // An element may be replaced while it is looked at; then it is simply not the one yet.
            let Ok(label) = self.label(&element).await else { continue };
            if name.fits(&label) {
                called.push(element);
            } else {
                others.push(label);
            }
        }
        Ok((called, others))
    }

    /// All of a kind that can be seen. WebKit says so itself: the driver takes a link whose end is cut off by an
    /// ellipsis for hidden.
    async fn visible(&self, kind: Control) -> Result<Vec<Element>> {
        let everything = within("the page", self.client.find_all(Locator::Css(kind.selector())));
        let all = match everything.await {
            Ok(all) => all,
            Err(error) if is_stale(&error) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let each = all.iter().map(serde_json::to_value).collect::<Result<Vec<Value>, _>>()?;
        let visible = match self.run(VISIBLE, each).await {
            Ok(visible) => visible,
            Err(error) if is_stale(&error) => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let visible = visible.as_array().cloned().unwrap_or_default();
        Ok(all
            .into_iter()
            .zip(visible)
            .filter(|(_, seen)| *seen == true)
            .map(|(element, _)| element)
            .collect())
    }

    /// The name that a screen reader would speak, worked out by WebKit itself.
    ///
    /// # Errors
    /// When the element is gone.
    pub async fn label(&self, element: &Element) -> Result<String> {
        let label = within("a control's name", self.client.issue_cmd(ComputedLabel::of(element))).await?;
        Ok(control::plain(label.as_str().unwrap_or_default()))
    }

    /// Waits for a button and presses it.
    ///
    /// # Errors
    /// When it does not appear or cannot be pressed.
    pub async fn press<'a>(&self, name: impl Into<Called<'a>>) -> Result<()> {
        self.choose(Control::Button, name).await
    }

    /// Waits for a link and follows it.
    ///
    /// # Errors
    /// When it does not appear or cannot be followed.
    pub async fn follow<'a>(&self, name: impl Into<Called<'a>>) -> Result<()> {
        self.choose(Control::Link, name).await
    }

    /// Waits for any kind of control and clicks it.
    ///
    /// # Errors
    /// When it does not appear, or something else lies over it.
    pub async fn choose<'a>(&self, kind: Control, name: impl Into<Called<'a>>) -> Result<()> {
        let name = name.into();
        let what = format!("clicking the {kind:?} {name}");
        until(&what, PATIENCE, async || match within(&what, self.control(kind, name).await?.click()).await {
            Ok(()) => Ok(Some(())),
            Err(error) if is_stale(&error) => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    /// Waits for a field and types into it, after what is there.
    ///
    /// # Errors
    /// When it does not appear or cannot be typed into.
    pub async fn fill(&self, name: &str, text: &str) -> Result<()> {
        let field = self.control(Control::Field, name).await?;
        within(name, field.send_keys(text)).await
    }

    /// What stands in a field.
    ///
    /// # Errors
    /// When it does not appear.
    pub async fn value(&self, name: &str) -> Result<String> {
        let field = self.control(Control::Field, name).await?;
        let value = within(name, field.prop("value")).await?;
        value.with_context(|| format!("{name} has no value"))
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

    /// Waits until a control of a kind and name says a text.
    ///
    /// # Errors
    /// When it does not, with what it says instead.
    pub async fn says<'a>(&self, kind: Control, name: impl Into<Called<'a>>, text: &str) -> Result<()> {
        let name = name.into();
        let said = self.text_of(kind, name, |said| said.contains(text)).await;
        said.map(drop).with_context(|| format!("the {kind:?} {name} should say {text:?}"))
    }

    /// Waits until what a control says is as it should be, and gives it. A table says a line a row.
    ///
    /// # Errors
    /// When it never is, with what it says instead.
    pub async fn text_of<'a>(
        &self,
        kind: Control,
        name: impl Into<Called<'a>>,
        good: impl Fn(&str) -> bool,
    ) -> Result<String> {
        let name = name.into();
        let mut last = Vec::new();
        let what = format!("what the {kind:?} {name} says");
        let said = until(&what, PATIENCE, async || {
            let mut texts = Vec::new();
            for element in self.look(kind, name).await?.0 {
                // Replaced while it is looked at: it says nothing yet.
                texts.push(self.read(Some(&element)).await.unwrap_or_default());
            }
            last.clone_from(&texts);
            Ok(texts.into_iter().find(|text| good(text)))
        });
        let said = said.await;
        said.with_context(|| format!("it says:\n{}", last.join("\n")))
    }

    /// All the text that the window shows.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn text(&self) -> Result<String> {
        self.read(None).await
    }

    /// The text of an element or of the page. The driver's own way leaves out what buttons say.
    async fn read(&self, element: Option<&Element>) -> Result<String> {
        let element = serde_json::to_value(element)?;
        Ok(self.run(READ, vec![element]).await?.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a function body in the page.
    ///
    /// # Errors
    /// When it throws, or the driver does not answer.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        within("a question to the page", self.client.execute(script, arguments)).await
    }

    /// Waits until letters are loaded, everything that moves has arrived, and two frames have been drawn.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn settled(&self) -> Result<()> {
        within("the window to stand still", self.client.execute_async(SETTLE, Vec::new())).await.map(drop)
    }

    /// Makes the window this large.
    ///
    /// # Errors
    /// When it does not become so.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        within("the window's size", self.client.set_window_size(width, height)).await?;
        until("the window's new size", PATIENCE, async || {
            let size = self.run("return [innerWidth, innerHeight]", Vec::new()).await?;
            Ok((size == json!([width, height])).then_some(()))
        })
        .await
    }

    /// Closes the window as a person would, and waits until the program has ended.
    ///
    /// # Errors
    /// When it goes on.
    pub async fn quit(self) -> Result<()> {
        within("the window to close", self.client.close_window()).await?;
        self.ended().await
    }

    /// Ends the driver's session, which cuts the program off wherever it is.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(self) -> Result<()> {
        within("the window to close", self.client.clone().close()).await?;
        self.ended().await
    }

    async fn ended(&self) -> Result<()> {
        until("the program to end", PATIENCE, async || Ok((!self.is_running()).then_some(()))).await
    }

    /// A process of this program in which the mark of this window is set. One that has ended and only waits for
    /// its parent to notice has no program any more.
    fn is_running(&self) -> bool {
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        processes.map(|process| process.path()).any(|process| {
            let is_ours = fs::read_link(process.join("exe")).is_ok_and(|program| program == self.program);
            let environment = || fs::read(process.join("environ")).unwrap_or_default();
            is_ours && environment().split(|byte| *byte == 0).any(|entry| entry == self.mark.as_bytes())
        })
    }
}

/// Set to the driver's port in everything that it starts.
const MARK: &str = "QUORUM_TESTS_WINDOW";

const VISIBLE: &str = r"
const options = { opacityProperty: true, visibilityProperty: true };
const seen = (element) => element.getClientRects().length > 0 && element.checkVisibility(options);
return [...arguments].map(seen);
";

/// Text without the marks that keep names of other scripts together, and with single spaces.
const READ: &str = r"
const plain = (element) => element.innerText.replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();
const element = arguments[0] ?? document.body;
return element.rows ? [...element.rows].map(plain).join('\n') : plain(element);
";

const SETTLE: &str = r"
const done = arguments[arguments.length - 1];
const ends = (animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime);
const moving = document.getAnimations().filter(ends).map((animation) => animation.finished);
Promise.allSettled([document.fonts.ready, ...moving])
  .then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(true))));
";

/// Part of the page was replaced while the driver looked at it; the new part is there to be looked at.
fn is_stale(error: &anyhow::Error) -> bool {
    error.downcast_ref::<CmdError>().is_some_and(CmdError::is_stale_element_reference)
}

/// Everything that goes through the driver has a limit: a window that has ended answers nothing at all.
async fn within<T, E>(what: &str, asking: impl Future<Output = std::result::Result<T, E>>) -> Result<T>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let answer = tokio::time::timeout(PATIENCE, asking).await;
    answer.map_err(|_| anyhow!("the driver did not answer in time"))?.with_context(|| what.to_owned())
}
