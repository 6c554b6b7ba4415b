//! `/operations` over HTTP.

use actix_web::web::Data;
use shared::id::{OperationId, Rev};
use shared::instant::Instant;
use shared::operations::{Operation, OperationKind, OperationProgress, OperationStatus};
use shared::permission::needs::SelfRead;

use crate::app::App;
use crate::db::{Actor, Conn};
use crate::error::ApiError;
use crate::http::answers::Accepted;
use crate::http::conditional::{Revised, Tagged};
use crate::http::guard::Allowed;
use crate::http::operation::Operation as Declared;
use crate::http::query::PathId;
use crate::operation;
use crate::stored::stored;
use crate::work::{self, Row};

pub fn operations() -> Vec<Declared> {
    vec![
        operation!(get_operation),
        operation!(cancel_operation).without_precondition(),
    ]
}

/// An operation has no revisions: what changes is in the digest that stands beside this in its tag.
impl Revised for Operation {
    fn rev(&self) -> Rev {
        Rev::FIRST
    }
}

/// Shows how far work is that takes longer than a request.
///
/// Everybody sees the work that they asked for. It is known for a month after its end.
#[utoipa::path(get, path = "/operations/{id}", tag = "operations")]
async fn get_operation(
    who: Allowed<SelfRead>,
    app: Data<App>,
    id: PathId<OperationId>,
) -> Result<Tagged<Operation>, ApiError> {
    let actor = who.actor.clone();
    Ok(Tagged(
        app.db
            .look(move |conn| show(own(conn, &actor, id.0)?))
            .await?,
    ))
}

/// Cancels work.
///
/// It stops with its next step, and nothing of it is kept: look again until its status says so. Work that is over stays as
/// it is.
#[utoipa::path(delete, path = "/operations/{id}", tag = "operations")]
async fn cancel_operation(
    who: Allowed<SelfRead>,
    app: Data<App>,
    id: PathId<OperationId>,
) -> Result<Accepted<Operation>, ApiError> {
    let actor = who.actor.clone();
    let id = id.0;
    let operation = app
        .db
        .write(&who, move |tx| {
            let row = own(tx.conn, &actor, id)?;
            if !stored::<OperationStatus>(&row.status)?.is_over() {
                work::request_cancel(tx, id)?;
            }
            show(row).map(Accepted::here)
        })
        .await?;
    app.runner.stop(id);
    app.runner.wake();
    Ok(operation)
}

/// Says where to look how far the newest work of this kind on something is.
pub fn accepted(
    conn: &mut Conn,
    subject: &str,
    kind: OperationKind,
) -> Result<Accepted<Operation>, ApiError> {
    let newest = work::newest_on(conn, subject, &[kind])?;
    let newest = newest.ok_or_else(|| ApiError::broken("work that was begun is not there"))?;
    let location = format!("/api/v1/operations/{}", newest.operation);
    let operation = show(work::find(conn, newest.operation)?)?;
    Ok(Accepted::elsewhere(location, operation))
}

/// Nobody may know of another person's work.
pub fn own(conn: &mut Conn, actor: &Actor, id: OperationId) -> Result<Row, ApiError> {
    let row = work::find(conn, id)?;
    let asker = actor.user().map(|user| user.to_string());
    match asker.is_some() && row.created_by == asker {
        true => Ok(row),
        false => Err(ApiError::not_found()),
    }
}

fn show(row: Row) -> Result<Operation, ApiError> {
    let status: OperationStatus = stored(&row.status)?;
    let count = |rows: i64| u64::try_from(rows).unwrap_or(0);
    let problem = row.problem.as_deref().map(serde_json::from_str);
    let kind: OperationKind = stored(&row.kind)?;
    let id = stored(&row.id)?;
    Ok(Operation {
        id,
        kind,
        status,
        progress: OperationProgress {
            done: count(row.done),
            total: count(row.total),
            unit: kind.unit(),
        },
        result: (status == OperationStatus::Done).then(|| kind.result(id, &row.subject_id)),
        problem: problem.transpose().map_err(ApiError::internal)?,
        created_at: Instant::from_millis(row.created_at),
        finished_at: row.finished_at.map(Instant::from_millis),
    })
}
