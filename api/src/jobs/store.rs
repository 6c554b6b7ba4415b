//! Rows of jobs and their items.

mod filter;
mod order;
pub mod reported;
pub mod shown;
pub mod sold;
pub mod staged;

use std::collections::HashMap;

use diesel::prelude::*;
use shared::id::{JobId, Rev};
use shared::jobs::{Job, JobFilter};

pub use order::Order;

use crate::db::prepared::{Prepared, filled};
use crate::db::schema::{job_items, jobs};
use crate::db::{Backend, Conn, Tx};
use crate::error::{self, ApiError};
use crate::ledger::Sum;
use crate::paging::Window;
use crate::stored::stored;
use crate::{count_capped, insert_all, record_columns, sum_of_totals};
use filter::filtered;

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = jobs, treat_none_as_default_value = false)]
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
    /// The completion has a date of its own, and stays when the job moves to another day.
    pub completed_apart: bool,
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

record_columns!(Row, Job);

type Boxed<'q> = jobs::BoxedQuery<'q, Backend>;

pub fn find(conn: &mut Conn, id: JobId) -> Result<Row, ApiError> {
    Ok(jobs::table
        .find(id.to_string())
        .select(Row::as_select())
        .first(conn)?)
}

/// The items of these jobs, each job's in their order.
pub fn items(conn: &mut Conn, jobs: &[Row]) -> Result<HashMap<String, Vec<ItemRow>>, ApiError> {
    let ids = jobs.iter().map(|job| job.id.as_str());
    let rows = job_items::table
        .filter(job_items::job_id.eq_any(filled(ids)))
        .order((job_items::job_id, job_items::position))
        .select(ItemRow::as_select());
    let rows: Vec<ItemRow> = Prepared(rows).load(conn)?;
    let mut by_job: HashMap<String, Vec<ItemRow>> = HashMap::new();
    for row in rows {
        by_job.entry(row.job_id.clone()).or_default().push(row);
    }
    Ok(by_job)
}

/// The ids of one page and of one row more, after the last row of the page before; of one author's records if so limited. The
/// index holds them, so no row is read for them.
pub fn page(
    conn: &mut Conn,
    filter: &JobFilter,
    only_of: Option<&str>,
    order: &Order,
    window: &Window,
) -> Result<Vec<JobId>, ApiError> {
    if filter.status.len() > 1 {
        return page_of_statuses(conn, filter, only_of, order, window);
    }
    let rows = order.apply(filtered(conn, filter, only_of)?, &window.after)?;
    first(conn, rows, window)
}

/// The index gives each single status in the order of the list, but several only after sorting all of them. So each one
/// gives its first rows, and the first of those are the page.
fn page_of_statuses(
    conn: &mut Conn,
    filter: &JobFilter,
    only_of: Option<&str>,
    order: &Order,
    window: &Window,
) -> Result<Vec<JobId>, ApiError> {
    let mut ids: Vec<String> = Vec::new();
    for status in &filter.status {
        let one = JobFilter {
            status: vec![*status],
            ..filter.clone()
        };
        let rows = order.apply(filtered(conn, &one, only_of)?, &window.after)?;
        let firsts = first(conn, rows, window)?;
        ids.extend(firsts.iter().map(JobId::to_string));
    }
    let rows = jobs::table
        .filter(jobs::id.eq_any(ids))
        .into_boxed::<Backend>();
    first(conn, order.apply(rows, &[])?, window)
}

fn first(conn: &mut Conn, rows: Boxed<'_>, window: &Window) -> Result<Vec<JobId>, ApiError> {
    let limit = i64::from(window.limit) + 1;
    let ids: Vec<String> = rows.limit(limit).select(jobs::id).load(conn)?;
    ids.iter().map(|id| stored(id)).collect()
}

pub fn count(
    conn: &mut Conn,
    filter: &JobFilter,
    only_of: Option<&str>,
) -> Result<(i64, bool), ApiError> {
    count_capped!(conn, jobs::id, filtered(conn, filter, only_of)?)
}

pub fn sum(conn: &mut Conn, filter: &JobFilter, only_of: Option<&str>) -> Result<Sum, ApiError> {
    Ok(sum_of_totals!(conn, filtered(conn, filter, only_of)?).into())
}

pub fn insert(tx: &mut Tx<'_>, job: &Row, items: &[ItemRow]) -> Result<(), ApiError> {
    diesel::insert_into(jobs::table)
        .values(job)
        .execute(tx.conn)?;
    insert_all!(tx.conn, job_items::table, items)
}

/// The numbers of these jobs.
pub fn numbers(conn: &mut Conn, ids: &[String]) -> Result<HashMap<String, String>, ApiError> {
    let rows: Vec<(String, String)> = jobs::table
        .filter(jobs::id.eq_any(ids))
        .select((jobs::id, jobs::number))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Replaces the row and, if they differ, the items. The caller has checked the revision inside this transaction.
pub fn update(
    tx: &mut Tx<'_>,
    job: &Row,
    items: &[ItemRow],
    items_changed: bool,
) -> Result<(), ApiError> {
    let place = jobs::table.find(&job.id).filter(jobs::rev.eq(job.rev - 1));
    let changed = diesel::update(place).set((
        jobs::customer_id.eq(&job.customer_id),
        jobs::status.eq(&job.status),
        jobs::payment_method.eq(&job.payment_method),
        jobs::total_minor.eq(job.total_minor),
        jobs::occurred_at.eq(job.occurred_at),
        jobs::occurred_on.eq(&job.occurred_on),
        jobs::completed_at.eq(job.completed_at),
        jobs::completed_on.eq(&job.completed_on),
        jobs::completed_apart.eq(job.completed_apart),
        jobs::updated_at.eq(job.updated_at),
        jobs::deleted_at.eq(job.deleted_at),
        jobs::deleted_by.eq(&job.deleted_by),
        jobs::rev.eq(job.rev),
    ));
    let touched: Vec<i64> = Prepared(changed.returning(jobs::rev)).load(tx.conn)?;
    error::touched(touched.len(), Rev(job.rev - 1))?;
    if items_changed {
        diesel::delete(job_items::table.filter(job_items::job_id.eq(&job.id))).execute(tx.conn)?;
        insert_all!(tx.conn, job_items::table, items)?;
    }
    Ok(())
}

/// Which of these item ids belong to another job.
pub fn foreign_items(
    conn: &mut Conn,
    job: JobId,
    ids: &[&String],
) -> Result<Vec<String>, ApiError> {
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
