//! The life of an import: begun with a file, ready with a report, brought in or discarded. One at a time.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::id::ImportId;
use shared::imports::{Import, ImportRow, ImportStatus};
use shared::problem::ProblemCode;

use super::analysis::{self, Source};
use super::running::{Running, Turn, Work};
use super::store::{self, Batch};
use super::{commit, source, view};
use crate::audit::{self, Change};
use crate::calendar::Zone;
use crate::db::{Actor, Db, Tx};
use crate::error::ApiError;
use crate::settings;
use crate::stored::stored;

/// A file that waits to be read.
pub struct Received {
    pub id: ImportId,
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub digest: String,
    pub time_zone: String,
}

/// Puts the import down as begun, and takes the turn to read it. Problem `in_progress` while another is at work.
pub fn begin(
    tx: &mut Tx<'_>,
    running: &Arc<Running>,
    file: &Received,
    turn: &OnceLock<Turn>,
) -> Result<Import, ApiError> {
    let batch = Batch {
        id: file.id.to_string(),
        status: ImportStatus::Analysing.to_string(),
        time_zone: file.time_zone.clone(),
        bytes: i64::try_from(file.bytes).map_err(ApiError::internal)?,
        source_digest: file.digest.clone(),
        done: 0,
        total: 0,
        report: None,
        problem: None,
        created_by: tx.actor.user().map(|user| user.to_string()),
        created_at: tx.now.millis(),
        updated_at: tx.now.millis(),
        shop_currency: None,
        shop_time_zone: None,
    };
    store::insert(tx, &batch)?;
    let facts =
        json!({"source_digest": file.digest, "bytes": file.bytes, "time_zone": file.time_zone});
    journal(tx, Action::ImportBegun, file.id, Some(facts))?;
    let begun = running.begin(file.id)?;
    turn.get_or_init(|| begun);
    view::show(batch, None, tx.now)
}

/// Reads the file and writes its report, or why there is none. Blocks; nobody waits for its answer.
pub fn analyse(db: &Db, actor: &Actor, id: ImportId, source: &Source<'_>, turn: &Turn) {
    if let Err(error) = analysis::analyse(db, actor, id, source, &turn.work) {
        give_up(db, actor, id, &error);
    }
}

/// Takes the yes, and the turn to act on it. Problems: `wrong_state` unless the dry run is complete and still holds,
/// `in_progress`.
pub fn accept(
    tx: &mut Tx<'_>,
    running: &Arc<Running>,
    id: ImportId,
    turn: &OnceLock<Turn>,
) -> Result<Import, ApiError> {
    if !store::move_on(tx, id, (ImportStatus::Ready, ImportStatus::Importing))? {
        store::find(tx.conn, id)?;
        return Err(ApiError::wrong_state(
            "Only an import that is ready can be brought in.",
        ));
    }
    let batch = store::find(tx.conn, id)?;
    commit::refuse_other_shop(tx.conn, &batch)?;
    let begun = running.begin(id)?;
    turn.get_or_init(|| begun);
    view::find(tx.conn, running, id, tx.now)
}

/// Brings everything in, or writes why not. Blocks; nobody waits for its answer.
pub fn bring_in(db: &Db, actor: &Actor, id: ImportId, turn: &Turn) {
    if let Err(error) = write(db, actor, id, &turn.work) {
        give_up(db, actor, id, &error);
    }
}

fn write(db: &Db, actor: &Actor, id: ImportId, work: &Work) -> Result<(), ApiError> {
    db.write_blocking(actor, |tx| commit::commit(tx, id, work))
}

/// Forgets an import that is not in the books. Problem `wrong_state` for one that is, or is being written.
pub fn discard(tx: &mut Tx<'_>, running: &Running, id: ImportId) -> Result<(), ApiError> {
    let batch = store::find(tx.conn, id)?;
    let status: ImportStatus = stored(&batch.status)?;
    let is_abandoned = view::is_abandoned(&batch, status, tx.now);
    match status {
        ImportStatus::Done => {
            let detail =
                "This import is in the books; its records can be moved to the trash one by one.";
            return Err(ApiError::wrong_state(detail));
        }
        ImportStatus::Importing if running.progress(id).is_some() || !is_abandoned => {
            return Err(ApiError::wrong_state(
                "This import is being written at this moment.",
            ));
        }
        ImportStatus::Analysing => running.stop(id),
        _ => {}
    }
    store::remove(tx, id)?;
    journal(tx, Action::ImportDiscarded, id, None)
}

