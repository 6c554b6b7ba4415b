//! The project's own commands; each one is a module with the same name.

mod outcome;
mod place;
mod prerequisites;
mod run;
mod spa;
mod start;
mod tidy;
mod toolchain;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::outcome::Outcome;
use crate::spa::Flavour;

/// Build, run and prove Zehmo.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Task,
}

#[derive(Subcommand)]
enum Task {
    /// From a fresh clone to a running system: builds everything, then serves it.
    Start(start::Options),
    /// Check the rules of the house that neither compiler nor clippy knows.
    Tidy,
    /// Build the browser app into frontend/dist.
    Spa {
        /// Unoptimised and quick, with debug information.
        #[arg(long)]
        dev: bool,
    },
}

fn main() -> ExitCode {
    match perform(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            run::say(&failure.to_string());
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Outcome {
    place::enter_workspace()?;
    run::listen_for_interrupts()?;
    match task {
        Task::Start(options) => start::start(&options),
        Task::Tidy => tidy::check(),
        Task::Spa { dev: false } => spa::build(Flavour::Release),
        Task::Spa { dev: true } => spa::build(Flavour::Dev),
    }
}
