//! Jobs of the original's books, many at once: numbers in the order of their dates, sums and events as if recorded.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::date::Date;
use shared::id::{CustomerId, ItemId, JobId, UserId};
use shared::instant::Instant;
use shared::jobs::{JobFilter, JobStatus, PaymentMethod};

use super::store::{self, ItemRow, Row};
use super::{facts, sums};
use crate::audit::{self, Change};
use crate::db::{Conn, Tx, counters};
use crate::error::ApiError;
use crate::ledger::Sum;

/// A job to be brought in, checked and reckoned by the importer.
pub struct Imported {
    pub id: JobId,
    pub customer: Option<CustomerId>,
    pub done: bool,
    pub payment_method: PaymentMethod,
    pub occurred_at: Instant,
    pub occurred_on: Date,
    pub created_by: UserId,
    pub items: Vec<ImportedItem>,
    /// Where it comes from, for its history: "jobs 571".
    pub source: String,
}

/// A line with its total by our formula.
pub struct ImportedItem {
    pub description: String,
    pub quantity_milli: i64,
    pub unit_price_minor: i64,
    pub line_total_minor: i64,
}

/// Brings them in, in the order given, which must be that of their dates. The ids are new.
pub fn import(tx: &mut Tx<'_>, import_id: &str, jobs: &[Imported]) -> Result<(), ApiError> {
    let numbers = numbers(tx, jobs)?;
    let mut rows = Vec::with_capacity(jobs.len());
    let mut all_items = Vec::new();
    let mut changes = Vec::with_capacity(jobs.len());
    for (job, number) in jobs.iter().zip(numbers) {
        let (row, items) = (row(tx, job, number), items(tx, job)?);
        changes.push(change(&row, &items, job, import_id));
        rows.push(row);
        all_items.extend(items);
    }
    store::insert_all(tx, &rows, &all_items)?;
    sums::settle_new(tx, &rows)?;
    audit::record_all(tx, &changes)
}

fn change(row: &Row, items: &[ItemRow], job: &Imported, import_id: &str) -> Change {
    let mut after = facts::of(row, items);
    if let Some(facts) = after.as_object_mut() {
        facts.insert("imported_from".to_owned(), json!(job.source));
        facts.insert("import_id".to_owned(), json!(import_id));
    }
    Change {
        action: Action::JobImported,
        entity: Entity::Job,
        entity_id: row.id.clone(),
        before: None,
        after: Some(after),
    }
}

/// The numbers of these jobs, for those who know only their ids.
pub fn numbers_of(conn: &mut Conn, ids: &[String]) -> Result<HashMap<String, String>, ApiError> {
    store::numbers(conn, ids)
}

/// How many jobs are in use and what they come to, for the importer's own check.
pub fn sum_of_all(conn: &mut Conn) -> Result<Sum, ApiError> {
    store::sum(conn, &JobFilter::default(), None)
}

/// Each year's series is taken once, and handed out in the order of the jobs.
fn numbers(tx: &mut Tx<'_>, jobs: &[Imported]) -> Result<Vec<String>, ApiError> {
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for job in jobs {
        *counts.entry(job.occurred_on.year()).or_default() += 1;
    }
    let mut next = HashMap::new();
    for (year, count) in counts {
        let first = counters::take(tx, &format!("J-{year:04}"), count)?;
        next.insert(year, first);
    }
    let mut numbers = Vec::with_capacity(jobs.len());
    for job in jobs {
        let year = job.occurred_on.year();
        let number = next
            .get_mut(&year)
            .ok_or_else(|| ApiError::broken("a year without its series"))?;
        numbers.push(format!("J-{year:04}-{number:05}"));
        *number += 1;
    }
    Ok(numbers)
}

fn row(tx: &Tx<'_>, job: &Imported, number: String) -> Row {
    let status = match job.done {
        true => JobStatus::Done,
        false => JobStatus::Open,
    };
    Row {
        id: job.id.to_string(),
        number,
        customer_id: job.customer.map(|id| id.to_string()),
        status: status.to_string(),
        payment_method: job.payment_method.to_string(),
        total_minor: job.items.iter().map(|item| item.line_total_minor).sum(),
        occurred_at: job.occurred_at.millis(),
        occurred_on: job.occurred_on.to_string(),
        // The original knows one date only: what is done was done then.
        completed_at: job.done.then(|| job.occurred_at.millis()),
        completed_on: job.done.then(|| job.occurred_on.to_string()),
        completed_apart: false,
        created_by: job.created_by.to_string(),
        created_at: job.occurred_at.millis(),
        updated_at: tx.now.millis(),
        deleted_at: None,
        deleted_by: None,
        rev: 1,
    }
}

fn items(tx: &Tx<'_>, job: &Imported) -> Result<Vec<ItemRow>, ApiError> {
    let mut rows = Vec::with_capacity(job.items.len());
    for (position, item) in (0_i64..).zip(&job.items) {
        rows.push(ItemRow {
            id: ItemId::from_parts(job.occurred_at, &tx.random()?).to_string(),
            job_id: job.id.to_string(),
            position,
            description: item.description.clone(),
            quantity_milli: item.quantity_milli,
            unit_price_minor: item.unit_price_minor,
            line_total_minor: item.line_total_minor,
        });
    }
    Ok(rows)
}
