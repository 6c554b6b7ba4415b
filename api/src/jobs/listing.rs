//! Pages and sums of jobs for a filter.

use shared::jobs::{Job, JobFilter, JobQuery};
use shared::page::{Page, Summary};
use shared::permission::Permission;

use super::store::Order;
use super::{store, view};
use crate::ask;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::paging::{Asked, Cursors};
use crate::settings;
use crate::stored;

ask!(JobQuery);

/// One page, newest first unless the query says otherwise; by completion when it asks for days of completion.
pub fn page(
    conn: &mut Conn,
    cursors: &Cursors,
    actor: &Actor,
    query: &JobQuery,
) -> Result<Page<Job>, ApiError> {
    let asked = Asked::of(cursors, query)?;
    let filter = query.filter();
    let own = actor.limited_to();
    let order = Order::of(query.sort.as_ref(), &filter);
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
pub fn summary(conn: &mut Conn, actor: &Actor, filter: &JobFilter) -> Result<Summary, ApiError> {
    let (count, sum) = total(conn, actor, filter)?;
    let currency = settings::shop(conn)?.currency;
    let total = match actor.holds(Permission::FiguresRead) {
        true => Some(stored::sum(sum, currency)?),
        false => None,
    };
    Ok(Summary { count, total })
}

/// Count and exact sum of what matches and the actor may know of.
pub fn total(conn: &mut Conn, actor: &Actor, filter: &JobFilter) -> Result<(u64, i128), ApiError> {
    store::sum(conn, filter, actor.limited_to().as_deref())
}
