//! `gridwalk-server`: serves, or adds and revokes accounts.

use clap::Parser;
use gridwalk_server::cli::Cli;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match gridwalk_server::cli::run(Cli::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("gridwalk-server: {error}");
            ExitCode::FAILURE
        }
    }
}
