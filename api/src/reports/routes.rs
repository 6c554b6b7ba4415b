//! `/reports` over HTTP.

use actix_web::web::{Data, Json};
use shared::permission::needs::{ExportsRead, ReportsRead};
use shared::reports::{Report, ReportExport, ReportKind, ReportQuery};

use super::exported::Exported;
use super::service;
use crate::app::App;
use crate::error::ApiError;
use crate::exports;
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, PathId};
use crate::operation;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(get_report),
        exports::refusing(operation!(export_report)),
    ]
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

/// Exports a report of a period.
///
/// Takes what the report takes, and gives its rows in their order, *Others* if there is such a row, and its total as the last
/// one, in one file; `money` tells the net as well. With `compare` the columns of the other period stand beside them. In CSV an
/// amount is a decimal, a share the per cent of the whole (`12.34`), and a text that a spreadsheet would run begins with an
/// apostrophe; with `separator=semicolon` decimals have a comma. Workbooks and PDF say which days these are, beside which, and
/// by which date they count. The file goes out when it is whole, and is an event of the journal.
#[utoipa::path(get, path = "/reports/{report}/export", tag = "reports")]
async fn export_report(
    who: Allowed<(ExportsRead, ReportsRead)>,
    app: Data<App>,
    report: PathId<ReportKind>,
    query: Listing<ReportExport>,
) -> Result<exports::ListFile, ApiError> {
    let exported = Exported::read(&app, &who.actor, report.0, query.0).await?;
    exports::export(&app, &who, exported).await
}
