//! `/settings` over HTTP.

use actix_web::web::Data;
use actix_web::{get, patch};
use shared::permission::needs::{SettingsRead, SettingsWrite};
use shared::settings::{Settings, SettingsPatch};
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::app::App;
use crate::auth;
use crate::error::ApiError;
use crate::http::body::Valid;
use crate::http::conditional::{IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::logging::SecurityKind;

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        scope::scope("/settings")
            .service(get_settings)
            .service(update_settings),
    );
}

/// Shows the shop's settings.
#[utoipa::path(tag = "settings", responses((status = 200, body = Settings), (status = 304)),
    extensions(("x-permission" = json!("settings.read"))))]
#[get("")]
async fn get_settings(
    _who: Allowed<SettingsRead>,
    app: Data<App>,
) -> Result<Tagged<Settings>, ApiError> {
    Ok(Tagged(app.db.read(service::read).await?))
}

/// Changes the shop's settings.
///
/// The currency can be changed only before the first amount is recorded. Problems: `invalid`, `stale`, `in_use`.
#[utoipa::path(tag = "settings", request_body = SettingsPatch, responses((status = 200, body = Settings)),
    extensions(("x-permission" = json!("settings.write"))))]
#[patch("")]
async fn update_settings(
    who: Allowed<SettingsWrite>,
    app: Data<App>,
    seen: IfMatch,
    patch: Valid<SettingsPatch>,
) -> Result<Tagged<Settings>, ApiError> {
    let settings = app
        .db
        .write(&who, move |tx| service::update(tx, seen.0, &patch))
        .await?;
    let what = "changed the settings";
    auth::report(&app.auth, &who, SecurityKind::AuthzAdmin, None, what);
    Ok(Tagged(settings))
}
