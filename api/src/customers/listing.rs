//! Pages of customers, and one customer, as the API shows them.

use shared::customers::{Customer, CustomerQuery};
use shared::id::{CustomerId, Rev};
use shared::instant::Instant;
use shared::page::Page;

use super::store::{self, Order, Row};
use crate::ask;
use crate::db::Conn;
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
    query: &CustomerQuery,
) -> Result<Page<Customer>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let order = Order::of(query.sort.as_ref());
    let rows = store::page(conn, query, &order, &asked.window)?;
    let counted = match query.include_total {
        true => Some(store::count(conn, query)?),
        false => None,
    };
    let (rows, page) = asked.cut(rows, counted, |row| order.keys(row))?;
    let data = rows.into_iter().map(show).collect::<Result<_, _>>()?;
    Ok(Page { data, page })
}

/// Problem `not_found`.
pub fn find(conn: &mut Conn, id: CustomerId) -> Result<Customer, ApiError> {
    show(store::find(conn, id)?)
}

fn show(row: Row) -> Result<Customer, ApiError> {
    let last_job_on = match row.last_job_on.as_str() {
        "" => None,
        day => Some(stored(day)?),
    };
    Ok(Customer {
        id: stored(&row.id)?,
        name: row.name,
        jobs: u64::try_from(row.jobs).map_err(ApiError::internal)?,
        last_job_on,
        created_at: Instant::from_millis(row.created_at),
        updated_at: Instant::from_millis(row.updated_at),
        rev: Rev(row.rev),
    })
}
