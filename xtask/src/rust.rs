//! The parts of the Rust toolchain that a minimal installation leaves out.
//!
//! That the compiler is new enough is Cargo's to say: `rust-version` in the manifest stops anything older
//! before this program runs.

use std::process::Command;

use crate::packages::Purpose;
use crate::{Result, cargo, command};

/// Makes rustfmt and clippy available where the checks will call them.
pub fn ensure(purpose: Purpose) -> Result {
    if purpose == Purpose::Run {
        return Ok(());
    }
    for (component, subcommand) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if command::output(cargo().args([subcommand, "--version"])).is_some() {
            continue;
        }
        println!("The Rust component {component} is missing: adding it with rustup.");
        let added = command::status(Command::new("rustup").args(["component", "add", component]));
        if !added.is_ok_and(|status| status.success()) {
            return Err(format!(
                "{component} could not be added. It belongs to the Rust toolchain: `rustup component add \
                 {component}`, or your system's package of that name."
            )
            .into());
        }
    }
    Ok(())
}
