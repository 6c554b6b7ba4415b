//! Rows of imports: how far each one is, and the fate of every row of its file.

use diesel::dsl::count_star;
use diesel::prelude::*;
use shared::id::ImportId;
use shared::imports::{ImportRowQuery, ImportStatus, ImportTable, RowOutcome};

use crate::db::schema::{import_batches, import_rows};
use crate::db::{Backend, Conn, Tx};
use crate::error::ApiError;
use crate::insert_all;
use crate::paging::{COUNT_CAP, Window};

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
}

/// What the dry run found, and the shop's settings by which it reckoned.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = import_batches)]
pub struct Reckoned {
    pub report: String,
    pub shop_currency: String,
    pub shop_time_zone: String,
}

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = import_rows, treat_none_as_default_value = false)]
pub struct Row {
    pub batch_id: String,
    pub position: i64,
    pub source_table: String,
    pub source_id: String,
    pub source_created: String,
    pub content_digest: String,
    pub outcome: String,
    pub label: String,
    pub occurred_at: Option<i64>,
    pub source_minor: Option<i64>,
    /// A JSON array of sentences.
    pub reasons: String,
    pub entity_id: Option<String>,
    pub content: Option<String>,
}

/// What identifies a row that came in earlier, its digest and its record.
pub type KnownRow = (String, String, String, String, Option<String>);

/// Rows read at once while writing what they hold.
const STAGED_CHUNK: i64 = 5_000;

type Boxed<'q> = import_rows::BoxedQuery<'q, Backend>;

pub fn find(conn: &mut Conn, id: ImportId) -> Result<Batch, ApiError> {
    Ok(import_batches::table
        .find(id.to_string())
        .select(Batch::as_select())
        .first(conn)?)
}

/// The ids of batches that are read or written, as far as they say.
pub fn at_work(conn: &mut Conn) -> Result<Vec<String>, ApiError> {
    let working = [ImportStatus::Analysing, ImportStatus::Importing];
    Ok(import_batches::table
        .filter(import_batches::status.eq_any(working.map(ImportStatus::as_str)))
        .select(import_batches::id)
        .load(conn)?)
}

