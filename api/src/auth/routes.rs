//! `/auth` over HTTP. None of it needs a right: it is how one comes by rights.

use actix_web::body::BoxBody;
use actix_web::cookie::Cookie;
use actix_web::http::header;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse, Responder};
use shared::auth::{Activate, CsrfToken, PasswordPolicy, Session, SignIn, StepUp};
use shared::factors::SecondFactor;
use shared::instant::Instant;
use shared::permission::needs::SelfRead;
use shared::problem::ProblemCode as Code;

use super::session::Opened;
use super::state::Auth;
use super::{
    RequestContext, activation, csrf, ended, not_signed_in, proof, refresh, second_step, sign_in,
    sign_out,
};
use crate::error::ApiError;
use crate::http::answers::{Done, Secret};
use crate::http::body::{NoFields, Valid};
use crate::http::guard::Allowed;
use crate::http::operation::{Budget, Operation};
use crate::http::signature::{Answer, Signature};
use crate::operation;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(start_session)
            .counted(Budget::Secret)
            .fails(&[Code::BadCredentials, Code::Invalid, Code::SlowDown])
            .fails_when(
                Code::MfaRequired,
                "the password was right; go on with `POST /auth/mfa`",
            )
            .fails_when(Code::CsrfFailed, "sent by another site")
            .fails(&[Code::Busy])
            .without_precondition(),
        operation!(finish_sign_in)
            .counted(Budget::Secret)
            .fails_when(Code::SignIn, "the ticket counts no more")
            .fails_when(Code::BadCredentials, "the second factor")
            .fails(&[Code::SlowDown])
            .fails_when(Code::CsrfFailed, "sent by another site")
            .without_precondition(),
        operation!(refresh_session)
            .counted(Budget::Session)
            .fails(&[
                Code::SignIn,
                Code::SessionExpired,
                Code::CsrfFailed,
                Code::CsrfExpired,
            ])
            .without_precondition(),
        operation!(end_session)
            .counted(Budget::Session)
            .fails(&[Code::CsrfFailed, Code::CsrfExpired])
            .without_precondition(),
        operation!(step_up)
            .counted(Budget::Secret)
            .fails_when(Code::BadCredentials, "the password or the second factor")
            .fails(&[Code::Invalid, Code::SlowDown, Code::Busy])
            .without_precondition()
            .for_enrolment(),
        operation!(issue_csrf_token)
            .counted(Budget::Session)
            .fails(&[Code::SignIn, Code::SessionExpired]),
        operation!(get_password_policy),
        operation!(activate_user)
            .counted(Budget::Secret)
            .fails_when(Code::BadCredentials, "the code")
            .fails_when(Code::Invalid, "the password")
            .fails(&[Code::SlowDown, Code::Busy])
            .without_precondition(),
    ]
}

/// Signs in with name and password.
///
/// Sets the refresh cookie. Every wrong combination gets the same answer. Whoever has a second factor may send it at once;
/// a wrong one is answered like a wrong password, and after a hundred failures in a row at one name an unknown browser must.
/// Failures of unknown browsers slow down unknown browsers alone; a user whom that holds up gets a `sign_in_code` from an
/// administrator.
#[utoipa::path(post, path = "/auth/sign-in", tag = "auth")]
async fn start_session(
    request: RequestContext,
    auth: Data<Auth>,
    draft: Valid<SignIn>,
) -> Result<Secret<Session>, ApiError> {
    let (session, opened) = sign_in::sign_in(&auth, &request, draft.into_inner()).await?;
    Ok(signed_in(&auth, session, opened))
}

/// Signs in with the second factor.
///
/// After a sign-in that was answered `mfa_required`: its ticket, with one of `code` and `recovery_code`. Each code counts
/// once; a ticket counts for five minutes and once. Three wrong codes in half a minute, ten in an hour, or five wrong
/// recovery codes in an hour end the sign-in.
#[utoipa::path(post, path = "/auth/mfa", tag = "auth")]
async fn finish_sign_in(
    request: RequestContext,
    auth: Data<Auth>,
    draft: Valid<SecondFactor>,
) -> Result<Secret<Session>, ApiError> {
    let (session, opened) = second_step::go_on(&auth, &request, draft.into_inner()).await?;
    Ok(signed_in(&auth, session, opened))
}

