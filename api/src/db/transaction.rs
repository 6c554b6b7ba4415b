//! Transactions of both backends: a write, and a snapshot to read from.

use std::panic::{AssertUnwindSafe, catch_unwind};

use diesel::connection::SimpleConnection;

use super::Conn;
use crate::error::ApiError;

/// Any number does, as long as every instance takes the same one.
const WRITER_LOCK: &str = "SELECT pg_advisory_xact_lock(7301)";

/// Commits when `work` succeeds, else rolls back.
pub(crate) fn in_transaction<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    begin(conn)?;
    ended(conn, work)
}

/// Queries in `work` see one unchanging picture of the database.
pub(super) fn in_snapshot<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    let begin = match conn {
        Conn::Sqlite(_) => "BEGIN",
        Conn::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    };
    execute(conn, begin)?;
    ended(conn, work)
}

/// On SQLite the transaction begins as a writer, so that a read followed by a write cannot fail halfway; on PostgreSQL one
/// advisory lock gives the event chain its single writer.
pub(super) fn begin(conn: &mut Conn) -> Result<(), ApiError> {
    match conn {
        Conn::Sqlite(sqlite) => sqlite.batch_execute("BEGIN IMMEDIATE")?,
        Conn::Postgres(pg) => {
            pg.batch_execute("BEGIN")?;
            if let Err(error) = pg.batch_execute(WRITER_LOCK) {
                return Err(abandon(conn, error.into()));
            }
        }
    }
    Ok(())
}

fn ended<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    match caught(conn, work) {
        Ok(value) => match execute(conn, "COMMIT") {
            Ok(()) => Ok(value),
            Err(error) => Err(abandon(conn, error)),
        },
        Err(error) => Err(abandon(conn, error)),
    }
}

/// A panic in `work` is an error like others.
pub(super) fn caught<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    match catch_unwind(AssertUnwindSafe(|| work(conn))) {
        Ok(result) => result,
        Err(panic) => Err(ApiError::broken(panic_text(panic.as_ref()))),
    }
}

/// Rolls back; the error stays the one that tells why.
pub(super) fn abandon(conn: &mut Conn, error: ApiError) -> ApiError {
    if let Err(second) = execute(conn, "ROLLBACK") {
        // The connection is gone or the transaction already ended; the first error tells more.
        log::warn!("a rollback failed: {second}");
    }
    error
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    match (panic.downcast_ref::<&str>(), panic.downcast_ref::<String>()) {
        (Some(text), _) => format!("panic: {text}"),
        (None, Some(text)) => format!("panic: {text}"),
        (None, None) => "panic".to_owned(),
    }
}

pub(super) fn execute(conn: &mut Conn, sql: &str) -> Result<(), ApiError> {
    match conn {
        Conn::Sqlite(sqlite) => sqlite.batch_execute(sql)?,
        Conn::Postgres(pg) => pg.batch_execute(sql)?,
    }
    Ok(())
}
