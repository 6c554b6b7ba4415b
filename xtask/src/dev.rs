//! `cargo xtask dev`: serves a debug build and rebuilds what a saved file touches.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::{Duration, SystemTime};

use clap::Args;

use crate::outcome::{Failure, Outcome};
use crate::place;
use crate::run;
use crate::server;
use crate::spa::{self, Flavour};
use crate::start;

const LOOK_EVERY: Duration = Duration::from_millis(500);
const SERVER: [&str; 4] = ["api/src", "api/Cargo.toml", "shared", "migrations"];
const APP: [&str; 6] = [
    "frontend/src",
    "frontend/styles",
    "frontend/icons",
    "frontend/index.html",
    "frontend/boot.js",
    "shared",
];

#[derive(Args)]
pub struct Options {
    /// The port to serve on.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The folder for the database, the key and the logs.
    #[arg(long, default_value = "data")]
    data: PathBuf,
}

/// Runs until it is interrupted. A build that fails is told, and the last good one keeps serving.
pub fn dev(options: &Options) -> Outcome {
    start::refuse_busy_port(options.port)?;
    fs::create_dir_all(&options.data).map_err(|cause| Failure::file(&options.data, cause))?;
    spa::build(Flavour::Dev)?;
    let server = server::build()?;
    let mut child = launch(&server, options)?;
    let mut app_seen = latest(&APP)?;
    let mut server_seen = latest(&SERVER)?;
    while !run::interrupted() {
        thread::sleep(LOOK_EVERY);
        let app_now = latest(&APP)?;
        if app_now != app_seen {
            app_seen = app_now;
            tell(spa::build(Flavour::Dev));
        }
        let server_now = latest(&SERVER)?;
        if server_now != server_seen {
            server_seen = server_now;
            child = renew(child, options)?;
        }
    }
    server::stop(&mut child)
}

fn launch(server: &Path, options: &Options) -> Outcome<Child> {
    let mut command = Command::new(server);
    command
        .arg("serve")
        .env("PORT", options.port.to_string())
        .env("DATA_DIR", &options.data);
    let child = command
        .spawn()
        .map_err(|cause| Failure::file(server, cause))?;
    run::say(&format!("  http://127.0.0.1:{}", options.port));
    Ok(child)
}

fn renew(mut running: Child, options: &Options) -> Outcome<Child> {
    match server::build() {
        Ok(server) => {
            server::stop(&mut running)?;
            launch(&server, options)
        }
        Err(failure) => {
            tell(Err(failure));
            Ok(running)
        }
    }
}

fn tell(answer: Outcome) {
    if let Err(failure) = answer {
        run::say(&failure.to_string());
    }
}

/// When the youngest of these files was saved, and how many there are.
fn latest(places: &[&str]) -> Outcome<(Option<SystemTime>, usize)> {
    let mut files = Vec::new();
    for place in places.iter().map(Path::new).filter(|place| place.exists()) {
        match place.is_dir() {
            true => files.extend(place::files_below(place, &[])?),
            false => files.push(place.to_owned()),
        }
    }
    let times = files
        .iter()
        .map(|file| fs::metadata(file).and_then(|known| known.modified()));
    // A file that is being replaced has no time for a moment; the next look sees it.
    Ok((times.filter_map(Result::ok).max(), files.len()))
}
