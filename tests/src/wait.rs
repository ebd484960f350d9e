//! Waiting for something to become true, with a limit and a name for what did not come true.
//!
//! No test here sleeps for a fixed time and hopes: it names a condition and asks again until it holds.

use std::time::{Duration, Instant};

use anyhow::{Result, anyhow};

const PAUSE: Duration = Duration::from_millis(40);

/// Asks until the answer is `Some`, or says what was waited for in vain.
///
/// # Errors
/// When the limit has passed, or as soon as the question itself fails.
pub async fn until<T>(
    what: &str,
    limit: Duration,
    mut ask: impl AsyncFnMut() -> Result<Option<T>>,
) -> Result<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(answer) = ask().await? {
            return Ok(answer);
        }
        if Instant::now() >= end {
            return Err(anyhow!("waited {} s in vain for {what}", limit.as_secs()));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The same for code that is not asynchronous.
///
/// # Errors
/// When the limit has passed, or as soon as the question itself fails.
pub fn until_blocking<T>(
    what: &str,
    limit: Duration,
    mut ask: impl FnMut() -> Result<Option<T>>,
) -> Result<T> {
    let end = Instant::now() + limit;
    loop {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        if Instant::now() >= end {
            return Err(anyhow!("waited {} s in vain for {what}", limit.as_secs()));
        }
        std::thread::sleep(PAUSE);
    }
}

/// Waits until the wall clock shows a later second.
///
/// SOGo's calendar keys are whole seconds, and a change within the second of the last Sync is never
/// delivered. Between a calendar Sync and the next change, and again before the next Sync, a test has to let
/// the second pass.
pub async fn for_the_next_second() {
    let second = || chrono::Utc::now().timestamp();
    let begun = second();
    while second() <= begun {
        tokio::time::sleep(PAUSE).await;
    }
}
