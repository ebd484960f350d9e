//! A real ActiveSync server that nobody here wrote: SOGo, with PostgreSQL, memcached, Dovecot and postfix
//! from Debian's packages, on free loopback ports under one short-lived folder.
//!
//! One set of daemons serves a whole test binary; two `sogod` over the same database answer for the two ways
//! a server can be set up (see [`Notifications`]). Tests stay out of each other's way by having their own
//! people ([`Sogo::people`]). The bed only seeds and looks; what a client of it does is left to the journeys.

mod people;
mod settings;

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail, ensure};
use tokio::sync::OnceCell;

pub use people::{Cast, Person, Role};

use crate::mail::invitation::Invitation;
use crate::mail::smtp;
use crate::output;
use crate::supervise::{Leash, last_lines, root_shell};
use crate::wait;
use settings::Ports;

/// Who tells the organizer that somebody has answered: SOGo's own
/// `SOGoAppointmentSendEMailNotifications`. Both ways are served at once, over the same data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notifications {
    /// SOGo mails invitations and replies itself (`YES`).
    SentBySogo,
    /// SOGo mails nothing (`NO`, its default): the client has to send the reply.
    LeftToTheClient,
}

impl Notifications {
    fn daemon(self) -> &'static str {
        match self {
            Self::SentBySogo => "sogod-telling",
            Self::LeftToTheClient => "sogod-silent",
        }
    }

    fn yes_or_no(self) -> &'static str {
        match self {
            Self::SentBySogo => "YES",
            Self::LeftToTheClient => "NO",
        }
    }
}

/// How long the slowest machine may take for one step of the start.
const PATIENCE: Duration = Duration::from_secs(60);

/// The running server.
#[derive(Debug)]
pub struct Sogo {
    dir: PathBuf,
    ports: Ports,
    first: Cast,
    casts: AtomicU32,
    leash: Mutex<Leash>,
}

