//! What a job means for the sums of its days and of its customer.

use shared::jobs::JobStatus;

use super::store::{self, Row};
use crate::customers;
use crate::db::Tx;
use crate::error::ApiError;
use crate::ledger::{self, Kind, Posting};
use crate::stored::stored;

/// Moves what is known of the customers' jobs from what was to what is.
pub fn count_for_customers(
    tx: &mut Tx<'_>,
    before: Option<&Row>,
    after: &Row,
) -> Result<(), ApiError> {
    let counted = |row: &Row| row.customer_id.clone().filter(|_| row.deleted_at.is_none());
    let was = before.and_then(counted);
    let is = counted(after);
    let moved = before.is_none_or(|before| before.occurred_on != after.occurred_on);
    if was == is && !moved {
        return Ok(());
    }
    if let Some(customer) = was.as_ref() {
        count_for(tx, customer, if was == is { 0 } else { -1 })?;
    }
    match is {
        Some(customer) if was.as_ref() != Some(&customer) => {
            customers::count_job(tx, stored(&customer)?, stored(&after.occurred_on)?)
        }
        _ => Ok(()),
    }
}

/// The same for the jobs of an import, which are in the books now: each day and each customer is moved once.
pub fn settle_staged(tx: &mut Tx<'_>, import_id: &str) -> Result<(), ApiError> {
    let mut postings = Vec::new();
    for (status, day, count, amount_minor) in store::staged::days(tx.conn, import_id)? {
        let status: JobStatus = stored(&status)?;
        let posting = |kind| {
            Ok::<_, ApiError>(Posting {
                kind,
                day: stored(&day)?,
                count,
                amount_minor,
            })
        };
        postings.push(posting(kind_of(status))?);
        if status == JobStatus::Done {
            postings.push(posting(Kind::Revenue)?);
        }
    }
    ledger::post(tx, &postings)?;
    for (customer, count) in store::staged::customers(tx.conn, import_id)? {
        count_for(tx, &customer, count)?;
    }
    Ok(())
}

fn count_for(tx: &mut Tx<'_>, customer: &str, by: i64) -> Result<(), ApiError> {
    let last = store::last_day_of(tx.conn, customer)?;
    customers::count_jobs(
        tx,
        stored(customer)?,
        by,
        last.as_deref().map(stored).transpose()?,
    )
}

/// What a row contributes to the sums of its days.
pub fn postings(row: &Row, sign: i64) -> Result<Vec<Posting>, ApiError> {
    let posting = |kind, day: &str| {
        Ok::<_, ApiError>(Posting {
            kind,
            day: stored(day)?,
            count: sign,
            amount_minor: sign * row.total_minor,
        })
    };
    let kind = kind_of(stored(&row.status)?);
    let mut postings = vec![posting(kind, &row.occurred_on)?];
    if let Some(completed_on) = &row.completed_on {
        postings.push(posting(Kind::Revenue, completed_on)?);
    }
    Ok(postings)
}

/// The sums by the day they took place that jobs of this status enter.
pub fn kind_of(status: JobStatus) -> Kind {
    match status {
        JobStatus::Open => Kind::Open,
        JobStatus::Ready => Kind::Ready,
        JobStatus::Done => Kind::Done,
        JobStatus::Void => Kind::Void,
    }
}
