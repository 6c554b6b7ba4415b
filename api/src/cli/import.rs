//! `zehmo import original`: the old application's books from this computer's own disk.

use std::path::Path;

use shared::imports::ImportStatus;

use super::outcome::{Failure, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::imports;
use crate::instance::Instance;

/// Prints the report that the browser shows; with `commit`, brings the rows in.
pub fn original(file: &Path, time_zone: Option<&str>, commit: bool) -> Result<(), Failure> {
    let app = Instance::start(Config::load()?, Clock::system()).map_err(Failure::new)?;
    let is_set_up = app.db.read_blocking(crate::settings::exist);
    if !is_set_up.map_err(Failure::new)? {
        return Err(Failure::new(
            "the shop is not set up yet: start the server and open it in a browser first",
        ));
    }
    let done = imports::run_on_host(&app, file, time_zone, commit)
        .map_err(|error| Failure::new(error.report()))?;
    if let Some(problem) = &done.import.problem {
        return Err(Failure::new(&problem.detail));
    }
    say(&imports::report_text(&done))?;
    match (commit, done.import.status) {
        (true, ImportStatus::Done) => say("\nEverything above is in the books.\n"),
        _ => say("\nNothing is saved. Add --commit to bring it in.\n"),
    }
}
