//! Pages of customers, and one customer, as the API shows them.

use shared::customers::{Customer, CustomerQuery, CustomerSort};
use shared::id::{CustomerId, Rev};
use shared::instant::Instant;
use shared::page::Page;

use super::store::{self, Order, Row};
use crate::ask;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::http::conditional::Revised;
use crate::paging::{Asked, Cursors};
use crate::stored::stored;

ask!(CustomerQuery);

impl Revised for Customer {
    fn rev(&self) -> Rev {
        self.rev
    }
}

/// One page, by name unless the query says otherwise.
pub fn page(
    conn: &mut Conn,
    cursors: &Cursors,
    actor: &Actor,
    query: &CustomerQuery,
) -> Result<Page<Customer>, ApiError> {
    let query = &open_to(actor, query);
    let asked = Asked::of(cursors, query)?;
    let order = Order::of(query.sort.as_ref());
    let rows = store::page(conn, query, &order, &asked.window)?;
    let counted = match query.include_total {
        true => Some(store::count(conn, query)?),
        false => None,
    };
    let (rows, page) = asked.cut(rows, counted, |row| order.keys(row))?;
    let shown = rows.into_iter().map(|row| show(actor, row));
    let data = shown.collect::<Result<_, _>>()?;
    Ok(Page { data, page })
}

/// Problem `not_found`.
pub fn find(conn: &mut Conn, actor: &Actor, id: CustomerId) -> Result<Customer, ApiError> {
    show(actor, store::find(conn, id)?)
}

/// Problem `not_found`: also for an actor who sees only his own records, since the history begins with somebody's job.
pub fn must_be_open(conn: &mut Conn, actor: &Actor, id: CustomerId) -> Result<(), ApiError> {
    let is_there = store::exists(conn, id)?;
    match is_there && !actor.own_records_only {
        true => Ok(()),
        false => Err(ApiError::not_found()),
    }
}

/// The query as far as the actor may ask it. Who sees only his own records is told no customer's figures, so to him all
/// are equal in them: sorting by a figure would tell it, and a cursor would hold it.
fn open_to(actor: &Actor, query: &CustomerQuery) -> CustomerQuery {
    let mut query = query.clone();
    if actor.own_records_only {
        let figures = [CustomerSort::Jobs, CustomerSort::LastJobOn];
        query.sort = query.sort.and_then(|sort| sort.without(&figures));
    }
    query
}

fn show(actor: &Actor, row: Row) -> Result<Customer, ApiError> {
    let (jobs, last_job_on) = match (actor.own_records_only, row.last_job_on.as_str()) {
        (true, _) => (None, None),
        (false, "") => (Some(row.jobs), None),
        (false, day) => (Some(row.jobs), Some(stored(day)?)),
    };
    let jobs = jobs.map(u64::try_from).transpose();
    Ok(Customer {
        id: stored(&row.id)?,
        name: row.name,
        jobs: jobs.map_err(ApiError::internal)?,
        last_job_on,
        created_at: Instant::from_millis(row.created_at),
        updated_at: Instant::from_millis(row.updated_at),
        rev: Rev(row.rev),
    })
}
