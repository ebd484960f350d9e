//! The simulator against the specifications: hand-written requests in, hand-read answers out. Nothing of the client's
//! code takes part.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop where it is")]

mod answers;
mod client;
mod content;
mod families;
mod faults;
mod http_layer;
mod organizer;
mod ping;
mod provision;
mod replies;
mod resolve_recipients;
mod scenarios;
mod series;
mod serving;
mod shapes;
mod sync;
