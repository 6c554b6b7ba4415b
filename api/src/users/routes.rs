//! `/users` over HTTP.

use actix_web::web::Data;
use shared::id::UserId;
use shared::permission::needs::{UsersRead, UsersWrite};
use shared::problem::ProblemCode::{
    Busy, Invalid, LastAdmin, NotAllowed, Stale, Taken, WrongState,
};
use shared::users::{User, UserCode, UserCreated, UserDraft, UserPatch, UserQuery};

use super::listing::Addresses;
use super::{listing, service, ways_back};
use crate::app::App;
use crate::auth::{self, Auth};
use crate::db::{Caller, Tx};
use crate::error::ApiError;
use crate::http::answers::{MadeWithSecret, Secret};
use crate::http::body::Valid;
use crate::http::conditional::{IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, Paged, PathId};
use crate::logging::SecurityKind;
use crate::operation;
use crate::settings;

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(list_users),
        operation!(create_user).fails(&[Invalid, Taken, Busy]),
        operation!(get_user),
        operation!(update_user).fails(&[Invalid, Stale, Taken, NotAllowed, LastAdmin]),
        operation!(issue_user_code)
            .fails(&[Stale])
            .fails_when(NotAllowed, "oneself")
            .fails_when(WrongState, "disabled"),
        operation!(reset_user_factors)
            .fails(&[Stale])
            .fails_when(NotAllowed, "oneself")
            .fails_when(WrongState, "there is no second factor"),
        operation!(unlock_user).fails(&[Stale]),
        operation!(issue_sign_in_code)
            .fails(&[Stale])
            .fails_when(NotAllowed, "oneself")
            .fails_when(WrongState, "disabled"),
        operation!(disable_user)
            .fails(&[Stale, WrongState])
            .fails_when(NotAllowed, "oneself")
            .fails(&[LastAdmin]),
        operation!(enable_user).fails(&[Stale, WrongState]),
    ]
}

/// Lists users.
///
/// By name unless `sort` says otherwise. `q` finds words that begin a word of the name or of the address. Auditors see no
/// addresses: theirs are `null`, and `q` finds names alone.
#[utoipa::path(get, path = "/users", tag = "users")]
async fn list_users(
    who: Allowed<UsersRead>,
    app: Data<App>,
    query: Listing<UserQuery>,
) -> Result<Paged<User>, ApiError> {
    let cursors = app.cursors.clone();
    let addresses = Addresses::for_reader(&who.actor);
    Ok(Paged(
        app.db
            .read(move |conn| listing::page(conn, &cursors, &query.0, addresses))
            .await?,
    ))
}

/// Adds a user.
///
/// Without `password`, the answer holds a code with which the user chooses one; it is shown this once. A password given
/// here must be changed at the first sign-in.
#[utoipa::path(post, path = "/users", tag = "users")]
async fn create_user(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    auth: Data<Auth>,
    draft: Valid<UserDraft>,
) -> Result<MadeWithSecret<UserCreated>, ApiError> {
    let hash = hash_of_draft(&app, &auth, &draft).await?;
    let created = app
        .db
        .write_unkeyed(&who, move |tx| service::create(tx, &draft, hash.as_deref()))
        .await?;
    note(&app, &who, SecurityKind::UserCreated, &created.user);
    let (id, rev) = (created.user.id, created.user.rev);
    Ok(MadeWithSecret::below(id, rev, created))
}

async fn hash_of_draft(
    app: &App,
    auth: &Auth,
    draft: &UserDraft,
) -> Result<Option<String>, ApiError> {
    let Some(password) = &draft.password else {
        return Ok(None);
    };
    let shop_name = app.db.look(settings::read).await?.shop_name;
    let chooser = auth::Chooser {
        username: &draft.username,
        email: Some(&draft.email),
        shop_name: Some(&shop_name),
    };
    auth::check_new_password(auth, password, "password", &chooser)?;
    auth::hash(auth, password).await.map(Some)
}

/// Shows a user.
///
/// To auditors without the address.
#[utoipa::path(get, path = "/users/{id}", tag = "users")]
async fn get_user(
    who: Allowed<UsersRead>,
    app: Data<App>,
    id: PathId<UserId>,
) -> Result<Tagged<User>, ApiError> {
    let addresses = Addresses::for_reader(&who.actor);
    let user = app.db.look(move |conn| listing::one(conn, id.0, addresses));
    Ok(Tagged(user.await?))
}

