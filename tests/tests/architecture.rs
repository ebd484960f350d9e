//! The map of ARCHITECTURE.md, checked: which part may know which, and what is absent from where.
//!
//! What the compiler can see (status numbers stay in `eas`, model types are not serialised) is left to
//! visibility and to missing dependencies; here is what it cannot see.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "everything in this file is a test")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use quorum_tests::output::root;

/// Who may know whom. Anything not written here points the wrong way.
const ARROWS: [(&str, &[&str]); 10] = [
    ("wbxml", &[]),
    ("meetings", &[]),
    ("eas", &["wbxml"]),
    ("engine", &["eas", "meetings", "wbxml"]),
    ("exchange-sim", &["eas", "meetings", "wbxml"]),
    ("quorumctl", &["engine", "wbxml"]),
    ("simulation", &["eas", "engine", "exchange-sim", "wbxml"]),
    ("quorum", &["engine", "exchange-sim"]),
    ("quorum-tests", &["eas", "engine", "exchange-sim", "meetings", "wbxml"]),
    ("xtask", &[]),
];

/// What tests may use besides: the simulator above the protocol, and the test beds in the shells.
const ARROWS_OF_TESTS: [(&str, &[&str]); 3] = [
    ("engine", &["exchange-sim"]),
    ("quorumctl", &["exchange-sim", "quorum-tests"]),
    ("quorum", &["quorum-tests"]),
];

/// Libraries that only some parts may use, because of what knowing them means.
const KNOWLEDGE: [(&str, &[&str]); 6] = [
    // the window
    ("tauri", &["quorum"]),
    // SQL
    ("rusqlite", &["engine"]),
    // the network
    ("reqwest", &["eas", "quorum-tests"]),
    // the keychain
    ("keyring", &["engine", "quorum-tests"]),
    // tasks and sockets: the codec and the rules are plain functions
    ("tokio", &["eas", "engine", "exchange-sim", "quorumctl", "simulation", "quorum", "quorum-tests"]),
    // shapes for others: the nouns and the wire have none
    ("serde", &["engine", "exchange-sim", "quorumctl", "quorum", "quorum-tests"]),
];

fn metadata() -> Metadata {
    let mut command = MetadataCommand::new();
    command.manifest_path(root().join("Cargo.toml")).no_deps().other_options(["--offline".to_owned()]);
    command.exec().expect("cargo metadata")
}

fn allowed<'a>(table: &'a [(&str, &[&str])], name: &str) -> BTreeSet<&'a str> {
    table.iter().filter(|(who, _)| *who == name).flat_map(|(_, whom)| whom.iter().copied()).collect()
}

fn known(package: &Package, tests: bool) -> BTreeSet<&str> {
    let is_wanted = |kind: DependencyKind| (kind == DependencyKind::Development) == tests;
    let dependencies = package.dependencies.iter().filter(|dependency| is_wanted(dependency.kind));
    dependencies.map(|dependency| dependency.name.as_str()).collect()
}

#[test]
fn every_arrow_points_the_way_it_should() {
    let metadata = metadata();
    let members: BTreeSet<&str> = metadata.packages.iter().map(|package| package.name.as_str()).collect();
    let on_the_map: BTreeSet<&str> = ARROWS.iter().map(|(name, _)| *name).collect();
    assert_eq!(members, on_the_map, "a new part needs its place on the map");
    for package in &metadata.packages {
        let may: BTreeSet<&str> = allowed(&ARROWS, &package.name);
        for name in &known(package, false) & &members {
            assert!(may.contains(name), "{} must not know {name}", package.name);
        }
        // The journeys know everything.
        if package.name != "quorum-tests" {
            let tests_may = &may | &allowed(&ARROWS_OF_TESTS, &package.name);
            for name in &known(package, true) & &members {
                assert!(tests_may.contains(name), "{}'s tests must not know {name}", package.name);
            }
        }
    }
}

#[test]
fn nothing_is_built_on_the_simulation() {
    // Whoever did would hold an engine that can be killed and made wrong.
    for package in &metadata().packages {
        let all = &known(package, false) | &known(package, true);
        assert!(!all.contains("simulation"), "{} must not know the simulation", package.name);
    }
}

#[test]
fn each_library_is_known_only_where_it_belongs() {
    for package in &metadata().packages {
        let all = &known(package, false) | &known(package, true);
        for (library, knowers) in KNOWLEDGE {
            let family = format!("{library}-");
            let related = format!("{library}_");
            let used = all
                .iter()
                .find(|name| **name == library || name.starts_with(&family) || name.starts_with(&related));
            if let Some(name) = used {
                assert!(knowers.contains(&package.name.as_str()), "{} must not use {name}", package.name);
            }
        }
    }
}

