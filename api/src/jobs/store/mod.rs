//! Rows of jobs and their items.

mod order;

use std::collections::HashMap;

use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use shared::id::{JobId, Rev};
use shared::jobs::JobFilter;
use shared::page::Deleted;

pub use order::Order;

use crate::db::schema::{job_items, jobs, search_terms};
use crate::db::{Backend, Conn, Tx, search};
use crate::error::{self, ApiError};
use crate::paging::Window;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = jobs)]
pub struct Row {
    pub id: String,
    pub number: String,
    pub customer_id: Option<String>,
    pub status: String,
    pub payment_method: String,
    pub total_minor: i64,
    pub occurred_at: i64,
    pub occurred_on: String,
    pub completed_at: Option<i64>,
    pub completed_on: Option<String>,
    pub created_by: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
    pub deleted_by: Option<String>,
    pub rev: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = job_items)]
pub struct ItemRow {
    pub id: String,
    pub job_id: String,
    pub position: i64,
    pub description: String,
    pub quantity_milli: i64,
    pub unit_price_minor: i64,
    pub line_total_minor: i64,
}

pub type Boxed<'q> = jobs::BoxedQuery<'q, Backend>;

pub fn find(conn: &mut Conn, id: JobId) -> Result<Row, ApiError> {
    Ok(jobs::table
        .find(id.to_string())
        .select(Row::as_select())
        .first(conn)?)
}