impl Sogo {
    /// The server of this test binary, started on first use.
    ///
    /// # Panics
    /// When it cannot be started; every test that needs it then says why.
    pub async fn shared() -> &'static Self {
        static SHARED: OnceCell<std::result::Result<Sogo, String>> = OnceCell::const_new();
        let shared = SHARED.get_or_init(|| async { Self::start().await.map_err(|why| format!("{why:#}")) });
        match shared.await {
            Ok(sogo) => sogo,
            Err(why) => panic!("SOGo could not be started: {why}"),
        }
    }

    /// Starts everything and waits until it answers.
    ///
    /// # Errors
    /// With the end of the log that explains it.
    pub async fn start() -> Result<Self> {
        require_packages()?;
        // Unix sockets below it have room for about a hundred bytes, so not in a TMPDIR of any length.
        let dir = tempfile::Builder::new().prefix("quorum-sogo-").rand_bytes(6).tempdir_in("/tmp")?;
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755))?;
        let ports = Ports::free()?;
        settings::write(dir.path(), ports)?;
        let leash = Leash::start(supervisor(dir.path())?)?;
        // From here on the supervisor removes the folder, when everything in it has stopped.
        let dir = dir.keep();
        let sogo = Self {
            first: Cast::new(0, ports.imap),
            dir,
            ports,
            casts: AtomicU32::new(1),
            leash: Mutex::new(leash),
        };
        match sogo.become_ready().await {
            Ok(()) => Ok(sogo),
            Err(why) => Err(why.context(sogo.last_words())),
        }
    }

    async fn become_ready(&self) -> Result<()> {
        wait::until("PostgreSQL", PATIENCE, async || {
            self.require_supervisor()?;
            Ok(self.sql("postgres", "postgres", "CREATE ROLE sogo LOGIN PASSWORD 'sogo';").ok())
        })
        .await?;
        self.sql("postgres", "postgres", "CREATE DATABASE sogo OWNER sogo;")?;
        self.sql("sogo", "sogo", settings::CREATE_USERS)?;
        let Ports { cache, imap, lmtp, smtp, .. } = self.ports;
        for (daemon, port) in
            [("memcached", cache), ("Dovecot", imap), ("Dovecot's LMTP", lmtp), ("postfix", smtp)]
        {
            wait::until(daemon, PATIENCE, async || {
                self.require_supervisor()?;
                Ok(tokio::net::TcpStream::connect(("127.0.0.1", port)).await.ok())
            })
            .await?;
        }
        self.admit(&self.first)?;
        // One after the other: the first makes the tables.
        for notifications in [Notifications::SentBySogo, Notifications::LeftToTheClient] {
            self.tell(notifications.daemon())?;
            self.wait_for_activesync(notifications).await?;
        }
        self.prepare(&self.first).await
    }

    async fn wait_for_activesync(&self, notifications: Notifications) -> Result<()> {
        let client = http()?;
        wait::until("ActiveSync to answer OPTIONS", PATIENCE, async || {
            self.require_supervisor()?;
            let request = client
                .request(reqwest::Method::OPTIONS, self.endpoint(notifications))
                .basic_auth(&self.first.alice.user, Some(&self.first.alice.password));
            Ok(request.send().await.ok().filter(|answer| answer.status().is_success()).map(|_| ()))
        })
        .await
    }

    /// The address that an ActiveSync client is given.
    #[must_use]
    pub fn endpoint(&self, notifications: Notifications) -> String {
        format!("{}/Microsoft-Server-ActiveSync", self.web(notifications))
    }

    fn web(&self, notifications: Notifications) -> String {
        format!("http://127.0.0.1:{}/SOGo", self.ports.http(notifications))
    }

    /// Alice, Bob and Carol under these very names, for a person who tries things by hand.
    #[must_use]
    pub fn well_known(&self) -> &Cast {
        &self.first
    }

    /// New people, ready for ActiveSync, whom no other test knows: "exactly one reply" can then be counted.
    ///
    /// # Errors
    /// When the database or Dovecot refuses them.
    pub async fn people(&self) -> Result<Cast> {
        let cast = Cast::new(self.casts.fetch_add(1, Ordering::Relaxed), self.ports.imap);
        self.admit(&cast)?;
        self.prepare(&cast).await?;
        Ok(cast)
    }

    /// Gives them accounts, except to Carol. Mailboxes they have already.
    fn admit(&self, cast: &Cast) -> Result<()> {
        let inserts: String =
            cast.everybody().filter(|person| person.is_on_sogo()).map(settings::insert_user).collect();
        self.sql("sogo", "sogo", &inserts)
    }

    /// Does to a new account what years of use do to an old one.
    async fn prepare(&self, cast: &Cast) -> Result<()> {
        for person in cast.everybody() {
            // Dovecot counts modification sequences only in folders where a client has once asked for them,
            // and SOGo's sync keys are these numbers: without this, no mail would ever be synced.
            let mut imap = person.imap().await?;
            imap.enable_modification_sequences(&["Templates"], &["Drafts", "Sent", "Trash", "Junk"]).await?;
            imap.sign_out().await?;
        }
        for person in cast.everybody().filter(|person| person.is_on_sogo()) {
            // A calendar that was never written to has no sync key worth the name either.
            let seed = Invitation::new("Long ago", person).at("2020-01-06T09:00:00Z", 30);
            self.put_event(Notifications::LeftToTheClient, person, &seed).await?;
        }
        Ok(())
    }

    /// Puts an event into somebody's calendar as a CalDAV client does. With [`Notifications::SentBySogo`] the
    /// attendees are mailed; either way those on SOGo have it in their calendars at once.
    ///
    /// # Errors
    /// When SOGo refuses.
    pub async fn put_event(
        &self,
        notifications: Notifications,
        owner: &Person,
        event: &Invitation,
    ) -> Result<()> {
        let url = self.event_url(notifications, owner, event.uid());
        let request = http()?
            .put(url)
            .basic_auth(&owner.user, Some(&owner.password))
            .header("Content-Type", "text/calendar; charset=utf-8")
            .body(event.stored());
        let answer = request.send().await?;
        ensure!(answer.status().is_success(), "CalDAV PUT was refused: {}", answer.status());
        Ok(())
    }

    /// Removes an event as a CalDAV client does; its attendees are told.
    ///
    /// # Errors
    /// When SOGo refuses.
    pub async fn delete_event(&self, notifications: Notifications, owner: &Person, uid: &str) -> Result<()> {
        let request = http()?
            .delete(self.event_url(notifications, owner, uid))
            .basic_auth(&owner.user, Some(&owner.password));
        let answer = request.send().await?;
        ensure!(answer.status().is_success(), "CalDAV DELETE was refused: {}", answer.status());
        Ok(())
    }

    /// What is stored in somebody's calendar, as iCalendar; `None` if there is no such event.
    ///
    /// # Errors
    /// When SOGo fails.
    pub async fn stored_event(&self, owner: &Person, uid: &str) -> Result<Option<String>> {
        let request = http()?
            .get(self.event_url(Notifications::LeftToTheClient, owner, uid))
            .basic_auth(&owner.user, Some(&owner.password));
        let answer = request.send().await?;
        if answer.status() == reqwest::StatusCode::NOT_FOUND {
            return Ok(None);
        }
        Ok(Some(answer.error_for_status()?.text().await?))
    }

    fn event_url(&self, notifications: Notifications, owner: &Person, uid: &str) -> String {
        format!("{}/dav/{}/Calendar/personal/{uid}.ics", self.web(notifications), owner.user)
    }

    /// Mails an invitation (or its update or cancellation) past SOGo, as an outside organizer's server does.
    ///
    /// # Errors
    /// When postfix refuses.
    pub async fn mail(&self, from: &Person, to: &[&Person], message: &[u8]) -> Result<()> {
        let to: Vec<&str> = to.iter().map(|person| person.email.as_str()).collect();
        smtp::send(self.ports.smtp, &from.email, &to, message).await
    }

    /// Where Dovecot and postfix listen, for a person who looks by hand.
    #[must_use]
    pub fn mail_ports(&self) -> String {
        format!("IMAP on 127.0.0.1:{}, SMTP on 127.0.0.1:{}", self.ports.imap, self.ports.smtp)
    }

    fn tell(&self, line: &str) -> Result<()> {
        self.leash.lock().map_err(|_| anyhow!("the supervisor is lost"))?.tell(line)
    }

    fn require_supervisor(&self) -> Result<()> {
        let ended = self.leash.lock().map_err(|_| anyhow!("the supervisor is lost"))?.has_ended();
        ensure!(!ended, "the daemons' supervisor has ended early");
        Ok(())
    }

    fn sql(&self, role: &str, database: &str, statement: &str) -> Result<()> {
        let output = Command::new("psql")
            .args(["-h", "127.0.0.1", "-p", &self.ports.database.to_string(), "-U", role, "-d", database])
            .args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "-c", statement])
            .output()
            .context("psql could not be started")?;
        ensure!(output.status.success(), "psql: {}", String::from_utf8_lossy(&output.stderr).trim());
        Ok(())
    }

    fn last_words(&self) -> String {
        let mut words = String::from("the daemons' last words:");
        // The supervisor's copies, in case it has given up and cleared away already.
        for folder in [self.dir.join("log"), output::root().join("test-output/sogo")] {
            let Ok(files) = fs::read_dir(&folder) else { continue };
            for file in files.flatten() {
                let tail = last_lines(&file.path(), 6);
                if !tail.is_empty() {
                    words.push_str(&format!("\n--- {}\n{tail}", file.file_name().to_string_lossy()));
                }
            }
            break;
        }
        words
    }
}

