//! What goes wrong, and when the process dies.
//!
//! Each story draws its own climate: how often something goes wrong and which things. From there on the dice decide
//! request by request.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use exchange_sim::{Command, Fault};
use tokio::sync::Notify;

use crate::tally::Tally;

/// Kinds of faults: name, and which commands they strike.
const KINDS: [Kind; 20] = [
    Kind("lost request", None),
    Kind("lost reply", None),
    Kind("401", None),
    Kind("403", None),
    Kind("449", None),
    Kind("451", None),
    Kind("500", None),
    Kind("503", None),
    Kind("507", Some(Command::SendMail)),
    Kind("status 2", Some(Command::MeetingResponse)),
    Kind("status 3", Some(Command::MeetingResponse)),
    Kind("status 4", Some(Command::MeetingResponse)),
    Kind("unknown status", Some(Command::MeetingResponse)),
    Kind("server error as status", None),
    Kind("repeated batch", Some(Command::Sync)),
    Kind("reversed batch", Some(Command::Sync)),
    Kind("late Sync", Some(Command::Sync)),
    Kind("forgotten keys", None),
    Kind("noise", None),
    Kind("half an answer", None),
];

/// More requests than these are a sign that something goes round and round.
const MOST_REQUESTS: u64 = 3000;

/// Those after which nobody knows what the server has done.
const LOST: [&str; 4] = ["lost request", "lost reply", "noise", "half an answer"];

