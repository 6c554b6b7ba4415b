//! What is ordered, whose it is, and how long it lies there.

use std::fs::File;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use shared::id::{ExportId, OperationId};
use shared::instant::Instant;
use shared::operations::{Operation, OperationKind, OperationStatus};
use shared::problem::ProblemCode;
use shared::takeout::{ExportFormat, ExportOrder, ExportWhat};

use super::shelf;
use crate::db::{Actor, Conn, Db, Tx};
use crate::error::ApiError;
use crate::exports::span;
use crate::http::answers::Accepted;
use crate::operations;
use crate::settings;
use crate::stored::stored;
use crate::work::{self, Order, Row};

/// How long a file lies there for who asked for it.
const KEPT_MS: i64 = 60 * 60 * 1000;
const GONE: &str = "This file is gone: it is kept for an hour. Ask for it again.";
const ELSEWHERE: &str =
    "This file is not on this server, which shares no EXPORT_DIR with the one that made it.";

/// What the work of an export is about.
#[derive(Serialize, Deserialize)]
pub struct Ordered {
    id: ExportId,
    pub order: ExportOrder,
}

impl Ordered {
    pub fn of(subject: &str) -> Result<Self, ApiError> {
        serde_json::from_str(subject).map_err(ApiError::internal)
    }
}

/// Orders a file. Problem: `in_progress` while the person waits for another one.
pub fn order(tx: &mut Tx<'_>, order: ExportOrder) -> Result<Accepted<Operation>, ApiError> {
    let kind = OperationKind::ExportMake;
    let who = tx.actor.user();
    let who = who.ok_or_else(|| ApiError::broken("a file for nobody"))?;
    if work::waits_for(tx.conn, who, kind)? {
        let detail = "Another file is being made for you. Wait until it is there, or cancel it.";
        return Err(ApiError::new(ProblemCode::InProgress, detail).retry_after(5));
    }
    let id = ExportId::from_parts(tx.now, &tx.random()?);
    let subject = serde_json::to_string(&Ordered { id, order }).map_err(ApiError::internal)?;
    let order = Order {
        kind,
        subject: subject.clone(),
        only: None,
    };
    work::begin(tx, order)?;
    operations::accepted(tx.conn, &subject, kind)
}

/// A whole file on its way to who asked for it.
pub struct Found {
    pub file: File,
    pub name: String,
    pub format: ExportFormat,
}

/// The file of an operation. Problems: `not_found`, also for another person's and when it is gone; `wrong_state` while there is
/// none.
pub fn find(
    conn: &mut Conn,
    (actor, now): (&Actor, Instant),
    folder: &Path,
    id: OperationId,
) -> Result<Found, ApiError> {
    let row = operations::own(conn, actor, id)?;
    if stored::<OperationKind>(&row.kind)? != OperationKind::ExportMake {
        return Err(ApiError::not_found());
    }
    match stored(&row.status)? {
        OperationStatus::Done if is_kept(&row, now) => {}
        OperationStatus::Done => return Err(ApiError::new(ProblemCode::NotFound, GONE)),
        OperationStatus::Failed | OperationStatus::Cancelled => {
            return Err(ApiError::wrong_state("There is no file: it was not made."));
        }
        OperationStatus::Queued | OperationStatus::Running => {
            return Err(ApiError::wrong_state("The file is not there yet."));
        }
    }
    let ExportOrder {
        what,
        format,
        from,
        to,
    } = Ordered::of(&row.subject_id)?.order;
    let file =
        File::open(shelf::place(folder, id, format)).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => ApiError::new(ProblemCode::NotFound, ELSEWHERE),
            _ => ApiError::busy_because("The file cannot be read now.", error),
        })?;
    let made = settings::shop(conn)?
        .zone
        .day_of(Instant::from_millis(row.created_at))?;
    let name = match what {
        ExportWhat::Everything => format!("{what}-{made}.{format}"),
        ExportWhat::Journal => format!("{what}-{}.{format}", span(from, to, made)),
    };
    Ok(Found { file, name, format })
}

/// Removes the files that are too old, and what came to nothing.
pub fn sweep(db: &Db, folder: &Path) -> Result<(), ApiError> {
    let now = db.now();
    let swept = shelf::sweep(folder, |id, is_whole| {
        let row = db.read_blocking(|conn| match work::find(conn, id) {
            Err(error) if error.code() == ProblemCode::NotFound => Ok(None),
            found => found.map(Some),
        })?;
        let Some(row) = row else { return Ok(false) };
        let status: OperationStatus = stored(&row.status)?;
        Ok(match status {
            OperationStatus::Done => is_whole && is_kept(&row, now),
            status => !status.is_over(),
        })
    });
    swept.map_err(|fault: Fault| match fault {
        Fault::Api(error) => error,
        Fault::File(error) => ApiError::busy_because("The folder of files cannot be used.", error),
    })
}

fn is_kept(row: &Row, now: Instant) -> bool {
    let since = row.finished_at.unwrap_or(row.created_at);
    now.millis() < since + KEPT_MS
}

enum Fault {
    Api(ApiError),
    File(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::File(error)
    }
}

impl From<ApiError> for Fault {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}
