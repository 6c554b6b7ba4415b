//! What an administrator sees of somebody's ways in, and ends: sessions, second factor, personal tokens.

use actix_web::web::{Data, Json};
use shared::factors::Factors;
use shared::id::{TokenId, UserId};
use shared::me::{MySession, SessionQuery};
use shared::permission::needs::UsersWrite;
use shared::problem::ProblemCode::Stale;
use shared::tokens::{Token, TokenQuery};
use shared::users::User;

use super::routes::act;
use super::{store, ways_back};
use crate::app::App;
use crate::error::ApiError;
use crate::http::answers::Done;
use crate::http::conditional::{IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::operation::Operation;
use crate::http::query::{Listing, Paged, PathId, PathIds};
use crate::logging::SecurityKind;
use crate::{auth, operation};

pub fn operations() -> Vec<Operation> {
    vec![
        operation!(list_user_sessions),
        operation!(end_user_sessions).fails(&[Stale]),
        operation!(get_user_factors),
        operation!(list_user_tokens),
        operation!(revoke_user_token).without_precondition(),
    ]
}

/// Lists where a user is signed in.
///
/// The sessions that live, the last used first unless `sort` says otherwise.
#[utoipa::path(get, path = "/users/{id}/sessions", tag = "users")]
async fn list_user_sessions(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    query: Listing<SessionQuery>,
) -> Result<Paged<MySession>, ApiError> {
    let (cursors, now) = (app.cursors.clone(), app.db.now());
    let current = who.actor.known().and_then(|known| known.session);
    let page = app.db.read(move |conn| {
        store::find(conn, id.0)?;
        auth::list_own(conn, &cursors, &query.0, (id.0, current), now)
    });
    Ok(Paged(page.await?))
}

/// Signs a user out everywhere.
///
/// All sessions end at once, and no browser counts as known any more. Personal tokens go on: each is revoked by itself.
#[utoipa::path(post, path = "/users/{id}/end-sessions", tag = "users")]
async fn end_user_sessions(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
) -> Result<Tagged<User>, ApiError> {
    act(&app, &who, "signed out everywhere", move |tx| {
        ways_back::end_sessions(tx, id.0, &seen.0)
    })
    .await
}

/// Tells about a user's second factor.
#[utoipa::path(get, path = "/users/{id}/factors", tag = "users")]
async fn get_user_factors(
    _who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
) -> Result<Json<Factors>, ApiError> {
    let factors = app.db.read(move |conn| {
        store::find(conn, id.0)?;
        auth::factors_of(conn, id.0)
    });
    Ok(Json(factors.await?))
}

/// Lists a user's personal access tokens.
///
/// Those that were not revoked, the newest first unless `sort` says otherwise. One that ran out stays for 30 days.
#[utoipa::path(get, path = "/users/{id}/tokens", tag = "users")]
async fn list_user_tokens(
    _who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    query: Listing<TokenQuery>,
) -> Result<Paged<Token>, ApiError> {
    let cursors = app.cursors.clone();
    let page = app.db.read(move |conn| {
        store::find(conn, id.0)?;
        auth::list_tokens(conn, &cursors, &query.0, id.0)
    });
    Ok(Paged(page.await?))
}

/// Revokes one of a user's personal access tokens.
///
/// It counts no more from its next call on.
#[utoipa::path(delete, path = "/users/{id}/tokens/{token_id}", tag = "users")]
async fn revoke_user_token(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    ids: PathIds<UserId, TokenId>,
) -> Result<Done, ApiError> {
    let PathIds(user, token) = ids;
    let revoke = app.db.write(&who, move |tx| {
        auth::revoke_token(tx, user, token).map(|()| Done)
    });
    let done = revoke.await?;
    let (user, what) = (user.to_string(), "revoked a personal token");
    app.security_log
        .report(&who, SecurityKind::AuthzAdmin, Some(&user), what);
    Ok(done)
}
