//! What goes by and by: the rows of discarded imports, and what was kept only until it was written.

use std::path::Path;

use shared::id::ImportId;
use shared::imports::ImportStatus;

use super::records;
use super::store::{self, cleanup};
use crate::db::{Actor, Db, Tx};
use crate::error::ApiError;
use crate::stored::stored;
use crate::work::{Halt, Work};

/// Rows of imports that are done and identify no record are listed for this long.
const LISTED_MS: i64 = 90 * 24 * 60 * 60 * 1000;

/// Removes all rows of an import, some at a time.
pub fn remove_rows(work: &Work, id: ImportId) -> Result<(), Halt> {
    while work.step(|tx| cleanup::rows(tx, id))? > 0 {}
    Ok(())
}

/// The same, after work that came to nothing.
pub fn undo_rows(work: &Work, id: ImportId) -> Result<(), ApiError> {
    while work
        .undo(|tx| cleanup::rows(tx, id))?
        .is_some_and(|gone| gone > 0)
    {}
    Ok(())
}

/// Removes what was uploaded; nothing where it is gone already.
pub fn remove_upload(path: &Path) -> Result<(), ApiError> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(ApiError::busy_because(
            "The uploaded file cannot be removed.",
            error,
        )),
        _ => Ok(()),
    }
}

/// Removes a discarded import with its rows; the rows of one that failed; of one that is in the books, what its rows held to
/// be written.
pub fn forget_import(db: &Db, id: ImportId, work: &Work) -> Result<(), Halt> {
    let batch = db.read_blocking(|conn| store::found(conn, id))?;
    let status = batch.map(|batch| stored::<ImportStatus>(&batch.status));
    match status.transpose()? {
        None => remove_rows(work, id)?,
        Some(ImportStatus::Failed) => {
            remove_rows(work, id)?;
            return work.finish(|_tx| Ok(()));
        }
        Some(_) => {
            let staged = id.to_string();
            while work.step(|tx| records::forget_staged(tx, &staged))? > 0 {}
            while work.step(|tx| cleanup::content(tx, id))? > 0 {}
            return work.finish(|_tx| Ok(()));
        }
    }
    work.finish(|tx| store::remove(tx, id))
}

/// Discards what nobody came back to, and removes rows that are no longer listed; a bounded part each time. Returns whether
/// there may be more.
pub fn sweep(db: &Db) -> Result<bool, ApiError> {
    let now_ms = db.now().millis();
    for id in db.read_blocking(|conn| store::stale(conn, now_ms))? {
        let id = stored(&id)?;
        db.write_blocking(&Actor::host(), |tx| super::service::let_go(tx, id))?;
        log::info!("import {id} was left for a week and is discarded");
    }
    let gone = db.write_blocking(&Actor::host(), |tx: &mut Tx<'_>| {
        cleanup::unidentified(tx, now_ms - LISTED_MS)
    })?;
    Ok(gone > 0)
}
