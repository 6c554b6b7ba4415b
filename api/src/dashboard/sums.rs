//! The sums behind the figures, asked of the very lists that the figures open: of everything, or of one person's own records
//! for those who may know of no others.

use shared::date::Date;
use shared::expenditures::ExpenditureFilter;
use shared::jobs::{JobFilter, JobStatus};

use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::jobs::JobRecord;
use crate::ledger::Sum;
use crate::{expenditures, records};

/// What a figure sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Jobs by the day they were taken.
    Taken,
    /// Jobs not completed, by the day they were taken.
    Open,
    /// Completed jobs by the day they were completed: their amount is revenue.
    Done,
    /// Expenditures by their day.
    Spent,
}

/// The sums from the first to the last day, both included.
pub fn between(
    conn: &mut Conn,
    actor: &Actor,
    kind: Kind,
    first: Date,
    last: Date,
) -> Result<Sum, ApiError> {
    match kind {
        Kind::Taken => records::total::<JobRecord>(conn, actor, &occurred(first, last, &[])),
        Kind::Open => {
            let open = [JobStatus::Open, JobStatus::Ready];
            records::total::<JobRecord>(conn, actor, &occurred(first, last, &open))
        }
        Kind::Done => {
            let filter = JobFilter {
                status: vec![JobStatus::Done],
                completed_on_from: Some(first),
                completed_on_to: Some(last),
                ..JobFilter::default()
            };
            records::total::<JobRecord>(conn, actor, &filter)
        }
        Kind::Spent => {
            let filter = ExpenditureFilter {
                occurred_on_from: Some(first),
                occurred_on_to: Some(last),
                ..ExpenditureFilter::default()
            };
            records::total::<expenditures::Row>(conn, actor, &filter)
        }
    }
}

fn occurred(first: Date, last: Date, status: &[JobStatus]) -> JobFilter {
    JobFilter {
        status: status.to_vec(),
        occurred_on_from: Some(first),
        occurred_on_to: Some(last),
        ..JobFilter::default()
    }
}
