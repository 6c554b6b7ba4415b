//! Known weaknesses of our dependencies, looked up without a network.
//!
//! `xtask/advisories/` holds, from the RustSec database, the advisories of every crate in our lock file, and
//! `snapshot.json`: when it was taken and which crates it covers. With `ADVISORY_DB=DIR` the whole database is used.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use rustsec::advisory::Informational;
use rustsec::report::{Report, Settings};
use rustsec::{Database, Lockfile};
use serde::{Deserialize, Serialize};

use crate::outcome::{Failure, Outcome};
use crate::{place, run};

const SNAPSHOT: &str = "xtask/advisories";
const MAX_AGE_DAYS: u64 = 30;
const REFRESH: &str = "Clone https://github.com/rustsec/advisory-db, then run `cargo xtask advisories refresh DIR` and commit the result.";

/// Advisories that do not concern us, each with the reason. May only get shorter.
const ACCEPTED: [(&str, &str); 1] = [(
    "RUSTSEC-2024-0436",
    "`paste` is no longer maintained, but finished and without a known fault; it runs at compile time, inside leptos 0.8",
)];

/// What the committed snapshot knows about itself.
#[derive(Serialize, Deserialize)]
struct Snapshot {
    /// When it was taken, in days since 1970.
    taken_day: u64,
    /// The date of the newest advisory in the database it was taken from.
    newest_advisory: String,
    /// The crates of the lock file at that time.
    crates: BTreeSet<String>,
}

/// Fails for a weakness, an unsound crate, and a snapshot that is too old or does not cover our crates.
pub fn check() -> Outcome {
    let lock = lock_file()?;
    let source = match env::var_os("ADVISORY_DB") {
        Some(folder) => PathBuf::from(folder),
        None => {
            fresh_and_complete(&lock)?;
            PathBuf::from(SNAPSHOT)
        }
    };
    let found = look_up(&source, &lock)?;
    if found.is_empty() {
        run::say(&format!(
            "  ✓ advisories: none for {} crates in {}",
            lock.packages.len(),
            source.display()
        ));
        return Ok(());
    }
    let remedy = "Update the crate (`cargo update --package NAME`), or replace it.";
    Err(Failure::new(
        format!("Known weaknesses:\n  {}", found.join("\n  ")),
        remedy,
    ))
}

fn lock_file() -> Outcome<Lockfile> {
    Lockfile::load("Cargo.lock").map_err(|cause| Failure::file("Cargo.lock", cause))
}

fn look_up(source: &Path, lock: &Lockfile) -> Outcome<Vec<String>> {
    let database = Database::open(source)
        .map_err(|cause| Failure::new(format!("{}: {cause}", source.display()), REFRESH))?;
    let informational_warnings = vec![
        Informational::Unsound,
        Informational::Unmaintained,
        Informational::Notice,
    ];
    let report = Report::generate(
        &database,
        lock,
        &Settings {
            informational_warnings,
            ..Settings::default()
        },
    );
    let weak = report
        .vulnerabilities
        .list
        .iter()
        .map(|found| (&found.advisory, &found.package));
    let warned = report
        .warnings
        .values()
        .flatten()
        .filter_map(|found| found.advisory.as_ref().map(|known| (known, &found.package)));
    let open = weak
        .chain(warned)
        .filter(|(known, _)| !ACCEPTED.iter().any(|(id, _)| *id == known.id.as_str()));
    Ok(open
        .map(|(known, package)| {
            format!(
                "{} {} {}: {}",
                known.id, package.name, package.version, known.title
            )
        })
        .collect())
}

fn fresh_and_complete(lock: &Lockfile) -> Outcome {
    let path = Path::new(SNAPSHOT).join("snapshot.json");
    let snapshot: Snapshot =
        serde_json::from_str(&place::read(&path)?).map_err(|cause| Failure::file(&path, cause))?;
    let age = today()?.saturating_sub(snapshot.taken_day);
    if age > MAX_AGE_DAYS {
        return Err(Failure::new(
            format!("The snapshot of advisories is {age} days old."),
            REFRESH,
        ));
    }
    let unknown: Vec<String> = names(lock).difference(&snapshot.crates).cloned().collect();
    if !unknown.is_empty() {
        return Err(Failure::new(
            format!(
                "The snapshot of advisories does not cover: {}.",
                unknown.join(", ")
            ),
            REFRESH,
        ));
    }
    run::say(&format!(
        "  ✓ snapshot: {age} days old, newest advisory of {}",
        snapshot.newest_advisory
    ));
    Ok(())
}

/// `cargo xtask advisories refresh DIR`: takes what concerns our crates out of a whole database.
pub fn refresh(database: &Path) -> Outcome {
    let lock = lock_file()?;
    let all = Database::open(database).map_err(|cause| Failure::file(database, cause))?;
    let newest = all
        .iter()
        .map(|known| known.metadata.date.as_str().to_owned())
        .max()
        .unwrap_or_default();
    let crates = Path::new(SNAPSHOT).join("crates");
    if crates.exists() {
        fs::remove_dir_all(&crates).map_err(|cause| Failure::file(&crates, cause))?;
    }
    let mut copied = 0;
    for name in names(&lock) {
        let from = database.join("crates").join(&name);
        if from.exists() {
            copied += copy(&from, &crates.join(&name))?;
        }
    }
    fs::create_dir_all(&crates).map_err(|cause| Failure::file(&crates, cause))?;
    let snapshot = Snapshot {
        taken_day: today()?,
        newest_advisory: newest,
        crates: names(&lock),
    };
    let text =
        serde_json::to_string_pretty(&snapshot).map_err(|cause| Failure::file(SNAPSHOT, cause))?;
    place::write(Path::new(SNAPSHOT).join("snapshot.json"), text + "\n")?;
    run::say(&format!(
        "  ✓ {copied} advisories for {} crates",
        snapshot.crates.len()
    ));
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Outcome<usize> {
    fs::create_dir_all(to).map_err(|cause| Failure::file(to, cause))?;
    let files = place::files_below(from, &[])?;
    for file in &files {
        let name = file.file_name().unwrap_or_default();
        place::write(to.join(name), place::read(file)?)?;
    }
    Ok(files.len())
}

fn names(lock: &Lockfile) -> BTreeSet<String> {
    let foreign = lock
        .packages
        .iter()
        .filter(|package| package.source.is_some());
    foreign
        .map(|package| package.name.as_str().to_owned())
        .collect()
}

fn today() -> Outcome<u64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let seconds = now
        .map_err(|cause| Failure::new(cause.to_string(), "Set the machine's clock."))?
        .as_secs();
    Ok(seconds / 86_400)
}
