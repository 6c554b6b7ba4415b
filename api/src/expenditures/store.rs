//! Rows of expenditures.

mod order;
pub mod shown;
pub mod staged;

pub use order::Order;

use std::collections::HashSet;

use diesel::dsl::{count_star, exists, sql};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use shared::expenditures::ExpenditureFilter;
use shared::id::{ExpenditureId, Rev};
use shared::page::Deleted;

use crate::db::prepared::Prepared;
use crate::db::schema::{expenditures, search_terms};
use crate::db::{Backend, Conn, Tx, search};
use crate::error::{self, ApiError};
use crate::ledger::Sum;
use crate::one_of;
use crate::paging::{COUNT_CAP, Window};
use crate::stored::stored;

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

type Boxed<'q> = expenditures::BoxedQuery<'q, Backend>;

pub fn find(conn: &mut Conn, id: ExpenditureId) -> Result<Row, ApiError> {
    Ok(expenditures::table
        .find(id.to_string())
        .select(Row::as_select())
        .first(conn)?)
}

pub fn id_is_taken(conn: &mut Conn, id: ExpenditureId) -> Result<bool, ApiError> {
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

/// How many rows match, counted up to the cap; the flag says that there are more.
pub fn count(
    conn: &mut Conn,
    filter: &ExpenditureFilter,
    only_of: Option<&str>,
) -> Result<(i64, bool), ApiError> {
    let beyond: Option<String> = filtered(conn, filter, only_of)?
        .select(expenditures::id)
        .offset(COUNT_CAP)
        .first(conn)
        .optional()?;
    match beyond {
        Some(_) => Ok((COUNT_CAP, true)),
        None => Ok((
            filtered(conn, filter, only_of)?
                .select(count_star())
                .first(conn)?,
            false,
        )),
    }
}

/// Count and exact sum of what matches. The sum is taken in two halves, so that no database overflows on the way.
pub fn sum(
    conn: &mut Conn,
    filter: &ExpenditureFilter,
    only_of: Option<&str>,
) -> Result<Sum, ApiError> {
    let high = sql::<BigInt>("CAST(COALESCE(SUM(total_minor / 1000000000), 0) AS BIGINT)");
    let low = sql::<BigInt>("CAST(COALESCE(SUM(total_minor % 1000000000), 0) AS BIGINT)");
    let (count, high, low): (i64, i64, i64) = filtered(conn, filter, only_of)?
        .select((count_star(), high, low))
        .first(conn)?;
    Ok(Sum {
        count: u64::try_from(count).map_err(ApiError::internal)?,
        amount_minor: i128::from(high) * 1_000_000_000 + i128::from(low),
    })
}

/// Rows that pass every filter.
fn filtered<'q>(
    conn: &mut Conn,
    filter: &'q ExpenditureFilter,
    only_of: Option<&str>,
) -> Result<Boxed<'q>, ApiError> {
    let mut rows = expenditures::table.into_boxed::<Backend>();
    rows = match filter.deleted {
        Deleted::None => rows.filter(expenditures::deleted_at.is_null()),
        Deleted::Only => rows.filter(expenditures::deleted_at.is_not_null()),
        Deleted::Any => rows,
    };
    if let Some(author) = only_of {
        rows = rows.filter(expenditures::created_by.eq(author.to_owned()));
    }
    rows = one_of!(
        rows,
        expenditures::created_by,
        filter.created_by.iter().map(ToString::to_string).collect()
    );
    if let Some(day) = filter.occurred_on_from {
        rows = rows.filter(expenditures::occurred_on.ge(day.to_string()));
    }
    if let Some(day) = filter.occurred_on_to {
        rows = rows.filter(expenditures::occurred_on.le(day.to_string()));
    }
    if let Some(total) = filter.total_min {
        rows = rows.filter(expenditures::total_minor.ge(total));
    }
    if let Some(total) = filter.total_max {
        rows = rows.filter(expenditures::total_minor.le(total));
    }
    if let Some(since) = filter.updated_since {
        rows = rows.filter(expenditures::updated_at.ge(since.millis()));
    }
    found(conn, rows, filter.q.as_deref())
}

/// Every word must begin a word of the description.
fn found<'q>(conn: &mut Conn, mut rows: Boxed<'q>, q: Option<&str>) -> Result<Boxed<'q>, ApiError> {
    let mut few: Option<HashSet<String>> = None;
    for range in search::ranges(q) {
        match search::holders(conn, "expenditure", &range)? {
            Some(ids) => few = Some(search::both(few, ids)),
            None => {
                let term = search_terms::table
                    .filter(search_terms::entity_id.eq(expenditures::id))
                    .filter(search_terms::term.ge(range.from))
                    .filter(search_terms::term.lt(range.to));
                rows = rows.filter(exists(term));
            }
        }
    }
    Ok(match few {
        Some(ids) => rows.filter(expenditures::id.eq_any(ids)),
        None => rows,
    })
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
    error::touched(Prepared(changed).execute(tx.conn)?, Rev(row.rev - 1))?;
    search::index(tx, "expenditure", &row.id, &[&row.description])
}
