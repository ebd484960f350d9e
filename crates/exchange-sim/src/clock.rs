//! Where the server's time comes from, so that a test can let half an hour pass in no time at all.
//!
//! A [`Clock`] is a shared handle: the copy kept by a test and the one inside the server tell the same time. Waiting
//! for time to pass is here too, because only the clock knows what "pass" means: a real sleep, or somebody moving the
//! hands. What is due at which time is for the server to know.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;

/// Tells the server what time it is.
#[derive(Clone)]
pub struct Clock(Kind);

#[derive(Clone)]
enum Kind {
    System,
    Virtual(Arc<Hands>),
    Borrowed(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>),
}

struct Hands {
    now: Mutex<DateTime<Utc>>,
    moved: Notify,
}

impl Clock {
    /// The machine's own clock.
    pub fn system() -> Self {
        Self(Kind::System)
    }

    /// A clock that stands at `now` until it is moved by [`advance`](Self::advance) or [`set`](Self::set).
    pub fn starting_at(now: DateTime<Utc>) -> Self {
        Self(Kind::Virtual(Arc::new(Hands { now: Mutex::new(now), moved: Notify::new() })))
    }

    /// A clock that asks somebody else's. Whoever owns it calls [`Sim::tick`](crate::Sim::tick) after moving it.
    pub fn borrowed(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Kind::Borrowed(Arc::new(now)))
    }

    /// The time now.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Kind::System => Utc::now(),
            Kind::Virtual(hands) => *hands.lock(),
            Kind::Borrowed(now) => now(),
        }
    }

    /// Moves a virtual clock forward (or back, as clocks do). Any other clock cannot be moved from here and stays.
    pub fn advance(&self, by: TimeDelta) {
        if let Kind::Virtual(hands) = &self.0 {
            *hands.lock() += by;
            hands.moved.notify_waiters();
        }
    }

    /// Sets a virtual clock. Any other clock cannot be set from here and stays.
    pub fn set(&self, now: DateTime<Utc>) {
        if let Kind::Virtual(hands) = &self.0 {
            *hands.lock() = now;
            hands.moved.notify_waiters();
        }
    }

    /// Returns when it may be `until`: after a sleep, or whenever a virtual clock was moved at all. The caller looks
    /// at the clock again. A borrowed clock never wakes anybody.
    pub(crate) async fn wait(&self, until: DateTime<Utc>) {
        match &self.0 {
            Kind::System => {
                let left = (until - Utc::now()).to_std().unwrap_or_default();
                tokio::time::sleep(left).await;
            }
            Kind::Virtual(hands) => {
                let moved = hands.moved.notified();
                if *hands.lock() < until {
                    moved.await;
                }
            }
            Kind::Borrowed(_) => std::future::pending().await,
        }
    }
}

impl Hands {
    fn lock(&self) -> MutexGuard<'_, DateTime<Utc>> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_of_a_virtual_clock_tell_the_same_time() {
        let start = DateTime::UNIX_EPOCH;
        let mine = Clock::starting_at(start);
        let copy = mine.clone();
        mine.advance(TimeDelta::seconds(30));
        assert_eq!(copy.now(), start + TimeDelta::seconds(30));
        copy.set(start);
        assert_eq!(mine.now(), start);
    }
}
