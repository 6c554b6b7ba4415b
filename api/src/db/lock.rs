//! A SQLite database is one process's at a time, whatever folder or name it is reached by; and a log (`-wal`) that a killed
//! process left is applied to the file it belongs to, not to a copy that was put in its place.

use std::ffi::OsString;
use std::fs::{File, Metadata, TryLockError};
use std::io::{self, BufReader, Read as _};
use std::os::unix::fs::{FileExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::OpenError;
use crate::config::{Config, Database};

/// The header of a log; one that holds no more has nothing to apply.
const LOG_HEADER_BYTES: u64 = 32;
/// A log of so many frames is brought into the database's file by the change that makes it so long.
const CHECKPOINT_FRAMES: u64 = 4_000;
/// Longest time from the last line of a log to the last page that it brings into the database's file: on a slow disk.
const CHECKPOINT_S: i64 = 60;
/// The same while nothing is brought over: what the clock rounds.
const AT_ONCE_S: i64 = 1;
/// Behind the numbers in the mark of a process that serves, in whose file only a full log is brought over.
const SERVES: &str = "serves";
const MARK_BYTES: usize = 80;

/// Holds the data folder and the database's file for this process; released when dropped.
#[derive(Debug)]
pub struct Lock {
    #[expect(dead_code, reason = "the open file is the lock")]
    folder: File,
    /// Locked as well. Holds what the database's file was when it was opened; its own time says when it was used last.
    mark: File,
    path: PathBuf,
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
    let lock = Lock { folder, mark, path };
    match lock.is_foreign() {
        Err(error) => Err(OpenError::Folder(shown, error)),
        Ok(true) => Err(OpenError::ForeignLog {
            log: beside(&lock.path, "-wal").display().to_string(),
            mark: beside(&lock.path, "-lock").display().to_string(),
            database: shown,
        }),
        Ok(false) => Ok(Some(lock)),
    }
}

impl Lock {
    /// Says that from now on the database's file is written only when the log is full.
    pub fn serve(&self) -> io::Result<()> {
        self.mark_as(SERVES)
    }

    /// Says that the database is still used, and that its end may bring the log into its file.
    pub fn end(&self) -> io::Result<()> {
        self.mark_as("")
    }

    /// Whether the log beside the database was written for another file; else remembers this one.
    fn is_foreign(&self) -> io::Result<bool> {
        let log = present(&beside(&self.path, "-wal"))?.filter(|log| log.len() > LOG_HEADER_BYTES);
        let database = present(&self.path)?;
        let is_foreign = match (&log, &database, self.remembered()?) {
            (Some(_), None, _) => true,
            (Some(log), Some(database), Some(before)) => {
                let last_use = log.mtime().max(self.mark.metadata()?.mtime());
                before.inode != database.ino()
                    || before.changed > changed(database)
                    || database.mtime() > last_use + self.pause_s(&before)?
            }
            _ => false,
        };
        if !is_foreign {
            self.end()?;
        }
        Ok(is_foreign)
    }

    /// How long after its last use the process before may still have written the database's file.
    fn pause_s(&self, before: &Remembered) -> io::Result<i64> {
        if before.served && frames(&beside(&self.path, "-wal"))? < CHECKPOINT_FRAMES {
            return Ok(AT_ONCE_S);
        }
        Ok(CHECKPOINT_S)
    }

    fn remembered(&self) -> io::Result<Option<Remembered>> {
        let mut text = [0; MARK_BYTES];
        let length = self.mark.read_at(&mut text, 0)?;
        // What is no text is no number either.
        let text = std::str::from_utf8(text.get(..length).unwrap_or_default()).unwrap_or_default();
        let mut numbers = text.split_whitespace().map(str::parse::<i64>);
        let found = match (numbers.next(), numbers.next(), numbers.next()) {
            (Some(Ok(inode)), Some(Ok(seconds)), Some(Ok(nanos))) => Remembered {
                inode: inode.cast_unsigned(),
                changed: (seconds, nanos),
                served: text.trim_end().ends_with(SERVES),
            },
            // A lock of a version before, or one that a person emptied.
            _ => return Ok(None),
        };
        Ok(Some(found))
    }

    fn mark_as(&self, phase: &str) -> io::Result<()> {
        let Some(database) = present(&self.path)? else {
            return self.mark.set_len(0);
        };
        let (inode, (seconds, nanos)) = (database.ino().cast_signed(), changed(&database));
        // Always of one length, so that at no time it is empty.
        let line = format!("{inode} {seconds} {nanos} {phase}");
        let line = format!("{line:<width$}\n", width = MARK_BYTES - 1);
        self.mark.write_all_at(line.as_bytes(), 0)
    }
}

/// What the database's file was when it was opened last.
struct Remembered {
    inode: u64,
    changed: (i64, i64),
    served: bool,
}

/// How many frames were written to a log since it was begun anew; older ones behind them have other salts.
/// <https://www.sqlite.org/fileformat2.html#the_write_ahead_log>
fn frames(log: &Path) -> io::Result<u64> {
    let mut log = BufReader::new(File::open(log)?);
    let (mut page, mut salts, mut salts_of_frame) = ([0; 4], [0; 8], [0; 8]);
    log.seek_relative(8)?;
    log.read_exact(&mut page)?;
    log.seek_relative(4)?;
    log.read_exact(&mut salts)?;
    log.seek_relative(8)?;
    let page = i64::from(u32::from_be_bytes(page));
    let mut count = 0;
    loop {
        log.seek_relative(8)?;
        match log.read_exact(&mut salts_of_frame) {
            Ok(()) if salts_of_frame == salts => count += 1,
            Err(error) if error.kind() != io::ErrorKind::UnexpectedEof => return Err(error),
            _ => return Ok(count),
        }
        log.seek_relative(8 + page)?;
    }
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

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection as _;
    use diesel::{Connection as _, SqliteConnection};

    use super::super::pool::SQLITE_SETTINGS;
    use super::*;

    #[test]
    fn a_log_is_full_where_the_connections_are_told_to_bring_it_over() {
        let said = format!("wal_autocheckpoint = {CHECKPOINT_FRAMES};");
        assert!(SQLITE_SETTINGS.contains(&said));
    }

    #[test]
    fn the_frames_of_a_log_are_counted_as_far_as_it_was_written_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("some.db");
        let mut sqlite = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        sqlite
            .batch_execute("PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER)")
            .unwrap();
        let log = beside(&path, "-wal");
        let mut change = |sql: &str| {
            sqlite.batch_execute(sql).unwrap();
            frames(&log).unwrap()
        };
        let first = change("INSERT INTO t VALUES (1)");
        let second = change("INSERT INTO t VALUES (2)");
        assert!((1..=4).contains(&first), "{first}");
        assert_eq!(second, first + 1);
        // The file stays as long as it was; it is written from its start again.
        let length = log.metadata().unwrap().len();
        let anew = change("PRAGMA wal_checkpoint(RESTART); INSERT INTO t VALUES (3)");
        assert_eq!((anew, log.metadata().unwrap().len()), (1, length));
    }
}
