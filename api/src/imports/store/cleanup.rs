//! Rows that go, a part at a time: the writer is everybody's.

use diesel::prelude::*;
use shared::id::ImportId;
use shared::imports::ImportStatus;

use super::rows::{CHUNK, COMING_IN, IDENTIFIED, of};
use crate::db::Tx;
use crate::db::schema::work::{import_batches, import_rows};
use crate::error::ApiError;

/// Removes some rows of an import; how many.
pub fn rows(tx: &mut Tx<'_>, id: ImportId) -> Result<usize, ApiError> {
    let some: Vec<i64> = of(id)
        .select(import_rows::position)
        .order(import_rows::position)
        .limit(CHUNK)
        .load(tx.conn)?;
    let Some(last) = some.last() else {
        return Ok(0);
    };
    let rows = import_rows::table
        .filter(import_rows::batch_id.eq(id.to_string()))
        .filter(import_rows::position.le(last));
    Ok(diesel::delete(rows).execute(tx.conn)?)
}

/// Forgets what some rows held to be written, once it is; how many.
pub fn content(tx: &mut Tx<'_>, id: ImportId) -> Result<usize, ApiError> {
    let some: Vec<i64> = of(id)
        .filter(import_rows::content.is_not_null())
        .select(import_rows::position)
        .limit(CHUNK)
        .load(tx.conn)?;
    let rows = import_rows::table
        .filter(import_rows::batch_id.eq(id.to_string()))
        .filter(import_rows::position.eq_any(some));
    Ok(diesel::update(rows)
        .set(import_rows::content.eq(None::<String>))
        .execute(tx.conn)?)
}

/// Removes some rows of imports done before this moment that identify nothing; how many.
pub fn unidentified(tx: &mut Tx<'_>, before_ms: i64) -> Result<usize, ApiError> {
    let old: Vec<String> = import_batches::table
        .filter(import_batches::status.eq(ImportStatus::Done.as_str()))
        .filter(import_batches::updated_at.le(before_ms))
        .select(import_batches::id)
        .load(tx.conn)?;
    let listed = import_rows::table
        .filter(import_rows::batch_id.eq_any(&old))
        .filter(
            import_rows::source_table
                .ne_all(IDENTIFIED)
                .or(import_rows::outcome.ne_all(COMING_IN)),
        );
    let some: Vec<(String, i64)> = listed
        .select((import_rows::batch_id, import_rows::position))
        .limit(CHUNK)
        .load(tx.conn)?;
    for (batch, position) in &some {
        diesel::delete(import_rows::table.find((batch, position))).execute(tx.conn)?;
    }
    Ok(some.len())
}
