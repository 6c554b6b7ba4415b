//! Expenditures of the original's books, many at once: sums and events as if recorded.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::date::Date;
use shared::expenditures::{ExpenditureFilter, ExpenditureId};
use shared::id::UserId;
use shared::instant::Instant;
use shared::text;

use super::store::staged::StagedRow;
use super::store::{self, Row};
use crate::audit::{self, Written};
use crate::db::{Conn, Tx, search};
use crate::error::ApiError;
use crate::ledger::{self, Kind, Posting, Sum};
use crate::records::{Listed, Record};
use crate::stored::stored;

/// An expenditure to be brought in, checked and reckoned by the importer.
pub struct Imported {
    pub id: ExpenditureId,
    pub description: String,
    pub quantity_milli: i64,
    pub unit_cost_minor: i64,
    /// By our formula.
    pub total_minor: i64,
    pub occurred_at: Instant,
    pub occurred_on: Date,
    /// None for an author whom the old books name without knowing them.
    pub created_by: Option<UserId>,
    /// Where it comes from, for its history: "expenditures 77".
    pub source: String,
}

/// Events of the last transaction that are held in memory at once.
const EVENTS_AT_ONCE: i64 = 1_000;

/// Writes expenditures beside the books, where nobody sees them. The ids are new.
pub fn stage(tx: &mut Tx<'_>, import_id: &str, expenditures: &[Imported]) -> Result<(), ApiError> {
    let rows: Vec<StagedRow> = expenditures
        .iter()
        .map(|new| staged(tx, new, import_id))
        .collect();
    store::staged::insert(tx, &rows)?;
    let records = rows
        .iter()
        .map(|row| (row.id.as_str(), vec![row.description.as_str()]));
    search::add(tx, "expenditure", records)
}

/// Puts what is staged into the books in few statements, with sums and events. `stand_in` is the author of expenditures whose
/// author is not known.
pub fn show(tx: &mut Tx<'_>, import_id: &str, stand_in: Option<UserId>) -> Result<(), ApiError> {
    let stand_in = stand_in.map(|id| id.to_string());
    store::staged::show(tx, import_id, stand_in.as_deref())?;
    let mut spent = Vec::new();
    for (day, count, amount_minor) in store::staged::days(tx.conn, import_id)? {
        spent.push(Posting {
            kind: Kind::Spent,
            day: stored(&day)?,
            count,
            amount_minor,
        });
    }
    ledger::post(tx, &spent)?;
    record(tx, import_id)
}

fn record(tx: &mut Tx<'_>, import_id: &str) -> Result<(), ApiError> {
    let mut after = String::new();
    loop {
        let rows = store::staged::facts(tx.conn, import_id, &after, EVENTS_AT_ONCE)?;
        let Some((last, _)) = rows.last() else {
            return Ok(());
        };
        after.clone_from(last);
        let written = rows
            .into_iter()
            .map(|(entity_id, after)| Written { entity_id, after });
        audit::record_written(
            tx,
            (Action::ExpenditureImported, Entity::Expenditure),
            written.collect(),
        )?;
    }
}

/// Removes some of what is staged and comes to nothing; how much.
pub fn withdraw(tx: &mut Tx<'_>, import_id: &str) -> Result<usize, ApiError> {
    let ids = store::staged::some(tx.conn, import_id)?;
    search::remove(tx, &ids)?;
    store::staged::remove(tx, import_id, &ids)
}

/// Removes some of what was staged and is in the books; how much.
pub fn forget_staged(tx: &mut Tx<'_>, import_id: &str) -> Result<usize, ApiError> {
    let ids = store::staged::some(tx.conn, import_id)?;
    store::staged::remove(tx, import_id, &ids)
}

/// Whether some staged expenditure's author is not known.
pub fn lack_author(conn: &mut Conn, import_id: &str) -> Result<bool, ApiError> {
    store::staged::lacks_author(conn, import_id)
}

/// How many expenditures are in use and what they come to, for the importer's own check.
pub fn sum_of_all(conn: &mut Conn) -> Result<Sum, ApiError> {
    Row::sum(conn, &ExpenditureFilter::default(), None)
}

fn staged(tx: &Tx<'_>, new: &Imported, import_id: &str) -> StagedRow {
    let row = Row {
        id: new.id.to_string(),
        description: new.description.clone(),
        description_folded: text::fold(&new.description),
        quantity_milli: new.quantity_milli,
        unit_cost_minor: new.unit_cost_minor,
        total_minor: new.total_minor,
        occurred_at: new.occurred_at.millis(),
        occurred_on: new.occurred_on.to_string(),
        created_by: String::new(),
        created_at: new.occurred_at.millis(),
        updated_at: tx.now.millis(),
        deleted_at: None,
        deleted_by: None,
        rev: 1,
    };
    let mut after = row.facts();
    if let Some(facts) = after.as_object_mut() {
        facts.insert("imported_from".to_owned(), json!(new.source));
        facts.insert("import_id".to_owned(), json!(import_id));
    }
    StagedRow {
        import_id: import_id.to_owned(),
        id: row.id,
        description: row.description,
        description_folded: row.description_folded,
        quantity_milli: row.quantity_milli,
        unit_cost_minor: row.unit_cost_minor,
        total_minor: row.total_minor,
        occurred_at: row.occurred_at,
        occurred_on: row.occurred_on,
        created_by: new.created_by.map(|id| id.to_string()),
        facts: after.to_string(),
    }
}
