//! Pages and sums of expenditures for a filter.

use shared::date::Date;
use shared::expenditures::{Expenditure, ExpenditureFilter, ExpenditureQuery};
use shared::page::{Deleted, Page, Summary};
use shared::permission::Permission;

use super::store::{self, Order};
use crate::ask;
use crate::db::{Actor, Conn, search};
use crate::error::ApiError;
use crate::ledger::{self, Kind, Sum};
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
    let ids = store::page(conn, &filter, own.as_deref(), &order, &asked.window)?;
    let counted = match query.include_total {
        true => Some(store::count(conn, &filter, own.as_deref())?),
        false => None,
    };
    let shown = store::shown::with_ids(conn, &ids)?;
    let (data, page) = asked.cut(shown, counted, |one| order.keys(one))?;
    Ok(Page { data, page })
}

/// Count and sum of all that matches; the sum only for those who may see the shop's figures.
pub fn summary(
    conn: &mut Conn,
    actor: &Actor,
    filter: &ExpenditureFilter,
) -> Result<Summary, ApiError> {
    let sum = total(conn, actor, filter)?;
    let currency = settings::shop(conn)?.currency;
    let total = match actor.holds(Permission::FiguresRead) {
        true => Some(stored::sum(sum.amount_minor, currency)?),
        false => None,
    };
    let count = sum.count;
    Ok(Summary { count, total })
}

/// Count and exact sum of what matches and the actor may know of: from the ledger when nothing but days is asked, else from
/// the rows.
pub fn total(conn: &mut Conn, actor: &Actor, filter: &ExpenditureFilter) -> Result<Sum, ApiError> {
    let own = actor.limited_to();
    match by_days(filter).filter(|_| own.is_none()) {
        Some((first, last)) => ledger::between(conn, &[Kind::Spent], first, last),
        None => store::sum(conn, filter, own.as_deref()),
    }
}

/// The days whose sums answer a filter, if they do.
fn by_days(filter: &ExpenditureFilter) -> Option<(Date, Date)> {
    // Named one by one, so that a filter to come is not forgotten here.
    let ExpenditureFilter {
        created_by,
        occurred_on_from,
        occurred_on_to,
        total_min,
        total_max,
        q,
        updated_since,
        deleted,
    } = filter;
    let asks_more = !created_by.is_empty()
        || total_min.or(*total_max).is_some()
        || updated_since.is_some()
        || *deleted != Deleted::None
        || !search::ranges(q.as_deref()).is_empty();
    let (first, last) = (
        occurred_on_from.unwrap_or(Date::MIN),
        occurred_on_to.unwrap_or(Date::MAX),
    );
    (!asks_more).then_some((first, last))
}
