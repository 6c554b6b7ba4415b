//! `/auth` over HTTP. None of it needs a right: it is how one comes by rights.

use actix_web::http::header;
use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, get, post};
use shared::auth::{Activate, CsrfToken, PasswordPolicy, Session, SignIn};
use shared::instant::Instant;
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use super::session::Opened;
use super::state::Auth;
use super::{Visit, activation, csrf, ended, not_signed_in, refresh, sign_in};
use crate::error::ApiError;
use crate::http::body::{NoFields, Valid};
use crate::http::conditional::Done;

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        scope::scope("/auth")
            .service(start_session)
            .service(refresh_session)
            .service(end_session)
            .service(issue_csrf_token)
            .service(get_password_policy)
            .service(activate_user),
    );
}

/// Signs in with name and password.
///
/// Sets the refresh cookie. Every wrong combination gets the same answer.
/// Problems: `bad_credentials`, `slow_down`, `csrf_failed` (sent by another site), `busy`.
#[utoipa::path(tag = "auth", request_body = SignIn, responses((status = 200, body = Session)),
    extensions(("x-precondition" = json!("none"))))]
#[post("/sign-in")]
async fn start_session(
    visit: Visit,
    auth: Data<Auth>,
    draft: Valid<SignIn>,
) -> Result<HttpResponse, ApiError> {
    let (session, opened) = sign_in::sign_in(&auth, &visit, draft.into_inner()).await?;
    Ok(answer_with_cookies(&auth, &session, opened))
}

/// Rotates the refresh cookie.
///
/// Answers a fresh access token. Needs the cookie and `X-CSRF-Token`. A refresh that no person caused says so with
/// `X-Background: 1` and does not keep the session alive. Problems: `sign_in`, `session_expired`, `csrf_failed`, `csrf_expired`.
#[utoipa::path(tag = "auth", request_body = NoFields, responses((status = 200, body = Session)),
    extensions(("x-precondition" = json!("none"))))]
#[post("/refresh")]
async fn refresh_session(
    visit: Visit,
    auth: Data<Auth>,
    _body: Valid<NoFields>,
) -> Result<HttpResponse, ApiError> {
    let (session, token) = refresh::refresh(&auth, &visit).await?;
    Ok(HttpResponse::Ok()
        .cookie(auth.cookies.refresh(token))
        .json(session))
}

/// Signs out.
///
/// Ends the cookie's session and deletes the cookie; needs `X-CSRF-Token` while the session lives.
/// Problems: `csrf_failed`, `csrf_expired`.
#[utoipa::path(tag = "auth", request_body = NoFields, responses((status = 204)),
    extensions(("x-precondition" = json!("none"))))]
#[post("/sign-out")]
async fn end_session(
    visit: Visit,
    auth: Data<Auth>,
    _body: Valid<NoFields>,
) -> Result<HttpResponse, ApiError> {
    sign_in::sign_out(&auth, &visit).await?;
    // Not "storage": theme and density are the browser's, and a draft of somebody else waits there for its owner. The
    // app itself forgets what is this user's.
    let cleared = r#""cache""#;
    Ok(HttpResponse::NoContent()
        .cookie(auth.cookies.no_refresh())
        .insert_header((header::HeaderName::from_static("clear-site-data"), cleared))
        .finish())
}

/// Issues an anti-forgery token.
///
/// For the session of the refresh cookie; good for an hour. Problems: `sign_in`, `session_expired`.
#[utoipa::path(tag = "auth", responses((status = 200, body = CsrfToken)))]
#[get("/csrf")]
async fn issue_csrf_token(visit: Visit, auth: Data<Auth>) -> Result<Json<CsrfToken>, ApiError> {
    let row = visit
        .cookie_session(&auth)
        .await?
        .ok_or_else(not_signed_in)?;
    let now = auth.db.now();
    if !row.is_live(now) {
        return Err(ended());
    }
    let token = csrf::issue(auth.keyring.csrf(), &row.id, now.millis());
    Ok(Json(CsrfToken {
        csrf_token: token.text,
        expires_at: Instant::from_millis(token.expires_at_ms),
    }))
}

/// Tells the rules for passwords.
///
/// As a form shows them; the server checks more, against lists of common passwords.
#[utoipa::path(tag = "auth", responses((status = 200, body = PasswordPolicy)))]
#[get("/password-policy")]
async fn get_password_policy(auth: Data<Auth>) -> Json<PasswordPolicy> {
    Json(auth.policy.rules())
}

/// Sets a password by code.
///
/// An administrator gives the code; it works once. All sessions of the user end.
/// Problems: `bad_credentials` (the code), `invalid` (the password), `slow_down`, `busy`.
#[utoipa::path(tag = "auth", request_body = Activate, responses((status = 204)),
    extensions(("x-precondition" = json!("none"))))]
#[post("/activate")]
async fn activate_user(
    visit: Visit,
    auth: Data<Auth>,
    draft: Valid<Activate>,
) -> Result<Done, ApiError> {
    activation::activate(&auth, &visit, draft.into_inner()).await?;
    Ok(Done)
}

/// 200 with the cookies of a new session.
pub fn answer_with_cookies(auth: &Auth, session: &Session, opened: Opened) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.cookie(auth.cookies.refresh(opened.refresh_token));
    if let Some(token) = opened.device_token {
        answer.cookie(auth.cookies.device(token));
    }
    answer.json(session)
}
