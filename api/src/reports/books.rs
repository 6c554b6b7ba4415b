//! The sums behind the figures, asked of the very lists that the figures open: of everything, or of one person's own records
//! for those who may know of no others.

use shared::date::Date;
use shared::expenditures::ExpenditureFilter;
use shared::jobs::{JobFilter, JobStatus};

use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::expenditures;
use crate::jobs::JobRecord;
use crate::ledger::{self, Sum};
use crate::records::{self, Listed};

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

/// The books as one person may see them.
pub struct Books<'c> {
    conn: &'c mut Conn,
    actor: &'c Actor,
    /// Most figures are spans of the same days: they are read once, for those who may know of all records.
    days: Option<ledger::Days>,
}

impl<'c> Books<'c> {
    /// Opens them for money in and out from the first to the last day.
    pub fn open(
        conn: &'c mut Conn,
        actor: &'c Actor,
        first: Date,
        last: Date,
    ) -> Result<Self, ApiError> {
        let kinds = [ledger::Kind::Revenue, ledger::Kind::Spent];
        let days = match actor.is_limited() {
            true => None,
            false => Some(ledger::Days::read(conn, &kinds, first, last)?),
        };
        Ok(Self { conn, actor, days })
    }

    /// The sums from the first to the last day, both included.
    pub fn between(&mut self, kind: Kind, first: Date, last: Date) -> Result<Sum, ApiError> {
        match kind {
            Kind::Taken => self.total::<JobRecord>(&occurred(first, last, &[])),
            Kind::Open => {
                let open = [JobStatus::Open, JobStatus::Ready];
                self.total::<JobRecord>(&occurred(first, last, &open))
            }
            Kind::Done => self.total::<JobRecord>(&JobFilter {
                status: vec![JobStatus::Done],
                completed_on_from: Some(first),
                completed_on_to: Some(last),
                ..JobFilter::default()
            }),
            Kind::Spent => self.total::<expenditures::Row>(&ExpenditureFilter {
                occurred_on_from: Some(first),
                occurred_on_to: Some(last),
                ..ExpenditureFilter::default()
            }),
        }
    }

    fn total<R: Listed>(&mut self, filter: &R::Filter) -> Result<Sum, ApiError> {
        let read = self.days.as_ref().zip(R::days(filter));
        let known = read.and_then(|(days, (kinds, first, last))| days.between(&kinds, first, last));
        match known {
            Some(sum) => Ok(sum),
            None => records::total::<R>(self.conn, self.actor, filter),
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
