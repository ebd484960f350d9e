//! Where the product keeps a password: in the session's keychain, or in a vault that a passphrase opens; never in a
//! file that can be read. Each command is a process of its own, so whatever the next one knows was kept.

use std::fs;
use std::path::PathBuf;

use quorum_tests::quorumctl::{Quorumctl, Ran};
use quorum_tests::session::{Keychain, Session};
use quorum_tests::simulator::{Person, Simulator};
use quorum_tests::traces;
use serde_json::{Value, json};

const PASSPHRASE: &str = "four seats by the window";

/// A server, and somebody with a computer.
struct Home {
    simulator: Simulator,
    session: Session,
    bob: Person,
}

impl Home {
    fn with(keychain: Keychain) -> Self {
        let simulator = Simulator::start("14.1").unwrap();
        let bob = simulator.person("bob@").unwrap().clone();
        Self { simulator, session: Session::without_screen(keychain).unwrap(), bob }
    }

    fn quorumctl(&self) -> Quorumctl<'_> {
        Quorumctl::new(&self.session, self.session.home().join("profile")).unwrap()
    }

    fn add(&self, quorumctl: Quorumctl<'_>) -> Ran {
        let (email, user, server) = (&self.bob.email, &self.bob.user, self.simulator.url());
        let quorumctl = quorumctl.with("QUORUM_PASSWORD", &self.bob.password);
        quorumctl.run(&["account", "add", "--email", email, "--user", user, "--server", server]).unwrap()
    }

    /// What the keychain holds for the only mailbox, read by another program.
    fn kept(&self) -> Option<String> {
        let accounts = self.quorumctl().json(&["account", "list"]).unwrap();
        self.kept_for(accounts[0]["id"].as_str().unwrap())
    }

    fn kept_for(&self, id: &str) -> Option<String> {
        let mut probe = self.session.command(env!("CARGO_BIN_EXE_keychain-probe"));
        let read = probe.args(["read", "Quorum", id]).output().unwrap();
        read.status.success().then(|| String::from_utf8_lossy(&read.stdout).trim().to_owned())
    }

    /// Nothing in the session's folder gives this away: home, profile, logs.
    fn keeps_secret(&self, secret: &str) {
        let users = [self.bob.user.as_str(), self.bob.email.as_str()];
        let files = traces::of_password(self.session.folder(), secret, &users).unwrap();
        assert_eq!(files, Vec::<PathBuf>::new(), "it can be read there");
    }
}

fn went_well(ran: &Ran) {
    assert_eq!(ran.code, Some(0), "{}{}", ran.output, ran.errors);
}

/// It ended so and said so, in a sentence.
fn refused(ran: &Ran, code: i32, sentence: &str) {
    assert_eq!(ran.code, Some(code), "{}{}", ran.output, ran.errors);
    assert!(ran.errors.contains(sentence), "{sentence:?} is not in: {}", ran.errors);
}

#[test]
fn a_password_goes_into_the_keychain_and_nowhere_else_and_the_next_process_reads_it_there() {
    let home = Home::with(Keychain::Unlocked);
    went_well(&home.add(home.quorumctl()));
    assert_eq!(home.kept(), Some(home.bob.password.clone()));

    // As much as it can say about itself, and still not the password.
    let sync = home.quorumctl().with("RUST_LOG", "trace").run(&["sync"]).unwrap();
    went_well(&sync);
    assert!(sync.output.contains("is up to date"), "{}", sync.output);
    assert!(!sync.errors.is_empty(), "it logs");
    fs::write(home.session.folder().join("said"), sync.output + &sync.errors).unwrap();
    home.keeps_secret(&home.bob.password);

    let invitations = home.quorumctl().json(&["invitations"]).unwrap();
    let planning = invitations.as_array().unwrap().iter().find(|it| it["subject"] == "Quarterly Planning");
    let id = planning.unwrap()["id"].as_str().unwrap();
    let answered = home.quorumctl().json(&["respond", id, "accept", "--wait"]).unwrap();
    assert_eq!(answered["organizer"]["state"], "told", "{answered}");
    home.keeps_secret(&home.bob.password);
}