pub fn insert(tx: &mut Tx<'_>, batch: &Batch) -> Result<(), ApiError> {
    diesel::insert_into(import_batches::table)
        .values(batch)
        .execute(tx.conn)?;
    Ok(())
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

/// Says that the work goes on, and how far it is.
pub fn progress(tx: &mut Tx<'_>, id: ImportId, done: i64, total: i64) -> Result<(), ApiError> {
    diesel::update(import_batches::table.find(id.to_string()))
        .set((
            import_batches::done.eq(done),
            import_batches::total.eq(total),
            import_batches::updated_at.eq(tx.now.millis()),
        ))
        .execute(tx.conn)?;
    Ok(())
}

pub fn set_report(tx: &mut Tx<'_>, id: ImportId, reckoned: &Reckoned) -> Result<(), ApiError> {
    diesel::update(import_batches::table.find(id.to_string()))
        .set(reckoned)
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

pub fn remove(tx: &mut Tx<'_>, id: ImportId) -> Result<(), ApiError> {
    remove_rows(tx, id)?;
    diesel::delete(import_batches::table.find(id.to_string())).execute(tx.conn)?;
    Ok(())
}

pub fn remove_rows(tx: &mut Tx<'_>, id: ImportId) -> Result<(), ApiError> {
    diesel::delete(import_rows::table.filter(import_rows::batch_id.eq(id.to_string())))
        .execute(tx.conn)?;
    Ok(())
}

pub fn insert_rows(tx: &mut Tx<'_>, rows: &[Row]) -> Result<(), ApiError> {
    insert_all!(tx.conn, import_rows::table, rows)
}

/// What came in with imports that are done.
pub fn known(conn: &mut Conn) -> Result<Vec<KnownRow>, ApiError> {
    let done: Vec<String> = import_batches::table
        .filter(import_batches::status.eq(ImportStatus::Done.as_str()))
        .select(import_batches::id)
        .load(conn)?;
    let tables = [
        ImportTable::Users,
        ImportTable::Jobs,
        ImportTable::Expenditures,
    ];
    Ok(import_rows::table
        .filter(import_rows::batch_id.eq_any(done))
        .filter(import_rows::outcome.eq_any(coming_in()))
        .filter(import_rows::source_table.eq_any(tables.map(ImportTable::as_str)))
        .select((
            import_rows::source_table,
            import_rows::source_id,
            import_rows::source_created,
            import_rows::content_digest,
            import_rows::entity_id,
        ))
        .load(conn)?)
}

/// The old ids of the file's users with their records here.
pub fn users(conn: &mut Conn, id: ImportId) -> Result<Vec<(String, Option<String>)>, ApiError> {
    Ok(of(id)
        .filter(import_rows::source_table.eq(ImportTable::Users.as_str()))
        .select((import_rows::source_id, import_rows::entity_id))
        .load(conn)?)
}

/// The rows of a table that hold something to be written, after this position.
pub fn staged(
    conn: &mut Conn,
    id: ImportId,
    table: ImportTable,
    after: i64,
) -> Result<Vec<Row>, ApiError> {
    Ok(of(id)
        .filter(import_rows::source_table.eq(table.as_str()))
        .filter(import_rows::content.is_not_null())
        .filter(import_rows::position.gt(after))
        .order(import_rows::position)
        .limit(STAGED_CHUNK)
        .select(Row::as_select())
        .load(conn)?)
}

/// Forgets what was to be written, once it is.
pub fn forget_content(tx: &mut Tx<'_>, id: ImportId) -> Result<(), ApiError> {
    let written = import_rows::table
        .filter(import_rows::batch_id.eq(id.to_string()))
        .filter(import_rows::content.is_not_null());
    diesel::update(written)
        .set(import_rows::content.eq(None::<String>))
        .execute(tx.conn)?;
    Ok(())
}

/// One page and one row more, without what is to be written.
pub fn page(
    conn: &mut Conn,
    id: ImportId,
    query: &ImportRowQuery,
    window: &Window,
) -> Result<Vec<Row>, ApiError> {
    let after = window.after.first().map(|seq| seq.parse::<i64>());
    let after = after.transpose().map_err(ApiError::internal)?;
    let newest_first = query
        .sort
        .as_ref()
        .is_some_and(|sort| sort.keys().iter().any(|by| by.descending));
    let mut rows = filtered(id, query);
    rows = match (newest_first, after) {
        (true, Some(seq)) => rows.filter(import_rows::position.lt(seq)),
        (false, Some(seq)) => rows.filter(import_rows::position.gt(seq)),
        (_, None) => rows,
    };
    rows = match newest_first {
        true => rows.order(import_rows::position.desc()),
        false => rows.order(import_rows::position.asc()),
    };
    Ok(rows
        .limit(i64::from(window.limit) + 1)
        .select(Row::as_select())
        .load(conn)?)
}

/// The rows that are adjusted, changed since or left out.
pub fn notable(conn: &mut Conn, id: ImportId) -> Result<Vec<Row>, ApiError> {
    let outcomes = [
        RowOutcome::Adjusted,
        RowOutcome::ChangedSince,
        RowOutcome::LeftOut,
    ];
    Ok(of(id)
        .filter(import_rows::outcome.eq_any(outcomes.map(RowOutcome::as_str)))
        .order(import_rows::position)
        .select(Row::as_select())
        .load(conn)?)
}

/// How many rows match, counted up to the cap; the flag says that there are more.
pub fn count(
    conn: &mut Conn,
    id: ImportId,
    query: &ImportRowQuery,
) -> Result<(i64, bool), ApiError> {
    let beyond: Option<i64> = filtered(id, query)
        .select(import_rows::position)
        .order(import_rows::position)
        .offset(COUNT_CAP)
        .first(conn)
        .optional()?;
    match beyond {
        Some(_) => Ok((COUNT_CAP, true)),
        None => Ok((filtered(id, query).select(count_star()).first(conn)?, false)),
    }
}

fn filtered<'q>(id: ImportId, query: &ImportRowQuery) -> Boxed<'q> {
    let mut rows = of(id);
    if !query.outcome.is_empty() {
        let outcomes: Vec<String> = query.outcome.iter().map(ToString::to_string).collect();
        rows = rows.filter(import_rows::outcome.eq_any(outcomes));
    }
    if !query.table.is_empty() {
        let tables: Vec<String> = query.table.iter().map(ToString::to_string).collect();
        rows = rows.filter(import_rows::source_table.eq_any(tables));
    }
    rows
}

fn of<'q>(id: ImportId) -> Boxed<'q> {
    import_rows::table
        .filter(import_rows::batch_id.eq(id.to_string()))
        .into_boxed::<Backend>()
}

fn coming_in() -> [&'static str; 2] {
    [RowOutcome::New.as_str(), RowOutcome::Adjusted.as_str()]
}
