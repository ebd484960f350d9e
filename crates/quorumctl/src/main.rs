//! Quorum at a command line: for scripts, and for machines without a window.
//!
//! A second shell over the same engine and the same profile as the window; it holds no rule about meetings of its own.
//! `docs/quorumctl.md` is its guide.
//!
//! * [`cli`]: what can be typed ([`span`]: times); [`fault`]: how it can end.
//! * [`context`]: which profile, which mailbox, which meeting; [`asking`]: passwords.
//! * [`commands`]: one file a command; [`answers`]: how an answer fares on its way.
//! * [`contract`]: the JSON; [`words`], [`table`]: the same for people.
//!
//! What an answer is, who is told and what may be sent again is left to `engine`.

mod answers;
mod asking;
mod cli;
mod commands;
mod context;
mod contract;
mod fault;
mod span;
mod table;
mod words;

use std::process::ExitCode;

use clap::Parser as _;
use tracing_subscriber::EnvFilter;

use cli::Arguments;
use context::Context;
use fault::{Exit, Fault};

#[tokio::main]
async fn main() -> ExitCode {
    // Standard error belongs to the one error of a script that reads it, so nothing is logged unasked.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("off"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return mistyped(&error),
    };
    let json = arguments.global.json;
    let done = match Context::new(arguments.global) {
        Ok(context) => Box::pin(commands::run(&context, arguments.command)).await,
        Err(fault) => Err(fault),
    };
    match done {
        Ok(()) => ExitCode::from(Exit::Done.code()),
        Err(fault) => report(&fault, json),
    }
}

/// Help that was asked for is no error; anything else is told in the form that was asked for.
fn mistyped(error: &clap::Error) -> ExitCode {
    let json = std::env::args_os().any(|argument| argument == "--json");
    if json && error.use_stderr() {
        let text = error.to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text).trim();
        let (message, detail) = text.split_once("\n\n").unwrap_or((text, ""));
        let fault = Fault::new(Exit::Usage, "usage", table::clean(message));
        return report(&fault.because(table::clean(detail)), true);
    }
    // A closed standard output or error leaves nobody to tell.
    let _ = error.print();
    ExitCode::from(if error.use_stderr() { Exit::Usage.code() } else { Exit::Done.code() })
}

fn report(fault: &Fault, json: bool) -> ExitCode {
    if json {
        let error = serde_json::to_string(&contract::Error::from(fault));
        eprintln!("{}", error.unwrap_or_else(|_| fault.message.clone()));
    } else {
        eprintln!("quorumctl: {}", table::clean(&fault.message));
        if !fault.detail.is_empty() {
            eprintln!("  detail: {}", table::clean(&fault.detail));
        }
    }
    ExitCode::from(fault.exit.code())
}