/// A kind of fault.
#[derive(Debug, Clone, Copy)]
struct Kind(&'static str, Option<Command>);

/// One story's climate, and the state of its process and network.
#[derive(Debug)]
pub struct Weather {
    dice: fastrand::Rng,
    kinds: Vec<Kind>,
    /// Chance of a fault, for one request.
    rate: f64,
    /// A command that always fails in one way until then.
    stuck: Option<(Command, &'static str, DateTime<Utc>)>,
    /// What strikes the next such commands, one after the other.
    patch: Vec<(Command, Option<&'static str>)>,
    /// No network.
    pub offline: bool,
    /// Nothing goes wrong any more, but for what never works.
    calm: bool,
    /// The server takes no mail, also when everything else works.
    mute: bool,
    /// The process dies at the point so many points ahead.
    pub dies_in: Option<u32>,
    dead: bool,
    /// Points passed in this life.
    pub points: u32,
    /// Numbers.
    pub tally: Tally,
    /// What has happened, if somebody wants to read it.
    pub trace: Option<Vec<String>>,
    /// By mailbox: since when an answer has been on its way that no Sync has shown yet.
    pub unseen_since: BTreeMap<String, DateTime<Utc>>,
    /// By mailbox: Syncs in a row that nothing has struck.
    pub clean_syncs: BTreeMap<String, u32>,
    /// What the server has been asked to answer: (mailbox, UID, start of the version named).
    pub named: Vec<Named>,
}

/// An invitation named in a MeetingResponse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Whose mailbox.
    pub user: String,
    /// The meeting.
    pub uid: String,
    /// The one occurrence.
    pub recurrence_id: Option<DateTime<Utc>>,
    /// When that version starts.
    pub start: DateTime<Utc>,
}

impl Weather {
    /// The climate of a seed. Some stories are calm, so that crashes alone are seen, too.
    pub fn new(mut dice: fastrand::Rng, traced: bool) -> Self {
        let rate = [0.0, 0.0, 0.03, 0.1, 0.25, 0.4][dice.usize(..6)];
        let share = dice.f64();
        // Replies that get lost are the hardest of all: some stories know nothing else.
        let kinds = match dice.u8(..6) {
            0 => KINDS.into_iter().filter(|Kind(name, _)| LOST.contains(name)).collect(),
            _ => KINDS.into_iter().filter(|_| dice.f64() < share.max(0.1)).collect(),
        };
        Self {
            dice,
            kinds,
            rate,
            stuck: None,
            patch: Vec::new(),
            offline: false,
            calm: true,
            mute: false,
            dies_in: None,
            dead: false,
            points: 0,
            tally: Tally::default(),
            trace: traced.then(Vec::new),
            unseen_since: BTreeMap::new(),
            clean_syncs: BTreeMap::new(),
            named: Vec::new(),
        }
    }

    /// From now on things go wrong, or nothing does.
    pub fn set_calm(&mut self, calm: bool) {
        if calm && !self.calm {
            self.mute = self.dice.u8(..40) == 0;
        }
        self.calm = calm;
        if calm {
            (self.offline, self.stuck, self.dies_in) = (false, None, None);
            self.patch.clear();
        }
    }

    /// One command fails in one way until then.
    pub fn stick(&mut self, until: DateTime<Utc>) {
        let ways = [
            (Command::SendMail, "503"),
            (Command::SendMail, "507"),
            (Command::SendMail, "lost reply"),
            (Command::MeetingResponse, "status 3"),
            (Command::MeetingResponse, "503"),
            (Command::MeetingResponse, "lost reply"),
            (Command::MeetingResponse, "lost request"),
            (Command::Sync, "503"),
        ];
        let (command, kind) = ways[self.dice.usize(..ways.len())];
        self.stuck = Some((command, kind, until));
    }

    /// The next Sync of a calendar does its work, and so does the next answer; of neither anybody hears. What the
    /// server keeps for a Sync that is repeated is from before the answer then, and the next is not at once.
    pub fn bad_patch(&mut self) {
        let (inbox, calendar) = ((Command::Sync, None), (Command::Sync, Some("lost reply")));
        let answer = (Command::MeetingResponse, Some("lost reply"));
        self.patch = vec![inbox, calendar, answer, (Command::Sync, Some("503"))];
    }

    /// What strikes this request.
    pub fn strike(
        &mut self,
        command: Command,
        now: DateTime<Utc>,
        path: &str,
        may_be_late: bool,
    ) -> Option<(&'static str, Fault)> {
        if self.calm {
            let struck = self.mute && command == Command::SendMail;
            return struck.then(|| self.struck("503", path));
        }
        let in_patch = self.patch.iter().position(|(struck, _)| *struck == command);
        let stuck = self.stuck.filter(|(stuck, _, until)| *stuck == command && now < *until);
        let name = match (in_patch, stuck) {
            (Some(at), _) => self.patch.remove(at).1?,
            (None, Some((_, name, _))) => name,
            (None, None) => {
                let fitting: Vec<&'static str> = self
                    .kinds
                    .iter()
                    .filter(|Kind(_, only)| only.is_none_or(|only| only == command))
                    .filter(|Kind(name, _)| may_be_late || *name != "late Sync")
                    .map(|Kind(name, _)| *name)
                    .collect();
                if fitting.is_empty() || self.dice.f64() >= self.rate {
                    return None;
                }
                fitting[self.dice.usize(..fitting.len())]
            }
        };
        Some(self.struck(name, path))
    }

    fn struck(&mut self, name: &'static str, path: &str) -> (&'static str, Fault) {
        self.tally.fault(name);
        (name, self.fault(name, path))
    }

    fn fault(&mut self, name: &str, path: &str) -> Fault {
        match name {
            "lost request" => Fault::LoseRequest,
            "lost reply" => Fault::LoseReply,
            "401" => Fault::Unauthorized,
            "403" => Fault::Forbidden,
            "449" => Fault::ProvisionFirst,
            "451" => Fault::Moved(format!("http://127.0.0.{}:1{path}", self.dice.u8(2..9))),
            "500" => Fault::ServerError,
            "503" => Fault::Busy(self.dice.bool().then(|| self.dice.u32(1..120))),
            "507" => Fault::MailboxFull,
            "status 2" => Fault::MeetingResponse(2),
            "status 3" => Fault::MeetingResponse(3),
            "status 4" => Fault::MeetingResponse(4),
            "unknown status" => Fault::MeetingResponse(177),
            "server error as status" => Fault::Status(110),
            "repeated batch" => Fault::RepeatBatch,
            "reversed batch" => Fault::ReverseBatch,
            "late Sync" => Fault::LateSync,
            "forgotten keys" => Fault::ForgetSyncKeys,
            "noise" => Fault::Garbage,
            _ => Fault::Truncated,
        }
    }

    /// A Sync of somebody's has shown everything that there was.
    pub fn seen(&mut self, user: &str) {
        let clean = self.clean_syncs.entry(user.to_owned()).or_default();
        *clean += 1;
        if *clean > 2 {
            self.unseen_since.remove(user);
        }
    }

    /// How long the network takes, in milliseconds.
    pub fn delay(&mut self) -> u64 {
        self.dice.u64(1..400)
    }

    /// A point has been reached at which a process can die. `true`: it does, or has.
    pub fn dies(&mut self) -> bool {
        if self.dead {
            return true;
        }
        if self.is_endless() {
            self.die();
            return true;
        }
        self.points += 1;
        match &mut self.dies_in {
            Some(0) => self.die(),
            Some(left) => *left -= 1,
            None => {}
        }
        self.dead
    }

    /// Has the server been asked more often than any story that ends well asks it?
    pub fn is_endless(&self) -> bool {
        self.tally.requests > MOST_REQUESTS
    }

    /// The process is dead.
    pub fn die(&mut self) {
        self.dead = true;
        self.dies_in = None;
        self.tally.crashes += 1;
        self.note(|| "the process dies".into());
    }

    /// A new process starts.
    pub fn start(&mut self) {
        self.dead = false;
        self.points = 0;
    }

    /// Notes a line for whoever reads the trace.
    pub fn note(&mut self, line: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            trace.push(line());
        }
    }
}

/// The weather, as all of a story share it.
#[derive(Debug, Clone)]
pub struct Sky(Arc<(Mutex<Weather>, Notify)>);

impl Sky {
    /// Over one story.
    pub fn new(weather: Weather) -> Self {
        Self(Arc::new((Mutex::new(weather), Notify::new())))
    }

    /// Asks or changes the weather.
    pub fn with<T>(&self, deed: impl FnOnce(&mut Weather) -> T) -> T {
        deed(&mut self.0.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A point in asynchronous code at which the process may die; if it does, this never returns.
    pub async fn point(&self) {
        if self.with(Weather::dies) {
            self.0.1.notify_one();
            std::future::pending::<()>().await;
        }
    }

    /// A point in code that does not wait; if the process dies here, it unwinds.
    pub fn commit_point(&self) {
        if self.with(Weather::dies) {
            self.0.1.notify_one();
            std::panic::resume_unwind(Box::new(Death));
        }
    }

    /// Returns when the process has died.
    pub async fn death(&self) {
        self.0.1.notified().await;
    }
}

/// What a dying process unwinds with.
#[derive(Debug)]
pub struct Death;