/// SOGo closes every connection without saying so: a pooled one would fail on its next use.
fn http() -> Result<reqwest::Client> {
    let client = reqwest::Client::builder().pool_max_idle_per_host(0).no_proxy();
    Ok(client.timeout(Duration::from_secs(30)).build()?)
}

fn require_packages() -> Result<()> {
    for (file, package) in [
        ("/usr/sbin/sogod", "sogo"),
        ("/usr/bin/psql", "postgresql"),
        ("/usr/bin/memcached", "memcached"),
        ("/usr/sbin/dovecot", "dovecot-imapd"),
        ("/usr/sbin/postfix", "postfix"),
    ] {
        if !Path::new(file).exists() {
            bail!("{file} is missing (package {package}); `cargo xtask setup` installs what tests need");
        }
    }
    Ok(())
}

/// The supervising shell, as root: postfix and Dovecot will not start as anybody else.
fn supervisor(dir: &Path) -> Result<Command> {
    let script = dir.join("bed.sh");
    fs::write(&script, concat!(include_str!("../family.sh"), include_str!("bed.sh")))?;
    let me = fs::metadata(dir)?;
    let mut command = root_shell("Starting postfix and Dovecot")?;
    command.arg(script).arg(dir).arg(output::folder("sogo")?).arg(format!("{}:{}", me.uid(), me.gid()));
    Ok(command)
}