#[test]
fn a_locked_keychain_is_named_and_what_is_here_can_still_be_read() {
    let home = Home::with(Keychain::Unlocked);
    went_well(&home.add(home.quorumctl()));
    went_well(&home.quorumctl().run(&["sync"]).unwrap());
    let before = home.quorumctl().json(&["invitations"]).unwrap();

    home.session.lock_keychain().unwrap();
    let sync = home.quorumctl().run(&["sync"]).unwrap();
    refused(&sync, 11, "The keychain of this system did not open. Unlock it, then try again.");
    let sync = home.quorumctl().run(&["--json", "sync"]).unwrap();
    let error: Value = serde_json::from_str(&sync.errors).unwrap();
    assert_eq!((sync.code, &error["error"]["code"]), (Some(11), &json!("keychain")));
    assert_eq!(home.quorumctl().json(&["invitations"]).unwrap(), before);
}

#[test]
fn with_a_keychain_that_stays_locked_no_mailbox_is_half_added() {
    let home = Home::with(Keychain::Locked);
    refused(&home.add(home.quorumctl()), 11, "The keychain of this system did not open.");
    assert_eq!(home.quorumctl().json(&["account", "list"]).unwrap(), json!([]));
    home.keeps_secret(&home.bob.password);
}

#[test]
fn a_mailbox_that_is_removed_takes_its_password_along() {
    let home = Home::with(Keychain::Unlocked);
    went_well(&home.add(home.quorumctl()));
    let accounts = home.quorumctl().json(&["account", "list"]).unwrap();
    let id = accounts[0]["id"].as_str().unwrap();
    assert!(home.kept_for(id).is_some());
    went_well(&home.quorumctl().run(&["account", "remove", id]).unwrap());
    assert_eq!(home.kept_for(id), None);
}

#[test]
fn a_new_password_replaces_the_old_one() {
    let home = Home::with(Keychain::Unlocked);
    went_well(&home.add(home.quorumctl()));
    let change = |password: &str| {
        let quorumctl = home.quorumctl().with("QUORUM_PASSWORD", password);
        went_well(&quorumctl.run(&["account", "password", &home.bob.email]).unwrap());
        assert_eq!(home.kept().as_deref(), Some(password));
        home.quorumctl().run(&["sync"]).unwrap()
    };
    refused(&change("not-his-password"), 5, "The server does not accept this user name and password.");
    went_well(&change(&home.bob.password));
}

#[test]
fn without_a_keychain_a_passphrase_opens_a_vault() {
    let home = Home::with(Keychain::Missing);
    let with = |passphrase| home.quorumctl().with("QUORUM_PASSPHRASE", passphrase);

    refused(&home.add(home.quorumctl()), 11, "QUORUM_PASSPHRASE");
    refused(&home.add(with("short")), 11, "at least 8 characters");
    assert_eq!(home.quorumctl().json(&["account", "list"]).unwrap(), json!([]), "nothing half-made stays");

    went_well(&home.add(with(PASSPHRASE)));
    home.keeps_secret(&home.bob.password);
    home.keeps_secret(PASSPHRASE);
    let wrong = with("four seats by the door").run(&["sync"]).unwrap();
    refused(&wrong, 11, "This passphrase does not open the vault.");
    refused(&home.quorumctl().run(&["sync"]).unwrap(), 11, "QUORUM_PASSPHRASE");
    went_well(&with(PASSPHRASE).run(&["sync"]).unwrap());
    // Looking needs no password.
    let invitations = home.quorumctl().json(&["invitations"]).unwrap();
    assert!(invitations.as_array().is_some_and(|all| !all.is_empty()), "{invitations}");
}
