//! Rows of imports: how far each one is; and below, the fate of every row of its file.

pub mod cleanup;
pub mod page;
pub mod rows;

use diesel::prelude::*;
use shared::id::ImportId;
use shared::imports::ImportStatus;

use crate::db::schema::work::import_batches;
use crate::db::{Conn, Tx};
use crate::error::ApiError;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_batches, treat_none_as_default_value = false)]
pub struct Batch {
    pub id: String,
    pub status: String,
    pub time_zone: String,
    pub bytes: i64,
    pub source_digest: String,
    pub done: i64,
    pub total: i64,
    pub report: Option<String>,
    pub problem: Option<String>,
    pub created_by: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
    /// By which the dry run reckoned; none until it is complete.
    pub shop_currency: Option<String>,
    pub shop_time_zone: Option<String>,
    pub discarded_at: Option<i64>,
}

/// What the dry run found, and the shop's settings by which it reckoned.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = import_batches)]
pub struct Reckoned {
    pub report: String,
    pub shop_currency: String,
    pub shop_time_zone: String,
}

/// How long an import that waits for a yes, or failed, is kept.
const WAITS_MS: i64 = 7 * 24 * 60 * 60 * 1000;

pub fn find(conn: &mut Conn, id: ImportId) -> Result<Batch, ApiError> {
    Ok(import_batches::table
        .find(id.to_string())
        .filter(import_batches::discarded_at.is_null())
        .select(Batch::as_select())
        .first(conn)?)
}

/// The import, unless it is gone or discarded.
pub fn found(conn: &mut Conn, id: ImportId) -> Result<Option<Batch>, ApiError> {
    Ok(import_batches::table
        .find(id.to_string())
        .filter(import_batches::discarded_at.is_null())
        .select(Batch::as_select())
        .first(conn)
        .optional()?)
}

/// The ids of batches that are read or written, as far as they say.
pub fn at_work(conn: &mut Conn) -> Result<Vec<String>, ApiError> {
    let working = [ImportStatus::Analysing, ImportStatus::Importing];
    Ok(import_batches::table
        .filter(import_batches::status.eq_any(working.map(ImportStatus::as_str)))
        .filter(import_batches::discarded_at.is_null())
        .select(import_batches::id)
        .load(conn)?)
}

pub fn insert(tx: &mut Tx<'_>, batch: &Batch) -> Result<(), ApiError> {
    diesel::insert_into(import_batches::table)
        .values(batch)
        .execute(tx.conn)?;
    Ok(())
}

/// Whether any is being read or written.
pub fn is_any_at_work(conn: &mut Conn) -> Result<bool, ApiError> {
    let at_work = [ImportStatus::Analysing, ImportStatus::Importing];
    let found: Option<String> = import_batches::table
        .filter(import_batches::status.eq_any(at_work.map(ImportStatus::as_str)))
        .select(import_batches::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Moves the batch on, if it is still where the caller believes it is; whether it was.
pub fn move_on(
    tx: &mut Tx<'_>,
    id: ImportId,
    (from, to): (ImportStatus, ImportStatus),
) -> Result<bool, ApiError> {
    let place = import_batches::table
        .find(id.to_string())
        .filter(import_batches::status.eq(from.as_str()));
    let moved = diesel::update(place)
        .set((
            import_batches::status.eq(to.as_str()),
            import_batches::updated_at.eq(tx.now.millis()),
        ))
        .execute(tx.conn)?;
    Ok(moved == 1)
}

/// Writes down what the dry run came to, of so many rows.
pub fn set_report(
    tx: &mut Tx<'_>,
    id: ImportId,
    reckoned: &Reckoned,
    rows: i64,
) -> Result<(), ApiError> {
    diesel::update(import_batches::table.find(id.to_string()))
        .set((
            reckoned,
            import_batches::done.eq(rows),
            import_batches::total.eq(rows),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn fail(tx: &mut Tx<'_>, id: ImportId, problem: &str) -> Result<(), ApiError> {
    diesel::update(import_batches::table.find(id.to_string()))
        .set((
            import_batches::status.eq(ImportStatus::Failed.as_str()),
            import_batches::problem.eq(problem),
            import_batches::updated_at.eq(tx.now.millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// From now on it is not there any more.
pub fn discard(tx: &mut Tx<'_>, id: ImportId) -> Result<(), ApiError> {
    diesel::update(import_batches::table.find(id.to_string()))
        .set(import_batches::discarded_at.eq(tx.now.millis()))
        .execute(tx.conn)?;
    Ok(())
}

/// Removes a batch whose rows are gone.
pub fn remove(tx: &mut Tx<'_>, id: ImportId) -> Result<(), ApiError> {
    diesel::delete(import_batches::table.find(id.to_string())).execute(tx.conn)?;
    Ok(())
}

/// Imports that wait for a yes, or failed, since a week.
pub fn stale(conn: &mut Conn, now_ms: i64) -> Result<Vec<String>, ApiError> {
    let waiting = [ImportStatus::Ready, ImportStatus::Failed];
    Ok(import_batches::table
        .filter(import_batches::status.eq_any(waiting.map(ImportStatus::as_str)))
        .filter(import_batches::updated_at.le(now_ms - WAITS_MS))
        .filter(import_batches::discarded_at.is_null())
        .select(import_batches::id)
        .load(conn)?)
}

/// The ids of imports that are in the books.
pub fn done(conn: &mut Conn) -> Result<Vec<String>, ApiError> {
    Ok(import_batches::table
        .filter(import_batches::status.eq(ImportStatus::Done.as_str()))
        .select(import_batches::id)
        .load(conn)?)
}
