//! The built app in a real window, used by the names of its controls. Every journey has a desktop session of its own,
//! so they run side by side; pictures of their steps are in `test-output/window`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "everything in this file is a test")]

mod answering;
mod content;
mod inbox;
mod keyboard;
mod keychain;
mod looks;
mod narrow;
mod own_mailbox;
mod proposing;
mod receipts;
mod refusals;
mod series;
mod servers;
mod signing_in;
mod stage;
mod vault;
