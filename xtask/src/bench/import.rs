//! How long the books of the original application take to come in.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use super::books::{Books, Database};
use crate::outcome::{Failure, Outcome};
use crate::place;
use crate::run::{self, Step};

/// As many jobs, and as many expenditures, as a busy shop has written in some years.
pub const JOBS: u32 = 10_000;
const REMEDY: &str = "See api/examples/original.rs.";

/// Seconds of `zehmo import original --commit` into an empty shop.
pub fn measure(binary: &Path, database: Database) -> Outcome<Duration> {
    let file = original()?;
    let books = Books::thrown_away(database)?;
    books.found(binary)?;
    let file = file.to_string_lossy();
    let mut import = books.command(binary, &["import", "original", &file, "--commit"]);
    let step = format!("{}: import {JOBS} jobs", database.name());
    let begun = Instant::now();
    Step::new(&step, "Its last lines above say why.").run(&mut import)?;
    Ok(begun.elapsed())
}

/// The original's file, made once.
fn original() -> Outcome<PathBuf> {
    let file = place::scratch("bench")?.join(format!("original-{JOBS}.db"));
    if file.exists() {
        return Ok(file);
    }
    let mut build = run::cargo(&[
        "build",
        "--locked",
        "--release",
        "--package",
        "api",
        "--example",
        "original",
    ]);
    Step::new("original's books: compile", REMEDY).run(&mut build)?;
    let half = file.with_extension("half");
    let mut make = Command::new(place::target().join("release/examples/original"));
    make.arg(&half).arg(JOBS.to_string());
    Step::new("original's books: write", REMEDY).run(&mut make)?;
    std::fs::rename(&half, &file).map_err(|cause| Failure::file(&file, cause))?;
    Ok(file)
}
