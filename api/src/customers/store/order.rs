//! The order of a list of customers, and where a page begins in it.

use diesel::prelude::*;
use shared::customers::CustomerSort;
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
        match sort {
            Some(sort) => Self::by(sort.keys().iter().map(column_of).collect()),
            None => Self::by(vec![(Column::Name, false)]),
        }
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
