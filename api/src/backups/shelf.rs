//! The folder of backups: what lies in it is the list. A file has its name only once it was proved, and beside it lies how the
//! last trial of it went.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use shared::backups::{Backup, BackupRows, BackupSums, Drill};
use shared::id::BackupId;
use shared::instant::Instant;
use shared::money::Money;

use super::make::{ENDING, PREFIX, UNFINISHED};
use super::manifest::Manifest;
use super::{Fault, at, container};

/// What a killed process left is removed when it is as old as this.
const LEFT: Duration = Duration::from_secs(24 * 3_600);
const DRILL: &str = ".drill.json";

/// A backup in the folder.
pub struct Kept {
    pub path: PathBuf,
    pub bytes: u64,
    pub manifest: Manifest,
    pub drill: Option<Drill>,
}

/// All of them, the newest first. A file that is none any more is named in the log.
pub fn all(folder: &Path) -> Result<Vec<Kept>, Fault> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(Fault::File(folder.to_owned(), cause)),
    };
    let mut kept = Vec::new();
    for entry in entries {
        let path = entry.map_err(at(folder))?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(ENDING)) {
            match read(path) {
                Ok(one) => kept.push(one),
                Err(fault) => log::error!("a backup cannot be read: {fault}"),
            }
        }
    }
    kept.sort_by_key(|one| std::cmp::Reverse((one.manifest.created_at, one.manifest.id)));
    Ok(kept)
}

/// The one of this id.
pub fn one(folder: &Path, id: BackupId) -> Result<Option<Kept>, Fault> {
    let kept = all(folder)?;
    Ok(kept.into_iter().find(|kept| kept.manifest.id == id))
}

/// Removes the oldest beyond so many.
pub fn keep_newest(folder: &Path, count: usize) -> Result<(), Fault> {
    for old in all(folder)?.iter().skip(count.max(1)) {
        remove(old)?;
        log::info!(
            "the backup of {} is gone: newer ones are kept",
            old.manifest.created_at
        );
    }
    Ok(())
}

/// Removes one, and what is known of its trial.
pub fn remove(kept: &Kept) -> Result<(), Fault> {
    fs::remove_file(&kept.path).map_err(at(&kept.path))?;
    let beside = drill_of(&kept.path);
    match fs::remove_file(&beside) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(Fault::File(beside, cause)),
        _ => Ok(()),
    }
}

/// Removes what killed processes left.
pub fn sweep(folder: &Path) -> Result<(), Fault> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry.map_err(at(folder))?;
        let path = entry.path();
        let about = entry.metadata().map_err(at(&path))?;
        let age = about.modified().map_err(at(&path))?;
        let is_old = SystemTime::now()
            .duration_since(age)
            .is_ok_and(|age| age > LEFT);
        if !is_old || !entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
            continue;
        }
        let removed = match about.is_dir() {
            true => fs::remove_dir_all(&path),
            false => fs::remove_file(&path),
        };
        removed.map_err(at(&path))?;
    }
    Ok(())
}

/// Puts down how a trial went.
pub fn note(kept: &Kept, drill: &Drill) -> Result<(), Fault> {
    let beside = drill_of(&kept.path);
    let folder = beside.parent().unwrap_or(Path::new("."));
    let mut unfinished = tempfile::Builder::new();
    let file = unfinished.prefix(UNFINISHED).tempfile_in(folder);
    let file = file.map_err(at(folder))?;
    let written = serde_json::to_writer(file.as_file(), drill).map_err(io::Error::from);
    written.map_err(at(&beside))?;
    let put = file.persist(&beside);
    put.map_err(|error| Fault::File(beside, error.error))?;
    Ok(())
}

fn read(path: PathBuf) -> Result<Kept, Fault> {
    let manifest = container::read_manifest(&path)?;
    let bytes = fs::metadata(&path).map_err(at(&path))?.len();
    let beside = drill_of(&path);
    let drill = match fs::read(&beside) {
        Ok(text) => serde_json::from_slice(&text).ok(),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
        Err(cause) => return Err(Fault::File(beside, cause)),
    };
    Ok(Kept {
        path,
        bytes,
        manifest,
        drill,
    })
}

fn drill_of(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(DRILL);
    name.into()
}

impl Kept {
    pub fn made_at(&self) -> Instant {
        self.manifest.created_at
    }

    /// As it is told to people.
    pub fn view(&self) -> Backup {
        let (manifest, books) = (&self.manifest, &self.manifest.books);
        let rows = |table: &str| books.rows.get(table).copied().unwrap_or(0);
        let sum = |table: &str| {
            let minor = books.sums.get(&format!("{table}.total_minor"))?;
            Money::new(minor.parse().ok()?, books.currency?).ok()
        };
        let name = self.path.file_name().unwrap_or_default();
        Backup {
            id: manifest.id,
            created_at: manifest.created_at,
            file: name.to_string_lossy().into_owned(),
            bytes: self.bytes,
            schema: manifest.schema.clone(),
            version: manifest.version.clone(),
            rows: BackupRows {
                jobs: rows("jobs"),
                expenditures: rows("expenditures"),
                customers: rows("customers"),
                users: rows("users"),
                events: rows("events"),
            },
            sums: BackupSums {
                jobs: sum("jobs"),
                expenditures: sum("expenditures"),
            },
            drill: self.drill.clone(),
        }
    }
}
