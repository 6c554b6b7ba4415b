//! Pages and sums of jobs for a filter.

use shared::date::Date;
use shared::jobs::{Job, JobFilter, JobQuery, JobStatus};
use shared::page::{Deleted, Page, Summary};
use shared::permission::Permission;

use super::store::Order;
use super::{store, sums};
use crate::ask;
use crate::db::{Actor, Conn, search};
use crate::error::ApiError;
use crate::ledger::{self, Kind, Sum};
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
    let ids = store::page(conn, &filter, own.as_deref(), &order, &asked.window)?;
    let counted = match query.include_total {
        true => Some(store::count(conn, &filter, own.as_deref())?),
        false => None,
    };
    let jobs = store::shown::with_ids(conn, &ids)?;
    let (data, page) = asked.cut(jobs, counted, |job| order.keys(job))?;
    Ok(Page { data, page })
}

/// Count and sum of all that matches; the sum only for those who may see the shop's figures.
pub fn summary(conn: &mut Conn, actor: &Actor, filter: &JobFilter) -> Result<Summary, ApiError> {
    let sum = total(conn, actor, filter)?;
    let currency = settings::shop(conn)?.currency;
    let total = match actor.holds(Permission::FiguresRead) {
        true => Some(stored::sum(sum.amount_minor, currency)?),
        false => None,
    };
    let count = sum.count;
    Ok(Summary { count, total })
}

/// Count and exact sum of what matches and the actor may know of: from the ledger when nothing but days and statuses is asked,
/// else from the rows.
pub fn total(conn: &mut Conn, actor: &Actor, filter: &JobFilter) -> Result<Sum, ApiError> {
    let own = actor.limited_to();
    match by_days(filter).filter(|_| own.is_none()) {
        Some((kinds, first, last)) => ledger::between(conn, &kinds, first, last),
        None => store::sum(conn, filter, own.as_deref()),
    }
}

/// The sums of days that answer a filter, if they do.
fn by_days(filter: &JobFilter) -> Option<(Vec<Kind>, Date, Date)> {
    // Named one by one, so that a filter to come is not forgotten here.
    let JobFilter {
        status,
        payment_method,
        customer_id,
        created_by,
        occurred_on_from,
        occurred_on_to,
        completed_on_from,
        completed_on_to,
        total_min,
        total_max,
        q,
        updated_since,
        deleted,
    } = filter;
    let asks_more = !(payment_method.is_empty() && customer_id.is_empty() && created_by.is_empty())
        || total_min.or(*total_max).is_some()
        || updated_since.is_some()
        || *deleted != Deleted::None
        || !search::ranges(q.as_deref()).is_empty();
    let by_occurrence = occurred_on_from.or(*occurred_on_to).is_some();
    let by_completion = completed_on_from.or(*completed_on_to).is_some();
    let statuses = match status.as_slice() {
        [] => JobStatus::ALL,
        some => some,
    };
    let (kinds, from, to) = match (by_occurrence, by_completion) {
        _ if asks_more => return None,
        (_, false) => {
            let kinds = statuses.iter().map(|status| sums::kind_of(*status));
            (kinds.collect(), occurred_on_from, occurred_on_to)
        }
        // Completed jobs alone have a day of completion.
        (false, true) if statuses.contains(&JobStatus::Done) => {
            (vec![Kind::Revenue], completed_on_from, completed_on_to)
        }
        (_, true) => return None,
    };
    let (first, last) = (from.unwrap_or(Date::MIN), to.unwrap_or(Date::MAX));
    Some((kinds, first, last))
}
