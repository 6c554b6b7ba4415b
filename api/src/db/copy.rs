//! A copy of the whole database as one SQLite file, as it stood at one moment, while it is used; and the way back. Both kinds
//! of database have the same tables, so a copy of either fills either.

mod rows;

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use diesel::PgConnection;
use diesel::connection::SimpleConnection as _;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use shared::instant::Instant;

use super::pool::{self, Conn};
use super::transaction::in_snapshot;
use super::{Actor, ChainKey, OpenError, Tx, in_transaction, migrate};
use crate::config::{Config, Database};
use crate::error::ApiError;

/// Pages copied between two looks at whether to stop: 4 MB.
const PAGES: i32 = 1_024;
/// How long a lock of somebody else's is waited for.
const BUSY: Duration = Duration::from_secs(5);

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("the copy cannot be written: {0}")]
    File(#[from] io::Error),
    #[error("SQLite refused: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("PostgreSQL refused: {0}")]
    Postgres(#[from] diesel::result::Error),
    #[error("a table's rows cannot be read: {0}")]
    Rows(#[from] serde_json::Error),
    #[error("it was told to stop")]
    Stopped,
    #[error("a SQLite database is a file: the copy takes its place")]
    NoServer,
    #[error("the database has books already, and a copy fills only one that has none")]
    NotEmpty,
}

/// Copies the database into a new file, which only its owner can read. Whoever writes meanwhile is not held up.
pub fn take(config: &Config, target: &Path, stop: &AtomicBool) -> Result<(), CopyError> {
    new_file(target)?;
    match &config.database {
        Database::Sqlite(source) => copy_pages(source, target, stop)?,
        Database::Postgres(_) => {
            migrate::run_on_file(target)?;
            let mut pg = of_postgres(pool::single(config.database.clone())?)?;
            rows::out_of(&mut pg, &mut Connection::open(target)?, stop)?;
        }
    }
    File::open(target)?.sync_all()?;
    Ok(())
}

/// The same of a database that is about to be brought up from this schema, in which it stays.
pub fn take_as_it_was(
    config: &Config,
    schema: &str,
    target: &Path,
    stop: &AtomicBool,
) -> Result<(), CopyError> {
    new_file(target)?;
    match &config.database {
        Database::Sqlite(source) => copy_pages(source, target, stop)?,
        Database::Postgres(_) => {
            migrate::run_on_file_until(target, schema)?;
            let mut pg = of_postgres(pool::single(config.database.clone())?)?;
            rows::out_of(&mut pg, &mut Connection::open(target)?, stop)?;
        }
    }
    File::open(target)?.sync_all()?;
    Ok(())
}

fn new_file(target: &Path) -> io::Result<File> {
    let mut new = File::options();
    new.create_new(true).write(true).mode(0o600).open(target)
}

/// Fills an empty database of the present schema with a copy of that schema, in one transaction.
pub fn put(config: &Config, copy: &Path, stop: &AtomicBool) -> Result<(), CopyError> {
    let mut pg = of_postgres(migrate::connection(config)?)?;
    pg.batch_execute("SET statement_timeout = 0; BEGIN")?;
    let filled = rows::into(&mut pg, &Connection::open(copy)?, stop);
    match filled {
        Ok(()) => pg.batch_execute("COMMIT")?,
        Err(_) => pg.batch_execute("ROLLBACK")?,
    }
    filled
}

fn of_postgres(conn: Conn) -> Result<PgConnection, CopyError> {
    match conn {
        Conn::Postgres(pg) => Ok(pg),
        Conn::Sqlite(_) => Err(CopyError::NoServer),
    }
}

/// Brings a copy of an earlier schema up to the present one. Problem: `SchemaNewer`.
pub fn bring_up(copy: &Path) -> Result<Vec<String>, CopyError> {
    Ok(migrate::run_on_file(copy)?)
}

/// A connection to a copy.
pub fn open(copy: &Path) -> Result<Conn, OpenError> {
    pool::single(Database::Sqlite(copy.to_owned()))
}

/// A connection that reads a database which others may use meanwhile.
pub fn reading(database: &Database) -> Result<Conn, OpenError> {
    pool::single(database.clone())
}

/// Puts a SQLite file and the log beside it, if that holds anything, into a folder of our own: reading a database changes its
/// files, and these may be evidence. The log's own place is told.
pub fn aside(file: &Path, folder: &Path) -> io::Result<(PathBuf, Option<PathBuf>)> {
    let log_of = |file: &Path| {
        let mut name = file.as_os_str().to_owned();
        name.push("-wal");
        PathBuf::from(name)
    };
    let target = folder.join("aside.sqlite3");
    fs::copy(file, &target)?;
    let log = log_of(file);
    match fs::copy(&log, log_of(&target)) {
        Ok(0) => Ok((target, None)),
        Ok(_) => Ok((target, Some(log))),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok((target, None)),
        Err(cause) => Err(cause),
    }
}

/// Makes a change in a copy, in the host's name.
pub fn change(
    copy: &Path,
    chain: &ChainKey,
    now: Instant,
    change: impl FnOnce(&mut Tx<'_>) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let mut conn = open(copy).map_err(ApiError::internal)?;
    change_on(&mut conn, chain, now, change)
}

/// A connection with the rights of whoever owns the tables, to a database that others may use meanwhile.
pub fn owning(config: &Config) -> Result<Conn, OpenError> {
    migrate::connection(config)
}

/// What is removed on this connection is overwritten, too, so that it cannot be found in the file.
pub fn forget_what_goes(conn: &mut Conn) -> Result<(), ApiError> {
    match conn {
        Conn::Sqlite(sqlite) => Ok(sqlite.batch_execute("PRAGMA secure_delete = ON")?),
        Conn::Postgres(_) => Ok(()),
    }
}

/// Brings the log beside the database into it, and empties it, if nobody is reading it.
pub fn settle_log(conn: &mut Conn) {
    if let Conn::Sqlite(sqlite) = conn
        && let Err(error) = sqlite.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")
    {
        log::warn!("what was removed is in the database's log until that is written over: {error}");
    }
}

/// Reads on one unchanging picture of the database.
pub fn picture<T>(
    conn: &mut Conn,
    query: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    in_snapshot(conn, query)
}

/// Makes a change on this connection, in the host's name.
pub fn change_on<T>(
    conn: &mut Conn,
    chain: &ChainKey,
    now: Instant,
    change: impl FnOnce(&mut Tx<'_>) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    in_transaction(conn, |conn| {
        let mut tx = Tx {
            conn,
            now,
            actor: &Actor::host(),
            chain,
            head: &mut None,
        };
        change(&mut tx)
    })
}

/// Brings what lies beside a copy into it, so that the file alone is everything.
pub fn settle(copy: &Path) -> Result<(), CopyError> {
    let conn = Connection::open(copy)?;
    conn.busy_timeout(BUSY)?;
    as_one_file(&conn)?;
    drop(conn);
    File::open(copy)?.sync_all()?;
    Ok(())
}

/// A snapshot that is opened before the first page stays the same to the last one, whatever is written meanwhile.
fn copy_pages(source: &Path, target: &Path, stop: &AtomicBool) -> Result<(), CopyError> {
    let source = Connection::open(source)?;
    source.busy_timeout(BUSY)?;
    source.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema")?;
    let mut copy = Connection::open(target)?;
    copy.execute_batch("PRAGMA synchronous = OFF")?;
    {
        let backup = Backup::new(&source, &mut copy)?;
        while backup.step(PAGES)? != StepResult::Done {
            if stop.load(Ordering::Relaxed) {
                return Err(CopyError::Stopped);
            }
        }
    }
    as_one_file(&copy)?;
    Ok(())
}

/// Without a log beside it, so that the file alone is everything.
fn as_one_file(copy: &Connection) -> rusqlite::Result<()> {
    copy.pragma_update_and_check(None, "journal_mode", "DELETE", |_row| Ok(()))
}
