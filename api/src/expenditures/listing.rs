//! Pages and sums of expenditures for a filter.

use shared::expenditures::{Expenditure, ExpenditureFilter, ExpenditureQuery};
use shared::page::{Page, Summary};
use shared::permission::Permission;

use super::store::{self, Order};
use super::view;
use crate::ask;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::paging::{Asked, Cursors};
use crate::settings;
use crate::stored;

ask!(ExpenditureQuery);

/// One page, newest first unless the query says otherwise.
pub fn page(
    conn: &mut Conn,
    cursors: &Cursors,
    actor: &Actor,
    query: &ExpenditureQuery,
) -> Result<Page<Expenditure>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let order = Order::of(query.sort.as_ref());
    let filter = query.filter();
    let own = actor.limited_to();
    let rows = store::page(conn, &filter, own.as_deref(), &order, &asked.window)?;
    let counted = match query.include_total {
        true => Some(store::count(conn, &filter, own.as_deref())?),
        false => None,
    };
    let (rows, info) = asked.cut(rows, counted, |row| order.keys(row))?;
    Ok(Page {
        data: view::all(conn, rows)?,
        page: info,
    })
}

/// Count and sum of all that matches; the sum only for those who may see the shop's figures.
pub fn summary(
    conn: &mut Conn,
    actor: &Actor,
    filter: &ExpenditureFilter,
) -> Result<Summary, ApiError> {
    let (count, sum) = total(conn, actor, filter)?;
    let currency = settings::shop(conn)?.currency;
    let total = match actor.holds(Permission::FiguresRead) {
        true => Some(stored::sum(sum, currency)?),
        false => None,
    };
    Ok(Summary { count, total })
}

/// Count and exact sum of what matches and the actor may know of.
pub fn total(
    conn: &mut Conn,
    actor: &Actor,
    filter: &ExpenditureFilter,
) -> Result<(u64, i128), ApiError> {
    store::sum(conn, filter, actor.limited_to().as_deref())
}
