//! One time for everybody: the server goes by it, the person's clock shows it, wrong or right.
//!
//! It is tokio's paused time, which moves on by itself to the next thing that is waited for. A process that starts
//! again gets a new runtime and with it a new paused clock; [`Time::begin`] puts it where the last one stood.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, SubsecRound as _, TimeDelta, TimeZone as _, Utc};
use engine::clock::{Clock, Timestamp};
use tokio::time::Instant;

/// What time it is in a world.
#[derive(Debug)]
pub struct Time(Mutex<Hands>);

#[derive(Debug)]
struct Hands {
    base: DateTime<Utc>,
    since: Option<Instant>,
    /// How wrong the clock of the person's computer is.
    wrong_by: TimeDelta,
}

impl Time {
    /// Monday, 23 November 2026, 9:00 UTC.
    pub fn new() -> Self {
        let base = Utc.timestamp_opt(1_795_424_400, 0).single().unwrap_or_default();
        Self(Mutex::new(Hands { base, since: None, wrong_by: TimeDelta::zero() }))
    }

    /// The right time.
    pub fn now(&self) -> DateTime<Utc> {
        let hands = self.hands();
        let passed = hands.since.map(|since| Instant::now() - since).unwrap_or_default();
        hands.base + TimeDelta::from_std(passed).unwrap_or_default()
    }

    /// A runtime has started; from now on its time counts.
    pub fn begin(&self) {
        self.hands().since = Some(Instant::now());
    }

    /// The runtime is about to end. While there is none, time stands still.
    pub fn end(&self) {
        let now = self.now();
        let mut hands = self.hands();
        (hands.base, hands.since) = (now, None);
    }

    /// Sets the computer's clock wrong by so much.
    pub fn jump(&self, by: TimeDelta) {
        self.hands().wrong_by += by;
    }

    /// Sets the computer's clock right.
    pub fn set_right(&self) {
        self.hands().wrong_by = TimeDelta::zero();
    }

    /// What the computer's clock shows.
    pub fn shown(&self) -> DateTime<Utc> {
        let wrong_by = self.hands().wrong_by;
        self.now() + wrong_by
    }

    fn hands(&self) -> std::sync::MutexGuard<'_, Hands> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for Time {
    fn default() -> Self {
        Self::new()
    }
}

/// The clock of the person's computer.
#[derive(Debug)]
pub struct Computer(pub Arc<Time>);

#[async_trait]
impl Clock for Computer {
    fn now(&self) -> Timestamp {
        self.0.shown().trunc_subsecs(0)
    }

    async fn sleep_until(&self, at: Timestamp) {
        engine::clock::watch_until(|| self.0.shown(), at).await;
    }

    fn elapsed(&self) -> Duration {
        (self.0.now() - DateTime::UNIX_EPOCH).to_std().unwrap_or_default()
    }
}
