//! When a backup is made or tried out, and which may go.

use std::path::Path;

use shared::id::BackupId;
use shared::instant::Instant;
use shared::operations::{Operation, OperationKind};
use shared::problem::ProblemCode;

use super::shelf::{self, Kept};
use super::{Fault, drop_fault};
use crate::config::BackupSettings;
use crate::db::{Conn, Tx};
use crate::error::ApiError;
use crate::http::answers::Accepted;
use crate::operations;
use crate::work::{self, Order};

const AT_WORK: [OperationKind; 2] = [OperationKind::BackupMake, OperationKind::BackupDrill];
/// How long a trial counts.
const DRILL_MS: i64 = 7 * 24 * 3_600 * 1_000;

/// Orders a new backup. Problem: `in_progress`.
pub fn order(tx: &mut Tx<'_>) -> Result<Accepted<Operation>, ApiError> {
    let id = BackupId::from_parts(tx.now, &tx.random()?);
    begin(tx, OperationKind::BackupMake, id)
}

/// Orders the trial of a backup. Problems: `not_found`, `in_progress`.
pub fn order_drill(
    tx: &mut Tx<'_>,
    folder: &Path,
    id: BackupId,
) -> Result<Accepted<Operation>, ApiError> {
    found(folder, id)?;
    begin(tx, OperationKind::BackupDrill, id)
}

fn begin(
    tx: &mut Tx<'_>,
    kind: OperationKind,
    id: BackupId,
) -> Result<Accepted<Operation>, ApiError> {
    if work::is_going_on(tx.conn, &AT_WORK)? {
        let detail = "A backup is being made or tried out. Try again when it is done.";
        return Err(ApiError::new(ProblemCode::InProgress, detail).retry_after(5));
    }
    let order = Order {
        kind,
        subject: id.to_string(),
        only: None,
    };
    work::begin(tx, order)?;
    operations::accepted(tx.conn, &id.to_string(), kind)
}

/// The backup of this id. Problem: `not_found`.
pub fn found(folder: &Path, id: BackupId) -> Result<Kept, ApiError> {
    let kept = shelf::one(folder, id).map_err(drop_fault)?;
    kept.ok_or_else(ApiError::not_found)
}

/// Removes a backup. Problems: `not_found`, `wrong_state` for the only one that there is.
pub fn remove(folder: &Path, id: BackupId) -> Result<Kept, ApiError> {
    let kept = found(folder, id)?;
    if shelf::all(folder).map_err(drop_fault)?.len() == 1 {
        return Err(ApiError::wrong_state(
            "This is the only backup. Make another one first.",
        ));
    }
    shelf::remove(&kept).map_err(drop_fault)?;
    Ok(kept)
}

/// What is due by now.
pub enum Due {
    Nothing,
    Backup,
    /// The newest one was not tried out for a week, and neither was any other.
    Drill(BackupId),
}

/// Looks into the folder: what was missed while the server was off is due at once.
pub fn due(settings: &BackupSettings, now: Instant) -> Result<Due, Fault> {
    let Some(every) = settings.every else {
        return Ok(Due::Nothing);
    };
    let kept = shelf::all(&settings.folder)?;
    let Some(newest) = kept.first() else {
        return Ok(Due::Backup);
    };
    let every_ms = i64::try_from(every.as_millis()).unwrap_or(i64::MAX);
    // A backup from the future was made before a clock was put right: it counts for nothing.
    if !(0..every_ms).contains(&now.ms_since(newest.made_at())) {
        return Ok(Due::Backup);
    }
    let tried = kept.iter().filter_map(|kept| kept.drill.as_ref());
    match tried.map(|drill| now.ms_since(drill.at)).min() {
        Some(ms) if ms < DRILL_MS => Ok(Due::Nothing),
        _ => Ok(Due::Drill(newest.manifest.id)),
    }
}

/// Whether anything is at work already.
pub fn is_busy(conn: &mut Conn) -> Result<bool, ApiError> {
    work::is_going_on(conn, &AT_WORK)
}
