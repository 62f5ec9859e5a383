//! Every task of the project behind one command: `cargo xtask TASK`.

mod dist;
mod error;
mod pages;
mod serve;
mod shell;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use error::Result;

/// The tasks of Gridwalk.
#[derive(Parser)]
#[command(name = "cargo xtask", about = "The tasks of Gridwalk")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build everything and run the server with the app
    Serve(serve::Options),
    /// Set up what the tests need and run them all; with arguments, only the tests that cargo-nextest picks by them
    Test {
        /// What to pass to `cargo nextest run`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        filter: Vec<String>,
    },
    /// What a change must pass: format, lints, tidy, tests
    Ci,
    /// Check what compilers do not: dependency arrows, file lengths, words, leftovers, documents
    Tidy,
    /// Measure in a real browser beside a floor of hand-written code
    Bench {
        /// What to pass to the bench
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Run phones and a server over a faulty network, from seeds that replay
    Simulate {
        /// What to pass to the simulation: --seed S, --runs N
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Build the two apps and the worker into dist/, hashed, compressed and listed for offline use
    Dist,
}

fn main() -> ExitCode {
    match run(Cli::parse().task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result {
    match task {
        Task::Serve(options) => serve::run(&options),
        Task::Test { filter } => test::run(&filter),
        Task::Ci => shell::run(std::process::Command::new("bash").arg(".ci/run").current_dir(shell::root())),
        Task::Tidy => tidy::run(),
        Task::Bench { args } => test::bench(&args),
        Task::Simulate { args } => test::simulate(&args),
        Task::Dist => dist::run(),
    }
}
