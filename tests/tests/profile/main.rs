//! The folder with everything in it, in trouble: on a disk that is full, or that cannot be written.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "everything in this file is a test")]

mod desk;
mod full;
mod read_only;
