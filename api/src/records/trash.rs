//! Into the trash and back. Whoever recorded something may undo that for a while, and take back the undoing.

use shared::permission::Needs;

use super::{Columns, Record, Trashed, load, load_any, save};
use crate::db::Tx;
use crate::error::ApiError;
use crate::http::conditional::Seen;

/// Problems: `not_found`, `stale`, `wrong_state`, `not_allowed` (another's, or older than ten minutes).
pub fn trash<R: Record>(tx: &mut Tx<'_>, id: R::Id, seen: &Seen) -> Result<(), ApiError> {
    let before = load::<R>(tx, id, seen)?;
    let is_own = tx.is_actor(before.row().created_by());
    let age_ms = tx.now.millis() - before.row().created_at().millis();
    let rights = [R::KIND.delete, R::Undo::PERMISSION];
    let covers = |right| tx.actor.grant(right).covers(is_own, age_ms);
    if !rights.into_iter().any(covers) {
        return Err(ApiError::not_allowed(format!(
            "You may undo your own {} for 10 minutes after recording it.",
            R::KIND.name()
        )));
    }
    let mut after = before.clone();
    after.row_mut().set_trashed(Some(Trashed {
        at: tx.now,
        by: Some(tx.actor.author()?),
    }));
    save(tx, R::KIND.deleted, (id, &before), after)?;
    Ok(())
}

/// Problems: `not_found`, `stale`, `wrong_state`, `not_allowed` (another's, or older than ten minutes).
pub fn restore<R: Record>(tx: &mut Tx<'_>, id: R::Id, seen: &Seen) -> Result<R::Shown, ApiError> {
    let before = load_any::<R>(tx, id, seen)?;
    let Some(trashed) = before.row().trashed() else {
        return Err(ApiError::wrong_state(format!(
            "This {} is not in the trash.",
            R::KIND.name()
        )));
    };
    let is_own =
        trashed.by.is_some_and(|by| tx.is_actor(&by)) && tx.is_actor(before.row().created_by());
    let age_ms = tx.now.millis() - trashed.at.millis();
    if !tx
        .actor
        .grant(R::Restore::PERMISSION)
        .covers(is_own, age_ms)
    {
        return Err(ApiError::not_allowed(format!(
            "You may bring your own {} back for 10 minutes after trashing it.",
            R::KIND.name()
        )));
    }
    let mut after = before.clone();
    after.row_mut().set_trashed(None);
    save(tx, R::KIND.restored, (id, &before), after)
}
