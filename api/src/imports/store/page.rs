//! The rows of a report, as lists show them.

use diesel::dsl::count_star;
use diesel::prelude::*;
use shared::id::ImportId;
use shared::imports::{ImportRowQuery, RowOutcome};

use super::rows::{Boxed, Row, of};
use crate::db::Conn;
use crate::db::schema::work::import_rows;
use crate::error::ApiError;
use crate::paging::{COUNT_CAP, Window};

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

/// The rows that are adjusted, changed since, no longer there or left out.
pub fn notable(conn: &mut Conn, id: ImportId) -> Result<Vec<Row>, ApiError> {
    let outcomes = [
        RowOutcome::Adjusted,
        RowOutcome::ChangedSince,
        RowOutcome::LeftOut,
        RowOutcome::Vanished,
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
