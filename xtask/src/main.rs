//! Every task of the project behind one command: `cargo xtask TASK`.

mod dist;
mod error;
mod shell;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The tasks of Gridwalk.
#[derive(Parser)]
#[command(name = "cargo xtask", about = "The tasks of Gridwalk")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the two apps and the worker into dist/, hashed, compressed and listed for offline use
    Dist,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().task {
        Task::Dist => dist::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}
