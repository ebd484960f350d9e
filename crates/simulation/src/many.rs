//! Many stories, on all cores.

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::{Mutant, Options, Outcome, Tally, run};

/// What to tell.
#[derive(Debug, Clone, Copy)]
pub struct Many {
    /// The first seed.
    pub from: u64,
    /// So many.
    pub count: u64,
    /// The engine is wrong in this way.
    pub mutant: Option<Mutant>,
    /// Go on after a story that failed.
    pub keep_going: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Told {
    /// All numbers.
    pub tally: Tally,
    /// Stories that failed, with their seeds, the first one first.
    pub failed: Vec<(u64, Outcome)>,
}

impl Many {
    /// Tells them. `heard`: is given each story as soon as it is told, in no order.
    ///
    /// # Errors
    /// When the machine fails.
    pub fn tell(self, heard: impl Fn(u64, &Outcome) + Sync) -> std::io::Result<Told> {
        let next = AtomicU64::new(self.from);
        let stop = AtomicBool::new(false);
        let told = Mutex::new(Ok(Told::default()));
        let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
        std::thread::scope(|scope| {
            for _ in 0..cores {
                scope.spawn(|| self.work(&next, &stop, &told, &heard));
            }
        });
        let mut told = told.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)?;
        told.failed.sort_by_key(|(seed, _)| *seed);
        Ok(told)
    }

    fn work(
        self,
        next: &AtomicU64,
        stop: &AtomicBool,
        told: &Mutex<std::io::Result<Told>>,
        heard: &(impl Fn(u64, &Outcome) + Sync),
    ) {
        while !stop.load(Ordering::Relaxed) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= self.from + self.count {
                return;
            }
            let story = run(&Options { seed, mutant: self.mutant, ..Options::default() });
            let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            match (story, &mut *told) {
                (Ok(outcome), Ok(told)) => {
                    heard(seed, &outcome);
                    told.tally.add(&outcome.tally);
                    if !outcome.violations.is_empty() {
                        told.failed.push((seed, outcome));
                        stop.fetch_or(!self.keep_going, Ordering::Relaxed);
                    }
                }
                (Err(error), told) => {
                    *told = Err(error);
                    stop.store(true, Ordering::Relaxed);
                }
                (Ok(_), Err(_)) => return,
            }
        }
    }
}
