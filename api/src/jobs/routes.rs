//! `/jobs` over HTTP.

use actix_web::web::{Data, Json};
use actix_web::{delete, get, patch, post};
use shared::audit::{HistoryEntry, HistoryQuery};
use shared::id::JobId;
use shared::jobs::{Job, JobDraft, JobFilter, JobPatch, JobQuery, SuggestionQuery, Suggestions};
use shared::page::{Page, Summary};
use shared::permission::needs::{
    JobsComplete, JobsEdit, JobsRead, JobsReopen, JobsRestore, JobsUndo, JobsWrite,
};
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{listing, service, suggestions, view};
use crate::app::App;
use crate::audit;
use crate::error::ApiError;
use crate::http::body::Valid;
use crate::http::conditional::{Created, Done, IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::query::{Listing, Paged, PathId};

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        scope::scope("/jobs")
            .service(list_jobs)
            .service(create_job)
            .service(summarize_jobs)
            .service(suggest_for_job)
            .service(get_job)
            .service(update_job)
            .service(delete_job)
            .service(complete_job)
            .service(reopen_job)
            .service(restore_job)
            .service(list_job_history),
    );
}

/// Lists jobs.
///
/// Newest first unless `sort` says otherwise; the day of completion counts when `completed_on_from` or `completed_on_to`
/// is given. `q` finds words that begin a word of the job's number, of its items or of
/// its customer's name.
#[utoipa::path(tag = "jobs", params(JobQuery), responses((status = 200, body = Page<Job>)),
    extensions(("x-permission" = json!("jobs.read"))))]
#[get("")]
async fn list_jobs(
    who: Allowed<JobsRead>,
    app: Data<App>,
    query: Listing<JobQuery>,
) -> Result<Paged<Job>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    Ok(Paged(
        app.db
            .read(move |conn| listing::page(conn, &cursors, &actor, &query.0))
            .await?,
    ))
}

/// Sums the jobs of a filter.
///
/// Takes the list's filters. `total` is `null` for those who may not see the shop's figures.
#[utoipa::path(tag = "jobs", params(JobFilter), responses((status = 200, body = Summary)),
    extensions(("x-permission" = json!("jobs.read"))))]
#[get("/summary")]
async fn summarize_jobs(
    who: Allowed<JobsRead>,
    app: Data<App>,
    query: Listing<JobFilter>,
) -> Result<Json<Summary>, ApiError> {
    let actor = who.actor.clone();
    Ok(Json(
        app.db
            .read(move |conn| listing::summary(conn, &actor, &query.0))
            .await?,
    ))
}

/// Suggests customers and items for a new job.
///
/// Without `q` those of late; with it those of which each word begins a word, what is exactly so called first. Each item
/// comes once, as it was last sold. Nothing needs to be asked again after a sale: its answer holds customer and items.
#[utoipa::path(tag = "jobs", params(SuggestionQuery), responses((status = 200, body = Suggestions)),
    extensions(("x-permission" = json!("jobs.write"))))]
#[get("/suggestions")]
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
/// Problems: `invalid`, `taken` (the id exists).
#[utoipa::path(tag = "jobs", request_body = JobDraft, responses((status = 201, body = Job)),
    extensions(("x-permission" = json!("jobs.write"))))]
#[post("")]
async fn create_job(
    who: Allowed<JobsWrite>,
    app: Data<App>,
    draft: Valid<JobDraft>,
) -> Result<Created<Job>, ApiError> {
    let job = app
        .db
        .write(&who, move |tx| service::create(tx, &draft))
        .await?;
    Ok(Created::at(&format!("/jobs/{}", job.id), job))
}

/// Shows a job.
#[utoipa::path(tag = "jobs", params(("id" = JobId, Path)), responses((status = 200, body = Job), (status = 304)),
    extensions(("x-permission" = json!("jobs.read"))))]
#[get("/{id}")]
async fn get_job(
    who: Allowed<JobsRead>,
    app: Data<App>,
    id: PathId<JobId>,
) -> Result<Tagged<Job>, ApiError> {
    let actor = who.actor.clone();
    Ok(Tagged(
        app.db
            .read(move |conn| view::find(conn, &actor, id.0))
            .await?,
    ))
}

/// Changes a job.
///
/// A JSON Merge Patch: what is absent stays, `null` clears, `items` are replaced as a whole. With `completed_on` its
/// revenue moves to that day.
/// Problems: `invalid`, `stale`, `wrong_state` (it is in the trash, or `completed_on` of a job that is not completed).
#[utoipa::path(tag = "jobs", params(("id" = JobId, Path)), request_body = JobPatch, responses((status = 200, body = Job)),
    extensions(("x-permission" = json!("jobs.edit"))))]
