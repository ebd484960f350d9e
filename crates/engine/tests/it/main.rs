//! The engine against the simulator, in one process and on a clock moved by hand: the article's rules, and what a
//! server can do to them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops here")]

mod answering;
mod attempts;
mod background;
mod bad_input;
mod beside;
mod calendar;
mod called_off;
mod clocks;
mod content;
mod corpus;
mod dates;
mod doubts;
mod families;
mod forgotten;
mod free_busy;
mod hostile;
mod inside_of_mails;
mod organizer;
mod people;
mod plain_notes;
mod proposing;
mod queue;
mod receipts;
mod recovery;
mod replaced;
mod search;
mod series;
mod timeline;
mod unmailed;
mod world;
