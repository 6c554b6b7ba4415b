//! Rows of customers.

mod order;
pub mod staged;

use diesel::dsl::case_when;
use diesel::prelude::*;
use shared::customers::CustomerQuery;
use shared::date::Date;
use shared::id::{CustomerId, Rev};
use shared::text;

pub use order::Order;

use crate::db::prepared::{Prepared, filled};
use crate::db::schema::customers;
use crate::db::{Backend, Conn, Tx, search};
use crate::error::{self, ApiError};
use crate::paging::Window;
use crate::{count_capped, with_words};

type Boxed<'q> = customers::BoxedQuery<'q, Backend>;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = customers)]
pub struct Row {
    pub id: String,
    pub name: String,
    /// What makes two spellings the same name.
    pub name_folded: String,
    /// The name without case and accents, so that Ọla stands among the O.
    pub name_sort: String,
    pub jobs: i64,
    /// The day of the newest job; empty without one, so that both databases sort it alike.
    pub last_job_on: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub rev: i64,
}

/// The customers with this name. More than one only where names became the same by newer rules; the oldest comes first.
pub fn with_key(conn: &mut Conn, key: &str) -> Result<Vec<Row>, ApiError> {
    let range = search::key_range(key);
    Ok(customers::table
        .filter(customers::name_folded.ge(range.from))
        .filter(customers::name_folded.lt(range.to))
        .order(customers::name_folded)
        .select(Row::as_select())
        .load(conn)?)
}

pub fn find(conn: &mut Conn, id: CustomerId) -> Result<Row, ApiError> {
    Ok(customers::table
        .find(id.to_string())
        .select(Row::as_select())
        .first(conn)?)
}

pub fn is_there(conn: &mut Conn, id: CustomerId) -> Result<bool, ApiError> {
    let found: Option<String> = customers::table
        .find(id.to_string())
        .select(customers::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// One page and one row more, after the last row of the page before.
pub fn page(
    conn: &mut Conn,
    query: &CustomerQuery,
    order: &Order,
    window: &Window,
) -> Result<Vec<Row>, ApiError> {
    let rows = order.apply(filtered(conn, query)?, &window.after)?;
    Ok(rows
        .limit(i64::from(window.limit) + 1)
        .select(Row::as_select())
        .load(conn)?)
}

pub fn count(conn: &mut Conn, query: &CustomerQuery) -> Result<(i64, bool), ApiError> {
    count_capped!(conn, customers::id, filtered(conn, query)?)
}

/// Rows that pass every filter. Every word of `q` must begin a word of the name.
fn filtered<'q>(conn: &mut Conn, query: &'q CustomerQuery) -> Result<Boxed<'q>, ApiError> {
    let mut rows = customers::table.into_boxed::<Backend>();
    if let Some(since) = query.updated_since {
        rows = rows.filter(customers::updated_at.ge(since.millis()));
    }
    let q = query.q.as_deref();
    Ok(with_words!(conn, rows, "customer", customers::id, q))
}

/// Id and name of these customers.
pub fn names(conn: &mut Conn, ids: &[String]) -> Result<Vec<(String, String)>, ApiError> {
    let rows = customers::table
        .filter(customers::id.eq_any(filled(ids)))
        .select((customers::id, customers::name));
    Ok(Prepared(rows).load(conn)?)
}

pub fn insert(tx: &mut Tx<'_>, id: CustomerId, name: &str, key: &str) -> Result<(), ApiError> {
    diesel::insert_into(customers::table)
        .values((
            customers::id.eq(id.to_string()),
            customers::name.eq(name),
            customers::name_folded.eq(key),
            customers::name_sort.eq(text::fold(name)),
            customers::jobs.eq(0_i64),
            customers::last_job_on.eq(""),
            customers::created_at.eq(tx.now.millis()),
            customers::updated_at.eq(tx.now.millis()),
            customers::rev.eq(1_i64),
        ))
        .execute(tx.conn)?;
    search::index(tx, "customer", &id.to_string(), &[name])
}

/// Gives the customer another name. The caller has checked the revision inside this transaction.
pub fn rename(tx: &mut Tx<'_>, row: &Row) -> Result<(), ApiError> {
    let place = customers::table
        .find(&row.id)
        .filter(customers::rev.eq(row.rev - 1));
    let touched = diesel::update(place)
        .set((
            customers::name.eq(&row.name),
            customers::name_folded.eq(&row.name_folded),
            customers::name_sort.eq(&row.name_sort),
            customers::updated_at.eq(row.updated_at),
            customers::rev.eq(row.rev),
        ))
        .execute(tx.conn)?;
    error::touched(touched, Rev(row.rev - 1))?;
    search::index(tx, "customer", &row.id, &[&row.name])
}

/// One job more, of this day. Like all that is known of a customer's jobs, it does not count as a change of the record.
pub fn add_job(tx: &mut Tx<'_>, id: CustomerId, day: Date) -> Result<(), ApiError> {
    let day = day.to_string();
    let last = case_when(customers::last_job_on.ge(&day), customers::last_job_on).otherwise(&day);
    let added = diesel::update(customers::table.find(id.to_string())).set((
        customers::jobs.eq(customers::jobs + 1),
        customers::last_job_on.eq(last),
    ));
    let _touched: Vec<i64> = Prepared(added.returning(customers::rev)).load(tx.conn)?;
    Ok(())
}

/// Sets what is known of a customer's jobs.
pub fn set_jobs(
    tx: &mut Tx<'_>,
    id: CustomerId,
    jobs_by: i64,
    last: Option<Date>,
) -> Result<(), ApiError> {
    let moved = diesel::update(customers::table.find(id.to_string())).set((
        customers::jobs.eq(customers::jobs + jobs_by),
        customers::last_job_on.eq(last.map(|day| day.to_string()).unwrap_or_default()),
    ));
    let _touched: Vec<i64> = Prepared(moved.returning(customers::rev)).load(tx.conn)?;
    Ok(())
}
