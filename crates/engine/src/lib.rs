//! The application without a window: a mailbox's meetings, cached; answers to them, delivered once; who is coming.
//!
//! Two shells stand on it, a window and a command line; neither can send anything except by entering a decision into
//! the outbox here.
//!
//! * [`Engine`]: the use cases (`decisions`: what a person decides); `background`: what happens without being asked.
//! * [`view`]: what the shells show; the only types here that are serialised.
//! * [`store`]: the database, the only place that knows SQL.
//! * [`secrets`]: the keychain, or a vault with a passphrase.
//! * `sync`, `outbox`: bringing the cache up to the server; the life of an answer.
//! * `called_off`: taking out of the calendar what the organizer called off.
//! * `recovery`: bringing the invitation to a declined meeting back.
//! * `mailbox`, `cards`, `coming`, `grid`, `agenda`, `taken`, `beside`, `receipts`: from stored items to what people
//!   see.
//!
//! What ActiveSync's bytes mean is left to `eas`, what may be answered and how a reply is written to `meetings`.

mod agenda;
mod background;
mod beside;
mod called_off;
mod cards;
pub mod clock;
mod coming;
mod connection;
mod content;
mod day_rules;
mod decisions;
mod engine;
mod error;
#[cfg(test)]
mod fixtures;
mod free_busy;
mod grid;
#[cfg(feature = "hazards")]
pub mod hazards;
#[cfg(not(feature = "hazards"))]
mod hazards;
mod hints;
mod html;
mod inside;
mod mailbox;
mod outbox;
mod proposing;
mod read;
mod receipts;
mod recovery;
mod search;
pub mod secrets;
mod setup;
pub mod store;
mod sync;
mod taken;
mod telling;
mod timeline;
mod unmailed;
mod versions;
pub mod view;

pub use connection::{Internet, Network};
pub use content::{FetchedFile, address_to_open};
pub use decisions::{Decided, Decision, Edit};
pub use engine::{Engine, Parts};
pub use error::{EngineError, Result, not_answerable, not_proposable};
pub use html::Refused;
pub use setup::NewAccount;
pub use store::Access;
