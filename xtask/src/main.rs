//! The project's own commands; each one is a module with the same name.

mod bench;
mod caller;
mod compose;
mod dev;
mod outcome;
mod place;
mod prerequisites;
mod run;
mod server;
mod spa;
mod start;
mod tidy;
mod toolchain;
mod verify;

use std::path::PathBuf;
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
    /// Prove everything: rules, lints, tests on both databases, browser app, licences.
    Verify(verify::Options),
    /// Run the tests whose name contains NAME, on SQLite and PostgreSQL.
    Test {
        /// Part of the name; all tests when left out.
        #[arg(default_value = "")]
        name: String,
    },
    /// Let the tests rewrite snapshots, openapi.json and the access table.
    Bless {
        /// Part of the name of the tests that write; all of them when left out.
        #[arg(default_value = "")]
        name: String,
    },
    /// Serve a debug build and rebuild on every saved file.
    Dev(dev::Options),
    /// Fill a database with made-up books: the arguments of `zehmo seed`.
    Seed {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Try the containers: a job recorded through the TLS proxy survives every restart.
    Compose(compose::Options),
    /// Measure speed and size beside what the machine can do, and write the table.
    Bench(bench::Options),
    /// Keep the committed snapshot of known weaknesses fresh.
    Advisories {
        #[command(subcommand)]
        act: AdvisoriesAct,
    },
    /// Check the rules of the project that neither compiler nor clippy knows.
    Tidy,
    /// Build the browser app into frontend/dist.
    Spa {
        /// Unoptimised and quick, with debug information.
        #[arg(long)]
        dev: bool,
    },
}

#[derive(Subcommand)]
enum AdvisoriesAct {
    /// Take what concerns our crates out of a clone of the RustSec database.
    Refresh {
        /// The clone's folder.
        database: PathBuf,
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
        Task::Verify(options) => verify::verify(&options),
        Task::Test { name } => verify::test(&name),
        Task::Advisories {
            act: AdvisoriesAct::Refresh { database },
        } => verify::refresh_advisories(&database),
        Task::Bless { name } => verify::bless(&name),
        Task::Dev(options) => dev::dev(&options),
        Task::Bench(options) => bench::bench(&options),
        Task::Compose(options) => compose::compose(&options),
        Task::Seed { arguments } => start::seed_with(&arguments),
        Task::Tidy => tidy::check(),
        Task::Spa { dev: false } => spa::build(Flavour::Release),
        Task::Spa { dev: true } => spa::build(Flavour::Dev),
    }
}
