//! The uploaded database, read as the hostile file it may be: read-only, defensive, plain tables only, bounded in time and size.

mod books;
mod header;
mod tables;
mod value;

pub use books::{Books, JobWithItems};
pub use header::{BYTES_MAX, check_header, is_in_wal_mode};
pub use tables::{OldExpenditure, OldItem, OldJob, OldUser};
pub use value::{Text, Value};

use std::io::Read as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::keyring::hex;

/// How long one step of the reading may take.
const TIME: Duration = Duration::from_secs(120);
/// Steps of SQLite's machine between two looks at the clock.
const STEPS: i32 = 20_000;
/// The largest row, in bytes; the original's own rows have a few hundred.
const ROW_BYTES_MAX: i32 = 8 * 1024 * 1024;
/// The longest statement, in bytes: bounds what the file's own schema makes SQLite parse.
const SQL_BYTES_MAX: i32 = 100_000;

/// Why a file cannot be read, in words for the person who sent it. Holds no path and no SQL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error(
        "This is not an SQLite database. Send the old application's file, usually business_management.db."
    )]
    NotSqlite,
    #[error(
        "The file is cut off: it says that it is {declared} bytes long, but {actual} arrived. Copy it again."
    )]
    CutOff { declared: u64, actual: u64 },
    #[error("The file may have 512 MiB.")]
    TooLarge,
    #[error(
        "The database is damaged and cannot be trusted. Copy it again while the old application is stopped."
    )]
    Damaged,
    #[error(
        "The database holds a {kind} named “{name}”. The old application has only plain tables, so this file is refused."
    )]
    Strange { kind: &'static str, name: String },
    #[error("This is not the old application's database: the table “{0}” is missing.")]
    NoTable(&'static str),
    #[error(
        "This is not the old application's database: the table “{table}” has no plain column “{column}”."
    )]
    NoColumn {
        table: &'static str,
        column: &'static str,
    },
    #[error(
        "The table “{0}” has more rows than can be read at once: at most 2,000,000 in all, and 500 users."
    )]
    TooManyRows(&'static str),
    #[error(
        "A row of the database is larger than 8 MiB. The old application's own rows have a few hundred bytes, so this file is refused."
    )]
    HugeRow,
    #[error("The file takes too long to read, or the reading was stopped.")]
    TooSlow,
    #[error(
        "The old application is writing at this moment, or stopped in the middle of it. Start and stop it once, then try again."
    )]
    InUse,
    #[error("The file cannot be opened.")]
    CannotOpen,
    #[error(
        "This is not a file but a folder, a pipe or a device. Name the old application's file."
    )]
    NotAFile,
}

/// The length and the SHA-256, in hexadecimal, of a file on this computer. Asked for its kind and size before it is
/// opened: a device never ends, and a pipe waits for ever.
pub fn measure(path: &Path) -> Result<(u64, String), Unreadable> {
    let cannot = |_cause: std::io::Error| Unreadable::CannotOpen;
    let found = std::fs::metadata(path).map_err(cannot)?;
    if !found.is_file() {
        return Err(Unreadable::NotAFile);
    }
    if found.len() > BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let file = std::fs::File::open(path).map_err(cannot)?;
    let mut rest = file.take(BYTES_MAX + 1);
    let mut digest = digest::Context::new(&digest::SHA256);
    let mut part = vec![0; 64 * 1024];
    let mut bytes = 0;
    loop {
        let read = rest.read(&mut part).map_err(cannot)?;
        let Some(part) = part.get(..read).filter(|part| !part.is_empty()) else {
            return Ok((bytes, hex(digest.finish().as_ref())));
        };
        digest.update(part);
        bytes += u64::try_from(read).map_err(|_beyond| Unreadable::TooLarge)?;
    }
}

/// Set to stop a reading.
pub type Stop = Arc<AtomicBool>;

