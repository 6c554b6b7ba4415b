//! Jobs as readers see them: with the names they speak of, and the shop's currency, in one query, and their items in another.

use diesel::prelude::*;
use shared::currency::Currency;
use shared::customers::CustomerRef;
use shared::date::Date;
use shared::id::{CustomerId, ItemId, JobId, Rev, UserId};
use shared::instant::Instant;
use shared::jobs::{Job, JobItem, JobStatus, PaymentMethod};
use shared::quantity::Quantity;
use shared::users::UserRef;

use crate::db::Conn;
use crate::db::native::Stored;
use crate::db::prepared::{Prepared, filled};
use crate::db::schema::{customers, job_items, jobs, settings, users};
use crate::error::ApiError;
use crate::natively;
use crate::stored::money;

#[derive(Queryable)]
struct Shown {
    id: Stored<JobId>,
    number: String,
    customer: Option<(Stored<CustomerId>, String)>,
    status: Stored<JobStatus>,
    total_minor: i64,
    payment_method: Stored<PaymentMethod>,
    occurred_at: i64,
    occurred_on: Stored<Date>,
    completed_at: Option<i64>,
    completed_on: Option<Stored<Date>>,
    created_by: (Stored<UserId>, String),
    created_at: i64,
    updated_at: i64,
    deleted_at: Option<i64>,
    rev: i64,
    currency: Stored<Currency>,
}

#[derive(Queryable)]
struct ShownItem {
    job_id: Stored<JobId>,
    id: Stored<ItemId>,
    description: String,
    quantity_milli: i64,
    unit_price_minor: i64,
    line_total_minor: i64,
}

/// The jobs with these ids, in the order of the ids; one that is not there is left out.
pub fn with_ids(conn: &mut Conn, ids: &[JobId]) -> Result<Vec<Job>, ApiError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let texts = filled(texts.iter().map(String::as_str));
    let mut items = items(conn, &texts)?.into_iter().peekable();
    let mut jobs = Vec::with_capacity(ids.len());
    for row in rows(conn, &texts)? {
        let mut own = Vec::new();
        while let Some(item) = items.next_if(|item| item.job_id == row.id) {
            own.push(item.shown(row.currency.0)?);
        }
        jobs.push(row.shown(own)?);
    }
    jobs.sort_by_cached_key(|job| ids.iter().position(|id| *id == job.id));
    Ok(jobs)
}

/// By id.
fn rows(conn: &mut Conn, ids: &[&str]) -> Result<Vec<Shown>, ApiError> {
    let customer = jobs::customer_id.eq(customers::id.nullable());
    let rows = jobs::table
        .inner_join(settings::table.on(settings::id.eq(1_i64)))
        .inner_join(users::table.on(users::id.eq(jobs::created_by)))
        .left_join(customers::table.on(customer))
        .filter(jobs::id.eq_any(ids))
        .order(jobs::id)
        .select((
            jobs::id,
            jobs::number,
            (customers::id, customers::name).nullable(),
            jobs::status,
            jobs::total_minor,
            jobs::payment_method,
            jobs::occurred_at,
            jobs::occurred_on,
            jobs::completed_at,
            jobs::completed_on,
            (users::id, users::username),
            jobs::created_at,
            jobs::updated_at,
            jobs::deleted_at,
            jobs::rev,
            settings::currency,
        ));
    Ok(natively!(conn, |native| Prepared(rows).load(native))?)
}

/// In the order of their jobs' ids, and in their own.
fn items(conn: &mut Conn, ids: &[&str]) -> Result<Vec<ShownItem>, ApiError> {
    let items = job_items::table
        .filter(job_items::job_id.eq_any(ids))
        .order((job_items::job_id, job_items::position))
        .select((
            job_items::job_id,
            job_items::id,
            job_items::description,
            job_items::quantity_milli,
            job_items::unit_price_minor,
            job_items::line_total_minor,
        ));
    Ok(natively!(conn, |native| Prepared(items).load(native))?)
}

impl Shown {
    fn shown(self, items: Vec<JobItem>) -> Result<Job, ApiError> {
        let customer = self
            .customer
            .map(|(Stored(id), name)| CustomerRef { id, name });
        let (Stored(author), username) = self.created_by;
        Ok(Job {
            id: self.id.0,
            number: self.number,
            customer,
            status: self.status.0,
            items,
            total: money(self.total_minor, self.currency.0)?,
            payment_method: self.payment_method.0,
            occurred_at: Instant::from_millis(self.occurred_at),
            occurred_on: self.occurred_on.0,
            completed_at: self.completed_at.map(Instant::from_millis),
            completed_on: self.completed_on.map(|Stored(day)| day),
            created_by: UserRef {
                id: author,
                username,
            },
            created_at: Instant::from_millis(self.created_at),
            updated_at: Instant::from_millis(self.updated_at),
            deleted_at: self.deleted_at.map(Instant::from_millis),
            rev: Rev(self.rev),
        })
    }
}

impl ShownItem {
    fn shown(self, currency: Currency) -> Result<JobItem, ApiError> {
        Ok(JobItem {
            id: self.id.0,
            description: self.description,
            quantity: Quantity::from_milli(self.quantity_milli),
            unit_price: money(self.unit_price_minor, currency)?,
            line_total: money(self.line_total_minor, currency)?,
        })
    }
}
