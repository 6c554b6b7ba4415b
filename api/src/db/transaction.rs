//! Transactions of both backends: a write, and a snapshot to read from.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use diesel::QueryResult;
use diesel::connection::SimpleConnection;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::{Conn, outage};
use crate::error::ApiError;

/// On SQLite the transaction begins as a writer, so that a read followed by a write cannot fail halfway.
const BEGIN_ON_SQLITE: &str = "BEGIN IMMEDIATE; SAVEPOINT change";
/// On PostgreSQL one advisory lock gives the event chain its single writer. Any number does, as long as every instance
/// takes the same one. A stricter level, which a database or role may have as its default, would look at the rows as they
/// were before the lock was had, and refuse every second of two writers.
const BEGIN_ON_POSTGRESQL: &str =
    "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock(7301); SAVEPOINT change";
/// The savepoint goes first: PostgreSQL takes the commit of a failed transaction for a rollback and says nothing, but it
/// refuses this.
const COMMIT: &str = "RELEASE SAVEPOINT change; COMMIT";

/// Commits when `work` succeeds, else rolls back.
pub(crate) fn in_transaction<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
) -> Result<T, ApiError> {
    begin(conn)?;
    ended(conn, work, commit)
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
    ended(conn, work, |conn| execute(conn, "COMMIT"))
}

/// Commits what was begun with [`begin`]. Problem `outcome_unknown` when the answer was lost on its way: the database may have
/// committed or not.
pub(super) fn commit(conn: &mut Conn) -> Result<(), ApiError> {
    let committed = batch(conn, COMMIT);
    committed.map_err(|error| match (&*conn, error) {
        (
            Conn::Postgres(_),
            error @ DieselError::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                _,
            ),
        ) => ApiError::outcome_unknown(error),
        (_, error) => outage::classified(conn, error.into()),
    })
}

/// The same, for whoever may wait only this long for the chain's single writer.
pub(super) fn begin_within(conn: &mut Conn, left: Duration) -> Result<(), ApiError> {
    let Conn::Postgres(_) = conn else {
        return begin(conn);
    };
    let limit = format!("; SET LOCAL lock_timeout = {};", left.as_millis());
    let begun = BEGIN_ON_POSTGRESQL.replacen(';', &limit, 1);
    execute(conn, &begun).map_err(|error| abandon(conn, error))
}

/// Opens a transaction and in it the savepoint `change`.
pub(super) fn begin(conn: &mut Conn) -> Result<(), ApiError> {
    let begin = match conn {
        Conn::Sqlite(_) => BEGIN_ON_SQLITE,
        Conn::Postgres(_) => BEGIN_ON_POSTGRESQL,
    };
    execute(conn, begin).map_err(|error| abandon(conn, error))
}

fn ended<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> Result<T, ApiError>,
    commit: impl FnOnce(&mut Conn) -> Result<(), ApiError>,
) -> Result<T, ApiError> {
    match caught(conn, work) {
        Ok(value) => match commit(conn) {
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
    caught_panic(|| work(conn))?.map_err(|error| outage::classified(conn, error))
}

/// The same for what is not in one transaction.
pub(crate) fn caught_panic<T>(work: impl FnOnce() -> T) -> Result<T, ApiError> {
    catch_unwind(AssertUnwindSafe(work))
        .map_err(|panic| ApiError::broken(panic_text(panic.as_ref())))
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
    batch(conn, sql).map_err(|error| outage::classified(conn, error.into()))
}

fn batch(conn: &mut Conn, sql: &str) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(sqlite) => sqlite.batch_execute(sql),
        Conn::Postgres(pg) => pg.batch_execute(sql),
    }
}
