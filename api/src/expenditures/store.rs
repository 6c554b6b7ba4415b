//! Rows of expenditures.

mod order;
pub mod shown;
pub mod staged;

pub use order::Order;

use diesel::prelude::*;
use shared::expenditures::ExpenditureFilter;
use shared::id::{ExpenditureId, Rev};

use crate::db::prepared::Prepared;
use crate::db::schema::expenditures;
use crate::db::{Backend, Conn, Tx, search};
use crate::error::{self, ApiError};
use crate::ledger::Sum;
use crate::paging::Window;
use crate::stored::stored;
use crate::{count_capped, record_columns, record_filters, sum_of_totals, with_words};

#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = expenditures, treat_none_as_default_value = false)]
pub struct Row {
    pub id: String,
    pub description: String,
    pub description_folded: String,
    pub quantity_milli: i64,
    pub unit_cost_minor: i64,
    pub total_minor: i64,
    pub occurred_at: i64,
    pub occurred_on: String,
    pub created_by: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
    pub deleted_by: Option<String>,
    pub rev: i64,
}

record_columns!(Row);

type Boxed<'q> = expenditures::BoxedQuery<'q, Backend>;

pub fn find(conn: &mut Conn, id: ExpenditureId) -> Result<Row, ApiError> {
    Ok(expenditures::table
        .find(id.to_string())
        .select(Row::as_select())
        .first(conn)?)
}

pub fn is_there(conn: &mut Conn, id: ExpenditureId) -> Result<bool, ApiError> {
    let found: Option<String> = expenditures::table
        .find(id.to_string())
        .select(expenditures::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// The ids of one page and of one row more, after the last row of the page before; of one author's records if so limited.
pub fn page(
    conn: &mut Conn,
    filter: &ExpenditureFilter,
    only_of: Option<&str>,
    order: &Order,
    window: &Window,
) -> Result<Vec<ExpenditureId>, ApiError> {
    let rows = order.apply(filtered(conn, filter, only_of)?, &window.after)?;
    let rows = rows.limit(i64::from(window.limit) + 1);
    let ids: Vec<String> = rows.select(expenditures::id).load(conn)?;
    ids.iter().map(|id| stored(id)).collect()
}

pub fn count(
    conn: &mut Conn,
    filter: &ExpenditureFilter,
    only_of: Option<&str>,
) -> Result<(i64, bool), ApiError> {
    count_capped!(conn, expenditures::id, filtered(conn, filter, only_of)?)
}

pub fn sum(
    conn: &mut Conn,
    filter: &ExpenditureFilter,
    only_of: Option<&str>,
) -> Result<Sum, ApiError> {
    let (count, amount_minor) = sum_of_totals!(conn, filtered(conn, filter, only_of)?);
    Ok(Sum {
        count,
        amount_minor,
    })
}

/// Rows that pass every filter. Every word of `q` must begin a word of the description.
fn filtered<'q>(
    conn: &mut Conn,
    filter: &'q ExpenditureFilter,
    only_of: Option<&str>,
) -> Result<Boxed<'q>, ApiError> {
    let all = expenditures::table.into_boxed::<Backend>();
    let rows = record_filters!(all, expenditures, filter, only_of);
    let q = filter.q.as_deref();
    Ok(with_words!(conn, rows, "expenditure", expenditures::id, q))
}

pub fn insert(tx: &mut Tx<'_>, row: &Row) -> Result<(), ApiError> {
    diesel::insert_into(expenditures::table)
        .values(row)
        .execute(tx.conn)?;
    let words = (row.id.as_str(), vec![row.description.as_str()]);
    search::add(tx, "expenditure", std::iter::once(words))
}

/// Replaces the row. The caller has checked the revision inside this transaction.
pub fn update(tx: &mut Tx<'_>, row: &Row) -> Result<(), ApiError> {
    let place = expenditures::table
        .find(&row.id)
        .filter(expenditures::rev.eq(row.rev - 1));
    let changed = diesel::update(place).set((
        expenditures::description.eq(&row.description),
        expenditures::description_folded.eq(&row.description_folded),
        expenditures::quantity_milli.eq(row.quantity_milli),
        expenditures::unit_cost_minor.eq(row.unit_cost_minor),
        expenditures::total_minor.eq(row.total_minor),
        expenditures::occurred_at.eq(row.occurred_at),
        expenditures::occurred_on.eq(&row.occurred_on),
        expenditures::updated_at.eq(row.updated_at),
        expenditures::deleted_at.eq(row.deleted_at),
        expenditures::deleted_by.eq(&row.deleted_by),
        expenditures::rev.eq(row.rev),
    ));
    let touched: Vec<i64> = Prepared(changed.returning(expenditures::rev)).load(tx.conn)?;
    error::touched(touched.len(), Rev(row.rev - 1))?;
    search::index(tx, "expenditure", &row.id, &[&row.description])
}
