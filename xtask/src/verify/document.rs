//! The API document read by others: Spectral's rules and ours.

use std::path::Path;
use std::process::Command;

use super::packages;
use crate::outcome::{Failure, Outcome};
use crate::run::Step;

const FOLDER: &str = "openapi";

/// Lints the committed document; a warning is a failure. That it equals the code is a test of `api`.
pub fn check() -> Outcome {
    if !Path::new(FOLDER).join("openapi.json").exists() {
        return Err(Failure::new(
            "openapi/openapi.json is missing.",
            "Run `cargo xtask bless` and commit it.",
        ));
    }
    packages::node(FOLDER)?;
    let mut command = Command::new("npm");
    command
        .args(["run", "--silent", "lint"])
        .current_dir(FOLDER);
    Step::new(
        "spectral",
        "Mend the doc comments and attributes of the handlers it names.",
    )
    .within(300)
    .run(&mut command)
}
