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

/// What was installed last: the lock's digest, and this word when the development's packages were left out.
const WITHOUT_DEV: &str = " without dev";

/// Installs what `package-lock.json` in `folder` names, unless that was done.
pub fn node(folder: &str) -> Outcome {
    install(folder, "")
}

/// The same without the packages that only development needs; whoever has them, too, keeps them.
pub fn node_without_dev(folder: &str) -> Outcome {
    install(folder, WITHOUT_DEV)
}

fn install(folder: &str, scope: &str) -> Outcome {
    let lock = Path::new(folder).join("package-lock.json");
    let mark = Path::new(folder).join("node_modules/.installed-by-xtask");
    let wanted = digest(&lock)?;
    if mark.exists() && suffices(&crate::place::read(&mark)?, &wanted, scope) {
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
    if scope == WITHOUT_DEV {
        command.arg("--omit=dev");
    }
    let step = format!("node packages of {folder}");
    Step::new(&step, "Check that npm reaches its registry.")
        .within(600)
        .run(&mut command)?;
    crate::place::write(mark, format!("{wanted}{scope}"))
}

/// Whether what was installed holds what is wanted.
fn suffices(installed: &str, digest: &str, scope: &str) -> bool {
    installed == digest || installed == format!("{digest}{scope}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_installation_holds_the_smaller_one_but_not_the_other_way_round() {
        assert!(suffices("abc", "abc", ""));
        assert!(suffices("abc", "abc", WITHOUT_DEV));
        assert!(suffices("abc without dev", "abc", WITHOUT_DEV));
        assert!(!suffices("abc without dev", "abc", ""));
        assert!(!suffices("abd", "abc", WITHOUT_DEV));
    }
}
