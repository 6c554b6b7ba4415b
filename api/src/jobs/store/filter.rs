//! Which rows of jobs a filter lets through.

use std::collections::HashSet;

use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use shared::jobs::{JobFilter, JobStatus};

use super::Boxed;
use crate::db::schema::{jobs, search_terms};
use crate::db::search::{self, FEW, Range};
use crate::db::{Backend, Conn};
use crate::error::ApiError;
use crate::{amount_filters, one_of, record_filters};

const OF_EITHER: &str = "search_terms.entity_id IN (jobs.id, jobs.customer_id)";

/// Rows that pass every filter.
pub fn filtered<'q>(
    conn: &mut Conn,
    filter: &'q JobFilter,
    only_of: Option<&str>,
) -> Result<Boxed<'q>, ApiError> {
    let all = jobs::table.into_boxed::<Backend>();
    let mut rows = record_filters!(all, jobs, filter, only_of);
    rows = amount_filters!(rows, jobs, filter);
    // A day of completion says by itself that the job is done (the table checks it), and its index is the better one.
    let by_completion = filter.completed_on_from.is_some() || filter.completed_on_to.is_some();
    if !(by_completion && filter.status.contains(&JobStatus::Done)) {
        rows = one_of!(
            rows,
            jobs::status,
            filter.status.iter().map(|status| status.as_str()).collect()
        );
    }
    rows = one_of!(
        rows,
        jobs::payment_method,
        filter
            .payment_method
            .iter()
            .map(|method| method.as_str())
            .collect()
    );
    rows = one_of!(
        rows,
        jobs::customer_id.assume_not_null(),
        filter.customer_id.iter().map(ToString::to_string).collect()
    );
    if filter.walk_in {
        rows = rows.filter(jobs::customer_id.is_null());
    }
    if let Some(day) = filter.completed_on_from {
        rows = rows.filter(jobs::completed_on.ge(day.to_string()));
    }
    if let Some(day) = filter.completed_on_to {
        rows = rows.filter(jobs::completed_on.le(day.to_string()));
    }
    found(conn, rows, filter.q.as_deref())
}

/// Every word must begin a word of the job's number or items, or of its customer's name.
fn found<'q>(conn: &mut Conn, mut rows: Boxed<'q>, q: Option<&str>) -> Result<Boxed<'q>, ApiError> {
    let mut few: Option<HashSet<String>> = None;
    for range in search::ranges(q) {
        match holders(conn, &range)? {
            Some(ids) => few = Some(search::both(few, ids)),
            None => {
                // One question for both: with two and an OR, PostgreSQL gathers all that have the word before it looks at a row.
                let of_either = sql::<Bool>(OF_EITHER);
                let term = search_terms::table
                    .filter(of_either)
                    .filter(search_terms::term.ge(range.from))
                    .filter(search_terms::term.lt(range.to));
                rows = rows.filter(exists(term));
            }
        }
    }
    Ok(match few {
        Some(ids) => rows.filter(jobs::id.eq_any(ids)),
        None => rows,
    })
}

/// The jobs that have the word themselves or by their customer; none if there are too many to name.
fn holders(conn: &mut Conn, range: &Range) -> Result<Option<HashSet<String>>, ApiError> {
    let Some(mut ids) = search::holders(conn, "job", range)? else {
        return Ok(None);
    };
    let Some(customers) = search::holders(conn, "customer", range)? else {
        return Ok(None);
    };
    let most = i64::try_from(FEW).unwrap_or(i64::MAX);
    let theirs: Vec<String> = jobs::table
        .filter(jobs::customer_id.eq_any(customers.into_iter().map(Some)))
        .select(jobs::id)
        .limit(most + 1)
        .load(conn)?;
    if theirs.len() > FEW {
        return Ok(None);
    }
    ids.extend(theirs);
    Ok(Some(ids))
}
