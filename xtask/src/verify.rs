//! `cargo xtask verify`: everything that must be true, one part after the other, until one fails.

mod advisories;
pub mod budget;
mod clients;
mod contract;
mod document;
pub mod journeys;
mod licences;
pub mod packages;
pub mod postgres;

use std::process::Command;
use std::time::{Duration, Instant};

use clap::Args;

pub use self::advisories::refresh as refresh_advisories;
use self::postgres::Cluster;
use crate::outcome::{Failure, Outcome};
use crate::run::{self, Step};
use crate::spa::{self, Flavour};
use crate::{prerequisites, tidy, toolchain};

#[derive(Args)]
pub struct Options {
    /// Only these parts, by name; all when none is named.
    parts: Vec<String>,
}

/// Something that must be true. `check` says what it looked at while it runs.
struct Part {
    name: &'static str,
    check: fn() -> Outcome,
}

/// In the order of what a mistake costs: the quick ones first.
const PARTS: [Part; 12] = [
    Part {
        name: "tidy",
        check: tidy::check,
    },
    Part {
        name: "fmt",
        check: format,
    },
    Part {
        name: "advisories",
        check: advisories::check,
    },
    Part {
        name: "licences",
        check: licences::check,
    },
    Part {
        name: "clippy",
        check: clippy,
    },
    Part {
        name: "clippy-wasm",
        check: clippy_wasm,
    },
    Part {
        name: "tests",
        check: tests,
    },
    Part {
        name: "spa",
        check: browser_app,
    },
    Part {
        name: "document",
        check: document::check,
    },
    Part {
        name: "contract",
        check: contract::check,
    },
    Part {
        name: "clients",
        check: clients::check,
    },
    Part {
        name: "journeys",
        check: journeys::check,
    },
];

/// Runs the chosen parts and ends with a table of all of them.
pub fn verify(options: &Options) -> Outcome {
    let chosen = choose(&options.parts)?;
    prerequisites::ensure(&prerequisites::VERIFY)?;
    let begun = Instant::now();
    let mut times = Vec::new();
    for part in &chosen {
        run::say(part.name);
        let started = Instant::now();
        let answer = (part.check)();
        times.push(started.elapsed());
        if let Err(failure) = answer {
            summarise(&chosen, &times, begun.elapsed(), true);
            return Err(failure);
        }
    }
    summarise(&chosen, &times, begun.elapsed(), false);
    Ok(())
}

fn choose(names: &[String]) -> Outcome<Vec<&'static Part>> {
    let known: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
    if let Some(unknown) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(Failure::new(
            format!("There is no part “{unknown}”."),
            format!("Choose from: {}", known.join(", ")),
        ));
    }
    Ok(PARTS
        .iter()
        .filter(|part| names.is_empty() || names.iter().any(|name| name == part.name))
        .collect())
}

fn summarise(chosen: &[&Part], times: &[Duration], total: Duration, failed: bool) {
    run::say("\n  part                     seconds");
    for (index, part) in chosen.iter().enumerate() {
        let result = match times.get(index) {
            None => "        – not reached".to_owned(),
            Some(time) if failed && index + 1 == times.len() => {
                format!("{:>9.1}  FAILED", time.as_secs_f64())
            }
            Some(time) => format!("{:>9.1}  ok", time.as_secs_f64()),
        };
        run::say(&format!("  {:<22} {result}", part.name));
    }
    let left_out = PARTS.len() - chosen.len();
    if left_out > 0 {
        run::say(&format!("  ({left_out} parts were not asked for)"));
    }
    run::say(&format!("  {:<22} {:>9.1}", "all", total.as_secs_f64()));
}

fn format() -> Outcome {
    Step::new("cargo fmt --check", "Run `cargo fmt --all`.")
        .run(&mut run::cargo(&["fmt", "--all", "--check"]))
}

fn clippy() -> Outcome {
    let arguments = [
        "clippy",
        "--locked",
        "--workspace",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ];
    Step::new("clippy", "Mend what it says above.").run(&mut run::cargo(&arguments))
}

fn clippy_wasm() -> Outcome {
    toolchain::ensure_wasm()?;
    let arguments = [
        "clippy",
        "--locked",
        "--package",
        "frontend",
        "--target",
        toolchain::WASM,
        "--",
        "-D",
        "warnings",
    ];
    Step::new("clippy for the browser", "Mend what it says above.").run(&mut run::cargo(&arguments))
}

/// Every test, those of the API on SQLite and on PostgreSQL.
fn tests() -> Outcome {
    let remedy =
        "The failed tests stand above; `cargo xtask test NAME` runs one of them on both databases.";
    Step::new("tests: compile", "Mend what the compiler says above.").run(&mut run::cargo(&[
        "test",
        "--locked",
        "--workspace",
        "--no-run",
    ]))?;
    let mut command = run::cargo(&["test", "--locked", "--workspace"]);
    quiet(&mut command);
    Step::new("tests on SQLite", remedy)
        .within(1800)
        .run(&mut command)?;
    let cluster = Cluster::start()?;
    // All of them again: another choice of packages or tests would have other features, and be compiled anew.
    let mut command = run::cargo(&["test", "--locked", "--workspace", "--tests"]);
    quiet(&mut command).env(postgres::VARIABLE, cluster.url());
    Step::new("tests on PostgreSQL", remedy)
        .within(1800)
        .run(&mut command)
}

/// The message of a failed test says enough; SQLite unless the caller sets the other.
fn quiet(command: &mut Command) -> &mut Command {
    command
        .env("RUST_BACKTRACE", "0")
        .env_remove(postgres::VARIABLE)
}

fn browser_app() -> Outcome {
    spa::build(Flavour::Release)?;
    budget::check()
}

/// `cargo xtask test`: tests whose name contains the word, on both databases.
pub fn test(name: &str) -> Outcome {
    prerequisites::ensure(&prerequisites::VERIFY)?;
    let cluster = Cluster::start()?;
    shown(&mut tests_on_sqlite(name))?;
    let arguments = [
        "test",
        "--locked",
        "--workspace",
        "--tests",
        "--no-fail-fast",
        "--",
        name,
    ];
    let mut postgres = run::cargo(&arguments);
    shown(quiet(&mut postgres).env(postgres::VARIABLE, cluster.url()))
}

/// `cargo xtask bless`: the tests write what they saw into snapshots, document and access table. What they see is the same
/// on both databases, so one of them is enough.
pub fn bless(name: &str) -> Outcome {
    shown(tests_on_sqlite(name).envs([("INSTA_UPDATE", "always"), ("ZEHMO_BLESS", "1")]))?;
    run::say("  Read the difference before you commit it: a widened right is a red line.");
    Ok(())
}

fn tests_on_sqlite(name: &str) -> Command {
    let arguments = [
        "test",
        "--locked",
        "--workspace",
        "--no-fail-fast",
        "--",
        name,
    ];
    let mut command = run::cargo(&arguments);
    quiet(&mut command);
    command
}

/// Runs with its output on the terminal.
fn shown(command: &mut Command) -> Outcome {
    let status = command
        .status()
        .map_err(|cause| Failure::new(cause.to_string(), "Run the command again."))?;
    match status.success() {
        true => Ok(()),
        false => Err(Failure::new("Some tests failed.", "They stand above.")),
    }
}
