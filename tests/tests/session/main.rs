//! The private desktop session, and what only it can show: a keychain, a screen, a window.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "everything in this file is a test")]

mod keychain;
mod passwords;
mod screen;
mod supervision;
