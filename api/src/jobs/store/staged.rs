//! Rows of jobs that an import has written beside the books.

use diesel::dsl::{case_when, count_star, exists, max, not, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use shared::jobs::JobStatus;

use crate::db::schema::staged::{staged_items, staged_jobs};
use crate::db::schema::{job_items, jobs, search_terms};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::insert_all;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = staged_jobs, treat_none_as_default_value = false)]
pub struct StagedRow {
    pub import_id: String,
    pub series: String,
    pub series_no: i64,
    pub id: String,
    pub customer_id: Option<String>,
    pub status: String,
    pub payment_method: String,
    pub total_minor: i64,
    pub occurred_at: i64,
    pub occurred_on: String,
    pub created_by: Option<String>,
    pub facts: String,
}

#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = staged_items)]
pub struct StagedItem {
    pub import_id: String,
    pub job_id: String,
    pub position: i64,
    pub id: String,
    pub description: String,
    pub quantity_milli: i64,
    pub unit_price_minor: i64,
    pub line_total_minor: i64,
}

/// Rows that are removed at once.
const CHUNK: i64 = 500;

pub fn insert(tx: &mut Tx<'_>, jobs: &[StagedRow], items: &[StagedItem]) -> Result<(), ApiError> {
    insert_all!(tx.conn, staged_jobs::table, jobs)?;
    insert_all!(tx.conn, staged_items::table, items)
}

/// The last place that is taken in a series of this import.
pub fn last_in(conn: &mut Conn, import_id: &str, series: &str) -> Result<i64, ApiError> {
    let last: Option<i64> = staged_jobs::table
        .filter(staged_jobs::import_id.eq(import_id))
        .filter(staged_jobs::series.eq(series))
        .select(max(staged_jobs::series_no))
        .get_result(conn)?;
    Ok(last.unwrap_or(0))
}

/// Each series with the number of its jobs.
pub fn series(conn: &mut Conn, import_id: &str) -> Result<Vec<(String, i64)>, ApiError> {
    Ok(staged_jobs::table
        .filter(staged_jobs::import_id.eq(import_id))
        .group_by(staged_jobs::series)
        .select((staged_jobs::series, count_star()))
        .order(staged_jobs::series)
        .load(conn)?)
}

