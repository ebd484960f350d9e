//! Counting: what test runners print, read back into numbers.
//!
//! Which runner is called when is left to [`crate::suites`].

use std::collections::HashMap;

/// What one group of tests came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The name a person would look for.
    pub suite: String,
    /// Tests that passed.
    pub passed: u32,
    /// Tests that failed.
    pub failed: u32,
    /// Tests that were not run.
    pub skipped: u32,
}

/// Reads a runner's output line by line.
pub trait Runner {
    /// One line, without colours.
    fn line(&mut self, line: &str);
    /// What was counted, after the last line.
    fn counts(self: Box<Self>) -> Vec<Count>;
}

/// `cargo test`: a line naming the binary, later a line with its result.
pub struct CargoTest {
    /// Asked for at the first test binary, when all of them have been built.
    packages: fn() -> Packages,
    known: Option<Packages>,
    current: String,
    counts: Vec<Count>,
}

/// Which package a test binary belongs to, by file name: Cargo's own announcement does not say, and several
/// packages may call their tests the same.
pub type Packages = HashMap<String, String>;

impl CargoTest {
    /// Counts, with the packages to be found out in this way.
    pub fn new(packages: fn() -> Packages) -> Self {
        Self { packages, known: None, current: String::new(), counts: Vec::new() }
    }

    /// `unittests src/lib.rs (target/debug/deps/wbxml-0f3a…)` is `wbxml`, its `tests/it` is `wbxml: it`.
    fn suite(&mut self, running: &str) -> String {
        let (_, binary) = running.rsplit_once(" (").unwrap_or(("", running));
        let file = binary.trim_end_matches(')').rsplit(['/', '\\']).next().unwrap_or(binary);
        let target = file.rsplit_once('-').map_or(file, |(name, _hash)| name);
        let known = self.known.get_or_insert_with(self.packages);
        match known.get(file) {
            Some(package) if package.replace('-', "_") != target => format!("{package}: {target}"),
            Some(package) => package.clone(),
            None => target.to_owned(),
        }
    }
}

impl Runner for CargoTest {
    fn line(&mut self, line: &str) {
        let line = line.trim();
        if let Some(running) = line.strip_prefix("Running ") {
            self.current = self.suite(running);
        } else if let Some(package) = line.strip_prefix("Doc-tests ") {
            self.current = format!("{package}: examples in documentation");
        } else if let Some(result) = line.strip_prefix("test result: ") {
            self.counts.push(Count {
                suite: std::mem::take(&mut self.current),
                passed: number_before(result, " passed").unwrap_or(0),
                failed: number_before(result, " failed").unwrap_or(0),
                skipped: number_before(result, " ignored").unwrap_or(0),
            });
        }
    }

    fn counts(self: Box<Self>) -> Vec<Count> {
        self.counts
    }
}

/// Reads the packages of test binaries from Cargo's JSON messages, one a line.
pub fn packages(messages: &str) -> Packages {
    let field = |line: &str, name: &str| {
        let (_, rest) = line.split_once(&format!("\"{name}\":\""))?;
        rest.split_once('"').map(|(value, _)| value.to_owned())
    };
    let artifacts = messages.lines().filter_map(|line| {
        // `path+file:///…/crates/wbxml#0.1.0`, or `…/src-tauri#quorum@0.1.0` where the folder is called otherwise.
        let (path, version) = field(line, "package_id")
            .and_then(|id| id.split_once('#').map(|(path, version)| (path.to_owned(), version.to_owned())))?;
        let package = match version.split_once('@') {
            Some((name, _)) => name.to_owned(),
            None => path.rsplit('/').next()?.to_owned(),
        };
        let executable = field(line, "executable")?;
        Some((executable.rsplit(['/', '\\']).next()?.to_owned(), package))
    });
    artifacts.collect()
}

/// Vitest and Node's own runner, whichever a script of the UI uses.
pub struct JavaScript {
    count: Count,
}

impl JavaScript {
    /// Counts for the suite of this name.
    pub fn new(suite: &str) -> Self {
        Self { count: Count { suite: suite.to_owned(), passed: 0, failed: 0, skipped: 0 } }
    }
}

