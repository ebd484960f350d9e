//! Journeys on a real SOGo server. One binary, so that the server is started once.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "everything in this file is a test")]

mod answers;
mod bed;
mod desk;
mod kills;
mod lost;
mod minds;
mod organizer;
mod program;
mod replies;
mod series;
mod setup;
mod traps;
mod updates;
