//! Expenditures of the original's books, many at once: sums and events as if recorded.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::date::Date;
use shared::expenditures::ExpenditureFilter;
use shared::id::{ExpenditureId, UserId};
use shared::instant::Instant;
use shared::text;

use super::facts;
use super::store::{self, Row};
use crate::audit::{self, Change};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::ledger::{self, Kind, Posting, Sum};

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
    pub created_by: UserId,
    /// Where it comes from, for its history: "expenditures 77".
    pub source: String,
}

/// Brings them in. The ids are new.
pub fn import(tx: &mut Tx<'_>, import_id: &str, expenditures: &[Imported]) -> Result<(), ApiError> {
    let rows: Vec<Row> = expenditures.iter().map(|new| row(tx, new)).collect();
    store::insert_all(tx, &rows)?;
    let spent = expenditures.iter().map(|new| Posting {
        kind: Kind::Spent,
        day: new.occurred_on,
        count: 1,
        amount_minor: new.total_minor,
    });
    ledger::post(tx, &spent.collect::<Vec<_>>())?;
    let changes: Vec<Change> = rows
        .iter()
        .zip(expenditures)
        .map(|(row, new)| change(row, new, import_id))
        .collect();
    audit::record_all(tx, &changes)
}

/// How many expenditures are in use and what they come to, for the importer's own check.
pub fn sum_of_all(conn: &mut Conn) -> Result<Sum, ApiError> {
    store::sum(conn, &ExpenditureFilter::default(), None)
}

fn row(tx: &Tx<'_>, new: &Imported) -> Row {
    Row {
        id: new.id.to_string(),
        description: new.description.clone(),
        description_folded: text::fold(&new.description),
        quantity_milli: new.quantity_milli,
        unit_cost_minor: new.unit_cost_minor,
        total_minor: new.total_minor,
        occurred_at: new.occurred_at.millis(),
        occurred_on: new.occurred_on.to_string(),
        created_by: new.created_by.to_string(),
        created_at: new.occurred_at.millis(),
        updated_at: tx.now.millis(),
        deleted_at: None,
        deleted_by: None,
        rev: 1,
    }
}

fn change(row: &Row, new: &Imported, import_id: &str) -> Change {
    let mut after = facts::of(row);
    if let Some(facts) = after.as_object_mut() {
        facts.insert("imported_from".to_owned(), json!(new.source));
        facts.insert("import_id".to_owned(), json!(import_id));
    }
    Change {
        action: Action::ExpenditureImported,
        entity: Entity::Expenditure,
        entity_id: row.id.clone(),
        before: None,
        after: Some(after),
    }
}
