//! The server and its people.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc, Weekday};
use chrono::{Datelike as _, SubsecRound as _};
use eas::ProtocolVersion::{self, V14_0, V14_1, V16_0, V16_1};
use engine::NewAccount;
use engine::secrets::Secret;
use engine::view::Replies;
use exchange_sim::model::recurrence::{Ends, Recurrence};
use exchange_sim::{Attendee, Clock, Event, Family, Person, Policy, Provisioning, Sim, SimConfig};

use crate::time::Time;

/// Who invites.
pub const ORGANIZERS: [&str; 2] = ["alice@contoso.com", "dora@contoso.com"];
/// Who answers through Quorum.
pub const INVITEES: [&str; 2] = ["bob@contoso.com", "carol@contoso.com"];
/// Another address of Bob's.
pub const ALIAS: &str = "robert@contoso.com";

const SERVERS: [(Family, ProtocolVersion); 10] = [
    (Family::Exchange, V14_0),
    (Family::Exchange, V14_1),
    (Family::Exchange, V14_1),
    (Family::Exchange, V16_0),
    (Family::Exchange, V16_1),
    (Family::ExchangeOnline, V16_1),
    (Family::Sogo, V14_1),
    (Family::ZPush, V14_1),
    (Family::Grommunio, V14_1),
    (Family::Grommunio, V16_1),
];

/// A server with people.
#[derive(Debug)]
pub struct World {
    /// The server.
    pub sim: Sim,
    /// Its kind.
    pub family: Family,
    /// The version it speaks.
    pub version: ProtocolVersion,
    /// How long an answer takes to show.
    pub lag: TimeDelta,
    /// Who answers through Quorum.
    pub invitees: Vec<&'static str>,
    /// What organizers did.
    pub meetings: Vec<Meeting>,
}

/// A meeting, as its organizer knows it.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// Its UID.
    pub uid: String,
    /// Who invites.
    pub organizer: &'static str,
    /// The organizer wants answers.
    pub requested: bool,
    /// The addresses that were invited.
    pub addresses: Vec<&'static str>,
    /// Starts of its occurrences, if it is a series.
    pub occurrences: Vec<DateTime<Utc>>,
    /// It was changed, called off, or answered with another program, after it was sent.
    pub disturbed: bool,
    /// It was called off.
    pub cancelled: bool,
    /// Who answered it with another program, once for each time.
    pub answered_elsewhere: Vec<&'static str>,
}

impl World {
    /// A server drawn by dice.
    pub fn new(dice: &mut fastrand::Rng, time: &Arc<Time>) -> Self {
        let (family, version) = SERVERS[dice.usize(..SERVERS.len())];
        let hands = Arc::clone(time);
        let mut config =
            SimConfig::new(family).versions([version]).clock(Clock::borrowed(move || hands.now()));
        config.history = 0;
        if family == Family::Exchange && dice.u8(..4) == 0 {
            config = config.lag(TimeDelta::seconds(dice.i64(1..35)));
        }
        if family != Family::Sogo && dice.u8(..4) == 0 {
            config = config.provisioning(Provisioning::Http449);
        }
        config.policy = Policy { max_age: dice.bool().then_some((0, 0)), ..Policy::default() };
        let lag = config.behaviour.lag;
        let sim = Sim::new(config);
        let people = [
            ("Alice Moreau", ORGANIZERS[0]),
            ("Dora Lindqvist", ORGANIZERS[1]),
            ("Bob Nakamura", INVITEES[0]),
            ("Carol Reyes", INVITEES[1]),
        ];
        for (name, email) in people {
            sim.add_user(Person::new(name, email));
            if family != Family::Sogo && dice.u8(..6) == 0 {
                let _ = sim.automatic_processing(email, false);
            }
        }
        if dice.u8(..3) == 0 {
            let _ = sim.add_alias(INVITEES[0], ALIAS);
        }
        let invitees = INVITEES[..dice.usize(1..=2)].to_vec();
        Self { sim, family, version, lag, invitees, meetings: Vec::new() }
    }

    /// What somebody types to set a mailbox up.
    pub fn login(&self, email: &str, replies: Replies) -> Option<NewAccount> {
        let account = self.sim.accounts().into_iter().find(|account| account.email == email)?;
        Some(NewAccount {
            email: email.to_owned(),
            server: format!("http://127.0.0.1:1{}", self.sim.path()),
            user: Some(account.user),
            password: Secret::new(account.password),
            version: None,
            replies,
            demo: false,
        })
    }

    /// Has Bob another address, too?
    pub fn has_alias(&self) -> bool {
        self.sim.mailbox(INVITEES[0]).is_ok_and(|bob| bob.has_address(ALIAS))
    }

    /// Somebody invites.
    pub fn invite(&mut self, dice: &mut fastrand::Rng, now: DateTime<Utc>) {
        let organizer = ORGANIZERS[dice.usize(..2)];
        let number = self.meetings.len() + 1;
        let start = now.trunc_subsecs(0) + TimeDelta::hours(24 + dice.i64(0..200));
        let bob = if self.has_alias() && dice.bool() { ALIAS } else { INVITEES[0] };
        let addresses = match dice.u8(..4) {
            0 => vec![bob],
            1 => vec![INVITEES[1]],
            _ => vec![bob, INVITEES[1]],
        };
        let series = dice.u8(..4) == 0;
        let requested = dice.u8(..6) != 0;
        let event = Event {
            location: "Rainier".into(),
            attendees: addresses.iter().map(|address| Attendee::required("", address)).collect(),
            recurrence: series.then(|| weekly(start)),
            response_requested: requested,
            ..Event::new(
                format!("Meeting {number}"),
                start,
                start + TimeDelta::hours(1),
                chrono_tz::Europe::Berlin,
            )
        };
        let occurrences = if series { event.starts().take(4).collect() } else { Vec::new() };
        if let Ok(uid) = self.sim.invite(organizer, event) {
            let (disturbed, cancelled) = (false, false);
            self.meetings.push(Meeting {
                uid,
                organizer,
                requested,
                addresses,
                occurrences,
                disturbed,
                cancelled,
                answered_elsewhere: Vec::new(),
            });
        }
    }

    /// The meeting with this UID.
    pub fn meeting(&self, uid: &str) -> Option<&Meeting> {
        self.meetings.iter().find(|meeting| meeting.uid.eq_ignore_ascii_case(uid))
    }

    /// Some meeting that has not been called off.
    pub fn any_meeting(&mut self, dice: &mut fastrand::Rng) -> Option<&mut Meeting> {
        let mut alive: Vec<&mut Meeting> =
            self.meetings.iter_mut().filter(|meeting| !meeting.cancelled).collect();
        let at = dice.usize(..alive.len().max(1));
        (at < alive.len()).then(|| alive.swap_remove(at))
    }
}

fn weekly(start: DateTime<Utc>) -> Recurrence {
    let day: Weekday = start.with_timezone(&chrono_tz::Europe::Berlin).weekday();
    Recurrence::weekly(day, Ends::After(8))
}
