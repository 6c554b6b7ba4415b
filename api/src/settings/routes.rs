//! `/settings` over HTTP.

use actix_web::web::Data;
use shared::permission::needs::{SettingsRead, SettingsWrite};
use shared::problem::ProblemCode::{InUse, Invalid, Stale};
use shared::settings::{Settings, SettingsPatch};

use super::service;
use crate::app::App;
use crate::error::ApiError;
use crate::http::body::Valid;
use crate::http::conditional::{IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::logging::SecurityKind;
use crate::operation;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(get_settings),
        operation!(update_settings).fails(&[Invalid, Stale, InUse]),
    ]
}

/// Shows the shop's settings.
#[utoipa::path(get, path = "/settings", tag = "settings")]
async fn get_settings(
    _who: Allowed<SettingsRead>,
    app: Data<App>,
) -> Result<Tagged<Settings>, ApiError> {
    Ok(Tagged(app.db.read(service::read).await?))
}

/// Changes the shop's settings.
///
/// The currency can be changed only before the first amount is recorded.
#[utoipa::path(patch, path = "/settings", tag = "settings")]
async fn update_settings(
    who: Allowed<SettingsWrite>,
    app: Data<App>,
    seen: IfMatch,
    patch: Valid<SettingsPatch>,
) -> Result<Tagged<Settings>, ApiError> {
    let settings = app
        .db
        .write(&who, move |tx| {
            service::update(tx, &seen.0, &patch).map(Tagged)
        })
        .await?;
    let what = "changed the settings";
    app.security_log
        .report(&who, SecurityKind::AuthzAdmin, None, what);
    Ok(settings)
}
