//! WBXML as Exchange ActiveSync uses it: bytes to events, events to bytes, trees, and XML both ways.
//!
//! ActiveSync speaks a small part of WBXML 1.3 ([MS-ASWBXML]): one header, 26 code pages, text and opaque
//! bytes; no string table, no attributes, no entities. General WBXML libraries read far more and know the pages
//! only up to some older version. This one reads exactly what ActiveSync has up to 16.1, keeps what newer
//! servers add, and answers everything else with an error that names the byte.
//!
//! * [`Element`] is a document as a tree: [`Element::decode`], [`Element::encode`], and builders.
//! * [`Element::decode_lossy`] is the same for text that somebody else spoilt, and says what it replaced.
//! * [`Reader`] and [`Writer`] work on events and copy nothing.
//! * [`tags`] has a constant for every element; the file is a plain table.
//! * [`xml`] is the same documents for people: the protocol log, tests, `quorumctl`.
//!
//! What the elements mean, and in which order a command wants them, is left to the `eas` crate.
//!
//! [MS-ASWBXML]: https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-aswbxml

mod element;
mod error;
mod reader;
mod tag;
pub mod tags;
mod token;
mod writer;
pub mod xml;

pub use element::{Element, Node};
pub use error::{DecodeError, DecodeErrorKind, Item, LooksLike};
pub use reader::{Event, Limits, Reader, Replaced};
pub use tag::{Since, Tag};
pub use writer::{EncodeError, Writer};
