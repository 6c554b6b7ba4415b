//! Erasing what events hold of a person, where the law asks for it: the facts go, their digests stay in the chain, and an event
//! tells which were erased. Without that event the journal counts as altered.

use serde_json::json;
use shared::audit::{Action, Entity};

use super::store::{self, Row};
use super::{Change, history, record};
use crate::db::{Conn, Tx};
use crate::error::ApiError;

/// The places of the events of this record that still hold facts.
pub fn facts_of(conn: &mut Conn, entity_id: &str) -> Result<Vec<i64>, ApiError> {
    store::with_facts(conn, entity_id)
}

/// Erases the facts of these events, and tells it. The connection is that of the tables' owner: the server itself has no right
/// to change an event.
pub fn erase_facts(tx: &mut Tx<'_>, places: &[i64]) -> Result<(), ApiError> {
    store::erase(tx.conn, places)?;
    let change = Change {
        action: Action::AuditErased,
        entity: Entity::Audit,
        entity_id: "events".to_owned(),
        before: None,
        after: Some(json!({ "events": places })),
    };
    record(tx, &change)
}

/// The places of the events whose facts were erased, as this event tells.
pub fn told_by(row: &Row) -> Vec<i64> {
    if row.action != Action::AuditErased.as_str() {
        return Vec::new();
    }
    let facts = history::facts(row);
    let places = facts.as_ref().and_then(|facts| facts["events"].as_array());
    places
        .into_iter()
        .flatten()
        .filter_map(serde_json::Value::as_i64)
        .collect()
}
