//! Where things lie. Every command runs from the workspace's top folder, so paths are relative to it.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::outcome::{Failure, Outcome};

/// The built browser app, as the server embeds it.
pub const DIST: &str = "frontend/dist";

/// Makes the workspace's top folder the current one, wherever the command was typed.
pub fn enter_workspace() -> Outcome {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let top = here.parent().unwrap_or(here);
    env::set_current_dir(top).map_err(|cause| Failure::file(top, cause))
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from)
}

/// A folder below `target/xtask` for logs, stamps and intermediate files, made when missing.
pub fn scratch(name: &str) -> Outcome<PathBuf> {
    let folder = target().join("xtask").join(name);
    fs::create_dir_all(&folder).map_err(|cause| Failure::file(&folder, cause))?;
    Ok(folder)
}

/// Where cargo keeps the sources of other people's crates.
pub fn cargo_home() -> Option<PathBuf> {
    let home = || env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home)
}

/// The cargo that started us, so that the toolchain stays the same.
pub fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"))
}

pub fn read(path: impl AsRef<Path>) -> Outcome<String> {
    fs::read_to_string(&path).map_err(|cause| Failure::file(path, cause))
}

pub fn write(path: impl AsRef<Path>, content: impl AsRef<[u8]>) -> Outcome {
    fs::write(&path, content).map_err(|cause| Failure::file(path, cause))
}

/// Every file below `folder`, sorted; folders named in `except` are not entered.
pub fn files_below(folder: &Path, except: &[&str]) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).map_err(|cause| Failure::file(folder, cause))?;
    for entry in entries {
        let path = entry.map_err(|cause| Failure::file(folder, cause))?.path();
        let skipped = path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| except.contains(&name));
        if skipped {
            continue;
        }
        if path.is_dir() {
            found.extend(files_below(&path, except)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
