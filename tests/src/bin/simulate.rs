//! `cargo xtask simulate --seed S --runs N`: runs N seeds from S on, and says what was lost.

use gridwalk_tests::simulation::fault::Counts;
use gridwalk_tests::simulation::judge::Verdict;
use gridwalk_tests::simulation::run::{Outcome, run};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::thread;

/// What was asked for.
struct Arguments {
    seed: u64,
    runs: u64,
    shows_trace: bool,
}

fn arguments() -> Result<Arguments, String> {
    let mut arguments = Arguments { seed: 1, runs: 1000, shows_trace: false };
    let mut given = std::env::args().skip(1);
    while let Some(name) = given.next() {
        let mut number = || {
            let text = given.next().ok_or_else(|| format!("{name} wants a number"))?;
            text.parse().map_err(|_| format!("{name} wants a number, not {text}"))
        };
        match name.as_str() {
            "--seed" => arguments.seed = number()?,
            "--runs" => arguments.runs = number()?,
            "--trace" => arguments.shows_trace = true,
            _ => return Err(format!("unknown argument {name}; known are --seed S, --runs N, --trace")),
        }
    }
    Ok(arguments)
}

/// What all runs came to.
#[derive(Default)]
struct Sum {
    faults: Counts,
    committed: u64,
    lost: u64,
    doubled: u64,
    leaked: u64,
    failed: Vec<u64>,
}

impl Sum {
    fn add(&mut self, outcome: &Outcome) {
        self.faults.add(&outcome.faults);
        self.committed += outcome.committed;
        self.lost += outcome.verdict.lost;
        self.doubled += outcome.verdict.doubled;
        self.leaked += outcome.verdict.leaked;
        if !outcome.verdict.is_clean() {
            self.failed.push(outcome.seed);
            let Verdict { lost, doubled, leaked, complaints } = &outcome.verdict;
            println!("seed {} fails: lost {lost}, doubled {doubled}, leaked {leaked}", outcome.seed);
            complaints.iter().take(3).for_each(|what| println!("  {}", what.chars().take(300).collect::<String>()));
        }
    }
}

// Each run has one thread to itself; the machine has several.
fn run_all(arguments: &Arguments) -> Sum {
    let next = AtomicU64::new(0);
    let (sender, outcomes) = mpsc::channel();
    let mut sum = Sum::default();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    if nth >= arguments.runs || sender.send(run(arguments.seed.wrapping_add(nth), None, false)).is_err()
                    {
                        return;
                    }
                }
            });
        }
        drop(sender);
        outcomes.iter().for_each(|outcome| sum.add(&outcome));
    });
    sum.failed.sort_unstable();
    sum
}

fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("simulate: {error}");
            return ExitCode::from(2);
        }
    };
    let sum = run_all(&arguments);
    if let Some(seed) = sum.failed.first() {
        let replayed = run(*seed, None, true);
        println!("\ntrace of seed {seed}:");
        replayed.trace.iter().for_each(|line| println!("{line}"));
        println!("\n{} seeds fail; replay one with", sum.failed.len());
        sum.failed.iter().take(10).for_each(|seed| println!("  cargo xtask simulate --seed {seed} --runs 1"));
    } else if arguments.runs == 1 {
        let replayed = run(arguments.seed, None, arguments.shows_trace);
        replayed.trace.iter().for_each(|line| println!("{line}"));
        println!("trace {:016x}", replayed.trace_hash);
    }
    println!("\n{}", sum.faults);
    println!("events committed  {}", sum.committed);
    println!("runs {}, lost {}, doubled {}, leaked {}", arguments.runs, sum.lost, sum.doubled, sum.leaked);
    if sum.failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
