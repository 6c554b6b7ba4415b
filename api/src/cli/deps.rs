//! `zehmo deps`: what this program was built from, and which of it is known to be weak. The lock file of the build is in the
//! binary, so that a program that has run for a year is held against what is known today.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use rustsec::advisory::Informational;
use rustsec::package::Package;
use rustsec::report::{Report, Settings};
use rustsec::{Database, Lockfile};
use serde_json::{Value, json};
use shared::date::Date;

use super::outcome::{Failure, say};
use crate::clock::Clock;

/// What is told of them.
#[derive(Subcommand)]
pub enum Deps {
    /// Hold it against a copy of the RustSec database; fails if something in it is known to be weak, or the copy is old.
    Check {
        /// A clone of https://github.com/rustsec/advisory-db.
        database: PathBuf,
    },
    /// Print all of it as a bill of materials: CycloneDX 1.6, JSON.
    Sbom,
}

impl Deps {
    pub fn run(self) -> Result<(), Failure> {
        match self {
            Self::Check { database } => check(&database),
            Self::Sbom => bill(),
        }
    }
}

const LOCK: &str = include_str!("../../../Cargo.lock");
/// How old the newest advisory may be: some come with each week.
const FRESH_DAYS: i64 = 30;
/// The server and the browser app in it.
const ROOTS: [&str; 2] = ["api", "frontend"];

/// Holds what is in the program against a copy of the RustSec database. Fails when something is weak.
fn check(database: &Path) -> Result<(), Failure> {
    let known = Database::open(database).map_err(|error| {
        Failure::new(format!(
            "{} is no copy of the RustSec database: {error}",
            database.display()
        ))
    })?;
    let today = Clock::system().now().date_utc();
    let dates = known.iter().map(|advisory| advisory.metadata.date.as_str());
    let dates = dates.filter(|date| date.parse().is_ok_and(|day: Date| day <= today));
    let Some(newest) = dates.max() else {
        return Err(Failure::new(format!(
            "{} holds no advisory: get https://github.com/rustsec/advisory-db",
            database.display()
        )));
    };
    let is_old = |day: Date| today.days() - day.days() > FRESH_DAYS;
    if newest.parse().is_ok_and(is_old) {
        return Err(Failure::new(format!(
            "{} is an old copy: its newest advisory is of {newest}, more than {FRESH_DAYS} days ago",
            database.display()
        )));
    }
    let lock = built_from()?;
    let settings = Settings {
        informational_warnings: vec![Informational::Unsound, Informational::Unmaintained],
        ..Settings::default()
    };
    let report = Report::generate(&known, &lock, &settings);
    say(&lines(&report).concat())?;
    let (count, crates) = (report.vulnerabilities.count, lock.packages.len());
    match count {
        0 => say(&format!(
            "None of the {crates} crates in this program is known to be weak; the newest advisory is of {newest}.\n"
        )),
        _ => Err(Failure::new(format!(
            "{count} known weaknesses among the {crates} crates in this program: update to a release without them"
        ))),
    }
}

/// What is weak, then what is only noted, a line each.
fn lines(report: &Report) -> Vec<String> {
    let warned = report.warnings.values().flatten().filter_map(|warning| {
        let advisory = warning.advisory.as_ref()?;
        Some(format!(
            "note: {} {} {}: {}\n",
            advisory.id, warning.package.name, warning.package.version, advisory.title
        ))
    });
    let weak = report.vulnerabilities.list.iter().map(|found| {
        let patched = found.versions.patched().iter().map(ToString::to_string);
        let patched: Vec<String> = patched.collect();
        let mended = match patched.is_empty() {
            true => "no version mends it".to_owned(),
            false => format!("mended in {}", patched.join(", ")),
        };
        let (advisory, package) = (&found.advisory, &found.package);
        format!(
            "weak: {} {} {}: {} ({mended})\n",
            advisory.id, package.name, package.version, advisory.title
        )
    });
    weak.chain(warned).collect()
}

/// Prints all of it as a bill of materials (CycloneDX 1.6, JSON).
fn bill() -> Result<(), Failure> {
    let lock = built_from()?;
    let components = lock
        .packages
        .iter()
        .filter(|one| one.name.as_str() != "api");
    let depends = lock.packages.iter().map(|package| {
        let on = package.dependencies.iter().map(|on| reference(&on.name, &on.version));
        json!({ "ref": reference(&package.name, &package.version), "dependsOn": on.collect::<Vec<_>>() })
    });
    let bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "application",
            "bom-ref": reference("api", env!("CARGO_PKG_VERSION")),
            "name": "zehmo",
            "version": env!("CARGO_PKG_VERSION"),
        } },
        "components": components.map(component).collect::<Vec<_>>(),
        "dependencies": depends.collect::<Vec<_>>(),
    });
    let text = serde_json::to_string_pretty(&bill).map_err(Failure::new)?;
    say(&format!("{text}\n"))
}

fn component(package: &Package) -> Value {
    let reference = reference(&package.name, &package.version);
    let mut component = json!({
        "type": "library",
        "bom-ref": reference,
        "name": package.name.as_str(),
        "version": package.version.to_string(),
        "purl": reference,
    });
    if let (Some(checksum), Some(facts)) = (&package.checksum, component.as_object_mut()) {
        let hashes = json!([{ "alg": "SHA-256", "content": checksum.to_string() }]);
        facts.insert("hashes".to_owned(), hashes);
    }
    component
}

/// A package URL: <https://github.com/package-url/purl-spec>.
fn reference(name: &(impl AsRef<str> + ?Sized), version: &(impl ToString + ?Sized)) -> String {
    format!(
        "pkg:cargo/{}@{}",
        name.as_ref(),
        version.to_string().replace('+', "%2B")
    )
}

/// The lock file without what builds and tests alone use elsewhere in the workspace.
fn built_from() -> Result<Lockfile, Failure> {
    let mut lock: Lockfile = LOCK.parse().map_err(Failure::new)?;
    let mut by_name: BTreeMap<(String, String), &Package> = BTreeMap::new();
    for package in &lock.packages {
        by_name.insert(key(&package.name, &package.version), package);
    }
    let roots = lock
        .packages
        .iter()
        .filter(|one| ROOTS.contains(&one.name.as_str()));
    let mut open: Vec<&Package> = roots.collect();
    let mut reached: BTreeMap<(String, String), Package> = BTreeMap::new();
    while let Some(package) = open.pop() {
        let known = reached.insert(key(&package.name, &package.version), package.clone());
        if known.is_none() {
            let on = package.dependencies.iter();
            open.extend(on.filter_map(|on| by_name.get(&key(&on.name, &on.version))));
        }
    }
    lock.packages = reached.into_values().collect();
    Ok(lock)
}

fn key(name: &impl AsRef<str>, version: &impl ToString) -> (String, String) {
    (name.as_ref().to_owned(), version.to_string())
}
