//! The rules of customers: one record a name, however it is spelled.

use std::collections::HashMap;

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::customers::{Customer, CustomerPatch, CustomerRef};
use shared::date::Date;
use shared::id::CustomerId;
use shared::instant::Instant;
use shared::problem::FieldError;
use shared::text;

use super::{listing, store};
use crate::audit::{self, Change};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::http::conditional::Seen;
use crate::stored::stored;

/// The customer of this name, made if there is none. Case and spaces do not make another customer; where several have the
/// name, the one that is spelled so is meant, else the oldest.
pub fn named(tx: &mut Tx<'_>, name: &str) -> Result<CustomerId, ApiError> {
    let key = text::key(name);
    if let Some(known) = known(tx.conn, &key, name)? {
        return Ok(known);
    }
    let id = CustomerId::from_parts(tx.now, &tx.random()?);
    make(tx, id, name, &key)?;
    Ok(id)
}

/// The customer who is meant by this name, if there is one.
pub fn known(conn: &mut Conn, key: &str, name: &str) -> Result<Option<CustomerId>, ApiError> {
    let known = store::with_key(conn, key)?;
    let spelled_so = known.iter().find(|known| known.name == name);
    let meant = spelled_so.or(known.first());
    meant.map(|known| stored(&known.id)).transpose()
}

/// Makes a customer whose name's key nobody has.
pub fn make(tx: &mut Tx<'_>, id: CustomerId, name: &str, key: &str) -> Result<(), ApiError> {
    store::insert(tx, id, name, key)?;
    let change = Change {
        action: Action::CustomerCreated,
        entity: Entity::Customer,
        entity_id: id.to_string(),
        before: None,
        after: Some(json!({"name": name})),
    };
    audit::record(tx, &change)
}

/// Problems: `not_found`, `stale`, `taken` (another customer has this name).
pub fn rename(
    tx: &mut Tx<'_>,
    id: CustomerId,
    seen: &Seen,
    patch: &CustomerPatch,
) -> Result<Customer, ApiError> {
    let before = store::find(tx.conn, id)?;
    let present = (Instant::from_millis(before.updated_at), before.rev);
    audit::check_seen(tx.conn, (Entity::Customer, &before.id), present, seen)?;
    if patch.name == before.name {
        return listing::find(tx.conn, tx.actor, id);
    }
    let mut after = before.clone();
    after.name.clone_from(&patch.name);
    let key = text::key(&patch.name);
    // Another spelling of one's own name is always free, even where another customer came to have the same name.
    if key != text::key(&before.name) {
        if !store::with_key(tx.conn, &key)?.is_empty() {
            let detail = "Another customer has this name.";
            let error = FieldError::duplicate("#/name", detail);
            return Err(ApiError::taken(detail, vec![error]));
        }
        after.name_folded = key;
    }
    after.name_sort = text::fold(&patch.name);
    after.updated_at = tx.now.millis();
    after.rev += 1;
    store::rename(tx, &after)?;
    let change = Change {
        action: Action::CustomerRenamed,
        entity: Entity::Customer,
        entity_id: after.id,
        before: Some(json!({"name": before.name})),
        after: Some(json!({"name": after.name})),
    };
    audit::record(tx, &change)?;
    listing::find(tx.conn, tx.actor, id)
}

/// These customers by id, as other records speak of them.
pub fn names(conn: &mut Conn, ids: &[String]) -> Result<HashMap<String, CustomerRef>, ApiError> {
    let rows = store::names(conn, ids)?;
    rows.into_iter()
        .map(|(id, name)| {
            let customer = reference(&id, name)?;
            Ok((id, customer))
        })
        .collect()
}

fn reference(id: &str, name: String) -> Result<CustomerRef, ApiError> {
    Ok(CustomerRef {
        id: stored(id)?,
        name,
    })
}

/// A job of this day came to the customer.
pub fn count_job(tx: &mut Tx<'_>, id: CustomerId, day: Date) -> Result<(), ApiError> {
    store::add_job(tx, id, day)
}

/// So many jobs came to the customer, left it, or changed their day (0); `last` is the day of the newest one left.
pub fn count_jobs(
    tx: &mut Tx<'_>,
    id: CustomerId,
    by: i64,
    last: Option<Date>,
) -> Result<(), ApiError> {
    store::set_jobs(tx, id, by, last)
}
