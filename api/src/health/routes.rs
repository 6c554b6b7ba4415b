//! Health, version, problems and the document over HTTP: outside `/api/v1`, since they outlive its versions.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use serde::Serialize;
use shared::permission::needs::SecurityRead;
use shared::problem::ProblemCode;
use shared::problem::ProblemCode::{Busy, NotFound};
use utoipa::ToSchema;

use super::readiness;
use crate::app::App;
use crate::calendar::Rules;
use crate::error::ApiError;
use crate::http::answers::Unchanging;
use crate::http::docs::Docs;
use crate::http::guard::Allowed;
use crate::http::operation::{Budget, Operation};
use crate::http::query::PathId;
use crate::operation;
use crate::work::Task;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(get_liveness).for_probes(),
        operation!(get_readiness).for_probes().fails(&[Busy]),
        operation!(get_version),
        operation!(explain_problem).counted(Budget::Exempt),
        operation!(get_document)
            .counted(Budget::Exempt)
            .fails_when(NotFound, "switched off"),
    ]
}

/// That the server is well.
#[derive(Serialize, ToSchema)]
struct Health {
    /// Always `ok`; a server that is not well answers with a problem.
    #[schema(example = "ok")]
    status: &'static str,
}

/// That the server can work, and how all that runs beside requests fares.
#[derive(Serialize, ToSchema)]
struct Readiness {
    /// `ok`, or `degraded` while something beside requests does not come to its end; requests are answered all the same.
    #[schema(example = "ok")]
    status: &'static str,
    /// What runs beside requests, by name.
    tasks: Vec<Task>,
}

/// What is running.
#[derive(Serialize, ToSchema)]
struct Version {
    /// The release.
    #[schema(example = "0.1.0")]
    version: &'static str,
    /// The commit it was built from; `null` when the build did not say.
    commit: Option<&'static str>,
    /// When it was built; `null` when the build did not say.
    built_at: Option<&'static str>,
    /// The version of the API.
    #[schema(example = "v1")]
    api: &'static str,
    /// The release of the IANA time zone database that days are counted by.
    #[schema(example = "2026f")]
    time_zones: &'static str,
}

/// What a problem's code means.
#[derive(Serialize, ToSchema)]
struct Explanation {
    /// The code.
    code: ProblemCode,
    /// The status that it comes with.
    #[schema(minimum = 400, maximum = 599, example = 412)]
    status: u16,
    /// The sentence that every problem of this code begins with.
    title: &'static str,
    /// When it happens and what to do.
    explanation: &'static str,
}

/// This document.
#[derive(ToSchema)]
struct ApiDocument {}

/// Tells that the server runs.
///
/// Asks nobody else: a server whose database is away is alive.
#[utoipa::path(get, path = "/health/live", tag = "operations")]
async fn get_liveness() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Tells whether the server can work.
///
/// Its database answers, the tables are those of this program, the disk takes writes, and it was not asked to stop. What
/// runs beside requests is named with its panics: they take no request away, so the server stays ready.
#[utoipa::path(get, path = "/health/ready", tag = "operations")]
async fn get_readiness(app: Data<App>) -> Result<Json<Readiness>, ApiError> {
    readiness::check(&app).await?;
    let tasks = app.supervisor.tasks();
    let status = match tasks.iter().all(|task| task.well) {
        true => "ok",
        false => "degraded",
    };
    Ok(Json(Readiness { status, tasks }))
}

/// Tells what is running.
#[utoipa::path(get, path = "/version", tag = "operations")]
async fn get_version(_who: Allowed<SecurityRead>) -> Json<Version> {
    Json(Version {
        version: env!("CARGO_PKG_VERSION"),
        commit: said(option_env!("ZEHMO_COMMIT")),
        built_at: said(option_env!("ZEHMO_BUILT_AT")),
        api: "v1",
        time_zones: &Rules::used().release,
    })
}

/// What the build said; an argument of an image that nobody gave is empty.
fn said(text: Option<&'static str>) -> Option<&'static str> {
    text.filter(|text| !text.is_empty())
}

/// Explains a problem.
///
/// This is where the `type` of every problem leads.
#[utoipa::path(get, path = "/problems/{code}", tag = "operations")]
async fn explain_problem(code: PathId<ProblemCode>) -> Result<Json<Explanation>, ApiError> {
    let code = code.0;
    if !ProblemCode::ALL.contains(&code) {
        return Err(ApiError::not_found());
    }
    Ok(Json(Explanation {
        code,
        status: code.status(),
        title: code.title(),
        explanation: code.explanation(),
    }))
}

/// Shows this document.
///
/// OpenAPI 3.1. `API_DOCS=false` switches it off, and `/docs` with it.
#[utoipa::path(get, path = "/openapi.json", tag = "operations")]
async fn get_document(
    req: HttpRequest,
    app: Data<App>,
    docs: Data<Docs>,
) -> Result<Unchanging<ApiDocument>, ApiError> {
    if !app.config.api_docs {
        return Err(ApiError::not_found());
    }
    docs.document(&req)
}