#[patch("/{id}")]
async fn update_job(
    who: Allowed<JobsEdit>,
    app: Data<App>,
    id: PathId<JobId>,
    seen: IfMatch,
    patch: Valid<JobPatch>,
) -> Result<Tagged<Job>, ApiError> {
    Ok(Tagged(
        app.db
            .write(&who, move |tx| service::update(tx, id.0, seen.0, &patch))
            .await?,
    ))
}

/// Moves a job to the trash.
///
/// Its author may undo it for 10 minutes; later, or for another's job, `jobs.delete` is needed.
/// Problems: `not_allowed`, `stale`, `wrong_state` (it is there already).
#[utoipa::path(tag = "jobs", params(("id" = JobId, Path)), responses((status = 204)),
    extensions(("x-permission" = json!("jobs.undo"))))]
#[delete("/{id}")]
async fn delete_job(
    who: Allowed<JobsUndo>,
    app: Data<App>,
    id: PathId<JobId>,
    seen: IfMatch,
) -> Result<Done, ApiError> {
    app.db
        .write(&who, move |tx| service::delete(tx, id.0, seen.0))
        .await?;
    Ok(Done)
}

/// Brings a job back from the trash.
///
/// Problems: `not_allowed` (not one's own or older than 10 minutes), `stale`, `wrong_state` (it is not in the trash).
#[utoipa::path(tag = "jobs", params(("id" = JobId, Path)), responses((status = 200, body = Job)),
    extensions(("x-permission" = json!("jobs.restore"))))]
#[post("/{id}/restore")]
async fn restore_job(
    who: Allowed<JobsRestore>,
    app: Data<App>,
    id: PathId<JobId>,
    seen: IfMatch,
) -> Result<Tagged<Job>, ApiError> {
    Ok(Tagged(
        app.db
            .write(&who, move |tx| service::restore(tx, id.0, seen.0))
            .await?,
    ))
}

/// Completes a job.
///
/// From then on it counts as revenue of this day, or of the job's own day where that lies ahead (the clock or the time zone
/// was put back). Problems: `stale`, `wrong_state`.
#[utoipa::path(tag = "jobs", params(("id" = JobId, Path)), responses((status = 200, body = Job)),
    extensions(("x-permission" = json!("jobs.complete"))))]
#[post("/{id}/complete")]
async fn complete_job(
    who: Allowed<JobsComplete>,
    app: Data<App>,
    id: PathId<JobId>,
    seen: IfMatch,
) -> Result<Tagged<Job>, ApiError> {
    Ok(Tagged(
        app.db
            .write(&who, move |tx| service::complete(tx, id.0, seen.0))
            .await?,
    ))
}

/// Reopens a completed job.
///
/// It no longer counts as revenue. Problems: `stale`, `wrong_state`.
#[utoipa::path(tag = "jobs", params(("id" = JobId, Path)), responses((status = 200, body = Job)),
    extensions(("x-permission" = json!("jobs.reopen"))))]
#[post("/{id}/reopen")]
async fn reopen_job(
    who: Allowed<JobsReopen>,
    app: Data<App>,
    id: PathId<JobId>,
    seen: IfMatch,
) -> Result<Tagged<Job>, ApiError> {
    Ok(Tagged(
        app.db
            .write(&who, move |tx| service::reopen(tx, id.0, seen.0))
            .await?,
    ))
}

/// Lists what happened to a job.
///
/// Who, when, what, and the facts that changed; oldest first unless `sort` says otherwise.
#[utoipa::path(tag = "jobs", params(("id" = JobId, Path), HistoryQuery), responses((status = 200, body = Page<HistoryEntry>)),
    extensions(("x-permission" = json!("jobs.read"))))]
#[get("/{id}/history")]
async fn list_job_history(
    who: Allowed<JobsRead>,
    app: Data<App>,
    id: PathId<JobId>,
    query: Listing<HistoryQuery>,
) -> Result<Paged<HistoryEntry>, ApiError> {
    let (cursors, actor) = (app.cursors.clone(), who.actor.clone());
    let history = app.db.read(move |conn| {
        view::find(conn, &actor, id.0)?;
        audit::of_record(conn, &cursors, ("job", &id.0.to_string()), &query.0)
    });
    Ok(Paged(history.await?))
}
