//! A desk to sit at: a server with Alice, who organizes, and Bob and Carol, who are invited; a folder for each
//! profile; and the program, run as from a shell without a keychain.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::America::Los_Angeles;
use exchange_sim::{Account, Attendee, Command, Demo, Event, Family, Person, SentMail, Sim, SimConfig};
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub const ALICE: &str = "alice@contoso.com";
pub const BOB: &str = "bob@contoso.com";
pub const CAROL: &str = "carol@contoso.com";

/// Opens the vault of every profile here.
const PASSPHRASE: &str = "correct horse battery";

pub struct Desk {
    server: Demo,
    folder: TempDir,
}

/// What came of one run of the program.
#[derive(Debug)]
pub struct Run {
    pub code: i32,
    pub out: Vec<u8>,
    pub err: String,
}

impl Desk {
    /// An Exchange server that speaks one version.
    pub async fn exchange(version: &str) -> Self {
        let mut config = SimConfig::new(Family::Exchange);
        config.versions.retain(|known| known.as_str() == version);
        Self::with(config).await
    }

    pub async fn with(config: SimConfig) -> Self {
        let server = Demo::start_with(config).await.unwrap();
        server.sim().add_user(Person::new("Carol Reyes", CAROL));
        Self { server, folder: tempfile::tempdir().unwrap() }
    }

    pub fn sim(&self) -> &Sim {
        self.server.sim()
    }

    pub fn url(&self) -> &str {
        self.server.url().as_str()
    }

    /// Alice invites Bob and Carol to Quarterly Planning. The UID comes back.
    pub fn quarterly_planning(&self) -> String {
        self.sim().invite(ALICE, quarterly_planning()).unwrap()
    }

    /// The folder of somebody's profile.
    pub fn profile(&self, who: &str) -> PathBuf {
        self.folder.path().join(who)
    }

    /// The program on somebody's profile, about to run.
    pub fn quorumctl(&self, who: &str, arguments: &[&str]) -> Program {
        Program::new(self.folder.path()).on(&self.profile(who)).arguments(arguments)
    }

    /// Runs the program on somebody's profile.
    pub async fn run(&self, who: &str, arguments: &[&str]) -> Run {
        self.quorumctl(who, arguments).run().await
    }

    /// The same, which has to succeed, with its JSON.
    pub async fn json(&self, who: &str, arguments: &[&str]) -> Value {
        self.quorumctl(who, arguments).argument("--json").run().await.done().json()
    }

    /// Adds somebody's mailbox to their profile. The account comes back.
    pub async fn sign_in(&self, who: &str) -> Value {
        let added = self.add(who, who).argument("--json").run().await;
        added.done().json()
    }

    /// Adds a mailbox to somebody's profile, about to run.
    pub fn add(&self, profile: &str, email: &str) -> Program {
        self.add_at(self.url(), profile, email)
    }

    /// The same where the server is reached in another way.
    pub fn add_at(&self, url: &str, profile: &str, email: &str) -> Program {
        let account = self.account(email);
        let add = ["account", "add", "--email", email, "--user", &account.user, "--server", url];
        self.quorumctl(profile, &add).variable("QUORUM_PASSWORD", &account.password)
    }

    /// What somebody signs in with.
    pub fn account(&self, email: &str) -> Account {
        self.sim().accounts().into_iter().find(|account| account.email == email).unwrap()
    }

    /// Signs Bob in, brings him up to date, and hands out the id of his only invitation.
    pub async fn bobs_invitation(&self) -> String {
        self.sign_in(BOB).await;
        self.run(BOB, &["sync"]).await.done();
        let invitations = self.json(BOB, &["invitations"]).await;
        assert_eq!(invitations.as_array().unwrap().len(), 1, "{invitations}");
        text(&invitations[0]["id"]).to_owned()
    }

    /// Alice's grid, after a Sync: what it says of Bob.
    pub async fn alice_sees_bob(&self) -> Value {
        if !self.profile(ALICE).exists() {
            self.sign_in(ALICE).await;
        }
        self.run(ALICE, &["sync"]).await.done();
        let grid = self.json(ALICE, &["grid"]).await;
        let attendees = grid["attendees"].as_array().unwrap();
        attendees.iter().find(|line| line["email"] == BOB).unwrap().clone()
    }

    /// Answers that left for the organizer, whoever mailed them.
    pub fn replies(&self) -> Vec<SentMail> {
        self.sim().sent_mails().into_iter().filter(|mail| mail.answer().is_some()).collect()
    }

