//! Rows of customers.

use diesel::prelude::*;
use shared::date::Date;
use shared::id::CustomerId;

use crate::db::schema::customers;
use crate::db::{Conn, Tx, search};
use crate::error::ApiError;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = customers)]
pub struct Row {
    pub id: String,
    pub name: String,
    pub jobs: i64,
    pub last_job_on: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
    pub rev: i64,
}

pub fn find_by_key(conn: &mut Conn, key: &str) -> Result<Option<String>, ApiError> {
    let found = customers::table
        .filter(customers::name_folded.eq(key))
        .select(customers::id)
        .first(conn)
        .optional()?;
    Ok(found)
}

pub fn find(conn: &mut Conn, id: CustomerId) -> Result<Row, ApiError> {
    Ok(customers::table
        .find(id.to_string())
        .select(Row::as_select())
        .first(conn)?)
}

pub fn exists(conn: &mut Conn, id: CustomerId) -> Result<bool, ApiError> {
    let found: Option<String> = customers::table
        .find(id.to_string())
        .select(customers::id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// Id and name of these customers.
pub fn names(conn: &mut Conn, ids: &[String]) -> Result<Vec<(String, String)>, ApiError> {
    Ok(customers::table
        .filter(customers::id.eq_any(ids))
        .select((customers::id, customers::name))
        .load(conn)?)
}

pub fn insert(tx: &mut Tx<'_>, id: CustomerId, name: &str, key: &str) -> Result<(), ApiError> {
    diesel::insert_into(customers::table)
        .values((
            customers::id.eq(id.to_string()),
            customers::name.eq(name),
            customers::name_folded.eq(key),
            customers::jobs.eq(0_i64),
            customers::last_job_on.eq(None::<String>),
            customers::created_at.eq(tx.now.millis()),
            customers::updated_at.eq(tx.now.millis()),
            customers::rev.eq(1_i64),
        ))
        .execute(tx.conn)?;
    search::index(tx, "customer", &id.to_string(), &[name])
}

/// Sets what is known of a customer's jobs. This does not count as a change of the record.
pub fn set_jobs(
    tx: &mut Tx<'_>,
    id: CustomerId,
    jobs_by: i64,
    last: Option<Date>,
) -> Result<(), ApiError> {
    diesel::update(customers::table.find(id.to_string()))
        .set((
            customers::jobs.eq(customers::jobs + jobs_by),
            customers::last_job_on.eq(last.map(|day| day.to_string())),
        ))
        .execute(tx.conn)?;
    Ok(())
}
