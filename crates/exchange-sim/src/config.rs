//! How a simulated server is set up.

use chrono::TimeDelta;
use eas::ProtocolVersion;

use crate::clock::Clock;
use crate::family::{Behaviour, Family, FreeBusyTold};
use crate::scenario::Scenario;

/// Everything that is decided before the server starts.
#[derive(Debug, Clone)]
pub struct SimConfig {
    /// The kind of server.
    pub family: Family,
    /// How it behaves: the family's row of the table, free to be bent.
    pub behaviour: Behaviour,
    /// Versions it announces and speaks.
    pub versions: Vec<ProtocolVersion>,
    /// Where it takes the time from.
    pub clock: Clock,
    /// Who is there, and what has happened before the first request.
    pub scenario: Scenario,
    /// Meeting messages are carried into calendars as they arrive.
    pub automatic_processing: bool,
    /// Whether devices have to provision first.
    pub provisioning: Provisioning,
    /// The policy handed out by Provision.
    pub policy: Policy,
    /// So many requests and their answers are remembered.
    pub history: usize,
}

/// Whether devices have to provision first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provisioning {
    /// They need not.
    Off,
    /// HTTP 449 to those that have not.
    Http449,
    /// Status 142 (144 for a wrong key) to those that have not.
    InBand,
}

/// A policy, as far as a desktop client must take a stand (MS-ASPROV 2.2.2).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// DevicePasswordEnabled, with this MinDevicePasswordLength.
    pub password_length: Option<u8>,
    /// RequireDeviceEncryption.
    pub encryption: bool,
    /// AttachmentsEnabled is 0.
    pub no_attachments: bool,
    /// MaxEmailAgeFilter and MaxCalendarAgeFilter, as FilterType values.
    pub max_age: Option<(u8, u8)>,
    /// Devices that cannot keep all of it are let in all the same.
    pub allows_partial: bool,
}

impl SimConfig {
    /// A server of this family with everybody else's defaults: all its versions, the system's clock, nobody there.
    pub fn new(family: Family) -> Self {
        let behaviour = family.behaviour();
        Self {
            family,
            versions: behaviour.versions.clone(),
            behaviour,
            clock: Clock::system(),
            scenario: Scenario::Empty,
            automatic_processing: true,
            provisioning: Provisioning::Off,
            policy: Policy::default(),
            history: 10_000,
        }
    }

    /// Announces and speaks only these versions.
    pub fn versions(mut self, versions: impl IntoIterator<Item = ProtocolVersion>) -> Self {
        self.versions = versions.into_iter().collect();
        self.behaviour.legacy_versions = &[];
        self
    }

    /// Takes the time from this clock.
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Starts from this scenario.
    pub fn scenario(self, scenario: Scenario) -> Self {
        Self { scenario, ..self }
    }

    /// Leaves calendars alone until somebody answers.
    pub fn without_automatic_processing(self) -> Self {
        Self { automatic_processing: false, ..self }
    }

    /// Makes devices provision first.
    pub fn provisioning(self, provisioning: Provisioning) -> Self {
        Self { provisioning, ..self }
    }

    /// Tells nobody when others are free: the command is not there.
    pub fn without_free_busy(mut self) -> Self {
        self.behaviour.free_busy = FreeBusyTold::NotOffered;
        self
    }

    /// Applies answers only after a while.
    pub fn lag(mut self, lag: TimeDelta) -> Self {
        self.behaviour.lag = lag;
        self
    }
}
