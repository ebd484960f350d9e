//! The engine against `exchange-sim`, store included, in one process, from a seed: with everything that can fail.
//!
//! A [`run`] is a small story: a server of some family and version, people who invite and people who answer through
//! Quorum, a network and a server that fail, a process that dies at any `await` and any COMMIT and starts again on the
//! same SQLite file. All of it follows from the seed, and time is virtual, so a story can be told again exactly. At its
//! end [`verdict`] asks whether every decision is where it belongs, whether each organizer was told exactly once, and
//! whether anything was lost.
//!
//! * [`time`]: one time for everybody.
//! * [`weather`]: what goes wrong, and when the process dies; [`wire`]: the network it goes wrong on.
//! * [`world`]: the server and its people; [`story`]: what they do; [`life`]: the lives of one process.
//! * [`verdict`]: what must be true in the end.
//! * [`tally`]: what has happened, in numbers; [`many`]: many stories, on all cores.
//!
//! Everything here needs the feature `hazards`.
#![cfg(feature = "hazards")]

pub mod life;
pub mod many;
pub mod story;
pub mod tally;
pub mod time;
pub mod verdict;
pub mod weather;
pub mod wire;
pub mod world;

pub use engine::hazards::Mutant;
pub use life::{Options, Outcome, run};
pub use tally::Tally;
