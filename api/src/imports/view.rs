//! Imports and their rows as the API shows them.

use std::collections::HashMap;

use shared::currency::Currency;
use shared::id::{ImportId, Rev};
use shared::imports::{
    Import, ImportRow, ImportRowQuery, ImportStatus, ImportTable, Progress, RowOutcome,
};
use shared::instant::Instant;
use shared::operations::OperationKind;
use shared::page::Page;
use shared::problem::{Problem, ProblemCode};

use super::store;
use super::store::page as listing;
use super::store::rows::Row;
use crate::ask;
use crate::db::Conn;
use crate::error::ApiError;
use crate::http::conditional::Revised;
use crate::paging::{Asked, Cursors};
use crate::stored::{money, stored};
use crate::{jobs, people, settings, work};

ask!(ImportRowQuery);

/// An import has no revisions: what changes is in the digest that stands beside this in its tag.
impl Revised for Import {
    fn rev(&self) -> Rev {
        Rev::FIRST
    }
}

/// One import. Problem `not_found`.
pub fn find(conn: &mut Conn, id: ImportId) -> Result<Import, ApiError> {
    let batch = store::find(conn, id)?;
    let kinds = [OperationKind::ImportRead, OperationKind::ImportWrite];
    let work = work::newest_on(conn, &batch.id, &kinds)?;
    let status: ImportStatus = stored(&batch.status)?;
    let is_at_work = matches!(status, ImportStatus::Analysing | ImportStatus::Importing);
    let (done, total) = match &work {
        Some(work) if is_at_work => (work.done, work.total),
        _ => (batch.done, batch.total),
    };
    let count = |rows: i64| u64::try_from(rows).unwrap_or(0);
    Ok(Import {
        id: stored(&batch.id)?,
        status,
        progress: Progress {
            done: count(done),
            total: count(total),
        },
        report: read(batch.report.as_deref())?,
        problem: read(batch.problem.as_deref())?,
        operation: work.map(|work| work.operation),
    })
}

/// Why an import failed whose process is gone.
pub const STOPPED: &str =
    "The server stopped while it worked on this. Nothing was changed. Send the file again.";

pub fn stopped() -> Problem {
    Problem::new(ProblemCode::Busy, STOPPED, "")
}

/// One page of the rows' fates, in the order of the report unless asked otherwise.
pub fn rows(
    conn: &mut Conn,
    cursors: &Cursors,
    id: ImportId,
    query: &ImportRowQuery,
) -> Result<Page<ImportRow>, ApiError> {
    let batch = store::find(conn, id)?;
    let asked = Asked::of(cursors, query)?;
    let rows = listing::page(conn, id, query, &asked.window)?;
    let counted = asked.counted(|| listing::count(conn, id, query))?;
    let (rows, page) = asked.cut(rows, counted, |row| vec![row.position.to_string()])?;
    let is_done = batch.status == ImportStatus::Done.as_str();
    let data = show_rows(conn, rows, is_done)?;
    Ok(Page { data, page })
}

/// Every row that does not simply come in or was here already, in the order of the report.
pub fn notable(conn: &mut Conn, id: ImportId) -> Result<Vec<ImportRow>, ApiError> {
    let batch = store::find(conn, id)?;
    let rows = listing::notable(conn, id)?;
    show_rows(conn, rows, batch.status == ImportStatus::Done.as_str())
}

/// `is_done` says that what comes in has come in.
fn show_rows(conn: &mut Conn, rows: Vec<Row>, is_done: bool) -> Result<Vec<ImportRow>, ApiError> {
    let currency = settings::shop(conn)?.currency;
    let numbers = jobs::numbers_of(conn, &ids_of(&rows, ImportTable::Jobs))?;
    let user_ids = ids_of(&rows, ImportTable::Users);
    let people = people::named(conn, user_ids.iter().map(String::as_str))?;
    let names = people.into_iter().map(|(id, person)| (id, person.username));
    let here: HashMap<String, String> = numbers.into_iter().chain(names).collect();
    rows.into_iter()
        .map(|row| show_row(row, currency, &here, is_done))
        .collect()
}

fn show_row(
    row: Row,
    currency: Currency,
    here: &HashMap<String, String>,
    is_done: bool,
) -> Result<ImportRow, ApiError> {
    let outcome: RowOutcome = stored(&row.outcome)?;
    let is_in = match outcome {
        RowOutcome::New | RowOutcome::Adjusted => is_done,
        RowOutcome::AlreadyHere | RowOutcome::ChangedSince | RowOutcome::Vanished => true,
        RowOutcome::LeftOut => false,
    };
    let name = row.entity_id.filter(|_| is_in).map(|id| {
        // Expenditures have neither number nor name: they go by their description.
        here.get(&id).cloned().unwrap_or_else(|| row.label.clone())
    });
    Ok(ImportRow {
        seq: row.position,
        table: stored(&row.source_table)?,
        old_id: row.source_id,
        outcome,
        label: row.label,
        occurred_at: row.occurred_at.map(Instant::from_millis),
        source_total: row
            .source_minor
            .map(|minor| money(minor, currency))
            .transpose()?,
        reasons: serde_json::from_str(&row.reasons).map_err(ApiError::internal)?,
        here: name,
    })
}

fn ids_of(rows: &[Row], table: ImportTable) -> Vec<String> {
    rows.iter()
        .filter(|row| row.source_table == table.as_str())
        .filter_map(|row| row.entity_id.clone())
        .collect()
}

fn read<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Result<Option<T>, ApiError> {
    text.map(serde_json::from_str)
        .transpose()
        .map_err(ApiError::internal)
}
