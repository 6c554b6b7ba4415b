//! The compiler's standard library for the browser: downloaded by rustup, or built here from source.

mod source;

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::outcome::{Failure, Outcome};
use crate::run::{self, Step};

/// The browser's target.
pub const WASM: &str = "wasm32-unknown-unknown";

const DOWNLOAD_SECONDS: u64 = 120;

/// Makes sure that the active toolchain can compile for the browser.
///
/// `XTASK_WASM_FROM_SOURCE=1` builds from source even where a download would do.
pub fn ensure_wasm() -> Outcome {
    let libraries = libraries()?;
    let forced = env::var_os("XTASK_WASM_FROM_SOURCE").is_some_and(|value| value == "1");
    if forced {
        return match source::built_here(&libraries) {
            true => Ok(()),
            false => source::build(&libraries),
        };
    }
    if has_core(&libraries) || downloaded() {
        return Ok(());
    }
    source::build(&libraries)
}

/// The folder where the active toolchain looks for the target's libraries.
fn libraries() -> Outcome<PathBuf> {
    run::output_of("rustc", &["--print", "target-libdir", "--target", WASM])
        .map(PathBuf::from)
        .ok_or_else(|| {
            Failure::new(
                "rustc cannot be started.",
                "Install Rust by rustup: https://rustup.rs",
            )
        })
}

fn has_core(libraries: &PathBuf) -> bool {
    fs::read_dir(libraries).is_ok_and(|entries| {
        entries
            .flatten()
            .any(|entry| entry.file_name().to_string_lossy().starts_with("libcore-"))
    })
}

/// Whether rustup could add the target; where it cannot, the other way is tried.
fn downloaded() -> bool {
    let mut command = Command::new("rustup");
    command.args(["target", "add", WASM]);
    let step = Step::new(
        "browser target: download",
        "It is built from source instead.",
    )
    .within(DOWNLOAD_SECONDS);
    match step.run(&mut command) {
        Ok(()) => true,
        Err(failure) => {
            run::say(&failure.to_string());
            false
        }
    }
}
