//! Which of the database's refusals are an outage: no room, no time, no way in. They pass, and the same request succeeds
//! later; everything else it refuses is a defect of ours.

use diesel::connection::{AnsiTransactionManager, TransactionManager as _};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{QueryableByName, RunQueryDsl as _};

use super::Conn;
use crate::error::ApiError;

const NOT_NOW: &str = "The database cannot take this now. Nothing was changed.";

/// What SQLite says of its result codes, never translated: one text for each code.
/// <https://www.sqlite.org/c3ref/errcode.html>
const SQLITE_OUTAGES: [&str; 6] = [
    "database is locked",
    "database table is locked",
    "database or disk is full",
    "disk I/O error",
    "unable to open database file",
    "attempt to write a readonly database",
];

/// What Diesel's kinds tell; the rest is [`told`] where the connection is known.
impl From<DieselError> for ApiError {
    fn from(error: DieselError) -> Self {
        use DatabaseErrorKind::{ClosedConnection, ReadOnlyTransaction, SerializationFailure};
        let detail = match &error {
            DieselError::NotFound => return Self::not_found(),
            DieselError::DatabaseError(ClosedConnection, _) => "The database cannot be reached.",
            DieselError::DatabaseError(ReadOnlyTransaction, _) => {
                "The database takes no changes now. Nothing was changed."
            }
            DieselError::DatabaseError(SerializationFailure, _) => {
                "Another change was in the way. Nothing was changed."
            }
            _ => return Self::internal(error),
        };
        Self::busy_because(detail, error)
    }
}

/// The error again, as an outage if it is one. A connection to a server that only takes reads is not used again: behind
/// the same address another server may have become the one that writes.
pub(super) fn classified(conn: &mut Conn, error: ApiError) -> ApiError {
    let Some(DieselError::DatabaseError(kind, about)) = error.database_error() else {
        return error;
    };
    if matches!(kind, DatabaseErrorKind::ReadOnlyTransaction) {
        leave(conn);
    }
    let is_outage = match (&*conn, kind) {
        // Diesel keeps the SQLSTATE to itself but for a few kinds, and the words depend on `lc_messages`. What is wrong with
        // a statement itself (class 42) comes with its place in the statement; time-outs, full disks, locks and shutdowns
        // (classes 40, 53, 55, 57, 58) never do.
        (Conn::Postgres(_), DatabaseErrorKind::Unknown) => about.statement_position().is_none(),
        (Conn::Sqlite(_), DatabaseErrorKind::Unknown) => {
            let said = about.message();
            SQLITE_OUTAGES.iter().any(|outage| said.contains(outage))
        }
        _ => false,
    };
    match is_outage {
        true => error.into_busy(NOT_NOW),
        false => error,
    }
}

/// Whether the server at the other end takes changes: a standby and a read-only primary do not. Such a connection is not used
/// again.
pub fn takes_changes(conn: &mut Conn) -> Result<bool, ApiError> {
    let Conn::Postgres(pg) = conn else {
        return Ok(true);
    };
    let question = "SELECT current_setting('transaction_read_only')::bool AS is_read_only";
    let mode: Mode = diesel::sql_query(question).get_result(pg)?;
    if mode.is_read_only {
        leave(conn);
    }
    Ok(!mode.is_read_only)
}

#[derive(QueryableByName)]
struct Mode {
    #[diesel(sql_type = diesel::sql_types::Bool)]
    is_read_only: bool,
}

/// Marks the connection for the pool, which drops it and makes another.
fn leave(conn: &mut Conn) {
    if let Conn::Postgres(pg) = conn {
        AnsiTransactionManager::transaction_manager_status_mut(pg).set_in_error();
    }
}
