//! `/setup` over HTTP; 404 from the moment the shop is set up.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Json};
use actix_web::{FromRequest, HttpRequest, post};
use shared::setup::{SetupDone, SetupDraft};
use utoipa_actix_web::service_config::ServiceConfig;

use super::service;
use crate::app::App;
use crate::auth::Visit;
use crate::error::ApiError;
use crate::http::body::Valid;

pub fn routes(config: &mut ServiceConfig) {
    config.service(set_up_shop);
}

/// Sets up the shop.
///
/// Once: with the token from the file `setup-token` in the server's data folder. Makes the first administrator, who can
/// sign in then. Problems: `bad_credentials` (the token), `invalid`, `wrong_state` (somebody else was faster),
/// `not_found` (done long ago), `slow_down`, `busy`.
#[utoipa::path(tag = "setup", request_body = SetupDraft, responses((status = 201, body = SetupDone)),
    extensions(("x-precondition" = json!("none"))))]
#[post("/setup")]
async fn set_up_shop(
    _open: StillOpen,
    visit: Visit,
    app: Data<App>,
    draft: Valid<SetupDraft>,
) -> Result<(Json<SetupDone>, StatusCode), ApiError> {
    let user = service::set_up(&app, &visit, draft.into_inner()).await?;
    Ok((Json(SetupDone { user }), StatusCode::CREATED))
}

/// The shop is not set up yet. Stands first, so that a shop that is answers 404 to whatever is sent.
struct StillOpen;

impl FromRequest for StillOpen {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(req: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let app = req.app_data::<Data<App>>().cloned();
        Box::pin(async move {
            let app = app.ok_or_else(|| ApiError::broken("no application state"))?;
            match app.is_set_up().await? {
                true => Err(ApiError::not_found()),
                false => Ok(Self),
            }
        })
    }
}
