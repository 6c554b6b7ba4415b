//! What the runner does for backups: makes one, and tries one out.

use std::time::Instant as Stopwatch;

use serde_json::{Value, json};
use shared::audit::{Action, Entity};
use shared::backups::Drill;
use shared::id::BackupId;
use shared::operations::OperationKind;
use shared::problem::ProblemCode;

use super::make::UNFINISHED;
use super::{Fault, at, check, make, shelf};
use crate::audit::{self, Change};
use crate::config::Config;
use crate::db::copy::CopyError;
use crate::db::{Db, Tx};
use crate::error::ApiError;
use crate::keyring::Keyring;
use crate::stored::stored;
use crate::work::{Act, Halt, Work};

/// What it takes to make one.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    pub config: &'a Config,
    pub keyring: &'a Keyring,
    pub db: &'a Db,
}

/// Does the work of this kind; none if it is no backup's.
pub fn act<'a>(kind: OperationKind, means: Means<'a>) -> Option<Act<'a>> {
    let run: fn(Means<'_>, &Work) -> Result<(), Halt> = match kind {
        OperationKind::BackupMake => make_one,
        OperationKind::BackupDrill => try_one,
        _ => return None,
    };
    Some(Act {
        run: Box::new(move |work| run(means, work)),
        // What was not finished was removed by itself.
        undo: Box::new(|_work, _problem| Ok(())),
    })
}

fn make_one(means: Means<'_>, work: &Work) -> Result<(), Halt> {
    let settings = &means.config.backups;
    let id: BackupId = stored(&work.subject)?;
    work.counts(0, 1);
    // A process that was killed a moment too early may have made it.
    let there = shelf::one(&settings.folder, id).map_err(|fault| halt(work, fault))?;
    let kept = match there {
        Some(kept) => kept.view(),
        None => {
            let order = make::Order {
                id,
                folder: &settings.folder,
                now: means.db.now(),
            };
            let made = make::make(means.config, means.keyring, &order, &work.stop);
            made.map_err(|fault| halt(work, fault))?;
            let made = shelf::one(&settings.folder, id).map_err(|fault| halt(work, fault))?;
            let gone = || ApiError::broken("a backup is gone as soon as it was made");
            made.ok_or_else(gone)?.view()
        }
    };
    let facts = json!({ "file": kept.file, "bytes": kept.bytes, "jobs": kept.rows.jobs });
    work.finish(|tx| journal(tx, Action::BackupMade, id, facts))?;
    if let Err(fault) = shelf::keep_newest(&settings.folder, settings.keep) {
        log::error!("old backups cannot be removed: {fault}");
    }
    Ok(())
}

/// A trial that fails is done as well: that it failed is what it was for.
fn try_one(means: Means<'_>, work: &Work) -> Result<(), Halt> {
    let folder = &means.config.backups.folder;
    let id: BackupId = stored(&work.subject)?;
    work.counts(0, 1);
    let kept = shelf::one(folder, id).map_err(|fault| halt(work, fault))?;
    let kept = kept.ok_or_else(|| Halt::GivenUp(ApiError::not_found()))?;
    let began = Stopwatch::now();
    let mut unfinished = tempfile::Builder::new();
    let scratch = unfinished.prefix(UNFINISHED).tempdir_in(folder);
    let scratch = scratch
        .map_err(at(folder))
        .map_err(|fault| halt(work, fault))?;
    let proved = check::prove(&kept.path, scratch.path(), means.keyring, &work.stop);
    let findings = match proved.and_then(|proof| check::entrance(&proof.database, means.keyring)) {
        Ok(()) => Vec::new(),
        Err(_) if work.is_stopped() => return Err(stopped(work)),
        Err(fault) => vec![fault.to_string()],
    };
    let drill = Drill {
        at: means.db.now(),
        ok: findings.is_empty(),
        ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        findings,
    };
    shelf::note(&kept, &drill).map_err(|fault| halt(work, fault))?;
    if !drill.ok {
        let found = drill.findings.join("; ");
        log::error!(
            "the backup of {} cannot be restored: {found}",
            kept.made_at()
        );
    }
    let facts = json!({ "ok": drill.ok, "ms": drill.ms, "findings": drill.findings });
    work.finish(|tx| journal(tx, Action::BackupTried, id, facts))
}

fn journal(tx: &mut Tx<'_>, action: Action, id: BackupId, facts: Value) -> Result<(), ApiError> {
    let change = Change {
        action,
        entity: Entity::Backup,
        entity_id: id.to_string(),
        before: None,
        after: Some(facts),
    };
    audit::record(tx, &change)
}

fn halt(work: &Work, fault: Fault) -> Halt {
    if work.is_stopped() {
        return stopped(work);
    }
    let detail = match &fault {
        Fault::File(..) | Fault::Copy(CopyError::File(_)) => {
            "The folder of backups cannot be used: it is full, or the server has no right there. The log says more."
        }
        Fault::Unsound(_) => {
            "The database is not sound. The log says more; keep the backups that there are."
        }
        _ => "The backup was not made. The log says why.",
    };
    log::error!("no backup: {fault}");
    Halt::GivenUp(ApiError::new(ProblemCode::Busy, detail))
}

fn stopped(work: &Work) -> Halt {
    match work.is_leaving() {
        true => Halt::Stopped,
        false => Halt::Cancelled,
    }
}
