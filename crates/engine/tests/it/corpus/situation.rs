//! The corpus on disk: what its files hold, and the bytes that belong to them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use engine::NewAccount;
use engine::secrets::Secret;
use engine::view::Replies;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::recorded::Greetings;

pub const ME: &str = "bob@contoso.com";

/// A mailbox at one moment, what its card must say, and what each button must do.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// The file's name without its ending.
    #[serde(skip)]
    pub name: String,
    /// One sentence.
    pub story: String,
    /// The server it comes from: a file of `servers/`.
    pub server: String,
    /// The program that wrote the invitation.
    pub organizer_program: String,
    /// Now.
    pub today: DateTime<Utc>,
    /// Where I am.
    #[serde(deserialize_with = "zone")]
    pub zone: Tz,
    /// Each is one synchronisation, in order.
    pub sync: Vec<Round>,
    /// The titles of the list's rows, newest first; left out: one row.
    pub rows: Option<Vec<String>>,
    /// Which row's card this is about.
    #[serde(default)]
    pub pick: usize,
    /// Whose card this is about where the list has no row of it: what begins then in the calendar.
    pub entry: Option<DateTime<Utc>>,
    /// Items that are put aside because they cannot be read.
    #[serde(default)]
    pub unreadable: u32,
    /// What the calendar shows from today on for three weeks.
    pub calendar: Option<Vec<String>>,
    /// What the card must say: only what is written here is compared.
    pub card: Option<toml::Table>,
    /// What *My meetings* must say of the first one that I organize: only what is written here is compared.
    pub grid: Option<toml::Table>,
    /// Why nothing can be answered.
    pub refused: Option<String>,
    /// What each answer to all of it must send.
    pub buttons: Option<BTreeMap<Button, Sent>>,
    /// What the other buttons must send.
    #[serde(default)]
    pub press: Vec<Press>,
    /// Buttons of this card that another situation presses, which does the same by the same server: that one's name.
    #[serde(default)]
    pub as_in: BTreeMap<Kind, String>,
    /// Words that a person must see on the card.
    #[serde(default)]
    pub see: Vec<String>,
    /// What the server hands out when an item is fetched, by the item's ServerId.
    #[serde(default)]
    pub fetch: BTreeMap<String, String>,
    /// What the server tells of other people's calendars.
    pub calendars: Option<String>,
    /// What Deleted Items holds.
    pub deleted: Option<String>,
    /// What the Inbox brings once an invitation was moved there from Deleted Items.
    pub brought_back: Option<String>,
}

/// What one synchronisation brings, and what the person does afterwards.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// When, where that is not today's moment.
    pub at: Option<DateTime<Utc>>,
    pub inbox: Option<String>,
    pub calendar: Option<String>,
    /// What is pressed after it.
    pub then: Option<Button>,
    /// The one date of a series that it is given to; left out: all of it.
    pub date: Option<DateTime<Utc>>,
}

#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum Button {
    Accept,
    Tentative,
    Decline,
    /// *Remove from calendar*.
    Remove,
    /// *Bring it back*.
    BringBack,
}

/// What leaves this computer with an answer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// MeetingResponse, byte for byte what this XML stands for.
    pub request: String,
    /// Lines that the mail to the organizer must have; left out: no mail.
    pub mail: Option<Vec<String>>,
    /// MoveItems that puts the answered invitation away with the next synchronisation, byte for byte; left out: none.
    pub moved: Option<String>,
}

/// A button besides the answers to all of it, pressed in a mailbox of its own, and what leaves this computer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Press {
    pub button: Button,
    /// The one date of the series that it is for, by its original start; left out: all of it.
    pub date: Option<DateTime<Utc>>,
    /// Where it is pressed.
    #[serde(default)]
    pub on: Place,
    /// The other time, start and end, that goes with the answer.
    pub propose: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// What is pressed before, in the same mailbox.
    pub after: Option<Button>,
    /// MeetingResponse, Sync or MoveItems, byte for byte what this XML stands for.
    pub request: Option<String>,
    /// As in [`Sent`].
    pub mail: Option<Vec<String>>,
    /// As in [`Sent`].
    pub moved: Option<String>,
    /// Why it does nothing, instead of those.
    pub refused: Option<String>,
}

/// Where a button is.
#[derive(Deserialize, Debug, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    #[default]
    Card,
    /// The entry of that date in the calendar.
    Calendar,
}

/// Kinds of buttons besides the answers to all of it.
#[derive(Deserialize, Serialize, Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An answer to one of the dates of a series.
    OneDate,
    /// *Propose another time*, sent as tentative.
    ProposeTentative,
    /// *Propose another time*, sent as a decline.
    ProposeDecline,
    /// *Remove from calendar*.
    Remove,
    /// *Bring it back*.
    BringBack,
}

