//! `/jobs` over HTTP: what all records have, and what is done to jobs alone.

use actix_web::web::{Data, Json};
use shared::id::JobId;
use shared::jobs::{Job, JobDraft, JobPatch, SuggestionQuery, Suggestions};
use shared::permission::needs::{JobsComplete, JobsEdit, JobsReopen, JobsWrite};
use shared::problem::ProblemCode::{Invalid, Stale, Taken, WrongState};

use super::record::JobRecord;
use super::{service, suggestions};
use crate::app::App;
use crate::db::Tx;
use crate::error::ApiError;
use crate::http::body::Valid;
use crate::http::conditional::{Created, IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, PathId};
use crate::operation;
use crate::records;

const LISTED: &str = "\
Newest first unless `sort` says otherwise; the day of completion counts when `completed_on_from` or `completed_on_to`
is given. `q` finds words that begin a word of the job's number, of its items or of
its customer's name.";

pub fn operations() -> Vec<Operation> {
    let mut operations = records::operations::<JobRecord>(LISTED);
    operations.extend([
        records::exporting::<JobRecord>(),
        operation!(suggest_for_job),
        operation!(create_job)
            .fails(&[Invalid])
            .fails_when(Taken, "the id exists"),
        operation!(update_job).fails(&[Invalid, Stale]).fails_when(
            WrongState,
            "it is in the trash, or `completed_on` of a job that is not completed",
        ),
        operation!(complete_job).fails(&[Stale, WrongState]),
        operation!(reopen_job).fails(&[Stale, WrongState]),
    ]);
    operations
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