/// Changes a user's name, address or role.
///
/// Nobody changes their own role.
#[utoipa::path(patch, path = "/users/{id}", tag = "users")]
async fn update_user(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
    patch: Valid<UserPatch>,
) -> Result<Tagged<User>, ApiError> {
    let user = app
        .db
        .write(&who, move |tx| {
            service::update(tx, id.0, &seen.0, &patch).map(Tagged)
        })
        .await?;
    note(&app, &who, SecurityKind::UserUpdated, &user.0);
    Ok(user)
}

/// Removes a user's second factor.
///
/// For whoever lost the phone and the recovery codes. All the user's sessions end; the password is enough until another
/// factor is set up. Nobody removes their own this way.
#[utoipa::path(post, path = "/users/{id}/reset-factors", tag = "users")]
async fn reset_user_factors(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
) -> Result<Tagged<User>, ApiError> {
    act(&app, &who, "removed the second factor", move |tx| {
        ways_back::reset_factors(tx, id.0, &seen.0)
    })
    .await
}

/// Ends what was counted against an account.
///
/// After failures in a row, unknown browsers wait before they may try again, and so does a known one after failures of its
/// own: the user starts afresh. What was counted against addresses stays.
#[utoipa::path(post, path = "/users/{id}/unlock", tag = "users")]
async fn unlock_user(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
) -> Result<Tagged<User>, ApiError> {
    let keyring = app.keyring.now();
    act(&app, &who, "unlocked the account", move |tx| {
        ways_back::unlock(tx, &keyring, id.0, &seen.0)
    })
    .await
}

/// Gives a code for a new password.
///
/// It is shown this once, and counts for a day if the user never had a password, else for half an hour. It takes effect at
/// once: the present password and all the user's sessions end. A code whose answer was lost is made anew by asking again;
/// the earlier one no longer counts.
#[utoipa::path(post, path = "/users/{id}/code", tag = "users")]
async fn issue_user_code(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
) -> Result<Secret<UserCode, 201>, ApiError> {
    let what = "gave a code for a new password";
    give(&app, &who, (id.0, what), move |tx| {
        ways_back::issue_code(tx, id.0, &seen.0)
    })
    .await
}

/// Gives a code for one sign-in.
///
/// For whoever must wait since somebody else guesses at their password, and has no browser that is known. It is shown this
/// once and counts for half an hour, beside the name and the password, and the second factor of whoever has one; see
/// `POST /auth/sign-in`. A code whose answer was lost is made anew by asking again; the earlier one no longer counts.
#[utoipa::path(post, path = "/users/{id}/sign-in-code", tag = "users")]
async fn issue_sign_in_code(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
) -> Result<Secret<UserCode, 201>, ApiError> {
    let what = "gave a code for one sign-in";
    give(&app, &who, (id.0, what), move |tx| {
        ways_back::issue_sign_in_code(tx, id.0, &seen.0)
    })
    .await
}

/// Disables a user.
///
/// All the user's sessions end at once.
#[utoipa::path(post, path = "/users/{id}/disable", tag = "users")]
async fn disable_user(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
) -> Result<Tagged<User>, ApiError> {
    act(&app, &who, "disabled", move |tx| {
        service::disable(tx, id.0, &seen.0)
    })
    .await
}

/// Lets a disabled user in again.
#[utoipa::path(post, path = "/users/{id}/enable", tag = "users")]
async fn enable_user(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
) -> Result<Tagged<User>, ApiError> {
    act(&app, &who, "enabled", move |tx| {
        service::enable(tx, id.0, &seen.0)
    })
    .await
}

/// Does something to a user, and says so in the security log.
pub(super) async fn act(
    app: &App,
    who: &Caller,
    what: &'static str,
    change: impl FnOnce(&mut Tx<'_>) -> Result<User, ApiError> + Send + 'static,
) -> Result<Tagged<User>, ApiError> {
    let user = app.db.write(who, move |tx| change(tx).map(Tagged)).await?;
    let name = Some(user.0.username.as_str());
    app.security_log
        .report(who, SecurityKind::UserUpdated, name, what);
    Ok(user)
}

/// Makes a code for a user, which no repeat shows again, and says so in the security log.
async fn give(
    app: &App,
    who: &Caller,
    (id, what): (UserId, &'static str),
    make: impl FnOnce(&mut Tx<'_>) -> Result<UserCode, ApiError> + Send + 'static,
) -> Result<Secret<UserCode, 201>, ApiError> {
    let code = app.db.write_unkeyed(who, make).await?;
    let user = id.to_string();
    app.security_log
        .report(who, SecurityKind::AuthzAdmin, Some(&user), what);
    Ok(Secret::of(code))
}

fn note(app: &App, who: &Caller, kind: SecurityKind, user: &User) {
    app.security_log.report(who, kind, Some(&user.username), "");
}