/// Rotates the refresh cookie.
///
/// Answers a fresh access token. Needs the cookie and `X-CSRF-Token`. A refresh that no person caused says so with
/// `X-Background: 1` and does not keep the session alive.
#[utoipa::path(post, path = "/auth/refresh", tag = "auth")]
async fn refresh_session(
    request: RequestContext,
    auth: Data<Auth>,
    _body: Valid<NoFields>,
) -> Result<Secret<Session>, ApiError> {
    let (session, token) = refresh::refresh(&auth, &request).await?;
    Ok(Secret::of(session).cookie(auth.cookies.refresh(token)))
}

/// Signs out.
///
/// Ends the cookie's session and deletes the cookie; needs `X-CSRF-Token` while the session lives.
#[utoipa::path(post, path = "/auth/sign-out", tag = "auth")]
async fn end_session(
    request: RequestContext,
    auth: Data<Auth>,
    _body: Valid<NoFields>,
) -> Result<SignedOut, ApiError> {
    sign_out::sign_out(&auth, &request).await?;
    Ok(SignedOut(auth.cookies.no_refresh()))
}

/// Proves anew who is signed in.
///
/// By password, and by the second factor of whoever has one. For ten minutes from now, operations marked `x-step-up` are open to this session again, in all its tabs. Whoever has
/// just signed in needs no such proof.
#[utoipa::path(post, path = "/auth/step-up", tag = "auth")]
async fn step_up(
    who: Allowed<SelfRead>,
    request: RequestContext,
    auth: Data<Auth>,
    proof: Valid<StepUp>,
) -> Result<Secret<Session>, ApiError> {
    let session = proof::step_up(&auth, &who, &request, proof.into_inner()).await?;
    Ok(Secret::of(session))
}

/// Issues an anti-forgery token.
///
/// For the session of the refresh cookie; good for an hour.
#[utoipa::path(get, path = "/auth/csrf", tag = "auth")]
async fn issue_csrf_token(
    request: RequestContext,
    auth: Data<Auth>,
) -> Result<Secret<CsrfToken>, ApiError> {
    let row = request
        .cookie_session(&auth)
        .await?
        .ok_or_else(not_signed_in)?;
    let now = auth.db.now();
    if !row.is_live(now) {
        return Err(ended());
    }
    let token = csrf::issue(auth.keyring.now().csrf(), &row.id, now.millis());
    Ok(Secret::of(CsrfToken {
        csrf_token: token.text,
        expires_at: Instant::from_millis(token.expires_at_ms),
    }))
}

/// Tells the rules for passwords.
///
/// As a form shows them; the server checks more, against lists of common passwords.
#[utoipa::path(get, path = "/auth/password-policy", tag = "auth")]
async fn get_password_policy(auth: Data<Auth>) -> Json<PasswordPolicy> {
    Json(auth.policy.rules())
}

/// Sets a password by code.
///
/// An administrator gives the code; it works once. All sessions of the user end.
#[utoipa::path(post, path = "/auth/activate", tag = "auth")]
async fn activate_user(
    request: RequestContext,
    auth: Data<Auth>,
    draft: Valid<Activate>,
) -> Result<Done, ApiError> {
    activation::activate(&auth, &request, draft.into_inner()).await?;
    Ok(Done)
}

/// 200 with the cookies of a new session.
pub fn signed_in(auth: &Auth, session: Session, opened: Opened) -> Secret<Session> {
    let answer = Secret::of(session).cookie(auth.cookies.refresh(opened.refresh_token));
    match opened.device_token {
        Some(token) => answer.cookie(auth.cookies.device(token)),
        None => answer,
    }
}

/// 204 that takes the refresh cookie and what the browser keeps of this site.
struct SignedOut(Cookie<'static>);

impl Responder for SignedOut {
    type Body = BoxBody;

    fn respond_to(self, _req: &HttpRequest) -> HttpResponse {
        // Not "storage": theme and density are the browser's, and a draft of somebody else waits there for its owner. The
        // app itself forgets what is this user's.
        let cleared = r#""cache""#;
        HttpResponse::NoContent()
            .cookie(self.0)
            .insert_header((header::HeaderName::from_static("clear-site-data"), cleared))
            .finish()
    }
}

impl Answer for SignedOut {
    fn declare(signature: &mut Signature) {
        Done::declare(signature);
    }
}
