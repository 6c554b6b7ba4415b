//! The order of a list of jobs, and where a page begins in it.

use diesel::prelude::*;
use shared::instant::Instant;
use shared::jobs::{Job, JobFilter, JobQuery, JobSort};
use shared::page::Sort;

use crate::db::schema::jobs;
use crate::ordered;

/// A number begins with its series, `J-2026`, as long as years have four digits (as the table has it).
const SERIES: usize = "J-2026".len();

// `occurred_at` and `completed_at` are led by their days, which have the indexes and never contradict them. The
// completion is an order only of lists that have completed jobs alone.
ordered! { jobs, Job {
    Day: String = jobs::occurred_on, |job| job.occurred_on;
    At: i64 = jobs::occurred_at, |job| job.occurred_at.millis();
    DoneDay: String = jobs::completed_on.assume_not_null(), |job| job.completed_on.map_or_else(String::new, |day| day.to_string());
    DoneAt: i64 = jobs::completed_at.assume_not_null(), |job| job.completed_at.map_or(0, Instant::millis);
    Series: String = jobs::series, |job| job.number.get(..SERIES).unwrap_or_default();
    InSeries: i64 = jobs::series_no, |job| job.number.get(SERIES + 1..).unwrap_or_default();
    Total: i64 = jobs::total_minor, |job| job.total.amount_minor();
    Updated: i64 = jobs::updated_at, |job| job.updated_at.millis();
    Id: String = jobs::id, |job| job.id;
}
JobQuery, JobSort {
    OccurredAt => [Day, At];
    Number => [Series, InSeries];
    Total => [Total];
    UpdatedAt => [Updated];
} }

impl Order {
    /// By completion, newest first, where the filter asks for days of completion and nothing is said of the order.
    pub fn within(sort: Option<&Sort<JobSort>>, filter: &JobFilter) -> Self {
        let by_completion = filter.completed_on_from.is_some() || filter.completed_on_to.is_some();
        match sort {
            None if by_completion => {
                Self::by(vec![(Column::DoneDay, true), (Column::DoneAt, true)])
            }
            _ => Self::of(sort),
        }
    }
}
