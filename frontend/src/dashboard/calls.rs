//! The calls of the dashboard.

use shared::dashboard::Dashboard;
use shared::jobs::{Job, JobFilter, JobQuery};
use shared::page::{Page, Summary};

use crate::client::{Call, Failure};

pub async fn dashboard() -> Result<Dashboard, Failure> {
    Call::get("/dashboard").background().send().await
}

/// Jobs of a day; asked for by the page itself, like all of the dashboard, so that an open one keeps nobody signed in.
pub async fn jobs(query: JobQuery) -> Result<Page<Job>, Failure> {
    Call::get("/jobs").query(&query).background().send().await
}

pub async fn summary(filter: JobFilter) -> Result<Summary, Failure> {
    Call::get("/jobs/summary")
        .query(&filter)
        .background()
        .send()
        .await
}
