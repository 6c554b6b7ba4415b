//! The rules of customers: one record a name, however it is spelled.

use std::collections::HashMap;

use serde_json::json;
use shared::customers::CustomerRef;
use shared::date::Date;
use shared::id::CustomerId;
use shared::text;

use super::store;
use crate::audit::{self, Change};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::stored::stored;

/// The customer of this name, made if there is none. Case and spaces do not make another customer.
pub fn named(tx: &mut Tx<'_>, name: &str) -> Result<CustomerId, ApiError> {
    let key = text::key(name);
    if let Some(id) = store::find_by_key(tx.conn, &key)? {
        return stored(&id);
    }
    let id = CustomerId::from_parts(tx.now, &tx.random()?);
    store::insert(tx, id, name, &key)?;
    let change = Change {
        action: "customer.created",
        entity: "customer",
        entity_id: id.to_string(),
        before: None,
        after: Some(json!({"name": name})),
    };
    audit::record(tx, &change)?;
    Ok(id)
}

/// These customers by id, as other records speak of them.
pub fn names(conn: &mut Conn, ids: &[String]) -> Result<HashMap<String, CustomerRef>, ApiError> {
    let rows = store::names(conn, ids)?;
    rows.into_iter()
        .map(|(id, name)| {
            Ok((
                id.clone(),
                CustomerRef {
                    id: stored(&id)?,
                    name,
                },
            ))
        })
        .collect()
}

/// A job came to the customer (1), left it (-1), or changed its day (0); `last` is the day of the newest one left.
pub fn count_jobs(
    tx: &mut Tx<'_>,
    id: CustomerId,
    by: i64,
    last: Option<Date>,
) -> Result<(), ApiError> {
    store::set_jobs(tx, id, by, last)
}
