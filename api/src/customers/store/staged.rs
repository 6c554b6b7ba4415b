//! Rows of customers that an import has written beside the books.

use diesel::prelude::*;

use crate::db::schema::staged::staged_customers;
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// Rows that are removed at once.
const CHUNK: i64 = 500;

pub fn with_key(conn: &mut Conn, import_id: &str, key: &str) -> Result<Option<String>, ApiError> {
    Ok(staged_customers::table
        .find((import_id, key))
        .select(staged_customers::id)
        .first(conn)
        .optional()?)
}

pub fn insert(
    tx: &mut Tx<'_>,
    import_id: &str,
    key: &str,
    id: &str,
    name: &str,
) -> Result<(), ApiError> {
    diesel::insert_into(staged_customers::table)
        .values((
            staged_customers::import_id.eq(import_id),
            staged_customers::key.eq(key),
            staged_customers::id.eq(id),
            staged_customers::name.eq(name),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Key, id and name of each, in the order in which they were named.
pub fn all(conn: &mut Conn, import_id: &str) -> Result<Vec<(String, String, String)>, ApiError> {
    Ok(staged_customers::table
        .filter(staged_customers::import_id.eq(import_id))
        .order(staged_customers::id)
        .select((
            staged_customers::key,
            staged_customers::id,
            staged_customers::name,
        ))
        .load(conn)?)
}

/// Removes some; how many.
pub fn forget(tx: &mut Tx<'_>, import_id: &str) -> Result<usize, ApiError> {
    let some: Vec<String> = staged_customers::table
        .filter(staged_customers::import_id.eq(import_id))
        .select(staged_customers::key)
        .limit(CHUNK)
        .load(tx.conn)?;
    let rows = staged_customers::table
        .filter(staged_customers::import_id.eq(import_id))
        .filter(staged_customers::key.eq_any(some));
    Ok(diesel::delete(rows).execute(tx.conn)?)
}
