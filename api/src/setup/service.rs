//! Making the first administrator: in the browser with the token, or on the host without.

use std::sync::atomic::Ordering;

use shared::currency::Currency;
use shared::field;
use shared::permission::Role;
use shared::problem::ProblemCode;
use shared::setup::SetupDraft;
use shared::users::{User, UserCode, UserDraft};

use crate::app::App;
use crate::auth::{self, Auth, Chooser, RequestContext};
use crate::db::{Actor, Tx};
use crate::error::ApiError;
use crate::logging::SecurityKind;
use crate::settings;
use crate::setup_token::Judged;
use crate::users::{self, NewUser};

/// What a shop is called whose administrator was made on the host.
const UNNAMED: &str = "My shop";
const USUAL_ZONE: &str = "Africa/Lagos";

/// At start: a shop without anybody gets the administrator that the configuration names, or a token for the browser.
pub fn prepare(app: &App, auth: &Auth) -> Result<(), ApiError> {
    if app.db.read_blocking(settings::exist)? {
        return Ok(());
    }
    match &app.config.bootstrap_admin {
        Some(admin) => {
            let user = create_admin(
                app,
                auth,
                &admin.username,
                &admin.email,
                admin.password.expose(),
            )?;
            log::info!(
                "The shop is set up by the configuration; its first administrator is user: {}",
                user.username
            );
            Ok(())
        }
        None => app.setup.renew(app.db.now()).map_err(ApiError::internal),
    }
}

/// Whether a first user exists.
pub async fn is_set_up(app: &App) -> Result<bool, ApiError> {
    if app.is_set_up.load(Ordering::Relaxed) {
        return Ok(true);
    }
    let found = app.db.look(settings::exist).await?;
    app.is_set_up.store(found, Ordering::Relaxed);
    Ok(found)
}

/// Problems: `bad_credentials`, `invalid`, `wrong_state`, `slow_down`, `busy`.
pub async fn set_up(
    app: &App,
    auth: &Auth,
    request: &RequestContext,
    draft: SetupDraft,
) -> Result<User, ApiError> {
    let entered = auth::enter_with_code(auth, request, &draft.token).await?;
    match app
        .setup
        .judge(&draft.token, app.db.now())
        .map_err(ApiError::internal)?
    {
        Judged::Right => {}
        Judged::Wrong => {
            return Err(refused(
                app,
                request,
                "wrong set-up token",
                "This is not the set-up token. It is in the file setup-token of the data folder.",
            ));
        }
        Judged::TooOld => {
            return Err(refused(
                app,
                request,
                "set-up token that is too old",
                "This set-up token is more than a day old. A new one was written to the same file.",
            ));
        }
    }
    auth::passed(auth, &request.caller, entered).await?;
    let chooser = Chooser {
        username: &draft.username,
        email: Some(&draft.email),
        shop_name: Some(&draft.shop_name),
    };
    auth::check_new_password(auth, &draft.password, "password", &chooser)?;
    let hash = auth::hash(auth, &draft.password).await?;
    let user = app
        .db
        .write_unkeyed(&request.caller, move |tx| make_shop(tx, &draft, &hash))
        .await?;
    app.setup.spend().map_err(ApiError::internal)?;
    let kind = SecurityKind::UserCreated;
    app.security_log
        .report(&request.caller, kind, Some(&user.username), "the set-up");
    log::info!(
        "The shop is set up; its first administrator is user: {}",
        user.username
    );
    Ok(user)
}

/// The writer is alone in its transaction: of several at once, the first makes the shop and the others find it made.
fn make_shop(tx: &mut Tx<'_>, draft: &SetupDraft, hash: &str) -> Result<User, ApiError> {
    if settings::exist(tx.conn)? {
        return Err(ApiError::wrong_state(
            "The shop was set up meanwhile. Sign in.",
        ));
    }
    settings::create(
        tx,
        &draft.shop_name,
        draft.currency.code(),
        &draft.time_zone,
    )?;
    users::add(tx, &admin(&draft.username, &draft.email, hash))
}