/// The Rust files below a folder with their text, comments taken out.
fn rust_below(folder: &str) -> BTreeMap<PathBuf, String> {
    files_below(&root().join(folder), &["rs"])
}

fn files_below(folder: &Path, endings: &[&str]) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            if !path.ends_with("node_modules") && !path.ends_with("target") {
                found.extend(files_below(&path, endings));
            }
        } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
            let text = fs::read_to_string(&path).expect("a source file is UTF-8");
            let is_code = |line: &&str| !line.trim_start().starts_with("//");
            found.insert(path, text.lines().filter(is_code).collect::<Vec<_>>().join("\n"));
        }
    }
    found
}

/// The places where a word stands, as `file:line`.
fn places(files: &BTreeMap<PathBuf, String>, words: &[&str]) -> Vec<String> {
    let mut places = Vec::new();
    for (path, text) in files {
        for line in text.lines().filter(|line| words.iter().any(|word| has_word(line, word))) {
            let path = path.strip_prefix(root()).unwrap_or(path);
            places.push(format!("{}: {}", path.display(), line.trim()));
        }
    }
    places
}

/// Whether a word stands in a line with nothing of a name before it, so that `my_tokio::` is not `tokio::`.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|character| character.is_alphanumeric() || character == '_')
    })
}

#[test]
fn only_the_shell_knows_tauri() {
    let mut files = rust_below("crates");
    files.extend(rust_below("tests/src"));
    files.extend(rust_below("xtask"));
    assert!(!files.is_empty());
    assert_eq!(places(&files, &["tauri::", "tauri_"]), Vec::<String>::new());
    assert!(
        !places(&rust_below("src-tauri"), &["tauri::"]).is_empty(),
        "this check looks in the wrong place"
    );
}

#[test]
fn only_the_store_knows_sql() {
    let is_store = |path: &PathBuf| path.starts_with(root().join("crates/engine/src/store"));
    let (store, mut others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        rust_below("crates").into_iter().partition(|(path, _)| is_store(path));
    others.extend(rust_below("src-tauri"));
    others.extend(rust_below("tests/src"));
    assert_eq!(places(&others, &["rusqlite"]), Vec::<String>::new());
    assert!(!places(&store, &["rusqlite"]).is_empty(), "this check looks in the wrong place");
}

#[test]
fn the_ui_has_one_door() {
    let ui = files_below(&root().join("ui/src"), &["ts", "js", "svelte"]);
    assert!(!ui.is_empty());
    let host = root().join("ui/src/lib/host");
    // Generated, with the calls in it; it is part of the door, so nobody but the host may take it up.
    let bindings = root().join("ui/src/lib/bindings.ts");
    let others: BTreeMap<_, _> =
        ui.into_iter().filter(|(path, _)| !path.starts_with(&host) && *path != bindings).collect();
    assert_eq!(places(&others, &["@tauri-apps", "__TAURI", "/bindings"]), Vec::<String>::new());
}

#[test]
fn the_codec_the_rules_and_the_commands_read_no_clock_and_do_no_io() {
    let mut pure = rust_below("crates/wbxml/src");
    pure.extend(rust_below("crates/meetings/src"));
    let eas = rust_below("crates/eas/src").into_iter();
    let is_pure = |path: &Path| {
        let path = path.strip_prefix(root().join("crates/eas/src")).unwrap_or(path);
        ["command", "command.rs", "item", "item.rs", "status.rs"].iter().any(|part| path.starts_with(part))
    };
    pure.extend(eas.filter(|(path, _)| is_pure(path)));
    let effects = [
        "Utc::now",
        "Local::now",
        "SystemTime::now",
        "Instant::now",
        "std::fs",
        "std::net",
        "std::env",
        "std::process",
        "std::thread",
        "std::io::stdin",
        "tokio::",
        "reqwest::",
        "println!",
        "eprintln!",
    ];
    assert_eq!(places(&pure, &effects), Vec::<String>::new());
}

// Written in halves, so that these very lines are not found.
const SLEEPS: &str = concat!("sle", "ep(");
const IGNORED: [&str; 2] = [concat!("#[ig", "nore"), concat!(", ig", "nore")];

/// The tests that stand beside what they test: what follows `#[cfg(test)]`, up to the end of that item.
fn inline_tests(text: &str) -> String {
    let mut tests = String::new();
    let mut within = false;
    for line in text.lines() {
        within |= line == "#[cfg(test)]";
        if within {
            tests.push_str(line);
            tests.push('\n');
            within = line != "}" && !(line.starts_with("mod ") && line.ends_with(';'));
        }
    }
    tests
}

/// What vitest, node's runner and playwright leave out tests by, and wait for no condition by.
fn left_out_or_asleep(script: &str) -> Vec<&'static str> {
    const WORDS: [&str; 17] = [
        ".skip(",
        ".skip.",
        ".skipIf(",
        ".only(",
        ".only.",
        ".todo(",
        ".fails(",
        ".runIf(",
        "skip: ",
        "only: ",
        "todo: ",
        "xit(",
        "xtest(",
        "xdescribe(",
        "waitForTimeout",
        "timers/promises",
        "Atomics.wait",
    ];
    // A promise that only time keeps, however its line is broken.
    let close: String = script.split_whitespace().collect();
    let waits = close.split("newPromise").skip(1).any(|promise| {
        let executor: String = promise.chars().take(60).collect();
        executor.contains("setTimeout(")
    });
    let has = |word: &str| {
        word.starts_with('.') && script.contains(word) || script.lines().any(|line| has_word(line, word))
    };
    let words = WORDS.into_iter().filter(|word| has(word));
    words.chain(waits.then_some("new Promise of setTimeout")).collect()
}