    /// How often a command reached the server.
    pub fn asked(&self, command: Command) -> usize {
        self.sim().history().into_iter().filter(|exchange| exchange.command == command).count()
    }
}

/// In a week, at a full hour.
pub fn start() -> DateTime<Utc> {
    let hour = Utc::now().timestamp() / 3600 * 3600;
    DateTime::from_timestamp(hour, 0).unwrap() + TimeDelta::days(7)
}

pub fn quarterly_planning() -> Event {
    let event = Event::new("Quarterly Planning", start(), start() + TimeDelta::hours(1), Los_Angeles);
    Event {
        location: "Rainier".into(),
        body: "Please bring your priorities.".into(),
        attendees: vec![
            Attendee::required("Bob Nakamura", BOB),
            Attendee::optional("Carol Reyes", CAROL),
            Attendee::room("Rainier", "rainier@contoso.com"),
        ],
        ..event
    }
}

/// The cable between the server and those who reach it over [`Cable::url`]; it can be pulled out.
pub struct Cable {
    url: String,
    place: SocketAddr,
    server: SocketAddr,
    plugged: Option<JoinHandle<()>>,
}

impl Cable {
    pub async fn to(desk: &Desk) -> Self {
        let url = desk.server.url();
        let server = SocketAddr::from((Ipv4Addr::LOCALHOST, url.port().unwrap()));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let place = listener.local_addr().unwrap();
        let url = format!("http://{place}{}", url.path());
        Self { url, place, server, plugged: Some(tokio::spawn(carry(listener, server))) }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Nobody listens there any more.
    pub async fn pull_out(&mut self) {
        if let Some(carrying) = self.plugged.take() {
            carrying.abort();
            let _ = carrying.await;
        }
    }

    /// The server can be reached again, at the same place.
    pub async fn plug_in(&mut self) {
        let listener = TcpListener::bind(self.place).await.unwrap();
        self.plugged = Some(tokio::spawn(carry(listener, self.server)));
    }
}

async fn carry(listener: TcpListener, server: SocketAddr) {
    loop {
        let (mut here, _) = listener.accept().await.unwrap();
        tokio::spawn(async move {
            let mut there = TcpStream::connect(server).await.unwrap();
            let _ = tokio::io::copy_bidirectional(&mut here, &mut there).await;
        });
    }
}

/// The text of a JSON string.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

/// The program, about to run.
pub struct Program {
    command: tokio::process::Command,
    input: Vec<u8>,
}

impl Program {
    /// With an environment of its own: nothing of whoever runs the tests, and no keychain.
    pub fn new(home: &Path) -> Self {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_quorumctl"));
        command
            .env_clear()
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("DBUS_SESSION_BUS_ADDRESS", "disabled:")
            .env("QUORUM_PASSPHRASE", PASSPHRASE)
            .env("TZ", "Europe/Berlin")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        Self { command, input: Vec::new() }
    }

    pub fn on(mut self, profile: &Path) -> Self {
        self.command.arg("--profile").arg(profile);
        self
    }

    pub fn argument(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    pub fn arguments(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub fn input(mut self, bytes: &[u8]) -> Self {
        self.input = bytes.to_vec();
        self
    }

    pub async fn run(mut self) -> Run {
        let mut child = self.command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = self.input;
        // A program that does not read its input closes it early; that is its business.
        let writing = tokio::spawn(async move {
            let _ = stdin.write_all(&input).await;
        });
        let output = child.wait_with_output().await.unwrap();
        writing.await.unwrap();
        Run {
            code: output.status.code().unwrap(),
            out: output.stdout,
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Run {
    /// It has to have succeeded, without a word on standard error.
    pub fn done(self) -> Self {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.text());
        self
    }

    /// It has to have failed so. The error's message comes back.
    pub fn failed(&self, code: i32) -> String {
        assert_eq!(self.code, code, "{} {}", self.text(), self.err);
        self.err.clone()
    }

    /// It has to have failed so, with its reason as JSON. The error comes back.
    pub fn error(&self, code: i32, reason: &str) -> Value {
        let err = self.failed(code);
        assert_eq!(err.lines().count(), 1, "one line: {err}");
        let error: Value = serde_json::from_str(&err).unwrap();
        assert_eq!(error["error"]["code"], reason, "{error}");
        error["error"].clone()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}
