//! People's ways through the browser app, in a real Chromium, against the release bundle.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::packages;
use crate::outcome::{Failure, Outcome};
use crate::place;
use crate::prerequisites;
use crate::run::Step;
use crate::server;
use crate::spa::{self, Flavour};

pub const FOLDER: &str = "frontend/e2e";

/// Runs every journey. Each starts its own server from `ZEHMO_BINARY` and its own browser from `CHROMIUM`.
pub fn check() -> Outcome {
    let journeys = journeys()?;
    spa::build(Flavour::Release)?;
    let binary = server::build()?;
    packages::node_without_dev(FOLDER)?;
    let chromium = prerequisites::chromium()
        .ok_or_else(|| Failure::new("Chromium was not found.", "Install Chromium."))?;
    let screens = place::target().join("screens");
    let mut command = Command::new("node");
    // Two at a time, each with a server and a browser of its own: a journey waits more than it works.
    command
        .args(["--test", "--test-concurrency=2", "--test-timeout=600000"])
        // This report ends with what failed and why, where a log is read first.
        .arg("--test-reporter=spec")
        .args(&journeys)
        .current_dir(FOLDER);
    command
        .env("ZEHMO_BINARY", binary)
        .env("CHROMIUM", chromium)
        .env("SCREENS", absolute(&screens)?);
    let remedy = "Run one alone: node --test frontend/e2e/journeys/NAME.test.mjs, with ZEHMO_BINARY and CHROMIUM set.";
    Step::new("browser journeys", remedy)
        .within(1200)
        .run(&mut command)
}

/// The files, relative to their folder.
fn journeys() -> Outcome<Vec<PathBuf>> {
    let folder = Path::new(FOLDER).join("journeys");
    let files = place::files_below(&folder, &[])?;
    let found: Vec<PathBuf> = files
        .iter()
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .map(|file| file.strip_prefix(FOLDER).unwrap_or(file).to_owned())
        .collect();
    match found.is_empty() {
        false => Ok(found),
        true => Err(Failure::new(
            format!("{} holds no journeys.", folder.display()),
            "They are part of the project: restore them.",
        )),
    }
}

fn absolute(folder: &Path) -> Outcome<PathBuf> {
    std::fs::create_dir_all(folder)
        .and_then(|()| folder.canonicalize())
        .map_err(|cause| Failure::file(folder, cause))
}