#[test]
fn no_test_is_left_out_and_none_sleeps() {
    let mut files = BTreeMap::new();
    for folder in ["crates", "src-tauri", "tests", "xtask"] {
        files.extend(rust_below(folder));
    }
    let left_out = places(&files, &IGNORED);
    assert_eq!(left_out, Vec::<String>::new());
    // The one place that waits between two questions is `wait`; everybody else names a condition.
    files.retain(|path, text| {
        let is_test = path.components().any(|part| part.as_os_str() == "tests") || path.ends_with("tests.rs");
        if !is_test {
            *text = inline_tests(text);
        }
        !path.ends_with("tests/src/wait.rs")
    });
    assert_eq!(places(&files, &[SLEEPS]), Vec::<String>::new());
}

#[test]
fn no_test_of_the_window_is_left_out_and_none_sleeps() {
    let mut files = files_below(&root().join("ui/src"), &["ts"]);
    files.retain(|path, _| path.to_string_lossy().ends_with(".test.ts"));
    let beside = files.len();
    files.extend(files_below(&root().join("ui/tests"), &["ts", "mjs"]));
    assert!(beside > 0 && files.len() > beside, "this check looks in the wrong place");
    // The server and the clock that pages are given are made of time.
    files.retain(|path, _| !path.starts_with(root().join("ui/tests/browser/fixtures")));
    let found = files.iter().map(|(path, script)| (path, left_out_or_asleep(script)));
    let found: Vec<_> = found.filter(|(_, what)| !what.is_empty()).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn whatever_leaves_out_a_test_or_sleeps_in_one_is_found() {
    for (script, found) in [
        ("it.skip('is', () => {});", vec![".skip("]),
        ("it.skip.each([1])('is', () => {});", vec![".skip."]),
        ("it.skipIf(slow)('is', () => {});", vec![".skipIf("]),
        ("test.only('is', () => {});", vec![".only("]),
        ("it.todo('is');", vec![".todo("]),
        ("void test('is', { skip: true }, () => {});", vec!["skip: "]),
        ("await page.waitForTimeout(100);", vec!["waitForTimeout"]),
        ("import { setTimeout } from 'node:timers/promises';", vec!["timers/promises"]),
        ("await new Promise((done) => setTimeout(done, 9));", vec!["new Promise of setTimeout"]),
        (
            "await new Promise<void>((done) => {\n  setTimeout(done, 9);\n});",
            vec!["new Promise of setTimeout"],
        ),
        ("setTimeout(() => Promise.reject(new Error('late')), 0);", vec![]),
        ("process.exit(status ?? 1); list.skipToEnd();", vec![]),
    ] {
        assert_eq!(left_out_or_asleep(script), found, "{script}");
    }
    let source =
        "fn waits() {\n    nap();\n}\n\n#[cfg(test)]\nmod tests {\n    fn naps() {}\n}\n\nfn after() {}\n";
    assert_eq!(inline_tests(source), "#[cfg(test)]\nmod tests {\n    fn naps() {}\n}\n");
    assert_eq!(inline_tests("#[cfg(test)]\nmod tests;\n\nfn after() {}\n"), "#[cfg(test)]\nmod tests;\n");
}
