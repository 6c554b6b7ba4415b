//! The order of a list of expenditures, and where a page begins in it.

use diesel::prelude::*;
use shared::expenditures::{ExpenditureQuery, ExpenditureSort};
use shared::page::{Sort, SortBy};

use super::Row;
use crate::db::schema::expenditures;
use crate::ordered;

// `occurred_at` is led by its day, which has the index and never contradicts it.
ordered! { expenditures, Row {
    Day: String = expenditures::occurred_on, |row| row.occurred_on;
    At: i64 = expenditures::occurred_at, |row| row.occurred_at;
    Total: i64 = expenditures::total_minor, |row| row.total_minor;
    Description: String = expenditures::description_folded, |row| row.description_folded;
    Updated: i64 = expenditures::updated_at, |row| row.updated_at;
    Id: String = expenditures::id, |row| row.id;
} }

impl Order {
    /// Newest first unless asked otherwise.
    pub fn of(sort: Option<&Sort<ExpenditureSort>>) -> Self {
        let newest_first = ExpenditureQuery::default_sort();
        let keys = sort.unwrap_or(&newest_first).keys();
        Self::by(keys.iter().flat_map(columns_of).collect())
    }
}

fn columns_of(by: &SortBy<ExpenditureSort>) -> Vec<(Column, bool)> {
    let columns: &[Column] = match by.key {
        ExpenditureSort::OccurredAt => &[Column::Day, Column::At],
        ExpenditureSort::Total => &[Column::Total],
        ExpenditureSort::Description => &[Column::Description],
        ExpenditureSort::UpdatedAt => &[Column::Updated],
    };
    columns
        .iter()
        .map(|column| (*column, by.descending))
        .collect()
}
