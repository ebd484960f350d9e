//! quorumctl as people and scripts use it: the program itself, its files, and the simulator on a socket.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]

mod bad_input;
mod contract;
mod desk;
mod journeys;
mod profile;
mod tls;
mod wbxml;
