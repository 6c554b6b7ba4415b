//! `/reports` over HTTP.

use actix_web::web::{Data, Json};
use shared::permission::needs::ReportsRead;
use shared::reports::{Report, ReportKind, ReportQuery};

use super::service;
use crate::app::App;
use crate::error::ApiError;
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, PathId};
use crate::operation;

pub fn operations() -> Vec<Operation> {
    vec![operation!(get_report)]
}

/// Shows a report of a period.
///
/// Revenue is the total of completed jobs, on the day of their completion; an expenditure counts on its own day. Rows beyond
/// `limit` are together *Others*; the shares of all rows add up to 10 000. Each row names the list that sums to it, where
/// there is one. With `compare` each row stands beside the same of another period. `work` is about the jobs that are not
/// completed now, whatever the period. Who knows of own records only is told of those, and `own_only` says so.
#[utoipa::path(get, path = "/reports/{report}", tag = "reports")]
async fn get_report(
    who: Allowed<ReportsRead>,
    app: Data<App>,
    report: PathId<ReportKind>,
    query: Listing<ReportQuery>,
) -> Result<Json<Report>, ApiError> {
    let (actor, now) = (who.actor.clone(), app.db.now());
    let report = app
        .db
        .read(move |conn| service::report(conn, &actor, now, (report.0, &query.0)));
    Ok(Json(report.await?))
}