/// A file that nobody else uses: an upload of ours.
pub fn read_private(path: &Path, stop: &Stop) -> Result<Books, Unreadable> {
    check_file(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
    // Immutable: SQLite neither looks for a journal beside the file nor makes one.
    let uri = format!("file:{}?immutable=1", in_uri(path)?);
    read(open(&uri, flags)?, stop)
}

/// A file that the old application may be using: read under SQLite's own locks.
pub fn read_shared(path: &Path, stop: &Stop) -> Result<Books, Unreadable> {
    check_file(path)?;
    let path = path.to_str().ok_or(Unreadable::CannotOpen)?;
    read(open(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?, stop)
}

/// What is to be known of an upload that came without the files beside it.
pub fn warnings(path: &Path) -> Result<Vec<String>, Unreadable> {
    let (first, _bytes) = beginning(path)?;
    let warning = "The old application keeps its newest changes in a second file, whose name ends in “-wal”, until it is \
                   stopped. Only the first file was sent: if the old application was running when it was copied, the \
                   newest rows may be missing. Stop it, copy the file, and compare the counts.";
    Ok(match is_in_wal_mode(&first) {
        true => vec![warning.to_owned()],
        false => Vec::new(),
    })
}

fn check_file(path: &Path) -> Result<(), Unreadable> {
    let (first, bytes) = beginning(path)?;
    check_header(&first, bytes)
}

/// Its first hundred bytes, and how many there are.
fn beginning(path: &Path) -> Result<(Vec<u8>, u64), Unreadable> {
    let cannot = |_cause: std::io::Error| Unreadable::CannotOpen;
    let file = std::fs::File::open(path).map_err(cannot)?;
    let bytes = file.metadata().map_err(cannot)?.len();
    let mut first = Vec::with_capacity(100);
    file.take(100).read_to_end(&mut first).map_err(cannot)?;
    Ok((first, bytes))
}

fn open(name: &str, flags: OpenFlags) -> Result<Connection, Unreadable> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(name, flags).map_err(|_cause| Unreadable::CannotOpen)?;
    defend(&conn).map_err(|error| why(&error))?;
    Ok(conn)
}

/// What the file says about itself must not run: no triggers, views or functions of its schema, no writes, no attaching.
fn defend(conn: &Connection) -> rusqlite::Result<()> {
    for (option, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_WRITABLE_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
    ] {
        conn.set_db_config(option, on)?;
    }
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_LENGTH, ROW_BYTES_MAX),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, SQL_BYTES_MAX),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_COLUMN, 200),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 50),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        conn.set_limit(limit, most)?;
    }
    // Conditions of the file's own tables are not ours to run.
    conn.execute_batch(
        "PRAGMA query_only = ON; PRAGMA cell_size_check = ON; PRAGMA ignore_check_constraints = ON; PRAGMA mmap_size = 0; \
         PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 5000;",
    )
}

/// Looks at the whole file once; its rows are read by and by.
fn read(conn: Connection, stop: &Stop) -> Result<Books, Unreadable> {
    let clock = Clock::new(stop);
    let ticking = clock.clone();
    conn.progress_handler(STEPS, Some(move || ticking.is_over()))
        .and_then(|()| conn.execute_batch("BEGIN"))
        .map_err(|error| why(&error))?;
    plain_tables_only(&conn)?;
    sound(&conn)?;
    Books::open(conn, clock)
}

/// The time that SQLite has for a step; none once the reading was stopped.
#[derive(Clone)]
struct Clock {
    until: Arc<Mutex<Instant>>,
    stop: Stop,
}

impl Clock {
    fn new(stop: &Stop) -> Self {
        Self {
            until: Arc::new(Mutex::new(Instant::now() + TIME)),
            stop: Arc::clone(stop),
        }
    }

    /// The next step has all its time again.
    fn restart(&self) {
        *self.until.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + TIME;
    }

    fn is_over(&self) -> bool {
        let until = *self.until.lock().unwrap_or_else(PoisonError::into_inner);
        Instant::now() > until || self.stop.load(Ordering::Relaxed)
    }
}

/// Refuses views, triggers and virtual tables by the words of the schema, before any table is touched.
fn plain_tables_only(conn: &Connection) -> Result<(), Unreadable> {
    let strange = |error: rusqlite::Error| why(&error);
    let mut query = conn
        .prepare("SELECT type, name, rootpage FROM sqlite_schema")
        .map_err(strange)?;
    let mut rows = query.query([]).map_err(strange)?;
    while let Some(row) = rows.next().map_err(strange)? {
        let value = |column| row.get_ref(column).map(Value::of).map_err(strange);
        let (kind, name, page) = (value(0)?, value(1)?, value(2)?);
        let kind = match (kind.text(), page) {
            (Some("table"), Value::Integer(1..)) | (Some("index"), _) => continue,
            (Some("table"), _) => "virtual table",
            (Some("view"), _) => "view",
            (Some("trigger"), _) => "trigger",
            _ => "part",
        };
        return Err(Unreadable::Strange {
            kind,
            name: name.shown(),
        });
    }
    Ok(())
}

/// SQLite's own look at every page of the file.
fn sound(conn: &Connection) -> Result<(), Unreadable> {
    let verdict: rusqlite::Result<String> =
        conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0));
    match verdict {
        Ok(verdict) if verdict == "ok" => Ok(()),
        Ok(_finding) => Err(Unreadable::Damaged),
        Err(error) => Err(why(&error)),
    }
}

/// SQLite's error in our words; its own may quote the file.
fn why(error: &rusqlite::Error) -> Unreadable {
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => Unreadable::TooSlow,
        Some(ErrorCode::TooBig) => Unreadable::HugeRow,
        Some(ErrorCode::NotADatabase) => Unreadable::NotSqlite,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::ReadOnly) => {
            Unreadable::InUse
        }
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Unreadable::CannotOpen,
        _ => Unreadable::Damaged,
    }
}

/// The path as SQLite's URI wants it.
fn in_uri(path: &Path) -> Result<String, Unreadable> {
    let path = path.to_str().ok_or(Unreadable::CannotOpen)?;
    Ok(path
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23"))
}
