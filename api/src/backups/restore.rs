//! Puts a backup in the place of the books. What was there is kept beside it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use serde_json::json;
use shared::audit::{Action, Entity};

use super::check::Proof;
use super::make::UNFINISHED;
use super::{Fault, Manifest, at, check};
use crate::audit::{self, Change};
use crate::auth;
use crate::clock::Clock;
use crate::config::{Config, Database};
use crate::db::{copy, migrate};
use crate::keyring::Keyring;

/// The files that SQLite keeps beside a database.
const BESIDE: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// What was restored, and where the books before it lie.
pub struct Restored {
    pub manifest: Manifest,
    pub kept: Option<PathBuf>,
}

/// Proves the backup, ends all sessions in it, and puts it in place: as the file of a SQLite database, or as the rows of a
/// PostgreSQL database that has none. Until then nothing is changed. Nobody else may use the database meanwhile.
pub fn restore(
    config: &Config,
    keyring: &Keyring,
    file: &Path,
    clock: &Clock,
    stop: &AtomicBool,
) -> Result<Restored, Fault> {
    let place = match &config.database {
        Database::Sqlite(path) => path.parent().unwrap_or(Path::new(".")),
        Database::Postgres(_) => &config.data_dir,
    };
    let mut unfinished = tempfile::Builder::new();
    let scratch = unfinished.prefix(UNFINISHED).tempdir_in(place);
    let scratch = scratch.map_err(at(place))?;
    let proof = check::prove(file, scratch.path(), keyring, stop)?;
    begin_anew(keyring, &proof, clock)?;
    let kept = match &config.database {
        Database::Sqlite(path) => exchange(path, &proof.database, clock)?,
        Database::Postgres(_) => {
            migrate::run(config)?;
            copy::put(config, &proof.database, stop)?;
            None
        }
    };
    Ok(Restored {
        manifest: proof.manifest,
        kept,
    })
}

/// Whoever was signed in on the day of the backup may have been shut out since: all sign in anew, and the journal says why.
fn begin_anew(keyring: &Keyring, proof: &Proof, clock: &Clock) -> Result<(), Fault> {
    let (database, manifest) = (&proof.database, &proof.manifest);
    let facts = json!({ "made_at": manifest.created_at, "version": manifest.version, "sha256": manifest.data.sha256 });
    let chain = audit::present_key(&mut copy::open(database)?, keyring)?;
    let chain = chain.ok_or_else(|| Fault::Damaged("its journal has no key".to_owned()))?;
    copy::change(database, &chain, clock.now(), |tx| {
        let change = Change {
            action: Action::BackupRestored,
            entity: Entity::Backup,
            entity_id: manifest.created_at.to_string(),
            before: None,
            after: Some(facts),
        };
        // The first event behind those of the backup.
        audit::record(tx, &change)?;
        auth::end_everything(tx)
    })?;
    Ok(copy::settle(database)?)
}

/// The files of the books before are renamed, not touched: what is wrong with them can still be looked into.
fn exchange(path: &Path, database: &Path, clock: &Clock) -> Result<Option<PathBuf>, Fault> {
    let day = clock.now().to_string().replace(':', "-");
    let aside = with_ending(path, &format!(".before-{day}"));
    let mut kept = None;
    for ending in BESIDE {
        let (from, to) = (with_ending(path, ending), with_ending(&aside, ending));
        match fs::rename(&from, &to) {
            Ok(()) => kept = Some(aside.clone()),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
            Err(cause) => return Err(Fault::File(from, cause)),
        }
    }
    fs::rename(database, path).map_err(at(path))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(at(folder))?;
    Ok(kept)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}
