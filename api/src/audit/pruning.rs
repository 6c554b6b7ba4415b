//! Cutting off the oldest events: whole epochs alone, behind a tombstone that is signed and chained itself. Without it the
//! journal counts as altered.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::instant::Instant;

use super::store::{self, Row};
use super::{Change, checkpoint, history, record};
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::keyring::Keyring;
use crate::keyring::signing;

/// The place and the code of an event.
pub type Head = (i64, String);

/// The last event of the epochs that were over before this instant; none when there is none.
pub fn before(conn: &mut Conn, at: Instant) -> Result<Option<Head>, ApiError> {
    // The present epoch stays.
    let first = match store::first_since(conn, at)? {
        Some(first) => first,
        None => return Ok(None),
    };
    let last = first - 1;
    Ok(store::code_of(conn, last)?.map(|code| (last, code)))
}

/// Removes the events up to this one, and tells it; how many. The connection is that of the tables' owner.
pub fn prune(tx: &mut Tx<'_>, keyring: &Keyring, head: &Head) -> Result<usize, ApiError> {
    let key = checkpoint::key(tx, keyring)?;
    let signed = checkpoint::signed(tx, &key, head.clone())?;
    // The column beside it is whoever's who has the database.
    let public = signing::public_of(&key.secret).map_err(ApiError::internal)?;
    let (last, code) = head;
    let change = Change {
        action: Action::AuditPruned,
        entity: Entity::Audit,
        entity_id: "events".to_owned(),
        before: None,
        after: Some(json!({
            "last": last,
            "code": code,
            "checkpoint": signed.to_string(),
            "key": key.id,
            "public": public,
        })),
    };
    record(tx, &change)?;
    store::prune(tx.conn, *last)
}

/// The last event that was cut off, as this one tells.
pub fn told_by(row: &Row) -> Option<Head> {
    if row.action != Action::AuditPruned.as_str() {
        return None;
    }
    let facts = history::facts(row)?;
    let code = facts.get("code")?.as_str()?.to_owned();
    Some((facts.get("last")?.as_i64()?, code))
}
