//! The lives of one process: it starts on the profile it left, works until it dies or the story ends, and starts again.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::TimeDelta;
use engine::hazards::{self, Mutant};
use engine::secrets::MemorySecrets;
use engine::{Access, Engine, Parts};
use tempfile::TempDir;

use crate::Tally;
use crate::story::Story;
use crate::time::{Computer, Time};
use crate::verdict;
use crate::weather::{Death, Sky, Weather};
use crate::wire::Wire;
use crate::world::World;

/// How a story is told.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Everything follows from it.
    pub seed: u64,
    /// Keep a line for everything that happens.
    pub traced: bool,
    /// The engine is wrong in this way.
    pub mutant: Option<Mutant>,
    /// Instead of what the dice say: the process dies once, at this point.
    pub dies_at: Option<u32>,
}

/// How a story ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Server and people, in words.
    pub setting: String,
    /// What is wrong; empty is good.
    pub violations: Vec<String>,
    /// Numbers.
    pub tally: Tally,
    /// What happened, if it was kept.
    pub trace: Vec<String>,
    /// Points at which the process could have died, in its last life.
    pub points: u32,
}

/// No process is started more often than this.
const MOST_LIVES: u32 = 60;

/// Tells the story of a seed.
///
/// # Errors
/// When the machine fails: no temporary folder, no runtime.
pub fn run(options: &Options) -> std::io::Result<Outcome> {
    let mut dice = fastrand::Rng::with_seed(options.seed);
    let time = Arc::new(Time::new());
    let world = World::new(&mut dice, &time);
    let mut weather = Weather::new(dice.fork(), options.traced);
    weather.dies_in = None;
    let sky = Sky::new(weather);
    let late = matches!(world.family, exchange_sim::Family::Exchange | exchange_sim::Family::ExchangeOnline);
    let patience = TimeDelta::seconds(if late { 30 } else { 1 });
    let wire = Wire { sim: world.sim.clone(), sky: sky.clone(), time: Arc::clone(&time), patience };
    let mut story = Story::new(dice, world, sky.clone(), Arc::clone(&time), options.dies_at);
    let folder = folder()?;
    let secrets = Arc::new(MemorySecrets::default());

    let watched = sky.clone();
    hazards::watch(move |_| watched.commit_point());
    hazards::mutate(options.mutant);
    let mut lives = 0;
    while !story.is_over() {
        lives += 1;
        if lives > MOST_LIVES {
            story.violation("the process has been started again and again, and never got anywhere".into());
            break;
        }
        if sky.with(|weather| weather.is_endless()) {
            story.violation("the server is asked without end".into());
            break;
        }
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build()?;
        sky.with(Weather::start);
        let ended = catch_unwind(AssertUnwindSafe(|| {
            runtime.block_on(async {
                time.begin();
                if lives > 1 {
                    story.while_nothing_runs().await;
                }
                let parts = Parts {
                    secrets: Arc::<MemorySecrets>::clone(&secrets),
                    network: Arc::new(wire.clone()),
                    clock: Arc::new(Computer(Arc::clone(&time))),
                    zone: chrono_tz::Europe::Berlin,
                };
                match Engine::open(folder.path(), Access::Write, parts) {
                    Ok(engine) => story.go_on(&engine).await,
                    Err(error) => {
                        story.violation(format!("the profile does not open: {}", error.failure().message));
                    }
                }
                time.end();
            });
        }));
        if let Err(death) = ended {
            runtime.block_on(async { time.end() });
            if let Some(panic) = other_than_death(&death) {
                story.violation(format!("a panic: {panic}"));
                break;
            }
        }
    }
    hazards::mutate(None);
    hazards::watch(|_| ());
    let points = sky.with(|weather| weather.points);
    let mut violations = std::mem::take(&mut story.violations);
    violations.extend(verdict::judge(&mut story, folder.path()));
    let (tally, trace) =
        sky.with(|weather| (weather.tally.clone(), weather.trace.take().unwrap_or_default()));
    Ok(Outcome { setting: story.setting(), violations, tally: Tally { seeds: 1, ..tally }, trace, points })
}

/// What was said by a panic that is not the death of the process.
fn other_than_death(payload: &Box<dyn Any + Send>) -> Option<String> {
    let said = || payload.downcast_ref::<String>().cloned();
    let wrote = || payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
    (!payload.is::<Death>()).then(|| said().or_else(wrote).unwrap_or_default())
}

/// A folder in memory where there is one: the file is as real there, and nothing waits for a disk.
fn folder() -> std::io::Result<TempDir> {
    let in_memory = std::path::Path::new("/dev/shm");
    if in_memory.is_dir() { tempfile::tempdir_in(in_memory) } else { tempfile::tempdir() }
}

/// How long nothing runs between two lives.
pub(crate) fn pause(dice: &mut fastrand::Rng) -> TimeDelta {
    match dice.u8(..4) {
        0 => TimeDelta::zero(),
        1 => TimeDelta::seconds(dice.i64(1..60)),
        2 => TimeDelta::minutes(dice.i64(1..30)),
        _ => TimeDelta::hours(dice.i64(1..30)),
    }
}
