//! The parts of the Rust toolchain that a minimal installation leaves out.
//!
//! That the compiler is new enough is Cargo's to say: `rust-version` in the manifest stops anything older
//! before this program runs.

use std::process::Command;

use crate::packages::Purpose;
use crate::{Result, cargo, command};

/// Makes rustfmt and clippy available where the checks will call them. A Rust that came from a distribution may have
/// no clippy at all; then the lint is left out, and the run says so.
pub fn ensure(purpose: Purpose) -> Result {
    if purpose == Purpose::Run {
        return Ok(());
    }
    if !add("rustfmt", "fmt") {
        return Err(
            "rustfmt could not be added. It belongs to the Rust toolchain: `rustup component add rustfmt`, \
                    or your system's package of that name."
                .into(),
        );
    }
    add("clippy", "clippy");
    Ok(())
}

/// Is this part of the toolchain here?
pub fn has(subcommand: &str) -> bool {
    command::output(cargo().args([subcommand, "--version"])).is_some()
}

fn add(component: &str, subcommand: &str) -> bool {
    if has(subcommand) {
        return true;
    }
    println!("The Rust component {component} is missing: adding it with rustup.");
    command::status(Command::new("rustup").args(["component", "add", component]))
        .is_ok_and(|status| status.success())
}
