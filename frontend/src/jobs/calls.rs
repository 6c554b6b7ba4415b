//! The calls of the jobs pages.

use serde::Serialize;
use shared::audit::HistoryEntry;
use shared::id::JobId;
use shared::jobs::{Job, JobDraft, JobFilter, JobPatch, JobQuery, SuggestionQuery, Suggestions};
use shared::page::{Page, Summary};

use crate::client::{Call, Failure, Key};

#[derive(Serialize)]
struct HistoryOrder {
    sort: &'static str,
}

pub async fn list(query: JobQuery) -> Result<Page<Job>, Failure> {
    Call::get("/jobs").query(&query).send().await
}

pub async fn summary(filter: JobFilter) -> Result<Summary, Failure> {
    Call::get("/jobs/summary").query(&filter).send().await
}

pub async fn find(id: JobId) -> Result<Job, Failure> {
    Call::get(format!("/jobs/{id}")).send().await
}

/// Newest first.
pub async fn history(id: JobId) -> Result<Page<HistoryEntry>, Failure> {
    let order = HistoryOrder { sort: "-seq" };
    Call::get(format!("/jobs/{id}/history"))
        .query(&order)
        .send()
        .await
}

/// `complete`, `reopen` or `restore`.
pub async fn act(job: &Job, verb: &str) -> Result<Job, Failure> {
    Call::post(format!("/jobs/{}/{verb}", job.id))
        .seen(job.rev)
        .key(&Key::fresh())
        .send()
        .await
}

pub async fn trash(job: &Job) -> Result<(), Failure> {
    Call::delete(format!("/jobs/{}", job.id))
        .seen(job.rev)
        .key(&Key::fresh())
        .done()
        .await
}

pub async fn create(draft: &JobDraft, key: &Key) -> Result<Job, Failure> {
    Call::post("/jobs").key(key).json(draft).send().await
}

pub async fn correct(job: &Job, patch: &JobPatch, key: &Key) -> Result<Job, Failure> {
    Call::patch(format!("/jobs/{}", job.id))
        .seen(job.rev)
        .key(key)
        .json(patch)
        .send()
        .await
}

/// For the names and descriptions in the form.
pub async fn suggestions(query: SuggestionQuery) -> Result<Suggestions, Failure> {
    Call::get("/jobs/suggestions").query(&query).send().await
}
