//! Jobs as the API shows them.

use std::collections::HashMap;

use shared::currency::Currency;
use shared::customers::CustomerRef;
use shared::id::{JobId, Rev};
use shared::instant::Instant;
use shared::jobs::{Job, JobItem};
use shared::quantity::Quantity;
use shared::users::UserRef;

use super::store::{self, ItemRow, Row};
use crate::db::{Actor, Conn, Tx};
use crate::error::ApiError;
use crate::http::conditional::Revised;
use crate::stored::{money, stored};
use crate::{customers, people};

impl Revised for Job {
    fn rev(&self) -> Rev {
        self.rev
    }
}

/// One job, in the trash or not. Problem `not_found`, also when the actor may not know of it.
pub fn find(conn: &mut Conn, actor: &Actor, id: JobId) -> Result<Job, ApiError> {
    let job = store::shown::with_ids(conn, &[id])?.pop();
    job.filter(|job| actor.may_know_of(&job.created_by.id.to_string()))
        .ok_or_else(ApiError::not_found)
}

/// A job whose rows are at hand, and its customer if known.
pub fn of(
    tx: &mut Tx<'_>,
    row: Row,
    items: Vec<ItemRow>,
    customer: Option<CustomerRef>,
    currency: Currency,
) -> Result<Job, ApiError> {
    let customers = match (customer, &row.customer_id) {
        (Some(customer), _) => HashMap::from([(customer.id.to_string(), customer)]),
        (None, Some(id)) => customers::names(tx.conn, std::slice::from_ref(id))?,
        (None, None) => HashMap::new(),
    };
    let people = people::author(tx, &row.created_by)?;
    show(row, items, &customers, &people, currency)
}

fn show(
    row: Row,
    items: Vec<ItemRow>,
    customers: &HashMap<String, CustomerRef>,
    people: &HashMap<String, UserRef>,
    currency: Currency,
) -> Result<Job, ApiError> {
    let customer = match &row.customer_id {
        Some(id) => Some(
            customers
                .get(id)
                .cloned()
                .ok_or_else(|| ApiError::broken("a job's customer is gone"))?,
        ),
        None => None,
    };
    let created_by = people
        .get(&row.created_by)
        .cloned()
        .ok_or_else(|| ApiError::broken("a job's author is gone"))?;
    Ok(Job {
        id: stored(&row.id)?,
        customer,
        status: stored(&row.status)?,
        items: items
            .into_iter()
            .map(|item| show_item(item, currency))
            .collect::<Result<_, _>>()?,
        total: money(row.total_minor, currency)?,
        payment_method: stored(&row.payment_method)?,
        occurred_at: Instant::from_millis(row.occurred_at),
        occurred_on: stored(&row.occurred_on)?,
        completed_at: row.completed_at.map(Instant::from_millis),
        completed_on: row.completed_on.as_deref().map(stored).transpose()?,
        created_by,
        created_at: Instant::from_millis(row.created_at),
        updated_at: Instant::from_millis(row.updated_at),
        deleted_at: row.deleted_at.map(Instant::from_millis),
        rev: Rev(row.rev),
        number: row.number,
    })
}

fn show_item(item: ItemRow, currency: Currency) -> Result<JobItem, ApiError> {
    Ok(JobItem {
        id: stored(&item.id)?,
        description: item.description,
        quantity: Quantity::from_milli(item.quantity_milli),
        unit_price: money(item.unit_price_minor, currency)?,
        line_total: money(item.line_total_minor, currency)?,
    })
}
