//! How jobs are listed and summed.

use shared::date::Date;
use shared::id::JobId;
use shared::jobs::{Job, JobFilter, JobQuery, JobStatus};
use shared::page::Deleted;

use super::record::JobRecord;
use super::store::{self, Order};
use super::sums::kind_of;
use crate::ask;
use crate::db::{Conn, search};
use crate::error::ApiError;
use crate::ledger::{Kind, Sum};
use crate::paging::Window;
use crate::records::Listed;

ask!(JobQuery);

impl Listed for JobRecord {
    type Query = JobQuery;
    type Filter = JobFilter;
    type Order = Order;

    const HAS_AMOUNTS: bool = true;

    fn asked(query: &JobQuery) -> (JobFilter, Order) {
        let filter = query.filter();
        let order = Order::within(query.sort.as_ref(), &filter);
        (filter, order)
    }

    fn keys(order: &Order, shown: &Job) -> Vec<String> {
        order.keys(shown)
    }

    fn ids(
        conn: &mut Conn,
        filter: &JobFilter,
        own: Option<&str>,
        order: &Order,
        window: &Window,
    ) -> Result<Vec<JobId>, ApiError> {
        store::page(conn, filter, own, order, window)
    }

    fn count(
        conn: &mut Conn,
        filter: &JobFilter,
        own: Option<&str>,
    ) -> Result<(i64, bool), ApiError> {
        store::count(conn, filter, own)
    }

    fn sum(conn: &mut Conn, filter: &JobFilter, own: Option<&str>) -> Result<Sum, ApiError> {
        store::sum(conn, filter, own)
    }

    fn days(filter: &JobFilter) -> Option<(Vec<Kind>, Date, Date)> {
        // Named one by one, so that a filter to come is not forgotten here.
        let JobFilter {
            status,
            payment_method,
            customer_id,
            walk_in,
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
        let asks_more =
            !(payment_method.is_empty() && customer_id.is_empty() && created_by.is_empty())
                || total_min.or(*total_max).is_some()
                || *walk_in
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
                let kinds = statuses.iter().map(|status| kind_of(*status));
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
}
