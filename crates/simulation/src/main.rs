//! `cargo xtask simulate`: tells many stories, or one of them aloud.

use std::num::NonZero;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use clap::Parser;
use simulation::tally::Tally;
use simulation::{Mutant, Options, Outcome, run};

/// The engine against exchange-sim, from a seed, with everything that can fail.
#[derive(Debug, Parser)]
struct Arguments {
    /// Tell this one story aloud.
    #[arg(long)]
    seed: Option<u64>,
    /// So many stories, silently.
    #[arg(long, default_value_t = 1000)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Break the engine in each known way, and see after how many stories it is noticed.
    #[arg(long)]
    mutants: bool,
    /// Break the engine in this way.
    #[arg(long)]
    mutant: Option<String>,
    /// Go on after a story that failed.
    #[arg(long)]
    keep_going: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match tell(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn tell(arguments: &Arguments) -> Result<bool, String> {
    let mutant = arguments.mutant.as_deref().map(named).transpose()?;
    if let Some(seed) = arguments.seed {
        return aloud(&Options { seed, traced: true, mutant, ..Options::default() });
    }
    if arguments.mutants {
        return mutants(arguments.seeds);
    }
    let begun = Instant::now();
    let (tally, failed) = many(arguments.from, arguments.seeds, mutant, arguments.keep_going)?;
    println!("{tally}");
    println!("violations       {}", failed.len());
    println!("took             {:.1} s", begun.elapsed().as_secs_f64());
    for (seed, outcome) in failed.iter().take(20) {
        println!("\nseed {seed} ({})", outcome.setting);
        outcome.violations.iter().take(4).for_each(|violation| println!("  {violation}"));
        println!("  replay: cargo xtask simulate --seed {seed}");
    }
    Ok(failed.is_empty())
}

fn named(name: &str) -> Result<Mutant, String> {
    let found = Mutant::ALL.iter().find(|mutant| format!("{mutant:?}") == name);
    found.copied().ok_or_else(|| {
        let names: Vec<_> = Mutant::ALL.iter().map(|mutant| format!("{mutant:?}")).collect();
        format!("{name:?} is not one of {}", names.join(", "))
    })
}

fn aloud(options: &Options) -> Result<bool, String> {
    let outcome = run(options).map_err(|error| error.to_string())?;
    println!("seed {}: {}\n", options.seed, outcome.setting);
    outcome.trace.iter().for_each(|line| println!("{line}"));
    println!("\n{}", outcome.tally);
    println!("violations       {}", outcome.violations.len());
    outcome.violations.iter().for_each(|violation| println!("  {violation}"));
    Ok(outcome.violations.is_empty())
}

type Failed = Vec<(u64, Outcome)>;

/// Tells stories on all cores.
fn many(from: u64, count: u64, mutant: Option<Mutant>, keep_going: bool) -> Result<(Tally, Failed), String> {
    let next = AtomicU64::new(from);
    let stop = AtomicBool::new(false);
    let total = Mutex::new((Tally::default(), Failed::new(), None::<String>));
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= from + count {
                        break;
                    }
                    let told = run(&Options { seed, mutant, ..Options::default() });
                    let Ok(mut total) = total.lock() else { break };
                    match told {
                        Ok(outcome) => {
                            total.0.add(&outcome.tally);
                            if !outcome.violations.is_empty() {
                                total.1.push((seed, outcome));
                                stop.fetch_or(!keep_going, Ordering::Relaxed);
                            }
                        }
                        Err(error) => {
                            total.2 = Some(error.to_string());
                            stop.store(true, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    let (tally, mut failed, problem) = total.into_inner().map_err(|error| error.to_string())?;
    failed.sort_by_key(|(seed, _)| *seed);
    problem.map_or(Ok((tally, failed)), Err)
}

fn mutants(most: u64) -> Result<bool, String> {
    let mut all_caught = true;
    for mutant in Mutant::ALL {
        let (tally, failed) = many(1, most, Some(*mutant), false)?;
        let name = format!("{mutant:?}");
        match failed.first() {
            Some((seed, outcome)) => {
                let first = outcome.violations.first().map(String::as_str).unwrap_or_default();
                println!("{name:<20} caught after {:>5} seeds, by seed {seed}: {first}", tally.seeds);
            }
            None => {
                all_caught = false;
                println!("{name:<20} NOT caught in {} seeds: {}", tally.seeds, mutant.describe());
            }
        }
    }
    Ok(all_caught)
}
