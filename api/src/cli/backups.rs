//! `zehmo backup …` and `zehmo restore`: from this computer's own command line, with or without a server.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use shared::id::BackupId;

use super::outcome::{Failure, say};
use crate::app::keyring;
use crate::backups::{self, Fault, Manifest};
use crate::clock::Clock;
use crate::config::Config;
use crate::db::lock;
use crate::keyring::random_bytes;

/// Nobody stops a command but by ending its process.
static GOES_ON: AtomicBool = AtomicBool::new(false);

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::new(fault)
    }
}

pub fn make(to: Option<&Path>) -> Result<(), Failure> {
    let config = Config::load()?;
    let folder = to.unwrap_or(&config.backups.folder);
    let now = Clock::system().now();
    let random = random_bytes().map_err(Failure::new)?;
    let order = backups::Order {
        id: BackupId::from_parts(now, &random),
        folder,
        now,
    };
    let keyring = keyring(&config).map_err(Failure::new)?;
    let made = backups::make(&config, &keyring, &order, &GOES_ON)?;
    say(&format!(
        "{}\n{} bytes, proved: {}\n",
        made.path.display(),
        made.bytes,
        told(&made.manifest)
    ))
}

pub fn verify(file: &Path) -> Result<(), Failure> {
    let config = Config::load()?;
    let scratch = tempfile::tempdir().map_err(Failure::new)?;
    let proof = backups::prove(
        file,
        scratch.path(),
        &keyring(&config).map_err(Failure::new)?,
        &GOES_ON,
    )?;
    say(&format!(
        "It can be restored: made {} by {}, {}\n",
        proof.manifest.created_at,
        proof.manifest.version,
        told(&proof.manifest)
    ))
}

pub fn restore(file: &Path) -> Result<(), Failure> {
    let config = Config::load()?;
    let _lock = lock::take(&config)?;
    let clock = Clock::system();
    let restored = backups::restore(
        &config,
        &keyring(&config).map_err(Failure::new)?,
        file,
        &clock,
        &GOES_ON,
    )?;
    let kept = restored.kept.map_or_else(String::new, |kept| {
        format!("The books before lie in {}.\n", kept.display())
    });
    say(&format!(
        "The books are as they were at {}: {}\n{kept}Everybody signs in anew.\n",
        restored.manifest.created_at,
        told(&restored.manifest)
    ))
}

fn told(manifest: &Manifest) -> String {
    let books = &manifest.books;
    let rows = |table: &str| books.rows.get(table).copied().unwrap_or(0);
    format!(
        "{} jobs, {} expenditures, {} events of the journal, schema {}.",
        rows("jobs"),
        rows("expenditures"),
        books.chain.seq,
        manifest.schema
    )
}
