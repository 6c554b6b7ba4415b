//! Pages of customers, and one customer, as the API shows them.

use shared::customers::{Customer, CustomerQuery, CustomerSort};
use shared::id::{CustomerId, Rev};
use shared::instant::Instant;
use shared::jobs::{CustomerSuggestion, SUGGESTIONS_MAX};
use shared::page::{Page, Sort};
use shared::text;

use super::store::{self, Order, Row};
use crate::ask;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::http::conditional::Revised;
use crate::paging::{Asked, Cursors, Window};
use crate::stored::stored;

ask!(CustomerQuery);

/// Rows that are read at a time where all are wanted.
const CHUNK: u16 = 511;

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
    let counted = asked.counted(|| store::count(conn, query))?;
    let (rows, page) = asked.cut(rows, counted, |row| order.keys(row))?;
    let shown = rows.into_iter().map(|row| show(actor, row));
    let data = shown.collect::<Result<_, _>>()?;
    Ok(Page { data, page })
}

/// Every customer of the list, page by page, in its order.
pub fn each(
    conn: &mut Conn,
    actor: &Actor,
    query: &CustomerQuery,
    give: &mut dyn FnMut(Customer) -> Result<(), ApiError>,
) -> Result<(), ApiError> {
    let query = &open_to(actor, query);
    let order = Order::of(query.sort.as_ref());
    let mut window = Window {
        limit: CHUNK,
        after: Vec::new(),
    };
    loop {
        let mut rows = store::page(conn, query, &order, &window)?;
        let more = rows.len() > usize::from(CHUNK);
        rows.truncate(usize::from(CHUNK));
        let last = rows.last().map(|row| order.keys(row));
        for row in rows {
            give(show(actor, row)?)?;
        }
        match last {
            Some(last) if more => window.after = last,
            _ => return Ok(()),
        }
    }
}

/// Customers to choose from, the latest first, and whether they are all: those with these words if any are given, and before
/// them whoever has exactly this name.
pub fn suggest(
    conn: &mut Conn,
    actor: &Actor,
    q: Option<&str>,
) -> Result<(Vec<CustomerSuggestion>, bool), ApiError> {
    let query = CustomerQuery {
        q: q.map(ToOwned::to_owned),
        sort: Some(Sort::by(CustomerSort::LastJobOn, true)),
        ..CustomerQuery::default()
    };
    let query = open_to(actor, &query);
    let order = Order::of(query.sort.as_ref());
    let window = Window {
        limit: SUGGESTIONS_MAX,
        after: Vec::new(),
    };
    let mut rows = match q.map(text::key) {
        Some(key) => store::with_key(conn, &key)?,
        None => Vec::new(),
    };
    let others = store::page(conn, &query, &order, &window)?;
    let is_all = others.len() <= usize::from(SUGGESTIONS_MAX);
    for row in others {
        if rows.iter().all(|known| known.id != row.id) {
            rows.push(row);
        }
    }
    rows.truncate(usize::from(SUGGESTIONS_MAX));
    let shown = rows.into_iter().map(|row| {
        let customer = show(actor, row)?;
        Ok(CustomerSuggestion {
            id: customer.id,
            name: customer.name,
            last_job_on: customer.last_job_on,
            jobs: customer.jobs,
        })
    });
    Ok((shown.collect::<Result<_, ApiError>>()?, is_all))
}

/// Problem `not_found`.
pub fn find(conn: &mut Conn, actor: &Actor, id: CustomerId) -> Result<Customer, ApiError> {
    show(actor, store::find(conn, id)?)
}

/// Problem `not_found`: also for an actor who sees only their own records, since the history begins with somebody's job.
pub fn must_be_open(conn: &mut Conn, actor: &Actor, id: CustomerId) -> Result<(), ApiError> {
    let is_there = store::is_there(conn, id)?;
    match is_there && !actor.is_limited() {
        true => Ok(()),
        false => Err(ApiError::not_found()),
    }
}

/// The query as far as the actor may ask it. Who sees only their own records is told no customer's figures, so to them all
/// are equal in them: sorting by a figure would tell it, and a cursor would hold it.
fn open_to(actor: &Actor, query: &CustomerQuery) -> CustomerQuery {
    let mut query = query.clone();
    if actor.is_limited() {
        let figures = [CustomerSort::Jobs, CustomerSort::LastJobOn];
        query.sort = query.sort.and_then(|sort| sort.without(&figures));
    }
    query
}

fn show(actor: &Actor, row: Row) -> Result<Customer, ApiError> {
    let (jobs, last_job_on) = match (actor.is_limited(), row.last_job_on.as_str()) {
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
