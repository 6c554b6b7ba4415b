//! `/users` over HTTP.

use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, get, patch, post};
use shared::id::UserId;
use shared::page::Page;
use shared::permission::needs::{UsersRead, UsersWrite};
use shared::users::{User, UserCode, UserCreated, UserDraft, UserPatch, UserQuery};
use utoipa_actix_web::scope;
use utoipa_actix_web::service_config::ServiceConfig;

use super::listing::Addresses;
use super::{codes, listing, service};
use crate::app::App;
use crate::auth;
use crate::db::Caller;
use crate::error::ApiError;
use crate::http::body::Valid;
use crate::http::conditional::{IfMatch, Tagged};
use crate::http::guard::Allowed;
use crate::http::query::{Listing, PathId};
use crate::logging::SecurityKind;
use crate::settings;

pub fn routes(config: &mut ServiceConfig) {
    config.service(
        scope::scope("/users")
            .service(list_users)
            .service(create_user)
            .service(get_user)
            .service(update_user)
            .service(issue_user_code)
            .service(disable_user)
            .service(enable_user),
    );
}

/// Lists users.
///
/// By name unless `sort` says otherwise. `q` finds words that begin a word of the name or of the address. Auditors see no
/// addresses: theirs are `null`, and `q` finds names alone.
#[utoipa::path(tag = "users", params(UserQuery), responses((status = 200, body = Page<User>)),
    extensions(("x-permission" = json!("users.read"))))]
#[get("")]
async fn list_users(
    who: Allowed<UsersRead>,
    app: Data<App>,
    query: Listing<UserQuery>,
) -> Result<Json<Page<User>>, ApiError> {
    let cursors = app.cursors.clone();
    let addresses = Addresses::for_reader(&who.actor);
    Ok(Json(
        app.db
            .read(move |conn| listing::page(conn, &cursors, &query.0, addresses))
            .await?,
    ))
}

/// Adds a user.
///
/// Without `password`, the answer holds a code with which the user chooses one; it is shown this once. A password given
/// here must be changed at the first sign-in. Problems: `invalid`, `taken`, `busy`.
#[utoipa::path(tag = "users", request_body = UserDraft, responses((status = 201, body = UserCreated)),
    extensions(("x-permission" = json!("users.write")), ("x-idempotency" = json!("none"))))]
#[post("")]
async fn create_user(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    draft: Valid<UserDraft>,
) -> Result<HttpResponse, ApiError> {
    let hash = hash_of_draft(&app, &draft).await?;
    let created = app
        .db
        .write_unkeyed(&who, move |tx| service::create(tx, &draft, hash.as_deref()))
        .await?;
    note(&app, &who, SecurityKind::UserCreated, &created.user);
    let place = format!("/api/v1/users/{}", created.user.id);
    let tag = format!("\"{}\"", created.user.rev);
    Ok(HttpResponse::Created()
        .insert_header(("location", place))
        .insert_header(("etag", tag))
        .json(created))
}

async fn hash_of_draft(app: &App, draft: &UserDraft) -> Result<Option<String>, ApiError> {
    let Some(password) = &draft.password else {
        return Ok(None);
    };
    let shop_name = app.db.look(settings::read).await?.shop_name;
    let chooser = auth::Chooser {
        username: &draft.username,
        email: Some(&draft.email),
        shop_name: Some(&shop_name),
    };
    auth::check_new_password(&app.auth, password, "password", &chooser)?;
    auth::hash(&app.auth, password).await.map(Some)
}

/// Shows a user.
///
/// To auditors without the address.
#[utoipa::path(tag = "users", params(("id" = UserId, Path)), responses((status = 200, body = User), (status = 304)),
    extensions(("x-permission" = json!("users.read"))))]
#[get("/{id}")]
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
/// Nobody changes his own role. Problems: `invalid`, `stale`, `taken`, `not_allowed`, `last_admin`.
#[utoipa::path(tag = "users", params(("id" = UserId, Path)), request_body = UserPatch,
    responses((status = 200, body = User)), extensions(("x-permission" = json!("users.write"))))]
#[patch("/{id}")]
async fn update_user(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
    patch: Valid<UserPatch>,
) -> Result<Tagged<User>, ApiError> {
    let user = app
        .db
        .write(&who, move |tx| service::update(tx, id.0, seen.0, &patch))
        .await?;
    note(&app, &who, SecurityKind::UserUpdated, &user);
    Ok(Tagged(user))
}

/// Gives a code for a new password.
///
/// It is shown this once, and counts for a day if the user never had a password, else for half an hour. It takes effect at
/// once: the present password and all the user's sessions end. A code whose answer was lost is made anew by asking again;
/// the earlier one no longer counts. Problems: `stale`, `not_allowed` (oneself), `wrong_state` (disabled).
#[utoipa::path(tag = "users", params(("id" = UserId, Path)), responses((status = 201, body = UserCode)),
    extensions(("x-permission" = json!("users.write")), ("x-idempotency" = json!("none"))))]
#[post("/{id}/code")]
async fn issue_user_code(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
) -> Result<HttpResponse, ApiError> {
    let code = app
        .db
        .write_unkeyed(&who, move |tx| codes::issue_code(tx, id.0, seen.0))
        .await?;
    let user = id.0.to_string();
    let what = "gave a code for a new password";
    auth::report(&app.auth, &who, SecurityKind::AuthzAdmin, Some(&user), what);
    Ok(HttpResponse::Created().json(code))
}

/// Disables a user.
///
/// All the user's sessions end at once. Problems: `stale`, `wrong_state`, `not_allowed` (oneself), `last_admin`.
#[utoipa::path(tag = "users", params(("id" = UserId, Path)), responses((status = 200, body = User)),
    extensions(("x-permission" = json!("users.write"))))]
#[post("/{id}/disable")]
async fn disable_user(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
) -> Result<Tagged<User>, ApiError> {
    let user = app
        .db
        .write(&who, move |tx| service::disable(tx, id.0, seen.0))
        .await?;
    note(&app, &who, SecurityKind::UserUpdated, &user);
    Ok(Tagged(user))
}

/// Lets a disabled user in again.
///
/// Problems: `stale`, `wrong_state`.
#[utoipa::path(tag = "users", params(("id" = UserId, Path)), responses((status = 200, body = User)),
    extensions(("x-permission" = json!("users.write"))))]
#[post("/{id}/enable")]
async fn enable_user(
    who: Allowed<UsersWrite>,
    app: Data<App>,
    id: PathId<UserId>,
    seen: IfMatch,
) -> Result<Tagged<User>, ApiError> {
    let user = app
        .db
        .write(&who, move |tx| service::enable(tx, id.0, seen.0))
        .await?;
    note(&app, &who, SecurityKind::UserUpdated, &user);
    Ok(Tagged(user))
}

fn note(app: &App, who: &Caller, kind: SecurityKind, user: &User) {
    auth::report(&app.auth, who, kind, Some(&user.username), "");
}
