//! `/me/factors`, `/me/totp` and `/me/recovery-codes` over HTTP: the own second factor.

use actix_web::web::{Data, Json};
use shared::factors::{Factors, RecoveryCodes, TotpCode, TotpSecret};
use shared::permission::needs::{SelfRead, SelfWrite};
use shared::problem::ProblemCode::{BadCredentials, Invalid, WrongState};

use super::routes::user_of;
use crate::app::App;
use crate::auth;
use crate::error::ApiError;
use crate::http::answers::{Done, Secret};
use crate::http::body::Valid;
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::operation;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(get_my_factors).for_enrolment(),
        operation!(begin_my_totp)
            .without_precondition()
            .for_enrolment(),
        operation!(activate_my_totp)
            .fails_when(WrongState, "no new secret waits")
            .fails_when(BadCredentials, "the code")
            .fails(&[Invalid])
            .without_precondition()
            .for_enrolment(),
        operation!(remove_my_totp)
            .fails_when(WrongState, "there is none, or the shop asks for it")
            .without_precondition(),
        operation!(make_my_recovery_codes)
            .fails_when(WrongState, "there is no second factor")
            .without_precondition(),
    ]
}

/// Tells about the own second factor.
#[utoipa::path(get, path = "/me/factors", tag = "me")]
async fn get_my_factors(who: Allowed<SelfRead>, app: Data<App>) -> Result<Json<Factors>, ApiError> {
    let user = user_of(&who)?.id;
    let factors = app.db.read(move |conn| auth::factors_of(conn, user));
    Ok(Json(factors.await?))
}

/// Makes a secret for an app on the phone.
///
/// It is shown this once, and counts from the first code on that `POST /me/totp/activate` takes, within an hour. One that
/// counts already goes on until then.
#[utoipa::path(post, path = "/me/totp", tag = "me")]
async fn begin_my_totp(
    who: Allowed<SelfWrite>,
    app: Data<App>,
) -> Result<Secret<TotpSecret, 201>, ApiError> {
    let keyring = app.keyring.now();
    let begun = app
        .db
        .write_unkeyed(&who, move |tx| auth::begin_totp(tx, &keyring));
    Ok(Secret::of(begun.await?))
}

/// Turns the second factor on.
///
/// With a code of the app that has the new secret. Answers the recovery codes, this once. All other sessions of the user
/// end.
#[utoipa::path(post, path = "/me/totp/activate", tag = "me")]
async fn activate_my_totp(
    who: Allowed<SelfWrite>,
    app: Data<App>,
    code: Valid<TotpCode>,
) -> Result<Secret<RecoveryCodes>, ApiError> {
    let (keyring, code) = (app.keyring.now(), code.into_inner().code);
    let activated = app
        .db
        .write_unkeyed(&who, move |tx| auth::activate_totp(tx, &keyring, &code));
    match activated.await? {
        Ok(codes) => Ok(Secret::of(codes)),
        Err(outcome) => auth::factor_refused(outcome)
            .and_then(|()| Err(ApiError::broken("a code that is right and refused"))),
    }
}

/// Turns the second factor off.
///
/// The recovery codes count no more. All other sessions of the user end.
#[utoipa::path(delete, path = "/me/totp", tag = "me")]
async fn remove_my_totp(who: Allowed<SelfWrite>, app: Data<App>) -> Result<Done, ApiError> {
    let rule = app.config.require_mfa;
    app.db
        .write(&who, move |tx| auth::remove_totp(tx, rule).map(|()| Done))
        .await
}

/// Makes new recovery codes.
///
/// Ten, shown this once; the earlier ones count no more.
#[utoipa::path(post, path = "/me/recovery-codes", tag = "me")]
async fn make_my_recovery_codes(
    who: Allowed<SelfWrite>,
    app: Data<App>,
) -> Result<Secret<RecoveryCodes, 201>, ApiError> {
    let made = app.db.write_unkeyed(&who, auth::new_codes);
    Ok(Secret::of(made.await?))
}
