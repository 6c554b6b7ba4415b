//! The journal: every change leaves a chained, append-only event in the change's own transaction (SECURITY.md §2.12).

mod chain;
mod checkpoint;
mod erasable;
mod erasing;
mod feed;
mod history;
mod notices;
mod pruning;
mod routes;
mod store;
mod verify;
mod verifying;
mod witnesses;

pub use chain::{begin_epoch, follow_epoch, open_chain, present_key};
pub use checkpoint::{Checkpoint, in_files, in_trail, sign};
pub use erasable::{erasable, erase, forget_replaced, replaced};
pub use erasing::{erase_facts, facts_of};
pub use feed::{Texts, each};
pub use history::{check_seen, of_record};
pub use notices::{newest as newest_event, of_user as notices_of, unread as unread_notices};
pub use pruning::{before, prune};
pub use routes::operations;
pub use store::{head, tells_of};
pub use verify::{Verdict, around, verify, verify_beside};
pub use verifying::{Means, act};
pub use witnesses::Finding;

use serde_json::Value;
use shared::audit::{Action, Entity, Outcome};

use crate::db::{Db, Tx};
use crate::error::ApiError;

/// What happened to what, with the record's facts before and after.
pub struct Change {
    pub action: Action,
    pub entity: Entity,
    pub entity_id: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

/// What is to be said when the newest event lies ahead of the clock, which was put back since or is wrong now.
pub fn newest_ahead(db: &Db) -> Result<Option<String>, ApiError> {
    let (newest, now) = (db.read_blocking(store::newest_at)?, db.now());
    Ok(newest.filter(|at| *at > now).map(|at| {
        let ahead_s = (at.millis() - now.millis()) / 1000;
        format!(
            "the newest event in the journal ({at}) lies {ahead_s} s ahead of this computer's clock ({now}): look at the clock"
        )
    }))
}

/// Writes the event of a change that succeeds. If it cannot be written, the change is not made.
pub fn record(tx: &mut Tx<'_>, change: &Change) -> Result<(), ApiError> {
    store::append(tx, change, Outcome::Success)
        .map_err(|error| error.context("writing the event of a change"))
}

/// A new record and its facts, written as JSON beforehand.
pub struct Written {
    pub entity_id: String,
    pub after: String,
}

/// Writes the events of many new records of one kind, action and entity, in their order.
pub fn record_written(
    tx: &mut Tx<'_>,
    (action, entity): (Action, Entity),
    records: Vec<Written>,
) -> Result<(), ApiError> {
    store::append_written(tx, (action, entity), records)
        .map_err(|error| error.context("writing the events of many changes"))
}

/// Writes the event of something refused that belongs into the chain, such as a re-used refresh token.
pub fn record_refused(tx: &mut Tx<'_>, change: &Change) -> Result<(), ApiError> {
    store::append(tx, change, Outcome::Failure)
        .map_err(|error| error.context("writing the event of a refusal"))
}
