//! `/setup` over HTTP; 404 from the moment the shop is set up.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use shared::problem::ProblemCode::{BadCredentials, Busy, Invalid, NotFound, SlowDown, WrongState};
use shared::setup::{SetupDone, SetupDraft};

use super::service;
use crate::app::App;
use crate::auth::{Auth, RequestContext};
use crate::error::ApiError;
use crate::http::answers::Made;
use crate::http::body::Valid;
use crate::http::operation::{Budget, Operation};
use crate::http::signature::Argument;
use crate::operation;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(set_up_shop)
            .counted(Budget::Secret)
            .before_setup()
            .fails_when(BadCredentials, "the token")
            .fails(&[Invalid])
            .fails_when(WrongState, "somebody else was faster")
            .fails_when(NotFound, "done long ago")
            .fails(&[SlowDown, Busy])
            .without_precondition(),
    ]
}

/// Sets up the shop.
///
/// Once: with the token from the file `setup-token` in the server's data folder. Makes the first administrator, who can
/// sign in then.
#[utoipa::path(post, path = "/setup", tag = "setup")]
async fn set_up_shop(
    _open: StillOpen,
    request: RequestContext,
    app: Data<App>,
    auth: Data<Auth>,
    draft: Valid<SetupDraft>,
) -> Result<Made<SetupDone>, ApiError> {
    let user = service::set_up(&app, &auth, &request, draft.into_inner()).await?;
    Ok(Made(SetupDone { user }))
}

/// Also for whoever set it up, and never got the answer.
const SET_UP_ALREADY: &str = "The shop is set up already. Sign in.";

/// The shop is not set up yet. Stands first, so that a shop that is answers 404 to whatever is sent.
struct StillOpen;

impl Argument for StillOpen {}

impl FromRequest for StillOpen {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(req: &HttpRequest, _payload: &mut Payload) -> Self::Future {
        let app = req.app_data::<Data<App>>().cloned();
        Box::pin(async move {
            let app = app.ok_or_else(|| ApiError::broken("no application state"))?;
            match service::is_set_up(&app).await? {
                true => Err(ApiError::new(NotFound, SET_UP_ALREADY)),
                false => Ok(Self),
            }
        })
    }
}
