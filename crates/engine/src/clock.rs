//! What time it is, as an argument: the system's clock for people, a hand-moved one for tests.

use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use tokio::sync::watch;

/// An instant, UTC.
pub type Timestamp = DateTime<Utc>;

/// Tells the time and waits for it.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Now, to the second.
    fn now(&self) -> Timestamp;
    /// Returns once [`Clock::now`] has reached `at`, and when the clock was set back: then whoever waits has to think
    /// again, or it would wait for as long as that.
    async fn sleep_until(&self, at: Timestamp);
    /// How much time has passed since some moment, whatever the clock was set to meanwhile.
    fn elapsed(&self) -> Duration {
        static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
        BEGUN.elapsed()
    }
}

/// The system's clock.
#[derive(Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Utc::now().trunc_subsecs(0)
    }

    async fn sleep_until(&self, at: Timestamp) {
        watch_until(Utc::now, at).await;
    }
}

/// Looks at a clock until it has reached `at` or was set back. Never waits for long at once: a laptop that slept, or a
/// clock that was set, is noticed within a minute.
pub async fn watch_until(clock: impl Fn() -> Timestamp, at: Timestamp) {
    let mut now = clock();
    while let Ok(left) = (at - now).to_std()
        && !left.is_zero()
    {
        tokio::time::sleep(left.min(Duration::from_secs(60))).await;
        let before = std::mem::replace(&mut now, clock());
        if now < before {
            return;
        }
    }
}

/// A clock that only moves by hand.
#[derive(Debug)]
pub struct ManualClock {
    now: watch::Sender<Timestamp>,
    elapsed: Mutex<Duration>,
}

impl ManualClock {
    /// Stands at `now`.
    pub fn new(now: Timestamp) -> Self {
        Self { now: watch::Sender::new(now), elapsed: Mutex::default() }
    }

    /// Time passes.
    pub fn advance(&self, by: TimeDelta) {
        *self.elapsed.lock().unwrap_or_else(PoisonError::into_inner) += by.to_std().unwrap_or_default();
        self.set(by);
    }

    /// Somebody sets it forward, or back, and no time passes.
    pub fn set(&self, by: TimeDelta) {
        self.now.send_modify(|now| *now += by);
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.now.borrow()
    }

    async fn sleep_until(&self, at: Timestamp) {
        let begun = self.now();
        // The sender lives in self, so waiting cannot fail while we are here.
        let _ = self.now.subscribe().wait_for(|now| *now >= at || *now < begun).await;
    }

    fn elapsed(&self) -> Duration {
        *self.elapsed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The zone of whoever uses this machine: `TZ` where it names one, else the system's, else UTC.
pub fn local_zone() -> chrono_tz::Tz {
    let named = std::env::var("TZ").ok().and_then(|name| name.trim_start_matches(':').parse().ok());
    named
        .or_else(|| iana_time_zone::get_timezone().ok().and_then(|name| name.parse().ok()))
        .unwrap_or(chrono_tz::UTC)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use chrono::TimeZone as _;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Utc.timestamp_opt(second, 0).single().unwrap_or_default()
    }

    /// How long somebody waits until `at` by a clock that shows 0, and after a minute is found somewhere else.
    async fn waited(until: i64, found: i64) -> u64 {
        let looks = AtomicI64::new(0);
        let begun = tokio::time::Instant::now();
        let clock = || if looks.fetch_add(1, Ordering::Relaxed) == 0 { at(0) } else { at(found) };
        watch_until(clock, at(until)).await;
        begun.elapsed().as_secs()
    }

    #[tokio::test(start_paused = true)]
    async fn a_laptop_that_slept_notices_within_a_minute_of_being_awake() {
        assert_eq!(waited(8, 8 * 3600).await, 8, "its timers stood still while it slept");
        assert_eq!(waited(3600, 8 * 3600).await, 60);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_was_set_back_is_noticed_within_a_minute() {
        assert_eq!(waited(3600, -365 * 86_400).await, 60);
    }
}
