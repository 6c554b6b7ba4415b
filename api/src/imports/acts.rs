//! What the runner does for imports: each kind of work, and what is cleaned up when it comes to nothing.

use std::path::{Path, PathBuf};

use shared::id::ImportId;
use shared::imports::ImportStatus;
use shared::operations::OperationKind;
use shared::problem::{Problem, ProblemCode};

use super::analysis::{self, Source};
use super::store::{self, Batch};
use super::{cleanup, commit, service, source, view};
use crate::db::Db;
use crate::error::ApiError;
use crate::stored::stored;
use crate::work::{Act, Halt, Work};

/// What is done for this kind, with uploads that lie in this folder; none if it is no import's.
pub fn act<'a>(kind: OperationKind, db: &'a Db, folder: &'a Path) -> Option<Act<'a>> {
    Some(match kind {
        OperationKind::ImportRead => Act {
            run: Box::new(move |work| read_upload(db, folder, work)),
            undo: Box::new(move |work, problem| {
                cleanup::remove_upload(&upload(folder, stored(&work.subject)?))?;
                undo_reading(work, problem)
            }),
        },
        OperationKind::ImportWrite => Act {
            run: Box::new(move |work| commit::commit(db, stored(&work.subject)?, work)),
            undo: Box::new(undo_writing),
        },
        OperationKind::ImportForget => Act {
            run: Box::new(move |work| {
                let id = stored(&work.subject)?;
                // One that was never begun to be read still lies there.
                if db.read_blocking(|conn| store::found(conn, id))?.is_none() {
                    cleanup::remove_upload(&upload(folder, id))?;
                }
                cleanup::forget_import(db, id, work)
            }),
            undo: Box::new(|_work, _problem| Ok(())),
        },
        OperationKind::BackupMake
        | OperationKind::BackupDrill
        | OperationKind::AuditVerify
        | OperationKind::ExportMake => return None,
    })
}

/// The reading of a file that lies elsewhere, and stays there.
pub fn read_there<'a>(db: &'a Db, source: &'a Source<'a>) -> Act<'a> {
    Act {
        run: Box::new(move |work| analysis::analyse(db, stored(&work.subject)?, source, work)),
        undo: Box::new(undo_reading),
    }
}

/// Where the upload of an import lies until it is read.
pub fn upload(folder: &Path, id: ImportId) -> PathBuf {
    folder.join(format!("{id}.upload"))
}

fn read_upload(db: &Db, folder: &Path, work: &Work) -> Result<(), Halt> {
    let id: ImportId = stored(&work.subject)?;
    let path = upload(folder, id);
    let Some(batch) = db.read_blocking(|conn| store::found(conn, id))? else {
        cleanup::remove_upload(&path)?;
        return Err(Halt::Lost);
    };
    if !path.exists() {
        // It lay on the computer of the process that stopped.
        let error = ApiError::new(ProblemCode::Busy, view::STOPPED);
        return Err(Halt::GivenUp(error));
    }
    let outcome = analysis::analyse(db, id, &of_upload(&path, &batch)?, work);
    if matches!(outcome, Err(Halt::Lost)) {
        cleanup::remove_upload(&path)?;
    }
    outcome
}

fn of_upload<'s>(path: &'s Path, batch: &'s Batch) -> Result<Source<'s>, ApiError> {
    Ok(Source {
        path,
        read: source::read_private,
        is_ours: true,
        zone: service::zone(&batch.time_zone)?,
        zone_name: &batch.time_zone,
        bytes: u64::try_from(batch.bytes).map_err(ApiError::internal)?,
        warnings: source::warnings(path)?,
    })
}

fn undo_reading(work: &Work, problem: Option<&Problem>) -> Result<(), ApiError> {
    let id: ImportId = stored(&work.subject)?;
    cleanup::undo_rows(work, id)?;
    let cancelled = || Problem::new(ProblemCode::WrongState, "The reading was cancelled.", "");
    let problem = problem.cloned().unwrap_or_else(cancelled);
    fail(work, id, &problem)
}

/// What was prepared goes. After a cancellation the dry run waits for a yes again; after a failure it is gone.
fn undo_writing(work: &Work, problem: Option<&Problem>) -> Result<(), ApiError> {
    let id: ImportId = stored(&work.subject)?;
    commit::withdraw(id, work)?;
    match problem {
        None => {
            let back = (ImportStatus::Importing, ImportStatus::Ready);
            work.undo(|tx| store::move_on(tx, id, back)).map(drop)
        }
        Some(problem) => {
            cleanup::undo_rows(work, id)?;
            fail(work, id, problem)
        }
    }
}

fn fail(work: &Work, id: ImportId, problem: &Problem) -> Result<(), ApiError> {
    let problem = serde_json::to_string(problem).map_err(ApiError::internal)?;
    work.undo(|tx| store::fail(tx, id, &problem)).map(drop)
}
