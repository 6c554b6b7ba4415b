//! Jobs of the original's books, many at once: numbers in the order of their dates, sums and events as if recorded.

use std::collections::HashMap;

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::date::Date;
use shared::id::{CustomerId, ItemId, JobId, UserId};
use shared::instant::Instant;
use shared::jobs::{JobFilter, JobStatus, PaymentMethod};

use super::record::JobRecord;
use super::store::staged::{StagedItem, StagedRow};
use super::store::{self, ItemRow, Row};
use super::sums;
use crate::audit::{self, Written};
use crate::db::{Conn, Tx, counters, search};
use crate::error::ApiError;
use crate::ledger::Sum;
use crate::records::Record;

/// A job to be brought in, checked and reckoned by the importer.
pub struct Imported {
    pub id: JobId,
    pub customer: Option<CustomerId>,
    pub done: bool,
    pub payment_method: PaymentMethod,
    pub occurred_at: Instant,
    pub occurred_on: Date,
    /// None for an author whom the old books name without knowing them.
    pub created_by: Option<UserId>,
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

/// What stands in the facts where the number will.
const BLANK: &str = "\"number\":\"\"";
/// Events of the last transaction that are held in memory at once.
const EVENTS_AT_ONCE: i64 = 1_000;

/// Writes jobs beside the books, where nobody sees them. Over all calls they come in the order of their dates, which is that
/// of their numbers. The ids are new.
pub fn stage(tx: &mut Tx<'_>, import_id: &str, jobs: &[Imported]) -> Result<(), ApiError> {
    let mut last: HashMap<String, i64> = HashMap::new();
    let mut staged = Vec::with_capacity(jobs.len());
    let mut staged_items = Vec::new();
    let mut words = Vec::with_capacity(jobs.len());
    for job in jobs {
        let series = format!("J-{:04}", job.occurred_on.year());
        let place = match last.get(&series) {
            Some(place) => place + 1,
            None => store::staged::last_in(tx.conn, import_id, &series)? + 1,
        };
        last.insert(series.clone(), place);
        let record = JobRecord {
            row: row(tx, job),
            items: items(tx, job)?,
        };
        let facts = facts_of(&record, job, import_id);
        let JobRecord { row, items } = record;
        let described = job.items.iter().map(|item| item.description.clone());
        words.push((row.id.clone(), described.chain([series.clone()]).collect()));
        staged.push(StagedRow {
            import_id: import_id.to_owned(),
            series,
            series_no: place,
            id: row.id,
            customer_id: row.customer_id,
            status: row.status,
            payment_method: row.payment_method,
            total_minor: row.total_minor,
            occurred_at: row.occurred_at,
            occurred_on: row.occurred_on,
            created_by: job.created_by.map(|id| id.to_string()),
            facts,
        });
        staged_items.extend(items.into_iter().map(|item| of_import(import_id, item)));
    }
    store::staged::insert(tx, &staged, &staged_items)?;
    add_words(tx, &words)
}

/// The words by which they are found, but for the number's own, which is not known yet.
fn add_words(tx: &mut Tx<'_>, words: &[(String, Vec<String>)]) -> Result<(), ApiError> {
    let records = words.iter().map(|(id, texts)| {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        (id.as_str(), texts)
    });
    search::add(tx, "job", records)
}

/// Puts what is staged into the books in few statements: numbers, jobs, items, sums and events. `stand_in` is the author of
/// jobs whose author is not known.
pub fn show(tx: &mut Tx<'_>, import_id: &str, stand_in: Option<UserId>) -> Result<(), ApiError> {
    let stand_in = stand_in.map(|id| id.to_string());
    let mut shown = Vec::new();
    for (series, count) in store::staged::series(tx.conn, import_id)? {
        let before = counters::take(tx, &series, count)? - 1;
        store::staged::show(tx, (import_id, &series), before, stand_in.as_deref())?;
        shown.push((series, before));
    }
    store::staged::show_items(tx, import_id)?;
    sums::settle_staged(tx, import_id)?;
    for (series, before) in &shown {
        record(tx, import_id, series, *before)?;
    }
    Ok(())
}

/// Writes the events of a series whose numbers follow this one.
fn record(tx: &mut Tx<'_>, import_id: &str, series: &str, before: i64) -> Result<(), ApiError> {
    let mut after = 0;
    loop {
        let rows = store::staged::facts(tx.conn, (import_id, series), after, EVENTS_AT_ONCE)?;
        let Some((last, ..)) = rows.last() else {
            return Ok(());
        };
        after = *last;
        let written = rows.into_iter().map(|(place, id, facts)| {
            let number = format!("\"number\":\"{series}-{:05}\"", before + place);
            Written {
                entity_id: id,
                after: facts.replacen(BLANK, &number, 1),
            }
        });
        audit::record_written(tx, (Action::JobImported, Entity::Job), written.collect())?;
    }
}

/// Removes some of what is staged and comes to nothing, with the words that find nothing without it; how many jobs.
pub fn withdraw(tx: &mut Tx<'_>, import_id: &str) -> Result<usize, ApiError> {
    let ids = store::staged::some(tx.conn, import_id)?;
    search::remove(tx, &ids)?;
    store::staged::remove(tx, import_id, &ids)
}

/// Removes some of what was staged and is in the books; how many jobs.
pub fn forget_staged(tx: &mut Tx<'_>, import_id: &str) -> Result<usize, ApiError> {
    let ids = store::staged::some(tx.conn, import_id)?;
    store::staged::remove(tx, import_id, &ids)
}

/// Whether some staged job's author is not known.
pub fn lack_author(conn: &mut Conn, import_id: &str) -> Result<bool, ApiError> {
    store::staged::lacks_author(conn, import_id)
}

/// Gives the staged jobs of one customer to another.
pub fn give_staged(
    tx: &mut Tx<'_>,
    import_id: &str,
    from: CustomerId,
    to: CustomerId,
) -> Result<(), ApiError> {
    store::staged::give(tx, import_id, &from.to_string(), &to.to_string())
}

/// As JSON, with a blank for the number.
fn facts_of(record: &JobRecord, job: &Imported, import_id: &str) -> String {
    let mut after = record.facts();
    if let Some(facts) = after.as_object_mut() {
        facts.insert("imported_from".to_owned(), json!(job.source));
        facts.insert("import_id".to_owned(), json!(import_id));
    }
    after.to_string()
}

fn of_import(import_id: &str, item: ItemRow) -> StagedItem {
    StagedItem {
        import_id: import_id.to_owned(),
        job_id: item.job_id,
        position: item.position,
        id: item.id,
        description: item.description,
        quantity_milli: item.quantity_milli,
        unit_price_minor: item.unit_price_minor,
        line_total_minor: item.line_total_minor,
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

/// The job as it will be, but for its number.
fn row(tx: &Tx<'_>, job: &Imported) -> Row {
    let status = match job.done {
        true => JobStatus::Done,
        false => JobStatus::Open,
    };
    Row {
        id: job.id.to_string(),
        number: String::new(),
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
        created_by: String::new(),
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
