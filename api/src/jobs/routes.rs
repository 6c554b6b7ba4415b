//! `/jobs` over HTTP.

use actix_web::web::{Data, Json};
use shared::audit::{HistoryEntry, HistoryQuery};
use shared::id::JobId;
use shared::jobs::{Job, JobDraft, JobFilter, JobPatch, JobQuery, SuggestionQuery, Suggestions};
use shared::page::Summary;
use shared::permission::needs::{
    JobsComplete, JobsEdit, JobsRead, JobsReopen, JobsRestore, JobsUndo, JobsWrite,
};
use shared::problem::ProblemCode::{Invalid, NotAllowed, Stale, Taken, WrongState};

use super::record::JobRecord;
use super::{service, suggestions};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiError;
use crate::http::answers::Done;
use crate::http::body::Valid;
use crate::http::conditional::{Created, IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, Paged, PathId};
use crate::operation;
use crate::records;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(list_jobs),
        operation!(create_job)
            .fails(&[Invalid])
            .fails_when(Taken, "the id exists"),
        operation!(summarize_jobs),
        operation!(suggest_for_job),
        operation!(get_job),
        operation!(update_job).fails(&[Invalid, Stale]).fails_when(
            WrongState,
            "it is in the trash, or `completed_on` of a job that is not completed",
        ),
        operation!(delete_job)
            .fails(&[NotAllowed, Stale])
            .fails_when(WrongState, "it is there already"),
        operation!(complete_job).fails(&[Stale, WrongState]),
        operation!(reopen_job).fails(&[Stale, WrongState]),
        operation!(restore_job)
            .fails_when(NotAllowed, "not one's own or older than 10 minutes")
            .fails(&[Stale])
            .fails_when(WrongState, "it is not in the trash"),
        operation!(list_job_history),
    ]
}

/// Lists jobs.
///
/// Newest first unless `sort` says otherwise; the day of completion counts when `completed_on_from` or `completed_on_to`
/// is given. `q` finds words that begin a word of the job's number, of its items or of
/// its customer's name.
#[utoipa::path(get, path = "/jobs", tag = "jobs")]
async fn list_jobs(
    who: Allowed<JobsRead>,
    app: Data<App>,
    query: Listing<JobQuery>,
) -> Result<Paged<Job>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    Ok(Paged(
        app.db
            .read(move |conn| records::page::<JobRecord>(conn, &cursors, &actor, &query.0))
            .await?,
    ))
}

/// Sums the jobs of a filter.
///
/// Takes the list's filters. `total` is `null` for those who may not see the shop's figures.
#[utoipa::path(get, path = "/jobs/summary", tag = "jobs")]
async fn summarize_jobs(
    who: Allowed<JobsRead>,
    app: Data<App>,
    query: Listing<JobFilter>,
) -> Result<Json<Summary>, ApiError> {
    let actor = who.actor.clone();
    Ok(Json(
        app.db
            .read(move |conn| records::summary::<JobRecord>(conn, &actor, &query.0))
            .await?,
    ))
}

/// Suggests customers and items for a new job.
///
/// Without `q` those of late; with it those of which each word begins a word, what is exactly so called first. Each item
/// comes once, as it was last sold. Nothing needs to be asked again after a sale: its answer holds customer and items.
#[utoipa::path(get, path = "/jobs/suggestions", tag = "jobs")]
async fn suggest_for_job(
    who: Allowed<JobsWrite>,
    app: Data<App>,
    query: Listing<SuggestionQuery>,
) -> Result<Json<Suggestions>, ApiError> {
    let actor = who.actor.clone();
    let suggested = app
        .db
        .read(move |conn| suggestions::suggest(conn, &actor, &query.0));
    Ok(Json(suggested.await?))
}

/// Records a job.
///
/// Totals and the number are computed by the server. A `customer_name` that is not known yet becomes a customer.
#[utoipa::path(post, path = "/jobs", tag = "jobs")]
async fn create_job(
    who: Allowed<JobsWrite>,
    app: Data<App>,
    draft: Valid<JobDraft>,
) -> Result<Created<Job>, ApiError> {
    let create = move |tx: &mut Tx<'_>| {
        let job = service::create(tx, &draft)?;
        Ok(Created::below(job.id, job))
    };
    app.db.write(&who, create).await
}

