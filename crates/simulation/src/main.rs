//! `cargo xtask simulate`: tells many stories, or one of them aloud.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use clap::Parser;
use simulation::many::Many;
use simulation::{Mutant, Options, run};

/// The engine against exchange-sim, from a seed, with everything that can fail.
#[derive(Debug, Parser)]
struct Arguments {
    /// Tell this one story aloud.
    #[arg(long)]
    seed: Option<u64>,
    /// In that story the process dies once, at this point.
    #[arg(long, requires = "seed")]
    dies_at: Option<u32>,
    /// So many stories, silently; with --mutants, at most so many for each.
    #[arg(long, default_value_t = 1000)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Break the engine in each known way, and see after how many stories it is noticed.
    #[arg(long)]
    mutants: bool,
    /// Break the engine in this way.
    #[arg(long, value_parser = named)]
    mutant: Option<Mutant>,
    /// Go on after a story that failed.
    #[arg(long)]
    keep_going: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let good = match (arguments.seed, arguments.mutants) {
        (Some(seed), _) => {
            let Arguments { mutant, dies_at, .. } = arguments;
            aloud(&Options { seed, traced: true, mutant, dies_at })
        }
        (None, true) => mutants(arguments.seeds),
        (None, false) => many(&arguments),
    };
    match good {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn named(name: &str) -> Result<Mutant, String> {
    let found = Mutant::ALL.iter().find(|mutant| format!("{mutant:?}") == name);
    found.copied().ok_or_else(|| {
        let names: Vec<_> = Mutant::ALL.iter().map(|mutant| format!("{mutant:?}")).collect();
        format!("not one of {}", names.join(", "))
    })
}

fn many(arguments: &Arguments) -> std::io::Result<bool> {
    let begun = Instant::now();
    let Arguments { from, seeds: count, mutant, keep_going, .. } = *arguments;
    let so_far = AtomicU64::new(0);
    let told = Many { from, count, mutant, keep_going }.tell(|seed, outcome| {
        let so_far = so_far.fetch_add(1, Ordering::Relaxed) + 1;
        if !outcome.violations.is_empty() {
            eprintln!("seed {seed} has a violation");
        }
        if so_far.is_multiple_of(5000) {
            eprintln!("{so_far} of {count} stories, {:.0} s", begun.elapsed().as_secs_f64());
        }
    })?;
    println!("{}", told.tally);
    println!("violations       {}", told.failed.len());
    println!("took             {:.1} s", begun.elapsed().as_secs_f64());
    for (seed, outcome) in told.failed.iter().take(20) {
        println!("\nseed {seed} ({})", outcome.setting);
        outcome.violations.iter().take(4).for_each(|violation| println!("  {violation}"));
        println!("  replay: cargo xtask simulate --seed {seed}");
    }
    Ok(told.failed.is_empty())
}

fn aloud(options: &Options) -> std::io::Result<bool> {
    let outcome = run(options)?;
    println!("seed {}: {}\n", options.seed, outcome.setting);
    outcome.trace.iter().for_each(|line| println!("{line}"));
    println!("\n{}", outcome.tally);
    println!("violations       {}", outcome.violations.len());
    outcome.violations.iter().for_each(|violation| println!("  {violation}"));
    Ok(outcome.violations.is_empty())
}

fn mutants(most: u64) -> std::io::Result<bool> {
    let mut all_noticed = true;
    for mutant in Mutant::ALL.iter().copied() {
        let told = Many { from: 1, count: most, mutant: Some(mutant), keep_going: false };
        let told = told.tell(|_, _| {})?;
        let (name, seeds) = (format!("{mutant:?}"), told.tally.seeds);
        let Some((seed, outcome)) = told.failed.first() else {
            all_noticed = false;
            println!("{name:<20} NOT noticed in {seeds} seeds: {}", mutant.describe());
            continue;
        };
        let what = outcome.violations.first().map(String::as_str).unwrap_or_default();
        println!("{name:<20} noticed after {seeds:>5} seeds, by seed {seed}: {what}");
    }
    Ok(all_noticed)
}
