//! The order of a list of jobs, and where a page begins in it.

use diesel::prelude::*;
use shared::jobs::JobSort;
use shared::page::{Sort, SortBy};

use super::{Boxed, Row};
use crate::db::keyset::{self, Part};
use crate::db::schema::jobs;
use crate::error::ApiError;
use crate::key_part;

/// A column of the order. `occurred_at` is led by its day, which has the index and never contradicts it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Day,
    At,
    Number,
    Total,
    Updated,
    Id,
}

/// Columns with their direction (true = descending); the id is always the last.
pub struct Order(Vec<(Column, bool)>);

impl Order {
    /// Newest first unless asked otherwise.
    pub fn of(sort: Option<&Sort<JobSort>>) -> Self {
        let newest = [SortBy {
            key: JobSort::OccurredAt,
            descending: true,
        }];
        let keys = sort.map_or(newest.as_slice(), Sort::keys);
        let mut columns: Vec<(Column, bool)> = keys.iter().flat_map(columns_of).collect();
        let descending = columns.last().is_some_and(|(_, descending)| *descending);
        columns.push((Column::Id, descending));
        Self(columns)
    }

    /// The row's values in the columns of the order, as a cursor keeps them.
    pub fn keys(&self, row: &Row) -> Vec<String> {
        let value = |column: &Column| match column {
            Column::Day => row.occurred_on.clone(),
            Column::At => row.occurred_at.to_string(),
            Column::Number => row.number.clone(),
            Column::Total => row.total_minor.to_string(),
            Column::Updated => row.updated_at.to_string(),
            Column::Id => row.id.clone(),
        };
        self.0.iter().map(|(column, _)| value(column)).collect()
    }

    /// Sorts, and leaves out everything up to the row with these values.
    pub fn apply<'q>(&self, mut rows: Boxed<'q>, after: &[String]) -> Result<Boxed<'q>, ApiError> {
        if !after.is_empty() {
            let parts = self
                .0
                .iter()
                .zip(after)
                .map(|(key, value)| part(*key, value))
                .collect::<Result<_, _>>()?;
            if let Some(condition) = keyset::beyond(parts) {
                rows = rows.filter(condition);
            }
        }
        Ok(self.0.iter().fold(rows, |rows, key| sorted(rows, *key)))
    }
}

fn columns_of(by: &SortBy<JobSort>) -> Vec<(Column, bool)> {
    let columns: &[Column] = match by.key {
        JobSort::OccurredAt => &[Column::Day, Column::At],
        JobSort::Number => &[Column::Number],
        JobSort::Total => &[Column::Total],
        JobSort::UpdatedAt => &[Column::Updated],
    };
    columns
        .iter()
        .map(|column| (*column, by.descending))
        .collect()
}

fn part((column, descending): (Column, bool), value: &str) -> Result<Part<jobs::table>, ApiError> {
    let text = value.to_owned();
    let number = || value.parse::<i64>().map_err(ApiError::internal);
    Ok(match column {
        Column::Day => key_part!(jobs::occurred_on, text, descending),
        Column::At => key_part!(jobs::occurred_at, number()?, descending),
        Column::Number => key_part!(jobs::number, text, descending),
        Column::Total => key_part!(jobs::total_minor, number()?, descending),
        Column::Updated => key_part!(jobs::updated_at, number()?, descending),
        Column::Id => key_part!(jobs::id, text, descending),
    })
}

fn sorted(rows: Boxed<'_>, (column, descending): (Column, bool)) -> Boxed<'_> {
    match (column, descending) {
        (Column::Day, false) => rows.then_order_by(jobs::occurred_on.asc()),
        (Column::Day, true) => rows.then_order_by(jobs::occurred_on.desc()),
        (Column::At, false) => rows.then_order_by(jobs::occurred_at.asc()),
        (Column::At, true) => rows.then_order_by(jobs::occurred_at.desc()),
        (Column::Number, false) => rows.then_order_by(jobs::number.asc()),
        (Column::Number, true) => rows.then_order_by(jobs::number.desc()),
        (Column::Total, false) => rows.then_order_by(jobs::total_minor.asc()),
        (Column::Total, true) => rows.then_order_by(jobs::total_minor.desc()),
        (Column::Updated, false) => rows.then_order_by(jobs::updated_at.asc()),
        (Column::Updated, true) => rows.then_order_by(jobs::updated_at.desc()),
        (Column::Id, false) => rows.then_order_by(jobs::id.asc()),
        (Column::Id, true) => rows.then_order_by(jobs::id.desc()),
    }
}
