//! `/dashboard` over HTTP.

use actix_web::web::{Data, Json};
use shared::dashboard::Dashboard;
use shared::permission::needs::DashboardRead;

use super::service;
use crate::app::App;
use crate::error::ApiError;
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::operation;

pub fn operations() -> Vec<Operation> {
    vec![operation!(get_dashboard)]
}

/// Shows the shop's figures of today, this week and this month, and six calendar months of money in and out.
///
/// Days, weeks (from Monday) and months are those of the shop's calendar. Each figure names the list whose count or sum
/// it is; the net has none, being the difference of two. Amounts are `null` for those who may not see the shop's figures,
/// and where a sum is beyond the largest amount.
#[utoipa::path(get, path = "/dashboard", tag = "dashboard")]
async fn get_dashboard(
    who: Allowed<DashboardRead>,
    app: Data<App>,
) -> Result<Json<Dashboard>, ApiError> {
    let (actor, now) = (who.actor.clone(), app.db.now());
    Ok(Json(
        app.db
            .read(move |conn| service::figures(conn, &actor, now))
            .await?,
    ))
}
