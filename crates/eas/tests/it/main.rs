//! Everything that needs more than one file of the crate: commands through a client, HTTP, TLS, properties.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod attachments;
mod capabilities;
mod client;
mod errors;
mod folder_sync;
mod http_answers;
mod http_transport;
mod item_operations;
mod items;
mod meeting_response;
mod properties;
mod provision;
mod resolve_recipients;
mod send_mail;
mod servers_doc;
mod settings;
mod small_commands;
mod support;
mod sync;
mod tls;
