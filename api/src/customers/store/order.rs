//! The order of a list of customers, and where a page begins in it.

use diesel::prelude::*;
use shared::customers::{CustomerQuery, CustomerSort};

use super::Row;
use crate::db::schema::customers;
use crate::ordered;

ordered! { customers, Row {
    Name: String = customers::name_sort, |row| row.name_sort;
    Jobs: i64 = customers::jobs, |row| row.jobs;
    LastJob: String = customers::last_job_on, |row| row.last_job_on;
    Created: i64 = customers::created_at, |row| row.created_at;
    Id: String = customers::id, |row| row.id;
}
CustomerQuery, CustomerSort {
    Name => [Name];
    Jobs => [Jobs];
    LastJobOn => [LastJob];
    CreatedAt => [Created];
} }
