//! What happens without being asked: due answers leave, mailboxes are synchronised, and after a failure everything waits
//! for a while that grows.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use chrono::TimeDelta;

use crate::clock::Timestamp;
use crate::engine::{Engine, Inner, Line, Stored};
use crate::outbox::at_least;
use crate::store::AnswerRow;
use crate::view::{FailureCode, SecretsState, TroubleCode};

/// Between two Syncs that nobody asked for.
const EVERY: TimeDelta = TimeDelta::minutes(5);

/// Works on one mailbox until it is removed or the engine is gone.
pub(crate) async fn watch(inner: Weak<Inner>, account: String, line: Arc<Line>) {
    let mut failures: u32 = 0;
    // When, and how far away that was when it was planned.
    let mut next_sync: Option<(Timestamp, TimeDelta)> = None;
    // Until then nothing is due, by elapsed time.
    let mut rests_until = Duration::ZERO;
    loop {
        let (plan, clock) = {
            let Some(inner) = inner.upgrade() else { return };
            let engine = Engine(inner);
            let now = engine.now();
            let Ok(row) = engine.0.store.account(&account) else { return };
            let active = engine.0.store.answers_in_turn(&account).unwrap_or_default();
            let due = active.iter().map(|it| it.due(now)).min();
            // A password that was refused is not tried again and again: that locks accounts.
            let stopped = serde_json::from_str::<Stored>(&row.problem)
                .ok()
                .and_then(Stored::failure)
                .is_some_and(|it| {
                    matches!(
                        it.code,
                        FailureCode::SignIn
                            | FailureCode::Passphrase
                            | FailureCode::Policy
                            | FailureCode::Forbidden
                    )
                });
            // Nothing can be asked without a password. Opening the vault wakes us.
            let locked = engine.secrets_state() == SecretsState::VaultLocked;
            let asked = line.sync_soon.swap(false, Ordering::Relaxed);
            // One that is further away than ever was planned by a clock that has been set back since.
            let sync_at =
                next_sync.filter(|(at, away)| !asked && *at <= now + *away).map_or(now, |(at, _)| at);
            let rests = !asked && engine.0.parts.clock.elapsed() < rests_until;
            let plan = match due.filter(|_| !rests) {
                _ if locked => Plan::Wait(now + TimeDelta::days(1)),
                _ if stopped && next_sync.is_some() && !asked => Plan::Wait(now + TimeDelta::days(1)),
                Some(due) if due <= now => Plan::Deliver,
                _ if sync_at <= now => Plan::Sync,
                Some(due) => Plan::Wait(due.min(sync_at)),
                None => Plan::Wait(sync_at),
            };
            let done = match plan {
                Plan::Deliver => engine.deliver(&account).await,
                Plan::Sync => engine.sync(&account).await,
                Plan::Wait(_) => Ok(()),
            };
            match (&plan, done) {
                (Plan::Wait(_), _) => {}
                (Plan::Deliver | Plan::Sync, Ok(())) => {
                    failures = 0;
                    next_sync = Some((engine.now() + EVERY, EVERY));
                }
                (Plan::Deliver | Plan::Sync, Err(error)) => {
                    tracing::warn!(%error, "a mailbox could not be synchronised");
                    failures = failures.saturating_add(1);
                    let own = TimeDelta::seconds((15_i64 << failures.min(5)).min(300));
                    let pause = at_least(own, error.after());
                    next_sync = Some((engine.now() + pause, pause));
                    // Where the disk is full, not even that can be noted.
                    if !engine.put_off(&account, engine.now() + pause) {
                        rests_until = engine.0.parts.clock.elapsed() + pause.to_std().unwrap_or_default();
                    }
                }
            }
            (plan, Arc::clone(&engine.0.parts.clock))
        };
        if let Plan::Wait(until) = plan {
            tokio::select! {
                biased;
                () = clock.sleep_until(until) => {}
                () = line.wake.notified() => {}
            }
        }
    }
}

enum Plan {
    Deliver,
    Sync,
    Wait(Timestamp),
}

impl Engine {
    /// The server cannot be reached at all: what is due waits as long as we do, and says why. `false`: that could not
    /// be stored.
    fn put_off(&self, account: &str, until: Timestamp) -> bool {
        let mut stored = true;
        for answer in self.0.store.active_answers(account).unwrap_or_default() {
            if answer.due(self.now()) < until && answer.undo_until.is_none_or(|undo| undo <= self.now()) {
                let state = answer.state;
                let waiting = AnswerRow {
                    due_at: until,
                    trouble: answer.trouble.or(Some(TroubleCode::Offline)),
                    ..answer
                };
                match self.0.store.advance(state, &waiting, &[], self.now()) {
                    Ok(true) => self.moved(&waiting),
                    Ok(false) => {}
                    Err(error) => {
                        tracing::error!(%error, "an answer could not be put off");
                        stored = false;
                    }
                }
            }
        }
        stored
    }
}