/// Whether some job's author is not known.
pub fn lacks_author(conn: &mut Conn, import_id: &str) -> Result<bool, ApiError> {
    let found: Option<String> = staged_jobs::table
        .filter(staged_jobs::import_id.eq(import_id))
        .filter(staged_jobs::created_by.is_null())
        .select(staged_jobs::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Each day's jobs of a status: status, day, how many, and what they come to.
pub fn days(conn: &mut Conn, import_id: &str) -> Result<Vec<(String, String, i64, i64)>, ApiError> {
    // A month's sum can be told, or the dry run had refused it; a day's the more.
    let amount = sql::<BigInt>("CAST(SUM(total_minor) AS BIGINT)");
    Ok(staged_jobs::table
        .filter(staged_jobs::import_id.eq(import_id))
        .group_by((staged_jobs::status, staged_jobs::occurred_on))
        .select((
            staged_jobs::status,
            staged_jobs::occurred_on,
            count_star(),
            amount,
        ))
        .load(conn)?)
}

/// How many jobs come to each customer.
pub fn customers(conn: &mut Conn, import_id: &str) -> Result<Vec<(String, i64)>, ApiError> {
    Ok(staged_jobs::table
        .filter(staged_jobs::import_id.eq(import_id))
        .filter(staged_jobs::customer_id.is_not_null())
        .group_by(staged_jobs::customer_id)
        .select((staged_jobs::customer_id.assume_not_null(), count_star()))
        .load(conn)?)
}

/// Gives the jobs of one customer to another.
pub fn give(tx: &mut Tx<'_>, import_id: &str, from: &str, to: &str) -> Result<(), ApiError> {
    let theirs = staged_jobs::table
        .filter(staged_jobs::import_id.eq(import_id))
        .filter(staged_jobs::customer_id.eq(from));
    // The id stands in the facts once, and nobody knew it who could have written it anywhere else.
    let facts = sql::<Text>("replace(facts, ")
        .bind::<Text, _>(from)
        .sql(", ")
        .bind::<Text, _>(to)
        .sql(")");
    diesel::update(theirs)
        .set((
            staged_jobs::customer_id.eq(to),
            staged_jobs::facts.eq(facts),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Puts a series into the books; its numbers follow this one. `stand_in` is the author of jobs that have none.
pub fn show(
    tx: &mut Tx<'_>,
    (import_id, series): (&str, &str),
    before: i64,
    stand_in: Option<&str>,
) -> Result<(), ApiError> {
    let is_done = || staged_jobs::status.eq(JobStatus::Done.as_str());
    let author = sql::<Text>("COALESCE(created_by, ")
        .bind::<Nullable<Text>, _>(stand_in)
        .sql(")");
    let rows = of_series(import_id, series)
        .order(staged_jobs::series_no)
        .select((
            staged_jobs::id,
            sql::<Text>(&format!("series || '-' || {}", digits(before))),
            staged_jobs::customer_id,
            staged_jobs::status,
            staged_jobs::payment_method,
            staged_jobs::total_minor,
            staged_jobs::occurred_at,
            staged_jobs::occurred_on,
            // The original knows one date only: what is done was done then.
            case_when(is_done(), staged_jobs::occurred_at),
            case_when(is_done(), staged_jobs::occurred_on),
            false.into_sql::<Bool>(),
            author,
            staged_jobs::occurred_at,
            tx.now.millis().into_sql::<BigInt>(),
            1_i64.into_sql::<BigInt>(),
        ));
    rows.insert_into(jobs::table)
        .into_columns((
            jobs::id,
            jobs::number,
            jobs::customer_id,
            jobs::status,
            jobs::payment_method,
            jobs::total_minor,
            jobs::occurred_at,
            jobs::occurred_on,
            jobs::completed_at,
            jobs::completed_on,
            jobs::completed_apart,
            jobs::created_by,
            jobs::created_at,
            jobs::updated_at,
            jobs::rev,
        ))
        .execute(tx.conn)?;
    show_words(tx, (import_id, series), before)
}

/// The words of the numbers, which were not known when the others were written; a description may hold the same word.
fn show_words(
    tx: &mut Tx<'_>,
    (import_id, series): (&str, &str),
    before: i64,
) -> Result<(), ApiError> {
    let word = digits(before);
    let is_there = search_terms::table
        .filter(search_terms::entity_id.eq(staged_jobs::id))
        .filter(search_terms::term.eq(sql::<Text>(&word)));
    of_series(import_id, series)
        .filter(not(exists(is_there)))
        .select((
            "job".into_sql::<Text>(),
            sql::<Text>(&word),
            staged_jobs::id,
        ))
        .insert_into(search_terms::table)
        .into_columns((
            search_terms::entity,
            search_terms::term,
            search_terms::entity_id,
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Puts the items of jobs that are in the books now beside them.
pub fn show_items(tx: &mut Tx<'_>, import_id: &str) -> Result<(), ApiError> {
    staged_items::table
        .filter(staged_items::import_id.eq(import_id))
        .order((staged_items::job_id, staged_items::position))
        .select((
            staged_items::id,
            staged_items::job_id,
            staged_items::position,
            staged_items::description,
            staged_items::quantity_milli,
            staged_items::unit_price_minor,
            staged_items::line_total_minor,
        ))
        .insert_into(job_items::table)
        .into_columns((
            job_items::id,
            job_items::job_id,
            job_items::position,
            job_items::description,
            job_items::quantity_milli,
            job_items::unit_price_minor,
            job_items::line_total_minor,
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Ids and facts of jobs of a series behind this place, with their places; so many at most.
pub fn facts(
    conn: &mut Conn,
    (import_id, series): (&str, &str),
    after: i64,
    most: i64,
) -> Result<Vec<(i64, String, String)>, ApiError> {
    Ok(of_series(import_id, series)
        .filter(staged_jobs::series_no.gt(after))
        .order(staged_jobs::series_no)
        .limit(most)
        .select((staged_jobs::series_no, staged_jobs::id, staged_jobs::facts))
        .load(conn)?)
}

/// The ids of some.
pub fn some(conn: &mut Conn, import_id: &str) -> Result<Vec<String>, ApiError> {
    Ok(staged_jobs::table
        .filter(staged_jobs::import_id.eq(import_id))
        .order((staged_jobs::series, staged_jobs::series_no))
        .limit(CHUNK)
        .select(staged_jobs::id)
        .load(conn)?)
}

/// Removes these jobs with their items; how many.
pub fn remove(tx: &mut Tx<'_>, import_id: &str, ids: &[String]) -> Result<usize, ApiError> {
    let items = staged_items::table
        .filter(staged_items::import_id.eq(import_id))
        .filter(staged_items::job_id.eq_any(ids));
    diesel::delete(items).execute(tx.conn)?;
    let jobs = staged_jobs::table
        .filter(staged_jobs::import_id.eq(import_id))
        .filter(staged_jobs::id.eq_any(ids));
    Ok(diesel::delete(jobs).execute(tx.conn)?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of_series<'q>(import_id: &'q str, series: &'q str) -> _ {
    staged_jobs::table
        .filter(staged_jobs::import_id.eq(import_id))
        .filter(staged_jobs::series.eq(series))
}

/// The digits of a job's number, which follows this one by its place in the series: five, or more beyond 99,999.
fn digits(before: i64) -> String {
    let number = format!("(series_no + {before})");
    format!(
        "CASE WHEN {number} < 100000 THEN substr(CAST(100000 + {number} AS TEXT), 2) ELSE CAST({number} AS TEXT) END"
    )
}