impl Press {
    /// What it must send; none: nothing.
    pub fn sent(&self) -> Option<Sent> {
        let Self { request, mail, moved, .. } = self;
        request.clone().map(|request| Sent { request, mail: mail.clone(), moved: moved.clone() })
    }

    /// Which kind of button this is; none: an answer to all of it.
    pub fn kind(&self) -> Option<Kind> {
        match (self.button, self.propose, self.date) {
            (Button::Remove, ..) => Some(Kind::Remove),
            (Button::BringBack, ..) => Some(Kind::BringBack),
            (_, _, Some(_)) => Some(Kind::OneDate),
            (Button::Decline, Some(_), None) => Some(Kind::ProposeDecline),
            (_, Some(_), None) => Some(Kind::ProposeTentative),
            (_, None, None) => None,
        }
    }
}

/// A server's manner of speaking.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    #[serde(skip)]
    pub name: String,
    /// For people.
    pub title: String,
    pub path: String,
    /// CollectionId of the Inbox; every other one is the calendar's.
    pub inbox: String,
    /// Headers of its answer to OPTIONS.
    pub headers: BTreeMap<String, String>,
    pub folders: String,
    pub primed_inbox: String,
    pub primed_calendar: String,
    pub settings: String,
}

impl Server {
    /// What it says to everybody, and no items.
    pub fn greetings(&self) -> Greetings {
        let greeting = |what: &str| wire(&format!("{}.{what}.wbxml", self.name));
        Greetings {
            headers: self.headers.clone().into_iter().collect(),
            inbox: self.inbox.clone(),
            folders: greeting("folders"),
            primed_inbox: greeting("primed-inbox"),
            primed_calendar: greeting("primed-calendar"),
            settings: greeting("settings"),
            fetch: Vec::new(),
        }
    }

    /// Bob's account on it.
    pub fn login(&self) -> NewAccount {
        NewAccount {
            email: ME.into(),
            server: format!("https://mail.contoso.com{}", self.path),
            user: None,
            password: Secret::new("bob-pw".into()),
            version: None,
            replies: Replies::Auto,
            demo: false,
        }
    }
}

fn zone<'de, D: Deserializer<'de>>(name: D) -> Result<Tz, D::Error> {
    String::deserialize(name)?.parse().map_err(de::Error::custom)
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// Every situation, in order.
pub fn situations() -> Vec<Situation> {
    files("situations")
        .into_iter()
        .map(|(name, text)| {
            let read: Situation = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            Situation { name, ..read }
        })
        .collect()
}

/// Every server, by the name of its file.
pub fn servers() -> BTreeMap<String, Server> {
    files("servers")
        .into_iter()
        .map(|(name, text)| {
            let read: Server = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name.clone(), Server { name, ..read })
        })
        .collect()
}

fn files(below: &str) -> Vec<(String, String)> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder().join(below)).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let stem = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    paths.iter().map(|path| (stem(path), fs::read_to_string(path).unwrap())).collect()
}

/// Each document of the corpus as XML, with the name of the file that has its bytes.
pub fn documents() -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, server) in servers() {
        for (what, xml) in [
            ("folders", server.folders),
            ("primed-inbox", server.primed_inbox),
            ("primed-calendar", server.primed_calendar),
            ("settings", server.settings),
        ] {
            all.push((format!("{name}.{what}.wbxml"), xml));
        }
    }
    for situation in situations() {
        for (at, round) in situation.sync.into_iter().enumerate() {
            for (what, xml) in [("inbox", round.inbox), ("calendar", round.calendar)] {
                all.extend(xml.map(|xml| (sync_file(&situation.name, at, what), xml)));
            }
        }
        for (at, (_, xml)) in situation.fetch.into_iter().enumerate() {
            all.push((fetch_file(&situation.name, at), xml));
        }
        let folders = [("deleted", situation.deleted), ("brought-back", situation.brought_back)];
        for (what, xml) in folders.into_iter().chain([("calendars", situation.calendars)]) {
            all.extend(xml.map(|xml| (asked_file(&situation.name, what), xml)));
        }
    }
    all
}

pub fn sync_file(situation: &str, round: usize, what: &str) -> String {
    format!("{situation}.{}.{what}.wbxml", round + 1)
}

pub fn fetch_file(situation: &str, at: usize) -> String {
    format!("{situation}.fetch-{}.wbxml", at + 1)
}

/// Of what is told when it is asked for.
pub fn asked_file(situation: &str, what: &str) -> String {
    format!("{situation}.{what}.wbxml")
}

/// The bytes as they are committed.
pub fn wire(file: &str) -> Vec<u8> {
    fs::read(folder().join("wire").join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}
