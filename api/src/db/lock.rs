//! A SQLite database is one process's at a time, whatever folder or name it is reached by; and a log (`-wal`) that a killed
//! process left is applied to the file it belongs to, not to a copy that was put in its place.

use std::ffi::OsString;
use std::fs::{File, Metadata, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::OpenError;
use crate::config::{Config, Database};

/// The header of a log; one that holds no more has nothing to apply.
const LOG_HEADER_BYTES: u64 = 32;
/// A log is written before what it says goes to the database's file, and not much before: longest for a checkpoint on a slow
/// disk, and when the process ends.
const CHECKPOINT_S: i64 = 60;

/// Holds the data folder and the database's file for this process; released when dropped.
#[derive(Debug)]
pub struct Lock {
    #[expect(dead_code, reason = "the open file is the lock")]
    folder: File,
    /// Locked as well. Holds what the database's file was when it was opened; its own time says when it was used last.
    mark: File,
}

/// Takes the folder and the database. Problems: `FolderInUse`, `DatabaseInUse`, `ForeignLog`. Nothing to take on PostgreSQL.
pub fn take(config: &Config) -> Result<Option<Lock>, OpenError> {
    let Database::Sqlite(path) = &config.database else {
        return Ok(None);
    };
    let shown = config.data_dir.display().to_string();
    let folder = open_locked(&config.data_dir.join("lock"), &shown)?
        .ok_or_else(|| OpenError::FolderInUse(shown))?;
    let shown = path.display().to_string();
    let path = real(path).map_err(|error| OpenError::Folder(shown.clone(), error))?;
    let mark = open_locked(&beside(&path, "-lock"), &shown)?
        .ok_or_else(|| OpenError::DatabaseInUse(shown.clone()))?;
    let mut lock = Lock { folder, mark };
    match lock.is_foreign(&path) {
        Err(error) => Err(OpenError::Folder(shown, error)),
        Ok(true) => Err(OpenError::ForeignLog {
            log: beside(&path, "-wal").display().to_string(),
            mark: beside(&path, "-lock").display().to_string(),
            database: shown,
        }),
        Ok(false) => Ok(Some(lock)),
    }
}

impl Lock {
    /// Says that the database is still used, before the long pause that an idle server's end is for its log.
    pub fn touch(&self) -> io::Result<()> {
        self.mark.set_modified(SystemTime::now())
    }

    /// Whether the log beside the database was written for another file; else remembers this one.
    fn is_foreign(&mut self, path: &Path) -> io::Result<bool> {
        let log = present(&beside(path, "-wal"))?.filter(|log| log.len() > LOG_HEADER_BYTES);
        let database = present(path)?;
        let before = self.remembered()?;
        let is_foreign = match (&log, &database, before) {
            (Some(_), None, _) => true,
            (Some(log), Some(database), Some(before)) => {
                let last_use = log.mtime().max(self.mark.metadata()?.mtime());
                before.inode != database.ino()
                    || before.changed > changed(database)
                    || database.mtime() > last_use + CHECKPOINT_S
            }
            _ => false,
        };
        if let Some(database) = database.filter(|_| !is_foreign) {
            self.remember(&database)?;
        }
        Ok(is_foreign)
    }

    fn remembered(&mut self) -> io::Result<Option<Remembered>> {
        let mut text = String::new();
        self.mark.read_to_string(&mut text)?;
        let mut numbers = text.split_whitespace().map(str::parse::<i64>);
        let found = match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Ok(inode)), Some(Ok(seconds)), Some(Ok(nanos))) => Remembered {
                inode: inode.cast_unsigned(),
                changed: (seconds, nanos),
            },
            // A lock of a version before, or one that a person emptied.
            _ => return Ok(None),
        };
        Ok(Some(found))
    }

    fn remember(&mut self, database: &Metadata) -> io::Result<()> {
        let (inode, (seconds, nanos)) = (database.ino().cast_signed(), changed(database));
        self.mark.set_len(0)?;
        self.mark.rewind()?;
        writeln!(self.mark, "{inode} {seconds} {nanos}")
    }
}

/// What the database's file was when it was opened last.
struct Remembered {
    inode: u64,
    changed: (i64, i64),
}

fn changed(file: &Metadata) -> (i64, i64) {
    (file.mtime(), file.mtime_nsec())
}

fn present(path: &Path) -> io::Result<Option<Metadata>> {
    match path.metadata() {
        Ok(about) => Ok(Some(about)),
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(other) => Err(other),
    }
}

/// The file itself, behind links, though it need not exist yet.
fn real(path: &Path) -> io::Result<PathBuf> {
    if path.exists() {
        return path.canonicalize();
    }
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = folder.unwrap_or(Path::new(".")).canonicalize()?;
    Ok(match path.file_name() {
        Some(name) => folder.join(name),
        None => folder,
    })
}

/// As SQLite names the files beside a database.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// The file, or nothing when another process holds it.
fn open_locked(path: &Path, shown: &str) -> Result<Option<File>, OpenError> {
    let failed = |error| OpenError::Folder(shown.to_owned(), error);
    let file = File::options()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .mode(0o600)
        .open(path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}