/// Shows a job.
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs")]
async fn get_job(
    who: Allowed<JobsRead>,
    app: Data<App>,
    id: PathId<JobId>,
) -> Result<Tagged<Job>, ApiError> {
    let actor = who.actor.clone();
    Ok(Tagged(
        app.db
            .read_one(move |conn| records::find::<JobRecord>(conn, &actor, id.0))
            .await?,
    ))
}

/// Changes a job.
///
/// A JSON Merge Patch: what is absent stays, `null` clears, `items` are replaced as a whole. With `completed_on` its
/// revenue moves to that day.
#[utoipa::path(patch, path = "/jobs/{id}", tag = "jobs")]
async fn update_job(
    who: Allowed<JobsEdit>,
    app: Data<App>,
    id: PathId<JobId>,
    seen: IfMatch,
    patch: Valid<JobPatch>,
) -> Result<Tagged<Job>, ApiError> {
    app.db
        .write(&who, move |tx| {
            service::update(tx, id.0, &seen.0, &patch).map(Tagged)
        })
        .await
}

/// Moves a job to the trash.
///
/// Its author may undo it for 10 minutes; later, or for another's job, `jobs.delete` is needed.
#[utoipa::path(delete, path = "/jobs/{id}", tag = "jobs")]
async fn delete_job(
    who: Allowed<JobsUndo>,
    app: Data<App>,
    id: PathId<JobId>,
    seen: IfMatch,
) -> Result<Done, ApiError> {
    let done = move |tx: &mut Tx<'_>| records::trash::<JobRecord>(tx, id.0, &seen.0).map(|()| Done);
    app.db.write(&who, done).await
}

/// Brings a job back from the trash.
#[utoipa::path(post, path = "/jobs/{id}/restore", tag = "jobs")]
async fn restore_job(
    who: Allowed<JobsRestore>,
    app: Data<App>,
    id: PathId<JobId>,
    seen: IfMatch,
) -> Result<Tagged<Job>, ApiError> {
    app.db
        .write(&who, move |tx| {
            records::restore::<JobRecord>(tx, id.0, &seen.0).map(Tagged)
        })
        .await
}

/// Completes a job.
///
/// From then on it counts as revenue of this day, or of the job's own day where that lies ahead (the clock or the time zone
/// was put back).
#[utoipa::path(post, path = "/jobs/{id}/complete", tag = "jobs")]
async fn complete_job(
    who: Allowed<JobsComplete>,
    app: Data<App>,
    id: PathId<JobId>,
    seen: IfMatch,
) -> Result<Tagged<Job>, ApiError> {
    app.db
        .write(&who, move |tx| {
            service::complete(tx, id.0, &seen.0).map(Tagged)
        })
        .await
}

/// Reopens a completed job.
///
/// It no longer counts as revenue.
#[utoipa::path(post, path = "/jobs/{id}/reopen", tag = "jobs")]
async fn reopen_job(
    who: Allowed<JobsReopen>,
    app: Data<App>,
    id: PathId<JobId>,
    seen: IfMatch,
) -> Result<Tagged<Job>, ApiError> {
    app.db
        .write(&who, move |tx| {
            service::reopen(tx, id.0, &seen.0).map(Tagged)
        })
        .await
}

/// Lists what happened to a job.
///
/// Who, when, what, and the facts that changed; oldest first unless `sort` says otherwise.
#[utoipa::path(get, path = "/jobs/{id}/history", tag = "jobs")]
async fn list_job_history(
    who: Allowed<JobsRead>,
    app: Data<App>,
    id: PathId<JobId>,
    query: Listing<HistoryQuery>,
) -> Result<Paged<HistoryEntry>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    let history = app
        .db
        .read(move |conn| records::history::<JobRecord>(conn, &cursors, &actor, id.0, &query.0));
    Ok(Paged(history.await?))
}
