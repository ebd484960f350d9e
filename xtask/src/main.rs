//! The project's own commands, so that nobody has to remember a recipe: `cargo xtask run` and
//! `cargo xtask test` bring a fresh machine all the way to a window or to a verdict.
//!
//! What to build is left to Cargo and npm, what to test to the crates and to `ui/package.json`; this
//! program only prepares the machine, calls them, and counts.

mod command;
mod display;
mod node;
mod packages;
mod rust;
mod suites;
mod tally;

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use packages::Purpose;

/// What goes wrong here is told to a person and ends the command, so a sentence is all an error holds.
pub type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const HELP: &str = "\
Quorum's own commands:

  cargo xtask run [-- ARGS]   set this machine up, build, and start the app with the demo mailbox;
                              with ARGS the app gets these instead of --demo
  cargo xtask test            set this machine up, run every check and every test, count them
  cargo xtask ci              the same as test
  cargo xtask setup [run]     only set this machine up, for everything or for `run`
  cargo xtask codegen         write the UI's bindings anew from the Rust types
  cargo xtask corpus          write the corpus' bytes and the cards that the browser's tests show anew, from
                              its XML; never what it expects
  cargo xtask simulate ARGS   the engine against everything that can fail, from seeds: --seeds 100000, or
                              --seed N for one story aloud, or --mutants
  cargo xtask sogo            start the tests' own SOGo server and print how to sign in; Enter ends it

  --no-setup                  with run and test: leave the machine as it is
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(code) => code,
        Err(problem) => {
            eprintln!("\n{problem}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<ExitCode> {
    let (ours, for_the_app) = match arguments.iter().position(|argument| argument == "--") {
        Some(at) => (&arguments[..at], &arguments[at + 1..]),
        None => (arguments, &[][..]),
    };
    let prepared = ours.iter().any(|argument| argument == "--no-setup");
    let words: Vec<&str> = ours.iter().map(String::as_str).filter(|word| *word != "--no-setup").collect();
    match words.as_slice() {
        ["run"] => run(prepared, for_the_app),
        ["test" | "ci"] => {
            if !prepared {
                set_up(Purpose::Test)?;
            }
            packages::keep_root_at_hand();
            suites::run_all()
        }
        ["setup"] => set_up(Purpose::Test).map(|()| ExitCode::SUCCESS),
        ["setup", "run"] => set_up(Purpose::Run).map(|()| ExitCode::SUCCESS),
        ["codegen"] => codegen(),
        ["corpus"] => corpus(),
        ["simulate", arguments @ ..] => {
            let mut simulate = cargo();
            simulate.args(["run", "--quiet"]).args(SIMULATION).args(["--bin=simulate", "--"]);
            command::pass_on(simulate.args(arguments))
        }
        ["sogo"] => {
            set_up(Purpose::Test)?;
            command::pass_on(cargo().args(["run", "--quiet", "-p", "quorum-tests", "--bin", "sogo-bed"]))
        }
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(format!("`cargo xtask {}` is not a command.\n\n{HELP}", other.join(" ")).into()),
    }
}

fn run(prepared: bool, for_the_app: &[String]) -> Result<ExitCode> {
    display::require_display()?;
    if !prepared {
        set_up(Purpose::Run)?;
    }
    node::build_ui_if_stale()?;
    let demo = ["--demo".to_owned()];
    let arguments = if for_the_app.is_empty() { &demo } else { for_the_app };
    command::heading("Starting Quorum");
    command::pass_on(cargo().args(["run", "-p", "quorum", "--"]).args(arguments))
}

fn set_up(purpose: Purpose) -> Result {
    packages::ensure(purpose)?;
    rust::ensure(purpose)?;
    node::ensure_packages()
}

/// The simulation's engine can be killed and mutated, and is built apart from everybody else's.
const SIMULATION: [&str; 3] = ["--profile=simulate", "--package=simulation", "--features=hazards"];

/// The bindings have one writer and one checker, and they are the same test: told by this variable to
/// write, it writes; otherwise it compares.
fn codegen() -> Result<ExitCode> {
    node::build_ui_if_stale()?;
    command::pass_on(cargo().args(["test", "-p", "quorum", "bindings"]).env("QUORUM_WRITE_BINDINGS", "1"))
}

/// As with the bindings, who compares also writes.
fn corpus() -> Result<ExitCode> {
    let mut test = cargo();
    test.args(["test", "-p", "engine", "--test", "it", "corpus", "--", "--nocapture"]);
    command::pass_on(test.env("QUORUM_WRITE_CORPUS", "1"))
}

/// Cargo as it called us, so that `cargo +nightly xtask` stays with nightly.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    cargo
}

/// The top of the work tree, wherever the command was called from.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}
