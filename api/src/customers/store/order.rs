//! The order of a list of customers, and where a page begins in it.

use diesel::prelude::*;
use shared::customers::{CustomerQuery, CustomerSort};
use shared::page::{Sort, SortBy};

use super::Row;
use crate::db::schema::customers;
use crate::ordered;

ordered! { customers, Row {
    Name: String = customers::name_sort, |row| row.name_sort;
    Jobs: i64 = customers::jobs, |row| row.jobs;
    LastJob: String = customers::last_job_on, |row| row.last_job_on;
    Created: i64 = customers::created_at, |row| row.created_at;
    Id: String = customers::id, |row| row.id;
} }

impl Order {
    /// By name unless asked otherwise.
    pub fn of(sort: Option<&Sort<CustomerSort>>) -> Self {
        let by_name = CustomerQuery::default_sort();
        let keys = sort.unwrap_or(&by_name).keys();
        Self::by(keys.iter().map(column_of).collect())
    }
}

fn column_of(by: &SortBy<CustomerSort>) -> (Column, bool) {
    let column = match by.key {
        CustomerSort::Name => Column::Name,
        CustomerSort::Jobs => Column::Jobs,
        CustomerSort::LastJobOn => Column::LastJob,
        CustomerSort::CreatedAt => Column::Created,
    };
    (column, by.descending)
}