fn admin<'a>(username: &'a str, email: &'a str, hash: &'a str) -> NewUser<'a> {
    NewUser {
        username,
        email: Some(email),
        role: Role::Admin,
        password_hash: Some(hash),
        must_change_password: false,
    }
}

/// Makes an administrator from the host's command line; a shop that is not set up yet gets settings that can be changed
/// later. Blocks. Problems: `invalid`, `taken`.
pub fn create_admin(
    app: &App,
    auth: &Auth,
    username: &str,
    email: &str,
    password: &str,
) -> Result<User, ApiError> {
    let draft = UserDraft {
        username: username.to_owned(),
        email: email.to_owned(),
        role: Role::Admin,
        password: Some(password.to_owned()),
    };
    field::check(&draft).map_err(ApiError::invalid)?;
    let chooser = Chooser {
        username,
        email: Some(email),
        shop_name: None,
    };
    auth::check_new_password(auth, password, "password", &chooser)?;
    let hash = auth::hash_blocking(auth, password)?;
    let user = app.db.write_blocking(&Actor::host(), |tx| {
        if !settings::exist(tx.conn)? {
            settings::create(tx, UNNAMED, Currency::NGN.code(), USUAL_ZONE)?;
        }
        users::add(tx, &admin(username, email, &hash))
    })?;
    app.setup.spend().map_err(ApiError::internal)?;
    Ok(user)
}

/// Gives a code for a new password, from the host's command line: the way back for the last administrator. Blocks.
/// Problems: `not_found`, `wrong_state` (disabled).
pub fn reset_password(app: &App, username: &str) -> Result<UserCode, ApiError> {
    app.db.write_blocking(&Actor::host(), |tx| {
        let account = auth::account_named(tx.conn, username)?.ok_or_else(nobody)?;
        auth::another_code(tx, &account)
    })
}

/// Revokes a personal token that has leaked, from the host's command line; the name of its user. Blocks. Problems:
/// `not_found`, `wrong_state` (revoked already).
pub fn revoke_token(app: &App, token: &str) -> Result<String, ApiError> {
    app.db
        .write_blocking(&Actor::host(), |tx| auth::revoke_shown_token(tx, token))
}

/// Removes a user's second factor, from the host's command line. Blocks. Problems: `not_found`, `wrong_state`.
pub fn reset_factors(app: &App, username: &str) -> Result<(), ApiError> {
    app.db.write_blocking(&Actor::host(), |tx| {
        let account = auth::account_named(tx.conn, username)?.ok_or_else(nobody)?;
        users::remove_factors(tx, account.id).map(drop)
    })
}

/// Ends what was counted against a user's account, from the host's command line. Blocks. Problem: `not_found`.
pub fn unlock(app: &App, username: &str) -> Result<(), ApiError> {
    app.db.write_blocking(&Actor::host(), |tx| {
        let account = auth::account_named(tx.conn, username)?.ok_or_else(nobody)?;
        users::end_lock(tx, &app.keyring.now(), account.id).map(drop)
    })
}

/// Forgets the e-mail address of a user who left, from the host's command line. Blocks. Problems: `not_found`, `wrong_state`.
pub fn forget_address(app: &App, username: &str) -> Result<(), ApiError> {
    app.db.write_blocking(&Actor::host(), |tx| {
        let account = auth::account_named(tx.conn, username)?.ok_or_else(nobody)?;
        users::forget_address(tx, account.id)
    })
}

fn nobody() -> ApiError {
    ApiError::new(ProblemCode::NotFound, "There is no user of that name.")
}

fn refused(app: &App, request: &RequestContext, what: &str, detail: &'static str) -> ApiError {
    log::warn!("Refused a {what} from IP: {}", request.ip);
    app.security_log
        .report(&request.caller, SecurityKind::AuthnLoginFail, None, what);
    ApiError::new(ProblemCode::BadCredentials, detail)
}
