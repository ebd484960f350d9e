//! The ActiveSync simulator as a process of its own: a server that a journey can reach over HTTP, take away, and
//! ask what has arrived.
//!
//! It is started as a person would start it and known only by what it prints; what its server does is its own
//! tests' business.

use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use tempfile::TempDir;

use crate::programs;
use crate::supervise::{Launch, Supervised};
use crate::wait::until_blocking;

const PATIENCE: Duration = Duration::from_secs(60);

/// A running simulator. It ends when it is dropped, or when the test is killed.
#[derive(Debug)]
pub struct Simulator {
    process: Supervised,
    _folder: TempDir,
    url: String,
    people: Vec<Person>,
}

/// Somebody with a mailbox on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The address.
    pub email: String,
    /// What to sign in with.
    pub user: String,
    /// The password.
    pub password: String,
}

impl Simulator {
    /// An Exchange server of this protocol version with the demo's mailboxes, on a free port.
    ///
    /// # Errors
    /// When it does not compile or does not start.
    pub fn start(protocol: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let process = Launch::new(programs::path("exchange-sim")?)
            .args(["--listen", "127.0.0.1:0", "--protocol", protocol])
            .args(["--family", "exchange", "--scenario", "demo"])
            .start(folder.path(), "simulator")?;
        let greeting = until_blocking("the simulator to greet", PATIENCE, || Ok(read(&process.output())));
        let (url, people) = greeting.with_context(|| process.last_words())?;
        Ok(Self { process, _folder: folder, url, people })
    }

    /// Its endpoint.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The person whose address begins so.
    ///
    /// # Errors
    /// When nobody's does.
    pub fn person(&self, beginning: &str) -> Result<&Person> {
        let found = self.people.iter().find(|person| person.email.starts_with(beginning));
        found.ok_or_else(|| anyhow!("nobody on the simulator is called {beginning}"))
    }

    /// Takes the server away; all that was on it is gone.
    pub fn stop(self) {
        self.process.stop();
    }
}

/// `url=…`, then `account=… user=… password=…` for Alice, Bob and whoever else; whole only when both are there.
fn read(printed: &str) -> Option<(String, Vec<Person>)> {
    let (lines, _unfinished) = printed.rsplit_once('\n')?;
    let mut lines = lines.lines();
    let url = lines.next()?.strip_prefix("url=")?.to_owned();
    let people: Vec<Person> = lines.filter_map(person).collect();
    let here = |name: &str| people.iter().any(|person| person.email.starts_with(name));
    (here("alice@") && here("bob@")).then_some((url, people))
}

fn person(line: &str) -> Option<Person> {
    let mut words = line.split(' ');
    let mut value = |name: &str| words.next()?.strip_prefix(name)?.strip_prefix('=').map(str::to_owned);
    Some(Person { email: value("account")?, user: value("user")?, password: value("password")? })
}
