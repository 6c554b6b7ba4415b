//! Tools from other registries: pinned by their lock files, kept outside the clone so that a new one is quick.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use crate::outcome::{Failure, Outcome};
use crate::run::Step;

/// Where downloads are kept between clones.
pub fn cache(name: &str) -> Outcome<PathBuf> {
    let base = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let base = base
        .or(home)
        .ok_or_else(|| Failure::new("HOME is not set.", "Set HOME or XDG_CACHE_HOME."))?;
    let folder = base.join("zehmo-xtask").join(name);
    fs::create_dir_all(&folder).map_err(|cause| Failure::file(&folder, cause))?;
    Ok(folder)
}

/// Installs what `package-lock.json` in `folder` names, unless that was done.
pub fn node(folder: &str) -> Outcome {
    let lock = Path::new(folder).join("package-lock.json");
    let mark = Path::new(folder).join("node_modules/.installed-by-xtask");
    let wanted = digest(&lock)?;
    if mark.exists() && crate::place::read(&mark)? == wanted {
        return Ok(());
    }
    let mut command = Command::new("npm");
    command.args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--prefer-offline",
        "--cache",
    ]);
    command.arg(cache("npm")?).current_dir(folder);
    let step = format!("node packages of {folder}");
    Step::new(&step, "Check that npm reaches its registry.")
        .within(600)
        .run(&mut command)?;
    crate::place::write(mark, wanted)
}

/// A Python environment with what `requirements` names; its `bin` folder.
pub fn python(requirements: &str) -> Outcome<PathBuf> {
    let environment = cache("python")?.join(digest(Path::new(requirements))?);
    let mark = environment.join("complete");
    if mark.exists() {
        return Ok(environment.join("bin"));
    }
    let make = "Install Python's venv; on Debian: sudo apt-get install python3-venv";
    let mut command = Command::new("python3");
    command.args(["-m", "venv", "--clear"]).arg(&environment);
    Step::new("python environment", make)
        .within(120)
        .run(&mut command)?;
    let mut command = Command::new(environment.join("bin/pip"));
    command.args([
        "install",
        "--quiet",
        "--no-input",
        "--requirement",
        requirements,
    ]);
    Step::new("python packages", "Check that pip reaches its registry.")
        .within(600)
        .run(&mut command)?;
    crate::place::write(mark, "")?;
    Ok(environment.join("bin"))
}

fn digest(file: &Path) -> Outcome<String> {
    let content = fs::read(file).map_err(|cause| Failure::file(file, cause))?;
    Ok(Sha256::digest(content)
        .iter()
        .take(12)
        .map(|byte| format!("{byte:02x}"))
        .collect())
}
