//! A real gnome-keyring behind the `keyring` crate, in a child process on the session's own bus.

use std::process::Output;

use quorum_tests::session::{Keychain, Session};

const SERVICE: &str = "quorum-tests";

fn probe(session: &Session, arguments: &[&str]) -> Output {
    session.command(env!("CARGO_BIN_EXE_keychain-probe")).args(arguments).output().unwrap()
}

#[test]
fn an_open_keychain_keeps_a_secret_from_one_process_to_the_next() {
    let session = Session::without_screen(Keychain::Unlocked).unwrap();
    let stored = probe(&session, &["store", SERVICE, "bob@example.test", "a secret"]);
    assert!(stored.status.success(), "{}", String::from_utf8_lossy(&stored.stderr));
    let read = probe(&session, &["read", SERVICE, "bob@example.test"]);
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim(), "a secret");
    let other = probe(&session, &["read", SERVICE, "alice@example.test"]);
    assert!(!other.status.success(), "a secret that was never stored was found");
}

#[test]
fn two_sessions_share_no_secrets() {
    let first = Session::without_screen(Keychain::Unlocked).unwrap();
    let second = Session::without_screen(Keychain::Unlocked).unwrap();
    assert!(probe(&first, &["store", SERVICE, "bob@example.test", "the first's"]).status.success());
    assert!(!probe(&second, &["read", SERVICE, "bob@example.test"]).status.success());
}

#[test]
fn without_a_keychain_or_with_a_locked_one_storing_fails_at_once() {
    for keychain in [Keychain::Missing, Keychain::Locked] {
        let session = Session::without_screen(keychain).unwrap();
        let stored = probe(&session, &["store", SERVICE, "bob@example.test", "a secret"]);
        assert!(!stored.status.success(), "{keychain:?} kept a secret");
    }
}
