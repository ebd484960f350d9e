//! `cargo xtask test`: every check and every suite, one after the other, stopping at none of them, with one
//! table and one verdict at the end.
//!
//! Displays, buses, servers and keychains are left to the tests that need them.

use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::tally::{self, CargoTest, Count, JavaScript, Packages, Runner, YesOrNo};
use crate::{Result, SIMULATION, cargo, command, node};

/// One thing to run, in the order of the table: what fails soonest comes first.
struct Step {
    title: &'static str,
    command: Command,
    runner: Box<dyn Runner>,
}

/// What a step came to.
struct Outcome {
    title: &'static str,
    took: Duration,
    good: bool,
    counts: Vec<Count>,
    /// Why it counts as failed, where the numbers do not say it.
    reason: Option<String>,
}

/// Runs everything and prints the verdict.
pub fn run_all() -> Result<ExitCode> {
    let begun = Instant::now();
    let outcomes: Vec<Outcome> = steps().into_iter().map(run).collect();
    Ok(report(&outcomes, begun.elapsed()))
}

fn steps() -> Vec<Step> {
    let mut steps = vec![
        check("Rust: formatting", cargo(), &["fmt", "--all", "--check"]),
        ui_check("UI: formatting", "format:check"),
        ui_check("UI: lint", "lint"),
        ui_check("UI: types", "check"),
        // Before anything that compiles the app, which takes the built UI in.
        ui_check("UI: build", "build"),
        ui_tests("UI: components", "test"),
        check("Rust: lint", cargo(), &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
        check(
            "Rust: lint of the simulation",
            cargo(),
            &[
                "clippy",
                "--package=simulation",
                "--features=hazards",
                "--all-targets",
                "--",
                "-D",
                "warnings",
            ],
        ),
    ];
    if command::output(cargo().args(["deny", "--version"])).is_some() {
        let arguments = ["deny", "check", "licenses", "bans", "sources"];
        steps.push(check("Rust: licences and sources of dependencies", cargo(), &arguments));
    } else {
        println!("\ncargo-deny is not installed: licences of dependencies are left out of this run.");
    }
    // First the programs that journeys start, then the tests, with the same features for both.
    steps.push(check("Rust: build", cargo(), &["build", "--workspace", "--bins", "--tests"]));
    let mut tests = cargo();
    tests.args(["test", "--workspace", "--no-fail-fast"]);
    // The programs have just been built (see the `programs` module of `tests`), and a snapshot that differs
    // is a failure here, not a file to review.
    tests.env("QUORUM_PROGRAMS_ARE_BUILT", "1").env("INSTA_UPDATE", "no");
    steps.push(Step {
        title: "Rust: tests, with SOGo, the window and the keychain",
        command: tests,
        runner: Box::new(CargoTest::new(|| packages_of(&["--workspace"]))),
    });
    let mut simulation = cargo();
    simulation.arg("test").args(SIMULATION);
    // Its numbers are worth reading when all is well, too, and each of its tests takes all cores.
    simulation.args(["--no-fail-fast", "--", "--nocapture", "--test-threads=1"]);
    steps.push(Step {
        title: "Rust: simulation",
        command: simulation,
        runner: Box::new(CargoTest::new(|| packages_of(&SIMULATION))),
    });
    steps.push(ui_tests("UI: in a real browser", "test:browser"));
    steps
}

/// Asks Cargo once more for what it has just built: this time for which package.
fn packages_of(tests: &[&str]) -> Packages {
    let messages =
        command::output(cargo().arg("test").args(tests).args(["--no-run", "--message-format=json"]));
    tally::packages(&messages.unwrap_or_default())
}

fn check(title: &'static str, mut command: Command, arguments: &[&str]) -> Step {
    command.args(arguments);
    Step { title, command, runner: Box::new(YesOrNo) }
}

fn ui_check(title: &'static str, script: &str) -> Step {
    check(title, node::script(script), &[])
}

fn ui_tests(title: &'static str, script: &str) -> Step {
    Step { title, command: node::script(script), runner: Box::new(JavaScript::new(title)) }
}

fn run(step: Step) -> Outcome {
    let Step { title, command, mut runner } = step;
    command::heading(title);
    let begun = Instant::now();
    let status = command::watch(&command, &mut std::io::stdout(), |line| runner.line(line));
    let took = begun.elapsed();
    let outcome = judge(title, took, status.map(|status| status.success()), runner.counts());
    println!("-- {} after {}", if outcome.good { "good" } else { "FAILED" }, seconds(took));
    outcome
}

/// The numbers and the exit code have to agree: a runner that dies has failed once more than it counted,
/// and a suite without tests is no suite.
fn judge(title: &'static str, took: Duration, success: Result<bool>, counts: Vec<Count>) -> Outcome {
    let is_suite = !counts.is_empty();
    let ran: u32 = counts.iter().map(|count| count.passed + count.failed).sum();
    let failed: u32 = counts.iter().map(|count| count.failed).sum();
    let reason = match success {
        Err(problem) => Some(problem.to_string()),
        Ok(false) if failed == 0 && is_suite => Some("ended badly without naming a failed test".to_owned()),
        Ok(false) if failed == 0 => Some("said no".to_owned()),
        Ok(true) if is_suite && ran == 0 => Some("ran no test at all".to_owned()),
        Ok(_) => None,
    };
    Outcome { title, took, good: reason.is_none() && failed == 0, counts, reason }
}

fn report(outcomes: &[Outcome], took: Duration) -> ExitCode {
    command::heading(&format!("Done in {}", seconds(took)));
    println!("{:<56} {:>9} {:>6}", "Step", "time", "");
    for outcome in outcomes {
        let verdict = if outcome.good { "good" } else { "FAILED" };
        println!("{:<56} {:>9} {verdict:>6}", outcome.title, seconds(outcome.took));
        if let Some(reason) = &outcome.reason {
            println!("    {reason}");
        }
    }
    println!("\n{:<56} {:>6} {:>6} {:>7}", "Suite", "passed", "failed", "skipped");
    for count in outcomes.iter().flat_map(|outcome| &outcome.counts) {
        if count.passed + count.failed + count.skipped > 0 {
            println!("{:<56} {:>6} {:>6} {:>7}", count.suite, count.passed, count.failed, count.skipped);
        }
    }
    let (passed, failed) = totals(outcomes);
    println!("\n{passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Passed are tests only; failed are tests, and each check or runner that failed without naming one.
fn totals(outcomes: &[Outcome]) -> (u32, u32) {
    let counts = outcomes.iter().flat_map(|outcome| &outcome.counts);
    let (passed, failed) = counts.fold((0, 0), |(p, f), count| (p + count.passed, f + count.failed));
    let unnamed = outcomes.iter().filter(|outcome| outcome.reason.is_some()).count();
    (passed, failed + u32::try_from(unnamed).unwrap_or(u32::MAX))
}

fn seconds(took: Duration) -> String {
    let whole = took.as_secs();
    if whole < 60 {
        format!("{:.1} s", took.as_secs_f64())
    } else {
        format!("{} min {:02} s", whole / 60, whole % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(success: bool, passed: u32, failed: u32) -> Outcome {
        let count = Count { suite: "s".to_owned(), passed, failed, skipped: 0 };
        judge("s", Duration::ZERO, Ok(success), vec![count])
    }

    #[test]
    fn a_green_suite_needs_tests_and_a_good_exit() {
        assert!(judged(true, 3, 0).good);
        assert!(!judged(true, 0, 0).good, "no test ran");
        assert!(!judged(false, 3, 0).good, "it crashed after three");
        assert!(!judged(false, 3, 1).good);
    }

    #[test]
    fn failures_are_counted_once_and_never_lost() {
        assert_eq!(totals(&[judged(false, 3, 1)]), (3, 1), "the failed test is the reason");
        assert_eq!(totals(&[judged(false, 3, 0)]), (3, 1), "the crash counts");
        let check = judge("lint", Duration::ZERO, Ok(false), Vec::new());
        assert_eq!(totals(&[judged(true, 3, 0), check]), (3, 1), "a check counts when it fails");
        let missing = judge("deny", Duration::ZERO, Err("not found".into()), Vec::new());
        assert_eq!(totals(&[missing]), (0, 1));
    }
}