pub fn id_is_taken(conn: &mut Conn, id: JobId) -> Result<bool, ApiError> {
    let found: Option<String> = jobs::table
        .find(id.to_string())
        .select(jobs::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// The items of these jobs, each job's in their order.
pub fn items(conn: &mut Conn, jobs: &[Row]) -> Result<HashMap<String, Vec<ItemRow>>, ApiError> {
    let ids: Vec<&str> = jobs.iter().map(|job| job.id.as_str()).collect();
    let rows: Vec<ItemRow> = job_items::table
        .filter(job_items::job_id.eq_any(ids))
        .order((job_items::job_id, job_items::position))
        .select(ItemRow::as_select())
        .load(conn)?;
    let mut by_job: HashMap<String, Vec<ItemRow>> = HashMap::new();
    for row in rows {
        by_job.entry(row.job_id.clone()).or_default().push(row);
    }
    Ok(by_job)
}

/// One page and one row more, after the last row of the page before.
pub fn page(
    conn: &mut Conn,
    filter: &JobFilter,
    order: &Order,
    window: &Window,
) -> Result<Vec<Row>, ApiError> {
    let rows = order.apply(filtered(filter), &window.after)?;
    Ok(rows
        .limit(i64::from(window.limit) + 1)
        .select(Row::as_select())
        .load(conn)?)
}

/// How many rows match, counted up to `cap`; the flag says that there are more.
pub fn count_up_to(conn: &mut Conn, filter: &JobFilter, cap: i64) -> Result<(i64, bool), ApiError> {
    let beyond: Option<String> = filtered(filter)
        .select(jobs::id)
        .order(jobs::id)
        .offset(cap)
        .first(conn)
        .optional()?;
    match beyond {
        Some(_) => Ok((cap, true)),
        None => Ok((filtered(filter).select(count_star()).first(conn)?, false)),
    }
}

/// Count and exact sum of what matches. The sum is taken in two halves, so that no database overflows on the way.
pub fn sum(conn: &mut Conn, filter: &JobFilter) -> Result<(i64, i128), ApiError> {
    let high = sql::<BigInt>("CAST(COALESCE(SUM(total_minor / 1000000000), 0) AS BIGINT)");
    let low = sql::<BigInt>("CAST(COALESCE(SUM(total_minor % 1000000000), 0) AS BIGINT)");
    let (count, high, low): (i64, i64, i64) = filtered(filter)
        .select((count_star(), high, low))
        .first(conn)?;
    Ok((count, i128::from(high) * 1_000_000_000 + i128::from(low)))
}

/// Rows that pass every filter of the filter.
fn filtered(filter: &JobFilter) -> Boxed<'_> {
    let mut rows = jobs::table.into_boxed::<Backend>();
    rows = match filter.deleted {
        Deleted::None => rows.filter(jobs::deleted_at.is_null()),
        Deleted::Only => rows.filter(jobs::deleted_at.is_not_null()),
        Deleted::Any => rows,
    };
    if !filter.status.is_empty() {
        rows = rows.filter(jobs::status.eq_any(filter.status.iter().map(|status| status.as_str())));
    }
    if !filter.payment_method.is_empty() {
        rows = rows.filter(
            jobs::payment_method.eq_any(filter.payment_method.iter().map(|method| method.as_str())),
        );
    }
    if !filter.customer_id.is_empty() {
        rows = rows.filter(
            jobs::customer_id.eq_any(filter.customer_id.iter().map(ToString::to_string).map(Some)),
        );
    }
    if !filter.created_by.is_empty() {
        rows =
            rows.filter(jobs::created_by.eq_any(filter.created_by.iter().map(ToString::to_string)));
    }
    if let Some(total) = filter.total_min {
        rows = rows.filter(jobs::total_minor.ge(total));
    }
    if let Some(total) = filter.total_max {
        rows = rows.filter(jobs::total_minor.le(total));
    }
    if let Some(since) = filter.updated_since {
        rows = rows.filter(jobs::updated_at.ge(since.millis()));
    }
    found(in_period(rows, filter), filter)
}

fn in_period<'q>(mut rows: Boxed<'q>, filter: &'q JobFilter) -> Boxed<'q> {
    if let Some(day) = filter.occurred_on_from {
        rows = rows.filter(jobs::occurred_on.ge(day.to_string()));
    }
    if let Some(day) = filter.occurred_on_to {
        rows = rows.filter(jobs::occurred_on.le(day.to_string()));
    }
    if let Some(day) = filter.completed_on_from {
        rows = rows.filter(jobs::completed_on.ge(day.to_string()));
    }
    if let Some(day) = filter.completed_on_to {
        rows = rows.filter(jobs::completed_on.le(day.to_string()));
    }
    rows
}

/// Every word must begin a word of the job's number or items, or of its customer's name.
fn found<'q>(mut rows: Boxed<'q>, filter: &'q JobFilter) -> Boxed<'q> {
    for (from, to) in filter.q.as_deref().map(search::ranges).unwrap_or_default() {
        let of_job = search_terms::table
            .filter(search_terms::entity.eq("job"))
            .filter(search_terms::term.ge(from.clone()))
            .filter(search_terms::term.lt(to.clone()))
            .select(search_terms::entity_id);
        let of_customer = search_terms::table
            .filter(search_terms::entity.eq("customer"))
            .filter(search_terms::term.ge(from))
            .filter(search_terms::term.lt(to))
            .select(search_terms::entity_id.nullable());
        rows = rows.filter(
            jobs::id
                .eq_any(of_job)
                .or(jobs::customer_id.eq_any(of_customer).assume_not_null()),
        );
    }
    rows
}

pub fn insert(tx: &mut Tx<'_>, job: &Row, items: &[ItemRow]) -> Result<(), ApiError> {
    diesel::insert_into(jobs::table)
        .values(job)
        .execute(tx.conn)?;
    insert_items(tx, items)?;
    index(tx, job, items)
}

/// Replaces the row and, if they differ, the items. The caller has checked the revision inside this transaction.
pub fn update(
    tx: &mut Tx<'_>,
    job: &Row,
    items: &[ItemRow],
    items_changed: bool,
) -> Result<(), ApiError> {
    let touched = diesel::update(jobs::table.find(&job.id).filter(jobs::rev.eq(job.rev - 1)))
        .set((
            jobs::customer_id.eq(&job.customer_id),
            jobs::status.eq(&job.status),
            jobs::payment_method.eq(&job.payment_method),
            jobs::total_minor.eq(job.total_minor),
            jobs::occurred_at.eq(job.occurred_at),
            jobs::occurred_on.eq(&job.occurred_on),
            jobs::completed_at.eq(job.completed_at),
            jobs::completed_on.eq(&job.completed_on),
            jobs::updated_at.eq(job.updated_at),
            jobs::deleted_at.eq(job.deleted_at),
            jobs::deleted_by.eq(&job.deleted_by),
            jobs::rev.eq(job.rev),
        ))
        .execute(tx.conn)?;
    error::touched(touched, Rev(job.rev - 1))?;
    if items_changed {
        diesel::delete(job_items::table.filter(job_items::job_id.eq(&job.id))).execute(tx.conn)?;
        insert_items(tx, items)?;
        index(tx, job, items)?;
    }
    Ok(())
}

fn insert_items(tx: &mut Tx<'_>, items: &[ItemRow]) -> Result<(), ApiError> {
    for item in items {
        diesel::insert_into(job_items::table)
            .values(item)
            .execute(tx.conn)?;
    }
    Ok(())
}

fn index(tx: &mut Tx<'_>, job: &Row, items: &[ItemRow]) -> Result<(), ApiError> {
    let mut texts = vec![job.number.as_str()];
    texts.extend(items.iter().map(|item| item.description.as_str()));
    search::index(tx, "job", &job.id, &texts)
}

/// Which of these item ids belong to another job.
pub fn foreign_items(conn: &mut Conn, job: JobId, ids: &[String]) -> Result<Vec<String>, ApiError> {
    let rows = job_items::table
        .filter(job_items::id.eq_any(ids))
        .filter(job_items::job_id.ne(job.to_string()))
        .select(job_items::id)
        .load(conn)?;
    Ok(rows)
}

/// The day of the customer's newest job that is not in the trash.
pub fn last_day_of(conn: &mut Conn, customer_id: &str) -> Result<Option<String>, ApiError> {
    let day = jobs::table
        .filter(jobs::customer_id.eq(customer_id))
        .filter(jobs::deleted_at.is_null())
        .order(jobs::occurred_on.desc())
        .select(jobs::occurred_on)
        .first(conn)
        .optional()?;
    Ok(day)
}

/// Whether any money has been written, which fixes the currency.
pub fn any(conn: &mut Conn) -> Result<bool, ApiError> {
    let found: Option<String> = jobs::table
        .select(jobs::id)
        .limit(1)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}
