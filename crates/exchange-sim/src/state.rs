//! The world behind the lock: mailboxes, devices, what is due, what has happened.
//!
//! Plain storage and look-ups. Requests change it through [`commands`](crate::commands), people through
//! [`scheduling`](crate::scheduling).

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use crate::config::{Provisioning, SimConfig};
use crate::device::Device;
use crate::fault::Armed;
use crate::history::{Exchange, SentMail};
use crate::model::event::Person;
use crate::model::mailbox::Mailbox;
use crate::scenario;
use crate::scheduling::AnswerDue;
use crate::sim::{Account, NoSuch};

/// Everything the server knows.
pub(crate) struct State {
    config: SimConfig,
    now: DateTime<Utc>,
    mailboxes: BTreeMap<String, Mailbox>,
    /// Keys of `mailboxes` in the order they were made.
    order: Vec<String>,
    /// By mailbox key and device id.
    pub devices: BTreeMap<(String, String), Device>,
    /// Answers that show in a calendar later, by when; the number keeps their order.
    pub due: BTreeMap<(DateTime<Utc>, u64), AnswerDue>,
    pub faults: Vec<Armed>,
    pub history: VecDeque<Exchange>,
    pub sent: Vec<SentMail>,
    counter: u64,
}

impl State {
    pub fn new(config: SimConfig) -> Self {
        let now = config.clock.now();
        let mut state = Self {
            now,
            config,
            mailboxes: BTreeMap::new(),
            order: Vec::new(),
            devices: BTreeMap::new(),
            due: BTreeMap::new(),
            faults: Vec::new(),
            history: VecDeque::new(),
            sent: Vec::new(),
            counter: 0,
        };
        scenario::play(&mut state);
        state.now = now;
        state
    }

    /// From now on these versions only.
    pub fn speak(&mut self, versions: Vec<eas::ProtocolVersion>) {
        self.config.versions = versions;
    }

    pub fn config(&self) -> &SimConfig {
        &self.config
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Takes the world back to an earlier time, for a scenario to tell what happened then.
    pub fn rewind(&mut self, to: DateTime<Utc>) {
        self.now = to;
    }

    /// Sets the time and lets happen what was due by then, each at its own time.
    pub fn catch_up(&mut self, now: DateTime<Utc>) {
        while let Some(entry) = self.due.first_entry() {
            if entry.key().0 > now {
                break;
            }
            self.now = entry.key().0;
            let answer = entry.remove();
            self.apply_answer(answer);
        }
        self.now = now;
    }

    /// When something happens next by itself.
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        self.due.first_key_value().map(|((at, _), _)| *at)
    }

    /// Notes a request and its answer, and forgets the oldest beyond the limit.
    pub fn remember(&mut self, exchange: Exchange) {
        self.history.push_back(exchange);
        let excess = self.history.len().saturating_sub(self.config.history);
        self.history.drain(..excess);
    }

    /// A number never given out before.
    pub fn number(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// Sixteen bytes never given out before, the same in every run.
    pub fn unique(&mut self) -> [u8; 16] {
        let digest = Sha256::digest(self.number().to_be_bytes());
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(digest.iter()).for_each(|(byte, digest)| *byte = *digest);
        bytes
    }

    pub fn add_user(&mut self, person: Person) -> Account {
        let key = person.email.to_lowercase();
        let user = key.split('@').next().unwrap_or_default().to_owned();
        let password = format!("{user}-password");
        let mut mailbox = Mailbox::new(person, user, password, self.config.behaviour.names);
        mailbox.automatic_processing = self.config.automatic_processing;
        let account = account(&mailbox);
        if self.mailboxes.insert(key.clone(), mailbox).is_none() {
            self.order.push(key);
        }
        account
    }

    pub fn accounts(&self) -> Vec<Account> {
        self.order.iter().filter_map(|key| self.mailboxes.get(key)).map(account).collect()
    }

    /// In the order they were made.
    pub fn mailboxes(&self) -> impl Iterator<Item = &Mailbox> {
        self.order.iter().filter_map(|key| self.mailboxes.get(key))
    }

    /// Key of the mailbox with this address, alias or user name (`bob`, `CONTOSO\bob`).
    pub fn key(&self, name: &str) -> Option<String> {
        let user = name.rsplit('\\').next().unwrap_or(name);
        if let Some((key, _)) = self.mailboxes.get_key_value(&user.to_lowercase()) {
            return Some(key.clone());
        }
        let matches =
            |mailbox: &Mailbox| mailbox.has_address(user) || mailbox.user.eq_ignore_ascii_case(user);
        self.mailboxes.iter().find(|(_, mailbox)| matches(mailbox)).map(|(key, _)| key.clone())
    }

    pub fn mailbox(&self, name: &str) -> Result<&Mailbox, NoSuch> {
        let found = self.key(name).and_then(|key| self.mailboxes.get(&key));
        found.ok_or_else(|| NoSuch::User(name.to_owned()))
    }

    pub fn mailbox_mut(&mut self, name: &str) -> Result<&mut Mailbox, NoSuch> {
        let key = self.key(name);
        let found = key.and_then(|key| self.mailboxes.get_mut(&key));
        found.ok_or_else(|| NoSuch::User(name.to_owned()))
    }

    /// The device a session speaks for, known from now on.
    pub fn device(&mut self, user: &str, device: &str) -> &mut Device {
        self.devices.entry((user.to_owned(), device.to_owned())).or_default()
    }

    pub fn demand_provisioning(&mut self, provisioning: Provisioning) {
        self.config.provisioning = provisioning;
        for device in self.devices.values_mut() {
            device.policy_key = None;
        }
    }
}

fn account(mailbox: &Mailbox) -> Account {
    Account {
        email: mailbox.owner.email.clone(),
        name: mailbox.owner.name.clone(),
        user: mailbox.user.clone(),
        password: mailbox.password.clone(),
    }
}