/// Writes the problem into the batch, unless it was discarded meanwhile, and forgets what was staged.
fn give_up(db: &Db, actor: &Actor, id: ImportId, error: &ApiError) {
    let request = actor.request_id.clone().unwrap_or_default();
    match error.code() {
        ProblemCode::Internal => {
            log::error!("Server Error: {error} (import {id}, request {request})");
        }
        _ => log::warn!("import {id} came to nothing: {error} (request {request})"),
    }
    let written = serde_json::to_string(&error.problem(&request))
        .map_err(ApiError::internal)
        .and_then(|problem| {
            db.write_blocking(actor, |tx| {
                store::remove_rows(tx, id)?;
                store::fail(tx, id, &problem)
            })
        });
    if let Err(second) = written {
        log::error!("the failure of import {id} could not be written: {second}");
    }
}

/// Writes down as failed what no process can be at work on: for the start of the only one.
pub fn fail_abandoned(db: &Db) -> Result<(), ApiError> {
    let problem = serde_json::to_string(&view::stopped()).map_err(ApiError::internal)?;
    let left = db.read_blocking(store::at_work)?;
    for id in left {
        let id: ImportId = stored(&id)?;
        db.write_blocking(&Actor::host(), |tx| {
            store::remove_rows(tx, id)?;
            store::fail(tx, id, &problem)
        })?;
        log::warn!("import {id} came to nothing: the server stopped while it worked on it");
    }
    Ok(())
}

fn journal(
    tx: &mut Tx<'_>,
    action: Action,
    id: ImportId,
    after: Option<serde_json::Value>,
) -> Result<(), ApiError> {
    let change = Change {
        action,
        entity: Entity::Import,
        entity_id: id.to_string(),
        before: None,
        after,
    };
    audit::record(tx, &change)
}

/// What the command line is told: the import, and the rows that do not simply come in.
pub struct OnHost {
    pub import: Import,
    pub notable: Vec<ImportRow>,
}

/// The same from the host's own command line, with a file that the old application may be using. Without `commit`,
/// nothing of it is kept. Problems as in the browser.
pub fn run_on_host(
    db: &Db,
    running: &Arc<Running>,
    path: &Path,
    time_zone: Option<&str>,
    commit: bool,
) -> Result<OnHost, ApiError> {
    let actor = Actor::host();
    let zone_name = match time_zone {
        Some(name) => name.to_owned(),
        None => db.read_blocking(|conn| Ok(settings::read(conn)?.time_zone))?,
    };
    let zone = zone(&zone_name)?;
    let (bytes, digest) = source::measure(path)?;
    let random = crate::keyring::random_bytes().map_err(ApiError::internal)?;
    let id = ImportId::from_parts(db.now(), &random);
    let received = Received {
        id,
        bytes,
        digest,
        time_zone: zone_name.clone(),
    };
    let turn = OnceLock::new();
    db.write_blocking(&actor, |tx| begin(tx, running, &received, &turn))?;
    let source = Source {
        path,
        read: source::read_shared,
        zone,
        zone_name: &zone_name,
        bytes: received.bytes,
    };
    if let Some(turn) = turn.into_inner() {
        analyse(db, &actor, id, &source, &turn);
    }
    let is_ready = look(db, running, id)?.status == ImportStatus::Ready;
    if commit && is_ready {
        let turn = OnceLock::new();
        db.write_blocking(&actor, |tx| accept(tx, running, id, &turn))?;
        if let Some(turn) = turn.into_inner() {
            bring_in(db, &actor, id, &turn);
        }
    }
    let import = look(db, running, id)?;
    let notable = db.read_blocking(|conn| view::notable(conn, id))?;
    if import.status != ImportStatus::Done {
        db.write_blocking(&actor, |tx| discard(tx, running, id))?;
    }
    Ok(OnHost { import, notable })
}

fn look(db: &Db, running: &Running, id: ImportId) -> Result<Import, ApiError> {
    let now = db.now();
    db.read_blocking(|conn| view::find(conn, running, id, now))
}

/// Problem `malformed` for a zone that does not exist.
pub fn zone(name: &str) -> Result<Zone, ApiError> {
    Zone::parse(name).ok_or_else(|| {
        let issue = shared::field::FieldIssue::new(
            shared::problem::FieldCode::NotOneOf,
            "Must be a time zone such as Africa/Lagos.",
        );
        ApiError::bad_parameter("time_zone", issue)
    })
}
