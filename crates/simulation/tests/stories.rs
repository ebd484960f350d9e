//! What the simulation promises, and that it would notice if it were not so.
#![cfg(feature = "hazards")]

use simulation::many::Many;
use simulation::{Mutant, Options, run};

/// Stories for each run of the tests; `cargo xtask simulate --seeds N` tells more of them.
const STORIES: u64 = 3000;
/// At most so many stories for a mutant to be noticed.
const ENOUGH: u64 = 6_000;

#[test]
fn thousands_of_stories_end_well() {
    let told = Many { from: 1, count: STORIES, mutant: None, keep_going: true }.tell(|_, _| {}).unwrap();
    println!("{}", told.tally);
    println!("violations       {}", told.failed.len());
    for (seed, outcome) in &told.failed {
        println!("seed {seed} ({}): {}", outcome.setting, outcome.violations.join("\n  "));
        println!("  replay: cargo xtask simulate --seed {seed}");
    }
    assert!(told.failed.is_empty());
    assert_eq!(told.tally.seeds, STORIES);
}

#[test]
fn every_engine_that_is_wrong_on_purpose_is_noticed() {
    let mut unnoticed = Vec::new();
    for mutant in Mutant::ALL.iter().copied() {
        let many = Many { from: 1, count: ENOUGH, mutant: Some(mutant), keep_going: false };
        let told = many.tell(|_, _| {}).unwrap();
        match told.failed.first() {
            Some((seed, _)) => {
                println!("{mutant:?} noticed after {} stories, by seed {seed}", told.tally.seeds);
            }
            None => unnoticed.push(mutant.describe()),
        }
    }
    assert_eq!(unnoticed, Vec::<&str>::new());
}

#[test]
fn a_process_may_die_at_any_point() {
    let (mut stories, mut crashes) = (0, 0);
    for seed in 1..=4 {
        // More points than a story has: at the last ones there is nothing left to die of.
        for point in 0..400 {
            let outcome = run(&Options { seed, dies_at: Some(point), ..Options::default() }).unwrap();
            assert_eq!(outcome.violations, Vec::<String>::new(), "seed {seed}, dying at point {point}");
            stories += 1;
            crashes += outcome.tally.crashes;
        }
    }
    println!("{stories} stories, each with a death at another point; {crashes} crashes");
    assert!(crashes > 400, "hardly a process has died");
}

#[test]
fn a_seed_tells_the_same_story_again() {
    for seed in 1..40 {
        let told = || run(&Options { seed, traced: true, ..Options::default() }).unwrap();
        assert_eq!(told(), told(), "seed {seed}");
    }
}
