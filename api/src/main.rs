//! The program `zehmo`.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match api::cli::Cli::parse().run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
