//! A window used with the keyboard alone: keys go to whatever has the focus, as they do for a person.

use anyhow::{Result, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

use super::{Called, Control, PATIENCE, Window, within};
use crate::wait::until;

/// More than any window here has places for the focus.
const PLACES: usize = 80;

impl Window {
    /// Presses and releases one key.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn key(&self, key: impl Into<char>) -> Result<()> {
        let value = key.into();
        self.act(&[KeyAction::Down { value }, KeyAction::Up { value }]).await
    }

    /// Presses a key while another is held.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn chord(&self, held: Key, key: impl Into<char>) -> Result<()> {
        let (held, value) = (char::from(held), key.into());
        let keys = [
            KeyAction::Down { value: held },
            KeyAction::Down { value },
            KeyAction::Up { value },
            KeyAction::Up { value: held },
        ];
        self.act(&keys).await
    }

    /// Types a text, key by key.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn write(&self, text: &str) -> Result<()> {
        let keys = text.chars().flat_map(|value| [KeyAction::Down { value }, KeyAction::Up { value }]);
        self.act(&keys.collect::<Vec<_>>()).await
    }

    /// Puts another text into a field: goes there, selects what it holds, and types over it.
    ///
    /// # Errors
    /// When it does not appear, or the driver does not answer.
    pub async fn overwrite(&self, field: &str, text: &str) -> Result<()> {
        self.choose(Control::Field, field).await?;
        self.chord(Key::Control, 'a').await?;
        self.write(text).await
    }

    /// What is called so has the focus after so many tabs as it takes.
    ///
    /// # Errors
    /// When the focus never comes there, with where it was.
    pub async fn tab_to<'a>(&self, name: impl Into<Called<'a>>) -> Result<()> {
        let name = name.into();
        let mut seen = Vec::new();
        for _ in 0..PLACES {
            self.key(Key::Tab).await?;
            let focused = self.focused().await?;
            if name.fits(&focused) {
                return Ok(());
            }
            seen.push(focused);
        }
        bail!("Tab never came to {name}; it came to {}", seen.join(", "))
    }

    /// Waits until what is called so has the focus.
    ///
    /// # Errors
    /// When it does not get it, with what has it instead.
    pub async fn focus_on<'a>(&self, name: impl Into<Called<'a>>) -> Result<()> {
        let name = name.into();
        let what = format!("the focus on {name}");
        let here = until(&what, PATIENCE, async || Ok(name.fits(&self.focused().await?).then_some(())));
        match here.await {
            Ok(()) => Ok(()),
            Err(why) => Err(why.context(format!("it is on {:?}", self.focused().await.unwrap_or_default()))),
        }
    }

    /// The name of what has the focus.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn focused(&self) -> Result<String> {
        let focused = within("what has the focus", self.client.active_element()).await?;
        self.label(&focused).await
    }

    async fn act(&self, keys: &[KeyAction]) -> Result<()> {
        let mut keyboard = KeyActions::new("keyboard".to_owned());
        for key in keys {
            keyboard = keyboard.then(key.clone());
        }
        within("keys", self.client.perform_actions(keyboard)).await?;
        within("releasing keys", self.client.release_actions()).await
    }
}
