//! The life of an import: begun with a file, ready with a report, brought in or discarded. One at a time.

use serde_json::json;
use shared::audit::{Action, Entity};
use shared::id::ImportId;
use shared::imports::{Import, ImportStatus};
use shared::operations::OperationKind;
use shared::problem::ProblemCode;

use super::store::{self, Batch};
use super::{commit, view};
use crate::audit::{self, Change};
use crate::calendar::Zone;
use crate::db::{Actor, Conn, Db, Tx};
use crate::error::ApiError;
use crate::stored::stored;
use crate::work::{self, Order};

/// What of imports takes the reader's or the writer's whole attention; one at a time.
const AT_WORK: [OperationKind; 2] = [OperationKind::ImportRead, OperationKind::ImportWrite];

/// A file that waits to be read.
pub struct Received {
    pub id: ImportId,
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub digest: String,
    pub time_zone: String,
}

/// Puts the import down as begun, to be read by the process that has its file. Problem `in_progress` while another is at work.
pub fn begin(tx: &mut Tx<'_>, runner: String, file: &Received) -> Result<Import, ApiError> {
    refuse_if_busy(tx.conn)?;
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
        discarded_at: None,
    };
    store::insert(tx, &batch)?;
    let facts =
        json!({"source_digest": file.digest, "bytes": file.bytes, "time_zone": file.time_zone});
    journal(tx, Action::ImportBegun, file.id, Some(facts))?;
    let order = Order {
        kind: OperationKind::ImportRead,
        subject: file.id.to_string(),
        only: Some(runner),
    };
    work::begin(tx, order)?;
    view::find(tx.conn, file.id)
}

/// Takes the yes; `only` names the runner that alone may act on it. Problems: `wrong_state` unless the dry run is complete
/// and still holds, `in_progress`.
pub fn accept(tx: &mut Tx<'_>, only: Option<String>, id: ImportId) -> Result<Import, ApiError> {
    let batch = store::find(tx.conn, id)?;
    if !store::move_on(tx, id, (ImportStatus::Ready, ImportStatus::Importing))? {
        return Err(ApiError::wrong_state(
            "Only an import that is ready can be brought in.",
        ));
    }
    commit::refuse_other_shop(tx.conn, &batch)?;
    refuse_if_busy(tx.conn)?;
    let order = Order {
        kind: OperationKind::ImportWrite,
        subject: id.to_string(),
        only,
    };
    work::begin(tx, order)?;
    view::find(tx.conn, id)
}

/// Problem `in_progress` while an import is at work. One that has come to its end is none, though its operation is closed a
/// moment later.
pub fn refuse_if_busy(conn: &mut Conn) -> Result<(), ApiError> {
    match work::is_going_on(conn, &AT_WORK)? && store::is_any_at_work(conn)? {
        true => {
            let detail = "Another import is at work. Try again when it is done.";
            Err(ApiError::new(ProblemCode::InProgress, detail).retry_after(5))
        }
        false => Ok(()),
    }
}

/// Forgets an import that is not in the books. Problem `wrong_state` for one that is, or is being written.
pub fn discard(tx: &mut Tx<'_>, id: ImportId) -> Result<(), ApiError> {
    let batch = store::find(tx.conn, id)?;
    match stored(&batch.status)? {
        ImportStatus::Done => {
            let detail =
                "This import is in the books; its records can be moved to the trash one by one.";
            return Err(ApiError::wrong_state(detail));
        }
        ImportStatus::Importing if work::is_at(tx.conn, &batch.id)? => {
            return Err(ApiError::wrong_state(
                "This import is being written at this moment.",
            ));
        }
        _ => {}
    }
    let_go(tx, id)?;
    journal(tx, Action::ImportDiscarded, id, None)
}

/// Stops the reading of an import; from now on it is not there, and its rows go by and by.
pub fn let_go(tx: &mut Tx<'_>, id: ImportId) -> Result<(), ApiError> {
    work::cancel_all_on(tx, &id.to_string())?;
    store::discard(tx, id)?;
    let order = Order {
        kind: OperationKind::ImportForget,
        subject: id.to_string(),
        only: None,
    };
    work::begin(tx, order)
}

/// Writes down as failed what says that it is at work while nobody is: it was begun by a version that could not resume.
pub fn fail_abandoned(db: &Db) -> Result<(), ApiError> {
    let problem = serde_json::to_string(&view::stopped()).map_err(ApiError::internal)?;
    for id in db.read_blocking(store::at_work)? {
        if db.read_blocking(|conn| work::is_at(conn, &id))? {
            continue;
        }
        let id: ImportId = stored(&id)?;
        db.write_blocking(&Actor::host(), |tx| {
            store::fail(tx, id, &problem)?;
            work::begin(
                tx,
                Order {
                    kind: OperationKind::ImportForget,
                    subject: id.to_string(),
                    only: None,
                },
            )
        })?;
        log::warn!("import {id} came to nothing: the server stopped while it worked on it");
    }
    Ok(())
}

/// The files of the folder that are still to be read, by their names.
pub fn waiting_uploads(conn: &mut Conn) -> Result<Vec<String>, ApiError> {
    let waiting = store::at_work(conn)?;
    Ok(waiting
        .into_iter()
        .map(|id| format!("{id}.upload"))
        .collect())
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
