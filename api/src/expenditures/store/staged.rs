//! Rows of expenditures that an import has written beside the books.

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::db::schema::expenditures;
use crate::db::schema::staged::staged_expenditures;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::insert_all;

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = staged_expenditures, treat_none_as_default_value = false)]
pub struct StagedRow {
    pub import_id: String,
    pub id: String,
    pub description: String,
    pub description_folded: String,
    pub quantity_milli: i64,
    pub unit_cost_minor: i64,
    pub total_minor: i64,
    pub occurred_at: i64,
    pub occurred_on: String,
    pub created_by: Option<String>,
    pub facts: String,
}

/// Rows that are removed at once.
const CHUNK: i64 = 500;

pub fn insert(tx: &mut Tx<'_>, rows: &[StagedRow]) -> Result<(), ApiError> {
    insert_all!(tx.conn, staged_expenditures::table, rows)
}

/// Whether some expenditure's author is not known.
pub fn lacks_author(conn: &mut Conn, import_id: &str) -> Result<bool, ApiError> {
    let found: Option<String> = staged_expenditures::table
        .filter(staged_expenditures::import_id.eq(import_id))
        .filter(staged_expenditures::created_by.is_null())
        .select(staged_expenditures::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Each day with how many there are, and what they come to.
pub fn days(conn: &mut Conn, import_id: &str) -> Result<Vec<(String, i64, i64)>, ApiError> {
    // A month's sum can be told, or the dry run had refused it; a day's the more.
    let amount = sql::<BigInt>("CAST(SUM(total_minor) AS BIGINT)");
    Ok(staged_expenditures::table
        .filter(staged_expenditures::import_id.eq(import_id))
        .group_by(staged_expenditures::occurred_on)
        .select((staged_expenditures::occurred_on, count_star(), amount))
        .load(conn)?)
}

/// Puts them into the books. `stand_in` is the author of those who have none.
pub fn show(tx: &mut Tx<'_>, import_id: &str, stand_in: Option<&str>) -> Result<(), ApiError> {
    let author = sql::<Text>("COALESCE(created_by, ")
        .bind::<Nullable<Text>, _>(stand_in)
        .sql(")");
    staged_expenditures::table
        .filter(staged_expenditures::import_id.eq(import_id))
        .order(staged_expenditures::id)
        .select((
            staged_expenditures::id,
            staged_expenditures::description,
            staged_expenditures::description_folded,
            staged_expenditures::quantity_milli,
            staged_expenditures::unit_cost_minor,
            staged_expenditures::total_minor,
            staged_expenditures::occurred_at,
            staged_expenditures::occurred_on,
            author,
            staged_expenditures::occurred_at,
            tx.now.millis().into_sql::<BigInt>(),
            1_i64.into_sql::<BigInt>(),
        ))
        .insert_into(expenditures::table)
        .into_columns((
            expenditures::id,
            expenditures::description,
            expenditures::description_folded,
            expenditures::quantity_milli,
            expenditures::unit_cost_minor,
            expenditures::total_minor,
            expenditures::occurred_at,
            expenditures::occurred_on,
            expenditures::created_by,
            expenditures::created_at,
            expenditures::updated_at,
            expenditures::rev,
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Ids and facts behind this id, so many at most; ids are in the order of the dates.
pub fn facts(
    conn: &mut Conn,
    import_id: &str,
    after: &str,
    most: i64,
) -> Result<Vec<(String, String)>, ApiError> {
    Ok(staged_expenditures::table
        .filter(staged_expenditures::import_id.eq(import_id))
        .filter(staged_expenditures::id.gt(after))
        .order(staged_expenditures::id)
        .limit(most)
        .select((staged_expenditures::id, staged_expenditures::facts))
        .load(conn)?)
}

/// The ids of some.
pub fn some(conn: &mut Conn, import_id: &str) -> Result<Vec<String>, ApiError> {
    Ok(staged_expenditures::table
        .filter(staged_expenditures::import_id.eq(import_id))
        .order(staged_expenditures::id)
        .limit(CHUNK)
        .select(staged_expenditures::id)
        .load(conn)?)
}

/// Removes these; how many.
pub fn remove(tx: &mut Tx<'_>, import_id: &str, ids: &[String]) -> Result<usize, ApiError> {
    let rows = staged_expenditures::table
        .filter(staged_expenditures::import_id.eq(import_id))
        .filter(staged_expenditures::id.eq_any(ids));
    Ok(diesel::delete(rows).execute(tx.conn)?)
}