impl Runner for JavaScript {
    fn line(&mut self, line: &str) {
        let line = line.trim();
        // Vitest: `Tests  1 failed | 11 passed | 2 skipped (14)`; the line `Test Files …` counts files.
        if let Some(summary) = line.strip_prefix("Tests ") {
            self.count.passed += number_before(summary, " passed").unwrap_or(0);
            self.count.failed += number_before(summary, " failed").unwrap_or(0);
            self.count.skipped += number_before(summary, " skipped").unwrap_or(0);
        }
        // Node: `ℹ pass 5` from the readable reporter, `# pass 5` in TAP.
        if let Some(summary) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
            match summary.split_once(' ').map(|(word, rest)| (word, rest.trim().parse::<u32>())) {
                Some(("pass", Ok(number))) => self.count.passed += number,
                Some(("fail" | "cancelled", Ok(number))) => self.count.failed += number,
                Some(("skipped" | "todo", Ok(number))) => self.count.skipped += number,
                _ => {}
            }
        }
    }

    fn counts(self: Box<Self>) -> Vec<Count> {
        vec![self.count]
    }
}

/// A program that only says yes or no.
pub struct YesOrNo;

impl Runner for YesOrNo {
    fn line(&mut self, _line: &str) {}

    fn counts(self: Box<Self>) -> Vec<Count> {
        Vec::new()
    }
}

fn number_before(text: &str, word: &str) -> Option<u32> {
    let before = text.split_once(word)?.0;
    let digits = before.rsplit(|character: char| !character.is_ascii_digit()).next()?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(mut runner: Box<dyn Runner>, output: &str) -> Vec<Count> {
        for line in output.lines() {
            runner.line(line);
        }
        runner.counts()
    }

    fn count(suite: &str, passed: u32, failed: u32, skipped: u32) -> Count {
        Count { suite: suite.to_owned(), passed, failed, skipped }
    }

    #[test]
    fn cargo_results_are_credited_to_the_binary_named_before_them() {
        let output = "
   Compiling wbxml v0.1.0
     Running unittests src/lib.rs (target/debug/deps/exchange_sim-0f3a91)
test result: ok. 41 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
     Running tests/it/main.rs (target/debug/deps/it-77ab)
test accepted ... FAILED
test result: FAILED. 6 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 9.10s
     Running tests/it/main.rs (target/debug/deps/it-88cd)
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 9.10s
   Doc-tests wbxml
test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.30s
";
        let packages = || {
            packages(
                r#"{"reason":"compiler-artifact","package_id":"path+file:///q/crates/exchange-sim#0.1.0","executable":"/q/target/debug/deps/exchange_sim-0f3a91"}
{"reason":"compiler-artifact","package_id":"path+file:///q/crates/wbxml#0.1.0","executable":"/q/target/debug/deps/it-77ab"}
{"reason":"compiler-artifact","package_id":"path+file:///q/src-tauri#quorum@0.1.0","executable":"/q/target/debug/deps/it-88cd"}
{"reason":"compiler-artifact","package_id":"registry+https://x#serde@1.0.0","executable":null}"#,
            )
        };
        assert_eq!(
            counted(Box::new(CargoTest::new(packages)), output),
            [
                count("exchange-sim", 41, 0, 0),
                count("wbxml: it", 6, 1, 2),
                count("quorum: it", 1, 0, 0),
                count("wbxml: examples in documentation", 3, 0, 0),
            ]
        );
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let output =
            " Test Files  1 failed | 3 passed (4)\n      Tests  1 failed | 11 passed | 2 skipped (14)\n";
        assert_eq!(counted(Box::new(JavaScript::new("ui")), output), [count("ui", 11, 1, 2)]);
        assert_eq!(
            counted(Box::new(JavaScript::new("ui")), "      Tests  12 passed (12)\n"),
            [count("ui", 12, 0, 0)]
        );
    }

    #[test]
    fn node_counts_in_both_of_its_dresses() {
        let readable = "ℹ tests 7\nℹ suites 1\nℹ pass 5\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0\n";
        assert_eq!(counted(Box::new(JavaScript::new("browser")), readable), [count("browser", 5, 1, 1)]);
        let tap = "# tests 5\n# pass 5\n# fail 0\n";
        assert_eq!(counted(Box::new(JavaScript::new("browser")), tap), [count("browser", 5, 0, 0)]);
    }
}
